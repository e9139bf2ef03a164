package app_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/backup"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/mail/mailtest"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/schema"
	"github.com/folkmoot/folkmoot/internal/waittest"
	"github.com/folkmoot/folkmoot/survey"
)

// bathConsultation asks for an email address for updates.
var bathConsultation = consult.Definition{
	Slug: "bath", Title: "The bath", Type: consult.Survey, Published: true, Opens: "2026-10-01 09:00", Closes: "2026-11-20 17:00",
	Text: consult.Text{
		Summary:  "The bath.",
		Next:     "We read it.",
		Audience: "Everybody.",
		Feedback: "2026-12-31",
		Contact:  consult.Contact{Team: "Baths", Address: "The council"},
	},
	Forms: []survey.Form{{ID: "bath", Title: "The bath", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "use", Title: "Your visits", Questions: []survey.Question{
			{
				ID:       "swim",
				Kind:     survey.Single,
				Text:     "Do you swim?",
				Required: true,
				Options:  []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
			},
			{ID: "mail", Kind: survey.Email, Text: "Where do we write to you?"}}}}}},
}

// mailSite is an installation with a mail server.
type mailSite struct {
	*installation
	t      *testing.T
	server *mailtest.Server
	lang   string // what its visitors' browsers ask for

	cookies map[string]string
}

func newMailSite(t *testing.T, dsn, data string, restored ...string) *mailSite {
	t.Helper()
	p := &mailSite{t: t, server: mailtest.Start(t), cookies: map[string]string{}}
	cfg := app.Config{BaseURL: "https://consult.example.org", Data: data, Restored: strings.Join(restored, "")}
	if db.IsPostgres(dsn) {
		cfg.Database = dsn
	}
	carrier, wrong := mail.ParseSMTP(fmt.Sprintf("smtp://localhost:%d", p.server.Port()), "c@council.example.org")
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	cfg.Mail = carrier
	p.installation = newSite(t, cfg, demoPart(t, "council.yaml"), discardLogger(), nil)
	if err := p.app.Services.Consult.Define(t.Context(), actor.System, bathConsultation); err != nil {
		t.Fatal(err)
	}
	return p
}

// request sends a form or, if there is none, gets a page.
func (p *mailSite) request(path string, form url.Values) *httptest.ResponseRecorder {
	p.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "https://consult.example.org"+path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, "https://consult.example.org"+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Accept-Language", p.lang)
	for name, value := range p.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	out := httptest.NewRecorder()
	p.app.Handler().ServeHTTP(out, r)
	for _, c := range out.Result().Cookies() {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly {
			p.t.Errorf("the cookie %v", c)
		}
		p.cookies[c.Name] = c.Value
	}
	if out.Code >= 400 {
		p.t.Fatalf("%s: %d\n%s", path, out.Code, out.Body)
	}
	return out
}

// send is request for a person who follows links and fills in forms.
func (p *mailSite) send(path string, form url.Values) *browsertest.Document {
	p.t.Helper()
	got := p.request(path, form)
	at, err := url.Parse("https://consult.example.org" + path)
	if err != nil {
		p.t.Fatal(err)
	}
	d, err := browsertest.ParseDocument(at, got.Code, got.Header(), got.Body.Bytes())
	if err != nil {
		p.t.Fatal(err)
	}
	return d
}

// countInState returns how many notifications are in a state.
func (p *mailSite) countInState(state notify.DeliveryState) (n int64) {
	p.t.Helper()
	counts, err := (&notify.Outbox{Mailer: &notify.Mailer{DB: p.app.DB}}).Counts(p.t.Context(), actor.System)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, c := range counts {
		if c.State == state {
			n += c.N
		}
	}
	return n
}

// startResponse returns the URL at which a new visitor responds.
func (p *mailSite) startResponse() string {
	p.t.Helper()
	return strings.TrimSuffix(p.request("/consultations/bath/respond/standard", nil).Header().Get("Location"), "use")
}

// waitForMail does all background work that is due, and returns the emails that
// have been sent, which must be n.
func (p *mailSite) waitForMail(n int) []mailtest.ReceivedMessage {
	p.t.Helper()
	// Periodic work may only have begun, and cause more emails.
	waittest.Until(p.t, fmt.Sprintf("%d letters went out", n), func() bool {
		p.finishBackground(p.t)
		return len(p.server.Received()) >= n
	})
	p.finishBackground(p.t)
	got := p.server.Received()
	if len(got) != n {
		p.t.Fatalf("%d letters went out, want %d: %v", len(got), n, got)
	}
	return got
}

// Respondents can have the link to continue and their receipt by email.
func TestResumeLinkAndReceiptByEmail(t *testing.T) {
	t.Parallel()
	dbtest.EachDSN(t, testResumeLinkAndReceipt)
}

