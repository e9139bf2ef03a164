package moderation_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/survey"
)

// fixture is the rooms that a response passes through, in earnest.
type fixture struct {
	*moderation.Service
	t                 *testing.T
	d                 *db.DB
	log               *record.Log
	now               atomic.Pointer[time.Time]
	released, decided time.Time
}

func (h *fixture) setTime(now time.Time) { h.now.Store(&now) }

type counter struct{}

func (counter) Count(ctx context.Context, tx *db.Tx, slug string) (int64, error) {
	return intake.Count(ctx, tx, slug)
}

type releases struct{ h *fixture }

func (r releases) Released(context.Context, *db.Tx, string) (bool, error) {
	return !r.h.released.IsZero(), nil
}

// The people of these tests. Each may do everything but what their name says.
var (
	officer  = actor.Actor{ID: "officer-1", Org: actor.CouncilOrg, Name: "An officer", Capabilities: actor.AllCapabilities}
	stranger = actor.Actor{ID: "officer-2", Org: "elsewhere", Name: "An officer", Capabilities: actor.AllCapabilities}
	reader   = actor.Actor{
		ID:           "officer-3",
		Org:          actor.CouncilOrg,
		Name:         "An officer",
		Capabilities: []actor.Capability{actor.Staff, actor.ReadResponses},
	}
	drafter = actor.Actor{
		ID:           "officer-4",
		Org:          actor.CouncilOrg,
		Name:         "An officer",
		Capabilities: []actor.Capability{actor.Staff, actor.Draft},
	}
)

// parkDefinition opens on 1 February 2026 and closes a day after dbtest.Now.
var parkDefinition = consult.Definition{
	Slug: "park", Title: "The park", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
	Text: consult.Text{Summary: "The park.", Next: "We read it.", Audience: "Everybody.", Feedback: "2026-04-01",
		Contact: consult.Contact{Team: "Parks", Address: "The council"}},
	Forms: []survey.Form{{ID: "park", Title: "The park", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "one", Title: "One", Questions: []survey.Question{
			{
				ID:       "use",
				Kind:     survey.Single,
				Text:     "Do you use the park?",
				Required: true,
				Options:  []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}, {ID: "else", Text: "Else", WriteIn: true}},
			},
			{ID: "why", Kind: survey.LongText, Text: "Reason", MaxLength: 500},
			{ID: "where", Kind: survey.Postcode, Text: "Where do you live?"},
			{
				ID:      "consent",
				Kind:    survey.Single,
				Text:    "Can we publish it?",
				Options: []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
			},
			{
				ID:      "for",
				Kind:    survey.Single,
				Text:    "For whom do you answer?",
				Options: []survey.Option{{ID: "me", Text: "For myself"}, {ID: "org", Text: "For an organisation"}},
			},
			{ID: "name", Kind: survey.ShortText, Text: "What is it called?", MaxLength: 100, When: &survey.Condition{Question: "for", Is: "org"}},
			{
				ID:      "named",
				Kind:    survey.Single,
				Text:    "May we name it?",
				When:    &survey.Condition{Question: "for", Is: "org"},
				Options: []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
			},
			{ID: "mail", Kind: survey.Email, Text: "Where do we write to you?"}}},
		{ID: "you", Title: "You", Monitoring: true, Questions: []survey.Question{
			{
				ID:             "sex",
				Kind:           survey.Single,
				Text:           "What is your sex?",
				PreferNotToSay: true,
				Options:        []survey.Option{{ID: "female", Text: "Female"}, {ID: "male", Text: "Male"}},
			}}},
	}}},
}

