package budgetweb

import (
	"cmp"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/budget"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/ledger"
)

// yearView is what a project planned, spent and received in a financial year.
type yearView struct {
	ID, Name string
	Closed   bool
	Lines    []lineView // the last is the total
	Given    []givenView
	Values   []valueView
	Waiting  string // how many entries wait for a confirmation
}

// lineView is the money of a budget line.
type lineView struct {
	Line                                string
	Planned, Forecast, Committed, Spent string
}

// givenView is what an organisation gives at one stage, each kind by itself.
type givenView struct {
	Org                 page.UserText
	State, Money, Hours string
	InKind              []string
}

// valueView is the value in pounds of hours or of support in kind at one rate.
type valueView struct {
	Org               page.UserText
	What, Rate, Value string
	Source            string
}

var exampleYears = []yearView{{
	ID: "year-2026", Name: "2026/27",
	Lines: []lineView{{"Food", "£1,000", "£950", "£0", "£900.50"}, {"", "£1,000", "£950", "£0", "£900.50"}},
	Given: []givenView{
		{page.UserText{Text: "Example Valley Group", Lang: "en"}, "Delivered", "£0", "90 hours", []string{"12 room days", "2 laptops"}},
	},
	Values: []valueView{{page.UserText{Text: "Example Valley Group", Lang: "en"}, "90 hours", "£12 an hour, prices of 2025/26", "£1,080",
		"Survey of volunteers, 2025"}},
	Waiting: "2 entries are waiting for a confirmation and are not counted.",
}, {ID: "year-2025", Name: "2025/26", Closed: true, Lines: []lineView{{"", "£10", "£0", "£0", "£0"}}}}

// years shows every financial year of m, the latest first.
func years(words *locale.Printer, m *budget.Money, orgs map[string]page.UserText) (all []yearView) {
	entries := m.Ledger()
	for _, y := range slices.Backward(ledger.YearsOf(entries)) {
		in := ledger.InYear(entries, y)
		v := yearView{ID: "year-" + yearText(y), Name: y.String(), Closed: m.Closed[y], Lines: lines(words, in), Given: given(words, in, orgs),
			Values: values(words, in, orgs)}
		waiting := 0
		for _, s := range ledger.States {
			waiting += ledger.Sum(in, s).Unconfirmed
		}
		if waiting > 0 {
			v.Waiting = words.Count(int64(waiting), "%d entry is waiting for a confirmation and is not counted.",
				"%d entries are waiting for a confirmation and are not counted.")
		}
		all = append(all, v)
	}
	return all
}

func yearText(y ledger.Year) string {
	return time.Date(int(y), 4, 1, 0, 0, 0, 0, time.UTC).Format("2006")
}

// lines shows the project's own money by budget line, with the total of them last.
func lines(words *locale.Printer, entries []ledger.Entry) (all []lineView) {
	at := map[string]map[ledger.State]int64{}
	var names []string
	for _, r := range ledger.Totals(entries, ledger.By{Line: true}) {
		if r.State.Given() {
			continue
		}
		if at[r.Line] == nil {
			at[r.Line] = map[ledger.State]int64{}
			names = append(names, r.Line)
		}
		at[r.Line][r.State] = r.Cash
	}
	row := func(name string, of func(ledger.State) int64) lineView {
		return lineView{name, pounds(words, of(ledger.Planned)), pounds(words, of(ledger.Forecast)), pounds(words, of(ledger.Committed)),
			pounds(words, of(ledger.Spent))}
	}
	for _, name := range names {
		all = append(all, row(name, func(s ledger.State) int64 { return at[name][s] }))
	}
	if len(all) > 0 {
		all = append(all, row("", func(s ledger.State) int64 { return ledger.Sum(entries, s).Cash }))
	}
	return all
}

// given shows what each organisation gives. Money, hours and support in kind have columns of their own, and have no sum.
func given(words *locale.Printer, entries []ledger.Entry, orgs map[string]page.UserText) (all []givenView) {
	for _, r := range ledger.Totals(entries, ledger.By{Partner: true}) {
		if !r.State.Given() || r.Entries == 0 {
			continue
		}
		v := givenView{Org: orgs[r.Partner], State: budget.StateLabel(r.State).In(words), Money: pounds(words, r.Cash),
			Hours: hours(words, r.Minutes)}
		for _, q := range r.InKind {
			if q.Amount != 0 {
				v.InKind = append(v.InKind, words.Say("%s %s", words.Number(q.Amount), q.Unit))
			}
		}
		all = append(all, v)
	}
	return all
}

// values shows what delivered hours and support in kind are worth at their rates, which are shown with their source and price year.
func values(words *locale.Printer, entries []ledger.Entry, orgs map[string]page.UserText) (all []valueView) {
	type key struct {
		partner, unit string
		column        ledger.Column
		rate          ledger.Rate
	}
	amounts, worth := map[key]int64{}, map[key]int64{}
	for _, e := range entries {
		value, ok := e.Value()
		if e.State != ledger.Delivered || !e.Counts() || !ok {
			continue
		}
		k := key{e.Partner, e.Unit, e.Column, *e.Rate}
		amounts[k] += e.Amount
		worth[k] += value
	}
	var keys []key
	for k, n := range amounts {
		if n != 0 {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.partner, b.partner), cmp.Compare(a.column, b.column), cmp.Compare(a.unit, b.unit),
			cmp.Compare(a.rate.Pence, b.rate.Pence), cmp.Compare(a.rate.Source, b.rate.Source), cmp.Compare(a.rate.Prices, b.rate.Prices))
	})
	for _, k := range keys {
		v := valueView{Org: orgs[k.partner], Value: pounds(words, worth[k]), Source: k.rate.Source}
		if k.column == ledger.Hours {
			v.What = hours(words, amounts[k])
			v.Rate = words.Say("%s an hour, prices of %s", pounds(words, k.rate.Pence), k.rate.Prices.String())
		} else {
			v.What = words.Say("%s %s", words.Number(amounts[k]), k.unit)
			v.Rate = words.Say("%s each, prices of %s", pounds(words, k.rate.Pence), k.rate.Prices.String())
		}
		all = append(all, v)
	}
	return all
}

// pounds returns an amount in pence as people write it: "£1,250.50", "−£3".
func pounds(words *locale.Printer, pence int64) string {
	if pence < 0 {
		return "−" + pounds(words, -pence)
	}
	return "£" + action.Pence(pence).In(words)
}

// hours returns minutes in hours and minutes.
func hours(words *locale.Printer, minutes int64) string {
	if minutes < 0 {
		return "−" + hours(words, -minutes)
	}
	whole := words.Count(minutes/60, "%d hour", "%d hours")
	if minutes%60 == 0 {
		return whole
	}
	part := words.Count(minutes%60, "%d minute", "%d minutes")
	if minutes < 60 {
		return part
	}
	return words.Say("%s %s", whole, part)
}

// amount returns what an entry counts, in words.
func amount(words *locale.Printer, e *budget.Entry) string {
	switch e.Column {
	case ledger.Cash:
		return pounds(words, e.Amount)
	case ledger.Hours:
		return hours(words, e.Amount)
	}
	return words.Say("%s %s", words.Number(e.Amount), e.Unit)
}
