package survey_test

import (
	"math/big"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

const everyKindForm = `{"id":"f","title":"F","lang":"en","edition":"standard","pages":[{"id":"p","questions":[
	{"id":"one","kind":"single","text":"One?","options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
	{"id":"many","kind":"multiple","text":"Many?","options":[{"id":"a","text":"A"},{"id":"b","text":"B","writeIn":true}]},
	{"id":"grid","kind":"matrix","text":"Grid?","options":[{"id":"a","text":"A"},{"id":"b","text":"B"}],"rows":[{"id":"r","text":"R"}]},
	{"id":"order","kind":"ranking","text":"Order?","options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
	{"id":"split","kind":"budget","text":"Split?","total":10,"options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
	{"id":"n","kind":"number","text":"N?","decimals":6},
	{"id":"d","kind":"date","text":"D?"},
	{"id":"t","kind":"short-text","text":"T?"},
	{"id":"l","kind":"long-text","text":"L?"},
	{"id":"m","kind":"email","text":"M?"},
	{"id":"c","kind":"postcode","text":"C?"}]}]}`

// maxDuration is the time within which tests of large inputs must end. It is long enough for
// slow machines, and finds quadratic algorithms.
const maxDuration = 2 * time.Minute

// Hostile inputs 8, 11 and 12: very large input is rejected with little work and memory.
func TestOversizedInputIsRejectedQuickly(t *testing.T) {
	f := parse(t, everyKindForm)
	huge := strings.Repeat("x", 10<<20)
	ids := make([]string, 10_000)
	for i := range ids {
		ids[i] = "id" + strconv.Itoa(i)
	}
	same := slices.Repeat([]string{"a"}, 10_000)
	keys := survey.Raw{}
	for i := range 200_000 {
		keys["k"+strconv.Itoa(i)] = []string{"1"}
	}
	everywhere := func(values []string) survey.Raw {
		raw := survey.Raw{}
		for i := range f.Pages[0].Questions {
			for _, name := range f.Fields(&f.Pages[0].Questions[i]) {
				raw[name] = values
			}
		}
		return raw
	}
	for _, test := range []struct {
		name     string
		raw      survey.Raw
		problems int
	}{
		{"10 MB in every field", everywhere([]string{huge}), 14},
		{"10,000 ids in every field", everywhere(ids), 14},
		{"the same id 10,000 times in every field", everywhere(same), 14},
		{"a million lines", survey.Raw{"l": {strings.Repeat("\r\n", 1_000_000) + "x"}}, 1},
		{"200,000 names", keys, 0},
		{"invalid bytes up to the limit", survey.Raw{"l": {strings.Repeat("\xff", 5_000)}}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			a, problems := f.Check(test.raw)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if test.problems == 0 && len(problems) > 0 ||
				test.problems > 0 && (len(problems) == 0 || len(a.Canonical()) > 0) {
				t.Errorf("%d problems, such as %v", len(problems), problems[:min(1, len(problems))])
			}
			if test.problems > 1 {
				for _, p := range f.Pages[0].Questions {
					if !slices.ContainsFunc(problems, func(problem survey.Problem) bool { return problem.Question == p.ID }) {
						t.Errorf("question %s has no problem", p.ID)
					}
				}
			}
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<20 {
				t.Errorf("Check allocated %d bytes", grown)
			}
			if took > maxDuration {
				t.Errorf("Check took %v", took)
			}
		})
	}
}

// Hostile input 9: numbers that are accepted have the value that math/big parses.
func TestNumbersParseLikeMathBig(t *testing.T) {
	f := parse(t, everyKindForm)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(
			rapid.StringMatching(`[+-]?[0-9]{0,16}(\.[0-9]{0,7})?`),
			rapid.StringMatching(`[0-9]{1,3}(,[0-9]{3}){1,3}`),
			rapid.StringMatching(`[0-9,.eExX_+-]{1,8}`),
		).Draw(t, "typed")
		a, _ := f.Check(survey.Raw{"n": {s}})
		got := a.Get("n").Number
		if got == "" {
			return
		}
		want, ok := new(big.Rat).SetString(strings.ReplaceAll(s, ",", ""))
		read, _ := new(big.Rat).SetString(got)
		if !ok || want.Cmp(read) != 0 {
			t.Fatalf("%q was parsed as %s", s, got)
		}
		if again, _ := f.Check(survey.Raw{"n": {got}}); again.Get("n").Number != got {
			t.Fatalf("%s was parsed as %s", got, again.Get("n").Number)
		}
	})
}

