package web

import (
	"net/http"
	"strings"
)

// maxQueryText is the length of the longest text that is read from an address, in bytes.
const maxQueryText = 200

// QueryText returns the beginning of what the address of r says under name, without what PostgreSQL refuses. Lists
// take it as it is: what nothing has leaves nothing.
func QueryText(r *http.Request, name string) string {
	text := r.FormValue(name)
	text = text[:min(len(text), maxQueryText)]
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}
