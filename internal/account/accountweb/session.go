package accountweb

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/alexedwards/scs/v2"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
)

// What a session holds. All of it is text.
const (
	keyAccount   = "account" // who is signed in, with both proofs
	keyPartial   = "half"    // who has given a password, and not yet the second proof
	keyEpoch     = "epoch"   // of their account when they did
	keyStarted   = "begun"   // when the session began; a new token makes it no younger
	keyConfirmed = "proved"  // when they last proved who they are
	keyMethod    = "how"
	keyDevice    = "device"
	keyNext      = "next"
	keyTOTP      = "totp"  // a secret on its way to an authenticator app, sealed
	keyCodes     = "codes" // recovery codes that have not been written down yet, sealed
	keyNotice    = "told"  // what the next page says
)

// reauthWindow is how long a proof is good for acts of consequence.
const reauthWindow = 10 * time.Minute

// newSessionManager makes the manager of sessions. How long they last is decided
// where they are kept, by the clock of the database.
func newSessionManager(
	service *account.Service,
	baseURL string,
	refuse func(http.ResponseWriter, *http.Request, error),
) *scs.SessionManager {
	m := scs.New()
	m.Store, m.Codec, m.HashTokenInStore, m.ErrorFunc = sessionStore{service}, sessionCodec{}, true, refuse
	m.Lifetime = account.SessionLifetime
	m.Cookie.Name, m.Cookie.Persist = "folkmoot", false
	if strings.HasPrefix(baseURL, "https://") {
		m.Cookie.Name, m.Cookie.Secure = "__Host-folkmoot", true
	}
	return m
}

// storedSession is a session as it stands in its row.
type storedSession struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

type sessionCodec struct{}

func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	k := storedSession{deadline, map[string]string{}}
	for name, v := range values {
		k.Values[name], _ = v.(string)
	}
	return json.Marshal(k)
}

func (sessionCodec) Decode(data []byte) (time.Time, map[string]any, error) {
	var k storedSession
	err := json.Unmarshal(data, &k)
	values := make(map[string]any, len(k.Values))
	for name, v := range k.Values {
		values[name] = v
	}
	return k.Deadline, values, err
}

// sessionStore keeps sessions in the database. Only the methods with a context are
// called.
type sessionStore struct{ account *account.Service }

func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	k, ok, err := s.account.FindSession(ctx, token)
	return k.Data, ok, err
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	var k storedSession
	if err := json.Unmarshal(data, &k); err != nil {
		return err
	}
	v := k.Values
	return s.account.SaveSession(
		ctx,
		account.Session{
			TokenDigest: token,
			AccountID:   v[keyAccount],
			StartedAt:   parseTime(v[keyStarted]),
			Method:      v[keyMethod],
			Device:      v[keyDevice],
			Data:        data,
		},
	)
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.account.DeleteSession(ctx, token)
}

func (sessionStore) Find(string) ([]byte, bool, error)      { panic("without a context") }
func (sessionStore) Commit(string, []byte, time.Time) error { panic("without a context") }
func (sessionStore) Delete(string) error                    { panic("without a context") }

func parseTime(text string) (t time.Time) {
	if db.ScanTime(&t).Scan(text) != nil {
		return time.Time{}
	}
	return t
}

type personKey struct{}

// sessionMiddleware finds out who is signed in, and hands the request on as them. It asks
// the database each time, so that what is taken from somebody is gone with
// their next request.
func (d *Handlers) sessionMiddleware(next http.Handler) http.Handler {
	return d.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // of where one is led too; a page may say otherwise
		person, err := d.sessionPerson(r, keyAccount)
		if err != nil {
			d.Site.WriteError(w, r, err)
			return
		}
		if person != nil {
			r = site.WithActor(r.WithContext(context.WithValue(r.Context(), personKey{}, person)), person.Actor())
		}
		next.ServeHTTP(w, r)
	}))
}

// sessionPerson returns the person whom the session names under key, or nil.
func (d *Handlers) sessionPerson(r *http.Request, key string) (*account.Person, error) {
	id := d.sessions.GetString(r.Context(), key)
	if id == "" {
		return nil, nil
	}
	person, err := d.account.GetPerson(r.Context(), id)
	if err != nil {
		return nil, err // people are never deleted, so this is no no
	}
	if !person.MaySignIn() || d.sessions.GetString(r.Context(), keyEpoch) != strconv.FormatInt(person.SessionEpoch(), 10) {
		return nil, d.sessions.Destroy(r.Context())
	}
	return person, nil
}

// currentPerson returns who is signed in. On a route that needs actor.Staff there is
// somebody.
func (d *Handlers) currentPerson(r *http.Request) *account.Person {
	p, _ := r.Context().Value(personKey{}).(*account.Person)
	return p
}

