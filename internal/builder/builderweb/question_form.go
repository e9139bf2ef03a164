package builderweb

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/survey"
)

// questionKinds are the kinds of questions in the order in which they are offered.
var questionKinds = []struct {
	kind survey.QuestionKind
	name string // a message of the interface, in English
}{
	{survey.Single, locale.Key("Single choice (radio buttons)")},
	{survey.Multiple, locale.Key("Multiple choice (checkboxes)")},
	{survey.Dropdown, locale.Key("Single choice (drop-down list)")},
	{survey.Matrix, locale.Key("Grid (matrix)")},
	{survey.MatrixMultiple, locale.Key("Grid of checkboxes")},
	{survey.MatrixNumber, locale.Key("Grid of numbers")},
	{survey.MatrixText, locale.Key("Grid of short texts")},
	{survey.Ranking, locale.Key("Ranking")},
	{survey.Budget, locale.Key("Budget (share out an amount)")},
	{survey.ShortText, locale.Key("Short text answer")},
	{survey.LongText, locale.Key("Long text answer")},
	{survey.Number, locale.Key("Whole or decimal number")},
	{survey.Date, locale.Key("Date")},
	{survey.Period, locale.Key("Period (from one date to another)")},
	{survey.Duration, locale.Key("Duration (how long)")},
	{survey.Email, locale.Key("Email address")},
	{survey.FullName, locale.Key("Name")},
	{survey.Address, locale.Key("Postal address")},
	{survey.Telephone, locale.Key("Telephone number")},
	{survey.Postcode, locale.Key("Full postcode")},
	{survey.Files, locale.Key("Files (people attach documents or pictures)")},
	{survey.Map, locale.Key("Places on a map")},
	{survey.Consent, locale.Key("Consent to publish what people write")},
	{survey.Panel, locale.Key("Information only, no answer")},
}

// kindName returns the name of a kind, or the kind itself if it is not in the list.
func kindName(words *locale.Printer, kind survey.QuestionKind) string {
	for _, k := range questionKinds {
		if k.kind == kind {
			return words.Say(k.name)
		}
	}
	return string(kind)
}

func knownKind(kind survey.QuestionKind) bool {
	for _, k := range questionKinds {
		if k.kind == kind {
			return true
		}
	}
	return false
}

// Labels of fields that are also in error messages.
var (
	minLabel       = locale.Key("Minimum number of answers")
	maxLabel       = locale.Key("Maximum number of answers")
	decimalsLabel  = locale.Key("Decimal places")
	maxLengthLabel = locale.Key("Maximum number of characters")
	totalLabel     = locale.Key("Amount to share out")
	maxFilesLabel  = locale.Key("Maximum number of files")
	megabytesLabel = locale.Key("Maximum size of each file in MB")
)

// questionSections returns the sections of the form for questions of the kind, without the condition. bounds are the
// fields for limits by earlier answers.
func questionSections(words *locale.Printer, kind survey.QuestionKind, typed url.Values, bounds form.Form) []draftedit.Section {
	sections := []draftedit.Section{{Fields: textFields(words, kind), RefreshButton: words.Say("Update settings")}}
	if builder.HasSetting(kind, "rows") {
		rows := draftedit.OptionList{
			Kind:      "row",
			Describes: true,
			Title:     words.Say("Rows"),
			Text:      words.Say("Row"),
			Hint:      words.Say("Hint"),
			AddButton: words.Say("Add another row"),

			PasteTitle:  words.Say("Add several rows"),
			PasteButton: words.Say("Add these rows"),
			Paste:       pasteFields(words, "row", words.Say("Rows, one on each line")),
		}
		if kind == survey.Map { // the ways to answer, which are fixed
			rows.Title, rows.Text, rows.AddButton, rows.Paste = words.Say("Ways to answer"), words.Say("Way to answer"), "", nil
		}
		rows.Fill(words, draftedit.ParseRows(typed, "row"), false, false)
		for i := range rows.Rows {
			rows.Rows[i].TakesName = builder.HasSetting(kind, "named-rows")
			rows.Rows[i].TakesFixed = typed.Get("random-order") != ""
		}
		sections = append(sections, draftedit.Section{List: &rows})
	}
	if builder.HasSetting(kind, "options") {
		options := draftedit.OptionList{
			Kind:      "option",
			Describes: true,
			Title:     words.Say("Answer options"),
			Text:      words.Say("Answer"),
			Hint:      words.Say("Hint"),
			AddButton: words.Say("Add another answer"),

			PasteTitle:  words.Say("Add several answers"),
			PasteButton: words.Say("Add these answers"),
			Paste:       pasteFields(words, "option", words.Say("Answers, one on each line")),
		}
		typedRows := draftedit.ParseRows(typed, "option")
		if kind == survey.Consent { // their meaning is fixed, so none can be added
			typedRows = rowsFromOptions(builder.ConsentOptions(optionsFromRows(typedRows)))
			options.AddButton, options.Paste = "", nil
		}
		if kind == survey.Map { // areas come from a file with their outlines
			options.Title, options.Text, options.AddButton, options.Paste = words.Say("Areas"), words.Say("Area"), "", nil
		}
		options.Fill(words, typedRows,
			builder.HasSetting(kind, "write-in"), builder.HasSetting(kind, "exclusive"))
		for i := range options.Rows {
			options.Rows[i].TakesFixed = typed.Get("random-order") != "" && !builder.HasSetting(kind, "rows")
		}
		sections = append(sections, draftedit.Section{List: &options})
	}
	sections = append(sections, draftedit.Section{Fields: slices.Concat(limitFields(words, kind), bounds, answerFields(words, kind))})
	if builder.HasSetting(kind, "boxes") {
		boxes := draftedit.OptionList{
			Kind:  "box",
			Title: words.Say("Boxes to tick instead of answering"),
			Description: words.Say("People tick a box, such as “Don’t know” or “None of these”, instead of typing an answer. " +
				"Each box is counted as an answer."),
			Text:      words.Say("Box"),
			Hint:      words.Say("Hint"),
			AddButton: words.Say("Add a box"),
		}
		boxes.Fill(words, draftedit.ParseRows(typed, "box"), false, false)
		sections = append(sections, draftedit.Section{List: &boxes})
	}
	return sections
}

