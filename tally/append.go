package tally

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/survey"
)

// oneWeight is the weight of one person, in millionths.
const oneWeight = 1_000_000

// Add adds one response.
//
// The error means that the response is not one to an edition of the master form, or that its attributes
// or its weight are not valid. Nothing has then been added.
func (c *Columns) Add(r Response) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, err := c.edition(r.Form)
	if err != nil {
		return err
	}
	if len(r.Attributes) != len(c.attributes) {
		return fmt.Errorf("tally: %d attributes instead of %d", len(r.Attributes), len(c.attributes))
	}
	weight := cmp.Or(r.Weight, oneWeight)
	if weight < 0 || weight > 1<<32-1 {
		return fmt.Errorf("tally: a weight of %d millionths", weight)
	}
	cells := make([]cell, len(c.variables))
	for i, value := range r.Attributes {
		if value < 0 || value >= len(c.attributes[i].Values) {
			return fmt.Errorf("tally: attribute %q has no value %d", c.attributes[i].ID, value)
		}
		cells[i] = c.variables[i].one(value)
	}
	for _, part := range r.Parts {
		part.Each(func(asked *survey.Question, a survey.Answer) {
			at, known := c.byQuestion[asked.ID]
			if !known && !asked.Kind.IsContact() {
				err = cmp.Or(err, fmt.Errorf("tally: the form has no question %q", asked.ID))
			}
			for _, i := range at {
				if cells[i].given && a.State == survey.NotAsked {
					continue
				}
				cell, failed := c.variables[i].cell(asked, e.code[i], a)
				cells[i], err = cell, cmp.Or(err, failed)
			}
		})
	}
	if err != nil {
		return err
	}
	c.append(e, cells, weight)
	return nil
}

// cell is the answer of one person to one variable.
type cell struct {
	code   uint8
	in     []int  // Multiple: the categories
	number string // in units of the last decimal place; "" for none
	given  bool
}

// one returns the cell of a person in one category, or in none if at is negative.
func (v *column) one(at int) cell {
	switch {
	case at < 0:
		return cell{code: codeAnswered, given: true}
	case v.Multiple:
		return cell{code: codeAnswered, in: []int{at}, given: true}
	}
	return cell{code: firstCategory + uint8(at), given: true}
}

// cell returns the answer a to the question of v in an edition. code has the categories of the options of the
// edition, or is nil.
func (v *column) cell(asked *survey.Question, code map[string]int, a survey.Answer) (cell, error) {
	out := cell{code: stateCode(a.State), given: a.State != survey.NotAsked}
	if v.Question.Kind == survey.Matrix {
		return v.rowCell(asked, code, a)
	}
	if a.State != survey.Answered {
		return out, nil
	}
	switch {
	case v.Question.Kind == survey.Ranking && v.Part != "":
		place := slices.Index(a.Ranking, v.Part)
		if !slices.ContainsFunc(asked.Options, func(o survey.Option) bool { return o.ID == v.Part }) {
			return cell{given: true}, nil
		}
		if place < 0 {
			return v.one(v.index[Unranked]), nil
		}
		return v.one(place), nil
	case v.Question.Kind == survey.Ranking:
		if len(a.Ranking) == 0 {
			return v.one(-1), nil
		}
		at, err := v.category(code, a.Ranking[0])
		return v.one(at), err
	case v.Question.Kind == survey.Budget && v.Part != "":
		n, offered := a.Amounts[v.Part]
		if !offered {
			return cell{given: true}, nil
		}
		out.number = strconv.FormatInt(n, 10)
		return out, nil
	case v.Question.Kind == survey.Budget:
		for id, n := range a.Amounts {
			at, err := v.category(code, id)
			if err != nil {
				return out, err
			}
			if n != 0 {
				out.in = append(out.in, at)
			}
		}
		return out, nil
	}
	return v.choice(asked, code, a)
}

// choice returns the cell of an answer that was chosen or typed.
func (v *column) choice(asked *survey.Question, code map[string]int, a survey.Answer) (cell, error) {
	out := cell{code: codeAnswered, given: true}
	for _, id := range a.Options {
		at, err := v.category(code, id)
		if err != nil {
			return out, err
		}
		out.in = append(out.in, at)
	}
	if a.HasTyped(v.Question.Kind) {
		if band := a.Band(v.bands); band >= 0 {
			out.in = append(out.in, v.index[v.bands[band].ID])
		}
		if v.Number {
			typed, _ := asked.Measure(a)
			n, err := parseScaled(typed, v.Question.Decimals)
			if err != nil {
				return out, err
			}
			out.number = n.String()
		}
	}
	if !v.Multiple && len(out.in) > 0 {
		out.code, out.in = firstCategory+uint8(out.in[0]), nil
	}
	return out, nil
}

// rowCell returns the answer in one row of a matrix: see Row.
func (v *column) rowCell(asked *survey.Question, code map[string]int, a survey.Answer) (cell, error) {
	if !slices.ContainsFunc(asked.Rows, func(r survey.Option) bool { return r.ID == v.Part }) {
		return cell{given: true}, nil
	}
	if a.State != survey.Answered {
		return cell{code: stateCode(a.State), given: a.State != survey.NotAsked}, nil
	}
	switch id, answered := a.Rows[v.Part]; {
	case !answered:
		return cell{code: codeSkipped, given: true}, nil
	case id == string(survey.PreferNotToSay) || id == string(survey.NotValid):
		return cell{code: stateCode(survey.AnswerState(id)), given: true}, nil
	default:
		at, err := v.category(code, id)
		return v.one(at), err
	}
}

