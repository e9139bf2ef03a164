package notifyweb

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"fmt"
	html "html/template"
	"strings"
	text "text/template"
	"time"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/page"
)

//go:embed emails/email.txt emails/email.html
var emailFiles embed.FS

var (
	textTemplate = text.Must(text.ParseFS(emailFiles, "emails/email.txt"))
	htmlTemplate = html.Must(html.ParseFS(emailFiles, "emails/email.html"))
)

// Renderer puts letters into words. Links in them begin with the address that the
// installation was given, whatever a request was sent to.
type Renderer struct {
	BaseURL string                             // "" only where nothing leaves the machine
	Council func(context.Context) page.Council // whose letters these are
}

// emailView is a letter as its templates show it. What a user wrote stands in its
// lines and never in the subject.
type emailView struct {
	Lang, Dir, Subject              string
	AboveLink                       []string // above the link
	LinkText, Link                  string
	BelowLink                       []string // under it
	Sender, DemoNotice              string
	UnsubscribeText, UnsubscribeURL string
}

// Render is what letter.Mailer asks for.
func (w *Renderer) Render(ctx context.Context, s notify.RenderInput) (out notify.Rendered, err error) {
	p := locale.For(s.Lang)
	council := w.Council(ctx)
	view, err := compose(p, s.Kind, s.Data)
	if err != nil {
		return out, err
	}
	view.Lang, view.Dir = p.Lang(), page.Direction(p.Lang())
	if view.Link, err = w.absoluteLink(s.Data["link"]); err != nil {
		return out, fmt.Errorf("a letter of the kind %s: %w", s.Kind, err)
	}
	view.Sender = singleLine(cmp.Or(council.Name, council.Service, "Folkmoot"))
	if council.Demonstration {
		view.DemoNotice = p.Say("This is a letter of a demonstration. It has gone to nobody.")
	}
	if s.UnsubscribePath != "" {
		view.UnsubscribeText, view.UnsubscribeURL = p.Say("Get no more emails about this consultation:"), w.BaseURL+s.UnsubscribePath
		if w.BaseURL != "" {
			out.UnsubscribeURL = view.UnsubscribeURL
		}
	}
	var plain, rich bytes.Buffer
	if err := textTemplate.Execute(&plain, view); err != nil {
		return out, err
	}
	if err := htmlTemplate.Execute(&rich, view); err != nil {
		return out, err
	}
	out.Lang, out.Subject, out.Text, out.HTML = view.Lang, view.Subject, plain.String(), rich.String()
	return out, nil
}

// absoluteLink returns where a link of ours leads. One that leads elsewhere is refused.
func (w *Renderer) absoluteLink(to string) (string, error) {
	path := strings.TrimPrefix(to, w.BaseURL)
	switch {
	case to == "":
		return "", nil
	case !strings.HasPrefix(path, "/"), strings.HasPrefix(path, "//"), strings.ContainsAny(path, "\\ \r\n\t"):
		return "", fmt.Errorf("a link leads elsewhere")
	}
	return w.BaseURL + path, nil
}

// singleLine makes one line of what somebody typed.
func singleLine(typed string) string { return strings.Join(strings.Fields(typed), " ") }