func newFixture(t *testing.T, d *db.DB) *fixture {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h := &fixture{t: t, d: d, log: log}
	h.setTime(dbtest.Now)
	d.SetClock(func() time.Time { return *h.now.Load() })
	if err := (&consult.Service{DB: d, Log: log, Responses: counter{}}).Define(t.Context(), actor.System, parkDefinition); err != nil {
		t.Fatal(err)
	}
	ledger, err := intake.OpenDeletionLog(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in := &intake.Service{
		DB:        d,
		Log:       log,
		Keys:      intake.NewKeys(bytes.Repeat([]byte{7}, 32)),
		Releases:  releases{h},
		Now:       time.Now,
		Deletions: ledger,
		Receiver:  intake.NewReceiver(d, log, box.Seal, slog.New(slog.DiscardHandler)),
		OnErase: func(ctx context.Context, tx *db.Tx, id string, whole bool) error {
			if whole {
				return moderation.EraseResponse(ctx, tx, id)
			}
			return nil
		},
	}
	h.Service = &moderation.Service{
		DB:            d,
		Intake:        in,
		Notifications: &notify.Queue{Box: box},
		Box:           box,
		BaseURL:       "https://consult.example.org",
		ReleasedAt:    func(context.Context, *db.Tx, string) (time.Time, error) { return h.released, nil },
		DecidedAt:     func(context.Context, *db.Tx, string) (time.Time, error) { return h.decided, nil },
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		in.Receiver.Run(ctx)
	}()
	t.Cleanup(func() { stop(); <-done; ledger.Close(); log.Close(); box.Close() })
	return h
}

// send sends answers, and returns the key.
func (h *fixture) send(raw survey.Raw) intake.Key {
	h.t.Helper()
	ctx := context.Background()
	_, form, err := h.Intake.CachedForm(ctx, "park", "standard")
	if err != nil {
		h.t.Fatal(err)
	}
	answers, problems := form.Check(raw)
	if len(problems) > 0 {
		h.t.Fatal(problems)
	}
	r := intake.NewResponse(form, answers)
	r.Key, r.Consultation = h.Intake.Keys.New("park", *h.now.Load()), "park"
	r.StartedAt = h.Intake.Keys.StartedAt(r.Key, "park")
	if _, err := h.Intake.Receiver.Submit(ctx, &r); err != nil {
		h.t.Fatal(err)
	}
	return r.Key
}

func textAnswer(text string) survey.Raw {
	return survey.Raw{"use": {"yes"}, "why": {text}, "sex": {"female"}}
}

// checkTotals holds receipts issued = counted + withdrawn + excluded, and the audit.
func (h *fixture) checkTotals(issued int64) {
	h.t.Helper()
	if err := h.d.View(context.Background(), func(tx *db.Tx) error {
		got, err := intake.CountByState(context.Background(), tx, "park")
		if sum := got[intake.Counted] + got[intake.Withdrawn] + got[intake.Excluded]; sum != issued {
			h.t.Errorf("issued %d, kept %v", issued, got)
		}
		if err != nil {
			return err
		}
		return intake.Audit(context.Background(), tx, "park", func(say string) { h.t.Errorf("audit: %s", say) })
	}); err != nil {
		h.t.Fatal(err)
	}
}

// auditedActs returns what the audit log has of subject, the latest first.
func (h *fixture) auditedActs(kind, subject string) (acts []string) {
	h.t.Helper()
	if err := h.d.View(context.Background(), func(tx *db.Tx) error {
		all, _, err := audit.List(context.Background(), tx, actor.System, audit.Filter{SubjectKind: kind, Subject: subject})
		for _, e := range all {
			acts = append(acts, e.Act)
		}
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return acts
}

// Hostile input 80 and T-AUTHZ: what one may not see is refused or is not there,
// and nothing of it is noted as seen; what one sees is noted first.
func TestReadsAreAuditedAndOthersAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		id := h.send(textAnswer("The grass.")).ID()
		looks := map[string]func(by actor.Actor) error{
			"list": func(by actor.Actor) error { _, err := h.ListResponses(ctx, by, "park", moderation.Query{}); return err },
			"read": func(by actor.Actor) error { _, err := h.ReadResponse(ctx, by, "park", id); return err },
			"monitoring": func(by actor.Actor) error {
				_, _, err := h.ReadMonitoring(ctx, by, "park", id, "To answer a complaint.")
				return err
			},
			"write-ins": func(by actor.Actor) error {
				_, err := h.ReadMonitoringTexts(ctx, by, "park", "To look for names.")
				return err
			},
			"cut": func(by actor.Actor) error {
				_, err := h.Intake.RedactMonitoringText(ctx, by, "park", "x", "x", "health")
				return err
			},
			"letter":   func(by actor.Actor) error { return h.ReviewSubmission(ctx, by, "park", "x", 1, moderation.Approved) },
			"contacts": func(by actor.Actor) error { _, err := h.ReadContacts(ctx, by, "park", "To write by hand."); return err },
			"patterns": func(by actor.Actor) error { _, _, err := h.ListClusters(ctx, by, "park"); return err },
			"replies":  func(by actor.Actor) error { _, err := h.ReviewQueue(ctx, by, "park"); return err },
			"export": func(by actor.Actor) error {
				_, err := h.ExportCSV(ctx, by, "park", moderation.ExportOptions{Why: "For the committee."})
				return err
			},
			"flag":    func(by actor.Actor) error { return h.Flag(ctx, by, "park", id, "abuse", "") },
			"publish": func(by actor.Actor) error { return h.ReviewAnswer(ctx, by, "park", id, "why", "", moderation.Approved) },
			"settings": func(by actor.Actor) error {
				return h.SetPublishingSettings(ctx, by, "park", moderation.PublishingSettings{})
			},
			"decide": func(by actor.Actor) error {
				return h.DecideCluster(ctx, by, "park", "x", moderation.CountAll, "Why not.")
			},
			"keep": func(by actor.Actor) error {
				return h.SetRule(ctx, by, "park", moderation.Rule{Months: 12}, moderation.Rule{What: moderation.Texts, Months: 3, Why: "Shorter."})
			},
			"order": func(by actor.Actor) error { return h.RequestDeletion(ctx, by, "park", moderation.Texts) },
			"carry out": func(by actor.Actor) error {
				_, err := h.DeleteDue(ctx, by, "park", moderation.Texts)
				return err
			},
		}
		for name, look := range looks {
			if err := look(stranger); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s, by another organisation: %v", name, err)
			}
			if err := look(drafter); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s, by one who may not: %v", name, err)
			}
			may := slices.Contains([]string{"list", "read", "patterns"}, name)
			if err := look(reader); (err == nil) != may {
				t.Errorf("%s, by a reader: %v", name, err)
			}
		}
		if got := h.auditedActs("response", id); !slices.Equal(got, []string{"read-response"}) {
			t.Errorf("of the response there is noted: %v", got)
		}
		for _, name := range []string{"read", "monitoring", "flag"} {
			if err := looks[name](officer); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := h.auditedActs("response", id); !slices.Equal(got, []string{"flag", "read-monitoring", "read-response", "read-response"}) {
			t.Errorf("of the response there is noted: %v", got)
		}
		if _, _, err := h.ReadMonitoring(ctx, officer, "park", id, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a purpose: %v", err)
		}
		if _, err := h.ReadResponse(ctx, officer, "park", "nobody"); !fault.Is(err, fault.NotFound) {
			t.Errorf("one that is not there: %v", err)
		}
		h.checkTotals(1)
	})
}

