// Package notifyweb puts letters into words, shows whoever runs the
// installation how they stand, and lets people end them.
package notifyweb

import (
	"embed"
	"net/http"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers answers the requests about letters.
type Handlers struct {
	*web.Deps
	outbox *notify.Outbox
}

// New puts the feature in its place.
func New(h *web.Deps, outbox *notify.Outbox) *Handlers {
	d := &Handlers{h, outbox}
	for _, r := range []site.Route{
		{Method: http.MethodGet, Pattern: "/staff/notifications", Needs: actor.Operate, Handler: d.list},
		{Method: http.MethodGet, Pattern: "/staff/notifications/{id}", Needs: actor.Operate, Handler: d.read},
		{Method: http.MethodPost, Pattern: "/staff/notifications/{id}/retry", Needs: actor.Operate, Handler: d.retry},
		{Method: http.MethodPost, Pattern: "/staff/notifications/{id}/discard", Needs: actor.Operate, Handler: d.discard},
		{Method: http.MethodPost, Pattern: "/staff/notifications/on-hold", Needs: actor.Operate, Handler: d.resolveOnHold},
		{Method: http.MethodGet, Pattern: notify.UnsubscribePath + "{token}", Needs: actor.Public, Handler: d.getUnsubscribe},
		// One click (RFC 8058) is a POST of the mail provider's own machine. It
		// has no Origin and no Sec-Fetch-Site, which only browsers send, so that
		// the protection against forged forms lets it through as it is. A form
		// on another site is still refused; without the token it could stop
		// nothing anyway.
		{Method: http.MethodPost, Pattern: notify.UnsubscribePath + "{token}", Needs: actor.Public, Handler: d.postUnsubscribe, MaxBody: 4 << 10},
	} {
		h.Site.Add(r)
	}
	h.Site.AddStaffLink(
		"Notifications",
		"/staff/notifications",
		actor.Operate,
		"See the emails this service sends and whether they reached the mail server.",
	)
	h.Site.AddToGallery(outboxPage, notificationPage, unsubscribePage)
	return d
}

// perPage is how many letters a page of the outbox shows.
const perPage = 50

// outboxRow is one letter in the outbox.
type outboxRow struct {
	Kind, State, Reason              string
	Colour                           string // of the tag
	Consultation                     string // its address; "" for letters to staff
	QueuedAt                         string
	Attempts                         int64
	ReadPath, RetryPath, DiscardPath string // addresses; "" where it cannot be
	OnHold                           bool   // nobody knows whether it has gone out
}

// countRow is how many letters there are of a kind in a state.
type countRow struct {
	Kind, State string
	N           int64
}

// outboxView is the letters, newest first.
type outboxView struct {
	page.StaffView
	MailEnabled bool  // letters leave the machine
	OnHold      int64 // letters of which somebody has to say whether they go out
	Counts      []countRow
	Rows        []outboxRow
	Older       string // address of the letters before these
}

var outboxPage = page.New(
	files,
	"templates/outbox.html",
	outboxView{MailEnabled: true, Counts: []countRow{{"Response receipt", "Sent", 1204}, {"Response receipt", "Failed", 1}},
		Rows: []outboxRow{
			{
				Kind:         "Response receipt",
				State:        "Failed",
				Colour:       "red",
				Reason:       "no connection to the mail server: dial failed",
				Consultation: "/consultations/getting-about",
				QueuedAt:     "2 March 2026 at 9:30am",
				Attempts:     20,
				RetryPath:    "/staff/notifications/1/retry",
			},
			{Kind: "Staff invitation", State: "Waiting", Colour: "blue", QueuedAt: "2 March 2026 at 9am", Attempts: 2},
		},
		Older: "/staff/notifications?behind=2026-03-02T09:00:00Z~2"},
	outboxView{
		Rows: []outboxRow{
			{
				Kind:         "Link to saved answers",
				State:        "Stored, not sent",
				Colour:       "grey",
				Consultation: "/consultations/getting-about",
				QueuedAt:     "2 March 2026 at 9:30am",
				ReadPath:     "/staff/notifications/2",
			},
		},
	},
	outboxView{MailEnabled: true},
	outboxView{MailEnabled: true, OnHold: 2, Counts: []countRow{{"Results published notice", "On hold", 2}},
		Rows: []outboxRow{
			{
				Kind:         "Results published notice",
				State:        "On hold",
				Colour:       "yellow",
				Reason:       "The database was restored from a backup, so this email may already have been sent.",
				Consultation: "/consultations/getting-about",
				QueuedAt:     "2 March 2026 at 9:30am",
				RetryPath:    "/staff/notifications/3/retry",
				DiscardPath:  "/staff/notifications/3/discard",
				OnHold:       true,
			},
		}},
)

func (d *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	var behind time.Time
	typed, id, _ := strings.Cut(r.URL.Query().Get("behind"), "~")
	if typed != "" {
		var err error
		if behind, err = time.Parse(time.RFC3339Nano, typed); err != nil {
			return fault.New(fault.NotFound, "We cannot find that page of notifications. Go back to the first page.")
		}
	}
	by, p := site.Actor(r), page.Printer(r)
	all, err := d.outbox.List(r.Context(), by, behind, id, perPage)
	if err != nil {
		return err
	}
	counts, err := d.outbox.Counts(r.Context(), by)
	if err != nil {
		return err
	}
	view := outboxView{MailEnabled: d.outbox.Mailer.Carrier.Delivers()}
	for _, c := range counts {
		view.Counts = append(view.Counts, countRow{kindText(p, c.Kind), stateText(p, c.State), c.N})
		if c.State == notify.OnHold {
			view.OnHold += c.N
		}
	}
	shown := d.canRead(r)
	for _, l := range all {
		e := outboxRow{
			Kind:     kindText(p, l.Kind),
			State:    stateText(p, l.State),
			Colour:   stateColours[l.State],
			Reason:   l.Reason,
			QueuedAt: p.Say("%s at %s", l.QueuedAt, p.Clock(l.QueuedAt)),
			Attempts: l.Attempts,
		}
		if l.Consultation != "" {
			e.Consultation = "/consultations/" + l.Consultation
		}
		if shown && l.State == notify.Stored {
			e.ReadPath = "/staff/notifications/" + l.ID
		}
		if d.outbox.CanRetry(l.State) {
			e.RetryPath, e.OnHold = "/staff/notifications/"+l.ID+"/retry", l.State == notify.OnHold
		}
		if d.outbox.CanDiscard(l.State) {
			e.DiscardPath = "/staff/notifications/" + l.ID + "/discard"
		}
		view.Rows = append(view.Rows, e)
	}
	if len(all) == perPage {
		last := all[len(all)-1]
		view.Older = "/staff/notifications?behind=" + last.QueuedAt.UTC().Format(time.RFC3339Nano) + "~" + last.ID
	}
	return outboxPage.Write(w, r, http.StatusOK, view)
}

// canRead reports whether letters may be read here: in a demonstration, where
// they go to nobody. Anywhere else a letter is for whom it is for, and a link in
// it is theirs.
func (d *Handlers) canRead(r *http.Request) bool {
	return !d.outbox.Mailer.Carrier.Delivers() && d.Site.Council != nil && d.Site.Council(r.Context()).Demonstration
}

// notificationView is one letter of a demonstration.
type notificationView struct {
	page.StaffView
	Subject, To, Text string
	Lang              string
}

var notificationPage = page.New(
	files,
	"templates/notification.html",
	notificationView{
		Subject: "We have received your response",
		To:      "h…@example.org",
		Lang:    "en",
		Text:    "Thank you for your response to this consultation: Getting about\n\nYour receipt: ABCD\n",
	},
)

func (d *Handlers) read(w http.ResponseWriter, r *http.Request) error {
	if !d.canRead(r) {
		return fault.New(fault.NotFound, "We cannot find that notification.")
	}
	written, to, err := d.outbox.ReadStored(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return notificationPage.Write(
		w,
		r,
		http.StatusOK,
		notificationView{Subject: written.Subject, To: maskAddress(to), Text: written.Text, Lang: written.Lang},
	)
}

// maskAddress shows enough of an address to know one's own again.
func maskAddress(address string) string {
	for i, c := range address {
		if c == '@' && i > 0 {
			return address[:1] + "…" + address[i:]
		}
	}
	return "…"
}

func (d *Handlers) retry(w http.ResponseWriter, r *http.Request) error {
	if err := d.outbox.Retry(r.Context(), site.Actor(r), r.PathValue("id")); err != nil {
		return err
	}
	return site.Redirect(w, r, "/staff/notifications")
}

// discard has a letter not sent at all.
func (d *Handlers) discard(w http.ResponseWriter, r *http.Request) error {
	if err := d.outbox.Discard(r.Context(), site.Actor(r), r.PathValue("id")); err != nil {
		return err
	}
	return site.Redirect(w, r, "/staff/notifications")
}

// resolveOnHold sends every letter that is held, or none of them.
func (d *Handlers) resolveOnHold(w http.ResponseWriter, r *http.Request) error {
	do := r.PostFormValue("do")
	if do != "send" && do != "drop" {
		return fault.New(fault.Invalid, "Choose whether to send the emails that are on hold.")
	}
	if _, err := d.outbox.ResolveOnHold(r.Context(), site.Actor(r), do == "send"); err != nil {
		return err
	}
	return site.Redirect(w, r, "/staff/notifications")
}

// stateColours of the states.
var stateColours = map[notify.DeliveryState]string{
	notify.Queued:    "blue",
	notify.Sent:      "green",
	notify.Stored:    "grey",
	notify.Failed:    "red",
	notify.Discarded: "grey",
	notify.OnHold:    "yellow",
}

var stateNames = map[notify.DeliveryState]string{
	notify.Queued:    locale.Key("Waiting"),
	notify.Sent:      locale.Key("Sent"),
	notify.Stored:    locale.Key("Stored, not sent"),
	notify.Failed:    locale.Key("Failed"),
	notify.Discarded: locale.Key("Not sent"),
	notify.OnHold:    locale.Key("On hold"),
}

func stateText(p *locale.Printer, s notify.DeliveryState) string { return p.Say(stateNames[s]) }

var kindNames = map[string]string{
	notify.Invitation:           locale.Key("Staff invitation"),
	notify.Reset:                locale.Key("Password reset link"),
	notify.SignInChanged:        locale.Key("Sign-in details changed notice"),
	notify.EmailConfirm:         locale.Key("Link to confirm a new email address"),
	notify.EmailChangeRequested: locale.Key("Email address change requested notice"),
	notify.EmailChanged:         locale.Key("Email address changed notice"),
	notify.FeedbackOverdue:      locale.Key("Reminder that feedback is overdue"),
	notify.RetentionDue:         locale.Key("Reminder to delete personal data"),
	notify.ContactAccess:        locale.Key("Link to check whether we hold an address"),
	notify.Confirmation:         locale.Key("Response receipt"),
	notify.DraftLink:            locale.Key("Link to saved answers"),
	notify.ClosingSoon:          locale.Key("Reminder before a consultation closes"),
	notify.ResultsPublished:     locale.Key("Results published notice"),
}

func kindText(p *locale.Printer, kind string) string { return p.Say(kindNames[kind]) }