// textFields returns the fields for the texts and the kind of a question.
func textFields(words *locale.Printer, kind survey.QuestionKind) form.Form {
	kinds := &form.Field{
		Kind:      form.Select,
		Name:      "kind",
		Label:     words.Say("Answer type"),
		LabelSize: "s",
		Hint:      words.Say("If you change this, select “Update settings”."),
	}
	for _, k := range questionKinds {
		kinds.Options = append(kinds.Options, form.Option{Value: string(k.kind), Label: words.Say(k.name)})
	}
	text := &form.Field{
		Kind: form.Textarea, Name: "text", Label: words.Say("Question"), LabelSize: "s", MaxLength: survey.MaxQuestionText,
	}
	body := &form.Field{
		Kind:      form.Textarea,
		Name:      "body",
		Label:     words.Say("Information before the question"),
		LabelSize: "s",
		Optional:  true,
		Hint:      words.Say("Information people need to answer the question. You can use Markdown: **bold**, - for lists."),
	}
	if kind == survey.Panel {
		text.Label = words.Say("Heading")
		body.Label, body.Optional = words.Say("Information text"), false
	}
	hint := &form.Field{Kind: form.Text, Name: "hint", Label: words.Say("Hint"), LabelSize: "s", Optional: true}
	return form.Form{text, hint, body, kinds}
}

