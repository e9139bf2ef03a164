package signin

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// fakeAuthenticator is a device with a passkey. Tests can make it do what no
// browser allows.
type fakeAuthenticator struct {
	key    *ecdsa.PrivateKey
	id     []byte
	user   string // from the registration
	count  uint32
	origin string // of the page
	rpID   string
	flags  byte // 1 user present, 4 user verified, 8 backup eligible, 16 backed up
}

const userVerified = 1 | 4

func newFakeAuthenticator(t *testing.T) *fakeAuthenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &fakeAuthenticator{key: key, id: randomBytes(16), origin: testParty.Origin, rpID: testParty.ID, flags: userVerified}
}

var testParty = RelyingParty{ID: "consult.example.org", Origin: "https://consult.example.org", Name: "Folkmoot"}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// credentialOptions are the options of navigator.credentials.
type credentialOptions struct {
	Challenge string `json:"challenge"`
	RPID      string `json:"rpId"`
	RP        struct {
		ID string `json:"id"`
	} `json:"rp"`
	User struct {
		ID string `json:"id"`
	} `json:"user"`
	UserVerification string `json:"userVerification"`
	Selection        struct {
		UserVerification string `json:"userVerification"`
		ResidentKey      string `json:"residentKey"`
	} `json:"authenticatorSelection"`
	Attestation string `json:"attestation"`
	Exclude     []struct {
		ID string `json:"id"`
	} `json:"excludeCredentials"`
}

func parseOptions(t *testing.T, options string) (q credentialOptions) {
	t.Helper()
	if err := json.Unmarshal([]byte(options), &q); err != nil {
		t.Fatalf("%v in %s", err, options)
	}
	return q
}

func (d *fakeAuthenticator) clientData(kind, challenge string) []byte {
	return []byte(db.JSON(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false}))
}

func (d *fakeAuthenticator) authenticatorData(flags byte) []byte {
	sum := sha256.Sum256([]byte(d.rpID))
	return binary.BigEndian.AppendUint32(append(sum[:], flags), d.count)
}

// register returns the response to a registration.
func (d *fakeAuthenticator) register(t *testing.T, options string) string {
	t.Helper()
	q := parseOptions(t, options)
	user, err := base64.RawURLEncoding.DecodeString(q.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	d.user = string(user)
	point, err := d.key.PublicKey.Bytes() // 4, X, Y
	if err != nil {
		t.Fatal(err)
	}
	key, err := webauthncbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	if err != nil {
		t.Fatal(err)
	}
	data := append(d.authenticatorData(d.flags|64), make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(append(data, d.id...), key...)
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})
	if err != nil {
		t.Fatal(err)
	}
	return db.JSON(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64(d.clientData("webauthn.create", q.Challenge)), "attestationObject": b64(object)}})
}

