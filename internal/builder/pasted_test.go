package builder

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

const pastedText = `How you travel
==============
Tell us about a usual week.
We use this to plan buses.

1. How do you usually travel? (required)
Hint: Think of last week.

( ) Bus

( ) Train
( ) Other ____
( ) Prefer not to say

2. Which of these would help? Select all that apply
- Later buses
- Cheaper fares
- None of these

Page 2: Your views

Q3 How satisfied are you with these
services?
Rows:
- Libraries
- Parks
Answers: Satisfied; Neither; Dissatisfied

Text: The next questions are about you.
4. How old are you?
Answer: number

5. Postcode district
____
6) Why?
__________
__________
Do you drive?
1. Yes
2. No
Mandatory
`

// A questionnaire that is written as in a document becomes pages and questions.
func TestQuestionnaireIsReadFromText(t *testing.T) {
	p, err := ParsePasted(strings.ReplaceAll(pastedText, "\n", "\r\n"))
	if err != nil || len(p.Problems) > 0 || len(p.Pages) != 2 {
		t.Fatalf("%v %+v", err, p)
	}
	if first := p.Pages[0]; first.Title != "How you travel" || first.Intro != "Tell us about a usual week. We use this to plan buses." {
		t.Errorf("%+v", first)
	}
	def := &consult.Definition{Title: "Travel"}
	AddPage(def, "Before")
	if _, err := AddQuestion(def, "before", survey.Question{Kind: survey.Number, Text: "How old are you?"}); err != nil {
		t.Fatal(err)
	}
	first, err := p.AddTo(def)
	if err != nil || first != "how-you-travel" {
		t.Fatal(first, err)
	}
	if hints := Hints(def); len(hints) > 0 {
		t.Errorf("%+v", hints)
	}
	var got []string
	for _, page := range def.Forms[0].Pages[1:] {
		for _, q := range page.Questions {
			line := string(q.Kind) + " " + q.ID
			for _, r := range q.Rows {
				line += " " + r.ID + ","
			}
			for _, o := range q.Options {
				line += " " + o.ID + map[bool]string{true: "_"}[o.WriteIn] + map[bool]string{true: "!"}[o.Exclusive]
			}
			got = append(got, line+map[bool]string{true: " required"}[q.Required]+map[bool]string{true: " may decline"}[q.PreferNotToSay])
		}
	}
	want := []string{
		"single how-do-you-usually-travel bus train other_ required may decline",
		"multiple which-of-these-would-help-select-all-that-apply later-buses cheaper-fares none-of-these!",
		"matrix how-satisfied-are-you-with-these-services libraries, parks, satisfied neither dissatisfied",
		"panel the-next-questions-are-about-you",
		"number how-old-are-you-2",
		"short-text postcode-district",
		"long-text why",
		"single do-you-drive yes no required",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Each line that is not understood is named, and the others are read.
func TestLinesThatAreNotUnderstoodAreNamed(t *testing.T) {
	p, err := ParsePasted("- Yes\n# Travel\nDo you drive?\n- Yes\n- yes\n\nSomething else\nIf yes, go to question 5\nAnswer: colour\n" +
		"# Nothing\n# Last\nRequired\n1. Why?\nAnswer: choose one\n2. Email\nAnswer: email\n- Yes\n")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, problem := range p.Problems {
		got = append(got, string(rune('a'+problem.Line-1))+" "+problem.Text+": "+problem.Message.String())
	}
	want := []string{
		"a - Yes: There is no question above this answer.",
		"e - yes: This answer is in the list already.",
		"g Something else: This could be a page title, a question or information. Put “#”, a number or “Text:” in front of it.",
		"h If yes, go to question 5: Conditions are not read. Add them when the questions are made.",
		"i Answer: colour: We do not know this answer type. Use, for example, short text, long text, number, date or email.",
		"j # Nothing: There are no questions below this heading.",
		"l Required: There is no question above this line.",
		"m 1. Why?: There are no answers below this question.",
		"q - Yes: The question above has no answers to choose from.",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if len(p.Pages) != 2 || p.Questions() != 2 {
		t.Errorf("%+v", p.Pages)
	}
}

// Long texts are refused before they are read, and what does not fit into the questionnaire is not added.
func TestPastedQuestionnaireIsBounded(t *testing.T) {
	for _, text := range []string{strings.Repeat("a", MaxPastedBytes+1), strings.Repeat("\n", maxPastedLines)} {
		if _, err := ParsePasted(text); err == nil {
			t.Errorf("%d characters are read", len(text))
		}
	}
	p, err := ParsePasted(strings.Repeat("Why?\n\n", survey.MaxQuestions+1))
	if err != nil || p.Questions() != survey.MaxQuestions+1 {
		t.Fatal(p.Questions(), err)
	}
	if _, err := p.AddTo(&consult.Definition{}); err == nil {
		t.Error("more questions than allowed were added")
	}
}

// Whatever is pasted, what is made of it can be added and has valid texts.
func FuzzParsePasted(f *testing.F) {
	f.Add(pastedText)
	f.Add("# \n1.\n- \n[x] a\nRows:\nAnswers: | ;\n===\n\x00\xff")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePasted(text)
		if err != nil || len(p.Pages) == 0 {
			return
		}
		def := &consult.Definition{}
		if _, err := p.AddTo(def); err != nil && p.Questions() <= survey.MaxQuestions && len(p.Pages) <= survey.MaxPages {
			t.Fatal(err)
		}
		for _, page := range p.Pages {
			for _, q := range page.Questions {
				if q.Text == "" && q.Body == "" || !utf8.ValidString(q.Text) {
					t.Fatalf("%q", q.Text)
				}
			}
		}
	})
}
