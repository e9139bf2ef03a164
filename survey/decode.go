package survey

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

var (
	errNotCanonical = errors.New("survey: not the canonical bytes of answers")
	errOtherVersion = errors.New("survey: the answers are to another version of the form")
	errImpossible   = errors.New("survey: the answers are not valid for the form")
)

// ParseAnswers decodes what [Answers.Canonical] returned for the same version of f.
//
// It refuses all other bytes, even if they would mean the same in JSON: white space,
// another order, a repeated member, a byte-order mark, data after the end. So no two
// different byte sequences decode to the same answers, and the result is always valid,
// as if from [Form.CheckAsWritten].
func ParseAnswers(f *Form, canonical []byte) (Answers, error) {
	if len(canonical) > MaxAnswersBytes || !utf8.Valid(canonical) {
		return Answers{}, errNotCanonical
	}
	d := decoder{rest: string(canonical)}
	a, err := d.answers(f)
	if err != nil {
		return Answers{}, err
	}
	if !a.recheck() {
		return Answers{}, errImpossible
	}
	if string(a.Canonical()) != string(canonical) {
		return Answers{}, errNotCanonical
	}
	return a, nil
}

// recheck reports whether checking a.Raw() gives a, and replaces the decoded answers by
// the checked ones. If a is a part, conditions that refer to questions of the other
// part cannot be evaluated, and both results are accepted.
func (a Answers) recheck() bool {
	p := a.form.getPlan()
	w := &evaluator{plan: p, raw: a.Raw(), answers: make([]Answer, len(p.steps)), asWritten: p.indicator(a.AsWritten()),
		past: true}
	for _, page := range p.pages {
		for i := page.first; i < page.last; i++ {
			s := &p.steps[i]
			if !a.part.includes(s) || a.list[i].State == "" {
				continue
			}
			pageHolds, pageKnown := page.when.evaluatePartial(a.list, w.answers)
			holds, known := s.when.evaluatePartial(a.list, w.answers)
			asked := a.list[i].State != NotAsked
			switch {
			case asked && (pageKnown && !pageHolds || known && !holds):
				return false
			case !asked && pageKnown && pageHolds && known && holds:
				return false
			case !asked:
				w.answers[i].State = NotAsked
				continue
			}
			w.answers[i] = w.readStep(i)
			if w.answers[i].State != a.list[i].State {
				return false
			}
		}
	}
	copy(a.list, w.answers)
	return len(w.problems) == 0
}

// evaluatePartial evaluates r over the answers read. known is false if r refers to
// questions outside the part that was decoded.
func (r *rule) evaluatePartial(decoded, read []Answer) (holds, known bool) {
	known = r.isDecidable(decoded)
	return known && r.holds(read), known
}

// isDecidable reports whether answers contains all questions that r refers to.
func (r *rule) isDecidable(answers []Answer) bool {
	if r == nil {
		return true
	}
	for i := range r.parts {
		if !r.parts[i].isDecidable(answers) {
			return false
		}
	}
	return r.op <= opNot || r.at < 0 || answers[r.at].State != "" || r.q.Kind == Panel
}

// decoder reads canonical bytes. At each point it knows what must come next. After the
// first mismatch failed is set, and it reads nothing more.
type decoder struct {
	rest   string
	failed bool
}

// accept skips s if it comes next, and reports whether it did.
func (d *decoder) accept(s string) bool {
	if d.failed || !strings.HasPrefix(d.rest, s) {
		return false
	}
	d.rest = d.rest[len(s):]
	return true
}

// isNext reports whether the member id comes next, the first of its object or not.
func (d *decoder) isNext(id string, first bool) bool {
	member := append(quote(nil, id), ':')
	if !first {
		member = append([]byte{','}, member...)
	}
	return !d.failed && strings.HasPrefix(d.rest, string(member))
}

// expect skips s, which must come next.
func (d *decoder) expect(s string) {
	if !d.accept(s) {
		d.failed = true
	}
}

// answers reads all of the bytes, without checking the answers against the form.
func (d *decoder) answers(f *Form) (Answers, error) {
	p := f.getPlan()
	d.expect(`{"form":`)
	version := d.text()
	d.expect(`,"part":`)
	a := Answers{f, part(d.text()), make([]Answer, len(p.steps))}
	d.expect(`,"answers":{`)
	if d.failed || a.part != whole && a.part != main && a.part != monitoring {
		return Answers{}, errNotCanonical
	}
	if version != p.version {
		return Answers{}, errOtherVersion
	}
	first := true
	for i := range p.steps {
		q := p.steps[i].q
		if !a.part.includes(&p.steps[i]) || q.Kind.IsContact() && !d.isNext(q.ID, first) {
			continue
		}
		if !first {
			d.expect(",")
		}
		first = false
		if d.text() != q.ID {
			d.failed = true
		}
		d.expect(":")
		a.list[i] = d.answer(q)
	}
	d.expect("}}")
	if d.failed || d.rest != "" {
		return Answers{}, errNotCanonical
	}
	return a, nil
}

