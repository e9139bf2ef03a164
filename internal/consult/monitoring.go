package consult

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// IDs of the first page of the equality questions, and of its question.
const (
	equalityIntroPageID = "equality-questions"
	equalityOptInID     = "answer-equality-questions"
)

// readForms adds the equality questions to the forms of d, validates the result
// and checks that each edition is compatible with the master.
func (d *Definition) readForms(wrong *problems) []*survey.Form {
	block := d.monitoringPages(wrong)
	var forms []*survey.Form
	var master *survey.Form
	seen := map[string]bool{}
	for i := range d.Forms {
		full := d.Forms[i]
		name := full.Edition
		if seen[name] {
			wrong.add(sectionQuestionnaire,
				"There are two forms for the edition %q. Name a translation by its language, like gu.", name).
				forOfficer(locale.Key("Two versions of the questionnaire have the same format and language. Remove one of them.")).
				at("forms", i, "edition")
		}
		seen[name] = true
		addMonitoring(&full, block)
		f, err := survey.Parse(full.JSON())
		if err != nil {
			wrong.addForm(i, &full, err, "The form for the edition %q is not valid: %s", name)
			continue
		}
		forms = append(forms, f)
		if i == 0 {
			master = f
		}
		if master != nil { // compared with itself too: the original must not merge answers
			if err := survey.CheckEdition(master, f); err != nil {
				wrong.addForm(i, f, err, "The version %q does not match the original: %s", name)
			}
		}
	}
	return forms
}

// addMonitoring appends block to f. Editions that are not in English, and those
// with monitoring pages of their own, do not get it: they have to bring the
// questions in their own language and wording.
func addMonitoring(f *survey.Form, block []survey.Page) {
	own := !strings.HasPrefix(f.Lang, "en")
	for _, p := range f.Pages {
		own = own || p.Monitoring
	}
	if !own {
		f.Pages = slices.Concat(f.Pages, block)
	}
}

// monitoringPages returns the pages of the equality questions: an introduction
// that offers to skip them, and one page for each question.
func (d *Definition) monitoringPages(wrong *problems) []survey.Page {
	m := d.Monitoring
	if m == nil {
		return nil
	}
	for _, required := range []struct{ value, setting, message string }{
		{m.Purpose, "purpose", locale.Key("Explain what you will use equality monitoring answers for.")},
		{
			m.PolicyDocument,
			"policy-document",
			locale.Key("Enter the reference of the appropriate policy document for the equality questions."),
		},
	} {
		if strings.TrimSpace(required.value) == "" {
			wrong.add(sectionEquality, "monitoring, %s: %s", required.setting, required.message).forOfficer(required.message).
				at("monitoring", required.setting)
		}
	}
	if len(m.Questions) == 0 {
		wrong.add(sectionEquality, "monitoring, questions: list at least one equality question, or remove monitoring.").
			forOfficer(locale.Key("Choose at least one equality question, or do not ask equality questions.")).
			at("monitoring", "questions")
	}
	started := survey.Condition{Question: equalityOptInID, Is: "yes"}
	pages := []survey.Page{m.introPage()}
	asked := map[string]bool{}
	for i, id := range m.Questions {
		q, ok := equality.QuestionAt(id, d.wordingDay())
		if !ok {
			wrong.add(sectionEquality,
				"There was no equality question %[2]q on %[1]s. There were %[3]s. Use wording to choose another date.",
				d.wordingDay(),
				id,
				strings.Join(equality.QuestionIDs(d.wordingDay()), ", "),
			).at("monitoring", "questions", i)
			continue
		}
		when := started
		if q.FollowUp != nil {
			if !asked[q.FollowUp.Question] {
				wrong.add(sectionEquality, "The equality question %q depends on %q, so list that one before it.", id, q.FollowUp.Question).
					forOfficer(locale.Key("The equality question “%s” depends on “%s”. Choose that question too."),
						q.Name, d.equalityQuestionName(q.FollowUp.Question)).
					at("monitoring", "questions", i)
				continue
			}
			when = survey.Condition{All: []survey.Condition{started, {Question: q.FollowUp.Question, AnyOf: q.FollowUp.Options}}}
		}
		asked[id] = true
		pages = append(pages, survey.Page{
			ID: "equality-" + id, Title: q.Name, Intro: whyWeAsk(m.Purposes[id]), Monitoring: true, When: &when,
			Questions: []survey.Question{newSurveyQuestion(&q)},
		})
	}
	return pages
}

