package consult

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/workday"
	"github.com/folkmoot/folkmoot/survey"
)

// Review returns the findings of Check, the errors for which Define would refuse
// d, and findings that need the whole definition. It works on incomplete
// definitions.
func (d *Definition) Review() []Finding {
	c, forms, err := d.build()
	var all findings
	if wrong, ok := errors.AsType[problems](err); ok {
		all.addProblems(wrong)
	}
	all = append(all, c.Check(len(forms) > 0 || d.hasQuestions())...)
	c.checkCalendar(&all)
	d.checkMonitoring(&all)
	d.checkNamedConditions(&all)
	d.checkEditions(&all, forms)
	d.checkTranslations(&all)
	d.checkConsent(&all)
	return all
}

// checkNamedConditions adds hints about conditions that were named and are not used.
func (d *Definition) checkNamedConditions(all *findings) {
	if len(d.Forms) == 0 {
		return
	}
	for _, name := range d.Forms[0].UnusedConditions() { // other versions have those of the original
		all.hintIf(true, Reasons, "questionnaire/unused-condition-"+name,
			"No page or question uses the named condition “%s”. Use it, or remove it.", name).
			at("forms", 0, "conditions", name)
	}
}

// hasQuestions reports whether a form has a question, even if the form has errors and cannot be used yet.
func (d *Definition) hasQuestions() bool {
	return slices.ContainsFunc(d.Forms, func(f survey.Form) bool {
		return slices.ContainsFunc(f.Pages, func(p survey.Page) bool { return !p.Monitoring && len(p.Questions) > 0 })
	})
}

// addProblems adds the errors of a definition.
func (f *findings) addProblems(wrong problems) {
	for i, p := range wrong {
		code := fmt.Sprintf("%s/problem-%d", p.section, i+1)
		switch {
		case p.officerFormat != "":
			f.blockIf(true, Reasons, code, p.officerFormat, p.officerArgs...).at(p.path...)
		case p.formProblems == nil:
			f.blockIf(true, Reasons, code,
				"This consultation has an error that can only be corrected in its definition file.").at(p.path...)
		}
		for j, formProblem := range p.formProblems {
			at := FormLocation{p.form.Edition, formProblem.Page, formProblem.Question, formProblem.Option, formProblem.Member}
			finding := Finding{Principle: Reasons, Blocks: true, Code: fmt.Sprintf("%s-%d", code, j+1), Form: at}
			finding.Path = slices.Concat(p.path, definition.PathOf(formProblem.Pointer, formSpelling))
			finding.Format, finding.Args = FormProblemText(formProblem, p.form)
			duplicate := slices.ContainsFunc(*f, func(known Finding) bool {
				return known.Form.Edition == at.Edition && known.Form.Page == at.Page && known.Form.Question == at.Question &&
					known.Format == finding.Format && slices.Equal(known.Args, finding.Args)
			})
			f.add(!duplicate, finding)
		}
	}
}

// maxCalendarSpan bounds the work of checkCalendar.
const maxCalendarSpan = 3 * 366 * 24 * time.Hour

// checkCalendar adds hints about bank holidays and elections while c is open.
func (c *Consultation) checkCalendar(all *findings) {
	if c.Opens.IsZero() || c.Closes.IsZero() || c.Closes.At.Before(c.Opens.At) || c.Closes.At.Sub(c.Opens.At) > maxCalendarSpan {
		return
	}
	first, last := startOfDay(c.Opens.Local()), startOfDay(c.Closes.Local())
	holidays := 0
	for year := first.Year(); year <= last.Year(); year++ {
		for _, day := range workday.BankHolidays(equality.England, year) {
			if !day.Before(first) && !day.After(last) {
				holidays++
			}
		}
		from, poll := PreElectionPeriod(year)
		all.hintIf(!last.Before(from) && !first.After(poll), AdequateTime, fmt.Sprintf("dates/election-%d", year),
			"Local elections may be held on %s. The pre-election period starts on %s. "+
				"Ask your monitoring officer whether it affects this consultation.", locale.LazyDate(poll), locale.LazyDate(from)).
			at("closes")
	}
	all.hintIf(holidays > 0, AdequateTime, "dates/bank-holidays",
		"Bank holidays in England while the consultation is open: %d.", holidays)
	all.hintIf(!workday.Is(equality.England, last), AdequateTime, "dates/closes-on-holiday",
		"The consultation closes on a weekend or bank holiday, when people may not be able to phone you for help.")
}

// startOfDay returns the calendar day of t as midnight UTC.
func startOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// checkMonitoring requires a purpose for each equality question, because data
// that is not needed must not be collected (UK GDPR article 5(1)(b) and (c)).
func (d *Definition) checkMonitoring(all *findings) {
	if d.Type == Information {
		return
	}
	m := d.Monitoring
	if m == nil {
		own := slices.ContainsFunc(d.Forms, func(f survey.Form) bool {
			return slices.ContainsFunc(f.Pages, func(p survey.Page) bool { return p.Monitoring })
		})
		all.warnIf(!own, DataProtection, "equality/none",
			"There are no equality questions. Record how you will know who has responded. "+
				"The duty is in section 149 of the Equality Act 2010.")
		return
	}
	for _, id := range m.Questions {
		if _, ok := equality.QuestionAt(id, d.wordingDay()); !ok {
			continue // build has found it
		}
		all.warnIf(strings.TrimSpace(m.Purposes[id]) == "", DataProtection, "equality/purpose-"+id,
			"Explain what you will use the answers about “%s” for, or remove the question.", d.equalityQuestionName(id)).
			at("monitoring", "purposes", id)
	}
	all.warnIf(strings.TrimSpace(m.Privacy) == "", DataProtection, "equality/privacy",
		"The equality questions have no privacy notice of their own. We will use the privacy notice for the whole website.")
}

