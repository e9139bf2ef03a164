package db

import "strings"

// Sort is the column by which a list is sorted, as an address says it: its name, with "-" before it
// for the opposite of the order in which the list is first sorted by it. "" is the order of the list
// unless people ask for another.
type Sort string

// Sorts are the columns by which people can sort a list. The first is how it is sorted unless they
// ask for another. Each needs an index, as the order of every list does.
type Sorts[T any] []SortColumn[T]

// SortColumn is a column by which a list can be sorted.
type SortColumn[T any] struct {
	Name     string        // in addresses
	Order    Order         // in which it is first sorted: texts from A, dates from the latest if that is what people look for
	Position func(T) []any // as for ReadPage
}

// find returns the column of by, and whether its order is turned round. A name that does not exist
// is the first column.
func (s Sorts[T]) find(by Sort) (c SortColumn[T], turned bool) {
	name, turned := strings.CutPrefix(string(by), "-")
	for _, c := range s {
		if c.Name == name {
			return c, turned
		}
	}
	return s[0], false
}

// In returns the order of by and the function for the positions of rows in it.
func (s Sorts[T]) In(by Sort) (Order, func(T) []any) {
	c, turned := s.find(by)
	c.Order.Descending = c.Order.Descending != turned
	return c.Order, c.Position
}

// SortLink is what the head of a column says and leads to.
type SortLink struct {
	Next   Sort   // by which the list is sorted next
	Sorted string // "ascending" or "descending" if the list is sorted by the column, as aria-sort has it; otherwise ""
}

// Link returns the link of the column called name in a list that is sorted by now.
func (s Sorts[T]) Link(now Sort, name string) SortLink {
	c, turned := s.find(now)
	if c.Name != name {
		return SortLink{Next: Sort(name)}
	}
	link := SortLink{Next: Sort("-" + name), Sorted: "ascending"}
	if turned {
		link.Next = Sort(name)
	}
	if c.Order.Descending != turned {
		link.Sorted = "descending"
	}
	return link
}

// Names returns the names of the columns.
func (s Sorts[T]) Names() (all []string) {
	for _, c := range s {
		all = append(all, c.Name)
	}
	return all
}
