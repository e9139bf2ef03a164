package follow_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// following is a service with one thing, /parks/main, and the clock that the test sets.
type following struct {
	*follow.Service
	t    *testing.T
	now  time.Time
	news []follow.Item
	box  *seal.Keyring
}

func newFollowing(t *testing.T, d *db.DB) *following {
	t.Helper()
	f := &following{t: t, now: dbtest.Now}
	d.SetClock(func() time.Time { return f.now })
	var err error
	if f.box, err = seal.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.box.Close() })
	f.Service = &follow.Service{DB: d, Queue: &notify.Queue{Box: f.box}}
	f.Register(follow.Kind{
		Name: "park",
		Get: func(_ context.Context, _ *db.Tx, ref string) (follow.Subject, error) {
			if ref == "closed" {
				return follow.Subject{}, fault.New(fault.NotFound, "There is no such park.")
			}
			return follow.Subject{Title: "Park " + ref, Path: "/parks/" + ref}, nil
		},
		News: func(context.Context, *db.Tx, string, int) ([]follow.Item, error) { return f.news, nil },
	})
	return f
}

func (f *following) add(key string, at time.Time) {
	f.news = append(f.news, follow.Item{Key: key, Say: locale.Lazy("Opened"), Title: key, Path: "/parks/main", At: at})
}

func (f *following) request(ref, address string) {
	f.t.Helper()
	if err := f.Request(f.t.Context(), "park", ref, "cy", address, follow.Weekly); err != nil {
		f.t.Fatal(err)
	}
}

// mail returns the kinds and the decrypted data of the emails that are queued, in the order of their keys.
func (f *following) mail() (kinds []string, data []map[string]string) {
	f.t.Helper()
	type row struct {
		kind   string
		sealed []byte
	}
	var rows []row
	if err := f.DB.View(f.t.Context(), func(tx *db.Tx) (err error) {
		rows, err = db.All(f.t.Context(), tx, func(r db.Row) (x row, err error) { return x, r.Scan(&x.kind, &x.sealed) },
			`SELECT kind, data FROM notify_notification ORDER BY kind, key`)
		return err
	}); err != nil {
		f.t.Fatal(err)
	}
	for _, x := range rows {
		text, err := f.box.Open(seal.Followers, x.sealed)
		if err != nil {
			f.t.Fatal(err)
		}
		values := map[string]string{}
		if err := json.Unmarshal([]byte(text), &values); err != nil {
			f.t.Fatal(err)
		}
		kinds, data = append(kinds, x.kind), append(data, values)
	}
	return kinds, data
}

// token returns what follows prefix in the link of the only email.
func (f *following) token(prefix string) string {
	f.t.Helper()
	kinds, data := f.mail()
	if len(kinds) == 0 {
		f.t.Fatal("no email")
	}
	return strings.TrimPrefix(data[0]["link"], prefix)
}

