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
		{Method: http.MethodGet, Pattern: "/staff/outbox", Needs: actor.Operator, Handler: d.list},
		{Method: http.MethodGet, Pattern: "/staff/outbox/{id}", Needs: actor.Operator, Handler: d.read},
		{Method: http.MethodPost, Pattern: "/staff/outbox/{id}/again", Needs: actor.Operator, Handler: d.again},
		{Method: http.MethodPost, Pattern: "/staff/outbox/{id}/drop", Needs: actor.Operator, Handler: d.drop},
		{Method: http.MethodPost, Pattern: "/staff/outbox/held", Needs: actor.Operator, Handler: d.settle},
		{Method: http.MethodGet, Pattern: notify.StopPath + "{token}", Needs: actor.Public, Handler: d.askStop},
		// One click (RFC 8058) is a POST of the mail provider's own machine. It
		// has no Origin and no Sec-Fetch-Site, which only browsers send, so that
		// the protection against forged forms lets it through as it is. A form
		// on another site is still refused; without the token it could stop
		// nothing anyway.
		{Method: http.MethodPost, Pattern: notify.StopPath + "{token}", Needs: actor.Public, Handler: d.stop, MaxBody: 4 << 10},
	} {
		h.Site.Add(r)
	}
	h.Site.AddDesk("Letters", "/staff/outbox", actor.Operator, "What goes out by email, and whether it arrived at the mail server.")
	h.Site.Show(outboxPage, letterPage, stopPage)
	return d
}

// perPage is how many letters a page of the outbox shows.
const perPage = 50

// entry is one letter in the outbox.
type entry struct {
	Kind, State, Reason string
	Colour              string // of the tag
	Consultation        string // its address; "" for letters to staff
	Queued              string
	Tries               int64
	Read, Again, Drop   string // addresses; "" where it cannot be
	Held                bool   // nobody knows whether it has gone out
}

// count is how many letters there are of a kind in a state.
type count struct {
	Kind, State string
	N           int64
}

// outboxView is the letters, newest first.
type outboxView struct {
	page.Desk
	Leaves bool  // letters leave the machine
	Held   int64 // letters of which somebody has to say whether they go out
	Counts []count
	All    []entry
	Older  string // address of the letters before these
}

var outboxPage = page.New(files, "templates/outbox.html",
	outboxView{Leaves: true, Counts: []count{{"Receipt of a response", "Sent", 1204}, {"Receipt of a response", "Failed", 1}},
		All: []entry{{Kind: "Receipt of a response", State: "Failed", Colour: "red", Reason: "no connection to the mail server: dial failed", Consultation: "/consultations/getting-about", Queued: "2 March 2026 at 9:30am", Tries: 20, Again: "/staff/outbox/1/again"},
			{Kind: "Invitation to staff", State: "Waiting", Colour: "blue", Queued: "2 March 2026 at 9am", Tries: 2}},
		Older: "/staff/outbox?behind=2026-03-02T09:00:00Z~2"},
	outboxView{All: []entry{{Kind: "Link to saved answers", State: "Kept here", Colour: "grey", Consultation: "/consultations/getting-about", Queued: "2 March 2026 at 9:30am", Read: "/staff/outbox/2"}}},
	outboxView{Leaves: true},
	outboxView{Leaves: true, Held: 2, Counts: []count{{"News of published results", "Held", 2}},
		All: []entry{{Kind: "News of published results", State: "Held", Colour: "yellow", Reason: "the database was restored; this letter may have gone out before", Consultation: "/consultations/getting-about", Queued: "2 March 2026 at 9:30am", Again: "/staff/outbox/3/again", Drop: "/staff/outbox/3/drop", Held: true}}},
)

func (d *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	var behind time.Time
	typed, id, _ := strings.Cut(r.URL.Query().Get("behind"), "~")
	if typed != "" {
		var err error
		if behind, err = time.Parse(time.RFC3339Nano, typed); err != nil {
			return fault.New(fault.NotFound, "We cannot find that page of the outbox. Start from its first page.")
		}
	}
	by, p := site.By(r), page.In(r)
	all, err := d.outbox.List(r.Context(), by, behind, id, perPage)
	if err != nil {
		return err
	}
	counts, err := d.outbox.Counts(r.Context(), by)
	if err != nil {
		return err
	}
	view := outboxView{Leaves: d.outbox.Mailer.Carrier.Leaves()}
	for _, c := range counts {
		view.Counts = append(view.Counts, count{kindWords(p, c.Kind), stateWords(p, c.State), c.N})
		if c.State == notify.Held {
			view.Held += c.N
		}
	}
	shown := d.mayRead(r)
	for _, l := range all {
		e := entry{Kind: kindWords(p, l.Kind), State: stateWords(p, l.State), Colour: colours[l.State], Reason: l.Reason, Queued: p.Say("%s at %s", l.Queued, p.Clock(l.Queued)), Tries: l.Tries}
		if l.Consultation != "" {
			e.Consultation = "/consultations/" + l.Consultation
		}
		if shown && l.State == notify.Kept {
			e.Read = "/staff/outbox/" + l.ID
		}
		if d.outbox.May(l.State) {
			e.Again, e.Held = "/staff/outbox/"+l.ID+"/again", l.State == notify.Held
		}
		if d.outbox.MayDrop(l.State) {
			e.Drop = "/staff/outbox/" + l.ID + "/drop"
		}
		view.All = append(view.All, e)
	}
	if len(all) == perPage {
		last := all[len(all)-1]
		view.Older = "/staff/outbox?behind=" + last.Queued.UTC().Format(time.RFC3339Nano) + "~" + last.ID
	}
	return outboxPage.Write(w, r, http.StatusOK, view)
}

