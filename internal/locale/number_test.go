package locale

import "testing"

func TestNumberFormats(t *testing.T) {
	var english *Printer
	polish := For("pl")
	for _, test := range []struct{ got, want string }{
		{english.Number(0), "0"},
		{english.Number(999), "999"},
		{english.Number(-999), "-999"},
		{english.Number(1200), "1,200"},
		{english.Number(-1200), "-1,200"},
		{english.Number(1234567), "1,234,567"},
		{english.Number(-1 << 63), "-9,223,372,036,854,775,808"},
		{polish.Number(1200), "1200"},
		{english.Decimal(1200.5), "1,200.5"},
		{english.Decimal(-1200.5), "-1,200.5"},
		{english.Decimal(1e300), "1e+300"},
		{english.Fixed(12, 1), "12.0"},
		{polish.Fixed(12.25, 1), "12,2"},
		{english.DecimalText("1250.50"), "1,250.50"},
		{english.DecimalText("-0.5"), "-0.5"},
		{english.DecimalText("12345678901234567890"), "12,345,678,901,234,567,890"},
		{polish.DecimalText("1250.50"), "1250,50"},
		{english.Percent(62), "62%"},
		{For("ur").Number(-1200), "\u200e-1,200"}, // the mark keeps the sign before the digits
		{For("ur").Decimal(-4.8), "\u200e-4.8"},
		{For("ur").Fixed(-4.8, 2), "\u200e-4.80"},
		{For("ur").Number(1200), "1,200"},
		{WithUnit("1,000", "£"), "£1,000"},
		{WithUnit("12", "points"), "12 points"},
		{WithUnit("12", ""), "12"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}
