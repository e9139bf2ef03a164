package opendata

import (
	"fmt"
	"io"
	"strconv"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/represent"
)

// groupRow is a row of who-answered.csv: a group of respondents beside a population, or a comparison that cannot be made.
type groupRow struct {
	release    *analysis.Release
	who        *analysis.WhoAnswered
	comparison *represent.Comparison
	group      *represent.Figures // nil if there is no comparison
}

func (g groupRow) figure(of func(*represent.Figures) represent.Figure, places int) string {
	if g.group == nil {
		return string(disclose.NotApplicable)
	}
	f := of(g.group)
	switch value, _ := f.Value(); f.State() {
	case represent.Hidden:
		return string(disclose.Confidential)
	case represent.Undefined:
		return string(disclose.NotApplicable)
	default:
		return strconv.FormatFloat(value, 'f', places, 64)
	}
}

func countText(c represent.Count) string {
	if n, known := c.Number(); known {
		return strconv.FormatInt(n, 10)
	}
	return string(disclose.Confidential)
}

// figureColumn is a column with a figure of each group.
func figureColumn(name, title, description string, places int, of func(*represent.Figures) represent.Figure) column[groupRow] {
	return column[groupRow]{name, title, "decimal", description, func(g groupRow) string { return g.figure(of, places) }}
}

var whoColumns = []column[groupRow]{
	{"consultation", "Consultation", "string", "The consultation’s name in its web address.",
		func(g groupRow) string { return g.release.Consultation }},
	{"release", "Release", "integer", "The number of the release. A release never changes.",
		func(g groupRow) string { return strconv.FormatInt(g.release.Number, 10) }},
	{"characteristic", "Characteristic", "string",
		"The ID of the question, or disability for who is disabled under the Equality Act, which follows from two questions.",
		func(g groupRow) string { return g.who.ID }},
	{"population", "Population", "string", "affected: the people whom the consultation is about, such as the users of a service. " +
		"residents: everyone who lives in the area.", func(g groupRow) string { return string(g.comparison.Benchmark.Population) }},
	{"group", "Group", "string", "The ID of the group. Empty if there is no comparison.", func(g groupRow) string {
		if g.group == nil {
			return ""
		}
		return g.group.ID
	}},
	{"count", "Count", "integer", "Number of respondents in the group.", func(g groupRow) string {
		if g.group == nil {
			return string(disclose.NotApplicable)
		}
		return countText(g.group.Count)
	}},
	{"answered", "Answered", "integer", "Number of respondents who answered, without those who live outside the area.",
		func(g groupRow) string { return countText(g.comparison.Answered) }},
	figureColumn("share", "Share", "The count as a part of those who answered, from 0 to 1.", 4,
		func(f *represent.Figures) represent.Figure { return f.Share }),
	{"population_count", "Population count", "integer", "Number of people of the population in the group.", func(g groupRow) string {
		if g.group == nil {
			return string(disclose.NotApplicable)
		}
		return countText(g.group.People)
	}},
	figureColumn("population_share", "Population share", "The population count as a part of the population, from 0 to 1.", 4,
		func(f *represent.Figures) represent.Figure { return f.Benchmark }),
	figureColumn("points", "Difference", "The share minus the population share, in percentage points.", 2,
		func(f *represent.Figures) represent.Figure { return f.Points }),
	figureColumn("index", "Index", "The share divided by the population share, times 100.", 1,
		func(f *represent.Figures) represent.Figure { return f.Index }),
	figureColumn("lower", "Lower end of the range by chance", "Wilson score interval of the share at 95%. "+
		"Respondents chose to take part, so it is not a margin of error for the population.", 4,
		func(f *represent.Figures) represent.Figure { return f.IntervalLower }),
	figureColumn("higher", "Higher end of the range by chance", "Wilson score interval of the share at 95%.", 4,
		func(f *represent.Figures) represent.Figure { return f.IntervalHigher }),
	{"declaration_rate", "Declaration rate", "decimal",
		"The people who answered as a part of those who were asked. The others preferred not to say, or left the question blank.",
		func(g groupRow) string {
			all := groupRow{group: &represent.Figures{Share: g.who.Respondents.DeclarationRate()}}
			return all.figure(func(f *represent.Figures) represent.Figure { return f.Share }, 4)
		}},
	{"source", "Source", "string", "The source of the population counts.",
		func(g groupRow) string { return g.comparison.Benchmark.SourceOf() }},
	{"source_date", "Date of the source", "string", "The date that the population counts are about.",
		func(g groupRow) string { return g.comparison.Benchmark.Date }},
	{"not_compared", "Not compared", "string", "Why there is no comparison. Empty if there is one.",
		func(g groupRow) string { return string(g.comparison.Reason) }},
}

// WriteWhoAnswered writes who-answered.csv: one row for each group of respondents and population. What is hidden in the
// release is hidden here, and what follows from it.
func WriteWhoAnswered(w io.Writer, r *analysis.Release) error {
	return writeRows(w, whoColumns, groupRows(r))
}

// groupRows returns every row of who-answered.csv.
func groupRows(r *analysis.Release) (rows []groupRow) {
	all := r.WhoAnswered()
	for i := range all {
		for j := range all[i].Comparisons {
			row := groupRow{release: r, who: &all[i], comparison: &all[i].Comparisons[j]}
			if row.comparison.Reason != represent.Compared {
				rows = append(rows, row)
			}
			for g := range row.comparison.Groups {
				row.group = &row.comparison.Groups[g]
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// WhoAnsweredMetadata returns the description of who-answered.csv in the format of CSV on the Web.
func WhoAnsweredMetadata(r *analysis.Release) ([]byte, error) {
	return describe(csvw.Table{
		URL: "who-answered.csv", Title: fmt.Sprintf("%s: who answered, release %d", r.Title, r.Number),
		Description: "One row for each group of respondents and population. " + represent.SelfSelected,
		Key:         []string{"characteristic", "population", "group"},
		Required:    []string{"consultation", "release", "characteristic", "population"},
		Others:      workbooks,
	}, whoColumns)
}
