package imports

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// DetailField is a field of Details.
type DetailField string

// The fields that can be wrong.
const (
	TitleField  DetailField = "title"
	TypeField   DetailField = "type"
	ByField     DetailField = "by"
	WithField   DetailField = "with"
	OpenedField DetailField = "opened"
	ClosedField DetailField = "closed"

	SummaryField  DetailField = "summary"
	LanguageField DetailField = "language"
	InventedField DetailField = "invented"
)

// Limits of details, in characters.
const (
	maxLine    = 300
	maxSummary = 20_000
)

// Check returns what has to be said about the consultation first, by field: a fault.Invalid with a sentence.
func (d *Details) Check(now time.Time) map[DetailField]error {
	wrong := map[DetailField]error{}
	required := func(field DetailField, value, say string) {
		if strings.TrimSpace(value) == "" {
			wrong[field] = fault.New(fault.Invalid, say)
		}
	}
	required(TitleField, d.Title, "Enter a title for the consultation.")
	required(ByField, d.By, "Enter who collected the responses.")
	required(WithField, d.With, "Enter how the responses were collected.")
	if !slices.Contains([]consult.Type{consult.Statutory, consult.Formal, consult.Engagement, consult.Survey}, d.Type) {
		wrong[TypeField] = fault.New(fault.Invalid, "Select the type of consultation.")
	}
	for field, text := range map[DetailField]string{
		TitleField: d.Title, ByField: d.By, WithField: d.With, SummaryField: d.Summary, InventedField: d.Invented,
	} {
		most := maxLine
		if field == SummaryField {
			most = maxSummary
		}
		if utf8.RuneCountInString(text) > most {
			wrong[field] = fault.Newf(fault.Invalid, "This can have up to %d characters.", most)
		}
	}
	if !locale.IsTag(d.Language) {
		wrong[LanguageField] = fault.New(fault.Invalid, "Select the language of the questions.")
	}
	opened, err := time.Parse(time.DateOnly, d.Opened)
	if err != nil {
		wrong[OpenedField] = fault.New(fault.Invalid, "Enter the first day on which people could respond, like 27 5 2026.")
	}
	closed, err2 := time.Parse(time.DateOnly, d.Closed)
	switch {
	case err2 != nil:
		wrong[ClosedField] = fault.New(fault.Invalid, "Enter the last day on which people could respond, like 27 5 2026.")
	case !closed.AddDate(0, 0, 1).Before(now):
		wrong[ClosedField] = fault.New(fault.Invalid, "The last day must be in the past.")
	case err == nil && closed.Before(opened):
		wrong[ClosedField] = fault.New(fault.Invalid, "The last day must not be before the first day.")
	}
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}
