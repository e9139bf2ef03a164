package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/app"
)

// An equality officer counts the answers to the strategy of 2016 by a group, gives the reason where equality monitoring
// answers are counted, and loses nothing that was chosen when it is missing.
func TestEqualityOfficerCountsAnswersByGroup(t *testing.T) {
	t.Parallel()
	s := newStaffSiteOn(t, app.Config{}, smallDemo(t))
	const consultation = "/staff/consultations/equality-strategy-2016-2020"
	ann := colleague("ann")
	if d := s.crawl.Get(ann, consultation); !strings.Contains(string(d.Body), `href="`+consultation+`/tables"`) {
		t.Error("the page of the consultation does not lead to the tables")
	}
	count := func(want int, values url.Values) string {
		t.Helper()
		got := s.crawl.Request(ann, http.MethodPost, consultation+"/tables", values, nil)
		if got.Status != want {
			t.Fatalf("%v: status %d, want %d\n%.2000s", values, got.Status, want, got.Body)
		}
		return string(got.Body)
	}
	form := url.Values{"question": {"role"}, "by": {"sex"}, "only": {"role  resident"}, "and": {""}}
	refused := count(http.StatusUnprocessableEntity, form)
	for _, kept := range []string{`<option value="role" selected`, `<option value="sex" selected`, `<option value="role  resident" selected`,
		"Enter why you need this information"} {
		if !strings.Contains(refused, kept) {
			t.Errorf("the refused form does not have %s", kept)
		}
	}
	form.Set("purpose", "To see who was heard.")
	if body := count(http.StatusOK, form); strings.Count(body, "<table") != 1 || !strings.Contains(body, "Everyone") {
		t.Error("there is not one table")
	}
	if body := count(http.StatusOK, url.Values{"question": {"~all"}, "by": {"~channel"}}); strings.Count(body, "<table") < 4 ||
		strings.Contains(body, "religion or belief") {
		t.Error("there is not a table for each question, or there are tables of equality questions")
	}
	for _, wrong := range []url.Values{{"question": {"none"}}, {"question": {"~channel"}}, {"question": {"role"}, "by": {"none"}},
		{"question": {"role"}, "only": {"role  none"}}, {}} {
		count(http.StatusUnprocessableEntity, wrong)
	}
}
