// Package notifyweb renders notification emails, shows operators the outbox,
// and lets recipients unsubscribe.
package notifyweb

import (
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the pages of the outbox and of unsubscribing.
type Handlers struct {
	*web.Deps
	outbox *notify.Outbox
}

// New returns the feature with the pages on which operators see notifications and
// recipients unsubscribe.
func New(deps *web.Deps, outbox *notify.Outbox) feature.Feature {
	h := &Handlers{deps, outbox}
	f := feature.Feature{Name: "notify", AuditLabels: auditLabels, Unlinkable: notify.UnlinkableTables}
	for _, r := range []site.Route{
		{Method: http.MethodGet, Pattern: "/staff/notifications", Needs: actor.Operate, Handler: h.list},
		{Method: http.MethodGet, Pattern: "/staff/notifications/{id}", Needs: actor.Operate, Handler: h.read},
		{Method: http.MethodPost, Pattern: "/staff/notifications/{id}/retry", Needs: actor.Operate, Handler: h.retry},
		{Method: http.MethodPost, Pattern: "/staff/notifications/{id}/discard", Needs: actor.Operate, Handler: h.discard},
		{Method: http.MethodPost, Pattern: "/staff/notifications/on-hold", Needs: actor.Operate, Handler: h.resolveOnHold},
		{Method: http.MethodGet, Pattern: notify.UnsubscribePath + "{token}", Needs: actor.Public, Handler: h.getUnsubscribe},
		// One-click unsubscribe (RFC 8058) is a POST from the mail provider's
		// server. It has no Origin or Sec-Fetch-Site header, which only browsers
		// send, so the cross-site request check allows it. A form on another
		// site is still refused, and would need the token anyway.
		{Method: http.MethodPost, Pattern: notify.UnsubscribePath + "{token}", Needs: actor.Public, Handler: h.postUnsubscribe, MaxBody: 4 << 10},
	} {
		f.AddRoutes(r)
	}
	f.Work = work
	f.AddStaffLink(70, "Emails sent", "/staff/notifications", actor.Operate,
		"See the emails this service sends and whether they reached the mail server.")
	f.Jobs = outbox.Mailer.RegisterJobs
	f.Periodic = []feature.Periodic{{Name: "delete expired notifications", Every: time.Hour, Run: outbox.Mailer.DeleteExpired}}
	f.AddExamples(outboxPage, notificationPage, unsubscribePage)
	return f
}

// perPage is the number of notifications on a page of the outbox.
const perPage = 50

// outboxRow is one notification in the outbox.
type outboxRow struct {
	Kind, State, Reason              string
	Colour                           string // of the state's tag
	Consultation                     string // path of its page; "" for notifications to staff
	QueuedAt                         string
	Attempts                         int64
	ReadPath, RetryPath, DiscardPath string // "" where the action is not available
	OnHold                           bool
}

// countRow is the number of notifications of a kind in a state.
type countRow struct {
	Kind, State string
	N           int64
}

// outboxView is the data of the outbox, newest notification first.
type outboxView struct {
	page.StaffView
	MailEnabled bool  // whether a mail server is configured
	OnHold      int64 // notifications that need a decision
	Counts      []countRow
	Rows        []outboxRow
	Pages       page.Pagination
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
				Reason:       "no connection to the mail server: connection refused",
				Consultation: "/consultations/getting-about",
				QueuedAt:     "2 March 2026 at 9:30am",
				Attempts:     20,
				RetryPath:    "/staff/notifications/1/retry",
			},
			{Kind: "Staff invitation", State: "Waiting", Colour: "blue", QueuedAt: "2 March 2026 at 9am", Attempts: 2},
		},
		Pages: page.Pagination{Next: "/staff/notifications?page=2"}},
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

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	by, p := site.Actor(r), page.Printer(r)
	all, err := h.outbox.List(r.Context(), by, r.URL.Query().Get(page.CursorName), perPage)
	if err != nil {
		return err
	}
	counts, err := h.outbox.Counts(r.Context(), by)
	if err != nil {
		return err
	}
	view := outboxView{MailEnabled: h.outbox.Mailer.Carrier.Delivers()}
	for _, c := range counts {
		view.Counts = append(view.Counts, countRow{kindText(p, c.Kind), stateText(p, c.State), c.N})
		if c.State == notify.OnHold {
			view.OnHold += c.N
		}
	}
	canRead := h.canRead(r)
	for _, entry := range all.Items {
		e := outboxRow{
			Kind:     kindText(p, entry.Kind),
			State:    stateText(p, entry.State),
			Colour:   stateColours[entry.State],
			Reason:   entry.Reason,
			QueuedAt: p.Say("%s at %s", entry.QueuedAt, p.Clock(entry.QueuedAt)),
			Attempts: entry.Attempts,
		}
		if entry.Consultation != "" { // then only the day is known
			e.QueuedAt = p.Date(entry.QueuedAt)
			if entry.Consultation != seal.Followers {
				e.Consultation = "/consultations/" + entry.Consultation
			}
		}
		if canRead && entry.State == notify.Stored {
			e.ReadPath = "/staff/notifications/" + entry.ID
		}
		if h.outbox.CanRetry(entry.State) {
			e.RetryPath, e.OnHold = "/staff/notifications/"+entry.ID+"/retry", entry.State == notify.OnHold
		}
		if h.outbox.CanDiscard(entry.State) {
			e.DiscardPath = "/staff/notifications/" + entry.ID + "/discard"
		}
		view.Rows = append(view.Rows, e)
	}
	view.Pages = page.Neighbours("/staff/notifications", r.URL.Query(), all.Previous, all.Next)
	return outboxPage.Write(w, r, http.StatusOK, view)
}

