package eia

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/locale"
)

type optionsFunc = func(context.Context, *db.Tx) ([]edit.Option, error)

// coded returns options for codes with these labels.
func coded(labels labelled, codes []string) optionsFunc {
	var all []edit.Option
	for _, code := range codes {
		all = append(all, edit.Option{Value: code, Label: labels[code]})
	}
	return edit.Choose(all...)
}

func jurisdictionOptions(context.Context, *db.Tx) ([]edit.Option, error) {
	return []edit.Option{
		{Value: string(equality.England), Label: locale.Lazy("England")}, {Value: string(equality.Wales), Label: locale.Lazy("Wales")},
		{Value: string(equality.Scotland), Label: locale.Lazy("Scotland")},
		{Value: string(equality.NorthernIreland), Label: locale.Lazy("Northern Ireland")},
	}, nil
}

// mayWrite reports whether people with a role write assessments.
func mayWrite(role actor.Role) bool {
	return slices.Contains(actor.CapabilitiesOf(true, role), actor.EditRecords)
}

// signingRoles returns the roles that can sign assessments.
func signingRoles(context.Context, *db.Tx) (all []edit.Option, err error) {
	for _, info := range account.Roles {
		if mayWrite(info.Role) {
			all = append(all, edit.Option{Value: string(info.Role), Label: locale.Lazy(info.Name)})
		}
	}
	return all, nil
}

// domainOptions returns the domains that the council assesses.
func domainOptions(ctx context.Context, tx *db.Tx) ([]edit.Option, error) {
	r, err := GetRules(ctx, tx)
	if err != nil {
		return nil, err
	}
	return coded(domainLabels, r.Domains)(ctx, tx)
}

// groupOptions returns the characteristics that the law of the council knows, and all its local groups.
func groupOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	r, err := GetRules(ctx, tx)
	for _, c := range r.Jurisdiction.Characteristics(equality.MaxDay) {
		all = append(all, edit.Option{Value: string(c.Code), Label: characteristicName(c.Code)})
	}
	for _, g := range r.Groups {
		all = append(all, edit.Option{Value: g.Code, Label: edit.Name(g.Name)})
	}
	return all, err
}

// cellOptions returns every cell for which an assessment can have a finding.
func cellOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	r, err := GetRules(ctx, tx)
	live, _ := r.Jurisdiction.Cells(equality.MaxDay, equality.Function{})
	for _, c := range live {
		all = append(all, edit.Option{Value: CellCode(c), Label: cellLabel(c)})
	}
	for _, g := range r.Groups {
		all = append(all, edit.Option{Value: g.Code, Label: edit.Name(g.Name)})
	}
	return all, err
}

// Lookup finds the published assessments that fields name.
var Lookup = edit.NewLookup(db.Names{Select: `SELECT ref, title FROM eia_assessment`, Ref: "ref", Name: "title"})

// listColumns is by what the list of assessments is sorted.
var listColumns = edit.ListColumns{Ref: "ref", Title: "title", Date: "recorded", DateLabel: "Published on"}

// listItems returns a page of all published assessments.
func listItems(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
	return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, recorded FROM eia_assessment`, "")
}

// ActionLookup finds the assessments that an action can reduce the impact of: published ones and drafts, so that an action can be
// agreed before the assessment that needs it.
var ActionLookup = edit.Joined(Lookup, edit.DraftLookup(kindName))

func releaseOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	titles := map[string]locale.Message{}
	consultations, err := consult.Options(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, c := range consultations {
		titles[c.Value] = c.Label
	}
	return all, analysis.EachReleaseRef(ctx, tx, func(r analysis.ReleaseRef) error {
		if title := titles[r.Consultation]; title != nil {
			all = append(all, edit.Option{Value: fmt.Sprintf("%s#%d", r.Consultation, r.Number),
				Label: locale.Lazy("%s: results, release %d", title, r.Number)})
		}
		return nil
	})
}

// partOptions returns the sections of the form, by the names of their first fields.
func partOptions(fields func() []edit.Field) optionsFunc {
	return func(context.Context, *db.Tx) (all []edit.Option, err error) {
		k := edit.Kind{Fields: fields()}
		for _, p := range k.PartsOf() {
			all = append(all, edit.Option{Value: p.Key, Label: locale.Lazy(cmp.Or(p.Title, "General"))})
		}
		return all, nil
	}
}

// today returns the day in the time zone of councils.
func today(ctx context.Context, tx *db.Tx) (time.Time, error) {
	now, err := tx.Now(ctx)
	at := consult.LocalTime(now)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC), err
}
