package consultationreportweb

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/analysistest"
	"github.com/folkmoot/folkmoot/internal/consultationreport"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/docx/docxtest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/operation/operationtest"
	"github.com/folkmoot/folkmoot/internal/print"
	"github.com/folkmoot/folkmoot/internal/print/printtest"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func staff(id string, role actor.Role) actor.Actor {
	return actor.Actor{ID: id, Org: actor.CouncilOrg, Capabilities: actor.CapabilitiesOf(true, role)}
}

var editor, publisher = staff("ed", actor.Editor), staff("pub", actor.Publisher)

// office is a site on which a report on the consultation of package analysistest is written.
type office struct {
	*analysistest.Park
	t       *testing.T
	service *consultationreport.Service
	records *edit.Service
	kind    edit.Kind
	site    *site.Site
	log     bytes.Buffer
}

func newOffice(t *testing.T, d *db.DB) *office {
	t.Helper()
	o := &office{Park: analysistest.NewPark(t, d), t: t}
	log := slog.New(slog.NewTextHandler(&o.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	o.site = &site.Site{Log: log}
	o.service = &consultationreport.Service{DB: d, Decisions: &decision.Service{DB: d, Log: o.Log, Figures: o.Service.Figure}}
	o.records, o.kind = &edit.Service{DB: d, Log: o.Log}, o.service.Kind()
	deps := &web.Deps{DB: d, Record: o.Log, Slog: log, Now: o.Clock, Site: o.site, Operations: operationtest.New(t, d)}
	deps.Printer = print.New(os.Getenv("FOLKMOOT_TEST_CHROMIUM"), o.site)
	feature.Mount(deps, New(deps, o.service, o.records))
	o.At(5)
	return o
}

func (o *office) release(terms analysis.Terms) {
	o.t.Helper()
	var err error
	switch { // without marking the results as published, so that responses can still be imported
	case terms.Reason != "":
		_, err = o.Service.ReleaseAgain(o.t.Context(), publisher, "park", terms.Reason)
	case terms.GroupBy != "":
		_, err = o.Service.Publish(o.t.Context(), publisher, "park", terms)
	default:
		_, err = o.Service.Release(o.t.Context(), publisher, "park")
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// write saves a draft by the editor.
func (o *office) write(v edit.Values) *edit.Copy {
	o.t.Helper()
	c, err := o.records.Get(o.t.Context(), editor, &o.kind, "park")
	if err == nil {
		c, err = o.records.SaveDraft(o.t.Context(), editor, &o.kind, "park", edit.Save{Version: c.Version, Seen: c.Seen(), Values: v})
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

// submit submits a draft as the editor, and approves and publishes it as the publisher.
func (o *office) submit(c *edit.Copy) error {
	o.t.Helper()
	c, err := o.records.Submit(o.t.Context(), editor, &o.kind, "park", c.Version)
	if err != nil {
		return err
	}
	if _, err = o.records.ApproveAndPublish(o.t.Context(), editor, &o.kind, "park", c.Version); !fault.Is(err, fault.Forbidden) {
		o.t.Errorf("the writer approves their own report: %v", err)
	}
	_, err = o.records.ApproveAndPublish(o.t.Context(), publisher, &o.kind, "park", c.Version)
	return err
}

// get returns a page for the public, or for by.
func (o *office) get(path string, by ...actor.Actor) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	for _, a := range by {
		r = site.WithActor(r, a)
	}
	w := httptest.NewRecorder()
	o.site.ServeHTTP(w, r)
	return w
}

func (o *office) want(path string, texts ...string) {
	o.t.Helper()
	w := o.get(path)
	for _, text := range texts {
		if w.Code != 200 || !strings.Contains(w.Body.String(), text) {
			o.t.Errorf("%s has status %d and no %q", path, w.Code, text)
		}
	}
}

const reportPath = "/consultations/park/report"

func words(release, summary string) edit.Values {
	return edit.Values{"release": {release}, "summary": {summary}, "limits": {"Few young people responded."}}
}

// A report has the sixteen sections, its figures are those of its release, a second person approves it, and a published version
// stays as it is when there is a later release.
func TestReportIsAssembledApprovedAndFrozen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		if w := o.get(reportPath); w.Code != 404 {
			t.Errorf("there is a report before one was published: %d", w.Code)
		}
		o.release(analysis.Terms{})
		draft := o.write(words("1", "Most people use the park: {{figure:use/yes}} of {{figure:responses}} responses."))
		body := o.get(consultationreport.PreviewPath("park"), editor).Body.String()
		for _, text := range []string{"Only you and your colleagues can see it", "67% (667 of 1,000)", "Say what happens next and when."} {
			if !strings.Contains(body, text) {
				t.Errorf("the preview has no %q", text)
			}
		}
		if w := o.get(consultationreport.PreviewPath("park")); w.Code != 404 {
			t.Errorf("the public can see a draft: %d", w.Code)
		}
		if err := o.submit(draft); err != nil {
			t.Fatal(err)
		}
		o.want(reportPath, "67% (667 of 1,000)", "Few young people responded.", "No key issues are published yet.", "No events are recorded.",
			`href="/consultations/park/results/1"`)
		for _, s := range consultationreport.Sections {
			o.want(reportPath, fmt.Sprintf(`<h2 class="govuk-heading-l" id="%s">%s</h2>`, s.ID, s.Title))
		}
		first := o.get(reportPath + "/versions/1").Body.String()
		if strings.Contains(first, "There is a later one") {
			t.Error("there is no later release yet")
		}

		rows := "row,channel,edition,day,status,use,visits,why,answer-equality-questions,religion\n"
		for i := range 50 {
			rows += fmt.Sprintf("%d,paper,standard,2026-02-20,,yes,3,,no,\n", 1000+i)
		}
		if _, err := o.Intake.Import(t.Context(), actor.System, "park", strings.NewReader(rows)); err != nil {
			t.Fatal(err)
		}
		o.release(analysis.Terms{Reason: "Forms came late by post."})
		o.want(reportPath, "There is a later one", `href="/consultations/park/results/2"`, "67% (667 of 1,000)")
		if err := o.submit(o.write(words("2", "Most people use the park: {{figure:use/yes}} of {{figure:responses}} responses."))); err != nil {
			t.Fatal(err)
		}
		o.want(reportPath, "68% (717 of 1,050)", "What changed since the version before", "version 1,")
		o.want(reportPath+"/versions/1", "67% (667 of 1,000)", "This is an earlier version.")
		if now := o.get(reportPath + "/versions/1").Body.String(); strings.Contains(now, "717 (68%)") {
			t.Error("the first version has figures of the second release")
		}
		versions := 0
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			all, err := consultationreport.Versions(t.Context(), tx, "park")
			versions = len(all)
			return err
		}); err != nil || versions != 2 {
			t.Errorf("%d versions: %v", versions, err)
		}
	})
}

