package builder

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// pastedParser reads a questionnaire line by line. The notation is what people write in documents:
//
//	# How you travel            a page; also "Page 2: How you travel", or a title that is underlined with ===
//	Tell us about your week.    the introduction of the page, before its first question
//
//	1. How do you travel?       a question: with a number, a question mark, or answers below it
//	Hint: Think of last week.
//	( ) Bus                     an answer, of which one is chosen; also "-", "•" or "a)"
//	[ ] Bus                     an answer, of which several are chosen
//	( ) Other ____              an answer with a text box
//	Required
//	Answer: number              the kind of answer, if there is nothing to choose from
//	Rows:                       the rows of a grid follow; then "Answers:" and the answers
//
// Blank lines may be anywhere. Numbered lines are answers if they are below a question without a number and are not
// questions themselves.
type pastedParser struct {
	lines []string
	at    int // index of the line that is read
	out   Pasted

	page        survey.Page
	pageLine    int              // of its heading, from 1; 0 without a heading
	q           *survey.Question // being read; nil before the first of the page
	line        int              // of q
	numbered    bool             // q has a number
	inRows      bool             // the next answers are rows
	kindKnown   bool             // the kind of q was named
	boxes       bool             // the answers of q have boxes in front of them, or the text says that several can be chosen
	blankBefore bool             // the line before is blank
}

var (
	headingMark  = regexp.MustCompile(`^#{1,6}\s*(.*?)\s*#*$`)
	pageMark     = regexp.MustCompile(`(?i)^(?:page|section|part)\s*(?:\d+|[A-Z])?\s*[:.–—-]\s*(.*)$|^(?i:page|section|part)\s+\d+$`)
	underline    = regexp.MustCompile(`^(?:={3,}|-{3,})$`)
	questionMark = regexp.MustCompile(`^(?i:q(?:uestion)?\s*\d{1,3}[a-z]?\s*[.):–-]?|\d{1,3}[a-z]?[.):])\s+(.+)$`)
	answerMark   = regexp.MustCompile(`^(?:([-–—*•●○◦▪·o])|(\([ xX]?\))|(\[[ xX]?\]|[☐□])|[a-zA-Z]\))[\s\p{Z}]+(.+)$`)
	requiredLine = regexp.MustCompile(`(?i)^[(*\[]*\s*(?:required|mandatory)(?: question)?[.)*\]]*$`)
	optionalLine = regexp.MustCompile(`(?i)^[(\[]?optional(?: question)?[.)\]]*$`)
	settingLine  = regexp.MustCompile(`(?i)^(hint|help|guidance|answer type|answers?|options|choices|scale|columns|type|rows|` +
		`statements|items|text|information|introduction)\s*:\s*(.*)$`)
	routeLine = regexp.MustCompile(`(?i)^\(?(?:(?:show|shown|ask|asked|display)(?: only)? if|` +
		`if\b.*\b(?:go|skip|continue) to|go to|skip to|routing)\b`)
	answerSpace    = regexp.MustCompile(`^[_.…\s]{3,}$`)
	requiredSuffix = regexp.MustCompile(`(?i)\s*(?:[(\[](?:required|mandatory)[)\]]|\*)$`)
	optionalSuffix = regexp.MustCompile(`(?i)\s*[(\[]optional[)\]]$`)
	severalText    = regexp.MustCompile(`(?i)\b(?:all that apply|as many as|one or more|any of these)\b`)
	declineText    = regexp.MustCompile(`(?i)^(?:i would |i’d |i'd )?prefer not to (?:say|answer)\.?$`)
)

