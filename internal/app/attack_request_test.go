package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// startedResponse is a response that has been started and saved.
type startedResponse struct {
	path string // "/consultations/…/KEY/"
	page string
	form url.Values // with the half of the key, as if it were known to the attacker

	visitor *browsertest.Visitor
}

func (s *installation) startResponse(t *testing.T) startedResponse {
	t.Helper()
	v := browsertest.NewVisitor(t, s.address+"/consultations/getting-about/respond/standard")
	dir, first := v.URL.Path[:strings.LastIndex(v.URL.Path, "/")+1], v.URL.Path
	form := v.Forms()[0]
	form.Fill()
	form.Values.Set("action", "later")
	v.Post(first, form.Values)
	if v.Status != http.StatusOK || !strings.HasSuffix(v.URL.Path, "/later") {
		t.Fatalf("the draft was not saved: %s answers %d", v.URL, v.Status)
	}
	for _, c := range v.Cookies() {
		form.Values.Set(web.HalfField, c.Value)
	}
	return startedResponse{dir, first, form.Values, v}
}

// halfCookie is the only cookie that respondents get: it is for the session, and holds
// only the half of a key.
var halfCookie = regexp.MustCompile(
	`^folkmoot-half-[0-9a-f]{12}=([A-Z]{16}; Path=/|; Path=/; Max-Age=0); HttpOnly; SameSite=Lax$`)

var routeParameter = regexp.MustCompile(`\{[^}]*\}`)

// A cross-site link changes nothing, and a cross-site form is refused.
func TestCrossSiteRequestsChangeNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, app.Config{}, demo.Files(), discardLogger(), nil)
	mine := s.startResponse(t)
	fill := func(pattern string) string {
		if tail, ok := strings.CutPrefix(pattern, "/consultations/{slug}/answers/{edition}/{key}/"); ok {
			if tail == "{page}" {
				return mine.page
			}
			return mine.path + tail
		}
		return routeParameter.ReplaceAllString(strings.ReplaceAll(pattern, "{slug}", "getting-about"), "standard")
	}
	before := dumpTables(t, s.app.DB)
	if n := len(before["intake_draft.id"]); n != 1 {
		t.Fatalf("there are %d drafts", n)
	}

	posts := 0
	for _, r := range s.app.Routes() {
		if r.Method == http.MethodGet {
			continue
		}
		posts++
		path := fill(r.Pattern)
		for name, header := range map[string]http.Header{
			"cross-site":               {"Sec-Fetch-Site": {"cross-site"}},
			"same-site":                {"Sec-Fetch-Site": {"same-site"}}, // a neighbour under the same domain is not us
			"a foreign origin":         {"Origin": {"https://elsewhere.example"}},
			"no origin worth the name": {"Origin": {"null"}},
			"both":                     {"Sec-Fetch-Site": {"cross-site"}, "Origin": {s.address}},
			"another port":             {"Origin": {"http://127.0.0.1:1"}},
		} {
			status := s.send(t, r.Method, path, header, mine.form)
			if status != http.StatusForbidden {
				t.Errorf("%s %s from %s answers %d", r.Method, r.Pattern, name, status)
			}
		}
		for _, method := range []string{"PUT", "PATCH", "DELETE"} {
			if status := s.send(t, method, path, http.Header{"Sec-Fetch-Site": {"same-origin"}}, mine.form); status != http.StatusMethodNotAllowed {
				t.Errorf("%s %s answers %d", method, r.Pattern, status)
			}
		}
		s.send(t, http.MethodGet, path+"?_method=POST&"+mine.form.Encode(), http.Header{"X-Http-Method-Override": {r.Method}}, nil)
	}
	if posts < 4 {
		t.Errorf("only %d routes change something", posts)
	}
	for _, column := range changedColumns(before, dumpTables(t, s.app.DB)) {
		t.Errorf("a forged form changed %s", column)
	}

	s.browser = mine.visitor
	gets := map[string]bool{}
	s.crawl(
		t,
		4,
		func(route string, d *browsertest.Document) { gets[route] = true },
		s.address+mine.page,
		s.address+mine.path+"check",
		s.address+mine.path+"later",
	)
	for _, r := range s.app.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		s.send(t, http.MethodGet, fill(r.Pattern), http.Header{"Sec-Fetch-Site": {"cross-site"}}, nil)
		s.send(t, http.MethodHead, fill(r.Pattern), nil, nil)
	}
	if len(gets) < 15 {
		t.Errorf("only %d routes were read", len(gets))
	}
	for _, column := range changedColumns(before, dumpTables(t, s.app.DB)) {
		t.Errorf("to read a page changed %s", column)
	}

	// The same form from our own page changes something; otherwise the checks above
	// would show nothing.
	if status := s.send(
		t, http.MethodPost, mine.path+"clear", http.Header{"Sec-Fetch-Site": {"same-origin"}, "Origin": {s.address}},
		mine.form,
	); status != http.StatusOK {
		t.Errorf("our own form answers %d", status)
	}
	if len(changedColumns(before, dumpTables(t, s.app.DB))) == 0 {
		t.Error("our own form changes nothing")
	}
}

