package survey

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// validator is one look over a whole form.
type validator struct {
	errorList
	f         *Form
	byID      map[string]int // the place of each question; the first of those that share an id
	questions []*Question
	pageOf    []*Page
}

// validate reports all that keeps f from being asked. It mends one thing: line
// ends, which editors on some systems write as two characters.
func (f *Form) validate() error {
	in := &validator{f: f, byID: map[string]int{}}
	in.checkID("form", f.ID)
	in.checkID("edition", f.Edition)
	in.require(isLang(f.Lang), `Give the form a language, such as "lang": "en".`)
	in.checkText("the title of the form", "title", &f.Title, MaxTitle, true)
	in.checkText("the intro of the form", "intro", &f.Intro, MaxBody, false)
	in.require(len(f.Pages) <= MaxPages, "Ask on fewer pages: %d are the most.", MaxPages)
	pages := map[string]bool{}
	size, answerable := 0, false
	for i := range f.Pages {
		page := &f.Pages[i]
		in.location = FormProblem{Page: page.ID}
		in.checkID("page", page.ID)
		in.require(!pages[page.ID], "Give one of the pages %q another id: there are two.", page.ID)
		pages[page.ID] = true
		in.checkText("the title of page "+page.ID, "title", &page.Title, MaxTitle, false)
		in.checkText("the intro of page "+page.ID, "intro", &page.Intro, MaxBody, false)
		in.require(len(page.Questions) > 0, "Put a question or a panel on page %q: it is empty.", page.ID).as(EmptyPage)
	}
	for page, q := range f.questions() {
		in.location = FormProblem{Page: page.ID, Question: q.ID}
		in.checkID("question", q.ID)
		if _, twice := in.byID[q.ID]; twice {
			in.add("Give one of the questions %q another id: there are two.", q.ID)
		} else {
			in.byID[q.ID] = len(in.questions)
		}
		in.questions, in.pageOf = append(in.questions, q), append(in.pageOf, page)
		in.checkQuestion(q)
		size += q.maxAnswerSize()
		answerable = answerable || q.Kind != Panel
	}
	in.location = FormProblem{}
	in.require(answerable, "Ask something: the form has no question that can be answered.").as(NothingToAnswer)
	in.require(len(in.questions) <= MaxQuestions, "Ask fewer questions: %d are the most.", MaxQuestions)
	in.require(size <= MaxAllText, "Lower maxLength or ask for fewer texts: answers could hold %s characters, and %s are the most.",
		thousands(itoa(size)), thousands(itoa(MaxAllText)))
	if len(in.questions) <= MaxQuestions && in.checkConditions() {
		in.checkReachability()
	}
	return in.err()
}

