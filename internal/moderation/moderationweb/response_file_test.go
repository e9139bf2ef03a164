package moderationweb

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/survey"
)

// Officers download the files of a response one by one, never shown in a page, and confirm that they know it if a file was
// not checked for viruses; each download is in the audit log. The respondent gets the files with everything else. They are
// gone with the response, and files that were never sent are gone after a day.
//
// Row G of docs/faults.md.
func TestFilesOfRespondentsAreKeptApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w, now := t.Context(), newTestSite(t, d), dbtest.Now
		d.SetClock(func() time.Time { return now })
		def := parkDefinition
		def.Slug = "site"
		q := &survey.Question{ID: "plan", Kind: survey.Files, Text: "Do you have a plan?", Accept: []string{"documents"}}
		def.Forms = []survey.Form{{ID: "site", Title: "The site", Lang: "en", Edition: "standard", Pages: []survey.Page{
			{ID: "one", Title: "One", Questions: []survey.Question{*q}},
		}}}
		if err := (&consult.Service{DB: d, Log: w.intake.Log, CountResponses: intake.Count}).Define(ctx, actor.System, def); err != nil {
			t.Fatal(err)
		}
		_, form, err := w.intake.CachedForm(ctx, "site", "standard")
		if err != nil {
			t.Fatal(err)
		}
		attach := func(text string) (*intake.Draft, string) {
			draft := &intake.Draft{Issued: w.intake.Keys.Issue("site", now), Consultation: "site"}
			f, err := w.intake.SaveFile(ctx, draft, q, "plan.html", strings.NewReader(text), int64(len(text)))
			if err != nil {
				t.Fatal(err)
			}
			return draft, f.Value()
		}
		plan := strings.Repeat("The plan of the bridge.\n", 10_000) // of several parts
		draft, value := attach(plan)
		_, _ = attach("Never sent.")
		raw := survey.Raw{"plan": {value}}
		answers, problems := form.Check(raw)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		send := func(key intake.Key) error {
			r := intake.NewResponse(form, answers)
			r.Key, r.Consultation = key, "site"
			r.AttachFiles(answers, raw)
			_, err := w.intake.Receiver.Submit(ctx, &r)
			return err
		}
		if err := send(w.intake.Keys.Issue("site", now).Key); !fault.Is(err, fault.Invalid) {
			t.Errorf("a file of another respondent was sent: %v", err)
		}
		if err := send(draft.Key); err != nil {
			t.Fatal(err)
		}

		count := func(table string) (n int64) {
			if err := d.View(ctx, func(tx *db.Tx) (err error) {
				n, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM `+table)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		abandoned := func() int64 { return count(`intake_file WHERE response = ''`) }
		deleter := retention.NewDeleter(w.intake, nil, retention.Erasers{})
		for _, step := range []struct {
			day  int
			left int64
		}{{0, 1}, {1, 1}, {2, 0}} {
			now = dbtest.Now.AddDate(0, 0, step.day)
			if _, err := deleter.DeleteIdleDrafts(ctx); err != nil || abandoned() != step.left {
				t.Errorf("after %d days %d files that were not sent are left: %v", step.day, abandoned(), err)
			}
		}

		self := "/staff/consultations/site/responses/" + draft.Key.ID()
		page := w.do("GET", self, nil).Body.String()
		_, rest, _ := strings.Cut(page, self+"/files/")
		file, _, ok := strings.Cut(rest, `"`)
		if !ok || !strings.Contains(page, "plan.txt") || !strings.Contains(page, "Not checked for viruses") ||
			strings.Contains(page, "The plan of") {
			t.Fatalf("the page of the response: %s", page)
		}
		if got := w.do("POST", self+"/files/"+file, nil); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("without the confirmation: %d", got.Code)
		}
		got := w.do("POST", self+"/files/"+file, url.Values{"knows": {"yes"}})
		head := got.Header()
		if got.Body.String() != plan || head.Get("Content-Type") != "application/octet-stream" ||
			head.Get("Content-Disposition") != `attachment; filename=plan.txt` || head.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(head.Get("Content-Security-Policy"), "sandbox;") || head.Get("Cache-Control") != "no-store" {
			t.Errorf("%d bytes with %v", got.Body.Len(), head)
		}
		if n := count(`audit_entry WHERE act = 'download-response-file' AND subject = '` + draft.Key.ID() + `'`); n != 1 {
			t.Errorf("%d downloads are in the audit log", n)
		}
		officer := w.by
		for name, by := range map[string]actor.Actor{
			"another organisation": {ID: "other", Org: "partner", Capabilities: actor.AllCapabilities}, "a visitor": {},
		} {
			w.by = by
			if got := w.do("POST", self+"/files/"+file, url.Values{"knows": {"yes"}}); got.Code == http.StatusOK {
				t.Errorf("%s got the file", name)
			}
		}
		w.by = officer
		ask := url.Values{"format": {"files-zip"}, "purpose": {"For the planning team."}}
		if got := w.do("POST", "/staff/consultations/site/export", ask); got.Code != http.StatusUnprocessableEntity ||
			!strings.Contains(got.Body.String(), `href="#knows"`) {
			t.Errorf("an export of files without the confirmation: %d", got.Code)
		}
		ask.Set("knows", "yes")
		sent := w.do("POST", "/staff/consultations/site/export", ask)
		all := unzip(t, sent.Body.Bytes())
		f, digest := all["manifest.csv"], strings.Split(value, ".")[0]
		if len(all) != 2 || all["files/00001 plan.txt"] != plan || !strings.Contains(f, `"files/00001 plan.txt"`) ||
			!strings.Contains(f, `"`+digest+`"`) || !strings.Contains(f, `"Do you have a plan?"`) {
			t.Errorf("%d with %d files and the list\n%s", sent.Code, len(all), f)
		}
		if n := count(`audit_entry WHERE act = 'export-response-files' AND reason = 'For the planning team.'`); n != 1 {
			t.Errorf("%d exports of files are in the audit log", n)
		}
		w.by = actor.Actor{ID: "reader", Org: officer.Org, Capabilities: []actor.Capability{actor.ReadResponses}}
		if got := w.do("POST", "/staff/consultations/site/export", ask); got.Code != http.StatusNotFound {
			t.Errorf("an officer who may not export gets %d", got.Code)
		}
		mine := w.do("POST", "/consultations/site/my-response/download", url.Values{"code": {draft.Key.WithdrawalCode().String()}})
		archive, err := zip.NewReader(bytes.NewReader(mine.Body.Bytes()), int64(mine.Body.Len()))
		if err != nil || len(archive.File) != 2 || archive.File[1].Name != "files/1 plan.txt" {
			t.Fatalf("the download of the respondent: %v", err)
		}
		in, err := archive.File[1].Open()
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(in); err != nil || string(text) != plan {
			t.Errorf("the respondent gets %d bytes: %v", len(text), err)
		}
		w.by = officer

		tamper := func(statements ...string) (found []string) {
			stop := errors.New("undo")
			if err := d.Update(ctx, func(tx *db.Tx) error {
				for _, statement := range statements {
					if _, err := tx.Exec(ctx, statement); err != nil {
						return err
					}
				}
				_, err := w.intake.AuditFiles(ctx, tx, func(problem string) { found = append(found, problem) })
				return cmp.Or(err, stop)
			}); !errors.Is(err, stop) {
				t.Fatal(err)
			}
			return found
		}
		const unlinked = `DELETE FROM intake_file_part`
		for want, statements := range map[string][]string{
			"": nil,
			"whether it was checked for viruses has been changed": {`UPDATE intake_file SET scanned = TRUE`},
			"1 of its files are missing":                          {unlinked, `DELETE FROM intake_file`},
			"its content is not the one that was attached":        {unlinked},
		} {
			if got := tamper(statements...); len(got) > 1 || !strings.HasSuffix(strings.Join(got, ""), want) || (want == "") != (len(got) == 0) {
				t.Errorf("%v: the audit finds %q, want %q", statements, got, want)
			}
		}
		if err := deleter.Withdraw(ctx, "site", draft.Key.WithdrawalCode().String()); err != nil {
			t.Fatal(err)
		}
		if files, parts := count("intake_file"), count("intake_file_part"); files+parts > 0 {
			t.Errorf("after the withdrawal %d files and %d parts are left", files, parts)
		}
	})
}

// unzip returns the texts of the files in an archive, by name.
func unzip(t *testing.T, text []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatalf("%v: %.200s", err, text)
	}
	all := map[string]string{}
	for _, f := range archive.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(text)
	}
	return all
}
