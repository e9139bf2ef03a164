package survey_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

const movingForm = `{"id":"moving","title":"Moving","lang":"en","edition":"standard","pages":[{"id":"p","questions":[
	{"id":"moved","kind":"date","text":"When did you move?","least":"12 months before today","most":"today"},
	{"id":"why","kind":"short-text","text":"Why?"}]}]}`

// Answers that were valid on the day they were given are read again on any later day: stored, redacted and shown.
//
// Row A13 of docs/faults.md.
func TestAnswersStayValidOnLaterDays(t *testing.T) {
	f := parse(t, movingForm)
	then := f.On("2026-11-29")
	if then.Version() != f.Version() || !f.HasRelativeDays() {
		t.Error("the day changes the version of the form")
	}
	raw := survey.Raw{"moved--day": {"29"}, "moved--month": {"11"}, "moved--year": {"2025"}, "why": {"Work at the mill"}}
	a, problems := then.Check(raw)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if _, problems = f.On("2026-11-30").Check(raw); len(problems) != 1 || problems[0].Say !=
		"Enter a date between 30 November 2025 and 30 November 2026: When did you move?" {
		t.Errorf("a day later: %v", problems)
	}
	if _, problems = f.Check(raw); len(problems) != 1 {
		t.Error("a form without a day accepted a date that it cannot check")
	}
	for _, day := range []survey.Day{"", "2026-11-29", "2030-01-01"} {
		stored, err := survey.ParseAnswers(f.On(day), a.Canonical())
		if err != nil {
			t.Fatalf("on %q: %v", day, err)
		}
		redacted, err := stored.MapTexts(func(_ *survey.Question, _, text string) string { return text[:4] })
		if err != nil || redacted.Get("why").Text != "Work" || redacted.Get("moved").Date != "2025-11-29" {
			t.Errorf("on %q, redacted: %s, %v", day, redacted.Canonical(), err)
		}
	}
	if q, _ := f.Question("moved"); q != nil {
		if read, ok := q.Read(raw, "en"); !ok || read.Date != "2025-11-29" {
			t.Errorf("read alone: %+v", read)
		}
	}
}
