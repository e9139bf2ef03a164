package entry

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

func newPaperForm(t testing.TB, pages string) *PaperForm {
	t.Helper()
	f, err := survey.Parse([]byte(`{"id":"f","title":"F","lang":"en","edition":"standard","pages":[` + pages + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	return NewPaperForm(f.On("2026-06-01"))
}

const yesNo = `"options":[{"id":"yes","text":"Yes"},{"id":"no","text":"No"}]`

func TestRoutingIsPrintedInWords(t *testing.T) {
	single := func(id, rest string) string {
		return `{"id":"` + id + `","kind":"single","text":"` + id + `?"` + rest + `,` + yesNo + `}`
	}
	page := func(id, rest string, questions ...string) string {
		return `{"id":"` + id + `"` + rest + `,"questions":[` + strings.Join(questions, ",") + `]}`
	}
	const (
		ifA       = `,"when":{"question":"a","is":"yes"}`
		ifNotA    = `,"when":{"not":{"question":"a","is":"yes"}}`
		ifAB      = `,"when":{"all":[{"question":"a","is":"yes"},{"question":"b","is":"no"}]}`
		ifNotAB   = `,"when":{"not":{"all":[{"question":"a","is":"yes"},{"question":"b","is":"no"}]}}`
		ifAnyOfA  = `,"when":{"question":"a","anyOf":["yes"]}`
		onlyAB    = "Answer question 3 only if you ticked “Yes” at question 1, and you ticked “No” at question 2."
		onlyNotAB = "Answer question 3 only if you did not tick “Yes” at question 1, or you did not tick “No” at question 2."
	)
	for _, test := range []struct {
		name, pages string
		question    int
		next        []string // after yes, and after no
		only        string   // of the last question
	}{
		{"no conditions", page("p", "", single("a", ""), single("b", "")), 1, []string{"", ""}, ""},
		{
			"no skips one", page("p", "", single("a", ""), single("b", ifA), single("c", "")),
			1, []string{"", "Go to question 3"}, "",
		},
		{
			"no skips to the end", page("p", "", single("a", ""), single("b", ifA)),
			1, []string{"", "Go to the end"}, "Answer question 2 only if you ticked “Yes” at question 1.",
		},
		{
			"a page", page("p", "", single("a", "")) + "," + page("q", ifAnyOfA, single("b", ""), single("c", "")) + "," +
				page("r", "", single("d", "")),
			1, []string{"", "Go to question 4"}, "",
		},
		{
			"not", page("p", "", single("a", ""), single("b", ifNotA)),
			1, []string{"Go to the end", ""}, "Answer question 2 only if you did not tick “Yes” at question 1.",
		},
		{
			"two conditions together decide", page("p", "", single("a", ""), single("b", ""), single("c", ifAB)),
			1, []string{"", ""}, onlyAB,
		},
		{
			"one of two conditions decides", page("p", "", single("a", ""), single("b", ""), single("c", ifAB)),
			2, []string{"Go to the end", ""}, onlyAB,
		},
		{
			"not both", page("p", "", single("a", ""), single("b", ""), single("c", ifNotAB)),
			1, []string{"", ""}, onlyNotAB,
		},
		{
			"panels have no number",
			page("p", "", single("a", ""), `{"id":"x","kind":"panel","body":"Read."}`, single("b", ifA), single("c", "")),
			1, []string{"", "Go to question 3"}, "",
		},
		{
			"to the separate sheet",
			page("p", "", single("a", ""), single("b", ifA)) + "," + page("m", `,"monitoring":true`, single("c", "")),
			1, []string{"", "Go to question 3, on the separate sheet"}, "",
		},
		{
			"a number",
			page("p", "", `{"id":"n","kind":"number","text":"N?"}`, single("b", `,"when":{"question":"n","atLeast":"16"}`)),
			2, []string{"", ""}, "Answer question 2 only if your answer to question 1 is 16 or more.",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPaperForm(t, test.pages)
			q, _ := p.QuestionByNumber(test.question)
			for i, want := range test.next {
				if got := q.CodedOptions[i].GoTo; got != want {
					t.Errorf("after %s: %q, want %q", q.CodedOptions[i].Text, got, want)
				}
			}
			section := p.Sections[len(p.Sections)-1]
			if got := section.Questions[len(section.Questions)-1].OnlyIf; got != test.only {
				t.Errorf("only: %q, want %q", got, test.only)
			}
		})
	}
}

func TestSharedConditionIsPrintedOnce(t *testing.T) {
	page := func(id, when string) string {
		return `{"id":"p` + id + `"` + when + `,"questions":[{"id":"` + id + `","kind":"single","text":"Q?",` + yesNo + `}]}`
	}
	yes := `,"when":{"question":"a","is":"yes"}`
	p := newPaperForm(
		t,
		strings.Join(
			[]string{
				page(
					"a",
					"",
				), page("b", yes), page("c", yes), page("d", `,"when":{"question":"b","is":"no"}`), page("e", yes), page("f", ""),
			},
			",",
		),
	)
	var got []string
	for _, section := range p.Sections {
		got = append(got, section.OnlyIf)
	}
	want := []string{
		"",
		"Answer questions 2 to 3 only if you ticked “Yes” at question 1.",
		"",
		"Answer question 4 only if you ticked “No” at question 2.",
		"Answer question 5 only if you ticked “Yes” at question 1.",
		"",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestOptionCodesAreUnique(t *testing.T) {
	seen := map[string]bool{PreferNotToSayCode: true}
	for i := range survey.MaxOptions {
		if c := optionCode(i); seen[c] {
			t.Fatalf("option %d has the duplicate code %q", i, c)
		} else {
			seen[c] = true
		}
	}
}

// everyKind has a question of every kind with answers.
const everyKind = `{"id":"p","questions":[
 {"id":"one","kind":"single","text":"One?","preferNotToSay":true,"options":[{"id":"a","text":"A"},{"id":"b","text":"B","writeIn":true}]},
 {"id":"many","kind":"multiple","text":"Many?",
  "options":[{"id":"a","text":"A"},{"id":"b","text":"B"},{"id":"c","text":"C","writeIn":true}]},
 {"id":"rows","kind":"matrix","text":"Rows?","preferNotToSay":true,
  "options":[{"id":"good","text":"Good"},{"id":"bad","text":"Bad"}],
  "rows":[{"id":"r","text":"R"},{"id":"s","text":"S"},{"id":"t","text":"T"}]},
 {"id":"order","kind":"ranking","text":"Order?","max":2,"options":[{"id":"a","text":"A"},{"id":"b","text":"B"},{"id":"c","text":"C"}]},
 {"id":"money","kind":"budget","text":"Money?","total":100,"options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
 {"id":"n","kind":"number","text":"N?","preferNotToSay":true,"options":[{"id":"dont-know","text":"Don’t know"}]},
 {"id":"day","kind":"date","text":"Day?","most":"today","options":[{"id":"never","text":"Never"},{"id":"dont-know","text":"Don’t know"}]},
 {"id":"why","kind":"long-text","text":"Why?","options":[{"id":"none","text":"No reason"}]}]}`

func TestParseKeyedValues(t *testing.T) {
	p := newPaperForm(t, everyKind)
	for _, test := range []struct {
		question, typed string
		want            survey.Answer
	}{
		{"one", "A", survey.Answer{State: survey.Answered, Options: []string{"a"}}},
		{"one", "b=Kites; ", survey.Answer{}}, // an empty part is ignored
		{"one", "x", survey.Answer{State: survey.PreferNotToSay}},
		{"one", "?", survey.Answer{State: survey.Skipped}},
		{"many", "ca", survey.Answer{State: survey.Answered, Options: []string{"a", "c"}}},
		{"many", "a, c=Kites and more", survey.Answer{
			State: survey.Answered, Options: []string{"a", "c"}, WriteIns: map[string]string{"c": "Kites and more"},
		}},
		{"rows", "a-b", survey.Answer{State: survey.Answered, Rows: map[string]string{"r": "good", "t": "bad"}}},
		{"rows", "a x ?", survey.Answer{State: survey.Answered, Rows: map[string]string{"r": "good", "s": "prefer-not-to-say"}}},
		{"rows", "x", survey.Answer{State: survey.PreferNotToSay}},
		{"order", "-12", survey.Answer{State: survey.Answered, Ranking: []string{"b", "c"}}},
		{"money", "60 40", survey.Answer{State: survey.Answered, Amounts: map[string]int64{"a": 60, "b": 40}}},
		{"n", "x", survey.Answer{State: survey.PreferNotToSay}},
		{"n", "X1", survey.Answer{State: survey.Answered, Options: []string{"dont-know"}}},
		{"day", "x2", survey.Answer{State: survey.Answered, Options: []string{"dont-know"}}},
		{"why", "x1", survey.Answer{State: survey.Answered, Options: []string{"none"}}},
		{"day", "27/5/2016", survey.Answer{State: survey.Answered, Date: "2016-05-27"}},
		{"why", "a b; c=d", survey.Answer{State: survey.Answered, Text: "a b; c=d"}},
	} {
		parsed, problems := p.Parse(KeyedValues{test.question: test.typed})
		if test.want.State == "" {
			test.want = survey.Answer{State: survey.Answered, Options: []string{"b"}, WriteIns: map[string]string{"b": "Kites"}}
		}
		if got := parsed.Answers.Get(test.question); len(problems) > 0 || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s %q: %+v %v, want %+v", test.question, test.typed, got, problems, test.want)
		}
		if slices.Contains(parsed.Unreadable, test.question) != (test.typed == "?") {
			t.Errorf("%s %q: unreadable %v", test.question, test.typed, parsed.Unreadable)
		}
	}
}

// Formatting parsed answers and parsing them again gives the same answers.
func TestFormatThenParseRoundTrip(t *testing.T) {
	p := newPaperForm(t, everyKind)
	words := []string{
		"",
		"a",
		"b",
		"c",
		"ab",
		"abc",
		"b=Kites",
		"a; c=Kites",
		"a b -",
		"aab",
		"x",
		"x1",
		"x2",
		"?",
		"-",
		"123",
		"21-",
		"1 - 2",
		"60 40",
		"100 0",
		"12.5",
		"27 5 2016",
		"some words",
		"=;-x?",
		"!ab",
		"!a; c=Kites",
		"!a b ab",
		"!ab; -; x",
		"!11-",
		"!60; the rest",
		"!60 50",
		"!31 2 2016",
		"!-; May; 2016",
		"!about forty",
		"!x; 40",
		"!x1; 40",
		"!x1; x2",
		"!x; x1",
		"!x2; -; May; 2016",
		"!",
	}
	rapid.Check(t, func(t *rapid.T) {
		values := KeyedValues{}
		for _, id := range []string{"one", "many", "rows", "order", "money", "n", "day", "why"} {
			values[id] = rapid.SampledFrom(words).Draw(t, id)
		}
		parsed, problems := p.Parse(values)
		for _, problem := range problems {
			delete(values, problem.Question)
		}
		if len(problems) > 0 {
			if parsed, problems = p.Parse(values); len(problems) > 0 {
				t.Fatalf("%v: %v", values, problems)
			}
		}
		again, problems := p.Parse(p.Format(parsed.Answers, parsed.Unreadable))
		if len(problems) > 0 || string(again.Answers.Canonical()) != string(parsed.Answers.Canonical()) ||
			!slices.Equal(again.Unreadable, parsed.Unreadable) {
			t.Fatalf(
				"%v\n%s\n%v\n%s %v",
				values,
				parsed.Answers.Canonical(),
				p.Format(parsed.Answers, parsed.Unreadable),
				again.Answers.Canonical(),
				problems,
			)
		}
	})
}

// Counts the keystrokes for a form of ten questions: seven with one answer, one
// with several, a matrix of four rows and a text of 40 characters.
func TestTenQuestionsNeedFewKeystrokes(t *testing.T) {
	var questions []string
	values := KeyedValues{}
	for i := range 7 {
		questions = append(questions, fmt.Sprintf(`{"id":"q%d","kind":"single","text":"Q?",%s}`, i, yesNo))
		values[fmt.Sprint("q", i)] = "b"
	}
	questions = append(
		questions,
		`{"id":"many","kind":"multiple","text":"M?","options":[{"id":"a","text":"A"},{"id":"b","text":"B"},{"id":"c","text":"C"}]}`,
		`{"id":"rows","kind":"matrix","text":"R?","options":[{"id":"a","text":"A"},{"id":"b","text":"B"}],`+
			`"rows":[{"id":"r","text":"R"},{"id":"s","text":"S"},{"id":"t","text":"T"},{"id":"u","text":"U"}]}`,
		`{"id":"why","kind":"short-text","text":"W?"}`,
	)
	values["many"], values["rows"], values["why"] = "ac", "abba", strings.Repeat("w", 40)
	parsed, problems := newPaperForm(t, `{"id":"p","questions":[`+strings.Join(questions, ",")+`]}`).Parse(values)
	if len(problems) > 0 || len(parsed.Answers.Get("rows").Rows) != 4 {
		t.Fatal(problems)
	}
	keys := len(questions) // Tab after each question, Enter after the last
	for _, text := range values {
		keys += len(text)
	}
	if without := keys - 40; without != 23 {
		t.Errorf("%d keystrokes besides the text of the long answer, want 23", without)
	}
}

func TestWilsonInterval(t *testing.T) {
	// Calculated by hand from (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n), with z² = 3.8415:
	// 1 of 20: middle (0.05+0.0960)/1.1921 = 0.1225, half 1.9600√(0.002375+0.002401)/1.1921 = 0.1136.
	for _, test := range []struct {
		wrong, of int64
		low, high float64
	}{
		{0, 0, 0, 1}, {0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {1, 20, 0.0089, 0.2361}, {5, 50, 0.0435, 0.2136}, {50, 100, 0.4038, 0.5962},
	} {
		r := newRate(test.wrong, test.of)
		if math.Abs(r.Low-test.low) > 0.00006 || math.Abs(r.High-test.high) > 0.00006 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", test.wrong, test.of, r.Low, r.High, test.low, test.high)
		}
	}
}

func TestSampleIsReproducible(t *testing.T) {
	b := Batch{ID: "batch", Seed: "5eed", SampleSize: 3}
	first := b.Sample(20)
	if len(first) != 3 || !slices.IsSorted(first) || !slices.Equal(first, b.Sample(20)) {
		t.Errorf("%v", first)
	}
	if got := b.Sample(2); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("sample of two forms: %v", got)
	}
	// Forms are selected equally often: for 4,000 seeds and 3 of 20 forms, each is
	// expected 600 times with a standard deviation of 22.6.
	drawn := map[int64]int{}
	for i := range 4000 {
		b.Seed = fmt.Sprint("seed ", i)
		for _, n := range b.Sample(20) {
			drawn[n]++
		}
	}
	for n := int64(1); n <= 20; n++ {
		if drawn[n] < 485 || drawn[n] > 715 {
			t.Errorf("form %d is selected %d times", n, drawn[n])
		}
	}
	if SampleSize(40, 10) != 4 || SampleSize(41, 10) != 5 || SampleSize(5, 0) != 0 || SampleSize(3, 100) != 3 ||
		SampleSize(1, 1) != 1 {
		t.Error("SampleSize does not round up")
	}
}

// A clerk keeps what the form does not allow, in one keystroke more; what no one can have
// ticked is refused as before, and each line says whether it can be kept.
//
// Row C16 of docs/faults.md.
func TestClerkKeepsWhatTheFormDoesNotAllow(t *testing.T) {
	p := newPaperForm(t, everyKind)
	for _, test := range []struct {
		question, typed string
		written         map[string][]string
	}{
		{"one", "ab", map[string][]string{"one": {"a", "b"}}},
		{"one", "ax", map[string][]string{"one": {"a", "prefer-not-to-say"}}},
		{"rows", "a ab b", map[string][]string{"rows--s": {"good", "bad"}}},
		{"rows", "ab; ; ", map[string][]string{"rows--r": {"good", "bad"}}},
		{"order", "113", map[string][]string{"order--a": {"1"}, "order--b": {"1"}, "order--c": {"3"}}},
		{"money", "60 50", map[string][]string{"money--a": {"60"}, "money--b": {"50"}}},
		{"money", "60; the rest", map[string][]string{"money--a": {"60"}, "money--b": {"the rest"}}},
		{"n", "about five", map[string][]string{"n": {"about five"}}},
		{"n", "x; 5", map[string][]string{"n": {"5"}, "n--prefer-not-to-say": {"yes"}}},
		{"day", "31 2 2016", map[string][]string{"day--day": {"31"}, "day--month": {"2"}, "day--year": {"2016"}}},
		{"day", "-; May; 2016", map[string][]string{"day--month": {"May"}, "day--year": {"2016"}}},
		{"day", "some day", map[string][]string{"day--day": {"some day"}}},
	} {
		parsed, problems := p.Parse(KeyedValues{test.question: "!" + test.typed})
		if got := parsed.Answers.Get(test.question).Written; len(problems) > 0 || !reflect.DeepEqual(got, test.written) {
			t.Errorf("%s %q: %v %v, want %v", test.question, test.typed, got, problems, test.written)
		}
	}
	for _, test := range []struct {
		question, typed string
		canKeep         bool
	}{
		{"one", "ab", true}, {"money", "60 50", true}, {"n", "five", true}, {"order", "113", true},
		{"one", "!z", false}, {"money", "!60", false}, {"rows", "!ab z a", false},
	} {
		_, problems := p.Parse(KeyedValues{test.question: test.typed})
		if len(problems) != 1 || problems[0].CanKeep != test.canKeep {
			t.Errorf("%s %q: %+v, want one problem, can be kept: %t", test.question, test.typed, problems, test.canKeep)
		}
	}
	parsed, problems := p.Parse(KeyedValues{"one": "!a", "why": "!Look at this"})
	if len(problems) > 0 || parsed.Answers.Get("one").State != survey.Answered || parsed.Answers.Get("why").Text != "!Look at this" {
		t.Errorf("valid answers: %+v %v", parsed.Answers, problems)
	}
}
