package analysisweb

import (
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/page"
)

// clusterView is a set of like responses and what was decided about it.
type clusterView struct {
	Heading, Detection, Decision, Reason, Effect string
	AnswersNote                                  string        // whether it is shown what those who are left out answered
	Charts                                       []*page.Chart // that
	HasHidden                                    bool          // something in it is hidden
}

// submissionLines says what came beside the questionnaire, a line for each kind.
func submissionLines(p *locale.Printer, r *analysis.Release) (all []string) {
	for _, s := range r.Submissions {
		switch s.Kind {
		case entry.Letter:
			all = append(all, p.Count(s.Count, "%d letter", "%d letters"))
		case entry.Email:
			all = append(all, p.Count(s.Count, "%d email", "%d emails"))
		case entry.Petition:
			petitions, signatures := p.Count(s.Count, "%d petition", "%d petitions"), p.Count(s.SignaturesClaimed, "%d signature", "%d signatures")
			line := p.Say("%s, with %s", petitions, signatures)
			if s.SignaturesChecked > 0 {
				line = p.Say("%s, with %s. The council checked %s of them", petitions, signatures, p.Number(s.SignaturesChecked))
			}
			all = append(all, line)
		case entry.Event:
			all = append(all, p.Say("%s, with %s", p.Count(s.Count, "%d event", "%d events"), p.Count(s.Attendees, "%d person there", "%d people there")))
		}
	}
	return all
}

// newClusterViews says what was decided about sets of like responses.
func newClusterViews(p *locale.Printer, r *analysis.Release) (all []clusterView) {
	for i := range r.Clusters {
		s := &r.Clusters[i]
		v := clusterView{Heading: clusterHeading(p, r, s), Detection: detectionText(p, s.DetectedBy), Reason: s.Reason}
		switch s.Decision {
		case moderation.CountAll:
			v.Decision, v.Effect = p.Say("Each of them is counted."), p.Say("The decision changes no number.")
		case moderation.CountOnce:
			v.Decision = p.Say("They are counted as one: the first of them in the public record is counted, and the others are left out.")
		default:
			v.Decision = p.Say("They are reported apart: none of them is in the numbers on this page.")
		}
		switch {
		case s.Decision == moderation.CountAll:
		case s.TooFew:
			v.Effect = p.Say("They are so few that we show neither how many are left out nor what they answered.")
		default:
			v.Effect = p.Count(s.Excluded, "%d response is left out of the numbers on this page.", "%d responses are left out of the numbers on this page.")
			if v.AnswersNote = p.Say("What they answered is below."); len(s.Effect) == 0 {
				v.AnswersNote = p.Say("What they answered is not shown, so that nobody can be recognised.")
			}
		}
		for j := range s.Effect {
			if c := excludedChart(p, r, i, &s.Effect[j]); c != nil {
				v.Charts, v.HasHidden = append(v.Charts, c), v.HasHidden || s.Effect[j].Hidden > 0
			}
		}
		all = append(all, v)
	}
	return all
}

func clusterHeading(p *locale.Printer, r *analysis.Release, s *analysis.Cluster) string {
	n := s.Responses
	switch {
	case s.DetectedBy == moderation.SameAnswers && s.TooFew:
		return p.Say("Fewer than %d responses with the same answers", r.Policy.MinBase)
	case s.DetectedBy == moderation.SameAnswers:
		return p.Count(n, "%d response with the same answers", "%d responses with the same answers")
	case s.DetectedBy == moderation.SimilarText && s.TooFew:
		return p.Say("Fewer than %d responses of which most of the text is the same", r.Policy.MinBase)
	case s.DetectedBy == moderation.SimilarText:
		return p.Count(n, "%d response of which most of the text is the same", "%d responses of which most of the text is the same")
	}
	day, err := time.Parse(time.DateOnly, s.Day)
	if err != nil {
		day = time.Time{}
	}
	if s.TooFew {
		return p.Say("Fewer than %d responses on %s", r.Policy.MinBase, p.Date(day))
	}
	return p.Say("%s on %s", p.Count(n, "%d response", "%d responses"), p.Date(day))
}

func detectionText(p *locale.Printer, found string) string {
	switch found {
	case moderation.SameAnswers:
		return p.Say("Every answer is the same, letter for letter. People may send a letter that somebody drafted for them, and mean it.")
	case moderation.SimilarText:
		return p.Say("They share most of their runs of three words. People may change a letter that somebody drafted for them.")
	}
	return p.Say("Far more than on other days. A meeting, a story in the news or a bundle of paper does that too. When on the day they came is not kept.")
}

// excludedChart is the picture of how those answered a question who are left out.
func excludedChart(p *locale.Printer, r *analysis.Release, set int, e *analysis.Effect) *page.Chart {
	q := r.Question(e.Question)
	if q == nil || len(q.Options) != len(e.Cells) {
		return nil
	}
	names := make([]string, len(q.Options))
	for i, o := range q.Options {
		names[i] = o.Text
	}
	c := newBarChart(p, fmt.Sprintf("alike-%d-%s", set+1, q.ID), names, r.QuestionLang(), e.ReleasedTable)
	if c != nil {
		c.Title, c.Lang, c.Caption, c.Number = q.Text, r.QuestionLang(), c.Title, p.Say("Left out")
	}
	return c
}
