package builderweb

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
)

// Officers put answers and questions in random order and keep “Don’t know” in its place. A translation has the same order, Easy
// Read the written one, and a question without random order has no fixed answers.
//
// Row G of docs/faults.md.
func TestOfficerPutsAnswersInRandomOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		slug := w.Start(draft.StartOptions{Title: "Getting about"})
		at := draftedit.HubPath(slug)
		w.Submit(at+"/questionnaire", "title", "title", "You", "do", "add-page")
		way := w.Submit(at+"/pages/you/add", "version", "do", "own", "text", "How do you travel?", "kind", "single")
		for _, text := range []string{"Bus", "Car", "Don’t know"} {
			w.Submit(way, "text", "do", "add-option")
			form := w.Form(way, "text")
			n := "1"
			for form.Has("option-"+n+"-text") && form.Get("option-"+n+"-text") != "" {
				n = string(n[0] + 1)
			}
			w.Submit(way, "text", "option-"+n+"-text", text, "do", "save")
		}
		if strings.Contains(w.Get(way, 200), "option-3-fixed") {
			t.Error("answers that are not in random order can be fixed")
		}
		w.Submit(way, "text", "random-order", "yes", "do", "save")
		w.Submit(way, "text", "option-3-fixed", "yes", "do", "save")
		w.Submit(at+"/pages/you", "title", "random-order", "yes", "do", "save")
		def := &w.Draft(slug).Definition
		q := w.Question(slug, "how-do-you-travel")
		if !q.RandomOrder || !q.Options[2].Fixed || !def.Forms[0].Pages[0].RandomOrder {
			t.Fatalf("the question is %+v, the page %+v", q, def.Forms[0].Pages[0])
		}
		body := w.Get(at+"/questionnaire", 200)
		if !strings.Contains(body, "In random order") || !strings.Contains(body, "Questions in random order") {
			t.Error("the questionnaire does not say what is in random order")
		}
		texts := map[string]string{"title--form": "T", "text--how-do-you-travel": "Q"}
		for _, o := range q.Options {
			texts["option--how-do-you-travel--"+o.ID] = "A " + o.ID
		}
		for _, edition := range []struct {
			format consult.Format
			lang   string
			random bool
		}{{consult.Translation, "cy", true}, {consult.EasyRead, "en", false}} {
			name, err := builder.AddEdition(def, edition.format, edition.lang)
			if err != nil {
				t.Fatal(err)
			}
			i := builder.EditionIndex(def, name)
			builder.ApplyEditionTexts(def, i, texts)
			page := def.Forms[i].Pages[0]
			if page.RandomOrder != edition.random || page.Questions[0].RandomOrder != edition.random ||
				page.Questions[0].Options[2].Fixed != edition.random {
				t.Errorf("edition %s: %+v", name, page)
			}
		}
		form := w.Form(way, "text")
		form.Del("random-order")
		form.Set("do", "save")
		w.Post(way, form, 303)
		if q := w.Question(slug, "how-do-you-travel"); q.RandomOrder || q.Options[2].Fixed {
			t.Errorf("without random order the question is %+v", q)
		}
	})
}
