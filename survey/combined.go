package survey

import (
	"math/big"
	"slices"
	"strings"
)

// combined is the form in which results count the answers to a form with repetitions.
type combined struct {
	form *Form
	from []combinedStep // by index of the step of form
}

// combinedStep says from which steps of the form with repetitions an answer is combined.
type combinedStep struct {
	from  []int  // the question in each repetition, or the question that is not repeated
	more  []int  // of a count: the questions whether there is another one, in order
	least int    // of a count: the repetitions that are always asked
	bands []band // of a number: the groups of its answers
}

// band is a group of whole numbers that are counted together.
type band struct {
	id          string
	first, last *big.Int
}

// maxNumberBands is the most groups of whole numbers.
const maxNumberBands = 12

// Combined returns the form in which results count the answers to f: that of responses, and not
// of the people or things that responses are about. Each page that is repeated is one page again.
//
//   - A question for one or several options is for several: all that the respondent chose in any
//     repetition.
//   - A whole number between two limits is an option for each number or group of numbers.
//   - Of other kinds, it only counts who answered, in any repetition, and their boxes.
//   - A further question, with the ID of the page and "-count", is how many repetitions there are,
//     if that is not fixed.
//
// So no respondent is counted twice in a number, however many repetitions they fill in.
// It is f itself if no page of f is repeated. f must be the result of [Parse], or the form is made
// anew at each call. Its Version is that of f. It can be counted and compared, but not answered.
func (f *Form) Combined() *Form {
	if c := f.combination(); c != nil {
		return c.form
	}
	return f
}

// combination returns how answers to f are combined, or nil if no page of f is repeated.
func (f *Form) combination() *combined {
	if p := f.getPlan(); p.combined != nil {
		return p.combined
	}
	return f.combine()
}

// combine makes the combination of f, or nil if no page of f is repeated.
func (f *Form) combine() *combined {
	if !f.hasRepetitions() {
		return nil
	}
	byID := f.getPlan().byID
	out := &combined{form: f.Unrepeated()}
	for i := range out.form.Pages {
		page := &out.form.Pages[i]
		questions := slices.Clone(page.Questions)
		for j := range questions {
			if page.Repeat == nil {
				out.from = append(out.from, combinedStep{from: []int{byID[questions[j].ID]}})
				continue
			}
			out.from = append(out.from, combineQuestion(&questions[j], page.Repeat, byID))
		}
		if r := page.Repeat; r != nil {
			if least, most := r.Bounds(); least < most {
				count, from := page.countQuestion(byID)
				questions, out.from = append(questions, count), append(out.from, from)
			}
		}
		page.Questions, page.Repeat = questions, nil
	}
	out.form.written = nil
	out.form.plan = out.form.buildPlan()
	out.form.plan.version = f.Version()
	return out
}

// IsCombined reports whether q counts the answers of all repetitions of a page together: see
// [Form.Combined].
func (q *Question) IsCombined() bool { return q.combined }

// countQuestion returns the question how many repetitions of p there are. byID are the steps of
// the form with the repetitions.
func (p *Page) countQuestion(byID map[string]int) (Question, combinedStep) {
	least, most := p.Repeat.Bounds()
	q := Question{ID: p.ID + countSuffix, Kind: Single, Text: p.Title}
	if isBlank(q.Text) {
		q.Text = p.Repeat.Item
	}
	from := combinedStep{least: least}
	for n := least; n <= most; n++ {
		q.Options = append(q.Options, Option{ID: countOption(n), Text: itoa(n)})
		if n < most {
			from.more = append(from.more, byID[p.ID+moreSuffix+"-"+itoa(n)])
		}
	}
	return q, from
}

// countOption is the ID of the option for n repetitions.
func countOption(n int) string { return "n-" + itoa(n) }

// combineQuestion makes q, which r repeats, the question that counts its answers.
func combineQuestion(q *Question, r *Repeat, byID map[string]int) (from combinedStep) {
	_, most := r.Bounds()
	for n := 1; n <= most; n++ {
		from.from = append(from.from, byID[q.ID+"-"+itoa(n)])
	}
	each := 1
	if q.Kind == Multiple {
		_, each = q.choiceLimits()
	}
	from.bands = q.numberBands()
	boxes := q.Kind.HasBoxes() && len(q.Options) > 0
	q.Text, q.combined = r.Item+rowSeparator+q.Text, true
	q.Least, q.Most, q.LeastOf, q.MostOf, q.TotalOf, q.Min, q.Max, q.Wordings = nil, nil, "", "", "", nil, nil, nil
	switch {
	case q.Kind == Single, q.Kind == Dropdown, q.Kind == Multiple, boxes, from.bands != nil:
		q.Kind = Multiple
		q.Options = slices.Clone(q.Options)
		for i := range q.Options {
			q.Options[i].Exclusive = false // it can be chosen in one repetition, and others in another
		}
		for _, b := range from.bands {
			text := b.first.String()
			if b.last.Cmp(b.first) != 0 {
				text += "–" + b.last.String()
			}
			q.Options = append(q.Options, Option{ID: b.id, Text: text})
		}
		limit := min(each*most, len(q.Options))
		q.Max = &limit
	case q.Kind != Panel && !q.Kind.IsOwnWords() && q.Kind != Postcode:
		*q = Question{ID: q.ID, Kind: Date, Text: q.Text, PreferNotToSay: q.PreferNotToSay, When: q.When, rowOf: q.rowOf, combined: true}
	}
	return from
}

