// Package collected turns a table of responses that were collected with another system into a questionnaire and answers to it.
//
// It recognises the headings of Citizen Space, SurveyMonkey, LimeSurvey and i.AI Consult, and guesses what each column is, with
// the reason. A person confirms or changes the guesses; the result is a list of Settings. From these, a Plan has the form and
// the answers of every row. Nothing is trusted that the file says about itself, such as totals: everything is counted anew.
package collected

import (
	"regexp"
	"strings"

	"github.com/folkmoot/folkmoot/internal/sheet"
)

// System is the system from which a table comes, as far as its headings tell.
type System string

// The systems.
const (
	Plain        System = "" // not recognised: a row of headings and a row for each response
	CitizenSpace System = "citizen-space"
	SurveyMonkey System = "surveymonkey"
	LimeSurvey   System = "limesurvey"
	Consult      System = "consult" // of i.AI
)

// Table is a table of responses.
type Table struct {
	System   System
	Columns  []Column
	Rows     []sheet.Row // one for each response
	HeadRows []int       // numbers of the rows with headings

	Left []Left // parts of an archive that cannot be carried
}

// Column is a column of a Table.
type Column struct {
	Code    string // such as Q1[SQ001] or Ident 1; "" for none
	Heading string // as the file has it, in one line
	Part    string // of the second row of headings, for one answer or row of a question

	preset *Setting // what the file says that the column is
}

// Left is a part of an archive that cannot be carried.
type Left struct {
	What LeftKind
	Name string // of the part
}

// LeftKind says why a part of an archive cannot be carried.
type LeftKind string

// The kinds.
const (
	LeftThemes  LeftKind = "themes"  // themes and the responses that they were assigned to
	LeftUnknown LeftKind = "unknown" // a part that is not of the layout
)

// maxHeading is the number of characters of a heading that is read: that of a question and that of an option.
const maxHeading = 1_300

