package collected

import (
	"regexp"
	"strings"
)

// Words of headings by which columns are recognised.
var (
	identifyingWords = regexp.MustCompile(`(?i)\b(your name|full name|first name|last name|surname|forename|name of (your |the )?` +
		`(organisation|organization|respondent|group)|e-?mail|telephone|phone|mobile|address|post ?code|postal|signature|` +
		`date of birth|contact details|username|nhs number|national insurance)\b|^(name|organisation name)\b`)
	aboutWords = regexp.MustCompile(`(?i)^(submitdate|lastpage|last page|startlanguage|start language|seed|refurl|referrer url|` +
		`ipaddr|ip ?address|collector ?id|custom data ?\d*|email address|start ?date|date started|startdate|datestamp|` +
		`date last action|time spent|user ?agent|browser|language|status|progress|duration.*)$`)
	idWords       = regexp.MustCompile(`(?i)^(id|response ?id|respondent ?id|submission ?id|reference|anon id|themefinder_id|uuid|row)$`)
	receivedWords = regexp.MustCompile(`(?i)^(submitdate|date submitted|submitted( at| on)?|end ?date|date received|received|` +
		`completed( at| on)?|date completed|completion time|timestamp|created( at)?)$`)
	equalityWords = regexp.MustCompile(`(?i)\b(ethnic\w*|religio\w*|faith|belief|disab\w*|long[- ]term (health )?condition|` +
		`sexual orientation|gender|sex|transgender|trans|pregnan\w*|maternity|marital|marriage|civil partnership|` +
		`age|age group|how old|carer|caring responsibilities)\b`)
)

// Limits by which values are recognised.
const (
	fewValues  = 50 // different values of one answer from a list
	shortValue = 60 // characters of a value on average
	longValue  = 200
)

// Guess guesses what each column is.
func (t *Table) Guess() []Guess {
	profiles := make([]*profile, len(t.Columns))
	guesses := make([]Guess, len(t.Columns))
	for i := range t.Columns {
		profiles[i] = t.profile(i)
		if preset := t.Columns[i].preset; preset != nil {
			guesses[i] = Guess{Setting: *preset, Why: FileSays}
		} else {
			guesses[i] = t.guessAbout(i, profiles[i])
		}
	}
	t.guessParts(guesses, profiles)
	for i := range guesses {
		if guesses[i].Use == "" {
			guesses[i] = guessValues(profiles[i])
			guesses[i].Wording = t.wording(i)
		}
		g := &guesses[i]
		if g.Use == Single || g.Use == GridRow {
			g.Examples = profiles[i].examples()
		}
		if g.Use.IsQuestion() && g.Use != ShortText && g.Use != LongText && g.Why != FileSays {
			g.Equality = equalityWords.MatchString(g.Wording)
		}
	}
	return guesses
}

// maxExamples is how many values of a column are shown.
const maxExamples = 5

// examples returns the first values in their order.
func (p *profile) examples() (all []string) {
	values := make([]string, 0, len(p.distinct))
	for v := range p.distinct {
		values = append(values, v)
	}
	order(values)
	for _, v := range values[:min(len(values), maxExamples)] {
		all = append(all, p.spelled(v))
	}
	return all
}

// guessAbout recognises columns that are no question. Otherwise its Use is "".
func (t *Table) guessAbout(i int, p *profile) Guess {
	heading := t.Columns[i].Heading
	stem, _ := t.cut(i)
	leave := func(why Reason) Guess { return Guess{Setting: Setting{Use: LeaveOut, Wording: t.wording(i)}, Why: why} }
	switch {
	case p.answered == 0:
		return leave(Blank)
	case idWords.MatchString(heading) && p.isUnique(len(t.Rows)):
		return Guess{Setting: Setting{Use: ID}, Why: UniqueHeading}
	case receivedWords.MatchString(heading) && p.dates == p.answered:
		return Guess{Setting: Setting{Use: Received}, Why: DateHeading}
	case receivedWords.MatchString(heading):
		return leave(DatesUnclear)
	case aboutWords.MatchString(heading):
		return leave(About)
	case identifyingWords.MatchString(heading), identifyingWords.MatchString(stem):
		return leave(Identifying)
	case 2*p.contacts > p.answered:
		return leave(LooksLike)
	}
	return Guess{}
}

