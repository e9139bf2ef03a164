package analysis

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// GroupResults are the answers to questions about the proposals by one characteristic of the people who responded. Two
// characteristics would close a circle: see disclose.Policy.ReleaseCrosses.
type GroupResults struct {
	By string `json:"by"` // ID of the question about the characteristic
	// Groups are the columns of all tables. It is nil if all tables are withheld.
	Groups []Group      `json:"groups,omitempty"`
	Tables []GroupTable `json:"tables,omitempty"` // in the order of the questionnaire
	// Tiles are the positions of the groups in the tile map on the day of the release, if By is where people live.
	Tiles []place.Tile `json:"tiles,omitempty"`
}

// Shown returns how many tables are not withheld.
func (g *GroupResults) Shown() (n int) {
	for _, t := range g.Tables {
		if t.Withheld == disclose.NotWithheld {
			n++
		}
	}
	return n
}

// GroupTable is the answers to one question by group. Each response is in one row and one column.
type GroupTable struct {
	Question string  `json:"question"`          // ID
	Answers  []Group `json:"answers,omitempty"` // the rows; nil if the table is withheld
	disclose.ReleasedCross
}

// Group is the people who gave one of some answers to a question, or those without an answer to it.
type Group struct {
	Name    string             `json:"name,omitempty"` // in the language of the questions
	Options []string           `json:"options,omitempty"`
	State   survey.AnswerState `json:"state,omitempty"` // "" with Options
}

// ID identifies g among the groups of a question.
func (g Group) ID() string {
	if g.State != "" {
		return string(g.State)
	}
	return strings.Join(g.Options, "--")
}

// Column returns the answers to q, which t is about, of the people in group i.
func (t *GroupTable) Column(q *Question, i int) disclose.ReleasedTable {
	out := disclose.ReleasedTable{
		PreferNotToSay: q.PreferNotToSay, Skipped: q.Skipped, NotAsked: q.NotAsked, NotValid: q.NotValid, // the 0 of those without a row
		Answered: t.Bases[i],
	}
	for r, answer := range t.Answers {
		cell := t.Cells[r][i]
		switch answer.State {
		case survey.PreferNotToSay:
			out.PreferNotToSay = cell
		case survey.Skipped:
			out.Skipped = cell
		case survey.NotAsked:
			out.NotAsked = cell
		case survey.NotValid:
			out.NotValid = cell
		default:
			out.Cells, out.Shares = append(out.Cells, cell), append(out.Shares, t.Shares[r][i])
			if _, shown := cell.Number(); !shown {
				out.Hidden++
			}
		}
	}
	return out
}

// Characteristic is a question by which results can be released.
type Characteristic struct{ ID, Text string }

// listCharacteristics returns the equality questions with one answer and the question where people live.
func listCharacteristics(ctx context.Context, tx *db.Tx, c *consult.Consultation) (all []Characteristic, err error) {
	versions, err := formVersions(ctx, tx, c.Slug)
	if fault.Is(err, fault.Conflict) {
		return nil, nil // without a questionnaire
	}
	if err != nil {
		return nil, err
	}
	f, err := consult.FormByVersion(ctx, tx, versions[0])
	if err != nil {
		return nil, err
	}
	f = f.Combined()
	for i := range f.Pages {
		for j := range f.Pages[i].Questions {
			q := &f.Pages[i].Questions[j]
			if hasOneAnswer(q.Kind) && !q.IsCombined() && (isProtected(f, q.ID) || q.ID == c.AreaQuestion) {
				all = append(all, Characteristic{q.ID, q.Text})
			}
		}
	}
	return all, nil
}

func hasOneAnswer(k survey.QuestionKind) bool { return k == survey.Single || k == survey.Dropdown }

// findCharacteristics is listCharacteristics, with fault.Invalid if id is not one of them or "", for none.
func findCharacteristics(ctx context.Context, tx *db.Tx, c *consult.Consultation, id string) ([]Characteristic, error) {
	all, err := listCharacteristics(ctx, tx, c)
	if err == nil && id != "" && !slices.ContainsFunc(all, func(x Characteristic) bool { return x.ID == id }) {
		err = fault.New(fault.Invalid, "Choose one of the questions in the list.")
	}
	return all, err
}

