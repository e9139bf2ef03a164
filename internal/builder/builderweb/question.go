package builderweb

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// questionEditor is one question of the questionnaire.
type questionEditor struct{ slug, id string }

func (s questionEditor) NextPath() string {
	return draftedit.HubPath(s.slug) + "/questionnaire#question-" + s.id
}

func (s questionEditor) Parts() []draftedit.Part {
	return []draftedit.Part{
		draftedit.NewPart("kind", locale.Key("Answer type"), "kind"),
		draftedit.NewPart("text", locale.Key("Question"), "text"),
		draftedit.NewPart("hint", locale.Key("Hint"), "hint"),
		draftedit.NewPart("body", locale.Key("Information text"), "body"),
		draftedit.NewPart("options", locale.Key("Answer options"), "option-"),
		draftedit.NewPart("rows", locale.Key("Rows"), "row-"),
		draftedit.NewPart("limits", locale.Key("Limits"), "min", "max", "least", "most", "decimals", "max-length", "total", "unit"),
		draftedit.NewPart("needs", locale.Key("Mandatory and “Prefer not to say”"), "required", "prefer-not-to-say"),
		conditionPart,
	}
}

// questionKinds of question, in the order in which they are offered, and what each is.
var questionKinds = []struct {
	kind survey.QuestionKind
	name string // a message of the interface
}{
	{
		survey.Single,
		locale.Key("Single choice (radio buttons)"),
	}, {survey.Multiple, locale.Key("Multiple choice (checkboxes)")}, {survey.Dropdown, locale.Key("Single choice (drop-down list)")},
	{
		survey.Matrix,
		locale.Key("Grid (matrix)"),
	}, {survey.Ranking, locale.Key("Ranking")}, {survey.Budget, locale.Key("Budget (share out an amount)")},
	{
		survey.ShortText,
		locale.Key("Short text answer"),
	}, {survey.LongText, locale.Key("Long text answer")}, {survey.Number, locale.Key("Whole or decimal number")}, {survey.Date, locale.Key("Date")},
	{
		survey.Email,
		locale.Key("Email address"),
	}, {survey.Postcode, locale.Key("Full postcode")}, {survey.Panel, locale.Key("Information only, no answer")},
}

func kindName(words *locale.Printer, kind survey.QuestionKind) string {
	for _, k := range questionKinds {
		if k.kind == kind {
			return words.Say(k.name)
		}
	}
	return string(kind)
}

// kindHasSetting says which settings mean something for a kind.
func kindHasSetting(kind survey.QuestionKind, setting string) bool {
	choice := []survey.QuestionKind{survey.Single, survey.Multiple, survey.Dropdown, survey.Matrix, survey.Ranking, survey.Budget}
	of := map[string][]survey.QuestionKind{
		"options": choice, "rows": {survey.Matrix}, "how-many": {survey.Multiple, survey.Ranking}, "bounds": {survey.Number, survey.Date},
		"decimals": {survey.Number}, "max-length": {survey.ShortText, survey.LongText}, "total": {survey.Budget},
		"write-in": {survey.Single, survey.Multiple, survey.Dropdown}, "exclusive": {survey.Multiple},
	}
	if setting == "answers" {
		return kind != survey.Panel
	}
	return slices.Contains(of[setting], kind)
}

func (s questionEditor) find(def *consult.Definition) (*survey.Question, *survey.Page, error) {
	f := builder.MasterForm(def)
	i, j := builder.QuestionIndex(f, s.id)
	if i < 0 {
		return nil, nil, fault.New(fault.NotFound, "This question has been removed. Go back to the questionnaire.")
	}
	return &f.Pages[i].Questions[j], &f.Pages[i], nil
}

