package moderationweb

import (
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/page"
)

// patternsView is what looks as if it belonged together.
type patternsView struct {
	page.Desk
	Title, Back, Self string
	Sets              []setView
	Errors            form.Form
}

type setView struct {
	Key, Heading, Says string
	Members            []page.Link
	More               int64 // members that are not listed
	Effect             []moderation.Effect
	Decided            string // in words, or ""
	Why                string
	Fields             form.Form // nil where one may only look
}

var patternsPage = page.New(files, "templates/patterns.html", patternsExamples[0], patternsExamples[1:]...)

// mostListed is how many responses of a set are listed by name.
const mostListed = 10

func (d *Handlers) patterns(w http.ResponseWriter, r *http.Request) error {
	return d.showPatterns(w, r, http.StatusOK, "")
}

func (d *Handlers) showPatterns(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	slug, p, by := r.PathValue("slug"), page.In(r), site.By(r)
	c, all, err := d.custody.Patterns(r.Context(), by, slug)
	if err != nil {
		return err
	}
	view := patternsView{Title: c.Title, Back: "/staff/consultations/" + slug, Self: desk(slug, "patterns")}
	for i := range all {
		f := &all[i]
		one := setView{Key: f.Key, Heading: foundWords(p, f), Says: foundSays(p, f.How), Effect: f.Effect}
		for j, id := range f.Members {
			if j == mostListed {
				one.More = int64(len(f.Members) - mostListed)
				break
			}
			one.Members = append(one.Members, page.Link{Text: id[:min(9, len(id))], Href: desk(slug, "responses/"+id)})
		}
		decision, why := "", ""
		if f.Decided != nil {
			decision, why = f.Decided.Decision, f.Decided.Why
			one.Decided, one.Why = decisionWords(p, decision), why
		}
		if by.May(actor.Moderate) {
			mine := r.PostFormValue("set") == f.Key
			if mine {
				decision, why = r.PostFormValue("decision-"+f.Key), r.PostFormValue("why-"+f.Key)
			}
			var options []form.Option
			for _, code := range []string{moderation.CountAll, moderation.CountOnce, moderation.Apart} {
				options = append(options, form.Option{Value: code, Label: decisionWords(p, code)})
			}
			one.Fields = form.Form{choose("decision-"+f.Key, p.Say("How are they counted?"), options, decision, ""),
				write("why-"+f.Key, p.Say("Why?"), p.Say("It is printed in the note on method, beside the results."), why, "")}
			if mine && wrong != "" {
				one.Fields[0].Error, view.Errors = wrong, one.Fields
			}
		}
		view.Sets = append(view.Sets, one)
	}
	return patternsPage.Write(w, r, status, view)
}

func foundWords(p *locale.Printer, f *moderation.Found) string {
	n := int64(len(f.Members))
	switch f.How {
	case moderation.SameAnswers:
		return p.Count(n, "%d response with the same answers", "%d responses with the same answers")
	case moderation.NearText:
		return p.Count(n, "%d response of which most of the text is the same", "%d responses of which most of the text is the same")
	}
	at, err := time.Parse(time.DateOnly, f.Day)
	if err != nil {
		at = time.Time{}
	}
	return p.Say("%s on %s", p.Count(n, "%d response", "%d responses"), p.Date(at))
}

func foundSays(p *locale.Printer, how string) string {
	switch how {
	case moderation.SameAnswers:
		return p.Say("Every answer is the same, letter for letter. People may send a letter that somebody drafted for them, and mean it.")
	case moderation.NearText:
		return p.Say("They share most of their runs of three words. People may change a letter that somebody drafted for them.")
	}
	return p.Say("Far more than on other days. A meeting, a story in the news or a bundle of paper does that too. When on the day they came is not kept.")
}

func decisionWords(p *locale.Printer, code string) string {
	switch code {
	case moderation.CountAll:
		return p.Say("Count each of them")
	case moderation.CountOnce:
		return p.Say("Count them as one")
	}
	return p.Say("Report them apart")
}

func (d *Handlers) decide(w http.ResponseWriter, r *http.Request) error {
	slug, key := r.PathValue("slug"), r.PostFormValue("set")
	err := d.custody.Decide(r.Context(), site.By(r), slug, key, r.PostFormValue("decision-"+key), r.PostFormValue("why-"+key))
	if refusedHere(err) && site.By(r).May(actor.ReadResponses) {
		return d.showPatterns(w, r, http.StatusUnprocessableEntity, page.Said(r, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, desk(slug, "patterns"))
}
