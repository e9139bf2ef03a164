package forwardplanweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/forwardplan"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/report"
	"github.com/folkmoot/folkmoot/internal/web"
)

// comingDecisions is how many decisions to come “My work” shows to a councillor.
const comingDecisions = 10

// memberLists returns the decisions to come for a councillor, each beside what people said about it as it is released: those
// about the area that they represent first.
func memberLists(ctx context.Context, tx *db.Tx, q web.ListQuery) ([]web.List, error) {
	if !q.By.May(actor.ReadReports) {
		return nil, nil
	}
	coming, err := forwardplan.Coming(ctx, tx, q.Now, comingDecisions)
	if err != nil {
		return nil, err
	}
	p := q.Printer
	list := web.List{
		Order: web.OrderDecisions, ID: "decisions", Title: p.Say("Decisions to come"),
		Empty: p.Say("There are no decisions to come in the forward plan."),
		Heads: []string{p.Say("Decision"), p.Say("Date of the meeting"), p.Say("What people said")},
		All:   page.Link{Text: p.Say("Forward plan"), Href: listPath},
	}
	var others [][]web.ListCell
	for _, e := range coming {
		said, own, err := whatPeopleSaid(ctx, tx, q, e)
		if err != nil {
			return nil, err
		}
		title := web.ListCell{UserText: page.UserText{Text: e.Title, Href: forwardplan.Path(e.Ref), Lang: p.LangOrCouncil(e.Language)}}
		row := []web.ListCell{title, {UserText: page.UserText{Text: e.Maker, Lang: p.LangOrCouncil(e.Language)}, Note: p.Date(e.Meeting)}, said}
		if own {
			row[0].Tags = []page.Tag{q.OwnArea()}
			list.Rows = append(list.Rows, row)
		} else {
			others = append(others, row)
		}
	}
	list.Rows = slices.Concat(list.Rows, others)
	return []web.List{list}, nil
}

// whatPeopleSaid returns the number of responses to the consultation about e, if its results are released, and whether e
// is about the area of the person: its consultation is, or a report submitted for it.
func whatPeopleSaid(ctx context.Context, tx *db.Tx, q web.ListQuery, e *forwardplan.Entry) (said web.ListCell, own bool, err error) {
	for _, key := range e.Reports {
		ref, number, _ := strings.Cut(key, "#")
		n, _ := strconv.ParseInt(number, 10, 64)
		r, err := report.GetVersion(ctx, tx, ref, n)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return said, false, err
		}
		own = own || err == nil && r.Affects(q.Area)
	}
	if e.Consults == "" {
		return web.ListCell{Note: q.Printer.Say("There is no consultation about it")}, own, nil
	}
	c, err := consult.Get(ctx, tx, e.Consults)
	if fault.Is(err, fault.NotFound) {
		return said, own, nil
	}
	if err != nil {
		return said, own, err
	}
	own = own || q.Area != "" && c.AreaValue() == place.Fold(q.Area)
	said.Text, said.Href, said.Lang = c.Title, "/consultations/"+c.Slug, q.Printer.LangOrCouncil(c.Language)
	said.Note = q.Printer.Say("Results are not published yet")
	release, err := analysis.Latest(ctx, tx, c.Slug)
	if err == nil && release != nil {
		said.Href += "/results"
		said.Note = q.Printer.Count(release.Responses.Counted, "%d response", "%d responses")
	}
	return said, own, err
}
