package signinweb

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/account/accountweb"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// newProviderServer starts a provider that signs everyone in as subject.
func newProviderServer(t *testing.T, subject *string, methods *[]string) string {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	nonces, mux := map[string]string{}, http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(
			w,
		).Encode(
			map[string]any{
				"issuer":                 server.URL,
				"authorization_endpoint": server.URL + "/authorize",
				"token_endpoint":         server.URL + "/token",
				"jwks_uri":               server.URL + "/keys",
			},
		)
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).
			Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "one", Algorithm: "ES256"}}})
	})
	mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		q, code := r.URL.Query(), db.NewSecret()
		nonces[code] = q.Get("nonce")
		http.Redirect(
			w,
			r,
			q.Get("redirect_uri")+"?"+url.Values{"state": {q.Get("state")}, "code": {code}}.Encode(),
			http.StatusFound,
		)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		signer, err := jose.NewSigner(
			jose.SigningKey{Algorithm: jose.ES256, Key: key},
			(&jose.SignerOptions{}).WithHeader("kid", "one"),
		)
		if err != nil {
			t.Error(err)
			return
		}
		text, _ := json.Marshal(
			map[string]any{
				"iss":   server.URL,
				"aud":   "folkmoot",
				"sub":   *subject,
				"amr":   *methods,
				"nonce": nonces[r.FormValue("code")],
				"iat": time.Now().
					Unix(),
				"exp":            time.Now().Add(time.Minute).Unix(),
				"email":          "administrator@example.org",
				"email_verified": true,
			},
		)
		signed, err := signer.Sign(text)
		if err != nil {
			t.Error(err)
			return
		}
		raw, _ := signed.CompactSerialize()
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"access_token": "access", "token_type": "Bearer", "id_token": raw})
	})
	return server.URL
}

// browserClient is a browser without JavaScript.
type browserClient struct {
	t      *testing.T
	base   string
	client *http.Client
	path   string // of the page, with its query
	status int
	header http.Header
	body   string
}

func (v *browserClient) record(answer *http.Response, err error) *browserClient {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	v.path, v.status, v.header, v.body = answer.Request.URL.RequestURI(), answer.StatusCode, answer.Header, string(body)
	return v
}

func (v *browserClient) get(path string) *browserClient {
	v.t.Helper()
	return v.record(v.client.Get(v.base + path))
}

func (v *browserClient) post(path string, pairs ...string) *browserClient {
	v.t.Helper()
	form := url.Values{}
	for pair := range slices.Chunk(pairs, 2) {
		form.Set(pair[0], pair[1])
	}
	return v.record(v.client.PostForm(v.base+path, form))
}

// cookie returns the session cookie.
func (v *browserClient) cookie() string {
	at, _ := url.Parse(v.base)
	for _, c := range v.client.Jar.Cookies(at) {
		return c.Value
	}
	return ""
}

var refreshPattern = regexp.MustCompile(`^0; url=(http://[^ ]+)$`)

// followRedirect follows the redirect to the provider and back.
func (v *browserClient) followRedirect() *browserClient {
	v.t.Helper()
	to := refreshPattern.FindStringSubmatch(v.header.Get("Refresh"))
	if to == nil || !strings.Contains(v.body, `href="`+strings.ReplaceAll(to[1], "&", "&amp;")+`"`) {
		v.t.Fatalf("%s has no redirect: %q\n%s", v.path, v.header.Get("Refresh"), v.body)
	}
	return v.record(v.client.Get(to[1]))
}

