package reach

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/sheet"
)

// Limits of a file with numbers of a profile.
const (
	MaxFileBytes = 2 << 20
	maxRows      = maxGroups
	maxColumns   = 40
	maxCell      = 300 // characters
)

// Sheet is what was read of a file: its first sheet with rows, of which the first has the names of the columns.
type Sheet struct {
	Head []string
	Rows []sheet.Row
	More int // further sheets, which were not read
}

// readSheet reads a CSV file, an Excel workbook or an OpenDocument spreadsheet. An error about the file is a *sheet.Error.
func readSheet(data []byte) (*Sheet, error) {
	if len(data) > MaxFileBytes {
		return nil, fault.Newf(fault.TooLarge, "The file must be %d MB or smaller.", MaxFileBytes>>20)
	}
	file, err := sheet.Read(data)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(file.Sheets, func(s sheet.Sheet) bool { return len(s.Rows) > 0 })
	rows := file.Sheets[at].Rows
	if len(rows) < 2 {
		return nil, fault.New(fault.Invalid, "The file must have a first row with the names of its columns, and a row for each group below it.")
	}
	if len(rows) > maxRows+1 {
		return nil, fault.Newf(fault.TooLarge, "The file must have at most %d rows.", maxRows)
	}
	for _, r := range rows {
		if len(r.Cells) > maxColumns {
			return nil, fault.Newf(fault.TooLarge, "Row %d: the file must have at most %d columns.", r.Number, maxColumns)
		}
		for _, cell := range r.Cells {
			if len([]rune(cell)) > maxCell {
				return nil, fault.Newf(fault.TooLarge, "Row %d: a cell must have at most %d characters.", r.Number, maxCell)
			}
		}
	}
	return &Sheet{Head: rows[0].Cells, Rows: rows[1:], More: len(file.Sheets) - at - 1}, nil
}

// Columns are the columns of a file by their positions; None is no column.
type Columns struct{ Question, Group, People int }

// None is the position of a column that there is not.
const None = -1

var (
	peopleWords   = regexp.MustCompile(`(?i)^(n|count|number|people|persons|users|total|members|customers|residents|value)\b`)
	questionWords = regexp.MustCompile(`(?i)\b(question|characteristic|topic|breakdown|category type|dimension|measure|variable)\b`)
	groupWords    = regexp.MustCompile(`(?i)\b(group|category|answer|option|value|band)\b`)
)

// GuessColumns guesses which columns have the question, the group and the number of people.
func (s *Sheet) GuessColumns(asked Catalogue) Columns {
	c, best := Columns{None, None, None}, [3]int{}
	width := len(s.Head)
	for _, r := range s.Rows {
		width = max(width, len(r.Cells))
	}
	for i := range width {
		var numbers, questions, answers int
		for j := range s.Rows {
			cell := strings.TrimSpace(s.Rows[j].Cell(i))
			if _, err := parsePeople(cell); err == nil && cell != "" {
				numbers++
				continue
			}
			if asked.question(cell) != nil || isDisability(cell) {
				questions++
			}
			if slices.ContainsFunc(asked, func(q Asked) bool { return q.answer(cell) != nil }) {
				answers++
			}
		}
		heading := func(words *regexp.Regexp) int {
			if i < len(s.Head) && words.MatchString(strings.TrimSpace(s.Head[i])) {
				return 1
			}
			return 0
		}
		for kind, score := range []int{2*questions + heading(questionWords), 2*answers + heading(groupWords), 2*numbers + heading(peopleWords)} {
			if score > best[kind] && score > 1 {
				best[kind] = score
				*[]*int{&c.Question, &c.Group, &c.People}[kind] = i
			}
		}
	}
	if c.Question == c.Group && c.Question != None { // answers can have the names of questions
		c.Question = None
	}
	return c
}

// Why says why a row is taken as it is.
type Why string

// The reasons.
const (
	SameWords  Why = "same-words"  // the row has the words of the question and of the answer, or others in use for them
	OnlyAnswer Why = "only-answer" // no column says the question, and only one question has the answer
	TotalRow   Why = "total"
	Withheld   Why = "withheld" // the source does not publish the number
	NotKnown   Why = "not-known"
	Ambiguous  Why = "ambiguous"  // several questions have the answer
	Disability Why = "disability" // it could be either question about disability
	NoNumber   Why = "no-number"
	Chosen     Why = "chosen" // by an officer
)

// Line is a row of a file, with the group that it is about.
type Line struct {
	Row              int    // of the file, from 1
	Question, Group  string // as the file has them
	Number           string // as the file has it
	People           int64
	Target           string // “question/answer” by their IDs; "" is left out
	Why              Why
	asked            *Asked
	answer           *Answer
	NotNumber, Twice bool // Number is none; an earlier row has the same target
}

