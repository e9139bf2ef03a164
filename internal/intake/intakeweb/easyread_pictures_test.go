package intakeweb

import (
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// Each step of an Easy Read response has a picture that is described in words. Other versions have none.
//
// Row A17 of docs/faults.md.
func TestEasyReadResponseHasPictures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		def := pool
		def.Slug = "easy"
		easy := pool.Forms[0]
		easy.Edition = "easy-read"
		def.Forms = append(def.Forms[:1:1], easy)
		f.define(def)
		const book, pencil, glass, envelope, key = `aria-label="Picture: an open book"`, `aria-label="Picture: a pencil and a ticked box"`,
			`aria-label="Picture: a magnifying glass over a list"`, `aria-label="Picture: an envelope on its way"`, `aria-label="Picture: a key"`
		for edition, isEasy := range map[string]bool{"easy-read": true, "standard": false} {
			f.browser = newBrowser()
			start := f.get("/consultations/easy/respond/" + edition)
			base := strings.TrimSuffix(start.Header().Get("Location"), "use")
			shows := func(page, body string, wanted ...string) {
				t.Helper()
				for _, part := range wanted {
					if strings.Contains(body, part) != isEasy {
						t.Errorf("%s, %s: %s is on it: %t", edition, page, part, !isEasy)
					}
				}
				if !isEasy && strings.Contains(body, "Picture:") {
					t.Errorf("%s, %s has a picture", edition, page)
				}
			}
			shows("the first page", f.get(base+"use").Body.String(), book, pencil)
			f.post(base+"use", url.Values{"swim": {"yes"}})
			shows("the second page", f.get(base+"wish").Body.String(), pencil)
			f.post(base+"wish", url.Values{"wish": {"Warmth"}, "version": {"1"}})
			shows("the saved answers", f.get(base+"later").Body.String(), key)
			shows("the page to check", f.get(base+"check").Body.String(), glass, envelope)
			sent := f.post(base+"check", url.Values{"action": {"send"}})
			if sent.Code != 200 || withdrawalCode.FindString(sent.Body.String()) == "" {
				t.Errorf("%s: sent with %d", edition, sent.Code)
			}
			shows("the receipt", sent.Body.String(), envelope, key)
		}
	})
}
