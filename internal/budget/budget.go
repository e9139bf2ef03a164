// Package budget keeps the money, hours and support in kind of joint projects, and what was got for them. The sums are those of the
// public package ledger.
package budget

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/ledger"
)

// StaffPath is where organisations keep the money of projects.
const StaffPath = "/staff/project-money"

// Path returns the address of the public page of the money of a project.
func Path(ref string) string { return project.MoneyPath(ref) }

// Entry is an entry of the ledger of a project, with who recorded it.
type Entry struct {
	ledger.Entry
	Project  string
	Day      time.Time // of the payment, the work or the promise
	Note     string    // for the organisations of the project
	Fulfils  string    // id of the promise that this delivers, or ""
	Org      string    // that recorded it
	Recorded time.Time
}

// StateLabel returns the name of a state.
func StateLabel(s ledger.State) locale.LazyMessage {
	switch s {
	case ledger.Planned:
		return locale.Lazy("Planned")
	case ledger.Forecast:
		return locale.Lazy("Forecast")
	case ledger.Committed:
		return locale.Lazy("Committed")
	case ledger.Spent:
		return locale.Lazy("Spent")
	case ledger.Intended:
		return locale.Lazy("Intended")
	case ledger.Promised:
		return locale.Lazy("Promised")
	}
	return locale.Lazy("Delivered")
}

// ColumnLabel returns the name of a column.
func ColumnLabel(c ledger.Column) locale.LazyMessage {
	switch c {
	case ledger.Cash:
		return locale.Lazy("Money")
	case ledger.Hours:
		return locale.Lazy("Hours")
	}
	return locale.Lazy("Support in kind")
}

// Rate is what one hour or one unit of support in kind is worth. The council sets rates, each with its source and price year.
type Rate struct {
	Ref    string        `yaml:"ref" json:"ref"`
	Name   string        `yaml:"name" json:"name"`
	Column ledger.Column `yaml:"of" json:"of"`
	Unit   string        `yaml:"unit" json:"unit,omitempty"` // of support in kind
	Pence  int64         `yaml:"pence" json:"pence"`
	Source string        `yaml:"source" json:"source"`
	Prices int64         `yaml:"price-year" json:"prices"` // the financial year begins in it
}

// value returns the rate of an entry.
func (r *Rate) value() *ledger.Rate {
	return &ledger.Rate{Pence: r.Pence, Source: r.Source, Prices: ledger.Year(r.Prices)}
}

// UnitCost is what a unit of something costs elsewhere, to compare with.
type UnitCost struct {
	Ref    string `yaml:"ref" json:"ref"`
	Name   string `yaml:"name" json:"name"`
	Unit   string `yaml:"unit" json:"unit"`
	Pence  int64  `yaml:"pence" json:"pence"`
	Source string `yaml:"source" json:"source"`
	Prices int64  `yaml:"price-year" json:"prices"`
}

// DiscountRates are discount rates in force from a day.
type DiscountRates struct {
	From   time.Time      `yaml:"from" json:"from"`
	Source string         `yaml:"source" json:"source"`
	Bands  []DiscountBand `yaml:"rates" json:"rates"`
}

// DiscountBand is the rate from a year on.
type DiscountBand struct {
	FromYear    int64 `yaml:"from-year" json:"fromYear"`
	BasisPoints int64 `yaml:"basis-points" json:"basisPoints"` // hundredths of a per cent
}

func (d *DiscountRates) discounting() ledger.Discounting {
	found := ledger.Discounting{Source: d.Source, From: d.From}
	for _, b := range d.Bands {
		found.Bands = append(found.Bands, ledger.Band{From: int(b.FromYear), BasisPoints: int(b.BasisPoints)})
	}
	return found
}

// Settings are the rates that the council sets for all projects.
type Settings struct {
	Rates     []Rate          `yaml:"rates" json:"rates,omitempty"`
	UnitCosts []UnitCost      `yaml:"unit-costs" json:"unitCosts,omitempty"`
	Discounts []DiscountRates `yaml:"discount-rates" json:"discounts,omitempty"`
	Invented  string          `yaml:"invented" json:"invented,omitempty"`
}

// Rate returns the rate ref.
func (s *Settings) Rate(ref string) (Rate, bool) {
	if i := slices.IndexFunc(s.Rates, func(r Rate) bool { return r.Ref == ref }); i >= 0 {
		return s.Rates[i], true
	}
	return Rate{}, false
}

// Quote is the price that a supplier named for a budget line.
type Quote struct {
	Year   int64  `yaml:"year" json:"year"`
	Line   string `yaml:"line" json:"line"`
	Pence  int64  `yaml:"pence" json:"pence"`
	Chosen bool   `yaml:"chosen" json:"chosen,omitempty"`
}

