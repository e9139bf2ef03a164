package db

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Order is the order of a list that is read page by page: the columns of an index,
// which together are unique.
type Order struct {
	Columns    []Column
	Descending bool // all of them
}

// Column is a column of an Order. It must be NOT NULL.
type Column struct {
	Name   string
	Number bool // BIGINT; otherwise TEXT
}

// Page is a page of a list.
type Page[T any] struct {
	Items []T
	// Previous and Next are the cursors of the neighbouring pages; "" if there is none.
	// A cursor is a word for a link. It names the row that the page starts behind, so
	// that no row is shown twice or left out because others were added or deleted.
	Previous, Next string

	key func(i int) []any // the values of the order's columns of the row of item i
}

// After returns the cursor of the page that starts behind item i.
func (p *Page[T]) After(i int) string { return newCursor(false, p.key(i)) }

// Before returns the cursor of the page that ends before item i.
func (p *Page[T]) Before(i int) string { return newCursor(true, p.key(i)) }

// Paged is a page with the same neighbours as p and other items: one for each item of p, in the same order, unless its
// After and Before are not called.
func Paged[T, U any](p Page[T], items []U) Page[U] {
	return Page[U]{Items: items, Previous: p.Previous, Next: p.Next, key: p.key}
}

// PageQuery is which page of a list to read.
type PageQuery struct {
	Order Order
	At    string // a cursor, or "" for the first page
	Size  int    // the number of rows on a page
}

// ReadPage reads a page of the rows of `SELECT … FROM … WHERE …`, with one statement
// that reads no other rows if an index has the columns of the order behind those that
// where compares with =. selected is the statement up to WHERE, where is the condition
// or "", and args are their arguments. position returns the values of the order's
// columns of a row: string or int64. A cursor that is not of this order is
// fault.NotFound.
func ReadPage[T any](
	ctx context.Context,
	tx *Tx,
	scan func(Row) (T, error),
	position func(T) []any,
	q PageQuery,
	selected, where string,
	args ...any,
) (p Page[T], err error) {
	at, size := q.At, q.Size
	backwards, key, err := parseCursor(q.Order, at)
	if err != nil {
		return p, err
	}
	query, args := pageQuery(q.Order, backwards, key, size, selected, where, args)
	tx.callPageHook(ctx, query, args)
	if p.Items, err = All(ctx, tx, scan, query, args...); err != nil {
		return p, err
	}
	more := len(p.Items) > size
	if more {
		p.Items = p.Items[:size]
	}
	if backwards {
		slices.Reverse(p.Items)
	}
	rows := p.Items
	if len(rows) > 0 {
		if err := q.Order.check(position(rows[0])); err != nil {
			return p, err
		}
	}
	p.key = func(i int) []any { return position(rows[i]) }
	switch none := len(p.Items) == 0; {
	case none && at == "":
	case none && backwards: // every row on this side was deleted
		p.Next = newCursor(false, key)
	case none:
		p.Previous = newCursor(true, key)
	default:
		p.setNeighbours(at, more)
	}
	return p, nil
}

// setNeighbours sets the cursors of a page with items, which was read at a cursor. more reports whether there are further items
// in the direction of reading.
func (p *Page[T]) setNeighbours(at string, more bool) {
	backwards := isBackwards(at)
	if more || backwards {
		p.Next = p.After(len(p.Items) - 1)
	}
	if backwards && more || !backwards && at != "" {
		p.Previous = p.Before(0)
	}
}

// check returns an error if no cursor can be made of the values of a row: then there would be no second page. It looks at every
// first page, so that a list with one row shows it.
func (o Order) check(position []any) error {
	for i, c := range o.Columns {
		kind := reflect.String
		if i < len(position) {
			kind = reflect.ValueOf(position[i]).Kind()
		}
		if number := kind == reflect.Int64 || kind == reflect.Int; len(position) != len(o.Columns) || number != c.Number {
			return fmt.Errorf("db: the position %v is not of the order %v", position, o.Columns)
		}
	}
	return nil
}

// Each calls fn for every row of the list that read reads in pages. fn may run other
// statements.
func Each[T any](read func(at string) (Page[T], error), fn func(T) error) error {
	for at := ""; ; {
		p, err := read(at)
		if err != nil {
			return err
		}
		for _, v := range p.Items {
			if err := fn(v); err != nil {
				return err
			}
		}
		if at = p.Next; at == "" {
			return nil
		}
	}
}

