package accountweb

import (
	"net/url"
	"path"
	"strings"
)

const homePath = "/staff"

// safeNext returns next if it is an address of the back office, and the first page
// of it otherwise: nobody is sent away from here by a link that somebody else
// made.
func safeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || u.Fragment != "" ||
		strings.ContainsAny(
			next,
			"\\\r\n\t\x00",
		) || path.Clean(u.Path) != u.Path || (u.Path != homePath && !strings.HasPrefix(u.Path, homePath+"/")) {
		return homePath
	}
	if u.Path == signInPath || strings.HasPrefix(u.Path, signInPath+"/") || u.Path == signOutPath {
		return homePath
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return homePath
	}
	return (&url.URL{Path: u.Path, RawQuery: query.Encode()}).String()
}