var totalWords = regexp.MustCompile(`(?i)^(all|total|totals|grand total|everyone|sum|all (people|persons|users|ages))\b`)

// Lines returns the rows of s with the groups that they are about: those that are chosen, by row, and otherwise those that are guessed.
func (s *Sheet) Lines(asked Catalogue, c Columns, chosen map[int]string) (all []Line) {
	last, seen := "", map[string]bool{}
	for i := range s.Rows {
		r := &s.Rows[i]
		l := Line{Row: r.Number, Group: cellOf(r, c.Group), Number: cellOf(r, c.People), Question: cellOf(r, c.Question)}
		if l.Question == "" && c.Question != None {
			l.Question = last // spreadsheets often have it once, above its groups
		}
		last = l.Question
		n, err := parsePeople(l.Number)
		l.People = n
		l.guess(asked, c, err)
		if target, ok := chosen[l.Row]; ok && target != l.Target {
			l.choose(asked, target)
		}
		if l.Target != "" {
			l.NotNumber, l.Twice = err != nil, seen[l.Target]
			seen[l.Target] = true
		}
		all = append(all, l)
	}
	return all
}

func cellOf(r *sheet.Row, column int) string {
	if column == None {
		return ""
	}
	return strings.TrimSpace(r.Cell(column))
}

func (l *Line) choose(asked Catalogue, target string) {
	l.Target, l.Why, l.asked, l.answer = "", Chosen, nil, nil
	if question, answer, ok := strings.Cut(target, "/"); ok {
		if q, a, err := asked.find(question, answer); err == nil {
			l.take(q, a, Chosen)
		}
	}
}

func (l *Line) take(q *Asked, a *Answer, why Why) {
	l.Target, l.Why, l.asked, l.answer = q.ID+"/"+a.ID, why, q, a
}

// guess finds the group of l. wrong is why its number is none.
func (l *Line) guess(asked Catalogue, c Columns, wrong error) {
	switch {
	case place.IsWithheld(l.Number):
		l.Why = Withheld
		return
	case wrong != nil && !strings.ContainsAny(l.Number, "0123456789"):
		l.Why = NoNumber
		return
	case totalWords.MatchString(l.Group) || totalWords.MatchString(l.Question):
		l.Why = TotalRow
		return
	}
	if c.Question != None {
		q := asked.question(l.Question)
		if q == nil && isDisability(l.Question) {
			l.Why = Disability
			return
		}
		if q != nil {
			if a := q.answer(l.Group); a != nil {
				l.take(q, a, SameWords)
				return
			}
		}
		l.Why = NotKnown
		return
	}
	l.Why = NotKnown
	for i := range asked {
		a := asked[i].answer(l.Group)
		switch {
		case a == nil:
		case l.Target != "":
			l.Target, l.Why, l.asked, l.answer = "", Ambiguous, nil, nil
			return
		default:
			l.take(&asked[i], a, OnlyAnswer)
		}
	}
}

// parsePeople reads a whole number of people.
func parsePeople(text string) (int64, error) {
	text = strings.NewReplacer(",", "", " ", "", "\u00a0", "").Replace(text)
	n, err := strconv.ParseInt(strings.TrimSuffix(text, ".0"), 10, 64)
	if err == nil && (n < 0 || n > maxPeople) {
		err = strconv.ErrRange
	}
	return n, err
}

// check returns fault.Invalid if lines cannot become the groups of a profile, with the row that is wrong.
func check(lines []Line) error {
	taken := 0
	for i := range lines {
		l := &lines[i]
		switch {
		case l.Target == "":
			continue
		case l.NotNumber:
			return fault.Newf(fault.Invalid, "Row %d: “%s” is not a whole number of people.", l.Row, l.Number)
		case l.Twice:
			return fault.Newf(fault.Invalid, "Row %d: an earlier row is about “%s: %s” too. Leave one of them out.",
				l.Row, l.asked.Text, l.answer.Text)
		}
		taken++
	}
	if taken == 0 {
		return fault.New(fault.Invalid, "No row is about a group of people. Check the columns, or choose the groups.")
	}
	return nil
}

// groupsOf returns the groups that lines are about, question by question.
func groupsOf(lines []Line) (all []Group) {
	for i := range lines {
		if l := &lines[i]; l.Target != "" {
			all = append(all, Group{l.asked.ID, l.answer.ID, l.People, int64(l.Row), l.asked.Text, l.answer.Text})
		}
	}
	return all
}
