package subjectaccess

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/workday"
	"github.com/folkmoot/folkmoot/survey"
)

// Right is a right of the UK GDPR that a person asks to use.
type Right string

// The rights.
const (
	RightOfAccess        Right = "access"        // article 15
	RightToRectification Right = "rectification" // article 16
	RightToErasure       Right = "erasure"       // article 17
	RightToRestriction   Right = "restriction"   // article 18
	RightToPortability   Right = "portability"   // article 20
	RightToObject        Right = "objection"     // article 21
)

// Rights lists every right in the order in which pages list them.
var Rights = []Right{
	RightOfAccess, RightToRectification, RightToErasure, RightToRestriction, RightToObject, RightToPortability,
}

// Channels lists the ways in which requests are received.
var Channels = []string{"email", "letter", "phone", "in-person"}

// StepKind is a kind of step.
type StepKind string

// The kinds of steps.
const (
	Received           StepKind = "received"
	IdentityAsked      StepKind = "identity-asked"
	IdentityChecked    StepKind = "identity-checked" // the note says how
	ClarificationAsked StepKind = "clarification-asked"
	Clarified          StepKind = "clarified"
	Extended           StepKind = "extended"   // by two months; the note is the reason, the day when the person was told
	ToLookUp           StepKind = "to-look-up" // handed to colleagues who may read responses
	ToAnswer           StepKind = "to-answer"  // handed to colleagues who may delete and reply
	Done               StepKind = "done"       // the note says what
	Answered           StepKind = "answered"   // the note says how
	Refused            StepKind = "refused"    // the note is the reason that the person was told
	Withdrawn          StepKind = "withdrawn"  // the response that was found was withdrawn
)

// StepKinds lists the kinds of steps that officers record, in the order in which pages list them.
var StepKinds = []StepKind{
	IdentityAsked, IdentityChecked, ClarificationAsked, Clarified, ToLookUp, ToAnswer, Done, Extended, Answered, Refused,
}

// Closes reports whether nothing more is to be done after a step of kind k.
func (k StepKind) Closes() bool { return k == Answered || k == Refused }

// Step is something that was done about a request.
type Step struct {
	Number int64
	Kind   StepKind
	Day    time.Time // on which it happened, at midnight UTC
	Note   string
	By     string // account
	At     time.Time
}

// Details is what a request has that identifies a person. It is encrypted.
type Details struct {
	Name    string `json:"name"`
	ReplyTo string `json:"reply"` // address to which the reply is sent
	Asks    string `json:"asks"`  // what the person asks for, in their words
	// Response is the id of the person's response, while the request is open and
	// after an officer found it. Nothing else links a person to a response.
	Response string `json:"response,omitempty"`
}

// Request is a request about personal data.
type Request struct {
	ID, Org      string
	Consultation string // "" if it is not about one
	Right        Right
	Channel      string
	Received     time.Time // day, at midnight UTC
	Closed       time.Time // day of the reply; zero while it is open
	Steps        []Step    // the first is Received
	Details      Details   // empty in lists
	Erased       bool      // Details and notes were deleted at the end of their retention period
}

// Version returns the number of the latest step.
func (r *Request) Version() int64 { return int64(len(r.Steps)) }

// has reports whether a step of kind k was made.
func (r *Request) has(k StepKind) bool {
	return slices.ContainsFunc(r.Steps, func(s Step) bool { return s.Kind == k })
}

// WaitsFor returns the capability of the colleagues who must act on r next: those who look
// up responses, or those who delete data and reply.
func (r *Request) WaitsFor() actor.Capability {
	next := actor.ManageRetention
	for _, s := range r.Steps {
		switch s.Kind {
		case ToLookUp:
			next = actor.ReadResponses
		case ToAnswer:
			next = actor.ManageRetention
		}
	}
	return next
}

// Deadline is by when a request must be answered.
type Deadline struct {
	Due      time.Time // day, at midnight UTC
	FirstDue time.Time // without an extension; an extension must be told by then
	Extended bool
	Paused   StepKind // IdentityAsked or ClarificationAsked while the time does not run, or ""
}