func testResumeLinkAndReceipt(t *testing.T, dsn string) {
	p := newMailSite(t, dsn, "")
	p.runBackground(t)

	// Two save their answers and ask for a reminder; one of them sends the
	// response.
	var drafts []string
	for _, to := range []string{"one@example.org", "two@example.org"} {
		base := p.startResponse()
		drafts = append(drafts, base)
		p.request(base+"use", url.Values{"swim": {"yes"}, "mail": {to}, "version": {"0"}, "action": {"later"}})
		p.request(base+"later", url.Values{"email": {to}, "remind": {"yes"}})
	}
	for _, got := range p.waitForMail(2) {
		if !strings.Contains(strings.ReplaceAll(got.Data, "=\r\n", ""), "https://consult.example.org/consultations/bath/continue#") {
			t.Errorf("no link home:\n%s", got.Data)
		}
	}
	form := url.Values{"email": {"one@example.org"}}
	sent := p.request(drafts[0]+"check", url.Values{"action": {"send"}}).Body.String()
	for _, m := range regexp.MustCompile(`name="(receipt|token)" value="([^"]+)"`).FindAllStringSubmatch(sent, -1) {
		form.Set(m[1], m[2])
	}
	p.request(drafts[0]+"receipt-email", form)
	if got := p.waitForMail(3)[2]; strings.Contains(got.Data, "answers/standard") || !strings.Contains(got.Data, "receipts?code=") {
		t.Errorf("the receipt by email:\n%s", got.Data)
	}
}

func TestReminderAndResultsByEmail(t *testing.T) {
	t.Parallel()
	dbtest.EachDSN(t, testReminderAndResults)
}

func testReminderAndResults(t *testing.T, dsn string) {
	p := newMailSite(t, dsn, "")
	var drafts []string
	p.lang = "pl"
	for _, to := range []string{"one@example.org", "two@example.org"} {
		base := p.startResponse()
		drafts = append(drafts, base)
		p.request(base+"use", url.Values{"swim": {"yes"}, "mail": {to}, "version": {"0"}, "action": {"later"}})
		p.request(base+"later", url.Values{"email": {to}, "remind": {"yes"}})
	}
	t.Run("while it is open", func(t *testing.T) {
		p.t = t
		p.runBackground(t)
		p.request(drafts[0]+"check", url.Values{"action": {"send"}})
		p.waitForMail(2)
	})
	// Three days before closing, one is still unsent.
	p.app.DB.SetClock(func() time.Time { return time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC) })
	t.Run("before it closes", func(t *testing.T) {
		p.t = t
		p.runBackground(t)
		got := p.waitForMail(3)[2]
		if !strings.Contains(got.To[0], "two@example.org") || !strings.Contains(got.Data, "20 listopada 2026") ||
			!strings.Contains(got.Data, "Content-Language: pl") {
			t.Errorf("%s", got.Data)
		}
		if n := p.countInState(notify.Discarded); n != 1 {
			t.Errorf("%d letters were dropped; want the reminder to who has sent their answers", n)
		}
	})
	// Contacts of sent responses are told about the results.
	p.app.DB.SetClock(func() time.Time { return time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC) })
	t.Run("after it closed", func(t *testing.T) {
		p.t = t
		for range 2 {
			if _, err := p.app.Services.Analysis.Release(t.Context(), actor.System, "bath"); err != nil {
				t.Fatal(err)
			}
		}
		p.runBackground(t)
		got := p.waitForMail(4)[3]
		if !strings.Contains(got.To[0], "one@example.org") ||
			!strings.Contains(strings.ReplaceAll(got.Data, "=\r\n", ""), "https://consult.example.org/consultations/bath/results/1") ||
			!strings.Contains(got.Data, "Content-Language: pl") {
			t.Errorf("%s", got.Data)
		}
	})
	// The promised feedback is overdue.
	p.app.DB.SetClock(func() time.Time { return time.Date(2027, 1, 2, 9, 0, 0, 0, time.UTC) })
	t.Run("when feedback is overdue", func(t *testing.T) {
		p.t = t
		for _, who := range []account.InviteRequest{{
			Org: actor.CouncilOrg, Email: "publisher@example.org", Name: "A publisher",
			Roles: []account.Role{account.Publisher},
		},
			{Org: actor.CouncilOrg, Email: "clerk@example.org", Name: "A clerk", Roles: []account.Role{account.EntryClerk}}} {
			_, token, err := p.app.Accounts.Invite(t.Context(), actor.System, who)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.app.SignIn.AcceptInvitation(t.Context(), token, "brisk marble lantern 47 ferry"); err != nil {
				t.Fatal(err)
			}
		}
		p.runBackground(t)
		to := map[string]int{}
		for _, got := range p.waitForMail(7)[4:] {
			to[got.To[0]]++
		}
		if to["RCPT TO:<publisher@example.org>"] != 2 || to["RCPT TO:<clerk@example.org>"] != 1 {
			t.Errorf("%v: want an invitation to each, and the reminder to who publishes", to)
		}
	})
}

