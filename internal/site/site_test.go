package site

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
)

func get(path string) *http.Request { return httptest.NewRequest("GET", path, nil) }

func post(path, form string) *http.Request {
	r := httptest.NewRequest("POST", path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func serveRequest(s *Site, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// exampleSite has a route for each kind of behaviour.
func exampleSite(t *testing.T) (*Site, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	s := &Site{Log: slog.New(slog.NewTextHandler(log, nil)), Gallery: true}
	fine := func(w http.ResponseWriter, r *http.Request) error {
		return errorPage.Write(w, r, http.StatusOK, errorView{Title: "Fine", Say: strings.Repeat("It went well. ", 200)})
	}
	s.Add(
		Route{Method: "GET", Pattern: "/fine", Needs: actor.Public, Handler: fine},
		Route{Method: "POST", Pattern: "/fine", Needs: actor.Public, Handler: fine},
		Route{Method: "POST", Pattern: "/large", Needs: actor.Public, Handler: fine, MaxBody: 1 << 20},
		Route{Method: "GET", Pattern: "/staff", Needs: actor.Release, Handler: fine},
		Route{
			Method:  "GET",
			Pattern: "/panic",
			Needs:   actor.Public,
			Handler: func(http.ResponseWriter, *http.Request) error { panic("answer: hunter2") },
		},
		Route{Method: "GET", Pattern: "/leak", Needs: actor.Public, Handler: func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("Content-Disposition", "attachment")
			return errors.New("dial tcp 10.0.0.7: password=hunter2")
		}},
		Route{Method: "GET", Pattern: "/half", Needs: actor.Public, Handler: func(w http.ResponseWriter, _ *http.Request) error {
			io.WriteString(w, "a,b,c\n")
			return errors.New("the disk failed")
		}},
	)
	return s, log
}

func TestEveryKindHasAStatusAndATitle(t *testing.T) {
	for _, kind := range fault.Kinds() {
		s := &Site{}
		s.Add(Route{Method: "GET", Pattern: "/", Needs: actor.Public, Handler: func(http.ResponseWriter, *http.Request) error {
			return fault.New(kind, "This is the sentence.")
		}})
		w := serveRequest(s, get("/"))
		if w.Code != statusCodes[kind] || w.Code < 400 || errorTitles[kind] == "" || !strings.Contains(w.Body.String(), errorTitles[kind]) {
			t.Errorf("kind %d: status %d", kind, w.Code)
		}
		if !strings.Contains(w.Body.String(), "This is the sentence.") {
			t.Errorf("kind %d: the page does not have the message", kind)
		}
		if later := kind == fault.Busy || kind == fault.Unavailable; later != (w.Header().Get("Retry-After") != "") {
			t.Errorf("kind %d: Retry-After %q", kind, w.Header().Get("Retry-After"))
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("kind %d: the page may be stored", kind)
		}
	}
}

func TestRequestChecks(t *testing.T) {
	s, _ := exampleSite(t)
	foreign := post("/fine", "a=1")
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	staff := WithActor(get("/staff"), actor.Actor{ID: "u1", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Release}})
	many := url.Values{}
	for i := range MaxFields + 1 {
		many.Set(fmt.Sprintf("f%d", i), "x")
	}
	for _, test := range []struct {
		name string
		r    *http.Request
		want int
	}{
		{"a page", get("/fine"), 200},
		{"an unknown page", get("/nowhere"), 404},
		{"the wrong method", post("/panic", ""), 405},
		{"a form", post("/fine", "a=1"), 200},
		{"a form of another site", foreign, 403},
		{"a form that is too large", post("/fine", "a="+strings.Repeat("x", DefaultMaxBody)), 413},
		{"a large form on a route that allows it", post("/large", "a="+strings.Repeat("x", DefaultMaxBody)), 200},
		{"more fields than any form has", post("/fine", many.Encode()), 400},
		{"one field very often", post("/fine", strings.Repeat("a=&", MaxFields+1)), 400},
		{"a malformed form", post("/fine", "%zz"), 400},
		{"a page for staff", get("/staff"), 404},
		{"a page for staff, by staff", staff, 200},
		{"a panic", get("/panic"), 500},
		{"an unknown static file", get("/static/style.css"), 404},
		{"the gallery", get("/gallery"), 200},
		{"a state of the gallery", get("/gallery/0/1"), 200},
		{"an unknown state in the gallery", get("/gallery/0/99"), 404},
		{"an unknown page in the gallery", get("/gallery/99/0"), 404},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := serveRequest(s, test.r)
			if w.Code != test.want {
				t.Errorf("status %d, want %d: %.300s", w.Code, test.want, w.Body)
			}
			for name, want := range map[string]string{
				"Content-Security-Policy": contentSecurityPolicy, "X-Content-Type-Options": "nosniff",
				"Referrer-Policy": "no-referrer", "Strict-Transport-Security": "",
			} {
				if got := w.Header().Get(name); got != want {
					t.Errorf("%s: %q", name, got)
				}
			}
			if !strings.Contains(w.Body.String(), "</html>") {
				t.Error("the response is not a whole page")
			}
		})
	}
	if allow := serveRequest(s, post("/panic", "")).Header().Get("Allow"); allow != "GET, HEAD" {
		t.Errorf("Allow: %q", allow)
	}
}

