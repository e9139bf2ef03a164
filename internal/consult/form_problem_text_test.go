package consult

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// busForm is a valid form in which a test makes one mistake.
func busForm() *survey.Form {
	return &survey.Form{ID: "bus", Edition: "standard", Lang: "en", Title: "Buses", Pages: []survey.Page{
		{ID: "one", Questions: []survey.Question{
			{
				ID:      "ride",
				Kind:    survey.Multiple,
				Text:    "Which do you take?",
				Options: []survey.Option{{ID: "bus", Text: "The bus"}, {ID: "tram", Text: "The tram"}},
			},
			{ID: "note", Kind: survey.Panel, Body: "Trams come later."}}},
		{ID: "two", Questions: []survey.Question{
			{ID: "fare", Kind: survey.Number, Text: "What do you pay?", When: &survey.Condition{Question: "ride", Answered: true}},
			{
				ID:      "look",
				Kind:    survey.Matrix,
				Text:    "How is it?",
				Options: []survey.Option{{ID: "good", Text: "Good"}, {ID: "bad", Text: "Bad"}},
				Rows:    []survey.Option{{ID: "seats", Text: "Seats"}, {ID: "doors", Text: "Doors"}},
			},
			{ID: "why", Kind: survey.LongText, Text: "Reason"}}},
	}}
}

func intPtr(n int) *int { return &n }

func stringPtr(s string) *string { return &s }

