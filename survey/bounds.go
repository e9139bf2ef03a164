package survey

import (
	"strconv"
	"strings"
)

// A limit can be the answer to an earlier question: LeastOf and MostOf of a number, a date or a
// duration, and TotalOf of a budget. Both questions have the same kind and unit, and are stored in
// the same part of the answers. The limit applies if the earlier question has an answer of its
// kind: not if it was left blank or not asked, if “Prefer not to say” or a box was ticked instead,
// or if it is not valid.

// boundSettings are the settings that name an earlier question.
var boundSettings = [...]string{"leastOf", "mostOf", "totalOf"}

// bounds returns the IDs of the questions that limit q, in the order of boundSettings; "" for none.
func (q *Question) bounds() [len(boundSettings)]string {
	return [...]string{q.LeastOf, q.MostOf, q.TotalOf}
}

// boundSteps are the steps that limit a question, in the order of boundSettings: the index of
// each plus 1, or 0 for none.
type boundSteps [len(boundSettings)]int

// boundSteps returns the earlier steps that limit q. Others are ignored, so that evaluation ends.
func (p *plan) boundSteps(q *Question) (at boundSteps) {
	for i, id := range q.bounds() {
		if step, ok := p.byID[id]; ok {
			at[i] = step + 1
		}
	}
	return at
}

// Bound is a limit of an answer that is the answer to an earlier question.
type Bound struct {
	Setting  string    // "leastOf", "mostOf" or "totalOf"
	Of       *Question // the earlier question
	SamePage bool      // Of is asked on the same page, so that its answer can still change
	Value    any       // a Decimal, a Day, a Length or an Amount; nil if the limit does not apply
}

// Bounds returns the limits of q, a question of f, that are answers to earlier questions.
func (f *Form) Bounds(q *Question, raw Raw) (all []Bound) {
	if q.bounds() == [...]string{"", "", ""} {
		return nil
	}
	w := f.evaluate(raw)
	if i, ok := w.byID[q.ID]; ok {
		all = w.boundsOf(&w.steps[i])
	}
	return all
}

// boundsOf is Bounds for a step.
func (w *evaluator) boundsOf(s *step) (all []Bound) {
	for b, at := range s.bounds {
		if at > 0 {
			one := Bound{Setting: boundSettings[b], Of: w.steps[at-1].q, SamePage: w.steps[at-1].page == s.page}
			if value := w.boundValue(at); value != "" {
				one.Value = one.Of.quantity(value, b == totalOf)
			}
			all = append(all, one)
		}
	}
	return all
}

// The indexes of boundSettings.
const (
	leastOf = iota
	mostOf
	totalOf
)

// quantity returns a number, a date or a duration in the form of answers to q as an argument of
// a message; as an amount with its unit, if it is a total.
func (q *Question) quantity(value string, total bool) any {
	switch {
	case q.Kind == Date:
		return Day(value)
	case q.Kind == Duration:
		return Length{value, q.MeasureUnit()}
	case total:
		n, _ := strconv.ParseInt(value, 10, 64)
		return Amount{n, q.Unit}
	}
	return Decimal(value)
}

// boundValue returns the answer to a step of boundSteps, or "" if it has none that limits others.
func (w *evaluator) boundValue(at int) string {
	if at == 0 {
		return ""
	}
	a := &w.answers[at-1]
	if a.State != Answered {
		return ""
	}
	return a.Number + a.Date // none of a box
}

