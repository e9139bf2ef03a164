package signinweb

import (
	"net/url"
	"path"
	"strings"
)

// safeNext returns next if it is a path of the staff area, and homePath
// otherwise. So a link to sign in cannot redirect to another site.
func safeNext(next string) string {
	u, err := url.Parse(next)
	switch {
	case err != nil, u.Scheme != "", u.Host != "", u.User != nil, u.Opaque != "", u.Fragment != "",
		strings.ContainsAny(next, "\\\r\n\t\x00"),
		path.Clean(u.Path) != u.Path,
		u.Path != homePath && !strings.HasPrefix(u.Path, homePath+"/"),
		u.Path == signInPath || strings.HasPrefix(u.Path, signInPath+"/") || u.Path == signOutPath:
		return homePath
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return homePath
	}
	return (&url.URL{Path: u.Path, RawQuery: query.Encode()}).String()
}
