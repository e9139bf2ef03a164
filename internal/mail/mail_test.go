package mail_test

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/mail/mailtest"
)

const noReply = "slow" // see mailtest.Server.SetReply

var testMessage = mail.Message{
	ID:             "abc",
	To:             "her@example.org",
	Lang:           "cy",
	Subject:        "Eich derbynneb – 1",
	Text:           "Ŵyl\n\nhttps://c.example.org/x\n",
	HTML:           "<p>Ŵyl</p>",
	UnsubscribeURL: "https://c.example.org/emails/unsubscribe/t",
	At:             time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC),
}

func server(t testing.TB, scheme string) (*mailtest.Server, *mail.SMTP) {
	t.Helper()
	s := mailtest.Start(t)
	m, wrong := mail.ParseSMTP(fmt.Sprintf("%s://user:secret@localhost:%d", scheme, s.Port()), "Consultations <c@c.example.org>")
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	m.SetTimeout(10 * time.Minute) // so that no test fails because the machine is slow
	return s, m
}

func TestSendDeliversTheMessage(t *testing.T) {
	s, m := server(t, "smtp+starttls")
	m.SetRoots(s.Roots)
	if err := m.Send(t.Context(), testMessage); err != nil {
		t.Fatal(err)
	}
	got := s.Received()
	if len(got) != 1 || len(got[0].To) != 1 || got[0].To[0] != "RCPT TO:<her@example.org>" || !got[0].TLS || !got[0].Authenticated ||
		!strings.HasPrefix(got[0].From[0], "MAIL FROM:<c@c.example.org>") {
		t.Fatalf("received %+v", got)
	}
	msg, err := netmail.ReadMessage(strings.NewReader(got[0].Data))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"To":                    "<her@example.org>",
		"From":                  `"Consultations" <c@c.example.org>`,
		"Message-Id":            "<abc@c.example.org>",
		"Auto-Submitted":        "auto-generated",
		"List-Unsubscribe":      "<https://c.example.org/emails/unsubscribe/t>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Content-Language":      "cy",
		"Date":                  "Mon, 02 Mar 2026 09:30:00 +0000",
		"Bcc":                   "",
		"Cc":                    "",
	} {
		if got := msg.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil || subject != testMessage.Subject {
		t.Errorf("Subject is %q, want %q (%v)", subject, testMessage.Subject, err)
	}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("Content-Type is %s, want multipart/alternative (%v)", kind, err)
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for _, want := range []string{strings.ReplaceAll(testMessage.Text, "\n", "\r\n"), testMessage.HTML} {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil || strings.TrimSpace(string(text)) != strings.TrimSpace(want) {
			t.Errorf("%q, want %q (%v)", text, want, err)
		}
	}
}

// Hostile input 79: errors of a mail server, and whether the message is tried again.
func TestServerErrors(t *testing.T) {
	at := func(command, line string) func(string) string {
		return func(c string) string {
			if c == command {
				return line
			}
			return ""
		}
	}
	for _, test := range []struct {
		name     string
		reply    func(string) string
		rejected bool // for ever
		sent     bool
	}{
		{"the server is busy", at("HELLO", "421 4.3.2 <her@example.org> later"), false, false},
		{"it closes the connection at once", at("HELLO", "drop"), false, false},
		{"it does not know the recipient", at("RCPT", "550 5.1.1 <her@example.org> unknown"), true, false},
		{"the mailbox is full", at("RCPT", "452 4.2.2 <her@example.org> full"), false, false},
		{"it takes the message for spam", at(".", "554 5.7.1 <her@example.org> spam"), true, false},
		{"it does not accept the sender", at("MAIL", "550 5.7.1 <her@example.org> who are you"), false, false},
		{"it does not accept the password", at("AUTH", "535 5.7.8 <her@example.org> no"), false, false},
		{"it closes the connection before it confirms the message", at(".", "drop"), false, false},
		{"it confirms the message and closes the connection on QUIT", at("QUIT", "drop"), false, true},
		{"it confirms the message and is busy on QUIT", at("QUIT", "421 4.3.2 bye"), false, true},
		{"it does not respond", at("RCPT", noReply), false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, m := server(t, "smtp+starttls")
			m.SetRoots(s.Roots)
			s.SetReply(test.reply)
			if test.reply("RCPT") == noReply {
				m.SetTimeout(100 * time.Millisecond)
			}
			err := m.Send(t.Context(), testMessage)
			if (err == nil) != test.sent {
				t.Fatalf("error %v, want sent: %t", err, test.sent)
			}
			if _, rejected := errors.AsType[*mail.RejectedError](err); rejected != test.rejected {
				t.Errorf("rejected for ever: %t, want %t (%v)", rejected, test.rejected, err)
			}
			if err != nil && (strings.Contains(err.Error(), "@") || strings.Contains(err.Error(), "secret")) {
				t.Errorf("the error contains the address or the password: %v", err)
			}
		})
	}
}

