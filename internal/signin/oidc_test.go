package signin

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// fakeProvider is an OpenID Connect provider that tests can make misbehave.
type fakeProvider struct {
	t      *testing.T
	server *httptest.Server
	key    any // *rsa.PrivateKey or *ecdsa.PrivateKey
	kid    string
	alg    jose.SignatureAlgorithm

	sub             string
	codes           map[string]url.Values // authentication requests by code
	changeClaims    func(map[string]any)  // changes the claims of ID tokens
	sign            func(claims []byte) string
	changeDiscovery func(map[string]any) // changes the metadata
	changeCallback  func(url.Values)     // changes the query of callbacks
	keyRequests     int                  // for the keys
}

const clientID = "folkmoot-at-the-council"

func newFakeProvider(t *testing.T) *fakeProvider {
	p := &fakeProvider{t: t, key: rsaKey(), kid: "one", alg: jose.RS256, sub: "subject-1", codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		d := map[string]any{
			"issuer":                                p.server.URL,
			"authorization_endpoint":                p.server.URL + "/authorize",
			"token_endpoint":                        p.server.URL + "/token",
			"jwks_uri":                              p.server.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"none", "HS256", "RS256", "ES256"},
			"authorization_response_iss_parameter_supported": true,
		}
		if p.changeDiscovery != nil {
			p.changeDiscovery(d)
		}
		json.NewEncoder(w).Encode(d)
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, r *http.Request) {
		p.keyRequests++
		json.NewEncoder(
			w,
		).Encode(
			jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.public(), KeyID: p.kid, Algorithm: string(p.alg), Use: "sig"}}},
		)
	})
	mux.HandleFunc("POST /token", p.token)
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	return p
}

// rsaKey is shared, because making one is slow.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func (p *fakeProvider) public() any {
	switch key := p.key.(type) {
	case *rsa.PrivateKey:
		return &key.PublicKey
	case *ecdsa.PrivateKey:
		return &key.PublicKey
	}
	panic("a key of another kind")
}

// authorize signs in at the provider's address and returns the callback.
func (p *fakeProvider) authorize(address string) Callback {
	p.t.Helper()
	to, err := url.Parse(address)
	if err != nil {
		p.t.Fatal(err)
	}
	q := to.Query()
	for name, want := range map[string]string{
		"client_id": clientID, "response_type": "code", "scope": "openid", "code_challenge_method": "S256",
		"redirect_uri": callbackURL,
	} {
		if q.Get(name) != want {
			p.t.Errorf("%s is %q, want %q", name, q.Get(name), want)
		}
	}
	code := db.NewSecret()
	p.codes[code] = q
	brought := url.Values{"state": {q.Get("state")}, "code": {code}, "iss": {p.server.URL}}
	if p.changeCallback != nil {
		p.changeCallback(brought)
	}
	return ParseCallback(brought)
}

