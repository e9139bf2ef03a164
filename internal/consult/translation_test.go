package consult

import (
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// Each text that a translation lacks is named, with the place where it is entered: a missing hint, introduction or
// question, what still repeats the original, and what has only a dash. What people write alike in two
// languages is not, and a word that may be a name is only a suggestion.
//
// Row A10 of docs/faults.md.
func TestEveryGapOfATranslationIsNamed(t *testing.T) {
	form := func(lang string, texts ...string) survey.Form {
		return survey.Form{ID: "lake", Edition: lang, Lang: lang, Title: texts[0], Intro: texts[1], Pages: []survey.Page{{
			ID: "visits", Title: texts[2], Intro: texts[3], Questions: []survey.Question{{
				ID: "use", Kind: survey.Single, Text: texts[4], Hint: texts[5], Body: texts[6],
				Options: []survey.Option{{ID: "yes", Text: texts[7], Hint: texts[8]}},
			}},
		}}}
	}
	original := []string{"The lake", "Tell us.", "Your visits", "About visits.", "Do you visit?", "Any year",
		"The lake is old.", "Every day", "Or more"}
	polish := []string{"Jezioro", "Napisz.", "Wizyty", "O wizytach.", "Czy bywasz?", "Dowolny rok",
		"Jezioro jest stare.", "Codziennie", "Lub częściej"}
	for _, test := range []struct {
		at             int // index of the text
		original, own  string
		message, place string // "" for no finding
		hint           bool
	}{
		{0, "", "", "", "", false}, // everything is translated
		{1, "", "-", "has only “-” where the original has “Tell us.”.", "// intro", false},
		{3, "", "", "has no translation of “About visits.”.", "visits// intro", false},
		{4, "", original[4], "still has the words of the original: “Do you visit?”.", "visits/use/ text", false},
		{5, "", "", "has no translation of “Any year”.", "visits/use/ hint", false},
		{6, "", "", "has no translation of “The lake is old.”.", "visits/use/ body", false},
		{7, "", "-", "has only “-” where the original has “Every day”.", "visits/use/yes options.text", false},
		{7, "", original[7], "still has the words of the original: “Every day”.", "visits/use/yes options.text", false},
		{8, "", "", "has no translation of “Or more”.", "visits/use/yes options.hint", false},
		{7, "Never", "Never", "“Never” is the same in the original and in the “Polish” version.", "visits/use/yes options.text", true},
		{7, "North West Leicestershire", "North West Leicestershire", "“North West Leicestershire” is the same",
			"visits/use/yes options.text", true},
		{7, "Email", "Email", "", "", false},
		{7, "WhatsApp or SMS", "WhatsApp or SMS", "still has the words", "visits/use/yes options.text", false},
		{7, "NHS", "NHS", "", "", false},
		{7, "1,200", "1,200", "", "", false},
		{8, "https://example.org", "https://example.org", "", "", false},
		{8, "3–5", "", "", "", false},
	} {
		master, own := strings.Split(strings.Join(original, "|"), "|"), strings.Split(strings.Join(polish, "|"), "|")
		if test.original != "" {
			master[test.at] = test.original
		}
		if test.message != "" || test.original != "" {
			own[test.at] = test.own
		}
		def := Definition{Forms: []survey.Form{form("en", master...), form("pl", own...)}}
		var all findings
		def.checkTranslations(&all)
		if test.message == "" {
			if len(all) > 0 {
				t.Errorf("%q for %q: %s", own[test.at], master[test.at], all[0].Message)
			}
			continue
		}
		if len(all) != 1 {
			t.Errorf("%q for %q: %d findings: %+v", own[test.at], master[test.at], len(all), all)
			continue
		}
		f := all[0]
		place := f.Form.Page + "/" + f.Form.Question + "/" + f.Form.Option + " " + f.Form.Member
		if !strings.Contains(f.Message, test.message) || place != test.place || f.Hint != test.hint || f.Form.Edition != "pl" {
			t.Errorf("%q for %q: %s at %s (%v)", own[test.at], master[test.at], f.Message, place, f.Form)
		}
	}
}

// A question that a translation does not have is one finding. So is a language that the interface does not have.
//
// Row A10 of docs/faults.md.
// Row F of docs/faults.md.
func TestTranslationWithoutQuestionOrInterface(t *testing.T) {
	q := survey.Question{ID: "use", Kind: survey.LongText, Text: "Do you visit?", Hint: "In a usual year"}
	master := survey.Form{ID: "lake", Edition: "standard", Lang: "en", Title: "The lake", Pages: []survey.Page{
		{ID: "p", Questions: []survey.Question{q}},
	}}
	german := survey.Form{ID: "lake", Edition: "de", Lang: "de", Title: "Der See"}
	def := Definition{Forms: []survey.Form{master, german}}
	var all findings
	def.checkTranslations(&all)
	const buttons = "“German” version of the questionnaire will have buttons and error messages in English"
	if len(all) != 2 || !strings.Contains(all[0].Message, buttons) ||
		!strings.Contains(all[1].Message, "The “German” version has no translation of “Do you visit?”.") {
		t.Errorf("got %+v", all)
	}
	q.Text, q.Hint = "کیا آپ آتے ہیں؟", "سال میں"
	def.Forms[1], all = survey.Form{
		ID: "lake", Edition: "ur", Lang: "ur", Title: "جھیل", Pages: []survey.Page{{ID: "p", Questions: []survey.Question{q}}},
	}, nil
	if def.checkTranslations(&all); len(all) != 0 {
		t.Errorf("got %+v", all)
	}
}

// A version with many texts that are not translated gets one finding that counts them.
func TestVersionThatIsNotTranslatedIsOneFinding(t *testing.T) {
	for _, test := range []struct {
		questions int
		want      string // message of the first finding
		findings  int
	}{
		{maxGaps, "The “Urdu” version has no translation of “Do you visit?”.", maxGaps},
		{maxGaps + 1, "Texts not translated in the “Urdu” version: 6.", 1},
	} {
		page := survey.Page{ID: "p"}
		for i := range test.questions {
			page.Questions = append(page.Questions, survey.Question{ID: string(rune('a' + i)), Kind: survey.LongText, Text: "Do you visit?"})
		}
		def := Definition{Forms: []survey.Form{
			{ID: "lake", Edition: "standard", Lang: "en", Title: "The lake", Pages: []survey.Page{page}},
			{ID: "lake", Edition: "ur", Lang: "ur", Title: "جھیل"},
		}}
		var all findings
		def.checkTranslations(&all)
		if len(all) != test.findings || all[0].Message != test.want || all[0].Form.Edition != "ur" {
			t.Errorf("%d questions: %+v", test.questions, all)
		}
	}
}

// A questionnaire with an error is not reported as missing.
func TestQuestionnaireWithErrorIsAWayToRespond(t *testing.T) {
	grid := survey.Question{ID: "q", Kind: survey.Matrix, Text: "How satisfied are you?"} // without rows
	def := Definition{Slug: "lake", Title: "The lake", Type: Engagement, Forms: []survey.Form{
		{ID: "lake", Edition: "standard", Lang: "en", Title: "The lake", Pages: []survey.Page{{ID: "p", Questions: []survey.Question{grid}}}},
	}}
	isNone := func(f Finding) bool { return f.Code == "questionnaire/none" }
	if slices.ContainsFunc(def.Review(), isNone) {
		t.Error("a questionnaire with questions is reported as missing")
	}
	def.Forms[0].Pages = nil
	if !slices.ContainsFunc(def.Review(), isNone) {
		t.Error("a questionnaire without questions is a way to respond")
	}
}