func TestUnreachableServerIsTemporary(t *testing.T) {
	m, wrong := mail.ParseSMTP("smtp://localhost:1", "c@c.example.org")
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	err := m.Send(t.Context(), testMessage)
	if _, rejected := errors.AsType[*mail.RejectedError](err); err == nil || rejected {
		t.Errorf("got %v, want an error after which the message is tried again", err)
	}
}

func TestInvalidCertificatesAreRefused(t *testing.T) {
	s, m := server(t, "smtp+starttls") // without SetRoots its certificate is not trusted
	if err := m.Send(t.Context(), testMessage); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a bad certificate: %v", err)
	}
	s2, m2 := server(t, "smtp+starttls")
	m2.SetRoots(s2.Roots)
	m2.User = "" // signing in would fail for another reason
	s2.SetReply(func(command string) string {
		if command == "EHLO" {
			return "250 test" // no STARTTLS: an attacker on the network has removed it
		}
		return ""
	})
	if err := m2.Send(t.Context(), testMessage); err == nil {
		t.Error("a message was sent without encryption")
	}
	if len(s.Received()) > 0 || len(s2.Received()) > 0 {
		t.Error("a server received a message")
	}
}

func TestParseSMTP(t *testing.T) {
	for _, test := range []struct {
		url, from string
		want      string // part of the error; "" for none
	}{
		{"smtps://u:p@mail.example.org:465", "c@example.org", ""},
		{"smtps://mail.example.org", "Council <c@example.org>", ""},
		{"smtp+starttls://u:p@mail.example.org", "c@example.org", ""},
		{"smtp://localhost:2525", "c@example.org", ""},
		{"smtp://127.0.0.1", "c@example.org", ""},
		{"smtp://mail.example.org", "c@example.org", "does not encrypt"},
		{"smtp://localhost.example.org", "c@example.org", "does not encrypt"},
		{"https://mail.example.org", "c@example.org", "must begin with smtps://"},
		{"smtps://u:se%zzcret@mail.example.org", "c@example.org", "must be a URL"},
		{"mail.example.org", "c@example.org", "must be a URL"},
		{"smtps://mail.example.org:99999", "c@example.org", "port"},
		{"smtps://mail.example.org", "", "FOLKMOOT_MAIL_FROM"},
		{"smtps://mail.example.org", "council", "FOLKMOOT_MAIL_FROM"},
	} {
		_, wrong := mail.ParseSMTP(test.url, test.from)
		switch {
		case test.want == "" && len(wrong) > 0:
			t.Errorf("%s: %v", test.url, wrong)
		case test.want != "" && (len(wrong) != 1 || !strings.Contains(wrong[0].Error(), test.want)):
			t.Errorf("%s: %v, want %q", test.url, wrong, test.want)
		}
		for _, w := range wrong {
			if strings.Contains(w.Error(), "cret") {
				t.Errorf("the error contains the password: %v", w)
			}
		}
	}
	if _, wrong := mail.ParseSMTP("gopher://x", "council"); len(wrong) != 2 {
		t.Errorf("got %v, want both mistakes", wrong)
	}
}

