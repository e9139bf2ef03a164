package app_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// proxy is a PostgreSQL server that can go away.
type proxy struct {
	network, server string
	listener        net.Listener

	mu    sync.Mutex
	down  bool          // guarded by mu
	stuck chan struct{} // guarded by mu; while it is open, nothing is forwarded
	conns []net.Conn    // guarded by mu
}

// startProxy returns a proxy in front of the database dsn, and a URL through it.
func startProxy(t *testing.T, dsn string) (*proxy, string) {
	t.Helper()
	cfg, err := pgconn.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{}
	p.network, p.server = pgconn.NetworkAddress(cfg.Host, cfg.Port)
	if p.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.setDown(true); p.listener.Close() })
	go func() {
		for {
			conn, err := p.listener.Accept()
			if err != nil {
				return
			}
			p.serve(conn)
		}
	}()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Del("host")
	query.Set("sslmode", "disable")
	u.Host, u.RawQuery = p.listener.Addr().String(), query.Encode()
	return p, u.String()
}

func (p *proxy) serve(conn net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down { // without a connection to the server, of which it has only so many
		conn.Close()
		return
	}
	server, err := net.Dial(p.network, p.server)
	if err != nil {
		conn.Close()
		return
	}
	p.conns = append(p.conns, conn, server)
	go func() { io.Copy(waiter{p, server}, conn); server.Close() }()
	go func() { io.Copy(waiter{p, conn}, server); conn.Close() }()
}

// waiter is a connection that waits while the proxy hangs.
type waiter struct {
	p *proxy
	net.Conn
}

func (w waiter) Write(b []byte) (int, error) {
	w.p.mu.Lock()
	stuck := w.p.stuck
	w.p.mu.Unlock()
	if stuck != nil {
		<-stuck
	}
	return w.Conn.Write(b)
}

// hang makes the database accept connections and answer nothing until end is
// called.
func (p *proxy) hang() (end func()) {
	stuck := make(chan struct{})
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stuck = stuck
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.stuck = nil
		close(stuck)
	}
}

// setDown breaks all connections and refuses new ones, or accepts them again.
func (p *proxy) setDown(down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = down
	for _, conn := range p.conns {
		conn.Close()
	}
	p.conns = nil
}

const typedText = "What I typed, with “quotes” & <signs>\nin two lines"

// While the database is away, every form comes back with what was typed and can be
// sent again from there, and the log has one line a second.
//
// Row H6 of docs/faults.md.
func TestFormComesBackWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	server := dbtest.ServerDSN(t)
	if server == "" {
		t.Skip("a database that goes away needs FOLKMOOT_TEST_POSTGRES")
	}
	p, dsn := startProxy(t, dbtest.NewPostgresDSN(t, server))
	var log lockedBuffer
	a, err := app.New(t.Context(), app.Config{Data: t.TempDir(), Database: dsn},
		slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn})), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	background, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	go a.RunBackground(background)
	a.Site().RecentlyAuthenticated = crawltest.RecentlyAuthenticated
	a.Site().SessionMiddleware = crawltest.SessionMiddleware
	c := &crawltest.Site{Handler: a.Handler(), Routes: a.Routes()}
	p.setDown(true)
	begun := time.Now()
	form := url.Values{"title": {typedText}, "action": {"send"}, "version": {"1"}}
	back, forms := 0, 0
	for _, r := range a.Routes() {
		if r.Method != http.MethodPost {
			continue
		}
		forms++
		path := regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(r.Pattern, "x")
		met := c.Request(fullAccess, http.MethodPost, path, form, nil)
		switch {
		case met.Status == http.StatusInternalServerError:
			t.Errorf("POST %s answers 500: %s", r.Pattern, met.Text())
		case met.Status != http.StatusServiceUnavailable:
			continue // refused before the database was asked
		}
		back++
		if met.Header.Get("Retry-After") == "" {
			t.Errorf("POST %s has no Retry-After", r.Pattern)
		}
		again := met.Forms()
		if len(again) == 0 || strings.ReplaceAll(again[len(again)-1].Values.Get("title"), "\r", "") != typedText ||
			!strings.Contains(met.Text(), "Send again") {
			t.Errorf("POST %s does not give back what was typed: %s", r.Pattern, met.Text())
		}
	}
	if back < forms/2 {
		t.Errorf("only %d of %d forms reached the database", back, forms)
	}
	lines, seconds := strings.Count(log.String(), "\n"), int(time.Since(begun).Seconds())
	if lines == 0 || lines > seconds+2 {
		t.Errorf("%d lines in the log in %d seconds for %d failures", lines, seconds, back)
	}
	p.setDown(false)
	if met := c.Get(fullAccess, "/consultations"); met.Status != http.StatusOK {
		t.Errorf("once the database is back, a page answers %d", met.Status)
	}
}

