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
	found, err := evidence.Find(ctx, tx, evidence.Query{Gaps: true}, "", gapsRead)
	if err != nil || len(found.Items) == 0 {
		return nil, err
	}
	var refs []string
	for _, n := range found.Items {
		refs = append(refs, n.Ref)
	}
	closing, err := action.Closing(ctx, tx, refs...)
	if err != nil {
		return nil, err
	}
	for _, n := range found.Items {
		closed := slices.ContainsFunc(closing, func(a *action.Action) bool { return slices.Contains(a.Closes, n.Ref) })
		if !closed && len(all) < gapsShown {
			all = append(all, web.WorkItem{
				Kind: web.Waiting, Text: locale.Lazy("A gap in evidence has no action"), About: page.UserText{Text: n.Title},
				Href: evidence.RecordsPath + "/" + n.Ref,
			})
		}
	}
	return all, nil
}
