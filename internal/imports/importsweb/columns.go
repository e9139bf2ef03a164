package importsweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/collected"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/imports"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/internal/site"
)

// columnsView is the page on which an officer says what each column is.
type columnsView struct {
	page.StaffView
	Back    page.Link
	Name    string
	Version int64
	About   []string // what was recognised
	Left    []string // what cannot be carried
	Sheets  form.Form
	Columns []columnView
	Path    string

	Problems []form.Problem
}

// Scripts returns the script that warns before unsaved text is left.
func (columnsView) Scripts(a page.Assets) []string { return []string{a.Edit} }

// columnView is a column with its fields.
type columnView struct {
	Number   int
	Title    string // “Column C”
	Heading  string
	Why      string
	Examples []string
	Error    string
	Uses     []form.Option
	Wording  string
	Part     string
	Equality bool
}

var columnsPage = page.New(files, "templates/columns.html", columnsExamples[0], columnsExamples[1:]...)

func (h *handlers) columns(w http.ResponseWriter, r *http.Request) error {
	f, l, err := h.service.Looked(r.Context(), site.Actor(r), r.PathValue("id"))
	switch {
	case err != nil:
		return err
	case f.State == imports.Imported:
		return h.showImported(w, r, f)
	case l == nil:
		return h.writeUnread(w, r, f, "")
	}
	words := page.Printer(r)
	v := columnsView{
		Back: page.Link{Text: words.Say("Back to all imports"), Href: RootPath}, Name: f.Name, Version: f.Version,
		About: aboutFile(words, l), Path: RootPath + "/" + f.ID,
	}
	for _, left := range l.Left {
		if left.What == collected.LeftThemes {
			v.Left = append(v.Left, words.Say("Themes and which responses they were given to: %s", left.Name))
		} else {
			v.Left = append(v.Left, words.Say("A file that is not part of the responses: %s", left.Name))
		}
	}
	if len(l.Sheets) > 1 {
		list := &form.Field{Kind: form.Select, ID: "sheet", Name: "sheet", Label: words.Say("Sheet of the workbook"), LabelSize: "s"}
		for i, name := range l.Sheets {
			list.Options = append(list.Options, form.Option{Value: strconv.Itoa(i), Label: name, Checked: i == f.Details.Sheet})
		}
		v.Sheets = form.Form{list}
	}
	for i := range l.Columns {
		c := newColumn(words, i, &l.Columns[i])
		if i < len(f.Settings) {
			c.set(words, &f.Settings[i])
		}
		v.Columns = append(v.Columns, c)
	}
	for i := range l.Problems {
		p := &l.Problems[i]
		if !l.BadSettings || f.Version == 0 {
			break // those of rows are on the page with the check, and there are none of what is only guessed
		}
		say, href := problemText(words, p), "#columns"
		if p.Column > 0 && p.Column <= len(v.Columns) {
			c := &v.Columns[p.Column-1]
			c.Error, href = say, "#use-"+strconv.Itoa(c.Number)
		}
		v.Problems = append(v.Problems, form.Problem{Href: href, Say: say})
	}
	return columnsPage.Write(w, r, http.StatusOK, v)
}

// aboutFile says what was recognised.
func aboutFile(words *locale.Printer, l *imports.Look) (all []string) {
	all = append(all, words.Say(systemLabels[l.System]),
		words.Count(int64(l.Rows), "It has %d row below the headings.", "It has %d rows below the headings."))
	if l.Encoding == sheet.Windows1252 || l.Encoding == sheet.UTF16 {
		all = append(all, words.Say("Its text was read as %s. Check that letters with accents are right.", string(l.Encoding)))
	}
	if l.Hidden > 0 {
		all = append(all, words.Count(int64(l.Hidden), "%d sheet is hidden and was not read.", "%d sheets are hidden and were not read."))
	}
	return all
}

func newColumn(words *locale.Printer, i int, column *imports.LookColumn) columnView {
	c := columnView{
		Number: i + 1, Title: words.Say("Column %s", sheet.ColumnName(i)), Heading: column.Heading,
		Why: reasonText(words, &column.Guess), Examples: column.Guess.Examples,
	}
	if part := column.Part; part != "" {
		c.Heading += " – " + part
	}
	c.set(words, &column.Guess.Setting)
	return c
}

// set sets the fields of a column.
func (c *columnView) set(words *locale.Printer, s *collected.Setting) {
	c.Uses = nil
	for _, use := range collected.Uses {
		c.Uses = append(c.Uses, form.Option{Value: string(use), Label: words.Say(useLabels[use]), Checked: use == s.Use})
	}
	c.Wording, c.Part, c.Equality = s.Wording, s.Part, s.Equality
}

// typedSettings returns the settings that a form has for n columns.
func typedSettings(typed url.Values, n int) []collected.Setting {
	all := make([]collected.Setting, n)
	for i := range all {
		number := strconv.Itoa(i + 1)
		use := collected.Use(typed.Get("use-" + number))
		if !slices.Contains(collected.Uses, use) {
			use = collected.LeaveOut
		}
		all[i] = collected.Setting{
			Use: use, Wording: typed.Get("wording-" + number), Part: typed.Get("part-" + number),
			Equality: typed.Get("equality-"+number) != "" && use.IsQuestion(),
		}
	}
	return all
}

// saveColumns stores what each column is, or begins with another sheet.
func (h *handlers) saveColumns(w http.ResponseWriter, r *http.Request) error {
	by, id := site.Actor(r), r.PathValue("id")
	if err := r.ParseForm(); err != nil {
		return err
	}
	f, l, err := h.service.Looked(r.Context(), by, id)
	if err != nil {
		return err
	}
	if l == nil {
		return site.Redirect(w, r, RootPath+"/"+id)
	}
	if r.PostForm.Get("do") == "sheet" {
		at, err := strconv.Atoi(r.PostForm.Get("sheet"))
		if err != nil || at < 0 || at >= len(l.Sheets) {
			return fault.New(fault.Invalid, "Choose a sheet of the workbook.")
		}
		details := f.Details
		details.Sheet = at
		if err := h.service.Save(r.Context(), by, id, versionOf(r.PostForm), nil, details); err != nil {
			return err
		}
		return h.look(w, r, id, "")
	}
	f.Settings = typedSettings(r.PostForm, len(l.Columns))
	if err := h.service.Save(r.Context(), by, id, versionOf(r.PostForm), f.Settings, f.Details); err != nil {
		return err
	}
	return h.look(w, r, id, "/details")
}
