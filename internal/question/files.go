package question

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// setFiles sets what only fields for files have: the files that are attached, and what can be.
func setFiles(words *locale.Printer, q *survey.Question, f *form.Field, raw survey.Raw) {
	f.Value, f.Several = "", q.FileLimit() > 1
	f.Accept, f.Bound = strings.Join(intake.AcceptedNames(q), ","), FileLimits(words, q)
	for _, value := range raw[q.ID] {
		if file, ok := intake.ParseFileValue(value); ok {
			f.Attached = append(f.Attached, form.Attachment{Value: value, Name: file.Name, Size: form.FileSize(words, file.Size)})
		}
	}
}

// FileLimits says how many files of which types and sizes answer q, and what they can tell about a person.
func FileLimits(words *locale.Printer, q *survey.Question) string {
	return words.Count(int64(q.FileLimit()), "%d file of up to %d MB: %s.", "Up to %d files of up to %d MB each: %s.",
		q.MegabyteLimit(), intake.AcceptedTypes(q)) + " " +
		words.Say("We remove the place and time from pictures. Documents can contain your name. "+
			"We do not publish files, and delete them with your written answers.")
}

// filesText says how many files an answer has.
func filesText(p *locale.Printer, a survey.Answer) string {
	var all []string
	n := int64(0)
	for _, digest := range a.Files {
		if digest == survey.FileOnPaper {
			all = append(all, p.Say("Handed in on paper"))
		} else {
			n++
		}
	}
	if n > 0 {
		all = append([]string{p.Count(n, "%d file", "%d files")}, all...)
	}
	return strings.Join(all, "\n")
}

// fileNames returns the names of the files in raw, a line for each; "" if it has none with a name.
func fileNames(q *survey.Question, raw survey.Raw) string {
	if q.Kind != survey.Files {
		return ""
	}
	var names []string
	for _, value := range raw[q.ID] {
		if f, ok := intake.ParseFileValue(value); ok {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, "\n")
}

// WithoutUploads changes the fields for files in a form that cannot upload any: people tick a box instead, to say that they
// hand the files in on paper.
func WithoutUploads(words *locale.Printer, fields form.Form, raw survey.Raw) {
	for _, f := range fields {
		if f.Kind != form.File {
			continue
		}
		f.Kind, f.Bound, f.Accept, f.Attached = form.Checkboxes, "", "", nil
		f.Options = []form.Option{{
			ID: f.ID, Value: survey.FileOnPaper, Label: words.Say("Handed in on paper"), Checked: firstValue(raw, f.Name) != "",
		}}
	}
}

// PretendUploads replaces what a form that is only tried out sends for files, so that it can be continued.
func PretendUploads(f *survey.Form, raw survey.Raw) {
	for i := range f.Pages {
		for j := range f.Pages[i].Questions {
			if q := &f.Pages[i].Questions[j]; q.Kind == survey.Files && firstValue(raw, q.ID) != "" {
				raw[q.ID] = []string{survey.FileOnPaper}
			}
		}
	}
}
