package builderweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// questionEditor edits a question.
type questionEditor struct{ slug, id string }

// NextPath implements draftedit.Editor.
func (e questionEditor) NextPath() string { return questionnairePath(e.slug) + "#question-" + e.id }

// IsAbout implements draftedit.Checked.
func (e questionEditor) IsAbout(at consult.FormLocation) bool { return at.Question == e.id }

// Parts implements draftedit.Editor.
func (e questionEditor) Parts() []draftedit.Part {
	return []draftedit.Part{
		draftedit.NewPart("kind", locale.Key("Answer type"), "kind"),
		draftedit.NewPart("text", locale.Key("Question"), "text"),
		draftedit.NewPart("hint", locale.Key("Hint"), "hint"),
		draftedit.NewPart("body", locale.Key("Information text"), "body"),
		draftedit.NewPart("options", locale.Key("Answer options"), "option-"),
		draftedit.NewPart("boxes", locale.Key("Boxes to tick instead of answering"), "box-"),
		draftedit.NewPart("rows", locale.Key("Rows"), "row-"),
		draftedit.NewPart("limits", locale.Key("Limits"),
			"min", "max", "least", "most", "decimals", "max-length", "total", "unit", "precision", "units", "pattern", "pattern-help",
			"marks", "accept", "max-files", "max-megabytes"),
		draftedit.NewPart("bounds", locale.Key("Limits by earlier answers"), boundFields...),
		draftedit.NewPart("needs", locale.Key("Mandatory and “Prefer not to say”"), "required", "prefer-not-to-say"),
		draftedit.NewPart("order", locale.Key("Order of the answers"), "random-order"),
		draftedit.NewPart("wordings", locale.Key("Other wording after an earlier answer"), wordingKind+"-"),
		conditionPart,
	}
}

// PartText implements draftedit.Editor.
func (e questionEditor) PartText(
	words *locale.Printer, def *consult.Definition, part string, values url.Values,
) (text string, ok bool) {
	switch part {
	case "kind":
		return kindName(words, survey.QuestionKind(values.Get("kind"))), true
	case "needs":
		var all []string
		if values.Get("required") != "" {
			all = append(all, words.Say("People must answer this question to continue"))
		}
		if values.Get("prefer-not-to-say") != "" {
			all = append(all, words.Say("Offer “Prefer not to say”"))
		}
		return strings.Join(all, "\n"), true
	case "bounds":
		return boundsText(words, builder.MasterForm(def), values), true
	case "wordings":
		return wordingsText(words, builder.MasterForm(def), values), true
	case conditionName:
		return conditionPartText(words, builder.MasterForm(def), values), true
	}
	return "", false
}

func (e questionEditor) find(def *consult.Definition) (*survey.Question, *survey.Page, error) {
	f := builder.MasterForm(def)
	i, j := builder.QuestionIndex(f, e.id)
	if i < 0 {
		return nil, nil, fault.New(fault.NotFound, "This question has been removed. Go back to the questionnaire.")
	}
	return &f.Pages[i].Questions[j], &f.Pages[i], nil
}

// Values implements draftedit.Editor.
func (e questionEditor) Values(def *consult.Definition) (url.Values, error) {
	q, _, err := e.find(def)
	if err != nil {
		return nil, err
	}
	values := url.Values{"kind": {string(q.Kind)}, "text": {q.Text}, "hint": {q.Hint}, "body": {q.Body}, "unit": {q.Unit},
		"precision": {q.Precision}, "units": q.Units, "marks": q.Marks, "pattern": {q.Pattern},
		"pattern-help": {q.PatternHelp}, "accept": q.Accept}
	for name, n := range map[string]int{"max-megabytes": q.MaxMegabytes,
		"decimals": q.Decimals, "max-length": q.MaxLength, "total": int(q.Total)} {
		if n != 0 {
			values.Set(name, strconv.Itoa(n))
		}
	}
	most := "max"
	if q.Kind == survey.Files {
		most = "max-files"
	}
	for name, n := range map[string]*int{"min": q.Min, most: q.Max} {
		if n != nil {
			values.Set(name, strconv.Itoa(*n))
		}
	}
	for name, text := range map[string]*string{"least": q.Least, "most": q.Most} {
		if text != nil {
			values.Set(name, *text)
		}
	}
	for name, id := range boundValues(q) {
		values.Set(name, *id)
	}
	for name, on := range map[string]bool{"required": q.Required, "prefer-not-to-say": q.PreferNotToSay, "random-order": q.RandomOrder} {
		if on {
			values.Set(name, "yes")
		}
	}
	draftedit.SetRows(values, optionRows(q.Kind), rowsFromOptions(q.Options))
	draftedit.SetRows(values, "row", rowsFromOptions(q.Rows))
	setWordingValues(values, q)
	setConditionValues(values, q.When)
	return values, nil
}

