package intakeweb

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

// requestInLang returns the page for a request with lang as the chosen language.
func (f *fixture) requestInLang(lang, method, at string, form url.Values) string {
	f.t.Helper()
	r := httptest.NewRequest(method, at, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "lang", Value: lang})
	out := f.browser.send(f, r)
	if got := out.Header().Get("Content-Language"); out.Code < 300 && got != lang {
		f.t.Errorf("the language of %s is %q, want %q", at, got, lang)
	}
	return out.Body.String()
}

// Every page from the start to the receipt, in each language of the interface.
// The questionnaire itself is in English and marked as such; in the
// pseudo-language nothing else may be.
func TestRespondInEachLanguage(t *testing.T) {
	code := regexp.MustCompile(`[A-Z2-7]{4}(-[A-Z2-7]{4}){7}|[A-Z]{4}(-[A-Z]{4}){3}|value="[A-Z]{16}"|` +
		`name="token" value="[^"]*"|data:image/[^"]*`)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		for _, lang := range []string{"cy", "gu", "pl", "ur", "en-XA"} {
			base := f.start()
			key := path.Base(base)
			check := func(name, html string) {
				t.Helper()
				for _, problem := range pagetest.Check(html) {
					t.Errorf("%s in %s: %s", name, lang, problem)
				}
				if lang == pagetest.PseudoLang {
					for _, text := range pagetest.Untranslated(html) {
						t.Errorf("%s: %q cannot be translated", name, text)
					}
				}
			}
			golden := func(name, html string) {
				t.Helper()
				check(name, html)
				pagetest.GoldenHTML(t, name+"."+lang, code.ReplaceAllString(strings.ReplaceAll(html, key, "KEY"), "CODE"))
			}
			check("start", f.requestInLang(lang, "GET", "/consultations/pool/respond", nil))
			check("first page", f.requestInLang(lang, "GET", base+"use", nil))
			golden("respond.error", f.requestInLang(lang, "POST", base+"use", url.Values{"version": {"0"}}))
			f.requestInLang(lang, "POST", base+"use", url.Values{"swim": {"no"}, "version": {"0"}})
			long := url.Values{"why": {strings.Repeat("é", 201)}, "version": {"1"}}
			check("too long an answer", f.requestInLang(lang, "POST", base+"why-not", long))
			f.requestInLang(lang, "POST", base+"why-not", url.Values{"why": {"Кітап"}, "version": {"1"}})
			check("come back later", f.requestInLang(lang, "GET", base+"later", nil))
			check("all questions", f.requestInLang(lang, "GET", base+allPages, nil))
			f.requestInLang(lang, "POST", base+"wish", url.Values{"wish": {"Кітап"}, "version": {"2"}})
			golden("respond.check", f.requestInLang(lang, "GET", base+"check", nil))
			golden("respond.receipt", f.requestInLang(lang, "POST", base+"check", url.Values{"action": {"send"}}))
			check("sent before", f.requestInLang(lang, "GET", base+"use", nil))
			check("code", f.requestInLang(lang, "GET", "/consultations/pool/continue", nil))
			check("wrong withdrawal code", f.requestInLang(lang, "POST", "/consultations/pool/withdraw", url.Values{"code": {"abc"}}))
			check("unknown page", f.requestInLang(lang, "GET", base+"nine", nil))
			check("unknown consultation", f.requestInLang(lang, "GET", "/consultations/moon/respond", nil))
		}
	})
}