// The list shows every response once, whatever narrows it, and in no order of
// arrival.
func TestListShowsEachResponseOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		var sent []string
		for i := range 60 {
			text := "The grass is long."
			if i%3 == 0 {
				text = "CAFÉ at the gate, " + fmt.Sprint(i)
			}
			sent = append(sent, h.send(textAnswer(text)).ID())
		}
		for _, id := range sent[:5] {
			if err := h.Flag(ctx, officer, "park", id, "other", "Look."); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Intake.Exclude(ctx, officer, "park", sent[7], "test"); err != nil {
			t.Fatal(err)
		}
		if err := h.Intake.WithdrawOnBehalf(ctx, officer, "park", sent[0], "They came."); err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			name string
			q    moderation.Query
			want int
		}{
			{"all", moderation.Query{}, 60},
			{"counted", moderation.Query{Filter: intake.Filter{State: intake.Counted}}, 58},
			{"excluded", moderation.Query{Filter: intake.Filter{State: intake.Excluded}}, 1},
			{"on paper", moderation.Query{Filter: intake.Filter{Channel: "paper"}}, 0},
			{"of the edition", moderation.Query{Filter: intake.Filter{Edition: "standard", Channel: "web"}}, 60},
			{"of another version", moderation.Query{Filter: intake.Filter{FormVersion: "x"}}, 0},
			{"flagged; the flag of what is erased is gone", moderation.Query{Flagged: true}, 4},
			{"with words, otherwise written", moderation.Query{Search: "gate cafe\u0301"}, 19},
			{"with words that are not there", moderation.Query{Search: "bench"}, 0},
			{"with signs that a database might read", moderation.Query{Search: "%"}, 0},
		} {
			var got []string
			for q := test.q; ; {
				l, err := h.ListResponses(ctx, officer, "park", q)
				if err != nil {
					t.Fatalf("%s: %v", test.name, err)
				}
				for _, e := range l.Rows {
					got = append(got, e.ID)
				}
				if q.After = l.Next; l.Next == "" {
					break
				}
			}
			if n := len(slices.Compact(slices.Sorted(slices.Values(got)))); n != test.want || len(got) != n {
				t.Errorf("%s: %d, of which %d different, want %d", test.name, len(got), n, test.want)
			}
			if !slices.IsSorted(got) {
				t.Errorf("%s: not in the order of the random ids", test.name)
			}
		}
		for _, q := range []moderation.Query{{Filter: intake.Filter{Channel: "x"}}, {Filter: intake.Filter{State: "answers' OR 1"}}} {
			if _, err := h.ListResponses(ctx, officer, "park", q); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", q, err)
			}
		}
		h.checkTotals(60)
	})
}

