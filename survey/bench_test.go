package survey_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// ordinaryForm is like the form of a typical consultation, with conditions and equality
// monitoring.
const ordinaryForm = `{"id":"f","title":"F","lang":"en","edition":"standard","pages":[
	{"id":"p1","questions":[
		{"id":"use","kind":"single","text":"Use?","required":true,
			"options":[{"id":"weekly","text":"Every week"},{"id":"never","text":"Never"}]},
		{"id":"ways","kind":"multiple","text":"Ways?","options":[{"id":"bus","text":"Bus"},{"id":"walk","text":"Walk"},
			{"id":"other","text":"Other","writeIn":true},{"id":"none","text":"None of these","exclusive":true}]},
		{"id":"agree","kind":"matrix","text":"Agree?",
			"options":[{"id":"yes","text":"Agree"},{"id":"neither","text":"Neither"},{"id":"no","text":"Disagree"}],
			"rows":[{"id":"one","text":"Later"},{"id":"two","text":"Sundays"},{"id":"three","text":"Earlier"}]}]},
	{"id":"p2","when":{"question":"use","is":"weekly"},"questions":[
		{"id":"times","kind":"number","text":"Times?","least":"0","most":"100"},
		{"id":"order","kind":"ranking","text":"Order?",
			"options":[{"id":"a","text":"A"},{"id":"b","text":"B"},{"id":"c","text":"C"}]},
		{"id":"money","kind":"budget","text":"Money?","total":100,"unit":"points",
			"options":[{"id":"parks","text":"Parks"},{"id":"books","text":"Books"}]},
		{"id":"why","kind":"long-text","text":"Why?"}]},
	{"id":"p3","monitoring":true,"questions":[
		{"id":"born","kind":"date","text":"Born?","preferNotToSay":true},
		{"id":"home","kind":"postcode","text":"Postcode?"},
		{"id":"sex","kind":"single","text":"Sex?","preferNotToSay":true,
			"options":[{"id":"female","text":"Female"},{"id":"male","text":"Male"}]},
		{"id":"care","kind":"single","text":"Care?","preferNotToSay":true,
			"options":[{"id":"yes","text":"Yes"},{"id":"no","text":"No"}],
			"when":{"not":{"question":"sex","is":"prefer-not-to-say"}}}]}]}`

var ordinaryRaw = survey.Raw{
	"use": {"weekly"}, "ways": {"other", "bus"}, "ways--other": {"On a horse"},
	"agree--one": {"yes"}, "agree--two": {"no"}, "agree--three": {"neither"}, "times": {"12"},
	"order--a": {"2"}, "order--b": {"1"}, "order--c": {"3"}, "money--parks": {"60"}, "money--books": {"40"},
	"why": {strings.Repeat("It is warm, and they know my name. ", 15)}, "born--day": {"27"}, "born--month": {"5"}, "born--year": {"1966"},
	"home": {"le3 8ra"}, "sex": {"prefer-not-to-say"},
}

func BenchmarkCheck(b *testing.B) {
	f := parse(b, ordinaryForm)
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := f.Check(ordinaryRaw); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

// The work of the engine for each response that is received.
func BenchmarkCheckAndCanonical(b *testing.B) {
	f := parse(b, ordinaryForm)
	b.ReportAllocs()
	for b.Loop() {
		a, _ := f.Check(ordinaryRaw)
		if len(a.Part(false).Canonical())+len(a.Part(true).Canonical()) < 1000 {
			b.Fatal("the canonical bytes are too short")
		}
	}
}

func BenchmarkParseAnswers(b *testing.B) {
	f := parse(b, ordinaryForm)
	a, _ := f.Check(ordinaryRaw)
	canonical := a.Canonical()
	b.SetBytes(int64(len(canonical)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := survey.ParseAnswers(f, canonical); err != nil {
			b.Fatal(err)
		}
	}
}

// Every response is checked, so Check should allocate little besides the answers.
func TestCheckAllocatesLittle(t *testing.T) {
	f := parse(t, ordinaryForm)
	if n := testing.AllocsPerRun(100, func() { f.Check(ordinaryRaw) }); n > 25 {
		t.Errorf("%v allocations, want 25 at most", n)
	}
}
