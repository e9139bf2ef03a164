package app_test

import (
	"bytes"
	"testing"
	"testing/fstest"
	"time"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/crawltest"
)

// walkSite is an installation in which nothing is agreed yet. Its people sign in, follow the links, and find the fields and
// buttons by what the pages call them. Another person approves everything.
type walkSite struct {
	*testing.T
	address string
	app     *app.App
}

func newWalkSite(t *testing.T) *walkSite {
	t.Helper()
	return newWalkSiteOn(t, demoPart(t, "council.yaml"))
}

// newWalkSiteOn is newWalkSite with the definitions in files.
func newWalkSiteOn(t *testing.T, files fstest.MapFS) *walkSite {
	t.Helper()
	address, a := newStaffDemoOn(t, app.Config{OperationWait: time.Nanosecond}, ofTwoPeople(t, files), func() time.Time { return openDate })
	return &walkSite{t, address, a}
}

// ofTwoPeople changes the rules of the council: no one approves their own work.
func ofTwoPeople(t *testing.T, files fstest.MapFS) fstest.MapFS {
	t.Helper()
	details := files["council.yaml"]
	if n := bytes.Count(details.Data, []byte(": same\n")); n != 2 {
		t.Fatalf("%d settings of the demonstration let one person act alone, want 2", n)
	}
	details.Data = bytes.ReplaceAll(details.Data, []byte(": same\n"), []byte(": other\n"))
	return files
}

// signIn returns a person of the demonstration on “My work”.
func (s *walkSite) signIn(role string) *crawltest.Worker {
	s.Helper()
	v := browsertest.NewVisitor(s.T, s.address+"/staff/sign-in")
	v.Press("Sign in as: " + role)
	w := crawltest.Browse(s.T, v)
	w.See("My work")
	return w
}

// visit returns a person without an account on a public page.
func (s *walkSite) visit(path string) *crawltest.Worker {
	s.Helper()
	return crawltest.Browse(s.T, browsertest.NewVisitor(s.T, s.address+path))
}

// home goes to “My work” as it is now.
func home(w *crawltest.Worker) { w.Helper(); w.Follow("My work") }

// section opens a section of the draft that is shown.
func section(w *crawltest.Worker, title string) {
	w.Helper()
	w.FollowTo(title, w.URL.Path+"/edit")
}

// startAction adds the draft of an action to the plan.
func startAction(w *crawltest.Worker, what string) {
	w.Helper()
	home(w)
	w.Follow("Actions")
	w.Follow("Add an action")
	w.Type("What we will do", what)
	w.Type("Who will do it", "Head of leisure")
	typeDate(w, "Done by", openDate.AddDate(1, 0, 0))
	w.Type("Measure", "Number of closed Sundays")
	w.Press("Save and continue")
	w.See(what)
}

const (
	sundays    = "Close the sports hall on Sundays"
	mitigation = "Open the sports hall on one Sunday a month"
	assessment = "Sundays at the sports hall"
)

// An equality officer runs an assessment from screening to publication with two colleagues and a challenge session: an
// editor fills in a section that is asked of them, a head of service signs, a publisher approves. All of it is read on public
// pages in the end.
func TestEqualityOfficerRunsAnAssessmentFromScreeningToPublication(t *testing.T) {
	t.Parallel()
	s := newWalkSite(t)
	officer := s.signIn("Equality officer")
	startAction(officer, sundays)
	officer.Follow("No equality impact assessment covers")
	officer.Type("Title", assessment)
	officer.Select("What is assessed", "Saving")
	officer.Type("Purpose", "Save the staff of the quietest day.")
	typeDate(officer, "Started on", openDate.AddDate(0, -1, 0))
	officer.Press("Save and continue")
	s.runAssessment(officer)
	s.holdSession(officer)

	resident := s.visit("/")
	resident.Follow("Impact assessments")
	resident.Follow(assessment)
	for _, says := range []string{
		"Young people have nowhere to play on Sundays.", mitigation, "Director of leisure", "Equality challenge group",
		"Open on one Sunday in each school holiday too.", "We will open on the second Sunday of each holiday.",
	} {
		resident.See(says)
	}
	resident.Follow(mitigation)
	resident.Follow(assessment)
}

