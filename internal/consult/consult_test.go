package consult

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
)

var (
	opens          = mustParseCivilTime("2026-03-01 09:00")
	closes         = mustParseCivilTime("2026-04-01 23:59")
	extendedCloses = mustParseCivilTime("2026-04-15 23:59")
)

func mustParseCivilTime(wall string) CivilTime {
	m, err := ParseCivilTime(wall, "")
	if err != nil {
		panic(err)
	}
	return m
}

func newConsultation(stage Stage) *Consultation {
	return &Consultation{Slug: "park", Title: "The park", Type: Formal, Stage: stage, Opens: opens, Closes: closes, Grace: DefaultGrace}
}

func TestStateAt(t *testing.T) {
	for _, test := range []struct {
		name  string
		stage Stage
		now   time.Time
		want  State
	}{
		{"a draft is a draft whatever the clock says", StageDraft, opens.At.Add(time.Hour), Draft},
		{"a second before it opens", StagePublished, opens.At.Add(-time.Second), Forthcoming},
		{"when it opens", StagePublished, opens.At, Open},
		{"a second before it closes", StagePublished, closes.At.Add(-time.Second), Open},
		{"when it closes", StagePublished, closes.At, Closed},
		{"when results are published", StageReported, closes.At.Add(time.Hour), Reported},
		{"when it was withdrawn while open", StageWithdrawn, opens.At.Add(time.Hour), Withdrawn},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := newConsultation(test.stage).StateAt(test.now); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

func TestAcceptsUntilGraceEnds(t *testing.T) {
	before := closes.At.Add(-time.Minute)
	grace := closes.At.Add(DefaultGrace)
	for _, test := range []struct {
		name       string
		stage      Stage
		now, begun time.Time
		want       fault.Kind // Internal means accepted
	}{
		{"a draft is not found", StageDraft, before, before, fault.NotFound},
		{"before it opens", StagePublished, opens.At.Add(-time.Second), time.Time{}, fault.Conflict},
		{"as it opens", StagePublished, opens.At, opens.At, fault.Internal},
		{"one second before it closes", StagePublished, closes.At.Add(-time.Second), time.Time{}, fault.Internal},
		{"at closing, not started before", StagePublished, closes.At, closes.At, fault.Closed},
		{"at closing, start not known", StagePublished, closes.At, time.Time{}, fault.Closed},
		{"at closing, started before", StagePublished, closes.At, before, fault.Internal},
		{"one second before the grace period ends", StagePublished, grace.Add(-time.Second), before, fault.Internal},
		{"one second before the grace period ends, started at closing", StagePublished, grace.Add(-time.Second), closes.At, fault.Closed},
		{"when the grace period ends", StagePublished, grace, before, fault.Closed},
		{"one second after the grace period", StagePublished, grace.Add(time.Second), before, fault.Closed},
		{"started before it opened", StagePublished, closes.At, opens.At.Add(-time.Second), fault.Closed},
		{"withdrawn while open", StageWithdrawn, before, before, fault.Closed},
		{"results are published", StageReported, closes.At, before, fault.Closed},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := newConsultation(test.stage).Accepts(test.now, test.begun)
			if got := fault.KindOf(err); got != test.want || (err == nil) != (test.want == fault.Internal) {
				t.Fatalf("%v, want kind %v", err, test.want)
			}
			if test.want == fault.Closed && test.stage == StagePublished && !strings.Contains(fault.Message(err), "1 April 2026 at 11:59pm") {
				t.Errorf("the message does not say when it closed: %q", fault.Message(err))
			}
		})
	}
}

func TestRegisterEntryAcceptsNoResponses(t *testing.T) {
	c := newConsultation(StagePublished)
	c.Register = &RegisterEntry{Outcome: "kept"}
	if now := opens.At.Add(time.Hour); c.StateAt(now) != Closed || !fault.Is(c.Accepts(now, now), fault.Closed) {
		t.Error("a register entry accepts responses")
	}
}

