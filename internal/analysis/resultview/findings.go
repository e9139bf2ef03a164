package resultview

import (
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// Finding is a part of the summary at the top of the results: the most common
// answer to a question, or to each of its rows.
type Finding struct {
	Question, Href string
	Lang           string // of Question and of the answers
	Lines          []FindingLine
}

// FindingLine is an answer of a Finding.
type FindingLine struct {
	Row    string // "" for a question without rows
	Answer string
	Text   string // "521 (45%)", or "£61 on average"
}

// maxFindings is how many questions the summary has.
const maxFindings = 5

// findingKinds are the kinds of question that the summary shows, the most telling
// first: what people think of each proposal, what they would put first, how they
// would share out the money, and what they chose.
var findingKinds = []survey.QuestionKind{survey.Matrix, survey.Ranking, survey.Budget, survey.Multiple, survey.Single}

// NewFindings returns the summary of the questions about the proposals. It says
// only what the tables below it say: hidden figures are left out, and nothing is
// added up.
func NewFindings(p *locale.Printer, questions []analysis.Question, lang string) (all []Finding) {
	for _, kind := range findingKinds {
		for i := range questions {
			q := &questions[i]
			if q.Kind != kind || q.Monitoring || len(q.Wordings) > 0 || q.Withheld != disclose.NotWithheld || len(all) == maxFindings {
				continue
			}
			f := Finding{Question: q.Text, Href: "#q-" + q.ID, Lang: lang}
			switch kind {
			case survey.Matrix:
				for _, row := range q.Rows {
					f.addLargest(p, row.Text, q.Options, row.ReleasedTable)
				}
			case survey.Budget:
				f.addAmount(p, q)
			case survey.Ranking:
				f.addLargest(p, "", q.Options, q.ReleasedTable)
				f.sayFirst(p)
			default:
				f.addLargest(p, "", q.Options, q.ReleasedTable)
			}
			if len(f.Lines) > 0 {
				all = append(all, f)
			}
		}
	}
	return all
}

// addLargest adds the most common answer, unless a count is hidden, two answers have
// as many, or not everyone was offered the same answers.
func (f *Finding) addLargest(p *locale.Printer, row string, options []analysis.Option, table disclose.ReleasedTable) {
	whole := table.Hidden == 0 && table.Bases == nil && table.Withheld == disclose.NotWithheld
	if !whole || len(options) == 0 || len(table.Cells) != len(options) {
		return
	}
	counts := make([]int64, len(options))
	for i := range counts {
		n, shown := table.Cells[i].Number()
		if !shown {
			return
		}
		counts[i] = n
	}
	most := slices.Max(counts)
	at := slices.Index(counts, most)
	if most == 0 || slices.Contains(counts[at+1:], most) {
		return
	}
	f.Lines = append(f.Lines, FindingLine{row, options[at].Text, web.CountText(p, table, at)})
}

// sayFirst says of a ranking that its numbers are of first places.
func (f *Finding) sayFirst(p *locale.Printer) {
	for i := range f.Lines {
		f.Lines[i].Text = p.Say("ranked first by %s", f.Lines[i].Text)
	}
}

// addAmount adds the option of a budget with the highest mean.
func (f *Finding) addAmount(p *locale.Printer, q *analysis.Question) {
	best, bestMean := -1, 0.0
	for i, o := range q.Options {
		if o.Amount == nil {
			return
		}
		mean, shown := o.Amount.Mean.Text()
		if !shown {
			return
		}
		if value, err := strconv.ParseFloat(mean, 64); err == nil && value > bestMean {
			best, bestMean = i, value
		}
	}
	if best >= 0 {
		f.Lines = append(f.Lines, FindingLine{
			"", q.Options[best].Text, p.Say("%s on average", formatAmount(p, q.Unit, q.Options[best].Amount.Mean)),
		})
	}
}