// assert returns the response to a sign-in.
func (d *fakeAuthenticator) assert(t *testing.T, options string) string {
	t.Helper()
	d.count++
	client, data := d.clientData("webauthn.get", parseOptions(t, options).Challenge), d.authenticatorData(d.flags)
	sum := sha256.Sum256(client)
	signed := sha256.Sum256(append(data[:len(data):len(data)], sum[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, signed[:])
	if err != nil {
		t.Fatal(err)
	}
	return db.JSON(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{
			"clientDataJSON":    b64(client),
			"authenticatorData": b64(data),
			"signature":         b64(signature),
			"userHandle":        b64([]byte(d.user)),
		}})
}

// smallService is a service without notifications.
type smallService struct {
	*Service
	t *testing.T
}

// addPerson adds an active person without credentials. Each call adds another person.
func (w smallService) addPerson(name string) *Account {
	w.t.Helper()
	id := db.NewID()
	email := name + "-" + id + "@example.org"
	var a *Account
	err := w.DB.Update(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(
			w.t.Context(),
			`INSERT INTO account_person (id, org, email, email_folded, name, state, roles, lang, demo, created_at, version)
			VALUES ($1, $2, $3, $4, 'An officer', 'active', 'editor', '', FALSE, $5, 1)`,
			id, actor.CouncilOrg, email, account.FoldCase(email), db.Time(dbtest.Now),
		)
		if err != nil {
			return err
		}
		a, err = getAccount(w.t.Context(), tx, id)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func newSmallService(t *testing.T, d *db.DB) smallService {
	t.Helper()
	w := smallService{&Service{DB: d, Secret: make([]byte, 32)}, t}
	if err := account.New(d, w.Service).EnsureCouncil(t.Context(), "Exampleshire County Council"); err != nil {
		t.Fatal(err)
	}
	return w
}

const browserSecret = "the secret of a session"

// add adds the passkey of d to p.
func (w smallService) add(p *Account, d *fakeAuthenticator) error {
	w.t.Helper()
	id, err := w.BeginPasskeyRegistration(w.t.Context(), p.ID, testParty, browserSecret)
	if err != nil {
		return err
	}
	options, err := w.PasskeyOptions(w.t.Context(), p.ID, id, browserSecret)
	if err != nil {
		return err
	}
	_, err = w.AddPasskey(w.t.Context(), p.Actor(), testParty, id, browserSecret, "Work laptop", d.register(w.t, options))
	return err
}

// beginSignIn starts a sign-in.
func (w smallService) beginSignIn() (id, options string) {
	w.t.Helper()
	id, err := w.BeginPasskeySignIn(w.t.Context(), testParty, browserSecret)
	if err != nil {
		w.t.Fatal(err)
	}
	if options, err = w.PasskeyOptions(w.t.Context(), "", id, browserSecret); err != nil {
		w.t.Fatal(err)
	}
	return id, options
}

// auditActs returns the acts in the audit log, oldest first.
func (w smallService) auditActs() (acts []string) {
	w.t.Helper()
	err := w.DB.View(w.t.Context(), func(tx *db.Tx) (err error) {
		acts, err = db.All(w.t.Context(), tx, db.Text, `SELECT act FROM audit_entry ORDER BY number`)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return acts
}

// A sign-in needs the owner's passkey, on a page of ours, with user verification.
func TestPasskeySignIn(t *testing.T) {
	cases := []struct {
		name   string
		wrong  func(t *testing.T, w smallService, d *fakeAuthenticator) // called before the device responds
		answer func(t *testing.T, w smallService, d *fakeAuthenticator, id, options string) (string, string)
		refuse bool
	}{
		{name: "the owner"},
		{
			name:  "a device that does not count",
			wrong: func(t *testing.T, w smallService, d *fakeAuthenticator) { d.count-- },
		},
		{
			name:   "a page of another site",
			wrong:  func(t *testing.T, w smallService, d *fakeAuthenticator) { d.origin = "https://consult.example.com" },
			refuse: true,
		},
		{
			name:   "our host without TLS",
			wrong:  func(t *testing.T, w smallService, d *fakeAuthenticator) { d.origin = "http://consult.example.org" },
			refuse: true,
		},
		{name: "our host on another port", wrong: func(t *testing.T, w smallService, d *fakeAuthenticator) {
			d.origin = "https://consult.example.org:8443"
		}, refuse: true},
		{name: "a subdomain of our host", wrong: func(t *testing.T, w smallService, d *fakeAuthenticator) {
			d.origin = "https://evil.consult.example.org"
		}, refuse: true},
		{
			name:   "a passkey for another relying party",
			wrong:  func(t *testing.T, w smallService, d *fakeAuthenticator) { d.rpID = "example.org" },
			refuse: true,
		},
		{
			name:   "no user verification",
			wrong:  func(t *testing.T, w smallService, d *fakeAuthenticator) { d.flags = 1 },
			refuse: true,
		},
		{name: "no user presence", wrong: func(t *testing.T, w smallService, d *fakeAuthenticator) { d.flags = 4 }, refuse: true},
		{
			name:   "another key",
			wrong:  func(t *testing.T, w smallService, d *fakeAuthenticator) { d.key = newFakeAuthenticator(t).key },
			refuse: true,
		},
		{
			name:   "an unknown passkey",
			wrong:  func(t *testing.T, w smallService, d *fakeAuthenticator) { d.id = randomBytes(16) },
			refuse: true,
		},
		{
			name:   "one's own passkey, in the name of another",
			wrong:  func(t *testing.T, w smallService, d *fakeAuthenticator) { d.user = w.addPerson("another").ID },
			refuse: true,
		},
		{name: "no user", wrong: func(t *testing.T, w smallService, d *fakeAuthenticator) { d.user = "" }, refuse: true},
		{name: "the id of another passkey", wrong: func(t *testing.T, w smallService, d *fakeAuthenticator) {
			theirs := newFakeAuthenticator(t)
			if err := w.add(w.addPerson("another"), theirs); err != nil {
				t.Fatal(err)
			}
			d.id, d.user = theirs.id, theirs.user
		}, refuse: true},
		{
			name: "the challenge of another request",
			answer: func(t *testing.T, w smallService, d *fakeAuthenticator, id, options string) (string, string) {
				_, other := w.beginSignIn()
				return id, d.assert(t, other)
			},
			refuse: true,
		},
		{name: "a made-up challenge", answer: func(t *testing.T, w smallService, d *fakeAuthenticator, id, options string) (string, string) {
			return id, d.assert(t, `{"challenge":"`+b64(randomBytes(32))+`"}`)
		}, refuse: true},
		{
			name: "a response sent twice",
			answer: func(t *testing.T, w smallService, d *fakeAuthenticator, id, options string) (string, string) {
				answer := d.assert(t, options)
				if _, err := w.FinishPasskeySignIn(t.Context(), testParty, id, browserSecret, answer); err != nil {
					t.Fatal(err)
				}
				return id, answer
			},
			refuse: true,
		},
		{
			name: "after a wrong response to the same challenge",
			answer: func(t *testing.T, w smallService, d *fakeAuthenticator, id, options string) (string, string) {
				if _, err := w.FinishPasskeySignIn(t.Context(), testParty, id, browserSecret, "{}"); err == nil {
					t.Fatal("an empty response was accepted")
				}
				return id, d.assert(t, options)
			},
			refuse: true,
		},
		{name: "after five minutes", answer: func(t *testing.T, w smallService, d *fakeAuthenticator, id, options string) (string, string) {
			w.DB.SetClock(func() time.Time { return dbtest.Now.Add(CeremonyTimeout) })
			return id, d.assert(t, options)
		}, refuse: true},
		{name: "within five minutes", answer: func(t *testing.T, w smallService, d *fakeAuthenticator, id, options string) (string, string) {
			w.DB.SetClock(func() time.Time { return dbtest.Now.Add(CeremonyTimeout - time.Second) })
			return id, d.assert(t, options)
		}},
		{
			name: "a response to a registration",
			answer: func(t *testing.T, w smallService, d *fakeAuthenticator, id, options string) (string, string) {
				return id, newFakeAuthenticator(t).register(t, options)
			},
			refuse: true,
		},
		{name: "no response", answer: func(t *testing.T, w smallService, d *fakeAuthenticator, id, options string) (string, string) {
			return id, ""
		}, refuse: true},
		{name: "a suspended person", wrong: func(t *testing.T, w smallService, d *fakeAuthenticator) {
			err := w.DB.Update(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `UPDATE account_person SET state = 'suspended'`)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}, refuse: true},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				d.SetClock(func() time.Time { return dbtest.Now })
				w := newSmallService(t, d)
				p, phone := w.addPerson("owner"), newFakeAuthenticator(t)
				if err := w.add(p, phone); err != nil {
					t.Fatal(err)
				}
				if c.wrong != nil {
					c.wrong(t, w, phone)
				}
				id, options := w.beginSignIn()
				if c.answer == nil {
					c.answer = func(t *testing.T, w smallService, d *fakeAuthenticator, id, options string) (string, string) {
						return id, d.assert(t, options)
					}
				}
				id, answer := c.answer(t, w, phone, id, options)
				got, err := w.FinishPasskeySignIn(t.Context(), testParty, id, browserSecret, answer)
				switch {
				case !c.refuse && err != nil:
					t.Errorf("refused: %v", err)
				case !c.refuse && got.ID != p.ID:
					t.Errorf("signed in as %s, want %s", got.ID, p.ID)
				case c.refuse && !fault.Is(err, fault.Invalid):
					t.Errorf("got %v, %v; want an error", got, err)
				}
			})
		}
	})
}

// A challenge is only valid in the browser and for the purpose of its ceremony.
func TestChallengeIsBoundToBrowserAndPurpose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSmallService(t, d)
		p, other, phone := w.addPerson("owner"), w.addPerson("other"), newFakeAuthenticator(t)
		if err := w.add(p, phone); err != nil {
			t.Fatal(err)
		}
		id, options := w.beginSignIn()
		for name, try := range map[string]func() error{
			"looked at in another browser": func() error {
				_, err := w.PasskeyOptions(t.Context(), "", id, "another")
				return err
			},
			"answered in another browser": func() error {
				_, err := w.FinishPasskeySignIn(t.Context(), testParty, id, "another", phone.assert(t, options))
				return err
			},
			"answered in no browser": func() error {
				_, err := w.FinishPasskeySignIn(t.Context(), testParty, id, "", phone.assert(t, options))
				return err
			},
			"used for a new passkey": func() error {
				_, err := w.AddPasskey(t.Context(), p.Actor(), testParty, id, browserSecret, "Phone", newFakeAuthenticator(t).register(t, options))
				return err
			},
			"a question for a new passkey, used to sign in": func() error {
				id, err := w.BeginPasskeyRegistration(t.Context(), p.ID, testParty, browserSecret)
				if err != nil {
					t.Fatal(err)
				}
				options, err := w.PasskeyOptions(t.Context(), p.ID, id, browserSecret)
				if err != nil {
					t.Fatal(err)
				}
				_, err = w.FinishPasskeySignIn(t.Context(), testParty, id, browserSecret, phone.assert(t, options))
				return err
			},
			"a new passkey for another account": func() error {
				id, err := w.BeginPasskeyRegistration(t.Context(), p.ID, testParty, browserSecret)
				if err != nil {
					t.Fatal(err)
				}
				options, err := w.PasskeyOptions(t.Context(), p.ID, id, browserSecret)
				if err != nil {
					t.Fatal(err)
				}
				_, err = w.AddPasskey(t.Context(), other.Actor(), testParty, id, browserSecret, "Phone", newFakeAuthenticator(t).register(t, options))
				return err
			},
		} {
			if err := try(); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v, want an error", name, err)
			}
		}
		if _, err := w.FinishPasskeySignIn(t.Context(), testParty, id, browserSecret, phone.assert(t, options)); err != nil {
			t.Errorf("and then in the right browser: %v", err)
		}
	})
}

