package app_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/crawltest"
)

const reportTitle = "The next equality strategy"

// newReportSite is a walkSite with the consultation of 2016 and its released results.
func newReportSite(t *testing.T) *walkSite {
	t.Helper()
	files := demoPart(t, "council.yaml", "census.csv", "consultations/"+readConsultation+"/")
	shrink2016(t, files)
	addAgreedEarlier(files)
	return newWalkSiteOn(t, files)
}

// submitReport writes a report to the decision makers from nothing, with a released figure, and submits it.
func (s *walkSite) submitReport() (officer *crawltest.Worker) {
	s.Helper()
	officer = s.signIn("Equality officer")
	officer.Follow("Reports")
	officer.Follow("Add a report")
	officer.Type("Title", reportTitle)
	officer.Type("Who will decide", "Cabinet")
	typeDate(officer, "Date of the meeting", openDate.AddDate(0, 1, 0))
	officer.Type("Author", "Head of equality")
	officer.Type("Areas affected", "Leicestershire")
	officer.Type("Purpose of the report", "To begin the next strategy.")
	officer.Type("Reasons for the recommendations", "The strategy ends.")
	officer.Type("Legal implications", "There are none.")
	officer.Type("Financial implications", "There are none.")
	officer.Type("Risks", "It may be late.")
	officer.Select("Consultation", "Equality Strategy 2016–2020")
	officer.Press("Add a recommendation")
	officer.TypeInto("Recommendation", 0, "That the next strategy be drafted.")
	officer.Press("Add an option")
	officer.Type("Option", "Draft it")
	officer.Tick("What the report says about it Recommended", 0)
	officer.Type("What would happen", "There is a strategy in time.")
	officer.Type("Why it is recommended", "The law asks for objectives every four years.")
	officer.Type("Equality and human rights implications", "The strategy is not written yet. It will have an assessment.")
	officer.Press("Add an option")
	officer.TypeInto("Option", 1, "Do nothing")
	officer.Tick("What the report says about it Do nothing", 1)
	officer.TypeInto("What would happen", 1, "There is none.")
	officer.Press("Save draft")
	officer.See("Figures you can quote")
	officer.Type("What people said", "This many people responded: {{figure:"+readConsultation+"#1/responses}}")
	officer.Press("Save and continue")
	officer.Press("Submit for approval")
	officer.See("Submitted")
	return officer
}

// sendReport lets a head of service approve and publish the report that waits, and send it to the councillors.
func (s *walkSite) sendReport() (head *crawltest.Worker) {
	s.Helper()
	head = s.signIn("Head of service")
	head.Follow("Waiting for your approval")
	head.See("To begin the next strategy.")
	head.Press("Approve and publish")
	head.See("Published")
	head.Follow("Send reports")
	head.Follow(reportTitle)
	head.See("1 councillor has not received this version.")
	head.Press("Send this version")
	head.See("Not yet")
	return head
}

// An officer writes a report to the decision makers from nothing. A head of service approves it, publishes it and sends it to
// the councillors. The officer cannot do that.
func TestHeadOfServiceApprovesAReportToTheDecisionMakers(t *testing.T) {
	t.Parallel()
	s := newReportSite(t)
	officer := s.submitReport()
	for _, f := range officer.Forms() {
		for _, b := range f.Buttons {
			if strings.HasPrefix(b.Text, "Approve") {
				t.Errorf("an officer can press %q", b.Text)
			}
		}
	}
	s.sendReport()
	resident := s.visit("/reports")
	resident.Follow(reportTitle)
	resident.See("That the next strategy be drafted.")
}

// A councillor is told that there is a report, and reads the pack: what is proposed, with what people said in released figures
// beside it. The head of service sees who has opened it.
func TestCouncillorReadsThePack(t *testing.T) {
	t.Parallel()
	s := newReportSite(t)
	s.submitReport()
	head := s.sendReport()
	councillor := s.signIn("Councillor")
	councillor.Follow("1 report to read")
	councillor.See("Not read yet")
	councillor.Follow(reportTitle)
	for _, says := range []string{"That the next strategy be drafted.", "Do nothing", "What people said", "This many people responded: 60"} {
		councillor.See(says)
	}
	councillor.FollowTo("60", "/consultations/"+readConsultation+"/results")
	councillor.See("60")
	councillor.Visit("/staff/reading")
	councillor.See("You opened it on")
	head.Follow("Send reports")
	head.See("1 of 1 opened it")
}
