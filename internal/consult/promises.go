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
	check := func(section, text string, path ...any) {
		for _, found := range promise.Kept(text) {
			wrong.add(section, "Remove %q. The pages say how long data is kept. To change the period, use retention.", found).
				forOfficer(locale.Key("Remove “%s”. We tell respondents how long data is kept, based on the retention period."), found).
				at(path...)
		}
		for _, found := range promise.Withdrawal(text) {
			wrong.add(section, "Remove %q. The pages say when people can withdraw a response.", found).
				forOfficer(locale.Key("Remove “%s”. We tell respondents when they can withdraw their response."), found).
				at(path...)
		}
	}
	check(sectionAbout, d.Summary, "summary")
	check(sectionAbout, d.Why, "why")
	check(sectionAbout, d.SoFar, "so-far")
	check(sectionAbout, d.Next, "next")
	check(sectionAbout, d.Audience, "audience")
	for i, way := range d.OtherWays {
		check(sectionAbout, way, "other-ways", i)
	}
	if m := d.Monitoring; m != nil {
		check(sectionEquality, m.Purpose, "monitoring", "purpose")
		check(sectionEquality, m.PolicyDocument, "monitoring", "policy-document")
		for _, question := range slices.Sorted(maps.Keys(m.Purposes)) {
			check(sectionEquality, m.Purposes[question], "monitoring", "purposes", question)
		}
	}
	for i := range d.Forms {
		for _, t := range formTexts(&d.Forms[i]) {
			check(sectionQuestionnaire, t.text, slices.Concat([]any{"forms", i}, t.path)...)
		}
	}
}

// formText is a text of a form that respondents read before they answer.
type formText struct {
	text string
	path []any // in the form
}

// formTexts returns the texts of f, except those of options and rows.
func formTexts(f *survey.Form) []formText {
	all := []formText{{f.Title, []any{"title"}}, {f.Intro, []any{"intro"}}}
	for i, p := range f.Pages {
		all = append(all, formText{p.Title, []any{"pages", i, "title"}}, formText{p.Intro, []any{"pages", i, "intro"}})
		if p.Repeat != nil {
			all = append(all, formText{p.Repeat.More, []any{"pages", i, "repeat", "more"}})
		}
		for j, q := range p.Questions {
			at := func(steps ...any) []any { return slices.Concat([]any{"pages", i, "questions", j}, steps) }
			all = append(all, formText{q.Text, at("text")}, formText{q.Hint, at("hint")}, formText{q.Body, at("body")},
				formText{q.PatternHelp, at("patternHelp")})
			for k, w := range q.TextList() {
				all = append(all, formText{w.Text, at("wordings", k, "text")}, formText{w.Hint, at("wordings", k, "hint")},
					formText{w.Body, at("wordings", k, "body")})
			}
			for k, o := range slices.Concat(q.Options, q.Rows) {
				name := "options"
				if k >= len(q.Options) {
					name, k = "rows", k-len(q.Options)
				}
				all = append(all, formText{o.Hint, at(name, k, "hint")}, formText{o.Body, at(name, k, "body")})
			}
		}
	}
	return all
}
