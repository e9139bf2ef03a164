package locale

import (
	"slices"
	"strings"
	"testing"
	"time"
)

var day = time.Date(2016, 5, 27, 23, 59, 0, 0, time.UTC)

func TestPluralForms(t *testing.T) {
	for _, test := range []struct {
		lang string
		n    int64
		want string
	}{
		{"en", 0, "0 documents"}, {"en", 1, "1 document"}, {"en", 1200, "1,200 documents"},
		{"cy", 0, "0 dogfen"}, {"cy", 1, "1 ddogfen"}, {"cy", 2, "2 ddogfen"}, {"cy", 3, "3 dogfen"},
		{"cy", 6, "6 dogfen"}, {"cy", 11, "11 dogfen"},
		{"pl", 1, "1 dokument"}, {"pl", 2, "2 dokumenty"}, {"pl", 5, "5 dokumentów"}, {"pl", 12, "12 dokumentów"},
		{"pl", 22, "22 dokumenty"}, {"pl", 12000, "12\u00a0000 dokumentów"},
		{"ur", 1, "1 دستاویز"}, {"ur", 2, "2 دستاویزات"},
		{"gu", 0, "0 દસ્તાવેજ"}, {"gu", 1, "1 દસ્તાવેજ"}, {"gu", 2, "2 દસ્તાવેજો"}, {"gu", 1234567, "12,34,567 દસ્તાવેજો"},
		{"fr", 2, "2 documents"},
	} {
		if got := For(test.lang).Count(test.n, "%d document", "%d documents"); got != test.want {
			t.Errorf("%s, %d: %q, want %q", test.lang, test.n, got, test.want)
		}
	}
	if got := (*Printer)(nil).Count(1, "%d answer to: %s", "%d answers to: %s", "Reason"); got != "1 answer to: Reason" {
		t.Error(got)
	}
	if got := (*Printer)(nil).Count(2, "Up to %[2]s, %[1]d day", "Up to %[2]s, %[1]d days", day); got != "Up to 27 May 2016, 2 days" {
		t.Error(got)
	}
}

func TestUntranslatedMessagesAreEnglish(t *testing.T) {
	p := For("cy")
	if got := p.Say("This is not translated: %s, %d", "us", 2); got != "This is not translated: us, 2" {
		t.Error(got)
	}
	if got := p.Count(2, "%d zebra", "%d zebras"); got != "2 zebras" {
		t.Error(got)
	}
	if p.HasMessage("This is not translated") || !p.HasMessage("Your receipt") || !p.HasMessage("%d documents") {
		t.Error("HasMessage is wrong about a message or a translation")
	}
}

func TestArgumentsAreLocalised(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "Updated 27 May 2016", "cy": "Diweddarwyd 27 Mai 2016", "pl": "Zaktualizowano 27 maja 2016",
		"en-XA": "⟦Ûþðåţéð ⟦27 Ṁåý 2016~~~~~⟧~~~~⟧",
	} {
		if got := For(lang).Say("Updated %s", day); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		if got := Lazy("Updated %s", day).In(For(lang)); got != want {
			t.Errorf("%s, with Lazy: %q, want %q", lang, got, want)
		}
		if got := Lazy("Updated %s", LazyDate(day)).In(For(lang)); got != want {
			t.Errorf("%s, with LazyDate: %q, want %q", lang, got, want)
		}
	}
	if got := LazyCount(3, "%d document", "%d documents"); got.String() != "3 documents" || got.In(For("pl")) != "3 dokumenty" {
		t.Errorf("%s", got)
	}
}

// Text that a user typed must not reorder the sentence around it.
func TestBidirectionalTextIsIsolated(t *testing.T) {
	for _, test := range []struct{ lang, typed, want string }{
		{"en", "plain text, ąę ગુ 漢", "“plain text, ąę ગુ 漢”"},
		{"en", "اردو", "“\u2068اردو\u2069”"},
		{"en", "a\u202eb", "“\u2068a\u202eb\u2069”"},
		{"en", "a\u2069\u202eb", "“\u2068a\u202eb\u2069”"},
		{"pl", "שלום", "“\u2068שלום\u2069”"},
		{"ar-XB", "plain", "“\u2068plain\u2069”"},
		{"ar-XB", "12", "“12”"},
	} {
		for _, typed := range []any{test.typed, Verbatim(test.typed)} {
			if got := For(test.lang).Fill("“%s”", typed); got != test.want {
				t.Errorf("%s, %T %q: %q, want %q", test.lang, typed, typed, got, test.want)
			}
		}
	}
}

