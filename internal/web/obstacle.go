package web

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// Obstacles returns the sentences about what is in the way of releasing the results of
// consultation slug, each with the page on which it is removed, if the reader may open it.
func Obstacles(r *http.Request, slug string, all analysis.Obstacles) (items []page.Link) {
	for _, o := range all {
		item := page.Link{Text: page.ErrorMessage(r, o.Err)}
		if o.Batch != "" && site.Actor(r).May(actor.EnterResponses) {
			item.Href = "/staff/consultations/" + url.PathEscape(slug) + "/data-entry/" + url.PathEscape(o.Batch)
		}
		items = append(items, item)
	}
	return items
}
