package survey

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strconv"
)

// The questions of a page, and the options or rows of a question, can be shown in an order that is
// drawn for each respondent. One number, from 1 to Orders, decides the order of everything in the
// form: it is drawn by the program that shows the form, and kept with the raw answers in the field
// OrderField, so that it stays the same when a page is shown again. Whatever the order, the form
// takes the same answers and stores them as the same bytes.
//
// Each list has as many orders as its number of entries, or twice as many, in which every entry
// is as often in each place and after each other entry (a Williams design). So few orders that
// each is shared by many respondents tell about effects of the order, and an order does not
// identify a response.

// Orders is how many orders of a form there are. It is a multiple of most numbers of orders of a
// list.
const Orders = 120

// OrderField is the name of the hidden field with the number of the order. No question can have a
// field of this name.
const OrderField = "--order"

// HasRandomOrder reports whether anything in f is shown in a random order.
func (f *Form) HasRandomOrder() bool { return f.getPlan().random }

// OrderOf returns the number of the order in raw, or 0 for the order in which the form was
// written.
func OrderOf(raw Raw) int {
	if len(raw[OrderField]) != 1 {
		return 0
	}
	n, err := strconv.Atoi(raw[OrderField][0])
	if err != nil || n < 1 || n > Orders {
		return 0
	}
	return n
}

// keepOrder takes the order from sent, unless raw has one. A form without random order has none.
func (p *plan) keepOrder(raw, sent Raw) {
	switch {
	case !p.random:
		delete(raw, OrderField)
	case OrderOf(raw) == 0 && OrderOf(sent) > 0:
		raw[OrderField] = []string{strconv.Itoa(OrderOf(sent))}
	}
}

// InOrder returns items of f in order n, with their options and rows; see [Form.Items].
func InOrder(items []Item, n int) []Item {
	if n < 1 || n > Orders {
		return items
	}
	items = slices.Clone(items)
	ranks := map[*Page]map[string]int{}
	for i := range items {
		if page := items[i].Page; ranks[page] == nil {
			ranks[page] = map[string]int{}
			for rank, at := range page.order(n) {
				ranks[page][page.Questions[at].ID] = rank
			}
		}
	}
	for first := 0; first < len(items); {
		last := first
		for last < len(items) && items[last].Page == items[first].Page {
			last++
		}
		rank := ranks[items[first].Page]
		slices.SortStableFunc(items[first:last], func(a, b Item) int { return cmp.Compare(rank[a.Question.ID], rank[b.Question.ID]) })
		first = last
	}
	of := ""
	for i := range items {
		items[i].Question = items[i].Question.arranged(n)
		of = items[i].Question.headRows(of)
	}
	return items
}

// headRows makes q the first of its rows if the question before it, a row of question before, is not
// one of them. It returns the ID of the question of which q is a row, or "". q is a copy.
func (q *Question) headRows(before string) string {
	if q.rowOf == nil {
		return ""
	}
	if first := q.rowOf.Question != before; first != q.rowOf.First {
		of := *q.rowOf
		of.First, q.rowOf = first, &of
	}
	return q.rowOf.Question
}

// arranged returns a copy of q with its options or rows in order n.
func (q *Question) arranged(n int) *Question {
	made := *q
	if !q.RandomOrder {
		return &made
	}
	if q.Kind == Matrix {
		made.Rows = inOrder(q.ID, q.Rows, n)
	} else {
		made.Options = inOrder(q.ID, q.Options, n)
	}
	return &made
}

// inOrder returns list, of question id, in order n. What is exclusive, has a text field or is fixed
// stays in its place.
func inOrder(id string, list []Option, n int) []Option {
	var free []int
	for i := range list {
		if o := &list[i]; !o.Exclusive && !o.WriteIn && !o.Fixed {
			free = append(free, i)
		}
	}
	made := slices.Clone(list)
	for i, at := range permutation(id, len(free), n) {
		made[free[i]] = list[free[at]]
	}
	return made
}

// RandomList is something in random order: the questions of a page, or the options or rows of a
// question.
type RandomList struct {
	ID   string // of the question; of a page "page:" and its ID
	Text string // of the question, or the title of the page

	Monitoring bool // it is on a page of equality monitoring questions

	page     *Page
	question *Question // nil for a page, and for a question of which each row is one
}

// RandomLists returns what is in random order in f.
func (f *Form) RandomLists() (all []RandomList) {
	for i := range f.Pages {
		page := &f.Pages[i]
		if page.RandomOrder {
			all = append(all, RandomList{"page:" + page.ID, cmp.Or(page.Title, page.ID), page.Monitoring, page, nil})
		}
		for j := range page.Questions {
			q := &page.Questions[j]
			if q.RandomOrder {
				all = append(all, RandomList{q.ID, q.Text, page.Monitoring, page, q})
			}
			if of := q.rowOf; of != nil && of.First && of.RandomOrder {
				all = append(all, RandomList{of.Question, of.Text, page.Monitoring, page, nil})
			}
		}
	}
	return all
}

