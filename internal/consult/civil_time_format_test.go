package consult

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// In formats English like Format, and other languages by their own rules.
func TestCivilTimeInLanguages(t *testing.T) {
	for _, test := range []struct{ wall, en, cy, gu, pl string }{
		{"2016-05-27 23:59", "27 May 2016 at 11:59pm", "27 Mai 2016 am 11:59yh", "27 મે, 2016, 11:59 PM", "27 maja 2016 o 23:59"},
		{"2016-05-27 09:00", "27 May 2016 at 9am", "27 Mai 2016 am 9yb", "27 મે, 2016, 9 AM", "27 maja 2016 o 09:00"},
		{"2016-05-27 12:00", "27 May 2016 at midday",
			"27 Mai 2016 am hanner dydd", "27 મે, 2016, બપોરે 12", "27 maja 2016 o 12:00"},
		{"2016-05-27 00:00", "27 May 2016 at midnight", "27 Mai 2016 am hanner nos", "27 મે, 2016, મધરાત", "27 maja 2016 o 00:00"},
		{"2026-10-25 01:30 GMT", "25 October 2026 at 1:30am GMT", "25 Hydref 2026 am 1:30yb GMT",
			"25 ઑક્ટોબર, 2026, 1:30 AM GMT", "25 października 2026 o 01:30 GMT"},
		{"2016-05-27", "27 May 2016", "27 Mai 2016", "27 મે, 2016", "27 maja 2016"},
		{"2016-05", "May 2016", "Mai 2016", "મે 2016", "maj 2016"},
		{"2016", "2016", "2016", "2016", "2016"},
	} {
		m, err := ParseCivilTime(test.wall, "")
		if err != nil {
			t.Fatal(err)
		}
		for lang, want := range map[string]string{"en": test.en, "cy": test.cy, "gu": test.gu, "pl": test.pl} {
			if got := m.In(locale.For(lang)); got != want {
				t.Errorf("%s in %s: %q, want %q", test.wall, lang, got, want)
			}
		}
		if m.String() != m.In(nil) {
			t.Errorf("%s: String is %q, In is %q", test.wall, m, m.In(nil))
		}
	}
}
