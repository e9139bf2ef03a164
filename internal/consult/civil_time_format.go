package consult

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// CivilDate is a moment of which only the date is told.
type CivilDate struct{ CivilTime }

// In is DateIn, so that a date can stand in a sentence.
func (d CivilDate) In(p *locale.Printer) string { return d.DateIn(p) }

// String is DateWords.
func (d CivilDate) String() string { return d.FormatDate() }

// String is Words, so that a moment can stand in a sentence.
func (m CivilTime) String() string { return m.Format() }

// In is Words in the language of p.
func (m CivilTime) In(p *locale.Printer) string {
	if clock := m.TimeIn(p); clock != "" {
		return p.Say("%s at %s", m.DateIn(p), clock)
	}
	return m.DateIn(p)
}

// DateIn is DateWords in the language of p.
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

// TimeIn is TimeWords in the language of p.
func (m CivilTime) TimeIn(p *locale.Printer) string {
	if m.IsZero() || m.Precision != PrecisionInstant {
		return ""
	}
	words := p.Clock(m.Local())
	if i := strings.LastIndexByte(m.Wall, ' '); i > len("2006-01-02") {
		words += m.Wall[i:] // which of two
	}
	return words
}
