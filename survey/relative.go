package survey

import (
	"strconv"
	"strings"
	"time"
)

// Limits of dates can be relative to the day on which a form is answered: “today”, “18 years
// before today”, “12 months after today”. They are written in English in every language,
// because they are settings and not texts. See [Form.On].

// maxRelative is the maximum number of units in a relative limit.
const maxRelative = 999

// relativeDay is a number of days, months or years before (negative) or after a day.
type relativeDay struct{ years, months, days int }

// IsRelativeDay reports whether s is a limit of a date that depends on the day on which a form
// is answered: “today”, or a number of days, weeks, months or years before or after it.
func IsRelativeDay(s string) bool {
	_, ok := parseRelativeDay(s)
	return ok
}

// parseRelativeDay parses a relative limit. It accepts one spelling of each only.
func parseRelativeDay(s string) (d relativeDay, ok bool) {
	if s == "today" {
		return d, true
	}
	words := strings.Split(s, " ")
	if len(words) != 4 || words[3] != "today" || words[2] != "before" && words[2] != "after" {
		return d, false
	}
	n, err := strconv.Atoi(words[0])
	if err != nil || strconv.Itoa(n) != words[0] || n < 1 || n > maxRelative {
		return d, false
	}
	unit, plural := strings.CutSuffix(words[1], "s")
	if plural != (n > 1) {
		return d, false
	}
	if words[2] == "before" {
		n = -n
	}
	switch unit {
	case "day":
		d.days = n
	case "week":
		d.days = 7 * n
	case "month":
		d.months = n
	case "year":
		d.years = n
	default:
		return d, false
	}
	return d, true
}

// on returns d from the date today. The last day of a month stands for days that the month does
// not have: a year before 29 February is 28 February, so that no one counts as a year older too early.
func (d relativeDay) on(today time.Time) time.Time {
	year, month, day := today.Date()
	first := time.Date(year+d.years, month+time.Month(d.months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(day, last)-1+d.days)
}

// On returns f for answers that are given on day, on which limits like “18 years before today”
// depend. It has the same pages, questions and version as f; without such limits, it is f.
//
// Check and the other methods that validate answers reject every date with such a limit if the
// form has no day. [ParseAnswers], [Answers.MapTexts] and [Question.Read] do not check these
// limits: the answers they read were checked on the day they were given.
func (f *Form) On(day Day) *Form {
	p := f.getPlan()
	if !p.relative || !isDate(string(day)) {
		return f
	}
	dated, plan := *f, *p
	plan.day = day
	dated.plan = &plan
	return &dated
}

// HasRelativeDays reports whether a limit of f depends on the day on which it is answered.
func (f *Form) HasRelativeDays() bool { return f.getPlan().relative }

// isDated reports whether answers to questions of kind k, and their limits, are dates.
func (k QuestionKind) isDated() bool { return k == Date || k == Period }

// hasRelativeDay reports whether a limit of q depends on the day on which it is answered.
func (q *Question) hasRelativeDay() bool {
	return q.Kind.isDated() && (q.Least != nil && IsRelativeDay(*q.Least) || q.Most != nil && IsRelativeDay(*q.Most))
}

// Limits returns Least and Most of q, "" for none, for answers that are given on day: relative
// limits are replaced by dates. known is false if a limit depends on the day and day is "".
func (q *Question) Limits(day Day) (least, most string, known bool) {
	known = true
	resolve := func(limit *string) string {
		if limit == nil {
			return ""
		}
		d, relative := relativeDay{}, false
		if q.Kind.isDated() {
			d, relative = parseRelativeDay(*limit)
		}
		if !relative {
			return *limit
		}
		today, err := time.Parse(time.DateOnly, string(day))
		if err != nil {
			known = false
			return *limit
		}
		return q.truncate(d.on(today).Format(time.DateOnly))
	}
	return resolve(q.Least), resolve(q.Most), known
}

// leastIsAboveMost reports whether the limits of q, which are valid, contradict each other. Two
// relative limits are compared on every day of four years, because months differ in length. A
// relative limit and a date are not compared, because the result changes with time.
func (q *Question) leastIsAboveMost() bool {
	if !q.Kind.isDated() {
		return compareNumbers(*q.Least, *q.Most) > 0
	}
	if IsRelativeDay(*q.Least) != IsRelativeDay(*q.Most) {
		return false
	}
	first := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 4*365 + 1 {
		least, most, _ := q.Limits(Day(first.AddDate(0, 0, i).Format(time.DateOnly)))
		if least > most {
			return true
		}
		if !q.hasRelativeDay() {
			break
		}
	}
	return false
}
