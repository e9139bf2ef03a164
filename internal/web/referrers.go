package web

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// Referrers are the records of a feature that refer to a record of another: the consultations in a place, or the actions
// for which evidence is a reason. The page of that record lists them.
type Referrers struct {
	To      string // kind of the other record, like PlaceRecord
	Order   int    // on the page
	Heading locale.LazyMessage
	Needs   actor.Capability // of those who see them; actor.Public if everyone does

	// Find returns at most MaxReferrers of what q.By may see, and with MoreHref where the rest is listed.
	Find func(ctx context.Context, tx *db.Tx, q ReferrerQuery) (Referring, error)
}

// Kinds of records that others refer to.
const (
	PlaceRecord      = "place"
	EvidenceRecord   = "evidence"
	StrategyRecord   = "strategy"
	ActionRecord     = "action"
	AssessmentRecord = "assessment"
	DecisionRecord   = "decision"

	PartnerRecord     = "partner"
	OpportunityRecord = "opportunity"
	IndicatorRecord   = "indicator"
)

// MaxReferrers is how many records of a kind are listed.
const MaxReferrers = 20

// ReferrerQuery is the record that others refer to.
type ReferrerQuery struct {
	By   actor.Actor // zero for what everyone may see
	Ref  string
	Name string // of a place, as areas are written
}

// Referring is what was found.
type Referring struct {
	Items    []Referrer
	MoreHref string // of the list of all, or ""
}

// Referrer is a record that refers to another.
type Referrer struct {
	page.UserText
	Fact locale.LazyMessage // about it, like its status, or nothing
}

// ReferrerGroup is what was found of one kind, for a page.
type ReferrerGroup struct {
	ID, Heading string
	Items       []ReferrerItem
	MoreHref    string
}

// ReferrerItem is a Referrer for a page.
type ReferrerItem struct {
	page.UserText
	Fact string
}

// AddReferrers adds what a feature knows about records of others.
func (d *Deps) AddReferrers(all ...Referrers) {
	d.referrers = append(d.referrers, all...)
	slices.SortStableFunc(d.referrers, func(a, b Referrers) int { return a.Order - b.Order })
}

// FindReferrers returns what refers to the record q of a kind, group by group. Groups without records are left out.
func (d *Deps) FindReferrers(
	ctx context.Context, tx *db.Tx, words PagePrinter, to string, q ReferrerQuery,
) (all []ReferrerGroup, err error) {
	for _, r := range d.referrers {
		if r.To != to || !q.By.May(r.Needs) {
			continue
		}
		found, err := r.Find(ctx, tx, q)
		if err != nil {
			return nil, err
		}
		if len(found.Items) == 0 {
			continue
		}
		g := ReferrerGroup{Heading: r.Heading.In(words.Printer), MoreHref: found.MoreHref}
		for _, item := range found.Items {
			one := ReferrerItem{UserText: item.UserText, Fact: item.Fact.In(words.Printer)}
			one.Lang = words.LangOrCouncil(one.Lang)
			g.Items = append(g.Items, one)
		}
		all = append(all, g)
	}
	for i := range all {
		all[i].ID = "related-" + string(rune('a'+i))
	}
	return all, nil
}