// answer reads the value of question q.
func (d *decoder) answer(q *Question) (a Answer) {
	if strings.HasPrefix(d.rest, `"`) {
		switch state := AnswerState(d.text()); state {
		case PreferNotToSay, Skipped, NotAsked:
			a.State = state
		default:
			d.failed = true
		}
		return a
	}
	a.State = Answered
	d.expect("{")
	if d.accept(`"written":`) {
		a.State, a.Written = NotValid, d.written(q)
		d.expect("}")
		return a
	}
	if q.BoxField() != "" && d.accept(`"options":`) {
		a.Options = d.list(1)
		d.expect("}")
		return a
	}
	switch q.Kind {
	case Single, Multiple, Dropdown, Consent:
		d.expect(`"options":`)
		a.Options = d.list(len(q.Options))
		if d.accept(`,"writeIns":`) {
			a.WriteIns = readMap(d, len(q.Options), (*decoder).text)
		}
	case Matrix:
		d.expect(`"rows":`)
		a.Rows = readMap(d, len(q.Rows), (*decoder).text)
		if d.accept(`,"written":`) {
			a.Written = d.written(q)
		}
	case Ranking:
		d.expect(`"ranking":`)
		a.Ranking = d.list(len(q.Options))
	case Budget:
		d.expect(`"amounts":`)
		a.Amounts = readMap(d, len(q.Options), (*decoder).amount)
	case Number, Duration:
		d.expect(`"number":`)
		a.Number = d.text()
	case Date:
		d.expect(`"date":`)
		a.Date = d.date(q)
	case Files:
		d.expect(`"files":`)
		a.Files = d.list(q.FileLimit())
	case Period:
		d.expect(`"from":`)
		a.Date = d.date(q)
		d.expect(`,"to":`)
		a.Until = d.date(q)
	default:
		d.expect(`"text":`)
		a.Text = d.text()
	}
	d.expect("}")
	return a
}

// date reads a date of the precision of q.
func (d *decoder) date(q *Question) string {
	date := d.text()
	if !q.isDate(date) {
		d.failed = true
	}
	return date
}

// list reads an array of 1 to most strings.
func (d *decoder) list(most int) (list []string) {
	d.expect("[")
	for !d.failed {
		if len(list) == most {
			d.failed = true
			break
		}
		list = append(list, d.text())
		if !d.accept(",") {
			break
		}
	}
	d.expect("]")
	return list
}

// readMap reads an object with at most most members.
func readMap[V any](d *decoder, most int, value func(*decoder) V) map[string]V {
	values := make(map[string]V, min(most, 16))
	d.expect("{")
	for n := 0; !d.failed; n++ {
		name := d.text()
		if _, twice := values[name]; twice || n == most {
			d.failed = true
			break
		}
		d.expect(":")
		values[name] = value(d)
		if !d.accept(",") {
			break
		}
	}
	d.expect("}")
	return values
}

// amount reads digits.
func (d *decoder) amount() int64 {
	end := 0
	for end < len(d.rest) && d.rest[end] >= '0' && d.rest[end] <= '9' {
		end++
	}
	n, err := strconv.ParseInt(d.rest[:end], 10, 64)
	if err != nil {
		d.failed = true
	}
	d.rest = d.rest[end:]
	return n
}

// text reads a JSON string. It accepts escapes that quote does not write, because
// ParseAnswers compares the bytes afterwards.
func (d *decoder) text() string {
	d.expect(`"`)
	if d.failed {
		return ""
	}
	end := strings.IndexAny(d.rest, `"\`)
	if end >= 0 && d.rest[end] == '"' { // the string has no escapes
		s := d.rest[:end]
		d.rest = d.rest[end+1:]
		return s
	}
	var b strings.Builder
	for end >= 0 {
		b.WriteString(d.rest[:end])
		c := d.rest[end]
		d.rest = d.rest[end+1:]
		if c == '"' {
			return b.String()
		}
		if !d.escape(&b) {
			break
		}
		end = strings.IndexAny(d.rest, `"\`)
	}
	d.failed = true
	return ""
}

// escape reads an escape sequence after its backslash and appends its character.
func (d *decoder) escape(b *strings.Builder) bool {
	if d.rest == "" {
		return false
	}
	c := d.rest[0]
	d.rest = d.rest[1:]
	const names, values = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if i := strings.IndexByte(names, c); i >= 0 {
		b.WriteByte(values[i])
		return true
	}
	if c != 'u' || len(d.rest) < 4 {
		return false
	}
	n, err := strconv.ParseUint(d.rest[:4], 16, 16)
	d.rest = d.rest[4:]
	if err != nil || utf16.IsSurrogate(rune(n)) {
		return false
	}
	b.WriteRune(rune(n))
	return true
}
