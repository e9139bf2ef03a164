package intakeweb

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// queuedEmail is a letter in the queue, opened.
type queuedEmail struct {
	kind, key, to, raw string
	words              map[string]string
}

func (w *fixture) queuedEmails(box *seal.Keyring) (all []queuedEmail) {
	w.t.Helper()
	if err := w.d.View(w.t.Context(), func(tx *db.Tx) (err error) {
		all, err = db.All(w.t.Context(), tx, func(r db.Row) (p queuedEmail, err error) {
			var recipient, words []byte
			if err := r.Scan(&p.kind, &p.key, &recipient, &words); err != nil {
				return p, err
			}
			p.raw = fmt.Sprintf("%s %s %s %s", p.kind, p.key, recipient, words)
			if p.to, err = box.Open("pool", recipient); err != nil {
				return p, err
			}
			text, err := box.Open("pool", words)
			if err != nil {
				return p, err
			}
			return p, json.Unmarshal([]byte(text), &p.words)
		}, `SELECT kind, key, recipient, data FROM notify_notification ORDER BY kind`)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return all
}

func newFixtureWithEmail(t *testing.T, d *db.DB) (*fixture, *seal.Keyring) {
	w := newFixture(t, d)
	box, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	w.handlers.intake.Notify = &notify.Queue{Box: box}
	w.handlers.Now = func() time.Time { return *w.now.Load() }
	return w, box
}

func TestEmailDraftLink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, box := newFixtureWithEmail(t, d)
		w.setNow(time.Date(2026, 2, 10, 9, 0, 0, 0, time.UTC))
		key := w.newKey()
		base := "/consultations/pool/answers/standard/" + key + "/"
		w.check("nothing saved, nothing to send", w.post(base+"later", url.Values{"email": {"her@example.org"}}), 303, base+"later")
		w.post(base+"use", url.Values{"swim": {"yes"}, "version": {"0"}})
		w.check("the form", w.get(base+"later"), 200, "Send the link")
		w.check("a reminder is offered", w.get(base+"later"), 200, "three days before it closes")
		wrong := w.post(base+"later", url.Values{"email": {"her@example"}, "remind": {"yes"}})
		w.check("no address", wrong, 422, `href="#email"`)
		w.check("what was typed stays", wrong, 422, `value="her@example"`)
		w.check("what was chosen stays", wrong, 422, "checked")
		w.check("a header in it", w.post(base+"later", url.Values{"email": {"her@example.org\r\nBcc: him@example.org"}}), 422, `href="#email"`)
		w.check("sent", w.post(base+"later", url.Values{"email": {" her@example.org "}, "remind": {"yes"}}), 303, "sent=yes")
		w.check("and said so", w.get(base+"later?sent=yes"), 200, "within a few minutes")

		all := w.queuedEmails(box)
		if len(all) != 2 || all[0].kind != notify.ClosingSoon || all[1].kind != notify.DraftLink {
			t.Fatalf("%+v", all)
		}
		for _, p := range all {
			if p.to != "her@example.org" || p.words["link"] != base+"check" || p.words["title"] != "The pool" ||
				!strings.HasPrefix(p.words["closes"], "2026-03-03T09:30:00") {
				t.Errorf("%+v", p)
			}
			// Neither the address nor the way to the draft can be read in the row.
			if strings.Contains(p.raw, "her@") || strings.Contains(p.raw, key) {
				t.Errorf("a row can be read: %s", p.raw)
			}
		}
		for range 5 { // anybody may type anybody's address, but not for ever
			w.post(base+"later", url.Values{"email": {"him@example.org"}})
		}
		w.check("once more", w.post(base+"later", url.Values{"email": {"him@example.org"}}), 422, "as often as we can")
		if n := len(w.queuedEmails(box)); n != 4 {
			t.Errorf("%d letters; want three links and a reminder", n)
		}
		w.setNow(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
		if strings.Contains(w.get(base+"later").Body.String(), "three days before") {
			t.Error("a reminder is offered when it is too late for one")
		}
	})
}

func TestEmailReceiptHasNoAnswers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, box := newFixtureWithEmail(t, d)
		base := "/consultations/pool/answers/standard/" + w.newKey() + "/"
		w.check("nothing sent", w.post(base+"receipt", url.Values{"email": {"her@example.org"}}), 404, "We hold no response")
		sent := w.post(
			base+"0",
			url.Values{"swim": {"yes"}, "wish": {"Warmth."}, "action": {"send"}, "version": {"0"}, "email": {"typed@example.org"}},
		)
		w.check("sent", sent, 200, "Send the receipt")
		if strings.Contains(sent.Body.String(), "typed@example.org") {
			t.Error("what another field of that name holds stands in the form")
		}
		w.check("no address", w.post(base+"receipt", url.Values{"email": {"nobody"}}), 422, `href="#email"`)
		w.check("mailed", w.post(base+"receipt", url.Values{"email": {"her@example.org"}}), 303, "receipt?sent=yes")
		w.check("and said so", w.get(base+"receipt?sent=yes"), 200, "within a few minutes")
		all := w.queuedEmails(box)
		if len(all) != 1 || all[0].kind != notify.Confirmation || all[0].to != "her@example.org" {
			t.Fatalf("%+v", all)
		}
		words := fmt.Sprint(all[0].words)
		if len(all[0].words) != 3 || strings.Contains(words, "Warmth") || strings.Contains(words, "answers/") ||
			!strings.Contains(words, "/receipts?code=") {
			t.Errorf("%s", words)
		}
	})
}

// Where nothing is sent by email, nothing is offered.
func TestWithoutEmail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newFixture(t, d)
		base := "/consultations/pool/answers/standard/" + w.newKey() + "/"
		w.post(base+"use", url.Values{"swim": {"yes"}, "version": {"0"}})
		if strings.Contains(w.get(base+"later").Body.String(), "Send the link") {
			t.Error("offered")
		}
		w.check("asked for all the same", w.post(base+"later", url.Values{"email": {"her@example.org"}}), 404, "sends no emails")
	})
}
