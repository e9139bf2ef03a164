package archtest

import (
	"slices"
	"strings"
)

var joinWords = strings.Fields("join left right full inner outer cross natural ,")

// readFrom reads a FROM clause.
func (g *growth) readFrom(words []string, with map[string][]string) (items []*item, equalities []equality) {
	left := false
	for len(words) > 0 {
		if slices.Contains(joinWords, words[0]) {
			left = left && words[0] != "," || words[0] == "left"
			words = words[1:]
			continue
		}
		i := &item{given: map[string]bool{}}
		if words[0] == "(" {
			body := inner(words)
			i.grows = g.statement(body, with)
			i.limited = i.grows == nil
			words = words[min(len(body)+2, len(words)):]
		} else {
			i.name, words = words[0], words[1:]
			if grows, ok := with[i.name]; ok {
				i.grows, i.limited = grows, grows == nil
			}
		}
		i.alias = i.name
		if beginsWith(words, "as") {
			words = words[1:]
		}
		if len(words) > 0 && isName(words[0]) && !slices.Contains(joinWords, words[0]) && words[0] != "on" {
			i.alias, words = words[0], words[1:]
		}
		items = append(items, i)
		if beginsWith(words, "on") {
			condition := words[1:]
			if end := indexTop(condition, joinWords...); end >= 0 {
				condition = condition[:end]
			}
			words = words[1+len(condition):]
			only := i
			if !left {
				only = nil
			}
			equalities = append(equalities, g.readCondition(condition, items, only, with)...)
		}
		left = false
	}
	return items, equalities
}

// readCondition notes which columns a condition gives values, and returns which it makes
// equal: only those of the item only, if it is not nil.
func (g *growth) readCondition(words []string, items []*item, only *item, with map[string][]string) (all []equality) {
	for beginsWith(words, "(") && len(inner(words)) == len(words)-2 {
		words = inner(words)
	}
	if indexTop(words, "or") >= 0 {
		g.readEither(split(words, "or"), items, only, with)
		return nil
	}
	for _, part := range split(words, "and") {
		if beginsWith(part, "(") && len(inner(part)) == len(part)-2 {
			all = append(all, g.readCondition(part, items, only, with)...)
			continue
		}
		at := indexTop(part, "=", "in")
		if at < 1 || part[at-1] == "<" || part[at-1] == ">" || part[at-1] == "!" || part[at-1] == "not" || part[0] == "not" {
			continue
		}
		a, b := part[:at], part[at+1:]
		one, oneColumn := g.column(a, items)
		two, twoColumn := g.column(b, items)
		allowed := func(i *item) bool { return i != nil && (only == nil || i == only) }
		switch {
		case part[at] == "in":
			if allowed(one) && g.isList(b, with) {
				one.given[oneColumn] = true
			}
		case one != nil && two != nil:
			if allowed(one) {
				all = append(all, equality{one, two, oneColumn, twoColumn})
			}
			if allowed(two) {
				all = append(all, equality{two, one, twoColumn, oneColumn})
			}
		case allowed(one) && isValue(b):
			one.given[oneColumn] = true
		case allowed(two) && isValue(a):
			two.given[twoColumn] = true
		}
	}
	return all
}

// readEither notes which columns each side of an OR gives values.
func (g *growth) readEither(sides [][]string, items []*item, only *item, with map[string][]string) {
	before := map[*item]map[string]bool{}
	for _, i := range items {
		before[i] = i.given
	}
	either := map[*item][]map[string]bool{}
	for _, side := range sides {
		if len(side) == 0 { // of a statement that is put together in a loop
			continue
		}
		for _, i := range items {
			i.given = map[string]bool{}
		}
		g.readCondition(side, items, only, with)
		for _, i := range items {
			either[i] = append(either[i], i.given)
		}
	}
	for _, i := range items {
		i.given, i.either = before[i], append(i.either, either[i])
	}
}