// limitFields returns the fields for limits of the answers to questions of the kind.
func limitFields(words *locale.Printer, kind survey.QuestionKind) (fields form.Form) {
	number := func(name, label string) *form.Field {
		return &form.Field{
			Kind: form.Text, Name: name, Label: words.Say(label), LabelSize: "s", Width: 4, InputMode: "numeric", Optional: true,
		}
	}
	bound := func(name, label string) *form.Field {
		f := &form.Field{Kind: form.Text, Name: name, Label: label, LabelSize: "s", Width: 10, Optional: true}
		switch kind {
		case survey.Date, survey.Period:
			f.Width = 20
			f.Hint = words.Say("A date like 2026-05-27 (2026-05 for a month, 2026 for a year), or a day like “today”, " +
				"“18 years before today” or “12 months after today”. These words stay in English.")
		case survey.Duration:
			f.Hint = words.Say("A number of the shortest unit, such as 90 for 1 hour and 30 minutes.")
		}
		return f
	}
	if builder.HasSetting(kind, "precision") {
		fields = append(fields, &form.Field{
			Kind: form.Radios, Name: "precision", Label: words.Say("How exact is the date?"), LabelSize: "s",
			Options: []form.Option{
				{Value: "", Label: words.Say("Day, month and year")},
				{Value: survey.PrecisionMonth, Label: words.Say("Month and year")},
				{Value: survey.PrecisionYear, Label: words.Say("Year only")},
			},
		})
	}
	if builder.HasSetting(kind, "units") {
		units := &form.Field{
			Kind: form.Checkboxes, Name: "units", Label: words.Say("Units to ask for"), LabelSize: "s",
			Hint: words.Say("Years and months, or weeks, days, hours and minutes."),
		}
		for _, unit := range survey.DurationUnits {
			units.Options = append(units.Options, form.Option{Value: unit, Label: question.UnitName(words, unit)})
		}
		fields = append(fields, units)
	}
	if builder.HasSetting(kind, "files") {
		fields = append(fields, fileFields(words, number)...)
	}
	if builder.HasSetting(kind, "pattern") {
		fields = append(fields, &form.Field{
			Kind: form.Text, Name: "pattern", Label: words.Say("Pattern of the answer"), LabelSize: "s", Optional: true,
			Hint: words.Say("For reference numbers. A is a letter, 9 a digit, X either. Put other letters and digits in quotes, "+
				"and “ or ” between several forms: 'PL'/9999/99999. Or enter one of these names: %s.",
				strings.Join(slices.Sorted(maps.Keys(survey.NamedPatterns)), ", ")),
		}, &form.Field{
			Kind: form.Text, Name: "pattern-help", Label: words.Say("What to say if an answer has another pattern"), LabelSize: "s",
			Optional: true, Hint: words.Say("For example, “Enter the number at the top of the letter, like PL/2016/00123”."),
		})
	}
	if builder.HasSetting(kind, "how-many") {
		fields = append(fields, number("min", minLabel), number("max", maxLabel))
	}
	if builder.HasSetting(kind, "bounds") {
		least, most := words.Say("Lowest value allowed"), words.Say("Highest value allowed")
		if kind == survey.Date || kind == survey.Period {
			least, most = words.Say("Earliest date allowed"), words.Say("Latest date allowed")
		}
		fields = append(fields, bound("least", least), bound("most", most))
	}
	if builder.HasSetting(kind, "marks") {
		fields = append(fields, markFields(words)...)
	}
	if builder.HasSetting(kind, "decimals") {
		fields = append(fields, number("decimals", decimalsLabel))
		if kind == survey.Map {
			fields[len(fields)-1].Hint = words.Say("Of the longitude and latitude, from 2 (about a kilometre) to 5 (about a metre). " +
				"The default is 4. Fewer protect people’s privacy.")
		}
	}
	if builder.HasSetting(kind, "max-length") {
		fields = append(fields, number("max-length", maxLengthLabel))
	}
	if builder.HasSetting(kind, "total") {
		total := number("total", totalLabel)
		total.Width = 10
		fields = append(fields, total)
	}
	if builder.HasSetting(kind, "unit") {
		fields = append(fields, &form.Field{
			Kind:      form.Text,
			Name:      "unit",
			Label:     words.Say("Unit"),
			LabelSize: "s",
			Hint:      words.Say("For example, £, %, hours or points"),
			Width:     10,
			Optional:  true,
		})
	}
	return fields
}

// randomOrderField returns the field for the order of the answers or rows of a question of the kind.
func randomOrderField(words *locale.Printer, label string, kind survey.QuestionKind) *form.Field {
	if builder.HasSetting(kind, "rows") {
		label = words.Say("Show the rows in random order")
	}
	return &form.Field{
		Kind:      form.Checkboxes,
		Name:      "random-order",
		Label:     words.Say("Order of the answers"),
		LabelSize: "s",
		Options: []form.Option{{
			Value: "yes",
			Label: label,
			Hint: words.Say("Each person sees them in an order of their own, which stays the same for them. Answers with a text box, " +
				"answers that cannot be combined with others, and those you fix stay in their place. Paper forms and results use " +
				"the order here. Save to choose which to fix."),
		}},
	}
}

// answerFields returns the fields about answering, for questions of a kind that takes an answer.
func answerFields(words *locale.Printer, kind survey.QuestionKind) form.Form {
	if !builder.HasSetting(kind, "answers") {
		return nil
	}
	fields := form.Form{
		{
			Kind:      form.Checkboxes,
			Name:      "required",
			Label:     words.Say("Is this question mandatory?"),
			LabelSize: "s",
			Options: []form.Option{{
				Value: "yes",
				Label: words.Say("People must answer this question to continue"),
				Hint:  words.Say("Use this sparingly. Mandatory questions can stop people responding."),
			}},
		},
	}
	if builder.HasSetting(kind, "random-order") {
		fields = append(fields, randomOrderField(words, words.Say("Show the answers in random order"), kind))
	}
	if builder.HasSetting(kind, "prefer-not-to-say") {
		fields = append(fields, &form.Field{
			Kind:      form.Checkboxes,
			Name:      "prefer-not-to-say",
			Label:     words.Say("“Prefer not to say”"),
			LabelSize: "s",
			Options: []form.Option{{
				Value: "yes",
				Label: words.Say("Offer “Prefer not to say”"),
				Hint:  words.Say("This is counted separately."),
			}},
		})
	}
	return fields
}
