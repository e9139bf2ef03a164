package builder

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/survey"
)

// mergesAnswers reports whether q, of a version, has a shorter scale than the master. Which
// answers it merges is declared in its file; here only the texts can be changed.
func mergesAnswers(q survey.Question) bool {
	return slices.ContainsFunc(q.Options, func(o survey.Option) bool { return len(o.Merges) > 0 })
}

// addMerged adds the texts of the options of own, next to those of the master that each
// stands for.
func addMerged(
	page *EditionPage, master, own *survey.Question,
	add func(p *EditionPage, part, owner, option, master, own string, multiline bool),
) {
	for i := range own.Options {
		o := &own.Options[i]
		var texts []string
		for _, id := range o.StandsFor() {
			texts = append(texts, optionByID(master.Options, id).Text)
		}
		add(page, "option", master.ID, o.ID, strings.Join(texts, " / "), o.Text, false)
	}
}

// mergedOptionsWithTexts returns the options of a shorter scale with new texts. None is left
// out, because together they stand for all answers of the master: one without a new text
// keeps the old one.
func mergedOptionsWithTexts(current []survey.Option, question string, get func(string, ...string) string) []survey.Option {
	all := slices.Clone(current)
	for i := range all {
		if text := get(all[i].Text, "option", question, all[i].ID); text != "" {
			all[i].Text = text
		}
	}
	return all
}