// token is the token endpoint.
func (p *fakeProvider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth() // both are escaped, see RFC 6749 section 2.3.1
	secret, _ = url.QueryUnescape(secret)
	asked, ok := p.codes[r.FormValue("code")]
	delete(p.codes, r.FormValue("code"))
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || id != clientID || secret != "the secret" || asked.Get("code_challenge") != b64(sum[:]) ||
		r.FormValue("redirect_uri") != asked.Get("redirect_uri") {
		w.WriteHeader(http.StatusBadRequest)
		json.NewEncoder(w).Encode(map[string]any{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{
		"iss":            p.server.URL,
		"aud":            clientID,
		"sub":            p.sub,
		"nonce":          asked.Get("nonce"),
		"amr":            []string{"pwd", "mfa"},
		"iat":            dbtest.Now.Unix(),
		"exp":            dbtest.Now.Add(time.Minute).Unix(),
		"email":          "owner@example.org",
		"email_verified": true,
	}
	if p.changeClaims != nil {
		p.changeClaims(claims)
	}
	text := []byte(db.JSON(claims))
	raw := ""
	if p.sign != nil {
		raw = p.sign(text)
	} else {
		raw = p.signed(p.alg, p.key, p.kid, text)
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"access_token": "access", "token_type": "Bearer", "id_token": raw})
}

func (p *fakeProvider) signed(alg jose.SignatureAlgorithm, key any, kid string, text []byte) string {
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: alg, Key: key},
		(&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", kid),
	)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	signed, err := signer.Sign(text)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	raw, err := signed.CompactSerialize()
	if err != nil {
		p.t.Error(err)
	}
	return raw
}

const callbackURL = "https://consult.example.org/staff/sign-in/provider/callback"

func (p *fakeProvider) settings() ProviderSettings {
	at, _ := url.Parse(p.server.URL)
	return ProviderSettings{
		Issuer:       p.server.URL,
		ClientID:     clientID,
		ClientSecret: "the secret",
		Name:         "the county network",
		InternalHost: at.Host,
	}
}

// newLinkedPerson returns a service with a provider and a person linked to it.
func newLinkedPerson(t *testing.T, d *db.DB) (smallService, *fakeProvider, *Account) {
	t.Helper()
	w, p := newSmallService(t, d), newFakeProvider(t)
	w.Provider = NewProvider(p.settings())
	owner := w.addPerson("owner")
	if a, err := w.linkToProvider(p, owner); err != nil || !a.Linked || a.Account.ID != owner.ID {
		t.Fatalf("linking: %+v, %v", a, err)
	}
	return w, p, owner
}

func (w smallService) linkToProvider(p *fakeProvider, owner *Account) (ProviderResult, error) {
	w.t.Helper()
	state, err := w.BeginProviderLink(w.t.Context(), owner.Actor(), browserSecret, callbackURL)
	if err != nil {
		return ProviderResult{}, err
	}
	return w.FinishProvider(w.t.Context(), owner.Actor(), browserSecret, w.visitProvider(p, state))
}

// visitProvider signs in at the provider and returns the callback.
func (w smallService) visitProvider(p *fakeProvider, state string) Callback {
	w.t.Helper()
	address, err := w.ProviderAuthURL(w.t.Context(), state, browserSecret)
	if err != nil {
		w.t.Fatal(err)
	}
	return p.authorize(address)
}

func (w smallService) signInWithProvider(p *fakeProvider) (ProviderResult, error) {
	w.t.Helper()
	state, err := w.BeginProviderSignIn(w.t.Context(), browserSecret, callbackURL)
	if err != nil {
		return ProviderResult{}, err
	}
	return w.FinishProvider(w.t.Context(), actor.Actor{}, browserSecret, w.visitProvider(p, state))
}

// An ID token is accepted only if it is from the provider, for this client and this
// request, and valid now.
func TestProviderResponseValidation(t *testing.T) {
	claim := func(name string, value any) func(*fakeProvider) {
		return func(p *fakeProvider) {
			p.changeClaims = func(c map[string]any) {
				if value == nil {
					delete(c, name)
				} else {
					c[name] = value
				}
			}
		}
	}
	brought := func(name string, values ...string) func(*fakeProvider) {
		return func(p *fakeProvider) { p.changeCallback = func(q url.Values) { q[name] = values } }
	}
	cases := []struct {
		name  string
		fault func(*fakeProvider)
		good  bool
	}{
		{"nothing wrong", func(*fakeProvider) {}, true},
		{"several audiences, authorised for us", func(p *fakeProvider) {
			p.changeClaims = func(c map[string]any) { c["aud"], c["azp"] = []string{clientID, "another"}, clientID }
		}, true},
		{"new keys", func(p *fakeProvider) {
			p.key, p.kid, p.alg = ecdsaKey(p.t), "two", jose.ES256
		}, true},

		{"the algorithm none", func(p *fakeProvider) {
			p.sign = func(text []byte) string {
				return b64([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + b64(text) + "."
			}
		}, false},
		{"the algorithm None", func(p *fakeProvider) {
			p.sign = func(text []byte) string { return b64([]byte(`{"alg":"None"}`)) + "." + b64(text) + "." }
		}, false},
		{"HS256 with the public key", func(p *fakeProvider) {
			p.sign = func(text []byte) string {
				der, _ := x509.MarshalPKIXPublicKey(p.public())
				return p.signed(jose.HS256, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), p.kid, text)
			}
		}, false},
		{"HS256 with our own secret", func(p *fakeProvider) {
			p.sign = func(text []byte) string {
				return p.signed(jose.HS256, []byte("the secret, which is long enough to sign with"), p.kid, text)
			}
		}, false},
		{"another key", func(p *fakeProvider) {
			p.sign = func(text []byte) string { return p.signed(jose.ES256, ecdsaKey(p.t), p.kid, text) }
		}, false},
		{"a key in the token", func(p *fakeProvider) {
			p.sign = func(text []byte) string {
				key := ecdsaKey(p.t)
				signer, err := jose.NewSigner(
					jose.SigningKey{Algorithm: jose.ES256, Key: key},
					&jose.SignerOptions{EmbedJWK: true},
				)
				if err != nil {
					p.t.Error(err)
					return ""
				}
				signed, _ := signer.Sign(text)
				raw, _ := signed.CompactSerialize()
				return raw
			}
		}, false},
		{"claims changed after signing", func(p *fakeProvider) {
			p.sign = func(text []byte) string {
				parts := strings.Split(p.signed(p.alg, p.key, p.kid, text), ".")
				parts[1] = b64([]byte(strings.Replace(string(text), "subject-1", "subject-2", 1)))
				return strings.Join(parts, ".")
			}
		}, false},
		{"no ID token", func(p *fakeProvider) { p.sign = func([]byte) string { return "" } }, false},
		{"another audience", claim("aud", "another"), false},
		{"no audience", claim("aud", nil), false},
		{"several audiences, without an authorised party", claim("aud", []string{clientID, "another"}), false},
		{"authorised for another client", claim("azp", "another"), false},
		{"another issuer", claim("iss", "https://login.example.com"), false},
		{"the issuer with a slash added", func(p *fakeProvider) { claim("iss", p.server.URL+"/")(p) }, false},
		{"another nonce", claim("nonce", "another"), false},
		{"no nonce", claim("nonce", nil), false},
		{"an empty subject", claim("sub", ""), false},
		{"no subject", claim("sub", nil), false},
		{"an expired token", claim("exp", dbtest.Now.Add(-time.Second).Unix()), false},
		{"a token without an expiry", claim("exp", nil), false},
		{"a token that is not valid yet", claim("nbf", dbtest.Now.Add(time.Hour).Unix()), false},
		{"a token issued in the future", claim("iat", dbtest.Now.Add(time.Hour).Unix()), false},
		{"another access token", claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), false},

		{"another issuer in the address", brought("iss", "https://login.example.com"), false},
		{"two issuers in the callback", func(p *fakeProvider) {
			p.changeCallback = func(q url.Values) { q.Add("iss", "https://login.example.com") }
		}, false},
		{"no issuer in the callback, against the metadata", brought("iss"), false},
		{"no state", brought("state"), false},
		{"another state", brought("state", "another"), false},
		{"two states", func(p *fakeProvider) { p.changeCallback = func(q url.Values) { q.Add("state", "another") } }, false},
		{"no code", brought("code"), false},
		{"another code", brought("code", "another"), false},
		{"an error", brought("error", "access_denied"), false},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				w, p, owner := newLinkedPerson(t, d)
				c.fault(p)
				a, err := w.signInWithProvider(p)
				if c.good && (err != nil || a.Account.ID != owner.ID || !a.MFA || a.Linked) {
					t.Errorf("got %+v, %v", a, err)
				}
				if !c.good && (!fault.Is(err, fault.Invalid) || a.Account != nil) {
					t.Errorf("got %+v, %v; want an error", a, err)
				}
			})
		}
	})
}

