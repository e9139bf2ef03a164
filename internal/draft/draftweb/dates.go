package draftweb

import (
	"net/url"

	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// newClosing is the closing date of a consultation that is extended or reopened.
var newClosing = edit.Field{
	Name: "closes", Kind: edit.DateTime, Label: "New closing date", TimeLabel: "New closing time",
	TimeHint: "For example, 5pm. Leave blank for 11:59pm.", NoTime: "23:59", Check: draft.CheckClosing("New closing time"),
}

// closingFields returns the inputs of newClosing.
func closingFields(words *locale.Printer) form.Form {
	f := &newClosing
	return form.Form{
		form.NewDate(words, f.Name, words.Say(f.Label), survey.TypedDate{}),
		form.NewTime(f.Name, words.Say(f.TimeLabel), words.Say(f.TimeHint)),
	}
}

// parseClosing returns the submitted closing date as a definition writes it, or "" if it is blank or cannot be read. It adds
// what is wrong to invalid.
func parseClosing(words *locale.Printer, typed url.Values, invalid draftedit.FieldErrors) string {
	f := &newClosing
	d := edit.TypedDateTime{Date: form.TypedDate(typed, f.Name), Time: form.TypedTime(typed, f.Name)}
	text := f.DateTimeText(d, words.Lang())
	isTime, err := f.CheckDateTime(edit.TypedDateTimeOf(text))
	if err == nil && text != "" {
		err = f.Check(text)
	}
	if err == nil {
		return text
	}
	at := f.Name
	if isTime {
		at += "-time"
	}
	invalid[at] = draftedit.MessageOf(err)
	return ""
}