func (in *validator) checkID(what, id string) {
	in.require(isID(id) && len(id) <= MaxID,
		"Change the id %q of the %s: use small letters, digits and single hyphens, a letter first, %d at the most.", id, what, MaxID).
		as(InvalidID)
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

// checkText checks a text of the form, which stands in member, and mends its line
// ends.
func (in *validator) checkText(what, member string, text *string, most int, needed bool) {
	if strings.ContainsRune(*text, '\r') {
		*text = CleanText(*text)
	}
	defer func(outside string) { in.location.Member = outside }(in.location.Member)
	in.location.Member = member
	switch {
	case needed && isBlank(*text):
		in.add("Write %s.", what).as(MissingText)
	case utf8.RuneCountInString(*text) > most:
		in.add("Shorten %s to %s characters.", what, thousands(itoa(most)))
	case CleanText(*text) != *text || strings.ContainsRune(*text, utf8.RuneError):
		// Also what JSON made of half a surrogate pair.
		in.add("Take the broken or invisible control characters out of %s.", what)
	}
}

// The settings that mean something for some kinds only.
var kindSettings = []struct {
	name  string
	set   func(*Question) bool
	kinds []QuestionKind
}{
	{"options", func(q *Question) bool { return len(q.Options) > 0 }, []QuestionKind{Single, Multiple, Dropdown, Matrix, Ranking, Budget}},
	{"rows", func(q *Question) bool { return len(q.Rows) > 0 }, []QuestionKind{Matrix}},
	{"min", func(q *Question) bool { return q.Min != nil }, []QuestionKind{Multiple, Ranking}},
	{"max", func(q *Question) bool { return q.Max != nil }, []QuestionKind{Multiple, Ranking}},
	{"least", func(q *Question) bool { return q.Least != nil }, []QuestionKind{Number, Date}},
	{"most", func(q *Question) bool { return q.Most != nil }, []QuestionKind{Number, Date}},
	{"decimals", func(q *Question) bool { return q.Decimals != 0 }, []QuestionKind{Number}},
	{"maxLength", func(q *Question) bool { return q.MaxLength != 0 }, []QuestionKind{ShortText, LongText}},
	{"total", func(q *Question) bool { return q.Total != 0 }, []QuestionKind{Budget}},
	{"unit", func(q *Question) bool { return q.Unit != "" }, []QuestionKind{Budget}},
	{"required", func(q *Question) bool { return q.Required }, answerableKinds},
	{"preferNotToSay", func(q *Question) bool { return q.PreferNotToSay }, answerableKinds},
}

// answerableKinds are all kinds but the panel.
var answerableKinds = []QuestionKind{
	Single,
	Multiple,
	Dropdown,
	Matrix,
	Ranking,
	Number,
	Date,
	ShortText,
	LongText,
	Email,
	Postcode,
	Budget,
}

func (in *validator) checkQuestion(q *Question) {
	if q.Kind != Panel && !slices.Contains(answerableKinds, q.Kind) {
		in.add("Change the kind %q of question %q: it can be %s or panel.", q.Kind, q.ID, strings.Join(kindNames(), ", "))
		return
	}
	for _, setting := range kindSettings {
		in.require(!setting.set(q) || slices.Contains(setting.kinds, q.Kind),
			"Take %s out of question %q: it means nothing for the kind %s.", setting.name, q.ID, q.Kind)
	}
	in.checkText("the text of question "+q.ID, "text", &q.Text, MaxQuestionText, q.Kind != Panel || isBlank(q.Body))
	in.checkText("the hint of question "+q.ID, "hint", &q.Hint, MaxTitle, false)
	in.checkText("the body of question "+q.ID, "body", &q.Body, MaxBody, false)
	in.checkText("the unit of question "+q.ID, "unit", &q.Unit, MaxTitle, false)
	fewest := map[QuestionKind]int{Single: 1, Multiple: 1, Dropdown: 1, Matrix: 2, Ranking: 2, Budget: 2}[q.Kind]
	in.require(len(q.Options) >= fewest, "Give question %q at least %s.", q.ID, pluralise(fewest, "option")).as(TooFewOptions).limit(fewest)
	in.require(len(q.Options) <= MaxOptions, "Give question %q fewer options: %d are the most.", q.ID, MaxOptions).
		as(TooManyOptions).limit(MaxOptions)
	in.require(q.Kind != Matrix || len(q.Rows) > 0, "Give question %q a row.", q.ID).as(MissingRow)
	in.require(len(q.Rows) <= MaxRows, "Give question %q fewer rows: %d are the most.", q.ID, MaxRows).as(TooManyRows).limit(MaxRows)
	in.checkOptions(q, "option", q.Options)
	in.checkOptions(q, "row", q.Rows)
	in.checkNumbers(q)
}

func kindNames() (names []string) {
	for _, kind := range answerableKinds {
		names = append(names, string(kind))
	}
	return names
}

func (in *validator) checkOptions(q *Question, what string, list []Option) {
	ids, texts := map[string]bool{}, map[string]bool{}
	for i := range list {
		o := &list[i]
		in.location.Option, in.location.Member = o.ID, what+"s"
		in.checkID(what+" in question "+q.ID, o.ID)
		in.checkText("the text of "+what+" "+o.ID+" in question "+q.ID, what+"s.text", &o.Text, MaxTitle, true)
		in.checkText("the hint of "+what+" "+o.ID+" in question "+q.ID, what+"s.hint", &o.Hint, MaxTitle, false)
		in.require(!ids[o.ID], "Give one %s %q of question %q another id: there are two.", what, o.ID, q.ID)
		in.require(ids[o.ID] || !texts[o.Text], "Word %s %q of question %q differently: another one says %q too.", what, o.ID, q.ID, o.Text).
			as(DuplicateText).value(o.Text)
		in.require(o.ID != preferNotToSayID && !strings.EqualFold(strings.TrimSpace(o.Text), "prefer not to say"),
			"Take %s %q out of question %q and set preferNotToSay: it is a state of its own, not an answer.", what, o.ID, q.ID).
			as(PreferNotToSayOption)
		in.require(
			!o.WriteIn || what == "option" && q.isChoice(),
			"Take writeIn out of %s %q of question %q: nothing can be written in there.",
			what,
			o.ID,
			q.ID,
		)
		in.require(
			!o.Exclusive || what == "option" && q.Kind == Multiple,
			"Take exclusive out of %s %q of question %q: only options of kind multiple can be.",
			what,
			o.ID,
			q.ID,
		)
		ids[o.ID], texts[o.Text] = true, true
	}
	in.location.Option, in.location.Member = "", ""
}

// checkNumbers checks the bounds of q.
func (in *validator) checkNumbers(q *Question) {
	most := 0
	for i := range q.Options {
		if !q.Options[i].Exclusive {
			most++
		}
	}
	low, high := q.choiceLimits()
	if q.Min != nil {
		in.require(*q.Min >= 1 && *q.Min <= most, "Set min of question %q between 1 and %d.", q.ID, most).as(MinOutOfRange).limit(most)
	}
	if q.Max != nil {
		in.require(*q.Max >= 1 && *q.Max <= most, "Set max of question %q between 1 and %d.", q.ID, most).as(MaxOutOfRange).limit(most)
	}
	in.require(q.Min == nil || low <= high, "Set min of question %q no higher than max.", q.ID).as(MinAboveMax)
	in.require(0 <= q.Decimals && q.Decimals <= MaxDecimals, "Set decimals of question %q between 0 and %d.", q.ID, MaxDecimals).
		as(DecimalsOutOfRange).limit(MaxDecimals)
	longest := MaxShortText
	if q.Kind == LongText {
		longest = MaxLongText
	}
	in.require(0 <= q.MaxLength && q.MaxLength <= longest, "Set maxLength of question %q between 1 and %d.", q.ID, longest).
		as(MaxLengthOutOfRange).limit(longest)
	in.require(
		q.Kind != Budget || 1 <= q.Total && len(itoa(int(q.Total))) <= MaxDigits,
		"Set total of question %q to 1 or more, of no more than %d digits.",
		q.ID,
		MaxDigits,
	).as(TotalOutOfRange)
	sound := in.checkBound(q, "least", q.Least)
	sound = in.checkBound(q, "most", q.Most) && sound
	if sound && q.Least != nil && q.Most != nil {
		compare := compareNumbers
		if q.Kind == Date {
			compare = strings.Compare
		}
		in.require(compare(*q.Least, *q.Most) <= 0, "Set least of question %q no higher than most.", q.ID).as(LeastAboveMost)
	}
}

func (in *validator) checkBound(q *Question, name string, bound *string) bool {
	if bound == nil {
		return true
	}
	spelling, ok := q.parseBound(*bound)
	switch {
	case ok && spelling == *bound && (q.Kind == Date || decimalPlaces(spelling) <= q.Decimals):
		return true
	case q.Kind == Date:
		in.add("Write %s of question %q as a date like 2016-05-27, not %q.", name, q.ID, *bound).as(InvalidDateLimit).value(*bound)
	case q.Kind == Number:
		in.add("Write %s of question %q as a plain number with at most %s, not %q.", name, q.ID, pluralise(q.Decimals, "decimal place"), *bound).
			as(InvalidNumberLimit).value(*bound)
	}
	return false
}
