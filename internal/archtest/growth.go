package archtest

import (
	"maps"
	"slices"
	"strings"
)

// growth works out whether the number of rows that a statement returns is limited, from
// the unique keys of its tables and from what is said to be small.
//
// A table adds no more than a limited number of rows if it is bounded, or if one of its
// unique keys, or a column within which it is bounded, has limited values: given ones,
// or those of a column of another such table.
type growth struct {
	tables  map[string]*table
	bounded map[string]bool // tables, and tables by a column: "entry_batch.consultation"

	used map[string]bool // what of bounded a statement needed
}

// item is a table, or a statement in its place, in a FROM clause.
type item struct {
	name, alias string
	grows       []string            // tables by which the statement in its place grows
	limited     bool                // adds a limited number of rows
	given       map[string]bool     // columns with a limited number of values
	either      [][]map[string]bool // for each condition with OR, the columns that each side gives a value
}

// equality says that a column of an item is equal to one of another item.
type equality struct {
	to, from             *item
	toColumn, fromColumn string
}

// of returns the tables by which the number of rows of a statement grows.
func (g *growth) of(words []string) []string { return g.statement(words, map[string][]string{}) }

// statement is of. grows are the tables by which the statements of WITH grow.
func (g *growth) statement(words []string, with map[string][]string) (all []string) {
	if beginsWith(words, "(") && len(inner(words)) == len(words)-2 {
		return g.statement(inner(words), with)
	}
	if beginsWith(words, "with") {
		words, with = g.readWith(words[1:], with)
	}
	if indexTop(words, "limit") >= 0 {
		return nil
	}
	for _, part := range split(words, "union", "except", "intersect") {
		if beginsWith(part, "all") {
			part = part[1:]
		}
		for _, name := range g.simple(part, with) {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}

// readWith reads the statements of WITH and returns the words behind them.
func (g *growth) readWith(words []string, outer map[string][]string) (rest []string, with map[string][]string) {
	with = maps.Clone(outer)
	if beginsWith(words, "recursive") {
		words = words[1:]
	}
	for len(words) > 2 {
		name := words[0]
		as := slices.Index(words, "as")
		if as < 0 {
			return words, with
		}
		open := as + slices.Index(words[as:], "(")
		body := inner(words[open:])
		with[name] = g.statement(body, with)
		words = words[min(open+len(body)+2, len(words)):]
		if !beginsWith(words, ",") {
			break
		}
		words = words[1:]
	}
	return words, with
}

// clauses end a FROM or a WHERE clause.
var clauses = strings.Fields("where group order having limit returning window set on-conflict")

// simple returns the tables by which a statement without UNION and WITH grows.
func (g *growth) simple(words []string, with map[string][]string) (all []string) {
	if len(words) < 2 {
		return nil
	}
	if words[0] == "insert" {
		from := indexTop(words, "select")
		if from < 0 {
			return nil
		}
		return g.statement(words[from:], with)
	}
	from := []string(nil)
	if words[0] == "update" {
		from = words[1:2]
	}
	if at := indexTop(words, "from"); at >= 0 {
		more := clause(words[at:])
		if from != nil {
			from = append(slices.Clone(from), ",")
		}
		from = append(slices.Clone(from), more...)
	}
	items, equalities := g.readFrom(from, with)
	if at := indexTop(words, "where"); at >= 0 {
		equalities = append(equalities, g.readCondition(clause(words[at:]), items, nil, with)...)
	}
	g.limit(items, equalities)
	for _, i := range items {
		if i.limited {
			continue
		}
		if i.grows != nil {
			all = append(all, i.grows...)
		} else {
			all = append(all, i.name)
		}
	}
	if len(all) > 0 && g.isGrouped(words, items) {
		return nil
	}
	return all
}

// clause returns the words of the clause that words begins with, without the first.
func clause(words []string) []string {
	words = words[1:]
	if end := indexTop(words, clauses...); end >= 0 {
		words = words[:end]
	}
	return words
}

// isValue reports whether words are one value that no row determines.
func isValue(words []string) bool {
	if len(words) == 0 {
		return false
	}
	switch first := words[0]; {
	case first == "$" || first == "'" || first == "true" || first == "false":
		return true
	case beginsWith(words, "cast", "(", "$"), beginsWith(words, "(", "select"):
		return true
	default:
		return first[0] >= '0' && first[0] <= '9'
	}
}

// isList reports whether words are a list of values, or a statement with a limited
// number of rows.
func (g *growth) isList(words []string, with map[string][]string) bool {
	if !beginsWith(words, "(") {
		return false
	}
	list := inner(words)
	if beginsWith(list, "select") || beginsWith(list, "with") {
		return g.statement(list, with) == nil
	}
	for _, value := range split(list, ",") {
		if len(value) > 0 && !isValue(value) {
			return false
		}
	}
	return true
}

// column returns the item and the column that words name, or nil.
func (g *growth) column(words []string, items []*item) (*item, string) {
	switch {
	case len(words) == 1 && isName(words[0]):
		for _, i := range items {
			if t := g.tables[i.name]; t != nil && slices.Contains(t.columns, words[0]) {
				return i, words[0]
			}
		}
	case len(words) == 3 && words[1] == ".":
		for _, i := range items {
			if i.alias == words[0] {
				return i, words[2]
			}
		}
	}
	return nil, ""
}

// limit notes which items add a limited number of rows.
func (g *growth) limit(items []*item, equalities []equality) {
	for changed := true; changed; {
		changed = false
		for _, i := range items {
			if !i.limited && g.isLimited(i) {
				i.limited, changed = true, true
			}
		}
		for _, e := range equalities {
			if !e.to.given[e.toColumn] && (e.from.limited || e.from.given[e.fromColumn]) {
				e.to.given[e.toColumn], changed = true, true
			}
		}
	}
}

// isLimited reports whether the given columns of an item leave a limited number of rows.
func (g *growth) isLimited(i *item) bool {
	return g.isLimitedBy(i, i.given) || slices.ContainsFunc(i.either, func(sides []map[string]bool) bool {
		return len(sides) > 0 && !slices.ContainsFunc(sides, func(given map[string]bool) bool {
			all := maps.Clone(i.given)
			maps.Copy(all, given)
			return !g.isLimitedBy(i, all)
		})
	})
}

func (g *growth) isLimitedBy(i *item, given map[string]bool) bool {
	t := g.tables[i.name]
	if t == nil {
		return false
	}
	for _, key := range t.keys {
		if !slices.ContainsFunc(key, func(column string) bool { return !given[column] }) {
			return true
		}
	}
	names := []string{i.name}
	for column := range given {
		names = append(names, i.name+"."+column)
	}
	for _, name := range names {
		if g.bounded[name] {
			g.used[name] = true
			return true
		}
	}
	return false
}

// isGrouped reports whether a statement returns groups of rows that are not the rows of
// a growing table again: neither by a unique key of it, nor by a column that names one.
func (g *growth) isGrouped(words []string, items []*item) bool {
	var by []string
	if at := indexTop(words, "group"); at >= 0 {
		by = clause(words[at:])[1:]
	} else if beginsWith(words, "select", "distinct") {
		by = words[2:]
		if at := indexTop(by, "from"); at >= 0 {
			by = by[:at]
		}
	} else {
		return false
	}
	grouped := map[*item]map[string]bool{}
	for _, part := range split(by, ",") {
		if i, column := g.column(part, items); i != nil {
			if grouped[i] == nil {
				grouped[i] = maps.Clone(i.given)
			}
			grouped[i][column] = true
		}
	}
	for i, columns := range grouped {
		t := g.tables[i.name]
		if i.limited || t == nil {
			continue
		}
		for _, key := range t.keys {
			if !slices.ContainsFunc(key, func(column string) bool { return !columns[column] }) {
				return false
			}
		}
		for column := range columns {
			if to := t.refers[column]; to != "" && !i.given[column] {
				if g.bounded[to] {
					g.used[to] = true
					continue
				}
				return false
			}
		}
	}
	return true
}
