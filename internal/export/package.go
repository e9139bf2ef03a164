package export

import (
	"archive/zip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// PackageZIP is a ZIP archive for statistics programs: responses with numbers as codes, the labels of variables and values, and
// programs for R, SPSS and Python that read them.
const PackageZIP Format = "package-zip"

var (
	//go:embed scripts/read.R
	scriptR string
	//go:embed scripts/read.py
	scriptPython string
)

// The types of variables.
const (
	typeCode   = "code"
	typeNumber = "number"
	typeDate   = "date"
	typeText   = "text"
)

// missingValue is why a question has no answer.
type missingValue struct {
	state survey.AnswerState
	code  int
	label string
}

// The codes of questions without an answer. They are negative, so that none is the number of an option.
var missingCodes = []missingValue{
	{survey.NotValid, -6, "Not valid"},
	{survey.PreferNotToSay, -7, "Prefer not to say"},
	{survey.NotAsked, -8, "Not asked"},
	{survey.Skipped, -9, "Left blank"},
}

// missingCode returns the code of a question that has no answer, or "" if it has one.
func missingCode(s survey.AnswerState) string {
	for _, m := range missingCodes {
		if m.state == s {
			return strconv.Itoa(m.code)
		}
	}
	return ""
}

// packageVariable is a column of the package.
type packageVariable struct {
	name, label, kind string // kind is one of the types
	column            *column
	meta              int // index in the columns before the answers; -1 for an answer
	values            []packageValue
	width             int // of the longest value in bytes
}

// packageValue is a code with its label.
type packageValue struct {
	code, label string
	missing     bool
}

// packageVariables returns the columns of the package. How a question was not answered is in its codes, or in the variable with
// its state, and in no column of its own.
func (x *source) packageVariables() (all []*packageVariable) {
	used := map[string]bool{}
	for i, name := range x.headColumns(false) {
		label := x.headColumns(true)[i]
		kind := typeText
		switch name {
		case intake.ColDay:
			kind = typeDate
		case intake.ColRedactions, intake.ColOrder:
			kind = typeNumber
		}
		all = append(all, &packageVariable{name: variableName(name, used), label: label, kind: kind, meta: i})
	}
	for i := range x.columns {
		c := &x.columns[i]
		if c.name == c.question.ID+"--"+preferNotToSay || c.name == c.question.ID+"="+preferNotToSay {
			continue
		}
		v := &packageVariable{name: variableName(c.name, used), label: c.label, kind: typeText, column: c, meta: -1}
		switch {
		case c.isState():
			v.kind = typeCode
			v.values = append(v.values, packageValue{"1", "Answered", false})
			for k, m := range missingCodes {
				v.values = append(v.values, packageValue{strconv.Itoa(k + 2), m.label, false})
			}
		case c.options:
			v.kind = typeCode
			for k, o := range c.question.Options {
				label := o.Text
				if len(o.Merges) > 0 {
					label += " (counts as " + strings.Join(o.Merges, ", ") + ")"
				}
				v.values = append(v.values, packageValue{strconv.Itoa(k + 1), label, false})
			}
		case c.isChoice():
			v.kind = typeCode
			v.values = []packageValue{{"1", "Chosen", false}, {"0", "Not chosen", false}}
		case c.number:
			v.kind = typeNumber
		case c.name == c.question.ID && c.question.Kind == survey.Date:
			v.kind = typeDate
		}
		if v.kind == typeCode && !c.isState() {
			for _, m := range missingCodes {
				v.values = append(v.values, packageValue{strconv.Itoa(m.code), m.label, true})
			}
		}
		all = append(all, v)
	}
	return all
}

// isState reports whether c has the state of an answer.
func (c *column) isState() bool { return c.name == c.question.ID+":state" }

// isChoice reports whether c says if an option was chosen among several.
func (c *column) isChoice() bool { return strings.HasPrefix(c.name, c.question.ID+"=") }

// value returns the value of v of a response.
func (v *packageVariable) value(r row, cell string) string {
	if v.meta >= 0 {
		return r.meta[v.meta]
	}
	c := v.column
	a, given := r.given[c.question.ID]
	state := a.State
	if !given {
		state = survey.NotAsked
	}
	switch {
	case c.isState():
		at := slices.IndexFunc(missingCodes, func(m missingValue) bool { return m.state == state })
		return strconv.Itoa(at + 2) // 1 if it was answered
	case v.kind != typeCode:
		if state != survey.Answered && v.kind == typeNumber {
			return ""
		}
		return cell
	case missingCode(state) != "":
		return missingCode(state)
	case c.isChoice():
		return cell
	}
	for k, o := range c.question.Options {
		if o.ID == cell {
			return strconv.Itoa(k + 1)
		}
	}
	switch survey.AnswerState(cell) { // a row of a matrix
	case survey.PreferNotToSay, survey.NotValid:
		return missingCode(survey.AnswerState(cell))
	}
	if c.question.Kind == survey.Matrix {
		return missingCode(survey.Skipped)
	}
	return "" // a box that was not ticked, as the question was answered otherwise
}

// reservedNames are no names of variables in SPSS, R or Python.
var reservedNames = strings.Fields(`all and as assert async await break by class continue def del elif else eq except false finally for
	from function ge global gt if import in is lambda le lt na nan ne next none nonlocal not null or pass raise repeat return to true
	try while with yield`)

// maxVariableName is the length of the longest name that SPSS takes.
const maxVariableName = 64

// variableName makes a name that R, SPSS and Python take from the name of a column, and that is not used yet, also in other case.
func variableName(column string, used map[string]bool) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, column), "_")
	if name == "" || name[0] >= '0' && name[0] <= '9' || slices.Contains(reservedNames, strings.ToLower(name)) {
		name = "v_" + name
	}
	name = name[:min(len(name), maxVariableName-6)]
	for made, n := name, 2; ; n++ {
		if !used[strings.ToLower(made)] {
			used[strings.ToLower(made)] = true
			return made
		}
		made = name + "_" + strconv.Itoa(n)
	}
}