// withSession makes handler work where something else than session says who is signed
// in, as in a test: with a session that is not kept, and somebody invented.
func (d *Handlers) withSession(handler site.Handler) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx, err := d.sessions.Load(r.Context(), "") // keeps the one there is
		if err != nil {
			return err
		}
		if by := site.Actor(r); by.ID != "" && d.currentPerson(r) == nil {
			ctx = context.WithValue(ctx, personKey{}, &account.Person{ID: by.ID, Org: by.Org, Name: by.Name, State: account.Active, Demo: true})
		}
		return handler(w, r.WithContext(ctx))
	}
}

// partialPerson returns who has given a password and not yet the second proof, or
// nil.
func (d *Handlers) partialPerson(r *http.Request) (*account.Person, error) {
	return d.sessionPerson(r, keyPartial)
}

// startSession makes the session of r, under a new token, one of person that holds
// what key says: half of a sign-in or all of it.
func (d *Handlers) startSession(r *http.Request, person *account.Person, key, how string) error {
	ctx := r.Context()
	now, err := d.DB.Now(ctx)
	if err != nil {
		return err
	}
	wanted, device := d.sessions.GetString(ctx, keyNext), deviceType(r.UserAgent())
	if err := d.sessions.Clear(ctx); err != nil {
		return err
	}
	if err := d.sessions.RenewToken(ctx); err != nil {
		return err
	}
	for name, value := range map[string]string{key: person.ID, keyEpoch: strconv.FormatInt(person.SessionEpoch(), 10),
		keyStarted: db.Time(now), keyConfirmed: db.Time(now), keyMethod: how, keyDevice: device, keyNext: wanted} {
		d.sessions.Put(ctx, name, value)
	}
	return nil
}

// signIn signs person in: both proofs have been given.
func (d *Handlers) signIn(w http.ResponseWriter, r *http.Request, person *account.Person, how string) error {
	person, err := d.accountForBrowser(r).RecordSignIn(r.Context(), person.ID, how)
	if err != nil {
		return err
	}
	d.rememberBrowser(w, r, person)
	return d.startSession(r, person, keyAccount, how)
}

// signInAndRedirect begins the session of person, who has just proved with two factors
// who they are, how is in words, and sends the browser on to where it wanted to
// go.
func (d *Handlers) signInAndRedirect(w http.ResponseWriter, r *http.Request, person *account.Person, how string) error {
	if err := d.signIn(w, r, person, how); err != nil {
		return err
	}
	d.redirectNext(w, r)
	return nil
}

// redirectNext sends the browser to where it wanted to go.
func (d *Handlers) redirectNext(w http.ResponseWriter, r *http.Request) {
	next := r.FormValue("next")
	if next == "" {
		next = d.sessions.PopString(r.Context(), keyNext)
	}
	http.Redirect(w, r, safeNext(next), http.StatusSeeOther)
}

// recentlyConfirmed reports whether who is signed in has proved a short while ago who they
// are.
func (d *Handlers) recentlyConfirmed(r *http.Request) bool {
	if d.currentPerson(r) == nil {
		return true // not our session: something else says who is here
	}
	now, err := d.DB.Now(r.Context())
	proved := parseTime(d.sessions.GetString(r.Context(), keyConfirmed))
	return err == nil && !proved.IsZero() && now.Sub(proved) < reauthWindow
}

// confirmAndRedirect notes that who is signed in has proved again who they are, and
// sends the browser on.
func (d *Handlers) confirmAndRedirect(w http.ResponseWriter, r *http.Request) error {
	now, err := d.DB.Now(r.Context())
	if err != nil {
		return err
	}
	if err := d.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	d.sessions.Put(r.Context(), keyConfirmed, db.Time(now))
	d.redirectNext(w, r)
	return nil
}

// restartSession begins the session of r anew for person, whose other sessions have just
// ended because they changed how they sign in.
func (d *Handlers) restartSession(r *http.Request, person *account.Person) error {
	how := d.sessions.GetString(r.Context(), keyMethod)
	return d.startSession(r, person, keyAccount, how)
}

// setNotice has the next page say something. Whoever only looks, and has no session,
// is told nothing: to look makes no row.
func (d *Handlers) setNotice(r *http.Request, say string) {
	if r.Method == http.MethodPost || d.sessions.Token(r.Context()) != "" {
		d.sessions.Put(r.Context(), keyNotice, say)
	}
}

// popNotice returns what this page is to say.
func (d *Handlers) popNotice(r *http.Request) string {
	return d.sessions.PopString(r.Context(), keyNotice)
}

// deviceType says in a word what sort of device it is. Nothing closer is kept.
func deviceType(agent string) string {
	switch {
	case strings.Contains(agent, "iPad") || strings.Contains(agent, "Tablet") || strings.Contains(agent, "Android") && !strings.Contains(agent, "Mobile"):
		return "a tablet"
	case strings.Contains(agent, "Mobi"):
		return "a phone"
	}
	return "a computer"
}
