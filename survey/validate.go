package survey

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// validator checks one form.
type validator struct {
	errorList
	f         *Form
	byID      map[string]int // index in questions; of questions with the same ID, the first
	questions []*Question
	pageOf    []*Page // by index of the question
}

// validate returns a *FormError with all problems of f, or nil. It changes line ends CR LF
// and CR in texts to LF, because editors on some systems write them.
func (f *Form) validate() error {
	in := &validator{f: f, byID: map[string]int{}}
	in.checkID("form", f.ID)
	in.checkID("edition", f.Edition)
	in.require(isLang(f.Lang), "Give the form a language (%s), such as en.", setting("lang")).in("lang")
	in.checkText("the title of the form", "title", &f.Title, MaxTitle, true)
	in.checkText("the intro of the form", "intro", &f.Intro, MaxBody, false)
	in.require(len(f.Pages) <= MaxPages, "Reduce the number of pages: the maximum is %d.", MaxPages)
	pages := map[string]bool{}
	size, answerable := 0, false
	var consent *Question
	for i := range f.Pages {
		page := &f.Pages[i]
		in.locate(f, page, nil)
		in.checkID("page", page.ID)
		in.require(!pages[page.ID], "Change the id of one of the pages %q: there are two.", page.ID).in("id")
		pages[page.ID] = true
		in.checkText("the title of page "+page.ID, "title", &page.Title, MaxTitle, false)
		in.checkText("the intro of page "+page.ID, "intro", &page.Intro, MaxBody, false)
		in.require(len(page.Questions) > 0, "Add a question or a panel to page %q: it is empty.", page.ID).as(EmptyPage)
	}
	for page, q := range f.questions() {
		in.locate(f, page, q)
		in.checkID("question", q.ID)
		if _, twice := in.byID[q.ID]; twice {
			in.add("Change the id of one of the questions %q: there are two.", q.ID).in("id")
		} else {
			in.byID[q.ID] = len(in.questions)
		}
		in.questions, in.pageOf = append(in.questions, q), append(in.pageOf, page)
		in.checkQuestion(q)
		in.checkConsent(page, q, consent)
		in.require(q.Kind != Files || !page.Monitoring, "Move question %q: files cannot be on an equality monitoring page.", q.ID)
		if q.Kind == Consent {
			consent = q
		}
		size += q.maxAnswerSize()
		answerable = answerable || q.Kind != Panel
	}
	in.locate(f, nil, nil)
	in.require(answerable, "Add a question that can be answered: the form has none.").as(NothingToAnswer)
	in.require(len(in.questions) <= MaxQuestions, "Reduce the number of questions: the maximum is %d.", MaxQuestions).
		as(TooManyQuestions).limit(MaxQuestions)
	in.require(size <= MaxAllText,
		"Reduce %s or the number of texts: answers could have %s characters, and the maximum is %s.",
		setting("maxLength"), thousands(itoa(size)), thousands(itoa(MaxAllText))).as(TooMuchText).limit(MaxAllText)
	in.checkRepeats()
	// Whether conditions on repeated questions can be met is checked when Parse has repeated them.
	if len(in.questions) <= MaxQuestions && in.checkConditions() && !f.repeats() {
		in.checkReachability()
	}
	return in.err()
}

// checkID checks the ID of a part of the form, which what describes.
func (in *validator) checkID(what, id string) {
	in.require(isID(id) && len(id) <= MaxID,
		"Change the id %q of the %s: use up to %d lower-case letters, digits and single hyphens, starting with a letter.",
		id, what, MaxID).as(InvalidID).inID(what)
}

// inID sets the setting of a problem of an ID, which of says whose it is. The location of an
// option or a row is its list.
func (p *FormProblem) inID(of string) *FormProblem {
	switch {
	case of == "edition":
		return p.in("edition")
	case p.Option == "" && (p.Member == "options" || p.Member == "rows"):
		return p // its pointer names the option
	}
	return p.in("id")
}

// isID reports whether s has the form of an ID, of any length.
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

// isLang reports whether s has the form of a BCP 47 language tag.
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
			c := part[j] | 0x20 // in lower case
			if (c < 'a' || c > 'z') && (i == 0 || part[j] < '0' || part[j] > '9') {
				return false
			}
		}
	}
	return true
}

// checkText checks a text of the form, which what describes and which is in member, and
// converts its line ends.
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
		in.add("Shorten %s to %s characters.", what, thousands(itoa(most))).as(TextTooLong).limit(most)
	case CleanText(*text) != *text || strings.ContainsRune(*text, utf8.RuneError):
		// utf8.RuneError is also what encoding/json makes of half a surrogate pair.
		in.add("Remove the damaged or invisible control characters from %s.", what).as(DamagedText)
	}
}

