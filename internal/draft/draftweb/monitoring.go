package draftweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// monitoringEditor edits which equality questions are asked and what respondents are told about them.
type monitoringEditor struct {
	slug   string
	notice func(ctx context.Context, slug string) (locale.Message, error) // how long answers are kept; may be nil
}

// NextPath implements draftedit.Editor.
func (e monitoringEditor) NextPath() string { return draftedit.HubPath(e.slug) }

// monitoringTexts are the texts that respondents read before the equality questions.
var monitoringTexts = []struct {
	name, label, hint string // label and hint are messages of the interface, in English
	optional          bool
	of                func(*consult.Monitoring) *string
}{
	{
		"purpose",
		locale.Key("How you will use the answers"),
		locale.Key("For example, to see whether the proposal affects some groups more than others"),
		false,
		func(m *consult.Monitoring) *string { return &m.Purpose },
	},
	{
		"policy-document",
		locale.Key("Appropriate policy document"),
		locale.Key("Enter its reference. You must have an appropriate policy document to process special category data."),
		false,
		func(m *consult.Monitoring) *string { return &m.PolicyDocument },
	},
	{"privacy", locale.Key("Privacy notice web address"), "", true, func(m *consult.Monitoring) *string { return &m.Privacy }},
}

// Parts implements draftedit.Editor.
func (e monitoringEditor) Parts() []draftedit.Part {
	all := []draftedit.Part{draftedit.NewPart("questions", locale.Key("Questions"), "questions")}
	for _, p := range monitoringTexts {
		all = append(all, draftedit.NewPart(p.name, p.label, p.name))
	}
	all = append(all, draftedit.NewPart("purposes", locale.Key("Why you are asking each question"), purposePrefix))
	return append(all, draftedit.NewPart("minutes", locale.Key("Minutes to complete"), "minutes"),
		draftedit.NewPart(areaQuestion, locale.Key("Question about where people live"), areaQuestion))
}

// PartText implements draftedit.Editor.
func (e monitoringEditor) PartText(
	words *locale.Printer, def *consult.Definition, part string, values url.Values,
) (text string, ok bool) {
	name := func(id string) string {
		if q, ok := equality.QuestionAt(id, wordingDate(def)); ok {
			return q.Name
		}
		return words.Say("Removed question")
	}
	var lines []string
	switch part {
	case "questions":
		for _, id := range values["questions"] {
			lines = append(lines, name(id))
		}
	case areaQuestion:
		return areaQuestionText(def, values.Get(areaQuestion)), true
	case "purposes":
		for _, id := range equality.QuestionIDs(wordingDate(def)) {
			if purpose := strings.TrimSpace(values.Get(purposePrefix + id)); purpose != "" {
				lines = append(lines, words.Say("%s: %s", name(id), purpose))
			}
		}
	default:
		return "", false
	}
	return strings.Join(lines, "\n"), true
}

// Values implements draftedit.Editor.
func (e monitoringEditor) Values(def *consult.Definition) (url.Values, error) {
	values, m := url.Values{}, def.Monitoring
	if m == nil {
		m = &consult.Monitoring{}
	}
	values["questions"] = m.Questions
	values.Set(areaQuestion, def.AreaQuestion)
	for _, p := range monitoringTexts {
		values.Set(p.name, *p.of(m))
	}
	for _, id := range m.Questions {
		values.Set(purposePrefix+id, m.Purposes[id])
	}
	if m.Minutes > 0 {
		values.Set("minutes", strconv.Itoa(m.Minutes))
	}
	return values, nil
}

// Apply implements draftedit.Editor.
func (e monitoringEditor) Apply(
	def *consult.Definition, typed url.Values, wanted func(string) bool,
) (draftedit.FieldErrors, error) {
	invalid, m := draftedit.FieldErrors{}, consult.Monitoring{}
	if def.Monitoring != nil {
		m = *def.Monitoring
	}
	if wanted("questions") {
		chosen := withPrerequisites(typed["questions"], wordingDate(def))
		if !slices.Equal(chosen, withPrerequisites(m.Questions, wordingDate(def))) {
			m.Questions = chosen // otherwise keep the order, which may come from a definition file
		}
	}
	for _, p := range monitoringTexts {
		if wanted(p.name) && typed.Has(p.name) {
			*p.of(&m) = strings.TrimSpace(typed.Get(p.name))
		}
	}
	if wanted("purposes") {
		m.Purposes = parsePurposes(&m, typed)
	}
	if text := strings.TrimSpace(typed.Get("minutes")); wanted("minutes") {
		n, err := strconv.Atoi(text)
		if m.Minutes = n; text == "" {
			m.Minutes = 0
		} else if err != nil || n < 1 || n > 60 {
			invalid["minutes"] = locale.Lazy("Minutes to complete must be a whole number between 1 and 60, or blank.")
		}
	}
	if wanted(areaQuestion) && typed.Has(areaQuestion) {
		def.AreaQuestion = typed.Get(areaQuestion)
		if def.AreaQuestion != "" && (len(def.Forms) == 0 || !slices.Contains(consult.AreaQuestions(&def.Forms[0]), def.AreaQuestion)) {
			invalid[areaQuestion] = locale.Lazy("Choose which question asks where people live.")
		}
	}
	def.Monitoring = &m
	texts := m.Purpose + m.PolicyDocument + m.Privacy
	if len(m.Questions) == 0 && texts == "" && m.Minutes == 0 {
		def.Monitoring = nil
	}
	return invalid, nil
}