// mayRead reports whether letters may be read here: in a demonstration, where
// they go to nobody. Anywhere else a letter is for whom it is for, and a link in
// it is theirs.
func (d *Handlers) mayRead(r *http.Request) bool {
	return !d.outbox.Mailer.Carrier.Leaves() && d.Site.Council != nil && d.Site.Council(r.Context()).Demonstration
}

// letterView is one letter of a demonstration.
type letterView struct {
	page.Desk
	Subject, To, Text string
	Lang              string
}

var letterPage = page.New(files, "templates/letter.html",
	letterView{Subject: "We have your response", To: "h…@example.org", Lang: "en", Text: "Thank you for your response to this consultation: Getting about\n\nYour receipt: ABCD\n"})

func (d *Handlers) read(w http.ResponseWriter, r *http.Request) error {
	if !d.mayRead(r) {
		return fault.New(fault.NotFound, "We cannot find that letter.")
	}
	written, to, err := d.outbox.Read(r.Context(), site.By(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return letterPage.Write(w, r, http.StatusOK, letterView{Subject: written.Subject, To: masked(to), Text: written.Text, Lang: written.Lang})
}

// masked shows enough of an address to know one's own again.
func masked(address string) string {
	for i, c := range address {
		if c == '@' && i > 0 {
			return address[:1] + "…" + address[i:]
		}
	}
	return "…"
}

func (d *Handlers) again(w http.ResponseWriter, r *http.Request) error {
	if err := d.outbox.Again(r.Context(), site.By(r), r.PathValue("id")); err != nil {
		return err
	}
	return site.See(w, r, "/staff/outbox")
}

// drop has a letter not sent at all.
func (d *Handlers) drop(w http.ResponseWriter, r *http.Request) error {
	if err := d.outbox.Drop(r.Context(), site.By(r), r.PathValue("id")); err != nil {
		return err
	}
	return site.See(w, r, "/staff/outbox")
}

// settle sends every letter that is held, or none of them.
func (d *Handlers) settle(w http.ResponseWriter, r *http.Request) error {
	do := r.PostFormValue("do")
	if do != "send" && do != "drop" {
		return fault.New(fault.Invalid, "Choose whether the letters are sent.")
	}
	if _, err := d.outbox.Settle(r.Context(), site.By(r), do == "send"); err != nil {
		return err
	}
	return site.See(w, r, "/staff/outbox")
}

// colours of the states.
var colours = map[notify.State]string{notify.Queued: "blue", notify.Sent: "green", notify.Kept: "grey", notify.Failed: "red", notify.Dropped: "grey", notify.Held: "yellow"}

var states = map[notify.State]string{
	notify.Queued:  locale.Key("Waiting"),
	notify.Sent:    locale.Key("Sent"),
	notify.Kept:    locale.Key("Kept here"),
	notify.Failed:  locale.Key("Failed"),
	notify.Dropped: locale.Key("Not sent"),
	notify.Held:    locale.Key("Held"),
}

func stateWords(p *locale.Printer, s notify.State) string { return p.Say(states[s]) }

var kinds = map[string]string{
	notify.Invitation:      locale.Key("Invitation to staff"),
	notify.Reset:           locale.Key("Link to choose a new password"),
	notify.CodeChanged:     locale.Key("Notice of a changed way to sign in"),
	notify.AddressNew:      locale.Key("Link to confirm a new email address"),
	notify.AddressAsked:    locale.Key("Notice that a new email address was asked for"),
	notify.AddressChanged:  locale.Key("Notice of a changed email address"),
	notify.FeedbackOverdue: locale.Key("Reminder of overdue feedback"),
	notify.RetentionDue:    locale.Key("Reminder of data to delete"),
	notify.ContactAccess:   locale.Key("Whether an address is held"),
	notify.Confirmation:    locale.Key("Receipt of a response"),
	notify.DraftLink:       locale.Key("Link to saved answers"),
	notify.ClosingSoon:     locale.Key("Reminder before a consultation closes"),
	notify.ResultsOut:      locale.Key("News of published results"),
}

func kindWords(p *locale.Printer, kind string) string { return p.Say(kinds[kind]) }