// Gain is how many people of a group gained.
type Gain struct {
	Year     int64  `yaml:"year" json:"year"`
	Group    string `yaml:"group" json:"group"` // code of a characteristic
	Place    string `yaml:"place" json:"place"` // reference of a place
	People   int64  `yaml:"people" json:"people"`
	WorstOff bool   `yaml:"worst-off" json:"worstOff,omitempty"`
}

// Value is what is known about the value for money of a project apart from its entries.
type Value struct {
	Quotes      []Quote `yaml:"quotes" json:"quotes,omitempty"`
	Gains       []Gain  `yaml:"gains" json:"gains,omitempty"`
	Attributed  string  `yaml:"attributed" json:"attributed,omitempty"`   // what the project itself brought about, and how that is known
	Contributed string  `yaml:"contributed" json:"contributed,omitempty"` // to what it only contributed
	Invented    string  `yaml:"invented" json:"invented,omitempty"`
}

// Money is everything about the money of a project.
type Money struct {
	Project *project.Project
	Entries []Entry
	Closed  map[ledger.Year]bool
	Value   Value
}

// Ledger returns the entries for package ledger.
func (m *Money) Ledger() []ledger.Entry {
	all := make([]ledger.Entry, len(m.Entries))
	for i, e := range m.Entries {
		all[i] = e.Entry
	}
	return all
}

// Entry returns the entry id, or nil.
func (m *Money) Entry(id string) *Entry {
	if i := slices.IndexFunc(m.Entries, func(e Entry) bool { return e.ID == id }); i >= 0 {
		return &m.Entries[i]
	}
	return nil
}

// Reversed reports whether an entry was taken back.
func (m *Money) Reversed(id string) bool {
	return slices.ContainsFunc(m.Entries, func(e Entry) bool { return e.Reverses == id })
}

// States returns the states of entries that by may add: the organisation that leads the project and the council plan; every
// organisation of it records what it spent and gave.
func (m *Money) States(by actor.Actor) []ledger.State {
	if m.leads(by) {
		return ledger.States
	}
	return []ledger.State{ledger.Spent, ledger.Intended, ledger.Promised, ledger.Delivered}
}

func (m *Money) leads(by actor.Actor) bool {
	return by.MayForAll(actor.Partnership) || by.ActsFor(m.Project.Lead)
}

// Takes reports whether by may record entries of the project.
func (m *Money) Takes(by actor.Actor) bool { return by.May(actor.Partnership) && m.sees(by) }

func (m *Money) sees(by actor.Actor) bool {
	return by.MayForAll(actor.Partnership) || by.May(actor.Partnership) && m.Project.Has(by.Org)
}

// Confirms returns the sides for which by can confirm e now.
func (m *Money) Confirms(by actor.Actor, e *Entry) (sides []ledger.Side) {
	if !by.May(actor.Partnership) || !e.State.Given() || e.Reverses != "" || m.Closed[e.Year] || m.Reversed(e.ID) {
		return nil
	}
	if !e.ByGiver && by.ActsFor(e.Partner) {
		sides = append(sides, ledger.Giver)
	}
	if !e.ByReceiver && by.ActsFor(e.Receiver) {
		sides = append(sides, ledger.Receiver)
	}
	return sides
}

// Reverses reports whether by can take back e now: the organisation that recorded it and the council can.
func (m *Money) Reverses(by actor.Actor, e *Entry) bool {
	return e.Reverses == "" && !m.Closed[e.Year] && !m.Reversed(e.ID) && by.May(actor.Partnership) &&
		(by.ActsFor(e.Org) || by.MayForAll(actor.Partnership))
}

// entryError returns err of package ledger in words for people.
func entryError(err error) error {
	for of, words := range map[error]string{
		ledger.ErrYear: "Enter a date from 1 April 2000.", ledger.ErrState: "Choose what you record.",
		ledger.ErrColumn:  "Choose money for what is planned, forecast, committed or spent. Only what is given can be hours or support in kind.",
		ledger.ErrAmount:  "Enter an amount of more than 0.",
		ledger.ErrUnit:    "Enter a unit for support in kind, like room days, and leave it blank for money and hours.",
		ledger.ErrRate:    "Choose a rate for hours or for the unit of the support in kind. Money has none.",
		ledger.ErrLine:    "Enter the budget line, like Food.",
		ledger.ErrPartner: "Choose the organisation that gives and another one that receives.",
		ledger.ErrFrozen:  "This financial year is closed. Record the correction in a year that is open.",
	} {
		if err == of {
			return fault.New(fault.Invalid, words)
		}
	}
	return err
}

func (e *Entry) tidy() {
	e.Line, e.Unit, e.Note = strings.TrimSpace(e.Line), strings.TrimSpace(e.Unit), strings.TrimSpace(e.Note)
	e.Year = ledger.YearOf(e.Day)
}
