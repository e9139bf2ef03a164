package locale

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
)

// sampleCounts are numbers that between them need every plural form of our languages.
var sampleCounts = []int64{0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 20, 21, 22, 25, 100, 101, 102, 111, 1000, 1_000_000}

// releaseVariable is set for the tests of a release, for which nothing may be missing.
const releaseVariable = "FOLKMOOT_TEST_RELEASE"

// Between releases a missing translation is reported, and the page shows the English sentence.
func TestEverySentenceIsTranslatedForARelease(t *testing.T) {
	all := findMessages(t)
	if len(all) < 1500 {
		t.Fatalf("only %d sentences were found", len(all))
	}
	for _, l := range translatedLanguages() {
		missing := missingTranslations(For(l.Tag), all)
		if len(missing) == 0 {
			continue
		}
		list, err := json.MarshalIndent(missing, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		report := t.Logf
		if os.Getenv(releaseVariable) != "" {
			report = t.Errorf
		}
		report("%s: %d of %d sentences are not translated. Each is listed with its singular if it contains a number:\n%s",
			l.Tag, len(missing), len(all), list)
	}
}

// missingTranslations are the sentences that p lacks, each with its singular.
func missingTranslations(p *Printer, all map[string]*foundMessage) map[string]string {
	missing := map[string]string{}
	for english, found := range all {
		_, isMessage := p.messages[english]
		_, isPlural := p.plurals[english]
		if found.one == "" && !isMessage || found.one != "" && !isPlural {
			missing[english] = found.one
		}
	}
	return missing
}

func TestNoTranslationIsUnused(t *testing.T) {
	all := findMessages(t)
	for _, l := range translatedLanguages() {
		p := For(l.Tag)
		for _, english := range slices.Sorted(maps.Keys(p.messages)) {
			if all[english] == nil && english != UnreviewedNotice {
				t.Errorf("%s translates %q, which is not used", l.Tag, english)
			}
		}
		for _, english := range slices.Sorted(maps.Keys(p.plurals)) {
			if all[english] == nil {
				t.Errorf("%s translates %q, which is not used", l.Tag, english)
			}
		}
	}
}

// JSON takes the last of two entries with one name without a word, so that two people can translate one sentence in two ways.
func TestNoSentenceIsTranslatedTwice(t *testing.T) {
	entries, err := os.ReadDir("messages")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join("messages", e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if twice := namedTwice(text); len(twice) > 0 {
			t.Errorf("%s translates twice: %q", e.Name(), twice)
		}
	}
	if twice := namedTwice([]byte(`{"a": {"one": "b", "other": "a"}, "b": "a", "a": "b"}`)); !slices.Equal(twice, []string{"a"}) {
		t.Errorf("named twice are %q", twice)
	}
}

// namedTwice returns the names that an object has more than once.
func namedTwice(text []byte) (twice []string) {
	seen := map[string]bool{}
	depth, isName := 0, true
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.Token()
		if err != nil {
			return twice
		}
		switch token := token.(type) {
		case json.Delim:
			if token == '{' {
				depth++
			} else if depth--; depth == 1 {
				isName = true // the value was an object
			}
			continue
		case string:
			if depth == 1 && isName {
				if seen[token] {
					twice = append(twice, token)
				}
				seen[token] = true
			}
		}
		if depth == 1 {
			isName = !isName
		}
	}
}

var htmlPattern = regexp.MustCompile(`</?[a-zA-Z]|&[a-z#0-9]+;`)

// A translation has the placeholders and link brackets of its English sentence, and no HTML.
func TestTranslationsHaveTheSamePlaceholders(t *testing.T) {
	for _, l := range translatedLanguages() {
		p := For(l.Tag)
		check := func(english, translation string) {
			if translation == "" || htmlPattern.MatchString(translation) {
				t.Errorf("%s: %q is empty or contains HTML", l.Tag, translation)
			}
			if !slices.Equal(placeholders(translation), placeholders(english)) {
				t.Errorf("%s: %q has the placeholders %v, but its English %q has %v",
					l.Tag, translation, Placeholders(translation), english, Placeholders(english))
			}
			if strings.Contains(english, "[") &&
				countBrackets(translation) != countBrackets(english) {
				t.Errorf("%s: %q has other link brackets than its English %q", l.Tag, translation, english)
			}
		}
		for english, translation := range p.messages {
			check(english, translation)
		}
		for english, forms := range p.plurals {
			for _, translation := range forms {
				check(english, translation)
			}
		}
	}
}

// placeholders lists the placeholders of message, each with its argument number, sorted.
func placeholders(message string) (all []string) {
	for i, verb := range Placeholders(message) {
		if strings.HasPrefix(verb, "%%") {
			continue
		}
		if !strings.Contains(verb, "[") {
			verb = "%[" + string(rune('1'+i)) + "]" + verb[1:]
		}
		all = append(all, verb)
	}
	slices.Sort(all)
	return all
}

// countBrackets counts the brackets around link text in message, without those of placeholders.
func countBrackets(message string) int {
	text := placeholder.ReplaceAllString(message, "")
	return strings.Count(text, "[") + strings.Count(text, "]")
}

// Every plural has all the forms that whole numbers need in its language, and "other".
func TestPluralFormsAreComplete(t *testing.T) {
	for _, l := range translatedLanguages() {
		p, need := For(l.Tag), map[plural.Form]bool{}
		for _, n := range sampleCounts {
			need[plural.Cardinal.MatchPlural(p.tag, int(n), 0, 0, 0, 0)] = true
		}
		if want := map[string]int{"cy": 6, "gu": 2, "pl": 3, "ur": 2}[l.Tag]; len(need) != want {
			t.Errorf("%s has %d forms for whole numbers, want %d", l.Tag, len(need), want)
		}
		need[plural.Other] = true // the fallback of pick
		for english, forms := range p.plurals {
			for form := range need {
				if forms[form] == "" {
					t.Errorf("%s: %q lacks the form %q", l.Tag, english, pluralFormNames[form])
				}
			}
		}
	}
}

// A file of messages that no native speaker has checked says so at the top.
func TestUnreviewedFilesSaySo(t *testing.T) {
	for _, l := range translatedLanguages() {
		text, err := messages.ReadFile("messages/" + l.Tag + ".json")
		if err != nil {
			t.Fatal(err)
		}
		head := strings.Join(strings.SplitN(string(text), "\n", 4)[:3], "\n")
		if awaits := strings.Contains(head, "awaits a native reader"); awaits == l.Reviewed {
			t.Errorf("%s: Reviewed is %v, but its file begins %s", l.Tag, l.Reviewed, head)
		}
	}
}

func translatedLanguages() (all []Language) {
	for _, l := range Languages() {
		if l.Tag != "en" && !l.Pseudo {
			all = append(all, l)
		}
	}
	return all
}