func TestTransitions(t *testing.T) {
	during, after, afterGrace := opens.At.Add(time.Hour), closes.At.Add(time.Minute), closes.At.Add(time.Hour)
	publish := func(c *Consultation, now time.Time) (*Act, error) { return c.publish(now, false) }
	addPast := func(c *Consultation, now time.Time) (*Act, error) { return c.publish(now, true) }
	extend := func(to CivilTime, why string) func(*Consultation, time.Time) (*Act, error) {
		return func(c *Consultation, now time.Time) (*Act, error) { return c.extend(now, to, why) }
	}
	reopen := func(to CivilTime, why string) func(*Consultation, time.Time) (*Act, error) {
		return func(c *Consultation, now time.Time) (*Act, error) { return c.reopen(now, to, why) }
	}
	withdraw := func(c *Consultation, now time.Time) (*Act, error) { return c.withdraw(now, "The law changed.") }
	report := func(c *Consultation, now time.Time) (*Act, error) { return c.markReported(now, "") }
	for _, test := range []struct {
		name  string
		stage Stage
		now   time.Time
		move  func(*Consultation, time.Time) (*Act, error)
		want  State // "" if it is not allowed
		kind  fault.Kind
	}{
		{"a draft is published before it opens", StageDraft, opens.At.Add(-time.Hour), publish, Forthcoming, 0},
		{"a draft is published when it should be open", StageDraft, during, publish, Open, 0},
		{"a draft is not published after its closing date", StageDraft, after, publish, "", fault.Invalid},
		{"a past consultation is added after its closing date", StageDraft, after, addPast, Closed, 0},
		{"it is not published twice", StagePublished, during, publish, "", fault.Conflict},
		{"it is extended while open", StagePublished, during, extend(extendedCloses, "Floods."), Open, 0},
		{"it is extended before it opens", StagePublished, opens.At.Add(-time.Hour), extend(extendedCloses, "Floods."), Forthcoming, 0},
		{"it closes early at the next minute", StagePublished, during, func(c *Consultation, now time.Time) (*Act,
			error) {
			return c.closeEarly(now, "A flood.")
		}, Open, 0},
		{"it does not close early without a reason", StagePublished, during, func(c *Consultation, now time.Time) (*Act,
			error) {
			return c.closeEarly(now, "")
		}, "", fault.Invalid},
		{"it does not close early once closed", StagePublished, after, func(c *Consultation, now time.Time) (*Act,
			error) {
			return c.closeEarly(now, "A flood.")
		}, "", fault.Conflict},
		{"it does not close early before it opens", StagePublished, opens.At.Add(-time.Hour), func(c *Consultation,
			now time.Time) (*Act, error) {
			return c.closeEarly(now, "A flood.")
		}, "", fault.Conflict},
		{"it is not extended without a reason", StagePublished, during, extend(extendedCloses, " "), "", fault.Invalid},
		{"it is not extended to an earlier day", StagePublished, during, extend(mustParseCivilTime("2026-03-20 23:59"),
			"Floods."), "", fault.Invalid},
		{"it is not extended to a day without a time", StagePublished, during, extend(mustParseCivilTime("2026-05-01"),
			"Floods."), "", fault.Invalid},
		{"it is not extended once closed", StagePublished, after, extend(extendedCloses, "Floods."), "", fault.Conflict},
		{"a draft is not extended", StageDraft, during, extend(extendedCloses, "Floods."), "", fault.Conflict},
		{"it is reopened once closed", StagePublished, after, reopen(extendedCloses, "The form was broken."), Open, 0},
		{"it is not reopened while open", StagePublished, during, reopen(extendedCloses, "The form was broken."), "", fault.Conflict},
		{"it is not reopened into the past", StagePublished, afterGrace, reopen(closes, "The form was broken."), "", fault.Invalid},
		{"it is not reopened without a reason", StagePublished, after, reopen(extendedCloses, ""), "", fault.Invalid},
		{"it is not reopened when results are published", StageReported, afterGrace, reopen(extendedCloses,
			"The form was broken."), "", fault.Conflict},
		{"it is withdrawn while open", StagePublished, during, withdraw, Withdrawn, 0},
		{"it is withdrawn after it closed", StagePublished, afterGrace, withdraw, Withdrawn, 0},
		{"a draft is not withdrawn", StageDraft, during, withdraw, "", fault.Conflict},
		{"it is not withdrawn when results are published", StageReported, afterGrace, withdraw, "", fault.Conflict},
		{"results are published after the grace period", StagePublished, afterGrace, report, Reported, 0},
		{"results are not published during the grace period", StagePublished, after, report, "", fault.Conflict},
		{"results are not published while it is open", StagePublished, during, report, "", fault.Conflict},
		{"results of a withdrawn consultation are not published", StageWithdrawn, afterGrace, report, "", fault.Conflict},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newConsultation(test.stage)
			c.recordClock(test.now)
			before := *c
			act, err := test.move(c, test.now)
			if test.want == "" {
				if !fault.Is(err, test.kind) {
					t.Fatalf("%v, want kind %v", err, test.kind)
				}
				if c.Stage != before.Stage || c.Closes != before.Closes || c.Recorded != before.Recorded {
					t.Error("the refused transition changed the consultation")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := c.StateAt(test.now); got != test.want || act == nil {
				t.Errorf("state %s with act %v, want %s", got, act, test.want)
			}
		})
	}
}

