package survey

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// inspection is one look over a whole form.
type inspection struct {
	report
	f      *Form
	byID   map[string]int // the place of each question; the first of those that share an id
	list   []*Question
	pageOf []*Page
}

// inspect reports all that keeps f from being asked. It mends one thing: line
// ends, which editors on some systems write as two characters.
func (f *Form) inspect() error {
	in := &inspection{f: f, byID: map[string]int{}}
	in.id("form", f.ID)
	in.id("edition", f.Edition)
	in.unless(isLang(f.Lang), `Give the form a language, such as "lang": "en".`)
	in.words("the title of the form", "title", &f.Title, MaxTitle, true)
	in.words("the intro of the form", "intro", &f.Intro, MaxBody, false)
	in.unless(len(f.Pages) <= MaxPages, "Ask on fewer pages: %d are the most.", MaxPages)
	pages := map[string]bool{}
	size, answerable := 0, false
	for i := range f.Pages {
		page := &f.Pages[i]
		in.at = FormProblem{Page: page.ID}
		in.id("page", page.ID)
		in.unless(!pages[page.ID], "Give one of the pages %q another id: there are two.", page.ID)
		pages[page.ID] = true
		in.words("the title of page "+page.ID, "title", &page.Title, MaxTitle, false)
		in.words("the intro of page "+page.ID, "intro", &page.Intro, MaxBody, false)
		in.unless(len(page.Questions) > 0, "Put a question or a panel on page %q: it is empty.", page.ID)
	}
	for page, q := range f.questions() {
		in.at = FormProblem{Page: page.ID, Question: q.ID}
		in.id("question", q.ID)
		if _, twice := in.byID[q.ID]; twice {
			in.say("Give one of the questions %q another id: there are two.", q.ID)
		} else {
			in.byID[q.ID] = len(in.list)
		}
		in.list, in.pageOf = append(in.list, q), append(in.pageOf, page)
		in.question(q)
		size += q.size()
		answerable = answerable || q.Kind != Panel
	}
	in.at = FormProblem{}
	in.unless(answerable, "Ask something: the form has no question that can be answered.")
	in.unless(len(in.list) <= MaxQuestions, "Ask fewer questions: %d are the most.", MaxQuestions)
	in.unless(size <= MaxAllText, "Lower maxLength or ask for fewer texts: answers could hold %s characters, and %s are the most.",
		thousands(itoa(size)), thousands(itoa(MaxAllText)))
	if len(in.list) <= MaxQuestions && in.conditions() {
		in.reach()
	}
	return in.err()
}

func (in *inspection) id(what, id string) {
	in.unless(isID(id) && len(id) <= MaxID,
		"Change the id %q of the %s: use small letters, digits and single hyphens, a letter first, %d at the most.", id, what, MaxID)
}

func isID(s string) bool {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		c, last := s[i], i == len(s)-1
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
		case c == '-' && !last && s[i+1] != '-':
		default:
			return false
		}
	}
	return true
}

// isLang reports whether s has the shape of a BCP 47 tag.
func isLang(s string) bool {
	for i, part := range strings.Split(s, "-") {
		least, most := 1, 8
		if i == 0 {
			least, most = 2, 3
		}
		if len(part) < least || len(part) > most || len(s) > MaxID {
			return false
		}
		for j := range len(part) {
			c := part[j] | 0x20 // small letters
			if (c < 'a' || c > 'z') && (i == 0 || part[j] < '0' || part[j] > '9') {
				return false
			}
		}
	}
	return true
}

// words checks a text of the form, which stands in member, and mends its line
// ends.
func (in *inspection) words(what, member string, text *string, most int, needed bool) {
	if strings.ContainsRune(*text, '\r') {
		*text = CleanText(*text)
	}
	defer func(outside string) { in.at.Member = outside }(in.at.Member)
	in.at.Member = member
	switch {
	case needed && isBlank(*text):
		in.say("Write %s.", what)
	case utf8.RuneCountInString(*text) > most:
		in.say("Shorten %s to %s characters.", what, thousands(itoa(most)))
	case CleanText(*text) != *text || strings.ContainsRune(*text, utf8.RuneError):
		// Also what JSON made of half a surrogate pair.
		in.say("Take the broken or invisible control characters out of %s.", what)
	}
}

// The settings that mean something for some kinds only.
var settings = []struct {
	name  string
	set   func(*Question) bool
	kinds []Kind
}{
	{"options", func(q *Question) bool { return len(q.Options) > 0 }, []Kind{Single, Multiple, Dropdown, Matrix, Ranking, Budget}},
	{"rows", func(q *Question) bool { return len(q.Rows) > 0 }, []Kind{Matrix}},
	{"min", func(q *Question) bool { return q.Min != nil }, []Kind{Multiple, Ranking}},
	{"max", func(q *Question) bool { return q.Max != nil }, []Kind{Multiple, Ranking}},
	{"least", func(q *Question) bool { return q.Least != nil }, []Kind{Number, Date}},
	{"most", func(q *Question) bool { return q.Most != nil }, []Kind{Number, Date}},
	{"decimals", func(q *Question) bool { return q.Decimals != 0 }, []Kind{Number}},
	{"maxLength", func(q *Question) bool { return q.MaxLength != 0 }, []Kind{ShortText, LongText}},
	{"total", func(q *Question) bool { return q.Total != 0 }, []Kind{Budget}},
	{"unit", func(q *Question) bool { return q.Unit != "" }, []Kind{Budget}},
	{"required", func(q *Question) bool { return q.Required }, answered},
	{"preferNotToSay", func(q *Question) bool { return q.PreferNotToSay }, answered},
}

// answered are all kinds but the panel.
var answered = []Kind{Single, Multiple, Dropdown, Matrix, Ranking, Number, Date, ShortText, LongText, Email, Postcode, Budget}

