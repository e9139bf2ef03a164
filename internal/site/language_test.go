package site

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

func (e editionView) PageLang() string { return e.Lang }

var editionPage = page.New(
	file(`{{define "title"}}T{{end}}{{define "main"}}<h1>{{t "Your receipt"}}</h1>{{end}}`),
	"x.html",
	editionView{"en"},
)

// multilingualSite is a site with a page that shows an edition, and one that returns an error.
func multilingualSite(demonstration bool) *Site {
	s := &Site{Council: func(context.Context) page.Council { return page.Council{Demonstration: demonstration} }}
	s.Add(
		Route{Method: "GET", Pattern: "/{lang}", Needs: actor.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
			return editionPage.Write(w, r, http.StatusOK, editionView{r.PathValue("lang")})
		}},
		Route{Method: "GET", Pattern: "/closed", Needs: actor.Public, Handler: func(http.ResponseWriter, *http.Request) error {
			return fault.Newf(fault.Closed, "Part %d of %d", 1, 2)
		}},
	)
	return s
}

func TestPageLanguage(t *testing.T) {
	for _, test := range []struct {
		name, edition, cookie, accept string
		want, dir                     string
	}{
		{"no preference", "en", "", "", "en", "ltr"},
		{"the browser's preference", "en", "", "pl-PL,pl;q=0.9,en;q=0.8", "pl", "ltr"},
		{"unknown languages preferred", "en", "", "fr, de;q=0.5", "en", "ltr"},
		{"the browser's second preference", "en", "", "fr, cy;q=0.5", "cy", "ltr"},
		{"a choice comes before the browser", "en", "cy", "pl", "cy", "ltr"},
		{"so does a choice of English", "en", "en", "pl", "en", "ltr"},
		{"an edition comes before the browser", "gu", "", "pl", "gu", "ltr"},
		{"a choice comes before the edition", "gu", "cy", "pl", "cy", "ltr"},
		{"an edition in a language without translation", "ar", "", "", "en", "rtl"},
		{"an invalid cookie", "en", "tlh\"", "cy", "cy", "ltr"},
		{"a header that is too long", "en", "", strings.Repeat("cy,", 100), "en", "ltr"},
		{"an invalid header", "en", "", strings.Repeat("-", 150), "en", "ltr"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := get("/" + test.edition)
			r.Header.Set("Accept-Language", test.accept)
			if test.cookie != "" {
				r.Header.Set("Cookie", "lang="+test.cookie)
			}
			w := serveRequest(multilingualSite(false), r)
			if html := w.Body.String(); !strings.Contains(html, `<html lang="`+test.want+`" dir="`+test.dir+`"`) ||
				!strings.Contains(html, "<h1>"+locale.For(test.want).Say("Your receipt")+"</h1>") {
				t.Errorf("want %s: %.300s", test.want, html)
			}
			if got := w.Header().Values("Vary"); !strings.Contains(strings.Join(got, ", "), "Accept-Language, Cookie") ||
				len(w.Result().Cookies()) > 0 {
				t.Errorf("Vary: %v, cookies %v", got, w.Result().Cookies())
			}
		})
	}
}

func TestChooseLanguage(t *testing.T) {
	for _, test := range []struct {
		address, want string // want is "" if no language is chosen
		show          bool
	}{
		{"/en?lang=cy", "/en", false},
		{"/en?q=a+b&lang=pl&page=2", "/en?page=2&q=a+b", false},
		{"/nowhere?lang=gu", "/nowhere", false},
		{"//evil.example/x?lang=cy", "/evil.example/x", false},
		{"/%5Cevil.example?lang=cy", "/evil.example", false},
		{"/en?lang=fr", "", false},
		{"/en?lang=", "", false},
		{"/en?lang=en-XA", "", false},
		{"/en?lang=en-XA", "/en", true},
		{"/en?lang=ar-XB", "/en", true},
		{"/en?slang=cy", "", false},
	} {
		s := multilingualSite(test.show)
		s.Gallery = test.show
		w := serveRequest(s, get(test.address))
		cookies := w.Result().Cookies()
		if test.want == "" {
			if len(cookies) > 0 || w.Code == http.StatusSeeOther {
				t.Errorf("%s: %d, %v", test.address, w.Code, cookies)
			}
			continue
		}
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != test.want || w.Header().Get("Cache-Control") != "no-store" ||
			len(cookies) != 1 {
			t.Errorf("%s: %d %v", test.address, w.Code, w.Header())
			continue
		}
		if c := cookies[0]; c.Name != "lang" || c.Path != "/" || c.SameSite != http.SameSiteLaxMode || c.MaxAge != 31536000 || !c.HttpOnly {
			t.Errorf("%s: %+v", test.address, c)
		}
	}
}

