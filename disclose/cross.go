package disclose

import "slices"

// Cross counts the answers to a question (rows) by the groups of people who gave an answer to another question
// (columns). It counts every response once: those without an answer to a question are a row or column as well.
type Cross struct {
	Rows, Columns Side
	Cells         [][]Count // by index in Rows.Totals, and in Columns.Totals
}

// Side is what the one-way table about one of the two questions of a Cross shows. See [SideOf].
type Side struct {
	Question string // its ID
	Links    []Link // what numbers outside of crosses connect it with
	Topic    Topic
	Withheld Reason
	// Totals are the numbers of people by answer, and then by state for those who did not answer.
	Totals []Cell
	States int // how many of Totals, the last, are states
	// Open is how many of Totals, the last, count people of whom it is no secret by their group that they did not answer:
	// those who skipped a question about the proposals or preferred not to answer it.
	Open int
	// Broader are coarser groups, such as 5 ethnic groups for 19, from the finest to the broadest. Each has, for each
	// of Totals, the number of its group, from 0 without gaps. An answer and a state are never in one group.
	Broader [][]int
}

// SideOf returns the side of a Cross about a question of which each person could choose one answer. t is its table as
// it is published, and topic what it is about. The totals of states are those that are not 0, in the order
// not asked, preferred not to say, skipped, not valid. links are from [Links].
func SideOf(question string, t ReleasedTable, topic Topic, links ...Link) Side {
	s := Side{Question: question, Links: links, Topic: topic, Withheld: t.Withheld, Totals: slices.Clone(t.Cells)}
	for i, c := range []Cell{t.NotAsked, t.PreferNotToSay, t.Skipped, t.NotValid} {
		if c.shown && c.n == 0 {
			continue
		}
		s.Totals = append(s.Totals, c)
		s.States++
		if topic == Proposal && i > 0 {
			s.Open++
		}
	}
	return s
}

// ReleasedCross is a Cross that may be published.
type ReleasedCross struct {
	Withheld Reason `json:"withheld,omitempty"`
	// RowGroups and ColumnGroups have, for each total of the one-way table, the row or column that counts it: the index
	// itself if no groups were merged.
	RowGroups    []int    `json:"row-groups,omitempty"`
	ColumnGroups []int    `json:"column-groups,omitempty"`
	Rows         []Cell   `json:"rows,omitempty"`    // totals of the rows
	Columns      []Cell   `json:"columns,omitempty"` // totals of the columns
	Cells        [][]Cell `json:"counts,omitempty"`  // by row and column
	// Bases has, for each column, the people in it who answered the question, and Shares the percentages of
	// them. Rows of people who did not answer have no Shares.
	Bases  []Cell   `json:"bases,omitempty"`
	Shares [][]Cell `json:"shares,omitempty"`
	Hidden int      `json:"hidden,omitempty"` // number of Cells that are hidden
}

// ReleaseCross decides which counts of c may be published beside the two one-way tables, if no other cross is.
func (p Policy) ReleaseCross(c Cross) ReleasedCross { return p.ReleaseCrosses(c)[0] }

// levels returns the ways to group the totals of s, the finest first.
func (s Side) levels() [][]int {
	each := make([]int, len(s.Totals))
	for i := range each {
		each[i] = i
	}
	return append([][]int{each}, s.Broader...)
}

// isState reports whether total i counts people without an answer.
func (s Side) isState(i int) bool { return i >= len(s.Totals)-s.States }

// isOpen reports whether total i counts people of whom it is no secret that they did not answer.
func (s Side) isOpen(i int) bool { return i >= len(s.Totals)-s.Open }

// smallestShown returns the smallest count of an answer that the one-way table shows and that is not 0; unlimited
// if there is none.
func (s Side) smallestShown() int64 {
	least := unlimited
	for i, c := range s.Totals {
		if c.shown && c.n > 0 && !s.isState(i) {
			least = min(least, c.n)
		}
	}
	return least
}

// fits reports whether c counts the same people as the one-way tables of its sides, each once, and whether the groups
// of the sides are as they should be.
func (c Cross) fits() bool {
	if len(c.Cells) != len(c.Rows.Totals) || len(c.Cells) == 0 {
		return false
	}
	columns := make([]int64, len(c.Columns.Totals))
	for i, row := range c.Cells {
		if len(row) != len(columns) {
			return false
		}
		sum := int64(0)
		for j, x := range row {
			if x.n < 0 {
				return false
			}
			sum, columns[j] = sum+x.n, columns[j]+x.n
		}
		if t := c.Rows.Totals[i]; t.shown && t.n != sum {
			return false
		}
	}
	for j, t := range c.Columns.Totals {
		if t.shown && t.n != columns[j] {
			return false
		}
	}
	return c.Rows.groupsFit() && c.Columns.groupsFit()
}

func (s Side) groupsFit() bool {
	for _, groups := range s.Broader {
		if len(groups) != len(s.Totals) {
			return false
		}
		states := map[int]bool{} // by group
		for i, g := range groups {
			if state, known := states[g]; known && state != s.isState(i) {
				return false
			}
			states[g] = s.isState(i)
		}
		for g := range len(states) {
			if _, known := states[g]; !known {
				return false
			}
		}
	}
	return true
}
