package resultview

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/represent"
)

// Comparison is who answered beside a population, or why not.
type Comparison struct {
	Chart  Chart  // of the first comparison
	Table  *Table // nil if there is no comparison
	Source string // whom the figures are about, their source and date
	Reason string // why there is no comparison, or ""
}

// newComparisons returns the views of the comparisons of w, the first with affected users if there are any. names are
// those of the groups that are options, in lang.
func newComparisons(p *locale.Printer, w *analysis.WhoAnswered, lang string) (all []Comparison) {
	drawn := false
	for i := range w.Comparisons {
		c := &w.Comparisons[i]
		v := Comparison{Source: SourceText(p, &c.Benchmark), Reason: web.ReasonText(p, c.Reason)}
		if c.Reason == represent.Compared {
			if v.Table = comparisonTable(p, w, c, lang); !drawn && !isPartOf(c, w.Question) {
				v.Chart, drawn = comparisonChart(p, w, c, lang), true
			}
		}
		all = append(all, v)
	}
	return all
}

// isPartOf reports whether c compares some of the answers to q only. The chart of q then has all of them.
func isPartOf(c *represent.Comparison, q *analysis.Question) bool {
	return c.Groups[0].ID == q.Options[0].ID && len(c.Groups) < len(q.Options)
}

// SourceText says whom a benchmark is about, with its source and date.
func SourceText(p *locale.Printer, b *represent.Benchmark) string {
	day := b.Date
	if at, err := time.Parse(time.DateOnly, b.Date); err == nil {
		day = p.Date(at)
	}
	if b.Population == represent.Affected {
		return p.Say("Affected users: %s, %s.", b.SourceOf(), day)
	}
	return p.Say("Residents of %s: %s, %s.", b.Area, b.SourceOf(), day)
}

// groupText returns the name of a group of w, in lang or in the language of the page.
func groupText(p *locale.Printer, w *analysis.WhoAnswered, id, lang string) page.UserText {
	if at := slices.IndexFunc(w.Question.Options, func(o analysis.Option) bool { return o.ID == id }); at >= 0 {
		return page.UserText{Text: w.Question.Options[at].Text, Lang: lang}
	}
	return page.UserText{Text: web.GroupName(p, id)}
}

func comparisonTable(p *locale.Printer, w *analysis.WhoAnswered, c *represent.Comparison, lang string) *Table {
	t := &Table{Caption: interfaceText(p.Say("Respondents compared with affected users")), About: w.Question.Text, Lang: lang}
	if c.Benchmark.Population == represent.Residents {
		t.Caption = interfaceText(p.Say("Respondents compared with residents"))
	}
	if len(c.Groups) > 0 {
		t.Lang = groupText(p, w, c.Groups[0].ID, lang).Lang
	}
	for _, text := range []string{p.Say("Respondents"), p.Say("Share"), web.PopulationText(p, c.Benchmark.Population),
		p.Say("Difference in percentage points"), p.Say("Index"), p.Say("Range by chance")} {
		t.Columns = append(t.Columns, interfaceText(text))
	}
	percent := func(share float64) string { return web.SharePercent(p, share) }
	for _, g := range c.Groups {
		n, shown := g.Count.Number()
		count, interval := p.Number(n), string(disclose.Confidential)
		if !shown {
			count = interval
		} else {
			interval = p.Say("%s to %s", web.FigureText(g.IntervalLower, percent), web.FigureText(g.IntervalHigher, percent))
		}
		t.add(p, groupText(p, w, g.ID, lang).Text, count, web.FigureText(g.Share, percent), web.FigureText(g.Benchmark, percent),
			web.FigureText(g.Points, func(f float64) string { return web.PointsText(p, f) }), web.FigureText(g.Index, p.Whole), interval)
	}
	return t
}

// comparisonChart returns a figure of the shares of respondents, with marks for the population.
func comparisonChart(p *locale.Printer, w *analysis.WhoAnswered, c *represent.Comparison, lang string) Chart {
	answered, _ := c.Answered.Number()
	var points []chart.Point
	for _, g := range c.Groups {
		name := groupText(p, w, g.ID, lang)
		one := chart.Point{Label: name.Text, Lang: name.Lang}
		var shown bool
		if one.Share, shown = g.Share.Value(); shown {
			one.Low, _ = g.IntervalLower.Value()
			one.High, _ = g.IntervalHigher.Value()
		} else {
			one.Hidden = p.Say("%s hidden", string(disclose.Confidential))
		}
		one.Mark, one.Marked = g.Benchmark.Value()
		points = append(points, one)
	}
	title := p.Count(answered, "%d person answered", "%d people answered")
	dots := chart.NewDots(p, "chart-who-"+w.ID, title, "", web.PopulationText(p, c.Benchmark.Population), points,
		func(share float64) string { return web.SharePercent(p, share) })
	return Chart{Figure: chart.Figure{Dots: dots}, Name: "who-answered-" + w.ID, Heading: w.Question.Text, Lang: lang}
}

// EngagementAct is something that was done to hear from groups of people.
type EngagementAct struct{ Date, Method, Groups, Who, Where, What, People, Result string }

func newEngagement(p *locale.Printer, r *analysis.Release) (all []EngagementAct) {
	for _, a := range r.Engagement {
		v := EngagementAct{Date: a.Date, Method: a.Method.Label().In(p), Groups: strings.Join(a.Groups, "; "), Who: a.Who, Where: a.Where,
			What: a.What, Result: a.Result}
		if day, err := time.Parse(time.DateOnly, a.Date); err == nil {
			v.Date = p.Date(day)
		}
		switch {
		case a.Few:
			v.People = p.Say("fewer than %d people reached", reach.MinPeopleShown)
		case a.People > 0:
			v.People = p.Count(a.People, "%d person reached", "%d people reached")
		}
		all = append(all, v)
	}
	return all
}

// addWhoAnswered adds the comparisons to the questions of v.
func (v *View) addWhoAnswered(p *locale.Printer, r *analysis.Release) {
	for _, w := range r.WhoAnswered() {
		w := &w
		for _, part := range [][]Question{v.Questions, v.MonitoringQuestions} {
			at := slices.IndexFunc(part, func(q Question) bool { return q.ID == w.Question.ID })
			if at < 0 {
				continue
			}
			q := &part[at]
			q.Comparisons = newComparisons(p, w, r.QuestionLang())
			for i := range w.Comparisons {
				c := &w.Comparisons[i]
				if c.Reason == represent.Compared && w.ID == q.ID && len(c.Groups) == len(w.Question.Options) {
					q.Chart.Bars, q.Marks = nil, nil // the comparison has all of its numbers and a chart
				}
			}
			if !w.Question.Monitoring {
				q.Caveat = p.Say(represent.SelfSelected)
			}
			if w.ID != q.ID {
				q.Derived = p.Say("Disability under the Equality Act")
			}
			q.Declared = web.FigureText(w.Respondents.DeclarationRate(), func(f float64) string { return web.SharePercent(p, f) })
			v.Compared = v.Compared || len(w.Comparisons) > 0
		}
	}
}
