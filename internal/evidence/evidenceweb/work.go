package evidenceweb

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Limits of “My work”: how much evidence with a gap is read, and how much without an action is shown.
const (
	gapsRead  = 200
	gapsShown = 5
)

// work returns evidence with a gap that no action closes, for those who write the register.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, _ time.Time) (all []web.WorkItem, err error) {
	if !by.MayForAll(actor.EditRecords) {
		return nil, nil
	}
	open, _, err := openGaps(ctx, tx)
	for _, n := range open[:min(len(open), gapsShown)] {
		all = append(all, web.WorkItem{
			Kind: web.Waiting, Text: locale.Lazy("A gap in evidence has no action"), About: page.UserText{Text: n.Title},
			Href: evidence.RecordsPath + "/" + n.Ref,
		})
	}
	return all, err
}

// openGaps returns the evidence with a gap that no action closes, by title, and how much has a gap. It reads gapsRead at most.
func openGaps(ctx context.Context, tx *db.Tx) (open []evidence.Need, gaps int64, err error) {
	found, err := evidence.Find(ctx, tx, evidence.Query{Gaps: true}, "", gapsRead)
	if err != nil || len(found.Items) == 0 {
		return nil, 0, err
	}
	var refs []string
	for _, n := range found.Items {
		refs = append(refs, n.Ref)
	}
	closing, err := action.Closing(ctx, tx, refs...)
	if err != nil {
		return nil, 0, err
	}
	for _, n := range found.Items {
		if !slices.ContainsFunc(closing, func(a *action.Action) bool { return slices.Contains(a.Closes, n.Ref) }) {
			open = append(open, n)
		}
	}
	return open, int64(len(found.Items)), nil
}

// countGaps counts the gaps in evidence that an action closes.
func countGaps(ctx context.Context, tx *db.Tx, _ time.Time) (k web.Kept, err error) {
	open, gaps, err := openGaps(ctx, tx)
	k.Of, k.Lacking, k.Href = gaps, int64(len(open)), publicPath
	k.Number, k.Words = k.Of-k.Lacking, locale.Lazy("Gaps in what we know that an action closes")
	for _, n := range open[:min(len(open), web.MaxKept)] {
		k.Missing = append(k.Missing, web.KeptItem{UserText: page.UserText{Text: n.Title, Href: publicPath + "/" + n.Ref},
			Fact: locale.Lazy("A gap in evidence has no action")})
	}
	return k, err
}
