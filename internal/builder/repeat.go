package builder

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// defaultRepetitions is the most repetitions of a page whose officer gives no number.
const defaultRepetitions = 10

// NewRepeat returns how a page of f is repeated for each item, such as “Child”. What more says is left blank has words in
// the language of f, where the interface is translated into it.
func NewRepeat(f *survey.Form, more survey.Repeat) *survey.Repeat {
	words := locale.For(f.Lang)
	def := func(text *string, otherwise string) {
		if *text = strings.TrimSpace(*text); *text == "" {
			*text = otherwise
		}
	}
	more.Item = strings.TrimSpace(more.Item)
	def(&more.More, words.Say("Is there another one to tell us about?"))
	def(&more.Yes, words.Say("Yes"))
	def(&more.No, words.Say("No"))
	if more.Most == 0 {
		more.Most = defaultRepetitions
	}
	if more.Least == 1 {
		more.Least = 0 // which means the same
	}
	return &more
}

// RepeatQuestions repeats questions for each item, in the order in which they are asked: their page, if they are all of
// it, or a new page after it. It returns the id of the page.
func RepeatQuestions(def *consult.Definition, ids []string, item string) (page string, err error) {
	f := MasterForm(def)
	switch item = survey.CleanText(strings.TrimSpace(item)); {
	case len(ids) == 0:
		return "", fault.New(fault.Invalid, "Select the questions first.")
	case item == "":
		return "", fault.New(fault.Invalid, "Enter what the questions are repeated for, such as Child.")
	}
	at := slices.IndexFunc(f.Pages, func(p survey.Page) bool {
		return slices.ContainsFunc(p.Questions, func(q survey.Question) bool { return slices.Contains(ids, q.ID) })
	})
	if at < 0 {
		return "", questionNotFound()
	}
	if f.Pages[at].Monitoring {
		return "", fault.New(fault.Invalid, "Equality questions are about one person. They cannot be repeated.")
	}
	if slices.ContainsFunc(f.Pages[at].Questions, func(q survey.Question) bool { return !slices.Contains(ids, q.ID) }) {
		var taken []string
		for _, p := range f.Pages {
			taken = append(taken, p.ID)
		}
		id := UniqueID(IDFrom(item, "page"), taken)
		f.Pages = slices.Insert(f.Pages, at+1, survey.Page{ID: id, When: f.Pages[at].When})
		at++
		if err := PlaceQuestions(def, ids, id, ""); err != nil {
			return "", err
		}
	}
	f.Pages[at].Repeat = NewRepeat(f, survey.Repeat{Item: item})
	return f.Pages[at].ID, nil
}

// repeatTexts returns the texts of r by the part of their field in a version; none if r is nil.
func repeatTexts(r *survey.Repeat) map[string]*string {
	if r == nil {
		return nil
	}
	return map[string]*string{"page-item": &r.Item, "page-more": &r.More, "page-yes": &r.Yes, "page-no": &r.No}
}

// repeatParts are the keys of repeatTexts, in the order in which they are shown.
var repeatParts = []string{"page-item", "page-more", "page-yes", "page-no"}

// repeatWithTexts returns master with the texts of a version, current. get returns a new text, or its first argument if
// there is none.
func repeatWithTexts(master, current *survey.Repeat, page string, get func(string, ...string) string) *survey.Repeat {
	if master == nil {
		return nil
	}
	made, old := *master, survey.Repeat{}
	if current != nil {
		old = *current
	}
	own := repeatTexts(&old)
	for part, text := range repeatTexts(&made) {
		if *text != "" {
			*text = get(*own[part], part, page)
		}
	}
	return &made
}

// RepeatInWords returns how a page is repeated; "" if it is asked once.
func RepeatInWords(words *locale.Printer, r *survey.Repeat) string {
	if r == nil {
		return ""
	}
	text := words.Say("Repeated for each “%s”, minimum %d, maximum %d.", r.Item, max(r.Least, 1), r.Most)
	for _, more := range []string{r.More, r.Yes, r.No} {
		if more != "" {
			text += " " + more + " /"
		}
	}
	return strings.TrimSuffix(text, " /")
}
