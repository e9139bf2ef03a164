package consultweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// document is a document in the list of a consultation.
type document struct {
	Title, Kind, Lang string // the title is in Lang
	Editions          []edition
}

// edition is one edition to choose.
type edition struct {
	Name, Href string
	Own        string // a language by its own name; "" for what is no translation
	Lang, Dir  string // of Own
	Stale      string // what to know before reading it; "" if it is up to date
	Current    bool   // the one that is shown
	Away       bool   // it leaves this page of text: a file or a film
}

type readView struct {
	Title        string // of the edition, in its language
	Kind         string
	Version      string
	Consultation page.Written
	Invented     string
	Stale        string
	Lang, Dir    string
	Text         string // Markdown
	Link         string // for an edition that is a file or a film
	Others       []edition
}

var readPage = page.New(files, "templates/document.html",
	readView{
		Title: "The plan for the park", Kind: "Proposal", Version: "2", Consultation: page.Written{Text: "The future of the park", Href: "/consultations/park"},
		Lang: "en", Dir: "ltr", Text: "## What we propose\n\nA new path on higher ground.\n\n- It stays dry.\n- It is wide enough for two wheelchairs.",
		Others: []edition{{Name: "Standard", Href: "?edition=standard", Current: true}, {Name: "Easy Read", Href: "?edition=easy-read", Stale: "made from version 1"}},
	},
	readView{
		Title: "پارک کا منصوبہ", Kind: "Proposal", Version: "2", Consultation: page.Written{Text: "The future of the park", Href: "/consultations/park"},
		Invented: "This consultation is made up to show how the site works.",
		Stale:    "This edition was made from version 1. Version 2 is now in force, and may say something else.",
		Lang:     "ur", Dir: "rtl", Text: "ایک نیا راستہ۔",
	},
	readView{
		Title: "The plan for the park", Kind: "Proposal", Version: "2", Consultation: page.Written{Text: "The future of the park", Href: "/consultations/park"},
		Lang: "bfi", Dir: "ltr", Link: "https://video.example.org/park",
	},
)

func (d *Handlers) read(w http.ResponseWriter, r *http.Request) error {
	c, doc, err := d.consult.Read(r.Context(), r.PathValue("slug"), r.PathValue("doc"))
	if err != nil {
		return err
	}
	e, ok := doc.Edition(r.FormValue("edition"))
	if !ok {
		return fault.New(fault.NotFound, "This document has no such edition. The page of the consultation shows those that there are.")
	}
	speech := d.Speech(r)
	words, lang := speech.Printer, speech.Of(c.Language)
	view := readView{
		Title: doc.Title, Kind: doc.Kind.Words().In(words), Version: doc.Version, Consultation: page.Written{Text: c.Title, Href: path(c.Slug), Lang: lang},
		Invented: c.Invented, Lang: e.Lang, Dir: page.Direction(e.Lang), Text: e.Text, Link: e.Link,
	}
	if e.Title != "" {
		view.Title = e.Title
	}
	if doc.Stale(e) {
		view.Stale = words.Say("This edition was made from version %s of the document. Version %s is now in force, and may say something else.", e.From, doc.Version)
	}
	if len(doc.Editions) > 1 {
		view.Others = documentOf(words, lang, c.Slug, doc).Editions
		for i := range view.Others {
			view.Others[i].Current = doc.Editions[i].ID() == e.ID()
		}
	}
	return readPage.Write(w, r, http.StatusOK, view)
}

func documentOf(words *locale.Printer, lang string, slug consult.Slug, doc *consult.Document) document {
	out := document{Title: doc.Title, Kind: doc.Kind.Words().In(words), Lang: lang}
	for i := range doc.Editions {
		e := &doc.Editions[i]
		shown := edition{Href: e.Link, Away: e.Link != "", Lang: e.Lang, Dir: page.Direction(e.Lang)}
		shown.Name, shown.Own = editionName(words, e)
		if e.Link == "" {
			shown.Href = path(slug) + "/documents/" + doc.ID + "?edition=" + url.QueryEscape(e.ID())
		}
		if doc.Stale(e) {
			shown.Stale = words.Say("made from version %s, and version %s is in force", e.From, doc.Version)
		}
		out.Editions = append(out.Editions, shown)
	}
	return out
}