// Every date that exists is accepted, and no other.
func TestEveryDateOfACenturyParses(t *testing.T) {
	f := parse(t, everyKindForm)
	for year := 1896; year <= 2004; year += 4 {
		for month := 0; month <= 13; month++ {
			for day := 0; day <= 32; day++ {
				raw := survey.Raw{"d--day": {strconv.Itoa(day)}, "d--month": {strconv.Itoa(month)}, "d--year": {strconv.Itoa(year)}}
				a, _ := f.Check(raw)
				when := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
				want := ""
				if when.Day() == day && int(when.Month()) == month {
					want = when.Format(time.DateOnly)
				}
				if got := a.Get("d").Date; got != want {
					t.Fatalf("%d-%d-%d was parsed as %q, want %q", year, month, day, got, want)
				}
			}
		}
	}
}

// ParseAnswers accepts the longest answers that Check accepts. Each character here needs four
// bytes.
func TestLongestAnswersRoundTrip(t *testing.T) {
	f := &survey.Form{ID: "f", Title: "F", Lang: "en", Edition: "standard", Pages: []survey.Page{{ID: "p"}}}
	raw := survey.Raw{}
	for i := range survey.MaxAllText / survey.MaxLongText {
		id := "t" + strconv.Itoa(i)
		f.Pages[0].Questions = append(
			f.Pages[0].Questions,
			survey.Question{ID: id, Kind: survey.LongText, Text: "T?", MaxLength: survey.MaxLongText},
		)
		raw[id] = []string{strings.Repeat("\U0001F600", survey.MaxLongText)}
	}
	id := strings.Repeat("x", survey.MaxID-4)
	for i := range 100 {
		q := survey.Question{
			ID:      "m" + strconv.Itoa(i),
			Kind:    survey.Matrix,
			Text:    "M?",
			Options: []survey.Option{{ID: id, Text: "A"}, {ID: "b", Text: "B"}},
		}
		for r := range survey.MaxRows {
			q.Rows = append(q.Rows, survey.Option{ID: id + "-" + strconv.Itoa(r), Text: strconv.Itoa(r)})
			raw[q.ID+"--"+q.Rows[r].ID] = []string{id}
		}
		f.Pages[0].Questions = append(f.Pages[0].Questions, q)
	}
	f, err := survey.Parse(f.JSON())
	if err != nil {
		t.Fatal(err)
	}
	a, problems := f.Check(raw)
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	canonical := a.Canonical()
	if _, err := survey.ParseAnswers(f, canonical); err != nil {
		t.Errorf("%d bytes: %v", len(canonical), err)
	}
	f.Pages[0].Questions = append(slices.Clone(f.Pages[0].Questions), survey.Question{ID: "more", Kind: survey.ShortText, Text: "M?"})
	if _, err := survey.Parse(f.JSON()); err == nil {
		t.Error("a form whose texts exceed the limit was accepted")
	}
}

// Forms at the limits and beyond are checked quickly.
func TestLargeFormsAreCheckedQuickly(t *testing.T) {
	f := &survey.Form{ID: "f", Title: "F", Lang: "en", Edition: "standard"}
	var tests []survey.Condition
	for p := range 50 {
		page := survey.Page{ID: "p" + strconv.Itoa(p)}
		for i := range 10 {
			id := "q" + strconv.Itoa(p) + "x" + strconv.Itoa(i)
			q := survey.Question{ID: id, Kind: survey.Multiple, Text: "Q?"}
			for o := range 8 {
				q.Options = append(q.Options, survey.Option{ID: "o" + strconv.Itoa(o), Text: strconv.Itoa(o)})
			}
			if len(tests) > 12 {
				last := slices.Clone(tests[len(tests)-12:])
				q.When = &survey.Condition{All: []survey.Condition{{Any: last}, {Not: &survey.Condition{All: last}}}}
			}
			page.Questions = append(page.Questions, q)
			tests = append(tests, survey.Condition{Question: id, AnyOf: []string{"o1", "o2", "o3", "o4"}})
		}
		f.Pages = append(f.Pages, page)
	}
	start := time.Now()
	if _, err := survey.Parse(f.JSON()); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > maxDuration {
		t.Errorf("Parse took %v", took)
	}
	f.Pages = slices.Repeat(f.Pages, 3)
	if _, err := survey.Parse(f.JSON()); err == nil {
		t.Error("a form with 1,500 questions was accepted")
	}
}