// kindSettings lists the settings that only some kinds of question may have.
var kindSettings = []struct {
	name  string
	set   func(*Question) bool
	kinds []QuestionKind
}{
	{
		"options",
		func(q *Question) bool { return len(q.Options) > 0 },
		[]QuestionKind{
			Single, Multiple, Dropdown, Matrix, Ranking, Budget, Consent, Number, Date, Duration, Period, ShortText, LongText,
			Postcode, MatrixMultiple, Map,
		},
	},
	{"rows", func(q *Question) bool { return len(q.Rows) > 0 }, append([]QuestionKind{Matrix}, rowKinds...)},
	{"min", func(q *Question) bool { return q.Min != nil }, []QuestionKind{Multiple, Ranking, MatrixMultiple, Map, Places}},
	{"max", func(q *Question) bool { return q.Max != nil }, []QuestionKind{Multiple, Ranking, MatrixMultiple, Files, Map, Places}},
	{"least", func(q *Question) bool { return q.Least != nil }, []QuestionKind{Number, Date, Duration, Period, MatrixNumber}},
	{"most", func(q *Question) bool { return q.Most != nil }, []QuestionKind{Number, Date, Duration, Period, MatrixNumber}},
	{"leastOf", func(q *Question) bool { return q.LeastOf != "" }, []QuestionKind{Number, Date, Duration, MatrixNumber}},
	{"mostOf", func(q *Question) bool { return q.MostOf != "" }, []QuestionKind{Number, Date, Duration, MatrixNumber}},
	{"totalOf", func(q *Question) bool { return q.TotalOf != "" }, []QuestionKind{Budget}},
	{"decimals", func(q *Question) bool { return q.Decimals != 0 }, []QuestionKind{Number, MatrixNumber, Map, Places}},
	{"maxLength", func(q *Question) bool { return q.MaxLength != 0 }, []QuestionKind{ShortText, LongText, MatrixText, Map}},
	{"total", func(q *Question) bool { return q.Total != 0 }, []QuestionKind{Budget}},
	{"unit", func(q *Question) bool { return q.Unit != "" }, []QuestionKind{Budget, Number, MatrixNumber}},
	{"precision", func(q *Question) bool { return q.Precision != "" }, []QuestionKind{Date, Period}},
	{"pattern", func(q *Question) bool { return q.Pattern != "" }, []QuestionKind{ShortText}},
	{"patternHelp", func(q *Question) bool { return q.PatternHelp != "" }, []QuestionKind{ShortText}},
	{"accept", func(q *Question) bool { return len(q.Accept) > 0 }, []QuestionKind{Files}},
	{"maxMegabytes", func(q *Question) bool { return q.MaxMegabytes != 0 }, []QuestionKind{Files}},
	{"units", func(q *Question) bool { return len(q.Units) > 0 }, []QuestionKind{Duration}},
	{
		"randomOrder",
		func(q *Question) bool { return q.RandomOrder },
		[]QuestionKind{Single, Multiple, Matrix, Ranking, MatrixNumber, MatrixText, MatrixMultiple},
	},
	{"marks", func(q *Question) bool { return len(q.Marks) > 0 }, []QuestionKind{Map, Places}},
	{"required", func(q *Question) bool { return q.Required }, answerableKinds},
	{"preferNotToSay", func(q *Question) bool { return q.PreferNotToSay }, answerableKinds},
}

// answerableKinds are all kinds but Panel.
var answerableKinds = []QuestionKind{
	Single, Multiple, Dropdown, Matrix, Ranking, Number, Date, Duration, Period, ShortText, LongText, Email, FullName,
	Address, Telephone, Postcode, Budget, Consent, Files, MatrixNumber, MatrixText, MatrixMultiple, Map,
}

// rowKinds are the kinds with a question for each row.
var rowKinds = []QuestionKind{MatrixNumber, MatrixText, MatrixMultiple, Map}

