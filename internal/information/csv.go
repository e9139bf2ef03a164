package information

import (
	"io"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvout"
)

// csvHeads are the columns of WriteCSV. A value is a number, or a mark of package disclose.
var csvHeads = []string{"file", "date", "note", "characteristic", "group", "compared_with", "measure", "unit", "value"}

// WriteCSV writes the figures of r, a row for each number.
func WriteCSV(w io.Writer, r *Release) error {
	out := csvout.NewWriter(w)
	out.Write(csvHeads)
	for i := range r.Figures {
		s := &r.Figures[i]
		row := func(characteristic, group, with, measure, unit, value string) {
			out.Write([]string{string(s.Kind), s.AsAt.Format(time.DateOnly), csvout.EscapeCell(s.Note), characteristic, csvout.EscapeCell(group),
				csvout.EscapeCell(with), measure, unit, value})
		}
		row("", "", "", "rows", "people", strconv.FormatInt(s.Figures.People, 10))
		for _, p := range s.Figures.Profiles {
			c, t := string(p.Characteristic), p.Table
			for j, group := range p.Groups {
				row(c, group, "", "people", "people", cellAt(t, j).String())
			}
			row(c, "", "", "answered", "people", t.Answered.String())
			row(c, "", "", "prefer_not_to_say", "people", t.PreferNotToSay.String())
			row(c, "", "", "no_answer", "people", t.Skipped.String())
			row(c, "", "", "not_asked", "people", t.NotAsked.String())
			row(c, "", "", "declared", "percent", p.Declared.String())
		}
		for _, g := range s.Figures.Gaps {
			c := string(g.Characteristic)
			for j, group := range g.Groups {
				for _, m := range []struct{ name, value string }{
					{"mean_hourly_gap", group.MeanHourly.String()}, {"median_hourly_gap", group.MedianHourly.String()},
					{"mean_bonus_gap", group.MeanBonus.String()}, {"median_bonus_gap", group.MedianBonus.String()},
					{"paid_a_bonus", group.BonusRate.String()},
				} {
					row(c, group.Name, g.Reference, m.name, "percent", m.value)
				}
				for _, q := range g.Quarters {
					row(c, group.Name, "", "share_of_quarter: "+q.Name, "percent", q.Shares[j].String())
				}
			}
		}
	}
	return out.Flush()
}