// Hostile input 56, and 50: no cell of an export is a formula, numbers of columns
// hold, the file says whose it is, and what people said of themselves is in it
// only for those who may.
func TestExportIsSafeAndNamesTheExporter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		for _, text := range []string{"=HYPERLINK(\"x\")", "+1", "-1", "@SUM", "＝1", "a,\"b\"\nc;d", "plain"} {
			h.send(survey.Raw{"use": {"else"}, "use--else": {text}, "why": {text}, "where": {"LE3 8RA"}, "sex": {"female"}})
		}
		for _, monitoring := range []bool{false, true} {
			write, err := h.ExportCSV(ctx, officer, "park", moderation.ExportOptions{Why: "For the committee.", Monitoring: monitoring})
			if err != nil {
				t.Fatal(err)
			}
			var file bytes.Buffer
			if err := write(&file); err != nil {
				t.Fatal(err)
			}
			in := csv.NewReader(&file)
			in.FieldsPerRecord = -1
			rows, err := in.ReadAll()
			if err != nil || len(rows) != 9 || !strings.Contains(rows[0][0], "officer-1") || !strings.Contains(rows[0][0], "For the committee.") {
				t.Fatalf("%d rows, %v, first %q", len(rows), err, rows[0])
			}
			if got := slices.Contains(rows[1], "sex"); got != monitoring {
				t.Errorf("the monitoring column is there: %t", got)
			}
			if slices.Contains(rows[1], "mail") {
				t.Error("there is a column for addresses")
			}
			for _, row := range rows[1:] {
				if len(row) != len(rows[1]) {
					t.Errorf("a row has %d cells: %q", len(row), row)
				}
				for _, cell := range row {
					if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") || strings.HasPrefix(cell, "＝") {
						t.Errorf("a formula: %q", cell)
					}
				}
			}
		}
		if got := h.auditedActs("consultation", "park"); !slices.Contains(got, "export-responses") || !slices.Contains(got, "export-monitoring") {
			t.Errorf("noted: %v", got)
		}
		half := officer
		half.Capabilities = []actor.Capability{actor.ReadResponses, actor.ExportData}
		if _, err := h.ExportCSV(ctx, half, "park", moderation.ExportOptions{Why: "For the committee.", Monitoring: true}); !fault.Is(
			err,
			fault.Forbidden,
		) {
			t.Errorf("monitoring by one who may not: %v", err)
		}
		half.Capabilities = []actor.Capability{actor.ExportData}
		if _, err := h.ExportCSV(ctx, half, "park", moderation.ExportOptions{Why: "For the committee."}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without reading: %v", err)
		}
	})
}