// outsideBounds returns the message for value, an answer to s, if an earlier answer does not
// allow it.
func (w *evaluator) outsideBounds(s *step, value string) (wrong message, outside bool) {
	compare, dated := compareNumbers, s.q.Kind == Date
	if dated {
		compare = strings.Compare
	}
	for i, sign := range [...]int{leastOf: -1, mostOf: 1} {
		bound := w.boundValue(s.bounds[i])
		if bound == "" || compare(value, bound) != sign {
			continue
		}
		of := w.steps[s.bounds[i]-1].q
		limit := of.quantity(bound, false)
		switch {
		case dated && i == leastOf:
			return newMessage("Enter a date on or after %s, your answer to “%s”: %s", limit, of.Text, s.q.Text), true
		case dated:
			return newMessage("Enter a date on or before %s, your answer to “%s”: %s", limit, of.Text, s.q.Text), true
		case i == leastOf:
			return newMessage("Enter %s or more, as in your answer to “%s”: %s", limit, of.Text, s.q.Text), true
		}
		return newMessage("Enter %s or less, as in your answer to “%s”: %s", limit, of.Text, s.q.Text), true
	}
	return message{}, false
}

// total returns what the amounts in an answer to s must add up to; known is false if an earlier
// question says it and has no answer.
func (w *evaluator) total(s *step) (total int64, known bool) {
	if s.q.TotalOf == "" {
		return s.q.Total, true
	}
	total, err := strconv.ParseInt(w.boundValue(s.bounds[totalOf]), 10, 64)
	return total, err == nil && total >= 0
}

// wrongTotal is the message for amounts that add up to sum and not to total.
func (w *evaluator) wrongTotal(s *step, total, sum int64) message {
	q := s.q
	if q.TotalOf != "" {
		return newMessage("Amounts must add up to %s, your answer to “%s”, not %s: %s",
			Amount{total, q.Unit}, w.steps[s.bounds[totalOf]-1].q.Text, Amount{sum, q.Unit}, q.Text)
	}
	return newMessage("Amounts must add up to %s, not %s: %s", Amount{total, q.Unit}, Amount{sum, q.Unit}, q.Text)
}

// checkBounds checks the limits of q, question number at of the form, that are answers to other
// questions.
func (in *validator) checkBounds(page *Page, q *Question, at int) {
	for i, id := range q.bounds() {
		if id == "" {
			continue
		}
		name := boundSettings[i]
		in.locate(in.f, page, q)
		other, known := in.byID[id]
		var problem *FormProblem
		switch {
		case !known:
			problem = in.add("Change %s of question %q: there is no question %q.", setting(name), q.ID, id)
		case other == at:
			problem = in.add("Change %s of question %q: it refers to its own answer.", setting(name), q.ID)
		case other > at:
			problem = in.add("Move question %q before question %q, which it limits with %s.", id, q.ID, setting(name))
		case in.pageOf[other].Monitoring != page.Monitoring:
			problem = in.add("Change %s of question %q: the answer to question %q is stored in another part, because only one of them "+
				"is an equality monitoring question.", setting(name), q.ID, id)
		case !q.canBeBoundedBy(in.questions[other]):
			problem = in.add("Change %s of question %q: question %q must have the same kind and unit%s.", setting(name), q.ID, id,
				map[string]string{"totalOf": ", as a whole number"}[name])
		default:
			continue
		}
		problem.as(InvalidBound).about(id).in(name)
	}
}

// canBeBoundedBy reports whether answers to other can limit those to q.
func (q *Question) canBeBoundedBy(other *Question) bool {
	if q.Kind == Budget {
		return other.Kind == Number && other.Decimals == 0 && other.Unit == q.Unit
	}
	return other.Kind == q.Kind && other.MeasureUnit() == q.MeasureUnit() && other.Precision == q.Precision
}

// checkSameBounds checks that the limits of q by earlier answers are those of master. A question
// that edition leaves out limits none.
func (r *errorList) checkSameBounds(edition *Form, q, master *Question) {
	for i, id := range q.bounds() {
		want := master.bounds()[i]
		if asked, _ := edition.Question(want); id == want || id == "" && asked == nil && i != totalOf {
			continue
		}
		r.add("Set %s of question %q as in the original.", setting(boundSettings[i]), q.ID).as(OtherSettings).in(boundSettings[i])
	}
}
