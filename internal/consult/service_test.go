package consult_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/record/recordtest"
	"github.com/folkmoot/folkmoot/receipt"
)

// The time of the tests, dbtest.Now, is 9:30am on 2 March 2026.
const park = `
slug: park
title: The future of the park
type: consultation
opens: 2026-03-01 09:00
closes: 2026-04-01 23:59
published: true
summary: We want to hear what you think of the plans for the park.
why: The lake floods the paths every winter.
next: Cabinet decides in June.
formative: Nothing is settled. Where the new path runs is open.
contact: {team: Parks team, email: parks@example.org}
feedback: 2026-06-30
alternatives:
  - {option: Leave it as it is, why-discarded: The paths are closed for four months a year.}
documents:
  - id: plan
    title: The plan
    kind: proposal
    version: "2"
    editions:
      - {format: standard, lang: en, from: "2", text: "# The plan"}
      - {format: easy-read, lang: en, from: "1", text: "Easy words."}
monitoring:
  questions: [sex, health-condition, activity-limitation, ethnic-group]
  purpose: To see whether we heard from everyone.
  policy-document: APD 7
forms:
  - &master
    id: park
    title: The park
    lang: en
    edition: standard
    pages:
      - id: use
        questions:
          - {id: use, kind: single, text: Do you use the park?, options: [{id: yes, text: Yes}, {id: no, text: No}]}
`

func parseDefinition(t *testing.T, text string) consult.Definition {
	t.Helper()
	var def consult.Definition
	if err := yaml.UnmarshalWithOptions([]byte(text), &def, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return def
}

// fixture is a service on an empty database with a clock that tests set.
type fixture struct {
	*consult.Service
	now time.Time
	mu  sync.Mutex
}

func (h *fixture) setNow(now time.Time) { h.mu.Lock(); h.now = now; h.mu.Unlock() }

func (h *fixture) clock() time.Time { h.mu.Lock(); defer h.mu.Unlock(); return h.now }

func fixedCount(n int64) consult.ResponseCountFunc {
	return func(context.Context, *db.Tx, consult.Slug) (int64, error) { return n, nil }
}

func newFixture(t *testing.T, d *db.DB) *fixture {
	t.Helper()
	h := &fixture{now: dbtest.Now}
	d.SetClock(h.clock)
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	h.Service = &consult.Service{DB: d, Log: log, CountResponses: fixedCount(3)}
	return h
}

func forEachDB(t *testing.T, test func(t *testing.T, h *fixture)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newFixture(t, d)) })
}

func (h *fixture) define(t *testing.T, text string) {
	t.Helper()
	if err := h.Define(t.Context(), actor.System, parseDefinition(t, text)); err != nil {
		t.Fatal(err)
	}
}

