package consult

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/survey"
)

// Review is Check for what is still being written: it finds what Define would
// refuse, what Publish would, and what only the whole definition shows.
func (d *Definition) Review() []Finding {
	c, forms, err := d.build()
	var all findings
	if wrong, ok := errors.AsType[problems](err); ok {
		all.addProblems(wrong)
	}
	all = append(all, c.Check(len(forms) > 0)...)
	c.checkCalendar(&all)
	d.checkMonitoring(&all)
	d.checkEditions(&all, forms)
	return all
}

// addProblems adds what keeps a definition from being used, each with the place
// where it is mended.
func (f *findings) addProblems(wrong problems) {
	for i, p := range wrong {
		switch {
		case p.officerFormat != "":
			f.blockIf(true, Reasons, fmt.Sprintf("%s/problem-%d", p.section, i+1), p.officerFormat, p.officerArgs...)
		case p.formProblems == nil:
			f.blockIf(true, Reasons, fmt.Sprintf("%s/problem-%d", sectionOf(p.message), i+1), "%s", p.message)
		}
		for j, one := range p.formProblems {
			at := FormLocation{Edition: p.form.Edition, Page: one.Page, Question: one.Question}
			found := Finding{Principle: Reasons, Blocks: true, Code: fmt.Sprintf("questionnaire/problem-%d-%d", i+1, j+1), Form: at}
			found.Format, found.Args = FormProblemText(one, p.form)
			twice := slices.ContainsFunc(*f, func(known Finding) bool {
				return known.Form == at && known.Format == found.Format && slices.Equal(known.Args, found.Args)
			})
			f.add(!twice, found)
		}
	}
}

// sectionOf guesses where a problem of the definition is mended.
func sectionOf(say string) string {
	for _, known := range []struct{ word, place string }{
		{"equality question", "equality"}, {"form", "questionnaire"}, {"document", "documents"}, {"opens", "dates"}, {"closes", "dates"}, {"feedback", "dates"},
	} {
		if strings.Contains(say, known.word) {
			return known.place
		}
	}
	return "about"
}

// checkCalendar looks at the days between opening and closing.
func (c *Consultation) checkCalendar(all *findings) {
	if c.Opens.IsZero() || c.Closes.IsZero() || c.Closes.At.Before(c.Opens.At) || c.Closes.At.Sub(c.Opens.At) > 3*366*24*time.Hour {
		return
	}
	off, election := 0, map[int]bool{}
	for day := startOfDay(c.Opens.Local()); !day.After(startOfDay(c.Closes.Local())); day = day.AddDate(0, 0, 1) {
		if slices.ContainsFunc(BankHolidays(day.Year()), day.Equal) {
			off++
		}
		if from, poll := PreElectionPeriod(day.Year()); !day.Before(from) && !day.After(poll) && !election[day.Year()] {
			election[day.Year()] = true
			all.hintIf(
				true,
				AdequateTime,
				fmt.Sprintf("dates/election-%d", day.Year()),
				"Local elections may be held on %s. The pre-election period starts on %s. Ask your monitoring officer whether it affects this consultation.",
				poll,
				from,
			)
		}
	}
	all.hintIf(off > 0, AdequateTime, "dates/bank-holidays", "Bank holidays in England while the consultation is open: %d.", off)
	all.hintIf(
		!isWorkingDay(startOfDay(c.Closes.Local())),
		AdequateTime,
		"dates/closes-on-holiday",
		"The consultation closes on a weekend or bank holiday, when people may not be able to phone you for help.",
	)
}

func startOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// checkMonitoring asks why each question about the person is asked: what is
// not needed must not be collected (UK GDPR article 5(1)(b) and (c)).
func (d *Definition) checkMonitoring(all *findings) {
	if d.Type == Information {
		return
	}
	m := d.Monitoring
	if m == nil {
		own := slices.ContainsFunc(d.Forms, func(f survey.Form) bool {
			return slices.ContainsFunc(f.Pages, func(p survey.Page) bool { return p.Monitoring })
		})
		all.warnIf(
			!own,
			DataProtection,
			"equality/none",
			"There are no equality questions. Record how you will know who has responded. The duty is in section 149 of the Equality Act 2010.",
		)
		return
	}
	for _, id := range m.Questions {
		name := id
		if q, ok := equality.QuestionAt(id, d.wordingDay()); ok {
			name = q.Name
		}
		all.warnIf(
			strings.TrimSpace(m.Purposes[id]) == "",
			DataProtection,
			"equality/purpose-"+id,
			"Explain what you will use the answers about “%s” for, or remove the question.",
			name,
		)
	}
	all.warnIf(
		strings.TrimSpace(m.Privacy) == "",
		DataProtection,
		"equality/privacy",
		"The equality questions have no privacy notice of their own. We will use the privacy notice for the whole website.",
	)
}

// checkEditions says what the readers of an edition miss.
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
		all.warnIf(
			len(missing) > 0,
			Access,
			"questionnaire/incomplete-"+f.Edition,
			"The “%s” version of the questionnaire is missing questions or answers: %s. People who use it are asked less than others.",
			f.Edition,
			strings.Join(missing, ", "),
		)
		if d.Monitoring != nil && !strings.HasPrefix(f.Lang, "en") &&
			!slices.ContainsFunc(f.Pages, func(p survey.Page) bool { return p.Monitoring }) {
			all.warnIf(
				true,
				Access,
				"questionnaire/no-equality-"+f.Edition,
				"The “%s” version of the questionnaire has no equality questions, so people cannot answer them in their language.",
				f.Edition,
			)
		}
	}
	all.warnIf(!easy, Access, "questionnaire/easy-read", "The questionnaire is not available in Easy Read.")
}

// MissingFromEdition names the questions and options of master that edition leaves
// out.
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

// EqualityPages are the pages of equality questions that d adds to its forms. An
// edition in another language brings them in its own words.
func (d *Definition) EqualityPages() []survey.Page {
	var ignored problems
	return d.monitoringPages(&ignored)
}

// Preview returns d as the public would see it, and the forms with their equality
// questions, the master first. What cannot be used yet is an error that says all
// that is missing.
func (d *Definition) Preview() (*Consultation, []*survey.Form, error) { return d.build() }