func TestGalleryIsForDevelopmentOnly(t *testing.T) {
	if w := serveRequest(&Site{}, get("/gallery")); w.Code != 404 {
		t.Errorf("status %d", w.Code)
	}
}

func TestOtherHostsAreRefused(t *testing.T) {
	for _, test := range []struct {
		name, base, host, path string
		want                   int
	}{
		{"its own", "https://consult.example.org", "consult.example.org", "/fine", 200},
		{"its own in capitals", "https://consult.example.org", "Consult.Example.Org", "/fine", 200},
		{"another", "https://consult.example.org", "evil.example.org", "/fine", 421},
		{"its own with another port", "https://consult.example.org", "consult.example.org:99", "/fine", 421},
		{"an IP address, for monitoring", "https://consult.example.org", "10.0.0.7:8080", "/healthz", 404},
		{"any, without a base URL", "", "anything", "/fine", 200},
		{"another local name, for a local base URL", "http://localhost:8080", "127.0.0.1:9", "/fine", 200},
		{"another, for a local base URL", "http://localhost:8080", "evil.example.org", "/fine", 421},
		{"a local name, for a public base URL", "https://consult.example.org", "localhost", "/fine", 421},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, _ := exampleSite(t)
			s.BaseURL = test.base
			r := get(test.path)
			r.Host = test.host
			w := serveRequest(s, r)
			if w.Code != test.want {
				t.Errorf("status %d, want %d", w.Code, test.want)
			}
			if https := strings.HasPrefix(test.base, "https:"); https != (w.Header().Get("Strict-Transport-Security") != "") {
				t.Error("Strict-Transport-Security must be set for https only")
			}
		})
	}
}

// Internal errors are not shown to users, and people's answers are not even logged.
func TestErrorsDoNotLeak(t *testing.T) {
	s, log := exampleSite(t)
	for _, path := range []string{"/panic", "/leak"} {
		w := serveRequest(s, get(path))
		if w.Code != 500 || strings.Contains(w.Body.String(), "hunter2") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		if w.Header().Get("Content-Disposition") != "" {
			t.Errorf("%s: the error page would be saved as a file", path)
		}
	}
	if strings.Contains(log.String(), "answer: hunter2") {
		t.Error("the log has the value of the panic")
	}
	if !strings.Contains(log.String(), "TestErrorsDoNotLeak") && !strings.Contains(log.String(), "exampleSite.func") {
		t.Errorf("the log does not have the function that panicked: %s", log)
	}
}

