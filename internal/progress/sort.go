package progress

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
)

// sortByClosing sorts consultations by closing time, earliest first.
func sortByClosing(all []*consult.Consultation) {
	slices.SortStableFunc(all, func(a, b *consult.Consultation) int { return a.Closes.At.Compare(b.Closes.At) })
}

// sortByDueDate sorts promises by due date, earliest first.
func sortByDueDate(all []Promise) {
	slices.SortStableFunc(all, func(a, b Promise) int {
		if c := a.Due.Compare(b.Due); c != 0 {
			return c
		}
		return strings.Compare(a.Title, b.Title)
	})
}