// checkEditions adds warnings about editions in which questions are missing.
func (d *Definition) checkEditions(all *findings, forms []*survey.Form) {
	if len(d.Forms) == 0 {
		return
	}
	master := &d.Forms[0]
	easy := false
	for i := 1; i < len(d.Forms); i++ {
		f := &d.Forms[i]
		easy = easy || f.Edition == string(EasyRead)
		missing := MissingFromEdition(master, f)
		if !isTranslation(master, f) { // of a translation, checkTranslations names each
			all.warnIf(len(missing) > 0, Access, "questionnaire/incomplete-"+f.Edition,
				"The “%s” version of the questionnaire is missing questions or answers: %s. People who use it are asked less than others.",
				EditionLabel(f.Edition), strings.Join(missingTexts(master, missing), ", ")).
				inForm(i, placeOfMissing(f.Edition, master, missing))
		}
		hasMonitoring := slices.ContainsFunc(f.Pages, func(p survey.Page) bool { return p.Monitoring })
		all.warnIf(d.Monitoring != nil && !strings.HasPrefix(f.Lang, "en") && !hasMonitoring, Access,
			"questionnaire/no-equality-"+f.Edition,
			"The “%s” version of the questionnaire has no equality questions, so people cannot answer them in their language.",
			EditionLabel(f.Edition)).inForm(i, FormLocation{Edition: f.Edition, Member: "title"})
	}
	all.warnIf(!easy, Access, "questionnaire/easy-read", "The questionnaire is not available in Easy Read.")
}

// checkConsent asks for the consent question in each form that has free text, because what
// people write may only be published with their consent.
func (d *Definition) checkConsent(all *findings) {
	for i := range d.Forms {
		f := &d.Forms[i]
		all.warnIf(f.HasFreeText() && f.ConsentQuestion() == nil, DataProtection, "questionnaire/consent-"+f.Edition,
			"The “%s” version of the questionnaire has questions that people answer in their own words, "+
				"but does not ask “May we publish what you write?”. Without that question you cannot publish any of their comments.",
			EditionLabel(f.Edition)).inForm(i, d.placeOfConsent(i))
	}
}

// placeOfConsent is the field of the consent question in form i, or the form if the original
// does not ask for consent either.
func (d *Definition) placeOfConsent(i int) FormLocation {
	place := FormLocation{Edition: d.Forms[i].Edition}
	if q := d.Forms[0].ConsentQuestion(); q != nil && i > 0 {
		place.Question, place.Member = q.ID, "text"
	}
	return place
}

// placeOfMissing is the field of the first of missing, as MissingFromEdition returned it.
func placeOfMissing(edition string, master *survey.Form, missing []string) FormLocation {
	if len(missing) == 0 {
		return FormLocation{}
	}
	id, option, isOption := strings.Cut(missing[0], "/")
	place := FormLocation{Edition: edition, Question: id, Member: "text"}
	if q, _ := findQuestion(master, id); q != nil && isOption {
		place.Option, place.Member = option, "options.text"
		if !slices.ContainsFunc(q.Options, func(o survey.Option) bool { return o.ID == option }) {
			place.Member = "rows.text"
		}
	}
	return place
}

// missingTexts returns the quoted texts of questions and options that
// MissingFromEdition returned for form.
func missingTexts(form *survey.Form, missing []string) (all []string) {
	for _, name := range missing {
		id, optionID, isOption := strings.Cut(name, "/")
		q, _ := findQuestion(form, id)
		text := cmp.Or(q.Text, id)
		if isOption {
			options := slices.Concat(q.Options, q.Rows)
			at := slices.IndexFunc(options, func(o survey.Option) bool { return o.ID == optionID })
			text += ": " + cmp.Or(options[at].Text, optionID)
		}
		all = append(all, "“"+text+"”")
	}
	return all
}

// MissingFromEdition returns the questions ("ID") and options ("ID/OPTION") of
// master that edition does not have.
func MissingFromEdition(master, edition *survey.Form) (all []string) {
	has := map[string]map[string]bool{}
	for _, p := range edition.Pages {
		for _, q := range p.Questions {
			has[q.ID] = map[string]bool{}
			for _, o := range slices.Concat(q.Options, q.Rows) {
				has[q.ID][o.ID] = true
			}
		}
	}
	for _, p := range master.Pages {
		for _, q := range p.Questions {
			if q.Kind == survey.Panel {
				continue
			}
			options, ok := has[q.ID]
			if !ok {
				all = append(all, q.ID)
				continue
			}
			for _, o := range slices.Concat(q.Options, q.Rows) {
				if !options[o.ID] {
					all = append(all, q.ID+"/"+o.ID)
				}
			}
		}
	}
	return all
}

// EqualityPages returns the pages of equality questions that d adds to its
// English forms.
func (d *Definition) EqualityPages() []survey.Page {
	var ignored problems
	return d.monitoringPages(&ignored)
}

// Preview returns d as the public would see it, and the forms with their
// equality questions, the master first. The error is a fault.Invalid that lists
// every problem.
func (d *Definition) Preview() (*Consultation, []*survey.Form, error) { return d.build() }
