package intakeweb

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/survey"
)

// lido is a consultation with boxes beside a number, a date and a text, and with dates relative to today.
func lido() consult.Definition {
	def := pool
	dontKnow := []survey.Option{{ID: "dont-know", Text: "I do not know"}}
	yearAgo, today := "12 months before today", "today"
	def.Slug, def.Forms = "lido", []survey.Form{{ID: "lido", Title: "The lido", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "visit", Questions: []survey.Question{
			{ID: "fare", Kind: survey.Number, Text: "What did it cost?", Required: true, Unit: "£", Options: dontKnow},
			{ID: "last", Kind: survey.Date, Text: "When did you last swim?", Least: &yearAgo, Most: &today,
				Options: []survey.Option{{ID: "never", Text: "I have never been"}}},
			{ID: "guess", Kind: survey.ShortText, Text: "What would you guess?",
				When: &survey.Condition{Question: "fare", Is: "dont-know"}},
		}},
		{ID: "wish", Questions: []survey.Question{{ID: "wish", Kind: survey.LongText, Text: "What do you wish for?", Options: []survey.Option{
			{ID: "none", Text: "None of these"}}}}},
	}}}
	return def
}

func newLido(t *testing.T, d *db.DB) *fixture {
	t.Helper()
	f := newFixture(t, d)
	f.define(lido())
	return f
}

// stored returns the canonical bytes of the only response to the lido.
func (f *fixture) storedAnswers() (answers string) {
	f.t.Helper()
	if err := f.d.View(context.Background(), func(tx *db.Tx) (err error) {
		answers, err = db.One(context.Background(), tx, db.Text, `SELECT answers FROM intake_response WHERE consultation = 'lido'`)
		return err
	}); err != nil {
		f.t.Fatal(err)
	}
	return answers
}

// A box beside a number, a date or a text is an answer: it satisfies a required question, leads to the questions that
// depend on it, and is shown, sent and stored as what it says. A box and a value together are an error that keeps both.
//
// Rows A13 and G of docs/faults.md.
func TestBoxesInsteadOfAnswers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newLido(t, d)
		base := f.startOf("lido")
		first := f.get(base + "visit").Body.String()
		for _, want := range []string{
			`name="fare--instead" type="checkbox" value="dont-know"`, `name="last--instead" type="checkbox" value="never"`,
			`govuk-checkboxes__divider`, `<template data-fm="waiting">`,
		} {
			if !strings.Contains(first, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		blank := f.post(base+"visit", url.Values{"--shown": {"fare last"}})
		f.check("nothing", blank, 422, `Enter an answer or select “I do not know”: What did it cost?`)
		both := f.post(base+"visit", url.Values{"--shown": {"fare last"}, "fare": {"4.50"}, "fare--instead": {"dont-know"}})
		f.check("both", both, 422, `href="#fare--instead">Enter an answer or select “I do not know”, not both: What did it cost?`)
		for _, kept := range []string{`value="4.50"`, `value="dont-know" checked`} {
			if !strings.Contains(both.Body.String(), kept) {
				t.Errorf("the page lost %s", kept)
			}
		}
		boxes := url.Values{"--shown": {"fare last"}, "fare--instead": {"dont-know"}, "last--instead": {"never"}}
		f.check("the boxes", f.post(base+"visit", boxes), 303, base+"visit#more")
		boxes.Set("--shown", "fare last guess")
		boxes.Set("version", "1")
		f.check("the follow-up left blank", f.post(base+"visit", boxes), 303, base+"wish")
		f.check("the wish", f.post(base+"wish", url.Values{"wish--instead": {"none"}, "version": {"2"}}), 303, base+"check")
		check := f.get(base + "check").Body.String()
		for _, want := range []string{"I do not know", "I have never been", "None of these"} {
			if !strings.Contains(check, want) {
				t.Errorf("the page to check does not show %q", want)
			}
		}
		f.check("sent", f.post(base+"check", url.Values{"action": {"send"}}), 200, "Response received")
		want := `"fare":{"options":["dont-know"]},"last":{"options":["never"]},"guess":"skipped","wish":{"options":["none"]}`
		if got := f.storedAnswers(); !strings.Contains(got, want) {
			t.Errorf("stored %s, want %s", got, want)
		}
	})
}

// A date with a limit such as “today” is compared with the date in London when it is sent, and the error names the
// date. A draft is checked again on the day it is sent.
//
// Rows A13 and G of docs/faults.md.
func TestDatesAreComparedWithTheDayTheyAreSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newLido(t, d)
		date := func(day, month, year string) url.Values {
			return url.Values{"fare": {"1"}, "last--day": {day}, "last--month": {month}, "last--year": {year}, "--shown": {"fare last"}}
		}
		today := dbtest.Now
		all := date(today.Format("2"), today.Format("1"), today.Format("2006"))
		all.Set("--shown", "fare last wish")
		all.Set("action", "send")
		all.Set("version", "0")
		base := f.startOf("lido")
		f.check("all on one page", f.post(base+allPages, all), 200, "Response received")
		if n := strings.Count(f.storedAnswers(), today.Format(time.DateOnly)); n != 1 {
			t.Error("the response does not have the date of the day")
		}

		base = f.startOf("lido")
		oldest := today.AddDate(-1, 0, 0)
		sent := date(oldest.Format("2"), oldest.Format("1"), oldest.Format("2006"))
		f.check("a year ago", f.post(base+"visit", sent), 303, base+"wish")
		f.check("the wish", f.post(base+"wish", url.Values{"wish": {"Warmth"}, "version": {"1"}}), 303, base+"check")
		f.setNow(dbtest.Now.AddDate(0, 0, 1))
		late := f.post(base+"check", url.Values{"action": {"send"}})
		f.check("a day later", late, 422, "Enter a date between "+oldest.AddDate(0, 0, 1).Format("2 January 2006"))
		if !strings.Contains(late.Body.String(), `value="`+oldest.Format("2006")+`"`) {
			t.Error("the page lost the date")
		}
		// At 11:30pm in UTC the clocks in London show half past midnight of the next day, in summer.
		def := lido()
		def.Slug, def.Closes = "summer", "2026-08-03 09:30"
		f.define(def)
		f.setNow(time.Date(2026, 6, 9, 23, 30, 0, 0, time.UTC))
		base = f.startOf("summer")
		f.check("tomorrow", f.post(base+"visit", date("11", "6", "2026")), 422,
			"Enter a date between 10 June 2025 and 10 June 2026: When did you last swim?")
		f.check("today in London", f.post(base+"visit", date("10", "6", "2026")), 303, base+"wish")
	})
}
