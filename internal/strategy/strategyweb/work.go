package strategyweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// work returns the strategies that end soon, what the council must soon publish by law, and its strategies with
// measures of which a reading is due.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	if by.MayForAll(actor.EditRecords) {
		toRenew, err := strategy.ListToRenew(ctx, tx, now)
		if err != nil {
			return nil, err
		}
		for _, s := range toRenew {
			all = append(all, web.WorkItem{Kind: web.DueWork, Due: s.To, Href: strategy.RecordsPath + "/" + s.Slug,
				Text: locale.Lazy("Strategy that ends, to be followed by a new one"), About: page.UserText{Text: s.Title, Lang: s.Language}})
		}
		duties, err := strategy.DutyStatuses(ctx, tx)
		if err != nil {
			return nil, err
		}
		for _, c := range duties {
			if c.DueSoon(now) {
				all = append(all, web.WorkItem{Kind: web.DueWork, Due: c.Due, Href: strategy.DutiesPath,
					Text: locale.Lazy("To be published by law: %s", locale.Inside(c.Rule.Duty.Label()))})
			}
		}
	}
	if !by.MayForAll(actor.Draft) {
		return all, nil
	}
	missing, err := strategy.ListMissingReadings(ctx, tx, now)
	for _, m := range missing {
		all = append(all, web.WorkItem{
			Kind:  web.DueWork,
			Text:  locale.LazyCount(m.Measures, "%d measure without a recent figure", "%d measures without a recent figure"),
			About: page.UserText{Text: m.Title, Lang: m.Language}, Href: "/strategies/" + m.Slug,
		})
	}
	return all, err
}

// findStrategy returns the title of a strategy.
func findStrategy(ctx context.Context, tx *db.Tx, _ actor.Actor, slug string) (page.UserText, error) {
	s, err := strategy.GetBrief(ctx, tx, slug)
	if err != nil {
		return page.UserText{}, err
	}
	return page.UserText{Text: s.Title, Lang: s.Language, Href: "/strategies/" + s.Slug}, nil
}