func ecdsaKey(t *testing.T) *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Error(err)
	}
	return key
}

func TestProviderCallbackIsSingleUse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, p, owner := newLinkedPerson(t, d)
		begin := func() Callback {
			state, err := w.BeginProviderSignIn(t.Context(), browserSecret, callbackURL)
			if err != nil {
				t.Fatal(err)
			}
			return w.visitProvider(p, state)
		}
		come := func(browser string, r Callback) error {
			_, err := w.FinishProvider(t.Context(), actor.Actor{}, browser, r)
			return err
		}
		first := begin()
		if err := come(browserSecret, first); err != nil {
			t.Fatal(err)
		}
		if err := come(browserSecret, first); !fault.Is(err, fault.Invalid) {
			t.Errorf("the same callback again: %v", err)
		}
		second := begin()
		used := second
		used.Code = first.Code
		if err := come(browserSecret, used); !fault.Is(err, fault.Invalid) {
			t.Errorf("a used code: %v", err)
		}
		if err := come(browserSecret, second); !fault.Is(err, fault.Invalid) {
			t.Errorf("a used state: %v", err)
		}
		// An attacker could otherwise make a victim use the attacker's account.
		third := begin()
		if err := come("the session of another", third); !fault.Is(err, fault.Invalid) {
			t.Errorf("in another browser: %v", err)
		}
		if err := come(browserSecret, third); err != nil {
			t.Errorf("and then in the right browser: %v", err)
		}
		late := begin()
		w.DB.SetClock(func() time.Time { return dbtest.Now.Add(CeremonyTimeout) })
		if err := come(browserSecret, late); !fault.Is(err, fault.Invalid) {
			t.Errorf("after five minutes: %v", err)
		}
		w.DB.SetClock(func() time.Time { return dbtest.Now })

		// Linking finishes only for the person who started it.
		state, err := w.BeginProviderLink(t.Context(), owner.Actor(), browserSecret, callbackURL)
		if err != nil {
			t.Fatal(err)
		}
		p.sub = "subject-2"
		if a, err := w.FinishProvider(t.Context(), w.addPerson("other").Actor(), browserSecret, w.visitProvider(p, state)); !fault.Is(
			err,
			fault.Invalid,
		) {
			t.Errorf("linked for another person: %+v, %v", a, err)
		}
	})
}

