package web

import (
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// ActionsByStatus shows the number of actions by status. It is empty if there are no actions.
func ActionsByStatus(p *locale.Printer, c action.Counts) chart.Bars {
	if c.Total == 0 {
		return chart.Bars{}
	}
	t := chart.Bars{
		Title: p.Count(int64(c.Total), "Actions by status (%d in total)", "Actions by status (%d in total)"),
		Label: p.Say("Status"), Number: p.Say("Actions"), Total: float64(c.Total),
	}
	for _, s := range action.Statuses {
		n := c.ByStatus[s]
		t.Bars = append(t.Bars, chart.Bar{Label: s.Label().In(p), Value: float64(n), Text: p.Number(int64(n))})
	}
	return t
}
