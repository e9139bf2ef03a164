package moderationweb

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/survey"
)

// Row C20 of docs/faults.md. Written monitoring answers come in pages, those that no officer has
// checked first. All of a page can be marked at once, which the audit log says; a redaction
// leaves an answer in its list, and a withdrawn one is gone from it.
func TestMonitoringTextsHavePagesAndAreMarkedManyAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d)
		const all, list, why = 23, "/staff/consultations/park/monitoring-texts", "To check for names."
		var codes []string
		for i := range all {
			raw := survey.Raw{"use": {"yes"}, "sex": {"other"}, "sex--other": {fmt.Sprintf("MARKER-%02d", i)}}
			codes = append(codes, w.send(raw).WithdrawalCode().String())
		}
		texts := regexp.MustCompile(`<bdi>(MARKER-\d\d)</bdi>`)
		see := func(path string, form url.Values) (body string, shown []string) {
			t.Helper()
			form.Set("purpose", why)
			got := w.do("POST", path, form)
			if got.Code != 200 {
				t.Fatalf("%d\n%s", got.Code, got.Body)
			}
			for _, m := range texts.FindAllStringSubmatch(got.Body.String(), -1) {
				shown = append(shown, m[1])
			}
			return got.Body.String(), shown
		}
		values := func(body, name string) (found []string) {
			for _, m := range regexp.MustCompile(`name="`+name+`" value="([^"]+)"`).FindAllStringSubmatch(body, -1) {
				found = append(found, m[1])
			}
			return found
		}
		body, first := see(list, url.Values{})
		next, marked := values(body, "page"), url.Values{"item": values(body, "item")}
		if len(first) != 20 || !strings.Contains(body, "23 answers to check") || len(marked["item"]) != 20 {
			t.Fatalf("the first page has %d answers:\n%s", len(first), body)
		}
		_, second := see(list, url.Values{"page": next[len(next)-1:]})
		both := slices.Sorted(slices.Values(slices.Concat(first, second)))
		if len(second) != all-20 || len(slices.Compact(both)) != all {
			t.Errorf("the pages have %q and %q", first, second)
		}
		if slices.IsSorted(first) {
			t.Errorf("the answers are in the order in which they arrived: %q", first)
		}
		body, left := see(list+"/checked", marked)
		slices.Sort(left)
		if !slices.Equal(left, slices.Sorted(slices.Values(second))) || !strings.Contains(body, "20 answers marked as checked.") {
			t.Errorf("after the first page was marked, %q are left:\n%s", left, body)
		}
		if body, _ := see(list+"/checked", marked); !strings.Contains(body, "0 answers marked as checked.") {
			t.Errorf("marked twice:\n%s", body)
		}
		redact := url.Values{"purpose": {why}, "list": {"checked"}, "words": {first[0]}, "redact-reason": {"own-identity"}}
		handle := marked["item"][0]
		if got := w.do("POST", list+"/"+handle, redact); got.Code != 303 || !strings.Contains(got.Header().Get("Location"), "list=checked") {
			t.Fatalf("%d to %q\n%s", got.Code, got.Header().Get("Location"), got.Body)
		}
		withdrawn := url.Values{"code": {codes[slices.Index(both, first[1])]}}
		if got := w.do("POST", "/consultations/park/my-response/erase", withdrawn); got.Code != 200 {
			t.Fatalf("%d\n%s", got.Code, got.Body)
		}
		body, checked := see(list, url.Values{"list": {"checked"}})
		if slices.Contains(values(body, "item"), handle) || len(values(body, "item")) != 19 || len(checked) != 18 {
			t.Errorf("after a redaction and a withdrawal, %q are checked and as they were:\n%s", checked, body)
		}
		body, _ = see(list+"/checked", url.Values{"list": {"checked"}, "item": values(body, "item")})
		if !strings.Contains(body, "19 answers marked as not checked.") {
			t.Errorf("not marked as not checked:\n%s", body)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			for act, want := range map[string]string{"check-monitoring-texts": "20", "uncheck-monitoring-texts": "19"} {
				entries, err := audit.List(t.Context(), tx, actor.System, audit.Filter{Act: act})
				if err != nil || len(entries.Items) != 1 || entries.Items[0].Reason != want {
					t.Errorf("the audit log has %+v for %s: %v", entries.Items, act, err)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
