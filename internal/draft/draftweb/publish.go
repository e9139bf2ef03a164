package draftweb

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// publishing adds the pages of documents, checks, previews and publishing.
func (d *Handlers) publishing() {
	for _, p := range []web.Part{
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
		site.Route{Method: http.MethodPost, Pattern: root + "/{slug}/acts", Needs: actor.Publish, Handler: d.act},
		site.Route{Method: http.MethodGet, Pattern: "/preview/{token}", Needs: actor.Public, Handler: d.preview},
		site.Route{Method: http.MethodGet, Pattern: "/preview/{token}/documents/{doc}/{edition}", Needs: actor.Public, Handler: d.previewRead},
		site.Route{Method: http.MethodGet, Pattern: "/preview/{token}/questions/{edition}/{page}", Needs: actor.Public, Handler: d.previewAsk},
		site.Route{Method: http.MethodPost, Pattern: "/preview/{token}/questions/{edition}/{page}", Needs: actor.Public, Handler: d.previewNext},
	)
	for _, p := range []site.Shown{checkPage, actsPage, documentsPage, paperPage, editionsPage, editionPage, previewsPage, previewPage, previewReadPage, previewAskPage} {
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

// whereIn names a place of a questionnaire of def, and where it is mended, seen
// from the hub; nil if at is none. Another edition is mended in its own words.
func whereIn(words *locale.Printer, def *consult.Definition, at consult.FormPlace) *page.Link {
	i := slices.IndexFunc(def.Forms, func(f survey.Form) bool { return f.Edition == at.Edition })
	if i < 0 || at.Page == "" {
		return nil
	}
	f, link := &def.Forms[i], page.Link{Href: "/editions"}
	if q, _ := f.Question(at.Question); q != nil {
		link.Text = questionIn(words, cmp.Or(q.Text, words.Say("A question without words")), at.Edition, def)
		if i == 0 {
			link.Href = "/questions/" + at.Question
		}
		return &link
	}
	n := draft.PageAt(f, at.Page)
	if n < 0 {
		return nil // one of the equality questions, which are not written here
	}
	link.Text = words.Say("Page “%s”", cmp.Or(f.Pages[n].Title, words.Say("A page without a title")))
	if i == 0 {
		link.Href = "/pages/" + at.Page
	}
	return &link
}

// questionIn names a question by its words, and the edition if it is not the master.
func questionIn(words *locale.Printer, text, edition string, def *consult.Definition) string {
	if len(def.Forms) == 0 || edition == def.Forms[0].Edition {
		return words.Say("Question “%s”", text)
	}
	return words.Say("Question “%s”, edition “%s”", text, edition)
}

// backTo leads to the hub of the consultation.
func backTo(r *http.Request, slug string) page.Link {
	return page.Link{Text: page.In(r).Say("Back to the consultation"), Href: hub(slug)}
}
