package reach

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/represent"
	"github.com/folkmoot/folkmoot/survey"
)

// Catalogue is what a profile can have numbers about: the standard equality questions as the consultation asks them, and the
// question where people live.
type Catalogue []Asked

// Asked is a question with its answers.
type Asked struct {
	ID, Text string
	Standard bool     // it is about a characteristic of people, and not where they live
	names    []string // folded, by which it is found
	Answers  []Answer
}

// isBroad reports whether a is one of the five broad ethnic groups.
func (q *Asked) isBroad(a Answer) bool {
	return q.ID == equality.EthnicGroupQuestion && slices.Contains(equality.BroadEthnicGroups(), equality.BroadEthnicGroup(a.ID))
}

// Answer is a group of people, such as those who give an answer.
type Answer struct {
	ID, Text string
	names    []string
}

// CatalogueOf returns the catalogue of a consultation.
func CatalogueOf(ctx context.Context, tx *db.Tx, c *consult.Consultation) (Catalogue, error) {
	forms, err := consult.Forms(ctx, tx, c.Slug)
	if err != nil || len(forms) == 0 {
		return newCatalogue(nil, ""), err
	}
	form, err := consult.FormByVersion(ctx, tx, forms[0].Version)
	return newCatalogue(form, c.AreaQuestion), err
}

// newCatalogue returns the catalogue of a questionnaire, which may be nil, with its question where people live.
func newCatalogue(form *survey.Form, area string) (all Catalogue) {
	for _, id := range equality.QuestionIDs(equality.MaxDay) {
		bank, _ := equality.QuestionAt(id, equality.MaxDay)
		switch id {
		case equality.ConditionQuestion: // the two questions about health make one group of disabled people
			all = append(all, newAsked(string(represent.Disability), "Disability under the Equality Act", disabilityNames,
				Answer{ID: equality.Disabled, Text: "Disabled"}, Answer{ID: equality.NotDisabled, Text: "Not disabled"}),
				newAsked(string(represent.SelfDescribedDisability), "Whether people consider themselves disabled", describedNames,
					Answer{ID: "yes", Text: "Yes"}, Answer{ID: "no", Text: "No"}))
			continue
		case equality.LimitationQuestion:
			continue
		}
		answers := bankAnswers(bank)
		if q := questionOf(form, id); q != nil {
			answers = formAnswers(q)
		}
		if id == equality.EthnicGroupQuestion {
			for _, g := range equality.BroadEthnicGroups() {
				answers = append(answers, Answer{ID: string(g), Text: g.Name()})
			}
		}
		all = append(all, newAsked(id, bank.Name, []string{bank.Text}, answers...))
	}
	if q := questionOf(form, area); q != nil && !slices.ContainsFunc(all, func(a Asked) bool { return a.ID == area }) {
		lives := newAsked(q.ID, q.Text, []string{"area", "district", "place", "where people live"}, formAnswers(q)...)
		lives.Standard = false
		all = append(all, lives)
	}
	return all
}

// The names of two questions that must not be mistaken for each other. A column that says only “Disability” could be either.
var (
	disabilityNames = []string{"disabled under the equality act", "equality act disability", "disability (equality act)", "ts038"}
	describedNames  = []string{
		"considers themselves disabled", "do you consider yourself disabled?", "do you consider yourself to be disabled?",
		"self-described disability", "do you consider yourself to have a disability?",
	}
)

func questionOf(form *survey.Form, id string) *survey.Question {
	if form == nil || id == "" {
		return nil
	}
	q, _ := form.Question(id)
	return q
}

func bankAnswers(q equality.BankQuestion) (all []Answer) {
	for _, o := range q.Options {
		all = append(all, Answer{ID: o.ID, Text: o.Text})
	}
	return all
}

func formAnswers(q *survey.Question) (all []Answer) {
	for _, o := range q.Options {
		all = append(all, Answer{ID: o.ID, Text: o.Text})
	}
	return all
}

func newAsked(id, text string, names []string, answers ...Answer) Asked {
	q := Asked{ID: id, Text: text, Standard: true, names: []string{foldName(text)}}
	if !isDisability(id) {
		q.names = append(q.names, foldName(id))
	}
	for _, n := range names {
		q.names = append(q.names, foldName(n))
	}
	for _, a := range answers {
		a.names = append(a.names, a.ID, foldName(a.ID), foldName(a.Text))
		for _, other := range otherNames[a.ID] {
			a.names = append(a.names, foldName(other))
		}
		if years, ok := equality.AgeBandRange(a.ID); ok {
			a.names = append(a.names, ageName(years))
		}
		q.Answers = append(q.Answers, a)
	}
	return q
}