// send sends a request and returns the status of the first response.
func (s *installation) send(t *testing.T, method, path string, header http.Header, form url.Values) int {
	t.Helper()
	// Without background work, a response that is accepted would wait for ever.
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, method, s.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if header != nil {
		request.Header = header.Clone()
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Errorf("%s %s: %v", method, path, err)
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

// Every response, error pages too, has the security headers and sets no tracking
// cookie.
func TestSecurityHeadersOnEveryResponse(t *testing.T) {
	s := newSite(t, app.Config{}, minimalDemo(t), discardLogger(), nil)
	s.runBackground(t)
	mine := s.startResponse(t)
	check := func(at string, h http.Header) {
		t.Helper()
		csp := map[string]string{}
		for rule := range strings.SplitSeq(h.Get("Content-Security-Policy"), ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(rule), " ")
			csp[name] = value
		}
		_, sandboxed := csp["sandbox"] // of files that are only offered for download
		for name, want := range map[string]string{
			"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "form-action": "'self'",
			"base-uri": "'none'", "frame-ancestors": "'none'",
		} {
			if csp[name] != want && (!sandboxed || name == "default-src" || name == "frame-ancestors") {
				t.Errorf("%s: Content-Security-Policy has %s %q", at, name, csp[name])
			}
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin",
			"Server":                     "", "X-Powered-By": "", "Access-Control-Allow-Credentials": ""} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q", at, name, got)
			}
		}
		for _, c := range h.Values("Set-Cookie") {
			if !halfCookie.MatchString(c) {
				t.Errorf("%s: sets the cookie %q", at, c)
			}
		}
		// Only the record may be read by pages of other sites.
		if h.Get("Access-Control-Allow-Origin") != "" && !strings.HasPrefix(at, "/record/") && !strings.HasPrefix(at, "/receipts/") {
			t.Errorf("%s may be read by pages of others", at)
		}
		kind := h.Get("Content-Type")
		kind = strings.TrimSuffix(kind, "; header=present") // of CSV files
		if kind == "" || strings.HasPrefix(kind, "text/") && !strings.HasSuffix(kind, "; charset=utf-8") {
			t.Errorf("%s: Content-Type is %q", at, kind)
		}
		if strings.Contains(at, "/answers/") && h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s has a key in its address, and Cache-Control is %q", at, h.Get("Cache-Control"))
		}
	}
	s.browser = mine.visitor
	pages := 0
	look := func(_ string, d *browsertest.Document) {
		pages++
		check(d.URL.RequestURI(), d.Header)
	}
	s.crawl(
		t,
		5,
		look,
		s.address+mine.page,
		s.address+mine.path+"check",
		s.address+mine.path+"later",
		s.address+mine.path+"receipt",
		s.address+mine.path+"nowhere",
		s.address+"/nowhere",
		s.address+"/consultations/nowhere",
		s.address+"/consultations/getting-about/answers/standard/short/check",
		s.address+"/healthz",
		s.address+"/consultations?q=%ff%00",
	)
	v := browsertest.NewVisitor(t, s.address+"/consultations/getting-about/respond/standard")
	for range 30 {
		look("", v.Document)
		if v.HasDownload() {
			break
		}
		v.Answer("")
	}
	for _, link := range v.Links() {
		look("", browsertest.NewVisitor(t, link.URL.String()).Document)
	}
	v.Post("/nowhere", nil)
	look("", v.Document)
	v.Post("/consultations", url.Values{"q": {strings.Repeat("x", 300<<10)}})
	look("", v.Document)
	if pages < 30 {
		t.Errorf("only %d answers were looked at", pages)
	}

	for _, address := range page.StaticFiles() {
		v.Go(s.address + address)
		check(address, v.Header)
		if got := v.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") || !strings.Contains(got, "max-age=31536000") {
			t.Errorf("%s: Cache-Control is %q", address, got)
		}
		v.Go(s.address + address + "x")
		if v.Status != http.StatusNotFound || strings.Contains(v.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%sx answers %d", address, v.Status)
		}
	}
}

// A request for another host gets no page, so that neither a cache nor an email
// can be made to lead people elsewhere.
func TestUnknownHostIsRefused(t *testing.T) {
	s := newSite(t, app.Config{BaseURL: "https://consult.example.org"}, minimalDemo(t), discardLogger(), nil)
	ask := func(host, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = host
		r.Header.Set("X-Forwarded-Host", "elsewhere.example")
		r.Header.Set("Forwarded", "host=elsewhere.example")
		w := httptest.NewRecorder()
		s.app.Handler().ServeHTTP(w, r)
		return w
	}
	for _, r := range s.app.Routes() {
		path := routeParameter.ReplaceAllString(strings.ReplaceAll(r.Pattern, "{slug}", "getting-about"), "standard")
		if r.Method != http.MethodGet || r.Pattern == "/healthz" || r.Pattern == "/livez" {
			continue
		}
		for _, host := range []string{
			"elsewhere.example", "consult.example.org.elsewhere.example", "elsewhere.example:443", "127.0.0.1", "",
			"consult.example.org@elsewhere.example",
		} {
			if w := ask(host, path); w.Code != http.StatusMisdirectedRequest {
				t.Errorf("%s as %q answers %d", path, host, w.Code)
			}
		}
		w := ask("consult.example.org", path)
		if w.Code == http.StatusMisdirectedRequest {
			t.Errorf("%s under our own name answers %d", path, w.Code)
		}
		if strings.Contains(w.Body.String(), "elsewhere.example") || strings.Contains(fmt.Sprint(w.Header()), "elsewhere.example") {
			t.Errorf("%s takes the name that a header gives it", path)
		}
		if w.Header().Get("Strict-Transport-Security") == "" {
			t.Errorf("%s does not ask for https from now on", path)
		}
	}
}