// Messages for mistakes that officers can make in the questionnaire builder
// contain neither IDs nor names of settings of a definition file.
func TestFormProblemTextNamesNoIDs(t *testing.T) {
	at := func(f *survey.Form, id string) *survey.Question { q, _ := f.Question(id); return q }
	when := func(id string, c survey.Condition) func(f *survey.Form) {
		return func(f *survey.Form) { at(f, id).When = &c }
	}
	for _, test := range []struct {
		want   string
		change func(f *survey.Form)
	}{
		{
			"This page has no questions. Add a question, or remove the page.",
			func(f *survey.Form) { f.Pages = append(f.Pages, survey.Page{ID: "new"}) },
		},
		{
			"The questionnaire can have up to 500 questions. A page that is repeated counts as often as its maximum number of times. " +
				"Remove questions, or lower that maximum.",
			func(f *survey.Form) {
				big := survey.Page{ID: "big", Repeat: &survey.Repeat{Item: "Site", Most: 20, More: "More?", Yes: "Yes", No: "No"}}
				for i := range 30 {
					big.Questions = append(big.Questions, survey.Question{ID: fmt.Sprintf("q%d", i), Kind: survey.Number, Text: "How many?"})
				}
				f.Pages = append(f.Pages, big)
			},
		},
		{
			"All answers together can have up to 400000 characters. Remove text questions, set maximum lengths for them, " +
				"or lower how often pages are repeated.",
			func(f *survey.Form) {
				big := survey.Page{ID: "big", Repeat: &survey.Repeat{Item: "Site", Most: 20, More: "More?", Yes: "Yes", No: "No"}}
				for i := range 10 {
					big.Questions = append(big.Questions, survey.Question{ID: fmt.Sprintf("q%d", i), Kind: survey.LongText, Text: "Why?"})
				}
				f.Pages = append(f.Pages, big)
			},
		},
		{
			"Enter a title for the questionnaire.",
			func(f *survey.Form) { f.Title = " " },
		},
		{
			"Enter the question.",
			func(f *survey.Form) { at(f, "why").Text = "" },
		},
		{
			"Enter text for every answer and row, or remove the empty ones.",
			func(f *survey.Form) { at(f, "ride").Options = append(at(f, "ride").Options, survey.Option{}) },
		},
		{
			"Add at least one answer to choose from.",
			func(f *survey.Form) { q := at(f, "ride"); q.Options = nil; at(f, "fare").When = nil },
		},
		{
			"Add at least two answers to choose from.",
			func(f *survey.Form) { q := at(f, "look"); q.Options = q.Options[:1] },
		},
		{
			"Enter the words of every wording, or remove the empty ones.",
			func(f *survey.Form) {
				at(f, "why").Wordings = []survey.Wording{{ID: "w", When: &survey.Condition{Question: "ride", Is: "bus"}}}
			},
		},
		{
			"A wording quotes an answer that was removed or not chosen. Choose the answer to show instead of {}.",
			func(f *survey.Form) {
				at(f, "why").Wordings = []survey.Wording{{ID: "w", When: &survey.Condition{Question: "ride", Is: "bus"}, Text: "Why {}?"}}
			},
		},
		{
			"A wording quotes the answer to “How is it?”, which cannot be quoted. Choose another question.",
			func(f *survey.Form) {
				last := survey.Question{ID: "end", Kind: survey.ShortText, Text: "End", Wordings: []survey.Wording{{ID: "w", Text: "{look}?"}}}
				f.Pages = append(f.Pages, survey.Page{ID: "three", Questions: []survey.Question{last}})
			},
		},
		{
			"A wording depends on the answer to “What do you pay?”, which is on the same page. Move one of the two questions to " +
				"another page.",
			func(f *survey.Form) { at(f, "why").Wordings = []survey.Wording{{ID: "w", Text: "Why {fare}?"}} },
		},
		{
			"Choose when to use each wording, or show an answer in it. Otherwise it is the wording for everyone.",
			func(f *survey.Form) { at(f, "why").Wordings = []survey.Wording{{ID: "w", Text: "Why?"}} },
		},
		{
			"A wording will never be used, because no answers that lead to this question meet its condition.",
			func(f *survey.Form) {
				at(f, "why").When = &survey.Condition{Not: &survey.Condition{Question: "ride", Is: "bus"}}
				at(f, "why").Wordings = []survey.Wording{{ID: "w", When: &survey.Condition{Question: "ride", Is: "bus"}, Text: "Why?"}}
			},
		},
		{
			"Add at least one row.",
			func(f *survey.Form) { at(f, "look").Rows = nil },
		},
		{
			"Two answers have the same text, “The bus”. Change one of them.",
			func(f *survey.Form) { at(f, "ride").Options[1].Text = "The bus" },
		},
		{
			"Two rows have the same text, “Seats”. Change one of them.",
			func(f *survey.Form) { at(f, "look").Rows[1].Text = "Seats" },
		},
		{
			"Remove “Prefer not to say” from the answers, and select “Offer ‘Prefer not to say’” below them. It " +
				"is counted separately from answers.",
			func(f *survey.Form) {
				at(f, "ride").Options[1].Text = "Prefer not to say"
			},
		},
		{
			fmt.Sprintf("Remove some rows. The maximum is %d.", survey.MaxRows),
			func(f *survey.Form) {
				for i := range survey.MaxRows {
					at(f, "look").Rows = append(at(f, "look").Rows, survey.Option{ID: fmt.Sprintf("row-%d", i), Text: fmt.Sprint("Row ", i)})
				}
			},
		},
		{
			"Minimum number of answers must be between 1 and 2.",
			func(f *survey.Form) { at(f, "ride").Min = intPtr(7) },
		},
		{
			"Maximum number of answers must be between 1 and 2.",
			func(f *survey.Form) { at(f, "ride").Max = intPtr(7) },
		},
		{
			"Minimum number of answers must not be higher than the maximum.",
			func(f *survey.Form) { at(f, "ride").Min, at(f, "ride").Max = intPtr(2), intPtr(1) },
		},
		{
			fmt.Sprintf("Decimal places must be between 0 and %d.", survey.MaxDecimals),
			func(f *survey.Form) { at(f, "fare").Decimals = 99 },
		},
		{
			fmt.Sprintf("Maximum length of an answer must be between 1 and %d characters.", survey.MaxLongText),
			func(f *survey.Form) { at(f, "why").MaxLength = -1 },
		},
		{
			"Lowest answer allowed must not be higher than the highest.",
			func(f *survey.Form) { at(f, "fare").Least, at(f, "fare").Most = stringPtr("5"), stringPtr("4") },
		},
		{
			"Lowest and highest answer must be plain numbers with no more decimal places than an answer can " +
				"have, not “much”.",
			func(f *survey.Form) {
				at(f, "fare").Least = stringPtr("much")
			},
		},
		{
			"Earliest and latest date must be written like 2016-05-27, or like “today” or “18 years before today”, not “May”.",
			func(f *survey.Form) { at(f, "fare").Kind = survey.Date; at(f, "fare").Least = stringPtr("May") },
		},
		{
			"Amount to share must be 1 or more.",
			func(f *survey.Form) {
				at(f, "look").Kind, at(f, "look").Rows = survey.Budget, nil
			},
		},
		{
			"Choose which answer this depends on, or remove the condition.",
			when("why", survey.Condition{Answered: true}),
		},
		{
			"This depends on a question that has been removed. Choose another question, or remove the condition.",
			when("why", survey.Condition{Question: "gone", Answered: true}),
		},
		{
			"This depends on its own answer. Choose an earlier question.",
			when("why", survey.Condition{Question: "why", Answered: true}),
		},
		{
			"This depends on “Reason”, which is asked later. Move this after that question, or change the condition.",
			when("fare", survey.Condition{Question: "why", Answered: true}),
		},
		{
			"Choose which answer to “Which do you take?” this depends on.",
			when("why", survey.Condition{Question: "ride"}),
		},
		{
			"This depends on an answer to “Which do you take?” that has been removed. Choose another answer.",
			when("why", survey.Condition{Question: "ride", Is: "train"}),
		},
		{
			"“much” cannot be compared with the answers to “What do you pay?”. Enter a number or a date like " +
				"2016-05-27, whichever that question asks for.",
			when("why", survey.Condition{Question: "fare", AtLeast: "much"}),
		},
		{
			"Choose the row of the grid that this depends on.",
			when("why", survey.Condition{Question: "look", Is: "good"}),
		},
		{
			"Enter the minimum number of answers chosen. It cannot be more than the number of answers to choose " +
				"from.",
			when("why", survey.Condition{Question: "ride", CountAtLeast: 9}),
		},
		{
			"This depends on a block of text, which has no answer. Choose a question instead.",
			when("why", survey.Condition{Question: "note", Answered: true}),
		},
		{
			"This condition can never be met because its parts contradict each other. Change the condition.",
			when("why", survey.Condition{All: []survey.Condition{{Question: "ride", Answered: true},
				{Not: &survey.Condition{Question: "ride", Answered: true}}}}),
		},
		{
			"This question will never be shown, because no answers that lead to its page meet the condition. " +
				"Change the condition.",
			func(f *survey.Form) {
				f.Pages[1].When = &survey.Condition{Question: "ride", Is: "bus"}
				at(f, "why").When = &survey.Condition{Not: &survey.Condition{Question: "ride", Answered: true}}
			},
		},
		{
			"This page will never be shown, because no answers meet its condition. Change the condition.",
			func(f *survey.Form) {
				f.Pages[1].When = &survey.Condition{Question: "ride", Is: "bus"}
				at(f, "fare").When = &survey.Condition{Not: &survey.Condition{Question: "ride", Answered: true}}
				f.Pages = append(f.Pages, survey.Page{ID: "three", When: &survey.Condition{Question: "fare", Answered: true},
					Questions: []survey.Question{{ID: "more", Kind: survey.ShortText, Text: "More?"}}})
			},
		},
		{
			"This depends on “Are you well?”, an equality question, and would reveal people’s answers to it. " +
				"Choose another question.",
			func(f *survey.Form) {
				f.Pages = append([]survey.Page{{ID: "you", Monitoring: true, Questions: []survey.Question{{ID: "well",
					Kind: survey.ShortText, Text: "Are you well?"}}}}, f.Pages...)
				at(f, "why").When = &survey.Condition{Question: "well", Answered: true}
			},
		},
		{
			"These questions depend on each other, so none of them can be shown: “What do you pay?” → “Reason” " +
				"→ “What do you pay?”. Change one of the conditions.",
			func(f *survey.Form) {
				at(f, "fare").When, at(f, "why").When = &survey.Condition{Question: "why", Answered: true},
					&survey.Condition{Question: "fare", Answered: true}
			},
		},
	} {
		f := busForm()
		test.change(f)
		d := Definition{Slug: "buses", Title: "Buses", Type: Formal, Opens: "2026-03-02", Closes: "2026-05-29", Forms: []survey.Form{*f}}
		var messages []string
		for _, found := range d.Review() {
			if found.Form != (FormLocation{}) || found.Section() == "questionnaire" && strings.Contains(found.Code, "problem") {
				messages = append(messages, found.Message)
				if fileTerms.MatchString(found.Message) {
					t.Errorf("%q contains an ID or the name of a setting", found.Message)
				}
			}
		}
		if !strings.Contains("\n"+strings.Join(messages, "\n")+"\n", "\n"+test.want+"\n") {
			t.Errorf("got %q, want %q", messages, test.want)
		}
	}
}

// fileTerms are names that appear in definition files but not in the staff area.
var fileTerms = regexp.MustCompile(`"[a-z-]+"|anyOf|atLeast|countAtLeast|maxLength|\b(option|panel)s?\b`)
