package intakeweb

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

// requestInLang sends a request of somebody who chose a language of the site.
func (w *fixture) requestInLang(lang, method, path string, form url.Values) string {
	w.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "lang", Value: lang})
	out := httptest.NewRecorder()
	w.site.ServeHTTP(out, r)
	if got := out.Header().Get("Content-Language"); out.Code < 300 && got != lang {
		w.t.Errorf("%s is in %q, want %q", path, got, lang)
	}
	return out.Body.String()
}

// The way from the start to the receipt, in each language of the interface. The
// questionnaire is in English, and says so; in the pseudo-language nothing else
// may be.
func TestRespondInEachLanguage(t *testing.T) {
	code := regexp.MustCompile(`[A-Z2-7]{4}(-[A-Z2-7]{4}){7}|<code>[^<]*</code>`)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newFixture(t, d)
		for _, lang := range []string{"cy", "gu", "pl", "en-XA"} {
			key := w.newKey()
			base := "/consultations/pool/answers/standard/" + key + "/"
			look := func(name, whole string) {
				t.Helper()
				for _, say := range pagetest.Check(whole) {
					t.Errorf("%s in %s: %s", name, lang, say)
				}
				if lang == pagetest.PseudoLang {
					for _, say := range pagetest.Untranslated(whole) {
						t.Errorf("%s: %q cannot be translated", name, say)
					}
				}
			}
			same := func(name, whole string) {
				t.Helper()
				look(name, whole)
				pagetest.GoldenHTML(t, name+"."+lang, code.ReplaceAllString(strings.ReplaceAll(whole, key, "KEY"), "CODE"))
			}
			look("way.start", w.requestInLang(lang, "GET", "/consultations/pool/respond", nil))
			look("way.ask", w.requestInLang(lang, "GET", base+"use", nil))
			same("way.wrong", w.requestInLang(lang, "POST", base+"use", url.Values{"version": {"0"}}))
			w.requestInLang(lang, "POST", base+"use", url.Values{"swim": {"no"}, "version": {"0"}})
			look("way.long", w.requestInLang(lang, "POST", base+"why-not", url.Values{"why": {strings.Repeat("é", 201)}, "version": {"1"}}))
			w.requestInLang(lang, "POST", base+"why-not", url.Values{"why": {"Кітап"}, "version": {"1"}})
			look("way.later", w.requestInLang(lang, "GET", base+"later", nil))
			look("way.all", w.requestInLang(lang, "GET", base+allPages, nil))
			w.requestInLang(lang, "POST", base+"wish", url.Values{"wish": {"Кітап"}, "version": {"2"}})
			same("way.check", w.requestInLang(lang, "GET", base+"check", nil))
			same("way.receipt", w.requestInLang(lang, "POST", base+"check", url.Values{"action": {"send"}}))
			look("way.copy", w.requestInLang(lang, "GET", base+"full-copy", nil))
			look("way.withdraw", w.requestInLang(lang, "POST", "/consultations/pool/withdraw", url.Values{"code": {"abc"}}))
			look("way.nowhere", w.requestInLang(lang, "GET", base+"nine", nil))
			look("way.nobody", w.requestInLang(lang, "GET", "/consultations/moon/respond", nil))
		}
	})
}
