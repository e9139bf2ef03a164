package strategyweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// ofCurrent calls fn with each objective of the strategies that are in force.
func ofCurrent(ctx context.Context, tx *db.Tx, now time.Time, fn func(s *strategy.Strategy, o *strategy.Objective)) error {
	current, err := strategy.InForce(ctx, tx, now, now)
	for _, s := range current {
		for i := range s.Aims {
			for j := range s.Aims[i].Objectives {
				fn(s, &s.Aims[i].Objectives[j])
			}
		}
	}
	return err
}

func addMissing(k *web.Kept, s *strategy.Strategy, o *strategy.Objective, fact locale.LazyMessage) {
	k.Lacking++
	if len(k.Missing) < web.MaxKept {
		k.Missing = append(k.Missing, web.KeptItem{Fact: fact,
			UserText: page.UserText{Text: o.Title, Href: "/objectives/" + o.Ref, Lang: s.Language}})
	}
}

// countMeasurable counts the equality objectives that are specific and measurable.
func countMeasurable(ctx context.Context, tx *db.Tx, now time.Time) (k web.Kept, err error) {
	err = ofCurrent(ctx, tx, now, func(s *strategy.Strategy, o *strategy.Objective) {
		k.Of++
		if len(o.Missing()) > 0 {
			addMissing(&k, s, o, o.Gaps())
		}
	})
	k.Number, k.Href = k.Of-k.Lacking, "/strategies"
	k.Words = locale.Lazy("Objectives of current strategies with a measure, baseline, target, date and owner")
	return k, err
}

// countTowards counts the objectives that have reached their target or moved towards it.
func countTowards(ctx context.Context, tx *db.Tx, now time.Time) (k web.Kept, err error) {
	err = ofCurrent(ctx, tx, now, func(s *strategy.Strategy, o *strategy.Objective) {
		k.Of++
		trend := o.Trend()
		if trend == strategy.TrendReached || trend == strategy.TrendTowards {
			k.Number++
			if len(k.Items) < web.MaxKept {
				k.Items = append(k.Items, web.KeptItem{Fact: trend.Label(),
					UserText: page.UserText{Text: o.Title, Href: "/objectives/" + o.Ref, Lang: s.Language}})
			}
		}
		if len(o.MissedReadings(s.From, s.To, now)) > 0 {
			addMissing(&k, s, o, o.MissedLabel(s.From, s.To, now))
		}
	})
	k.Href = "/progress"
	k.Words = locale.Lazy("Objectives of current strategies that moved towards their target or reached it")
	return k, err
}
