package notifyweb

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	html "html/template"
	"strconv"
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

// Renderer renders notifications. Links in them start with the configured base
// URL, whatever the Host header of a request was.
type Renderer struct {
	BaseURL string                             // "" only where no email is sent
	Council func(context.Context) page.Council // the sender
}

// emailView is the data of the email templates. Text that users typed appears
// in its lines and never in the subject.
type emailView struct {
	Lang, Dir, Subject              string
	AboveLink                       []string // paragraphs above the link
	LinkText, Link                  string
	BelowLink                       []string // paragraphs below it
	Sender, DemoNotice              string
	UnsubscribeText, UnsubscribeURL string
}

// Render renders a notification in the language nearest to s.Lang. It has the
// signature of notify.Mailer.Render.
func (w *Renderer) Render(ctx context.Context, s notify.RenderInput) (out notify.Rendered, err error) {
	p := locale.For(s.Lang)
	council := w.Council(ctx)
	view, err := compose(p, s.Kind, s.Data)
	if err != nil {
		return out, err
	}
	view.Lang, view.Dir = p.Lang(), locale.Direction(p.Lang())
	if view.Link, err = w.absoluteLink(s.Data["link"]); err != nil {
		return out, fmt.Errorf("render %s notification: %w", s.Kind, err)
	}
	view.Sender = singleLine(cmp.Or(council.Name, council.Service, "Folkmoot"))
	if council.Demonstration {
		view.DemoNotice = p.Say("This is a demonstration email. It has not been sent to anyone.")
	}
	if s.UnsubscribePath != "" {
		view.UnsubscribeText, view.UnsubscribeURL = p.Say("Stop emails about this consultation:"), w.BaseURL+s.UnsubscribePath
		if s.Data[notify.StopPath] != "" {
			view.UnsubscribeText = p.Say("Change or stop these emails:")
		}
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

// absoluteLink returns link as an absolute URL. It refuses links to other
// sites.
func (w *Renderer) absoluteLink(to string) (string, error) {
	path := strings.TrimPrefix(to, w.BaseURL)
	switch {
	case to == "":
		return "", nil
	case !strings.HasPrefix(path, "/"), strings.HasPrefix(path, "//"), strings.ContainsAny(path, "\\ \r\n\t"):
		return "", fmt.Errorf("link does not lead to this installation")
	}
	return w.BaseURL + path, nil
}

// singleLine replaces all white space in text that a user typed with single
// spaces.
func singleLine(typed string) string { return strings.Join(strings.Fields(typed), " ") }

// compose returns the text of a notification. Package notify lists the data of
// each kind.
func compose(p *locale.Printer, kind string, data map[string]string) (s *emailView, err error) {
	get := func(name string) string { return singleLine(data[name]) }
	switch kind {
	case notify.Invitation:
		s = &emailView{Subject: p.Say("You have been invited to work on consultations"), LinkText: p.Say("Accept the invitation"),
			AboveLink: []string{
				p.Say("Hello %s,", get("name")),
				p.Say("You have been invited to work on consultations for this organisation: %s", get("organisation")),
			},
			BelowLink: []string{
				p.Say("The link works once and expires on %s.", formatDay(p, get("until"))),
				p.Say("If you were not expecting this, ignore this email."),
			}}
	case notify.Reset:
		s = &emailView{Subject: p.Say("Choose a new password"), LinkText: p.Say("Choose a new password"),
			AboveLink: []string{
				p.Say("Hello %s,", get("name")),
				p.Say("We received a request to reset your password. If this was you, follow this link."),
			},
			BelowLink: []string{
				p.Say("The link works once and expires on %s.", formatDay(p, get("until"))),
				p.Say("If this was not you, ignore this email. Your password will not change."),
			}}
	case notify.SignInChanged:
		s = &emailView{Subject: p.Say("Your sign-in details have changed"),
			AboveLink: []string{p.Say("Hello %s,", get("name")), p.Say("Your sign-in details were changed on %s.", formatDay(p, get("at"))),
				p.Say("If this was not you, contact your administrator straight away.")}}
	case notify.EmailConfirm:
		s = &emailView{Subject: p.Say("Confirm your new email address"), LinkText: p.Say("Confirm email address"),
			AboveLink: []string{
				p.Say("Hello %s,", get("name")),
				p.Say("We received a request to use this email address to sign in. If this was you, follow this link to confirm."),
			},
			BelowLink: []string{
				p.Say("The link works once and expires on %s.", formatDay(p, get("until"))),
				p.Say("If this was not you, ignore this email. Nothing will change."),
			}}
	case notify.EmailChangeRequested:
		s = &emailView{Subject: p.Say("Request to change your email address"),
			AboveLink: []string{
				p.Say("Hello %s,", get("name")),
				p.Say(
					"On %s we received a request from your account to change its email address. "+
						"We have sent a link to the new address. Until that link is used, sign in as before.",
					formatDay(p, get("at")),
				),
				p.Say("If this was not you, change your password and contact your administrator straight away."),
			}}
	case notify.EmailChanged:
		s = &emailView{Subject: p.Say("Your email address has changed"),
			AboveLink: []string{
				p.Say("Hello %s,", get("name")),
				p.Say(
					"The email address you sign in with was changed on %s. "+
						"We have sent this email to both the old and the new address.",
					formatDay(p, get("at")),
				),
				p.Say("If this was not you, contact your administrator straight away."),
			}}
	case notify.StaffNotice:
		what := p.Say(get("say"))
		s = &emailView{Subject: what, LinkText: p.Say("See what it is about"), AboveLink: digestLines(p, []notify.DigestItem{
			{Say: get("say"), Title: data["title"], Due: get("due")},
		}), BelowLink: []string{staffFooter(p)}}
	case notify.StaffDigest:
		lines, err := newsLines(p, data)
		if err != nil {
			return nil, err
		}
		s = &emailView{Subject: p.Say("Your notifications today"), LinkText: p.Say("See all your notifications"),
			AboveLink: lines, BelowLink: []string{staffFooter(p)}}
	case notify.DatabaseRestored:
		s = &emailView{Subject: p.Say("The database was restored"), LinkText: p.Say("See the public record"),
			AboveLink: []string{
				p.Say("A server was started with a database that had been restored from a backup. Reason given: %s", get("reason")),
				p.Say("Entries missing from the public record: %s", get("missing")),
			},
			BelowLink: []string{p.Say("If you were not expecting this, contact the people who run the server.")}}
	case notify.Confirmation:
		s = &emailView{Subject: p.Say("We have received your response"), LinkText: p.Say("Check your receipt"),
			AboveLink: []string{p.Say("Thank you for your response to this consultation: %s", get("title")), p.Say("Your receipt: %s", get("code")),
				p.Say(
					"Your receipt proves that your response is in the public record, exactly as you sent it. " +
						"It does not show who you are or what you answered.",
				)},
			BelowLink: []string{
				p.Say("We do not store your email address with your answers."),
				p.Say("If you did not respond, ignore this email. Your address was probably entered by mistake."),
			}}
	case notify.DraftLink:
		s = &emailView{Subject: p.Say("Link to your saved answers"), LinkText: p.Say("Continue your response"),
			AboveLink: []string{
				p.Say("You saved answers to this consultation: %s", get("title")),
				p.Say("You have not sent them yet. Follow the link and enter this code to continue: %s", get("code")),
			},
			BelowLink: []string{
				closingSentence(p, get("closes")),
				p.Say("Anyone with this link or code can read and change your saved answers. Do not share them."),
				p.Say("If you did not save any answers, ignore this email. Your address was probably entered by mistake."),
			}}
	case notify.ClosingSoon:
		s = &emailView{Subject: p.Say("You have not sent your answers yet"), LinkText: p.Say("Continue your response"),
			AboveLink: []string{
				p.Say("You saved answers to this consultation and asked for a reminder: %s", get("title")),
				closingSentence(p, get("closes")),
				p.Say("You have not sent them yet. Follow the link and enter this code to continue: %s", get("code")),
			},
			BelowLink: []string{p.Say("Anyone with this link or code can read and change your saved answers. Do not share them.")}}
	case notify.ResultsPublished:
		s = &emailView{Subject: p.Say("Consultation results published"), LinkText: p.Say("Read the results"),
			AboveLink: []string{
				p.Say("You asked us to tell you the outcome of this consultation: %s", get("title")),
				p.Say("The results have been published."),
			}}
	case notify.Outcome:
		s = &emailView{Subject: p.Say("What happened after a consultation"), LinkText: p.Say("Read what we did"),
			AboveLink: []string{
				p.Say("You asked us to tell you the outcome of this consultation: %s", get("title")),
				p.Say(get("say")),
			}}
	case notify.OutcomeNews:
		s, err = composeNews(p, data, p.Say("News after a consultation"),
			p.Say("You asked us to tell you the outcome of this consultation: %s", get("title")))
		if err != nil {
			return nil, err
		}
	case notify.FollowConfirm:
		s = &emailView{Subject: p.Say("Confirm that you want these emails"), LinkText: p.Say("Yes, send me updates"),
			AboveLink: []string{p.Say("We received a request to send updates to this address about: %s", get("title"))},
			BelowLink: []string{p.Say("If this was not you, ignore this email. You will not get any updates.")}}
	case notify.FollowExists:
		s = &emailView{Subject: p.Say("You get these emails already"), LinkText: p.Say("Change or stop these emails"),
			AboveLink: []string{p.Say("We received a request to send updates to this address about: %s", get("title")),
				p.Say("This address gets them already, so nothing has changed.")},
			BelowLink: []string{p.Say("If this was not you, ignore this email. Nothing will change.")}}
	case notify.FollowNews:
		s, err = composeNews(p, data, p.Say("Updates on what you follow"), p.Say("There is news about: %s", get("title")))
		if err != nil {
			return nil, err
		}
	case notify.ContactAccess:
		s = &emailView{Subject: p.Say("Check whether we hold your email address"), LinkText: p.Say("Check whether we hold your email address"),
			AboveLink: []string{
				p.Say("We received a request to check whether we hold this email address for updates about this consultation: %s", get("title")),
				p.Say("Follow the link and enter this code: %s", get("code")),
			},
			BelowLink: []string{
				p.Say("The code works once and expires on %s.", formatDay(p, get("until"))),
				p.Say("If this was not you, ignore this email."),
			}}
	default:
		return nil, fmt.Errorf("no email text for notifications of kind %q", kind)
	}
	return s, nil
}

// composeNews returns the text of an email with news, which begins with a first line.
func composeNews(p *locale.Printer, data map[string]string, subject, first string) (*emailView, error) {
	lines, err := newsLines(p, data)
	return &emailView{Subject: subject, LinkText: p.Say("See all updates"), AboveLink: append([]string{first}, lines...)}, err
}

// newsLines returns a line for each of the items in data, and one that says how many more there are.
func newsLines(p *locale.Printer, data map[string]string) ([]string, error) {
	var items []notify.DigestItem
	if err := json.Unmarshal([]byte(data["items"]), &items); err != nil {
		return nil, err
	}
	more, err := strconv.ParseInt(data["more"], 10, 64)
	lines := digestLines(p, items)
	if more > 0 {
		lines = append(lines, p.Count(more, "and %d more", "and %d more"))
	}
	return lines, err
}

// digestLines returns a line for each of items.
func digestLines(p *locale.Printer, items []notify.DigestItem) (lines []string) {
	for _, item := range items {
		line := p.Say(item.Say)
		if title := singleLine(item.Title); title != "" {
			line = p.Say("%s: %s", line, title)
		}
		if item.Due != "" {
			line = p.Say("%s (due on %s)", line, singleLine(formatDay(p, item.Due)))
		}
		lines = append(lines, line)
	}
	return lines
}

func staffFooter(p *locale.Printer) string {
	return p.Say("You can choose which emails you get in the staff area, under “My notifications”.")
}

// formatDay formats the day of a time in time.RFC3339 format, and returns other
// text unchanged.
func formatDay(p *locale.Printer, value string) string {
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return value
	}
	return p.Date(t)
}

// closingSentence says when a consultation closes, given a time in time.RFC3339
// format.
func closingSentence(p *locale.Printer, value string) string {
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return p.Say("The consultation closes on %s.", value)
	}
	return p.Say("The consultation closes on %s at %s.", t, p.Clock(t))
}