func (s questionEditor) Values(def *consult.Definition) (url.Values, error) {
	q, _, err := s.find(def)
	if err != nil {
		return nil, err
	}
	v := url.Values{"kind": {string(q.Kind)}, "text": {q.Text}, "hint": {q.Hint}, "body": {q.Body}, "unit": {q.Unit}}
	for name, n := range map[string]int{"decimals": q.Decimals, "max-length": q.MaxLength, "total": int(q.Total)} {
		if n != 0 {
			v.Set(name, strconv.Itoa(n))
		}
	}
	for name, n := range map[string]*int{"min": q.Min, "max": q.Max} {
		if n != nil {
			v.Set(name, strconv.Itoa(*n))
		}
	}
	for name, text := range map[string]*string{"least": q.Least, "most": q.Most} {
		if text != nil {
			v.Set(name, *text)
		}
	}
	for name, on := range map[string]bool{"required": q.Required, "prefer-not-to-say": q.PreferNotToSay} {
		if on {
			v.Set(name, "yes")
		}
	}
	draftedit.SetRows(v, "option", rowsFromOptions(q.Options))
	draftedit.SetRows(v, "row", rowsFromOptions(q.Rows))
	setConditionValues(v, q.When)
	return v, nil
}

func rowsFromOptions(options []survey.Option) (all []draftedit.FormRow) {
	for _, o := range options {
		l := draftedit.FormRow{"id": {o.ID}, "text": {o.Text}, "hint": {o.Hint}}
		if o.WriteIn {
			l["writein"] = []string{"yes"}
		}
		if o.Exclusive {
			l["exclusive"] = []string{"yes"}
		}
		all = append(all, l)
	}
	return all
}

func optionsFromRows(all []draftedit.FormRow) (options []survey.Option) {
	for _, l := range all {
		options = append(options, survey.Option{ID: l.Get("id"), Text: strings.TrimSpace(l.Get("text")), Hint: strings.TrimSpace(l.Get("hint")),
			WriteIn: l.Get("writein") != "", Exclusive: l.Get("exclusive") != ""})
	}
	return options
}

func (s questionEditor) Apply(def *consult.Definition, typed url.Values, wanted func(string) bool) (draftedit.FieldErrors, error) {
	q, p, err := s.find(def)
	if err != nil {
		return nil, err
	}
	bad := draftedit.FieldErrors{}
	next := *q
	if kind := survey.QuestionKind(typed.Get("kind")); wanted("kind") && slices.ContainsFunc(questionKinds, func(k struct {
		kind survey.QuestionKind
		name string
	}) bool {
		return k.kind == kind
	}) {
		next.Kind = kind
	}
	for _, text := range []struct {
		part string
		into *string
	}{{"text", &next.Text}, {"hint", &next.Hint}, {"body", &next.Body}} {
		if wanted(text.part) && typed.Has(text.part) {
			*text.into = survey.CleanText(strings.TrimSpace(typed.Get(text.part)))
		}
	}
	if wanted("options") {
		next.Options = optionsFromRows(draftedit.ParseRows(typed, "option"))
	}
	if wanted("rows") {
		next.Rows = optionsFromRows(draftedit.ParseRows(typed, "row"))
	}
	if wanted("limits") {
		parseLimits(&next, typed, bad)
	}
	if wanted("needs") {
		next.Required, next.PreferNotToSay = typed.Get("required") != "", typed.Get("prefer-not-to-say") != ""
	}
	if wanted("when") {
		next.When = parseCondition(builder.MasterForm(def), q.When, typed, builder.QuestionsBefore(builder.MasterForm(def), p.ID, s.id))
	}
	clearUnusedSettings(&next)
	return bad, builder.SetQuestion(def, next)
}