var addresses = []struct {
	typed, want string
	part        string // of the error message; "" for none
}{
	{"her@example.org", "her@example.org", ""},
	{"  her@example.org ", "her@example.org", ""},
	{"Her.O'Name+x@Example.ORG", "Her.O'Name+x@example.org", ""},
	{"her@bücher.example", "her@xn--bcher-kva.example", ""},
	{strings.Repeat("a", 64) + "@example.org", strings.Repeat("a", 64) + "@example.org", ""},
	{"", "", "format"},
	{"her", "", "format"},
	{"her@example", "", "format"},
	{"her@@example.org", "", "format"},
	{"her@example.org\r\nBcc: x@example.net", "", "format"},
	{"her@example.org\nx", "", "format"},
	{"her@exam\x00ple.org", "", "format"},
	{`"x" <her@example.org>`, "", "format"},
	{"Her <her@example.org>", "", "format"},
	{"<her@example.org>", "", "format"},
	{`"her"@example.org`, "", "format"},
	{"her@[127.0.0.1]", "", "format"},
	{"her@127.0.0.1", "", "format"},
	{"her@[IPv6:::1]", "", "format"},
	{"her@example.org,him@example.org", "", "format"},
	{"her@example.org;him@example.org", "", "format"},
	{"her@example.org him@example.org", "", "format"},
	{"her(c)@example.org", "", "format"},
	{"her..o@example.org", "", "format"},
	{"jö@example.org", "", "letters a to z"},
	{"her\u202e@example.org", "", "format"},
	{strings.Repeat("a", 65) + "@example.org", "", "format"},
	{"a@" + strings.Repeat("b.", 160) + "org", "", "format"},
	{"a@-b.org", "", "format"},
	{"a@b_c.org", "", "format"},
}

func TestParseAddress(t *testing.T) {
	for _, test := range addresses {
		got, err := mail.ParseAddress(test.typed)
		if got != test.want || (err == nil) != (test.part == "") ||
			err != nil && (!fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), test.part)) {
			t.Errorf("%.60q: got %q, %v; want %q or an error with %q", test.typed, got, err, test.want, test.part)
		}
	}
}

