package signinweb

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
)

// Keys of session values. All values are strings.
const (
	keyAccount       = "account"   // id of the account that is signed in with two factors
	keyPartial       = "partial"   // id of the account that has only given a password
	keyEpoch         = "epoch"     // session epoch of that account at the sign-in
	keyStarted       = "started"   // start of the session; a renewed token does not change it
	keyConfirmed     = "confirmed" // when the person last confirmed their sign-in
	keyMethod        = "method"    // of signing in
	keyDevice        = "device"
	keyNext          = "next"    // path to go to after signing in
	keyTOTP          = "totp"    // encrypted secret for the authenticator app that is being set up
	keyCodes         = "codes"   // encrypted recovery codes to show
	keyNotice        = "notice"  // message for the next page
	keyBrowserSecret = "browser" // secret that binds ceremonies to this browser
)

// reauthWindow is how long a confirmation is good for routes that require one.
const reauthWindow = 10 * time.Minute

// newSessionManager returns a manager whose sessions are in the database.
// signin.Service decides how long they last, by the clock of the database.
func newSessionManager(
	service *signin.Service,
	baseURL string,
	writeError func(http.ResponseWriter, *http.Request, error),
) *scs.SessionManager {
	m := scs.New()
	m.Store, m.Codec, m.HashTokenInStore, m.ErrorFunc = sessionStore{service}, sessionCodec{}, true, writeError
	m.Lifetime = signin.SessionLifetime
	m.Cookie.Name, m.Cookie.Persist = "folkmoot", false
	if strings.HasPrefix(baseURL, "https://") {
		m.Cookie.Name, m.Cookie.Secure = "__Host-folkmoot", true
	}
	return m
}

// storedSession is the data of a session as it is stored.
type storedSession struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

type sessionCodec struct{}

func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	s := storedSession{deadline, map[string]string{}}
	for key, v := range values {
		s.Values[key], _ = v.(string)
	}
	return json.Marshal(s)
}

func (sessionCodec) Decode(data []byte) (time.Time, map[string]any, error) {
	var s storedSession
	err := json.Unmarshal(data, &s)
	values := make(map[string]any, len(s.Values))
	for key, v := range s.Values {
		values[key] = v
	}
	return s.Deadline, values, err
}

// sessionStore implements scs.CtxStore. The library only calls the methods with
// a context.
type sessionStore struct{ service *signin.Service }

func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	session, ok, err := s.service.FindSession(ctx, token)
	return session.Data, ok, err
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	var stored storedSession
	if err := json.Unmarshal(data, &stored); err != nil {
		return err
	}
	v := stored.Values
	return s.service.SaveSession(ctx, signin.Session{
		TokenDigest: token,
		AccountID:   v[keyAccount],
		StartedAt:   parseTime(v[keyStarted]),
		Method:      v[keyMethod],
		Device:      v[keyDevice],
		Data:        data,
	})
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.service.DeleteSession(ctx, token)
}

func (sessionStore) Find(string) ([]byte, bool, error)      { panic("called without a context") }
func (sessionStore) Commit(string, []byte, time.Time) error { panic("called without a context") }
func (sessionStore) Delete(string) error                    { panic("called without a context") }

// parseTime returns the time that db.Time wrote as text, or zero.
func parseTime(text string) (t time.Time) {
	if db.ScanTime(&t).Scan(text) != nil {
		return time.Time{}
	}
	return t
}

type (
	accountKey struct{} // context key of the signed-in account
	sessionKey struct{} // context key set if the context has a session
)

// sessionMiddleware loads the session and passes the request on with the
// signed-in person as its actor. It reads the account each time, so a change of
// roles or a suspension applies to the next request.
func (h *Handlers) sessionMiddleware(next http.Handler) http.Handler {
	return h.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // for redirects too; a page may change it
		a, err := h.sessionAccount(r, keyAccount)
		if err != nil {
			h.Site.WriteError(w, r, err)
			return
		}
		ctx := context.WithValue(r.Context(), sessionKey{}, true)
		if a != nil {
			r = site.WithActor(r.WithContext(context.WithValue(ctx, accountKey{}, a)), a.Actor())
		} else {
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	}))
}

// sessionAccount returns the account whose id is in the session under key, or
// nil. It deletes a session of an earlier epoch or of a suspended account, and one of a
// demonstration account or sign-in unless this is a demonstration.
func (h *Handlers) sessionAccount(r *http.Request, key string) (*signin.Account, error) {
	id := h.sessions.GetString(r.Context(), key)
	if id == "" {
		return nil, nil
	}
	a, err := h.service.GetAccount(r.Context(), id)
	if err != nil {
		return nil, err // accounts are never deleted, so this is not an unknown id
	}
	epoch := strconv.FormatInt(a.SessionEpoch(), 10)
	isDemo := a.Demo || h.sessions.GetString(r.Context(), keyMethod) == methodDemo
	if isDemo && !h.demonstration || !a.MaySignIn() || h.sessions.GetString(r.Context(), keyEpoch) != epoch {
		return nil, h.sessions.Destroy(r.Context())
	}
	return a, nil
}

// currentAccount returns the signed-in account, or nil. It is never nil on a
// route that needs actor.Staff.
func (h *Handlers) currentAccount(r *http.Request) *signin.Account {
	a, _ := r.Context().Value(accountKey{}).(*signin.Account)
	return a
}