// A passkey whose count is too low has been cloned. It is refused, and the audit
// log has an entry.
func TestClonedPasskeyIsDetected(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSmallService(t, d)
		phone := newFakeAuthenticator(t)
		if err := w.add(w.addPerson("owner"), phone); err != nil {
			t.Fatal(err)
		}
		stolen := *phone
		sign := func(d *fakeAuthenticator) error {
			id, options := w.beginSignIn()
			_, err := w.FinishPasskeySignIn(t.Context(), testParty, id, browserSecret, d.assert(t, options))
			return err
		}
		for range 3 {
			if err := sign(phone); err != nil {
				t.Fatal(err)
			}
		}
		before := len(w.auditActs())
		if err := sign(&stolen); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the clone: %v, want an error", err)
		}
		if notes := w.auditActs(); len(notes) != before+1 || notes[before] != "passkey-cloned" {
			t.Errorf("the audit log has %q", notes)
		}
		if err := sign(phone); err != nil {
			t.Errorf("the original, with a higher count: %v", err)
		}
	})
}

// The options require user verification and no attestation.
func TestPasskeyOptions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSmallService(t, d)
		p, phone := w.addPerson("owner"), newFakeAuthenticator(t)
		if err := w.add(p, phone); err != nil {
			t.Fatal(err)
		}
		_, options := w.beginSignIn()
		if q := parseOptions(t, options); q.RPID != testParty.ID || q.UserVerification != "required" || len(q.Challenge) < 43 {
			t.Errorf("at sign-in: %s", options)
		}
		id, err := w.BeginPasskeyRegistration(t.Context(), p.ID, testParty, browserSecret)
		if err != nil {
			t.Fatal(err)
		}
		if options, err = w.PasskeyOptions(t.Context(), p.ID, id, browserSecret); err != nil {
			t.Fatal(err)
		}
		q := parseOptions(t, options)
		if q.RP.ID != testParty.ID || q.Selection.UserVerification != "required" || q.Selection.ResidentKey != "required" ||
			q.Attestation != "none" {
			t.Errorf("for a new passkey: %s", options)
		}
		if len(q.Exclude) != 1 || q.Exclude[0].ID != b64(phone.id) {
			t.Errorf("the existing passkey is not excluded: %s", options)
		}
	})
}

