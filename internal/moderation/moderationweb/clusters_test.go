package moderationweb

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/survey"
)

// Row C20 of docs/faults.md. Similar responses come in pages of twenty groups; a decision
// that is refused shows the page with its group.
func TestSimilarResponsesHavePages(t *testing.T) {
	var all []moderation.Cluster
	for i := range 45 {
		all = append(all, moderation.Cluster{Key: fmt.Sprint("k", i)})
	}
	for _, test := range []struct {
		query, cluster string
		from, to       int
	}{
		{"", "", 0, 20}, {"?page=1", "", 0, 20}, {"?page=2", "", 20, 40}, {"?page=3", "", 40, 45}, {"?page=4", "", 0, 20},
		{"?page=-1", "", 0, 20}, {"?page=x", "", 0, 20}, {"?page=9223372036854775807", "", 0, 20}, {"", "k41", 40, 45}, {"", "gone", 0, 20},
	} {
		r := httptest.NewRequest("POST", "/similar-responses"+test.query, strings.NewReader(url.Values{"cluster": {test.cluster}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if from, to := clusterRange(r, all); from != test.from || to != test.to {
			t.Errorf("%s %s: %d to %d", test.query, test.cluster, from, to)
		}
	}
}

// Row D9 of docs/faults.md. No page compares many responses: the officer has them compared, and
// sees the list and decides from it until a response changes.
func TestManyResponsesAreComparedBeforeTheyAreListed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d)
		w.service.MaxComparedAtOnce = 1
		send := func() intake.Key {
			return w.send(survey.Raw{"use": {"yes"}, "why": {"Keep the old gates open."}, "consent": {"no"}, "sex": {"female"}})
		}
		first := send()
		send()
		const at, offer, list = "/staff/consultations/park/similar-responses", "similar-responses/compare", "2 responses with identical answers"
		see := func(has, hasNot string) string {
			t.Helper()
			body := w.do("GET", at, nil).Body.String()
			if !strings.Contains(body, has) || strings.Contains(body, hasNot) {
				t.Errorf("no %q, or %q, in\n%s", has, hasNot, body)
			}
			return body
		}
		see(offer, list)
		if got := w.do("POST", at+"/compare", url.Values{}); got.Code != 303 || got.Header().Get("Location") != at {
			t.Fatalf("%d to %q\n%s", got.Code, got.Header().Get("Location"), got.Body)
		}
		key := regexp.MustCompile(`name="cluster" type="checkbox" value="([^"]+)"`).FindStringSubmatch(see(list, offer))[1]
		see("Keep the old gates open.", offer)
		decide := func(want int) {
			t.Helper()
			got := w.do("POST", at, url.Values{"cluster": {key}, "decision": {moderation.CountOnce}, "why": {"One letter."}})
			if got.Code != want {
				t.Errorf("%d, want %d\n%s", got.Code, want, got.Body)
			}
		}
		decide(303)
		see("<strong>Count them as one</strong>", offer)
		if got := w.do("POST", "/consultations/park/my-response/erase", url.Values{"code": {first.WithdrawalCode().String()}}); got.Code != 200 {
			t.Fatalf("%d\n%s", got.Code, got.Body)
		}
		send()
		see(offer, list)
		decide(422)
	})
}

// Row C20 of docs/faults.md. One decision with one reason is about all groups that are selected,
// each with an entry in the audit log. A refused one changes nothing and keeps what was
// selected and typed.
func TestSeveralGroupsAreDecidedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d)
		for _, text := range []string{"Keep the old gates open.", "Plant more trees by the pond.", "Mow the grass every week."} {
			for range 2 {
				w.send(survey.Raw{"use": {"yes"}, "why": {text}, "consent": {"no"}, "sex": {"female"}})
			}
		}
		const at = "/staff/consultations/park/similar-responses"
		keys := regexp.MustCompile(`name="cluster" type="checkbox" value="([^"]+)"`)
		var all []string
		for _, m := range keys.FindAllStringSubmatch(w.do("GET", at, nil).Body.String(), -1) {
			all = append(all, m[1])
		}
		if len(all) != 3 {
			t.Fatalf("groups %q", all)
		}
		const reason = "MARKER: copies of one letter."
		for name, test := range map[string]struct {
			form     url.Values
			selected int
			says     string
		}{
			"nothing is selected": {url.Values{"decision": {"count-once"}, "why": {reason}}, 0, `href="#cluster-1"`},
			"no decision":         {url.Values{"cluster": all[:2], "why": {reason}}, 2, `href="#decision`},
			"no reason":           {url.Values{"cluster": all[:2], "decision": {"count-once"}, "why": {" "}}, 2, `href="#why"`},
			"one has changed": {
				url.Values{"cluster": {all[0], "gone", all[1]}, "decision": {"count-once"}, "why": {reason}}, 2,
				"have changed. Check the list again.",
			},
		} {
			got := w.do("POST", at, test.form)
			body := got.Body.String()
			selected := strings.Count(body, `" checked><label class="govuk-label govuk-checkboxes__label" for="cluster-`)
			if got.Code != 422 || selected != test.selected ||
				!strings.Contains(body, test.says) || strings.Contains(test.form.Get("why"), reason) != strings.Contains(body, reason) ||
				strings.Contains(body, "<strong>Count them as one</strong>") {
				t.Errorf("%s: %d\n%s", name, got.Code, body)
			}
		}
		if got := w.do("POST", at, url.Values{"cluster": all[:2], "decision": {"count-once"}, "why": {reason}}); got.Code != 303 {
			t.Fatalf("%d\n%s", got.Code, got.Body)
		}
		body := w.do("GET", at, nil).Body.String()
		if strings.Count(body, "<strong>Count them as one</strong>: "+reason) != 2 {
			t.Errorf("not both are decided:\n%s", body)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			entries, err := audit.List(t.Context(), tx, actor.System, audit.Filter{Act: "decide-similar-responses"})
			if len(entries.Items) != 2 || !strings.Contains(entries.Items[0].Reason, "count-once: "+reason) {
				t.Errorf("the audit log has %+v", entries.Items)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
