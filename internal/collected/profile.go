package collected

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// profile is what the values of a column are like.
type profile struct {
	answered int            // cells that are not blank
	distinct map[string]int // how often each folded value occurs, of the first maxDistinct
	spelling map[string]map[string]int
	more     bool // there are more than maxDistinct
	longest  int  // characters
	total    int  // characters
	numbers  int  // as long as all values are; the same for dates and ticks
	dates    int
	contacts int // values that look like an email address, a telephone number or a postcode
	ticks    int // values that are ticks, or the part of the heading
	parted   int // values with a separator
	parts    map[string]int
	manyPart bool
}

// maxDistinct is how many different values of a column are remembered.
const maxDistinct = 400

var (
	emailValue    = regexp.MustCompile(`^\S+@\S+\.\S+$`)
	phoneValue    = regexp.MustCompile(`^(\+44|0)[\d ()-]{9,15}$`)
	postcodeValue = regexp.MustCompile(`(?i)^[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}$`)
	addressValue  = regexp.MustCompile(`^\d{1,3}(\.\d{1,3}){3}$`)
)

// fold returns a value as it is compared: in lower case, with single blanks.
func fold(value string) string { return strings.ToLower(strings.Join(strings.Fields(value), " ")) }

func (t *Table) profile(i int) *profile {
	p := &profile{distinct: map[string]int{}, spelling: map[string]map[string]int{}, parts: map[string]int{}}
	_, part := t.cut(i)
	for r := range t.Rows {
		p.add(strings.TrimSpace(t.Rows[r].Cell(i)), part)
	}
	return p
}

func (p *profile) add(value, part string) {
	if value == "" {
		return
	}
	p.answered++
	n := utf8.RuneCountInString(value)
	p.longest, p.total = max(p.longest, n), p.total+n
	key := fold(value)
	switch {
	case p.distinct[key] > 0 || len(p.distinct) < maxDistinct:
		p.distinct[key]++
		if p.spelling[key] == nil {
			p.spelling[key] = map[string]int{}
		}
		if len(p.spelling[key]) < 20 {
			p.spelling[key][strings.Join(strings.Fields(value), " ")]++
		}
	default:
		p.more = true
	}
	if n <= 64 {
		before := p.answered - 1
		if _, ok := parseNumber(value); ok && p.numbers == before {
			p.numbers++
		}
		if p.dates == before {
			if _, ok := parseDate(value); ok {
				p.dates++
			}
		}
		if emailValue.MatchString(value) || phoneValue.MatchString(value) || postcodeValue.MatchString(value) ||
			addressValue.MatchString(value) {
			p.contacts++
		}
		if _, ok := ticked(value, part); ok && p.ticks == before {
			p.ticks++
		}
	}
	all := separate(value)
	if len(all) > 1 {
		p.parted++
	}
	for _, one := range all {
		if key := fold(one); p.parts[key] > 0 || len(p.parts) < maxDistinct {
			p.parts[key]++
		} else {
			p.manyPart = true
		}
	}
}

// separate splits a cell with several answers.
func separate(value string) (all []string) {
	for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ';' || r == '|' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// spelled returns the spelling of a folded value that occurs most often; of several, the first in the alphabet.
func (p *profile) spelled(key string) string {
	best := ""
	for _, s := range slices.Sorted(maps.Keys(p.spelling[key])) {
		if best == "" || p.spelling[key][s] > p.spelling[key][best] {
			best = s
		}
	}
	return best
}

// ticked returns whether a cell of one answer says that it was chosen; ok is false if it says neither.
func ticked(value, part string) (chosen, ok bool) {
	switch fold(value) {
	case "", "0", "no", "n", "false", "not selected", "unchecked", "n/a", "-":
		return false, true
	case "1", "yes", "y", "true", "selected", "checked", "x", "✓", "✔":
		return true, true
	}
	return true, part != "" && fold(value) == fold(part)
}

// scales are scales with their order. Values that are all of one scale are in its order.
var scales = [][]string{
	{"strongly agree", "agree", "tend to agree", "slightly agree", "neither agree nor disagree", "neutral", "neither",
		"slightly disagree", "tend to disagree", "disagree", "strongly disagree"},
	{"strongly support", "support", "tend to support", "neither support nor oppose", "tend to oppose", "oppose", "strongly oppose"},
	{"very satisfied", "satisfied", "fairly satisfied", "neither satisfied nor dissatisfied", "fairly dissatisfied", "dissatisfied",
		"very dissatisfied"},
	{"very important", "important", "fairly important", "neither important nor unimportant", "not very important", "unimportant",
		"not important", "not at all important"},
	{"very positive", "positive", "neutral", "no effect", "no impact", "negative", "very negative"},
	{"very good", "good", "fair", "average", "poor", "very poor"},
	{"very likely", "likely", "fairly likely", "neither likely nor unlikely", "unlikely", "very unlikely"},
	{"very easy", "easy", "neither easy nor difficult", "difficult", "very difficult"},
	{"always", "usually", "often", "sometimes", "rarely", "never"},
	{"daily", "weekly", "monthly", "yearly", "less often", "never"},
	{"yes", "in part", "partly", "to some extent", "maybe", "no"},
	{"a great deal", "a lot", "a fair amount", "to some extent", "a little", "not very much", "not at all"},
}

// last are values that are put after the others.
var last = []string{"other", "other (please specify)", "none of these", "none of the above", "not applicable", "n/a", "not sure", "unsure",
	"no opinion", "don't know", "don’t know", "dont know", "do not know"}

// scaleOf returns the scale that all values are of, apart from those that are put last, or nil.
func scaleOf(values []string) []string {
	for _, scale := range scales {
		n := 0
		for _, v := range values {
			switch {
			case slices.Contains(scale, v):
				n++
			case !slices.Contains(last, v) && !isPreferNotToSay(v):
				n = -len(values)
			}
		}
		if n >= 2 {
			return scale
		}
	}
	return nil
}

// order sorts folded values: by their scale, as numbers or by the alphabet, and those that are put last.
func order(values []string) {
	scale := scaleOf(values)
	slices.SortFunc(values, func(a, b string) int {
		if c := cmp.Compare(slices.Index(last, a), slices.Index(last, b)); c != 0 {
			return c
		}
		if scale != nil {
			return cmp.Or(cmp.Compare(slices.Index(scale, a), slices.Index(scale, b)), cmp.Compare(a, b))
		}
		x, isX := leadingNumber(a)
		y, isY := leadingNumber(b)
		if isX && isY {
			return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
		}
		return cmp.Compare(a, b)
	})
}
