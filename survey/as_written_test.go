package survey_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

const paperForm = `{"id":"f","title":"F","lang":"en","edition":"standard","pages":[{"id":"p","questions":[
	{"id":"split","kind":"budget","text":"Split?","total":100,"unit":"£","options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
	{"id":"one","kind":"single","text":"One?","preferNotToSay":true,"options":[
		{"id":"a","text":"A"},{"id":"b","text":"B"},{"id":"c","text":"C","writeIn":true}]},
	{"id":"two","kind":"multiple","text":"Two?","max":2,"options":[{"id":"a","text":"A"},{"id":"b","text":"B"},{"id":"c","text":"C"},
		{"id":"none","text":"None","exclusive":true}]},
	{"id":"grid","kind":"matrix","text":"Grid?","options":[{"id":"yes","text":"Yes"},{"id":"no","text":"No"}],
		"rows":[{"id":"r1","text":"R1"},{"id":"r2","text":"R2"}]},
	{"id":"order","kind":"ranking","text":"Order?","options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
	{"id":"age","kind":"number","text":"Age?","least":"0","most":"120","preferNotToSay":true},
	{"id":"day","kind":"date","text":"Day?","least":"2016-01-01"},
	{"id":"why","kind":"short-text","text":"Why?","maxLength":10},
	{"id":"home","kind":"postcode","text":"Postcode?"},
	{"id":"last","kind":"date","text":"Last?","most":"today","options":[{"id":"never","text":"Never"}]},
	{"id":"mail","kind":"email","text":"Email?"},
	{"id":"more","kind":"long-text","text":"More?","when":{"question":"age","answered":true}}]}]}`

// Every way in which paper can break a rule of the form is kept as it was written, with a
// state of its own; a form on the website refuses the same answers. What is no answer at all
// is refused on paper too.
//
// Row C16 of docs/faults.md.
func TestAnswersOnPaperAreKeptAsWritten(t *testing.T) {
	f := parse(t, paperForm).On(respondedOn)
	for name, c := range map[string]struct {
		question string
		raw      survey.Raw
		kept     bool
	}{
		"amounts that do not add up":   {"split", survey.Raw{"split--a": {"60"}, "split--b": {"50"}}, true},
		"an amount in words":           {"split", survey.Raw{"split--a": {"all of it"}}, true},
		"two boxes for one":            {"one", survey.Raw{"one": {"a", "b"}}, true},
		"an option and a refusal":      {"one", survey.Raw{"one": {"a", "prefer-not-to-say"}}, true},
		"too long beside an option":    {"one", survey.Raw{"one": {"c"}, "one--c": {strings.Repeat("x", 301)}}, false},
		"too many boxes":               {"two", survey.Raw{"two": {"a", "b", "c"}}, true},
		"none and another":             {"two", survey.Raw{"two": {"a", "none"}}, true},
		"two options in every row":     {"grid", survey.Raw{"grid--r1": {"yes", "no"}, "grid--r2": {"yes", "no"}}, true},
		"the same rank twice":          {"order", survey.Raw{"order--a": {"1"}, "order--b": {"1"}}, true},
		"a number out of bounds":       {"age", survey.Raw{"age": {"130"}}, true},
		"a word for a number":          {"age", survey.Raw{"age": {"about forty"}}, true},
		"a number and a refusal":       {"age", survey.Raw{"age": {"40"}, "age--prefer-not-to-say": {"yes"}}, true},
		"a date out of bounds":         {"day", survey.Raw{"day--day": {"1"}, "day--month": {"2"}, "day--year": {"2015"}}, true},
		"a date that does not exist":   {"day", survey.Raw{"day--day": {"31"}, "day--month": {"2"}, "day--year": {"2016"}}, true},
		"half a date":                  {"day", survey.Raw{"day--month": {"May"}}, true},
		"a text longer than the lines": {"why", survey.Raw{"why": {"eleven char"}}, true},
		"half a postcode":              {"home", survey.Raw{"home": {"LE3"}}, true},
		"a date in the future":         {"last", survey.Raw{"last--day": {"2"}, "last--month": {"6"}, "last--year": {"2016"}}, true},
		"a date and a box":             {"last", survey.Raw{"last--year": {"2016"}, "last--instead": {"never"}}, true},
		"a box that is not there":      {"last", survey.Raw{"last--year": {"2016"}, "last--instead": {"a"}}, false},
		"half an email address":        {"mail", survey.Raw{"mail": {"ann@"}}, false},
		"an option that is not there":  {"one", survey.Raw{"one": {"a", "z"}}, false},
		"a number without end":         {"age", survey.Raw{"age": {strings.Repeat("9", 301)}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if _, problems := f.Check(c.raw); len(problems) == 0 {
				t.Fatal("the form on the website accepts it")
			}
			a, problems := f.CheckAsWritten(c.raw, []string{c.question})
			if kept := len(problems) == 0; kept != c.kept {
				t.Fatalf("kept: %t, want %t: %v", kept, c.kept, problems)
			}
			if !c.kept {
				return
			}
			got := a.Get(c.question)
			if got.State != survey.NotValid || !maps.EqualFunc(got.Written, c.raw, slices.Equal) {
				t.Errorf("kept as %+v", got)
			}
			again, err := survey.ParseAnswers(f, a.Canonical())
			if err != nil || string(again.Canonical()) != string(a.Canonical()) {
				t.Errorf("%s is parsed as %s, %v", a.Canonical(), again.Canonical(), err)
			}
			if a.Get("more").State != survey.NotAsked {
				t.Error("a condition counts it as an answer")
			}
			if _, problems := f.CheckAsWritten(c.raw, []string{"more"}); len(problems) == 0 {
				t.Error("it is kept although only another question is kept as written")
			}
		})
	}
}

