package analysisweb

import (
	"fmt"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// resultsView is the page of a release, or of its preview.
type resultsView struct {
	ReleaseHref         string // of a preview, the page on which it can be released; else ""
	Title, Slug         string
	Lang                string // of the council's text
	Invented            string
	Number              int64
	Date                string // 27 May 2016
	FirstPublished      string // the day of publication before the release was loaded here, or ""
	Reason              string
	Newer               *releaseLink // the latest release; nil if this is it
	Others              []releaseLink
	Counted             page.Figure
	Receipts            string
	Withdrawn           string
	Excluded            string
	Findings            []findingView
	Breakdowns          []*chart.Bars
	BreakdownsHidden    bool // Breakdowns has hidden counts
	Submissions         []string
	Clusters            []clusterView
	ClustersExcluded    bool           // responses are excluded because they are similar
	Questions           []questionView // with figures
	TextQuestions       []questionView // answered in people's own words
	OtherQuestions      []questionView // without figures and not in people's own words, such as dates and postcodes
	MonitoringQuestions []questionView
	Compared            bool        // who answered is compared with a population
	Groups              *groupsView // nil if no characteristic was chosen
	Rules               rulesView
	Marks               []markView
	Checksum            string
	EntryNumber         string // in the public record
	EntryHref           string // of the entry in the public record
	PublishedHref       string // of the page with published responses; "" if there is none
	Href                string // path of this page
	Consultation        string
	chain               page.Chain
}

// NoStore keeps previews out of caches.
func (v resultsView) NoStore() bool { return v.ReleaseHref != "" }

// NoIndex keeps previews out of search engines.
func (v resultsView) NoIndex() bool { return v.ReleaseHref != "" }

// PageChain returns the chain under the header.
func (v resultsView) PageChain() page.Chain { return v.chain }

type releaseLink struct {
	Number            int64
	Href, Day, Reason string
}

type rulesView struct {
	Version                                                      string
	MinBase, MinCount, MinSensitiveCount, MinGroup, MinShareBase int64
	MinDifference                                                int64
}

type markView struct{ Mark, Meaning string }

// interfaceText is text of the interface, in the language of the page.
func interfaceText(text string) page.UserText { return page.UserText{Text: text} }

// newResultsView returns the page of release f. lang is the language of the
// council's text.
func newResultsView(p *locale.Printer, f *analysis.StoredRelease, lang string) resultsView {
	rules := f.Policy
	v := resultsView{EntryHref: "/record",
		Title: f.Title, Lang: lang, Slug: f.Consultation, Number: f.Number, Date: p.Date(f.ReleasedAt), Reason: f.Reason,
		Counted: page.Figure{
			Number: p.Number(f.Responses.Counted),
			Label:  p.Choose(f.Responses.Counted, "response counted", "responses counted"),
		},
		Receipts: p.Number(f.Responses.Receipts), Withdrawn: p.Number(f.Responses.Withdrawn), Excluded: p.Number(f.Responses.Excluded),
		Rules: rulesView{
			rules.Version, rules.MinBase, rules.MinCount, rules.MinSensitiveCount, rules.SmallGroup, rules.MinShareBase, rules.MinDifference,
		},
		Checksum:     f.Checksum,
		Consultation: "/consultations/" + f.Consultation,
		Submissions:  submissionLines(p, f.Release), Clusters: newClusterViews(p, f.Release),
		ClustersExcluded: slices.ContainsFunc(f.Clusters, func(s analysis.Cluster) bool { return s.Decision != moderation.CountAll }),
	}
	v.Href = releaseURL(f.Consultation, f.Number)
	for _, m := range disclose.Marks {
		v.Marks = append(v.Marks, markView{string(m), web.MarkLabel(p, m)})
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
	v.Groups = newGroupsView(p, f.Release)
	v.Findings = newFindings(p, f.Questions, f.QuestionLang())
	for i := range f.Questions {
		q := newQuestionView(p, &f.Questions[i], f.QuestionLang())
		q.Changes = newChangeViews(p, f.Release, &f.Questions[i])
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
	return v
}

func releaseURL(slug string, n int64) string {
	return fmt.Sprintf("/consultations/%s/results/%d", slug, n)
}
