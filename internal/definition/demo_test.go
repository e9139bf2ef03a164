package definition_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/budget"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/consultationreport"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/forwardplan"
	"github.com/folkmoot/folkmoot/internal/imports"
	"github.com/folkmoot/folkmoot/internal/information"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/offer"
	"github.com/folkmoot/folkmoot/internal/outcome"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/report"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/risk"
	"github.com/folkmoot/folkmoot/internal/sharing"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/sustainability"
)

// demoDate is a day on which a consultation of the demonstration is open.
var demoDate = time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)

// now is demoDate as a clock.
func now() time.Time { return demoDate }

// services are the features whose definitions are loaded.
type services struct {
	Accounts *account.Service
	Council  *council.Service
	Evidence *evidence.Service
	Strategy *strategy.Service
	Consult  *consult.Service
	Action   *action.Service
	Analysis *analysis.Service
	Intake   *intake.Service
	Imports  *imports.Service
	Decision *decision.Service
	Progress *progress.Service
	Log      *record.Log
}

// assessments are the published assessments by version.
type assessments struct{ decision.Assessments }

func (assessments) Version(ctx context.Context, tx *db.Tx, ref string, n int64) (v decision.AssessmentVersion, err error) {
	a, err := eia.GetEdition(ctx, tx, ref, n)
	if err != nil {
		return v, err
	}
	return decision.AssessmentVersion{Ref: ref, Number: n, Title: a.Title, Published: a.Recorded}, nil
}

// kinds returns the definitions of all features in the order of an installation.
func (s services) kinds() []definition.Kind {
	return slices.Concat(
		s.Accounts.Definitions(), s.Council.Definitions(), (&place.Service{}).Definitions(), s.Evidence.Definitions(),
		(&partner.Service{}).Definitions(), s.Strategy.Definitions(),
		s.Consult.Definitions(), reach.Definitions(), s.Intake.Definitions(s.Consult), s.Imports.Definitions(), s.Action.Definitions(),
		s.Analysis.Definitions(s.Consult), (&eia.Service{}).Definitions(), s.Decision.Definitions(),
		(&information.Service{Log: s.Log}).Definitions(), (&report.Service{Decisions: s.Decision}).Definitions(),
		(&forwardplan.Service{Decisions: s.Decision}).Definitions(), risk.Definitions(), sustainability.Definitions(),
		(&outcome.Service{}).Definitions(), (&offer.Service{}).Definitions(), (&project.Service{}).Definitions(),
		(&budget.Service{}).Definitions(),
		(&sharing.Service{}).Definitions(),
		(&progressreport.Service{}).Definitions(),
		(&consultationreport.Service{Decisions: s.Decision}).Definitions())
}

// newServices returns the features as an installation has them.
func newServices(t *testing.T, d *db.DB) services {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "folkmoot.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	seal := func(_, plain string) ([]byte, error) { return []byte(plain), nil }
	f := services{Log: log}
	f.Accounts = account.New(d, nil)
	f.Council = &council.Service{DB: d}
	f.Evidence = &evidence.Service{DB: d}
	f.Strategy = &strategy.Service{DB: d, Log: log}
	f.Consult = &consult.Service{DB: d, Log: log}
	f.Action = &action.Service{DB: d}
	f.Analysis = &analysis.Service{DB: d, Log: log}
	f.Intake = &intake.Service{DB: d, Log: log, Receiver: intake.NewReceiver(d, log, seal, quiet)}
	f.Imports = &imports.Service{
		DB: d, Log: log, Consults: f.Consult, Intake: f.Intake, FreeSlug: draft.FreeSlug, NewID: builder.IDFrom,
	}
	deleter := retention.NewDeleter(f.Intake, nil, retention.Erasers{})
	f.Consult.Policies = []consult.ResponsePolicies{
		retention.New(deleter, retention.Config{}),
		moderation.New(f.Intake, deleter, nil),
	}
	f.Decision = &decision.Service{DB: d, Log: log, Assessments: assessments{}, Figures: f.Analysis.Figure,
		Planned: analysis.Planner{Releases: f.Analysis, Consults: f.Consult}.Figures}
	f.Progress = &progress.Service{DB: d, Consults: f.Consult, Decisions: f.Decision}
	return f
}

// schemaTables returns the columns of each table of the schema.
func schemaTables(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	table := ""
	for line := range strings.SplitSeq(dbtest.Migrations(t), "\n") {
		if m := createTablePattern.FindStringSubmatch(line); m != nil {
			table = m[1]
		} else if m := columnPattern.FindStringSubmatch(line); m != nil {
			all[table] = append(all[table], m[1])
		}
	}
	return all
}

