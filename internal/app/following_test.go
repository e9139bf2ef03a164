package app_test

import (
	"mime/quotedprintable"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/place"
)

// A person follows a place in Welsh and a respondent leaves an address in Polish: both are told of a decision that comes after
// the results, of what was done and of a date that was moved, each in their language, until they stop. What is done for it
// reads no answer, and leaves no address and nothing that connects one with answers.
func TestPeopleAreToldUntilTheyStopAndAddressesNeverMeetAnswers(t *testing.T) {
	t.Parallel()
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		f := &followers{mailSite: newMailSite(t, dsn, "")}
		f.defineBath(t)
		f.on("they ask for emails", time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), f.ask)
		f.on("a decision is made", time.Date(2026, 12, 3, 9, 0, 0, 0, time.UTC), f.decide)
		f.on("it is done, and the rest comes later", time.Date(2026, 12, 10, 9, 0, 0, 0, time.UTC), f.deliver)
		f.on("they have stopped", time.Date(2026, 12, 20, 9, 0, 0, 0, time.UTC), f.stopped)
	})
}

const (
	respondentMail = "respondent@example.org"
	followerMail   = "follower@example.org"
)

// followers are the respondent and the follower of the place “Bathside”.
type followers struct {
	*mailSite
	answers []string // as they are stored
}

func (f *followers) on(what string, now time.Time, do func()) {
	t := f.t
	f.app.DB.SetClock(func() time.Time { return now })
	t.Run(what, func(sub *testing.T) {
		f.t = sub
		do()
	})
	f.t = t
}

