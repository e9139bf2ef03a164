package exploreweb

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/picture"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// newFigure returns the figure of the table t by the groups of by, which may be nil: bars for everyone together, and otherwise the
// one that chart.Choose returns. shown are the groups of the table.
func newFigure(n question.Names, t *tally.Table, by *tally.Variable, tiles []place.Tile, shown []int) (f chart.Figure) {
	id, title := "c-"+variableID(&t.Variable), n.Variable(&t.Variable)
	if len(t.Variable.Categories) == 0 {
		return f
	}
	if by == nil {
		answered := t.States[0].Of(survey.Answered)
		f.Bars = &chart.Bars{ID: id, Title: n.Count(answered, "%d person answered", "%d people answered"), Number: n.Say("People"),
			Total: float64(answered)}
		for i, category := range t.Variable.Categories {
			name, count := n.Group(&t.Variable, category.ID), t.Cells[i][0].Count
			f.Bars.Bars = append(f.Bars.Bars, chart.Bar{Label: name.Text, Lang: name.Lang, Value: float64(count), Text: cellText(n, t.Cells[i][0])})
		}
		return f
	}
	c := chart.Cross{ID: id, Title: title, Lang: n.Lang, Question: t.Variable.ID, By: by.ID, Everyone: newGroup(n, t, 0)}
	for _, category := range t.Variable.Categories {
		c.Options = append(c.Options, chart.Option{ID: category.ID, Text: n.Group(&t.Variable, category.ID).Text})
	}
	for _, i := range shown {
		if i == 0 || t.Groups[i].State != "" {
			continue
		}
		g := newGroup(n, t, i)
		g.ID, g.Name = t.Groups[i].Category, n.Group(by, t.Groups[i].Category).Text
		if at := slices.IndexFunc(tiles, func(t place.Tile) bool { return t.Answer == g.ID }); at >= 0 && by.Question != nil {
			g.Column, g.Row = tiles[at].Column, tiles[at].Row
		}
		c.Groups = append(c.Groups, g)
	}
	return chart.Choose(n.Printer, c)
}

// newGroup returns the answers of group i of t. There are no shares of few people, as in the table.
func newGroup(n question.Names, t *tally.Table, i int) chart.Group {
	g := chart.Group{Base: t.States[i].Of(survey.Answered)}
	for _, row := range t.Cells {
		cell := chart.Cell{N: row[i].Count, Base: row[i].Base, Text: cellText(n, row[i])}
		if cell.Share = shareText(n, row[i]); cell.Share == "" {
			cell.Few = n.Say("fewer than %d people", minShareBase)
		}
		g.Cells = append(g.Cells, cell)
	}
	return g
}

// shareText returns the percentage of a cell, or "" if it is of too few people.
func shareText(n question.Names, c tally.Cell) string {
	if c.Base < minShareBase {
		return ""
	}
	return n.Percent((200*c.Count + c.Base) / (2 * c.Base))
}

// cellText returns the number of a cell, with its percentage.
func cellText(n question.Names, c tally.Cell) string {
	if share := shareText(n, c); share != "" {
		return n.Number(c.Count) + " (" + share + ")"
	}
	return n.Number(c.Count)
}

// variableID is the ID of a variable in the addresses and names of a page.
func variableID(v *tally.Variable) string { return strings.ReplaceAll(v.ID, "/", "-") }

// downloadChart sends the chart of one question as a file that says that it is internal. That it was downloaded is in the audit log.
func (h *Handlers) downloadChart(w http.ResponseWriter, r *http.Request) error {
	format, q := r.PostFormValue("format"), tableQuery(r)
	if format != resultview.SVG && format != resultview.PNG || len(q.Variables) != 1 {
		return fault.New(fault.NotFound, "We cannot find that chart.")
	}
	v, t, err := h.counted(w, r, analysis.DownloadChart)
	if err != nil || v == nil {
		return err
	}
	if len(v.Tables) != 1 || v.Tables[0].Chart.IsEmpty() {
		return fault.New(fault.NotFound, "We cannot find that chart.")
	}
	words, one := page.Printer(r), v.Tables[0]
	file := chart.File{Words: words, Heading: one.Heading.Text, Lang: one.Heading.Lang, Internal: internalText(r),
		Notes: []string{t.Title, v.Who}, About: picture.About{Creator: h.CouncilName(r), Rights: internalText(r)}}
	if one.Note != "" {
		file.Notes = append(file.Notes, one.Note)
	}
	var body bytes.Buffer
	media, write := "image/svg+xml", one.Chart.WriteSVG
	if format == resultview.PNG {
		media, write = "image/png", one.Chart.WritePNG
	}
	if err := write(&body, file); err != nil {
		return err
	}
	name := "internal-" + t.Slug + "-" + strings.TrimPrefix(one.ID, "t-") + "." + format
	web.SetDownload(w, name, media, int64(body.Len()))
	_, err = w.Write(body.Bytes())
	return err
}

// internalText is on every chart that staff download.
func internalText(r *http.Request) string {
	return page.Printer(r).Say("Internal: exact numbers for the council’s work. Do not publish or share this chart.")
}

// tableQuery returns what the form asks for.
func tableQuery(r *http.Request) analysis.TableQuery {
	q := analysis.TableQuery{Purpose: r.PostFormValue("purpose"), WeightOn: strings.Fields(posted(r)(weightName))}
	q.By, q.Workers = r.PostFormValue("by"), workers
	if id := r.PostFormValue("question"); id != everyQuestion {
		q.Variables = []string{id}
	}
	q.Filters = question.ReadFilters(r.PostFormValue)
	return q
}