func (in *inspection) question(q *Question) {
	if q.Kind != Panel && !slices.Contains(answered, q.Kind) {
		in.say("Change the kind %q of question %q: it can be %s or panel.", q.Kind, q.ID, strings.Join(kindNames(), ", "))
		return
	}
	for _, setting := range settings {
		in.unless(!setting.set(q) || slices.Contains(setting.kinds, q.Kind),
			"Take %s out of question %q: it means nothing for the kind %s.", setting.name, q.ID, q.Kind)
	}
	in.words("the text of question "+q.ID, "text", &q.Text, MaxQuestionText, q.Kind != Panel || isBlank(q.Body))
	in.words("the hint of question "+q.ID, "hint", &q.Hint, MaxTitle, false)
	in.words("the body of question "+q.ID, "body", &q.Body, MaxBody, false)
	in.words("the unit of question "+q.ID, "unit", &q.Unit, MaxTitle, false)
	fewest := map[Kind]int{Single: 1, Multiple: 1, Dropdown: 1, Matrix: 2, Ranking: 2, Budget: 2}[q.Kind]
	in.unless(len(q.Options) >= fewest, "Give question %q at least %s.", q.ID, count(fewest, "option"))
	in.unless(len(q.Options) <= MaxOptions, "Give question %q fewer options: %d are the most.", q.ID, MaxOptions)
	in.unless(q.Kind != Matrix || len(q.Rows) > 0, "Give question %q a row.", q.ID)
	in.unless(len(q.Rows) <= MaxRows, "Give question %q fewer rows: %d are the most.", q.ID, MaxRows)
	in.options(q, "option", q.Options)
	in.options(q, "row", q.Rows)
	in.numbers(q)
}

func kindNames() (names []string) {
	for _, kind := range answered {
		names = append(names, string(kind))
	}
	return names
}

func (in *inspection) options(q *Question, what string, list []Option) {
	ids, texts := map[string]bool{}, map[string]bool{}
	for i := range list {
		o := &list[i]
		in.at.Option, in.at.Member = o.ID, what+"s"
		in.id(what+" in question "+q.ID, o.ID)
		in.words("the text of "+what+" "+o.ID+" in question "+q.ID, what+"s.text", &o.Text, MaxTitle, true)
		in.words("the hint of "+what+" "+o.ID+" in question "+q.ID, what+"s.hint", &o.Hint, MaxTitle, false)
		in.unless(!ids[o.ID], "Give one %s %q of question %q another id: there are two.", what, o.ID, q.ID)
		in.unless(ids[o.ID] || !texts[o.Text], "Word %s %q of question %q differently: another one says %q too.", what, o.ID, q.ID, o.Text)
		in.unless(o.ID != notSay && !strings.EqualFold(strings.TrimSpace(o.Text), "prefer not to say"),
			"Take %s %q out of question %q and set preferNotToSay: it is a state of its own, not an answer.", what, o.ID, q.ID)
		in.unless(!o.WriteIn || what == "option" && q.chooses(), "Take writeIn out of %s %q of question %q: nothing can be written in there.", what, o.ID, q.ID)
		in.unless(!o.Exclusive || what == "option" && q.Kind == Multiple, "Take exclusive out of %s %q of question %q: only options of kind multiple can be.", what, o.ID, q.ID)
		ids[o.ID], texts[o.Text] = true, true
	}
	in.at.Option, in.at.Member = "", ""
}

// numbers checks the bounds of q.
func (in *inspection) numbers(q *Question) {
	most := 0
	for i := range q.Options {
		if !q.Options[i].Exclusive {
			most++
		}
	}
	low, high := q.howMany()
	if q.Min != nil {
		in.unless(*q.Min >= 1 && *q.Min <= most, "Set min of question %q between 1 and %d.", q.ID, most)
	}
	if q.Max != nil {
		in.unless(*q.Max >= 1 && *q.Max <= most, "Set max of question %q between 1 and %d.", q.ID, most)
	}
	in.unless(q.Min == nil || low <= high, "Set min of question %q no higher than max.", q.ID)
	in.unless(0 <= q.Decimals && q.Decimals <= MaxDecimals, "Set decimals of question %q between 0 and %d.", q.ID, MaxDecimals)
	longest := MaxShortText
	if q.Kind == LongText {
		longest = MaxLongText
	}
	in.unless(0 <= q.MaxLength && q.MaxLength <= longest, "Set maxLength of question %q between 1 and %d.", q.ID, longest)
	in.unless(q.Kind != Budget || 1 <= q.Total && len(itoa(int(q.Total))) <= MaxDigits, "Set total of question %q to 1 or more, of no more than %d digits.", q.ID, MaxDigits)
	sound := in.bound(q, "least", q.Least)
	sound = in.bound(q, "most", q.Most) && sound
	if sound && q.Least != nil && q.Most != nil {
		compare := compareNumbers
		if q.Kind == Date {
			compare = strings.Compare
		}
		in.unless(compare(*q.Least, *q.Most) <= 0, "Set least of question %q no higher than most.", q.ID)
	}
}

func (in *inspection) bound(q *Question, name string, bound *string) bool {
	if bound == nil {
		return true
	}
	spelling, ok := q.readBound(*bound)
	switch {
	case ok && spelling == *bound && (q.Kind == Date || decimals(spelling) <= q.Decimals):
		return true
	case q.Kind == Date:
		in.say("Write %s of question %q as a date like 2016-05-27, not %q.", name, q.ID, *bound)
	case q.Kind == Number:
		in.say("Write %s of question %q as a plain number with at most %s, not %q.", name, q.ID, count(q.Decimals, "decimal place"), *bound)
	}
	return false
}
