package retention

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// This file has every sentence that tells people how long their data is kept. Pages, forms, emails and notices print
// these and have none of their own, so that they cannot disagree with what is deleted.

// period is the length of a retention period in words.
type period Rule

// In returns the words, such as "6 months" or "1 month and 3 days".
func (r period) In(p *locale.Printer) string {
	months := p.Count(int64(r.Months), "%d month", "%d months")
	days := p.Count(int64(r.Days), "%d day", "%d days")
	switch {
	case r.Days == 0:
		return months
	case r.Months == 0:
		return days
	}
	return p.Say("%s and %s", months, days)
}

// Sentence tells respondents how long data of this category is kept.
func (d Category) Sentence() locale.Message { return locale.Lazy(d.promise, period(d.Rule)) }

// Requests is how long it is kept who made a request about personal data, from the reply.
var Requests = Rule{Months: 24}

// RequestsSentence tells people how long their requests about personal data are kept.
func RequestsSentence() locale.Message {
	return locale.Lazy("If you make a request about your personal data, we will delete your contact details and your request "+
		"%s after we reply. We will keep its dates.", period(Requests))
}

// Notice is the retention period of every category of data, for people whose data it is.
type Notice struct {
	Usual      []Category
	Exceptions []Exception // consultations with other periods
}

// Exception has the categories of data that a consultation keeps for another period than usual.
type Exception struct {
	Slug, Title, Language string
	Categories            []Category
}

// Notice returns the retention periods of all published consultations.
func (s *Service) Notice(ctx context.Context) (n Notice, err error) {
	defer fault.Wrap(&err, "list the retention periods")
	n.Usual = slices.Clone(Categories)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		n.Exceptions = nil
		slugs, err := db.All(ctx, tx, func(r db.Row) (slug string, err error) { return slug, r.Scan(&slug) },
			`SELECT DISTINCT consultation FROM retention_rule ORDER BY consultation`)
		if err != nil {
			return err
		}
		for _, slug := range slugs {
			c, err := consult.Get(ctx, tx, slug)
			if fault.Is(err, fault.NotFound) || err == nil && c.Stage == consult.StageDraft {
				continue
			}
			if err != nil {
				return err
			}
			e := Exception{Slug: slug, Title: c.Title, Language: c.Language}
			for _, d := range Categories {
				rule, err := effectiveRule(ctx, tx, slug, d.What)
				if err != nil {
					return err
				}
				if rule.Months != d.Months || rule.Days != d.Days {
					d.Rule = rule
					e.Categories = append(e.Categories, d)
				}
			}
			if len(e.Categories) > 0 {
				n.Exceptions = append(n.Exceptions, e)
			}
		}
		return nil
	})
	return n, err
}

// MonitoringNotice tells respondents to a consultation how long their equality monitoring answers are kept.
func (s *Service) MonitoringNotice(ctx context.Context, slug string) (sentence locale.Message, err error) {
	defer fault.Wrap(&err, "say how long monitoring answers of %s are kept", slug)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, _ := findCategory(Monitoring)
		d.Rule, err = effectiveRule(ctx, tx, slug, Monitoring)
		sentence = d.Sentence()
		return err
	})
	return sentence, err
}
