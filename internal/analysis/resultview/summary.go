package resultview

import (
	"cmp"
	"math"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/represent"
)

// PeopleLine says in a line who answered, by one characteristic: the group that differs most from the population or, without
// a comparison, the largest group.
type PeopleLine struct {
	Question page.UserText
	Group    page.UserText
	Text     string // "63% of respondents, 51% of residents"
}

// newPeople returns a line for each characteristic of which the numbers are shown.
func newPeople(p *locale.Printer, r *analysis.Release) (all []PeopleLine) {
	lang := r.QuestionLang()
	for _, w := range r.WhoAnswered() {
		line := PeopleLine{Question: page.UserText{Text: w.Question.Text, Href: "#q-" + w.Question.ID, Lang: lang}}
		at := slices.IndexFunc(w.Comparisons, func(c represent.Comparison) bool { return c.Reason == represent.Compared })
		if at >= 0 {
			line.compare(p, &w, &w.Comparisons[at], lang)
		} else if w.Question.Monitoring {
			line.largest(p, w.Question, lang)
		}
		if line.Text != "" {
			all = append(all, line)
		}
	}
	return all
}

// compare names the group whose share differs most from that of the population.
func (l *PeopleLine) compare(p *locale.Printer, w *analysis.WhoAnswered, c *represent.Comparison, lang string) {
	most := -1.0
	for _, g := range c.Groups {
		points, known := g.Points.Value()
		share, _ := g.Share.Value()
		benchmark, _ := g.Benchmark.Value()
		if !known || math.Abs(points) <= most {
			continue
		}
		most, l.Group = math.Abs(points), groupText(p, w, g.ID, lang)
		respondents, population := web.SharePercent(p, share), web.SharePercent(p, benchmark)
		if l.Text = p.Say("%s of respondents, %s of residents", respondents, population); c.Benchmark.Population == represent.Affected {
			l.Text = p.Say("%s of respondents, %s of affected users", respondents, population)
		}
	}
}

// largest names the group with most people, if all are shown.
func (l *PeopleLine) largest(p *locale.Printer, q *analysis.Question, lang string) {
	if q.Withheld != disclose.NotWithheld {
		return
	}
	var f Finding
	if f.addLargest(p, "", q.Options, q.ReleasedTable); len(f.Lines) > 0 {
		l.Group, l.Text = page.UserText{Text: f.Lines[0].Answer, Lang: lang}, f.Lines[0].Text
	}
}

// Difference is an answer that people of a group gave more or less often than everyone.
type Difference struct {
	Question               page.UserText
	Answer                 string // in the language of the question
	Group                  page.UserText
	GroupShare, WholeShare string // percentages of the group and of everyone
}

// How many differences are in the summary, and how many percentage points they have at least.
const (
	maxDifferences = 5
	minDifference  = 5
)

// newDifferences returns for each question that is shown by group the answer and the group whose percentage differs most from
// that of everyone, the largest difference first.
func newDifferences(p *locale.Printer, r *analysis.Release) (all []Difference) {
	if r.ByGroup == nil {
		return nil
	}
	gaps := map[string]int64{}
	for i := range r.ByGroup.Tables {
		t := &r.ByGroup.Tables[i]
		if q := r.Question(t.Question); q != nil && t.Withheld == disclose.NotWithheld {
			if d, gap := widestGap(p, r, q, t); gap >= minDifference {
				gaps[d.Question.Href], all = gap, append(all, d)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Difference) int { return cmp.Compare(gaps[b.Question.Href], gaps[a.Question.Href]) })
	return all[:min(len(all), maxDifferences)]
}

// widestGap returns the largest difference between the shown percentages of a group and of everyone who answered q.
func widestGap(p *locale.Printer, r *analysis.Release, q *analysis.Question, t *analysis.GroupTable) (d Difference, gap int64) {
	for row, answer := range t.Answers {
		at := slices.IndexFunc(q.Options, func(o analysis.Option) bool { return len(answer.Options) == 1 && o.ID == answer.Options[0] })
		if at < 0 {
			continue // a state, or answers that are counted together
		}
		whole, shown := q.Shares[at].Number()
		for i, g := range r.ByGroup.Groups {
			share, also := t.Shares[row][i].Number()
			if points := max(share-whole, whole-share); shown && also && g.State == "" && points > gap {
				gap = points
				d = Difference{
					Question: page.UserText{Text: q.Text, Href: "#g-" + q.ID, Lang: r.QuestionLang()}, Answer: answer.Name,
					Group:      page.UserText{Text: opendata.GroupName(p, g), Lang: r.QuestionLang()},
					GroupShare: p.Percent(share), WholeShare: p.Percent(whole),
				}
			}
		}
	}
	return d, gap
}
