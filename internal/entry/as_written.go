package entry

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/survey"
)

// lineSeparator separates the lines of what is kept as written: amounts, ranks, rows and
// parts of a date, each of which may have several words.
const lineSeparator = ";"

// cutMark removes AsWrittenMark before text, if it is there and means something: a text
// that people wrote may begin with the same character, and contact details cannot be kept
// unless they are valid.
func (q *PaperQuestion) cutMark(text, lang string) (written string, marked bool) {
	written, marked = strings.CutPrefix(text, AsWrittenMark)
	if !marked || q.Kind.IsContact() {
		return text, false
	}
	boxes := survey.Raw{}
	if q.cutBoxes(strings.TrimSpace(written), boxes); q.Kind.IsOwnWords() && len(boxes) == 0 {
		if _, valid := q.Read(survey.Raw{q.ID: {text}}, lang); valid {
			return text, false
		}
	}
	return strings.TrimSpace(written), true
}

// canKeep reports whether the answer to question id in raw can be kept as written.
func (p *PaperForm) canKeep(id string, raw survey.Raw) bool {
	_, problems := p.Form.CheckAsWritten(raw, []string{id})
	return !slices.ContainsFunc(problems, func(left survey.Problem) bool { return left.Question == id })
}

// parseAsWritten adds what was typed for q after AsWrittenMark to raw:
//
//	one option          ab            both boxes are ticked
//	several options     abcd          more than are allowed
//	matrix rows         a bc -        the codes of each row
//	ranking, budget     60 50 0       or, with words: 60; the rest; -
//	date                31 2 2016     or, with words: -; May; 2016
//	duration, period    1 75          one for each part, as for a date
//	any other answer    as written
//	with a refusal      x; 40         “prefer not to say” is ticked too; of options ax
//	with a box          x1; 40        a box such as “Don’t know” is ticked too
//
// It returns an error message, or "".
func (q *PaperQuestion) parseAsWritten(text string, raw survey.Raw) string {
	if isChoice(q.Kind) {
		return q.parseOptions(text, raw)
	}
	text, boxesOnly := q.cutBoxes(text, raw)
	if boxesOnly {
		return ""
	}
	switch q.Kind {
	case survey.Matrix:
		return q.parseLines(text, q.Rows, raw, func(line string) (values []string, ok bool) {
			for _, code := range q.splitCodes(line) {
				value, ok := q.optionID(code)
				if !ok {
					return nil, false
				}
				values = append(values, value)
			}
			return values, true
		})
	case survey.Files:
		return q.parseFile(text, raw)
	case survey.Ranking, survey.Budget:
		return q.parseLines(text, q.Options, raw, func(line string) ([]string, bool) { return []string{line}, true })
	case survey.Date, survey.Duration, survey.Period:
		names := q.Parts()
		parts := strings.Split(text, lineSeparator)
		if len(parts) == 1 {
			if parts = strings.FieldsFunc(text, isDateSeparator); len(parts) != len(names) {
				parts = append([]string{text}, make([]string, len(names)-1)...)
			}
		}
		if len(parts) != len(names) {
			return q.wrongLines(len(names), len(parts))
		}
		for i, name := range names {
			if part := strings.TrimSpace(parts[i]); part != BlankCode {
				raw[q.ID+"--"+name] = []string{part}
			}
		}
		return ""
	}
	raw[q.ID] = []string{text}
	return ""
}

// cutBoxes adds the boxes with which text begins to raw, and returns the text after them.
// boxesOnly reports that there is none.
func (q *PaperQuestion) cutBoxes(text string, raw survey.Raw) (rest string, boxesOnly bool) {
	for {
		word, after, more := strings.Cut(text, lineSeparator)
		word = strings.TrimSpace(word)
		at := -1
		if q.BoxField() != "" {
			at = q.optionByCode(word)
		}
		switch {
		case at >= 0:
			raw[q.BoxField()] = append(raw[q.BoxField()], q.Options[at].ID)
		case more && q.AllowsNotToSay && word == PreferNotToSayCode:
			raw[q.ID+"--prefer-not-to-say"] = []string{"yes"}
		default:
			return text, false
		}
		if text = strings.TrimSpace(after); !more {
			return "", true
		}
	}
}

