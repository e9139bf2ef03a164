package builderweb

import (
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// fileFields returns the fields for the settings of a question for files. number returns a field for a number.
func fileFields(words *locale.Printer, number func(name, label string) *form.Field) form.Form {
	names := map[string]string{
		survey.AcceptDocuments: words.Say("Documents"), survey.AcceptPictures: words.Say("Pictures"),
		survey.AcceptSpreadsheets: words.Say("Spreadsheets"),
	}
	accept := &form.Field{
		Kind: form.Checkboxes, Name: "accept", Label: words.Say("Which files can people attach?"), LabelSize: "s",
		Hint: words.Say("Say in the question what you will do with the files, and who reads them. Files can identify people. They are " +
			"stored apart from the answers and never published, and are deleted with the written answers."),
	}
	for _, group := range survey.AcceptGroups {
		accept.Options = append(accept.Options, form.Option{
			Value: group, Label: names[group], Hint: intake.AcceptedTypes(&survey.Question{Accept: []string{group}}),
		})
	}
	many, size := number("max-files", maxFilesLabel), number("max-megabytes", megabytesLabel)
	many.Hint = words.Say("1 to %d. If this is blank, people can attach one file.", survey.MaxFiles)
	size.Hint = words.Say("1 to %d. If this is blank, it is %d.", survey.MaxMegabytes, survey.DefaultMegabytes)
	return form.Form{accept, many, size}
}
