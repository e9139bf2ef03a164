package information

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/paygap"
)

// Mapping says what the columns of a file are and how the council names what is in them.
type Mapping struct {
	// Columns has the heading of the column for each characteristic and for each column of package paygap that the file has.
	Columns map[string]string
	// Values has the name of the group for each text in the column of a characteristic, folded by key. The name can be that
	// of a state: see stateOf.
	Values map[equality.CharacteristicCode]map[string]string
	// References has the groups with which others are compared in pay gaps.
	References map[equality.CharacteristicCode]string
}

// PayColumns are the columns about pay, in the order of the form. The hourly rate is given, or all that it is calculated
// from.
var PayColumns = []string{
	paygap.ColumnFullPay, paygap.ColumnHourlyRate, paygap.ColumnYearlyBonus, paygap.ColumnOrdinaryPay, paygap.ColumnPayPeriod,
	paygap.ColumnWeeklyHours, paygap.ColumnBonusPay, paygap.ColumnBonusPeriod,
}

// PayColumnLabel returns the name of a column about pay.
func PayColumnLabel(column string) locale.LazyMessage {
	return map[string]locale.LazyMessage{
		paygap.ColumnFullPay:     locale.Lazy("On full pay (yes or no)"),
		paygap.ColumnHourlyRate:  locale.Lazy("Hourly rate of pay in pounds"),
		paygap.ColumnYearlyBonus: locale.Lazy("Bonus in the 12 months to the snapshot date"),
		paygap.ColumnOrdinaryPay: locale.Lazy("Ordinary pay in the pay period"),
		paygap.ColumnPayPeriod:   locale.Lazy("Pay period (week, month or days)"),
		paygap.ColumnWeeklyHours: locale.Lazy("Weekly hours"),
		paygap.ColumnBonusPay:    locale.Lazy("Bonus in the pay period"),
		paygap.ColumnBonusPeriod: locale.Lazy("Period of that bonus (week, month, year or days)"),
	}[column]
}

// headings are the headings, folded by key, by which columns are recognised.
var headings = map[string][]string{
	string(equality.Sex):                 {"sex", "legal sex", "gender"},
	string(equality.Age):                 {"age", "age group", "age band"},
	string(equality.Disability):          {"disability", "disabled", "disability status"},
	string(equality.Race):                {"race", "ethnicity", "ethnic group", "ethnic origin"},
	string(equality.ReligionBelief):      {"religion", "religion or belief", "belief"},
	string(equality.SexualOrientation):   {"sexual orientation"},
	string(equality.GenderReassignment):  {"gender reassignment", "gender identity", "trans status"},
	string(equality.MarriagePartnership): {"marital status", "marriage and civil partnership"},
	string(equality.PregnancyMaternity):  {"pregnancy and maternity", "maternity"},
	string(equality.Carers):              {"carer", "carers", "unpaid carer", "caring responsibilities"},
	string(equality.ArmedForces):         {"armed forces", "veteran", "armed forces community"},
	string(equality.CareExperience):      {"care experience", "care leaver", "care experienced"},

	paygap.ColumnFullPay:     {"full pay", "full pay relevant"},
	paygap.ColumnHourlyRate:  {"hourly rate", "hourly pay"},
	paygap.ColumnYearlyBonus: {"bonus in year", "bonus", "annual bonus"},
	paygap.ColumnOrdinaryPay: {"ordinary pay", "basic pay"},
	paygap.ColumnPayPeriod:   {"pay period"},
	paygap.ColumnWeeklyHours: {"weekly hours", "hours"},
	paygap.ColumnBonusPay:    {"bonus pay"},
	paygap.ColumnBonusPeriod: {"bonus period"},
}

// key folds a heading or a text in a cell for comparison.
func key(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("_", " ", "-", " ", "–", " ").Replace(locale.Fold(text))), " ")
}

// columnsOf returns what columns a file of a kind can have.
func columnsOf(kind SetKind) (all []string) {
	for _, c := range Characteristics {
		all = append(all, string(c))
	}
	if kind == Payroll {
		all = append(all, PayColumns...)
	}
	return all
}

// Guess returns the columns among heads that are recognised by their headings.
func Guess(kind SetKind, heads []string) map[string]string {
	found := map[string]string{}
	for _, column := range columnsOf(kind) {
		for _, name := range headings[column] {
			i := slices.IndexFunc(heads, func(head string) bool { return key(head) == name })
			if i >= 0 {
				found[column] = heads[i]
				break
			}
		}
	}
	return found
}

