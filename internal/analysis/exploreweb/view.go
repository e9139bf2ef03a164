package exploreweb

import (
	"math"
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// tablesView is the form on which staff choose what to count, and the tables.
type tablesView struct {
	page.StaffView
	Title    string
	Back     page.Link
	Message  string // why nothing can be counted, or ""
	Counting bool   // the responses are still being read
	Who      string // which responses are counted
	Note     string // about the percentages in the tables
	Path     string // of the page
	Limited  bool   // equality monitoring answers cannot be chosen
	Fields   form.Form
	Internal string       // whom the numbers are for
	Weights  *weightsView // nil while the responses are being read
	File     string       // where the tables can be downloaded, or ""
	Purpose  string       // for which equality monitoring answers were counted
	Views    []savedView
	Save     string            // where what was counted is saved as a view; "" if nothing was
	Name     *form.Field       // of the view
	Chosen   []page.SummaryRow // the fields of the form, hidden in the form that saves them
	Opened   string            // name of the view that was opened
	Missing  string            // why the view cannot be counted as it was saved
	Notice   string
	Method   []string // which responses are counted and how
	Similar  []resultview.Cluster
	Contents []page.Link // of several tables
	Tables   []tableView
}

// Problems are the fields of all forms, of which the error summary lists those with an error.
func (v tablesView) Problems() form.Form {
	all := append(form.Form{}, v.Fields...)
	for i := range v.Views {
		all = append(all, v.Views[i].Field)
	}
	if v.Name != nil {
		all = append(all, v.Name)
	}
	return all
}

// OpenViews reports whether the list of views is unfolded: if one is open or a new name was refused.
func (v tablesView) OpenViews() bool {
	return v.Opened != "" || slices.ContainsFunc(v.Views, func(s savedView) bool { return s.Field.Error != "" })
}

// savedView is a view in the list of views, with the forms that change it.
type savedView struct {
	Name, Href, Action, Saved string
	Current                   bool
	Field                     *form.Field // the new name
}

// tableView counts the answers to one question.
type tableView struct {
	ID       string
	Heading  page.UserText
	Note     string
	Chart    chart.Figure
	Path     string            // to which the form that downloads Chart is sent
	Download []page.SummaryRow // the fields of the form that downloads Chart; nil if it cannot be
	Columns  []tableColumn     // of the groups, everyone first
	Rows     []tableRow
}

type tableRow struct {
	Label page.UserText
	Cells []tableCell
	Base  bool // a number of people of which the rows before are percentages
}

// tableColumn is a group. Its weighted shares are a column of their own.
type tableColumn struct {
	page.UserText
	Weighted bool
}

// tableCell is a number with the heading of its column, for narrow screens.
type tableCell struct{ Column, Text, Share string }

var tablesPage = page.New(templateFiles, "templates/tables.html", examples[0], examples[1:]...)

func (h *Handlers) newView(r *http.Request, t *analysis.Tables, value func(name string) string, wrong error) tablesView {
	p := page.Printer(r)
	v := tablesView{Title: t.Title, Back: web.BackToConsultation(r, t.Slug), Counting: t.Counting, Limited: t.Monitoring,
		Path: tablesURL(t.Slug)}
	if t.Counting {
		return v
	}
	v.Who = p.Say("Counted: %s. Not counted: %s withdrawn, %s excluded.", p.Number(t.Responses.Counted), p.Number(t.Responses.Withdrawn),
		p.Number(t.Responses.Excluded))
	v.Internal = p.Say("These are exact numbers for your work. Do not publish them: small numbers can show what one person answered. " +
		"Results are published by releasing them.")
	v.Method, v.Similar = methodNote(p, t), similarResponses(p, t)
	v.Fields = h.fields(r, t, value, wrong)
	names := newNames(p, t)
	v.Weights = newWeights(names, t, value)
	by := t.Variable(value("by"))
	for i := range t.Tables {
		one := newTable(names, &t.Tables[i], by, t)
		one.addDownload(&t.Tables[i].Variable, v.Path+"/chart", value)
		v.Tables = append(v.Tables, one)
		v.Contents = append(v.Contents, page.Link{Text: one.Heading.Text, Href: "#" + one.ID})
	}
	if len(v.Tables) > 0 {
		v.Note = p.Say("Percentages are of the people of each group who answered the question and were offered the answer. "+
			"There are none of fewer than %d people.", minShareBase)
	}
	if len(v.Tables) < 3 {
		v.Contents = nil
	}
	return v
}

// minShareBase is the fewest people of whom a percentage is shown.
var minShareBase = disclose.Standard().Rules().MinShareBase

// newTable returns the table t by the groups of by, which may be nil. Columns and rows of states in which no one is are
// left out.
func newTable(n question.Names, t *tally.Table, by *tally.Variable, all *analysis.Tables) tableView {
	v := tableView{ID: "t-" + variableID(&t.Variable), Heading: page.UserText{Text: n.Variable(&t.Variable), Lang: n.Lang}}
	if all.Reworded[t.Variable.Question.ID] {
		v.Note = n.Say("The meaning of this question changed while the consultation was open. All answers are counted together.")
	} else if t.Variable.Multiple {
		v.Note = n.Say("People could choose more than one answer, so the percentages can add up to more than 100.")
	}
	shown, groups := shownGroups(n, t, by)
	for _, name := range groups {
		if v.Columns = append(v.Columns, tableColumn{UserText: name}); t.Weights != nil {
			v.Columns = append(v.Columns, tableColumn{name, true})
		}
	}
	row := func(label page.UserText, base bool, cell func(i int) (text, share string), weighted func(i int) string) {
		one := tableRow{Label: label, Base: base}
		for at, i := range shown {
			text, share := cell(i)
			if one.Cells = append(one.Cells, tableCell{groups[at].Text, text, share}); t.Weights != nil {
				one.Cells = append(one.Cells, tableCell{n.Say("%s, weighted", groups[at].Text), weighted(i), ""})
			}
		}
		v.Rows = append(v.Rows, one)
	}
	v.Chart = newFigure(n, t, by, all.Tiles, shown)
	const none = "–"
	for c, category := range t.Variable.Categories {
		if v.Chart.Bars != nil && t.Weights == nil {
			break // they are a table with the same numbers
		}
		row(n.Group(&t.Variable, category.ID), false, func(i int) (string, string) {
			return n.Number(t.Cells[c][i].Count), shareText(n, t.Cells[c][i])
		}, func(i int) string {
			cell := t.Cells[c][i]
			if cell.Base < minShareBase || cell.BaseWeight == 0 {
				return none
			}
			return n.Percent(int64(math.Round(100 * float64(cell.Weight) / float64(cell.BaseWeight))))
		})
	}
	for _, measure := range []struct {
		label string
		of    func(*tally.NumberSummary) string
	}{
		{n.Say("Median"), func(s *tally.NumberSummary) string { return s.Median }},
		{n.Say("Mean"), func(s *tally.NumberSummary) string { return s.Mean }},
	} {
		if t.Variable.Number {
			row(page.UserText{Text: measure.label}, false, func(i int) (string, string) {
				if t.Numbers[i] == nil {
					return none, ""
				}
				return n.DecimalText(measure.of(t.Numbers[i])), ""
			}, func(int) string { return none })
		}
	}
	for _, s := range answerStates {
		if s == survey.Answered || t.States[0].Of(s) > 0 {
			label := page.UserText{Text: opendata.StateName(n.Printer, s)}
			row(label, true, func(i int) (string, string) { return n.Number(t.States[i].Of(s)), "" },
				func(i int) string { return n.Whole(float64(t.Weights[i].Of(s)) / 1e6) })
		}
	}
	return v
}

// addDownload adds the fields of the form that downloads the chart.
func (v *tableView) addDownload(of *tally.Variable, path string, value func(name string) string) {
	if v.Chart.IsEmpty() {
		return
	}
	v.Path, v.Download = path, []page.SummaryRow{{Key: "question", Value: of.ID}}
	for _, name := range append([]string{"by", "purpose"}, question.FilterNames...) {
		if value(name) != "" {
			v.Download = append(v.Download, page.SummaryRow{Key: name, Value: value(name)})
		}
	}
}

var answerStates = []survey.AnswerState{survey.Answered, survey.PreferNotToSay, survey.Skipped, survey.NotAsked, survey.NotValid}

// shownGroups returns the indexes of the groups of t that are shown, with their names.
func shownGroups(n question.Names, t *tally.Table, by *tally.Variable) (shown []int, names []page.UserText) {
	for i, g := range t.Groups {
		name := page.UserText{Text: n.Say("Everyone")}
		switch {
		case i > 0 && (g.State != "" || by.Question == nil) && t.States[i].Responses() == 0:
			continue
		case g.State != "":
			name.Text = opendata.StateName(n.Printer, g.State)
		case i > 0:
			name = n.Group(by, g.Category)
		}
		shown, names = append(shown, i), append(names, name)
	}
	return shown, names
}

func newNames(p *locale.Printer, t *analysis.Tables) question.Names {
	return question.Names{Printer: p, Lang: t.Language}
}