// parseLines adds the values of each line, of which q has one for each item, to raw.
func (q *PaperQuestion) parseLines(
	text string, items []survey.Option, raw survey.Raw, values func(line string) ([]string, bool),
) string {
	if !strings.Contains(text, lineSeparator) && len(items) > 1 {
		return q.parseItems(text, len(items), raw, func(i int, word string) (string, []string, bool) {
			all, ok := values(word)
			return items[i].ID, all, ok
		})
	}
	lines := strings.Split(text, lineSeparator)
	if len(lines) != len(items) {
		return q.wrongLines(len(items), len(lines))
	}
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line == BlankCode || line == UnreadableCode || line == "" {
			continue
		}
		all, ok := values(line)
		if !ok {
			return q.unknownCode(line)
		}
		raw[q.ID+"--"+items[i].ID] = all
	}
	return ""
}

// optionID returns the value of the option with a code, or of “prefer not to say”.
func (q *PaperQuestion) optionID(code string) (id string, ok bool) {
	if q.AllowsNotToSay && strings.EqualFold(code, PreferNotToSayCode) {
		return string(survey.PreferNotToSay), true
	}
	at := q.optionByCode(code)
	if at < 0 {
		return "", false
	}
	return q.Options[at].ID, true
}

// formatWritten returns what to type after AsWrittenMark for an answer with Written.
func (q *PaperQuestion) formatWritten(a survey.Answer) string {
	if isChoice(q.Kind) {
		return q.formatChoices(a)
	}
	first := ""
	if len(a.Written[q.ID+"--prefer-not-to-say"]) > 0 {
		first = PreferNotToSayCode + lineSeparator + " "
	}
	if box := q.BoxField(); box != "" {
		for _, code := range q.codes(a.Written[box]) {
			first += code + lineSeparator + " "
		}
	}
	var lines []string
	line := func(name string) string {
		return strings.ReplaceAll(strings.Join(a.Written[q.ID+"--"+name], " "), lineSeparator, ",")
	}
	switch q.Kind {
	case survey.Matrix:
		for _, r := range q.Rows {
			values := a.Written[q.ID+"--"+r.ID]
			if option := a.Rows[r.ID]; option != "" && option != string(survey.NotValid) {
				values = []string{option}
			}
			lines = append(lines, strings.Join(q.codes(values), " "))
		}
	case survey.Ranking, survey.Budget:
		for _, o := range q.Options {
			lines = append(lines, line(o.ID))
		}
	case survey.Date, survey.Duration, survey.Period:
		for _, name := range q.Parts() {
			lines = append(lines, line(name))
		}
		if !slices.ContainsFunc(lines, func(part string) bool { return part == "" || strings.ContainsFunc(part, isDateSeparator) }) {
			return first + strings.Join(lines, " ")
		}
	default:
		return first + strings.Join(a.Written[q.ID], " ")
	}
	for i := range lines {
		if lines[i] == "" {
			lines[i] = BlankCode
		}
	}
	return first + strings.Join(lines, lineSeparator+" ")
}

// formatChoices returns the codes of the options, with what was written beside them.
func (q *PaperQuestion) formatChoices(a survey.Answer) string {
	values := a.Written[q.ID]
	codes := q.codes(values)
	for i, value := range values {
		if text := a.Written[q.ID+"--"+value]; len(text) > 0 {
			codes[i] += "=" + text[0]
		}
	}
	return strings.Join(codes, "; ")
}

// codes returns the codes of values.
func (q *PaperQuestion) codes(values []string) (all []string) {
	for _, value := range values {
		at := slices.IndexFunc(q.Options, func(o survey.Option) bool { return o.ID == value })
		if at < 0 {
			all = append(all, PreferNotToSayCode)
		} else {
			all = append(all, q.CodedOptions[at].Code)
		}
	}
	return all
}

func isChoice(kind survey.QuestionKind) bool { return kind == survey.Multiple || kind.OneOption() }

func isDateSeparator(r rune) bool { return strings.ContainsRune(" /.-", r) }