// releaseByGroup returns the answers to the questions about the proposals by the characteristic c.groupBy. The one-way
// tables are in r already.
func (c *resultCounts) releaseByGroup(b *builder, r *Release) *GroupResults {
	out := &GroupResults{By: c.groupBy, Tiles: c.tiles}
	by := r.Question(c.groupBy)
	if by == nil {
		return out // no edition that was answered asks it
	}
	var ids []string
	for i := range r.Questions {
		q := &r.Questions[i]
		if q.ID != by.ID && !q.Monitoring && q.canHaveGroups() && q.Bases == nil && q.Withheld == disclose.NotWithheld {
			ids = append(ids, q.ID)
		}
	}
	if len(ids) == 0 {
		return out
	}
	counted := map[string]*tally.Table{}
	if tables, err := c.columns.Cross(tally.Query{Variables: ids, By: by.ID}); err == nil {
		for i := range tables {
			counted[tables[i].Variable.ID] = &tables[i]
		}
	} // otherwise the crosses have no cells, and are withheld because they do not count the same people
	links := c.links(r)
	columns := c.side(by, links)
	var crosses []disclose.Cross
	for _, id := range ids {
		q := r.Question(id)
		cross := disclose.Cross{Rows: c.side(q, links), Columns: columns}
		if t := counted[id]; t != nil && by.canHaveGroups() {
			cross.Cells = crossCells(t, q, by)
		}
		crosses = append(crosses, cross)
	}
	for i, released := range b.Crosses(crosses...) {
		t := GroupTable{Question: ids[i], ReleasedCross: released}
		if released.Withheld == disclose.NotWithheld {
			t.Answers = c.groups(r.Question(ids[i]), released.RowGroups)
			out.Groups = c.groups(by, released.ColumnGroups) // the same in all tables
		}
		out.Tables = append(out.Tables, t)
	}
	return out
}

// canHaveGroups reports whether each person has one answer to q, on one scale and in one wording.
func (q *Question) canHaveGroups() bool {
	return hasOneAnswer(q.Kind) && !q.Repeated && len(q.Wordings) == 0 && len(q.ByScale) == 0 &&
		!slices.ContainsFunc(q.Options, func(o Option) bool { return len(o.Merges) > 0 })
}

// statesWithTotals returns the states that disclose.SideOf has for q.
func statesWithTotals(q *Question) (all []survey.AnswerState) {
	for _, s := range []survey.AnswerState{survey.NotAsked, survey.PreferNotToSay, survey.Skipped, survey.NotValid} {
		if number(StateOf(q.ReleasedTable, s)) != 0 {
			all = append(all, s)
		}
	}
	return all
}

// StateOf returns how many people t counts whose answer has a state.
func StateOf(t disclose.ReleasedTable, s survey.AnswerState) disclose.Cell {
	switch s {
	case survey.Answered:
		return t.Answered
	case survey.PreferNotToSay:
		return t.PreferNotToSay
	case survey.Skipped:
		return t.Skipped
	case survey.NotValid:
		return t.NotValid
	}
	return t.NotAsked
}

// crossCells returns the counts of t in the order of the totals of q, which are the rows, and of by. It returns nil if t
// has other answers.
func crossCells(t *tally.Table, q, by *Question) (cells [][]disclose.Count) {
	var columns []int // in t.Groups
	for _, o := range by.Options {
		columns = append(columns, slices.Index(t.Groups, tally.Group{Category: o.ID}))
	}
	for _, s := range statesWithTotals(by) {
		columns = append(columns, slices.Index(t.Groups, tally.Group{State: s}))
	}
	same := slices.EqualFunc(q.Options, t.Variable.Categories, func(o Option, c tally.Category) bool { return o.ID == c.ID })
	if !same || slices.Contains(columns, -1) {
		return nil
	}
	add := func(count func(group int) int64) {
		var row []disclose.Count
		for _, g := range columns {
			row = append(row, disclose.NewCount(count(g)))
		}
		cells = append(cells, row)
	}
	for i := range q.Options {
		add(func(g int) int64 { return t.Cells[i][g].Count })
	}
	for _, s := range statesWithTotals(q) {
		add(func(g int) int64 { return t.States[g].Of(s) })
	}
	return cells
}

// groups returns the people whom the rows or columns of a cross count. to has the number of the row or column by total of q.
func (c *resultCounts) groups(q *Question, to []int) (all []Group) {
	asked, _ := c.master.Question(q.ID)
	all = make([]Group, slices.Max(to)+1)
	names := make([][]string, len(all))
	hints := make([][]string, len(all)) // the broad group of each option, of ethnic groups
	states := statesWithTotals(q)
	for i, g := range to {
		if i >= len(q.Options) {
			all[g].State = states[i-len(q.Options)]
			continue
		}
		all[g].Options = append(all[g].Options, q.Options[i].ID)
		names[g] = append(names[g], q.Options[i].Text)
		if at := slices.IndexFunc(asked.Options, func(o survey.Option) bool { return o.ID == q.Options[i].ID }); at >= 0 {
			hints[g] = append(hints[g], asked.Options[at].Hint)
		}
	}
	for g := range all {
		all[g].Name = strings.Join(names[g], " / ")
		if hint := slices.Compact(hints[g]); len(names[g]) > 1 && len(hint) == 1 && hint[0] != "" {
			all[g].Name = hint[0]
		}
	}
	return all
}
