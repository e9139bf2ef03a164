package app_test

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/backup"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/schema"
	"github.com/folkmoot/folkmoot/survey"
)

var (
	clerkA = actor.Actor{ID: "clerk-a", Org: actor.CouncilOrg, Capabilities: actor.AllCapabilities}
	clerkB = actor.Actor{ID: "clerk-b", Org: actor.CouncilOrg, Capabilities: actor.AllCapabilities}
)

// What is withdrawn or erased stays erased after a restore, by whichever channel
// it came: a group response that was not sent yet when the backup was taken,
// saved answers, a petition, monitoring texts, and a form that was keyed twice.
func TestOtherChannelsStayErasedAfterRestore(t *testing.T) {
	t.Parallel()
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		cfg := app.Config{Data: t.TempDir()}
		if db.IsPostgres(dsn) {
			cfg.Database = dsn
		}
		const slug = "getting-about"
		marks := map[string]string{
			"a joint reply":       "MARKER-joint",
			"a saved answer":      "MARKER-draft",
			"a petition":          "MARKER-petition",
			"the petition before": "MARKER-before",
			"words about oneself": "MARKER-self",
			"a form":              "MARKER-form",
			"its second keying":   "MARKER-second",
		}
		found := func(t *testing.T, d *db.DB) (all []string) {
			t.Helper()
			for column, values := range dumpTables(t, d) {
				for name, mark := range marks {
					if strings.Contains(fmt.Sprint(values), mark) {
						all = append(all, name+" in "+column)
					}
				}
			}
			slices.Sort(all)
			return all
		}
		ok := func(t *testing.T, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		var yesterday bytes.Buffer
		t.Run("everything comes in, a backup is taken, everything goes", func(t *testing.T) {
			s := newSite(t, cfg, minimalDemo(t), discardLogger(), nil)
			s.runBackground(t)
			ctx, in, other, look := t.Context(), s.app.Intake, s.app.Entry(), s.app.Moderation()
			_, form, err := in.CachedForm(ctx, slug, "standard")
			ok(t, err)
			send := func(key intake.Issued, raw survey.Raw, drafted bool) {
				t.Helper()
				raw["relation"] = []string{"user"}
				answers, problems := form.Check(raw)
				if len(problems) > 0 {
					t.Fatal(problems)
				}
				r := intake.NewResponse(form, answers)
				r.Key, r.Address, r.Consultation, r.StartedAt, r.HasDraft = key.Key, key.Address, slug, key.Started, drafted
				if _, err := in.Receiver.Submit(ctx, &r); err != nil {
					t.Fatal(err)
				}
			}
			link, err := other.BeginGroupResponse(ctx, slug, "standard", "chair", netip.Prefix{})
			ok(t, err)
			_, err = other.SaveGroupAnswers(
				ctx,
				slug,
				link,
				netip.Prefix{},
				map[string]survey.Raw{"relation": {"relation": {"user"}}, "anything-else": {"anything-else": {marks["a joint reply"]}}},
				nil,
			)
			ok(t, err)
			saved := in.Keys.Issue(slug, openDate)
			ok(
				t,
				in.SaveDraft(
					ctx,
					&intake.Draft{
						Issued:       saved,
						Consultation: slug,
						FormVersion:  form.Version(),
						Edition:      "standard",
						Answers:      survey.Raw{"anything-else": {marks["a saved answer"]}},
					},
				),
			)

			sub := &entry.Submission{
				Consultation: slug,
				Kind:         entry.Petition,
				Day:          "2026-10-01",
				Title:        "A bus",
				Summary:      marks["the petition before"],
				Claimed:      900,
			}
			ok(t, other.SaveSubmission(ctx, clerkA, sub, ""))
			sub.Summary, sub.Organisation, sub.Publish = "We ask.", marks["a petition"], true
			ok(t, other.SaveSubmission(ctx, clerkA, sub, "The name "+marks["a petition"]))

			about := survey.Raw{}
			for _, p := range form.Pages {
				for _, q := range p.Questions {
					for _, o := range q.Options {
						if p.Monitoring && o.ID == "yes" && q.Kind == survey.Single && len(about) == 0 {
							about[q.ID] = []string{"yes"} // the question whether one answers the others
						}
						if p.Monitoring && o.WriteIn && about[q.ID+"--"+o.ID] == nil && len(about) < 3 {
							about[q.ID], about[q.ID+"--"+o.ID] = []string{o.ID}, []string{marks["words about oneself"]}
						}
					}
				}
			}
			send(in.Keys.Issue(slug, openDate), about, false)

			b, err := other.OpenBatch(
				ctx,
				clerkA,
				entry.Batch{
					Consultation: slug,
					Reference:    "B",
					Channel:      intake.Paper,
					Edition:      "standard",
					ReceivedOn:   "2026-10-01",
					FormCount:    1,
					SampleSize:   1,
				},
			)
			ok(t, err)
			read := func(text string) entry.ParsedForm {
				st, err := other.GetBatch(ctx, clerkA, slug, b.ID)
				ok(t, err)
				reading, problems := st.Paper.Parse(entry.KeyedValues{"anything-else": text})
				if len(problems) > 0 {
					t.Fatal(problems)
				}
				return reading
			}
			ok(t, other.KeyForm(ctx, clerkA, slug, b.ID, 1, "one", read(marks["a form"])))
			ok(t, other.FinishFirstKeying(ctx, clerkA, slug, b.ID, ""))
			ok(t, other.KeyFormAgain(ctx, clerkB, slug, b.ID, 1, read(marks["its second keying"])))

			for name, mark := range marks {
				sealed := name == "a joint reply" || name == "a saved answer" // until it is sent, only those who write it can read it
				if all := fmt.Sprint(dumpTables(t, s.app.DB)); strings.Contains(all, mark) == sealed {
					t.Fatalf("%s: in the database %v", name, !sealed)
				}
			}
			_, err = backup.Write(ctx, s.app.DB, schema.Migrations, &yesterday)
			ok(t, err)

			sent, problems, err := other.SendGroupResponse(ctx, slug, link)
			if ok(t, err); len(problems) > 0 {
				t.Fatal(problems)
			}
			ok(t, s.app.Deleter().Withdraw(ctx, slug, sent.WithdrawalCode.String()))
			send(saved, survey.Raw{"anything-else": {marks["a saved answer"]}}, true)
			ok(t, s.app.Deleter().Withdraw(ctx, slug, saved.Key.WithdrawalCode().String()))
			ok(t, other.EraseSubmission(ctx, clerkA, slug, sub.ID, "Somebody who was named asked for it."))
			said, err := look.ReadMonitoringTexts(ctx, clerkA, slug, "To look for names.", moderation.MonitoringQuery{})
			ok(t, err)
			for _, w := range said.Texts {
				_, err := look.RedactMonitoringText(ctx, clerkA, slug, w.Handle, marks["words about oneself"], "own-identity")
				ok(t, err)
			}
			report, err := other.BatchReport(ctx, clerkA, slug, b.ID, "")
			ok(t, err)
			ok(t, s.app.Deleter().WithdrawOnBehalf(ctx, clerkA, slug, report.Items[0].Response, "They showed the form."))
			if left := found(t, s.app.DB); len(left) > 0 {
				t.Errorf("at once: %q", left)
			}
		})
		if cfg.Database != "" {
			cfg.Database = dbtest.NewPostgresDSN(t, dbtest.ServerDSN(t))
		}
		for _, end := range []string{"", "-wal", "-shm"} {
			os.Remove(filepath.Join(cfg.Data, "folkmoot.db"+end))
		}
		d, err := db.Open(t.Context(), cfg.DSN())
		ok(t, err)
		_, err = backup.Read(t.Context(), d, schema.Migrations, &yesterday, openDate)
		ok(t, err)
		if n := len(found(t, d)); n < len(marks)-2 {
			t.Errorf("only %d of the %d are in yesterday's backup", n, len(marks)-2)
		}
		ok(t, d.Close())
		t.Run("the backup is restored", func(t *testing.T) {
			for _, reason := range []string{"the database was lost", ""} { // and starts once more
				cfg.Restored = reason
				s := newSite(t, cfg, minimalDemo(t), discardLogger(), nil)
				for _, left := range found(t, s.app.DB) {
					t.Errorf("%s", left)
				}
				var next bytes.Buffer
				if _, err := backup.Write(t.Context(), s.app.DB, schema.Migrations, &next); err != nil {
					t.Fatal(err)
				}
				text := unzipped(t, &next)
				for name, mark := range marks {
					if strings.Contains(text, mark) {
						t.Errorf("%s is in the next backup", name)
					}
				}
				if _, err := s.app.Audit(t.Context(), func(say string) { t.Errorf("the audit: %s", say) }); err != nil {
					t.Error(err)
				}
			}
		})
	})
}

