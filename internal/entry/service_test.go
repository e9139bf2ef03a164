package entry_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/survey"
)

type noReleases struct{}

func (noReleases) Released(context.Context, *db.Tx, string) (bool, error) { return false, nil }

var (
	ann = actor.Actor{ID: "ann", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.EnterResponses}}
	bob = actor.Actor{ID: "bob", Org: actor.CouncilOrg, Capabilities: ann.Capabilities}
)

type fixture struct {
	*entry.Service
	t   *testing.T
	now time.Time
}

func newFixture(t *testing.T, d *db.DB) *fixture {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	h := &fixture{t: t, now: dbtest.Now}
	d.SetClock(func() time.Time { return h.now })
	if err := (&consult.Service{DB: d, Log: log, CountResponses: intake.Count}).Define(t.Context(), actor.System, consult.Definition{
		Slug: "park", Title: "The park", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
		Text: consult.Text{
			Summary: "The park.", Next: "We read it.", Audience: "Everyone.", Feedback: "2026-04-01",
			Contact: consult.Contact{Team: "Parks", Address: "The council"},
		},
		Forms: []survey.Form{{ID: "park", Title: "The park", Lang: "en", Edition: "standard", Pages: []survey.Page{
			{ID: "one", Questions: []survey.Question{
				{ID: "use", Kind: survey.Single, Text: "Do you use the park?", Required: true,
					Options: []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}}},
				{ID: "why", Kind: survey.LongText, Text: "Reason", MaxLength: 500},
				{ID: "split", Kind: survey.Budget, Text: "How should we spend £100?", Total: 100, Unit: "£",
					Options: []survey.Option{{ID: "benches", Text: "Benches"}, {ID: "lights", Text: "Lights"}}},
				{ID: "home", Kind: survey.Address, Text: "Where do you live?", Required: true}}},
			{ID: "you", Monitoring: true, Questions: []survey.Question{
				{ID: "sex", Kind: survey.Single, Text: "What is your sex?", PreferNotToSay: true,
					Options: []survey.Option{{ID: "female", Text: "Female"}, {ID: "male", Text: "Male"}}}}},
		}}}}); err != nil {
		t.Fatal(err)
	}
	in := &intake.Service{
		DB:       d,
		Log:      log,
		Keys:     intake.NewKeys(bytes.Repeat([]byte{7}, 32)),
		Releases: noReleases{},
		Now:      time.Now,
		Receiver: intake.NewReceiver(d, log, func(_, plain string) ([]byte, error) { return []byte(fmt.Sprint("sealed: ", len(plain))), nil },
			slog.New(slog.DiscardHandler)),
	}
	h.Service = &entry.Service{DB: d, Log: log, Intake: in, Deleter: retention.NewDeleter(in, nil, retention.Erasers{
		Response: entry.EraseResponse,
		Subject:  entry.EraseSubmission,
	})}
	return h
}

func (h *fixture) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *fixture) openBatch(channel intake.Channel, forms, second int64) *entry.Batch {
	h.t.Helper()
	b, err := h.OpenBatch(
		h.t.Context(),
		ann,
		entry.Batch{
			Consultation: "park",
			Reference:    "B",
			Channel:      channel,
			Edition:      "standard",
			ReceivedOn:   "2026-03-01",
			FormCount:    forms,
			SampleSize:   second,
		},
	)
	h.ok(err)
	return b
}

func (h *fixture) parse(b *entry.Batch, values entry.KeyedValues) entry.ParsedForm {
	h.t.Helper()
	progress, err := h.GetBatch(h.t.Context(), ann, "park", b.ID)
	h.ok(err)
	parsed, problems := progress.Paper.Parse(values)
	if len(problems) > 0 {
		h.t.Fatal(problems)
	}
	return parsed
}

// checkWork checks what is counted as batches and differences that are left.
func (h *fixture) checkWork(want string) {
	h.t.Helper()
	h.ok(h.DB.View(h.t.Context(), func(tx *db.Tx) error {
		batches, err := entry.CountOpenBatches(h.t.Context(), tx, actor.CouncilOrg)
		h.ok(err)
		differences, err := entry.CountDifferences(h.t.Context(), tx, actor.CouncilOrg)
		if got := fmt.Sprint(batches, differences); got != want {
			h.t.Errorf("left to do: %s, want %s", got, want)
		}
		return err
	}))
}

func (h *fixture) nextSecond(by actor.Actor, b *entry.Batch) int64 {
	h.t.Helper()
	_, n, err := h.NextSecondKeying(h.t.Context(), by, "park", b.ID)
	h.ok(err)
	return n
}