// Shown returns what l arranges in order n, with its IDs and texts: options, rows or questions. It
// returns nil if n is not the number of an order.
func (l *RandomList) Shown(n int) (list []Option) {
	switch {
	case n < 1 || n > Orders:
		return nil
	case l.question != nil && l.question.Kind == Matrix:
		return l.question.arranged(n).Rows
	case l.question != nil:
		return l.question.arranged(n).Options
	}
	for _, at := range l.page.order(n) {
		q := &l.page.Questions[at]
		switch of := q.rowOf; {
		case l.page.RandomOrder && l.ID == "page:"+l.page.ID:
			list = append(list, Option{ID: q.ID, Text: q.Text})
		case of != nil && of.Question == l.ID:
			list = append(list, Option{ID: q.ID, Text: of.Row})
		}
	}
	return list
}

// order returns the indexes of the questions of p in order n. The rows of a question stay together,
// and panels and the question whether there is another repetition stay in their places.
func (p *Page) order(n int) (order []int) {
	var blocks [][]int // a question, or the rows of one
	for i := range p.Questions {
		of := p.Questions[i].rowOf
		if of != nil && i > 0 && p.Questions[i-1].rowOf != nil && p.Questions[i-1].rowOf.Question == of.Question {
			blocks[len(blocks)-1] = append(blocks[len(blocks)-1], i)
			continue
		}
		blocks = append(blocks, []int{i})
	}
	var free []int
	for i, block := range blocks {
		blocks[i] = p.rowOrder(block, n)
		if q := &p.Questions[block[0]]; p.RandomOrder && q.Kind != Panel && (q.repetition == nil || q.repetition.Question != "") {
			free = append(free, i)
		}
	}
	arranged := slices.Clone(blocks)
	for i, at := range permutation(p.sourcePage(), len(free), n) {
		arranged[free[i]] = blocks[free[at]]
	}
	return slices.Concat(arranged...)
}

// rowOrder returns the indexes of the rows of a question in order n. Rows that people name stay in
// their places.
func (p *Page) rowOrder(block []int, n int) []int {
	of := p.Questions[block[0]].rowOf
	if of == nil || !of.RandomOrder {
		return block
	}
	var free []int
	for i, at := range block {
		row := p.Questions[at].rowOf
		named := i > 0 && p.Questions[block[i-1]].rowOf.Names
		if !row.Names && !named && !row.Fixed {
			free = append(free, i)
		}
	}
	made := slices.Clone(block)
	for i, at := range permutation(of.Question, len(free), n) {
		made[free[i]] = block[free[at]]
	}
	return made
}

// permutation returns order n, from 1 to Orders, of size entries of the list with this ID: a row of a
// Williams design. Which row belongs to which order differs from list to list, so that the orders of two
// lists are hardly related.
func permutation(id string, size, n int) []int {
	if size == 0 {
		return nil
	}
	designs := size
	if size%2 == 1 && size > 1 {
		designs = 2 * size
	}
	at := scattered(id, n-1)
	row := at % designs
	if designs > Orders {
		row = at * designs / Orders // spread over all
	}
	order := make([]int, size)
	for i := range order {
		next := (i + 1) / 2 // 0, 1, size-1, 2, size-2, …
		if i > 0 && i%2 == 0 {
			next = size - i/2
		}
		order[i] = (next + row%size) % size
	}
	if row >= size {
		slices.Reverse(order)
	}
	return order
}

// scattered returns a number below Orders for n below Orders, a different one for each n: the place of n
// when all are sorted by a digest of id and themselves.
func scattered(id string, n int) (place int) {
	h := fnv.New64a()
	h.Write([]byte(id)) // never returns an error
	seed := h.Sum64()
	of := mixed(seed + uint64(n))
	for i := range Orders {
		if mixed(seed+uint64(i)) < of {
			place++
		}
	}
	return place
}

// mixed is a bijection of numbers that spreads neighbours (SplitMix64).
func mixed(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// checkOrder checks the random orders of page.
func (in *validator) checkOrder(page *Page) {
	if !page.RandomOrder {
		return
	}
	on := map[string]bool{}
	for i := range page.Questions {
		on[page.Questions[i].ID] = true
	}
	for i := range page.Questions {
		q := &page.Questions[i]
		in.locate(in.f, page, q)
		var needed []string
		q.When.eachTest(func(leaf *Condition) { needed = append(needed, leaf.Question) })
		needed = append(needed, q.LeastOf, q.MostOf, q.TotalOf)
		for _, id := range needed {
			if of, _ := in.question(id); on[id] && !(q.rowOf != nil && of != nil && of.rowOf != nil && of.rowOf.Question == q.rowOf.Question) {
				in.add("Move question %q to another page than %q, on which it depends: the questions of page %q are in random order.",
					q.ID, id, page.ID).as(DependsInRandomOrder).about(id)
			}
		}
	}
	in.locate(in.f, page, nil)
}

// question returns the question with this ID, or nil and false.
func (in *validator) question(id string) (*Question, bool) {
	i, ok := in.byID[id]
	if !ok {
		return nil, false
	}
	return in.questions[i], true
}
