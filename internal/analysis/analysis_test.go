package analysis_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// fixture has the real services for a result, from response to release.
type fixture struct {
	t        *testing.T
	d        *db.DB
	log      *record.Log
	intake   *intake.Service
	analysis *analysis.Service
	now      atomic.Pointer[time.Time]
	def      consult.Definition
	dir      string // of the public record
}

// park opened a month before dbtest.Now and closes a day after it.
var park = consult.Definition{
	Slug: "park", Title: "The park", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
	Text: consult.Text{Area: "Leicestershire", Summary: "The park.", Next: "We read every response.", Audience: "Everyone.",
		Feedback: "2026-04-01",
		Contact:  consult.Contact{Team: "Parks", Address: "The council"}},
	Forms: []survey.Form{
		{ID: "park", Title: "The park", Lang: "en", Edition: "standard", Pages: []survey.Page{{ID: "one", Questions: []survey.Question{
			{ID: "use", Kind: survey.Single, Text: "Do you use the park?", PreferNotToSay: true, Options: []survey.Option{
				{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}, {ID: "else", Text: "Something else", WriteIn: true}}},
			{
				ID:      "rate",
				Kind:    survey.Matrix,
				Text:    "How good are they?",
				Options: []survey.Option{{ID: "good", Text: "Good"}, {ID: "bad", Text: "Bad"}},
				Rows:    []survey.Option{{ID: "grass", Text: "The grass"}, {ID: "paths", Text: "The paths"}},
			},
			{ID: "visits", Kind: survey.Number, Text: "How many visits a month?"},
			{ID: "why", Kind: survey.LongText, Text: "Reason"},
		}}}},
	},
	Monitoring: &consult.Monitoring{Questions: []string{"sex", "religion", "main-language", "english-proficiency"},
		Purpose: "To see who responded.", PolicyDocument: "APD 1"},
}