// Deadline returns by when r must be answered: within one month, or three if it is
// extended. The time begins when the request is received or, if the council has to ask who
// the person is, when it knows. For access it stands still while the council waits to hear
// what the person wants.
//
// The month ends on the corresponding day of the next month, or its last day if there is
// none, and on the next working day if that is a weekend or a bank holiday. Source: UK
// GDPR, articles 12 and 12A, and the Information Commissioner's guidance on the right of
// access.
func (r *Request) Deadline() (d Deadline) {
	begins, months, paused := r.Received, 1, 0
	var asked time.Time // when the clarification was asked for that is awaited
	for _, s := range r.Steps {
		switch s.Kind {
		case IdentityAsked:
			d.Paused = IdentityAsked
		case IdentityChecked:
			if d.Paused == IdentityAsked {
				begins, paused, d.Paused = s.Day, 0, ""
			}
		case ClarificationAsked:
			if r.Right == RightOfAccess && d.Paused == "" {
				asked, d.Paused = s.Day, ClarificationAsked
			}
		case Clarified:
			if d.Paused == ClarificationAsked {
				paused, d.Paused = paused+int(s.Day.Sub(asked).Hours()/24), ""
			}
		case Extended:
			months, d.Extended = 3, true
		}
	}
	end := func(months int) time.Time {
		return workday.OnOrAfter(equality.England, addMonths(begins, months).AddDate(0, 0, paused))
	}
	d.Due, d.FirstDue = end(months), end(1)
	return d
}

// addMonths returns the corresponding day n months after day, or the last day of that
// month if it is shorter.
func addMonths(day time.Time, n int) time.Time {
	first := time.Date(day.Year(), day.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1)
	return first.AddDate(0, 0, min(day.Day(), last.Day())-1)
}

// Needs returns the capability that a step of kind k needs besides actor.HandleRequests.
func (k StepKind) Needs() actor.Capability {
	switch k {
	case Extended, Answered, Refused, ToLookUp:
		return actor.ManageRetention
	}
	return actor.HandleRequests
}

// ErrStepDay is returned for a step on a day on which it cannot have happened.
var ErrStepDay = fault.New(fault.Invalid, "Date must be from the day the request was received to today.")

// checkStep returns an error if s, made by an officer on the day today, cannot follow the
// steps of r. It trims the note.
func (r *Request) checkStep(s *Step, today time.Time) error {
	s.Note = strings.TrimSpace(s.Note)
	d := r.Deadline()
	switch {
	case !slices.Contains(StepKinds, s.Kind):
		return fault.New(fault.Invalid, "Select what happened.")
	case !r.Closed.IsZero():
		return fault.New(fault.Conflict, "This request has been answered. Add a new request if the person writes again.")
	case s.Day.IsZero() || s.Day.Before(r.Received) || s.Day.After(today):
		return ErrStepDay
	case s.Note == "" && s.Kind != IdentityAsked && s.Kind != Clarified && s.Kind != ToAnswer && s.Kind != ToLookUp:
		return fault.New(fault.Invalid, "Enter the details.")
	case len([]rune(s.Note)) > maxNote:
		return fault.New(fault.Invalid, "Details must be 2,000 characters or fewer.")
	case s.Kind == IdentityAsked && r.has(IdentityChecked):
		return fault.New(fault.Invalid, "The identity of the person has been checked.")
	case s.Kind == Clarified && !r.has(ClarificationAsked):
		return fault.New(fault.Invalid, "First record that you asked the person to clarify the request.")
	case (s.Kind == Done || s.Kind == Answered) && !r.has(IdentityChecked):
		return fault.New(fault.Invalid, "First record how you checked who the person is, or why you did not need to.")
	case s.Kind == Extended && d.Extended:
		return fault.New(fault.Invalid, "The time has already been extended. It can only be extended once.")
	case s.Kind == Extended && d.Paused == "" && s.Day.After(d.FirstDue):
		return fault.New(fault.Invalid, "The person must be told about an extension and the reasons within the first month.")
	}
	return nil
}

const (
	maxNote = 2_000
	maxAsks = 10_000
)

// check trims d and returns an error and the name of the field that is wrong.
func (d *Details) check() (field string, err error) {
	d.Name, d.ReplyTo, d.Asks = strings.TrimSpace(d.Name), strings.TrimSpace(d.ReplyTo), strings.TrimSpace(d.Asks)
	switch {
	case d.Name == "" || len([]rune(d.Name)) > 300:
		return "name", fault.New(fault.Invalid, "Enter the name of the person, in 300 characters or fewer.")
	case d.ReplyTo == "" || len([]rune(d.ReplyTo)) > 1_000:
		return "reply", fault.New(fault.Invalid, "Enter where to send the reply, in 1,000 characters or fewer.")
	case slices.ContainsFunc(strings.Fields(d.ReplyTo), isWrongEmail):
		return "reply", fault.New(fault.Invalid, "Enter an email address in the correct format, like name@example.com.")
	case d.Asks == "" || len([]rune(d.Asks)) > maxAsks:
		return "asks", fault.New(fault.Invalid, "Enter what the person asks for, in 10,000 characters or fewer.")
	}
	return "", nil
}

func isWrongEmail(word string) bool { return strings.Contains(word, "@") && !survey.IsEmail(word) }
