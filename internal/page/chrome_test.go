package page

import (
	"fmt"
	"testing"
)

func TestNavigationMarksTheCurrentPage(t *testing.T) {
	f := frame{Chrome: Chrome{Nav: []Link{{"Home", "/"}, {"Have your say", "/consultations"}}}}
	for path, want := range map[string]string{"/consultations": "page", "/consultations/park": "true", "/consultationsx": "", "/": ""} {
		f.Path = path
		if got := f.PublicNav()[1].Current; got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// The page with what a search found is below no link of the staff area.
func TestStaffSearchIsNotMyWork(t *testing.T) {
	f := frame{Chrome: Chrome{Staff: &Staff{Links: []Link{{"My work", "/staff"}}}}}
	for path, want := range map[string]string{"/staff": "page", "/staff/confirmations": "true", "/staff/search": ""} {
		f.Path = path
		if got := f.StaffNav()[0].Items[0].Current; got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// A staff page shows the pages above it, and no second link back to one of them.
func TestStaffPagesShowThePagesAbove(t *testing.T) {
	f := frame{
		Chrome: Chrome{Staff: &Staff{Links: []Link{
			{"My work", "/staff"}, {"Consultations", "/staff/consultations"}, {"People", "/staff/people"},
		}}},
		Beside: &Menu{Title: Link{"The park", "/staff/consultations/park"}, Groups: []MenuGroup{{Links: []Link{
			{"Responses", "/staff/consultations/park/responses"},
		}}}},
		say: func(text string) string { return text },
	}
	for path, want := range map[string]string{
		"/staff":                              "[]",
		"/staff/consultations":                "[{My work /staff}]",
		"/staff/consultations/park":           "[{My work /staff} {Consultations /staff/consultations}]",
		"/staff/consultations/park/responses": "[{My work /staff} {Consultations /staff/consultations} {The park /staff/consultations/park}]",
		"/staff/consultations/park/responses/7": "[{My work /staff} {Consultations /staff/consultations} {The park /staff/consultations/park}" +
			" {Responses /staff/consultations/park/responses}]",
	} {
		f.Path = path
		if got := fmt.Sprint(f.Crumbs()); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	f.Path = "/staff/consultations/park/responses"
	const back = `<a href="/staff/consultations/park" class="govuk-back-link">Back</a>`
	const other = `<a href="/x" class="govuk-back-link">Back</a>`
	if got := withoutLink("<p></p>"+back+"<h1>", f.Crumbs()) + withoutLink(other, f.Crumbs()); got != "<p></p><h1>"+other {
		t.Errorf("the links back are %q", got)
	}
}
