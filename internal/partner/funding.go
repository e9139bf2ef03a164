package partner

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Funding is what the council gives a partnership in a financial year.
type Funding struct {
	Kind   FundingKind   `yaml:"kind" json:"kind"`
	What   string        `yaml:"what" json:"what"`
	Year   int64         `yaml:"year" json:"year"`             // the financial year begins in it
	Amount *action.Pence `yaml:"amount-pence" json:"amount"`   // nil if it is support without a value in pounds
	Basis  string        `yaml:"basis" json:"basis,omitempty"` // of a value in kind: rate, source and price year
}

// FundingKind is money, or support that is not money.
type FundingKind string

// The kinds of funding.
const (
	Grant   FundingKind = "grant"
	Revenue FundingKind = "revenue"
	InKind  FundingKind = "in-kind"
)

// FundingKinds lists every kind.
var FundingKinds = []FundingKind{Grant, Revenue, InKind}

var fundingLabels = map[FundingKind]locale.LazyMessage{
	Grant:   locale.Lazy("Grant"),
	Revenue: locale.Lazy("Revenue budget"),
	InKind:  locale.Lazy("Support in kind"),
}

// Label returns the name of the kind.
func (k FundingKind) Label() locale.LazyMessage { return fundingLabels[k] }

// check returns definition.SettingErrors if f cannot be stored.
func (f *Funding) check() error {
	var wrong definition.SettingErrors
	if _, known := fundingLabels[f.Kind]; !known {
		wrong.Add(fault.New(fault.Invalid, "Choose grant, revenue budget or support in kind."), "kind")
	}
	if strings.TrimSpace(f.What) == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter what it is for."), "what")
	}
	if f.Year < 2000 || f.Year > 2100 {
		wrong.Add(fault.New(fault.Invalid, "Enter the year in which the financial year begins, like 2026."), "year")
	}
	switch {
	case f.Amount != nil && !f.Amount.IsValid():
		wrong.Add(action.ErrAmount, "amount-pence")
	case f.Amount == nil && f.Kind != InKind:
		wrong.Add(fault.New(fault.Invalid, "Enter the amount in pounds."), "amount-pence")
	case f.Amount != nil && f.Kind == InKind && strings.TrimSpace(f.Basis) == "":
		wrong.Add(fault.New(fault.Invalid,
			"Enter how the value was worked out: the rate, its source and the price year. Or leave the amount blank."), "basis")
	}
	return wrong.Err()
}

// YearFunding is what the council gives in a financial year. Money and the value of support in kind are never added.
type YearFunding struct {
	Year         int64
	Cash, InKind action.Pence
	Lines        []Funding
}

// FundingByYear returns the funding by financial year, the latest first.
func (g *Governance) FundingByYear() (all []YearFunding) {
	for _, f := range g.Funding {
		i := slices.IndexFunc(all, func(y YearFunding) bool { return y.Year == f.Year })
		if i < 0 {
			i = len(all)
			all = append(all, YearFunding{Year: f.Year})
		}
		year := &all[i]
		year.Lines = append(year.Lines, f)
		switch {
		case f.Amount == nil:
		case f.Kind == InKind:
			year.InKind += *f.Amount
		default:
			year.Cash += *f.Amount
		}
	}
	slices.SortStableFunc(all, func(a, b YearFunding) int { return int(b.Year - a.Year) })
	return all
}
