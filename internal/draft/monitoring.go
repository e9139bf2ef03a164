package draft

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// PurposePrefix begins the names of the fields that say why an equality question is asked.
const PurposePrefix = "use-of-"

// MonitoringForm is the form of the equality questions of a consultation, which are a part of its draft. notice says how long
// answers are kept, and can return nil.
func (s *Service) MonitoringForm(notice func(ctx context.Context, slug string) (locale.Message, error)) edit.Form {
	const path = "/staff/consultations/{slug}/monitoring"
	return edit.Form{Path: path, Needs: actor.Draft,
		Kind: func(ctx context.Context, by actor.Actor, slug string) (*edit.Kind, error) {
			d, err := s.Get(ctx, by, slug)
			if err != nil {
				return nil, err
			}
			k := s.formKind("Equality monitoring questions", monitoringFields(&d.Definition), monitoringValues, changeMonitoring)
			k.Path = path
			k.Lead = func(ctx context.Context, words *locale.Printer) (string, error) {
				lead := words.Say("These questions are optional. We ask them at the end and keep the answers separate from " +
					"the rest of the response. Only ask what you will use.")
				sentence, err := notice(ctx, slug)
				if sentence == nil || err != nil {
					return lead, err
				}
				return lead + " " + words.Say("Respondents will be told: %s", sentence), nil
			}
			return k, nil
		}}
}

// monitoringFields returns the fields for the equality questions of def: a purpose for each question that it asks, and the
// question about where people live if one of the questionnaire can be it.
func monitoringFields(def *consult.Definition) []edit.Field {
	day := wordingDate(def)
	all := []edit.Field{
		{Name: "questions", Kind: edit.Choices, Label: "Questions", Expected: true, Options: edit.Choose(bankOptions(day)...),
			Hint: "Leave these blank if you do not want to ask equality questions."},
		{Name: "purpose", Kind: edit.Text, Label: "How you will use the answers", Expected: true,
			Hint: "For example, to see whether the proposal affects some groups more than others"},
		{Name: "policy-document", Kind: edit.Text, Label: "Appropriate policy document", Expected: true, Hint: "Enter its reference. " +
			"You must have an appropriate policy document to process special category data."},
		{Name: "privacy", Kind: edit.Line, Label: "Privacy notice web address"},
		{Name: "minutes", Kind: edit.Number, Label: "Minutes to complete", Width: 2, Check: checkMinutes},
	}
	if areas := areaOptions(def); len(areas) > 0 {
		all = append(all, edit.Field{Name: "area-question", Kind: edit.Pick, Label: "Question about where people live",
			Options: edit.Choose(areas...), Hint: "While the consultation is open, staff see how many people have responded from each area."})
	}
	if def.Monitoring == nil {
		return all
	}
	section := locale.Key("Why you are asking each question")
	for _, id := range def.Monitoring.Questions {
		if q, ok := equality.QuestionAt(id, day); ok {
			all = append(all, edit.Field{Section: section, Name: PurposePrefix + id, Kind: edit.Line, Label: q.Name, Expected: true,
				Hint: "This appears above the question."})
			section = ""
		}
	}
	return all
}

// bankOptions returns the equality questions, with their wording on a day.
func bankOptions(day equality.Day) (all []edit.Option) {
	for _, id := range equality.QuestionIDs(day) {
		q, ok := equality.QuestionAt(id, day)
		if !ok {
			continue
		}
		o := edit.Option{Value: id, Label: edit.Name(q.Name), Hint: edit.Name(q.Text)}
		if q.FollowUp != nil {
			if first, ok := equality.QuestionAt(q.FollowUp.Question, day); ok {
				o.Hint = locale.Lazy("%s This follows “%s”, which will also be asked.", q.Text, first.Name)
			}
		}
		all = append(all, o)
	}
	return all
}

// areaOptions returns the questions of the questionnaire that can ask where people live.
func areaOptions(def *consult.Definition) (all []edit.Option) {
	if len(def.Forms) == 0 {
		return nil
	}
	f := &def.Forms[0]
	for _, id := range consult.AreaQuestions(f) {
		q, _ := f.Question(id)
		all = append(all, edit.Option{Value: id, Label: edit.Name(q.Text), Lang: f.Lang})
	}
	return all
}

func checkMinutes(text string) error {
	if n := (edit.Values{"minutes": {text}}).Number("minutes"); n < 1 || n > 60 {
		return fault.New(fault.Invalid, "Minutes to complete must be a whole number between 1 and 60, or blank.")
	}
	return nil
}

// monitoringBinding connects the fields with the equality questions, except the questions and their purposes.
func monitoringBinding(m *consult.Monitoring) edit.Binding {
	return edit.Binding{
		edit.BindText("purpose", &m.Purpose), edit.BindText("policy-document", &m.PolicyDocument), edit.BindLine("privacy", &m.Privacy),
		edit.BindNumber("minutes", &m.Minutes),
	}
}

// monitoringValues returns what the form shows.
func monitoringValues(def *consult.Definition) edit.Values {
	m := def.Monitoring
	if m == nil {
		m = &consult.Monitoring{}
	}
	v := monitoringBinding(m).Values()
	v.Set("questions", m.Questions...)
	v.Set("area-question", def.AreaQuestion)
	for _, id := range m.Questions {
		v.Set(PurposePrefix+id, m.Purposes[id])
	}
	return v
}

// changeMonitoring sets the equality questions of def to what a form submits.
func changeMonitoring(def *consult.Definition, v edit.Values) (wrong []edit.Mistake) {
	m, day := consult.Monitoring{}, wordingDate(def)
	if def.Monitoring != nil {
		m = *def.Monitoring
	}
	if chosen := withPrerequisites(v["questions"], day); !slices.Equal(chosen, withPrerequisites(m.Questions, day)) {
		m.Questions = chosen // otherwise keep the order, which may come from a definition file
	}
	monitoringBinding(&m).Change(v)
	m.Purposes = nil
	for _, id := range m.Questions {
		if text := v.Text(PurposePrefix + id); text != "" {
			m.Purposes = withPurpose(m.Purposes, id, text)
		}
	}
	switch area := v.Text("area-question"); {
	case area == "", slices.ContainsFunc(areaOptions(def), func(o edit.Option) bool { return o.Value == area }):
		def.AreaQuestion = area
	case area != def.AreaQuestion:
		wrong = []edit.Mistake{{Field: "area-question", Row: -1,
			Err: fault.New(fault.Invalid, "Choose which question asks where people live.")}}
	}
	def.Monitoring = &m
	if len(m.Questions) == 0 && m.Purpose+m.PolicyDocument+m.Privacy == "" && m.Minutes == 0 {
		def.Monitoring = nil
	}
	return wrong
}

func withPurpose(all map[string]string, id, text string) map[string]string {
	if all == nil {
		all = map[string]string{}
	}
	all[id] = text
	return all
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