// category returns the index in v.all of an option of an edition.
func (v *column) category(code map[string]int, id string) (int, error) {
	at, known := v.index[id]
	if code != nil {
		at, known = code[id]
	}
	if !known {
		return 0, fmt.Errorf("tally: question %q has no option or row %q", v.Question.ID, id)
	}
	return at, nil
}

// append adds the cells of one response to the last block.
func (c *Columns) append(e *edition, cells []cell, weight int64) {
	if c.n%blockSize == 0 {
		c.blocks = append(c.blocks, &block{columns: make([]blockColumn, len(c.variables))})
	}
	b := c.blocks[len(c.blocks)-1]
	b.forms = append(b.forms, uint8(slices.Index(c.forms, e)))
	if weight != oneWeight && b.weights == nil {
		b.weights = slices.Repeat([]uint32{oneWeight}, b.n)
	}
	if b.weights != nil {
		b.weights = append(b.weights, uint32(weight))
	}
	for i, v := range c.variables {
		col, cell := &b.columns[i], &cells[i]
		col.codes = append(col.codes, cell.code)
		if v.Multiple {
			col.setBits(b.n, cell.in)
		}
		if v.Number {
			col.values = append(col.values, v.numberCode(cell.number))
		}
		if e.code[i] != nil && !e.used[i] && cell.code >= codeAnswered {
			c.noteScale(e, i)
		}
	}
	b.n++
	c.n++
}

// setBits sets the bit of response n in each of these categories.
func (col *blockColumn) setBits(n int, in []int) {
	for _, at := range in {
		for len(col.bits) <= at {
			col.bits = append(col.bits, nil)
		}
		for len(col.bits[at]) <= n/64 {
			col.bits[at] = append(col.bits[at], 0)
		}
		col.bits[at][n/64] |= 1 << (n % 64)
	}
}

// numberCode returns the code of a number in blockColumn.values.
func (v *column) numberCode(number string) uint32 {
	if number == "" {
		return 0
	}
	code, known := v.number[number]
	if !known {
		v.numbers = append(v.numbers, strings.Clone(number))
		code = uint32(len(v.numbers))
		v.number[v.numbers[code-1]] = code
	}
	return code
}

// noteScale joins the categories that the scale of e merges, now that a person has answered on it. i is the
// number of the variable.
func (c *Columns) noteScale(e *edition, i int) {
	for _, i := range c.byQuestion[c.variables[i].Question.ID] {
		v := c.variables[i]
		for _, at := range e.code[i] {
			merges := v.all[at].Merges
			for m := 1; m < len(merges); m++ {
				v.joined[v.index[merges[m]]] = true
			}
		}
		e.used[i] = true
	}
}

// edition returns what the edition f offers.
func (c *Columns) edition(f *survey.Form) (*edition, error) {
	if e := c.editions[f]; e != nil {
		return e, nil
	}
	if len(c.forms) >= 256 {
		return nil, fmt.Errorf("tally: more than 256 editions")
	}
	e := &edition{code: make([]map[string]int, len(c.variables)),
		offer: make([][]bool, len(c.variables)), used: make([]bool, len(c.variables))}
	for i, v := range c.variables {
		if v.Question == nil {
			continue
		}
		if asked, _ := f.Question(v.Question.ID); asked != nil {
			if err := e.addScale(i, v, asked); err != nil {
				return nil, err
			}
		}
	}
	for i, v := range c.variables {
		v.uneven = v.uneven || slices.Contains(e.offer[i], false)
	}
	c.editions[f] = e
	c.forms = append(c.forms, e)
	return e, nil
}

// addScale enters what e offers of v, which is number i and is asked in it.
func (e *edition) addScale(i int, v *column, asked *survey.Question) error {
	e.offer[i] = make([]bool, len(v.Categories))
	if v.isPart() {
		for at := range v.Categories {
			e.offer[i][at] = true
		}
		return nil
	}
	for _, band := range v.bands {
		e.offer[i][v.index[band.ID]] = true
	}
	for o := range asked.Options {
		ids := asked.Options[o].StandsFor()
		for _, id := range ids {
			at, known := v.index[id]
			if !known {
				return fmt.Errorf("tally: question %q has no option or row %q", v.Question.ID, id)
			}
			e.offer[i][at] = true
		}
		if len(ids) == 1 {
			continue
		}
		if e.code[i] == nil {
			e.code[i] = map[string]int{}
		}
		e.code[i][asked.Options[o].ID] = v.mergedCategory(ids)
	}
	for o := range asked.Options {
		if ids := asked.Options[o].StandsFor(); len(ids) == 1 && e.code[i] != nil {
			e.code[i][asked.Options[o].ID] = v.index[ids[0]]
		}
	}
	return nil
}

// isPart reports whether the categories of v are not options that editions can leave out.
func (v *column) isPart() bool { return v.Part != "" && v.Question.Kind != survey.Matrix }

// mergedCategory returns the index in v.all of the category for options of the original that an edition merges.
func (v *column) mergedCategory(ids []string) int {
	id := strings.Join(ids, "--")
	at, known := v.index[id]
	if !known {
		at = len(v.all)
		v.all = append(v.all, Category{ID: id, Merges: ids})
		v.index[id] = at
	}
	return at
}
