package moderationweb

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/survey"
)

// An analyst chooses the questions that are columns and the answers that responses must have, goes from one response to the
// next, and comes back to the same table. Equality monitoring answers are no column and no filter.
func TestTableOfResponses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d)
		with := func(use, why string) string {
			return w.send(survey.Raw{"use": {use}, "why": {why}, "consent": {"yes"}, "sex": {"female"}}).ID()
		}
		one, two, other := with("yes", "MARKER-one <b>"), with("yes", "MARKER-two"), with("no", "MARKER-three")
		letter := entry.Submission{Consultation: "park", Kind: entry.Letter, Day: "2026-02-20", Title: "The bus", Summary: "MARKER-letter",
			IdempotencyKey: "1"}
		if err := w.entry.SaveSubmission(t.Context(), w.by, &letter, ""); err != nil {
			t.Fatal(err)
		}
		const list = "/staff/consultations/park/responses"
		query := "?" + url.Values{"show": {"why", "use", "sex"}, "only": {"use  yes"}}.Encode()
		get := func(path string, status int) string {
			t.Helper()
			got := w.do("GET", path, nil)
			if got.Code != status {
				t.Fatalf("%s: %d %s", path, got.Code, got.Body)
			}
			return got.Body.String()
		}
		table := get(list+query, http.StatusOK)
		for _, want := range []string{"MARKER-one &lt;b&gt;", "MARKER-two", `data-label="Do you use the park?"><bdi>Yes</bdi>`, one, two} {
			if !strings.Contains(table, want) {
				t.Errorf("the table lacks %q", want)
			}
		}
		for _, not := range []string{"MARKER-three", other, "Female", "What is your sex", "MARKER-letter"} {
			if strings.Contains(table, not) {
				t.Errorf("the table has %q", not)
			}
		}
		all := get(list+"?show=why&letters=yes", http.StatusOK)
		if !strings.Contains(all, "MARKER-letter") || !strings.Contains(all, "MARKER-three") {
			t.Error("the table of everything lacks the letter or a response")
		}
		if got := w.do("GET", list+"?only="+url.QueryEscape("sex  female"), nil); got.Code != http.StatusBadRequest {
			t.Errorf("filtered by an equality monitoring answer: %d", got.Code)
		}
		first, next := one, two
		if strings.Index(table, two) < strings.Index(table, one) {
			first, next = two, one
		}
		response := get(list+"/"+first+query, http.StatusOK)
		to := list + "/" + next + query
		links := html.UnescapeString(response)
		if !strings.Contains(links, to) || !strings.Contains(links, `href="`+list+query+`"`) || strings.Contains(links, `rel="prev"`) {
			t.Errorf("the first response does not lead to %s and back to the table: %s", to, links)
		}
		last := html.UnescapeString(get(to, http.StatusOK))
		if strings.Contains(last, `rel="next"`) || !strings.Contains(last, list+"/"+first+query) {
			t.Error("the last response does not lead back")
		}
		flagged := w.do("POST", list+query, url.Values{"do": {"flag"}, "response": {one, two}, "flag-reason": {"not-genuine"}})
		if flagged.Code != http.StatusSeeOther || flagged.Header().Get("Location") != list+query {
			t.Errorf("flagging leads to %d %s", flagged.Code, flagged.Header().Get("Location"))
		}
		shown := get(list+"?flagged=yes", http.StatusOK)
		if !strings.Contains(shown, one) || !strings.Contains(shown, two) || strings.Contains(shown, other) {
			t.Error("not the two that were flagged are flagged")
		}
		refused := w.do("POST", list+query, url.Values{"do": {"flag"}, "response": {one}, "flag-note": {"TYPED-note"}})
		if refused.Code != http.StatusUnprocessableEntity || !strings.Contains(refused.Body.String(), "TYPED-note") {
			t.Errorf("a flag without a reason: %d", refused.Code)
		}
	})
}
