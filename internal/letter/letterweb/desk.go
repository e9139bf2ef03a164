// Package letterweb puts letters into words, shows whoever runs the
// installation how they stand, and lets people end them.
package letterweb

import (
	"embed"
	"net/http"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/host"
	"github.com/folkmoot/folkmoot/internal/letter"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

//go:embed templates/*.html
var files embed.FS

// Desk answers the requests about letters.
type Desk struct {
	*host.Host
	outbox *letter.Outbox
}

// New puts the feature in its place.
func New(h *host.Host, outbox *letter.Outbox) *Desk {
	d := &Desk{h, outbox}
	for _, r := range []page.Route{
		{Method: http.MethodGet, Pattern: "/desk/outbox", Needs: actor.Operator, Handler: d.list},
		{Method: http.MethodGet, Pattern: "/desk/outbox/{id}", Needs: actor.Operator, Handler: d.read},
		{Method: http.MethodPost, Pattern: "/desk/outbox/{id}/again", Needs: actor.Operator, Handler: d.again},
		{Method: http.MethodPost, Pattern: "/desk/outbox/{id}/drop", Needs: actor.Operator, Handler: d.drop},
		{Method: http.MethodPost, Pattern: "/desk/outbox/held", Needs: actor.Operator, Handler: d.settle},
		{Method: http.MethodGet, Pattern: letter.StopPath + "{token}", Needs: actor.Public, Handler: d.askStop},
		// One click (RFC 8058) is a POST of the mail provider's own machine. It
		// has no Origin and no Sec-Fetch-Site, which only browsers send, so that
		// the protection against forged forms lets it through as it is. A form
		// on another site is still refused; without the token it could stop
		// nothing anyway.
		{Method: http.MethodPost, Pattern: letter.StopPath + "{token}", Needs: actor.Public, Handler: d.stop, MaxBody: 4 << 10},
	} {
		h.Site.Add(r)
	}
	h.Site.AddDesk("Letters", "/desk/outbox", actor.Operator, "What goes out by email, and whether it arrived at the mail server.")
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
		All: []entry{{Kind: "Receipt of a response", State: "Failed", Colour: "red", Reason: "no connection to the mail server: dial failed", Consultation: "/consultations/getting-about", Queued: "2 March 2026 at 9:30am", Tries: 20, Again: "/desk/outbox/1/again"},
			{Kind: "Invitation to staff", State: "Waiting", Colour: "blue", Queued: "2 March 2026 at 9am", Tries: 2}},
		Older: "/desk/outbox?behind=2026-03-02T09:00:00Z~2"},
	outboxView{All: []entry{{Kind: "Link to saved answers", State: "Kept here", Colour: "grey", Consultation: "/consultations/getting-about", Queued: "2 March 2026 at 9:30am", Read: "/desk/outbox/2"}}},
	outboxView{Leaves: true},
	outboxView{Leaves: true, Held: 2, Counts: []count{{"News of published results", "Held", 2}},
		All: []entry{{Kind: "News of published results", State: "Held", Colour: "yellow", Reason: "the database was restored; this letter may have gone out before", Consultation: "/consultations/getting-about", Queued: "2 March 2026 at 9:30am", Again: "/desk/outbox/3/again", Drop: "/desk/outbox/3/drop", Held: true}}},
)

func (d *Desk) list(w http.ResponseWriter, r *http.Request) error {
	var behind time.Time
	typed, id, _ := strings.Cut(r.URL.Query().Get("behind"), "~")
	if typed != "" {
		var err error
		if behind, err = time.Parse(time.RFC3339Nano, typed); err != nil {
			return fault.New(fault.NotFound, "We cannot find that page of the outbox. Start from its first page.")
		}
	}
	by, p := page.By(r), page.In(r)
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
		if c.State == letter.Held {
			view.Held += c.N
		}
	}
	shown := d.mayRead(r)
	for _, l := range all {
		e := entry{Kind: kindWords(p, l.Kind), State: stateWords(p, l.State), Colour: colours[l.State], Reason: l.Reason, Queued: p.Say("%s at %s", l.Queued, p.Clock(l.Queued)), Tries: l.Tries}
		if l.Consultation != "" {
			e.Consultation = "/consultations/" + l.Consultation
		}
		if shown && l.State == letter.Kept {
			e.Read = "/desk/outbox/" + l.ID
		}
		if d.outbox.May(l.State) {
			e.Again, e.Held = "/desk/outbox/"+l.ID+"/again", l.State == letter.Held
		}
		if d.outbox.MayDrop(l.State) {
			e.Drop = "/desk/outbox/" + l.ID + "/drop"
		}
		view.All = append(view.All, e)
	}
	if len(all) == perPage {
		last := all[len(all)-1]
		view.Older = "/desk/outbox?behind=" + last.Queued.UTC().Format(time.RFC3339Nano) + "~" + last.ID
	}
	return outboxPage.Write(w, r, http.StatusOK, view)
}

