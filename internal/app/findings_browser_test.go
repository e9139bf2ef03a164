package app_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/docx/docxtest"
	"github.com/folkmoot/folkmoot/internal/opendata/csvwtest"
	"github.com/folkmoot/folkmoot/internal/sheet"
)

// findingsOffice is a browser in which people of the demonstration take turns. Every page on the way is checked by axe.
type findingsOffice struct {
	browserUser
	pages int
}

// step checks the page that is shown.
func (o *findingsOffice) step(says ...string) {
	o.t.Helper()
	for _, words := range says {
		o.expectText(words)
	}
	o.pages++
	for _, v := range o.Axe() {
		o.t.Errorf("%s: axe-core: %s", o.Evaluate("location.pathname"), v)
	}
}

// signInAs signs out the person who is signed in, and signs in a person of the demonstration.
func (o *findingsOffice) signInAs(role string) {
	o.t.Helper()
	if o.pages > 0 {
		o.visit("/staff")
		o.press("Sign out", "ign")
	}
	o.visit("/staff/sign-in")
	o.press("Sign in as: "+role, "My work")
	o.step()
}

// From 1,200 responses to a report by group that residents download, in a browser and by nothing but its pages: an analyst counts
// answers by group, an officer releases the results by age, which a second person confirms, an editor writes the words of the
// report, and an officer approves it.
func TestAnalystAndPublisherReleaseAReportInABrowser(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t)
	files := demoPart(t, "council.yaml", "census.csv", "places.yaml", "figures/", "deprivation.csv", "consultations/"+readConsultation+"/")
	delete(files, "consultations/"+readConsultation+"/results.yaml")
	addAgreedEarlier(files)
	atOnce := app.Config{OperationWait: time.Nanosecond} // all work that takes long shows its progress
	address, _ := newStaffDemoOn(t, atOnce, files, func() time.Time { return openDate })
	const hub, public = "/staff/consultations/" + readConsultation, "/consultations/" + readConsultation
	o := &findingsOffice{browserUser: browserUser{t, b.Tab(t, browsertest.TabOptions{}), address}}

	o.signInAs("Administrator") // a second person needs the same permission
	o.visit("/staff/people/invented-head-of-service")
	o.check("Publisher")
	o.press("Save roles", "Head of service")
	o.step("Publisher")

	o.signInAs("Analyst")
	o.visit(hub + "/tables")
	o.step("These are exact numbers for your work.")
	o.selectOption("question", "How much do you agree")
	o.press("Count", "Strongly agree")
	o.step()
	o.Screenshot("findings analyst")

	o.signInAs("Consultation officer")
	o.visit(hub + "/results")
	o.selectOption("group-by", "What is your age group?")
	o.press("Use this choice", "What this release will include")
	o.step("1,166")
	o.press("Preview the results", "These results are not released yet.")
	o.step("What differs by group", "[c]")
	o.visit(hub + "/results?group-by=age")
	o.confirm("Release the results", "a colleague must confirm it too.")
	o.step()
	request := regexp.MustCompile(`/staff/confirmations/\S+`).FindString(o.text())
	if o.Visit(address+public+"/results/1") == 200 {
		t.Error("the results are released by one person")
	}

	o.signInAs("Head of service")
	o.visit(request)
	o.step("asked on")
	o.press("Continue", "You are confirming it as the second person")
	o.step()
	o.fill("confirmation", "1166")
	o.press("Release the results", "Release 1")
	o.step()

	o.signInAs("Editor")
	o.visit(hub + "/report/edit")
	o.fill("release", "1")
	o.fill("summary", "Most people agreed: {{figure:aims/services/strongly-agree}} strongly.")
	o.fill("groups", "Older people agreed more often.")
	o.press("Save and continue", "Submit for approval")
	o.step()
	o.press("Submit for approval", "Submitted")
	o.step()

	o.signInAs("Consultation officer")
	o.visit(hub + "/report")
	o.press("Approve and publish", "Published")
	o.step()

	o.visit("/staff")
	o.press("Sign out", "ign")
	o.visit(public + "/report")
	o.step("49% (521 of 1,068 offered this answer)", "Older people agreed more often.", "[c]")
	o.visit(public + "/results/1")
	o.step("What differs by group", "What we hide and why")
	o.Screenshot("findings results")
	o.visit("/data")
	o.step("results, release 1")
	if o.pages < 15 {
		t.Errorf("only %d pages were checked by axe", o.pages)
	}
	checkFindings(t, address+public)
}

// checkFindings checks what residents download.
func checkFindings(t *testing.T, public string) {
	t.Helper()
	file := func(path string) []byte {
		body, _ := get(t, public+path, "en")
		return body
	}
	for _, name := range []string{"results.csv", "who-answered.csv"} {
		rows, wrong := csvwtest.Check(name, file("/results/1/"+name), file("/results/1/"+name+"-metadata.json"))
		if rows < 30 || len(wrong) > 0 {
			t.Errorf("%s, %d rows: %q", name, rows, wrong)
		}
	}
	for _, format := range []sheet.Format{sheet.ODS, sheet.XLSX} {
		book, err := sheet.Read(file("/results/1/results." + string(format)))
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(book.Sheets, func(s sheet.Sheet) bool { return s.Name == "By group" })
		if at < 0 || len(book.Sheets[at].Rows) < 6 || !slices.Contains(book.Sheets[at].Rows[0].Cells, "65 to 74 (%)") {
			t.Errorf("%s has no answers by age", format)
		}
	}
	if text := docxtest.Read(t, file("/report/versions/1/document.docx")).Text; !strings.Contains(text, "521 of 1,068") {
		t.Errorf("the Word file has no figures: %.300s", text)
	}
}
