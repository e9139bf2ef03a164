package eiaweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/page"
)

// changesView is what changed between two versions.
type changesView struct {
	Title, Lang, Heading string
	Back                 page.Link
	Changes              []changedField
}

type changedField struct {
	Label  string
	Pieces []edit.Piece
}

var changesPage = page.New(files, "templates/changes.html",
	changesView{Title: "Evening buses", Lang: "en", Heading: "What changed in version 2",
		Back:    page.Link{Text: "Back to the assessment", Href: "/assessments/buses"},
		Changes: []changedField{{"Purpose", edit.CompareWords("Save money", "Save more money")}}},
	changesView{Title: "Evening buses", Heading: "What changed in version 3",
		Back: page.Link{Text: "Back to the assessment", Href: "/assessments/buses"}})

// changes shows the words that changed between a version and the one before.
func (h *handlers) changes(w http.ResponseWriter, r *http.Request) error {
	var before, after loaded
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		a, err := h.asked(r, tx, r.PathValue("n"))
		if err != nil {
			return err
		}
		if after, err = h.load(r.Context(), tx, a); err != nil {
			return err
		}
		b, err := eia.GetEdition(r.Context(), tx, a.Ref, a.Edition-1)
		if err != nil {
			return err
		}
		before, err = h.load(r.Context(), tx, b)
		return err
	})
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := changesView{Title: after.Title, Lang: words.LangOrCouncil(""), Heading: words.Say("What changed in version %d", after.Edition),
		Back: page.Link{Text: words.Say("Back to the assessment"), Href: listPath + "/" + after.Ref}}
	was, is := before.Values(), after.Values()
	for i := range h.kind.Fields {
		f := &h.kind.Fields[i]
		old, fresh := f.InWords(words.Printer, before.labels, was), f.InWords(words.Printer, after.labels, is)
		if old != fresh && f.Name != "tasks" {
			v.Changes = append(v.Changes, changedField{words.Say(f.Label), edit.CompareWords(old, fresh)})
		}
	}
	return changesPage.Write(w, r, http.StatusOK, v)
}
