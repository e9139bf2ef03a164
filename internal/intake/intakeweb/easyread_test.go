package intakeweb

import (
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/survey"
)

// Everything that the pages of an Easy Read edition say themselves, up to the receipt, is in Easy Read for people who
// read English, and in their language for others. Row A17 of docs/faults.md.
func TestEasyReadGoesOnAfterTheQuestions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		easy := pool
		easy.Slug, easy.Forms = "easy", []survey.Form{{ID: "easy", Title: "The pool", Lang: "en", Edition: string(consult.EasyRead),
			Pages: []survey.Page{{ID: "one", Title: "You", Questions: []survey.Question{
				{ID: "swim", Kind: survey.Single, Text: "Do you swim?", Required: true, Options: yesNo},
				{ID: "why", Kind: survey.LongText, Text: "Why?", MaxLength: 200},
			}}}}}
		f.define(easy)
		for lang, want := range map[string]map[string]string{
			"en": {
				"one": "Stop now and finish later", "later": "We have saved your answers", "check": "Send your answers",
				"receipt": "Thank you. We have your answers.", "sent": "You sent these answers",
			},
			"cy": {"receipt": "Lawrlwytho eich derbynneb"},
		} {
			to := f.get("/consultations/easy/respond/easy-read").Header().Get("Location")
			base := to[:strings.LastIndex(to, "/")+1]
			pages := map[string]string{"one": f.requestInLang(lang, "GET", base+"one", nil)}
			f.requestInLang(lang, "POST", base+"one", url.Values{"swim": {"no"}, "why": {""}, "version": {"0"}})
			pages["later"] = f.requestInLang(lang, "GET", base+"later", nil)
			pages["check"] = f.requestInLang(lang, "GET", base+"check", nil)
			pages["receipt"] = f.requestInLang(lang, "POST", base+"check", url.Values{"action": {"send"}})
			pages["sent"] = f.requestInLang(lang, "GET", base+"one", nil)
			for name, html := range pages {
				for _, problem := range pagetest.Check(html) {
					t.Errorf("%s in %s: %s", name, lang, problem)
				}
				if !strings.Contains(html, want[name]) {
					t.Errorf("%s in %s does not say %q:\n%.3000s", name, lang, want[name], html)
				}
				if lang == "en" && name != "sent" && strings.Contains(html, "Some of this page is in") {
					t.Errorf("%s claims to be in another language", name)
				}
			}
		}
		if in := f.get("/consultations/pool/respond").Body.String(); strings.Contains(in, "Stop now") {
			t.Error("another page is in Easy Read")
		}
	})
}
