package actionweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// actionsFor returns the actions for which evidence is a reason.
func actionsFor(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (web.Referring, error) {
	return referring(action.ForNeeds(ctx, tx, q.Ref))
}

// actionsIn returns the actions for which evidence about a place is a reason.
func actionsIn(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	needs, err := evidence.Find(ctx, tx, evidence.Query{Place: q.Ref}, "", evidenceSearched)
	if err != nil || len(needs.Items) == 0 {
		return found, err
	}
	var refs []string
	for _, n := range needs.Items {
		refs = append(refs, n.Ref)
	}
	return referring(action.ForNeeds(ctx, tx, refs...))
}

// evidenceSearched is how much evidence about a place is searched for its actions.
const evidenceSearched = 200

func referring(actions []*action.Action, err error) (found web.Referring, _ error) {
	for _, a := range actions[:min(len(actions), web.MaxReferrers)] {
		found.Items = append(found.Items, web.Referrer{
			UserText: page.UserText{Text: a.What, Href: "/actions/" + a.Ref, Lang: a.Language}, Fact: a.Status().Label(),
		})
	}
	if len(actions) > web.MaxReferrers {
		found.MoreHref = listPath
	}
	return found, err
}