// numberBands returns the groups in which whole numbers that q asks for are counted: nil if it
// does not have two limits. The limits alone decide, so that a group tells nothing about answers.
func (q *Question) numberBands() (bands []band) {
	if q.Kind != Number || q.Decimals != 0 || q.Least == nil || q.Most == nil {
		return nil
	}
	least, ok := new(big.Int).SetString(*q.Least, 10)
	most, ok2 := new(big.Int).SetString(*q.Most, 10)
	if !ok || !ok2 || least.Cmp(most) > 0 {
		return nil
	}
	for first := new(big.Int).Set(least); first.Cmp(most) <= 0; {
		width := bandWidth(least, most)
		next := new(big.Int).Div(first, width) // rounds towards minus infinity
		next.Mul(next.Add(next, big.NewInt(1)), width)
		last := new(big.Int).Sub(next, big.NewInt(1))
		if last.Cmp(most) > 0 {
			last.Set(most)
		}
		id := "from-" + strings.Replace(first.String(), "-", "minus-", 1)
		bands = append(bands, band{id, new(big.Int).Set(first), last})
		first = next
	}
	return bands
}

// bandWidth returns the smallest of 1, 2, 5, 10, 20, 50 and so on that makes no more than
// maxNumberBands groups of the whole numbers from least to most.
func bandWidth(least, most *big.Int) *big.Int {
	for ten := big.NewInt(1); ; ten = new(big.Int).Mul(ten, big.NewInt(10)) {
		for _, n := range []int64{1, 2, 5} {
			width := new(big.Int).Mul(ten, big.NewInt(n))
			low, high := new(big.Int).Div(least, width), new(big.Int).Div(most, width)
			if high.Sub(high, low).Cmp(big.NewInt(maxNumberBands)) < 0 {
				return width
			}
		}
	}
}

// Combined returns a as answers to [Form.Combined] of its form.
func (a Answers) Combined() Answers {
	if a.form == nil {
		return a
	}
	c := a.form.combination()
	if c == nil {
		return a
	}
	out := Answers{c.form, a.part, make([]Answer, len(c.from))}
	steps := c.form.getPlan().steps
	for i := range c.from {
		if steps[i].isPanel() {
			continue
		}
		out.list[i] = c.from[i].combine(steps[i].q, a.list)
	}
	return out
}

// combine returns the answer to q from the answers given.
func (s *combinedStep) combine(q *Question, given []Answer) (out Answer) {
	switch {
	case s.more != nil:
		return s.count(given)
	case len(s.from) == 1:
		return given[s.from[0]]
	}
	var chosen []string
	for _, at := range s.from {
		a := &given[at]
		if statePriority[a.State] > statePriority[out.State] {
			out.State = a.State
		}
		if a.State != Answered {
			continue
		}
		out.Text = a.Text
		chosen = append(chosen, a.Options...)
		for id, text := range a.WriteIns {
			if out.WriteIns == nil {
				out.WriteIns = map[string]string{}
			}
			out.WriteIns[id] = text
		}
		if number, ok := new(big.Int).SetString(a.Number, 10); ok {
			for _, b := range s.bands {
				if b.first.Cmp(number) <= 0 && number.Cmp(b.last) <= 0 {
					chosen = append(chosen, b.id)
				}
			}
		}
	}
	if q.Kind != Multiple {
		if q.Kind == Date {
			out.Text = ""
		}
		return Answer{State: out.State, Text: out.Text}
	}
	out.Text = ""
	for i := range q.Options {
		if slices.Contains(chosen, q.Options[i].ID) {
			out.Options = append(out.Options, q.Options[i].ID)
		}
	}
	return out
}

// statePriority says which state counts if a question has several, in several repetitions.
var statePriority = map[AnswerState]int{NotAsked: 1, Skipped: 2, NotValid: 3, PreferNotToSay: 4, Answered: 5}

// count returns the answer how many repetitions there are.
func (s *combinedStep) count(given []Answer) Answer {
	first := &given[s.more[0]]
	if first.State == NotAsked || first.State == NotValid || first.State == "" {
		return Answer{State: first.State}
	}
	n := s.least
	for _, at := range s.more {
		if !slices.Contains(given[at].Options, moreYes) {
			break
		}
		n++
	}
	return Answer{State: Answered, Options: []string{countOption(n)}}
}