// withSession makes handler work without sessionMiddleware, for tests that set
// the actor themselves: with an empty session that is not saved, and a
// demonstration account of the actor. Such a session is never confirmed.
func (h *Handlers) withSession(handler site.Handler) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if r.Context().Value(sessionKey{}) != nil {
			return handler(w, r)
		}
		ctx, err := h.sessions.Load(r.Context(), "")
		if err != nil {
			return err
		}
		ctx = context.WithValue(ctx, sessionKey{}, true)
		if by := site.Actor(r); by.ID != "" {
			p := &account.Person{ID: by.ID, Org: by.Org, Name: by.Name, State: account.Active, Demo: true}
			ctx = context.WithValue(ctx, accountKey{}, &signin.Account{Person: p})
		}
		return handler(w, r.WithContext(ctx))
	}
}

// partialAccount returns the account of a person who has given a password but
// not yet a second factor, or nil.
func (h *Handlers) partialAccount(r *http.Request) (*signin.Account, error) {
	return h.sessionAccount(r, keyPartial)
}

// startSession starts a new session for a, with a new token. key is keyAccount
// or keyPartial.
func (h *Handlers) startSession(r *http.Request, a *signin.Account, key, method string) error {
	ctx := r.Context()
	now, err := h.DB.Now(ctx)
	if err != nil {
		return err
	}
	next, device := h.sessions.GetString(ctx, keyNext), deviceType(r.UserAgent())
	if err := h.sessions.Clear(ctx); err != nil {
		return err
	}
	if err := h.sessions.RenewToken(ctx); err != nil {
		return err
	}
	for name, value := range map[string]string{
		key:          a.ID,
		keyEpoch:     strconv.FormatInt(a.SessionEpoch(), 10),
		keyStarted:   db.Time(now),
		keyConfirmed: db.Time(now),
		keyMethod:    method,
		keyDevice:    device,
		keyNext:      next,
	} {
		h.sessions.Put(ctx, name, value)
	}
	return nil
}

// signIn signs in a, who has given two factors.
func (h *Handlers) signIn(w http.ResponseWriter, r *http.Request, a *signin.Account, method string) error {
	a, err := h.serviceFor(r).RecordSignIn(r.Context(), a.ID, method)
	if err != nil {
		return err
	}
	h.rememberBrowser(w, a)
	return h.startSession(r, a, keyAccount, method)
}

// signInAndRedirect does what signIn does and redirects to the page that the
// person wanted.
func (h *Handlers) signInAndRedirect(w http.ResponseWriter, r *http.Request, a *signin.Account, method string) error {
	if err := h.signIn(w, r, a, method); err != nil {
		return err
	}
	h.redirectNext(w, r)
	return nil
}

// redirectNext redirects to the page that the person wanted.
func (h *Handlers) redirectNext(w http.ResponseWriter, r *http.Request) {
	next := r.FormValue("next")
	if next == "" {
		next = h.sessions.PopString(r.Context(), keyNext)
	}
	http.Redirect(w, r, safeNext(next), http.StatusSeeOther)
}

// recentlyConfirmed reports whether the signed-in person confirmed their sign-in
// within reauthWindow. It is false without a session, and if the clock of the
// database has gone back since.
func (h *Handlers) recentlyConfirmed(r *http.Request) bool {
	if r.Context().Value(sessionKey{}) == nil || h.currentAccount(r) == nil {
		return false
	}
	now, err := h.DB.Now(r.Context())
	confirmed := parseTime(h.sessions.GetString(r.Context(), keyConfirmed))
	return err == nil && !confirmed.IsZero() && now.Sub(confirmed).Abs() < reauthWindow
}

// confirmAndRedirect records that the person has confirmed their sign-in and
// redirects to the page that they wanted.
func (h *Handlers) confirmAndRedirect(w http.ResponseWriter, r *http.Request) error {
	now, err := h.DB.Now(r.Context())
	if err != nil {
		return err
	}
	if err := h.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	h.sessions.Put(r.Context(), keyConfirmed, db.Time(now))
	h.redirectNext(w, r)
	return nil
}

// restartSession starts a new session for a, whose sessions have ended because
// they changed how they sign in.
func (h *Handlers) restartSession(r *http.Request, a *signin.Account) error {
	return h.startSession(r, a, keyAccount, h.sessions.GetString(r.Context(), keyMethod))
}

// SetNotice stores a message for the next page. A GET request without a session
// does not get one, so that it stores nothing.
func (h *Handlers) SetNotice(r *http.Request, message string) {
	if r.Context().Value(sessionKey{}) == nil {
		return
	}
	if r.Method == http.MethodPost || h.sessions.Token(r.Context()) != "" {
		h.sessions.Put(r.Context(), keyNotice, message)
	}
}

// PopNotice returns the message for this page, or "".
func (h *Handlers) PopNotice(r *http.Request) string {
	if r.Context().Value(sessionKey{}) == nil {
		return ""
	}
	return h.sessions.PopString(r.Context(), keyNotice)
}

// deviceType returns the kind of device of a user agent. Nothing else of the
// user agent is stored.
func deviceType(agent string) string {
	android := strings.Contains(agent, "Android") && !strings.Contains(agent, "Mobile")
	switch {
	case strings.Contains(agent, "iPad"), strings.Contains(agent, "Tablet"), android:
		return "a tablet"
	case strings.Contains(agent, "Mobi"):
		return "a phone"
	}
	return "a computer"
}