// checkQuestion checks the settings of q, except its ID and condition.
func (in *validator) checkQuestion(q *Question) {
	if q.Kind != Panel && !slices.Contains(answerableKinds, q.Kind) && (q.Kind != Places || q.onMap == nil) {
		in.add("Change the kind %q of question %q: it can be %s or panel.", q.Kind, q.ID, strings.Join(kindNames(), ", ")).in("kind")
		return
	}
	for _, s := range kindSettings {
		in.require(!s.set(q) || slices.Contains(s.kinds, q.Kind),
			"Remove %s from question %q: questions of kind %s do not have this setting.", setting(s.name), q.ID, q.Kind).in(s.name)
	}
	in.checkText("the text of question "+q.ID, "text", &q.Text, MaxQuestionText, q.Kind != Panel || isBlank(q.Body))
	in.checkText("the hint of question "+q.ID, "hint", &q.Hint, MaxTitle, false)
	in.checkText("the body of question "+q.ID, "body", &q.Body, MaxBody, false)
	in.checkPictures(q.Body, "body", "question "+q.ID)
	in.checkText("the unit of question "+q.ID, "unit", &q.Unit, MaxTitle, false)
	minOptions := map[QuestionKind]int{
		Single: 1, Multiple: 1, Dropdown: 1, Matrix: 2, Ranking: 2, Budget: 2, MatrixMultiple: 1, Map: 1,
	}[q.Kind]
	in.require(len(q.Options) >= minOptions, "Add options to question %q: it needs at least %d.", q.ID, minOptions).
		as(TooFewOptions).limit(minOptions).in("options")
	maxOptions := MaxOptions
	if q.Kind.HasBoxes() {
		maxOptions = MaxBoxes
	}
	in.require(len(q.Options) <= maxOptions, "Remove options from question %q: the maximum is %d.", q.ID, maxOptions).
		as(TooManyOptions).limit(maxOptions).in("options")
	in.require(q.Kind != Matrix && q.Kind.RowKind() == "" || len(q.Rows) > 0, "Add a row to question %q.", q.ID).as(MissingRow).in("rows")
	in.require(len(q.Rows) <= MaxRows, "Remove rows from question %q: the maximum is %d.", q.ID, MaxRows).
		as(TooManyRows).limit(MaxRows).in("rows")
	in.checkOptions(q, "option", q.Options)
	in.checkOptions(q, "row", q.Rows)
	in.checkNumbers(q)
	if q.Kind == ShortText {
		in.checkPattern(q)
	}
	in.checkMap(q)
}

// kindNames returns the names of all kinds but Panel.
func kindNames() (names []string) {
	for _, kind := range answerableKinds {
		names = append(names, string(kind))
	}
	return names
}

// checkPictures checks that each picture of a Markdown text is described in words.
func (in *validator) checkPictures(markdown, member, where string) {
	if strings.Contains(markdown, "![](") {
		defer func(outside string) { in.location.Member = outside }(in.location.Member)
		in.location.Member = member
		in.add("Describe the picture in %s in words, for people who cannot see it: ![A new bus stop](…).", where).
			as(PictureWithoutText)
	}
}

// checkOptions checks the options or rows of q; what is "option" or "row".
func (in *validator) checkOptions(q *Question, what string, list []Option) {
	ids, texts := map[string]bool{}, map[string]bool{}
	takesWriteIn := what == "option" && (q.isChoice() && q.Kind != Consent || q.Kind == MatrixMultiple) ||
		what == "row" && q.Kind.RowKind() != "" && q.Kind != Map
	for i := range list {
		o := &list[i]
		in.locateOption(what+"s", i, o.ID)
		in.location.Member = what + "s"
		in.checkID(what+" in question "+q.ID, o.ID)
		in.checkText("the text of "+what+" "+o.ID+" in question "+q.ID, what+"s.text", &o.Text, MaxTitle, true)
		in.checkText("the hint of "+what+" "+o.ID+" in question "+q.ID, what+"s.hint", &o.Hint, MaxTitle, false)
		in.checkText("the body of "+what+" "+o.ID+" in question "+q.ID, what+"s.body", &o.Body, MaxBody, false)
		in.checkPictures(o.Body, what+"s.body", what+" "+o.ID+" of question "+q.ID)
		in.require(!ids[o.ID], "Change the id of one of the %ss %q of question %q: there are two.", what, o.ID, q.ID)
		in.require(ids[o.ID] || !texts[o.Text],
			"Change the text of %s %q of question %q: another %[1]s has the same text %[4]q.", what, o.ID, q.ID, o.Text).
			as(DuplicateText).value(o.Text)
		in.require(o.ID != preferNotToSayID && (what == "row" || !MeansPreferNotToSay(o.Text)),
			"Remove %s %q from question %q and set %s instead.", what, o.ID, q.ID, setting("preferNotToSay")).
			as(PreferNotToSayOption).value(o.Text)
		in.require(o.ID != notValidID, "Change the id %q of %s in question %q: it has another meaning.", o.ID, what, q.ID)
		in.require(o.ID != Typed || !q.Kind.HasBoxes(),
			"Change the id %q of an option of question %q: it stands for answers that are typed.", o.ID, q.ID)
		in.require(!o.WriteIn || takesWriteIn,
			"Remove %s from %s %q of question %q: only options of kind single, multiple and dropdown can have it.",
			setting("writeIn"), what, o.ID, q.ID)
		in.require(!o.RequireWriteIn || o.WriteIn,
			"Add %s to %s %q of question %q, or remove %s.", setting("writeIn"), what, o.ID, q.ID, setting("requireWriteIn"))
		in.require(!o.Exclusive || what == "option" && (q.Kind == Multiple || q.Kind == MatrixMultiple),
			"Remove exclusive from %s %q of question %q: only options of kind multiple can have it.",
			what, o.ID, q.ID)
		in.require(!o.Fixed || q.RandomOrder && (what == "row") == q.Kind.hasRows(),
			"Remove fixed from %s %q of question %q: it is not in random order.", what, o.ID, q.ID)
		in.checkMerges(q, what, o)
		ids[o.ID], texts[o.Text] = true, true
	}
	in.location.Option, in.location.Member, in.within = "", "", ""
}