func newFixture(t *testing.T, d *db.DB) *fixture {
	t.Helper()
	dir := t.TempDir()
	log, err := record.Open(t.Context(), d, record.Options{Dir: dir, Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	h := &fixture{t: t, d: d, log: log, dir: dir, def: park, analysis: &analysis.Service{DB: d, Log: log}}
	h.advanceDays(0)
	d.SetClock(func() time.Time { return *h.now.Load() })
	consults := &consult.Service{DB: d, Log: log, CountResponses: intake.Count}
	if err := consults.Define(t.Context(), actor.System, park); err != nil {
		t.Fatal(err)
	}
	h.intake = &intake.Service{DB: d, Log: log, Keys: intake.NewKeys(bytes.Repeat([]byte{7}, 32)), Releases: h.analysis,
		Receiver: intake.NewReceiver(d, log, nil, slog.New(slog.DiscardHandler))}
	return h
}

// advanceDays sets the clock to a number of days after dbtest.Now. The park closes
// on day 1.
func (h *fixture) advanceDays(days int) {
	now := dbtest.Now.AddDate(0, 0, days)
	h.now.Store(&now)
}

// freeTextMarker is an answer in a respondent's own words.
const freeTextMarker = "MARKER-7f3a"

// responsesCSV is a file of n responses. from is the row number of the first.
func responsesCSV(from, n int, status string) string {
	var b strings.Builder
	b.WriteString(
		"row,channel,edition,day,status,use,use--else,rate--grass,rate--paths,visits,why," +
			"answer-equality-questions,sex,religion,main-language,english-proficiency\n",
	)
	for i := from; i < from+n; i++ {
		use, other := "yes", ""
		switch {
		case i%4 == 1:
			use = "no"
		case i%10 == 2:
			use, other = "else", freeTextMarker
		case i%25 == 3:
			use = "prefer-not-to-say"
		}
		religion := "christian"
		switch {
		case i < 7:
			religion = "sikh"
		case i < 30:
			religion = "hindu"
		case i%2 == 0:
			religion = "no-religion"
		}
		language, english := "english", ""
		if i < 6 {
			language, english = "other", "well"
		}
		channel := "web"
		if i < 3 {
			channel = "phone"
		} else if i < 40 {
			channel = "paper"
		}
		fmt.Fprintf(&b, "%d,%s,standard,2026-02-20,%s,%s,%s,good,%s,%d,%s,yes,%s,%s,%s,%s\n", i, channel, status, use, other,
			[]string{"good", "bad"}[i%2], i%9, freeTextMarker, []string{"female", "male"}[i%2], religion, language, english)
	}
	return b.String()
}

func (h *fixture) importResponses(file string) {
	h.t.Helper()
	if _, err := h.intake.Import(context.Background(), actor.System, "park", strings.NewReader(file)); err != nil {
		h.t.Fatal(err)
	}
}

func (h *fixture) mustRelease() *analysis.StoredRelease {
	h.t.Helper()
	f, err := h.analysis.Release(context.Background(), actor.System, "park")
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}

func (h *fixture) view(fn func(ctx context.Context, tx *db.Tx) error) {
	h.t.Helper()
	ctx := context.Background()
	if err := h.d.View(ctx, func(tx *db.Tx) error { return fn(ctx, tx) }); err != nil {
		h.t.Fatal(err)
	}
}

// auditFindings returns the findings of the audit.
func (h *fixture) auditFindings() (found []string) {
	h.t.Helper()
	h.view(func(ctx context.Context, tx *db.Tx) error {
		return analysis.Audit(ctx, tx, "park", func(say string) { found = append(found, say) })
	})
	return found
}

func TestRelease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 200, ""))
		h.importResponses(responsesCSV(200, 3, "withdrawn"))
		h.importResponses(responsesCSV(203, 2, "excluded:duplicate"))
		h.advanceDays(5)
		f := h.mustRelease()

		if f.Number != 1 || f.Checksum != fmt.Sprintf("%x", sha256.Sum256(f.Bytes)) {
			t.Errorf("release %d, %s", f.Number, f.Checksum)
		}
		if want := (analysis.ResponseCounts{Receipts: 205, Counted: 200, Withdrawn: 3, Excluded: 2}); f.Responses != want {
			t.Errorf("responses %+v", f.Responses)
		}
		for _, test := range []struct{ what, got, want string }{
			{"use", fmt.Sprint(f.Question("use").Cells, f.Question("use").Shares), "[124 50 20] [64 26 10]"},
			{"write-ins", fmt.Sprint(f.Question("use").Options[2].WriteIns), "20"},
			{"paths", fmt.Sprint(f.Question("rate").Rows[1].Cells), "[100 100]"},
			{"visits", fmt.Sprint(*f.Question("visits").Number), "{4 2 4 6}"},
			{"why", fmt.Sprint(f.Question("why").Answered, f.Question("why").Cells), "200 []"},
			{"sex", fmt.Sprint(f.Question("sex").Cells), "[100 100]"},
			{"religion", fmt.Sprint(f.Question("religion").Cells), "[85 85 0 [c] 0 0 [c] 0]"},
			{"language", fmt.Sprint(f.Question("main-language").Cells), "[194 6]"},
			{"question conditional on language", fmt.Sprint(f.Question("english-proficiency").Answered, " ",
				f.Question("english-proficiency").Withheld), "[c] too-few-answers"},
			{"channels", fmt.Sprint(f.Channels.Names, f.Channels.Cells), "[paper phone web] [[c] [c] 160]"},
			{"editions", fmt.Sprint(f.Editions.Names, f.Editions.Cells), "[standard] [200]"},
		} {
			if test.got != test.want {
				t.Errorf("%s: %s, want %s", test.what, test.got, test.want)
			}
		}
		if bytes.Contains(f.Bytes, []byte(freeTextMarker)) {
			t.Error("the release has an answer in a respondent's own words")
		}
		var again analysis.Release
		if err := json.Unmarshal(f.Bytes, &again); err != nil {
			t.Fatal(err)
		}
		if b, err := json.Marshal(again); err != nil || !bytes.Equal(b, f.Bytes) {
			t.Errorf("not canonical: %v", err)
		}
		if e, err := h.analysis.RecordEntry(t.Context(), f); err != nil || e.Leaf.Commitment != sha256.Sum256(f.Bytes) {
			t.Errorf("leaf: %+v %v", e, err)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
	})
}

