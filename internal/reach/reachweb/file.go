package reachweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// fileView is the page on which an officer says what the columns and rows of a file are, and sees what would be stored.
type fileView struct {
	page.StaffView
	Back     page.Link
	Name     string
	Path     string
	Lang     string // of the questions
	About    string
	Problems []form.Problem
	Columns  []page.FilterSelect
	Lines    []lineView
	Asked    []askedView
	Tables   []tableView // what would be stored; nil if it cannot be
}

// lineView is a row of the file.
type lineView struct {
	Row                     int
	Question, Group, People string
	Why                     string
	Error                   string
	Target                  string
}

// askedView is a question with its answers.
type askedView struct {
	Text    string
	Options []page.FilterOption
}

// tableView are the groups of a question that would be stored.
type tableView struct {
	Question string
	Rows     []groupView
	Total    string
	Notes    []string
}

type groupView struct {
	Group, People, Share, Before string
	Hidden                       bool
}

var filePage = page.New(files, "templates/file.html", fileExamples[0], fileExamples[1:]...)

func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	t, err := h.service.Try(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("id"), nil, nil)
	if err != nil {
		return err
	}
	return h.writeFile(w, r, http.StatusOK, t)
}

// change reads the file again with the columns or groups that were chosen, or makes it a draft.
func (h *handlers) change(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	by, slug, id := site.Actor(r), r.PathValue("slug"), r.PathValue("id")
	columns, chosen := typed(r.PostForm)
	if r.PostForm.Get("do") == "save" {
		err := h.service.Apply(r.Context(), by, slug, id, columns, chosen)
		if err == nil {
			h.SetNotice(r, page.Printer(r).Say("The numbers are a draft now. Fill in what the file does not say, and submit it."))
			return site.Redirect(w, r, pathFor(reach.ProfilePath, slug)+"/edit")
		}
		if !fault.Is(err, fault.Invalid) {
			return err
		}
	}
	if r.PostForm.Get("do") == "columns" {
		chosen = nil
	}
	t, err := h.service.Try(r.Context(), by, slug, id, &columns, chosen)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if t.Wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	return h.writeFile(w, r, status, t)
}

// typed returns the columns and the groups of rows that a form has.
func typed(f url.Values) (c reach.Columns, chosen map[int]string) {
	column := func(name string) int {
		if n, err := strconv.Atoi(f.Get(name)); err == nil && n >= 0 {
			return n
		}
		return reach.None
	}
	c, chosen = reach.Columns{Question: column("question"), Group: column("group"), People: column("people")}, map[int]string{}
	for name := range f {
		if digits, ok := strings.CutPrefix(name, "target-"); ok {
			if row, err := strconv.Atoi(digits); err == nil {
				chosen[row] = f.Get(name)
			}
		}
	}
	return c, chosen
}

func (h *handlers) writeFile(w http.ResponseWriter, r *http.Request, status int, t *reach.Trial) error {
	words := h.PagePrinter(r)
	here := pathFor(filesPath, t.Consultation.Slug)
	v := fileView{
		Back: page.Link{Text: words.Say("Back to affected users"), Href: here}, Name: t.Upload.Name, Path: here + "/" + t.Upload.ID,
		Lang:  words.LangOrCouncil(t.Consultation.Language),
		About: words.Count(int64(len(t.Upload.Sheet.Rows)), "It has %d row below the headings.", "It has %d rows below the headings."),
	}
	if t.Upload.Sheet.More > 0 {
		v.About += " " + words.Count(int64(t.Upload.Sheet.More), "%d further sheet was not read.", "%d further sheets were not read.")
	}
	v.addColumns(words.Printer, t)
	for _, q := range t.Catalogue {
		one := askedView{Text: q.Text}
		for _, a := range q.Answers {
			one.Options = append(one.Options, page.FilterOption{Value: q.ID + "/" + a.ID, Text: a.Text})
		}
		v.Asked = append(v.Asked, one)
	}
	for i := range t.Lines {
		v.Lines = append(v.Lines, newLine(words.Printer, &t.Lines[i]))
	}
	if t.Wrong != nil {
		v.addProblem(page.ErrorMessage(r, t.Wrong))
	}
	for i := range t.Tables {
		v.Tables = append(v.Tables, newTable(words.Printer, &t.Tables[i]))
	}
	return filePage.Write(w, r, status, v)
}