// answerKinds are the names of kinds after “Answer:”.
var answerKinds = map[string]survey.QuestionKind{
	"short text": survey.ShortText, "text": survey.ShortText, "one line": survey.ShortText, "line": survey.ShortText,
	"long text": survey.LongText, "comment": survey.LongText, "comments": survey.LongText, "paragraph": survey.LongText,
	"free text": survey.LongText, "open": survey.LongText, "open text": survey.LongText,
	"number": survey.Number, "date": survey.Date, "email": survey.Email, "email address": survey.Email,
	"name": survey.FullName, "address": survey.Address, "telephone": survey.Telephone, "telephone number": survey.Telephone,
	"phone": survey.Telephone, "phone number": survey.Telephone, "postcode": survey.Postcode,
	"choose one": survey.Single, "one": survey.Single, "single choice": survey.Single, "radio buttons": survey.Single,
	"choose several": survey.Multiple, "several": survey.Multiple, "multiple choice": survey.Multiple,
	"checkboxes": survey.Multiple, "tick boxes": survey.Multiple,
	"list": survey.Dropdown, "drop-down list": survey.Dropdown, "dropdown": survey.Dropdown,
	"ranking": survey.Ranking, "rank": survey.Ranking, "grid": survey.Matrix, "matrix": survey.Matrix,
}

// problem reports the line that is read.
func (p *pastedParser) problem(message locale.LazyMessage) {
	p.out.Problems = append(p.out.Problems, LineProblem{p.at + 1, p.lines[p.at], message})
}

// next returns the next line that is not blank, or "".
func (p *pastedParser) next() string {
	for _, line := range p.lines[p.at+1:] {
		if line != "" {
			return line
		}
	}
	return ""
}

func (p *pastedParser) readLine() {
	line := p.lines[p.at]
	defer func() { p.blankBefore = line == "" }()
	if line == "" {
		return
	}
	if title, ok := p.heading(line); ok {
		p.finishPage()
		p.page, p.pageLine = survey.Page{Title: title}, p.at+1
		return
	}
	switch {
	case underline.MatchString(line):
	case p.readSetting(line), p.readAnswer(line):
	case routeLine.MatchString(line):
		p.problem(locale.Lazy("Conditions are not read. Add them when the questions are made."))
	default:
		p.readText(line)
	}
}

// heading returns the title in a line that begins a page.
func (p *pastedParser) heading(line string) (title string, ok bool) {
	if m := headingMark.FindStringSubmatch(line); m != nil {
		return m[1], true
	}
	if m := pageMark.FindStringSubmatch(line); m != nil && !strings.HasSuffix(line, "?") {
		return m[1], true
	}
	below := p.at+1 < len(p.lines) && underline.MatchString(p.lines[p.at+1])
	return line, below && !underline.MatchString(line) && !answerMark.MatchString(line)
}

// readSetting reads a line about the question that is read, such as “Hint: …” or “Required”.
func (p *pastedParser) readSetting(line string) bool {
	m := settingLine.FindStringSubmatch(line)
	required, optional := requiredLine.MatchString(line), optionalLine.MatchString(line)
	if m == nil && !required && !optional {
		return false
	}
	name, value := "", ""
	if m != nil {
		name, value = strings.ToLower(m[1]), m[2]
	}
	switch {
	case name == "text" || name == "information" || name == "introduction":
		p.readInformation(value)
	case p.q == nil:
		p.problem(locale.Lazy("There is no question above this line."))
	case m == nil:
		p.q.Required = required
	case name == "hint" || name == "help" || name == "guidance":
		p.q.Hint = strings.TrimSpace(p.q.Hint + " " + value)
	case name == "rows" || name == "statements" || name == "items":
		p.inRows = true
		p.readInline(value)
	case value == "" || name != "answer" && name != "answer type" && name != "type":
		p.inRows = false
		p.readInline(value)
	default:
		kind, ok := answerKinds[strings.ToLower(strings.Trim(value, ". "))]
		if !ok {
			p.problem(locale.Lazy("We do not know this answer type. Use, for example, short text, long text, number, date or email."))
			break
		}
		p.q.Kind, p.kindKnown = kind, true
	}
	return true
}

