package entry

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/folkmoot/folkmoot/survey"
)

// KeyedValues is what a clerk typed for each question, by question id.
type KeyedValues map[string]string

// Problem is an error in what was typed for a question.
type Problem struct {
	Question, Say string
	CanKeep       bool // the answer can be kept as written, with AsWrittenMark
	LeftOut       bool // the answer is left out, because earlier answers skip the question
}

// ParsedForm is a form after parsing.
type ParsedForm struct {
	Answers    survey.Answers
	Unreadable []string // ids of questions with illegible answers
	NotAsked   []string // ids of questions answered although earlier answers skip them; the answers are left out
}

// Parse converts typed values into answers:
//
//	one option          b             c=Kites for text written in
//	several options     ac  or  a c   a; c=Kites
//	matrix rows         abba          one code for each row; - for a blank row
//	ranking             213           the number beside each option; - for none
//	budget              60 40 0       one amount for each option
//	date                27 5 2016     or the parts that the form asks for: 5 2016
//	duration            1 30          a number for each unit; 0 for none
//	period              1 5 2016 31 5 2016
//	any other answer    as written
//	a box               x1            instead of a number, a date or a text
//	prefer not to say   x             where the question offers it
//	illegible           ?             the answer is left out and recorded as illegible
//	not valid           !60 50 0      kept as written, if the form does not allow it; see parseAsWritten
func (s *PaperForm) Parse(values KeyedValues) (ParsedForm, []Problem) {
	raw, parsed := survey.Raw{}, ParsedForm{}
	var problems []Problem
	var asWritten []string
	for i := range s.Sections {
		for j := range s.Sections[i].Questions {
			q := &s.Sections[i].Questions[j]
			text := strings.TrimSpace(values[q.ID])
			switch {
			case text == "" || q.Number == 0:
			case text == UnreadableCode:
				parsed.Unreadable = append(parsed.Unreadable, q.ID)
			default:
				say := ""
				if written, marked := q.cutMark(text, s.Form.Lang); marked {
					asWritten = append(asWritten, q.ID)
					say = q.parseAsWritten(written, raw)
				} else {
					say = q.parse(text, raw)
				}
				if say != "" {
					problems = append(problems, Problem{Question: q.ID, Say: say})
				}
			}
		}
	}
	answers, wrong := s.Form.CheckAsWritten(raw, asWritten)
	for _, p := range wrong {
		if !slices.ContainsFunc(problems, func(known Problem) bool { return known.Question == p.Question }) {
			problems = append(problems, Problem{Question: p.Question, Say: p.Say, CanKeep: s.canKeep(p.Question, raw)})
		}
	}
	if len(problems) > 0 {
		return parsed, problems
	}
	parsed.Answers = answers
	answers.Each(func(q *survey.Question, a survey.Answer) {
		if a.State == survey.NotAsked && strings.TrimSpace(values[q.ID]) != "" {
			parsed.NotAsked = append(parsed.NotAsked, q.ID)
		}
	})
	return parsed, nil
}

// parse adds what was typed for q to raw, under the field names that the web
// form uses. It returns an error message, or "".
func (q *PaperQuestion) parse(text string, raw survey.Raw) string {
	if q.AllowsNotToSay && strings.EqualFold(text, PreferNotToSayCode) {
		if isChoice(q.Kind) {
			raw[q.ID] = []string{"prefer-not-to-say"}
			return ""
		}
		if q.Kind != survey.Matrix {
			raw[q.ID+"--prefer-not-to-say"] = []string{"yes"}
			return ""
		}
		text = strings.Repeat(PreferNotToSayCode+" ", len(q.Rows))
	}
	if box := q.BoxField(); box != "" {
		if at := q.optionByCode(text); at >= 0 {
			raw[box] = []string{q.Options[at].ID}
			return ""
		}
	}
	switch q.Kind {
	case survey.Single, survey.Dropdown, survey.Multiple, survey.Consent:
		return q.parseOptions(text, raw)
	case survey.Matrix:
		return q.parseItems(text, len(q.Rows), raw, func(i int, word string) (string, []string, bool) {
			value, ok := q.optionID(word)
			return q.Rows[i].ID, []string{value}, ok
		})
	case survey.Ranking, survey.Budget:
		return q.parseItems(text, len(q.Options), raw, func(i int, word string) (string, []string, bool) {
			return q.Options[i].ID, []string{word}, true
		})
	case survey.Files:
		return q.parseFile(text, raw)
	case survey.Date, survey.Duration, survey.Period:
		parts := strings.FieldsFunc(text, isDateSeparator)
		if len(parts) != len(q.Parts()) {
			return fmt.Sprintf("Question %d: enter %s, or ? if it cannot be read.", q.Number, q.partsExample())
		}
		for i, part := range q.Parts() {
			if parts[i] != BlankCode {
				raw[q.ID+"--"+part] = []string{parts[i]}
			}
		}
		return ""
	}
	raw[q.ID] = []string{text}
	return ""
}

