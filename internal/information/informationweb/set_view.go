package informationweb

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/information"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// setView is figures that were computed from one file.
type setView struct {
	ID, Title string
	People    int64
	Note      string // in Lang
	Lang      string // of the names of groups
	Schools   bool
	Invented  bool
	Gaps      []gapView
	Profiles  []profileView
	Marks     []markView
}

// markView explains a symbol.
type markView struct{ Mark, Label string }

// profileView counts people by one characteristic.
type profileView struct {
	ID, Title, Withheld string
	Chart               *chart.Bars
	States, Declared    string
}

// gapView is the pay gap by one characteristic.
type gapView struct {
	profileView
	Reference string
	Median    *chart.Bars // median pay for each pound of the reference group
	Rows      []gapRow
	Quarters  *chart.Multiples
}

// gapRow is the figures of one group.
type gapRow struct{ Name, People, MeanHourly, MedianHourly, MeanBonus, MedianBonus, BonusRate string }

// newSetView returns the figures of s. id begins the ids of its parts, so that a page can show several sets.
func newSetView(words web.PagePrinter, s *information.Set, id string) setView {
	p := words.Printer
	v := setView{
		ID: id, Title: s.Name().In(p), People: s.Figures.People, Note: s.Note, Lang: words.LangOrCouncil(""), Schools: s.Schools,
		Invented: s.Made != nil,
	}
	for _, one := range s.Figures.Profiles {
		profile := newProfileView(p, one, id, v.Lang)
		gap := s.Gap(one.Characteristic)
		if gap == nil {
			v.Profiles = append(v.Profiles, profile)
			continue
		}
		v.Gaps = append(v.Gaps, newGapView(p, one, gap, profile, v.Lang))
	}
	for _, m := range []disclose.Mark{disclose.Confidential, disclose.NotAvailable, disclose.NotApplicable} {
		v.Marks = append(v.Marks, markView{string(m), web.MarkLabel(p, m)})
	}
	return v
}

// contents returns links to the characteristics of v, or none if there is only one.
func (v *setView) contents(p *locale.Printer) (links []page.Link) {
	for _, g := range v.Gaps {
		links = append(links, page.Link{Text: p.Say("Pay gap: %s", g.Title), Href: "#" + g.ID})
	}
	for _, one := range v.Profiles {
		links = append(links, page.Link{Text: one.Title, Href: "#" + one.ID})
	}
	if len(links) < 2 {
		return nil
	}
	return links
}

func newProfileView(p *locale.Printer, one information.Profile, id, lang string) profileView {
	v := profileView{
		ID: id + "-" + string(one.Characteristic), Title: information.Label(one.Characteristic).In(p),
		Withheld: web.WithheldReason(p, one.Table.Withheld), Chart: web.NewCountChart(p, id+"-"+string(one.Characteristic),
			one.Groups, lang, one.Table),
	}
	if one.Table.Withheld == disclose.NotWithheld {
		t := one.Table
		v.States = p.Say("Answered: %s. Preferred not to say: %s. No answer: %s. Not asked: %s.",
			cellText(p, t.Answered), cellText(p, t.PreferNotToSay), cellText(p, t.Skipped), cellText(p, t.NotAsked))
	}
	if percent, shown := one.Declared.Number(); shown {
		v.Declared = p.Percent(percent)
	}
	return v
}

func newGapView(p *locale.Printer, one information.Profile, gap *information.Gap, profile profileView, lang string) gapView {
	v := gapView{profileView: profile, Reference: gap.Reference}
	v.Median = &chart.Bars{ID: v.ID + "-median", Title: p.Say("Median pay for each £1 earned by the comparison group"),
		Label: p.Say("Group"), Number: p.Say("Pay")}
	for i, g := range gap.Groups {
		row := gapRow{
			Name: g.Name, People: p.Say("withheld"),
			MeanHourly: measureText(p, g.MeanHourly), MedianHourly: measureText(p, g.MedianHourly),
			MeanBonus: measureText(p, g.MeanBonus), MedianBonus: measureText(p, g.MedianBonus), BonusRate: measureText(p, g.BonusRate),
		}
		if one.Table.Withheld == disclose.NotWithheld {
			row.People = cellText(p, one.Table.Cells[i])
		}
		v.Rows = append(v.Rows, row)
		v.Median.Bars = append(v.Median.Bars, medianBar(p, g, g.Name == gap.Reference, lang))
	}
	var panels []chart.Bars
	for i, q := range gap.Quarters {
		panel := chart.Bars{ID: fmt.Sprintf("%s-quarter-%d", v.ID, i), Title: information.QuarterLabel(i).In(p), Label: p.Say("Group"),
			Number: p.Say("Share"), Total: 100}
		for j, g := range gap.Groups {
			share, _ := number(q.Shares[j])
			panel.Bars = append(panel.Bars, chart.Bar{Label: g.Name, Lang: lang, Value: share, Text: measureText(p, q.Shares[j])})
		}
		panels = append(panels, panel)
	}
	if panels != nil {
		v.Quarters = chart.NewMultiples(v.ID+"-quarters", p.Say("Share of each group in each pay quarter"), "", panels)
	}
	return v
}

// medianBar shows the median pay of a group as pence for each pound of the reference group.
func medianBar(p *locale.Printer, g information.GroupGap, reference bool, lang string) chart.Bar {
	b := chart.Bar{Label: g.Name, Lang: lang, Value: 100, Text: "£" + p.Fixed(1, 2)}
	if reference {
		return b
	}
	gap, shown := number(g.MedianHourly)
	if !shown {
		b.Hidden, b.Value, b.Text = true, 0, p.Say("%s hidden", g.MedianHourly.String())
		return b
	}
	b.Value = 100 - gap
	b.Text = "£" + p.Fixed(b.Value/100, 2)
	return b
}

func number(m disclose.ReleasedMeasure) (n float64, shown bool) {
	text, shown := m.Text()
	if !shown {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

// measureText returns a percentage or its mark.
func measureText(p *locale.Printer, m disclose.ReleasedMeasure) string {
	n, shown := number(m)
	if !shown {
		return m.String()
	}
	return locale.WithUnit(strings.Replace(p.Fixed(n, 1), "-", "−", 1), "%")
}

// cellText returns a count or its mark.
func cellText(p *locale.Printer, c disclose.Cell) string {
	if n, shown := c.Number(); shown {
		return p.Number(n)
	}
	return string(c.Mark())
}