// An invalid registration adds no passkey.
func TestPasskeyRegistration(t *testing.T) {
	cases := []struct {
		name  string
		wrong func(d *fakeAuthenticator)
		label string
		want  fault.Kind // fault.Internal for success
	}{
		{"valid", func(d *fakeAuthenticator) {}, "Work laptop", fault.Internal},
		{"backed up", func(d *fakeAuthenticator) { d.flags |= 8 | 16 }, "Telephone", fault.Internal},
		{"no user verification", func(d *fakeAuthenticator) { d.flags = 1 }, "Key", fault.Invalid},
		{"one for another page", func(d *fakeAuthenticator) { d.origin = "https://consult.example.com" }, "Key", fault.Invalid},
		{"another relying party", func(d *fakeAuthenticator) { d.rpID = "example.com" }, "Key", fault.Invalid},
		{"backed up but not eligible", func(d *fakeAuthenticator) { d.flags |= 16 }, "Key", fault.Invalid},
		{"no name", func(d *fakeAuthenticator) {}, " ", fault.Invalid},
		{"invisible characters in the name", func(d *fakeAuthenticator) {}, "Key\u202e", fault.Invalid},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				w := newSmallService(t, d)
				p, phone := w.addPerson("owner"), newFakeAuthenticator(t)
				c.wrong(phone)
				id, err := w.BeginPasskeyRegistration(t.Context(), p.ID, testParty, browserSecret)
				if err != nil {
					t.Fatal(err)
				}
				options, err := w.PasskeyOptions(t.Context(), p.ID, id, browserSecret)
				if err != nil {
					t.Fatal(err)
				}
				_, err = w.AddPasskey(t.Context(), p.Actor(), testParty, id, browserSecret, c.label, phone.register(t, options))
				all, listed := w.ListPasskeys(t.Context(), p.Actor())
				if listed != nil {
					t.Fatal(listed)
				}
				if c.want == fault.Internal &&
					(err != nil || len(all) != 1 || all[0].Name != c.label || !all[0].AddedAt.Equal(dbtest.Now) || !all[0].UsedAt.IsZero()) {
					t.Errorf("not added: %v, %v", all, err)
				}
				if c.want != fault.Internal && (!fault.Is(err, c.want) || len(all) != 0) {
					t.Errorf("got %v and passkeys %v; want an error", err, all)
				}
			})
		}
	})
}