// check returns fault.Invalid if the columns of m are not those of s, or one column is two things.
func (m Mapping) check(s *Sheet) error {
	used := map[string]bool{}
	for _, column := range slices.Sorted(maps.Keys(m.Columns)) {
		head := m.Columns[column]
		if !slices.Contains(s.Heads, head) {
			return fault.Newf(fault.Invalid, "The file has no column %q. Choose one of its columns.", head)
		}
		if used[head] {
			return fault.Newf(fault.Invalid, "The column %q is chosen twice. Choose another column.", head)
		}
		used[head] = true
	}
	return nil
}

// state is whether and how a person answered.
type state int

const (
	answered state = iota
	preferNotToSay
	noAnswer
	notAsked
)

// stateWords are the texts, folded by key, that mean that there is no answer.
var stateWords = map[string]state{
	"prefer not to say": preferNotToSay, "rather not say": preferNotToSay, "prefer not to disclose": preferNotToSay,
	"declined": preferNotToSay, "withheld": preferNotToSay,
	"": noAnswer, "no answer": noAnswer, "not answered": noAnswer, "blank": noAnswer, "not stated": noAnswer, "not declared": noAnswer,
	"undeclared": noAnswer, "not known": noAnswer, "unknown": noAnswer, "n a": noAnswer,
	"not asked": notAsked, "not recorded": notAsked, "not collected": notAsked,
}

// stateOf returns what the name of a group says.
func stateOf(group string) state { return stateWords[key(group)] }

// usualNames are the names of groups that files abbreviate.
var usualNames = map[equality.CharacteristicCode]map[string]string{
	equality.Sex: {"m": "Male", "male": "Male", "men": "Male", "f": "Female", "female": "Female", "women": "Female"},
	equality.Disability: {"y": "Disabled", "yes": "Disabled", "disabled": "Disabled", "n": "Not disabled",
		"no": "Not disabled", "not disabled": "Not disabled"},
}

// maxGroups is the largest number of groups of a characteristic. A column with more is something else, such as names.
const maxGroups = 40

// Found is what is in the column of a characteristic.
type Found struct {
	Text  string // as the file has it
	Group string // what it is counted as
}

// found returns the different texts in the column of c, sorted, and what each is counted as.
func (m Mapping) found(s *Sheet, c equality.CharacteristicCode) ([]Found, error) {
	column := slices.Index(s.Heads, m.Columns[string(c)])
	texts := map[string]string{}
	numbers := c == equality.Age
	for _, row := range s.Rows {
		text := row[column]
		if _, known := texts[key(text)]; !known {
			texts[key(text)] = text
		}
		if _, ok := years(text); !ok && stateOf(text) == answered {
			numbers = false
		}
	}
	if numbers {
		return nil, nil // ages are counted in bands
	}
	if len(texts) > maxGroups {
		return nil, fault.Newf(fault.Invalid,
			"The column %q has more than %d different entries. Check that it is the right column, or combine groups in the file.",
			m.Columns[string(c)], maxGroups)
	}
	var all []Found
	for folded, text := range texts {
		group, given := m.Values[c][folded]
		if !given {
			group = cmp.Or(usualNames[c][folded], text)
		}
		all = append(all, Found{text, group})
	}
	slices.SortFunc(all, func(a, b Found) int { return strings.Compare(key(a.Text), key(b.Text)) })
	return all, nil
}

// years reads an age in years.
func years(text string) (n int, ok bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 10 && n <= 110
}

// ageBands are the ages with which the bands end; the last has no end.
var ageBands = []struct {
	to   int
	name string
}{{15, "Under 16"}, {24, "16 to 24"}, {34, "25 to 34"}, {44, "35 to 44"}, {54, "45 to 54"}, {64, "55 to 64"}, {110, "65 and over"}}

func ageBand(n int) string {
	for _, b := range ageBands {
		if n <= b.to {
			return b.name
		}
	}
	return ""
}

// Name sets what a text in the column of a characteristic is counted as.
func (m *Mapping) Name(c equality.CharacteristicCode, text, group string) {
	if m.Values == nil {
		m.Values = map[equality.CharacteristicCode]map[string]string{}
	}
	if m.Values[c] == nil {
		m.Values[c] = map[string]string{}
	}
	m.Values[c][key(text)] = group
}