func TestOpeningAndClosingAreRecordedOnce(t *testing.T) {
	c := newConsultation(StagePublished)
	kinds := func(now time.Time) (all string) {
		for _, a := range c.recordClock(now) {
			all += string(a.Kind) + " "
		}
		return all
	}
	for _, step := range []struct {
		name string
		now  time.Time
		want string
	}{
		{"nothing before it opens", opens.At.Add(-time.Second), ""},
		{"it opens", opens.At, "opened "},
		{"nothing while it is open", opens.At.Add(time.Hour), ""},
		{"it closes", closes.At, "closed "},
		{"nothing after it closed", closes.At.Add(time.Hour), ""},
	} {
		if got := kinds(step.now); got != step.want {
			t.Errorf("%s: recorded %q, want %q", step.name, got, step.want)
		}
	}
	if _, err := c.reopen(closes.At.Add(2*time.Hour), extendedCloses, "The form was broken."); err != nil {
		t.Fatal(err)
	}
	if got := kinds(closes.At.Add(3*time.Hour)) + kinds(extendedCloses.At); got != "closed " {
		t.Errorf("after it was reopened: recorded %q, want one closing", got)
	}
	c.Recorded = RecordedNothing
	if got := kinds(extendedCloses.At); got != "opened closed " {
		t.Errorf("a server that was down all the time: recorded %q", got)
	}
}