// runAssessment goes from the draft of an assessment, on which the officer is, to its publication.
func (s *walkSite) runAssessment(officer *crawltest.Worker) {
	s.Helper()
	section(officer, "Whether an assessment is needed")
	officer.Tick("Is an assessment needed? Yes", 0)
	officer.Press("Save and continue")
	section(officer, "People")
	officer.Type("Lead officer", "Head of leisure")
	officer.Type("Service", "Leisure")
	officer.Press("Add a task")
	officer.Select("Section", "Relevance")
	officer.Select("Colleague", "Editor")
	typeDate(officer, "By (optional)", openDate.AddDate(0, 0, 7))
	officer.Press("Save and continue")

	colleague := s.signIn("Editor")
	colleague.Follow("Section to fill in: Relevance")
	for n := range 25 {
		if n < 3 {
			colleague.Tick("Is it relevant? Relevant", n)
		} else {
			colleague.Tick("Is it relevant? Not relevant", n)
		}
		colleague.TypeInto("Why", n, "Young people use the hall on Sundays.")
	}
	colleague.Press("Save and continue")
	home(colleague)
	if bytes.Contains(colleague.Body, []byte("Section to fill in")) {
		s.Error("“My work” asks for a section that is filled in")
	}

	officer.Reload()
	section(officer, "Scope")
	officer.Type("Compared with", "Open on seven days, as in 2024.")
	officer.Press("Save and continue")
	section(officer, "Evidence")
	officer.Press("Add evidence")
	officer.Type("Other source", "Bookings")
	typeDate(officer, "Date of the evidence", openDate.AddDate(0, -2, 0))
	officer.Type("What it says", "Half of those who book on Sundays are under 18.")
	officer.Press("Save and continue")
	section(officer, "Options")
	officer.Press("Add an option")
	officer.Type("Option", "Close on Sundays")
	officer.Tick("Assessed", 0)
	officer.Press("Save and continue")
	s.agreeMitigation(officer)
	home(officer)
	officer.Follow(assessment)
	section(officer, "Impacts")
	officer.Press("Add an impact")
	officer.Select("Group", "Age")
	officer.Tick("Impact Adverse", 0)
	officer.Tick("Size (optional) Low", 0)
	officer.Tick("Likelihood (optional) Likely", 0)
	officer.Type("What happens", "Young people have nowhere to play on Sundays.")
	officer.Type("Who is affected", "Young people who play in teams")
	officer.Tick("Actions that reduce it (optional) "+mitigation, 0)
	officer.Tick("Size after the actions (optional) None left", 0)
	officer.Press("Save and continue")
	section(officer, "Outcome")
	officer.Tick("Outcomes (optional) Change the proposal", 0)
	officer.Tick("Leading outcome Change the proposal", 0)
	officer.Type("Reasons", "The hall opens once a month.")
	officer.Press("Save and continue")
	section(officer, "Stages and review")
	typeDate(officer, "Review by", openDate.AddDate(1, 0, 0))
	officer.Press("Save and continue")
	section(officer, "Publication")
	officer.Type("Checked for exempt information by", "Legal services")
	officer.Press("Save and continue")

	sign(officer, "Equality adviser", "Equality manager")
	officer.Press("Submit for approval")
	officer.See("“Head of service” has not signed this version.")
	head := s.signIn("Head of service")
	head.Follow("Impact assessments")
	head.Follow(assessment)
	sign(head, "Head of service", "Director of leisure")
	home(colleague)
	colleague.Follow("Impact assessments")
	colleague.Follow(assessment)
	sign(colleague, "Lead officer", "Head of leisure")
	officer.Reload()
	officer.Press("Submit for approval")
	s.approveNext()
}

// approveNext lets a publisher approve and publish what waits for them first.
func (s *walkSite) approveNext() {
	s.Helper()
	publisher := s.signIn("Consultation officer")
	publisher.Follow("Waiting for your approval")
	publisher.Press("Approve and publish")
	publisher.See("Published")
}

// agreeMitigation adds an action that reduces an impact. It is agreed before the assessment of which it is a part.
func (s *walkSite) agreeMitigation(officer *crawltest.Worker) {
	s.Helper()
	startAction(officer, mitigation)
	officer.Follow("Edit")
	officer.Select("Reduces an impact found in", assessment)
	officer.Press("Save and continue")
	officer.Press("Submit for approval")
	s.approveNext()
}

// sign signs the draft that is shown for a role, and goes back to it.
func sign(w *crawltest.Worker, role, post string) {
	w.Helper()
	w.Follow("“" + role + "” has not signed")
	w.Tick("You sign as "+role, 0)
	w.Type("Your post", post)
	w.Press("Sign")
	w.See("You have signed this version.")
	if !bytes.Contains(w.Body, []byte("Another person signs")) && !bytes.Contains(w.Body, []byte("No signature is missing")) {
		w.Errorf("%s asks a person who has signed to sign for another role", w.URL)
	}
	w.Follow("Back to the record")
}

// holdSession records what a challenge group recommended about the assessment that the officer is shown, with the answer.
func (s *walkSite) holdSession(officer *crawltest.Worker) {
	s.Helper()
	officer.Follow("Challenge sessions")
	officer.Follow("Add a challenge session")
	officer.Type("Topic", "Sport on Sundays")
	officer.Select("Assessment", assessment)
	officer.Type("Group that met", "Equality challenge group")
	typeDate(officer, "Date", openDate)
	officer.Type("Observations", "The nearest other hall is six miles away.")
	officer.Press("Add a recommendation")
	officer.Type("Recommendation", "Open on one Sunday in each school holiday too.")
	officer.Tick("Reply (optional) Accepted", 0)
	officer.Type("Answer", "We will open on the second Sunday of each holiday.")
	officer.Type("Who is responsible", "Head of leisure")
	typeDate(officer, "Done by (optional)", openDate.AddDate(1, 0, 0))
	officer.Press("Save and continue")
	officer.Press("Submit for approval")
	s.approveNext()
}
