package moderation_test

import (
	"context"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/survey"
)

// An organisation is named where it said that it is one, agreed to be named, and
// an officer has read the name; a person never is, whatever stands in the form.
func TestOnlyAnOrganisationThatAgreedIsNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		set := moderation.Publishing{Question: "consent", Choice: "yes", Texts: []string{"why"}}
		naming := moderation.Naming{Question: "for", Choice: "org", Name: "name", Agreed: "named", Yes: "yes"}
		send := func(text, whose, name, named, consent string) intake.Key {
			raw := survey.Raw{"use": {"yes"}, "why": {text}, "consent": {consent}, "for": {whose}, "name": {name}, "named": {named}}
			return h.send(raw)
		}
		keys := map[string]intake.Key{
			"named":    send("named", "org", "MARKER-Ramblers", "yes", "yes"),
			"unnamed":  send("unnamed", "org", "MARKER-Shy", "no", "yes"),
			"silent":   send("silent", "org", "MARKER-Silent", "", "yes"),
			"nameless": send("nameless", "org", "", "yes", "yes"),
			"person":   send("person", "me", "MARKER-Person", "yes", "yes"),
			"nobody":   send("nobody", "org", "MARKER-Nobody", "yes", "no"),
			"doubted":  send("doubted", "org", "MARKER-A person", "yes", "yes"),
			"cut":      send("cut", "org", "MARKER-Cut of Alex", "yes", "yes"),
		}
		for i, bad := range []moderation.Naming{
			{Question: "for", Choice: "org"}, {Question: "for", Choice: "org", Name: "why", Agreed: "named", Yes: "yes"}, {Question: "sex", Choice: "female", Name: "name", Agreed: "named", Yes: "yes"},
			{Question: "for", Choice: "org", Name: "name", Agreed: "named", Yes: "maybe"}, {Question: "for", Choice: "org", Name: "sex", Agreed: "named", Yes: "yes"},
		} {
			p := set
			p.Naming = bad
			if err := h.SetPublishing(ctx, officer, "park", p); !fault.Is(err, fault.Invalid) {
				t.Errorf("naming %d: %v", i, err)
			}
		}
		queue := func() map[string]moderation.Reply {
			t.Helper()
			q, err := h.Queue(ctx, officer, "park")
			if err != nil {
				t.Fatal(err)
			}
			all := map[string]moderation.Reply{}
			for _, r := range q.Replies {
				all[r.Text] = r
			}
			return all
		}
		judge := func(text, state string) {
			t.Helper()
			r := queue()[text]
			if err := h.Judge(ctx, officer, "park", r.Response, "why", r.Seen(), state); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
		published := func() map[string]moderation.Voice {
			t.Helper()
			shown, err := h.Replies(ctx, "park")
			if err != nil {
				t.Fatal(err)
			}
			all := map[string]moderation.Voice{}
			for _, q := range shown.Questions {
				for _, one := range q.Texts {
					all[one.Text] = one.Voice
				}
			}
			return all
		}
		if err := h.SetPublishing(ctx, officer, "park", set); err != nil {
			t.Fatal(err)
		}
		judge("named", moderation.Approved) // before anybody says that organisations are named
		h.at(dbtest.Now.AddDate(0, 0, 2))
		if got := published(); got["named"] != (moderation.Voice{}) || len(got) != 1 {
			t.Errorf("named without a rule: %+v", got)
		}
		old := queue()["named"]
		set.Version, set.Naming = 1, naming
		if err := h.SetPublishing(ctx, officer, "park", set); err != nil {
			t.Fatal(err)
		}
		if got := published(); len(got) != 0 {
			t.Errorf("a name that nobody read is published: %+v", got)
		}
		if err := h.Judge(ctx, officer, "park", old.Response, "why", old.Seen(), moderation.Approved); !fault.Is(err, fault.Conflict) {
			t.Errorf("approved from a page without the name: %v", err)
		}
		for _, text := range []string{"named", "unnamed", "silent", "nameless", "person", "cut"} {
			judge(text, moderation.Approved)
		}
		judge("doubted", moderation.Unnamed)
		if _, err := h.Intake.Redact(ctx, officer, "park", keys["cut"].ID(), intake.Redaction{Question: "name", Words: "Alex", Reason: "third-party"}); err != nil {
			t.Fatal(err)
		}
		if _, there := published()["cut"]; there {
			t.Error("published under another name than was read")
		}
		judge("cut", moderation.Approved)
		org := moderation.Voice{Organisation: true}
		want := map[string]moderation.Voice{"named": {Organisation: true, Name: "MARKER-Ramblers"}, "unnamed": org, "silent": org, "nameless": org, "person": {}, "doubted": org, "cut": org}
		got := published()
		if len(got) != len(want) {
			t.Errorf("published %+v", got)
		}
		for text, voice := range want {
			if got[text] != voice {
				t.Errorf("%s is shown as %+v, want %+v", text, got[text], voice)
			}
		}
		held, err := h.Holder(ctx, "park", keys["doubted"].Code())
		if err != nil || len(held.Published) != 1 || held.Published[0].Name != "" {
			t.Errorf("who was published without the name is told %+v %v", held.Published, err)
		}
		if err := h.Intake.Withdraw(ctx, "park", keys["named"].Code()); err != nil {
			t.Fatal(err)
		}
		if _, there := published()["named"]; there {
			t.Error("what was taken back is still published under a name")
		}
	})
}

