package survey

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

var (
	errNotCanonical = errors.New("survey: these are not the canonical bytes of answers")
	errOtherVersion = errors.New("survey: these answers belong to another version of the form")
	errImpossible   = errors.New("survey: these answers could not have been given to this form")
)

// ParseAnswers takes back what Canonical gave. It refuses all other bytes, even
// those that would mean the same: a blank, a member twice, another order, a
// byte-order mark, anything after the end. So two texts never stand for the
// same answers, and nothing gets in that Check would not have let in.
func ParseAnswers(f *Form, canonical []byte) (Answers, error) {
	if len(canonical) > MaxAnswersBytes || !utf8.Valid(canonical) {
		return Answers{}, errNotCanonical
	}
	r := decoder{rest: string(canonical)}
	a, err := r.answers(f)
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

// recheck reports whether checking the answers of a gives a, and puts what the
// check read in the place of what was decoded. What lies in the other part is
// not known here, so a condition that looks at it may have gone either way.
func (a Answers) recheck() bool {
	p := a.form.getPlan()
	w := &evaluator{plan: p, raw: a.Raw(), answers: make([]Answer, len(p.steps))}
	for _, page := range p.pages {
		for i := page.first; i < page.last; i++ {
			s := &p.steps[i]
			if !a.part.includes(s) {
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
			case a.list[i].addressRemoved(s.q):
				w.answers[i] = a.list[i]
				continue
			}
			w.current = s
			w.answers[i] = w.read(s)
			if w.answers[i].State != a.list[i].State {
				return false
			}
		}
	}
	copy(a.list, w.answers)
	return len(w.problems) == 0
}

// evaluatePartial evaluates r if all that it tests is in the part that was decoded.
func (r *rule) evaluatePartial(decoded, read []Answer) (holds, known bool) {
	known = r.isDecidable(decoded)
	return known && r.holds(read), known
}

// isDecidable reports whether all that r tests is among answers.
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

// decoder reads canonical bytes, and only them: it knows what must come next.
// After the first surprise it reads nothing more.
type decoder struct {
	rest   string
	failed bool
}

// accept steps over s if it comes next.
func (r *decoder) accept(s string) bool {
	if r.failed || !strings.HasPrefix(r.rest, s) {
		return false
	}
	r.rest = r.rest[len(s):]
	return true
}

// expect steps over s, which has to come next.
func (r *decoder) expect(s string) {
	if !r.accept(s) {
		r.failed = true
	}
}

func (r *decoder) answers(f *Form) (Answers, error) {
	p := f.getPlan()
	r.expect(`{"form":`)
	version := r.text()
	r.expect(`,"part":`)
	a := Answers{f, part(r.text()), make([]Answer, len(p.steps))}
	r.expect(`,"answers":{`)
	if r.failed || a.part != whole && a.part != main && a.part != monitoring {
		return Answers{}, errNotCanonical
	}
	if version != p.version {
		return Answers{}, errOtherVersion
	}
	first := true
	for i := range p.steps {
		if !a.part.includes(&p.steps[i]) {
			continue
		}
		if !first {
			r.expect(",")
		}
		first = false
		q := p.steps[i].q
		if r.text() != q.ID {
			r.failed = true
		}
		r.expect(":")
		a.list[i] = r.answer(q)
	}
	r.expect("}}")
	if r.failed || r.rest != "" {
		return Answers{}, errNotCanonical
	}
	return a, nil
}

func (r *decoder) answer(q *Question) (a Answer) {
	if strings.HasPrefix(r.rest, `"`) {
		switch state := AnswerState(r.text()); state {
		case PreferNotToSay, Skipped, NotAsked:
			a.State = state
		case Answered: // with an address that is kept elsewhere
			a.State = state
			r.failed = r.failed || q.Kind != Email
		default:
			r.failed = true
		}
		return a
	}
	a.State = Answered
	r.expect("{")
	switch q.Kind {
	case Single, Multiple, Dropdown:
		r.expect(`"options":`)
		a.Options = r.list(len(q.Options))
		if r.accept(`,"writeIns":`) {
			a.WriteIns = readMap(r, len(q.Options), (*decoder).text)
		}
	case Matrix:
		r.expect(`"rows":`)
		a.Rows = readMap(r, len(q.Rows), (*decoder).text)
	case Ranking:
		r.expect(`"ranking":`)
		a.Ranking = r.list(len(q.Options))
	case Budget:
		r.expect(`"amounts":`)
		a.Amounts = readMap(r, len(q.Options), (*decoder).amount)
	case Number:
		r.expect(`"number":`)
		a.Number = r.text()
	case Date:
		r.expect(`"date":`)
		if a.Date = r.text(); !isDate(a.Date) {
			r.failed = true
		}
	default:
		r.expect(`"text":`)
		a.Text = r.text()
	}
	r.expect("}")
	return a
}

// list reads at most most strings; none at all is not canonical.
func (r *decoder) list(most int) (list []string) {
	r.expect("[")
	for !r.failed {
		if len(list) == most {
			r.failed = true
			break
		}
		list = append(list, r.text())
		if !r.accept(",") {
			break
		}
	}
	r.expect("]")
	return list
}

func readMap[V any](r *decoder, most int, value func(*decoder) V) map[string]V {
	values := make(map[string]V, min(most, 16))
	r.expect("{")
	for n := 0; !r.failed; n++ {
		name := r.text()
		if _, twice := values[name]; twice || n == most {
			r.failed = true
			break
		}
		r.expect(":")
		values[name] = value(r)
		if !r.accept(",") {
			break
		}
	}
	r.expect("}")
	return values
}

func (r *decoder) amount() int64 {
	end := 0
	for end < len(r.rest) && r.rest[end] >= '0' && r.rest[end] <= '9' {
		end++
	}
	n, err := strconv.ParseInt(r.rest[:end], 10, 64)
	if err != nil {
		r.failed = true
	}
	r.rest = r.rest[end:]
	return n
}

// text reads a JSON string. It takes every escape; those that quote would not
// have written are found when the bytes are compared.
func (r *decoder) text() string {
	r.expect(`"`)
	if r.failed {
		return ""
	}
	end := strings.IndexAny(r.rest, `"\`)
	if end >= 0 && r.rest[end] == '"' { // nothing is escaped
		s := r.rest[:end]
		r.rest = r.rest[end+1:]
		return s
	}
	var b strings.Builder
	for end >= 0 {
		b.WriteString(r.rest[:end])
		c := r.rest[end]
		r.rest = r.rest[end+1:]
		if c == '"' {
			return b.String()
		}
		if !r.escape(&b) {
			break
		}
		end = strings.IndexAny(r.rest, `"\`)
	}
	r.failed = true
	return ""
}

// escape reads what follows a backslash.
func (r *decoder) escape(b *strings.Builder) bool {
	if r.rest == "" {
		return false
	}
	c := r.rest[0]
	r.rest = r.rest[1:]
	const names, values = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if i := strings.IndexByte(names, c); i >= 0 {
		b.WriteByte(values[i])
		return true
	}
	if c != 'u' || len(r.rest) < 4 {
		return false
	}
	n, err := strconv.ParseUint(r.rest[:4], 16, 16)
	r.rest = r.rest[4:]
	if err != nil || utf16.IsSurrogate(rune(n)) {
		return false
	}
	b.WriteRune(rune(n))
	return true
}