// readInformation reads a text that is not a question.
func (p *pastedParser) readInformation(text string) {
	if p.q == nil {
		between := " "
		if p.blankBefore {
			between = "\n\n"
		}
		p.page.Intro = strings.TrimSpace(p.page.Intro + between + text)
		return
	}
	p.startQuestion(text, false)
	p.q.Kind, p.kindKnown = survey.Panel, true
}

// readInline reads answers or rows that are on one line: “Yes; No”.
func (p *pastedParser) readInline(value string) {
	for _, separator := range []string{"|", ";", " / ", ","} {
		if strings.Contains(value, separator) {
			for part := range strings.SplitSeq(value, separator) {
				p.addAnswer(strings.TrimSpace(part))
			}
			return
		}
	}
	p.addAnswer(value)
}

// readAnswer reads a line with an answer or a row, or the line on which people write.
func (p *pastedParser) readAnswer(line string) bool {
	if answerSpace.MatchString(line) && p.q != nil {
		if !p.kindKnown {
			p.q.Kind = map[bool]survey.QuestionKind{true: survey.LongText, false: survey.ShortText}[p.q.Kind == survey.ShortText]
		}
		return true
	}
	m := answerMark.FindStringSubmatch(line)
	text := ""
	switch {
	case m != nil:
		text = m[4]
	case p.isNumberedAnswer(line):
		text = numberMark.ReplaceAllString(line, "")
	default:
		return false
	}
	if p.q == nil {
		p.problem(locale.Lazy("There is no question above this answer."))
		return true
	}
	p.boxes = p.boxes || m != nil && m[3] != ""
	p.addAnswer(text)
	return true
}

// isNumberedAnswer reports whether a numbered line is an answer to the question above it, which has no number.
func (p *pastedParser) isNumberedAnswer(line string) bool {
	return p.q != nil && !p.numbered && numberMark.MatchString(line) && !strings.HasSuffix(line, "?") && !p.kindKnown
}

func (p *pastedParser) addAnswer(text string) {
	o := OptionFromLine(text)
	list, limit := &p.q.Options, survey.MaxOptions
	if p.inRows {
		o = survey.Option{Text: text}
		list, limit = &p.q.Rows, survey.MaxRows
	}
	switch {
	case o.Text == "":
	case p.kindKnown && (p.q.Kind == survey.Panel || p.q.Kind.IsContact()):
		p.problem(locale.Lazy("The question above has no answers to choose from."))
	case !p.inRows && declineText.MatchString(o.Text):
		p.q.PreferNotToSay = true
	case len(*list) >= limit:
		p.problem(locale.Lazy("A list can have up to %d entries.", limit))
	default:
		for _, other := range *list {
			if sameText(other.Text, o.Text) {
				p.problem(locale.Lazy("This answer is in the list already."))
				return
			}
		}
		*list = append(*list, o)
	}
}

// readText reads a line without a mark of its own: a question, the rest of one, a hint or the introduction of the page.
func (p *pastedParser) readText(line string) {
	m := questionMark.FindStringSubmatch(line)
	fresh := p.q != nil && len(p.q.Options) == 0 && len(p.q.Rows) == 0 && !p.blankBefore
	switch {
	case m != nil:
		p.startQuestion(m[1], true)
	case fresh && !strings.HasSuffix(p.q.Text, "?"):
		if len(p.q.Text) <= utf8.UTFMax*survey.MaxQuestionText { // a longer one is refused anyway
			p.setText(p.q.Text + " " + line)
		}
	case strings.HasSuffix(line, "?") || p.answersFollow():
		p.startQuestion(line, false)
	case fresh:
		p.q.Hint = strings.TrimSpace(p.q.Hint + " " + line)
	case p.q == nil:
		p.readInformation(line)
	default:
		p.problem(locale.Lazy("This could be a page title, a question or information. Put “#”, a number or “Text:” in front of it."))
	}
}

