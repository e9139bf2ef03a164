package app_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/docx/docxtest"
)

// From the responses of 2016 to a report that residents can download: an officer releases the results by age, an editor writes
// the words of the report, the officer approves it, and a resident finds it from the consultation.
func TestResponsesBecomeAPublishedReportByGroup(t *testing.T) {
	t.Parallel()
	files := demoPart(t, "council.yaml", "census.csv", "places.yaml", "consultations/"+readConsultation+"/")
	delete(files, "consultations/"+readConsultation+"/results.yaml")
	addAgreedEarlier(files)
	details := files["council.yaml"] // the release of so many responses would need another person, which other tests show
	details.Data = append(details.Data, "\nsecond-person-from: 5000\n"...)
	s := newWalkSiteOn(t, files)
	const hub, public = "/staff/consultations/" + readConsultation, "/consultations/" + readConsultation

	publisher := s.signIn("Consultation officer")
	publisher.Visit(s.address + hub + "/results")
	publisher.Select("Which groups of people do you want to compare?", "What is your age group?")
	publisher.Press("Use this choice")
	publisher.See("1,166")
	publisher.Press("Release the results")
	publisher.Type("Type “1166” to confirm", "1166")
	publisher.Press("Release the results")

	editor := s.signIn("Editor")
	editor.Visit(s.address + hub + "/report/edit")
	editor.Type("Release of the results", "1")
	editor.Type("Summary", "Most people agreed: {{figure:aims/services/strongly-agree}} strongly.")
	editor.Type("Differences between groups", "Older people agreed more often.")
	editor.Press("Save and continue")
	editor.FollowTo("Preview", hub+"/report/preview")
	editor.See("49% (521 of 1,068 offered this answer)")
	editor.See("Say what happens next and when.")
	editor.Follow("Back to the record")
	editor.Press("Submit for approval")
	editor.See("Submitted")
	s.approveNext()

	resident := s.visit(public)
	resident.Follow("Consultation report")
	for _, says := range []string{
		"49% (521 of 1,068 offered this answer)", "Older people agreed more often.", "[c]", "No events are recorded.",
	} {
		resident.See(says)
	}
	resident.FollowTo("Results, release 1", public+"/results/1")
	resident.See("What differs by group")
	resident.Follow("Consultation report")
	body, _ := get(t, s.address+public+"/report/versions/1/document.docx", "en")
	if text := docxtest.Read(t, body).Text; !strings.Contains(text, "521 of 1,068") || !strings.Contains(text, "Who we did not hear from") {
		t.Errorf("the Word file has no figures or no sections: %.300s", text)
	}
}
