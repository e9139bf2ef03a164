// Package opportunity proposes to partners what they could do together, and keeps what they answer.
//
// Package match works it out from needs, offers and wants, places, communities and periods. The program does that again when
// something of this changes, outside the write lock, and stores the result. Nothing is agreed by it: one side gets in touch, and
// both accept. While a proposal is agreed, its offer and its want are not in the list of open ones.
package opportunity

import (
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/match"
)

// Proposal is an offer that meets a need or a want.
type Proposal struct {
	ID            string
	Kind          Kind
	Request       string // reference of the need, or of what is wanted
	Offer         string // reference of the offer
	Asks, Offers  string // ids of the organisations; the council asks for a need
	State         State
	Version       int64
	Since         time.Time // day on which it was suggested
	Changed       time.Time // time of the last act
	Until         time.Time // last day of an agreement, or day to which it is deferred
	AsksAccepts   bool
	OffersAccepts bool
	Basis         string
	Content
}

// Content is what a match says about a proposal.
type Content struct {
	match.Match
	Rank    int      `json:"rank"`
	Returns []string `json:"returns,omitempty"` // wants of the one that offers, which the other one offers
	Missing []string `json:"missing,omitempty"` // what else would help with the need, and has no match
}

// Kind is what a proposal is for.
type Kind string

// The kinds of proposals.
const (
	ForNeed Kind = "need" // a joint project
	ForWant Kind = "want" // an exchange between two partners
)

// Label returns the name of the kind.
func (k Kind) Label() locale.LazyMessage {
	if k == ForNeed {
		return locale.Lazy("Joint project")
	}
	return locale.Lazy("Exchange")
}

// State is how far the sides have got.
type State string

// The states.
const (
	Suggested State = "suggested"
	Contacted State = "contacted"
	Agreed    State = "agreed"
	Declined  State = "declined"
	Deferred  State = "deferred"
	Ended     State = "ended"
)

// Label returns the name of the state.
func (s State) Label() locale.LazyMessage {
	switch s {
	case Contacted:
		return locale.Lazy("In touch")
	case Agreed:
		return locale.Lazy("Agreed")
	case Declined:
		return locale.Lazy("Declined")
	case Deferred:
		return locale.Lazy("Deferred")
	case Ended:
		return locale.Lazy("Ended")
	}
	return locale.Lazy("Suggested")
}

// closed reports whether the proposal is in the list of those that are over.
func (s State) closed() bool { return s == Declined || s == Ended }

// Act is what a side does about a proposal.
type Act string

// The acts. The program itself lapses, ends and suggests again.
const (
	Contact  Act = "contact"
	Accept   Act = "accept"
	Withdraw Act = "withdraw" // its own acceptance
	Decline  Act = "decline"
	Defer    Act = "defer"
	End      Act = "end"
	Lapse    Act = "lapse"   // no answer came, or the day to which it was deferred has come
	Again    Act = "suggest" // what it rests on has changed
)

// Label says what was done.
func (a Act) Label() locale.LazyMessage {
	switch a {
	case Contact:
		return locale.Lazy("Got in touch")
	case Accept:
		return locale.Lazy("Accepted")
	case Withdraw:
		return locale.Lazy("Withdrew acceptance")
	case Decline:
		return locale.Lazy("Declined")
	case Defer:
		return locale.Lazy("Deferred")
	case End:
		return locale.Lazy("Ended")
	case Again:
		return locale.Lazy("Suggested again, because something that it rests on has changed")
	}
	return locale.Lazy("Open for an answer again")
}

// idOf returns the id of the proposal that an offer meets a request.
func idOf(kind Kind, request, offer string) string {
	return digest.Labelled("folkmoot/opportunity/v1", string(kind), request, offer).ShortHex(10)
}

// isSide reports whether by acts for one of the sides.
func (p *Proposal) isSide(by actor.Actor) bool { return by.ActsFor(p.Asks) || by.ActsFor(p.Offers) }

// Accepts reports whether the side of by has accepted.
func (p *Proposal) Accepts(by actor.Actor) bool {
	return (!by.ActsFor(p.Asks) || p.AsksAccepts) && (!by.ActsFor(p.Offers) || p.OffersAccepts)
}

// May returns what by can do now, the most usual first.
func (p *Proposal) May(by actor.Actor) []Act {
	if !by.May(actor.Offer) || !p.isSide(by) {
		return nil
	}
	switch p.State {
	case Suggested:
		return []Act{Contact, Defer, Decline}
	case Deferred:
		return []Act{Contact, Decline}
	case Contacted:
		if p.Accepts(by) {
			return []Act{Withdraw, Defer, Decline}
		}
		return []Act{Accept, Defer, Decline}
	case Agreed:
		return []Act{End}
	}
	return nil
}

// lapsesAfter is how many days a side has to answer, before a proposal that only one side has taken up is as suggested again.
const lapsesAfter = 60
