// Package edit is the one way in which officers change a record: working copies with versions, comments and
// approval, from a declaration of the record's fields.
//
// The life of an edit is described in README.md.
package edit

import (
	"errors"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// State is where a working copy is on its way to publication.
type State string

// The states.
const (
	Draft     State = "draft"     // being written
	Submitted State = "submitted" // waits for approval
	Returned  State = "returned"  // the approver wants it changed
	Approved  State = "approved"  // can be published
	Published State = "published" // the same as what is published
	Discarded State = "discarded" // was never published and is no longer wanted
)

// Label returns the name of s.
func (s State) Label() locale.LazyMessage { return stateLabels[s] }

var stateLabels = map[State]locale.LazyMessage{
	Draft:     locale.Lazy("Draft"),
	Submitted: locale.Lazy("Waiting for approval"),
	Returned:  locale.Lazy("Returned for changes"),
	Approved:  locale.Lazy("Approved"),
	Published: locale.Lazy("Published"),
	Discarded: locale.Lazy("Discarded"),
}

// pending reports whether something waits to be published.
func (s State) pending() bool { return s != Published && s != Discarded }

// Act is what a version of a copy came from.
type Act string

// The acts.
const (
	StartAct   Act = "start" // what was published before it was first changed here
	Saved      Act = "save"
	Autosaved  Act = "autosave"
	SubmitAct  Act = "submit"
	ReturnAct  Act = "return"
	ApproveAct Act = "approve"
	PublishAct Act = "publish"
	UndoAct    Act = "undo"
	DiscardAct Act = "discard"
	RestoreAct Act = "restore"
)

// Label returns what the act is in the history of a record.
func (a Act) Label() locale.LazyMessage { return actLabels[a] }

var actLabels = map[Act]locale.LazyMessage{
	StartAct:   locale.Lazy("As it was published before"),
	Saved:      locale.Lazy("Saved"),
	Autosaved:  locale.Lazy("Saved while typing"),
	SubmitAct:  locale.Lazy("Submitted for approval"),
	ReturnAct:  locale.Lazy("Returned for changes"),
	ApproveAct: locale.Lazy("Approved"),
	PublishAct: locale.Lazy("Published"),
	UndoAct:    locale.Lazy("Went back to an earlier version"),
	DiscardAct: locale.Lazy("Discarded the changes"),
	RestoreAct: locale.Lazy("Restored the draft"),
}

// Copy is the working copy of a record.
type Copy struct {
	Kind        string
	ID          string // of the copy, see Address
	Record      string // reference of the record; "" until it is first published
	Org         string
	Title       string
	State       State
	Values      Values
	Base        Values // the published values on which it is based; nil if none
	Writers     []string
	SubmittedBy string
	ApprovedBy  string
	ChangedBy   string
	ChangedAt   time.Time
	Version     int64 // 0: not stored yet, the record as it is published
	Held        bool  // another organisation is changing it; these are the published values, and they cannot be changed now

	seen string // what Seen returns; "" if it is that of Base
}

// Address returns the name of the record in addresses and in the audit log.
func (c *Copy) Address() string {
	if c.Record != "" {
		return c.Record
	}
	return c.ID
}

// Pending reports whether something waits to be published.
func (c *Copy) Pending() bool { return c.State.pending() }

// Seen returns a digest of the published values on which c is based. A form submits it, so that a record that
// a file has changed meanwhile is noticed.
func (c *Copy) Seen() string {
	if c.seen != "" {
		return c.seen
	}
	return SeenOf(c.Base)
}

// SeenOf returns what Copy.Seen is for a copy based on these published values.
func SeenOf(published Values) string {
	if published == nil {
		return ""
	}
	return digest.Of(published.text()).ShortHex(8)
}

// Version is a version of a copy in its history.
type Version struct {
	Number int64
	Act    Act
	By     string // account
	At     time.Time
	Values Values
}

// Comment is a comment on a copy.
type Comment struct {
	ID    string
	By    string // account
	At    time.Time
	Words string
}

// ConflictError is returned for a change to a version that is no longer the latest, or to a record that a file
// has changed since. It has what is needed to compare.
type ConflictError struct {
	Current  *Copy
	Imported bool     // a file has changed the record; Theirs are its values
	Base     Values   // what both started from; nil if it is not known
	Mine     Values   // what was submitted
	Theirs   Values   // what is there now
	Merged   Values   // Mine, with what only they changed
	Clashes  []string // fields that both changed differently
	err      error
}

func (e *ConflictError) Error() string { return e.err.Error() }

// Unwrap returns the error with the message for officers, of kind fault.Conflict.
func (e *ConflictError) Unwrap() error { return e.err }

// Seen returns what Copy.Seen will be of a copy based on what is published now.
func (e *ConflictError) Seen() string {
	if !e.Imported || e.Current.seen != "" {
		return e.Current.Seen()
	}
	return SeenOf(e.Theirs)
}

// newConflict compares the three versions field by field, and fields with rows that have names row by row: of such a field,
// Mine and Theirs both have the rows that only one side changed.
func newConflict(k *Kind, current *Copy, base, mine, theirs Values, imported bool) *ConflictError {
	e := &ConflictError{Current: current, Imported: imported, Base: base, Mine: mine.Clone(), Theirs: theirs.Clone(), Merged: mine.Clone(),
		err: fault.New(fault.Conflict,
			"Someone else has changed this. Compare their changes with yours and choose which to keep.")}
	for _, f := range k.Fields {
		switch {
		case mine.same(theirs, f.Name):
		case base != nil && mine.same(base, f.Name):
			e.Merged.Set(f.Name, theirs[f.Name]...)
		case base == nil || !theirs.same(base, f.Name):
			if !e.mergeRows(&f) {
				e.Clashes = append(e.Clashes, f.Name)
			}
		}
	}
	return e
}

// mergeRows merges a field that both changed row by row. It reports whether nothing is left to choose.
func (e *ConflictError) mergeRows(f *Field) bool {
	at := slices.IndexFunc(f.Columns, func(column Field) bool { return column.Kind == Kept || column.Kind == Fixed })
	if f.Kind != Rows || at < 0 || e.Base == nil {
		return false
	}
	name, base, mine, theirs := f.Columns[at].Name, e.Base.Rows(f.Name), e.Mine.Rows(f.Name), e.Theirs.Rows(f.Name)
	merged, both, ok := mergeRows(name, base, mine, theirs)
	if !ok {
		return false
	}
	other, _, _ := mergeRows(name, base, theirs, mine)
	e.Mine.SetRows(f.Name, merged)
	e.Merged.SetRows(f.Name, merged)
	e.Theirs.SetRows(f.Name, other)
	return !both
}

// settled reports whether the two changes can be combined without a choice.
func (e *ConflictError) settled() bool { return e.Base != nil && len(e.Clashes) == 0 }

// AsConflict returns the ConflictError in err, or nil.
func AsConflict(err error) *ConflictError {
	conflict, _ := errors.AsType[*ConflictError](err)
	return conflict
}

// AsMistakes returns the mistakes in err, or nil.
func AsMistakes(err error) []Mistake {
	if e, ok := errors.AsType[*MistakesError](err); ok {
		return e.Mistakes
	}
	return nil
}

// addWriter adds an account to those that changed the copy since it was last published.
func (c *Copy) addWriter(id string) {
	if !slices.Contains(c.Writers, id) {
		c.Writers = append(c.Writers, id)
	}
}

func notFound() error {
	return fault.New(fault.NotFound, "We cannot find that record. Check the list.")
}

func forbidden() error {
	return fault.New(fault.Forbidden, "You do not have permission to do this. Ask an administrator of your organisation.")
}