// Unsent answers and expired texts of every channel are deleted by the same
// rule, once, and reported.
func TestSubmissionsFollowResponseRetention(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		cfg := app.Config{Data: t.TempDir()}
		if db.IsPostgres(dsn) {
			cfg.Database = dsn
		}
		const slug = "getting-about"
		s := newSite(t, cfg, minimalDemo(t), discardLogger(), nil)
		ctx, other, look, keep := t.Context(), s.app.Entry(), s.app.Moderation(), s.app.Retention()
		if _, err := other.BeginGroupResponse(ctx, slug, "standard", "MARKER-chair", netip.Prefix{}); err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			if err := other.SaveSubmission(ctx, clerkA, &entry.Submission{Consultation: slug, Kind: entry.Petition, Day: "2026-10-01",
				Title: fmt.Sprint("MARKER-title ", i), Claimed: 10,
				Publish: i < 2, Organisation: []string{"MARKER-club", "", ""}[i], HideOrganisation: i == 1}, ""); err != nil {
				t.Fatal(err)
			}
		}
		now := openDate
		s.app.DB.SetClock(func() time.Time { return now })
		closed := time.Date(2027, 8, 31, 22, 59, 0, 0, time.UTC)
		for _, step := range []struct {
			at   time.Time
			want int64
		}{{closed.AddDate(0, 0, 13), 0}, {closed.AddDate(0, 0, 15), 1}, {closed.AddDate(0, 0, 15), 0}} {
			now = step.at
			if err := keep.ConfirmClock(ctx, clerkA); err != nil { // the clock jumped, and is right
				t.Fatal(err)
			}
			if n, err := keep.DeleteExpiredDrafts(ctx); n != step.want || err != nil {
				t.Errorf("%s: %d %v", step.at, n, err)
			}
		}
		// Submissions whose senders agreed are published once they have been reviewed.
		page := func(path string) string {
			t.Helper()
			v := browsertest.NewVisitor(t, s.address+path)
			return fmt.Sprint(v.Status) + string(v.Body)
		}
		if text := page("/consultations/" + slug + "/published-responses"); strings.Contains(text, "MARKER") {
			t.Errorf("submissions are published before anybody has reviewed them: %s", text)
		}
		q, err := look.ReviewQueue(ctx, clerkA, slug, moderation.ReviewQuery{Submissions: true})
		if err != nil || len(q.Submissions) != 2 {
			t.Fatalf("%+v %v", q.Submissions, err)
		}
		for _, l := range q.Submissions {
			if err := look.ReviewSubmission(ctx, clerkA, slug, l.ID, l.Version, moderation.Approved); err != nil {
				t.Fatal(err)
			}
		}
		if text := page("/consultations/" + slug); !strings.Contains(text, "/consultations/"+slug+"/published-responses") {
			t.Error("no link leads to what people wrote")
		}
		text := page("/consultations/" + slug + "/published-responses")
		for want, n := range map[string]int{"MARKER-title": 2, "MARKER-club": 1, "An organisation": 1, "10 signatures claimed": 2} {
			if got := strings.Count(text, want); got != n {
				t.Errorf("%q stands %d times, want %d: %s", want, got, n, text)
			}
		}
		runs, err := keep.ListDeletionRuns(ctx, clerkA, "")
		if err != nil || len(runs.Items) != 1 || runs.Items[0].What != retention.Drafts {
			t.Errorf("%+v %v", runs, err)
		}
		if n, err := other.DeleteTexts(ctx, slug); n != 3 || err != nil {
			t.Errorf("%d %v", n, err)
		}
		if n, err := other.DeleteTexts(ctx, slug); n != 0 || err != nil {
			t.Errorf("twice: %d %v", n, err)
		}
		for column, values := range dumpTables(t, s.app.DB) {
			if strings.Contains(fmt.Sprint(values), "MARKER") {
				t.Errorf("%s: %q", column, values)
			}
		}
		list, err := other.ListSubmissions(ctx, clerkA, slug, "", "")
		if err != nil || len(list.Items) != 3 || !list.Items[0].Erased {
			t.Errorf("%+v %v", list.Items, err)
		}
		for _, c := range list.Counts {
			if c.Kind == entry.Petition && (c.N != 3 || c.Claimed != 30) {
				t.Errorf("that they were there is forgotten: %+v", c)
			}
		}
	})
}