// withPrerequisites returns the chosen questions and the questions that they follow, in the order of the bank.
func withPrerequisites(chosen []string, day equality.Day) (all []string) {
	wanted := slices.Clone(chosen)
	for _, id := range chosen {
		if q, ok := equality.QuestionAt(id, day); ok && q.FollowUp != nil {
			wanted = append(wanted, q.FollowUp.Question)
		}
	}
	for _, id := range equality.QuestionIDs(day) {
		if slices.Contains(wanted, id) {
			all = append(all, id)
		}
	}
	return all
}

// wordingDate returns the day that decides which wording of the equality questions is used: the one in the
// definition, the opening date, or the latest.
func wordingDate(def *consult.Definition) equality.Day {
	day := def.Opens
	if def.Monitoring != nil && def.Monitoring.Wording != "" {
		day = def.Monitoring.Wording
	}
	if m, err := consult.ParseCivilTime(day, def.Zone); err == nil {
		return equality.Day(m.Local().Format(time.DateOnly))
	}
	return equality.MaxDay
}

// Show implements draftedit.Editor.
func (e monitoringEditor) Show(
	w http.ResponseWriter, r *http.Request, status int, head draftedit.Head, def *consult.Definition, typed url.Values,
) error {
	words := page.Printer(r)
	v := draftedit.FormView{
		Head: head,
		Name: words.Say("Equality monitoring questions"),
		Lead: words.Say("These questions are optional. We ask them at the end and keep the answers separate from "+
			"the rest of the response. Only ask what you will use.") + " ",
	}
	if e.notice != nil {
		sentence, err := e.notice(r.Context(), e.slug)
		if err != nil {
			return err
		}
		v.Lead += words.Say("Respondents will be told: %s", sentence)
	}
	fields := monitoringFields(words, wordingDate(def))
	if area := areaQuestionField(words, def); area != nil {
		fields = append(fields, area)
	}
	v.Sections = []draftedit.Section{{Fields: fields}}
	if fields := purposeFields(words, wordingDate(def), def.Monitoring); len(fields) > 0 {
		v.Sections = append(v.Sections, draftedit.Section{Title: words.Say("Why you are asking each question"), Fields: fields})
	}
	return editorPage.Show(w, r, status, v, typed)
}

func monitoringFields(words *locale.Printer, day equality.Day) form.Form {
	ask := &form.Field{
		Kind:      form.Checkboxes,
		Name:      "questions",
		Label:     words.Say("Questions"),
		LabelSize: "s",
		Hint:      words.Say("Leave these blank if you do not want to ask equality questions."),
	}
	for _, id := range equality.QuestionIDs(day) {
		q, ok := equality.QuestionAt(id, day)
		if !ok {
			continue
		}
		o := form.Option{Value: id, Label: q.Name, Hint: q.Text}
		if first, ok := equality.QuestionAt(prerequisiteOf(q), day); ok {
			o.Hint = words.Say("%s This follows “%s”, which will also be asked.", q.Text, first.Name)
		}
		ask.Options = append(ask.Options, o)
	}
	all := form.Form{ask}
	for _, p := range monitoringTexts {
		f := &form.Field{Kind: form.Textarea, Name: p.name, Label: words.Say(p.label), LabelSize: "s", Optional: p.optional}
		if p.optional { // the web address
			f.Kind = form.Text
		}
		if p.hint != "" {
			f.Hint = words.Say(p.hint)
		}
		all = append(all, f)
	}
	return append(
		all,
		&form.Field{
			Kind:      form.Text,
			Name:      "minutes",
			Label:     words.Say("Minutes to complete"),
			LabelSize: "s",
			Width:     2,
			InputMode: "numeric",
			Optional:  true,
		},
	)
}

// prerequisiteOf returns the id of the question that q follows, or "".
func prerequisiteOf(q equality.BankQuestion) string {
	if q.FollowUp == nil {
		return ""
	}
	return q.FollowUp.Question
}
