package app_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/crawltest"
)

// recordNoNeedOf follows the link with which a refused draft asks for an assessment, and records why none is needed. It is
// not published yet.
func recordNoNeedOf(officer *crawltest.Worker, title string) {
	officer.Helper()
	officer.Follow("No equality impact assessment covers")
	officer.Type("Title", title)
	officer.Select("What is assessed", "Service")
	officer.Type("Purpose", "To correct what is written on the door.")
	typeDate(officer, "Started on", openDate.AddDate(0, -1, 0))
	officer.Press("Save and continue")
	section(officer, "Whether an assessment is needed")
	officer.Tick("Is an assessment needed? No", 0)
	officer.Tick("If not, why (optional) It corrects or records something", 0)
	officer.Type("Reason", "The hall has been closed on Sundays since May.")
	officer.Press("Save and continue")
	section(officer, "People")
	officer.Type("Lead officer", "Head of leisure")
	officer.Type("Service", "Leisure")
	officer.Press("Save and continue")
	section(officer, "Stages and review")
	typeDate(officer, "Review by", openDate.AddDate(1, 0, 0))
	officer.Press("Save and continue")
	officer.Press("Submit for approval")
}

// The gate refuses an action without an assessment, and still while the reason why none is needed waits for approval. Once
// another person has approved that reason, it agrees, and residents read the action with the reason.
func TestGateRefusesAndThenAgrees(t *testing.T) {
	t.Parallel()
	s := newWalkSite(t)
	officer := s.signIn("Equality officer")
	startAction(officer, sundays)
	refused := func() {
		t.Helper()
		officer.Press("Submit for approval")
		officer.See("There is a problem")
		officer.See("No equality impact assessment covers “" + sundays + "”")
	}
	refused()
	recordNoNeedOf(officer, "A sign on the door")
	home(officer)
	officer.Follow(sundays)
	refused()
	s.approveNext()
	officer.Reload()
	officer.Press("Submit for approval")
	s.approveNext()

	resident := s.visit("/")
	resident.Follow("Progress")
	resident.Follow(sundays)
	resident.Follow("A sign on the door")
	resident.See("The hall has been closed on Sundays since May.")
	resident.Follow(sundays)
	if err := s.app.Doctor(t.Context(), func(say string) { t.Errorf("the doctor says %s", say) }); err != nil {
		t.Fatal(err)
	}
	home(officer)
	officer.Follow("Impact assessments")
	officer.Follow("A sign on the door")
	section(officer, "General")
	officer.See("Action: " + sundays)
}