// Only issuer and subject identify a person, no other claims.
func TestIdentityIsIssuerAndSubjectOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, p, owner := newLinkedPerson(t, d)
		address := func(email string, verified bool) func(map[string]any) {
			return func(c map[string]any) {
				c["email"], c["email_verified"], c["preferred_username"] = email, verified, email
			}
		}
		victim := w.addPerson("victim")
		for name, claims := range map[string]func(map[string]any){
			"an unverified address":        address(victim.Email, false),
			"an address that was verified": address(victim.Email, true),
			"the address of who is linked": address(owner.Email, true),
		} {
			p.sub, p.changeClaims = "subject-2", claims
			if a, err := w.signInWithProvider(p); !fault.Is(err, fault.Forbidden) || a.Account != nil {
				t.Errorf("an unknown subject with %s: %+v, %v", name, a, err)
			}
		}
		// The email address of a linked person can change.
		p.sub, p.changeClaims = "subject-1", address(victim.Email, true)
		if a, err := w.signInWithProvider(p); err != nil || a.Account.ID != owner.ID {
			t.Errorf("a linked person with the address of another: %+v, %v", a, err)
		}
		// A subject has one account, and an account one subject.
		if _, err := w.linkToProvider(p, victim); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same subject for another account: %v", err)
		}
		p.sub = "subject-2"
		if _, err := w.linkToProvider(p, owner); !fault.Is(err, fault.Conflict) {
			t.Errorf("another subject for the same account: %v", err)
		}
		// The same subject at another issuer is another person.
		other := newFakeProvider(t)
		w.Provider = NewProvider(other.settings())
		if a, err := w.signInWithProvider(other); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the same subject at another issuer: %+v, %v", a, err)
		}
	})
}

// A suspended person cannot sign in, and the only way to sign in cannot be unlinked.
func TestUnlinkProvider(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, p, owner := newLinkedPerson(t, d)
		if err := w.UnlinkProvider(t.Context(), owner.Actor()); !fault.Is(err, fault.Conflict) {
			t.Errorf("the only way to sign in was unlinked: %v", err)
		}
		if err := w.add(owner, newFakeAuthenticator(t)); err != nil {
			t.Fatal(err)
		}
		if err := w.UnlinkProvider(t.Context(), owner.Actor()); err != nil {
			t.Error(err)
		}
		if err := w.UnlinkProvider(t.Context(), owner.Actor()); !fault.Is(err, fault.NotFound) {
			t.Errorf("a second time: %v", err)
		}
		if _, err := w.signInWithProvider(p); !fault.Is(err, fault.Forbidden) {
			t.Errorf("signed in after unlinking: %v", err)
		}
		if _, err := w.linkToProvider(p, owner); err != nil {
			t.Error(err)
		}
		err := w.DB.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE account_person SET state = 'suspended'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if a, err := w.signInWithProvider(p); !fault.Is(err, fault.Invalid) || a.Account != nil {
			t.Errorf("a suspended person: %+v, %v", a, err)
		}
	})
}

