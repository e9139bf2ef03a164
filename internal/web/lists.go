package web

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
)

// List is a list on “My work” of what a person may want to read. It has only what is published.
type List struct {
	Order int    // lists are sorted by it
	ID    string // of the heading
	Title string
	Empty string   // sentence that is shown if there are no rows
	Heads []string // of the columns
	Rows  [][]ListCell
	All   page.Link // page with the rest
}

// ListCell is a cell of a List. The first cell of a row is its heading.
type ListCell struct {
	page.UserText
	Tags []page.Tag
	Note string // after the text
}

// Places of the lists on “My work”.
const (
	OrderConsultations = 10 * (iota + 1)
	OrderDecisions
	OrderWhatPeopleSaid
)

// ListQuery is for whom lists are made.
type ListQuery struct {
	By      actor.Actor
	Area    string // that they represent, by name; what is about it comes first
	Now     time.Time
	Printer PagePrinter
}

// OwnArea returns the tag of what is about the area that the person represents.
func (q ListQuery) OwnArea() page.Tag {
	return page.Tag{Text: q.Printer.Say("Your area"), Colour: "blue"}
}

// ListsFunc returns the lists of a feature for “My work”: at most a few lines each.
type ListsFunc func(ctx context.Context, tx *db.Tx, q ListQuery) ([]List, error)

// AddLists adds the lists of a feature. lists may be nil.
func (d *Deps) AddLists(lists ListsFunc) {
	if lists != nil {
		d.lists = append(d.lists, lists)
	}
}

// Lists returns the lists of all features, in their order.
func (d *Deps) Lists(ctx context.Context, q ListQuery) (all []List, err error) {
	err = d.DB.View(ctx, func(tx *db.Tx) error {
		all = nil
		for _, lists := range d.lists {
			some, err := lists(ctx, tx, q)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b List) int { return cmp.Compare(a.Order, b.Order) })
	return all, err
}
