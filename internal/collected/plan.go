package collected

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/survey"
)

// Fault is what is wrong with a setting or a row.
type Fault string

// The faults of settings.
const (
	NoQuestion     Fault = "no-question"      // every column is left out
	NoWording      Fault = "no-wording"       // of a question
	NoPart         Fault = "no-part"          // of a column with one answer or row
	SamePart       Fault = "same-part"        // as another column of the question; Value is the part
	SameWording    Fault = "same-wording"     // as another column, which is another question; Value is the wording
	MixedUses      Fault = "mixed-uses"       // columns of one question are used differently; Value is the wording
	LongWording    Fault = "long-wording"     // Limit is the most characters
	LongOption     Fault = "long-option"      // Value begins the answer, Limit is the most characters
	TooManyOptions Fault = "too-many-options" // Limit is the most
	TooManyRows    Fault = "too-many-rows"    // of a grid; Limit is the most
	FewOptions     Fault = "few-options"      // a grid has fewer than two different values
	TwoColumns     Fault = "two-columns"      // two columns have the number, or the date, of the response
	TooMuchText    Fault = "too-much-text"    // of the longest answers together; Limit is the most characters
	BadHeading     Fault = "bad-heading"      // a wording has characters that are not visible or change the direction
	FormRefused    Fault = "form-refused"     // Value is why
)

// The faults of rows.
const (
	LongRow       Fault = "long-row"       // it has a value beyond the last heading
	HeadingsAgain Fault = "headings-again" // it repeats the headings
	NotNumber     Fault = "not-number"
	NotDate       Fault = "not-date"
	NotTicked     Fault = "not-ticked" // a cell of one answer says neither that it was chosen nor that it was not
	LongAnswer    Fault = "long-text"  // Limit is the most characters
	BadValue      Fault = "bad-value"  // an answer of a list has characters that are not visible or change the direction
	NoID          Fault = "no-id"      // the column with the number of the response is blank
	SameID        Fault = "same-id"    // as row Limit
	OutOfTime     Fault = "out-of-time"
	Refused       Fault = "refused" // Value is why
)

// Problem is something that has to be changed before a table is imported.
type Problem struct {
	Fault  Fault
	Row    int // as a spreadsheet shows it; 0 is about a column or the whole table
	Column int // from 1; 0 is about the whole row or table
	Value  string
	Limit  int
}

// maxProblems is how many problems are reported at once.
const maxProblems = 50

// Options are what a Plan needs besides the settings.
type Options struct {
	Title string // of the questionnaire
	Lang  string
	NewID func(text, fallback string) string // makes an id from a text

	// The first and the last day on which responses were received, like 2016-05-27.
	From, To string
}

// Plan is what a table becomes with settings.
type Plan struct {
	Form      *survey.Form
	Questions []*Question

	table    *Table
	settings []Setting
	options  Options
	id       int // column with the number of the response, or -1
	received int // column with the date, or -1
}

// Question is a question of a Plan.
type Question struct {
	survey.Question
	Use      Use
	Equality bool
	Columns  []int

	byValue map[string]string // id of the option by its folded value
}

// NewPlan returns the plan for t, or what is wrong with the settings.
func (t *Table) NewPlan(settings []Setting, o Options) (*Plan, []Problem) {
	p := &Plan{table: t, settings: settings, options: o, id: -1, received: -1}
	problems := p.addColumns()
	if len(problems) == 0 && len(p.Questions) == 0 {
		problems = append(problems, Problem{Fault: NoQuestion})
	}
	text := 0
	for _, q := range p.Questions {
		problems = append(problems, p.finish(q)...)
		text += q.MaxLength
	}
	if text > survey.MaxAllText {
		problems = append(problems, Problem{Fault: TooMuchText, Limit: survey.MaxAllText})
	}
	if len(problems) == 0 {
		problems = p.parse()
	}
	return p, problems[:min(len(problems), maxProblems)]
}