// Three people have another main language than English, which is hidden. The same
// three were asked how well they speak English, so that number is hidden too.
func TestQuestionDependingOnHiddenAnswerIsHidden(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(3, 100, ""))
		h.advanceDays(5)
		f := h.mustRelease()
		if q := f.Question("main-language"); fmt.Sprint(q.Cells) != "[[c] [c]]" {
			t.Errorf("main language: %v", q.Cells)
		}
		if q := f.Question("english-proficiency"); q.Withheld != "linked-question" || q.NotAsked.String() != "[c]" ||
			q.Answered.String() != "[c]" {
			t.Errorf("English proficiency: %q, %v answered, %v not asked", q.Withheld, q.Answered, q.NotAsked)
		}
	})
}

// Row D2 of docs/faults.md. Three people answered the Easy Read edition, which does
// not have the question about visits. The numbers of people who answered it, or were
// not asked, would reveal that.
func TestQuestionOfSomeEditionsDoesNotRevealHiddenEdition(t *testing.T) {
	before := park.Forms
	t.Cleanup(func() { park.Forms = before })
	easy := before[0]
	easy.Edition = "easy-read"
	easy.Pages = []survey.Page{{ID: "one", Questions: before[0].Pages[0].Questions[:2]}}
	park.Forms = append(before[:1:1], easy)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(40, 100, ""))
		h.importResponses(
			"row,channel,edition,day,use\ne1,web,easy-read,2026-02-20,yes\ne2,web,easy-read,2026-02-20,yes\ne3,web,easy-read,2026-02-20,no\n",
		)
		h.advanceDays(5)
		f := h.mustRelease()
		if got := fmt.Sprint(f.Editions.Names, f.Editions.Cells); got != "[easy-read standard] [[c] [c]]" {
			t.Fatal(got)
		}
		for _, test := range []struct{ question, want string }{
			{"visits", "0 [c] [c]"}, // all of it is withheld
			{"use", "103 0 0"},      // both editions ask it
		} {
			q := f.Question(test.question)
			if got := fmt.Sprintf("%v %v %v", tableTotal(q.Answered, q.PreferNotToSay), q.Skipped, q.NotAsked); got != test.want {
				t.Errorf("%s: %s, want %s", test.question, got, test.want)
			}
		}
		if q := f.Question("visits"); q.Withheld != disclose.HiddenVersion || q.Number.Mean.String() != "[c]" {
			t.Errorf("visits: %q, mean %v", q.Withheld, q.Number.Mean)
		}
	})
}

// Row A6 of docs/faults.md. Easy Read does not offer "Something else": those who used it did
// not decide against it, so they are not in the base of its percentage, on the page, in
// the file and in quotations. If few used Easy Read, the base is hidden.
func TestBaseOfAnOptionIsWhoWasOfferedIt(t *testing.T) {
	before := park.Forms
	t.Cleanup(func() { park.Forms = before })
	easy := before[0]
	easy.Edition = "easy-read"
	questions := slices.Clone(before[0].Pages[0].Questions)
	questions[0].Options = questions[0].Options[:2]
	easy.Pages = []survey.Page{{ID: "one", Questions: questions}}
	park.Forms = append(before[:1:1], easy)
	for _, test := range []struct {
		easyRead            int
		base, share, figure string
	}{
		{20, "97", "10", "10% (10 of 97 offered this answer)"},
		{3, "[c]", "[c]", ""},
	} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			h := newFixture(t, d)
			h.importResponses(responsesCSV(0, 100, ""))
			var file strings.Builder
			file.WriteString("row,channel,edition,day,use\n")
			for i := range test.easyRead {
				fmt.Fprintf(&file, "e%d,web,easy-read,2026-02-20,%s\n", i, []string{"yes", "no"}[i%2])
			}
			h.importResponses(file.String())
			h.advanceDays(5)
			f := h.mustRelease()
			q := f.Question("use")
			if got := fmt.Sprint(q.Base(2), " ", q.Shares[2]); got != test.base+" "+test.share {
				t.Errorf("base and share: %s, want %s %s", got, test.base, test.share)
			}
			if n, _ := q.Answered.Number(); n != int64(97+test.easyRead) || fmt.Sprint(q.Cells[2]) != "10" {
				t.Errorf("%d answered, %v", n, q.Cells)
			}
			h.view(func(ctx context.Context, tx *db.Tx) error {
				got, err := h.analysis.Figure(ctx, tx, "park#1/use/else")
				if got.Text != test.figure || (err == nil) != (test.figure != "") {
					t.Errorf("%q, %v", got.Text, err)
				}
				return nil
			})
			if found := h.auditFindings(); len(found) > 0 {
				t.Error(found)
			}
		})
	}
}