// parseLimits reads the limits of the kind.
func parseLimits(q *survey.Question, typed url.Values, bad draftedit.FieldErrors) {
	number := func(name string) *int {
		text := strings.ReplaceAll(strings.TrimSpace(typed.Get(name)), ",", "")
		if text == "" {
			return nil
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			bad[name] = locale.Key("Enter a whole number, or leave blank.")
			return nil
		}
		return &n
	}
	text := func(name string) *string {
		if t := strings.TrimSpace(typed.Get(name)); t != "" {
			return &t
		}
		return nil
	}
	whole := func(name string) int {
		if n := number(name); n != nil {
			return *n
		}
		return 0
	}
	q.Min, q.Max, q.Least, q.Most = number("min"), number("max"), text("least"), text("most")
	q.Decimals, q.MaxLength, q.Total = whole("decimals"), whole("max-length"), int64(whole("total"))
	q.Unit = strings.TrimSpace(typed.Get("unit"))
}

// clearUnusedSettings takes out the settings that mean nothing for the kind of q.
func clearUnusedSettings(q *survey.Question) {
	clear := func(setting string, what func()) {
		if !kindHasSetting(q.Kind, setting) {
			what()
		}
	}
	clear("options", func() { q.Options = nil })
	clear("rows", func() { q.Rows = nil })
	clear("how-many", func() { q.Min, q.Max = nil, nil })
	clear("bounds", func() { q.Least, q.Most = nil, nil })
	clear("decimals", func() { q.Decimals = 0 })
	clear("max-length", func() { q.MaxLength = 0 })
	clear("total", func() { q.Total, q.Unit = 0, "" })
	clear("answers", func() { q.Required, q.PreferNotToSay = false, false })
	for i := range q.Options {
		o := &q.Options[i]
		o.WriteIn = o.WriteIn && kindHasSetting(q.Kind, "write-in")
		o.Exclusive = o.Exclusive && kindHasSetting(q.Kind, "exclusive")
	}
}

func (s questionEditor) Show(w http.ResponseWriter, r *http.Request, status int, h draftedit.Head, def *consult.Definition, typed url.Values) error {
	q, p, err := s.find(def)
	if err != nil {
		return err
	}
	words := page.Printer(r)
	f := builder.MasterForm(def)
	v := draftedit.FormView{
		Head:   h,
		Name:   cmp.Or(q.Text, words.Say("Untitled question")),
		Remove: &page.Link{Text: words.Say("Remove this question"), Href: draftedit.HubPath(s.slug) + "/questions/" + s.id + "/remove"},
	}
	v.Sections = questionSections(words, cmp.Or(survey.QuestionKind(typed.Get("kind")), q.Kind), typed)
	v.Sections = append(
		v.Sections,
		draftedit.Section{
			Condition: newConditionView(words, words.Say("When to ask this question"), f, q.When, typed, builder.QuestionsBefore(f, p.ID, s.id)),
		},
	)
	for _, hint := range builder.Hints(def) {
		if hint.Question == s.id {
			v.Hints = append(v.Hints, words.Say(hint.Format, hint.Args...))
		}
	}
	return editorPage.Show(w, r, status, v, typed)
}

// questionSections are the settings of a question of that kind.
func questionSections(words *locale.Printer, kind survey.QuestionKind, typed url.Values) []draftedit.Section {
	text, limits, needs := questionFields(words, kind)
	options := draftedit.OptionList{
		Kind:      "option",
		Title:     words.Say("Answer options"),
		Text:      words.Say("Answer"),
		Hint:      words.Say("Hint"),
		AddButton: words.Say("Add another answer"),
	}
	options.Fill(words, draftedit.ParseRows(typed, "option"), kindHasSetting(kind, "write-in"), kindHasSetting(kind, "exclusive"))
	rows := draftedit.OptionList{
		Kind:      "row",
		Title:     words.Say("Rows"),
		Text:      words.Say("Row"),
		Hint:      words.Say("Hint"),
		AddButton: words.Say("Add another row"),
	}
	rows.Fill(words, draftedit.ParseRows(typed, "row"), false, false)
	all := []draftedit.Section{{Fields: text, RefreshButton: words.Say("Update settings")}}
	if kindHasSetting(kind, "rows") {
		all = append(all, draftedit.Section{List: &rows})
	}
	if kindHasSetting(kind, "options") {
		all = append(all, draftedit.Section{List: &options})
	}
	return append(all, draftedit.Section{Fields: slices.Concat(limits, needs)})
}