// equalityQuestionName returns the name of the equality question with this ID,
// or the ID if there is none.
func (d *Definition) equalityQuestionName(id string) string {
	if q, ok := equality.QuestionAt(id, d.wordingDay()); ok {
		return q.Name
	}
	return id
}

// whyWeAsk is the introduction of a page that has a purpose of its own; "" if it
// has none.
func whyWeAsk(purpose string) string {
	if purpose = strings.TrimSpace(purpose); purpose == "" {
		return ""
	}
	return "**Why we ask:** " + purpose
}

// wordingDay is the day whose wording of the equality questions d uses, so that
// a published form does not change when the question bank does.
func (d *Definition) wordingDay() equality.Day {
	day := d.Opens
	if d.Monitoring.Wording != "" {
		day = d.Monitoring.Wording
	}
	if m, err := ParseCivilTime(day, d.Zone); err == nil {
		return equality.Day(m.Local().Format(time.DateOnly))
	}
	return equality.MaxDay
}

func (m *Monitoring) introPage() survey.Page {
	minutes := "a few minutes"
	if m.Minutes == 1 {
		minutes = "1 minute"
	} else if m.Minutes > 1 {
		minutes = fmt.Sprintf("%d minutes", m.Minutes)
	}
	var b strings.Builder
	b.WriteString("These questions are voluntary. Your answers do not affect how we consider your response, " +
		"and we keep them separately from it.\n\n")
	fmt.Fprintf(&b, "**Why we ask:** %s\n\n", strings.TrimSpace(m.Purpose))
	fmt.Fprintf(&b, "The appropriate policy document is %s.", strings.TrimSuffix(strings.TrimSpace(m.PolicyDocument), "."))
	if m.Privacy != "" {
		fmt.Fprintf(&b, " Our [privacy notice](%s) says more.", m.Privacy)
	}
	return survey.Page{
		ID: equalityIntroPageID, Title: "Equality monitoring questions", Intro: b.String(), Monitoring: true,
		Questions: []survey.Question{{
			ID: equalityOptInID, Kind: "single", Text: "Do you want to answer the equality questions?",
			Options: []survey.Option{
				{ID: "yes", Text: "Yes, answer the equality questions", Hint: "Takes " + minutes},
				{ID: "no", Text: "No, skip the equality questions"},
			},
		}},
	}
}

// newSurveyQuestion converts a question of the bank to a question of a form.
// "Prefer not to say" is counted as a state of its own, so it is not an option.
func newSurveyQuestion(q *equality.BankQuestion) survey.Question {
	question := survey.Question{ID: q.ID, Kind: "single", Text: q.Text, Hint: q.Hint, PreferNotToSay: true}
	for _, o := range q.Options {
		question.Options = append(question.Options, survey.Option{ID: o.ID, Text: o.Text, Hint: o.Hint, WriteIn: o.WriteIn})
	}
	return question
}

// AreaQuestions returns the IDs of the questions of f that can ask where people live: those with one
// answer, outside of the equality pages.
func AreaQuestions(f *survey.Form) (ids []string) {
	for _, p := range f.Pages {
		for _, q := range p.Questions {
			if !p.Monitoring && (q.Kind == survey.Single || q.Kind == survey.Dropdown) {
				ids = append(ids, q.ID)
			}
		}
	}
	return ids
}

// IsEqualityOptIn reports whether id is the question whether people want to answer the equality
// questions, which reveals nothing about them.
func IsEqualityOptIn(id string) bool { return id == equalityOptInID }

// IsSensitive reports whether answers to the equality question with this ID are
// special category data or handled as such, so that more small counts of it are
// hidden: ethnic group, religion, health, sexual orientation, gender identity and
// pregnancy. Questions that are not in the bank count as sensitive.
func IsSensitive(id string) bool {
	if id == equalityOptInID {
		return false // whether people answered reveals nothing about them
	}
	q, ok := equality.QuestionAt(id, equality.MaxDay)
	return !ok || q.Sensitive
}