// compose says what a letter of a kind says. The words are letter.Letter.Words.
func compose(p *locale.Printer, kind string, words map[string]string) (s *emailView, err error) {
	is := func(name string) string { return singleLine(words[name]) }
	switch kind {
	case notify.Invitation:
		s = &emailView{Subject: p.Say("You are invited to work on consultations"), LinkText: p.Say("Take up the invitation"),
			AboveLink: []string{p.Say("Hello %s,", is("name")), p.Say("You are invited to work on consultations for this organisation: %s", is("organisation"))},
			BelowLink: []string{p.Say("The link works once, until %s.", formatDay(p, is("until"))), p.Say("If you did not expect this, do nothing.")}}
	case notify.Reset:
		s = &emailView{Subject: p.Say("Choose a new password"), LinkText: p.Say("Choose a new password"),
			AboveLink: []string{p.Say("Hello %s,", is("name")), p.Say("Somebody asked for a new password for your account. If it was you, follow this link.")},
			BelowLink: []string{p.Say("The link works once, until %s.", formatDay(p, is("until"))), p.Say("If it was not you, do nothing. Your password stays as it is.")}}
	case notify.SignInChanged:
		s = &emailView{Subject: p.Say("Your way to sign in has changed"),
			AboveLink: []string{p.Say("Hello %s,", is("name")), p.Say("The way in which you confirm that it is you when you sign in was changed on %s.", formatDay(p, is("at"))),
				p.Say("If it was not you, tell the people who look after your account at once.")}}
	case notify.EmailConfirm:
		s = &emailView{Subject: p.Say("Confirm your new email address"), LinkText: p.Say("Confirm the email address"),
			AboveLink: []string{p.Say("Hello %s,", is("name")), p.Say("Somebody asked to sign in with this email address from now on. If it was you, follow this link.")},
			BelowLink: []string{p.Say("The link works once, until %s.", formatDay(p, is("until"))), p.Say("If it was not you, do nothing. Nothing is changed.")}}
	case notify.EmailChangeRequested:
		s = &emailView{Subject: p.Say("A new email address was asked for"),
			AboveLink: []string{p.Say("Hello %s,", is("name")), p.Say("On %s somebody who was signed in to your account asked to use another email address. We have sent a link to that address. Until it is followed you sign in as before.", formatDay(p, is("at"))),
				p.Say("If it was not you, change your password and tell the people who look after your account at once.")}}
	case notify.EmailChanged:
		s = &emailView{Subject: p.Say("Your email address has changed"),
			AboveLink: []string{p.Say("Hello %s,", is("name")), p.Say("The email address with which you sign in was changed on %s. We write this to the old address and to the new one.", formatDay(p, is("at"))),
				p.Say("If it was not you, tell the people who look after your account at once.")}}
	case notify.FeedbackOverdue:
		s = &emailView{Subject: p.Say("Feedback to the public is overdue"), LinkText: p.Say("Write the feedback"),
			AboveLink: []string{p.Say("We promised to say by %s what came of this consultation: %s", formatDay(p, is("due")), is("title"))},
			BelowLink: []string{p.Say("Everybody can see on its page that this is overdue.")}}
	case notify.RetentionDue:
		s = &emailView{Subject: p.Say("Personal data is due to be deleted"), LinkText: p.Say("See what is due"),
			AboveLink: []string{p.Say("What people told us of themselves in this consultation is to be deleted by %s: %s", formatDay(p, is("due")), is("title"))}}
	case notify.Confirmation:
		s = &emailView{Subject: p.Say("We have your response"), LinkText: p.Say("Check your receipt"),
			AboveLink: []string{p.Say("Thank you for your response to this consultation: %s", is("title")), p.Say("Your receipt: %s", is("code")),
				p.Say("The receipt proves that your response is in the public record, exactly as you sent it. It does not say who you are or what you answered.")},
			BelowLink: []string{p.Say("Your address is not kept with your answers."), p.Say("If you did not respond, somebody typed your address by mistake. You need do nothing.")}}
	case notify.DraftLink:
		s = &emailView{Subject: p.Say("The link to your saved answers"), LinkText: p.Say("Go on with your answers"),
			AboveLink: []string{p.Say("You saved answers to this consultation: %s", is("title")), p.Say("They are not sent yet. Follow the link to go on with them.")},
			BelowLink: []string{closingSentence(p, is("closes")), p.Say("Whoever has the link can read and change what you saved. Keep it to yourself."),
				p.Say("If you did not save any answers, somebody typed your address by mistake. You need do nothing.")}}
	case notify.ClosingSoon:
		s = &emailView{Subject: p.Say("Your answers are not sent yet"), LinkText: p.Say("Go on with your answers"),
			AboveLink: []string{p.Say("You saved answers to this consultation, and asked to be reminded: %s", is("title")), closingSentence(p, is("closes")), p.Say("Your answers are not sent yet.")},
			BelowLink: []string{p.Say("Whoever has the link can read and change what you saved. Keep it to yourself.")}}
	case notify.ResultsPublished:
		s = &emailView{Subject: p.Say("The results of a consultation are published"), LinkText: p.Say("Read the results"),
			AboveLink: []string{p.Say("You asked to hear what came of this consultation: %s", is("title")), p.Say("Its results are published.")}}
	case notify.ContactAccess:
		s = &emailView{Subject: p.Say("Whether we hold your address"), LinkText: p.Say("See whether we hold your address"),
			AboveLink: []string{p.Say("Somebody asked whether we hold this address for news of this consultation: %s", is("title"))},
			BelowLink: []string{p.Say("The link works once, until %s.", formatDay(p, is("until"))), p.Say("If it was not you, do nothing.")}}
	default:
		return nil, fmt.Errorf("there are no words for a letter of the kind %q", kind)
	}
	return s, nil
}

// formatDay says the day of what time.RFC3339 wrote. What was said by somebody else is
// left as it is.
func formatDay(p *locale.Printer, said string) string {
	t, err := time.Parse(time.RFC3339, said)
	if err != nil {
		return said
	}
	return p.Date(t)
}

func closingSentence(p *locale.Printer, said string) string {
	t, err := time.Parse(time.RFC3339, said)
	if err != nil {
		return p.Say("The consultation closes on %s.", said)
	}
	return p.Say("The consultation closes on %s at %s.", t, p.Clock(t))
}
