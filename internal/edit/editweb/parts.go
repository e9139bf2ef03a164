package editweb

import (
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// partView is a section of the form on the page of a record: what is missing, who owes it and by when.
type partView struct {
	Link    page.Link
	Tag     page.Tag // without a colour if there is nothing to do
	Who, By string
	Late    bool
	Missing []page.Link
}

// setMissing sets what has to be done before c can be submitted, and the sections.
func (h *handlers) setMissing(r *http.Request, v *recordView, labels edit.Labels, options map[string][]edit.Option,
	c *edit.Copy) error {
	var missing map[string][]page.Link
	if c.State == edit.Draft || c.State == edit.Returned {
		all := h.kind.Missing(options, c)
		more, err := h.records.Lacking(r.Context(), site.Actor(r), h.kind, c)
		if err != nil {
			return err
		}
		declared := func(m edit.Mistake) bool { // an empty field is reported once
			return m.Field != "" && slices.ContainsFunc(all, func(d edit.Mistake) bool {
				return d.Field == m.Field && d.Row == m.Row && d.Column == m.Column
			})
		}
		missing = h.missingLinks(r, labels, c, append(all, slices.DeleteFunc(more, declared)...))
		v.Missing = missing[""]
	}
	if !h.kind.Parts {
		return nil
	}
	words := page.Printer(r)
	var owed []edit.Owed
	if h.kind.Owed != nil {
		owed = h.kind.Owed(c.Values)
	}
	for _, part := range h.kind.PartsOf() {
		one := partView{Link: page.Link{Text: words.Say("General"), Href: edit.PartPath(h.editPath(c), part)}, Missing: missing[part.Key]}
		if part.Title != "" {
			one.Link.Text = words.Say(part.Title)
		}
		blank := part.Blank(c.Values)
		switch {
		case len(one.Missing) > 0:
			one.Tag = page.Tag{Text: words.Count(int64(len(one.Missing)), "%d thing missing", "%d things missing"), Colour: "yellow"}
		case blank:
			one.Tag = page.Tag{Text: words.Say("Nothing yet"), Colour: "grey"}
		default:
			one.Tag = page.Tag{Text: words.Say("Nothing missing")}
		}
		for _, o := range owed {
			if o.Part != part.Key {
				continue
			}
			one.Who = o.Who
			if !o.By.IsZero() {
				one.By = words.Date(o.By)
				one.Late = (blank || len(one.Missing) > 0) && consult.LocalTime(h.Now()).After(o.By.AddDate(0, 0, 1))
			}
		}
		v.Parts = append(v.Parts, one)
	}
	return nil
}

// missingProblems returns what has to be done before the record can be submitted, in the order of the page.
func (v *recordView) missingProblems() (all []form.Problem) {
	add := func(links []page.Link) {
		for _, l := range links {
			all = append(all, form.Problem{Href: l.Href, Say: l.Text})
		}
	}
	add(v.Missing)
	for _, part := range v.Parts {
		add(part.Missing)
	}
	return all
}

// missingLinks returns the mistakes by the key of their section, each with a link to its field. The key is "" if sections have
// no pages of their own, and for what is about no field.
func (h *handlers) missingLinks(r *http.Request, labels edit.Labels, c *edit.Copy, mistakes []edit.Mistake) map[string][]page.Link {
	words := page.Printer(r)
	says := h.kind.Tell(words, labels, c.Values, mistakes, func(err error) string { return page.ErrorMessageIn(words, err) })
	all, seen := map[string][]page.Link{}, map[page.Link]bool{}
	for i, m := range mistakes {
		href, part := h.kind.FixPath(h.editPath(c), m)
		if edit.AsLinked(m.Err) != nil && !site.Actor(r).May(actor.EditRecords) { // those who write the other record do it
			href = h.editPath(c)
		}
		if link := (page.Link{Text: says[i], Href: href}); !seen[link] {
			seen[link], all[part.Key] = true, append(all[part.Key], link)
		}
	}
	return all
}