// unresolved reads the list of differences page by page, and returns those to resolve.
func (h *fixture) unresolved(b *entry.Batch, question string) (all []entry.DifferenceRef) {
	h.t.Helper()
	resolved := false
	for q := (entry.DifferenceQuery{Question: question}); ; {
		list, err := h.ListDifferences(h.t.Context(), bob, "park", b.ID, q)
		h.ok(err)
		if len(list.Items) > entry.DifferencesPerPage {
			h.t.Errorf("a page has %d differences", len(list.Items))
		}
		for _, d := range list.Items {
			if resolved = resolved || d.Resolution != ""; !resolved {
				all = append(all, entry.DifferenceRef{Form: d.FieldComparison.Number, Question: d.ID})
			} else if d.Resolution == "" {
				h.t.Error("a difference to resolve is behind a resolved one")
			}
		}
		if q.At = list.Next; q.At == "" {
			return all
		}
	}
}

// forms returns the numbers of the forms with these differences.
func forms(refs []entry.DifferenceRef) (all []int64) {
	for _, d := range refs {
		if !slices.Contains(all, d.Form) {
			all = append(all, d.Form)
		}
	}
	return all
}

// checkCounts checks that the counts by channel equal the counted responses and
// the forms entered, and that they agree with the public record.
func (h *fixture) checkCounts(batches []*entry.Batch, what string) {
	h.t.Helper()
	ctx := h.t.Context()
	keyed := map[intake.Channel]int64{}
	for _, b := range batches {
		progress, err := h.GetBatch(ctx, ann, "park", b.ID)
		h.ok(err)
		keyed[b.Channel] += progress.KeyedCount
	}
	h.ok(h.DB.View(ctx, func(tx *db.Tx) error {
		by, err := intake.CountByChannel(ctx, tx, "park")
		h.ok(err)
		states, err := intake.CountByState(ctx, tx, "park")
		h.ok(err)
		all, err := intake.Count(ctx, tx, "park")
		h.ok(err)
		var sum int64
		for channel, n := range by {
			if sum += n; n != keyed[channel] {
				h.t.Errorf("after %s: %d responses by %s, but %d forms were entered", what, n, channel, keyed[channel])
			}
		}
		if sum != states[intake.Counted] || sum+states[intake.Excluded] != all {
			h.t.Errorf("after %s: %v by channel, %v by state, %d in all", what, by, states, all)
		}
		return intake.Audit(ctx, tx, "park", func(say string) { h.t.Errorf("after %s: %s", what, say) })
	}))
}

// After any sequence of data entry actions, the counts by channel equal the
// stored responses.
func TestCountsByChannelMatchResponses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for seed := range uint64(4) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				if seed > 0 && d.Engine() != "sqlite" {
					t.Skip("one sequence is enough on the slower engine")
				}
				h := newFixture(t, d)
				dice, ctx := rand.New(rand.NewPCG(seed, 5)), t.Context()
				var batches []*entry.Batch
				for _, channel := range entry.BatchChannels {
					batches = append(batches, h.openBatch(channel, 6, dice.Int64N(4)))
				}
				typed := func() entry.KeyedValues {
					return entry.KeyedValues{
						"use": []string{"", "a", "b", "?"}[dice.IntN(4)],
						"why": []string{"", "Trees."}[dice.IntN(2)],
						"sex": []string{"", "a", "x"}[dice.IntN(3)],
					}
				}
				for step := range 60 {
					b := batches[dice.IntN(len(batches))]
					progress, err := h.GetBatch(ctx, ann, "park", b.ID)
					h.ok(err)
					var what string
					switch act := dice.IntN(8); {
					case act < 4:
						what, err = "enter", h.KeyForm(
							ctx,
							ann,
							"park",
							b.ID,
							progress.KeyedCount+dice.Int64N(2),
							fmt.Sprint(step/2),
							h.parse(b, typed()),
						)
					case act == 4:
						what, err = "correct", h.CorrectForm(
							ctx,
							bob,
							"park",
							b.ID,
							1+dice.Int64N(6),
							fmt.Sprint("c", step),
							h.parse(b, typed()),
						)
					case act == 5:
						what, err = "finish", h.FinishFirstKeying(
							ctx,
							ann,
							"park",
							b.ID,
							[]string{"", "The batch had fewer forms."}[dice.IntN(2)],
						)
					case act == 6 && h.nextSecond(bob, b) > 0:
						what, err = "second", h.KeyFormAgain(ctx, bob, "park", b.ID, h.nextSecond(bob, b), h.parse(b, typed()))
					case act == 7 && dice.IntN(2) == 0:
						what = "resolve one of several"
						if refs := h.unresolved(b, ""); len(refs) > 0 {
							correct := []entry.Resolution{entry.FirstCorrect, entry.SecondCorrect}[dice.IntN(2)]
							_, err = h.ResolveMany(ctx, bob, "park", b.ID, fmt.Sprint("m", step), correct, refs[:1], "I checked the form.")
						}
					default:
						what = "resolve"
						for _, n := range forms(h.unresolved(b, "")) {
							ruling := []entry.Resolution{entry.FirstCorrect, entry.SecondCorrect, entry.NeitherCorrect}[dice.IntN(3)]
							_, err = h.ResolveDifferences(
								ctx,
								bob,
								"park",
								b.ID,
								n,
								fmt.Sprint("s", step),
								map[string]entry.Adjudication{
									"use": {Resolution: ruling, Value: "b"},
									"why": {Resolution: ruling, Value: "Grass."},
								},
								"I checked the form.",
							)
						}
					}
					if err != nil && fault.KindOf(err) == fault.Internal {
						t.Fatalf("%s: %v", what, err)
					}
					h.checkCounts(batches, what)
				}
			})
			if d.Engine() == "sqlite" {
				d = dbtest.Open(t, t.TempDir()+"/again.db")
			}
		}
	})
}