// A letter whose sender agreed is shown once somebody has read it, and again only
// after a change was read.
func TestALetterIsPublishedOnceItWasRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		letter := moderation.Letter{ID: "letter-1", Version: 1, Kind: "petition", Day: "2026-02-10", Title: "Benches", Voice: moderation.Voice{Organisation: true, Name: "A club"}}
		there := true
		h.Letters = func(_ context.Context, tx *db.Tx, slug string) ([]moderation.Letter, error) {
			if !there {
				return nil, nil
			}
			return []moderation.Letter{letter}, nil
		}
		shown := func() int {
			s, err := h.Replies(ctx, "park")
			if err != nil && !fault.Is(err, fault.NotFound) {
				t.Fatal(err)
			}
			return len(s.Letters)
		}
		if err := h.JudgeLetter(ctx, stranger, "park", "letter-1", 1, moderation.Approved); !fault.Is(err, fault.NotFound) {
			t.Errorf("another organisation: %v", err)
		}
		if err := h.JudgeLetter(ctx, reader, "park", "letter-1", 1, moderation.Approved); !fault.Is(err, fault.Forbidden) {
			t.Errorf("who may only read: %v", err)
		}
		for _, bad := range []struct {
			id      string
			version int64
			state   string
			want    fault.Kind
		}{{"letter-1", 2, moderation.Approved, fault.Conflict}, {"letter-2", 1, moderation.Approved, fault.Conflict}, {"letter-1", 1, "maybe", fault.Invalid}} {
			if err := h.JudgeLetter(ctx, officer, "park", bad.id, bad.version, bad.state); fault.KindOf(err) != bad.want {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		if err := h.JudgeLetter(ctx, officer, "park", "letter-1", 1, moderation.Approved); err != nil {
			t.Fatal(err)
		}
		if n := shown(); n != 0 {
			t.Error("shown before the close")
		}
		h.at(dbtest.Now.AddDate(0, 0, 2))
		if n := shown(); n != 1 {
			t.Errorf("%d are shown", n)
		}
		letter.Version = 2
		if n := shown(); n != 0 {
			t.Error("shown as nobody has read it")
		}
		if q, err := h.Queue(ctx, officer, "park"); err != nil || len(q.Letters) != 1 || !q.Letters[0].Changed || q.Letters[0].State != "" {
			t.Errorf("%+v %v", q.Letters, err)
		}
		letter.Version, there = 1, false
		if n := shown(); n != 0 {
			t.Error("shown though the sender no longer agrees")
		}
		if !slices.Contains(h.noted("submission", "letter-1"), "approved-letter") {
			t.Error("nobody can see who published it")
		}
	})
}