// A person links their account, signs out and signs in through the provider.
func TestSignInThroughProvider(t *testing.T) {
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "test.db"))
	subject, methods := "subject-1", []string{"mfa"}
	issuer := newProviderServer(t, &subject, &methods)
	at, _ := url.Parse(issuer)
	service := &signin.Service{
		DB:     d,
		Secret: make([]byte, 32),
		Provider: signin.NewProvider(
			signin.ProviderSettings{
				Issuer:       issuer,
				ClientID:     "folkmoot",
				ClientSecret: "s",
				Name:         "the county network",
				InternalHost: at.Host,
			},
		),
	}
	if err := account.New(d, service).CreateDemoAccounts(t.Context()); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	srv := &site.Site{Log: log}
	server := httptest.NewUnstartedServer(srv)
	srv.BaseURL = "http://" + server.Listener.Addr().String()
	deps := &web.Deps{DB: d, Slog: log, Site: srv, Now: time.Now, BaseURL: srv.BaseURL}
	feature.Mount(deps, New(deps, service, true), accountweb.New(deps, account.New(d, service), nil))
	server.Start()
	t.Cleanup(server.Close)
	browser := func() *browserClient {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		return &browserClient{t: t, base: srv.BaseURL, client: &http.Client{Jar: jar}}
	}
	expect := func(v *browserClient, status int, at, text string) {
		t.Helper()
		if v.status != status || v.path != at && !strings.HasPrefix(v.path, at+"?") || !strings.Contains(v.body, text) {
			t.Fatalf("at %s with %d, want %s with %d and %q:\n%s", v.path, v.status, at, status, text, v.body)
		}
	}

	v := browser()
	v.post("/staff/sign-in/demonstration", "person", "invented-officer")
	expect(v.get("/staff/account"), 200, "/staff/account", "Signing in with the county network")
	expect(v.get("/staff/account/provider"), 200, "/staff/account/provider", "is not linked")
	expect(
		v.post("/staff/account/provider").followRedirect(),
		200,
		"/staff/account/provider",
		"Your account is now linked. You can sign in with the county network.",
	)
	v.post("/staff/sign-out")

	expect(
		v.get("/staff/sign-in?next=/staff/account/passkeys"),
		200,
		"/staff/sign-in",
		`action="/staff/sign-in/provider?next=%2Fstaff%2Faccount%2Fpasskeys"`,
	)
	v.post("/staff/sign-in/provider?next=%2Fstaff%2Faccount%2Fpasskeys")
	before := v.cookie()
	back := v.followRedirect()
	expect(back, 200, "/staff/account/passkeys", "Consultation officer")
	if before == "" || v.cookie() == before {
		t.Errorf("the session token did not change: %q", before)
	}

	// A callback of another person's sign-in is refused.
	one, other := browser(), browser()
	one.post("/staff/sign-in/provider")
	one.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.Path, "/staff/sign-in/provider/callback") {
			return http.ErrUseLastResponse
		}
		return nil
	}
	end := strings.TrimPrefix(one.followRedirect().header.Get("Location"), srv.BaseURL)
	one.client.CheckRedirect = nil
	expect(other.get(end), 422, "/staff/sign-in/provider/callback", "Start again")
	expect(other.get("/staff/account"), 200, "/staff/sign-in", "Sign in")
	expect(one.get(end), 200, "/staff", "Consultation officer")
	expect(one.get(end), 422, "/staff/sign-in/provider/callback", "Start again")

	// An unknown subject with the administrator's address is refused.
	subject = "subject-2"
	stranger := browser()
	stranger.post("/staff/sign-in/provider")
	expect(stranger.followRedirect(), 422, "/staff/sign-in/provider/callback", "is not linked to an account here")
	expect(stranger.get("/staff/account"), 200, "/staff/sign-in", "Sign in")

	// One factor is not enough.
	subject, methods = "subject-1", []string{"pwd"}
	single := browser()
	single.post("/staff/sign-in/provider")
	expect(single.followRedirect(), 422, "/staff/sign-in/provider/callback", "second factor")
	expect(single.get("/staff/account"), 200, "/staff/sign-in", "Sign in")

	expect(browser().get("/staff/sign-in/provider/redirect/abc"), 200, "/staff/sign-in/provider", "Start again")

	// A link from another site starts nothing, and nobody is redirected to another site.
	for _, path := range []string{"/staff/sign-in/provider", "/staff/sign-in/passkey"} {
		if v := browser().get(path); v.header.Get("Refresh") != "" || strings.Contains(v.body, "data-options") {
			t.Errorf("GET %s starts a ceremony", path)
		}
	}
	methods = []string{"mfa"}
	away := browser()
	away.post("/staff/sign-in/provider", "next", "https://example.com/staff")
	expect(away.followRedirect(), 200, "/staff", "Consultation officer")
}

// The pages for passkeys work without JavaScript as far as possible, and need a
// challenge.
func TestPasskeyPagesWithoutChallenge(t *testing.T) {
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "test.db"))
	service := &signin.Service{DB: d, Secret: make([]byte, 32)}
	if err := account.New(d, service).CreateDemoAccounts(t.Context()); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	srv := &site.Site{Log: log}
	deps := &web.Deps{DB: d, Slog: log, Site: srv, Now: time.Now}
	feature.Mount(deps, New(deps, service, true), accountweb.New(deps, account.New(d, service), nil))
	server := httptest.NewServer(srv)
	t.Cleanup(server.Close)
	for _, c := range []struct {
		name, host, method, path string
		signedIn                 bool
		status                   int
		says                     string
	}{
		{"the page with a button", "localhost", "GET", "/staff/sign-in/passkey", false, 200, "Use your passkey"},
		{"starting", "localhost", "POST", "/staff/sign-in/passkey", false, 200, "JavaScript is turned off"},
		{"starting, on an IP address", "127.0.0.1", "POST", "/staff/sign-in/passkey", false, 422, "You cannot use passkeys at this web address"},
		{"an unknown challenge", "localhost", "GET", "/staff/sign-in/passkey/abc", false, 200, "Start again"},
		{"a response to it", "localhost", "POST", "/staff/sign-in/passkey/abc", false, 422, "Start again"},
		{"a new passkey, signed out", "localhost", "GET", "/staff/account/add-passkey", false, 200, "Sign in"},
		{"starting a new passkey, signed out", "localhost", "POST", "/staff/account/add-passkey", false, 401, "Sign in"},
		{"a first passkey for nobody", "localhost", "POST", "/staff/authenticator/passkey", false, 200, "Sign in"},
		{"an invitation that there is not", "localhost", "POST", "/staff/invitation-passkey/abc", false, 404, ""},
		{"a new passkey", "localhost", "POST", "/staff/account/add-passkey", true, 200, "Passkey name"},
		{"the passkey of another", "localhost", "POST", "/staff/account/passkeys/abc/remove", true, 404, ""},
		{"a first passkey, signed in", "localhost", "POST", "/staff/authenticator/passkey", true, 200, "Staff area"},
		{"no provider", "localhost", "GET", "/staff/sign-in/provider", false, 404, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			jar, err := cookiejar.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			v := &browserClient{t: t, base: strings.Replace(server.URL, "127.0.0.1", c.host, 1), client: &http.Client{Jar: jar}}
			if c.signedIn {
				v.post("/staff/sign-in/demonstration", "person", "invented-officer")
			}
			if c.method == "POST" {
				v.post(c.path)
			} else {
				v.get(c.path)
			}
			if v.status != c.status || !strings.Contains(v.body, c.says) {
				t.Errorf("%d, want %d and %q:\n%s", v.status, c.status, c.says, v.body)
			}
			if c.status == 200 && v.header.Get("Cache-Control") != "no-store" {
				t.Errorf("can be cached: %q", v.header.Get("Cache-Control"))
			}
		})
	}
}