// isUnique reports whether each of n rows has a value that no other has.
func (p *profile) isUnique(n int) bool {
	if p.answered < n {
		return false
	}
	for _, times := range p.distinct {
		if times > 1 {
			return false
		}
	}
	return true
}

// guessParts recognises columns that have one question between them: answers that are ticked, or rows of a grid.
func (t *Table) guessParts(guesses []Guess, profiles []*profile) {
	groups, order := map[string][]int{}, []string{}
	for i := range guesses {
		if stem, part := t.cut(i); part != "" && stem != "" && guesses[i].Use == "" {
			if groups[stem] == nil {
				order = append(order, stem)
			}
			groups[stem] = append(groups[stem], i)
		}
	}
	for _, stem := range order {
		group := groups[stem]
		if len(group) < 2 {
			continue
		}
		use, why, values := Option, TickedParts, map[string]bool{}
		for _, i := range group {
			p := profiles[i]
			if p.ticks < p.answered {
				use = GridRow
			}
			for v := range p.distinct {
				values[v] = true
			}
		}
		if use == GridRow {
			why = SameScaleParts
			if !sameScale(group, profiles, values) {
				continue
			}
		}
		for _, i := range group {
			_, part := t.cut(i)
			guesses[i] = Guess{Setting: Setting{Use: use, Wording: stem, Part: part}, Why: why, Count: len(group)}
		}
	}
}

// sameScale reports whether columns have the same few values.
func sameScale(group []int, profiles []*profile, values map[string]bool) bool {
	if len(values) < 2 || len(values) > 12 {
		return false
	}
	cells := 0
	for _, i := range group {
		if profiles[i].more || profiles[i].longest > shortValue {
			return false
		}
		cells += profiles[i].answered
	}
	all := make([]string, 0, len(values))
	for v := range values {
		all = append(all, v)
	}
	return scaleOf(all) != nil || cells >= 3*len(values)
}

// guessValues guesses what a question is by its values.
func guessValues(p *profile) Guess {
	n := len(p.distinct)
	values := make([]string, 0, n)
	for v := range p.distinct {
		values = append(values, v)
	}
	g := func(use Use, why Reason, count int) Guess {
		return Guess{Setting: Setting{Use: use}, Why: why, Count: count}
	}
	repeats := n < p.answered && !p.more
	switch {
	case p.dates == p.answered && p.numbers < p.answered:
		return g(Date, AllDates, 0)
	case !p.more && scaleOf(values) != nil:
		return g(Single, Scale, n)
	case p.numbers == p.answered && n > 12:
		return g(Number, AllNumbers, 0)
	case p.isSeparated():
		return g(Several, Separated, len(p.parts))
	case p.longest > longValue || p.total > shortValue*p.answered:
		return g(LongText, LongValues, p.longest)
	case repeats && n <= fewValues && (p.answered < 20 || 5*n <= 2*p.answered):
		return g(Single, FewValues, n)
	}
	return g(ShortText, MixedValues, n)
}

// isSeparated reports whether cells have several of a few values.
func (p *profile) isSeparated() bool {
	n := len(p.parts)
	return p.parted > 0 && !p.manyPart && n <= fewValues && 2*n < p.answered+p.parted && 2*n <= sum(p.parts) &&
		p.total <= 4*shortValue*p.answered
}

func sum(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// wording returns the wording of a question with one column.
func (t *Table) wording(i int) string {
	c := &t.Columns[i]
	stem, part := t.cut(i)
	switch {
	case part == "", fold(stem) == fold(part):
		return stem
	case c.Part != "":
		return stem + " – " + part
	}
	return strings.TrimSpace(c.Heading)
}
