package riskweb

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/risk"
	"github.com/folkmoot/folkmoot/internal/web"
)

// placeView says how deprived and how rural a place is, or that no figure is given.
type placeView struct {
	Place              page.UserText
	Deprivation, Rural string
}

// sourceView is a table from which something is said about places.
type sourceView struct {
	Table page.UserText
	Date  string
}

var (
	examplePlaces = []placeView{
		{page.UserText{Text: "Melton", Href: "/places/melton"}, "The most deprived small area is in tenth 2 of 10.",
			"14 of 30 small areas are rural."},
		{page.UserText{Text: "Rutland", Href: "/places/rutland"}, "No figure on deprivation.", "No figure on rural areas."},
	}
	exampleSources = []sourceView{{page.UserText{Text: "Deprivation of small areas", Href: "/figures/deprivation-tenths"}, "30 October 2025"}}
)

// addPlaces shows places, and adds the tables of their figures to sources, each once.
func addPlaces(words web.PagePrinter, sources []sourceView, places []place.Hardship) ([]placeView, []sourceView) {
	var all []placeView
	for _, x := range places {
		v := placeView{page.UserText{Text: x.Name, Lang: words.LangOrCouncil(""), Href: "/places/" + x.Ref},
			words.Say("No figure on deprivation."),
			words.Say("No figure on rural areas.")}
		switch {
		case x.Tenth == 0:
		case x.Kind == place.SmallArea:
			v.Deprivation = words.Say("It is in tenth %d of 10.", x.Tenth)
		default:
			v.Deprivation = words.Say("The most deprived small area is in tenth %d of 10.", x.Tenth)
		}
		switch {
		case x.Rurality == nil:
		case x.Kind == place.SmallArea && x.Rural > 0:
			v.Rural = words.Say("It is rural.")
		case x.Kind == place.SmallArea:
			v.Rural = words.Say("It is urban.")
		default:
			v.Rural = words.Say("%d of %d small areas are rural.", x.Rural, x.Areas)
		}
		all = append(all, v)
		for _, t := range []*place.Table{x.Deprivation, x.Rurality} {
			if t == nil {
				continue
			}
			source := sourceView{page.UserText{Text: t.Title, Href: "/figures/" + t.Ref, Lang: words.LangOrCouncil("")}, words.Date(t.Date)}
			if !slices.Contains(sources, source) {
				sources = append(sources, source)
			}
		}
	}
	return all, sources
}

// loadOptions is newOptionsView with what the database has about the places and the decision of a.
func (h *handlers) loadOptions(ctx context.Context, tx *db.Tx, words web.PagePrinter, a *risk.Appraisal) (v optionsView, err error) {
	places, err := a.LoadPlaces(ctx, tx)
	if err != nil {
		return v, err
	}
	v = newOptionsView(words, a, places)
	if a.Decision == "" {
		return v, nil
	}
	d, err := decision.Get(ctx, tx, a.Decision)
	if err == nil {
		v.Decision = page.UserText{Text: d.Title, Href: "/decisions/" + d.Ref, Lang: words.LangOrCouncil(d.Language)}
	}
	return v, err
}

// optionsOf returns the comparisons of options of which one was chosen with a decision.
func optionsOf(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	all, err := risk.ForDecision(ctx, tx, q.Ref, web.MaxReferrers)
	for _, a := range all {
		found.Items = append(found.Items, web.Referrer{
			UserText: page.UserText{Text: a.Title, Href: risk.PublicPath + "/" + a.Ref}, Fact: locale.Lazy("Chosen: %s", a.Chosen),
		})
	}
	return found, err
}

// work returns the reviews of choices and risks that are late or due soon.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	if !by.MayForAll(actor.EditRecords) {
		return nil, nil
	}
	plans, err := council.GetPlans(ctx, tx)
	if err != nil {
		return nil, err
	}
	due, err := risk.DueReviews(ctx, tx, now.AddDate(0, 0, plans.RemindDays))
	for _, x := range due {
		item := web.WorkItem{Kind: web.DueWork, Due: x.On.AddDate(0, 0, 1), About: page.UserText{Text: x.Title},
			Text: locale.Lazy("Risk to review"), Href: risk.RisksPath + "/" + x.Ref}
		if x.Choice {
			item.Text, item.Href = locale.Lazy("Choice of an option to review"), risk.AppraisalsPath+"/"+x.Ref
		}
		all = append(all, item)
	}
	return all, err
}