func (f *followers) defineBath(t *testing.T) {
	plan := action.Definition{Actions: []action.Action{
		{Ref: "later", What: "Open the bath later", Who: "Baths", Due: bathDay(2027, 3, 1), Measure: "Hours", Issues: []string{"hours"}},
		{Ref: "warmer", What: "Warm the water", Who: "Baths", Due: bathDay(2027, 3, 1), Measure: "Degrees", Issues: []string{"hours"}},
	}}
	if err := f.app.Action.Define(t.Context(), actor.System, plan); err != nil {
		t.Fatal(err)
	}
	err := f.app.DB.Update(t.Context(), func(tx *db.Tx) error {
		return place.Define(t.Context(), tx, actor.System, place.Definition{Places: []place.Place{
			{Ref: "bathside", Code: "E07000001", Name: "Bathside", Kind: place.District},
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	c := bathConsultation
	c.Area, c.ChangeReason = "Bathside", "We forgot the area."
	if err := f.app.Services.Consult.Define(t.Context(), actor.System, c); err != nil {
		t.Fatal(err)
	}
}

func bathDay(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// ask is what both do on the website, with the link in the email that confirms.
func (f *followers) ask() {
	f.lang = "pl"
	base := f.startResponse()
	f.request(base+"use", url.Values{"swim": {"yes"}, "mail": {respondentMail}, "version": {"0"}, "action": {"next"}})
	t := f.t
	t.Run("the response is received", func(sub *testing.T) {
		f.t = sub
		f.runBackground(sub)
		f.request(base+"check", url.Values{"action": {"send"}})
	})
	f.t = t
	f.cookies, f.lang = map[string]string{}, "cy"
	page := f.request("/places/bathside", nil).Body.String()
	if !strings.Contains(page, `href="/follow/place/bathside"`) {
		f.t.Fatal("the page of the place does not lead to the emails")
	}
	f.request("/follow/place/bathside", url.Values{"email": {followerMail}, "often": {"daily"}})
	f.work(1)
	confirm := f.path(f.last(followerMail, "cy"), "/follow/confirm/")
	if w := f.request(confirm, nil); !strings.Contains(w.Body.String(), confirm) {
		f.t.Error("the link has no button to confirm")
	}
	f.request(confirm, url.Values{})
	f.work(1) // what has happened already is no news
	f.answers = dumpTables(f.t, f.app.DB)["intake_response.answers"]
}

// decide publishes results and, later, a decision. Nothing that is done to tell people of the decision reads an answer.
func (f *followers) decide() {
	if _, err := f.app.Services.Analysis.Release(f.t.Context(), actor.System, "bath"); err != nil {
		f.t.Fatal(err)
	}
	f.work(2) // the results, to the respondent
	f.app.DB.SetClock(func() time.Time { return time.Date(2026, 12, 5, 9, 0, 0, 0, time.UTC) })
	err := f.app.Decision.Define(f.t.Context(), actor.System, decision.Definition{
		Ref: "bath-hours", Title: "Longer hours", Body: "Cabinet", Date: bathDay(2026, 12, 4), Summary: "It opens longer.", AsPublished: true,
		Decided: []string{"That the bath open longer."}, Consultation: "bath",
		Issues: []decision.Issue{{Ref: "hours", Issue: "It closes early.", RaisedBy: "Swimmers", Response: "We agree.",
			Change: "It opens longer.", Actions: []string{"later", "warmer"}}},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	f.work(4)
	for _, m := range []string{f.last(respondentMail, "pl"), f.last(followerMail, "cy")} {
		if !strings.Contains(m, "Longer hours") || strings.Contains(m, "Decision: ") {
			f.t.Errorf("the email does not name the decision in the language of its reader:\n%s", m)
		}
	}
}

func (f *followers) deliver() {
	if err := f.app.Action.Update(f.t.Context(), actor.System, "later",
		action.Update{Date: bathDay(2026, 12, 9), Status: action.Complete, Text: "It does."}); err != nil {
		f.t.Fatal(err)
	}
	moved := action.Action{Ref: "warmer", What: "Warm the water", Who: "Baths", Due: bathDay(2027, 9, 1), Measure: "Degrees",
		Issues: []string{"hours"}}
	if err := f.app.Action.Define(f.t.Context(), actor.System, action.Definition{Actions: []action.Action{moved}}); err != nil {
		f.t.Fatal(err)
	}
	c := bathConsultation
	c.Area, c.Feedback, c.ChangeReason = "Bathside", "2027-06-30", "We need more time."
	if err := f.app.Services.Consult.Define(f.t.Context(), actor.System, c); err != nil {
		f.t.Fatal(err)
	}
	f.work(6)
	for _, m := range []string{f.last(respondentMail, "pl"), f.last(followerMail, "cy")} {
		for _, words := range []string{"Open the bath later", "Warm the water", "2027"} {
			if !strings.Contains(m, words) {
				f.t.Errorf("the email does not say %q:\n%s", words, m)
			}
		}
	}
	if m := f.last(respondentMail, "pl"); !strings.Contains(m, "30 czerwca 2027") {
		f.t.Errorf("the respondent does not get the new date for feedback:\n%s", m)
	}
	if body := f.request("/actions/warmer", nil).Body.String(); !strings.Contains(body, "2027") || !strings.Contains(body, "10 Rhagfyr 2026") {
		f.t.Error("the page of the action does not say when its date was changed")
	}
	f.request(f.path(f.last(respondentMail, "pl"), "/emails/unsubscribe/"), url.Values{"scope": {"consultation"}})
	f.request(f.path(f.last(followerMail, "cy"), "/follow/mine/"), url.Values{"do": {"stop"}})
}

func (f *followers) stopped() {
	if err := f.app.Action.Update(f.t.Context(), actor.System, "warmer",
		action.Update{Date: bathDay(2026, 12, 19), Status: action.OnTrack, Text: "A new boiler."}); err != nil {
		f.t.Fatal(err)
	}
	f.work(6)
	if n := len(dumpTables(f.t, f.app.DB)["follow_subscription.id"]); n != 0 {
		f.t.Errorf("%d addresses are left of people who stopped", n)
	}
}

// readsAnswers matches statements that read answers, or who gave them.
var readsAnswers = regexp.MustCompile(`\bintake_(response|draft|monitoring|redaction|file)`)

// work tells people what is new, and checks that the number of emails is then want, that nothing of it read an answer, and that
// the answers are as they were.
func (f *followers) work(want int) {
	f.t.Helper()
	ctx := db.WithQueryHook(f.t.Context(), func(query string) {
		if readsAnswers.MatchString(query) {
			f.t.Errorf("telling people what is new reads answers: %s", query)
		}
	})
	if err := f.app.TellPeople(ctx); err != nil {
		f.t.Fatal(err)
	}
	got := f.server.Received()
	if len(got) != want {
		var list []string
		for _, m := range got {
			list = append(list, m.To[0]+strings.Join(regexp.MustCompile("(?m)^(Subject:.*|.*: The bath.*)$").FindAllString(m.Data, -1), " / "))
		}
		f.t.Fatalf("%d emails went out, want %d: %s", len(got), want, strings.Join(list, "\n"))
	}
	all := dumpTables(f.t, f.app.DB)
	for column, values := range all {
		for _, v := range values {
			if strings.Contains(v, respondentMail) || strings.Contains(v, followerMail) {
				f.t.Errorf("%s has an address: %s", column, v)
			}
		}
	}
	if f.answers != nil && !slices.Equal(all["intake_response.answers"], f.answers) {
		f.t.Error("the answers have changed")
	}
	for _, id := range all["intake_response.id"] {
		for column, values := range all {
			if strings.HasPrefix(column, "follow_") || strings.HasPrefix(column, "notify_") || strings.HasPrefix(column, "analysis_told") {
				for _, v := range values {
					if strings.Contains(v, id) {
						f.t.Errorf("%s names a response: %s", column, v)
					}
				}
			}
		}
	}
}

// last returns the text of the last email to an address, which is in a language.
func (f *followers) last(to, lang string) (text string) {
	f.t.Helper()
	for _, m := range f.server.Received() {
		if strings.Contains(m.To[0], to) {
			text = m.Data
		}
	}
	if !strings.Contains(text, "Content-Language: "+lang) {
		f.t.Errorf("the last email to %s is not in %s:\n%s", to, lang, text)
	}
	var b strings.Builder
	for part := range strings.SplitSeq(text, "\r\n\r\n") {
		decoded := make([]byte, len(part))
		n, _ := quotedprintable.NewReader(strings.NewReader(part)).Read(decoded)
		b.Write(decoded[:n])
		b.WriteString("\n\n")
	}
	return b.String()
}

// path returns the path in an email that begins with prefix.
func (f *followers) path(mail, prefix string) string {
	f.t.Helper()
	found := regexp.MustCompile(regexp.QuoteMeta(prefix) + `[\w./~-]+`).FindString(mail)
	if found == "" {
		f.t.Fatalf("no link to %s in\n%s", prefix, mail)
	}
	return found
}