// answersFollow reports whether the next line is an answer or says what the answers are, so that this line is a
// question.
func (p *pastedParser) answersFollow() bool {
	next := p.next()
	m := settingLine.FindStringSubmatch(next)
	return answerMark.MatchString(next) || answerSpace.MatchString(next) || requiredLine.MatchString(next) ||
		m != nil && !strings.HasPrefix(strings.ToLower(m[1]), "in") && strings.ToLower(m[1]) != "text"
}

// startQuestion begins a question with this text.
func (p *pastedParser) startQuestion(text string, numbered bool) {
	p.finishQuestion()
	p.q, p.line, p.numbered = &survey.Question{}, p.at+1, numbered
	p.inRows, p.kindKnown, p.boxes = false, false, false
	p.setText(text)
}

// setText sets the text of the question, without “(required)” at its end.
func (p *pastedParser) setText(text string) {
	if rest := requiredSuffix.ReplaceAllString(text, ""); rest != text && rest != "" {
		text, p.q.Required = rest, true
	}
	if rest := optionalSuffix.ReplaceAllString(text, ""); rest != "" {
		text = rest
	}
	p.boxes = p.boxes || severalText.MatchString(text)
	p.q.Text = text
}

// finishQuestion adds the question to the page.
func (p *pastedParser) finishQuestion() {
	q := p.q
	if q == nil {
		return
	}
	p.q = nil
	var problem locale.LazyMessage
	switch {
	case p.kindKnown:
	case len(q.Rows) > 0:
		q.Kind = survey.Matrix
	case len(q.Options) > 0 && p.boxes:
		q.Kind = survey.Multiple
	case len(q.Options) > 0:
		q.Kind = survey.Single
	default:
		q.Kind = cmp.Or(q.Kind, survey.LongText)
	}
	switch {
	case len([]rune(q.Text)) > survey.MaxQuestionText:
		problem = locale.Lazy("A question can have up to %d characters. Shorten it.", survey.MaxQuestionText)
	case q.Kind == survey.Matrix && (len(q.Options) == 0 || len(q.Rows) == 0):
		problem = locale.Lazy("A grid needs “Rows:” and “Answers:”, each with a list below it.")
	case len(q.Options) == 0 && (offersText(q.Kind) || q.Kind == survey.Ranking):
		problem = locale.Lazy("There are no answers below this question.")
	}
	for i := range q.Options {
		q.Options[i].Exclusive = q.Options[i].Exclusive && q.Kind == survey.Multiple
		q.Options[i].WriteIn = q.Options[i].WriteIn && offersText(q.Kind)
	}
	if problem.String() != "" {
		p.out.Problems = append(p.out.Problems, LineProblem{p.line, p.lines[p.line-1], problem})
		return
	}
	if q.Kind == survey.Panel {
		q.ID = IDFrom(q.Text, "information")
		q.Text, q.Body = "", q.Text
	}
	p.page.Questions = append(p.page.Questions, *q)
}

// offersText reports whether answers to choose from can have a text box in questions of the kind.
func offersText(kind survey.QuestionKind) bool {
	return kind == survey.Single || kind == survey.Multiple || kind == survey.Dropdown
}

// finishPage adds the page with its questions.
func (p *pastedParser) finishPage() {
	p.finishQuestion()
	page := p.page
	p.page = survey.Page{}
	var problem locale.LazyMessage
	switch {
	case len(page.Questions) == 0 && p.pageLine == 0:
		return
	case len(page.Questions) == 0:
		problem = locale.Lazy("There are no questions below this heading.")
	case len([]rune(page.Title)) > survey.MaxTitle:
		problem = locale.Lazy("A title can have up to %d characters. Shorten it.", survey.MaxTitle)
		page.Title = string([]rune(page.Title)[:survey.MaxTitle])
		fallthrough
	default:
		p.out.Pages = append(p.out.Pages, page)
	}
	if problem.String() != "" {
		p.out.Problems = append(p.out.Problems, LineProblem{p.pageLine, p.lines[p.pageLine-1], problem})
	}
}