// A client that is not a browser can neither fill the server nor keep it
// waiting.
func TestMalformedRequestsAreRefused(t *testing.T) {
	s := newSite(t, app.Config{}, minimalDemo(t), discardLogger(), nil)
	server := site.NewServer(s.app.Handler())
	if server.ReadHeaderTimeout <= 0 || server.ReadHeaderTimeout > 15*time.Second || server.ReadTimeout <= 0 || server.WriteTimeout <= 0 ||
		server.IdleTimeout <= 0 {
		t.Errorf(
			"a limit is missing: %v to read a header, %v to read, %v to write, %v idle",
			server.ReadHeaderTimeout,
			server.ReadTimeout,
			server.WriteTimeout,
			server.IdleTimeout,
		)
	}
	server.ReadHeaderTimeout = time.Second // the test need not wait as long as a slow phone may
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	address := listener.Addr().String()

	// talk writes the given bytes and returns the status of the response: 0 if the
	// server closed the connection without one.
	talk := func(t *testing.T, write func(net.Conn)) int {
		t.Helper()
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(2 * time.Minute)); err != nil {
			t.Fatal(err)
		}
		go write(conn)
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if e, ok := err.(net.Error); ok && e.Timeout() {
			t.Error("the server neither answers nor hangs up")
		}
		if err != nil {
			return 0
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	const head = "GET / HTTP/1.1\r\nHost: localhost\r\n"
	for _, test := range []struct {
		name string
		send string
		want []int
	}{
		{"as it should be", head + "Connection: close\r\n\r\n", []int{200}},
		{"a header of a megabyte", head + "X: " + strings.Repeat("x", 1<<20) + "\r\n\r\n", []int{431, 0}},
		{"an address of a megabyte", "GET /" + strings.Repeat("x", 1<<20) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", []int{431, 414, 0}},
		{"10,000 cookies", head + strings.Repeat("Cookie: a=b; c=d\r\n", 10_000) + "\r\n", []int{431, 0}},
		{"10,000 cookies in a line", head + "Cookie: " + strings.Repeat("abc=def; ", 10_000) + "\r\n\r\n", []int{431, 0}},
		{"no host", "GET / HTTP/1.1\r\n\r\n", []int{400}},
		{"two hosts", head + "Host: elsewhere.example\r\n\r\n", []int{400}},
		{"two lengths", "POST /receipts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", []int{400}},
		{
			"a length and chunks",
			"POST /receipts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
			nil,
		},
		{"an unknown coding", "POST /receipts HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", []int{400, 501}},
		{"a method of its own", "FOLK / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", []int{405, 404}},
		{
			"a tunnel",
			"CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\nConnection: close\r\n\r\n",
			[]int{421, 404, 405, 400},
		},
		{"a proxy", "GET http://elsewhere.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", nil},
		{"up and away", "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", []int{301, 307, 308, 404, 400}},
		{
			"up and away, in disguise",
			"GET /static/%2e%2e/%2e%2e%2fetc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
			[]int{301, 307, 308, 404, 400},
		},
		{"a nought in the address", "GET /consultations/%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", []int{404, 400}},
		{"no text in the address", "GET /consultations/%ff%fe?q=%ff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", []int{404, 400}},
		{"noise", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", []int{400, 0}},
	} {
		t.Run(test.name, func(t *testing.T) {
			status := talk(t, func(c net.Conn) { _, _ = io.WriteString(c, test.send) })
			for _, want := range test.want {
				if status == want {
					return
				}
			}
			if test.want != nil || status >= 500 {
				t.Errorf("the status is %d", status)
			}
		})
	}
	t.Run("a header a letter at a time", func(t *testing.T) {
		talk(t, func(c net.Conn) {
			_, _ = io.WriteString(c, head)
			for range time.Tick(50 * time.Millisecond) { // until the server hangs up
				if _, err := io.WriteString(c, "x"); err != nil {
					return
				}
			}
		})
	})
	t.Run("and the server lives", func(t *testing.T) {
		if status := talk(t, func(c net.Conn) { _, _ = io.WriteString(c, head+"Connection: close\r\n\r\n") }); status != http.StatusOK {
			t.Errorf("the status is %d", status)
		}
	})
}
