package opendata

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/sheet"
)

// Licence is the licence of everything that is published, with its address.
const (
	Licence     = "Open Government Licence v3.0"
	LicencePath = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
)

// The ends of the addresses of the workbooks of a release.
const (
	WorkbookXLSX = "/results.xlsx"
	WorkbookODS  = "/results.ods"
)

// workbooks are the files with everything of a release, as the files beside them refer to them.
var workbooks = []string{WorkbookODS[1:], WorkbookXLSX[1:]}

// Source is where a release is from, for files that are read without the website.
type Source struct {
	Publisher string // name of the council
	Address   string // of the results page
}

// bookSheet is a sheet of the workbook of a release, with its rows.
type bookSheet struct {
	sheet.Layout
	about string // what it has
	rows  [][]any
}

// addTable adds a row of headings and a row for each of rows. Headings are the names of the columns, as in the CSV files, or their
// titles.
func addTable[T any](s *bookSheet, columns []column[T], rows []T, titles bool) {
	s.Rows = 1
	head := make([]any, len(columns))
	for i, c := range columns {
		head[i] = sheet.Heading(c.name)
		if titles {
			head[i] = sheet.Heading(c.title)
		}
		s.Widths = append(s.Widths, columnWidth(c.name))
	}
	s.rows = append(s.rows, head)
	for _, row := range rows {
		cells := make([]any, len(columns))
		for i, c := range columns {
			cells[i] = c.cell(row)
		}
		s.rows = append(s.rows, cells)
	}
}

// cell returns a number as a number, and a text as it is: a symbol in place of a number is a text.
func (c *column[T]) cell(row T) any {
	text := c.value(row)
	if c.datatype == "string" {
		return text
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return n
	}
	return text
}

// columnWidth is the width of a column in characters.
func columnWidth(name string) int {
	switch {
	case strings.HasSuffix(name, "_text"), name == "source":
		return 36
	case name == "withheld", name == "not_compared", name == "part":
		return 24
	}
	return 14
}

// answerColumns are the columns of the sheet for people: no codes, and the reason in words.
var answerColumns = []column[resultRow]{
	{name: "part", title: "Part", datatype: "string", value: func(l resultRow) string {
		if l.section == sectionMonitoring {
			return "Who answered"
		}
		return "About the proposals"
	}},
	titled("question_text", "Question"),
	{name: "wording", title: "Wording or scale", datatype: "string", value: func(l resultRow) string {
		switch {
		case l.wording > 0:
			return fmt.Sprintf("Wording %d", l.wording)
		case l.scale == originalScale:
			return "Original scale"
		case l.scale != "":
			return EditionName(nil, l.scale)
		}
		return ""
	}},
	titled("row_text", "Row"),
	titled("option_text", "Answer"),
	titled("count", "People"),
	titled("share", "Percentage"),
	titled("answered", "People who answered"),
	titled("mean", "Mean"),
	titled("median", "Median"),
	{name: "withheld", title: "Why the figures are not shown", datatype: "string",
		value: func(l resultRow) string { return l.table.Withheld.Explanation() }},
}

// titled returns a column of results.csv with a title for people.
func titled(name, title string) column[resultRow] {
	at := slices.IndexFunc(columns, func(c column[resultRow]) bool { return c.name == name })
	c := columns[at]
	c.title = title
	return c
}

// isAnswer reports whether a row is in the sheet for people.
func isAnswer(l resultRow) bool {
	return l.section == sectionProposals || l.section == sectionMonitoring
}

// newGroupSheet returns the answers to every question by group: the groups are columns, first their numbers of people and then
// their percentages.
func newGroupSheet(r *analysis.Release) bookSheet {
	by := r.Question(r.ByGroup.By)
	s := bookSheet{Layout: sheet.Layout{Name: "By group", Rows: 1, Columns: 2, Widths: []int{36, 30, 24}}}
	s.about = "Answers about the proposals by group: a row for each answer, a column for each group."
	if by != nil {
		s.about += " The groups are of people who gave the same answer to: " + by.Text
	}
	head := []any{sheet.Heading("Question"), sheet.Heading("Answer"), sheet.Heading("Why the figures are not shown")}
	for _, measure := range []string{" (people)", " (%)"} {
		head = append(head, sheet.Heading("Everyone"+measure))
		for _, g := range r.ByGroup.Groups {
			head = append(head, sheet.Heading(GroupName(nil, g)+measure))
		}
	}
	s.rows = append(s.rows, head)
	for i := range r.ByGroup.Tables {
		t := &r.ByGroup.Tables[i]
		q := r.Question(t.Question)
		if t.Withheld != disclose.NotWithheld {
			s.rows = append(s.rows, []any{q.Text, "", t.Withheld.Explanation()})
			continue
		}
		tables := []disclose.ReleasedTable{q.ReleasedTable}
		for j := range r.ByGroup.Groups {
			tables = append(tables, t.Column(q, j))
		}
		for j, o := range q.Options {
			row := []any{q.Text, o.Text, ""}
			for _, t := range tables {
				row = append(row, cellOf(t.Cells, j))
			}
			for _, t := range tables {
				row = append(row, cellOf(t.Shares, j))
			}
			s.rows = append(s.rows, row)
		}
	}
	return s
}