func TestFormCountsByDateReceived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		at := func(day int) time.Time { return time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC) }
		for _, test := range []struct {
			now  time.Time
			day  string
			want fault.Kind
		}{
			{at(2), "2026-02-01", fault.Internal}, {at(2), "2026-01-31", fault.Invalid},
			{at(2), "2026-03-02", fault.Internal}, {at(2), "2026-03-03", fault.Invalid},
			{at(20), "2026-03-03", fault.Internal}, {at(20), "2026-03-06", fault.Internal},
			{at(20), "2026-03-07", fault.Closed}, {at(20), "yesterday", fault.Invalid},
			{time.Date(2026, 1, 20, 12, 0, 0, 0, time.UTC), "2026-01-20", fault.Conflict},
		} {
			h.now = test.now
			_, err := h.OpenBatch(
				t.Context(),
				ann,
				entry.Batch{
					Consultation: "park",
					Reference:    "B",
					Channel:      intake.Paper,
					Edition:      "standard",
					ReceivedOn:   test.day,
					FormCount:    1,
				},
			)
			if test.want == fault.Internal && err != nil || test.want != fault.Internal && !fault.Is(err, test.want) {
				t.Errorf("received on %s, entered on %s: %v", test.day, test.now.Format(time.DateOnly), err)
			}
		}
	})
}

// Row B15 of docs/faults.md. Contact details on paper are encrypted with the first entry of
// a form, and are not in the second one, which is stored until its differences are
// resolved.
func TestSecondEntryKeepsNoContactDetails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		b := h.openBatch(intake.Paper, 1, 1)
		h.ok(h.KeyForm(ctx, ann, "park", b.ID, 1, "t", h.parse(b, entry.KeyedValues{"use": "a", "why": "x", "home": "1 The Street"})))
		h.ok(h.FinishFirstKeying(ctx, ann, "park", b.ID, ""))
		h.ok(h.KeyFormAgain(ctx, bob, "park", b.ID, 1, h.parse(b, entry.KeyedValues{"use": "b", "why": "x", "home": "1 The Street"})))
		h.ok(d.View(ctx, func(tx *db.Tx) error {
			stored, err := db.All(ctx, tx, db.Text, `SELECT answers FROM entry_second_keying UNION ALL SELECT answers FROM intake_response`)
			if len(stored) != 2 || strings.Contains(fmt.Sprint(stored), "home") || strings.Contains(fmt.Sprint(stored), "Street") {
				t.Errorf("the stored answers are %q", stored)
			}
			return err
		}))
		h.checkWork("[{park 1}] [{park 1}]")
		_, differences, err := h.Differences(ctx, bob, "park", b.ID, 1)
		if err != nil || len(differences) != 1 || differences[0].ID != "use" {
			t.Errorf("the differences are %v, %v", differences, err)
		}
	})
}