// addProblem adds the problem that say is about to v: at the row that is wrong, or at the columns.
func (v *fileView) addProblem(say string) {
	href := "#people"
	for _, l := range v.Lines {
		if l.Error != "" {
			href = "#target-" + strconv.Itoa(l.Row)
			break
		}
	}
	v.Problems = append(v.Problems, form.Problem{Href: href, Say: say})
}

func (v *fileView) addColumns(p *locale.Printer, t *reach.Trial) {
	head := t.Upload.Sheet.Head
	add := func(name, label, none string, chosen int) {
		s := page.FilterSelect{Name: name, Label: label, All: none}
		for i := range head {
			text := p.Say("Column %s", sheet.ColumnName(i))
			if heading := strings.TrimSpace(head[i]); heading != "" {
				text += ": " + heading
			}
			s.Options = append(s.Options, page.FilterOption{Value: strconv.Itoa(i), Text: text, Chosen: i == chosen})
		}
		v.Columns = append(v.Columns, s)
	}
	add("question", p.Say("Column with the question"), p.Say("Not in the file"), t.Columns.Question)
	add("group", p.Say("Column with the group"), p.Say("Choose a column"), t.Columns.Group)
	add("people", p.Say("Column with the number of people"), p.Say("Choose a column"), t.Columns.People)
}

func newLine(p *locale.Printer, l *reach.Line) lineView {
	v := lineView{Row: l.Row, Question: l.Question, Group: l.Group, People: l.Number, Target: l.Target, Why: whyText(p, l.Why)}
	switch {
	case l.Target == "":
	case l.NotNumber:
		v.Error = p.Say("This is not a whole number of people.")
	case l.Twice:
		v.Error = p.Say("An earlier row is about this group too.")
	}
	return v
}

func whyText(p *locale.Printer, why reach.Why) string {
	switch why {
	case reach.SameWords:
		return p.Say("The question and the answer have these words.")
	case reach.OnlyAnswer:
		return p.Say("Only this question has such an answer.")
	case reach.TotalRow:
		return p.Say("It is a total, and totals are not used.")
	case reach.Withheld:
		return p.Say("The source does not give the number.")
	case reach.Ambiguous:
		return p.Say("Several questions have such an answer. Choose one.")
	case reach.Disability:
		return p.Say("It does not say whether people are disabled under the Equality Act or consider themselves disabled. Choose one.")
	case reach.NoNumber:
		return p.Say("There is no number.")
	case reach.Chosen:
		return p.Say("Chosen by you.")
	}
	return p.Say("We do not know this group.")
}

func newTable(p *locale.Printer, t *reach.TrialTable) tableView {
	v := tableView{Question: t.Asked.Text, Total: p.Number(t.Total)}
	hidden := 0
	for _, g := range t.Groups {
		one := groupView{Group: g.Answer.Text, People: p.Number(g.People), Hidden: g.Hidden}
		if t.Total > 0 {
			one.Share = web.SharePercent(p, float64(g.People)/float64(t.Total))
		}
		if g.Before != nil {
			one.Before = p.Number(*g.Before)
		}
		if g.Hidden {
			hidden++
		}
		v.Rows = append(v.Rows, one)
	}
	if missing := t.Missing(); len(missing) > 0 {
		if t.Asked.Standard {
			v.Notes = append(v.Notes,
				p.Say("Respondents are not compared until every answer has a number. Missing: %s.", strings.Join(missing, ", ")))
		} else {
			v.Notes = append(v.Notes, p.Say("Respondents with these answers are left out of the comparison: %s.", strings.Join(missing, ", ")))
		}
	}
	if hidden > 0 {
		v.Notes = append(v.Notes, p.Count(int64(hidden), "%d number is small, or would show one that is, so it is hidden in what is published.",
			"%d numbers are small, or would show one that is, so they are hidden in what is published."))
	}
	return v
}