// cellOf returns cell i as a number, or its symbol.
func cellOf(cells []disclose.Cell, i int) any {
	if i < len(cells) {
		if n, shown := cells[i].Number(); shown {
			return n
		}
	}
	return cellAt(cells, i)
}

// WriteWorkbook writes everything that a release publishes as a workbook: what it is, the answers, and the tables of the CSV files
// with a dictionary of their columns. What is hidden in the release is hidden here, with a symbol in place of the number.
func WriteWorkbook(w io.Writer, format sheet.Format, r *analysis.StoredRelease, from Source) error {
	rows := resultRows(r.Release)
	answers := bookSheet{Layout: sheet.Layout{Name: "Answers"},
		about: "Every question with its answers: how many people gave each answer, and the percentage of those who answered."}
	addTable(&answers, answerColumns, slices.DeleteFunc(slices.Clone(rows), func(l resultRow) bool { return !isAnswer(l) }), true)
	sheets := []bookSheet{answers}
	if r.ByGroup != nil {
		sheets = append(sheets, newGroupSheet(r.Release))
	}
	who := bookSheet{Layout: sheet.Layout{Name: "Who answered"},
		about: "Groups of respondents compared with the population. The same as who-answered.csv."}
	addTable(&who, whoColumns, groupRows(r.Release), false)
	figures := bookSheet{Layout: sheet.Layout{Name: "All figures"},
		about: "All figures of this release, for programs. The same as results.csv."}
	addTable(&figures, columns, rows, false)
	dictionary := bookSheet{Layout: sheet.Layout{Name: "Columns", Rows: 1, Widths: []int{18, 24, 30, 12, 90}},
		about: "What each column of the sheets “Who answered” and “All figures” means."}
	dictionary.rows = [][]any{{sheet.Heading("Sheet"), sheet.Heading("Column"), sheet.Heading("Title"), sheet.Heading("Type"),
		sheet.Heading("Description")}}
	describeColumns(&dictionary, who.Name, whoColumns)
	describeColumns(&dictionary, figures.Name, columns)
	sheets = append(sheets, who, figures, dictionary)
	sheets = append([]bookSheet{aboutSheet(r, from, sheets)}, sheets...)

	layouts := make([]sheet.Layout, len(sheets))
	for i := range sheets {
		layouts[i] = sheets[i].Layout
	}
	book, err := sheet.NewWriter(w, format, bookTitle(r), layouts)
	if err != nil {
		return err
	}
	for i := range sheets {
		if err := book.Next(); err != nil {
			return err
		}
		for _, row := range sheets[i].rows {
			if err := book.Row(row...); err != nil {
				return err
			}
		}
	}
	return book.Close()
}

func describeColumns[T any](s *bookSheet, name string, columns []column[T]) {
	for _, c := range columns {
		s.rows = append(s.rows, []any{name, c.name, c.title, c.datatype, c.description})
	}
}

func bookTitle(r *analysis.StoredRelease) string {
	return fmt.Sprintf("%s: results, release %d", r.Title, r.Number)
}

// aboutSheet returns the first sheet: what the workbook is, who may use it how, what the sheets have, and what is hidden and why.
func aboutSheet(r *analysis.StoredRelease, from Source, sheets []bookSheet) bookSheet {
	s := bookSheet{Layout: sheet.Layout{Name: "About", Widths: []int{30, 90}}}
	add := func(name, value string) {
		if value != "" {
			s.rows = append(s.rows, []any{name, value})
		}
	}
	heading := func(text string) { s.rows = append(s.rows, nil, []any{sheet.Heading(text)}) }
	s.rows = append(s.rows, []any{sheet.Heading(bookTitle(r))})
	add("Published by", from.Publisher)
	number := func(n int64) string { return strconv.FormatInt(n, 10) } // text, at the side where people read it
	add("Release", number(r.Number))
	add("Published on", r.PublishedAt.Format("2 January 2006"))
	if r.PublishedAt.Before(r.ReleasedAt) {
		add("Added to this website on", r.ReleasedAt.Format("2 January 2006"))
	}
	add("Reason for this release", r.Reason)
	add("Results page", from.Address)
	add("Licence", Licence+", "+LicencePath)
	add("SHA-256 of release.json", r.Checksum)
	heading("Responses")
	add("Receipts issued", number(r.Responses.Receipts))
	add("Counted", number(r.Responses.Counted))
	add("Withdrawn by respondents", number(r.Responses.Withdrawn))
	add("Excluded with a reason", number(r.Responses.Excluded))
	add("Note", "People chose whether to respond, so these figures describe the people who responded, not everyone in the area.")
	heading("Sheets")
	for i := range sheets {
		add(sheets[i].Name, sheets[i].about)
	}
	heading("What we hide and why")
	for i, rule := range HidingRules(nil, r.Release) {
		add(strconv.Itoa(i+1), rule)
	}
	add("Rules", "version "+cmp.Or(r.Policy.Version, "unknown"))
	heading("Symbols in place of numbers")
	for _, m := range disclose.Marks {
		add(string(m), m.Description())
	}
	return s
}
