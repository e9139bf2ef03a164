package entry

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/survey"
)

// KeyedValues is what a clerk keyed for each question, by its id.
type KeyedValues map[string]string

// Problem says what is wrong with what was keyed for a question.
type Problem struct{ Question, Say string }

// ParsedForm is a form as a clerk read it.
type ParsedForm struct {
	Answers    survey.Answers
	Unreadable []string // ids of questions
	NotAsked   []int    // numbers of questions that were answered and not asked
}

// Parse turns what was keyed into answers:
//
//	one answer        b             c=Kites where the person wrote something in
//	several           ac  or  a c   a; c=Kites
//	each row          abba          one code a row; - for a row left empty
//	an order          213           the number beside each option; - for none
//	amounts           60 40 0       one for each option
//	a date            27 5 2016
//	all others        as it was written
//	not to say        x             where the question offers it
//	nobody can read   ?             the answer is left out and noted; never guessed
func (s *PaperForm) Parse(typed KeyedValues) (ParsedForm, []Problem) {
	raw, reading := survey.Raw{}, ParsedForm{}
	var problems []Problem
	for i := range s.Sections {
		for j := range s.Sections[i].Questions {
			q := &s.Sections[i].Questions[j]
			text := strings.TrimSpace(typed[q.ID])
			switch {
			case text == "" || q.Number == 0:
			case text == UnreadableCode:
				reading.Unreadable = append(reading.Unreadable, q.ID)
			default:
				if say := q.parse(text, raw); say != "" {
					problems = append(problems, Problem{q.ID, say})
				}
			}
		}
	}
	answers, wrong := s.Form.Check(raw)
	for _, p := range wrong {
		if !slices.ContainsFunc(problems, func(known Problem) bool { return known.Question == p.Question }) {
			problems = append(problems, Problem{p.Question, p.Say})
		}
	}
	if len(problems) > 0 {
		return reading, problems
	}
	reading.Answers = answers
	answers.Each(func(q *survey.Question, a survey.Answer) {
		if a.State == survey.NotAsked && strings.TrimSpace(typed[q.ID]) != "" {
			reading.NotAsked = append(reading.NotAsked, s.numbers[q.ID])
		}
	})
	return reading, nil
}

// parse puts what was keyed for q into raw, under the names that a browser would
// send it by. It says what it cannot read.
func (q *PaperQuestion) parse(text string, raw survey.Raw) string {
	if q.AllowsNotToSay && strings.EqualFold(text, PreferNotToSayCode) {
		if q.Kind == survey.Single || q.Kind == survey.Multiple || q.Kind == survey.Dropdown {
			raw[q.ID] = []string{"prefer-not-to-say"}
			return ""
		}
		if q.Kind != survey.Matrix {
			raw[q.ID+"--prefer-not-to-say"] = []string{"yes"}
			return ""
		}
		text = strings.Repeat(PreferNotToSayCode+" ", len(q.Rows))
	}
	switch q.Kind {
	case survey.Single, survey.Dropdown, survey.Multiple:
		return q.parseOptions(text, raw)
	case survey.Matrix:
		return q.parseItems(text, len(q.Rows), raw, func(i int, word string) (string, string, bool) {
			if q.AllowsNotToSay && strings.EqualFold(word, PreferNotToSayCode) {
				return q.Rows[i].ID, "prefer-not-to-say", true
			}
			at := q.optionByCode(word)
			if at < 0 {
				return "", "", false
			}
			return q.Rows[i].ID, q.Options[at].ID, true
		})
	case survey.Ranking, survey.Budget:
		return q.parseItems(text, len(q.Options), raw, func(i int, word string) (string, string, bool) {
			return q.Options[i].ID, word, true
		})
	case survey.Date:
		parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" /.-", r) })
		if len(parts) != 3 {
			return fmt.Sprintf("Question %d: key day, month and year, like 27 5 2016, or ? if it cannot be read.", q.Number)
		}
		for i, part := range []string{"day", "month", "year"} {
			raw[q.ID+"--"+part] = []string{parts[i]}
		}
		return ""
	}
	raw[q.ID] = []string{text}
	return ""
}

func (q *PaperQuestion) optionByCode(word string) int {
	return slices.IndexFunc(q.CodedOptions, func(c CodedOption) bool { return strings.EqualFold(c.Code, word) })
}

func (q *PaperQuestion) parseOptions(text string, raw survey.Raw) string {
	for part := range strings.SplitSeq(text, ";") {
		codes, written, writes := strings.Cut(part, "=")
		words := q.splitCodes(codes)
		for i, word := range words {
			at := q.optionByCode(word)
			if at < 0 {
				return fmt.Sprintf("Question %d has no answer with the code “%s”. Its codes are %s.", q.Number, word, q.CodeList())
			}
			o := q.Options[at]
			raw[q.ID] = append(raw[q.ID], o.ID)
			if writes && i == len(words)-1 {
				if !o.WriteIn {
					return fmt.Sprintf("Question %d: answer %s has no line to write on. Leave out “=%s”.", q.Number, word, strings.TrimSpace(written))
				}
				raw[q.ID+"--"+o.ID] = []string{strings.TrimSpace(written)}
			}
		}
	}
	return ""
}

// splitCodes parts codes. Where each is one letter, none need stand between them.
func (q *PaperQuestion) splitCodes(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	if len(q.CodedOptions) > len(optionLetters) {
		return words
	}
	return strings.Split(strings.Join(words, ""), "")
}

// parseItems reads one word for each of n places.
func (q *PaperQuestion) parseItems(
	text string,
	n int,
	raw survey.Raw,
	place func(i int, word string) (name, value string, ok bool),
) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	if len(words) == 1 && n > 1 && q.Kind != survey.Budget && len(q.CodedOptions) <= len(optionLetters) {
		words = strings.Split(words[0], "")
	}
	if len(words) != n {
		return fmt.Sprintf(
			"Question %d has %d places and %d were keyed. Key one for each, and - where it was left empty.",
			q.Number,
			n,
			len(words),
		)
	}
	for i, word := range words {
		if word == BlankCode || word == UnreadableCode {
			continue
		}
		name, value, ok := place(i, word)
		if !ok {
			return fmt.Sprintf("Question %d has no answer with the code “%s”. Its codes are %s.", q.Number, word, q.CodeList())
		}
		raw[q.ID+"--"+name] = []string{value}
	}
	return ""
}

// CodeList lists the codes of q, for whoever keyed another.
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

// Format is what would be keyed for answers, for a form that is keyed again.
func (s *PaperForm) Format(answers survey.Answers, unreadable []string) KeyedValues {
	typed := KeyedValues{}
	for _, id := range unreadable {
		typed[id] = UnreadableCode
	}
	answers.Each(func(q *survey.Question, a survey.Answer) {
		asked, ok := s.QuestionByNumber(s.numbers[q.ID])
		switch {
		case !ok:
		case a.State == survey.PreferNotToSay:
			typed[q.ID] = PreferNotToSayCode
		case a.State == survey.Answered:
			typed[q.ID] = asked.format(a)
		}
	})
	return typed
}

func (q *PaperQuestion) format(a survey.Answer) string {
	var all []string
	switch q.Kind {
	case survey.Single, survey.Dropdown, survey.Multiple:
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
	case survey.Date:
		return a.Date[8:] + " " + a.Date[5:7] + " " + a.Date[:4]
	case survey.Number:
		return a.Number
	default:
		return a.Text
	}
	return strings.Join(all, " ")
}

// equalAnswers reports whether two answers say the same.
func equalAnswers(a, b survey.Answer) bool { return reflect.DeepEqual(a, b) }