// otherNames are names of answers that are common in the data of services.
var otherNames = map[string][]string{
	"female": {"f", "women", "females", "woman", "women and girls"}, "male": {"m", "men", "males", "man", "men and boys"},
	"straight": {"heterosexual", "straight", "heterosexual or straight"}, "gay-lesbian": {"gay", "lesbian", "gay or lesbian woman"},
	"white": {"white (all)"}, "mixed": {"mixed", "mixed or multiple"}, "asian": {"asian"}, "black": {"black"},
	"no-religion": {"none", "no faith"}, "disabled": {"yes"}, "not-disabled": {"no"},
}

var notWord = regexp.MustCompile(`[^\pL\pN+]+`)

// foldName returns the text by which names are compared: without case, accents and signs. Ages are written in one way.
func foldName(text string) string {
	text = strings.TrimSpace(notWord.ReplaceAllString(" "+locale.Fold(text)+" ", " "))
	text = strings.TrimPrefix(text, "aged ")
	if years, ok := parseAges(text); ok {
		return ageName(years)
	}
	return strings.ReplaceAll(text, " and ", " or ")
}

var (
	agesBetween = regexp.MustCompile(`^(\d{1,3}) (?:to )?(\d{1,3})(?: years?| yrs)?$`)
	agesFrom    = regexp.MustCompile(`^(\d{1,3}) ?(?:\+|(?:years )?(?:and|or|plus) ?(?:over|older|above)?|over|plus)(?: years)?$`)
	agesUnder   = regexp.MustCompile(`^(?:under|less than) (\d{1,3})(?: years?)?$`)
)

// parseAges reads a range of ages such as “16 24”, “85+” or “under 16” of folded text.
func parseAges(text string) (years equality.AgeRange, ok bool) {
	number := func(digits string) int {
		n, _ := strconv.Atoi(digits)
		return n
	}
	if m := agesBetween.FindStringSubmatch(text); m != nil {
		return equality.AgeRange{From: number(m[1]), To: number(m[2])}, true
	}
	if m := agesFrom.FindStringSubmatch(text); m != nil {
		return equality.AgeRange{From: number(m[1]), To: equality.MaxAge}, true
	}
	if m := agesUnder.FindStringSubmatch(text); m != nil {
		return equality.AgeRange{To: number(m[1]) - 1}, true
	}
	return years, false
}

func ageName(years equality.AgeRange) string {
	return "ages " + strconv.Itoa(years.From) + " " + strconv.Itoa(years.To)
}

// question returns the question with a name, or nil.
func (c Catalogue) question(name string) *Asked {
	folded := foldName(name)
	if at := slices.IndexFunc(c, func(q Asked) bool { return slices.Contains(q.names, folded) }); at >= 0 {
		return &c[at]
	}
	return nil
}

// byID returns the question with an ID, or nil.
func (c Catalogue) byID(id string) *Asked {
	if at := slices.IndexFunc(c, func(q Asked) bool { return q.ID == id }); at >= 0 {
		return &c[at]
	}
	return nil
}

// answer returns the answer with a name, or nil.
func (q *Asked) answer(name string) *Answer {
	at := slices.IndexFunc(q.Answers, func(a Answer) bool { return a.ID == name })
	if at < 0 {
		at = slices.IndexFunc(q.Answers, func(a Answer) bool { return slices.Contains(a.names, foldName(name)) })
	}
	if at >= 0 {
		return &q.Answers[at]
	}
	return nil
}

// find returns the question and the answer with these IDs or names, or fault.Invalid.
func (c Catalogue) find(question, group string) (*Asked, *Answer, error) {
	q := c.byID(question)
	if q == nil {
		q = c.question(question)
	}
	if q == nil {
		if isDisability(question) {
			return nil, nil, errWhichDisability
		}
		return nil, nil, fault.Newf(fault.Invalid, "People cannot be compared by the question “%s”.", question)
	}
	a := q.answer(group)
	if a == nil {
		return nil, nil, fault.Newf(fault.Invalid, "“%s” is not an answer to “%s”.", group, q.Text)
	}
	return q, a, nil
}

var disabilityWord = regexp.MustCompile(`(?i)\bdisab`)

func isDisability(name string) bool { return disabilityWord.MatchString(name) }

var errWhichDisability = fault.New(fault.Invalid,
	"Say which question this is: “Disability under the Equality Act” or “Whether people consider themselves disabled”. "+
		"They are not comparable.")