// actKinds returns the kinds of the acts of slug, and checks that each act has a
// leaf in the public record and that there are no other leaves.
func (h *fixture) actKinds(t *testing.T, slug string) string {
	t.Helper()
	shown, err := h.GetPublic(t.Context(), slug)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	err = h.DB.View(t.Context(), func(tx *db.Tx) error {
		leaves, err := recordtest.Entries(t.Context(), tx, slug, "status")
		if err != nil {
			return err
		}
		if len(leaves) != len(shown.History) {
			t.Errorf("%d leaves for %d acts", len(leaves), len(shown.History))
		}
		for _, a := range shown.History {
			kinds = append(kinds, string(a.Kind))
			leaf := receipt.Leaf{Subject: slug, Kind: "status", Commitment: sha256.Sum256(a.Body)}
			if _, err := h.Service.Log.Find(t.Context(), tx, leaf); err != nil {
				t.Errorf("act %d, %s, is not in the public record: %v", a.Number, a.Kind, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(kinds, " ")
}

func TestLifecycleIsInPublicRecord(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		ctx := t.Context()
		h.define(t, park)
		if got := h.actKinds(t, "park"); got != "published opened" {
			t.Fatalf("acts %q", got)
		}
		if err := h.Extend(ctx, actor.System, "park", "2026-04-08 23:59", "The post was late."); err != nil {
			t.Fatal(err)
		}
		h.setNow(time.Date(2026, 4, 9, 12, 0, 0, 0, time.UTC))
		// RecordTransitions has not run, so Reopen records the closing first.
		if err := h.Reopen(ctx, actor.System, "park", "2026-04-20 12:00", "The form failed on 8 April."); err != nil {
			t.Fatal(err)
		}
		h.setNow(time.Date(2026, 4, 21, 12, 0, 0, 0, time.UTC))
		if _, err := h.RecordTransitions(ctx); err != nil {
			t.Fatal(err)
		}
		if err := h.MarkReported(ctx, actor.System, "park", ""); err != nil {
			t.Fatal(err)
		}
		if got, want := h.actKinds(t, "park"), "published opened extended closed reopened closed reported"; got != want {
			t.Errorf("acts %q, want %q", got, want)
		}
		shown, err := h.GetPublic(ctx, "park")
		if err != nil {
			t.Fatal(err)
		}
		extended := shown.History[2]
		if body := string(extended.Body); !strings.Contains(body, `"wall":"2026-04-08 23:59"`) || !strings.Contains(body, "The post was late.") {
			t.Errorf("the body has no new closing date or reason: %s", body)
		}
		if closed := shown.History[3]; !closed.At.Equal(time.Date(2026, 4, 8, 22, 59, 0, 0, time.UTC)) || closed.ActorID != "system" {
			t.Errorf("closed at %s by %s", closed.At, closed.ActorID)
		}
	})
}

func TestRecordTransitionsOnceAcrossServers(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.define(t, strings.Replace(park, "opens: 2026-03-01", "opens: 2026-03-10", 1))
		for _, now := range []time.Time{
			time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC),
			time.Date(2026, 4, 1, 22, 59, 0, 0, time.UTC),
		} {
			h.setNow(now)
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					for range 2 {
						if _, err := h.RecordTransitions(context.WithoutCancel(t.Context())); err != nil {
							t.Error(err)
						}
					}
				})
			}
			wg.Wait()
		}
		if got := h.actKinds(t, "park"); got != "published opened closed" {
			t.Errorf("acts %q", got)
		}
	})
}

func TestDefineIsIdempotent(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.define(t, park)
		before, err := h.Get(t.Context(), "park")
		if err != nil {
			t.Fatal(err)
		}
		log := h.actKinds(t, "park")
		h.define(t, park)
		after, err := h.Get(t.Context(), "park")
		if err != nil {
			t.Fatal(err)
		}
		if before.Version != after.Version || h.actKinds(t, "park") != log {
			t.Errorf("version %d became %d", before.Version, after.Version)
		}
		// The same after it was extended: the definition has the original dates.
		if err := h.Extend(t.Context(), actor.System, "park", "2026-04-08 23:59", "Floods."); err != nil {
			t.Fatal(err)
		}
		h.define(t, park)
		if c, _ := h.Get(t.Context(), "park"); c.Closes.Format() != "8 April 2026 at 11:59pm" {
			t.Errorf("closes on %s", c.Closes.Format())
		}
	})
}

// Reloading an unchanged file does not undo what officers published since. A
// changed file needs a reason, like any other change.
func TestReloadingFileKeepsLaterChanges(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		load := func(text string) error { return h.DefineFromFile(t.Context(), actor.System, parseDefinition(t, text)) }
		checkSummary := func(want string) {
			t.Helper()
			if c, err := h.Get(t.Context(), "park"); err != nil || c.Summary != want {
				t.Errorf("summary %q, want %q: %v", c.Summary, want, err)
			}
		}
		const original = "We want to hear what you think of the plans for the park."
		changed := strings.Replace(park, original, "What do you think of the park?", 1) + "change: Shorter.\n"
		if err := load(park); err != nil {
			t.Fatal(err)
		}
		h.define(t, changed)
		for range 2 {
			if err := load(park); err != nil {
				t.Errorf("reloading: %v", err)
			}
			checkSummary("What do you think of the park?")
		}
		other := strings.Replace(park, original, "Tell us about the park.", 1)
		if err := load(other); !fault.Is(err, fault.Invalid) {
			t.Errorf("a changed file without a reason: %v", err)
		}
		checkSummary("What do you think of the park?")
		if err := load(other + "change: Plainer.\n"); err != nil {
			t.Error(err)
		}
		checkSummary("Tell us about the park.")
		// Loading an export of the current definition changes nothing.
		h.define(t, strings.Replace(park, original, "What of the park?", 1)+"change: Shortest.\n")
		if err := load(strings.Replace(park, original, "What of the park?", 1) + "change: Shortest.\n"); err != nil {
			t.Error(err)
		}
		checkSummary("What of the park?")
	})
}