var (
	codeHeading   = regexp.MustCompile(`^(?i:ident|col|column|field|q|question|qu)\s*\d+$`)
	limeCode      = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\[[A-Za-z0-9_]+\])+$`)
	limeMeta      = regexp.MustCompile(`(?i)^(submitdate|lastpage|startlanguage|seed|datestamp|refurl|ipaddr)$`)
	limeFullMeta  = regexp.MustCompile(`(?i)^(date submitted|last page|start language|seed)$`)
	monkeyPart    = regexp.MustCompile(`(?i)^(response|open-ended response)$`)
	monkeyHeading = regexp.MustCompile(`(?i)^respondent ?id$`)
)

// NewTable returns the table of a sheet. It finds the rows of headings.
func NewTable(s *sheet.Sheet) *Table {
	t := &Table{}
	if len(s.Rows) == 0 {
		return t
	}
	first := s.Rows[0]
	width := 0
	for i := range s.Rows {
		width = max(width, len(s.Rows[i].Cells))
	}
	head, second := 1, sheet.Row{}
	if len(s.Rows) > 1 {
		second = s.Rows[1]
	}
	switch {
	case allCodes(first) && len(s.Rows) > 1:
		t.System, head = CitizenSpace, 2
		for i := range len(second.Cells) {
			t.Columns = append(t.Columns, Column{Code: line(first.Cell(i)), Heading: line(second.Cell(i))})
		}
	case isMonkey(first, second):
		t.System, head = SurveyMonkey, 2
		t.monkeyHeadings(first, second)
	default:
		for _, heading := range first.Cells {
			t.Columns = append(t.Columns, Column{Heading: line(heading)})
		}
	}
	for len(t.Columns) > 0 && t.Columns[len(t.Columns)-1] == (Column{}) { // cells with blanks
		t.Columns = t.Columns[:len(t.Columns)-1]
	}
	if t.System == Plain {
		t.System = systemOf(t.Columns)
	}
	for i := range s.Rows[:head] {
		t.HeadRows = append(t.HeadRows, s.Rows[i].Number)
	}
	t.Rows = s.Rows[head:]
	return t
}

// line returns text in one line, without blanks around it and of a bounded length.
func line(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > maxHeading {
		text = strings.ToValidUTF8(text[:maxHeading], "")
	}
	return text
}

// allCodes reports whether every cell of a row is a code such as “Ident 1”.
func allCodes(r sheet.Row) bool {
	for _, cell := range r.Cells {
		if !codeHeading.MatchString(strings.TrimSpace(cell)) {
			return false
		}
	}
	return len(r.Cells) > 0
}

// isMonkey reports whether two rows are the headings of SurveyMonkey: the questions, and their answers or “Response”.
func isMonkey(first, second sheet.Row) bool {
	for _, cell := range second.Cells {
		if monkeyPart.MatchString(strings.TrimSpace(cell)) {
			return true
		}
	}
	return monkeyHeading.MatchString(strings.TrimSpace(first.Cell(0))) && strings.TrimSpace(second.Cell(0)) == ""
}

// monkeyHeadings sets the columns: a question that has several columns stands over the first.
func (t *Table) monkeyHeadings(first, second sheet.Row) {
	over := ""
	for i := range max(len(first.Cells), len(second.Cells)) {
		if heading := line(first.Cell(i)); heading != "" {
			over = heading
		}
		c := Column{Heading: over, Part: line(second.Cell(i))}
		if monkeyPart.MatchString(c.Part) {
			c.Part = ""
		}
		t.Columns = append(t.Columns, c)
	}
}

// systemOf recognises what one row of headings tells.
func systemOf(columns []Column) System {
	codes, meta, parts := 0, 0, 0
	for i := range columns {
		c := &columns[i]
		switch {
		case limeMeta.MatchString(c.Heading), limeFullMeta.MatchString(c.Heading):
			meta++
		case limeCode.MatchString(c.Heading):
			codes++
		}
		if stem, part := cutDash(c.Heading); part != "" && stem != "" {
			parts++
		}
	}
	switch {
	case meta >= 2 || codes >= 2:
		return LimeSurvey
	case parts >= 2 && 2*parts >= len(columns):
		return CitizenSpace
	}
	return Plain
}

// cutDash splits a heading like “Question – part” at its first dash. Without one, part is "".
func cutDash(heading string) (stem, part string) {
	at, size := -1, 0
	for _, dash := range []string{" - ", " – ", " — "} {
		if i := strings.Index(heading, dash); i >= 0 && (at < 0 || i < at) {
			at, size = i, len(dash)
		}
	}
	if at < 0 {
		return heading, ""
	}
	return strings.TrimSpace(heading[:at]), strings.TrimSpace(heading[at+size:])
}

// cutLastDash is cutDash for the last dash.
func cutLastDash(heading string) (stem, part string) {
	at, size := -1, 0
	for _, dash := range []string{" - ", " – ", " — "} {
		if i := strings.LastIndex(heading, dash); i > at {
			at, size = i, len(dash)
		}
	}
	if at < 0 {
		return heading, ""
	}
	return strings.TrimSpace(heading[:at]), strings.TrimSpace(heading[at+size:])
}

// cutBrackets splits a heading like “Question [part]” or Q1[SQ001].
func cutBrackets(heading string) (stem, part string) {
	at := strings.LastIndexByte(heading, '[')
	if at <= 0 || !strings.HasSuffix(heading, "]") {
		return heading, ""
	}
	return strings.TrimSpace(heading[:at]), strings.TrimSpace(heading[at+1 : len(heading)-1])
}

// Stem and part of the heading of column i: the question, and the answer or row that the column is for.
func (t *Table) cut(i int) (stem, part string) {
	c := &t.Columns[i]
	if c.Part != "" {
		return c.Heading, c.Part
	}
	if stem, part = cutBrackets(c.Heading); part != "" {
		return stem, part
	}
	if t.System == CitizenSpace || t.System == Plain {
		return cutLastDash(c.Heading)
	}
	return c.Heading, ""
}