func TestErrorPageLanguage(t *testing.T) {
	r := get("/closed")
	r.Header.Set("Accept-Language", "cy")
	if html := serveRequest(multilingualSite(false), r).Body.String(); !strings.Contains(html, "Rhan 1 o 2") ||
		!strings.Contains(html, "Nid yw hwn ar gael mwyach") {
		t.Errorf("%s", html)
	}
}

// Every language is listed by its own name, and unchecked translations are marked.
func TestLanguageLinks(t *testing.T) {
	r := get("/en?page=2")
	r.Header.Set("Accept-Language", "cy")
	html := serveRequest(multilingualSite(false), r).Body.String()
	for _, want := range []string{
		`<span lang="cy" aria-current="true">Cymraeg</span>`, `href="?page=2&amp;lang=gu" lang="gu" hreflang="gu">ગુજરાતી</a>`,
		locale.For("cy").Say(locale.UnreviewedNotice), `href="?page=2&amp;lang=en" lang="en" hreflang="en">Read this page in English</a>`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is not in the page: %s", want, html)
		}
	}
	if at, header := strings.Index(html, `hreflang="gu"`), strings.Index(html, "<header"); at > header {
		t.Error("the choice of language is not at the top of the page")
	}
}

// Readers can choose the languages that the council offers, and their browser or an earlier choice chooses no others.
func TestCouncilOffersSomeLanguages(t *testing.T) {
	s := multilingualSite(false)
	s.Council = func(context.Context) page.Council { return page.Council{Languages: "en cy"} }
	for _, test := range []struct{ accept, cookie, want string }{
		{"gu, cy;q=0.5", "", "cy"}, {"gu", "", "en"}, {"en", "gu", "en"}, {"en", "cy", "cy"}, {"cy", "gu", "cy"},
	} {
		r := get("/en")
		r.Header.Set("Accept-Language", test.accept)
		if test.cookie != "" {
			r.AddCookie(&http.Cookie{Name: page.LangName, Value: test.cookie})
		}
		html := serveRequest(s, r).Body.String()
		if !strings.Contains(html, `<html lang="`+test.want+`"`) || strings.Contains(html, `hreflang="gu"`) {
			t.Errorf("%+v: %.300s", test, html)
		}
	}
	for lang, want := range map[string]int{"cy": http.StatusSeeOther, "gu": http.StatusOK} {
		if got := serveRequest(s, get("/en?lang="+lang)).Code; got != want {
			t.Errorf("choosing %s: %d, want %d", lang, got, want)
		}
	}
}

// Pseudo-languages are offered and can be chosen only where the gallery is, and never in a demonstration that the public sees.
//
// Row A17 of docs/faults.md.
func TestPseudoLanguagesAreOnlyOfferedWithTheGallery(t *testing.T) {
	for _, gallery := range []bool{false, true} {
		s := multilingualSite(true)
		s.Gallery = gallery
		html := serveRequest(s, get("/en")).Body.String()
		if strings.Contains(html, `hreflang="ar-XB"`) != gallery {
			t.Errorf("gallery %v: the pseudo-languages are in the page or missing", gallery)
		}
		if chosen := serveRequest(s, get("/en?lang=en-XA")).Code == http.StatusSeeOther; chosen != gallery {
			t.Errorf("gallery %v: a pseudo-language was chosen: %v", gallery, chosen)
		}
	}
}

// A page that may not be stored can contain a secret, so it must not repeat the query: the length of the compressed
// page would reveal the secret.
func TestPrivatePageDoesNotRepeatTheQuery(t *testing.T) {
	html := serveRequest(multilingualSite(false), get("/no/where?guess=hunter2")).Body.String() // error pages may not be stored
	if strings.Contains(html, "hunter2") || !strings.Contains(html, `href="?lang=cy"`) {
		t.Errorf("%s", html)
	}
}

func TestPageFromRightToLeft(t *testing.T) {
	r := get("/en")
	r.Header.Set("Cookie", "lang=ar-XB")
	s := multilingualSite(true)
	s.Add(Route{Method: "GET", Pattern: "/plain", Needs: actor.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
		return errorPage.Write(w, r, http.StatusOK, errorView{Title: "T", Say: "S"})
	}})
	plain := httptest.NewRequest("GET", "/plain", nil)
	plain.Header.Set("Cookie", "lang=ar-XB")
	if html := serveRequest(s, plain).Body.String(); !strings.Contains(html, `<html lang="ar-XB" dir="rtl"`) ||
		!strings.Contains(html, "/static/style.rtl.") {
		t.Errorf("%.400s", html)
	}
	if html := serveRequest(s, r).Body.String(); !strings.Contains(html, `dir="ltr"`) {
		t.Errorf("an edition from left to right has the wrong direction: %.400s", html)
	}
}

// editionView is a view that shows an edition in a language.
type editionView struct{ Lang string }

func file(text string) fstest.MapFS { return fstest.MapFS{"x.html": {Data: []byte(text)}} }
