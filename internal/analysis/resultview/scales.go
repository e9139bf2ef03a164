package resultview

import (
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
)

// showScales adds the results by scale, if a version of the questionnaire has a shorter one.
func (v *Question) showScales(p *locale.Printer, q *analysis.Question) {
	for i := range q.ByScale {
		s := q.ByScale[i]
		s.ID = fmt.Sprintf("%s~scale-%d", q.ID, i+1)
		one := Wording{Heading: p.Say("Answers on the original scale"), Text: s.Text, View: newQuestion(p, &s.Question, v.Lang)}
		one.View.Summary = "" // the figures give the number, and the others are above
		if s.Edition != "" {
			one.Heading = p.Say("Answers on the shorter scale: %s", opendata.EditionName(p, s.Edition))
			one.View.Note = strings.TrimSpace(one.View.Note + " " + standsFor(p, q, &s.Question))
		}
		if one.View.Table != nil { // its caption is also the name of a region
			one.View.Table.Caption.Text += " (" + one.Heading + ")"
		}
		v.Scales = append(v.Scales, one)
	}
}

// mergedNote says which answers are counted together because a version of the questionnaire
// has a shorter scale; "" if there are none.
func mergedNote(p *locale.Printer, q *analysis.Question) string {
	var merged []string
	for _, o := range q.Options {
		if strings.Contains(o.ID, "--") { // not an option of a version, but several of the original
			merged = append(merged, p.Say("“%s”", o.Text))
		}
	}
	if len(merged) == 0 {
		return ""
	}
	return p.Say("A version of the questionnaire, such as Easy Read, has a shorter scale. So we count these answers together: %s. "+
		"No answer is counted as more exact than it was given.", strings.Join(merged, ", "))
}

// standsFor says for which answers of q those of a shorter scale stand.
func standsFor(p *locale.Printer, q, scale *analysis.Question) string {
	var all []string
	for _, o := range scale.Options {
		for _, together := range q.Options {
			if len(o.Merges) > 0 && slices.Equal(o.Merges, together.Merges) {
				all = append(all, p.Say("“%s” counts as “%s”.", o.Text, together.Text))
			}
		}
	}
	return strings.Join(all, " ")
}