// Half of a file must not look like all of it.
func TestPartialResponsesAreAborted(t *testing.T) {
	s, _ := exampleSite(t)
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("the response was not aborted")
		}
	}()
	serveRequest(s, get("/half"))
}

func TestRoutesDeclareACapability(t *testing.T) {
	fine := func(http.ResponseWriter, *http.Request) error { return nil }
	for name, route := range map[string]Route{
		"no capability": {Method: "GET", Pattern: "/", Handler: fine},
		"no method":     {Pattern: "/", Needs: actor.Public, Handler: fine},
		"no handler":    {Method: "GET", Pattern: "/", Needs: actor.Public},
		"no path":       {Method: "GET", Pattern: "example.org/", Needs: actor.Public, Handler: fine},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("the route was accepted")
				}
			}()
			(&Site{}).Add(route)
		})
	}
}

func TestPagesAreCompressed(t *testing.T) {
	s, _ := exampleSite(t)
	for accept, want := range map[string]bool{
		"": false, "gzip": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0.0, br": false, "x-gzip": false,
	} {
		r := get("/fine")
		r.Header.Set("Accept-Encoding", accept)
		w := serveRequest(s, r)
		body := w.Body.Bytes()
		if w.Header().Get("Content-Length") != fmt.Sprint(len(body)) {
			t.Errorf("%q: Content-Length %s of %d", accept, w.Header().Get("Content-Length"), len(body))
		}
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != want {
			t.Errorf("%q: compressed %v", accept, got)
		}
		if want {
			unzip, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(unzip); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Contains(body, []byte("</html>")) {
			t.Errorf("%q: half a page", accept)
		}
	}
	head := serveRequest(s, httptest.NewRequest("HEAD", "/fine", nil))
	if head.Code != 200 || head.Body.Len() > 0 {
		t.Errorf("HEAD: %d, %d bytes", head.Code, head.Body.Len())
	}
}

// A public page with everything it loads is small enough for a slow mobile connection.
func TestPageWeight(t *testing.T) {
	s := &Site{Gallery: true}
	for state := range page.PartsPage.Examples() {
		r := get(fmt.Sprintf("/gallery/0/%d", state))
		r.Header.Set("Accept-Encoding", "gzip")
		w := serveRequest(s, r)
		bytes, requests := w.Body.Len(), 1
		plain := serveRequest(s, get(r.URL.Path)).Body.String()
		for _, address := range page.StaticFiles() {
			if strings.Contains(plain, address) {
				r := get(address)
				r.Header.Set("Accept-Encoding", "gzip")
				w := serveRequest(s, r)
				if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Type") == "" {
					t.Errorf("%s: %d %v", address, w.Code, w.Header())
				}
				bytes += w.Body.Len()
				requests++
			}
		}
		t.Logf("state %d: %d bytes in %d requests", state, bytes, requests)
		if bytes > 40_000 || requests < 3 || requests > 5 {
			t.Errorf("state %d: %d bytes in %d requests", state, bytes, requests)
		}
	}
}

func TestServerLimits(t *testing.T) {
	s := NewServer(http.NotFoundHandler())
	if s.ReadHeaderTimeout == 0 || s.ReadTimeout == 0 || s.WriteTimeout == 0 || s.IdleTimeout == 0 || s.MaxHeaderBytes == 0 {
		t.Errorf("%+v", s)
	}
}