// A full disk refuses a form in the same way, and what needs no writing goes on.
//
// Row H6 of docs/faults.md.
func TestFormComesBackWhileTheDiskIsFull(t *testing.T) {
	t.Parallel()
	a, err := app.New(t.Context(), app.Config{Data: t.TempDir()}, discardLogger(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	a.Site().SessionMiddleware = crawltest.SessionMiddleware
	// As on a full disk, the file can grow no more.
	if err := a.DB.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `PRAGMA max_page_count = 1`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	c := &crawltest.Site{Handler: a.Handler(), Routes: a.Routes()}
	full := false
	for i := range 200 { // until the free pages of the file are used up
		met := c.Request(fullAccess, http.MethodPost, "/staff/consultations/new",
			url.Values{"title": {fmt.Sprint("Full disk ", i)}, "from": {"nothing"}, "type": {"survey"}}, nil)
		if met.Status == http.StatusServiceUnavailable {
			full = strings.Contains(met.Text(), "Send again")
			break
		}
	}
	if !full {
		t.Error("no form came back")
	}
	if met := c.Get(fullAccess, "/consultations"); met.Status != http.StatusOK {
		t.Errorf("on a full disk, a page answers %d", met.Status)
	}
}

// A secret is never put into a page.
//
// Row H6 of docs/faults.md.
func TestPasswordDoesNotComeBack(t *testing.T) {
	t.Parallel()
	server := dbtest.ServerDSN(t)
	if server == "" {
		t.Skip("a database that goes away needs FOLKMOOT_TEST_POSTGRES")
	}
	p, dsn := startProxy(t, dbtest.NewPostgresDSN(t, server))
	a, err := app.New(t.Context(), app.Config{Data: t.TempDir(), Database: dsn}, discardLogger(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	p.setDown(true)
	r := httptest.NewRequest(http.MethodPost, "/staff/sign-in", strings.NewReader("email=a%40example.org&password=swordfish"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "swordfish") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// Monitoring is told within seconds that the database is away or hangs, the disk is
// full, a writer does not end or jobs are not done. The process itself is alive all
// the time.
//
// Row H7 of docs/faults.md.
func TestReadyAndAliveAreToldApart(t *testing.T) {
	t.Parallel()
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		cfg := app.Config{Data: t.TempDir(), BaseURL: "https://consult.example.org"}
		var p *proxy
		if db.IsPostgres(dsn) {
			p, cfg.Database = startProxy(t, dsn)
		}
		a, err := app.New(t.Context(), cfg, discardLogger(), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { a.Close() })
		ask := func(path string) (status int, text string) {
			w := httptest.NewRecorder()
			a.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://10.0.0.1"+path, nil))
			return w.Code, w.Body.String()
		}
		check := func(what, name string) {
			t.Helper()
			time.Sleep(1100 * time.Millisecond) // the last result is used again for a second
			begun := time.Now()
			status, text := ask("/healthz")
			if name == "" && (status != http.StatusOK || text != "ready\n") ||
				name != "" && (status != http.StatusServiceUnavailable || !strings.Contains(text, name)) {
				t.Errorf("%s: %d %q", what, status, text)
			}
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("%s: the answer took %v", what, took)
			}
			if status, text := ask("/livez"); status != http.StatusOK || text != "alive\n" {
				t.Errorf("%s: alive: %d %q", what, status, text)
			}
		}
		check("all is well", "")
		a.SetFreeBytes(1 << 20)
		check("the disk is full", "disk")
		a.SetFreeBytes(1 << 40)
		done := make(chan struct{})
		begun := make(chan struct{})
		go func() {
			var once sync.Once
			a.DB.UpdateInTurn(context.Background(), func(tx *db.Tx) error { once.Do(func() { close(begun) }); <-done; return nil })
		}()
		<-begun
		check("a writer does not end", "writer")
		close(done)
		execute(t, a.DB, `INSERT INTO jobs_job (kind, key, payload, state, run_at, attempts, error)
			VALUES ('k', 'k', '', 'ready', '2020-01-01T00:00:00.000Z', 0, '')`)
		check("a job is not done", "database")
		execute(t, a.DB, `DELETE FROM jobs_job`)
		check("all is well again", "")
		if p == nil {
			return
		}
		end := p.hang()
		check("the database hangs", "database")
		end()
		p.setDown(true)
		check("the database is away", "database")
		p.setDown(false)
		check("the database is back", "")
	})
}

func execute(t *testing.T, d *db.DB, statement string) {
	t.Helper()
	if err := d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), statement)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer // guarded by mu
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