// People get emails only after they have confirmed, with what has happened since, also if it is dated earlier; a link
// confirms once; and stopping deletes the address.
func TestFollowersGetNewsUntilTheyStop(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFollowing(t, d)
		f.add("old", f.now.AddDate(0, -1, 0))
		f.request("main", "Her@Example.org")
		if err := f.Send(t.Context()); err != nil {
			t.Fatal(err)
		}
		token := f.token(follow.ConfirmPath)
		if _, err := f.GetRequested(t.Context(), token); err != nil { // a mail program scans the link
			t.Fatal(err)
		}
		s, err := f.Confirm(t.Context(), token)
		if err != nil || s.Subject.Title != "Park main" {
			t.Fatal(s, err)
		}
		if _, err := f.Confirm(t.Context(), token); !fault.Is(err, fault.Closed) {
			t.Errorf("the link confirms twice: %v", err)
		}
		mine := strings.TrimPrefix(s.Mine, follow.MinePath)
		f.add("new", f.now.Add(time.Hour))
		f.add("dated earlier", f.now.AddDate(0, -2, 0))
		f.now = f.now.AddDate(0, 0, 6)
		send := func(want int) {
			t.Helper()
			if err := f.Send(t.Context()); err != nil {
				t.Fatal(err)
			}
			if kinds, _ := f.mail(); len(kinds) != want {
				t.Fatalf("%d emails are queued: %q; want %d", len(kinds), kinds, want)
			}
		}
		send(1) // the week is not over
		f.now = f.now.AddDate(0, 0, 1)
		send(2)
		send(2) // once
		kinds, data := f.mail()
		if kinds[1] != notify.FollowNews || !strings.Contains(data[1]["items"], "dated earlier") || strings.Contains(data[1]["items"], "old") ||
			data[1][notify.StopPath] != s.Mine {
			t.Errorf("the email is %s %q", kinds[1], data[1])
		}
		if err := f.SetFrequency(t.Context(), mine, follow.Daily); err != nil {
			t.Fatal(err)
		}
		f.add("newer", f.now)
		f.now = f.now.AddDate(0, 0, 1)
		send(3)
		for range 2 { // stopping again changes nothing
			if err := f.Stop(t.Context(), mine); err != nil {
				t.Fatal(err)
			}
		}
		f.add("newest", f.now)
		f.now = f.now.AddDate(0, 2, 0)
		send(3)
		if _, err := f.GetMine(t.Context(), mine); !fault.Is(err, fault.Closed) {
			t.Errorf("the subscription is still there: %v", err)
		}
		n, err := countRows(t, d, `SELECT COUNT(*) FROM follow_subscription`)
		if err != nil || n != 0 {
			t.Errorf("%d rows are left, %v", n, err)
		}
	})
}

func countRows(t *testing.T, d *db.DB, query string) (n int64, err error) {
	t.Helper()
	err = d.View(t.Context(), func(tx *db.Tx) error { n, err = db.One(t.Context(), tx, db.Int, query); return err })
	return n, err
}

// An attacker who types an address sees and changes nothing: there is one email a day about a thing, a second request does
// not change how often emails come, the rows of one address about two things have nothing in common, and links of one
// subscription do not open another.
func TestAttackersLearnNothingAboutFollowers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFollowing(t, d)
		for range 3 {
			f.request("main", "her@example.org")
		}
		if kinds, _ := f.mail(); len(kinds) != 1 {
			t.Errorf("one day, one address and one thing give %q", kinds)
		}
		first := f.token(follow.ConfirmPath)
		s, err := f.Confirm(t.Context(), first)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Request(t.Context(), "park", "main", "", "HER@example.org", follow.Daily); err != nil {
			t.Fatal(err)
		}
		kinds, data := f.mail()
		if len(kinds) != 2 || kinds[1] != notify.FollowExists || data[1]["link"] != s.Mine {
			t.Fatalf("the owner gets %q", kinds)
		}
		now, err := f.GetMine(t.Context(), strings.TrimPrefix(s.Mine, follow.MinePath))
		if err != nil || now.Frequency != follow.Weekly {
			t.Errorf("a stranger changed how often: %+v, %v", now, err)
		}
		f.request("pond", "her@example.org")
		if n, err := countRows(t, d, `SELECT COUNT(DISTINCT tag) FROM follow_subscription`); err != nil || n != 2 {
			t.Errorf("%d different tags, %v", n, err)
		}
		mine := strings.TrimPrefix(s.Mine, follow.MinePath)
		for _, token := range []string{"", "x", first, mine + "x", mine[:len(mine)-1], strings.Repeat("A", len(mine)), mine[:22] + first[22:]} {
			if err := f.Stop(t.Context(), token); !fault.Is(err, fault.Closed) {
				t.Errorf("token %q: %v", token, err)
			}
		}
		if err := f.Request(t.Context(), "park", "closed", "", "her@example.org", follow.Daily); !fault.Is(err, fault.NotFound) {
			t.Errorf("following what is not public: %v", err)
		}
		f.now = f.now.AddDate(0, 0, follow.ConfirmDays+2)
		if err := f.Send(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n, err := countRows(t, d, `SELECT COUNT(*) FROM follow_subscription WHERE state = 'requested'`); err != nil || n != 0 {
			t.Errorf("%d addresses were not confirmed and are still held, %v", n, err)
		}
	})
}
