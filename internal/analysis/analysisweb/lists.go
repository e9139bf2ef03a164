package analysisweb

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
)

// How much of the consultations “My work” shows to a councillor.
const (
	listedConsultations = 10
	listedResults       = 3 // consultations of which the most common answers are shown
	listedAnswers       = 5 // of each of them
)

// listed is a consultation on “My work” with its latest release, or nil.
type listed struct {
	*consult.Consultation
	state   consult.State
	own     bool // about the area that the person represents
	release *analysis.StoredRelease
}

// memberLists returns the consultations that a councillor may want to know about, and what people said in them as it is
// released: those about the area that they represent first.
func memberLists(ctx context.Context, tx *db.Tx, q web.ListQuery) ([]web.List, error) {
	if !q.By.May(actor.ReadReports) {
		return nil, nil
	}
	all, err := listedFor(ctx, tx, q)
	if err != nil {
		return nil, err
	}
	p := q.Printer
	consultations := web.List{
		Order: web.OrderConsultations, ID: "consultations", Title: p.Say("Consultations"),
		Empty: p.Say("We have not published any consultations yet."),
		Heads: []string{p.Say("Consultation"), p.Say("State"), p.Say("What people said")},
		All:   page.Link{Text: p.Say("All consultations"), Href: "/consultations"},
	}
	said := web.List{
		Order: web.OrderWhatPeopleSaid, ID: "said", Title: p.Say("What people said"),
		Empty: p.Say("We have not published any results yet."),
		Heads: []string{p.Say("Question"), p.Say("Most common answers"), p.Say("Consultation")},
	}
	results := 0
	for _, c := range all {
		consultations.Rows = append(consultations.Rows, c.row(q))
		if c.release != nil && results < listedResults {
			results++
			said.Rows = append(said.Rows, c.findings(q)...)
		}
	}
	return []web.List{consultations, said}, nil
}

// listedFor returns the consultations that are shown: those about the person's own area first, and in each part those that are
// open or planned, and those that were run here, before those that were run elsewhere.
func listedFor(ctx context.Context, tx *db.Tx, q web.ListQuery) (all []listed, err error) {
	area, areas := place.Fold(q.Area), []string{""}
	if area != "" {
		areas = []string{area, ""}
	}
	seen := map[consult.Slug]bool{}
	add := func(c *consult.Consultation) {
		state := c.StateAt(q.Now)
		if !seen[c.Slug] && state != consult.Withdrawn {
			seen[c.Slug], all = true, append(all, listed{c, state, area != "" && c.AreaValue() == area, nil})
		}
	}
	for _, only := range areas {
		found, err := consult.List(ctx, tx, consult.Query{Filter: consult.AllStates, Area: only})
		if err != nil {
			return nil, err
		}
		for _, c := range found.Items {
			add(c)
		}
	}
	released, err := analysis.LatestReleased(ctx, tx, listedConsultations)
	if err != nil {
		return nil, err
	}
	for _, slug := range released {
		c, err := consult.Get(ctx, tx, slug)
		if err != nil {
			return nil, err
		}
		add(c)
	}
	rank := func(c listed) (n int) {
		switch {
		case c.state == consult.Forthcoming:
			n = 1
		case c.state != consult.Open && c.Register == nil: // it may have results
			n = 2
		case c.state != consult.Open:
			n = 3
		}
		if !c.own {
			n += 4
		}
		return n
	}
	slices.SortStableFunc(all, func(a, b listed) int { return rank(a) - rank(b) })
	all = all[:min(len(all), listedConsultations)]
	for i := range all {
		if c := &all[i]; c.Register == nil && (c.state == consult.Closed || c.state == consult.Reported) {
			if c.release, err = analysis.Latest(ctx, tx, c.Slug); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// row returns the row of c in the list of consultations.
func (c *listed) row(q web.ListQuery) []web.ListCell {
	p := q.Printer
	title := web.ListCell{UserText: page.UserText{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: p.LangOrCouncil(c.Language)}}
	if c.own {
		title.Tags = append(title.Tags, q.OwnArea())
	}
	state := c.state
	if state == consult.Reported && c.Register != nil {
		state = consult.Closed
	}
	when := web.ListCell{Tags: []page.Tag{{Text: state.Label().In(p.Printer), Colour: map[consult.State]string{
		consult.Open: "green", consult.Forthcoming: "light-blue", consult.Reported: "blue"}[state]}}, Note: c.Closes.DateIn(p.Printer)}
	said := web.ListCell{Note: p.Say("Results are not published yet")}
	switch {
	case c.release != nil:
		said = web.ListCell{UserText: page.UserText{
			Text: p.Count(c.release.Responses.Counted, "%d response", "%d responses"), Href: resultsHref(c.Slug)}}
	case c.Register != nil:
		said.Note = p.Say("Not run on this website")
	}
	return []web.ListCell{title, when, said}
}

// findings returns the most common answers of the release of c, as its results page shows them.
func (c *listed) findings(q web.ListQuery) (rows [][]web.ListCell) {
	p := q.Printer
	about := web.ListCell{UserText: page.UserText{Text: c.Title, Href: resultsHref(c.Slug), Lang: p.LangOrCouncil(c.Language)}}
	if c.own {
		about.Tags = append(about.Tags, q.OwnArea())
	}
	for _, f := range resultview.NewFindings(p.Printer, c.release.Questions, c.release.QuestionLang()) {
		question := web.ListCell{UserText: page.UserText{Text: f.Question, Href: resultsHref(c.Slug) + f.Href, Lang: f.Lang}}
		for _, line := range f.Lines {
			answer := web.ListCell{UserText: page.UserText{Text: line.Answer, Lang: f.Lang}, Note: line.Text}
			if line.Row != "" {
				answer.Text = line.Row + ": " + line.Answer
			}
			if len(rows) < listedAnswers {
				rows = append(rows, []web.ListCell{question, answer, about})
			}
		}
	}
	return rows
}

func resultsHref(slug consult.Slug) string { return "/consultations/" + slug + "/results" }
