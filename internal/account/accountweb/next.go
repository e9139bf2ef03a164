package accountweb

import (
	"net/url"
	"path"
	"strings"
)

const home = "/staff"

// safe returns next if it is an address of the back office, and the first page
// of it otherwise: nobody is sent away from here by a link that somebody else
// made.
func safe(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || u.Fragment != "" ||
		strings.ContainsAny(next, "\\\r\n\t\x00") || path.Clean(u.Path) != u.Path || (u.Path != home && !strings.HasPrefix(u.Path, home+"/")) {
		return home
	}
	if u.Path == signInPath || strings.HasPrefix(u.Path, signInPath+"/") || u.Path == signOutPath {
		return home
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return home
	}
	return (&url.URL{Path: u.Path, RawQuery: query.Encode()}).String()
}
