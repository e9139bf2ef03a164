package consultweb

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// documentItem is a document in the list on the page of a consultation.
type documentItem struct {
	Title, Kind, Lang string // Lang is the language of Title
	Editions          []editionLink
}

// editionLink is a link to an edition of a document.
type editionLink struct {
	Name, Href   string
	NativeName   string // of a translation, the name of the language in that language; else ""
	Lang, Dir    string // of NativeName
	OutdatedNote string // warning if it is out of date; else ""
	Current      bool   // this edition is shown now
	External     bool   // a file or video instead of a page
}

type documentView struct {
	Title        string // in the language of the edition
	Kind         string
	Version      string
	Consultation page.UserText
	Invented     string
	OutdatedNote string
	Lang, Dir    string
	Text         string // Markdown
	Link         string // of an edition that is a file or video
	Editions     []editionLink
	Actions      []page.UserText // that reduce the impacts in an equality impact assessment
	Decisions    []page.UserText // for which it was considered
}

var documentPage = page.New(templateFiles, "templates/document.html",
	documentView{
		Title: "The plan for the park", Kind: "Proposal", Version: "2",
		Consultation: page.UserText{Text: "The future of the park", Href: "/consultations/park"},
		Lang:         "en", Dir: "ltr",
		Text: "## What we propose\n\nA new path on higher ground.\n\n- It stays dry.\n- It is wide enough for two " +
			"wheelchairs.",
		Editions: []editionLink{
			{Name: "Standard", Href: "?edition=standard", Current: true},
			{Name: "Easy Read", Href: "?edition=easy-read", OutdatedNote: "based on version 1, and the current version is 2"},
		},
		Actions:   []page.UserText{{Text: "Build ramps", Href: "/actions/ramps"}},
		Decisions: []page.UserText{{Text: "Plan adopted", Href: "/decisions/plan"}},
	},
	documentView{
		Title: "پارک کا منصوبہ", Kind: "Proposal", Version: "2", Consultation: page.UserText{Text: "The future of the park",
			Href: "/consultations/park"},
		Invented:     "This consultation is invented.",
		OutdatedNote: "This is based on version 1 of the document. The current version is 2, which may be different.",
		Lang:         "ur", Dir: "rtl", Text: "ایک نیا راستہ۔",
	},
	documentView{
		Title: "The plan for the park", Kind: "Proposal", Version: "2",
		Consultation: page.UserText{Text: "The future of the park", Href: "/consultations/park"},
		Lang:         "bfi", Dir: "ltr", Link: "https://video.example.org/park",
	},
)

func (h *Handlers) showDocument(w http.ResponseWriter, r *http.Request) error {
	c, doc, err := h.service.GetDocument(r.Context(), r.PathValue("slug"), r.PathValue("doc"))
	if err != nil {
		return err
	}
	e, ok := doc.Edition(r.FormValue("edition"))
	if !ok {
		return fault.New(
			fault.NotFound,
			"This document is not available in that format or translation. The consultation page lists those that are.",
		)
	}
	speech := h.PagePrinter(r)
	words, lang := speech.Printer, speech.LangOrCouncil(c.Language)
	view := documentView{
		Title: doc.Title, Kind: doc.Kind.Label().In(words), Version: doc.Version, Consultation: page.UserText{Text: c.Title,
			Href: consultationURL(c.Slug), Lang: lang},
		Invented: c.Invented, Lang: e.Lang, Dir: locale.Direction(e.Lang), Text: e.Text, Link: e.Link,
	}
	if e.Title != "" {
		view.Title = e.Title
	}
	if doc.IsOutdated(e) {
		view.OutdatedNote = words.Say(
			"This is based on version %s of the document. The current version is %s, which may be different.",
			e.BasedOn,
			doc.Version,
		)
	}
	if len(doc.Editions) > 1 {
		view.Editions = newDocumentItem(words, lang, c.Slug, doc).Editions
		for i := range view.Editions {
			view.Editions[i].Current = doc.Editions[i].ID() == e.ID()
		}
	}
	if err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		all, err := action.ForAssessment(r.Context(), tx, c.Slug, doc.ID)
		if err != nil {
			return err
		}
		view.Actions = actionLinks(speech, all)
		made, err := decision.ForConsultation(r.Context(), tx, c.Slug)
		view.Decisions = nil
		for _, d := range made {
			if slices.ContainsFunc(d.Received, func(x decision.Received) bool {
				return x.Address == consultationURL(c.Slug)+"/documents/"+doc.ID
			}) {
				view.Decisions = append(
					view.Decisions, page.UserText{Text: d.Title, Href: "/decisions/" + d.Ref, Lang: speech.LangOrCouncil(d.Language)})
			}
		}
		return err
	}); err != nil {
		return err
	}
	return documentPage.Write(w, r, http.StatusOK, view)
}

func newDocumentItem(words *locale.Printer, lang string, slug consult.Slug, doc *consult.Document) documentItem {
	out := documentItem{Title: doc.Title, Kind: doc.Kind.Label().In(words), Lang: lang}
	for i := range doc.Editions {
		e := &doc.Editions[i]
		shown := editionLink{Href: e.Link, External: e.Link != "", Lang: e.Lang, Dir: locale.Direction(e.Lang)}
		shown.Name, shown.NativeName = editionName(words, e)
		if e.Link == "" {
			shown.Href = consultationURL(slug) + "/documents/" + doc.ID + "?edition=" + url.QueryEscape(e.ID())
		}
		if doc.IsOutdated(e) {
			shown.OutdatedNote = words.Say("based on version %s, and the current version is %s", e.BasedOn, doc.Version)
		}
		out.Editions = append(out.Editions, shown)
	}
	return out
}
