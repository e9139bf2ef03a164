package resultview

import (
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Cluster is a group of similar responses and the decision about it.
type Cluster struct {
	Heading, Detection, Decision, Reason, Effect string
	AnswersNote                                  string        // whether the answers of excluded responses are shown
	Charts                                       []*chart.Bars // the answers of excluded responses
	HasHidden                                    bool          // Charts have hidden counts
}

// submissionLines returns the numbers of letters, emails, petitions and events, one
// line for each kind that only has; nil has all.
func submissionLines(p *locale.Printer, r *analysis.Release, only func(entry.SubmissionKind) bool) (all []string) {
	for _, s := range r.Submissions {
		if only != nil && !only(s.Kind) {
			continue
		}
		switch s.Kind {
		case entry.Letter:
			all = append(all, p.Count(s.Count, "%d letter", "%d letters"))
		case entry.Email:
			all = append(all, p.Count(s.Count, "%d email", "%d emails"))
		case entry.Petition:
			petitions := p.Count(s.Count, "%d petition", "%d petitions")
			signatures := p.Count(s.SignaturesClaimed, "%d signature", "%d signatures")
			line := p.Say("%s, with %s", petitions, signatures)
			if s.SignaturesChecked > 0 {
				line = p.Say("%s, with %s. We checked %s of the signatures", petitions, signatures, p.Number(s.SignaturesChecked))
			}
			all = append(all, line)
		case entry.Event:
			events := p.Count(s.Count, "%d event", "%d events")
			all = append(all, p.Say("%s, with %s", events, p.Count(s.Attendees, "%d person attending", "%d people attending")))
		}
	}
	return all
}

// newClusters returns the decisions about similar responses in r.
func newClusters(p *locale.Printer, r *analysis.Release) (all []Cluster) {
	for i := range r.Clusters {
		s := &r.Clusters[i]
		v := NewCluster(p, s)
		switch {
		case s.Decision == moderation.CountAll:
		case s.SizeHidden:
			v.Effect = p.Say("We do not show how many are excluded or how people answered, so that no one can be identified.")
		default:
			v.Effect = p.Count(
				s.Excluded,
				"%d response is excluded from the figures on this page.",
				"%d responses are excluded from the figures on this page.",
			)
			if v.AnswersNote = p.Say("Their answers are shown below."); len(s.Effect) == 0 {
				v.AnswersNote = p.Say("We do not show their answers, so that no one can be identified.")
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

// NewCluster returns the decision about some similar responses, without their answers.
func NewCluster(p *locale.Printer, s *analysis.Cluster) Cluster {
	v := Cluster{Heading: clusterHeading(p, s), Detection: detectionText(p, s.DetectedBy), Reason: s.Reason}
	switch s.Decision {
	case moderation.CountAll:
		v.Decision, v.Effect = p.Say("Each response is counted."), p.Say("This decision does not change any figures.")
	case moderation.CountOnce:
		v.Decision = p.Say("Counted as one response: the first in the public record is counted and the others are excluded.")
	default:
		v.Decision = p.Say("Reported separately: none of these responses is included in the figures on this page.")
	}
	return v
}

func clusterHeading(p *locale.Printer, s *analysis.Cluster) string {
	n := s.Responses
	switch {
	case s.DetectedBy == moderation.SameAnswers && s.SizeHidden:
		return p.Say("Responses with identical answers")
	case s.DetectedBy == moderation.SameAnswers:
		return p.Count(n, "%d response with identical answers", "%d responses with identical answers")
	case s.DetectedBy == moderation.SimilarText && s.SizeHidden:
		return p.Say("Responses with mostly the same text")
	case s.DetectedBy == moderation.SimilarText:
		return p.Count(n, "%d response with mostly the same text", "%d responses with mostly the same text")
	}
	day, err := time.Parse(time.DateOnly, s.Day)
	if err != nil {
		day = time.Time{}
	}
	if s.SizeHidden {
		return p.Say("Responses on %s", p.Date(day))
	}
	return p.Say("%s on %s", p.Count(n, "%d response", "%d responses"), p.Date(day))
}

func detectionText(p *locale.Printer, found string) string {
	switch found {
	case moderation.SameAnswers:
		return p.Say("Every answer is identical. People may copy a campaign’s suggested answers and still agree with them.")
	case moderation.SimilarText:
		return p.Say("Much of their text is the same, in the same order. People may adapt a campaign’s suggested answers.")
	}
	return p.Say("We received many more than on other days. A meeting, a news story or a batch of paper forms can cause this. " +
		"We do not store the time of day.")
}

// excludedChart returns the chart of how excluded responses of cluster set answered
// a question.
func excludedChart(p *locale.Printer, r *analysis.Release, set int, e *analysis.Effect) *chart.Bars {
	q := r.Question(e.Question)
	if q == nil || len(q.Options) != len(e.Cells) {
		return nil
	}
	names := make([]string, len(q.Options))
	for i, o := range q.Options {
		names[i] = o.Text
	}
	c := web.NewCountChart(p, fmt.Sprintf("similar-%d-%s", set+1, q.ID), names, r.QuestionLang(), e.ReleasedTable)
	if c != nil {
		c.Title, c.Lang, c.Caption, c.Number = q.Text, r.QuestionLang(), c.Title, p.Say("Excluded")
	}
	return c
}
