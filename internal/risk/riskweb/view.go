package riskweb

import (
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/risk"
	"github.com/folkmoot/folkmoot/internal/web"
)

// newOptionsView shows a; places says what is known about the places of its options by their names.
func newOptionsView(words web.PagePrinter, a *risk.Appraisal, places map[string][]place.Hardship) optionsView {
	p := words.Printer
	v := optionsView{Lang: words.LangOrCouncil(""), Title: a.Title, About: a.About, Invented: a.Invented,
		Chosen: a.Chosen, Reasons: a.Reasons}
	if !a.Review.IsZero() {
		v.Review = p.Date(a.Review)
	}
	v.Chart = &chart.Bars{ID: "worst", Title: p.Say("Score for the group that is worst off, of 16"),
		Caption: p.Say("In brackets: if one assumption changes by one step"), Label: p.Say("Option"), Number: p.Say("Score"), Total: 16}
	for i, o := range risk.Rank(a.Options, a.Effects) {
		one := optionView{ID: "option-" + strconv.Itoa(i+1), Name: o.Name, Does: o.Does, Saving: "£" + p.Number(o.Saving), Rank: o.Rank,
			Worst: tag(p, o.Worst), Dominated: o.DominatedBy, Chosen: o.Name == a.Chosen}
		for _, e := range o.Effects {
			one.Effects = append(one.Effects, newEffectView(p, e))
		}
		one.Places, v.Sources = addPlaces(words, v.Sources, places[o.Name])
		v.Options = append(v.Options, one)
		low, high := risk.Range(o.Name, a.Effects)
		v.Chart.Bars = append(v.Chart.Bars, chart.Bar{Label: o.Name, Lang: v.Lang, Value: float64(o.Worst),
			Text: p.Say("%d (%d to %d)", o.Worst, low, high)})
	}
	v.addSensitivity(p, a)
	return v
}

func newEffectView(p *locale.Printer, e risk.Effect) effectView {
	v := effectView{Who: e.Who, Does: e.Does, Harm: evidence.HarmLabel(e.Harm).In(p),
		Likelihood: evidence.LikelihoodLabel(e.Likelihood).In(p), Score: tag(p, e.Score())}
	switch least := disclose.Standard().Rules().MinDifference; {
	case e.People == 0:
	case e.People < least:
		v.People = p.Say("fewer than %d", least)
	default:
		v.People = p.Number(e.People)
	}
	return v
}

// exampleOptions are a comparison with a choice, one without, and an empty draft.
var exampleOptions = func() []optionsView {
	effects := []risk.Effect{
		{Option: "Close one library", Who: "Disabled people", Does: "The next one is 4 miles away.", Harm: 4, Likelihood: 3, People: 210},
		{Option: "Shorter hours", Who: "Students", Does: "They lose the evening.", Harm: 2, Likelihood: 4, People: 140},
		{Option: "Run by volunteers", Who: "Students", Harm: 3, Likelihood: 3, People: 6},
	}
	a := &risk.Appraisal{Ref: "libraries", Title: "Library opening hours", About: "How to save £60,000 a year.", Invented: "these options",
		Options: []risk.Option{{Name: "Close one library", Saving: 90000}, {Name: "Shorter hours", Does: "Close at 5pm.", Saving: 60000},
			{Name: "Run by volunteers", Saving: 60000}},
		Effects: effects, Chosen: "Shorter hours", Reasons: "It harms no group severely.", Review: time.Date(2027, 9, 30, 0, 0, 0, 0, time.UTC)}
	chosen := newOptionsView(web.PagePrinter{}, a, nil)
	chosen.Downloads = web.ExampleDownloads("/options/libraries")
	chosen.Back, chosen.Entries = page.Link{Text: "Comparisons of options", Href: "/options"},
		[]page.Link{{Text: "Entry 12 in the public record", Href: "/record"}}
	chosen.Decision = page.UserText{Text: "Library savings", Href: "/decisions/libraries", Lang: "en"}
	chosen.Options[1].Places, chosen.Sources = examplePlaces, exampleSources
	open := newOptionsView(web.PagePrinter{}, &risk.Appraisal{Title: "Parks",
		Options: []risk.Option{{Name: "Change nothing"}, {Name: "Fewer rangers", Saving: 1}}}, nil)
	open.Back = chosen.Back
	return []optionsView{chosen, open, {Title: "No title yet", Preview: true, Back: page.Link{Text: "Back to the record", Href: "/staff"}}}
}()