func TestChangedFormIsNewVersion(t *testing.T) {
	changed := strings.Replace(park, "Do you use the park?", "How often do you use the park?", 1)
	versions := func(t *testing.T, h *fixture) (is []consult.FormRef, all int64) {
		t.Helper()
		if err := h.DB.View(t.Context(), func(tx *db.Tx) (err error) {
			if is, err = consult.Forms(t.Context(), tx, "park"); err != nil {
				return err
			}
			all, err = db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM consult_form`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return is, all
	}
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.define(t, park)
		old, _ := versions(t, h)
		if err := h.Define(t.Context(), actor.System, parseDefinition(t, changed)); !fault.Is(err, fault.Invalid) ||
			!strings.Contains(fault.Message(err), "change") {
			t.Fatalf("a change without a reason: %v", err)
		}
		h.define(t, changed+"change: The question was unclear.\n")
		is, all := versions(t, h)
		if all != 2 || len(is) != 1 || is[0].Version == old[0].Version || !is[0].Master {
			t.Errorf("%d forms stored; in use %v, before %v", all, is, old)
		}
		if err := h.DB.View(t.Context(), func(tx *db.Tx) error {
			f, err := consult.FormByVersion(t.Context(), tx, old[0].Version)
			if err == nil && (f.Pages[0].Questions[0].Text != "Do you use the park?" || f.Version() != old[0].Version) {
				t.Errorf("the old form asks %q", f.Pages[0].Questions[0].Text)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		shown, err := h.GetPublic(t.Context(), "park")
		if err != nil {
			t.Fatal(err)
		}
		last := shown.History[len(shown.History)-1]
		if last.Kind != consult.ActAmended || !strings.Contains(last.Reason, "unclear") || !strings.Contains(last.Reason, "(3)") {
			t.Errorf("last act %s: %s", last.Kind, last.Reason)
		}
		h.actKinds(t, "park")
	})
	t.Run("the form of a draft is replaced", func(t *testing.T) {
		forEachDB(t, func(t *testing.T, h *fixture) {
			h.define(t, strings.Replace(park, "published: true", "published: false", 1))
			h.define(t, strings.Replace(changed, "published: true", "published: false", 1))
			if is, all := versions(t, h); all != 1 || len(is) != 1 {
				t.Errorf("%d forms stored; in use %v", all, is)
			}
		})
	})
}

func TestEqualityQuestionsComeLast(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.define(t, park)
		err := h.DB.View(t.Context(), func(tx *db.Tx) error {
			refs, err := consult.Forms(t.Context(), tx, "park")
			if err != nil {
				return err
			}
			f, err := consult.FormByVersion(t.Context(), tx, refs[0].Version)
			if err != nil {
				return err
			}
			var pages []string
			for _, p := range f.Pages {
				if p.Monitoring {
					pages = append(pages, p.ID)
				}
			}
			if want := []string{"equality-questions", "equality-sex", "equality-health-condition",
				"equality-activity-limitation", "equality-ethnic-group"}; !slices.Equal(
				pages,
				want,
			) {
				t.Errorf("pages %v, want %v", pages, want)
			}
			if f.Pages[0].Monitoring {
				t.Error("the equality questions come first")
			}
			paths := []struct {
				raw  map[string][]string
				want int
			}{
				{nil, 2},
				{map[string][]string{"answer-equality-questions": {"no"}}, 2},
				{map[string][]string{"answer-equality-questions": {"yes"}}, 5},
				{map[string][]string{"answer-equality-questions": {"yes"}, "health-condition": {"yes"}}, 6},
			}
			for _, p := range paths {
				if got := len(f.Path(p.raw)); got != p.want {
					t.Errorf("with %v the path has %d pages, want %d", p.raw, got, p.want)
				}
			}
			q, _ := f.Question("ethnic-group")
			if !q.PreferNotToSay || q.Required || len(q.Options) != 19 {
				t.Errorf("ethnic group: %+v", q)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestDefinitionReportsAllProblems(t *testing.T) {
	edition := `
  - id: park
    title: The park
    lang: en
    edition: easy-read
    pages:
      - id: use
        questions:
          - {id: usage, kind: single, text: Do you go to the park?, options: [{id: yes, text: Yes}, {id: no, text: No}]}
`
	tests := []struct {
		name, old, new string
		want           []string
	}{
		{"no purpose or policy",
			"  purpose: To see whether we heard from everyone.\n  policy-document: APD 7\n", "",
			[]string{"purpose", "policy-document"}},
		{"an equality question that is not in the bank", "[sex,", "[shoe-size,", []string{"shoe-size"}},
		{"a follow-up question before the question it follows", "health-condition, activity-limitation",
			"activity-limitation, health-condition", []string{"activity-limitation"}},
		{"an edition with another question", "forms:\n", "forms:\n", []string{"easy-read", "usage"}},
		{"a closing time that does not exist", "closes: 2026-04-01 23:59", "closes: 2026-03-29 01:30", []string{"closes", "does not exist"}},
		{"a closing time that happens twice", "closes: 2026-04-01 23:59", "closes: 2026-10-25 01:30", []string{"closes", "BST or GMT"}},
		{"it closes before it opens", "closes: 2026-04-01 23:59", "closes: 2026-02-01 23:59", []string{"must be after the opening date"}},
		{"an invalid slug and type", "slug: park\ntitle: The future of the park\ntype: consultation",
			"slug: The Park\ntitle: The future of the park\ntype: poll", []string{"The Park", "poll"}},
		{"an edition without the version it is based on", `{format: easy-read, lang: en, from: "1"`,
			`{format: easy-read, lang: en, from: ""`, []string{"easy-read", "version"}},
		// Row C7 of docs/faults.md.
		{"a retention period in the text", "why: The lake floods the paths every winter.\n",
			"why: The lake floods. We delete your answers two years after the decision.\n",
			[]string{"We delete your answers two years after the decision", "how long data is kept"}},
		// Row A15 of docs/faults.md.
		{"a promise about withdrawal in the text", "purpose: To see whether we heard from everyone.",
			"purpose: You can withdraw your answers until the results are published.",
			[]string{"You can withdraw your answers until", "when people can withdraw"}},
		{"no reasons for the proposal", "why: The lake floods the paths every winter.\n", "", []string{"cannot publish", "why"}},
	}
	forEachDB(t, func(t *testing.T, h *fixture) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				text := strings.Replace(park, test.old, test.new, 1)
				if test.old == test.new {
					text += edition
				} else if text == park {
					t.Fatal("the test changes nothing")
				}
				err := h.Define(t.Context(), actor.System, parseDefinition(t, text))
				if !fault.Is(err, fault.Invalid) {
					t.Fatalf("%v, want fault.Invalid", err)
				}
				for _, text := range test.want {
					if !strings.Contains(fault.Message(err), text) {
						t.Errorf("%q does not contain %q", fault.Message(err), text)
					}
				}
				if _, err := h.Get(t.Context(), parseDefinition(t, text).Slug); !fault.Is(err, fault.NotFound) {
					t.Errorf("an invalid definition was stored: %v", err)
				}
			})
		}
	})
}

func TestPermissions(t *testing.T) {
	drafter := actor.Actor{ID: "u1", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Draft}}
	forEachDB(t, func(t *testing.T, h *fixture) {
		ctx, guest := t.Context(), actor.Actor{ID: "u2"}
		draft := parseDefinition(t, strings.Replace(park, "published: true", "published: false", 1))
		if err := h.Define(ctx, drafter, draft); err != nil {
			t.Fatal(err)
		}
		if _, err := h.GetPublic(ctx, "park"); !fault.Is(err, fault.NotFound) {
			t.Errorf("the public sees a draft: %v", err)
		}
		for name, err := range map[string]error{
			"draft":                                  h.Define(ctx, guest, draft),
			"publish":                                h.Publish(ctx, drafter, "park"),
			"publish-consultation with a definition": h.Define(ctx, drafter, parseDefinition(t, park)),
			"extend":                                 h.Extend(ctx, drafter, "park", "2026-05-01 12:00", "r"),
			"reopen":                                 h.Reopen(ctx, drafter, "park", "2026-05-01 12:00", "r"),
			"withdraw":                               h.Withdraw(ctx, drafter, "park", "r"),
			"report":                                 h.MarkReported(ctx, drafter, "park", "r"),
		} {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := h.Publish(ctx, actor.System, "park"); err != nil {
			t.Errorf("with permission: %v", err)
		}
		if err := h.Publish(ctx, actor.System, "nowhere"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown consultation: %v", err)
		}
	})
}

func TestPublishedDatesCannotChangeInDefinition(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.define(t, park)
		moved := strings.Replace(park, "closes: 2026-04-01 23:59", "closes: 2026-03-09 23:59", 1) + "change: We are in a hurry.\n"
		if err := h.Define(t.Context(), actor.System, parseDefinition(t, moved)); !fault.Is(err, fault.Conflict) {
			t.Errorf("a new closing date: %v", err)
		}
	})
}

func TestListBySearchAndState(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		ctx := t.Context()
		for slug, dates := range map[string][2]string{
			"open":   {"2026-02-01 09:00", "2026-03-31 12:00"},
			"soon":   {"2026-03-20 09:00", "2026-04-20 12:00"},
			"past":   {"2025-02-01 09:00", "2025-03-31 12:00"},
			"hidden": {"2026-02-01 09:00", "2026-03-31 12:00"},
		} {
			text := strings.NewReplacer("slug: park", "slug: "+slug, "2026-03-01 09:00", dates[0], "2026-04-01 23:59", dates[1]).Replace(park)
			if slug == "hidden" {
				text = strings.Replace(text, "published: true", "published: false", 1)
			}
			h.define(t, text)
		}
		for i := range 25 {
			h.define(
				t,
				fmt.Sprintf(
					"{slug: old-%02d, title: Café policy %d, type: consultation, closes: \"%d\", register: {outcome: %q, source: a report}}",
					i,
					i,
					1990+i,
					[]string{"", "Kept."}[i%2],
				),
			)
		}
		for _, test := range []struct {
			name   string
			query  consult.Query
			first  string
			items  int
			counts consult.Counts
		}{
			{"everything, newest first", consult.Query{Filter: consult.AllStates}, "soon", consult.PageSize, consult.Counts{All: 28, Open: 1,
				Forthcoming: 1, Closed: 26}},
			{"a position that no page has", consult.Query{Filter: consult.AllStates, After: "x.y"}, "", 0,
				consult.Counts{All: 28, Open: 1, Forthcoming: 1, Closed: 26}},
			{"open", consult.Query{Filter: consult.OnlyOpen}, "open", 1, consult.Counts{All: 28, Open: 1, Forthcoming: 1, Closed: 26}},
			{"forthcoming", consult.Query{Filter: consult.OnlyForthcoming}, "soon", 1, consult.Counts{All: 28, Open: 1,
				Forthcoming: 1, Closed: 26}},
			{"closed", consult.Query{Filter: consult.OnlyClosed}, "past",
				consult.PageSize, consult.Counts{All: 28, Open: 1, Forthcoming: 1, Closed: 26}},
			{"the start of a word, without its accent", consult.Query{Filter: consult.OnlyClosed, Words: "CAF"}, "old-24",
				consult.PageSize, consult.Counts{All: 25, Closed: 25}},
			{"two words must both match", consult.Query{Filter: consult.AllStates, Words: "café 17"}, "old-17", 1,
				consult.Counts{All: 1, Closed: 1}},
			{"a word without matches", consult.Query{Filter: consult.AllStates, Words: "zeppelin"}, "", 0, consult.Counts{}},
			{"special characters of SQL", consult.Query{Filter: consult.AllStates, Words: "%' OR _ --"}, "", 0, consult.Counts{}},
		} {
			t.Run(test.name, func(t *testing.T) {
				got, err := h.List(ctx, test.query)
				if err != nil {
					t.Fatal(err)
				}
				if got.Counts != test.counts || len(got.Items) != test.items {
					t.Errorf("%d items, counts %+v", len(got.Items), got.Counts)
				}
				if test.first != "" && (len(got.Items) == 0 || got.Items[0].Slug != test.first) {
					t.Errorf("the first item is not %s", test.first)
				}
				for _, c := range got.Items { // the conditions in SQL agree with StateAt
					state := c.StateAt(got.Now)
					if f := test.query.Filter; (f == consult.OnlyOpen) != (state == consult.Open) && f != consult.AllStates ||
						(f == consult.OnlyForthcoming) != (state == consult.Forthcoming) && f != consult.AllStates {
						t.Errorf("%s has state %s", c.Slug, state)
					}
				}
			})
		}
	})
}

func TestListAwaitingFeedback(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		for _, name := range []string{"waiting", "reported", "withdrawn", "silent", "draft"} {
			text := strings.Replace(park, "slug: park", "slug: "+name, 1)
			switch name {
			case "silent":
				text = strings.Replace(text, "feedback: 2026-06-30", "type: survey", 1)
				text = strings.Replace(text, "type: consultation\n", "", 1)
			case "draft":
				text = strings.Replace(text, "published: true", "published: false", 1)
			}
			h.define(t, text)
		}
		h.define(
			t,
			"{slug: old, title: Libraries, type: consultation, closes: 2014-05-30, feedback: 2014-09-01, register: {source: Cabinet papers}}",
		)
		if err := h.Withdraw(t.Context(), actor.System, "withdrawn", "The plan was dropped."); err != nil {
			t.Fatal(err)
		}
		want := func(now time.Time, want string) {
			t.Helper()
			h.setNow(now)
			var slugs []string
			err := h.DB.View(t.Context(), func(tx *db.Tx) error {
				all, err := consult.ListAwaitingFeedback(t.Context(), tx)
				for _, c := range all {
					slugs = append(slugs, c.Slug)
				}
				return err
			})
			if got := strings.Join(slugs, " "); err != nil || got != want {
				t.Errorf("on %s: %q, want %q (%v)", now.Format(time.DateOnly), got, want, err)
			}
		}
		want(dbtest.Now, "old") // the others are open
		want(dbtest.Now.AddDate(0, 1, 5), "reported waiting old")
		if err := h.MarkReported(t.Context(), actor.System, "reported", "The report is out."); err != nil {
			t.Fatal(err)
		}
		want(dbtest.Now.AddDate(0, 1, 5), "waiting old")
	})
}

func TestRegisterEntryHasNoActs(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.define(
			t,
			"{slug: library, title: Libraries, type: statutory-consultation, opens: 2014-03, closes: 2014-05-30, register: "+
				"{methods: Open meetings, responses: 311 on a petition, outcome: Sixteen stay, source: Cabinet papers}}",
		)
		if _, err := h.RecordTransitions(t.Context()); err != nil {
			t.Fatal(err)
		}
		shown, err := h.GetPublic(t.Context(), "library")
		if err != nil {
			t.Fatal(err)
		}
		if shown.State() != consult.Reported || shown.Opens.Format() != "March 2014" || h.actKinds(t, "library") != "" {
			t.Errorf("%s, opened %s, log %q", shown.State(), shown.Opens.Format(), h.actKinds(t, "library"))
		}
	})
}

// Files that a consultation links to become public when it is published. Files
// of another organisation cannot be published.
func TestPublishingReleasesFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		fileService := &files.Service{DB: d, Temp: t.TempDir()}
		officer := actor.Actor{ID: "u1", Org: actor.CouncilOrg, Capabilities: actor.AllCapabilities}
		own, err := fileService.Upload(t.Context(), officer, "plan.txt", strings.NewReader("The plan."))
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := fileService.Upload(
			t.Context(),
			actor.Actor{ID: "u2", Org: "partner", Capabilities: actor.AllCapabilities},
			"plan.txt",
			strings.NewReader("Another."),
		)
		if err != nil {
			t.Fatal(err)
		}
		isPublic := func(f *files.File) bool {
			_, err := fileService.Get(t.Context(), actor.Actor{}, f.ID)
			return err == nil
		}
		def := parseDefinition(t, park)
		def.Published = false
		def.Documents = append(def.Documents, consult.Document{ID: "annex", Title: "The annex", Kind: consult.OtherDocument, Version: "1",
			Editions: []consult.Edition{{Format: consult.Standard, Lang: "en", BasedOn: "1", Link: own.Path()}}})
		if err := h.Define(t.Context(), officer, def); err != nil {
			t.Fatal(err)
		}
		if isPublic(own) {
			t.Error("the file of a draft is public")
		}
		def.Published, def.Why = true, def.Why+" See [theirs]("+theirs.Path()+")."
		if err := h.Define(t.Context(), officer, def); !fault.Is(err, fault.Invalid) || isPublic(theirs) {
			t.Errorf("another organisation's file: %v", err)
		}
		def.Why = "Because."
		if err := h.Define(t.Context(), officer, def); err != nil {
			t.Fatal(err)
		}
		if !isPublic(own) {
			t.Error("the file of a published consultation is not public")
		}
	})
}

// Every change by a person has an entry in the audit log, written in the same
// transaction.
func TestChangesAreAudited(t *testing.T) {
	forEachDB(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		officer := actor.Actor{ID: "u1", Org: actor.CouncilOrg, Capabilities: actor.AllCapabilities}
		draft := parseDefinition(t, strings.Replace(park, "published: true", "published: false", 1))
		for i, err := range []error{
			f.Define(ctx, officer, draft),
			f.Publish(ctx, officer, "park"),
			f.Extend(ctx, officer, "park", "2026-04-08 23:59", "The post was late."),
			f.CloseEarly(ctx, officer, "park", "A flood."),
			f.Extend(ctx, officer, "park", "2026-01-01 12:00", "Not allowed, so not audited."),
		} {
			if (err != nil) != (i == 4) {
				t.Fatalf("change %d: %v", i, err)
			}
		}
		f.setNow(dbtest.Now.AddDate(0, 0, 1))
		if _, err := f.RecordTransitions(ctx); err != nil {
			t.Fatal(err)
		}
		if err := f.Reopen(ctx, officer, "park", "2026-04-20 12:00", "The flood is over."); err != nil {
			t.Fatal(err)
		}
		if err := f.Withdraw(ctx, officer, "park", "The law changed."); err != nil {
			t.Fatal(err)
		}
		want := []string{
			"define-consultation ", "publish-consultation ", "extend-consultation 2026-04-08 23:59 The post was late.",
			"close-early-consultation 2026-03-02 09:31 A flood.",
			"reopen-consultation 2026-04-20 12:00 The flood is over.", "withdraw-consultation The law changed.",
		}
		err := f.DB.View(ctx, func(tx *db.Tx) error {
			got, err := db.All(ctx, tx, db.Text, `SELECT act || ' ' || reason FROM audit_entry WHERE actor = 'u1' ORDER BY number`)
			if !slices.Equal(got, want) {
				t.Errorf("audited %q, want %q", got, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestFormOfEdition(t *testing.T) {
	forEachDB(t, func(t *testing.T, f *fixture) {
		f.define(t, park)
		err := f.DB.View(t.Context(), func(tx *db.Tx) error {
			form, err := consult.FormOf(t.Context(), tx, "park", "standard")
			if err == nil && form.Pages[0].Questions[0].ID != "use" {
				t.Errorf("another form: %+v", form)
			}
			if _, err := consult.FormOf(t.Context(), tx, "park", "large-print"); !fault.Is(err, fault.NotFound) {
				t.Errorf("an edition without a form: %v", err)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
