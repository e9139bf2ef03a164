package ledger

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Year is a financial year, by the calendar year in which it begins: 2026 is 1 April 2026 to 31 March 2027.
type Year int

// YearOf returns the financial year of a day.
func YearOf(day time.Time) Year {
	if day.Month() < time.April {
		return Year(day.Year() - 1)
	}
	return Year(day.Year())
}

// String returns a name like 2026/27.
func (y Year) String() string { return fmt.Sprintf("%d/%02d", int(y), (int(y)+1)%100) }

// Column is what an entry counts.
type Column string

// The columns.
const (
	Cash   Column = "cash"    // pence
	Hours  Column = "hours"   // minutes
	InKind Column = "in-kind" // a number of Entry.Unit
)

// Columns lists every column.
var Columns = []Column{Cash, Hours, InKind}

// State is the stage of what an entry counts.
type State string

// The states. The first four are of the project's own money, the others of what a partner gives.
const (
	Planned   State = "planned"   // budget line
	Forecast  State = "forecast"  // expected spend of the whole year
	Committed State = "committed" // ordered
	Spent     State = "spent"
	Intended  State = "intended"
	Promised  State = "promised"
	Delivered State = "delivered"
)

// States lists every state, in the order of a table.
var States = []State{Planned, Forecast, Committed, Spent, Intended, Promised, Delivered}

// Given reports whether entries of the state are what a partner gives, which both sides confirm.
func (s State) Given() bool { return s == Intended || s == Promised || s == Delivered }

// Rate is what one hour, or one unit of support in kind, is worth in pounds, and how that is known.
type Rate struct {
	Pence  int64 // for one hour or unit
	Source string
	Prices Year // whose prices these are
}

// Entry is one line of a ledger. Its amount is negative only if it reverses another.
type Entry struct {
	ID       string
	Year     Year
	Line     string // budget line, such as "Food"
	Partner  string // that gives or spends
	Receiver string // of what is given
	State    State
	Column   Column
	Amount   int64  // pence, minutes or units
	Unit     string // of support in kind, such as "room days"
	Rate     *Rate  // values hours or support in kind; nil if no value is shown
	Reverses string // ID of the entry that this one corrects, or ""

	ByGiver, ByReceiver bool // which sides have confirmed what is given
}

// Counts reports whether e is in the totals: what is given is, once both sides have confirmed it.
func (e *Entry) Counts() bool { return !e.State.Given() || e.ByGiver && e.ByReceiver }

// Value returns the value in pence of hours or of support in kind, rounded to a penny, half away from zero; and false if e has no
// rate. Cash has no value but its amount, for which it returns false.
func (e *Entry) Value() (int64, bool) {
	switch {
	case e.Rate == nil:
		return 0, false
	case e.Column == Hours:
		return divide(e.Amount*e.Rate.Pence, 60), true
	case e.Column == InKind:
		return e.Amount * e.Rate.Pence, true
	}
	return 0, false
}

// divide returns n ÷ by, rounded half away from zero.
func divide(n, by int64) int64 {
	if n < 0 {
		return -divide(-n, by)
	}
	return (n + by/2) / by
}

// MaxAmount is the largest amount and rate of an entry. The sums of a billion entries still fit.
const MaxAmount = 1_000_000_000

// Errors of entries.
var (
	ErrYear      = errors.New("the financial year must be one from 2000 to 2199")
	ErrState     = errors.New("unknown state")
	ErrColumn    = errors.New("only what is given can be hours or in kind, and what is planned, forecast, committed or spent is cash")
	ErrAmount    = errors.New("the amount must be more than 0 and not above 1,000,000,000")
	ErrUnit      = errors.New("support in kind needs a unit, and only that has one")
	ErrRate      = errors.New("a rate is of hours or support in kind, with a source and the year of its prices")
	ErrLine      = errors.New("the entry needs a budget line")
	ErrPartner   = errors.New("what is given needs two different organisations, a giver and a receiver")
	ErrID        = errors.New("every entry needs an id of its own")
	ErrFrozen    = errors.New("the financial year is closed")
	ErrNoEntry   = errors.New("there is no such entry")
	ErrReversed  = errors.New("the entry is reversed already, or reverses another")
	ErrConfirmed = errors.New("the entry needs no confirmation by this side")
)