// A figure that does not exist, is hidden or is from another release is refused in words that say what to do.
func TestReportRefusesFiguresThatAreNotInItsRelease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		o.release(analysis.Terms{})
		for code, want := range map[string]string{
			"use/perhaps":       "does not match a question or answer in that release",
			"religion/sikh":     "is hidden so that no one can be identified",
			"park#2/use/yes":    "this report uses release 1. Write it without a release: use/yes",
			"nowhere#1/use/yes": "is from a release that does not exist",
		} {
			err := o.submit(o.write(words("1", "So many: {{figure:"+code+"}}.")))
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", code, err, want)
			}
		}
		if err := o.submit(o.write(words("7", "Nothing."))); err == nil || !strings.Contains(err.Error(), "Release 7 of the results") {
			t.Errorf("a release that does not exist: %v", err)
		}
		if err := o.submit(o.write(words("1", "All: {{figure:park#1/use/yes}}."))); err != nil {
			t.Errorf("the code of the results page: %v", err)
		}
	})
}

// What a release hides is in no form of the report: page, draft, Word file, PDF, stored text, log or header.
func TestHiddenCountIsInNoFormOfTheReport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		o.release(analysis.Terms{GroupBy: "religion"})
		v := words("1", "Most people use the park: {{figure:use/yes}}.")
		v.SetRows("easy-read", []edit.Values{{"picture": {"read"}, "says": {"Most people use the park."}}})
		if err := o.submit(o.write(v)); err != nil {
			t.Fatal(err)
		}
		// 373 and, of them, those for and against, as a number, a percentage or the length of a bar.
		hidden := regexp.MustCompile(`(^|[^0-9.a-f])(373|37\.3%?|37%|249|124|66\.8%?|33\.2%?)([^0-9a-f]|$)`)
		check := func(what, text string) {
			if found := hidden.FindString(text); found != "" {
				t.Errorf("%s has %q", what, found)
			}
			if strings.Contains(text, analysistest.FreeText) {
				t.Errorf("%s has an answer in a respondent's own words", what)
			}
		}
		const version = reportPath + "/versions/1"
		for _, path := range []string{reportPath, version, reportPath + "/easy-read", version + "/document.docx",
			reportPath + "/easy-read/document.docx", version + "/document.pdf"} {
			w := o.get(path)
			switch {
			case strings.HasSuffix(path, ".pdf") && os.Getenv("FOLKMOOT_TEST_CHROMIUM") == "":
				continue
			case w.Code != 200:
				t.Errorf("%s: %d", path, w.Code)
			case strings.HasSuffix(path, ".docx"):
				check(path, docxtest.Read(t, w.Body.Bytes()).Text)
			case strings.HasSuffix(path, ".pdf"):
				pdf := printtest.Read(t, w.Body.Bytes())
				if !pdf.Marked || !strings.Contains(docxtest.Letters(pdf.Text), docxtest.Letters("67% (667 of 1,000)")) {
					t.Errorf("the PDF has no tags, or its text is not read: %.500q", pdf.Text)
				}
				check(path, pdf.Text+strings.Join(pdf.Alternatives, "\n"))
			default:
				check(path, w.Body.String())
			}
			if path == reportPath && !strings.Contains(w.Body.String(), "[c]") {
				t.Error("nothing is hidden on the page")
			}
			for name, values := range w.Header() {
				check(path+" "+name, strings.Join(values, " "))
			}
		}
		check("the preview", o.get(consultationreport.PreviewPath("park"), editor).Body.String())
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			r, err := consultationreport.Get(t.Context(), tx, "park")
			check("the stored report", db.JSON(r))
			return err
		}); err != nil {
			t.Error(err)
		}
		quotes, err := o.records.Quotes(t.Context(), &o.kind, "park", edit.Values{"release": {"1"}})
		if err != nil || len(quotes) == 0 {
			t.Errorf("%d figures to quote: %v", len(quotes), err)
		}
		for _, q := range quotes {
			check("a figure to quote", q.Readable)
		}
		check("the log", o.log.String())
	})
}
