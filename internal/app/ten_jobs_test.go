package app_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

// The consultations of the jobs: one with responses to read, and one that is open.
const (
	readConsultation = "equality-strategy-2016-2020"
	openPark         = "parks-2026-9"
)

// jobDefinitions are the consultation that is open, a closed one with responses that wait to be read, and others of
// several years.
func jobDefinitions(t *testing.T) fs.FS {
	t.Helper()
	files := minimalDemo(t)
	for name, file := range demoPart(t, "consultations/"+readConsultation+"/", "census.csv") {
		files[name] = file
	}
	delete(files, "consultations/"+readConsultation+"/results.yaml")
	shrink2016(t, files)
	for year, many := range map[int]int{2026: 50, 2025: 12, 2024: 5} {
		for n := range many {
			slug, month := fmt.Sprintf("parks-%d-%d", year, n+1), n%9+1
			closes := fmt.Sprintf("%d-%02d-15", year, month+1)
			if slug == openPark {
				closes = "2026-12-15"
			}
			files["consultations/"+slug+"/consultation.yaml"] = &fstest.MapFile{
				Data: fmt.Appendf(nil, jobConsultation, slug, n+1, year, year, month, closes, year+1)}
			files["consultations/"+slug+"/form.yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil, jobForm, slug)}
		}
	}
	addAgreedEarlier(files)
	return files
}

// shrink2016 leaves 60 responses to the consultation of 2016, none of them withdrawn or excluded.
func shrink2016(t *testing.T, files fstest.MapFS) {
	t.Helper()
	plan := files["consultations/"+readConsultation+"/responses.yaml"]
	for old, now := range map[string]string{
		"number: 1200": "number: 60", "withdrawn: 14": "withdrawn: 0", "excluded: {duplicate: 17, outside-scope: 3}": "excluded: {}",
	} {
		if !bytes.Contains(plan.Data, []byte(old)) {
			t.Fatalf("the plan has no line %q", old)
		}
		plan.Data = bytes.Replace(plan.Data, []byte(old), []byte(now), 1)
	}
}

const jobConsultation = `slug: %s
title: Park number %d in the year %d
type: engagement
opens: %d-%02d-01
closes: %s 23:59
published: true
summary: What should change in the park?
why: The park is old.
next: We publish the results.
audience: People who walk there
area: Leicestershire
contact: {team: Parks, email: parks@example.org, phone: 0116 496 0000, address: The council}
other-ways: [Ask us for a paper copy.]
feedback: %d-12-31
invented: this consultation
source: Invented for a test
`

const jobForm = `id: %s
title: The park
lang: en
edition: standard
pages:
  - id: park
    title: The park
    questions:
      - {id: wish, kind: long-text, text: What do you wish for?}
`

// tenJobs are common jobs of staff. Each starts on “My work”, or on the page of a consultation.
var tenJobs = []struct {
	name string
	role account.Role
	from string
	do   func(*staffSite, *crawltest.Worker)
}{
	{"Start a consultation from a template and publish it", account.Publisher, "/staff", startFromTemplate},
	{"Add a question with five options", account.Editor, "/staff", addFiveOptions},
	{"Translate one page of a questionnaire", account.Editor, "/staff", translatePage},
	{"Key ten paper forms", account.EntryClerk, "/staff", keyTenForms},
	{"Read twenty responses", account.Analyst, "/staff/consultations/" + readConsultation, readTwentyResponses},
	{"Exclude thirteen responses", account.Analyst, "/staff/consultations/" + readConsultation, excludeThirteen},
	{"Correct a typo in a live questionnaire", account.Publisher, "/staff", correctTypo},
	{"Approve a change", account.Publisher, "/staff", approve},
	{"Report on an action", account.ActionOwner, "/staff", reportOnAction},
	{"Find a consultation of last year", account.Viewer, "/staff", findLastYears},
}

// Ten common jobs are done through the links and forms of the pages. docs/ten-jobs.md shows what each takes now, and took
// before officers could edit records in the browser: testdata/ten-jobs-before.txt was written by the same walks in that
// program, along the pages that it had. A job that takes more than it did fails.
func TestTenJobs(t *testing.T) {
	t.Parallel()
	s := newStaffSiteOn(t, app.Config{}, jobDefinitions(t))
	before := effortsBefore(t)
	var table strings.Builder
	for _, job := range tenJobs {
		was, known := before[job.name]
		if !known {
			t.Fatalf("what “%s” took is missing", job.name)
		}
		w := s.crawl.Start(t, s.role(t, job.role), job.from)
		job.do(s, w)
		loads, keys := "impossible", ""
		if was != (effort{}) {
			loads, keys = strconv.Itoa(was.loads), strconv.Itoa(was.keys)
			if w.Loads > was.loads || w.Keys > was.keys {
				t.Errorf("“%s” takes %d page loads and %d keystrokes, and took %d and %d", job.name, w.Loads, w.Keys, was.loads, was.keys)
			}
		}
		fmt.Fprintf(&table, "| %s | %s | %d | %s | %d |\n", job.name, loads, w.Loads, keys, w.Keys)
	}
	pagetest.GoldenText(t, "../../docs/ten-jobs.md", fmt.Sprintf(tenJobsDoc, tenJobsBefore, table.String()))
}

// effort is what a job takes. The zero value is a job that was impossible.
type effort struct{ loads, keys int }

// tenJobsBefore is the program with which the numbers are compared.
const tenJobsBefore = "2e8ebd3d"

func effortsBefore(t *testing.T) map[string]effort {
	t.Helper()
	text, err := os.ReadFile("testdata/ten-jobs-before.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]effort{}
	for line := range strings.Lines(string(text)) {
		name, numbers, _ := strings.Cut(strings.TrimSpace(line), "\t")
		var e effort
		if numbers != "impossible" {
			if _, err := fmt.Sscan(numbers, &e.loads, &e.keys); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		all[name] = e
	}
	return all
}

const tenJobsDoc = `# What ten common jobs take

` + "`TestTenJobs`" + ` does each job through the links and forms of the pages, writes this page and fails when it is out of
date or a job takes more than before. ` + "`go test ./internal/app -run TestTenJobs -update`" + ` writes it again.

“Before” is the program of commit %s, in which officers could not edit records in the browser yet. The same walks were
done there along the pages that it had.

A page load is a page that a person gets by pressing a link or a button. The page on which the job starts is not counted:
“My work”, or the page of the consultation for jobs about its responses. A keystroke is a typed character, an option that
is ticked or selected, a section that is opened, or a link or button that is pressed. Scripts shorten some of this: they
are not counted.

| job | page loads before | now | keystrokes before | now |
|---|---:|---:|---:|---:|
%s`

// startFromTemplate writes what the template leaves open, and publishes.
func startFromTemplate(s *staffSite, w *crawltest.Worker) {
	w.Follow("Consultations")
	startDraft(w, "The opening hours of libraries")
	recordNoNeed(w.T, s.app, "consultation:the-opening-hours-of-libraries") // by an equality officer, who is asked for it
	w.Follow("Details, dates")
	w.Type("Summary", "Tell us when you visit the library, and when you would like to.")
	w.Type("Who should respond", "Everyone who uses a library.")
	typeDate(w, "Opening date", openDate.AddDate(0, 0, 7))
	typeDate(w, "Closing date", openDate.AddDate(0, 2, 0))
	w.Type("Closing time", "23:59")
	typeDate(w, "Publish feedback by", openDate.AddDate(0, 5, 0))
	w.Type("Why change is proposed", "The hours are from 2011, and many people work until six.")
	w.Type("What can still change", "We can open later or earlier. The number of hours cannot change.")
	w.Type("Why there are no alternatives", "We propose nothing yet.")
	w.Type("What happens next", "We publish the results and the new opening hours.")
	w.Type("Team", "Libraries")
	w.Type("Email address", "libraries@example.org")
	w.Press("Save")
	w.Follow("Questionnaire")
	w.Follow("Title and introduction")
	w.Type("Introduction", "The questionnaire takes about two minutes.")
	w.Press("Save")
	w.Follow("Check and")
	for _, issue := range []string{
		"There are no documents", "The consultation runs over", "The questionnaire is not", "There are no equality",
	} {
		w.Type("Reason for not fixing : "+issue, "It is a short survey.")
	}
	w.Press("Publish")
	w.Type("Type “", "The opening hours of libraries")
	w.Press("Publish")
	w.See("Consultation published.")
}

// startDraft starts a consultation from a template, from the list of consultations.
func startDraft(w *crawltest.Worker, title string) {
	w.Follow("Start a consultation")
	w.Type("Title", title)
	w.Tick("Short survey", 0)
	w.Press("Start")
	w.See(title)
}

func typeDate(w *crawltest.Worker, label string, at time.Time) {
	w.Type(label+" day", at.Format("2"))
	w.Type(label+" month", at.Format("1"))
	w.Type(label+" year", at.Format("2006"))
}

func addFiveOptions(s *staffSite, w *crawltest.Worker) {
	toDraft(s, w, "A survey about travel")
	w.Follow("Questionnaire")
	w.Follow("Add a question")
	w.Type("Question", "How do you travel to the library?")
	w.Tick("Answer type single choice", 0)
	w.Type("Answers, one on each line", "On foot\nBy bicycle\nBy bus\nBy car\nNot at all")
	w.Press("Add question")
	w.Press("Save")
	w.See("By bicycle")
}

// toDraft goes from “My work” to a draft that a colleague has started.
func toDraft(s *staffSite, w *crawltest.Worker, title string) {
	startDraft(s.crawl.Start(w.T, s.role(w.T, account.Publisher), "/staff/consultations"), title)
	w.Follow("Consultations")
	w.Follow(title)
}

// translatePage translates a page with a question and six answers.
func translatePage(s *staffSite, w *crawltest.Worker) {
	toDraft(s, w, "A survey about parks")
	w.Follow("Questionnaire formats and translations")
	w.Select("Format", "Translation")
	w.Select("Language", "Pol")
	w.Press("Add")
	if !strings.Contains(w.Text(), "Very satisfied") {
		w.Follow("Page 1")
	}
	for _, text := range [][2]string{
		{"Page title : your experience", "Twoje doświadczenia"},
		{"Question : how satisfied", "Czy jesteś zadowolony z naszych usług?"},
		{"Answer : very satisfied", "Bardzo zadowolony"}, {"Answer : satisfied", "Zadowolony"}, {"Answer : neither", "Ani tak, ani nie"},
		{"Answer : dissatisfied", "Niezadowolony"}, {"Answer : very dis", "Bardzo niezadowolony"},
		{"Answer : I have not", "Nie korzystałem z tych usług"},
	} {
		w.Type(text[0], text[1])
	}
	w.Press("Save")
	w.See("Saved")
}

func keyTenForms(_ *staffSite, w *crawltest.Worker) {
	w.FollowTo("Enter paper forms", "/staff/consultations/getting-about/")
	w.Type("Batch reference", "Library")
	w.Tick("How were the forms received? on paper", 0)
	typeDate(w, "When did we receive the forms?", openDate)
	w.Type("How many forms", "10")
	w.Press("Start batch") // leads to the first form
	for n := range 10 {
		for question, codes := range map[string]string{"1 ": "a", "3 ": "b", "4 ": "ac", "5 ": "20", "15 ": "a", "17 ": "More buses, please."} {
			w.Type(question, codes)
		}
		if n < 9 {
			w.Press("Save and enter another")
		} else {
			w.Press("Save")
		}
	}
	w.See("10 of 10")
}

// readTwentyResponses reads the answers of twenty responses.
func readTwentyResponses(_ *staffSite, w *crawltest.Worker) {
	w.Follow("Responses")
	w.Follow("Read unread responses")
	if n := bytes.Count(w.Body, []byte(`class="fm-answers"`)); n < 20 {
		w.Fatalf("only %d responses can be read on %s", n, w.URL)
	}
}

func excludeThirteen(_ *staffSite, w *crawltest.Worker) {
	w.Follow("Responses")
	for n := range 13 {
		w.Tick("Select", n)
	}
	w.Tick("Reason Duplicate", 0)
	w.Press("Exclude")
	excluded := w.Site.Get(w.Role, w.URL.Path+"?state=excluded")
	if n := bytes.Count(excluded.Body, []byte(`name="response"`)); n != 13 {
		w.Fatalf("%d responses are excluded: %s", n, excluded.Text())
	}
}

func correctTypo(_ *staffSite, w *crawltest.Worker) {
	w.Follow("Consultations")
	w.Follow("Park number 9 in the year 2026")
	w.Follow("Questionnaire")
	w.Follow("What do you wish for")
	w.Type("Question", "What would you like to change?")
	w.Press("Save")
	w.Follow("Check and")
	for _, issue := range []string{
		"There are no documents", "The questionnaire is not", "There are no equality", "The “standard” version",
	} {
		w.Type("Reason for not fixing : "+issue, "We said so when it opened.")
	}
	w.Tick("Question “What would you like to change?” wording only", 0)
	w.Type("Question “What would you like to change?” what changed", "A typo")
	w.Type("Reason for the changes", "A typo")
	w.Press("Publish changes")
	w.Type("Type “", "Park number 9 in the year 2026")
	w.Press("Publish")
	w.See("Consultation published.")
}

// approve approves and publishes evidence that a colleague has submitted.
func approve(s *staffSite, w *crawltest.Worker) {
	ann := s.crawl.Start(w.T, s.role(w.T, account.EqualityOfficer), "/staff/evidence")
	ann.Follow("Add evidence")
	ann.Type("Title", "Buses stop at six")
	ann.Type("What the source says", "The last bus leaves at six.")
	ann.Type("Name of the source", "Timetable")
	typeDate(ann, "Date of the source", openDate)
	ann.Press("Save and continue")
	ann.Press("Submit")
	w.Reload()
	w.Follow("Waiting for your approval")
	w.Press("Approve and publish")
	w.See("Published")
}

func reportOnAction(_ *staffSite, w *crawltest.Worker) {
	w.Follow("My actions")
	w.Follow("Repair the benches")
	w.Select("How is the work going?", "On track")
	w.Type("What have you done?", "Half of the benches are repaired.")
	w.Press("Send for sign-off")
	w.See("Waiting for sign-off")
}

// findLastYears finds a consultation of which one knows the year, and the park.
func findLastYears(_ *staffSite, w *crawltest.Worker) {
	w.Follow("Consultations")
	w.Follow(fmt.Sprint(openDate.Year() - 1))
	w.Follow("Park number 3 in the year 2025")
}
