package web

import "net/http"

// Notices shows a message on the next page, after a redirect.
type Notices interface {
	// SetNotice stores message in the session of r.
	SetNotice(r *http.Request, message string)
	// PopNotice returns the stored message, or "", and deletes it.
	PopNotice(r *http.Request) string
}

// SetNotice shows message on the next page of the staff area. It does nothing
// without sessions.
func (d *Deps) SetNotice(r *http.Request, message string) {
	if d.Notices != nil {
		d.Notices.SetNotice(r, message)
	}
}

// PopNotice returns the message for this page of the staff area, or "".
func (d *Deps) PopNotice(r *http.Request) string {
	if d.Notices == nil {
		return ""
	}
	return d.Notices.PopNotice(r)
}
