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
	errOtherForm    = errors.New("survey: these answers belong to another version of the form")
	errNoFit        = errors.New("survey: these answers could not have been given to this form")
)

// ParseAnswers takes back what Canonical gave. It refuses all other bytes, even
// those that would mean the same: a blank, a member twice, another order, a
// byte-order mark, anything after the end. So two texts never stand for the
// same answers, and nothing gets in that Check would not have let in.
func ParseAnswers(f *Form, canonical []byte) (Answers, error) {
	if len(canonical) > MaxAnswersBytes || !utf8.Valid(canonical) {
		return Answers{}, errNotCanonical
	}
	r := reader{rest: string(canonical)}
	a, err := r.answers(f)
	if err != nil {
		return Answers{}, err
	}
	if !a.couldBe() {
		return Answers{}, errNoFit
	}
	if string(a.Canonical()) != string(canonical) {
		return Answers{}, errNotCanonical
	}
	return a, nil
}

// couldBe reports whether checking the answers of a gives a, and puts what the
// check read in the place of what was decoded. What lies in the other part is
// not known here, so a condition that looks at it may have gone either way.
func (a Answers) couldBe() bool {
	p := a.form.planned()
	w := &walk{plan: p, raw: a.Raw(), answers: make([]Answer, len(p.steps))}
	for _, page := range p.pages {
		for i := page.first; i < page.last; i++ {
			s := &p.steps[i]
			if !a.part.holds(s) {
				continue
			}
			pageHolds, pageKnown := page.when.judge(a.list, w.answers)
			holds, known := s.when.judge(a.list, w.answers)
			asked := a.list[i].State != NotAsked
			switch {
			case asked && (pageKnown && !pageHolds || known && !holds):
				return false
			case !asked && pageKnown && pageHolds && known && holds:
				return false
			case !asked:
				w.answers[i].State = NotAsked
				continue
			case a.list[i].withheld(s.q):
				w.answers[i] = a.list[i]
				continue
			}
			w.now = s
			w.answers[i] = w.read(s)
			if w.answers[i].State != a.list[i].State {
				return false
			}
		}
	}
	copy(a.list, w.answers)
	return len(w.problems) == 0
}

// judge evaluates r if all that it tests is in the part that was decoded.
func (r *rule) judge(decoded, read []Answer) (holds, known bool) {
	known = r.within(decoded)
	return known && r.holds(read), known
}

// within reports whether all that r tests is among answers.
func (r *rule) within(answers []Answer) bool {
	if r == nil {
		return true
	}
	for i := range r.parts {
		if !r.parts[i].within(answers) {
			return false
		}
	}
	return r.op <= opNot || r.at < 0 || answers[r.at].State != "" || r.q.Kind == Panel
}

// reader reads canonical bytes, and only them: it knows what must come next.
// After the first surprise it reads nothing more.
type reader struct {
	rest string
	bad  bool
}

// take steps over s if it comes next.
func (r *reader) take(s string) bool {
	if r.bad || !strings.HasPrefix(r.rest, s) {
		return false
	}
	r.rest = r.rest[len(s):]
	return true
}

// must steps over s, which has to come next.
func (r *reader) must(s string) {
	if !r.take(s) {
		r.bad = true
	}
}

func (r *reader) answers(f *Form) (Answers, error) {
	p := f.planned()
	r.must(`{"form":`)
	version := r.text()
	r.must(`,"part":`)
	a := Answers{f, part(r.text()), make([]Answer, len(p.steps))}
	r.must(`,"answers":{`)
	if r.bad || a.part != whole && a.part != main && a.part != monitoring {
		return Answers{}, errNotCanonical
	}
	if version != p.version {
		return Answers{}, errOtherForm
	}
	first := true
	for i := range p.steps {
		if !a.part.holds(&p.steps[i]) {
			continue
		}
		if !first {
			r.must(",")
		}
		first = false
		q := p.steps[i].q
		if r.text() != q.ID {
			r.bad = true
		}
		r.must(":")
		a.list[i] = r.answer(q)
	}
	r.must("}}")
	if r.bad || r.rest != "" {
		return Answers{}, errNotCanonical
	}
	return a, nil
}

func (r *reader) answer(q *Question) (a Answer) {
	if strings.HasPrefix(r.rest, `"`) {
		switch state := State(r.text()); state {
		case PreferNotToSay, Skipped, NotAsked:
			a.State = state
		case Answered: // with an address that is kept elsewhere
			a.State = state
			r.bad = r.bad || q.Kind != Email
		default:
			r.bad = true
		}
		return a
	}
	a.State = Answered
	r.must("{")
	switch q.Kind {
	case Single, Multiple, Dropdown:
		r.must(`"options":`)
		a.Options = r.list(len(q.Options))
		if r.take(`,"writeIns":`) {
			a.WriteIns = readMap(r, len(q.Options), (*reader).text)
		}
	case Matrix:
		r.must(`"rows":`)
		a.Rows = readMap(r, len(q.Rows), (*reader).text)
	case Ranking:
		r.must(`"ranking":`)
		a.Ranking = r.list(len(q.Options))
	case Budget:
		r.must(`"amounts":`)
		a.Amounts = readMap(r, len(q.Options), (*reader).amount)
	case Number:
		r.must(`"number":`)
		a.Number = r.text()
	case Date:
		r.must(`"date":`)
		if a.Date = r.text(); !isDate(a.Date) {
			r.bad = true
		}
	default:
		r.must(`"text":`)
		a.Text = r.text()
	}
	r.must("}")
	return a
}

// list reads at most most strings; none at all is not canonical.
func (r *reader) list(most int) (list []string) {
	r.must("[")
	for !r.bad {
		if len(list) == most {
			r.bad = true
			break
		}
		list = append(list, r.text())
		if !r.take(",") {
			break
		}
	}
	r.must("]")
	return list
}

func readMap[V any](r *reader, most int, value func(*reader) V) map[string]V {
	values := make(map[string]V, min(most, 16))
	r.must("{")
	for n := 0; !r.bad; n++ {
		name := r.text()
		if _, twice := values[name]; twice || n == most {
			r.bad = true
			break
		}
		r.must(":")
		values[name] = value(r)
		if !r.take(",") {
			break
		}
	}
	r.must("}")
	return values
}

func (r *reader) amount() int64 {
	end := 0
	for end < len(r.rest) && r.rest[end] >= '0' && r.rest[end] <= '9' {
		end++
	}
	n, err := strconv.ParseInt(r.rest[:end], 10, 64)
	if err != nil {
		r.bad = true
	}
	r.rest = r.rest[end:]
	return n
}

// text reads a JSON string. It takes every escape; those that quote would not
// have written are found when the bytes are compared.
func (r *reader) text() string {
	r.must(`"`)
	if r.bad {
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
	r.bad = true
	return ""
}

// escape reads what follows a backslash.
func (r *reader) escape(b *strings.Builder) bool {
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
