package site

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// resendView is a form that was sent at a time when nothing could be saved, or by
// a person who must first sign in or confirm who they are. The error page has all
// that was typed, so that it can be sent again.
type resendView struct {
	Action string
	Fields []resendField
	Files  []string // names of the fields for files, which must be chosen again
	Texts  []string // what was typed in the longer fields, to copy it
}

type resendField struct{ Name, Value string }

// newResendView returns the form of r, or nil if r has none or it contains a
// secret, which no page may show.
func newResendView(r *http.Request) *resendView {
	if r.Method != http.MethodPost || readForm(r) != nil {
		return nil
	}
	if r.MultipartForm == nil && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		if r.ParseMultipartForm(DefaultMaxBody) != nil {
			return nil
		}
	}
	values := maps.Clone(map[string][]string(r.PostForm))
	v := &resendView{Action: r.URL.RequestURI()}
	if r.MultipartForm != nil {
		maps.Copy(values, r.MultipartForm.Value)
		v.Files = slices.Sorted(maps.Keys(r.MultipartForm.File))
	}
	if len(values) == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if isSecret(name) {
			return nil
		}
		for _, value := range values[name] {
			v.Fields = append(v.Fields, resendField{name, value})
			if strings.ContainsAny(strings.TrimSpace(value), " \n") {
				v.Texts = append(v.Texts, value)
			}
		}
	}
	return v
}

// isSecret reports whether the field with this name holds a password or a one-time
// code.
func isSecret(name string) bool {
	return strings.Contains(name, "password") || name == "code" || name == "secret"
}