func TestSendersRejectInjectedHeaders(t *testing.T) {
	s, m := server(t, "smtp")
	for name, sender := range map[string]mail.Sender{"SMTP": m, "Discard": mail.Discard{}} {
		for _, change := range []func(*mail.Message){
			func(m *mail.Message) { m.To = "her@example.org\r\nBcc: him@example.org" },
			func(m *mail.Message) { m.To = "Her <her@example.org>" },
			func(m *mail.Message) { m.Subject = "a\r\nBcc: him@example.org" },
			func(m *mail.Message) { m.UnsubscribeURL = "https://x\r\nBcc: him@example.org" },
			func(m *mail.Message) { m.ID = "a\nb" },
			func(m *mail.Message) { m.Lang = "en\r\nBcc: him@example.org" },
		} {
			bad := testMessage
			change(&bad)
			if err := sender.Send(t.Context(), bad); err == nil {
				t.Errorf("%s accepted %+v", name, bad)
			}
		}
		if err := sender.Send(t.Context(), testMessage); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := s.Received(); len(got) != 1 {
		t.Errorf("the server received %d messages, want 1", len(got))
	}
}

// Hostile input 77: whatever is typed, the server gets exactly one recipient, the
// one that was checked, or none.
func FuzzAddress(f *testing.F) {
	for _, a := range addresses {
		f.Add(a.typed)
	}
	s, m := server(f, "smtp")
	f.Fuzz(func(t *testing.T, typed string) {
		to, err := mail.ParseAddress(typed)
		before := len(s.Received())
		if err != nil {
			to = typed // Send must check the address too
		}
		bad := testMessage
		bad.To = to
		sent := m.Send(t.Context(), bad)
		got := s.Received()[before:]
		if err != nil && to != strings.TrimSpace(to) && sent == nil {
			t.Fatalf("%q was sent unchecked", to)
		}
		if err != nil {
			if sent == nil || len(got) > 0 {
				t.Fatalf("%q is invalid but was sent: %+v", typed, got)
			}
			return
		}
		if sent != nil || len(got) != 1 || len(got[0].To) != 1 || got[0].To[0] != "RCPT TO:<"+to+">" {
			t.Fatalf("%q: %v %+v", typed, sent, got)
		}
		msg, err := netmail.ReadMessage(strings.NewReader(got[0].Data))
		if err != nil {
			t.Fatal(err)
		}
		if all, err := msg.Header.AddressList("To"); err != nil || len(all) != 1 || msg.Header.Get("Bcc")+msg.Header.Get("Cc") != "" {
			t.Fatalf("%q: %v %v", typed, msg.Header, err)
		}
	})
}

// Long and non-English messages arrive complete, in ASCII lines of at most 998
// characters (RFC 5322, section 2.1.1).
func TestLongLinesAndUnicodeAreDelivered(t *testing.T) {
	s := mailtest.Start(t)
	m, wrong := mail.ParseSMTP(
		fmt.Sprintf("smtp://localhost:%d", s.Port()),
		"Cyngor Ŵyl – ગુજરાતી "+strings.Repeat("ŵ", 200)+" <c@c.example.org>",
	)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	long := testMessage
	long.Subject = strings.Repeat("Ymgynghoriad ŵŷ ", 60)
	long.Text = strings.Repeat("ગુજ", 5000) + "\n.\n..\nFrom here\n" + strings.Repeat("x", 20_000) + "\n"
	long.HTML = "<p>" + strings.Repeat("ŵ", 20_000) + "</p>"
	long.UnsubscribeURL = "https://c.example.org/emails/unsubscribe/" + strings.Repeat("a", 76)
	if err := m.Send(t.Context(), long); err != nil {
		t.Fatal(err)
	}
	data := s.Received()[0].Data
	for line := range strings.Lines(data) {
		line = strings.TrimSuffix(line, "\r\n")
		printable := func(r rune) bool { return r == '\t' || ' ' <= r && r <= '~' }
		if len(line) > 998 || strings.TrimFunc(line, printable) != "" {
			t.Fatalf("a line of %d bytes: %.100q", len(line), line)
		}
	}
	msg, err := netmail.ReadMessage(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil ||
		strings.Join(strings.Fields(subject), " ") != strings.Join(strings.Fields(long.Subject), " ") {
		t.Errorf("Subject is %q (%v)", subject, err)
	}
	if from, err := msg.Header.AddressList("From"); err != nil || len(from) != 1 || from[0].Address != "c@c.example.org" ||
		!strings.Contains(from[0].Name, "ગુજરાતી") {
		t.Errorf("From is %v (%v)", from, err)
	}
	_, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for _, want := range []string{strings.ReplaceAll(long.Text, "\n", "\r\n"), long.HTML} {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil || strings.TrimSpace(string(text)) != strings.TrimSpace(want) {
			t.Errorf("%d of %d bytes arrived (%v)", len(text), len(want), err)
		}
	}
}

// After a connection that the server closes at any point, the message can be sent
// again.
func TestDroppedConnections(t *testing.T) {
	for _, at := range []string{"HELLO", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "."} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			s, m := server(t, "smtp+starttls")
			m.SetRoots(s.Roots)
			s.SetReply(func(c string) string {
				if c == at {
					return "drop"
				}
				return ""
			})
			err := m.Send(t.Context(), testMessage)
			if _, rejected := errors.AsType[*mail.RejectedError](err); err == nil || rejected {
				t.Errorf("got %v, want an error after which the message is tried again", err)
			}
			s.SetReply(nil)
			if err := m.Send(t.Context(), testMessage); err != nil || len(s.Received()) != 1 {
				t.Errorf("the second try: %v, %d messages received", err, len(s.Received()))
			}
		})
	}
}