// parseFile reads AttachedCode, which says that a document came with the form, and the digests of files that were sent.
func (q *PaperQuestion) parseFile(text string, raw survey.Raw) string {
	for _, word := range strings.Fields(text) {
		if strings.EqualFold(word, AttachedCode) {
			word = survey.FileOnPaper
		} else if _, ok := survey.FileDigest(word); !ok {
			return fmt.Sprintf("Question %d: enter %s if a document is attached to the form.", q.Number, AttachedCode)
		}
		raw[q.ID] = append(raw[q.ID], word)
	}
	return ""
}

// partsExample says what to enter for a date, a duration or a period, with an example.
func (q *PaperQuestion) partsExample() string {
	switch {
	case q.Kind == survey.Duration && len(q.Units) == 1:
		return "the number of " + q.Units[0] + ", like 3"
	case q.Kind == survey.Duration:
		return "the numbers of " + strings.Join(q.Units, ", ") + ", like 1" + strings.Repeat(" 30", len(q.Units)-1)
	case q.Kind == survey.Period:
		return "both dates, like " + map[string]string{
			"": "1 5 2016 27 5 2016", survey.PrecisionMonth: "5 2016 6 2016", survey.PrecisionYear: "2015 2016",
		}[q.Precision]
	case q.Precision == survey.PrecisionMonth:
		return "month and year, like 5 2016"
	case q.Precision == survey.PrecisionYear:
		return "the year, like 2016"
	}
	return "day, month and year, like 27 5 2016"
}

func (q *PaperQuestion) optionByCode(word string) int {
	return slices.IndexFunc(q.CodedOptions, func(c CodedOption) bool { return strings.EqualFold(c.Code, word) })
}

func (q *PaperQuestion) parseOptions(text string, raw survey.Raw) string {
	for part := range strings.SplitSeq(text, ";") {
		codes, written, writes := strings.Cut(part, "=")
		words := q.splitCodes(codes)
		for i, word := range words {
			id, ok := q.optionID(word)
			if !ok {
				return q.unknownCode(word)
			}
			raw[q.ID] = append(raw[q.ID], id)
			at := q.optionByCode(word)
			if at < 0 {
				continue // prefer not to say
			}
			o := q.Options[at]
			if writes && i == len(words)-1 {
				if !o.WriteIn {
					return fmt.Sprintf(
						"Question %d: answer %s does not allow a written answer. Remove “=%s”.",
						q.Number,
						word,
						strings.TrimSpace(written),
					)
				}
				raw[q.ID+"--"+o.ID] = []string{strings.TrimSpace(written)}
			}
		}
	}
	return ""
}

// splitCodes splits a list of codes. If all codes are single letters,
// separators are optional.
func (q *PaperQuestion) splitCodes(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	if len(q.CodedOptions) > len(optionLetters) {
		return words
	}
	return strings.Split(strings.Join(words, ""), "")
}

// parseItems reads n words, such as one code for each row, and adds them to
// raw. field returns the field name and value for a word, or false if the word
// is not valid.
func (q *PaperQuestion) parseItems(
	text string,
	n int,
	raw survey.Raw,
	field func(i int, word string) (name string, values []string, ok bool),
) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	if len(words) == 1 && n > 1 && q.Kind != survey.Budget && len(q.CodedOptions) <= len(optionLetters) {
		words = strings.Split(words[0], "")
	}
	if len(words) != n {
		return q.wrongLines(n, len(words))
	}
	for i, word := range words {
		if word == BlankCode || word == UnreadableCode {
			continue
		}
		name, values, ok := field(i, word)
		if !ok {
			return q.unknownCode(word)
		}
		raw[q.ID+"--"+name] = values
	}
	return ""
}

func (q *PaperQuestion) wrongLines(want, got int) string {
	return fmt.Sprintf(
		"Question %d has %d lines on the form, but you entered %d. Enter one for each line, and - for a blank.",
		q.Number, want, got,
	)
}

