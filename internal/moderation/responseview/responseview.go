// Package responseview shows the parts of a response that officers and respondents
// both see.
package responseview

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/survey"
)

// AnswerRows returns the questions of a form with their answers as text: of the
// monitoring pages if monitoring is true, and of all other pages if not.
func AnswerRows(p *locale.Printer, f *survey.Form, answers survey.Answers, monitoring bool) (all []question.AnswerRow) {
	if f == nil {
		return nil
	}
	all = question.StoredRows(p, f, answers, monitoring)
	for i := range all {
		all[i].Answer = Redacted(p, all[i].Answer)
	}
	return all
}

// Redacted replaces the marks of redactions in text with a word.
func Redacted(p *locale.Printer, text string) string {
	return strings.ReplaceAll(text, intake.RedactionMark, p.Say("[redacted]"))
}

// Channel returns the label of a channel.
func Channel(p *locale.Printer, channel string) string {
	if label := intake.Channel(channel).Label().In(p); label != "" {
		return label
	}
	return channel
}

// StateTag returns the tag for the state of a response.
func StateTag(p *locale.Printer, state intake.ResponseState) page.Tag {
	colours := map[intake.ResponseState]string{
		intake.Counted:   "green",
		intake.Withdrawn: "grey",
		intake.Excluded:  "orange",
	}
	return page.Tag{Text: state.Label().In(p), Colour: colours[state]}
}

// Day formats a date of the form 2016-05-27.
func Day(p *locale.Printer, text string) string {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return p.Date(at)
}

// ExclusionReason returns the label of an exclusion reason. Imported responses may
// have other reasons; these are shown as they are.
func ExclusionReason(p *locale.Printer, code string) string {
	if label := moderation.ExclusionReasonLabel(code); label != "" {
		return p.Say(label)
	}
	return strings.ReplaceAll(code, "-", " ")
}

// RedactionReason returns the label of a redaction reason, or of the deletion of all
// texts at the end of their retention period.
func RedactionReason(p *locale.Printer, code string) string {
	if label := moderation.RedactionReasonLabel(code); label != "" {
		return p.Say(label)
	}
	return p.Say("The retention period ended")
}

// FlagReason returns the label of a flag reason.
func FlagReason(p *locale.Printer, code string) string {
	for _, r := range moderation.FlagReasons {
		if r.Code == code {
			return p.Say(r.Label)
		}
	}
	return code
}

// Attribution returns the name under which a text is published: of an organisation,
// "An organisation" if it did not agree to be named, or "" for an individual.
func Attribution(p *locale.Printer, a moderation.Attribution) string {
	switch {
	case !a.Organisation:
		return ""
	case a.Name != "":
		return a.Name
	}
	return p.Say("An organisation")
}

// RadiosField returns a required question with one answer.
func RadiosField(id, label string, options []form.Option, chosen, problem string) *form.Field {
	for i := range options {
		options[i].Checked = options[i].Value == chosen
	}
	return &form.Field{
		Kind: form.Radios, ID: id, Name: id, Label: label, LabelSize: "s", Options: options, Error: problem,
	}
}

// TextareaField returns a question with a written answer.
func TextareaField(id, label, hint, value, problem string) *form.Field {
	return &form.Field{
		Kind:      form.Textarea,
		ID:        id,
		Name:      id,
		Label:     label,
		LabelSize: "s",
		Hint:      hint,
		Value:     value,
		Error:     problem,
		MaxLength: audit.MaxPurpose,
	}
}
