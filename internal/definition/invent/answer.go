package invent

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/outline"
	"github.com/folkmoot/folkmoot/survey"
)

const preferNotToSay = "prefer-not-to-say"

// distributionFor returns the distribution of answers for a person with these traits.
func (t *AnswerPattern) distributionFor(traits map[string]string) Distribution {
	dist := t.Distribution
	for _, c := range t.Cases {
		if !slices.Contains(c.Is, traits[c.Trait]) {
			continue
		}
		if c.Weights != nil {
			dist.Weights = c.Weights
		}
		if c.Rows != nil {
			dist.Rows = c.Rows
		}
		if c.Texts != nil {
			dist.Texts = c.Texts
		}
		break
	}
	return dist
}

// answer adds to raw what this person answers to q on a day, if anything.
func (m *generator) answer(d *rng, traits map[string]string, q *survey.Question, day survey.Day, raw survey.Raw) {
	id := q.ID
	if of := q.Repetition(); of != nil && of.Question != "" {
		id = of.Question
	}
	t := m.plan.Answers[id]
	dist := t.distributionFor(traits)
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
	if box := q.BoxField(); box != "" && dist.Weights != nil {
		if chosen := d.weighted(append(ids, survey.Typed), dist.Weights); chosen != survey.Typed {
			raw[box] = []string{chosen}
			return
		}
	}
	switch q.Kind {
	case survey.Single, survey.Dropdown, survey.Consent:
		chosen := d.weighted(ids, weightsOrDefault(onScale(q, dist.Weights), ids, 1))
		// A shorter edition may not have the option for the person's trait. They leave the question blank then, or
		// choose another option if an answer is required.
		if value := traits[t.Trait]; t.Trait != "" && (slices.Contains(ids, value) || !q.Required) {
			chosen = value
		}
		if slices.Contains(ids, chosen) {
			raw[q.ID] = []string{chosen}
			m.writeIn(d, &t, q, chosen, raw)
		}
	case survey.Multiple:
		for _, id := range chooseMultiple(d, q, weightsOrDefault(dist.Weights, ids, 30)) {
			raw[q.ID] = append(raw[q.ID], id)
			m.writeIn(d, &t, q, id, raw)
		}
	case survey.Matrix:
		for _, row := range q.Rows {
			if chosen := d.weighted(ids, weightsOrDefault(onScale(q, dist.Rows[row.ID]), ids, 1)); chosen != "" {
				raw[q.ID+"--"+row.ID] = []string{chosen}
			}
		}
	case survey.Ranking:
		ranked := d.weightedOrder(ids, weightsOrDefault(dist.Weights, ids, 1))
		if q.Max != nil {
			ranked = ranked[:*q.Max]
		}
		for i, id := range ranked {
			raw[q.ID+"--"+id] = []string{strconv.Itoa(i + 1)}
		}
	case survey.Budget:
		for i, amount := range splitBudget(d, q.Total, ids, weightsOrDefault(dist.Weights, ids, 1)) {
			raw[q.ID+"--"+ids[i]] = []string{strconv.FormatInt(amount, 10)}
		}
	case survey.Number, survey.Duration:
		if t.Most > t.Least {
			// The mean of two numbers is more often near the middle than near the bounds.
			width := uint64(t.Most-t.Least) + 1
			q.SetCell(raw, strconv.FormatInt(t.Least+int64((d.intn(width)+d.intn(width))/2), 10))
		}
	case survey.Date:
		if date, ok := dateBetween(d, q, day); ok {
			q.SetCell(raw, date)
		}
	case survey.Period:
		from, ok := dateBetween(d, q, day)
		to, _ := dateBetween(d, q, day)
		if ok {
			q.SetCell(raw, min(from, to)+"/"+max(from, to))
		}
	case survey.Files: // nothing is invented but that there is one
		if q.Required {
			raw[q.ID] = []string{survey.FileOnPaper}
		}
	case survey.Places:
		if place, ok := placeOn(d, q.Outline(), dist.Weights); ok {
			raw[q.ID] = []string{place}
		}
	case survey.ShortText, survey.LongText:
		if text := d.oneOf(dist.Texts); text != "" {
			raw[q.ID] = []string{text}
		}
	}
}

// dateBetween returns a date within the bounds of q on a day, if it has both.
func dateBetween(d *rng, q *survey.Question, on survey.Day) (day string, ok bool) {
	least, most, _ := q.Limits(on)
	first, err := survey.ParsePartialDate(least)
	last, err2 := survey.ParsePartialDate(most)
	if err != nil || err2 != nil {
		return "", false
	}
	days := uint64(last.Sub(first) / (24 * time.Hour))
	date := first.AddDate(0, 0, int(d.intn(days+1))).Format(time.DateOnly)
	return date[:len(least)], true // in the precision of q
}

// placeOn returns a pin in one of the areas of m, by their weights.
func placeOn(d *rng, m *outline.Map, weights map[string]uint64) (place string, ok bool) {
	byID, ids := map[string]outline.Shape{}, []string{}
	for i := range m.Areas {
		if area := &m.Areas[i]; area.Shape.Kind == outline.Area {
			byID[area.ID], ids = area.Shape, append(ids, area.ID)
		}
	}
	if len(ids) == 0 {
		return "", false
	}
	area, chosen := byID[d.weighted(ids, weightsOrDefault(weights, ids, 1))]
	if !chosen {
		return "", false
	}
	box, p := area.Box(), area.Middle()
	for range 10 { // most areas fill a good part of the rectangle around them
		at := outline.Point{
			Lon: box.West + int(d.intn(uint64(box.East-box.West)+1)), Lat: box.South + int(d.intn(uint64(box.North-box.South)+1)),
		}
		if area.Contains(at) {
			p = at
			break
		}
	}
	return outline.Format([]outline.Shape{outline.NewPin(p)}), true
}

func isChoice(k survey.QuestionKind) bool {
	return k == survey.Multiple || k.OneOption()
}

// onScale returns the weights of the options of q, which merges some of those that weights
// names if it has a shorter scale.
func onScale(q *survey.Question, weights map[string]uint64) map[string]uint64 {
	if weights == nil {
		return nil
	}
	out := maps.Clone(weights)
	for i := range q.Options {
		for _, id := range q.Options[i].Merges {
			out[q.Options[i].ID] += weights[id]
		}
	}
	return out
}

// weightsOrDefault returns given or, if it is empty, the weight otherwise for every id.
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

// chooseMultiple chooses options of a question with several answers.
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

// splitBudget divides total by weight, with a random deviation, in round steps. The rest goes to the largest share.
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