func TestPunctuationOfTheScript(t *testing.T) {
	for lang, want := range map[string]string{"en": ", ; a,b", "gu": ", ; a,b", "ur": "، ؛ a،b"} {
		if got := For(lang).Punctuation(", ; a,b"); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestDatesAreLocalised(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "27 May 2016|May 2016|11:59pm|midnight|midday|9am|-1,234,567",
		"cy": "27 Mai 2016|Mai 2016|11:59yh|hanner nos|hanner dydd|9yb|-1,234,567",
		"gu": "27 મે, 2016|મે 2016|11:59 PM|મધરાત|બપોરે 12|9 AM|-12,34,567",
		"ur": "27 مئی، 2016|مئی 2016|11:59 PM|آدھی رات|دوپہر 12 بجے|9 AM|\u200e-1,234,567",
		"pl": "27 maja 2016|maj 2016|23:59|00:00|12:00|09:00|-1\u00a0234\u00a0567",
	} {
		p, at := For(lang), func(hour int) time.Time { return time.Date(2016, 5, 27, hour, 0, 0, 0, time.UTC) }
		got := strings.Join([]string{
			p.Date(day), p.Month(day), p.Clock(day), p.Clock(at(0)), p.Clock(at(12)), p.Clock(at(9)), p.Number(-1234567),
		}, "|")
		if got != want {
			t.Errorf("%s: %s, want %s", lang, got, want)
		}
		if p.Date(time.Time{}) != "" || p.Month(time.Time{}) != "" {
			t.Errorf("%s: the zero time is written as a date", lang)
		}
	}
}

func TestNumbersAreLocalised(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "1,200.5 -0.25 3", "cy": "1,200.5 -0.25 3", "gu": "1,200.5 -0.25 3", "ur": "1,200.5 \u200e-0.25 3",
		"pl": "1200,5 -0,25 3", "en-XA": "1,200.5 -0.25 3",
	} {
		p := For(lang)
		if got := p.Decimal(1200.5) + " " + p.Decimal(-0.25) + " " + p.Decimal(3); got != want {
			t.Errorf("%s: %s, want %s", lang, got, want)
		}
	}
	if got := (*Printer)(nil).Decimal(1e30); got != "1e+30" {
		t.Error(got)
	}
}

func TestPseudoLanguagesKeepPlaceholders(t *testing.T) {
	for message, want := range map[string]string{
		"Closes on %s":                    "⟦Çļöšéš öñ %s~~~~~⟧",
		"%[2]s of %[1]d, 12":              "⟦%[2]s öƒ %[1]d, 12~~~~~~~⟧",
		"":                                "",
		"[Check a receipt] at any time.":  "⟦[Çĥéçķ å ŕéçéîþţ] åţ åñý ţîɱé.~~~~~~~ ~~~~⟧",
		"A share of 12%% or more than %v": "⟦Å šĥåŕé öƒ 12%% öŕ ɱöŕé ţĥåñ %v~~~~~~~ ~~~~~⟧",
	} {
		if got := For("en-XA").Format(message); got != want {
			t.Errorf("%q: %q, want %q", message, got, want)
		}
		if message != "" && !slices.Equal(Placeholders(For("ar-XB").Format(message)), Placeholders(message)) {
			t.Errorf("%q has the placeholders %v in ar-XB", message, Placeholders(For("ar-XB").Format(message)))
		}
	}
	if !For("ur").RTL() {
		t.Error("Urdu is written from right to left")
	}
	if !For("ar-XB").RTL() || For("en-XA").RTL() {
		t.Error("a pseudo-language has the wrong direction")
	}
}

func TestMatchAcceptLanguage(t *testing.T) {
	for accept, want := range map[string]string{
		"": "en", "cy": "cy", "cy-GB": "cy", "en-GB,cy;q=0.5": "en", "de": "en", "ur": "ur", "ar": "en", "*": "en",
		"pl-PL,pl;q=0.9,en;q=0.8": "pl", "gu-IN": "gu", "ur-PK": "ur", "de,pl;q=0.5": "pl", "fr;q=0.9, cy;q=0.8": "cy",
		"en-XA": "en", "ar-XB": "en", "x;;;;": "en", strings.Repeat("cy,", 100): "en", strings.Repeat("-", 199): "en",
	} {
		if got := Match(accept).Lang(); got != want {
			t.Errorf("%.40q: %s, want %s", accept, got, want)
		}
	}
	if For("en-XA").Lang() != "en-XA" || For("tlh").Lang() != "en" || For("").Lang() != "en" || Supports("tlh") || !Supports("gu") {
		t.Error("For or Supports is wrong about a tag")
	}
}

func TestLanguagesHaveNames(t *testing.T) {
	for _, test := range []struct{ in, of, own, name string }{
		{"en", "gu", "ગુજરાતી", "Gujarati"}, {"pl", "gu", "ગુજરાતી", "gudżarati"}, {"gu", "pl", "polski", "પોલીશ"}, {"en", "??", "", "??"},
	} {
		if own, name := NativeName(test.of), For(test.in).LanguageName(test.of); own != test.own || name != test.name {
			t.Errorf("%s in %s: %q, %q", test.of, test.in, own, name)
		}
	}
}
