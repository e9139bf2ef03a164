package survey_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/survey"
)

// No question is stored as left blank that no page showed, and no required question is first seen as an error: over
// random forms and every form in testdata and in the demonstration, page by page and on one page.
//
// Row A1 of docs/faults.md.
func TestEveryQuestionIsShownBeforeItIsLeftBlank(t *testing.T) {
	t.Run("random forms", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			f, err := survey.Parse(randomForm(t).JSON())
			if err != nil {
				t.Skip(err)
			}
			respondOnceShown(t, f)
		})
	})
	forms := formsInTestdata(t)
	for name, f := range formsInDemo(t) {
		forms[name] = f
	}
	for name, f := range forms {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { respondOnceShown(t, f) })
		})
	}
}

// formsInDemo returns the questionnaires of the demonstration by name of the file.
func formsInDemo(t *testing.T) map[string]*survey.Form {
	files, err := fs.Glob(demo.Files(), "consultations/*/form*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("the demonstration has no questionnaires", err)
	}
	forms := map[string]*survey.Form{}
	for _, file := range files {
		data, err := fs.ReadFile(demo.Files(), file)
		if err != nil {
			t.Fatal(err)
		}
		var f survey.Form
		if err := yaml.Unmarshal(data, &f); err != nil {
			t.Fatal(file, err)
		}
		if forms[file], err = survey.Parse(f.JSON()); err != nil {
			t.Fatal(file, err)
		}
	}
	return forms
}

// formsInTestdata returns the valid forms of testdata by name of the file.
func formsInTestdata(t *testing.T) map[string]*survey.Form {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("testdata is missing", err)
	}
	forms := map[string]*survey.Form{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var test struct{ Form json.RawMessage }
		if err := json.Unmarshal(data, &test); err != nil {
			t.Fatal(file, err)
		}
		if f, err := survey.Parse(test.Form); err == nil {
			forms[filepath.Base(file)] = f
		}
	}
	if len(forms) < 10 {
		t.Fatalf("only %d forms in testdata", len(forms))
	}
	return forms
}

// respondOnceShown fills in f as a respondent does who sees pages without scripts, with random answers to what is shown,
// and sometimes goes back to an earlier page.
func respondOnceShown(t *rapid.T, f *survey.Form) {
	f = f.On(respondedOn)
	saved, seen := survey.Raw{}, map[string]bool{}
	one := rapid.Bool().Draw(t, "on one page")
	page := f.Path(nil)[0].ID
	if one {
		page = ""
	}
	for range 200 {
		sent := answerItems(t, f, page, saved, seen)
		turn := f.Turn(page, saved, sent)
		for _, problem := range turn.Problems {
			if !seen[problem.Question] {
				t.Fatalf("%s was first seen as an error: %s", problem.Question, problem.Say)
			}
		}
		saved = turn.Raw
		next := turn.Next
		switch {
		case len(turn.Problems) > 0 || turn.Again:
			next = page
		case !one && rapid.IntRange(0, 9).Draw(t, "go back") == 0:
			next = rapid.SampledFrom(f.Path(saved)).Draw(t, "to").ID
		case next == "":
			if next = f.FirstUnfinished(saved); next == "" {
				checkSeen(t, f, saved, turn, seen)
				return
			}
		}
		page = next
	}
	t.Skip("random answers did not lead to the end")
}

// answerItems returns what a browser sends for a page after random answers to the items that it shows, and adds those
// to seen.
func answerItems(t *rapid.T, f *survey.Form, page string, saved survey.Raw, seen map[string]bool) survey.Raw {
	sent := survey.Raw{}
	var shown []string
	for _, item := range f.Items(page, saved) {
		if !item.Asked && page != "" {
			continue
		}
		seen[item.Question.ID] = true
		shown = append(shown, item.Question.ID)
		if !item.Question.Required && rapid.IntRange(0, 3).Draw(t, "leave blank") == 0 {
			continue
		}
		randomValidAnswer(t, item.Question, sent)
	}
	if rapid.IntRange(0, 4).Draw(t, "with the hidden field") > 0 || saved[survey.ShownField] == nil {
		sent[survey.ShownField] = []string{strings.Join(shown, " ")}
	}
	return sent
}