// writePackage writes the archive. SPSS reads no line breaks in texts, so that it has a file of its own.
func (x *source) writePackage(w io.Writer) error {
	archive := zip.NewWriter(w)
	all := x.packageVariables()
	add := func(name string, write func(io.Writer) error) error {
		file, err := archive.Create(name)
		if err != nil {
			return err
		}
		return write(file)
	}
	text := func(content string) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := io.WriteString(w, content)
			return err
		}
	}
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"README.txt", text(x.packageReadme())},
		{"responses.csv", func(w io.Writer) error { return x.writeCoded(w, all, func(s string) string { return s }) }},
		{"variables.csv", func(w io.Writer) error { return writeVariables(w, all) }},
		{"values.csv", func(w io.Writer) error { return writeValues(w, all) }},
		{"read.R", text(scriptR)},
		{"read.py", text(scriptPython)},
		{"spss.csv", func(w io.Writer) error { return x.writeCoded(w, all, onOneLine.Replace) }},
		{"read.sps", func(w io.Writer) error { return writeSyntax(w, all) }},
	} {
		if err := add(file.name, file.write); err != nil {
			return err
		}
	}
	return archive.Close()
}

var onOneLine = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// writeCoded writes the responses. change changes texts.
func (x *source) writeCoded(w io.Writer, all []*packageVariable, change func(string) string) error {
	out := csvout.NewWriter(w)
	var head []string
	for _, v := range all {
		head = append(head, v.name)
	}
	out.Write(head)
	at := map[*column]int{}
	for i := range x.columns {
		at[&x.columns[i]] = i
	}
	if err := x.each(func(r row) error {
		cells := make([]string, len(all))
		for i, v := range all {
			cell := ""
			if v.column != nil {
				cell = r.cells[at[v.column]]
			}
			if cells[i] = v.value(r, cell); v.kind == typeText || v.kind == typeDate {
				cells[i] = csvout.EscapeCell(change(cells[i]))
			}
			v.width = max(v.width, len(cells[i]))
		}
		out.Write(cells)
		return nil
	}); err != nil {
		return err
	}
	return out.Flush()
}

func writeVariables(w io.Writer, all []*packageVariable) error {
	out := csvout.NewWriter(w)
	out.Write([]string{"name", "label", "type", "question", "kind", "page", "equality_monitoring", "unit"})
	for _, v := range all {
		line := []string{v.name, csvout.EscapeCell(v.label), v.kind, "", "", "", "", ""}
		if c := v.column; c != nil {
			line[3], line[4], line[5] = c.question.ID, string(c.question.Kind), csvout.EscapeCell(c.question.page)
			if line[6] = "no"; c.question.monitoring {
				line[6] = "yes"
			}
			if c.number && !c.isChoice() {
				line[7] = csvout.EscapeCell(c.question.Unit)
			}
		}
		out.Write(line)
	}
	return out.Flush()
}

func writeValues(w io.Writer, all []*packageVariable) error {
	out := csvout.NewWriter(w)
	out.Write([]string{"variable", "value", "label", "missing"})
	for _, v := range all {
		for _, value := range v.values {
			missing := "no"
			if value.missing {
				missing = "yes"
			}
			out.Write([]string{v.name, value.code, csvout.EscapeCell(value.label), missing})
		}
	}
	return out.Flush()
}

// packageReadme says what is in the archive, who exported it and why.
func (x *source) packageReadme() string {
	var b strings.Builder
	b.WriteString("INTERNAL: this archive has people's answers word for word. Do not publish it or pass it on.\n\n")
	for _, line := range x.provenance() {
		fmt.Fprintf(&b, "%s: %s\n", line[0], onOneLine.Replace(line[1]))
	}
	b.WriteString(`
responses.csv  the responses, with numbers for answers (UTF-8)
variables.csv  what each column is: label, type, question, unit
values.csv     the labels of the numbers, and which of them mean that there is no answer
read.R         reads all of this into R:       source("read.R", chdir = TRUE)
read.py        reads all of this into Python:  import read; read.labelled() or read.frame()
read.sps       reads spss.csv into SPSS. Open it in this folder and run it
spss.csv       the responses with each text on one line, because SPSS reads no line breaks

No answer: -6 not valid, -7 prefer not to say, -8 not asked, -9 left blank. Columns with numbers, dates and texts are empty then,
and the column that ends in _state says why.
Texts that a spreadsheet could run as a formula begin with an apostrophe. read.R and read.py remove it.
All responses are here, also those that were excluded or withdrawn: choose those whose status is counted.
`)
	return b.String()
}