// People cannot remove their last passkey or change those of others.
func TestOnlyOwnerManagesPasskeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSmallService(t, d)
		p, other := w.addPerson("owner"), w.addPerson("other")
		first, second := newFakeAuthenticator(t), newFakeAuthenticator(t)
		for _, d := range []*fakeAuthenticator{first, second} {
			if err := w.add(p, d); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.add(other, first); !fault.Is(err, fault.Conflict) {
			t.Errorf("a passkey of another account was added: %v", err)
		}
		all, err := w.ListPasskeys(t.Context(), p.Actor())
		if err != nil || len(all) != 2 {
			t.Fatalf("%v, %v", all, err)
		}
		if err := w.RenamePasskey(t.Context(), other.Actor(), all[0].ID, "Your version"); !fault.Is(err, fault.NotFound) {
			t.Errorf("renamed by another: %v", err)
		}
		if _, err := w.RemovePasskey(t.Context(), other.Actor(), all[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("removed by another: %v", err)
		}
		if err := w.RenamePasskey(t.Context(), p.Actor(), all[0].ID, "Old laptop"); err != nil {
			t.Error(err)
		}
		if _, err := w.RemovePasskey(t.Context(), p.Actor(), all[0].ID); err != nil {
			t.Error(err)
		}
		if _, err := w.RemovePasskey(t.Context(), p.Actor(), all[1].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("the last one was removed: %v", err)
		}
		if all, err = w.ListPasskeys(t.Context(), p.Actor()); err != nil || len(all) != 1 {
			t.Errorf("left: %v, %v", all, err)
		}
	})
}