// Check returns the first reason why e is not a complete entry, or nil. It does not look at the sign of a reversal.
func (e *Entry) Check() error {
	switch {
	case e.ID == "":
		return ErrID
	case e.Year < 2000 || e.Year > 2199:
		return ErrYear
	case !isState(e.State):
		return ErrState
	case e.Column != Cash && e.Column != Hours && e.Column != InKind, e.Column != Cash && !e.State.Given():
		return ErrColumn
	case e.Amount <= 0 || e.Amount > MaxAmount:
		return ErrAmount
	case (e.Column == InKind) != (strings.TrimSpace(e.Unit) != ""):
		return ErrUnit
	case strings.TrimSpace(e.Line) == "":
		return ErrLine
	case e.State.Given() && (e.Partner == "" || e.Receiver == "" || e.Partner == e.Receiver):
		return ErrPartner
	case e.Rate != nil && !e.Rate.valid(e.Column):
		return ErrRate
	}
	return nil
}

func (r *Rate) valid(of Column) bool {
	return of != Cash && r.Pence > 0 && r.Pence <= MaxAmount && strings.TrimSpace(r.Source) != "" && r.Prices >= 2000 && r.Prices <= 2199
}

func isState(s State) bool {
	for _, one := range States {
		if s == one {
			return true
		}
	}
	return false
}

// Ledger is the entries of a project. The zero value is empty. It is not safe for concurrent use.
type Ledger struct {
	entries  []Entry
	at       map[string]int // index in entries by ID
	reversed map[string]bool
	frozen   map[Year]bool
}

// Entries returns a copy of every entry, in the order in which they were added.
func (l *Ledger) Entries() []Entry { return append([]Entry(nil), l.entries...) }

// Frozen reports whether a year takes no more entries.
func (l *Ledger) Frozen(y Year) bool { return l.frozen[y] }

// Freeze closes a year. It cannot be opened again.
func (l *Ledger) Freeze(y Year) {
	if l.frozen == nil {
		l.frozen = map[Year]bool{}
	}
	l.frozen[y] = true
}

// Add adds an entry. A reversal is added by Reverse.
func (l *Ledger) Add(e Entry) error {
	if err := e.Check(); err != nil {
		return err
	}
	if e.Reverses != "" {
		return ErrReversed
	}
	return l.add(e)
}

func (l *Ledger) add(e Entry) error {
	if l.Frozen(e.Year) {
		return ErrFrozen
	}
	if _, taken := l.at[e.ID]; taken || e.ID == "" {
		return ErrID
	}
	if l.at == nil {
		l.at, l.reversed = map[string]int{}, map[string]bool{}
	}
	l.at[e.ID] = len(l.entries)
	l.entries = append(l.entries, e)
	return nil
}

// Reversal returns the entry that reverses e: the same with the opposite amount, confirmed by the same sides.
func (e Entry) Reversal(id string) Entry {
	e.Reverses, e.ID, e.Amount = e.ID, id, -e.Amount
	return e
}

// Reverse adds the entry id, which takes back the entry of. Each entry can be reversed once. Both stay in the ledger.
func (l *Ledger) Reverse(of, id string) error {
	i, ok := l.at[of]
	if !ok {
		return ErrNoEntry
	}
	e := l.entries[i]
	if e.Reverses != "" || l.reversed[of] {
		return ErrReversed
	}
	if err := l.add(e.Reversal(id)); err != nil {
		return err
	}
	l.reversed[of] = true
	return nil
}

// Side is one of the two that confirm what is given.
type Side string

// The sides.
const (
	Giver    Side = "giver"
	Receiver Side = "receiver"
)

// Confirm records that one side confirms what is given. What is reversed is confirmed no more.
func (l *Ledger) Confirm(id string, by Side) error {
	i, ok := l.at[id]
	if !ok {
		return ErrNoEntry
	}
	e := &l.entries[i]
	switch {
	case l.Frozen(e.Year):
		return ErrFrozen
	case e.Reverses != "" || l.reversed[id]:
		return ErrReversed
	case !e.State.Given(), by == Giver && e.ByGiver, by == Receiver && e.ByReceiver, by != Giver && by != Receiver:
		return ErrConfirmed
	case by == Giver:
		e.ByGiver = true
	default:
		e.ByReceiver = true
	}
	return nil
}
