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
		view.DemoNotice = p.Say("This is a demonstration email. It has not been sent to anyone.")
	}
	if s.UnsubscribePath != "" {
		view.UnsubscribeText, view.UnsubscribeURL = p.Say("Stop emails about this consultation:"), w.BaseURL+s.UnsubscribePath
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
		s = &emailView{Subject: p.Say("You have been invited to work on consultations"), LinkText: p.Say("Accept the invitation"),
			AboveLink: []string{
				p.Say("Hello %s,", is("name")),
				p.Say("You have been invited to work on consultations for this organisation: %s", is("organisation")),
			},
			BelowLink: []string{
				p.Say("The link works once and expires on %s.", formatDay(p, is("until"))),
				p.Say("If you were not expecting this, ignore this email."),
			}}
	case notify.Reset:
		s = &emailView{Subject: p.Say("Choose a new password"), LinkText: p.Say("Choose a new password"),
			AboveLink: []string{
				p.Say("Hello %s,", is("name")),
				p.Say("We received a request to reset your password. If this was you, follow this link."),
			},
			BelowLink: []string{
				p.Say("The link works once and expires on %s.", formatDay(p, is("until"))),
				p.Say("If this was not you, ignore this email. Your password will not change."),
			}}
	case notify.SignInChanged:
		s = &emailView{Subject: p.Say("Your sign-in details have changed"),
			AboveLink: []string{p.Say("Hello %s,", is("name")), p.Say("Your sign-in details were changed on %s.", formatDay(p, is("at"))),
				p.Say("If this was not you, contact your administrator straight away.")}}
	case notify.EmailConfirm:
		s = &emailView{Subject: p.Say("Confirm your new email address"), LinkText: p.Say("Confirm email address"),
			AboveLink: []string{
				p.Say("Hello %s,", is("name")),
				p.Say("We received a request to use this email address to sign in. If this was you, follow this link to confirm."),
			},
			BelowLink: []string{
				p.Say("The link works once and expires on %s.", formatDay(p, is("until"))),
				p.Say("If this was not you, ignore this email. Nothing will change."),
			}}
	case notify.EmailChangeRequested:
		s = &emailView{Subject: p.Say("Request to change your email address"),
			AboveLink: []string{
				p.Say("Hello %s,", is("name")),
				p.Say(
					"On %s we received a request from your account to change its email address. We have sent a link to the new address. Until that link is used, sign in as before.",
					formatDay(p, is("at")),
				),
				p.Say("If this was not you, change your password and contact your administrator straight away."),
			}}
	case notify.EmailChanged:
		s = &emailView{Subject: p.Say("Your email address has changed"),
			AboveLink: []string{
				p.Say("Hello %s,", is("name")),
				p.Say(
					"The email address you sign in with was changed on %s. We have sent this email to both the old and the new address.",
					formatDay(p, is("at")),
				),
				p.Say("If this was not you, contact your administrator straight away."),
			}}
	case notify.FeedbackOverdue:
		s = &emailView{Subject: p.Say("Consultation feedback is overdue"), LinkText: p.Say("Write feedback"),
			AboveLink: []string{p.Say("We promised to publish feedback by %s on this consultation: %s", formatDay(p, is("due")), is("title"))},
			BelowLink: []string{p.Say("The consultation page shows publicly that this is overdue.")}}
	case notify.RetentionDue:
		s = &emailView{Subject: p.Say("Personal data is due to be deleted"), LinkText: p.Say("See what is due to be deleted"),
			AboveLink: []string{p.Say("Personal data from this consultation is due to be deleted by %s: %s", formatDay(p, is("due")), is("title"))}}
	case notify.Confirmation:
		s = &emailView{Subject: p.Say("We have received your response"), LinkText: p.Say("Check your receipt"),
			AboveLink: []string{p.Say("Thank you for your response to this consultation: %s", is("title")), p.Say("Your receipt: %s", is("code")),
				p.Say(
					"Your receipt proves that your response is in the public record, exactly as you sent it. It does not show who you are or what you answered.",
				)},
			BelowLink: []string{
				p.Say("We do not store your email address with your answers."),
				p.Say("If you did not respond, ignore this email. Your address was probably entered by mistake."),
			}}
	case notify.DraftLink:
		s = &emailView{Subject: p.Say("Link to your saved answers"), LinkText: p.Say("Continue your response"),
			AboveLink: []string{
				p.Say("You saved answers to this consultation: %s", is("title")),
				p.Say("You have not sent them yet. Follow the link to continue."),
			},
			BelowLink: []string{
				closingSentence(p, is("closes")),
				p.Say("Anyone with this link can read and change your saved answers. Do not share it."),
				p.Say("If you did not save any answers, ignore this email. Your address was probably entered by mistake."),
			}}
	case notify.ClosingSoon:
		s = &emailView{Subject: p.Say("You have not sent your answers yet"), LinkText: p.Say("Continue your response"),
			AboveLink: []string{
				p.Say("You saved answers to this consultation and asked for a reminder: %s", is("title")),
				closingSentence(p, is("closes")),
				p.Say("You have not sent your answers yet."),
			},
			BelowLink: []string{p.Say("Anyone with this link can read and change your saved answers. Do not share it.")}}
	case notify.ResultsPublished:
		s = &emailView{Subject: p.Say("Consultation results published"), LinkText: p.Say("Read the results"),
			AboveLink: []string{
				p.Say("You asked us to tell you the outcome of this consultation: %s", is("title")),
				p.Say("The results have been published."),
			}}
	case notify.ContactAccess:
		s = &emailView{Subject: p.Say("Check whether we hold your address"), LinkText: p.Say("Check whether we hold your address"),
			AboveLink: []string{
				p.Say("We received a request to check whether we hold this email address for updates about this consultation: %s", is("title")),
			},
			BelowLink: []string{
				p.Say("The link works once and expires on %s.", formatDay(p, is("until"))),
				p.Say("If this was not you, ignore this email."),
			}}
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