// addColumns adds the columns to their questions.
func (p *Plan) addColumns() (problems []Problem) {
	byWording := map[string]*Question{}
	var taken []string
	for i := range p.table.Columns {
		if i >= len(p.settings) {
			break
		}
		s := &p.settings[i]
		fail := func(what Fault, value string, limit int) {
			problems = append(problems, Problem{Fault: what, Column: i + 1, Value: value, Limit: limit})
		}
		switch {
		case s.Use == ID && p.id >= 0, s.Use == Received && p.received >= 0:
			fail(TwoColumns, "", 0)
		case s.Use == ID:
			p.id = i
		case s.Use == Received:
			p.received = i
		}
		if !s.Use.IsQuestion() {
			continue
		}
		wording := line(s.Wording)
		q := byWording[wording]
		switch {
		case wording == "":
			fail(NoWording, "", 0)
			continue
		case utf8.RuneCountInString(wording) > survey.MaxQuestionText:
			fail(LongWording, "", survey.MaxQuestionText)
			continue
		case !isVisible(wording) || !isVisible(s.Part):
			fail(BadHeading, "", 0)
			continue
		case q == nil:
			id := unique(p.options.NewID(wording, "question"), taken)
			taken = append(taken, id)
			q = &Question{Use: s.Use, Equality: s.Equality, byValue: map[string]string{}}
			q.ID, q.Text = id, wording
			byWording[wording] = q
			p.Questions = append(p.Questions, q)
		case q.Use != s.Use || q.Equality != s.Equality:
			fail(MixedUses, wording, 0)
			continue
		case !s.Use.HasParts():
			fail(SameWording, wording, 0)
			continue
		}
		q.Columns = append(q.Columns, i)
	}
	return problems
}

// unique returns id, or id with the first number that makes it none of taken.
func unique(id string, taken []string) string {
	for n, try := 2, id; ; n++ {
		if !slices.Contains(taken, try) {
			return try
		}
		try = id + "-" + strconv.Itoa(n)
	}
}

// isVisible reports whether text has no character that cannot be seen or that changes the direction of what follows.
func isVisible(text string) bool {
	for _, r := range text {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7F || r >= 0x80 && r < 0xA0 || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 ||
			r == utf8.RuneError || r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFE == 0xFFFE {
			return false
		}
	}
	return true
}

// finish sets the kind of a question and its options.
func (p *Plan) finish(q *Question) (problems []Problem) {
	switch q.Use {
	case Single:
		q.Kind = survey.Single
		problems = p.addOptions(q, func(value string) []string { return []string{value} })
	case Several:
		q.Kind = survey.Multiple
		problems = p.addOptions(q, separate)
	case Option:
		q.Kind = survey.Multiple
		q.Options, problems = p.parts(q, survey.MaxOptions, TooManyOptions)
		for i := range q.Options {
			q.byValue[fold(q.Options[i].Text)] = q.Options[i].ID
		}
	case GridRow:
		q.Kind = survey.Matrix
		q.Rows, problems = p.parts(q, survey.MaxRows, TooManyRows)
		problems = append(problems, p.addOptions(q, func(value string) []string { return []string{value} })...)
		if len(problems) == 0 && len(q.Options) < 2 {
			problems = append(problems, Problem{Fault: FewOptions, Column: q.Columns[0] + 1})
		}
	case ShortText:
		q.Kind = survey.ShortText
		q.MaxLength = survey.MaxShortText
	case LongText:
		q.Kind = survey.LongText
		q.MaxLength = min(max(p.longest(q.Columns[0]), survey.MaxShortText), survey.MaxLongText)
	case Number:
		q.Kind = survey.Number
		q.Decimals = p.decimals(q.Columns[0])
	case Date:
		q.Kind = survey.Date
	}
	return problems
}

// parts returns an option or row for each column of a question.
func (p *Plan) parts(q *Question, most int, tooMany Fault) (all []survey.Option, problems []Problem) {
	var taken, texts []string
	for _, i := range q.Columns {
		text := line(p.settings[i].Part)
		fail := func(what Fault, limit int) {
			problems = append(problems, Problem{Fault: what, Column: i + 1, Value: text, Limit: limit})
		}
		switch {
		case text == "":
			fail(NoPart, 0)
			continue
		case utf8.RuneCountInString(text) > survey.MaxTitle:
			text = string([]rune(text)[:60])
			fail(LongOption, survey.MaxTitle)
			continue
		case slices.Contains(texts, fold(text)):
			fail(SamePart, 0)
			continue
		}
		texts = append(texts, fold(text))
		if q.Use == Option && isPreferNotToSay(text) {
			q.PreferNotToSay = true
			q.byValue[fold(text)] = string(survey.PreferNotToSay)
			continue
		}
		id := unique(p.options.NewID(text, "answer"), taken)
		taken = append(taken, id)
		all = append(all, survey.Option{ID: id, Text: text})
	}
	if len(all) > most {
		problems = append(problems, Problem{Fault: tooMany, Column: q.Columns[0] + 1, Limit: most})
	}
	return all, problems
}

