package overview

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/represent"
	"github.com/folkmoot/folkmoot/survey"
)

// Groups are the numbers of people by area and equality group while a consultation is open. They are
// not up to the minute, and count a secret selection of the responses: see docs/decisions.
type Groups struct {
	Day      string       // of the last count: 2016-05-27; "" before the first
	Received int64        // responses received by then
	Next     int64        // responses with which they are counted again
	Tables   []GroupTable // empty before the first count
}

// GroupTable are the numbers of one question, or of one characteristic.
type GroupTable struct {
	ID     string  `json:"id"`             // of the question, or Disability
	Text   string  `json:"text,omitempty"` // of the question; "" if ID says what it is
	Lang   string  `json:"lang,omitempty"` // of the texts
	Groups []Group `json:"groups"`

	// Affected and Residents are the people whom the consultation affects and who live in its area, by group; nil if there are no
	// figures for the same groups.
	Affected  *represent.Benchmark `json:"-"`
	Residents *represent.Benchmark `json:"-"`
}

// Group is a group of people.
type Group struct {
	ID      string `json:"id"`
	Text    string `json:"text,omitempty"` // of the option; "" if ID says what it is
	AtLeast int64  `json:"at-least"`       // a multiple of 10; 0 can be any number below 10
}

// Shown returns the sum of the numbers in t, of the groups that residents have if that is known.
func (t GroupTable) Shown() (sum int64) {
	for _, g := range t.Groups {
		if t.Includes(g) {
			sum += g.AtLeast
		}
	}
	return sum
}

// Includes reports whether g is one of the groups that Shown adds up.
func (t GroupTable) Includes(g Group) bool { return t.Residents == nil || t.Population(g) > 0 }

// Population returns how many residents are in g, or 0 if that is not known.
func (t GroupTable) Population(g Group) int64 {
	if t.Residents == nil {
		return 0
	}
	for _, p := range t.Residents.People {
		if p.ID == g.ID {
			return p.N
		}
	}
	return 0
}

// Tables that are not those of a question: of Disability as the Equality Act defines it, from two
// questions, and of the broad ethnic groups.
const (
	Disability  = string(represent.Disability)
	EthnicGroup = equality.EthnicGroupQuestion
)

// The first count is made of firstCount responses. Each further one is made when stepCount more have
// arrived, or one for each stepShare that were counted, if that is more.
const (
	firstCount = 50
	stepCount  = 50
	stepShare  = 4
)

// nextCount returns with how many responses the groups are counted after a count of received.
func nextCount(received int64) int64 {
	if received == 0 {
		return firstCount
	}
	return received + max(stepCount, received/stepShare)
}

// storedGroups is a row of overview_group_count.
type storedGroups struct {
	secret   []byte
	day      string
	received int64
	tables   []countedTable
}

// countedTable is a GroupTable with how many people have answered, which is not shown.
type countedTable struct {
	GroupTable
	Answered int64 `json:"answered"`
	// Gone is a question that is not counted any more. Its numbers are kept, so that they go on from
	// there if it is counted again.
	Gone bool `json:"gone,omitempty"`
}

// loadGroups returns what was counted last; an empty one if nothing was.
func loadGroups(ctx context.Context, tx *db.Tx, slug consult.Slug) (g storedGroups, err error) {
	var text string
	g, err = db.One(ctx, tx, func(row db.Row) (g storedGroups, err error) {
		return g, row.Scan(&g.secret, &g.day, &g.received, &text)
	}, `SELECT secret, day, received, counts FROM overview_group_count WHERE consultation = $1`, slug)
	if fault.Is(err, fault.NotFound) {
		return storedGroups{}, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &g.tables)
	}
	return g, err
}

// shown returns what staff see of g.
func (g storedGroups) shown() *Groups {
	out := &Groups{Day: g.day, Received: g.received, Next: nextCount(g.received)}
	for _, t := range g.tables {
		if !t.Gone {
			out.Tables = append(out.Tables, t.GroupTable)
		}
	}
	return out
}

// groupTable counts the answers to a question.
type groupTable struct {
	countedTable
	counts []int64
	// group returns the index in Groups of a response with these answers, by question, or -1 if they
	// do not say.
	group func(map[string]string) int
}

