package entry

import "testing"

// On paper each repetition is a section of its own, answered by those who have another child.
//
// Row G of docs/faults.md.
func TestRepetitionsAreSectionsOnPaper(t *testing.T) {
	p := newPaperForm(t, `{"id":"child","title":"Your children","repeat":{"item":"Child","most":3,"more":"Another?","yes":"Yes","no":"No"},
		"questions":[{"id":"age","kind":"number","text":"How old?"},
		{"id":"school","kind":"short-text","text":"School?","when":{"question":"age","atLeast":"5"}}]}`)
	section, last := p.Sections[1], p.Sections[2]
	if section.Title != "Your children – Child 2" || section.OnlyIf != "Answer questions 4 to 6 only if you ticked “Yes” at question 3." {
		t.Errorf("the second section is %q: %s", section.Title, section.OnlyIf)
	}
	if q := section.Questions[1]; q.OnlyIf != "Answer question 5 only if your answer to question 4 is 5 or more." {
		t.Errorf("a condition within a repetition: %s", q.OnlyIf)
	}
	if more := section.Questions[2]; len(last.Questions) != 2 || more.CodedOptions[1].GoTo != "Go to the end" {
		t.Errorf("after the second child: %+v", more.CodedOptions)
	}
	got, problems := p.Parse(KeyedValues{"age-1": "7", "school-1": "Mill Road", "child-more-1": "a", "age-2": "3", "child-more-2": "b"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if a := got.Answers; a.Get("age-2").Number != "3" || a.Get("age-3").State != "not-asked" {
		t.Errorf("keyed as %s", a.Canonical())
	}
}
