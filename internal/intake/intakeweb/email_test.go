package intakeweb

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// queuedEmail is an email in the queue, decrypted.
type queuedEmail struct {
	kind, key, to string
	data          map[string]string
	raw           string // the row as it is stored
}

func (f *fixture) queuedEmails(keyring *seal.Keyring) (all []queuedEmail) {
	f.t.Helper()
	if err := f.d.View(f.t.Context(), func(tx *db.Tx) (err error) {
		all, err = db.All(f.t.Context(), tx, func(r db.Row) (e queuedEmail, err error) {
			var recipient, data []byte
			if err := r.Scan(&e.kind, &e.key, &recipient, &data); err != nil {
				return e, err
			}
			e.raw = fmt.Sprintf("%s %s %s %s", e.kind, e.key, recipient, data)
			if e.to, err = keyring.Open("pool", recipient); err != nil {
				return e, err
			}
			text, err := keyring.Open("pool", data)
			if err != nil {
				return e, err
			}
			return e, json.Unmarshal([]byte(text), &e.data)
		}, `SELECT kind, key, recipient, data FROM notify_notification ORDER BY kind`)
		return err
	}); err != nil {
		f.t.Fatal(err)
	}
	return all
}

// newFixtureWithEmail is newFixture with a queue for emails, and the keyring that
// decrypts them.
func newFixtureWithEmail(t *testing.T, d *db.DB) (*fixture, *seal.Keyring) {
	f := newFixture(t, d)
	keyring, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keyring.Close() })
	f.service.Notify = &notify.Queue{Box: keyring}
	f.deps.Now = func() time.Time { return *f.now.Load() }
	return f, keyring
}

// oneCookie returns the half of the key in the only cookie of the browser.
func oneCookie(t *testing.T, f *fixture) intake.Code {
	t.Helper()
	for _, value := range f.browser.cookies {
		code, err := intake.ParseCode(value)
		if err != nil || len(f.browser.cookies) != 1 {
			t.Fatalf("%v %v", f.browser.cookies, err)
		}
		return code
	}
	t.Fatal("no cookie")
	return ""
}

func TestEmailDraftLink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, keyring := newFixtureWithEmail(t, d)
		f.setNow(time.Date(2026, 2, 10, 9, 0, 0, 0, time.UTC))
		base := f.start()
		code := oneCookie(t, f)
		f.check("nothing saved yet", f.post(base+"later", url.Values{"email": {"her@example.org"}}), 303, base+"use")
		f.post(base+"use", url.Values{"swim": {"yes"}, "version": {"0"}})
		f.check("the form", f.get(base+"later"), 200, "Send the link")
		f.check("a reminder is offered", f.get(base+"later"), 200, "Remind me 3 days before")
		invalid := f.post(base+"later", url.Values{"email": {"her@example"}, "remind": {"yes"}})
		f.check("invalid address", invalid, 422, `href="#email"`)
		f.check("the typed address is shown again", invalid, 422, `value="her@example"`)
		f.check("the reminder is still selected", invalid, 422, "checked")
		injected := url.Values{"email": {"her@example.org\r\nBcc: him@example.org"}}
		f.check("address with a mail header", f.post(base+"later", injected), 422, `href="#email"`)
		f.check("valid address", f.post(base+"later", url.Values{"email": {" her@example.org "}, "remind": {"yes"}}), 303, "sent=yes")
		f.check("confirmation", f.get(base+"later?sent=yes"), 200, "within a few minutes")

		all := f.queuedEmails(keyring)
		if len(all) != 2 || all[0].kind != notify.ClosingSoon || all[1].kind != notify.DraftLink {
			t.Fatalf("%+v", all)
		}
		for _, e := range all {
			if e.to != "her@example.org" || e.data["link"] != "/consultations/pool/continue#"+code.String() ||
				e.data["code"] != code.String() || e.data["title"] != "The pool" ||
				!strings.HasPrefix(e.data["closes"], "2026-03-03T09:30:00") {
				t.Errorf("%+v", e)
			}
			if strings.Contains(e.raw, "her@") || strings.Contains(e.raw, string(code)) {
				t.Errorf("the address or the key of the draft is stored in plain text: %s", e.raw)
			}
		}
		for range 5 { // a respondent can enter any address, so the number of emails is limited
			f.post(base+"later", url.Values{"email": {"him@example.org"}})
		}
		f.check("over the limit", f.post(base+"later", url.Values{"email": {"him@example.org"}}), 422, "you have reached the limit")
		if n := len(f.queuedEmails(keyring)); n != 4 {
			t.Errorf("%d emails, want three links and a reminder", n)
		}
		f.setNow(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
		if strings.Contains(f.get(base+"later").Body.String(), "Remind me") {
			t.Error("a reminder is offered although it would be too late")
		}
	})
}

func TestEmailReceiptHasNoAnswers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, keyring := newFixtureWithEmail(t, d)
		base := f.start()
		f.check("no receipt yet", f.post(base+"receipt-email", url.Values{"email": {"her@example.org"}}), 404, "We cannot find a response")
		sent := f.post(
			base+"0",
			url.Values{"swim": {"yes"}, "wish": {"Warmth."}, "action": {"send"}, "version": {"0"}, "email": {"typed@example.org"}},
		)
		f.check("response sent", sent, 200, "Send the receipt")
		if strings.Contains(sent.Body.String(), "typed@example.org") {
			t.Error("the form shows the answer to a question with the same field name")
		}
		form := func(email string) url.Values {
			values := url.Values{"email": {email}}
			for _, m := range regexp.MustCompile(`name="(receipt|token)" value="([^"]+)"`).FindAllStringSubmatch(sent.Body.String(), -1) {
				values.Set(m[1], m[2])
			}
			return values
		}
		invalid := f.post(base+"receipt-email", form("no-address"))
		f.check("invalid address", invalid, 422, `href="#email"`)
		if strings.Contains(invalid.Body.String(), "withdrawal-code") {
			t.Error("the withdrawal code is shown a second time")
		}
		forged := form("her@example.org")
		forged.Set("token", "AAAA")
		f.check("another token", f.post(base+"receipt-email", forged), 404, "")
		f.check("valid address", f.post(base+"receipt-email", form("her@example.org")), 303, "receipt?sent=yes")
		f.check("confirmation", f.get(base+"receipt?sent=yes"), 200, "within a few minutes")
		all := f.queuedEmails(keyring)
		if len(all) != 1 || all[0].kind != notify.Confirmation || all[0].to != "her@example.org" {
			t.Fatalf("%+v", all)
		}
		data := fmt.Sprint(all[0].data)
		if len(all[0].data) != 3 || strings.Contains(data, "Warmth") || strings.Contains(data, "answers/") ||
			!strings.Contains(data, "/receipts?code=") {
			t.Errorf("the data of the email is %s", data)
		}
	})
}

// A site that sends no email does not offer any.
func TestWithoutEmail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		base := f.start()
		f.post(base+"use", url.Values{"swim": {"yes"}, "version": {"0"}})
		if strings.Contains(f.get(base+"later").Body.String(), "Send the link") {
			t.Error("the page offers to send the link")
		}
		f.check("posted anyway", f.post(base+"later", url.Values{"email": {"her@example.org"}}), 404, "does not send emails")
	})
}