// An invitation can be accepted with a passkey once.
func TestAcceptInvitationWithPasskey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSmallService(t, d)
		token := w.invite("new")
		p, err := w.TokenHolder(t.Context(), InvitationToken, token)
		if err != nil {
			t.Fatal(err)
		}
		phone := newFakeAuthenticator(t)
		give := func(token string) error {
			id, err := w.BeginPasskeyRegistration(t.Context(), p.ID, testParty, browserSecret)
			if err != nil {
				return err
			}
			options, err := w.PasskeyOptions(t.Context(), p.ID, id, browserSecret)
			if err != nil {
				return err
			}
			got, err := w.AcceptWithPasskey(t.Context(), token, testParty, id, browserSecret, "Telephone", phone.register(t, options))
			if err == nil && (got.ID != p.ID || got.State != account.Active) {
				t.Errorf("accepted as %v", got)
			}
			return err
		}
		if err := give(w.invite("another")); !fault.Is(err, fault.Invalid) {
			t.Errorf("with the invitation of another person: %v", err)
		}
		if err := give(token); err != nil {
			t.Fatal(err)
		}
		phone = newFakeAuthenticator(t)
		if err := give(token); !fault.Is(err, fault.NotFound) {
			t.Errorf("a second time: %v", err)
		}
		if all, err := w.ListPasskeys(t.Context(), p.Actor()); err != nil || len(all) != 1 {
			t.Errorf("passkeys: %v, %v", all, err)
		}
	})
}