func TestKeyingIsAuditedAndSecondAnswersAreDeleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		b := h.openBatch(intake.Paper, 1, 1)
		h.ok(h.KeyForm(ctx, ann, "park", b.ID, 1, "t", h.parse(b, entry.KeyedValues{"use": "a", "why": "MARKER"})))
		h.ok(h.FinishFirstKeying(ctx, ann, "park", b.ID, ""))
		h.ok(h.KeyFormAgain(ctx, bob, "park", b.ID, 1, h.parse(b, entry.KeyedValues{"use": "b", "why": "MARKER"})))
		texts := func() (all []string) {
			h.ok(d.View(ctx, func(tx *db.Tx) (err error) {
				all, err = db.All(ctx, tx, db.Text, `SELECT answers FROM entry_second_keying WHERE answers <> ''`)
				return err
			}))
			return all
		}
		if n := len(texts()); n != 1 {
			t.Errorf("%d second entries have stored answers, want 1", n)
		}
		problems, err := h.ResolveDifferences(ctx, bob, "park", b.ID, 1, "t", nil, "I checked the form.")
		if err != nil || len(problems) != 1 {
			t.Errorf("%v %v", problems, err)
		}
		problems, err = h.ResolveDifferences(ctx, bob, "park", b.ID, 1, "t2",
			map[string]entry.Adjudication{"use": {Resolution: entry.NeitherCorrect, Value: "ab"}}, "I checked the form.")
		if err != nil || len(problems) != 1 {
			t.Errorf("%v %v", problems, err)
		}
		problems, err = h.ResolveDifferences(ctx, bob, "park", b.ID, 1, "t2",
			map[string]entry.Adjudication{"use": {Resolution: entry.SecondCorrect}}, "I checked the form.")
		if err != nil || len(problems) != 0 {
			t.Errorf("%v %v", problems, err)
		}
		if all := texts(); len(all) != 0 {
			t.Errorf("answers of second entries are not deleted: %v", all)
		}
		h.ok(h.CloseBatch(ctx, ann, "park", b.ID, ""))
		var acts []string
		h.ok(d.View(ctx, func(tx *db.Tx) (err error) {
			acts, err = db.All(ctx, tx, db.Text, `SELECT act FROM audit_entry WHERE kind <> 'consultation' ORDER BY number`)
			return err
		}))
		want := "[open-batch enter-response finish-first-entry enter-second correct-entry resolve-differences close-batch]"
		if fmt.Sprint(acts) != want {
			t.Errorf("audit acts %v, want %s", acts, want)
		}
	})
}

// A paper budget that does not add up is entered as it is, twice, compared, corrected and
// committed to like every answer. Questions that are required online, among them contact
// details, can be left blank on paper.
//
// Row C16 of docs/faults.md.
func TestPaperBudgetThatDoesNotAddUpIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		b := h.openBatch(intake.Paper, 3, 3)
		kept := entry.KeyedValues{"split": "!60 50", "why": "x"}
		for n := range int64(3) {
			h.ok(h.KeyForm(ctx, ann, "park", b.ID, n+1, fmt.Sprint(n), h.parse(b, kept)))
		}
		_, values, err := h.KeyedAnswers(ctx, ann, "park", b.ID, 1)
		if err != nil || values["split"] != "!60; 50" {
			t.Errorf("to correct: %v, %v", values, err)
		}
		h.ok(h.FinishFirstKeying(ctx, ann, "park", b.ID, ""))
		h.ok(h.KeyFormAgain(ctx, bob, "park", b.ID, 1, h.parse(b, entry.KeyedValues{"split": "!60; 50", "why": "x"})))
		h.ok(h.KeyFormAgain(ctx, bob, "park", b.ID, 2, h.parse(b, entry.KeyedValues{"split": "!60 60", "why": "x"})))
		h.ok(h.KeyFormAgain(ctx, bob, "park", b.ID, 3, h.parse(b, entry.KeyedValues{"split": "60 40", "why": "x"})))
		for n, want := range map[int64]string{2: "!60; 60", 3: "60 40"} {
			_, differences, err := h.Differences(ctx, bob, "park", b.ID, n)
			if err != nil || len(differences) != 1 || differences[0].First != "!60; 50" || differences[0].Second != want {
				t.Errorf("form %d: the differences are %v, %v", n, differences, err)
			}
		}
		decide := func(n int64, a entry.Adjudication) {
			t.Helper()
			problems, err := h.ResolveDifferences(ctx, bob, "park", b.ID, n, fmt.Sprint("d", n),
				map[string]entry.Adjudication{"split": a}, "I checked the form.")
			if err != nil || len(problems) > 0 {
				t.Errorf("form %d: %v, %v", n, problems, err)
			}
		}
		decide(2, entry.Adjudication{Resolution: entry.NeitherCorrect, Value: "!60; a lot"})
		decide(3, entry.Adjudication{Resolution: entry.FirstCorrect})
		h.ok(h.CloseBatch(ctx, ann, "park", b.ID, ""))
		h.checkCounts([]*entry.Batch{b}, "keeping answers as written") // and the audit of the record
		var stored []string
		h.ok(d.View(ctx, func(tx *db.Tx) (err error) {
			stored, err = db.All(ctx, tx, db.Text, `SELECT answers FROM intake_response WHERE state = 'counted' ORDER BY answers`)
			return err
		}))
		for i, want := range []string{`["50"]`, `["50"]`, `["a lot"]`} {
			if i >= len(stored) || !strings.Contains(stored[i], `"split":{"written":{"split--benches":["60"],"split--lights":`+want+`}}`) {
				t.Errorf("response %d is %s", i, stored[min(i, len(stored)-1)])
			}
		}
	})
}