// mayRead reports whether letters may be read here: in a demonstration, where
// they go to nobody. Anywhere else a letter is for whom it is for, and a link in
// it is theirs.
func (d *Desk) mayRead(r *http.Request) bool {
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

func (d *Desk) read(w http.ResponseWriter, r *http.Request) error {
	if !d.mayRead(r) {
		return fault.New(fault.NotFound, "We cannot find that letter.")
	}
	written, to, err := d.outbox.Read(r.Context(), page.By(r), r.PathValue("id"))
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

func (d *Desk) again(w http.ResponseWriter, r *http.Request) error {
	if err := d.outbox.Again(r.Context(), page.By(r), r.PathValue("id")); err != nil {
		return err
	}
	return page.See(w, r, "/desk/outbox")
}

// drop has a letter not sent at all.
func (d *Desk) drop(w http.ResponseWriter, r *http.Request) error {
	if err := d.outbox.Drop(r.Context(), page.By(r), r.PathValue("id")); err != nil {
		return err
	}
	return page.See(w, r, "/desk/outbox")
}

// settle sends every letter that is held, or none of them.
func (d *Desk) settle(w http.ResponseWriter, r *http.Request) error {
	do := r.PostFormValue("do")
	if do != "send" && do != "drop" {
		return fault.New(fault.Invalid, "Choose whether the letters are sent.")
	}
	if _, err := d.outbox.Settle(r.Context(), page.By(r), do == "send"); err != nil {
		return err
	}
	return page.See(w, r, "/desk/outbox")
}

// colours of the states.
var colours = map[letter.State]string{letter.Queued: "blue", letter.Sent: "green", letter.Kept: "grey", letter.Failed: "red", letter.Dropped: "grey", letter.Held: "yellow"}

var states = map[letter.State]string{
	letter.Queued:  locale.Key("Waiting"),
	letter.Sent:    locale.Key("Sent"),
	letter.Kept:    locale.Key("Kept here"),
	letter.Failed:  locale.Key("Failed"),
	letter.Dropped: locale.Key("Not sent"),
	letter.Held:    locale.Key("Held"),
}

func stateWords(p *locale.Printer, s letter.State) string { return p.Say(states[s]) }

var kinds = map[string]string{
	letter.Invitation:      locale.Key("Invitation to staff"),
	letter.Reset:           locale.Key("Link to choose a new password"),
	letter.CodeChanged:     locale.Key("Notice of a changed way to sign in"),
	letter.AddressNew:      locale.Key("Link to confirm a new email address"),
	letter.AddressAsked:    locale.Key("Notice that a new email address was asked for"),
	letter.AddressChanged:  locale.Key("Notice of a changed email address"),
	letter.FeedbackOverdue: locale.Key("Reminder of overdue feedback"),
	letter.RetentionDue:    locale.Key("Reminder of data to delete"),
	letter.ContactAccess:   locale.Key("Whether an address is held"),
	letter.Confirmation:    locale.Key("Receipt of a response"),
	letter.DraftLink:       locale.Key("Link to saved answers"),
	letter.ClosingSoon:     locale.Key("Reminder before a consultation closes"),
	letter.ResultsOut:      locale.Key("News of published results"),
}

func kindWords(p *locale.Printer, kind string) string { return p.Say(kinds[kind]) }