// An invitation can be accepted through the provider once, which links the
// account, whatever email address the provider gives.
func TestAcceptInvitationThroughProvider(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, p := newSmallService(t, d), newFakeProvider(t)
		w.Provider = NewProvider(p.settings())
		token := w.invite("new")
		state, err := w.BeginProviderInvitation(t.Context(), token, browserSecret, callbackURL)
		if err != nil {
			t.Fatal(err)
		}
		p.changeClaims = func(c map[string]any) { c["amr"] = []string{"pwd"} }
		if a, err := w.FinishProvider(t.Context(), actor.Actor{}, browserSecret, w.visitProvider(p, state)); !fault.Is(
			err,
			fault.Conflict,
		) ||
			a.Account != nil {
			t.Errorf("with one factor: %+v, %v", a, err)
		}
		p.changeClaims = func(c map[string]any) { c["email"] = "private@example.com" }
		if state, err = w.BeginProviderInvitation(t.Context(), token, browserSecret, callbackURL); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(w.dumpTables(), token) {
			t.Error("the invitation token is readable in the database")
		}
		a, err := w.FinishProvider(t.Context(), actor.Actor{}, browserSecret, w.visitProvider(p, state))
		if err != nil || a.Account.State != account.Active || a.Linked {
			t.Fatalf("%+v, %v", a, err)
		}
		if _, err := w.BeginProviderInvitation(t.Context(), token, browserSecret, callbackURL); !fault.Is(err, fault.NotFound) {
			t.Errorf("a second time: %v", err)
		}
		if again, err := w.signInWithProvider(p); err != nil || again.Account.ID != a.Account.ID {
			t.Errorf("signing in afterwards: %+v, %v", again, err)
		}
		// A second invitation with the same subject.
		state, err = w.BeginProviderInvitation(t.Context(), w.invite("second"), browserSecret, callbackURL)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := w.FinishProvider(t.Context(), actor.Actor{}, browserSecret, w.visitProvider(p, state)); !fault.Is(
			err,
			fault.Conflict,
		) {
			t.Errorf("the same subject for a second account: %+v, %v", a, err)
		}
	})
}

// dumpTables returns the data of all ceremonies.
func (w smallService) dumpTables() (text string) {
	w.t.Helper()
	err := w.DB.View(w.t.Context(), func(tx *db.Tx) error {
		all, err := db.All(w.t.Context(), tx, db.Text, `SELECT data FROM signin_ceremony`)
		text = strings.Join(all, "\n")
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return text
}

// A second factor counts if the ID token names it, or if the settings say that the
// provider always asks for one.
func TestProviderMFATrust(t *testing.T) {
	cases := []struct {
		name  string
		trust MFATrust
		amr   any
		want  bool
	}{
		{"mfa", TrustAMR, []string{"pwd", "mfa"}, true},
		{"mfa, default setting", "", []string{"mfa"}, true},
		{"a password", TrustAMR, []string{"pwd"}, false},
		{"two methods but not mfa", TrustAMR, []string{"pwd", "otp"}, false},
		{"no methods", TrustAMR, nil, false},
		{"no methods, always trusted", TrustAlways, nil, true},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				w, p, _ := newLinkedPerson(t, d)
				settings := p.settings()
				settings.TrustMFA = c.trust
				w.Provider = NewProvider(settings)
				p.changeClaims = func(claims map[string]any) {
					delete(claims, "amr")
					if c.amr != nil {
						claims["amr"] = c.amr
					}
				}
				if a, err := w.signInWithProvider(p); err != nil || a.MFA != c.want {
					t.Errorf("%+v, %v; want MFA %t", a, err, c.want)
				}
			})
		}
	})
}

// Keys are fetched again only when a token names an unknown one, and a withdrawn
// key is refused.
func TestProviderKeyRotation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, p, _ := newLinkedPerson(t, d)
		old, kid, alg := p.key, p.kid, p.alg
		before := p.keyRequests
		for range 3 {
			if _, err := w.signInWithProvider(p); err != nil {
				t.Fatal(err)
			}
		}
		if p.keyRequests != before {
			t.Errorf("the keys were fetched %d times", p.keyRequests-before)
		}
		p.key, p.kid, p.alg = ecdsaKey(t), "two", jose.ES256
		if _, err := w.signInWithProvider(p); err != nil {
			t.Errorf("the new key: %v", err)
		}
		p.sign = func(text []byte) string { return p.signed(alg, old, kid, text) }
		if _, err := w.signInWithProvider(p); !fault.Is(err, fault.Invalid) {
			t.Errorf("the old key: %v", err)
		}
	})
}

