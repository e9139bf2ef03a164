package intakeweb

import (
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// club is a consultation whose first page has a required and an optional question that depend on its first.
func club() consult.Definition {
	def := pool
	isMember := &survey.Condition{Question: "member", Is: "yes"}
	def.Slug, def.Forms = "club", []survey.Form{{ID: "club", Title: "The club", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "you", Questions: []survey.Question{
			{ID: "member", Kind: survey.Single, Text: "Are you a member?", Options: yesNo},
			{ID: "number", Kind: survey.ShortText, Text: "Your number", Required: true, When: isMember},
			{ID: "since", Kind: survey.ShortText, Text: "Member since", When: isMember},
		}},
		{ID: "wish", Questions: []survey.Question{{ID: "wish", Kind: survey.LongText, Text: "What do you wish for?"}}},
	}}}
	return def
}

// Follow-up questions are shown without an error before they can be left blank, page by page and when answers are
// sent early, and only what was shown is stored as skipped.
//
// Row A1 of docs/faults.md.
func TestFollowUpQuestionsAreShownFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		f.define(club())
		base := f.startOf("club")
		const notice = "2 more questions because of your answers"
		if first := f.get(base + "you").Body.String(); !strings.Contains(first, `<template data-fm="waiting">`) ||
			strings.Contains(first, notice) || !strings.Contains(first, `name="--shown" value="member"`) {
			t.Error("the first page does not hold the follow-up questions for the script only")
		}
		f.check("the answer", f.post(base+"you", url.Values{"member": {"yes"}, "--shown": {"member"}}), 303, base+"you#more")
		again := f.get(base + "you")
		f.check("the page once more", again, 200, notice)
		if strings.Contains(again.Body.String(), "error-summary") || strings.Contains(again.Body.String(), "<template") {
			t.Error("the page has an error, or the questions are still hidden")
		}
		f.check("check your answers leads back", f.get(base+"check"), 303, base+"you")
		f.check("sending leads back", f.post(base+"check", url.Values{"action": {"send"}}), 303, base+"you")
		shown := url.Values{"member": {"yes"}, "version": {"1"}, "--shown": {"member number since"}}
		f.check("the required one left blank", f.post(base+"you", shown), 422, `href="#number"`)
		shown.Set("number", "12")
		f.check("the required one answered", f.post(base+"you", shown), 303, base+"wish")
		f.check("the last page", f.post(base+"wish", url.Values{"version": {"2"}}), 303, base+"check")

		// The answer changes: what no longer applies is not lost, and comes back with it.
		f.check("not a member", f.post(base+"you", url.Values{"member": {"no"}, "version": {"3"}, "--shown": {"member"}}), 303, base+"wish")
		f.check("not sent", f.get(base+"check"), 200, "Not sent")
		f.check("a member again", f.post(base+"you", url.Values{"member": {"yes"}, "version": {"4"}, "--shown": {"member"}}), 303, base+"wish")
		sent := f.post(base+"check", url.Values{"action": {"send"}})
		f.check("send", sent, 200, "Response received")
		r, err := receipt.Parse(f.post(base+"full-copy.txt", url.Values{web.HalfField: {half(sent)}}).Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if got := string(r.Copy.Answers); !strings.Contains(got, `"number":{"text":"12"},"since":"skipped","wish":"skipped"`) {
			t.Errorf("stored: %s", got)
		}
	})
}

// On the page with all questions everything is shown, so that one request is enough. With the script, the hidden field
// says what was shown, and the server shows what is missing.
//
// Row A1 of docs/faults.md.
func TestFollowUpQuestionsOnOnePage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		f.define(club())
		newBase := func() string { return f.startOf("club") }
		base := newBase()
		f.check("all questions", f.get(base+"0"), 200, `name="--shown" value="member number since wish"`)
		all := url.Values{"member": {"yes"}, "action": {"send"}, "version": {"0"}, "--shown": {"member wish"}}
		f.check("not all was shown", f.post(base+"0", all), 303, base+"0#more")
		f.check("the page once more", f.get(base+"0"), 200, "2 more questions because of your answers")
		all.Set("version", "1")
		all.Set("--shown", "member number since wish")
		f.check("a required one left blank", f.post(base+"0", all), 422, `href="#number"`)
		all.Set("number", "12")
		f.check("send", f.post(base+"0", all), 200, "Response received")
		one := url.Values{"member": {"no"}, "action": {"send"}, "version": {"0"}}
		f.check("one request", f.post(newBase()+"0", one), 200, "Response received")
	})
}
