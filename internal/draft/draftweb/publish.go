package draftweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/host"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// publishing adds the pages of documents, checks, previews and publishing.
func (d *Desk) publishing() {
	for _, p := range []host.Part{
		{Text: locale.Key("Documents and their editions"), Path: hub("{slug}") + "/documents", Needs: actor.Draft},
		{Text: locale.Key("Editions of the questionnaire"), Path: hub("{slug}") + "/editions", Needs: actor.Draft},
		{Text: locale.Key("Links to a preview"), Path: hub("{slug}") + "/preview", Needs: actor.Draft},
		{Text: locale.Key("Check and publish"), Path: hub("{slug}") + "/check", Needs: actor.Draft},
		{Text: locale.Key("Extend, reopen or withdraw"), Path: hub("{slug}") + "/acts", Needs: actor.Draft},
	} {
		d.AddPart(p)
	}
	d.add("/{slug}/documents", d.documents, d.addDocument)
	d.add("/{slug}/documents/{doc}/{edition}", d.paper, d.savePaper)
	d.add("/{slug}/editions", d.editions, d.addEdition)
	d.add("/{slug}/editions/{edition}", d.edition, d.saveEdition)
	d.add("/{slug}/preview", d.previews, d.changePreviews)
	d.add("/{slug}/check", d.check, d.answerCheck)
	d.add("/{slug}/acts", d.acts, nil)
	d.Site.Add(
		page.Route{Method: http.MethodPost, Pattern: root + "/{slug}/acts", Needs: actor.Publish, Handler: d.act},
		page.Route{Method: http.MethodGet, Pattern: "/preview/{token}", Needs: actor.Public, Handler: d.preview},
		page.Route{Method: http.MethodGet, Pattern: "/preview/{token}/documents/{doc}/{edition}", Needs: actor.Public, Handler: d.previewRead},
		page.Route{Method: http.MethodGet, Pattern: "/preview/{token}/questions/{edition}/{page}", Needs: actor.Public, Handler: d.previewAsk},
		page.Route{Method: http.MethodPost, Pattern: "/preview/{token}/questions/{edition}/{page}", Needs: actor.Public, Handler: d.previewNext},
	)
	for _, p := range []page.Shown{checkPage, actsPage, documentsPage, paperPage, editionsPage, editionPage, previewsPage, previewPage, previewReadPage, previewAskPage} {
		d.Site.Show(p)
	}
}

// mended is the address where a finding is mended.
func mended(slug, place string) string {
	at, ok := map[string]string{"about": "/about", "fairness": "/about", "dates": "/about", "equality": "/monitoring",
		"questionnaire": "/questionnaire", "documents": "/documents"}[place]
	if !ok {
		return hub(slug)
	}
	return hub(slug) + at
}

// backTo leads to the hub of the consultation.
func backTo(r *http.Request, slug string) page.Link {
	return page.Link{Text: page.In(r).Say("Back to the consultation"), Href: hub(slug)}
}