// inviteStaff invites people with the given roles.
func (p *mailSite) inviteStaff(roles map[string]account.Role) {
	p.t.Helper()
	for email, role := range roles {
		_, token, err := p.app.Accounts.Invite(
			p.t.Context(),
			actor.System,
			account.InviteRequest{Org: actor.CouncilOrg, Email: email, Name: "An officer", Roles: []account.Role{role}},
		)
		if err != nil {
			p.t.Fatal(err)
		}
		if _, err := p.app.SignIn.AcceptInvitation(p.t.Context(), token, "brisk marble lantern 47 ferry"); err != nil {
			p.t.Fatal(err)
		}
	}
}

// Staff who manage retention are notified once, two weeks before data is due to
// be deleted, however often the program starts.
func TestRetentionReminderIsSentOnce(t *testing.T) {
	t.Parallel()
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		p := newMailSite(t, dsn, "")
		start := func(day time.Time, want int) (to []string) {
			p.app.DB.SetClock(func() time.Time { return day })
			t.Run(day.Format(time.DateOnly), func(t *testing.T) {
				p.t = t
				p.runBackground(t)
				for _, got := range p.waitForMail(want) {
					to = append(to, got.To[0])
				}
			})
			p.t = t
			return to
		}
		t.Run("somebody leaves an address", func(t *testing.T) {
			p.t = t
			p.runBackground(t)
			base := p.startResponse()
			p.request(base+"use", url.Values{"swim": {"yes"}, "mail": {"one@example.org"}, "version": {"0"}, "action": {"next"}})
			p.request(base+"check", url.Values{"action": {"send"}})
		})
		p.t = t
		p.inviteStaff(map[string]account.Role{"privacy@example.org": account.Publisher, "clerk@example.org": account.EntryClerk})
		due := time.Date(2028, 11, 20, 17, 0, 0, 0, time.UTC) // 24 months after the close
		start(due.AddDate(0, 0, -15), 3)                      // the invitations, and that feedback is overdue
		to := start(due.AddDate(0, 0, -13), 4)
		if len(to) == 4 && to[3] != "RCPT TO:<privacy@example.org>" {
			t.Errorf("%v", to)
		}
		start(due.AddDate(0, 0, -12), 4)
		start(due.AddDate(0, 0, 1), 4)
	})
}

// A backup of yesterday has notifications that have been sent since. They are
// not sent again unless an officer decides so.
func TestNoEmailIsSentTwiceAfterRestore(t *testing.T) {
	t.Parallel()
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		data := t.TempDir()
		var yesterday bytes.Buffer
		t.Run("a backup is taken while letters wait", func(t *testing.T) {
			p := newMailSite(t, dsn, data)
			base := p.startResponse()
			p.request(base+"use", url.Values{"swim": {"yes"}, "version": {"0"}, "action": {"later"}})
			p.request(base+"later", url.Values{"email": {"one@example.org"}, "remind": {"yes"}})
			if _, err := backup.Write(t.Context(), p.app.DB, schema.Migrations, &yesterday); err != nil {
				t.Fatal(err)
			}
			p.runBackground(t)
			p.waitForMail(1)
		})
		var other string
		if db.IsPostgres(dsn) {
			other = dbtest.NewPostgresDSN(t, dbtest.ServerDSN(t))
		} else {
			other = app.Config{Data: data}.DSN()
			for _, end := range []string{"", "-wal", "-shm"} {
				os.Remove(other + end)
			}
		}
		d, err := db.Open(t.Context(), other)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Read(t.Context(), d, schema.Migrations, &yesterday, openDate.Add(time.Minute), notify.HoldAfterRestore); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		p := newMailSite(t, other, data, "the database was lost")
		t.Run("the backup is restored", func(t *testing.T) {
			p.t = t
			p.runBackground(t)
			p.waitForMail(0)
			if n := p.countInState(notify.OnHold); n != 1 {
				t.Errorf("%d letters are held; want the link, and not the reminder of another day", n)
			}
		})
		p.app.DB.SetClock(func() time.Time { return time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC) })
		t.Run("before it closes", func(t *testing.T) {
			p.t = t
			p.runBackground(t)
			p.waitForMail(1)
		})
	})
}
