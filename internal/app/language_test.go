package app_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/site"
)

// untranslatedRoutes are routes with text that is neither translated nor marked.
// Add none.
var untranslatedRoutes = map[string]string{
	"GET /consultations/{slug}/paper/{edition}":  "entryweb",
	"GET /consultations/{slug}/results":          "analysisweb",
	"GET /consultations/{slug}/results/{number}": "analysisweb",

	"GET /consultations/{slug}/report": "analysis/resultview: the same tables",
}

// A reader in another language reads all text of the interface in it. The rest
// was written by the council or by respondents and is marked with its language,
// so that screen readers pronounce it.
func TestPublicPagesAreTranslatable(t *testing.T) {
	t.Parallel()
	s := newSite(t, app.Config{}, demo.Files(), discardLogger(), func(r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "lang", Value: pagetest.PseudoLang})
	})
	left, pages := map[string][]string{}, 0
	s.crawl(t, 4, func(route string, d *browsertest.Document) {
		if d.Status != http.StatusOK || !strings.HasPrefix(d.Header.Get("Content-Type"), "text/html") {
			return
		}
		pages++
		for _, say := range pagetest.Untranslated(string(d.Body)) {
			if len(left[route]) < 12 && !slices.Contains(left[route], say) {
				left[route] = append(left[route], say)
			}
		}
	})
	if pages < 30 {
		t.Errorf("only %d pages were met", pages)
	}
	for route, room := range untranslatedRoutes {
		if left[route] == nil {
			t.Errorf("%s is clean; take %s out of the list", route, room)
		}
		delete(left, route)
	}
	for _, route := range slices.Sorted(maps.Keys(left)) {
		t.Errorf("%s says in English alone, and does not mark as the words of a person:\n\t%s", route, strings.Join(left[route], "\n\t"))
	}
}

// untranslatedStaffRoutes are such routes of the staff area. Add none.
var untranslatedStaffRoutes = map[string]string{
	"GET /staff/consultations/{slug}/responses": "moderationweb: the names of forms",
}

// The same for the staff area. Text that officers and respondents wrote is not
// marked everywhere there, so text that is in the database or in the question
// bank counts as theirs.
func TestStaffPagesAreTranslatable(t *testing.T) {
	t.Parallel()
	s := newSite(t, app.Config{}, demo.Files(), discardLogger(), nil)
	s.app.Site().RecentlyAuthenticated = crawltest.RecentlyAuthenticated // signinweb tests who must confirm
	s.app.Site().SessionMiddleware = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, site.WithActor(r, fullAccess.Actor)) })
	}
	c := &crawltest.Site{Routes: s.app.Routes(), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "lang", Value: pagetest.PseudoLang})
		s.app.Handler().ServeHTTP(w, r)
	})}
	theirs := storedTexts(t, s.app.DB)
	left, pages := map[string][]string{}, 0
	for route, all := range c.Walk(fullAccess, 2, "/staff").Pages {
		for _, d := range all {
			if !strings.Contains(route, " /staff") || d.Status != http.StatusOK || !strings.HasPrefix(d.Header.Get("Content-Type"), "text/html") {
				continue
			}
			pages++
			for _, say := range pagetest.Untranslated(string(d.Body), theirs...) {
				if len(left[route]) < 12 && !slices.Contains(left[route], say) {
					left[route] = append(left[route], say)
				}
			}
		}
	}
	if pages < 30 {
		t.Errorf("only %d pages were met", pages)
	}
	for route := range untranslatedStaffRoutes {
		delete(left, route)
	}
	for _, route := range slices.Sorted(maps.Keys(left)) {
		t.Errorf("%s says in English alone:\n\t%s", route, strings.Join(left[route], "\n\t"))
	}
}

// storedTexts returns the texts of the database and of the question banks.
func storedTexts(t *testing.T, d *db.DB) []string {
	t.Helper()
	texts := map[string]bool{fullAccess.Actor.Name: true, actor.System.Name: true}
	add := func(text string) {
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); len(line) > 1 {
				texts[line] = true
			}
		}
	}
	var look func(v any)
	look = func(v any) {
		switch v := v.(type) {
		case string:
			add(v)
		case []any:
			for _, one := range v {
				look(one)
			}
		case map[string]any:
			for _, one := range v {
				look(one)
			}
		}
	}
	read := func(text string) {
		var v any
		if json.Unmarshal([]byte(text), &v) != nil {
			v = text
		}
		look(v)
	}
	for column, values := range dumpTables(t, d) {
		if !strings.HasPrefix(column, "record_") {
			for _, text := range values {
				read(text)
			}
		}
	}
	read(db.JSON(equality.Bank()))
	read(db.JSON(builder.Bank()))
	return slices.Collect(maps.Keys(texts))
}

// A council sets its language once, and readers in another language hear its
// words in it. A consultation is in the language of its questionnaire.
func TestCouncilTextHasLangAttribute(t *testing.T) {
	files := demoPart(t, "")
	files["council.yaml"].Data = append(files["council.yaml"].Data, "\nlanguage: cy\n"...)
	s := newSite(t, app.Config{}, files, discardLogger(), nil)
	for _, test := range []struct {
		path, lang, want string
	}{
		{"/", "en", ` lang="cy">`},
		{"/", "cy", `<div><p class="govuk-body">`},
		{"/strategies", "en", `href="/strategies/equality-strategy-2016-2020" lang="cy">`},
		{"/strategies", "cy", `href="/strategies/equality-strategy-2016-2020">`},
		{"/strategies/equality-strategy-2016-2020", "en", `<h1 class="govuk-heading-xl govuk-!-margin-bottom-2" lang="cy">`},
		{"/strategies/equality-strategy-2016-2020", "cy", `<h1 class="govuk-heading-xl govuk-!-margin-bottom-2">`},
		{"/strategies/equality-strategy-2016-2020", "ar-XB", `<h1 class="govuk-heading-xl govuk-!-margin-bottom-2" lang="cy" dir="ltr">`},
		{"/decisions/equality-strategy-2016", "en", `<h1 class="govuk-heading-xl" lang="cy">`},
		{"/privacy", "en", `<li><span lang="cy">`},
		{"/accessibility", "pl", `<p class="govuk-body-l" lang="cy">`},
		{"/consultations/getting-about", "en", `<h1 class="govuk-heading-xl govuk-!-margin-bottom-3">`},
		{"/consultations/getting-about", "cy", `<h1 class="govuk-heading-xl govuk-!-margin-bottom-3" lang="en">`},
		{"/consultations", "cy", `href="/consultations/getting-about" lang="en">`},
		{"/consultations/equality-strategy-2016-2020/results", "cy", `id="q-role" lang="en">`},
		{"/consultations/equality-strategy-2016-2020/results", "cy", `class="fm-share__label" lang="en">`},
		{"/consultations/equality-strategy-2016-2020/results", "cy", `class="fm-share__label">Ar-lein`},
		{"/consultations/equality-strategy-2016-2020/results", "en", `class="fm-share__label">Online`},
	} {
		r := httptest.NewRequest(http.MethodGet, test.path, nil)
		r.AddCookie(&http.Cookie{Name: "lang", Value: test.lang})
		w := httptest.NewRecorder()
		s.app.Handler().ServeHTTP(w, r)
		if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, test.want) {
			t.Errorf("%s in %s: %d, without %q", test.path, test.lang, w.Code, test.want)
		}
	}
}