var (
	createTablePattern = regexp.MustCompile(`^CREATE TABLE (\w+)`)
	columnPattern      = regexp.MustCompile(`^\s+(\w+)\s+(?:TEXT|BIGINT|BOOLEAN|BLOB|DOUBLE)\b`)
)

// dumpTables returns the rows of each table as text, sorted.
func dumpTables(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	all := map[string]string{}
	for table, columns := range schemaTables(t) {
		scan := func(r db.Row) (string, error) {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			err := r.Scan(into...)
			return fmt.Sprintf("%q", values), err
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			rows, err := db.All(t.Context(), tx, scan, `SELECT `+strings.Join(columns, ", ")+` FROM `+table)
			slices.Sort(rows)
			all[table] = strings.Join(rows, "\n")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// The demonstration is loaded like any folder. Loading it again changes no row and
// adds no entry to the record.
func TestLoadingTheDemonstrationIsIdempotent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := demoDate
		d.SetClock(func() time.Time { return now })
		f := newServices(t, d)
		done, err := definition.Load(t.Context(), f.Log, demo.Files(), actor.System, f.kinds())
		if err != nil {
			t.Fatal(err)
		}
		if done.N("responses") != 1460 || done.N("consultations") != 51 || done.N("decisions") != 3 {
			t.Errorf("loaded %v", done)
		}
		before := dumpTables(t, d)
		if before["consult_consultation"] == "" || before["record_leaf"]+before["record_entry"]+before["record_head"] == "" {
			t.Fatal("what is compared is empty")
		}
		now = now.Add(time.Hour)
		if _, err := definition.Load(t.Context(), f.Log, demo.Files(), actor.System, f.kinds()); err != nil {
			t.Fatal(err)
		}
		for table, rows := range dumpTables(t, d) {
			if rows != before[table] {
				t.Errorf("the second time changed %s", table)
			}
		}
	})
}

// The pages of the demonstration need these definitions.
func TestDemonstrationHasWhatItsPagesNeed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.SetClock(func() time.Time { return demoDate })
		f := newServices(t, d)
		if _, err := definition.Load(t.Context(), f.Log, demo.Files(), actor.System, f.kinds()); err != nil {
			t.Fatal(err)
		}
		for slug, want := range map[string]consult.State{
			"equality-strategy-2016-2020": consult.Reported, "getting-about": consult.Open, "equality-data": consult.Forthcoming,
			"waste-sites-2023": consult.Reported, "big-travel-survey-2025": consult.Closed,
		} {
			c, err := f.Consult.Get(t.Context(), slug)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.StateAt(demoDate); got != want {
				t.Errorf("%s is %s, want %s", slug, got, want)
			}
		}
		_, releases, err := f.Analysis.Releases(t.Context(), "equality-strategy-2016-2020")
		if err != nil || len(releases) != 1 {
			t.Fatalf("%d releases, %v", len(releases), err)
		}
		release, err := f.Analysis.Get(t.Context(), "equality-strategy-2016-2020", releases[0].Number)
		if err != nil {
			t.Fatal(err)
		}
		r := release.Responses
		if r != (analysis.ResponseCounts{Receipts: 1200, Counted: 1166, Withdrawn: 14, Excluded: 20}) {
			t.Errorf("responses: %+v", r)
		}
		// The first two follow from the census and the turnout in responses.yaml:
		// TS009, 360,620 × 1.12 women beside 351,738 men; and TS007.
		for _, test := range []struct {
			question string
			option   int
			want     float64
		}{{"sex", 0, 0.534}, {"age", 4, 0.179}, {"answer-equality-questions", 0, 0.66}} {
			q := release.Question(test.question)
			n, shown := q.Cells[test.option].Number()
			of, shownToo := q.Answered.Number()
			if got := float64(n) / float64(of); !shown || !shownToo || math.Abs(got-test.want) > 0.06 {
				t.Errorf("%s: %.3f, want about %.3f", test.question, got, test.want)
			}
		}
		home, err := f.Progress.Home(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(home.Open) != 1 || len(home.Forthcoming) != 1 || len(home.Changed) != 1 || len(home.Late) == 0 || len(home.DueSoon) == 0 {
			t.Errorf("%d open, %d forthcoming, %d changed, %d late, %d soon: the home page shows one of each at least",
				len(home.Open), len(home.Forthcoming), len(home.Changed), len(home.Late), len(home.DueSoon))
		}
		steps, err := f.Progress.Chain(t.Context(), "consultation", "equality-strategy-2016-2020")
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range steps {
			if s.State == progress.Missing {
				t.Errorf("the chain is broken at %s: %s", s.Name, s.Note)
			}
		}
	})
}
