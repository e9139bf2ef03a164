package entryweb

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
)

// Row C20 of docs/faults.md. The pages of a batch stay small however many forms it has, and
// the list of differences keeps what was selected and typed if it is refused.
func TestDifferenceListKeepsWhatWasSelected(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		const count = entry.DifferencesPerPage + 5
		batch := w.open(strconv.Itoa(count), "100")
		id := batch[strings.LastIndex(batch, "/")+1:]
		progress, err := w.entry.GetBatch(t.Context(), clerk, "buses", id)
		if err != nil {
			t.Fatal(err)
		}
		parse := func(values entry.KeyedValues) entry.ParsedForm {
			t.Helper()
			parsed, problems := progress.Paper.Parse(values)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			return parsed
		}
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		long := strings.Repeat("A later bus on Fridays. ", 30)
		for n := range int64(count) {
			ok(w.entry.KeyForm(t.Context(), clerk, "buses", id, n+1, strconv.FormatInt(n, 10), parse(entry.KeyedValues{"two": "a", "wish": long})))
		}
		w.want("finish", w.do("POST", batch, url.Values{"action": {"finish"}}), 303, batch)
		for n := range int64(count) {
			second := entry.KeyedValues{"two": "b", "wish": long}
			if n == 0 {
				second["wish"] = "No bus"
			}
			ok(w.entry.KeyFormAgain(t.Context(), colleague, "buses", id, n+1, parse(second)))
		}

		list := batch + "/differences"
		for _, path := range []string{batch, list, list + "?question=two&select=all"} {
			if size := w.do("GET", path, nil).Body.Len(); size > 100_000 {
				t.Errorf("%s has %d bytes", path, size)
			}
		}
		boxes := func(out *httptest.ResponseRecorder) (all, checked int) {
			found := regexp.MustCompile(`<input class="govuk-checkboxes__input"[^>]* name="item"[^>]*>`).FindAllString(out.Body.String(), -1)
			for _, box := range found {
				if strings.Contains(box, " checked") {
					checked++
				}
			}
			return len(found), checked
		}
		first := w.do("GET", list, nil)
		w.want("what is too long to compare", first, 200, "The entries are too long to compare here.")
		if all, checked := boxes(first); all != entry.DifferencesPerPage-1 || checked != 0 || strings.Contains(first.Body.String(), long) {
			t.Errorf("%d boxes, %d selected", all, checked)
		}
		if all, checked := boxes(w.do("GET", list+"?question=two&select=all", nil)); all != entry.DifferencesPerPage || checked != all {
			t.Errorf("%d boxes, %d selected", all, checked)
		}
		next := regexp.MustCompile(`href="([^"]+page=[^"]+)" rel="next"`).FindStringSubmatch(first.Body.String())
		if all, _ := boxes(w.do("GET", strings.ReplaceAll(next[1], "&amp;", "&"), nil)); all != 6 {
			t.Errorf("%d boxes on the second page", all)
		}

		sent := url.Values{"token": {"t"}, "item": {"2/two", "3/two"}, "correct": {"second"}}
		refused := func(what, part string) {
			t.Helper()
			out := w.do("POST", list, sent)
			w.want(what, out, 422, part)
			if _, checked := boxes(out); checked != len(sent["item"]) {
				t.Errorf("%s: %d are selected", what, checked)
			}
		}
		refused("no reason", `href="#reason"`)
		sent.Set("reason", "The box is crossed out.")
		sent.Del("correct")
		refused("no decision", "The box is crossed out.")
		sent.Set("correct", "second")
		nothing := url.Values{"token": {"t"}, "reason": {"The box is crossed out."}, "correct": {"second"}}
		w.want("nothing selected", w.do("POST", list, nothing), 422, `value="The box is crossed out."`)
		w.want("no such form", w.do("POST", list, url.Values{"item": {"x"}, "correct": {"first"}, "reason": {"x"}}), 404, "")
		w.want("resolved", w.do("POST", list, sent), 303, list)
		w.want("submitted twice", w.do("POST", list, sent), 303, list)
		sent["item"] = []string{"3/two", "4/two"}
		sent.Set("reason", "I looked again.")
		out := w.do("POST", list, sent)
		w.want("one was resolved", out, 422, "A colleague has already resolved differences of these forms: 3.")
		if _, checked := boxes(out); checked != 1 {
			t.Errorf("%d are still selected", checked)
		}
		w.want("the resolved ones are last", w.do("GET", list+"?question=two", nil), 200, strconv.Itoa(count-2)+")</option>")
		if all, states := w.countResponses(); len(all) != 1 || states["excluded"] != 2 {
			t.Errorf("%v %v", all, states)
		}
	})
}
