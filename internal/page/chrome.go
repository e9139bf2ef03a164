package page

import "context"

// Link is a place to go to.
type Link struct{ Text, Href string }

// Council is whose site this is.
type Council struct {
	Name          string
	Service       string
	Demonstration bool
	Note          string // what a visitor must know of a demonstration
}

// Chrome is what stands around every page.
type Chrome struct {
	Council Council
	Nav     []Link
	Assets  Assets
}

// chrome asks whose site this is. It asks each time, because a council may
// change its name while the site runs.
func (s *Site) chrome(ctx context.Context) Chrome {
	c := Chrome{Nav: s.Nav, Assets: assets}
	if s.Council != nil {
		c.Council = s.Council(ctx)
	}
	if c.Council.Service == "" {
		c.Council.Service = "Folkmoot"
	}
	return c
}

// exampleFrame is what the examples of pages have around them.
func exampleFrame() frame {
	return frame{Chrome: Chrome{Assets: assets, Council: Council{Name: "Exampleshire", Service: "Folkmoot"},
		Nav: []Link{{"Have your say", "/consultations"}, {"Progress", "/progress"}}}}
}

// StepState says where a link of the chain stands.
type StepState string

// The states of a step.
const (
	Done     StepState = "done"
	Current  StepState = "current"
	Promised StepState = "promised"
	Overdue  StepState = "overdue"
	Missing  StepState = "missing"
)

// Step is one link of the chain.
type Step struct {
	Name  string
	State StepState
	Href  string // "" where there is nothing to go to yet
	Note  string // "promised by 30 June 2016", "12 days overdue"
}

// Words says the state, because colour alone must not.
func (s Step) Words() string {
	if s.Note != "" {
		return s.Note
	}
	switch s.State {
	case Done:
		return "done"
	case Current:
		return "now"
	case Promised:
		return "to come"
	case Overdue:
		return "overdue"
	}
	return "nothing yet"
}

// Chain is where a matter stands, from the evidence to the progress.
type Chain []Step

// ChainOf returns the chain of the matter that ref is about. kind is
// "consultation", "strategy", "action" or "decision".
type ChainOf func(ctx context.Context, kind, ref string) (Chain, error)

// Bar is one bar of a Chart.
type Bar struct {
	Label  string
	Value  float64 // of Max
	Text   string  // what stands beside the bar: "412 (34%)"
	Hidden bool    // the number may not be told; Text says so
}

// Chart is a bar chart. The table that says the same stands beside it.
type Chart struct {
	ID, Title, Caption string
	Bars               []Bar
}

// drawn is a Bar with its place in the picture.
type drawn struct {
	Bar
	Y, TextY, Width int
}

const (
	barHeight, barGap = 18, 30 // of the picture's own units
	chartWidth        = 600
)

// Drawn places the bars. The longest takes the whole width.
func (c Chart) Drawn() (all []drawn) {
	most := 0.0
	for _, b := range c.Bars {
		most = max(most, b.Value)
	}
	for i, b := range c.Bars {
		d := drawn{Bar: b, Y: i * (barHeight + barGap)}
		d.TextY = d.Y + 15
		d.Y += 22
		if most > 0 && !b.Hidden {
			d.Width = int(b.Value / most * chartWidth)
		}
		all = append(all, d)
	}
	return all
}

// Height is that of the picture.
func (c Chart) Height() int { return len(c.Bars) * (barHeight + barGap) }

// Says is the chart in words.
func (c Chart) Says() string {
	said := ""
	for i, b := range c.Bars {
		if i > 0 {
			said += "; "
		}
		said += b.Label + ": " + b.Text
	}
	return said + "."
}