// Only what somebody agreed to and an officer approved is published, in an order
// that is not that of arrival and stays the same; what is erased is gone at once.
func TestOnlyConsentedAndApprovedAnswersArePublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		var keys []intake.Key
		for i := range 12 {
			consent := "yes"
			if i%4 == 3 {
				consent = "no"
			}
			keys = append(keys, h.send(survey.Raw{"use": {"yes"}, "why": {fmt.Sprintf("Text %02d", i)}, "consent": {consent}, "sex": {"female"}}))
		}
		for _, bad := range []moderation.PublishingSettings{{}, {ConsentQuestion: "sex", ConsentOption: "female", TextQuestions: []string{"why"}}, {ConsentQuestion: "consent", ConsentOption: "maybe", TextQuestions: []string{"why"}}, {ConsentQuestion: "consent", ConsentOption: "yes", TextQuestions: []string{"where"}}, {ConsentQuestion: "consent", ConsentOption: "yes"}} {
			if err := h.SetPublishingSettings(ctx, officer, "park", bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		good := moderation.PublishingSettings{ConsentQuestion: "consent", ConsentOption: "yes", TextQuestions: []string{"why"}}
		if err := h.SetPublishingSettings(ctx, officer, "park", good); err != nil {
			t.Fatal(err)
		}
		if err := h.SetPublishingSettings(ctx, officer, "park", good); !fault.Is(err, fault.Conflict) {
			t.Errorf("from an old page: %v", err)
		}
		for i, key := range keys {
			err := h.ReviewAnswer(
				ctx,
				officer,
				"park",
				key.ID(),
				"why",
				(&moderation.PublishableAnswer{Text: fmt.Sprintf("Text %02d", i)}).Digest(),
				map[bool]string{true: moderation.Rejected, false: moderation.Approved}[i == 0],
			)
			if i%4 == 3 != fault.Is(err, fault.Conflict) {
				t.Errorf("reply %d: %v", i, err)
			}
		}
		texts := func() []string {
			shown, err := h.PublishedResponses(ctx, "park")
			if err != nil || len(shown.Questions) != 1 {
				t.Fatalf("%+v %v", shown, err)
			}
			var texts []string
			for _, one := range shown.Questions[0].Texts {
				texts = append(texts, one.Text)
			}
			return texts
		}
		if _, err := h.PublishedResponses(ctx, "park"); !fault.Is(err, fault.NotFound) {
			t.Errorf("before the close: %v", err)
		}
		h.setTime(dbtest.Now.AddDate(0, 0, 2))
		first := texts()
		if len(first) != 8 || slices.IsSorted(first) || slices.Contains(first, "Text 00") || slices.Contains(first, "Text 03") {
			t.Errorf("published: %q", first)
		}
		if again := texts(); !slices.Equal(first, again) {
			t.Errorf("in another order: %q, %q", first, again)
		}
		if _, err := h.Intake.Redact(ctx, officer, "park", keys[1].ID(), intake.RedactionRequest{Question: "why", Text: "01", Reason: "third-party"}); err != nil {
			t.Fatal(err)
		}
		if err := h.Intake.Withdraw(ctx, "park", keys[2].WithdrawalCode()); err != nil {
			t.Fatal(err)
		}
		if err := h.Intake.Exclude(ctx, officer, "park", keys[4].ID(), "test"); err != nil {
			t.Fatal(err)
		}
		if left := texts(); len(left) != 5 || slices.Contains(left, "Text 01") || slices.Contains(left, "Text 02") ||
			slices.Contains(left, "Text 04") {
			t.Errorf("after a redaction, which wants another look, a withdrawal and an exclusion: %q", left)
		}
		h.checkTotals(12)

		// The page is for everybody, as often as they like: it reads no response that
		// was not approved, so that one which cannot be read does not matter to it.
		if err := d.Update(ctx, func(tx *db.Tx) error {
			n, err := tx.Exec(ctx, `UPDATE intake_response SET answers = '{' WHERE id = $1 OR id = $2`, keys[0].ID(), keys[3].ID())
			if err == nil && n != 2 {
				t.Errorf("%d responses", n)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if left := texts(); len(left) != 5 {
			t.Errorf("it reads what was not approved: %q", left)
		}
		if _, err := h.ReviewQueue(ctx, officer, "park"); err == nil {
			t.Error("the officers' list does not read it either, so this shows nothing")
		}
	})
}

// What looks alike is shown, and nothing happens to it; what is decided is kept.
func TestClustersAreListedAndNothingIsRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		const letter = "I ask the council to keep the old gate open until nine in the evening all summer long"
		for range 4 {
			h.send(textAnswer(letter))
		}
		h.send(textAnswer("Please, " + letter + " for my children."))
		for i := range 6 {
			h.send(
				survey.Raw{
					"use": {"no"},
					"why": {fmt.Sprintf("Something else entirely, number %d, about %d benches and %d bins.", i, i*7, i*11)},
					"sex": {"male"},
				},
			)
		}
		_, all, err := h.ListClusters(ctx, officer, "park")
		if err != nil || len(all) != 2 || all[0].Method != moderation.SimilarText || len(all[0].Members) != 5 ||
			all[1].Method != moderation.SameAnswers ||
			len(all[1].Members) != 4 {
			t.Fatalf("%+v %v", all, err)
		}
		if e := all[0].Effect[0]; e.Option != "Yes" || e.With != 5 || e.Without != 0 {
			t.Errorf("with and without: %+v", e)
		}
		_, again, _ := h.ListClusters(ctx, officer, "park")
		if again[0].Key != all[0].Key || again[1].Key != all[1].Key {
			t.Error("looked for twice, it is not the same")
		}
		if err := h.DecideCluster(ctx, officer, "park", all[0].Key, moderation.CountOnce, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a why: %v", err)
		}
		if err := h.DecideCluster(ctx, officer, "park", "no such set", moderation.CountOnce, "One letter."); !fault.Is(err, fault.Conflict) {
			t.Errorf("of what is not there: %v", err)
		}
		for _, decision := range []string{moderation.CountAll, moderation.CountOnce} {
			if err := h.DecideCluster(ctx, officer, "park", all[0].Key, decision, "One letter."); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.View(ctx, func(tx *db.Tx) error {
			decided, err := moderation.ListClusterDecisions(ctx, tx, "park")
			if len(decided) != 1 || decided[0].Decision != moderation.CountOnce || decided[0].Members != 5 || decided[0].Version != 2 {
				t.Errorf("%+v", decided)
			}
			got, _ := intake.CountByState(ctx, tx, "park")
			if got[intake.Counted] != 11 {
				t.Errorf("counted: %v", got)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		h.checkTotals(11)
	})
}
