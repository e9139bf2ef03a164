package retention

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// The categories of data that have a retention period, as definitions and tables
// name them.
const (
	Drafts     = "drafts"
	Contacts   = "contacts"
	Monitoring = "monitoring"
	Texts      = "words"
)

// Rule is the retention period of one category of data.
type Rule struct {
	What         string // the category: Drafts, Contacts, Monitoring or Texts
	Months, Days int    // the period is the sum of both
	Why          string // the reason for a period that is not the default; "" for the default
}

// Category is a category of data with its default rule.
type Category struct {
	Rule
	Name       string // what it is, for pages
	StartsFrom string // the event from which the period is counted, for pages
	Outcome    string // what happens at its end, for pages
	MaxMonths  int    // the longest period that an officer can set
	promise    string // what respondents are told, with a placeholder for the period
}

// Categories are all categories. Their rules are the default ones.
//
//locale:messages
var Categories = []Category{
	{
		Rule{What: Drafts, Days: 14},
		"Saved answers that were not sent",
		"the closing date",
		"They will be deleted.",
		1,
		"We will delete answers that you save but do not send %s after the consultation closes.",
	},
	{
		Rule{What: Contacts, Months: 24},
		"Contact details of respondents",
		"the closing date",
		"The encryption key will be destroyed and the addresses deleted.",
		24,
		"We will delete contact details that you leave with us %s after the consultation closes.",
	},
	{
		Rule{What: Monitoring, Months: 6},
		"Equality monitoring answers of individual respondents",
		"the latest release of results",
		"The answers will be deleted. Released tables will be kept.",
		24,
		"We will delete your equality monitoring answers %s after the latest results are published. We will keep the published tables.",
	},
	{
		Rule{What: Texts, Months: 12},
		"Written answers and postcodes",
		"the decision",
		"They will be deleted. Answers chosen from lists will be kept.",
		72,
		"We will delete your written answers and postcode %s after the decision. We will keep answers chosen from lists, without names.",
	},
}

func findCategory(what string) (Category, bool) {
	i := slices.IndexFunc(Categories, func(k Category) bool { return k.What == what })
	if i < 0 {
		return Category{}, false
	}
	return Categories[i], true
}

// Expiry returns the end of the period of r that starts at from, or the zero time if
// from is zero. In a month that is too short it is the last day: 31 August and six
// months is 28 February.
func (r Rule) Expiry(from time.Time) time.Time {
	if from.IsZero() {
		return from
	}
	at := from.AddDate(0, r.Months, 0)
	for want := (int(from.Month())-1+r.Months)%12 + 1; int(at.Month()) != want; {
		at = at.AddDate(0, 0, -1)
	}
	return at.AddDate(0, 0, r.Days)
}

// storedRule returns the rule that was set for a consultation, or the zero Rule if
// the default applies.
func storedRule(ctx context.Context, tx *db.Tx, slug, what string) (own Rule, err error) {
	all, err := db.All(ctx, tx, func(r db.Row) (u Rule, err error) { return u, r.Scan(&u.What, &u.Days, &u.Months, &u.Why) },
		`SELECT subject, days, months, why FROM retention_rule WHERE consultation = $1 AND subject = $2`, slug, what)
	if len(all) > 0 {
		own = all[0]
	}
	return own, err
}

// effectiveRule returns the rule that applies to a consultation: its own, or the default.
func effectiveRule(ctx context.Context, tx *db.Tx, slug, what string) (Rule, error) {
	category, _ := findCategory(what)
	own, err := storedRule(ctx, tx, slug, what)
	return cmp.Or(own, category.Rule), err
}

func (r Rule) save(ctx context.Context, tx *db.Tx, slug string) error {
	_, err := tx.Exec(ctx, `INSERT INTO retention_rule (consultation, subject, days, months, why) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (consultation, subject) DO UPDATE SET days = excluded.days, months = excluded.months, why = excluded.why`,
		slug, r.What, r.Days, r.Months, r.Why)
	return err
}

// check trims the reason of r and returns fault.Invalid if r cannot be saved.
func (r *Rule) check() error {
	d, ok := findCategory(r.What)
	switch r.Why = strings.TrimSpace(r.Why); {
	case !ok:
		return fault.New(fault.Invalid, "Select the type of data from the list.")
	case r.Days < 0 || r.Days > 31 || r.Months < 0 || r.Months > d.MaxMonths || r.Days+r.Months == 0:
		return fault.Newf(fault.Invalid, "Enter a retention period of up to %d months and 31 days.", d.MaxMonths)
	case r.Why == "":
		return fault.New(fault.Invalid, "Enter why the retention period is different.")
	}
	return nil
}

// SetRule sets the retention period of a category of data of a consultation. was is
// the rule that by saw: if a colleague has set another since, it is fault.Conflict.
func (s *Service) SetRule(ctx context.Context, by actor.Actor, slug string, was, r Rule) (err error) {
	defer fault.Wrap(&err, "set a retention period of %s", slug)
	if err := r.check(); err != nil {
		return err
	}
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		if _, err := authorise(ctx, tx, by, slug); err != nil {
			return err
		}
		now, err := effectiveRule(ctx, tx, slug, r.What)
		if err != nil {
			return err
		}
		if now == r {
			return nil // the form was sent twice
		}
		if now.Months != was.Months || now.Days != was.Days {
			return fault.Newf(
				fault.Conflict,
				"A colleague changed the period after you opened this page (months: %d, days: %d). Save again to use your period instead.",
				now.Months,
				now.Days,
			)
		}
		if err := checkNotLonger(ctx, tx, slug, now, r); err != nil {
			return err
		}
		if err := r.save(ctx, tx, slug); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "set-retention-period", "consultation", slug, r.What+": "+r.Why)
	})
	if err != nil {
		return err
	}
	return s.refreshDueOf(ctx, []string{slug})
}

// checkNotLonger refuses a period that is longer than now once people have responded:
// they were told the shorter one.
func checkNotLonger(ctx context.Context, tx *db.Tx, slug string, now, next Rule) error {
	day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	if !next.Expiry(day).After(now.Expiry(day)) {
		return nil
	}
	responded, err := intake.HasResponses(ctx, tx, slug)
	if err == nil && responded {
		err = fault.New(fault.Conflict, "People have already responded and were told how long we keep their data. "+
			"You can shorten the retention period, but not lengthen it.")
	}
	return err
}

// DraftsDeletedAt returns when saved drafts of responses to a consultation will be
// deleted, or the zero time if its closing date is not known.
func (s *Service) DraftsDeletedAt(ctx context.Context, slug string) (at time.Time, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		c, err := consult.Get(ctx, tx, slug)
		if err != nil {
			return err
		}
		rule, err := effectiveRule(ctx, tx, slug, Drafts)
		if err == nil && !c.Closes.IsZero() {
			at = rule.Expiry(c.Closes.End())
		}
		return err
	})
	return at, err
}