// tableTotal is the number of people who answered or preferred not to say.
func tableTotal(answered, private disclose.Cell) int64 {
	a, _ := answered.Number()
	p, _ := private.Number()
	return a + p
}

// Row D1 of docs/faults.md. What a release says about single responses is in
// nothing that is published; the audit still finds each receipt with one status.
func TestStatusesOfSingleResponsesAreNotPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 50, ""))
		h.importResponses(responsesCSV(50, 7, "withdrawn"))
		h.importResponses(responsesCSV(57, 5, "excluded:not-a-resident"))
		h.importResponses(responsesCSV(62, 13, "excluded:duplicate"))
		h.advanceDays(5)
		f := h.mustRelease()
		if want := (analysis.ResponseCounts{Receipts: 75, Counted: 50, Withdrawn: 7, Excluded: 18}); f.Responses != want {
			t.Errorf("%+v", f.Responses)
		}
		if got := fmt.Sprint(f.Exclusions.Names, f.Exclusions.Cells); got != "[duplicate not-a-resident] [[c] [c]]" {
			t.Errorf("exclusions: %s", got)
		}
		if bytes.Contains(f.Bytes, []byte("index")) || bytes.Contains(f.Bytes, []byte(`"statuses"`)) {
			t.Error("the release lists single responses")
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
	})
}

func TestReleasePermissionsAndTiming(t *testing.T) {
	for _, test := range []struct {
		name string
		by   actor.Actor
		slug string
		days int
		want fault.Kind // Internal means no error
	}{
		{"while it is open", actor.System, "park", 0, fault.Conflict},
		{"during the grace period", actor.System, "park", 1, fault.Conflict},
		{"before the postal deadline", actor.System, "park", 2, fault.Conflict},
		{"on the day of the postal deadline", actor.System, "park", 4, fault.Conflict},
		{"after the postal deadline", actor.System, "park", 5, fault.Internal},
		{"without permission", actor.Actor{ID: "u1", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Draft}},
			"park", 5, fault.Forbidden},
		{"an unknown consultation", actor.System, "nowhere", 5, fault.NotFound},
		{"before it opens", actor.System, "park", -60, fault.Conflict},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := newFixture(t, d)
				h.importResponses(responsesCSV(0, 12, ""))
				h.advanceDays(test.days)
				_, err := h.analysis.Release(t.Context(), test.by, test.slug)
				if fault.KindOf(err) != test.want || test.want == fault.Internal && err != nil {
					t.Errorf("%v, want kind %d", err, test.want)
				}
				if err != nil && fault.Message(err) == "" {
					t.Errorf("%v has no message", err)
				}
			})
		})
	}
}

