package web

import (
	"math"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/represent"
)

// groupNames are the names of groups that are not options of a question.
var groupNames = map[string]locale.LazyMessage{
	equality.Disabled:      locale.Lazy("Disabled under the Equality Act"),
	equality.NotDisabled:   locale.Lazy("Not disabled under the Equality Act"),
	string(equality.White): locale.Lazy("White"),
	string(equality.Mixed): locale.Lazy("Mixed or Multiple ethnic groups"),
	string(equality.Asian): locale.Lazy("Asian or Asian British"),
	string(equality.Black): locale.Lazy("Black, Black British, Caribbean or African"),
	string(equality.Other): locale.Lazy("Other ethnic group"),
}

// GroupName returns the name of a group that is not an option of a question, such as a broad ethnic group; "" for others.
func GroupName(p *locale.Printer, id string) string {
	if name, ok := groupNames[id]; ok {
		return name.In(p)
	}
	return ""
}

// SharePercent returns a part of 1 as a percentage: a whole number, and one decimal place below 1%.
func SharePercent(p *locale.Printer, share float64) string {
	if share >= 0.01 || share == 0 {
		return p.Percent(int64(math.Round(100 * share)))
	}
	return locale.WithUnit(p.Fixed(100*share, 1), "%")
}

// FigureText returns a figure of a comparison as format writes its value, or the mark for one that is hidden or not
// applicable.
func FigureText(f represent.Figure, format func(float64) string) string {
	switch value, _ := f.Value(); f.State() {
	case represent.Hidden:
		return string(disclose.Confidential)
	case represent.Undefined:
		return string(disclose.NotApplicable)
	default:
		return format(value)
	}
}

// PointsText returns a difference in percentage points, with its sign.
func PointsText(p *locale.Printer, points float64) string {
	switch rounded := int64(math.Round(points)); {
	case rounded > 0:
		return "+" + p.Number(rounded)
	default:
		return p.Number(rounded)
	}
}

// ReasonText says why respondents are not compared with a benchmark; "" if they are.
func ReasonText(p *locale.Printer, why represent.Reason) string {
	switch why {
	case represent.OtherDisability:
		return p.Say("Whether people consider themselves disabled cannot be compared with who is disabled under the Equality Act.")
	case represent.UncertainEstimate:
		return p.Say("The census estimates of gender identity are too uncertain for an area, so we do not compare them.")
	case represent.OtherQuestion:
		return p.Say("The figures are about another question.")
	case represent.OtherAges:
		return p.Say("The figures are about people of other ages than those who were asked.")
	case represent.OtherArea:
		return p.Say("The figures are about another area.")
	case represent.OtherGroups:
		return p.Say("The figures have other groups than the answers to the question.")
	case represent.NoPeople:
		return p.Say("The figures count no one.")
	case represent.HiddenTotal:
		return p.Say("How many people answered is hidden so that no one can be identified.")
	case represent.Overlapping:
		return p.Say("People could be in several groups.")
	case represent.TooFewAnswered:
		return p.Say("Fewer than %d people answered, which is too few for a comparison.", represent.MinAnswered)
	case represent.HiddenGroups:
		return p.Say("Some numbers in the figures are hidden so that no one can be identified.")
	}
	return ""
}

// PopulationText returns who a benchmark is about, as the heading of a column.
func PopulationText(p *locale.Printer, population represent.Population) string {
	if population == represent.Affected {
		return p.Say("Affected users")
	}
	return p.Say("Residents")
}
