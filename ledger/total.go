package ledger

import (
	"cmp"
	"slices"
)

// Quantity is how much of a unit of support in kind there is.
type Quantity struct {
	Unit   string
	Amount int64
}

// Total is a sum of entries, each column by itself. No field is the sum of others.
type Total struct {
	Cash    int64      // pence
	Minutes int64      // of people's time
	InKind  []Quantity // by unit, which are not added either

	HoursValue, InKindValue         int64 // pence, of what has a rate; never in Cash
	UnvaluedMinutes, UnvaluedInKind bool  // whether some hours, or some support in kind, have no rate

	Unconfirmed int // entries that wait for a side to confirm them, and are in no sum
	Entries     int // that were added up
}

// add adds e to t.
func (t *Total) add(e *Entry) {
	if !e.Counts() {
		// A reversal of what was never confirmed takes away the one that waited.
		if e.Reverses != "" {
			t.Unconfirmed--
		} else {
			t.Unconfirmed++
		}
		return
	}
	t.Entries++
	value, valued := e.Value()
	switch e.Column {
	case Cash:
		t.Cash += e.Amount
	case Hours:
		t.Minutes += e.Amount
		t.HoursValue += value
		t.UnvaluedMinutes = t.UnvaluedMinutes || !valued
	case InKind:
		t.addQuantity(e.Unit, e.Amount)
		t.InKindValue += value
		t.UnvaluedInKind = t.UnvaluedInKind || !valued
	}
}

func (t *Total) addQuantity(unit string, n int64) {
	i, found := slices.BinarySearchFunc(t.InKind, unit, func(q Quantity, unit string) int { return cmp.Compare(q.Unit, unit) })
	if !found {
		t.InKind = slices.Insert(t.InKind, i, Quantity{Unit: unit})
	}
	t.InKind[i].Amount += n
}

// By is what totals are split by. Those that are false are the same for all.
type By struct{ Year, Line, Partner bool }

// Row is the total of the entries that share a state and what By names. The other fields of the key are zero.
type Row struct {
	Year    Year
	Line    string
	Partner string
	State   State
	Total
}

// Totals adds up entries, split by what by names and always by state, in the order of years, lines, partners and states.
func Totals(entries []Entry, by By) []Row {
	type key struct {
		year    Year
		line    string
		partner string
		state   State
	}
	at := map[key]*Row{}
	var rows []*Row
	for i := range entries {
		e := &entries[i]
		k := key{state: e.State}
		if by.Year {
			k.year = e.Year
		}
		if by.Line {
			k.line = e.Line
		}
		if by.Partner {
			k.partner = e.Partner
		}
		r := at[k]
		if r == nil {
			r = &Row{Year: k.year, Line: k.line, Partner: k.partner, State: k.state}
			at[k], rows = r, append(rows, r)
		}
		r.add(e)
	}
	slices.SortFunc(rows, func(a, b *Row) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Partner, b.Partner),
			cmp.Compare(slices.Index(States, a.State), slices.Index(States, b.State)))
	})
	all := make([]Row, len(rows))
	for i, r := range rows {
		all[i] = *r
	}
	return all
}

// Sum returns the total of the entries with the state.
func Sum(entries []Entry, s State) (t Total) {
	for i := range entries {
		if entries[i].State == s {
			t.add(&entries[i])
		}
	}
	return t
}

// InYear returns the entries of a year.
func InYear(entries []Entry, y Year) (found []Entry) {
	for _, e := range entries {
		if e.Year == y {
			found = append(found, e)
		}
	}
	return found
}

// YearsOf returns the years that have entries, in order.
func YearsOf(entries []Entry) (years []Year) {
	for _, e := range entries {
		if i, found := slices.BinarySearch(years, e.Year); !found {
			years = slices.Insert(years, i, e.Year)
		}
	}
	return years
}
