package outcomeweb

import (
	"math"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/outcome"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
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

// isShort reports whether the unit of an indicator is a sign that every value has, like %. Others are named once, beside the values.
func isShort(i *outcome.Indicator) bool {
	before, _ := survey.UnitPlace(i.Unit)
	return before != "" || i.Unit == "%"
}

// number returns a value of an indicator where its unit is named beside it.
func number(words web.PagePrinter, i *outcome.Indicator, value float64) string {
	if isShort(i) {
		return lazyValue{i, value}.In(words.Printer)
	}
	return words.Fixed(value, i.Decimals)
}

// lazyPeriod is the period of a reading.
type lazyPeriod outcome.Reading

// In implements locale.Message.
func (r lazyPeriod) In(p *locale.Printer) string { return outcome.PeriodIn(p, r.From, r.To) }

// String implements fmt.Stringer.
func (r lazyPeriod) String() string { return r.In(nil) }

// changeView says how a reading differs from the one before, and from the first.
type changeView struct {
	Tag  page.Tag // without Text if nothing can be said
	Text string
	// Since is the same about the first reading that it can be compared with, if that is another one.
	Since     page.Tag
	SinceText string
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
	v := changeView{Tag: verdictTag(words, c.Change.Verdict), Text: difference(words, i, c.Before, c.Change)}
	if c.First != nil {
		v.Since, v.SinceText = verdictTag(words, c.Since.Verdict), difference(words, i, c.First, c.Since)
	}
	return v
}

func verdictTag(words web.PagePrinter, v trend.Verdict) page.Tag {
	return page.Tag{Text: verdicts[v].label.In(words.Printer), Colour: verdicts[v].colour}
}

// difference says how far a reading is from the one before, as far as its decimals show it.
func difference(words web.PagePrinter, i *outcome.Indicator, before *outcome.Reading, c trend.Change) string {
	size := words.Fixed(math.Abs(c.Difference), i.Decimals)
	period := lazyPeriod(*before)
	text := words.Say("The same as the reading for %s.", period)
	switch shown := size != words.Fixed(0, i.Decimals); {
	case shown && c.Difference > 0:
		text = words.Say("%s above the reading for %s.", size, period)
	case shown:
		text = words.Say("%s below the reading for %s.", size, period)
	case c.Difference != 0:
		text = words.Say("Almost the same as the reading for %s.", period)
	}
	if c.Verdict == trend.CannotTell {
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
