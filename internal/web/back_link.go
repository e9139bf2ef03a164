package web

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// BackToConsultation returns the link from the page of a task to the staff page of
// consultation slug. Only people who draft have that page. The others go back to
// the list of consultations, which has their tasks.
func BackToConsultation(r *http.Request, slug string) page.Link {
	const list = "/staff/consultations"
	if site.Actor(r).May(actor.Draft) {
		return page.Link{Text: page.Printer(r).Say("Back to the consultation"), Href: list + "/" + slug}
	}
	return page.Link{Text: page.Printer(r).Say("Back to all consultations"), Href: list}
}