// Of a matrix, the rows that are valid are answers.
//
// Row C16 of docs/faults.md.
func TestOnlyRowsThatAreNotValidAreKeptAsWritten(t *testing.T) {
	f := parse(t, paperForm)
	a, problems := f.CheckAsWritten(survey.Raw{"grid--r1": {"no", "yes"}, "grid--r2": {"yes"}}, []string{"grid"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := a.Get("grid")
	if got.State != survey.Answered || got.Rows["r1"] != "not-valid" || got.Rows["r2"] != "yes" ||
		!slices.Equal(got.Written["grid--r1"], []string{"yes", "no"}) {
		t.Errorf("%+v", got)
	}
	if again, err := survey.ParseAnswers(f, a.Canonical()); err != nil || string(again.Canonical()) != string(a.Canonical()) {
		t.Errorf("%s is parsed as %s, %v", a.Canonical(), again.Canonical(), err)
	}
}

// Bytes that call a valid answer not valid, or the other way round, are no answers.
//
// Row C16 of docs/faults.md.
func TestMarkOfAnswersThatAreNotValidCannotBeForged(t *testing.T) {
	f := parse(t, paperForm)
	a, _ := f.CheckAsWritten(survey.Raw{"split--a": {"60"}, "split--b": {"50"}, "age": {"about forty"}}, []string{"split", "age"})
	canonical := string(a.Canonical())
	for _, change := range [][2]string{
		{`"split--b":["50"]`, `"split--b":["40"]`},
		{`{"written":{"split--a":["60"],"split--b":["50"]}}`, `{"amounts":{"a":60,"b":50}}`},
		{`{"written":{"age":["about forty"]}}`, `{"written":{}}`},
		{`{"written":{"age":["about forty"]}}`, `{"written":{"other":["x"]}}`},
		{`"not-asked"`, `"not-valid"`},
	} {
		changed := strings.Replace(canonical, change[0], change[1], 1)
		if changed == canonical {
			t.Fatalf("%s has no %s", canonical, change[0])
		}
		if _, err := survey.ParseAnswers(f, []byte(changed)); err == nil {
			t.Errorf("accepted %s", change[1])
		}
	}
}

// What was written in words can be found and redacted, and stays not valid, unless it was
// only too long.
//
// Row C16 of docs/faults.md.
func TestWordsKeptAsWrittenCanBeRedacted(t *testing.T) {
	f := parse(t, paperForm)
	a, problems := f.CheckAsWritten(survey.Raw{
		"age": {"ask Ann Smith"}, "split--a": {"60"}, "split--b": {"50, says Ann"}, "one": {"a", "b"}, "why": {"It is Ann Smith"},
	}, []string{"age", "split", "one", "why"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var texts []string
	a.EachText(func(q *survey.Question, choice, text string) { texts = append(texts, q.ID+"/"+choice+": "+text) })
	want := []string{"split/b: 50, says Ann", "age/: ask Ann Smith", "why/: It is Ann Smith"}
	if !slices.Equal(texts, want) {
		t.Errorf("texts %q, want %q", texts, want)
	}
	left, err := a.MapTexts(func(_ *survey.Question, _, text string) string { return strings.ReplaceAll(text, "Ann Smith", "▇") })
	if err != nil {
		t.Fatal(err)
	}
	if got := left.Get("age"); got.State != survey.NotValid || got.Written["age"][0] != "ask ▇" {
		t.Errorf("age: %+v", got)
	}
	if got := left.Get("why"); got.State != survey.Answered || got.Text != "It is ▇" {
		t.Errorf("why: %+v", got)
	}
	if strings.Contains(string(left.Canonical()), "Smith") {
		t.Errorf("%s", left.Canonical())
	}
}

// breakAnswer sets an answer to q that is not valid, as people write on paper.
func breakAnswer(f *survey.Form, q *survey.Question, raw survey.Raw) {
	var all []string
	for _, o := range q.Options {
		all = append(all, o.ID, o.ID)
	}
	for i, field := range f.Fields(q) {
		switch {
		case q.Kind == survey.Matrix && i > 0, strings.HasSuffix(field, "--prefer-not-to-say"), strings.HasSuffix(field, "--instead"):
		case q.Kind == survey.Matrix, field == q.ID && len(all) > 0 && q.BoxField() == "":
			raw[field] = all[1:3]
		default:
			raw[field] = []string{"some text of more than forty characters, in words"}
		}
	}
}

// For any form and whatever a browser or a clerk sends: keeping answers as written changes
// no valid answer, and what is kept is the same through its bytes.
//
// Row C16 of docs/faults.md.
func TestKeepingAsWrittenChangesNoValidAnswer(t *testing.T) {
	kept := 0
	rapid.Check(t, func(t *rapid.T) {
		f := randomForm(t).On(respondedOn)
		raw := randomRaw(t, f)
		var all []string
		for i := range f.Pages {
			for j := range f.Pages[i].Questions {
				q := &f.Pages[i].Questions[j]
				q.Required = false // as on paper
				if all = append(all, q.ID); q.Kind.IsContact() {
					for _, field := range f.Fields(q) {
						delete(raw, field)
					}
				} else if rapid.IntRange(0, 2).Draw(t, "broken") == 0 {
					breakAnswer(f, q, raw)
				}
			}
		}
		strict, refused := f.Check(raw)
		a, problems := f.CheckAsWritten(raw, all)
		if len(refused) == 0 && string(strict.Canonical()) != string(a.Canonical()) {
			t.Fatalf("%s became %s", strict.Canonical(), a.Canonical())
		}
		if len(problems) > 0 {
			return
		}
		kept += len(a.AsWritten())
		typed, problems := f.CheckAsWritten(a.Raw(), a.AsWritten())
		if len(problems) > 0 || string(typed.Canonical()) != string(a.Canonical()) {
			t.Fatalf("typed again, %s is %s, %v", a.Canonical(), typed.Canonical(), problems)
		}
		a, _ = a.WithoutContacts()
		for _, part := range []survey.Answers{a, a.Part(false), a.Part(true)} {
			again, err := survey.ParseAnswers(f, part.Canonical())
			if err != nil || string(again.Canonical()) != string(part.Canonical()) {
				t.Fatalf("%s is parsed as %s, %v", part.Canonical(), again.Canonical(), err)
			}
		}
	})
	if kept == 0 {
		t.Error("no answer was kept as written")
	}
}
