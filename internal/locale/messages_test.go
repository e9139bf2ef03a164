package locale

import (
	"encoding/json"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
)

// publicFiles are the files whose sentences the public reads: none may lack a
// translation. What only staff read may follow later; it is English until then.
var publicFiles = []string{
	"internal/page/*.go", "internal/page/templates/*.html", "internal/page/templates/pages/refusal.html",
	"internal/intake/intakeweb/*.go", "internal/intake/intakeweb/templates/*.html", "internal/consult/consultweb/*.go", "internal/consult/consultweb/templates/*.html",
	"internal/question/*.go", "survey/*.go", "internal/consult/consult.go", "internal/consult/words.go", "internal/consult/moment_words.go", "internal/consult/store_form.go",
	"internal/intake/key.go", "internal/intake/store.go", "internal/intake/doorstep.go", "internal/intake/draft.go", "internal/intake/receiver.go", "internal/intake/words.go",
	"internal/app/app.go", "internal/app/upward.go", "receipt/*.go", "internal/record/recordweb/*.go", "internal/record/recordweb/templates/*.html",
	"internal/analysis/analysisweb/*.go", "internal/opendata/*.go", "internal/analysis/analysisweb/templates/*.html", "internal/council/councilweb/*.go", "internal/council/councilweb/templates/*.html",
	"internal/strategy/*.go", "internal/strategy/strategyweb/*.go", "internal/strategy/strategyweb/templates/*.html", "internal/evidence/*.go",
	"internal/action/action.go", "internal/action/actionweb/*.go", "internal/action/actionweb/templates/*.html",
	"internal/decision/decision.go", "internal/decision/decisionweb/*.go", "internal/decision/decisionweb/templates/*.html",
	"internal/progress/*.go", "internal/progress/progressweb/*.go", "internal/progress/progressweb/templates/*.html", "internal/letter/letterweb/*.go", "internal/letter/letterweb/templates/*.html",
}

func isPublic(files []string) bool {
	return slices.ContainsFunc(files, func(file string) bool {
		return slices.ContainsFunc(publicFiles, func(pattern string) bool { ok, _ := path.Match(pattern, file); return ok })
	})
}

// count are numbers of which each takes another form, in some language.
var sampleCounts = []int64{0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 20, 21, 22, 25, 100, 101, 102, 111, 1000, 1_000_000}

func TestPublicMessagesAreTranslated(t *testing.T) {
	all := findMessages(t)
	if len(all) < 300 {
		t.Fatalf("only %d sentences were found", len(all))
	}
	for _, l := range translatedLanguages() {
		p, lacks := For(l.Tag), map[string]any{}
		for _, english := range slices.Sorted(maps.Keys(all)) {
			said := all[english]
			_, whole := p.messages[english]
			_, counts := p.plurals[english]
			if isPublic(said.files) && !(said.one == "" && whole || said.one != "" && counts) {
				lacks[english] = said.one
			}
		}
		if len(lacks) > 0 {
			list, _ := json.MarshalIndent(lacks, "", "\t")
			t.Errorf("%s lacks %d sentences (with the form for one of those that count):\n%s", l.Tag, len(lacks), list)
		}
	}
}

func TestNoTranslationIsUnused(t *testing.T) {
	all := findMessages(t)
	for _, l := range translatedLanguages() {
		p := For(l.Tag)
		for _, english := range slices.Sorted(maps.Keys(p.messages)) {
			if all[english] == nil && english != UnreviewedNotice {
				t.Errorf("%s translates %q, which nobody says", l.Tag, english)
			}
		}
		for _, english := range slices.Sorted(maps.Keys(p.plurals)) {
			if all[english] == nil {
				t.Errorf("%s translates %q, which nobody says", l.Tag, english)
			}
		}
	}
}

var htmlPattern = regexp.MustCompile(`</?[a-zA-Z]|&[a-z#0-9]+;`)

// A translation takes what its English takes, and nothing of it is HTML.
func TestTranslationsHaveTheSamePlaceholders(t *testing.T) {
	for _, l := range translatedLanguages() {
		p := For(l.Tag)
		check := func(english, said string) {
			if said == "" || htmlPattern.MatchString(said) {
				t.Errorf("%s: %q is empty or has HTML in it", l.Tag, said)
			}
			if !slices.Equal(placeholders(said), placeholders(english)) {
				t.Errorf("%s: %q takes %v, and its English %q takes %v", l.Tag, said, Placeholders(said), english, Placeholders(english))
			}
			if strings.Contains(english, "[") &&
				strings.Count(
					bracketed(said),
					"[",
				)+strings.Count(
					bracketed(said),
					"]",
				) != strings.Count(
					bracketed(english),
					"[",
				)+strings.Count(
					bracketed(english),
					"]",
				) {
				t.Errorf("%s: %q marks other words than its English %q", l.Tag, said, english)
			}
		}
		for english, said := range p.messages {
			check(english, said)
		}
		for english, forms := range p.plurals {
			for _, said := range forms {
				check(english, said)
			}
		}
	}
}

// placeholders are what a message takes, each with its number.
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

// bracketed is message without its places.
func bracketed(message string) string { return placeholder.ReplaceAllString(message, "") }

// Every number finds a form of its own language: Welsh has six, Polish four.
func TestPluralFormsAreComplete(t *testing.T) {
	for _, l := range translatedLanguages() {
		p, need := For(l.Tag), map[plural.Form]bool{}
		for _, n := range sampleCounts {
			need[plural.Cardinal.MatchPlural(p.tag, int(n), 0, 0, 0, 0)] = true
		}
		if want := map[string]int{"cy": 6, "gu": 2, "pl": 3}[l.Tag]; len(need) != want {
			t.Errorf("%s has %d forms for whole numbers, want %d", l.Tag, len(need), want)
		}
		need[plural.Other] = true // for what no rule foresees
		for english, forms := range p.plurals {
			for form := range need {
				if forms[form] == "" {
					t.Errorf("%s: %q lacks the form %q", l.Tag, english, pluralFormNames[form])
				}
			}
		}
	}
}

// Who opens a file of messages reads first that nobody has read it.
func TestUnreviewedNoticeIsTranslated(t *testing.T) {
	for _, l := range translatedLanguages() {
		text, err := messages.ReadFile("messages/" + l.Tag + ".json")
		if err != nil {
			t.Fatal(err)
		}
		head := strings.Join(strings.SplitN(string(text), "\n", 4)[:3], "\n")
		if awaits := strings.Contains(head, "awaits a native reader"); awaits == l.Reviewed {
			t.Errorf("%s: read %v, and its file begins %s", l.Tag, l.Reviewed, head)
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