// What no browser sends and not every database stores is replaced before a handler reads a form.
func TestTypedTextsCanBeStored(t *testing.T) {
	s := &Site{Log: slog.New(slog.DiscardHandler)}
	var got []string
	s.Add(Route{Method: "POST", Pattern: "/area", Needs: actor.Public, Handler: func(_ http.ResponseWriter, r *http.Request) error {
		got = append(r.PostForm["area"], r.FormValue("area"), r.PostFormValue("area"), r.FormValue("from"))
		return nil
	}})
	serveRequest(s, post("/area?from=%00", "area=A%00b%ff%fe%C3%A9&area=%0D%0Ac"))
	want := []string{"A\ufffdb\ufffd\ufffdé", "\r\nc", "A\ufffdb\ufffd\ufffdé", "A\ufffdb\ufffd\ufffdé", "\ufffd"}
	if !slices.Equal(got, want) {
		t.Errorf("a handler reads %q, want %q", got, want)
	}
}

// Row B10 of docs/faults.md. A route that requires a recent authentication is refused unless the site can
// tell that there was one.
func TestReauthenticationFailsClosed(t *testing.T) {
	ok := func(w http.ResponseWriter, r *http.Request) error { return nil }
	route := Route{Method: "GET", Pattern: "/staff/keys", Needs: actor.Release, Handler: ok, RequireReauth: true}
	for _, test := range []struct {
		name   string
		recent func(*http.Request) bool
		want   int
	}{
		{"no sessions", nil, 403},
		{"not recent", func(*http.Request) bool { return false }, 403},
		{"recent", func(*http.Request) bool { return true }, 200},
	} {
		s := &Site{RecentlyAuthenticated: test.recent}
		s.Add(route)
		by := actor.Actor{ID: "u1", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Release}}
		if w := serveRequest(s, WithActor(get("/staff/keys"), by)); w.Code != test.want {
			t.Errorf("%s: status %d, want %d", test.name, w.Code, test.want)
		}
	}
}

// A person who has to confirm who they are, or to sign in, before a form is accepted finds all of the form on the page that says
// so: sent again afterwards, it goes through as it was. A form with a password is not repeated.
//
// Row C21 of docs/faults.md.
func TestFormGoesThroughAfterConfirmingIdentity(t *testing.T) {
	recent := false
	s := &Site{Log: slog.New(slog.DiscardHandler), SignInPath: "/sign-in", ReauthPath: "/confirm",
		RecentlyAuthenticated: func(*http.Request) bool { return recent }}
	var got url.Values
	handler := func(_ http.ResponseWriter, r *http.Request) error {
		got = r.PostForm
		return nil
	}
	s.Add(Route{Method: "POST", Pattern: "/people", Needs: actor.Staff, RequireReauth: true, Handler: handler})
	send := func(form url.Values, by actor.Actor) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "/people?from=list", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, WithActor(r, by))
		return w
	}
	officer := actor.Actor{ID: "officer", Capabilities: []actor.Capability{actor.Staff}}
	typed := url.Values{"name": {"Ann <b> & Bob", "Cho"}, "note": {"First line\nsecond line"}, "do": {"invite"}}
	for _, refused := range []struct {
		by     actor.Actor
		status int
		link   string
	}{{officer, 403, `href="/confirm"`}, {actor.Actor{}, 401, `href="/sign-in"`}} {
		w := send(typed, refused.by)
		page := w.Body.String()
		if w.Code != refused.status || !strings.Contains(page, refused.link) || !strings.Contains(page, `action="/people?from=list"`) {
			t.Errorf("status %d, want %d with %s and the form\n%s", w.Code, refused.status, refused.link, page)
		}
		again := url.Values{}
		for _, m := range regexp.MustCompile(`(?s)<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(page, -1) {
			again.Add(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
		}
		recent = true
		if w := send(again, officer); w.Code != 200 || !reflect.DeepEqual(got, typed) {
			t.Errorf("sent again: status %d, form %v, want %v", w.Code, got, typed)
		}
		recent, got = false, nil
	}
	secret := send(url.Values{"new-password": {"SECRET"}, "name": {"Ann"}}, officer)
	if strings.Contains(secret.Body.String(), "SECRET") || !strings.Contains(secret.Body.String(), "go back a page") {
		t.Error("a password is shown, or the page does not say what to do")
	}
}
