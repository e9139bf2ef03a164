package invent

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/survey"
)

const preferNotToSay = "prefer-not-to-say"

// distributionFor returns which way a person with these traits leans.
func (t *AnswerPattern) distributionFor(traits map[string]string) Distribution {
	l := t.Distribution
	for _, c := range t.Cases {
		if !slices.Contains(c.Is, traits[c.Trait]) {
			continue
		}
		if c.Weights != nil {
			l.Weights = c.Weights
		}
		if c.Rows != nil {
			l.Rows = c.Rows
		}
		if c.Texts != nil {
			l.Texts = c.Texts
		}
		break
	}
	return l
}

// answer puts into raw what this person sends for q, if anything. As many
// numbers are drawn whatever the answer, within one question.
func (m *generator) answer(d *rng, traits map[string]string, q *survey.Question, raw survey.Raw) {
	t := m.plan.Answers[q.ID]
	lean := t.distributionFor(traits)
	skip, refuse := d.chance(t.Skip), d.chance(t.Refuse)
	switch {
	case skip && !q.Required:
		return
	case refuse && q.PreferNotToSay:
		if isChoice(q.Kind) {
			raw[q.ID] = []string{preferNotToSay}
		} else {
			raw[q.ID+"--"+preferNotToSay] = []string{"yes"}
		}
		return
	}
	ids := make([]string, len(q.Options))
	for i, o := range q.Options {
		ids[i] = o.ID
	}
	switch q.Kind {
	case survey.Single, survey.Dropdown:
		chosen := d.weighted(ids, weightsOrDefault(lean.Weights, ids, 1))
		// A shorter edition may not offer what somebody is; they leave it blank
		// then, or choose something else where they must.
		if value := traits[t.Trait]; t.Trait != "" && (slices.Contains(ids, value) || !q.Required) {
			chosen = value
		}
		if slices.Contains(ids, chosen) {
			raw[q.ID] = []string{chosen}
			m.writeIn(d, &t, q, chosen, raw)
		}
	case survey.Multiple:
		for _, id := range chooseMultiple(d, q, weightsOrDefault(lean.Weights, ids, 30)) {
			raw[q.ID] = append(raw[q.ID], id)
			m.writeIn(d, &t, q, id, raw)
		}
	case survey.Matrix:
		for _, row := range q.Rows {
			if chosen := d.weighted(ids, weightsOrDefault(lean.Rows[row.ID], ids, 1)); chosen != "" {
				raw[q.ID+"--"+row.ID] = []string{chosen}
			}
		}
	case survey.Ranking:
		ranked := d.weightedOrder(ids, weightsOrDefault(lean.Weights, ids, 1))
		if q.Max != nil {
			ranked = ranked[:*q.Max]
		}
		for i, id := range ranked {
			raw[q.ID+"--"+id] = []string{strconv.Itoa(i + 1)}
		}
	case survey.Budget:
		for i, amount := range splitBudget(d, q.Total, ids, weightsOrDefault(lean.Weights, ids, 1)) {
			raw[q.ID+"--"+ids[i]] = []string{strconv.FormatInt(amount, 10)}
		}
	case survey.Number:
		if t.Most > t.Least {
			// The mean of two is more often in the middle than at the ends.
			width := uint64(t.Most-t.Least) + 1
			raw[q.ID] = []string{strconv.FormatInt(t.Least+int64((d.intn(width)+d.intn(width))/2), 10)}
		}
	case survey.Date:
		if day, ok := dateBetween(d, q); ok {
			for i, part := range []string{"year", "month", "day"} {
				raw[q.ID+"--"+part] = []string{strings.Split(day, "-")[i]}
			}
		}
	case survey.ShortText, survey.LongText:
		if text := d.oneOf(lean.Texts); text != "" {
			raw[q.ID] = []string{text}
		}
	}
}

// dateBetween returns a day within the bounds of q, if it has both.
func dateBetween(d *rng, q *survey.Question) (day string, ok bool) {
	if q.Least == nil || q.Most == nil {
		return "", false
	}
	first, err := time.Parse(time.DateOnly, *q.Least)
	last, err2 := time.Parse(time.DateOnly, *q.Most)
	if err != nil || err2 != nil {
		return "", false
	}
	days := uint64(last.Sub(first) / (24 * time.Hour))
	return first.AddDate(0, 0, int(d.intn(days+1))).Format(time.DateOnly), true
}

func isChoice(k survey.QuestionKind) bool {
	return k == survey.Single || k == survey.Multiple || k == survey.Dropdown
}

// weightsOrDefault returns given, or the same for every id where nothing is given.
func weightsOrDefault(given map[string]uint64, ids []string, otherwise uint64) map[string]uint64 {
	if given != nil {
		return given
	}
	all := map[string]uint64{}
	for _, id := range ids {
		all[id] = otherwise
	}
	return all
}

func (m *generator) writeIn(d *rng, t *AnswerPattern, q *survey.Question, id string, raw survey.Raw) {
	if text := d.oneOf(t.WriteIns[id]); text != "" && d.chance(50) {
		raw[q.ID+"--"+id] = []string{text}
	}
}

// chooseMultiple chooses options of a question that takes more than one.
func chooseMultiple(d *rng, q *survey.Question, weights map[string]uint64) (chosen []string) {
	alone, heaviest := "", ""
	for _, o := range q.Options {
		switch {
		case o.Exclusive:
			alone = o.ID
			continue
		case heaviest == "" || weights[o.ID] > weights[heaviest]:
			heaviest = o.ID
		}
		if d.chance(weights[o.ID]) {
			chosen = append(chosen, o.ID)
		}
	}
	if q.Max != nil && len(chosen) > *q.Max {
		chosen = chosen[:*q.Max]
	}
	least := 1
	if q.Min != nil {
		least = *q.Min
	}
	switch {
	case len(chosen) == 0 && alone != "":
		return []string{alone}
	case len(chosen) == 0 && least == 1:
		return []string{heaviest}
	case len(chosen) < least:
		return nil
	}
	return chosen
}

// splitBudget divides total by weight, give or take all of it, in steps that people
// use; what is left over goes where most went.
func splitBudget(d *rng, total int64, ids []string, weights map[string]uint64) []int64 {
	step := int64(1)
	if total >= 20*int64(len(ids)) {
		step = 5
	}
	parts, sum := make([]uint64, len(ids)), uint64(0)
	for i, id := range ids {
		parts[i] = weights[id] * d.intn(201)
		sum += parts[i]
	}
	if sum == 0 {
		parts[0], sum = 1, 1
	}
	amounts, left, most := make([]int64, len(ids)), total, 0
	for i := range parts {
		amounts[i] = int64(parts[i]*uint64(total)/sum) / step * step
		left -= amounts[i]
		if amounts[i] > amounts[most] {
			most = i
		}
	}
	amounts[most] += left
	return amounts
}