// optionRows returns the name of the rows of the form for the options of a question of a kind.
func optionRows(kind survey.QuestionKind) string {
	if kind.HasBoxes() {
		return "box"
	}
	return "option"
}

func rowsFromOptions(options []survey.Option) (rows []draftedit.FormRow) {
	for _, o := range options {
		row := draftedit.FormRow{"id": {o.ID}, "text": {o.Text}, "hint": {o.Hint}, "body": {o.Body}}
		if o.WriteIn {
			row["writein"] = []string{"yes"}
		}
		if o.RequireWriteIn {
			row["requirewritein"] = []string{"yes"}
		}
		if o.Exclusive {
			row["exclusive"] = []string{"yes"}
		}
		if o.Fixed {
			row["fixed"] = []string{"yes"}
		}
		rows = append(rows, row)
	}
	return rows
}

func optionsFromRows(rows []draftedit.FormRow) (options []survey.Option) {
	for _, row := range rows {
		options = append(options, survey.Option{
			ID:             row.Get("id"),
			Text:           strings.TrimSpace(row.Get("text")),
			Hint:           strings.TrimSpace(row.Get("hint")),
			Body:           strings.TrimSpace(row.Get("body")),
			WriteIn:        row.Get("writein") != "",
			RequireWriteIn: row.Get("writein") != "" && row.Get("requirewritein") != "",
			Exclusive:      row.Get("exclusive") != "",
			Fixed:          row.Get("fixed") != "",
		})
	}
	return options
}

// Apply implements draftedit.Editor.
func (e questionEditor) Apply(
	def *consult.Definition, typed url.Values, wanted func(string) bool,
) (draftedit.FieldErrors, error) {
	q, p, err := e.find(def)
	if err != nil {
		return nil, err
	}
	invalid := draftedit.FieldErrors{}
	next := *q
	if kind := survey.QuestionKind(typed.Get("kind")); wanted("kind") && knownKind(kind) {
		next.Kind = kind
	}
	parseTexts(typed, wanted, map[string]*string{"text": &next.Text, "hint": &next.Hint, "body": &next.Body})
	if next.Kind.HasBoxes() != q.Kind.HasBoxes() { // answers to choose from do not become boxes
		next.Options = nil
	}
	if rows := optionRows(next.Kind); rows == "option" && wanted("options") || rows == "box" && wanted("boxes") {
		next.Options = addPasted(optionsFromRows(draftedit.ParseRows(typed, rows)), typed, rows, invalid)
		builder.KeepShapes(next.Options, q.Options)
	}
	if wanted("rows") {
		next.Rows = addPasted(optionsFromRows(draftedit.ParseRows(typed, "row")), typed, "row", invalid)
	}
	if wanted("limits") {
		parseLimits(&next, typed, invalid)
	}
	if wanted("bounds") {
		for name, id := range boundValues(&next) {
			*id = typed.Get(name)
		}
	}
	if wanted("needs") {
		next.Required, next.PreferNotToSay = typed.Get("required") != "", typed.Get("prefer-not-to-say") != ""
	}
	if wanted("order") {
		next.RandomOrder = typed.Get("random-order") != ""
	}
	if wanted("wordings") {
		next.Wordings = parseWordings(builder.MasterForm(def), p.ID, q, typed)
	}
	if wanted(conditionName) {
		next.When = parseCondition(builder.MasterForm(def), q.When, typed)
	}
	if next.Kind == survey.Map && q.Kind != survey.Map {
		next.Rows, next.Options = defaultWays(builder.MasterForm(def).Lang), nil
	}
	if next.Kind == survey.Consent {
		next.Options = builder.ConsentOptions(next.Options)
	}
	clearUnusedSettings(&next)
	return invalid, builder.SetQuestion(def, next)
}

