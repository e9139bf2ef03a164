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

// setView is a set of like responses and what was decided about it.
type setView struct {
	Heading, How, Decided, Why, Effect string
	Answered                           string        // whether it is shown what those who are left out answered
	Left                               []*page.Chart // that
	Marks                              bool          // something in it is hidden
}

// submitted says what came beside the questionnaire, a line for each kind.
func submitted(p *locale.Printer, r *analysis.Release) (all []string) {
	for _, s := range r.Submissions {
		switch s.Kind {
		case entry.Letter:
			all = append(all, p.Count(s.Count, "%d letter", "%d letters"))
		case entry.Email:
			all = append(all, p.Count(s.Count, "%d email", "%d emails"))
		case entry.Petition:
			petitions, signatures := p.Count(s.Count, "%d petition", "%d petitions"), p.Count(s.Claimed, "%d signature", "%d signatures")
			line := p.Say("%s, with %s", petitions, signatures)
			if s.Checked > 0 {
				line = p.Say("%s, with %s. The council checked %s of them", petitions, signatures, p.Number(s.Checked))
			}
			all = append(all, line)
		case entry.Event:
			all = append(all, p.Say("%s, with %s", p.Count(s.Count, "%d event", "%d events"), p.Count(s.Attending, "%d person there", "%d people there")))
		}
	}
	return all
}

// decided says what was decided about sets of like responses.
func decided(p *locale.Printer, r *analysis.Release) (all []setView) {
	for i := range r.Sets {
		s := &r.Sets[i]
		v := setView{Heading: setHeading(p, r, s), How: howFound(p, s.Found), Why: s.Why}
		switch s.Decision {
		case moderation.CountAll:
			v.Decided, v.Effect = p.Say("Each of them is counted."), p.Say("The decision changes no number.")
		case moderation.CountOnce:
			v.Decided = p.Say("They are counted as one: the first of them in the public record is counted, and the others are left out.")
		default:
			v.Decided = p.Say("They are reported apart: none of them is in the numbers on this page.")
		}
		switch {
		case s.Decision == moderation.CountAll:
		case s.Few:
			v.Effect = p.Say("They are so few that we show neither how many are left out nor what they answered.")
		default:
			v.Effect = p.Count(s.LeftOut, "%d response is left out of the numbers on this page.", "%d responses are left out of the numbers on this page.")
			if v.Answered = p.Say("What they answered is below."); len(s.Effect) == 0 {
				v.Answered = p.Say("What they answered is not shown, so that nobody can be recognised.")
			}
		}
		for j := range s.Effect {
			if c := leftOut(p, r, i, &s.Effect[j]); c != nil {
				v.Left, v.Marks = append(v.Left, c), v.Marks || s.Effect[j].Hidden > 0
			}
		}
		all = append(all, v)
	}
	return all
}

func setHeading(p *locale.Printer, r *analysis.Release, s *analysis.Set) string {
	n := s.Responses
	switch {
	case s.Found == moderation.SameAnswers && s.Few:
		return p.Say("Fewer than %d responses with the same answers", r.Policy.Base)
	case s.Found == moderation.SameAnswers:
		return p.Count(n, "%d response with the same answers", "%d responses with the same answers")
	case s.Found == moderation.NearText && s.Few:
		return p.Say("Fewer than %d responses of which most of the text is the same", r.Policy.Base)
	case s.Found == moderation.NearText:
		return p.Count(n, "%d response of which most of the text is the same", "%d responses of which most of the text is the same")
	}
	day, err := time.Parse(time.DateOnly, s.Day)
	if err != nil {
		day = time.Time{}
	}
	if s.Few {
		return p.Say("Fewer than %d responses on %s", r.Policy.Base, p.Date(day))
	}
	return p.Say("%s on %s", p.Count(n, "%d response", "%d responses"), p.Date(day))
}

func howFound(p *locale.Printer, found string) string {
	switch found {
	case moderation.SameAnswers:
		return p.Say("Every answer is the same, letter for letter. People may send a letter that somebody drafted for them, and mean it.")
	case moderation.NearText:
		return p.Say("They share most of their runs of three words. People may change a letter that somebody drafted for them.")
	}
	return p.Say("Far more than on other days. A meeting, a story in the news or a bundle of paper does that too. When on the day they came is not kept.")
}

// leftOut is the picture of how those answered a question who are left out.
func leftOut(p *locale.Printer, r *analysis.Release, set int, e *analysis.Effect) *page.Chart {
	q := r.Question(e.Question)
	if q == nil || len(q.Options) != len(e.Cells) {
		return nil
	}
	names := make([]string, len(q.Options))
	for i, o := range q.Options {
		names[i] = o.Text
	}
	c := bars(p, fmt.Sprintf("alike-%d-%s", set+1, q.ID), names, r.Asked(), e.Released)
	if c != nil {
		c.Title, c.Lang, c.Caption, c.Number = q.Text, r.Asked(), c.Title, p.Say("Left out")
	}
	return c
}
