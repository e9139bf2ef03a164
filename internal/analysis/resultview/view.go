// Package resultview shows what a release of results says. The results page and the consultation report have the same parts.
package resultview

import (
	"embed"
	"fmt"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Files has the templates of the parts of a release, for page.WithParts.
//
//go:embed templates/parts/*.html
var Files embed.FS

// View is what a release says. The templates in Files show it part by part.
type View struct {
	Title, Slug         string
	Lang                string // of the council's text
	Number              int64
	Date                string // 27 May 2016
	Reason              string
	Preview             bool // it is not released yet
	Counted             page.Figure
	Receipts            string
	Withdrawn           string
	Excluded            string
	Findings            []Finding
	People              []PeopleLine // who answered, in a line for each characteristic
	Differences         []Difference // what differs most by group
	Breakdowns          []*chart.Bars
	BreakdownsHidden    bool // Breakdowns has hidden counts
	Submissions         []string
	Events, Letters     []string // Submissions: the events, and the others
	Clusters            []Cluster
	ClustersExcluded    bool       // responses are excluded because they are similar
	Questions           []Question // with figures
	TextQuestions       []Question // answered in people's own words
	OtherQuestions      []Question // without figures and not in people's own words, such as dates and postcodes
	MonitoringQuestions []Question
	Engagement          []EngagementAct // what was done to hear from groups of people
	EngagementLang      string
	Compared            bool     // who answered is compared with a population
	Groups              *Groups  // nil if no characteristic was chosen
	Hiding              []string // what is hidden and why, in sentences
	RulesVersion        string
	Marks               []Mark
	PublishedHref       string // of the page with published responses; "" if there is none
}

// Mark is a symbol instead of a number.
type Mark struct{ Mark, Meaning string }

// interfaceText is text of the interface, in the language of the page.
func interfaceText(text string) page.UserText { return page.UserText{Text: text} }

// New returns what release f says. lang is the language of the council's text.
func New(p *locale.Printer, f *analysis.StoredRelease, lang string) View {
	v := View{
		Title: f.Title, Lang: lang, Slug: f.Consultation, Number: f.Number, Date: p.Date(f.ReleasedAt), Reason: f.Reason,
		Counted: page.Figure{
			Number: p.Number(f.Responses.Counted),
			Label:  p.Choose(f.Responses.Counted, "response counted", "responses counted"),
		},
		Receipts: p.Number(f.Responses.Receipts), Withdrawn: p.Number(f.Responses.Withdrawn), Excluded: p.Number(f.Responses.Excluded),
		Hiding: opendata.HidingRules(p, f.Release), RulesVersion: f.Policy.Version,
		Submissions: submissionLines(p, f.Release, nil), Clusters: newClusters(p, f.Release),
		ClustersExcluded: slices.ContainsFunc(f.Clusters, func(s analysis.Cluster) bool { return s.Decision != moderation.CountAll }),
	}
	v.Events = submissionLines(p, f.Release, func(k entry.SubmissionKind) bool { return k == entry.Event })
	v.Letters = submissionLines(p, f.Release, func(k entry.SubmissionKind) bool { return k != entry.Event })
	for _, m := range disclose.Marks {
		v.Marks = append(v.Marks, Mark{string(m), web.MarkLabel(p, m)})
	}
	for _, split := range []struct {
		id, label string
		analysis.Breakdown
		name func(*locale.Printer, string) string
	}{
		{"channels", p.Say("How it was received"), f.Channels, opendata.ChannelName},
		{"editions", p.Say("Version"), f.Editions, opendata.EditionName},
	} {
		names := make([]string, len(split.Names))
		for i, n := range split.Names {
			names[i] = split.name(p, n)
		}
		if c := web.NewCountChart(p, split.id, names, "", split.ReleasedTable); c != nil && len(names) > 1 {
			c.Title, c.Label, c.Number = split.label, split.label, p.Say("Responses")
			v.Breakdowns = append(v.Breakdowns, c)
		}
		v.BreakdownsHidden = v.BreakdownsHidden || split.Hidden > 0
	}
	v.Groups = newGroups(p, f.Release)
	v.Findings = NewFindings(p, f.Questions, f.QuestionLang())
	for i := range f.Questions {
		q := newQuestion(p, &f.Questions[i], f.QuestionLang())
		q.Changes = newChanges(p, f.Release, &f.Questions[i])
		switch {
		case f.Questions[i].Monitoring:
			v.MonitoringQuestions = append(v.MonitoringQuestions, q)
		case q.hasNoFigures() && f.Questions[i].Kind.IsOwnWords():
			v.TextQuestions = append(v.TextQuestions, q)
		case q.hasNoFigures():
			v.OtherQuestions = append(v.OtherQuestions, q)
		default:
			v.Questions = append(v.Questions, q)
		}
	}
	v.addWhoAnswered(p, f.Release)
	v.Engagement, v.EngagementLang = newEngagement(p, f.Release), f.QuestionLang()
	v.People, v.Differences = newPeople(p, f.Release), newDifferences(p, f.Release)
	return v
}

// ReleasePath returns the address of the page of release n.
func ReleasePath(slug string, n int64) string {
	return fmt.Sprintf("/consultations/%s/results/%d", slug, n)
}
