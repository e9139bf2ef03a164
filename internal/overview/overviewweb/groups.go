package overviewweb

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/overview"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/represent"
)

// groupsView are the numbers of people by area and equality group while responses arrive.
type groupsView struct {
	Counted string // when and of how many responses; "" before the first count
	Next    string // when they are counted again
	Charts  *chart.Multiples
	Sources string // of the figures of the population
}

// minShareBase is the number of people from which there are percentages of them, and maxHidden the
// largest number of people in a group without a number.
const (
	minShareBase = represent.MinAnswered
	maxHidden    = 9
)

func newGroupsView(words *locale.Printer, g *overview.Groups) *groupsView {
	if g == nil {
		return nil
	}
	v := new(groupsView)
	if g.Day == "" {
		v.Next = words.Say("They are shown here once there are %s responses.", words.Number(g.Next))
		return v
	}
	if day, err := time.Parse(time.DateOnly, g.Day); err == nil {
		v.Counted = words.Say("Counted on %s, when there were %s responses.", words.Date(day), words.Number(g.Received))
	}
	v.Next = words.Say("We count again when there are %s responses.", words.Number(g.Next))
	var panels []chart.Bars
	var sources []string
	for _, t := range g.Tables {
		panels = append(panels, groupBars(words, t))
		if t.Residents != nil && !slices.Contains(sources, t.Residents.SourceOf()) {
			sources = append(sources, t.Residents.SourceOf())
		}
	}
	v.Sources = strings.Join(sources, "; ")
	v.Charts = chart.NewMultiples("by-group", words.Say("People by area and equality group"), "", panels)
	return v
}

func groupBars(words *locale.Printer, t overview.GroupTable) chart.Bars {
	c := chart.Bars{ID: "by-" + t.ID, Title: tableTitle(words, t), Lang: t.Lang, Label: words.Say("Group"), Number: words.Say("People")}
	for _, g := range t.Groups {
		one := chart.Bar{Label: groupLabel(words, g), Lang: t.Lang, Value: float64(g.AtLeast), Hidden: g.AtLeast == 0}
		one.Text = groupText(words, t, g)
		c.Bars = append(c.Bars, one)
	}
	return c
}

// groupText is the number of a group, and its share of the people who are shown and of the population.
func groupText(words *locale.Printer, t overview.GroupTable, g overview.Group) string {
	population, number, share := populationShare(words, t, g), words.Number(g.AtLeast), shownShare(words, t, g)
	switch {
	case g.AtLeast == 0 && population != "":
		return words.Say("fewer than 10 counted (population %s)", population)
	case g.AtLeast == 0:
		return words.Say("fewer than 10 counted")
	case share != "" && population != "":
		return words.Say("at least %s, %s (population %s)", number, share, population)
	case population != "":
		return words.Say("at least %s (population %s)", number, population)
	case share != "":
		return words.Say("at least %s (%s)", number, share)
	}
	return words.Say("at least %s", number)
}

// shownShare returns the percentage of the people in t who are in g, or "" if they are few, or if the
// groups without a number could change it much.
func shownShare(words *locale.Printer, t overview.GroupTable, g overview.Group) string {
	sum, hidden := t.Shown(), int64(0)
	for _, other := range t.Groups {
		if other.AtLeast == 0 && t.Includes(other) {
			hidden++
		}
	}
	if sum < minShareBase || !t.Includes(g) || hidden*maxHidden > sum/10 {
		return ""
	}
	return web.SharePercent(words, float64(g.AtLeast)/float64(sum))
}

// populationShare returns the percentage of the population that is in g, or "" if it is not known.
func populationShare(words *locale.Printer, t overview.GroupTable, g overview.Group) string {
	if n := t.Population(g); n > 0 {
		return web.SharePercent(words, float64(n)/float64(t.Residents.Total()))
	}
	return ""
}

func tableTitle(words *locale.Printer, t overview.GroupTable) string {
	switch {
	case t.Text != "":
		return t.Text
	case t.ID == overview.Disability:
		return words.Say("Disability")
	}
	return words.Say("Ethnic group")
}

func groupLabel(words *locale.Printer, g overview.Group) string {
	if g.Text != "" {
		return g.Text
	}
	return web.GroupName(words, g.ID)
}

// minHintBase is the number of people in a table from which areas without a number are pointed out.
const minHintBase = 100

// groupHints say from which areas hardly anyone has responded, if there are no figures to compare them with. On those with figures
// see the page about who has not been heard.
func groupHints(words *locale.Printer, o *overview.Overview) (all []string) {
	g := o.Numbers.Groups
	if g == nil || o.State != consult.Open {
		return nil
	}
	for _, t := range g.Tables {
		if t.ID != o.Consultation.AreaQuestion || t.Residents != nil || t.Affected != nil || t.Shown() < minHintBase {
			continue
		}
		var few []string
		for _, one := range t.Groups {
			if one.AtLeast == 0 {
				few = append(few, groupLabel(words, one))
			}
		}
		if len(few) > 0 {
			all = append(all, words.Say("Few or no responses yet from these areas: %s.", strings.Join(few, ", ")))
		}
	}
	return all
}