// rowsAtOnce is how many rows ReadEach reads at once.
const rowsAtOnce = 500

// ReadEach calls fn for every row of `SELECT … FROM … WHERE …` in the given order, and has
// one page of them in memory at a time. The arguments are those of ReadPage. fn may run
// other statements.
func ReadEach[T any](
	ctx context.Context,
	tx *Tx,
	scan func(Row) (T, error),
	position func(T) []any,
	order Order,
	fn func(T) error,
	selected, where string,
	args ...any,
) error {
	return Each(func(at string) (Page[T], error) {
		return ReadPage(ctx, tx, scan, position, PageQuery{order, at, rowsAtOnce}, selected, where, args...)
	}, fn)
}

// EachText is ReadEach for one column of text, by which the rows are sorted.
func EachText(ctx context.Context, tx *Tx, column string, fn func(string) error, selected, where string, args ...any) error {
	position := func(v string) []any { return []any{v} }
	return ReadEach(ctx, tx, Text, position, Order{Columns: []Column{{Name: column}}}, fn, selected, where, args...)
}

// pageQuery returns the statement of ReadPage, which reads one row more than the page
// has, and its arguments. key is nil on the first page.
func pageQuery(order Order, backwards bool, key []any, size int, selected, where string, args []any) (string, []any) {
	var names, columns, values []string
	args = slices.Clone(args)
	for i, c := range order.Columns {
		names = append(names, c.Name)
		if key != nil {
			args = append(args, key[i])
			values = append(values, "$"+strconv.Itoa(len(args)))
		}
	}
	comparison, direction := " > ", ""
	if order.Descending != backwards {
		comparison, direction = " < ", " DESC"
	}
	if where == "" {
		where = "TRUE"
	}
	if key != nil {
		where = "(" + where + ") AND (" + strings.Join(names, ", ") + ")" + comparison + "(" + strings.Join(values, ", ") + ")"
	}
	for _, name := range names {
		columns = append(columns, name+direction)
	}
	return selected + " WHERE " + where + " ORDER BY " + strings.Join(columns, ", ") + " LIMIT " + strconv.Itoa(size+1), args
}

// errNoPage is the error for a cursor that ReadPage has not made.
var errNoPage = fault.New(fault.NotFound, "We cannot find that page of the list. Go back to the first page.")

// CursorAfter returns the cursor of the page that begins after the row with these values of the order's columns.
func CursorAfter(position ...any) string { return newCursor(false, position) }

// CursorBefore returns the cursor of the page that ends before the row with these values of the order's columns.
func CursorBefore(position ...any) string { return newCursor(true, position) }

func newCursor(backwards bool, key []any) string {
	return base64.RawURLEncoding.EncodeToString([]byte(JSON(append([]any{backwards}, key...))))
}

// isBackwards reports whether at is the cursor of a page that ends before a row.
func isBackwards(at string) bool {
	text, err := base64.RawURLEncoding.DecodeString(at)
	return err == nil && bytes.HasPrefix(text, []byte("[true,"))
}

// maxCursor is the length of the longest cursor that is read, in bytes.
const maxCursor = 2000

// parseCursor reverses newCursor. For "" the key is nil. The values have the types of
// the columns, so that a changed link is not an error of the database.
func parseCursor(order Order, at string) (backwards bool, key []any, err error) {
	if at == "" {
		return false, nil, nil
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(at)
	if err != nil || len(at) > maxCursor || !utf8.Valid(text) {
		return false, nil, errNoPage
	}
	var parts []any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&parts); err != nil || d.More() || len(parts) != len(order.Columns)+1 {
		return false, nil, errNoPage
	}
	backwards, ok := parts[0].(bool)
	if !ok {
		return false, nil, errNoPage
	}
	for i, c := range order.Columns {
		switch v := parts[i+1].(type) {
		case string:
			if ok = !c.Number && !strings.Contains(v, "\x00"); ok { // PostgreSQL has no NUL in texts
				key = append(key, v)
			}
		case json.Number:
			n, err := v.Int64()
			if ok = c.Number && err == nil; ok {
				key = append(key, n)
			}
		default:
			ok = false
		}
		if !ok {
			return false, nil, errNoPage
		}
	}
	return backwards, key, nil
}
