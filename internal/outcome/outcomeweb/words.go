package outcomeweb

import (
	"math"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/outcome"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/trend"
)

// lazyValue is a value of an indicator with its unit.
type lazyValue struct {
	indicator *outcome.Indicator
	value     float64
}

// In implements locale.Message.
func (v lazyValue) In(p *locale.Printer) string {
	return locale.WithUnit(p.Fixed(v.value, v.indicator.Decimals), v.indicator.Unit)
}

// String implements fmt.Stringer.
func (v lazyValue) String() string { return v.In(nil) }

// lazyPeriod is the period of a reading.
type lazyPeriod outcome.Reading

// In implements locale.Message.
func (r lazyPeriod) In(p *locale.Printer) string { return outcome.PeriodIn(p, r.From, r.To) }

// String implements fmt.Stringer.
func (r lazyPeriod) String() string { return r.In(nil) }

// changeView says how a reading differs from the one before.
type changeView struct {
	Tag  page.Tag // without Text if nothing can be said
	Text string
}

var verdicts = map[trend.Verdict]struct {
	label  locale.LazyMessage
	colour string
}{
	trend.Better:        {locale.Lazy("Better"), "green"},
	trend.Worse:         {locale.Lazy("Worse"), "red"},
	trend.Higher:        {locale.Lazy("Higher"), "blue"},
	trend.Lower:         {locale.Lazy("Lower"), "blue"},
	trend.NoClearChange: {locale.Lazy("No clear change"), "grey"},
	trend.CannotTell:    {locale.Lazy("Cannot tell"), "grey"},
}

// newChange says in words what changed between a reading and the one before.
func newChange(words web.PagePrinter, i *outcome.Indicator, c *outcome.Comparison) changeView {
	if c.Before == nil {
		switch c.Why {
		case outcome.Overlaps:
			return changeView{Text: words.Say("Earlier readings are about some of the same days, so we do not compare them.")}
		case outcome.OtherBoundaries:
			return changeView{Text: words.Say("Earlier readings use other boundaries, so we do not compare them.")}
		}
		return changeView{Text: words.Say("There is no earlier reading.")}
	}
	v := verdicts[c.Change.Verdict]
	return changeView{page.Tag{Text: v.label.In(words.Printer), Colour: v.colour}, difference(words, i, c)}
}

// difference says how far a reading is from the one before, as far as its decimals show it.
func difference(words web.PagePrinter, i *outcome.Indicator, c *outcome.Comparison) string {
	size := words.Fixed(math.Abs(c.Change.Difference), i.Decimals)
	period := lazyPeriod(*c.Before)
	text := words.Say("The same as the reading for %s.", period)
	switch shown := size != words.Fixed(0, i.Decimals); {
	case shown && c.Change.Difference > 0:
		text = words.Say("%s above the reading for %s.", size, period)
	case shown:
		text = words.Say("%s below the reading for %s.", size, period)
	case c.Change.Difference != 0:
		text = words.Say("Almost the same as the reading for %s.", period)
	}
	if c.Change.Verdict == trend.CannotTell {
		text += " " + words.Say("Without intervals, we cannot tell whether this is chance.")
	}
	return text
}

// interval returns the interval of a reading, or "".
func interval(words web.PagePrinter, i *outcome.Indicator, r *outcome.Reading) string {
	if !r.HasInterval() {
		return ""
	}
	return words.Say("%s to %s", words.Fixed(*r.Lower, i.Decimals), words.Fixed(*r.Upper, i.Decimals))
}