// questionFields are the fields of a question of that kind.
func questionFields(words *locale.Printer, kind survey.QuestionKind) (text, limits, needs form.Form) {
	list := &form.Field{
		Kind:      form.Select,
		Name:      "kind",
		Label:     words.Say("Answer type"),
		LabelSize: "s",
		Hint:      words.Say("If you change this, select “Update settings”."),
	}
	for _, k := range questionKinds {
		list.Options = append(list.Options, form.Option{Value: string(k.kind), Label: words.Say(k.name)})
	}
	add := func(into *form.Form, setting string, f *form.Field) {
		if kindHasSetting(kind, setting) {
			f.LabelSize = "s"
			*into = append(*into, f)
		}
	}
	label := words.Say("Question")
	if kind == survey.Panel {
		label = words.Say("Heading")
	}
	text = form.Form{{Kind: form.Textarea, Name: "text", Label: label, LabelSize: "s", MaxLength: survey.MaxQuestionText},
		{Kind: form.Text, Name: "hint", Label: words.Say("Hint"), LabelSize: "s", Optional: true},
		{
			Kind:      form.Textarea,
			Name:      "body",
			Label:     words.Say("Information before the question"),
			LabelSize: "s",
			Optional:  true,
			Hint:      words.Say("Information people need to answer the question. You can use Markdown: **bold**, - for lists."),
		}, list}
	if kind == survey.Panel {
		text[2].Label, text[2].Optional = words.Say("Information text"), false
	}
	few := func(name, label string) *form.Field {
		return &form.Field{Kind: form.Text, Name: name, Label: label, Width: 4, InputMode: "numeric", Optional: true}
	}
	add(&limits, "how-many", few("min", words.Say("Minimum number of answers")))
	add(&limits, "how-many", few("max", words.Say("Maximum number of answers")))
	bound := func(name, label string) *form.Field {
		f := &form.Field{Kind: form.Text, Name: name, Label: label, Width: 10, Optional: true}
		if kind == survey.Date {
			f.Hint = words.Say("For example, 2026-05-27")
		}
		return f
	}
	add(&limits, "bounds", bound("least", words.Say("Lowest value allowed")))
	add(&limits, "bounds", bound("most", words.Say("Highest value allowed")))
	add(&limits, "decimals", few("decimals", words.Say("Decimal places")))
	add(&limits, "max-length", few("max-length", words.Say("Maximum number of characters")))
	add(
		&limits,
		"total",
		&form.Field{Kind: form.Text, Name: "total", Label: words.Say("Amount to share out"), Width: 10, InputMode: "numeric"},
	)
	add(
		&limits,
		"total",
		&form.Field{
			Kind:     form.Text,
			Name:     "unit",
			Label:    words.Say("Unit"),
			Hint:     words.Say("For example, £, % or points"),
			Width:    10,
			Optional: true,
		},
	)
	add(
		&needs,
		"answers",
		&form.Field{
			Kind:  form.Checkboxes,
			Name:  "required",
			Label: words.Say("Is this question mandatory?"),
			Options: []form.Option{
				{
					Value: "yes",
					Label: words.Say("People must answer this question to continue"),
					Hint:  words.Say("Use this sparingly. Mandatory questions can stop people responding."),
				},
			},
		},
	)
	add(
		&needs,
		"answers",
		&form.Field{
			Kind:  form.Checkboxes,
			Name:  "prefer-not-to-say",
			Label: words.Say("“Prefer not to say”"),
			Options: []form.Option{
				{Value: "yes", Label: words.Say("Include a “Prefer not to say” option"), Hint: words.Say("This is counted separately.")},
			},
		},
	)
	return text, limits, needs
}