// Released is asked for every withdrawal and every page of a consultation, so it
// does not decode releases: a damaged one counts too.
func TestReleasedDoesNotReadReleases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 40, ""))
		want := func(want bool) {
			t.Helper()
			h.view(func(ctx context.Context, tx *db.Tx) error {
				got, err := h.analysis.Released(ctx, tx, "park")
				if got != want || err != nil {
					t.Errorf("%v, want %v (%v)", got, want, err)
				}
				return nil
			})
		}
		h.advanceDays(5)
		want(false)
		h.mustRelease()
		want(true)
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE analysis_release SET content = $1`, []byte("damaged"))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		want(true)
	})
}

func TestReleaseIsReproducible(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 60, ""))
		h.advanceDays(5)
		first := h.mustRelease()
		head, err := h.log.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if again := h.mustRelease(); again.Number != 1 || !bytes.Equal(again.Bytes, first.Bytes) {
				t.Errorf("release %d", again.Number)
			}
		}
		if _, err := h.analysis.ReleaseAgain(t.Context(), actor.System, "park", "To be sure."); err != nil {
			t.Errorf("a reason without changes: %v", err)
		}
		if later, err := h.log.Head(t.Context()); err != nil || later.Size != head.Size {
			t.Errorf("the public record grew from %d to %d: %v", head.Size, later.Size, err)
		}

		h.importResponses(responsesCSV(60, 3, ""))
		if _, err := h.analysis.Release(t.Context(), actor.System, "park"); !fault.Is(err, fault.Conflict) {
			t.Errorf("changed without a reason: %v", err)
		}
		if _, err := h.analysis.ReleaseAgain(t.Context(), actor.System, "park", " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("an empty reason: %v", err)
		}
		if _, err := h.analysis.ReleaseAgain(t.Context(), actor.System, "park", "Late letters"); !fault.Is(err, fault.Conflict) ||
			!strings.Contains(err.Error(), "Only 3") {
			t.Errorf("too few changes: %v", err)
		}
		h.importResponses(responsesCSV(63, 9, ""))
		second, err := h.analysis.ReleaseAgain(t.Context(), actor.System, "park", "We found 12 forms.")
		if err != nil {
			t.Fatal(err)
		}
		if second.Number != 2 || second.Reason != "We found 12 forms." || second.Responses.Counted != 72 {
			t.Errorf("%d %q %+v", second.Number, second.Reason, second.Responses)
		}
		if q := second.Question("sex"); q.Withheld != "already-released" || q.Answered.String() != "[c]" {
			t.Errorf("an equality question is shown again: %v %v", q.Withheld, q.Cells)
		}
		stored, err := h.analysis.Get(t.Context(), "park", 1)
		if err != nil || !bytes.Equal(stored.Bytes, first.Bytes) {
			t.Errorf("the first release has changed: %v", err)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
	})
}

func TestAuditFindsTampering(t *testing.T) {
	for _, test := range []struct{ name, sql, want string }{
		{"nothing", ``, ""},
		{"a figure in the release", `UPDATE analysis_release SET content = $1`, "not those that were published"},
		{"the release is damaged", `UPDATE analysis_release SET content = $2 WHERE consultation <> $1`, "not those that were published"},
		{"the release is deleted", `DELETE FROM analysis_release`, "has 0 releases and the public record 1"},
		{"the reason", `UPDATE analysis_release SET reason = 'whim'`, "the checksum or the reason"},
		{"an answer", `UPDATE intake_response SET answers = (SELECT MIN(answers) FROM intake_response)`, "recomputed from the responses"},
		{"the state of a response",
			`UPDATE intake_response SET state = 'excluded', reason = 'whim' WHERE id = (SELECT MIN(id) FROM intake_response)`,
			"the status of responses has changed (1)"},
		{"how the release counts each response", `UPDATE analysis_release SET roll = $2 WHERE consultation <> $1`, "the list of statuses"},
		{"a withdrawal since",
			`UPDATE intake_response SET state = 'withdrawn', answers = '' WHERE id = (SELECT MIN(id) FROM intake_response)`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := newFixture(t, d)
				h.importResponses(responsesCSV(0, 40, ""))
				h.advanceDays(5)
				f := h.mustRelease()
				err := d.Update(t.Context(), func(tx *db.Tx) error {
					var args []any
					switch {
					case strings.Contains(test.sql, "$2"):
						args = []any{"", f.Bytes[:100]}
					case strings.Contains(test.sql, "$1"):
						args = []any{bytes.Replace(f.Bytes, []byte(`"counted":40`), []byte(`"counted":41`), 1)}
					}
					if test.sql == "" {
						return nil
					}
					_, err := tx.Exec(t.Context(), test.sql, args...)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				found := strings.Join(h.auditFindings(), "; ")
				if test.want == "" && found != "" || !strings.Contains(found, test.want) {
					t.Errorf("found %q, want %q", found, test.want)
				}
			})
		})
	}
}

func TestFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 200, ""))
		h.advanceDays(5)
		h.mustRelease()
		for _, test := range []struct {
			ref, text, href string
			kind            fault.Kind
		}{
			{"park#1/responses", "200", "/consultations/park/results/1#responses", 0},
			{"park#1/use/base", "194", "/consultations/park/results/1#q-use", 0},
			{"park#1/use/yes", "64% (124 of 194)", "/consultations/park/results/1#q-use", 0},
			{"park#1/rate/paths/bad", "50% (100 of 200)", "/consultations/park/results/1#q-rate", 0},
			{"park#1/rate/paths/base", "200", "/consultations/park/results/1#q-rate", 0},
			{"park#1/religion/sikh", "", "", fault.Forbidden},
			{"park#1/religion/hindu", "", "", fault.Forbidden},
			{"park#1/english-proficiency/base", "", "", fault.Forbidden},
			{"park#1/why/green", "", "", fault.NotFound},
			{"park#1/use", "", "", fault.NotFound},
			{"park#1/use/maybe", "", "", fault.NotFound},
			{"park#1/rate/sky/good", "", "", fault.NotFound},
			{"park#1/use/yes/no/else", "", "", fault.NotFound},
			{"park#2/responses", "", "", fault.NotFound},
			{"nowhere#1/responses", "", "", fault.NotFound},
			{"park/responses", "", "", fault.Invalid},
			{"park#one/responses", "", "", fault.Invalid},
			{"", "", "", fault.Invalid},
		} {
			h.view(func(ctx context.Context, tx *db.Tx) error {
				got, err := h.analysis.Figure(ctx, tx, test.ref)
				if fault.KindOf(err) != test.kind || got.Text != test.text || err == nil && got.Href != test.href {
					t.Errorf("%s: %+v %v", test.ref, got, err)
				}
				if err != nil && !strings.HasSuffix(fault.Message(err), ".") {
					t.Errorf("the message for %s is not a sentence", test.ref)
				}
				return nil
			})
		}
	})
}

// Answers on paper that are not valid are counted apart and are in no mean. Where the number
// of forms on paper is hidden, so is the number of these answers.
//
// Row C16 of docs/faults.md.
func TestReleaseCountsAnswersThatAreNotValidApart(t *testing.T) {
	for _, test := range []struct {
		paper             int
		visits, path, use string // answered, not valid, skipped
	}{
		{12, "38 2 0", "0 2 38", "0 0 40"},
		{3, "38 [c] [c]", "0 [c] [c]", "0 0 40"},
	} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			h := newFixture(t, d)
			var b strings.Builder
			b.WriteString("row,channel,edition,day,rate--grass,visits,written\n")
			for i := range 40 {
				channel, visits, written := "web", strconv.Itoa(i%3), ""
				switch {
				case i < 2:
					channel, visits, written = "paper", "", `"{""visits"":[""a lot, 9""],""rate--paths"":[""good"",""bad""]}"`
				case i < test.paper:
					channel = "paper"
				}
				fmt.Fprintf(&b, "%d,%s,standard,2026-02-20,good,%s,%s\n", i, channel, visits, written)
			}
			h.importResponses(b.String())
			h.advanceDays(5)
			f := h.mustRelease()
			visits, paths := f.Question("visits"), f.Question("rate").Rows[1]
			for what, got := range map[string][2]string{
				"visits":   {fmt.Sprint(visits.Answered, visits.NotValid, visits.Skipped), test.visits},
				"the mean": {fmt.Sprint(*visits.Number), "{1 [c] 1 [c]}"}, // of 38 numbers: 2, 0, 1, 2 …
				"paths":    {fmt.Sprint(paths.Answered, paths.NotValid, paths.Skipped), test.path},
				"use":      {fmt.Sprint(f.Question("use").Answered, f.Question("use").NotValid, f.Question("use").Skipped), test.use},
			} {
				if got[0] != got[1] {
					t.Errorf("%d forms on paper, %s: %s, want %s", test.paper, what, got[0], got[1])
				}
			}
		})
	}
}