// A provider that does not answer or has invalid metadata gives a temporary error.
func TestProviderUnavailable(t *testing.T) {
	documents := map[string]func(map[string]any){
		"another issuer":                  func(d map[string]any) { d["issuer"] = "https://login.example.com" },
		"keys on a private address":       func(d map[string]any) { d["jwks_uri"] = "https://127.0.0.1/keys" },
		"keys without TLS":                func(d map[string]any) { d["jwks_uri"] = "http://login.example.com/keys" },
		"a private token address":         func(d map[string]any) { d["token_endpoint"] = "https://169.254.169.254/token" },
		"a token address without TLS":     func(d map[string]any) { d["token_endpoint"] = "http://login.example.com/token" },
		"an address that is a script":     func(d map[string]any) { d["authorization_endpoint"] = "javascript:alert(1)" },
		"an address that is not there":    func(d map[string]any) { delete(d, "authorization_endpoint") },
		"a document that has no end":      func(d map[string]any) { d["more"] = strings.Repeat("a", 2<<20) },
		"an address that is a part of it": func(d map[string]any) { d["authorization_endpoint"] = "/authorize" },
		"nothing":                         func(d map[string]any) { maps.DeleteFunc(d, func(string, any) bool { return true }) },
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, document := range documents {
			t.Run(name, func(t *testing.T) {
				w, p := newSmallService(t, d), newFakeProvider(t)
				w.Provider = NewProvider(p.settings())
				p.changeDiscovery = document
				a, err := w.signInWithProvider(p)
				want := fault.Busy
				if name == "keys on a private address" || name == "a private token address" {
					want = fault.KindOf(err) // only noticed when the keys are needed
				}
				if err == nil || !fault.Is(err, want) || want == fault.Internal || a.Account != nil {
					t.Errorf("got %+v, %v; want a temporary error", a, err)
				}
				if p.keyRequests > 0 {
					t.Error("its keys were fetched")
				}
			})
		}
	})
	t.Run("it is not there", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			w, p := newSmallService(t, d), newFakeProvider(t)
			w.Provider = NewProvider(p.settings())
			p.server.Close()
			if _, err := w.signInWithProvider(p); !fault.Is(err, fault.Busy) {
				t.Errorf("got %v, want a temporary error", err)
			}
		})
	})
	t.Run("it comes back", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			w, p := newSmallService(t, d), newFakeProvider(t)
			w.Provider = NewProvider(p.settings())
			asked := 0
			p.changeDiscovery = func(d map[string]any) { asked++; d["issuer"] = "https://login.example.com" }
			for range 3 {
				if _, err := w.signInWithProvider(p); !fault.Is(err, fault.Busy) {
					t.Errorf("got %v, want a temporary error", err)
				}
			}
			if asked != 1 {
				t.Errorf("a failing provider was asked %d times", asked)
			}
			p.changeDiscovery = nil
			at := dbtest.Now.Add(discoveryRetryAfter)
			w.DB.SetClock(func() time.Time { return at })
			if _, err := w.signInWithProvider(p); !fault.Is(err, fault.Forbidden) {
				t.Errorf("got %v, want not linked", err)
			}
			// Metadata of an hour ago is used while the provider does not answer.
			p.changeDiscovery = func(d map[string]any) { d["issuer"] = "https://login.example.com" }
			p.changeClaims = func(c map[string]any) {
				c["iat"], c["exp"] = dbtest.Now.Add(discoveryTTL).Unix(), dbtest.Now.Add(2*discoveryTTL).Unix()
			}
			at = at.Add(discoveryTTL)
			if _, err := w.signInWithProvider(p); !fault.Is(err, fault.Forbidden) {
				t.Errorf("got %v, want not linked again", err)
			}
		})
	})
	t.Run("no provider", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			w := newSmallService(t, d)
			if _, err := w.BeginProviderSignIn(t.Context(), browserSecret, callbackURL); !fault.Is(err, fault.NotFound) {
				t.Errorf("got %v", err)
			}
		})
	})
}