// newGroupTables returns a table for the question about where people live and for each equality
// question of master with one answer. A question that depends on another of them is left out, because
// how many answered it says something about the other.
func newGroupTables(master *survey.Form, area string) (all []*groupTable) {
	asked := map[string]bool{}
	for _, page := range master.Pages {
		for _, q := range page.Questions {
			if isGroupQuestion(&page, &q, area) && !dependsOn(page.When, asked) && !dependsOn(q.When, asked) {
				asked[q.ID] = true
				all = append(all, newGroupTable(master, &q))
			}
		}
	}
	at := slices.IndexFunc(all, func(t *groupTable) bool { return t.ID == equality.ConditionQuestion })
	if at >= 0 && asks(master, equality.LimitationQuestion) {
		all[at] = newDisabilityTable()
	}
	return all
}

func asks(f *survey.Form, id string) bool {
	return slices.ContainsFunc(f.Pages, func(p survey.Page) bool {
		return p.Monitoring && slices.ContainsFunc(p.Questions, func(q survey.Question) bool { return q.ID == id })
	})
}

func isGroupQuestion(page *survey.Page, q *survey.Question, area string) bool {
	return (q.Kind == survey.Single || q.Kind == survey.Dropdown) && (page.Monitoring && !consult.IsEqualityOptIn(q.ID) || q.ID == area)
}

// dependsOn reports whether c tests the answer to one of the questions asked.
func dependsOn(c *survey.Condition, asked map[string]bool) bool {
	if c == nil {
		return false
	}
	part := func(one survey.Condition) bool { return dependsOn(&one, asked) }
	return asked[c.Question] || slices.ContainsFunc(c.All, part) || slices.ContainsFunc(c.Any, part) || dependsOn(c.Not, asked)
}

func newGroupTable(master *survey.Form, q *survey.Question) *groupTable {
	if _, known := equality.BroadGroup(q.Options[0].ID); q.ID == EthnicGroup && known {
		return newEthnicTable()
	}
	t := &groupTable{countedTable: countedTable{GroupTable: GroupTable{ID: q.ID, Text: q.Text, Lang: master.Lang}}}
	at := map[string]int{}
	for i, o := range q.Options {
		t.Groups = append(t.Groups, Group{ID: o.ID, Text: o.Text})
		at[o.ID] = i
	}
	t.group = func(answers map[string]string) int {
		if i, ok := at[answers[q.ID]]; ok {
			return i
		}
		return -1
	}
	return t
}

// newEthnicTable counts the broad ethnic groups, because most of the others are small.
func newEthnicTable() *groupTable {
	t := &groupTable{countedTable: countedTable{GroupTable: GroupTable{ID: EthnicGroup}}}
	broad := equality.BroadEthnicGroups()
	for _, g := range broad {
		t.Groups = append(t.Groups, Group{ID: string(g)})
	}
	t.group = func(answers map[string]string) int {
		g, _ := equality.BroadGroup(answers[EthnicGroup])
		return slices.Index(broad, g)
	}
	return t
}

// newDisabilityTable counts who is disabled under the Equality Act.
func newDisabilityTable() *groupTable {
	groups := []Group{{ID: equality.Disabled}, {ID: equality.NotDisabled}}
	t := &groupTable{countedTable: countedTable{GroupTable: GroupTable{ID: Disability, Groups: groups}}}
	t.group = func(answers map[string]string) int {
		disabled, known := equality.DisabledUnderEqualityAct(answers[equality.ConditionQuestion], answers[equality.LimitationQuestion])
		switch {
		case !known:
			return -1
		case disabled:
			return 0
		}
		return 1
	}
	return t
}

// update sets what t shows, after before was shown.
func (t *groupTable) update(before []countedTable) {
	shown, answered := make([]int64, len(t.Groups)), t.Answered
	if at := slices.IndexFunc(before, func(b countedTable) bool { return b.ID == t.ID }); at >= 0 {
		answered -= before[at].Answered
		for _, g := range before[at].Groups {
			if i := slices.IndexFunc(t.Groups, func(now Group) bool { return now.ID == g.ID }); i >= 0 {
				shown[i] = g.AtLeast
			}
		}
	}
	counts := make([]disclose.Count, len(t.counts))
	for i, n := range t.counts {
		counts[i] = disclose.NewCount(n)
	}
	for i, n := range disclose.Standard().AtLeast(shown, counts, disclose.NewCount(answered)) {
		t.Groups[i].AtLeast = n
	}
}

// isCountedOn reports whether the groups may be counted on day, of received responses: not more than
// once a day, and not before enough have arrived.
func (g storedGroups) isCountedOn(day time.Time, received int64) bool {
	return g.day != day.Format(time.DateOnly) && received >= nextCount(g.received)
}