func (q *PaperQuestion) unknownCode(code string) string {
	return fmt.Sprintf("Question %d does not have an answer with the code “%s”. Its codes are %s.", q.Number, code, q.CodeList())
}

// CodeList returns the codes of q, for hints and error messages.
func (q *PaperQuestion) CodeList() string {
	all := []string{}
	for _, c := range q.CodedOptions {
		all = append(all, c.Code)
	}
	if q.AllowsNotToSay {
		all = append(all, PreferNotToSayCode)
	}
	return strings.Join(all, ", ")
}

// Format returns what to type for answers. It is the inverse of Parse.
func (p *PaperForm) Format(answers survey.Answers, unreadable []string) KeyedValues {
	values := KeyedValues{}
	for _, id := range unreadable {
		values[id] = UnreadableCode
	}
	answers.Each(func(q *survey.Question, a survey.Answer) {
		question, ok := p.QuestionByNumber(p.numbers[q.ID])
		switch {
		case !ok:
		case a.State == survey.PreferNotToSay:
			values[q.ID] = PreferNotToSayCode
		case len(a.Written) > 0:
			values[q.ID] = AsWrittenMark + question.formatWritten(a)
		case a.State == survey.Answered:
			values[q.ID] = question.format(a)
		}
	})
	return values
}

func (q *PaperQuestion) format(a survey.Answer) string {
	var all []string
	if q.Kind.HasBoxes() && len(a.Options) > 0 {
		return boxCode(slices.IndexFunc(q.Options, func(o survey.Option) bool { return o.ID == a.Options[0] }))
	}
	switch q.Kind {
	case survey.Single, survey.Dropdown, survey.Multiple, survey.Consent:
		for i, o := range q.Options {
			if slices.Contains(a.Options, o.ID) {
				word := q.CodedOptions[i].Code
				if text := a.WriteIns[o.ID]; text != "" {
					word += "=" + text
				}
				all = append(all, word)
			}
		}
		return strings.Join(all, "; ")
	case survey.Matrix:
		for _, r := range q.Rows {
			at := slices.IndexFunc(q.Options, func(o survey.Option) bool { return o.ID == a.Rows[r.ID] })
			switch {
			case at >= 0:
				all = append(all, q.CodedOptions[at].Code)
			case a.Rows[r.ID] != "":
				all = append(all, PreferNotToSayCode)
			default:
				all = append(all, BlankCode)
			}
		}
	case survey.Ranking:
		for _, o := range q.Options {
			if at := slices.Index(a.Ranking, o.ID); at >= 0 {
				all = append(all, strconv.Itoa(at+1))
			} else {
				all = append(all, BlankCode)
			}
		}
	case survey.Budget:
		for _, o := range q.Options {
			all = append(all, strconv.FormatInt(a.Amounts[o.ID], 10))
		}
	case survey.Date, survey.Duration, survey.Period:
		return strings.Join(q.PartValues(a), " ")
	case survey.Number:
		return a.Number
	case survey.Files:
		for _, digest := range a.Files {
			if digest == survey.FileOnPaper {
				digest = AttachedCode
			}
			all = append(all, digest)
		}
	default:
		return a.Text
	}
	return strings.Join(all, " ")
}

// equalAnswers reports whether two entries of an answer are the same. In what people wrote in
// their own words, case, punctuation and blanks are no difference: the first entry stands.
func equalAnswers(a, b survey.Answer) bool { return reflect.DeepEqual(settled(a), settled(b)) }

// settledAnswer is an answer with the words of what was kept as written, by field.
type settledAnswer struct {
	survey.Answer
	written map[string]string
}

// settled returns a with its words as equalAnswers compares them.
func settled(a survey.Answer) settledAnswer {
	a.Text = settledWords(a.Text)
	written := map[string]string{}
	for option, text := range a.WriteIns {
		written[option] = settledWords(text)
	}
	a.WriteIns = written
	kept := map[string]string{}
	for field, values := range a.Written {
		kept[field] = settledWords(strings.Join(values, " "))
	}
	a.Written = nil
	return settledAnswer{a, kept}
}

// settledWords returns the words of text in lower case, with one blank between them and without
// punctuation, except inside a number: 1.5 is not 15.
func settledWords(text string) string {
	runes := []rune(strings.ToLower(text))
	var b strings.Builder
	for i, r := range runes {
		inNumber := i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1])
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r), unicode.IsSymbol(r), inNumber && !unicode.IsSpace(r):
			b.WriteRune(r)
		case unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '/':
			b.WriteRune(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
