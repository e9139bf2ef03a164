package draftedit

import (
	"cmp"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Checked is an Editor of a place in the questionnaire about which the check before publication has findings. They are shown
// above its form, and again each time that it is saved while the officer types.
type Checked interface {
	// IsAbout reports whether the editor edits the place, in any version of the questionnaire.
	IsAbout(at consult.FormLocation) bool
}

// FindingView is what the check found about a place in the questionnaire, in the words of the page of the check.
type FindingView struct {
	Text, Href string
	Tag        page.Tag
	Version    string // of the questionnaire; "" for the original
}

// FindingTag returns the tag that says what has to be done about f.
func FindingTag(words *locale.Printer, f *draft.Finding) page.Tag {
	switch {
	case f.Blocks:
		return page.Tag{Text: words.Say("Must be fixed"), Colour: "red"}
	case f.Hint:
		return page.Tag{Text: words.Say("Suggestion"), Colour: "grey"}
	case f.Reason == "":
		return page.Tag{Text: words.Say("Fix, or give a reason"), Colour: "yellow"}
	}
	return page.Tag{Text: words.Say("Reason given"), Colour: "blue"}
}

// FindingsAt returns what c found about the places for which at returns true, each once.
func FindingsAt(words *locale.Printer, c *draft.CheckResult, at func(consult.FormLocation) bool) (all []FindingView) {
	seen, def := map[FindingView]bool{}, &c.Definition
	for i := range c.Findings {
		f := &c.Findings[i]
		place := placeOf(&f.Finding)
		if f.Form == (consult.FormLocation{}) || !at(place) {
			continue
		}
		v := FindingView{Text: words.Say(f.Format, f.Args...), Href: cmp.Or(f.Href, FindingHref(c.Draft, &f.Finding)), Tag: FindingTag(words, f)}
		isWhole := place == consult.FormLocation{Edition: place.Edition} // its text names the version
		if len(def.Forms) > 0 && !isWhole && place.Edition != "" && place.Edition != def.Forms[0].Edition {
			v.Version = words.Say("“%s” version", builder.FormNameIn(def, place.Edition))
		}
		if !seen[v] {
			seen[v], all = true, append(all, v)
		}
	}
	return all
}

// placeOf returns the place that f is about. One about a version as a whole, such as one that lacks questions, leads to the
// first of them.
func placeOf(f *consult.Finding) consult.FormLocation {
	if len(f.Path) == 2 && step(f.Path, 0) == "forms" {
		return consult.FormLocation{Edition: f.Form.Edition}
	}
	return f.Form
}

// check sets the findings about what e edits.
func (b *Base) check(r *http.Request, e Editor, head *Head) error {
	place, ok := e.(Checked)
	if !ok {
		return nil
	}
	c, err := b.Drafts.Check(r.Context(), site.Actor(r), r.PathValue("slug"))
	if err == nil {
		head.Checked, head.Findings = true, FindingsAt(page.Printer(r), c, place.IsAbout)
	}
	return err
}

// checkSaved adds the findings about what e edits to the answer for the script that has saved it.
func (b *Base) checkSaved(r *http.Request, e Editor, answer *web.Autosaved) error {
	words, head := page.Printer(r), Head{}
	if err := b.check(r, e, &head); err != nil || !head.Checked {
		return err
	}
	answer.Findings = []web.AutosavedFinding{}
	for _, f := range head.Findings {
		answer.Findings = append(answer.Findings, web.AutosavedFinding{
			Text: f.Text, Href: f.Href, Tag: f.Tag.Text, Colour: f.Tag.Colour, Version: f.Version})
	}
	if n := len(head.Findings); n > 0 {
		answer.Say += " " + words.Count(int64(n), "The check finds %d thing here.", "The check finds %d things here.")
	}
	return nil
}