// canRead reports whether stored notifications may be read: only in a
// demonstration, where they are sent to no one. Anywhere else they are private,
// and the links in them work for whoever has them.
func (h *Handlers) canRead(r *http.Request) bool {
	return !h.outbox.Mailer.Carrier.Delivers() && h.Site.Council != nil && h.Site.Council(r.Context()).Demonstration
}

// notificationView is one stored notification of a demonstration.
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

func (h *Handlers) read(w http.ResponseWriter, r *http.Request) error {
	if !h.canRead(r) {
		return fault.New(fault.NotFound, "We cannot find that notification.")
	}
	written, to, err := h.outbox.ReadStored(r.Context(), site.Actor(r), r.PathValue("id"))
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

// maskAddress keeps the first letter and the domain of an address, enough for
// its owner to recognise it.
func maskAddress(address string) string {
	for i, c := range address {
		if c == '@' && i > 0 {
			return address[:1] + "…" + address[i:]
		}
	}
	return "…"
}

func (h *Handlers) retry(w http.ResponseWriter, r *http.Request) error {
	if err := h.outbox.Retry(r.Context(), site.Actor(r), r.PathValue("id")); err != nil {
		return err
	}
	return site.Redirect(w, r, "/staff/notifications")
}

// discard marks one notification as not to be sent.
func (h *Handlers) discard(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if err := h.outbox.CheckDiscard(r.Context(), site.Actor(r), id); err != nil {
		return err
	}
	by, ok, err := h.confirmDiscard(w, r, "discard-notification", id, 1)
	if err != nil || !ok {
		return err
	}
	if err := h.outbox.Discard(r.Context(), by, id); err != nil {
		return err
	}
	return site.Redirect(w, r, "/staff/notifications")
}

// confirmDiscard asks for confirmation before n notifications are discarded.
func (h *Handlers) confirmDiscard(
	w http.ResponseWriter, r *http.Request, act, subject string, n int64,
) (by actor.Actor, ok bool, err error) {
	p := page.Printer(r)
	return h.Confirm(w, r, web.Irreversible{
		Act: act, SubjectKind: "notification", Subject: subject, Needs: actor.Operate,
		Title: p.Say("Do not send"), Name: p.Say("Email"), Count: n,
		Effects: []string{p.Count(n, "%d email will be deleted and not sent.", "%d emails will be deleted and not sent.")},
		Back:    page.Link{Text: p.Say("Emails sent"), Href: "/staff/notifications"},
	})
}

// resolveOnHold sends or discards all notifications on hold.
func (h *Handlers) resolveOnHold(w http.ResponseWriter, r *http.Request) error {
	do := r.PostFormValue("do")
	if do != "send" && do != "discard" {
		return fault.New(fault.Invalid, "Choose whether to send the emails that are on hold.")
	}
	by := site.Actor(r)
	if do == "discard" {
		n, err := h.outbox.CountOnHold(r.Context(), by)
		if err != nil {
			return err
		}
		if n > 0 {
			var ok bool
			if by, ok, err = h.confirmDiscard(w, r, "discard-notifications-on-hold", "", n); err != nil || !ok {
				return err
			}
		}
	}
	if _, err := h.outbox.ResolveOnHold(r.Context(), by, do == "send"); err != nil {
		return err
	}
	return site.Redirect(w, r, "/staff/notifications")
}

// stateColours are the tag colours of the states.
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
	notify.StaffNotice:          locale.Key("Notification of a colleague"),
	notify.StaffDigest:          locale.Key("Daily notifications of a colleague"),
	notify.DatabaseRestored:     locale.Key("Database restored notice"),
	notify.ContactAccess:        locale.Key("Link to check whether we hold an email address"),
	notify.Confirmation:         locale.Key("Response receipt"),
	notify.DraftLink:            locale.Key("Link to saved answers"),
	notify.ClosingSoon:          locale.Key("Reminder before a consultation closes"),
	notify.ResultsPublished:     locale.Key("Results published notice"),
	notify.Outcome:              locale.Key("Outcome of a consultation"),
	notify.OutcomeNews:          locale.Key("News after a consultation"),
	notify.FollowConfirm:        locale.Key("Link to confirm email updates"),
	notify.FollowExists:         locale.Key("Link to email updates that a person gets already"),
	notify.FollowNews:           locale.Key("Email updates"),
}

func kindText(p *locale.Printer, kind string) string { return p.Say(kindNames[kind]) }
