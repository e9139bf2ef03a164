package consult

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// CivilDate is a CivilTime that is formatted without its time of day.
type CivilDate struct{ CivilTime }

// In is DateIn, so that a CivilDate can be an argument of a message.
func (d CivilDate) In(p *locale.Printer) string { return d.DateIn(p) }

// String is FormatDate.
func (d CivilDate) String() string { return d.FormatDate() }

// String is Format.
func (m CivilTime) String() string { return m.Format() }

// In is Format in the language of p, so that a CivilTime can be an argument of
// a message.
func (m CivilTime) In(p *locale.Printer) string {
	if clock := m.TimeIn(p); clock != "" {
		return p.Say("%s at %s", m.DateIn(p), clock)
	}
	return m.DateIn(p)
}

// DateIn is FormatDate in the language of p.
func (m CivilTime) DateIn(p *locale.Printer) string {
	switch {
	case m.IsZero():
		return ""
	case m.Precision == PrecisionMonth:
		return p.Month(m.Local())
	case m.Precision == PrecisionYear:
		return m.Local().Format("2006")
	}
	return p.Date(m.Local())
}

// TimeIn is FormatTime in the language of p.
func (m CivilTime) TimeIn(p *locale.Printer) string {
	if m.IsZero() || m.Precision != PrecisionInstant {
		return ""
	}
	words := p.Clock(m.Local())
	if i := strings.LastIndexByte(m.Wall, ' '); i > len("2006-01-02") {
		words += m.Wall[i:] // the zone abbreviation
	}
	return words
}
