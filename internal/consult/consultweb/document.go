package consultweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// documentItem is a document in the list of a consultation.
type documentItem struct {
	Title, Kind, Lang string // the title is in Lang
	Editions          []editionLink
}

// editionLink is one edition to choose.
type editionLink struct {
	Name, Href   string
	NativeName   string // a language by its own name; "" for what is no translation
	Lang, Dir    string // of Own
	OutdatedNote string // what to know before reading it; "" if it is up to date
	Current      bool   // the one that is shown
	External     bool   // it leaves this page of text: a file or a film
}

type documentView struct {
	Title        string // of the edition, in its language
	Kind         string
	Version      string
	Consultation page.UserText
	Invented     string
	OutdatedNote string
	Lang, Dir    string
	Text         string // Markdown
	Link         string // for an edition that is a file or a film
	Editions     []editionLink
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
			{Name: "Easy Read", Href: "?edition=easy-read", OutdatedNote: "made from version 1"},
		},
	},
	documentView{
		Title: "پارک کا منصوبہ", Kind: "Proposal", Version: "2", Consultation: page.UserText{Text: "The future of the park",
			Href: "/consultations/park"},
		Invented:     "This consultation is made up to show how the site works.",
		OutdatedNote: "This edition was made from version 1. Version 2 is now in force, and may say something else.",
		Lang:         "ur", Dir: "rtl", Text: "ایک نیا راستہ۔",
	},
	documentView{
		Title: "The plan for the park", Kind: "Proposal", Version: "2",
		Consultation: page.UserText{Text: "The future of the park", Href: "/consultations/park"},
		Lang:         "bfi", Dir: "ltr", Link: "https://video.example.org/park",
	},
)

func (d *Handlers) showDocument(w http.ResponseWriter, r *http.Request) error {
	c, doc, err := d.service.GetDocument(r.Context(), r.PathValue("slug"), r.PathValue("doc"))
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
	speech := d.PagePrinter(r)
	words, lang := speech.Printer, speech.LangOrCouncil(c.Language)
	view := documentView{
		Title: doc.Title, Kind: doc.Kind.Label().In(words), Version: doc.Version, Consultation: page.UserText{Text: c.Title,
			Href: consultationURL(c.Slug), Lang: lang},
		Invented: c.Invented, Lang: e.Lang, Dir: page.Direction(e.Lang), Text: e.Text, Link: e.Link,
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
	return documentPage.Write(w, r, http.StatusOK, view)
}

func newDocumentItem(words *locale.Printer, lang string, slug consult.Slug, doc *consult.Document) documentItem {
	out := documentItem{Title: doc.Title, Kind: doc.Kind.Label().In(words), Lang: lang}
	for i := range doc.Editions {
		e := &doc.Editions[i]
		shown := editionLink{Href: e.Link, External: e.Link != "", Lang: e.Lang, Dir: page.Direction(e.Lang)}
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