func TestCheckBeforePublication(t *testing.T) {
	complete := func() *Consultation {
		c := newConsultation(StageDraft)
		c.Opens, c.Closes = mustParseCivilTime("2026-04-07 09:00"), mustParseCivilTime("2026-07-10 23:59")
		c.Text = Text{
			Summary: "s", Why: "w", Next: "n", Formative: "f", Duty: "d", Feedback: "2026-09-30",
			Contact:      Contact{Email: "consult@example.org"},
			Alternatives: []Alternative{{"Do nothing", "It costs more."}},
			Documents: []Document{
				{
					ID:       "proposal",
					Title:    "Proposal",
					Kind:     Proposal,
					Version:  "2",
					Editions: []Edition{{Format: Standard, Lang: "en", BasedOn: "2"}, {Format: EasyRead, Lang: "en", BasedOn: "2"}},
				},
				{ID: "eia", Title: "Assessment", Kind: EqualityImpact, Version: "1", Editions: []Edition{{Format: Standard, Lang: "en", BasedOn: "1"}}},
			},
		}
		return c
	}
	for _, test := range []struct {
		name      string
		change    func(*Consultation)
		principle Principle
		blocks    bool
	}{
		{"nothing can still change", func(c *Consultation) { c.Formative = "" }, FormativeStage, true},
		{"no alternatives", func(c *Consultation) { c.Alternatives = nil }, FormativeStage, true},
		{"an alternative rejected without a reason", func(c *Consultation) { c.Alternatives[0].WhyDiscarded = "" }, FormativeStage, true},
		{"no reasons", func(c *Consultation) { c.Why = "" }, Reasons, true},
		{"no contact", func(c *Consultation) { c.Contact = Contact{} }, Reasons, true},
		{"nothing about what happens next", func(c *Consultation) { c.Next = "" }, Conscientious, true},
		{"no feedback date", func(c *Consultation) { c.Feedback = "" }, Conscientious, false},
		{"three weeks", func(c *Consultation) { c.Closes = mustParseCivilTime("2026-04-28 23:59") }, AdequateTime, false},
		{"over Christmas", func(c *Consultation) {
			c.Opens, c.Closes = mustParseCivilTime("2025-11-01"), mustParseCivilTime("2026-02-01 12:00")
		}, AdequateTime, false},
		{"through August", func(c *Consultation) { c.Closes = mustParseCivilTime("2026-08-01 12:00") }, AdequateTime, false},
		{"an outdated Easy Read edition", func(c *Consultation) { c.Documents[0].Editions[1].BasedOn = "1" }, Reasons, false},
		{"no equality impact assessment", func(c *Consultation) { c.Documents = c.Documents[:1] }, Reasons, false},
		{"no Easy Read edition", func(c *Consultation) { c.Documents[0].Editions = c.Documents[0].Editions[:1] }, Reasons, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := complete()
			if found := c.Check(true); len(found) != 0 {
				t.Fatalf("the unchanged consultation has findings: %v", found)
			}
			test.change(c)
			found := c.Check(true)
			if len(found) != 1 || found[0].Principle != test.principle || found[0].Blocks != test.blocks {
				t.Fatalf("findings %+v", found)
			}
			if got := blockingError("park", found) != nil; got != test.blocks {
				t.Errorf("blocks publication %t, want %t", got, test.blocks)
			}
		})
	}
	t.Run("engagement is not held to the four tests", func(t *testing.T) {
		c := complete()
		c.Type, c.Formative, c.Alternatives, c.Why = Engagement, "", nil, ""
		if found := c.Check(true); len(found) != 0 {
			t.Errorf("findings %v", found)
		}
	})
}

// Closing early moves the closing date to the next full minute, also in the hour
// that happens twice.
func TestCloseEarlyAtNextMinute(t *testing.T) {
	for now, want := range map[string]string{"2026-10-24T10:30:20Z": "24 October 2026 at 11:31am",
		"2026-10-25T00:45:00Z": "25 October 2026 at 1:46am BST", "2026-10-25T01:45:59.9Z": "25 October 2026 at 1:46am GMT"} {
		c := &Consultation{Slug: "x", Stage: StagePublished}
		c.Opens, _ = ParseCivilTime("2026-10-01 09:00", "")
		c.Closes, _ = ParseCivilTime("2026-12-01 09:00", "")
		at, err := time.Parse(time.RFC3339Nano, now)
		if err != nil {
			t.Fatal(err)
		}
		act, err := c.closeEarly(at, "A flood.")
		if err != nil || c.Closes.Format() != want || act.Kind != ActClosedEarly {
			t.Errorf("%s: %s, want %s (%v)", now, c.Closes.Format(), want, err)
		}
		if c.StateAt(at) != Open || c.StateAt(at.Add(time.Minute)) != Closed {
			t.Errorf("%s: state %s, and %s a minute later", now, c.StateAt(at), c.StateAt(at.Add(time.Minute)))
		}
	}
}
