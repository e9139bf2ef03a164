package survey

import (
	"strings"
	"testing"
	"time"
)

// Months are understood by name, whole or the beginning, with and without accents, in English, in the language of the
// form and in others.
//
// Row A7 of docs/faults.md.
func TestMonthsByName(t *testing.T) {
	for _, test := range []struct {
		typed, lang string
		want        time.Month // 0: refused
	}{
		{"Ebrill", "cy", time.April}, {"ebr", "cy", time.April}, {"Ebr.", "cy", time.April}, {"MAI", "cy", time.May},
		{"Ebrill", "en", time.April}, // the interface is in Welsh, the form in English
		{"March", "cy", time.March}, {"Maw", "cy", time.March}, {"Rhag", "cy", time.December},
		{"września", "pl", time.September}, {"wrzesnia", "pl", time.September}, {"Wrzesień", "en", time.September},
		{"paź", "pl", time.October}, {"lis", "pl", time.November}, {"maj", "pl", time.May},
		{"listopada", "en", time.November}, {"listopada", "hr", time.October}, {"marec", "en", time.March},
		{"srpnja", "en", time.July}, {"srpna", "en", time.August}, {"listopad", "uk", time.November},
		{"août", "fr", time.August}, {"aout", "fr", time.August}, {"jui", "fr", 0}, {"juin", "fr", time.June},
		{"એપ્રિલ", "gu", time.April}, {"મે", "gu", time.May}, {"اپریل", "ur", time.April}, {"اپريل", "ur", time.April},
		{"červen", "cs", time.June}, {"červenec", "cs", time.July}, {"Eylül", "tr", time.September},
		{"ma", "en", 0}, {"mayday", "en", 0}, {"", "en", 0}, {".", "en", 0}, {"13", "en", 0}, {"5", "xx", time.May},
	} {
		if got, ok := parseMonth(test.typed, test.lang); got != test.want && ok || ok != (test.want != 0) {
			t.Errorf("%q in %s: %v %t, want %v", test.typed, test.lang, got, ok, test.want)
		}
	}
}

// Every name of every language means its month in a form of that language, also without accents.
func TestEveryMonthNameIsUnderstood(t *testing.T) {
	for lang, names := range monthNames {
		months := strings.Fields(names)
		if len(months) != 12 {
			t.Fatalf("%s has %d months", lang, len(months))
		}
		for i, forms := range months {
			for _, name := range strings.Split(forms, "/") {
				for _, typed := range []string{name, strings.ToUpper(name), foldName(name)} {
					if got, ok := parseMonth(typed, lang); !ok || got != time.Month(i+1) {
						t.Errorf("%s: %q is %v", lang, typed, got)
					}
				}
			}
		}
	}
}
