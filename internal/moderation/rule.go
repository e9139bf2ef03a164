package moderation

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
)

// What is kept for a time.
const (
	Drafts     = "drafts"
	Contacts   = "contacts"
	Monitoring = "monitoring"
	Words      = "words"
)

// Rule is how long something is kept, and from when.
type Rule struct {
	What         string
	Months, Days int
	Why          string // where it is not the default
}

// Kept says what there is to be kept, with the default and how long it may be
// kept at the most.
type Kept struct {
	Rule
	Name, From, Then string // in words: what it is, from when it is kept, and what is done then
	Most             int    // months
}

// Defaults are how long things are kept unless a consultation says otherwise.
//
//locale:said
var Defaults = []Kept{
	{Rule{What: Drafts, Days: 14}, "Answers that were saved and not sent", "the close", "They are deleted", 1},
	{Rule{What: Contacts, Months: 24}, "Addresses for hearing what happened", "the close", "The key to them is thrown away, and they are deleted", 24},
	{Rule{What: Monitoring, Months: 6}, "What people said of themselves, response by response", "the latest release of results", "It is deleted; the released tables stay", 24},
	{Rule{What: Words, Months: 12}, "What people wrote in their own words, and postcodes", "the decision", "They are deleted; what was chosen from lists stays", 72},
}

func defaultOf(what string) (Kept, bool) {
	i := slices.IndexFunc(Defaults, func(k Kept) bool { return k.What == what })
	if i < 0 {
		return Kept{}, false
	}
	return Defaults[i], true
}

// add returns when r is up if it runs from from. The last day of a month that is
// too short is taken for a later one: 31 August and six months are 28 February.
func (r Rule) add(from time.Time) time.Time {
	if from.IsZero() {
		return from
	}
	at := from.AddDate(0, r.Months, 0)
	for want := (int(from.Month())-1+r.Months)%12 + 1; int(at.Month()) != want; {
		at = at.AddDate(0, 0, -1)
	}
	return at.AddDate(0, 0, r.Days)
}

// ruleOf returns the rule of a consultation for what, or the zero value where it
// is the default.
func ruleOf(ctx context.Context, tx *db.Tx, slug, what string) (own Rule, err error) {
	all, err := db.All(ctx, tx, func(r db.Row) (u Rule, err error) { return u, r.Scan(&u.What, &u.Days, &u.Months, &u.Why) },
		`SELECT what, days, months, why FROM custody_rule WHERE consultation = $1 AND what = $2`, slug, what)
	if len(all) > 0 {
		own = all[0]
	}
	return own, err
}

// inForce is the rule that holds: the consultation's own, or the default.
func inForce(ctx context.Context, tx *db.Tx, slug, what string) (Rule, error) {
	usual, _ := defaultOf(what)
	own, err := ruleOf(ctx, tx, slug, what)
	return cmp.Or(own, usual.Rule), err
}

func (r Rule) save(ctx context.Context, tx *db.Tx, slug string) error {
	_, err := tx.Exec(ctx, `INSERT INTO custody_rule (consultation, what, days, months, why) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (consultation, what) DO UPDATE SET days = excluded.days, months = excluded.months, why = excluded.why`,
		slug, r.What, r.Days, r.Months, r.Why)
	return err
}

// check says what is wrong with r.
func (r *Rule) check() error {
	d, ok := defaultOf(r.What)
	switch r.Why = strings.TrimSpace(r.Why); {
	case !ok:
		return fault.New(fault.Invalid, "Choose what is kept from the list.")
	case r.Days < 0 || r.Days > 31 || r.Months < 0 || r.Months > d.Most || r.Days+r.Months == 0:
		return fault.Newf(fault.Invalid, "Enter a time of up to %d months, with up to 31 days more.", d.Most)
	case r.Why == "":
		return fault.New(fault.Invalid, "Say why it is kept for another time than usual.")
	}
	return nil
}

// Keep sets how long something of a consultation is kept. was is the rule that
// by saw: if a colleague has set another since, it is fault.Conflict.
func (s *Service) Keep(ctx context.Context, by actor.Actor, slug string, was, r Rule) (err error) {
	defer fault.Wrap(&err, "set how long %s is kept", slug)
	if err := r.check(); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := own(ctx, tx, by, actor.Retain, slug, mayNotRetain); err != nil {
			return err
		}
		now, err := inForce(ctx, tx, slug, r.What)
		if err != nil {
			return err
		}
		if now == r {
			return nil // pressed twice
		}
		if now.Months != was.Months || now.Days != was.Days {
			return fault.Newf(fault.Conflict, "A colleague has set it to %d months and %d days since you opened this page. Save again if it should be as you say.", now.Months, now.Days)
		}
		if err := r.save(ctx, tx, slug); err != nil {
			return err
		}
		return audit.Note(ctx, tx, by, "set-retention", "consultation", slug, r.What+": "+r.Why)
	})
}

// DraftsUntil returns when what people saved for a consultation and did not send
// is deleted, as things stand: zero if it is not known when it closes.
func (s *Service) DraftsUntil(ctx context.Context, slug string) (at time.Time, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := consult.Get(ctx, tx, slug)
		if err != nil {
			return err
		}
		rule, err := inForce(ctx, tx, slug, Drafts)
		if err == nil && !c.Closes.IsZero() {
			at = rule.add(c.Closes.End())
		}
		return err
	})
	return at, err
}
