// Package easyread has the Easy Read summaries of reports: short sentences, each idea with its picture.
package easyread

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Line is an idea of a summary with its picture.
type Line struct {
	Picture string `yaml:"picture" json:"picture"` // one of Pictures
	Words   string `yaml:"words" json:"words"`     // Markdown
}

// Pictures are the pictures of package page that lines can have.
var Pictures = []string{"read", "answer", "check", "send", "code"}

// pictureLabels are what the pictures show.
var pictureLabels = map[string]locale.LazyMessage{
	"read":   locale.Lazy("An open book"),
	"answer": locale.Lazy("A pencil and a ticked box"),
	"check":  locale.Lazy("A magnifying glass over a list"),
	"send":   locale.Lazy("An envelope on its way"),
	"code":   locale.Lazy("A key"),
}

func pictureOptions() (all []edit.Option) {
	for _, name := range Pictures {
		all = append(all, edit.Option{Value: name, Label: pictureLabels[name]})
	}
	return all
}

// maxWords is how many words an Easy Read sentence has at most (the guidance says 10 to 15).
const maxWords = 15

// Check returns an error for a sentence of more than maxWords words.
func (l Line) Check() error {
	for sentence := range strings.FieldsFuncSeq(l.Words, func(r rune) bool { return strings.ContainsRune(".!?\n", r) }) {
		if len(strings.Fields(sentence)) > maxWords {
			return fault.Newf(fault.Invalid, "Easy Read sentences have %d words or fewer. Split this one: %s", maxWords, sentence)
		}
	}
	return nil
}

// Field returns the field of a form in which officers write a summary.
func Field() edit.Field {
	return edit.Field{Section: "Easy Read summary", Name: "easy-read", Kind: edit.Rows, Label: "Easy Read summary", AddLabel: "Add an idea",
		Hint: "One idea in each row. Use sentences of 15 words or fewer.", Columns: []edit.Field{
			{Name: "picture", Kind: edit.Pick, Required: true, Label: "Picture", Options: edit.Choose(pictureOptions()...)},
			{Name: "says", Kind: edit.Text, Required: true, Setting: "words", Label: "Words",
				Hint:  "To use a picture of your own, add it with a file from “Files”.",
				Check: func(text string) error { return Line{Words: text}.Check() }},
		}}
}

// Bind connects that field with a summary.
func Bind(lines *[]Line) edit.Bound {
	return edit.BindRows("easy-read", lines, func(l *Line) edit.Binding {
		return edit.Binding{edit.BindLine("picture", &l.Picture), edit.BindText("says", &l.Words)}
	})
}