// invite adds an invited person and returns the token of their invitation.
func (w smallService) invite(name string) (token string) {
	w.t.Helper()
	a := w.addPerson(name)
	err := w.DB.Update(w.t.Context(), func(tx *db.Tx) (err error) {
		if _, err := tx.Exec(w.t.Context(), `UPDATE account_person SET state = 'invited' WHERE id = $1`, a.ID); err != nil {
			return err
		}
		token, _, err = newToken(w.t.Context(), tx, InvitationToken, a.ID, "")
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

// Passkeys need HTTPS and a host name, or localhost.
func TestNewRelyingParty(t *testing.T) {
	for base, want := range map[string]RelyingParty{
		"https://consult.example.org":      {ID: "consult.example.org", Origin: "https://consult.example.org"},
		"https://CONSULT.example.org":      {ID: "consult.example.org", Origin: "https://consult.example.org"},
		"https://consult.example.org:8443": {ID: "consult.example.org", Origin: "https://consult.example.org:8443"},
		"http://localhost:8080":            {ID: "localhost", Origin: "http://localhost:8080"},
		"http://consult.example.org":       {},
		"http://localhost.example.org":     {},
		"http://127.0.0.1:8080":            {},
		"https://192.0.2.1":                {},
		"https://[::1]:8080":               {},
		"":                                 {},
		"consult.example.org":              {},
	} {
		got, err := NewRelyingParty(base, "")
		if got != want || (err == nil) != (want != RelyingParty{}) {
			t.Errorf("%q is %+v, %v; want %+v", base, got, err, want)
		}
	}
}

func TestAddFirstPasskeyNeedsNoOtherFactor(t *testing.T) {
	cases := []struct {
		name string
		has  func(w smallService, p *Account) error
		want fault.Kind // fault.Internal for success
	}{
		{"only a password", func(w smallService, p *Account) error { return nil }, fault.Internal},
		{"a passkey", func(w smallService, p *Account) error { return w.add(p, newFakeAuthenticator(w.t)) }, fault.Invalid},
		{"an authenticator app", func(w smallService, p *Account) error {
			return w.DB.Update(w.t.Context(), func(tx *db.Tx) error {
				p.totp = []byte("sealed")
				return saveCredentials(w.t.Context(), tx, p)
			})
		}, fault.Invalid},
		{"a linked identity", func(w smallService, p *Account) error {
			return w.DB.Update(w.t.Context(), func(tx *db.Tx) error {
				return linkIdentity(w.t.Context(), tx, identity{issuer: "https://login.example.org", subject: "one"}, p.ID)
			})
		}, fault.Invalid},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				w := newSmallService(t, d)
				p, phone := w.addPerson("owner"), newFakeAuthenticator(t)
				if err := c.has(w, p); err != nil {
					t.Fatal(err)
				}
				before, err := w.ListPasskeys(t.Context(), p.Actor())
				if err != nil {
					t.Fatal(err)
				}
				id, err := w.BeginPasskeyRegistration(t.Context(), p.ID, testParty, browserSecret)
				if err != nil {
					t.Fatal(err)
				}
				options, err := w.PasskeyOptions(t.Context(), p.ID, id, browserSecret)
				if err != nil {
					t.Fatal(err)
				}
				_, err = w.AddFirstPasskey(t.Context(), p.ID, testParty, id, browserSecret, "Telephone", phone.register(t, options))
				after, listed := w.ListPasskeys(t.Context(), p.Actor())
				if listed != nil {
					t.Fatal(listed)
				}
				if c.want == fault.Internal && (err != nil || len(after) != 1) {
					t.Errorf("not added: %v, %v", after, err)
				}
				if c.want != fault.Internal && (!fault.Is(err, c.want) || len(after) != len(before)) {
					t.Errorf("got %v and passkeys %v; want an error", err, after)
				}
			})
		}
	})
}

func TestPasskeyChangesEndSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newSmallService(t, d)
		p := w.addPerson("owner")
		open := func(when string, want int) {
			t.Helper()
			all, err := w.ListSessions(t.Context(), p.ID)
			if err != nil || len(all) != want {
				t.Errorf("%s: %d sessions, %v; want %d", when, len(all), err, want)
			}
			if err := w.SaveSession(t.Context(), Session{TokenDigest: db.NewSecret(), AccountID: p.ID}); err != nil {
				t.Fatal(err)
			}
		}
		open("before", 0)
		for _, d := range []*fakeAuthenticator{newFakeAuthenticator(t), newFakeAuthenticator(t)} {
			if err := w.add(p, d); err != nil {
				t.Fatal(err)
			}
			open("after a passkey is added", 0)
		}
		all, err := w.ListPasskeys(t.Context(), p.Actor())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.RemovePasskey(t.Context(), p.Actor(), all[0].ID); err != nil {
			t.Fatal(err)
		}
		open("after one is removed", 0)
		open("and then", 1)
	})
}