// checkNumbers checks the settings of q that are numbers or limits.
func (in *validator) checkNumbers(q *Question) {
	most := 0 // options that can be chosen together
	if q.Kind == Map || q.Kind == Places {
		most = MaxMarks
	}
	for i := range q.Options {
		if !q.Options[i].Exclusive && q.Kind != Map {
			most++
		}
	}
	low, high := q.choiceLimits()
	if q.Min != nil {
		in.require(*q.Min >= 1 && *q.Min <= most, "Set min of question %q to a number from 1 to %d.", q.ID, most).
			as(MinOutOfRange).limit(most).in("min")
	}
	in.checkFiles(q)
	if q.Max != nil && q.Kind != Files {
		in.require(*q.Max >= 1 && *q.Max <= most, "Set max of question %q to a number from 1 to %d.", q.ID, most).
			as(MaxOutOfRange).limit(most).in("max")
	}
	in.require(q.Min == nil || low <= high, "Change min or max of question %q: min must not be higher than max.", q.ID).
		as(MinAboveMax).in("min")
	in.require(q.Kind == Map || q.Kind == Places || 0 <= q.Decimals && q.Decimals <= MaxDecimals,
		"Set decimals of question %q to a number from 0 to %d.", q.ID, MaxDecimals).
		as(DecimalsOutOfRange).limit(MaxDecimals).in("decimals")
	longest := MaxShortText
	if q.Kind == LongText || q.Kind == Map {
		longest = MaxLongText
	}
	in.require(0 <= q.MaxLength && q.MaxLength <= longest,
		"Set %s of question %q to a number from 1 to %d.", setting("maxLength"), q.ID, longest).
		as(MaxLengthOutOfRange).limit(longest).in("maxLength")
	in.require(q.Total == 0 || q.TotalOf == "", "Remove total or %s from question %q: it can have one of them.", setting("totalOf"), q.ID).
		as(TotalOutOfRange).in("total")
	in.require(q.Kind != Budget || q.TotalOf != "" || 1 <= q.Total && len(itoa(int(q.Total))) <= MaxDigits,
		"Set total of question %q to a number from 1, with up to %d digits.", q.ID, MaxDigits).
		as(TotalOutOfRange).in("total")
	in.require(q.Precision == "" || q.Precision == PrecisionMonth || q.Precision == PrecisionYear,
		"Set precision of question %q to month or year, or remove it to ask for a day.", q.ID).in("precision")
	in.require(q.Kind != Duration || validUnits(q.Units),
		"Set units of question %q to some of years and months, or some of weeks, days, hours and minutes, from the longest to the shortest.",
		q.ID).as(InvalidUnits).in("units")
	valid := in.checkBound(q, "least", q.Least)
	valid = in.checkBound(q, "most", q.Most) && valid
	if valid && q.Least != nil && q.Most != nil {
		in.require(!q.leastIsAboveMost(),
			"Change least or most of question %q: least must not be higher than most.", q.ID).
			as(LeastAboveMost).in("least")
	}
}

// checkBound checks least or most of q, which may be nil, and reports whether it is valid.
func (in *validator) checkBound(q *Question, name string, bound *string) bool {
	if bound == nil {
		return true
	}
	canonical, ok := q.parseBound(*bound)
	switch {
	case q.Kind.isDated() && IsRelativeDay(*bound):
		return true
	case ok && canonical == *bound && (q.Kind.isDated() || decimalPlaces(canonical) <= q.Decimals):
		return true
	case q.Kind.isDated():
		in.add("Set %s of question %q to a date like "+map[string]string{
			"": "2016-05-27", PrecisionMonth: "2016-05", PrecisionYear: "2016",
		}[q.Precision]+", or to a day like “today” or “18 years before today”, not %q.",
			name, q.ID, *bound).
			as(InvalidDateLimit).value(*bound).in(name)
	case q.Kind == Duration:
		in.add("Set %s of question %q to a whole number of %s, not %q.", name, q.ID, q.MeasureUnit(), *bound).
			as(InvalidNumberLimit).value(*bound).in(name)
	case q.Kind == Number || q.Kind == MatrixNumber:
		in.add("Set %s of question %q to a number with up to %s, not %q.",
			name, q.ID, pluralise(q.Decimals, "decimal place"), *bound).
			as(InvalidNumberLimit).value(*bound).in(name)
	}
	return false
}