// addOptions adds an option for each different value of the columns of q.
func (p *Plan) addOptions(q *Question, split func(string) []string) (problems []Problem) {
	spellings := &profile{distinct: map[string]int{}, spelling: map[string]map[string]int{}, parts: map[string]int{}}
	for _, i := range q.Columns {
		for r := range p.table.Rows {
			cell := strings.TrimSpace(p.table.Rows[r].Cell(i))
			if cell == "" {
				continue
			}
			for _, value := range split(cell) {
				switch {
				case !isVisible(value):
					return append(problems, Problem{Fault: BadValue, Row: p.table.Rows[r].Number, Column: i + 1})
				case utf8.RuneCountInString(value) > survey.MaxTitle:
					return append(problems, Problem{
						Fault: LongOption, Row: p.table.Rows[r].Number, Column: i + 1, Value: string([]rune(value)[:60]), Limit: survey.MaxTitle})
				}
				if spellings.add(value, ""); len(spellings.distinct) > survey.MaxOptions {
					return append(problems, Problem{Fault: TooManyOptions, Column: i + 1, Limit: survey.MaxOptions})
				}
			}
		}
	}
	values := make([]string, 0, len(spellings.distinct))
	for value := range spellings.distinct {
		values = append(values, value)
	}
	order(values)
	var taken []string
	for _, value := range values {
		if isPreferNotToSay(value) {
			q.PreferNotToSay, q.byValue[value] = true, string(survey.PreferNotToSay)
			continue
		}
		text := spellings.spelled(value)
		id := unique(p.options.NewID(text, "answer"), taken)
		taken = append(taken, id)
		q.byValue[value] = id
		q.Options = append(q.Options, survey.Option{ID: id, Text: text})
	}
	if len(q.Options) == 0 && q.Kind != survey.Matrix {
		return append(problems, Problem{Fault: FewOptions, Column: q.Columns[0] + 1})
	}
	return problems
}

// longest returns the number of characters of the longest value of a column.
func (p *Plan) longest(column int) (most int) {
	for i := range p.table.Rows {
		most = max(most, utf8.RuneCountInString(survey.CleanText(p.table.Rows[i].Cell(column))))
	}
	return most
}

// decimals returns the most decimal places of the numbers of a column.
func (p *Plan) decimals(column int) (most int) {
	for i := range p.table.Rows {
		if number, ok := parseNumber(p.table.Rows[i].Cell(column)); ok {
			_, places, _ := strings.Cut(number, ".")
			most = max(most, len(places))
		}
	}
	return most
}

// perPage is how many questions are on a page of the form.
const perPage = 20

// parse makes the form. Nothing in it is required: people may have left anything blank.
func (p *Plan) parse() []Problem {
	form := survey.Form{ID: "survey", Title: p.options.Title, Lang: p.options.Lang, Edition: "standard"}
	for _, equality := range []bool{false, true} {
		name := "page"
		if equality {
			name = "equality"
		}
		n := 0
		for _, q := range p.Questions {
			if q.Equality != equality {
				continue
			}
			if n%perPage == 0 {
				form.Pages = append(form.Pages, survey.Page{ID: name + "-" + strconv.Itoa(n/perPage+1), Monitoring: equality})
			}
			last := &form.Pages[len(form.Pages)-1]
			last.Questions = append(last.Questions, q.Question)
			n++
		}
	}
	var err error
	if p.Form, err = survey.Parse(form.JSON()); err != nil {
		return []Problem{{Fault: FormRefused, Value: err.Error()}}
	}
	return nil
}

// headings reports whether a row repeats the headings.
func (p *Plan) headings(r *sheet.Row) bool {
	same := 0
	for i := range p.table.Columns {
		heading := p.table.Columns[i].Heading
		switch cell := line(r.Cell(i)); {
		case cell != heading:
			return false
		case cell != "":
			same++
		}
	}
	return same > 1
}
