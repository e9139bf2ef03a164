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

// The first page of the equality questions, and what it asks.
const (
	equalityIntroPageID = "equality-questions"
	equalityOptInID     = "answer-equality-questions"
)

// readForms adds the equality questions to the forms of d, checks them as a
// whole and holds each edition against the master.
func (d *Definition) readForms(wrong *problems) []*survey.Form {
	block := d.monitoringPages(wrong)
	var forms []*survey.Form
	seen := map[string]bool{}
	for i := range d.Forms {
		whole := d.Forms[i]
		name := whole.Edition
		if seen[name] {
			wrong.add("There are two forms for the edition %q. Name a translation by its language, such as gu.", name)
		}
		seen[name] = true
		addMonitoring(&whole, block)
		f, err := survey.Parse(whole.JSON())
		if err != nil {
			wrong.addForm(&whole, err, "The form for the edition %q cannot be used: %s", name)
			continue
		}
		forms = append(forms, f)
		if i > 0 && len(forms) > 1 {
			if err := survey.CheckEdition(forms[0], f); err != nil {
				wrong.addForm(f, err, "The edition %q does not fit the master form: %s", name)
			}
		}
	}
	return forms
}

// addMonitoring puts block at the end of f. An edition in another language, or
// one with wording of its own, brings its own pages: a question in words that
// the reader does not know is worse than none.
func addMonitoring(f *survey.Form, block []survey.Page) {
	own := !strings.HasPrefix(f.Lang, "en")
	for _, p := range f.Pages {
		own = own || p.Monitoring
	}
	if !own {
		f.Pages = slices.Concat(f.Pages, block)
	}
}

// monitoringPages returns the pages of the equality questions: one that says
// why they are asked and lets people leave, and one for each question.
func (d *Definition) monitoringPages(wrong *problems) []survey.Page {
	m := d.Monitoring
	if m == nil {
		return nil
	}
	for _, need := range []struct{ value, say, desk string }{
		{m.Purpose, "purpose: say what the answers are used for", locale.Key("Explain what you will use equality monitoring answers for.")},
		{m.Retention, "retention: say how long they are kept", locale.Key("Enter how long you will keep equality monitoring answers.")},
		{m.PolicyDocument, "policy-document: give the reference of the appropriate policy document", locale.Key("Enter the reference of the appropriate policy document for the equality questions.")},
	} {
		if strings.TrimSpace(need.value) == "" {
			wrong.add("The equality questions cannot be asked without %s.", need.say).forOfficer("equality", need.desk)
		}
	}
	if len(m.Questions) == 0 {
		wrong.add("There is no equality question under monitoring. List the equality questions to ask, or remove monitoring.").
			forOfficer("equality", locale.Key("Choose at least one equality question, or do not ask equality questions."))
	}
	started := survey.Condition{Question: equalityOptInID, Is: "yes"}
	pages := []survey.Page{m.introPage()}
	asked := map[string]bool{}
	for _, id := range m.Questions {
		q, ok := equality.QuestionAt(id, d.wordingDay())
		if !ok {
			wrong.add(
				"There was no equality question %[2]q on %[1]s. There were %[3]s. Use wording to choose another date.",
				d.wordingDay(),
				id,
				strings.Join(equality.QuestionIDs(d.wordingDay()), ", "),
			)
			continue
		}
		when := started
		if q.FollowUp != nil {
			if !asked[q.FollowUp.Question] {
				wrong.add("The equality question %q depends on %q, so list that one before it.", id, q.FollowUp.Question).
					forOfficer("equality", locale.Key("The equality question “%s” depends on “%s”. Choose that question too."), id, q.FollowUp.Question)
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

// whyWeAsk says to the person why a question is asked.
func whyWeAsk(purpose string) string {
	if purpose = strings.TrimSpace(purpose); purpose == "" {
		return ""
	}
	return "**Why we ask:** " + purpose
}

// wordingDay is the day whose wording of the equality questions d uses: a form
// does not change under those who answer it because the bank did.
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
	b.WriteString(
		"These questions are voluntary. Your answers do not affect how we consider your response, and we keep them separately from it.\n\n",
	)
	fmt.Fprintf(&b, "**Why we ask:** %s\n\n", strings.TrimSpace(m.Purpose))
	fmt.Fprintf(&b, "**How long we keep the answers:** %s\n\n", strings.TrimSpace(m.Retention))
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

// newSurveyQuestion is a question of the bank as a form asks it. "Prefer not to
// say" is a state of its own and never one of the options.
func newSurveyQuestion(q *equality.BankQuestion) survey.Question {
	asked := survey.Question{ID: q.ID, Kind: "single", Text: q.Text, Hint: q.Hint, PreferNotToSay: true}
	for _, o := range q.Options {
		asked.Options = append(asked.Options, survey.Option{ID: o.ID, Text: o.Text, Hint: o.Hint, WriteIn: o.WriteIn})
	}
	return asked
}

// IsSensitive reports whether the equality question id is about what people are
// most hurt by if it is known: small counts of it are hidden sooner. So is every
// question of which nobody has told us that it is not.
func IsSensitive(id string) bool {
	if id == equalityOptInID {
		return false // whether they did tells nothing of who they are
	}
	asked, ok := equality.QuestionAt(id, equality.MaxDay)
	if !ok {
		return true
	}
	switch asked.Characteristic {
	case equality.GenderReassignment, equality.SexualOrientation, equality.ReligionBelief,
		equality.Disability, equality.PregnancyMaternity, equality.HealthInequality:
		return true
	}
	return false
}