// checkSeen checks the answers at the end.
func checkSeen(t *rapid.T, f *survey.Form, raw survey.Raw, turn survey.Turn, seen map[string]bool) {
	answers, problems := f.Check(raw)
	if len(problems) > 0 {
		t.Fatalf("finished, but Check says: %v", problems)
	}
	if turn.Complete && string(turn.Checked.Canonical()) != string(answers.Canonical()) {
		t.Fatalf("Turn and Check differ:\n%s\n%s", turn.Checked.Canonical(), answers.Canonical())
	}
	answers.Each(func(q *survey.Question, a survey.Answer) {
		if a.State == survey.Skipped && !seen[q.ID] {
			t.Fatalf("%s is stored as left blank, and no page showed it", q.ID)
		}
	})
}

// Of the conditions of a page, Items keeps what depends on answers on the page: with it, answers decide as Asked does.
func TestItemsKeepConditionsOnTheSamePage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, err := survey.Parse(randomForm(t).JSON())
		if err != nil {
			t.Skip(err)
		}
		before, now := randomRaw(t, f), randomRaw(t, f)
		page := rapid.SampledFrom(f.Pages).Draw(t, "page")
		for i := range f.Pages { // answers on other pages stay
			for j := range f.Pages[i].Questions {
				for _, name := range f.Fields(&f.Pages[i].Questions[j]) {
					if f.Pages[i].ID != page.ID {
						now[name] = before[name]
					}
				}
			}
		}
		asked := f.Asked(&page, now)
		possible := f.Items(page.ID, before)
		for _, q := range asked {
			if !slices.ContainsFunc(possible, func(item survey.Item) bool { return item.Question.ID == q.ID }) {
				t.Fatalf("%s applies after an answer on its page, but Items left it out", q.ID)
			}
		}
		for _, item := range possible {
			isAsked := slices.ContainsFunc(asked, func(q *survey.Question) bool { return q.ID == item.Question.ID })
			if item.When == nil && !isAsked {
				t.Fatalf("%s has no condition on its page, but no longer applies", item.Question.ID)
			}
		}
	})
}

// While a respondent goes on, the number of the part increases, and the number of parts never does.
//
// Row A12 of docs/faults.md.
func TestProgressNeverGoesBackwards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, err := survey.Parse(randomForm(t).JSON())
		if err != nil {
			t.Skip(err)
		}
		saved := survey.Raw{}
		last := survey.Progress{Most: len(f.Pages)}
		for page := f.Path(nil)[0].ID; page != ""; {
			got := f.Progress(page, saved)
			if got.Part != last.Part+1 || got.Most > last.Most || last.Exact && got.Most != last.Most || got.Part > got.Most {
				t.Fatalf("%+v follows %+v", got, last)
			}
			turn := f.Turn(page, saved, answerItems(t, f, page, saved, map[string]bool{}))
			last, saved, page = got, turn.Raw, turn.Next
		}
		if last.Part != last.Most || !last.Exact {
			t.Fatalf("the last page is %+v", last)
		}
	})
}

// A question of the page itself that does not apply does not make later pages possible. Row A12 of docs/faults.md.
func TestQuestionThatCannotApplyOpensNoLaterPage(t *testing.T) {
	f, err := survey.Parse([]byte(`{"id":"f","title":"F","lang":"en","edition":"standard","pages":[
		{"id":"one","questions":[{"id":"bus","kind":"single","text":"Bus?","options":[{"id":"yes","text":"Yes"},{"id":"no","text":"No"}]}]},
		{"id":"two","questions":[{"id":"name","kind":"short-text","text":"Name?"},
			{"id":"line","kind":"short-text","text":"Line?","when":{"question":"bus","is":"yes"}}]},
		{"id":"three","questions":[{"id":"late","kind":"short-text","text":"Late?","when":{"question":"line","answered":true}}]},
		{"id":"four","questions":[{"id":"else","kind":"short-text","text":"Else?"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for bus, want := range map[string]survey.Progress{"no": {Part: 2, Most: 3, Exact: true}, "yes": {Part: 2, Most: 4}} {
		if got := f.Progress("two", survey.Raw{"bus": {bus}}); got != want {
			t.Errorf("bus %s: %+v, want %+v", bus, got, want)
		}
	}
}
