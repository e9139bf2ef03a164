package web

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/page"
)

// BackToConsultation returns the link from the page of a task to the staff page of consultation slug.
func BackToConsultation(r *http.Request, slug string) page.Link {
	return page.Link{Text: page.Printer(r).Say("Back to the consultation"), Href: "/staff/consultations/" + slug}
}
