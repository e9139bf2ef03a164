package consult

import (
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/promise"
	"github.com/folkmoot/folkmoot/survey"
)

// checkPromises refuses texts that say how long answers are kept or until when a
// response can be withdrawn. The pages say both themselves: the first from the
// retention periods, which can change when the text does not. Documents are not
// checked, because they may be about a policy on which people are consulted.
func (d *Definition) checkPromises(wrong *problems) {
	check := func(section string, texts ...string) {
		for _, text := range texts {
			for _, found := range promise.Kept(text) {
				wrong.add(section, "Remove %q. The pages say how long data is kept. To change the period, use retention.", found).
					forOfficer(locale.Key("Remove “%s”. We tell respondents how long data is kept, based on the retention period."), found)
			}
			for _, found := range promise.Withdrawal(text) {
				wrong.add(section, "Remove %q. The pages say when people can withdraw a response.", found).
					forOfficer(locale.Key("Remove “%s”. We tell respondents when they can withdraw their response."), found)
			}
		}
	}
	check(sectionAbout, d.Summary, d.Why, d.SoFar, d.Next, d.Audience)
	check(sectionAbout, d.OtherWays...)
	if m := d.Monitoring; m != nil {
		check(sectionEquality, m.Purpose, m.PolicyDocument)
		for _, question := range slices.Sorted(maps.Keys(m.Purposes)) {
			check(sectionEquality, m.Purposes[question])
		}
	}
	for i := range d.Forms {
		check(sectionQuestionnaire, formTexts(&d.Forms[i])...)
	}
}

// formTexts returns the texts of f that respondents read before they answer.
func formTexts(f *survey.Form) []string {
	all := []string{f.Title, f.Intro}
	for _, p := range f.Pages {
		all = append(all, p.Title, p.Intro)
		for _, q := range p.Questions {
			all = append(all, q.Text, q.Hint, q.Body)
			for _, o := range slices.Concat(q.Options, q.Rows) {
				all = append(all, o.Hint, o.Body)
			}
		}
	}
	return all
}