// parseLimits sets the submitted limits of q and adds an error for each that is not valid.
func parseLimits(q *survey.Question, typed url.Values, invalid draftedit.FieldErrors) {
	number := func(name, label string) *int {
		text := strings.ReplaceAll(strings.TrimSpace(typed.Get(name)), ",", "")
		if text == "" {
			return nil
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			invalid[name] = locale.Lazy("%s must be a whole number, or blank.", locale.Lazy(label))
			return nil
		}
		return &n
	}
	text := func(name string) *string {
		t := strings.TrimSpace(typed.Get(name))
		if q.Kind == survey.Date || q.Kind == survey.Period {
			t = strings.ToLower(strings.Join(strings.Fields(t), " ")) // “Today”
		}
		if t != "" {
			return &t
		}
		return nil
	}
	numberOrZero := func(name, label string) int {
		if n := number(name, label); n != nil {
			return *n
		}
		return 0
	}
	q.Min, q.Max = number("min", minLabel), number("max", maxLabel)
	if q.Kind == survey.Files {
		q.Max = number("max-files", maxFilesLabel)
	}
	q.Accept, q.MaxMegabytes = nil, numberOrZero("max-megabytes", megabytesLabel)
	for _, group := range survey.AcceptGroups {
		if slices.Contains(typed["accept"], group) {
			q.Accept = append(q.Accept, group)
		}
	}
	q.Least, q.Most = text("least"), text("most")
	q.Decimals, q.MaxLength = numberOrZero("decimals", decimalsLabel), numberOrZero("max-length", maxLengthLabel)
	q.Pattern, q.PatternHelp = strings.TrimSpace(typed.Get("pattern")), strings.TrimSpace(typed.Get("pattern-help"))
	q.Precision, q.Units, q.Marks = typed.Get("precision"), nil, parseMarks(typed)
	for _, unit := range survey.DurationUnits { // from the longest to the shortest
		if slices.Contains(typed["units"], unit) {
			q.Units = append(q.Units, unit)
		}
	}
	q.Total, q.Unit = int64(numberOrZero("total", totalLabel)), strings.TrimSpace(typed.Get("unit"))
}

// clearUnusedSettings clears the settings that questions of the kind of q do not have.
func clearUnusedSettings(q *survey.Question) {
	clearUnless := func(setting string, clearSetting func()) {
		if !builder.HasSetting(q.Kind, setting) {
			clearSetting()
		}
	}
	if !builder.HasSetting(q.Kind, "options") && !builder.HasSetting(q.Kind, "boxes") {
		q.Options = nil
	}
	clearUnless("rows", func() { q.Rows = nil })
	clearUnless("how-many", func() {
		if q.Min = nil; q.Kind != survey.Files {
			q.Max = nil
		}
	})
	clearUnless("files", func() { q.Accept, q.MaxMegabytes = nil, 0 })
	clearUnless("random-order", func() { q.RandomOrder = false })
	builder.ClearFixed(q)
	clearUnless("bounds", func() { q.Least, q.Most = nil, nil })
	clearUnless("precision", func() { q.Precision = "" })
	clearUnless("pattern", func() { q.Pattern, q.PatternHelp = "", "" })
	clearUnless("units", func() { q.Units = nil })
	clearUnless("marks", func() { q.Marks = nil })
	for name, id := range boundValues(q) {
		if !builder.HasSetting(q.Kind, name) {
			*id = ""
		}
	}
	if q.TotalOf != "" {
		q.Total = 0
	}
	clearUnless("decimals", func() { q.Decimals = 0 })
	clearUnless("max-length", func() { q.MaxLength = 0 })
	clearUnless("total", func() { q.Total = 0 })
	clearUnless("unit", func() { q.Unit = "" })
	clearUnless("answers", func() { q.Required = false })
	clearUnless("prefer-not-to-say", func() { q.PreferNotToSay = false })
	for i := range q.Rows {
		q.Rows[i].WriteIn = q.Rows[i].WriteIn && builder.HasSetting(q.Kind, "named-rows")
	}
	for i := range q.Options {
		o := &q.Options[i]
		if q.Kind != survey.Map {
			o.Shape = ""
		}
		o.WriteIn = o.WriteIn && builder.HasSetting(q.Kind, "write-in")
		o.RequireWriteIn = o.RequireWriteIn && o.WriteIn
		o.Exclusive = o.Exclusive && builder.HasSetting(q.Kind, "exclusive")
	}
}

// Show implements draftedit.Editor.
func (e questionEditor) Show(
	w http.ResponseWriter, r *http.Request, status int, head draftedit.Head, def *consult.Definition, typed url.Values,
) error {
	q, p, err := e.find(def)
	if err != nil {
		return err
	}
	words, f := page.Printer(r), builder.MasterForm(def)
	kind := q.Kind
	if submitted := survey.QuestionKind(typed.Get("kind")); knownKind(submitted) {
		kind = submitted
	}
	condition := newConditionView(words, words.Say("When to ask this question"), f, q.When, typed,
		builder.QuestionsBefore(f, p.ID, e.id), builder.ConditionNames(f))
	v := draftedit.FormView{
		Head:   head,
		Name:   questionTitle(words, q),
		Remove: &page.Link{Text: words.Say("Remove this question"), Href: questionPath(e.slug, e.id) + "/remove"},
		Sections: slices.Concat(questionSections(words, kind, typed, boundSelects(words, f, p.ID, e.id, kind, typed)),
			wordingSection(words, f, p.ID, q, typed),
			[]draftedit.Section{{Condition: condition}}),
	}
	if kind == survey.Map && q.Kind == survey.Map {
		v.Sections = slices.Insert(v.Sections, 1, areasSection(words, e.slug, e.id))
	}
	return editorPage.Show(w, r, status, v, typed)
}
