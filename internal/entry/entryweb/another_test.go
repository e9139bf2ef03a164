package entryweb

import (
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Each form, second entry and phone response leads to the next one with one press, and a batch to
// the form for another like it. “My work” leads to what is next for each batch.
func TestNextFormIsOnePress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		w.want("nothing is entered yet", w.do("GET", staffPath+"data-entry", nil), 200, "Start batch")
		w.checkWork("Enter paper forms or a phone response", staffPath+"data-entry")
		batch := w.open("3", "100")
		w.checkWork("Enter form 1 of 3, batch Library 2", batch+"/next")
		w.want("the next form", w.key(batch+"/next", url.Values{"k-bus": {"a"}}), 303, batch+"/next")
		second := w.want("form 2", w.do("GET", batch+"/next", nil), 200, "Form 1 saved.")
		if !strings.Contains(second, "Save and enter another") || !strings.Contains(second, "autofocus") {
			t.Errorf("form 2 does not lead to form 3: %s", second)
		}
		if got := w.want("stop", w.key(batch+"/next", url.Values{"k-bus": {"b"}, "then": {thenStop}}), 303, batch); got != batch {
			t.Errorf("“Save and stop” leads to %s", got)
		}
		last := w.want("form 3", w.do("GET", batch+"/next", nil), 200, `name="token"`)
		if strings.Contains(last, "Save and enter another") {
			t.Error("the last form offers another")
		}
		w.key(batch+"/next", url.Values{"k-bus": {"a"}})
		w.checkWork("Finish the first entry of batch Library 2", batch)

		like := staffPath + "data-entry?like=" + strings.TrimPrefix(batch, staffPath+"data-entry/")
		w.want("another batch", w.do("GET", batch, nil), 200, like+"#reference")
		filled := w.want("its form", w.do("GET", like, nil), 200, "Start batch")
		for _, part := range []string{`name="day-year" type="text" inputmode="numeric" value="2026"`, `value="standard" selected`} {
			if !strings.Contains(filled, part) {
				t.Errorf("the form for another batch does not have %s", part)
			}
		}

		w.do("POST", batch, url.Values{"action": {"finish"}})
		w.by = colleague
		w.checkWork("Finish the second entry of batch Library 2", batch)
		next := w.want("second entry", w.key(batch+"/second", url.Values{"k-bus": {"a"}}), 303, batch+"/second?saved=1")
		w.want("the next second entry", w.do("GET", next, nil), 200, "Form 1 saved.")
	})
}

// checkWork checks that “My work” has a line text with a link to href.
func (w *testSite) checkWork(text, href string) {
	w.t.Helper()
	var all []web.WorkItem
	if err := w.d.View(w.t.Context(), func(tx *db.Tx) (err error) {
		all, err = work(w.t.Context(), tx, w.by, w.now)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	for _, item := range all {
		if item.Text.String() == text && item.Href == href {
			return
		}
	}
	w.t.Errorf("“My work” has no link “%s” to %s: %v", text, href, all)
}
