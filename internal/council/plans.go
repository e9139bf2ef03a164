package council

import (
	"cmp"
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Plans are the intervals for strategies and action plans. 0 is the default of each.
type Plans struct {
	RenewalMonths int `yaml:"renewal-months" json:"renewalMonths,omitempty"` // before a strategy ends, when staff are asked for the next
	RemindDays    int `yaml:"remind-days" json:"remindDays,omitempty"`       // before an action is due, when its owner is reminded
	LeadDays      int `yaml:"lead-days" json:"leadDays,omitempty"`           // after it was due, when those who sign off are notified
	PublicDays    int `yaml:"public-days" json:"publicDays,omitempty"`       // after it was due, when public pages list it as overdue
}

// DefaultPlans are the intervals of a council that has not set them.
var DefaultPlans = Plans{RenewalMonths: 18, RemindDays: 14, LeadDays: 5, PublicDays: 10}

// interval is a setting of Plans.
type interval struct {
	days *int // or months
	most int
	what string // what is missing if it is wrong
}

func (p *Plans) intervals() []interval {
	return []interval{
		{&p.RenewalMonths, 48, "a number of months from 0 to 48 (plans: renewal-months)"},
		{&p.RemindDays, 180, "a number of days from 0 to 180 (plans: remind-days)"},
		{&p.LeadDays, 180, "a number of days from 0 to 180 (plans: lead-days)"},
		{&p.PublicDays, 180, "a number of days from 0 to 180 (plans: public-days)"},
	}
}

// GetPlans returns the intervals of the council, with the defaults for what it has not set.
func GetPlans(ctx context.Context, tx *db.Tx) (Plans, error) {
	p, err := Get(ctx, tx)
	if fault.Is(err, fault.NotFound) {
		return DefaultPlans, nil
	}
	if err != nil {
		return Plans{}, err
	}
	return Plans{
		RenewalMonths: cmp.Or(p.Plans.RenewalMonths, DefaultPlans.RenewalMonths),
		RemindDays:    cmp.Or(p.Plans.RemindDays, DefaultPlans.RemindDays),
		LeadDays:      cmp.Or(p.Plans.LeadDays, DefaultPlans.LeadDays),
		PublicDays:    cmp.Or(p.Plans.PublicDays, DefaultPlans.PublicDays),
	}, nil
}

func plansFields() []edit.Field {
	return []edit.Field{
		{Section: "Strategies and actions", Name: "remind-days", Kind: edit.Number, Setting: "plans/remind-days", Width: 4,
			Label: "Days before an action is due when its owner is reminded", Hint: "Leave blank for 14."},
		{Name: "lead-days", Kind: edit.Number, Setting: "plans/lead-days", Width: 4,
			Label: "Days after an action was due when those who sign off reports are notified", Hint: "Leave blank for 5."},
		{Name: "public-days", Kind: edit.Number, Setting: "plans/public-days", Width: 4,
			Label: "Days after an action was due when the public pages show it as overdue", Hint: "Leave blank for 10."},
		{Name: "renewal-months", Kind: edit.Number, Setting: "plans/renewal-months", Width: 4,
			Label: "Months before a strategy ends when staff are asked for the next one", Hint: "Leave blank for 18."},
	}
}
