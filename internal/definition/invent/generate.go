package invent

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/survey"
)

// Write generates the responses of plan and writes them as CSV. The forms are the editions of a questionnaire, the
// original first. Every response has passed the check of its form; if one does not, the plan is wrong and Write
// returns an error.
func Write(w io.Writer, plan *Plan, counts []CensusCount, forms []*survey.Form) error {
	m := &generator{plan: plan, forms: map[string]*survey.Form{}, traitWeights: map[string]map[string]uint64{}}
	for _, f := range forms {
		if m.forms[f.Edition] == nil { // the first language of an edition
			m.forms[f.Edition] = f
		}
	}
	if err := m.prepare(counts, forms); err != nil {
		return err
	}
	rows, err := m.rows()
	if err != nil {
		return err
	}
	return writeCSV(w, forms, rows)
}

// generator is the state of one Write.
type generator struct {
	plan         *Plan
	forms        map[string]*survey.Form
	traitWeights map[string]map[string]uint64 // weights of the values of each trait
	days         uint64
	first        time.Time
}

// row is one line of the CSV file.
type row struct {
	channel, edition, day, status string
	raw                           survey.Raw
}

func (m *generator) rows() ([]row, error) {
	rows := make([]row, m.plan.Number)
	for i := range rows {
		var err error
		if rows[i], err = m.response(newRNG(m.plan.Seed, uint64(i)+1)); err != nil {
			return nil, Problems{{Message: fmt.Sprintf("Response %d of the plan would not be accepted: %v.", i+1, err)}}
		}
	}
	m.assignStatuses(rows)
	return rows, nil
}

// assignStatuses withdraws and excludes some responses. The first response is never chosen, so that every duplicate
// repeats an earlier one.
func (m *generator) assignStatuses(rows []row) {
	d := newRNG(m.plan.Seed, 0)
	left := make([]int, 0, len(rows))
	for i := 1; i < len(rows); i++ {
		left = append(left, i)
	}
	take := func() *row {
		at := d.intn(uint64(len(left)))
		i := left[at]
		left = slices.Delete(left, int(at), int(at)+1)
		return &rows[i]
	}
	for range m.plan.Withdrawn {
		take().status = "withdrawn"
	}
	for _, reason := range slices.Sorted(maps.Keys(m.plan.Excluded)) {
		for range m.plan.Excluded[reason] {
			take().status = "excluded:" + reason
		}
	}
	for i := range rows {
		if rows[i].status != duplicate {
			continue
		}
		of := i - 1
		for rows[of].status != "" {
			of--
		}
		rows[i].raw, rows[i].edition = rows[of].raw, rows[of].edition
	}
}

const duplicate = "excluded:duplicate"

// response generates a response: the person's traits, the channel and the answers.
func (m *generator) response(d *rng) (row, error) {
	traits := map[string]string{}
	for _, t := range m.plan.Profile {
		traits[t.ID] = d.weightedKey(m.traitWeights[t.ID])
	}
	r := row{
		channel: d.weightedKey(m.plan.Channels), edition: d.weightedKey(m.plan.Editions),
		day: m.first.AddDate(0, 0, int(d.intn(m.days))).Format(time.DateOnly),
	}
	form, raw := m.forms[r.edition].On(survey.Day(r.day)), survey.Raw{}
	for i := range form.Pages {
		for j := range form.Pages[i].Questions {
			q := &form.Pages[i].Questions[j]
			m.answer(d, traits, withTotal(form, q, raw), survey.Day(r.day), raw)
			keepWithinBounds(form, form.Pages[i].ID, q, raw)
		}
	}
	// Answers to questions that are not asked on this path are dropped.
	answers, problems := form.Check(raw)
	if len(problems) > 0 {
		return r, fmt.Errorf("%s: %s", problems[0].Question, problems[0].Say)
	}
	r.raw = answers.Raw()
	if form.HasRandomOrder() && r.channel == "web" { // drawn last, so that nothing else depends on it
		r.raw[survey.OrderField] = []string{strconv.FormatUint(1+d.intn(survey.Orders), 10)}
	}
	return r, nil
}

// writeCSV writes rows with a column for every field of any edition.
func writeCSV(w io.Writer, forms []*survey.Form, rows []row) error {
	head := []string{"row", "channel", "edition", "day", "status"}
	if slices.ContainsFunc(forms, (*survey.Form).HasRandomOrder) {
		head = append(head, ":order") // as the import of responses names it
	}
	seen := map[string]bool{}
	for _, f := range forms {
		for i := range f.Pages {
			for j := range f.Pages[i].Questions {
				for _, name := range f.Fields(&f.Pages[i].Questions[j]) {
					if !seen[name] {
						seen[name], head = true, append(head, name)
					}
				}
			}
		}
	}
	out := csv.NewWriter(w)
	if err := out.Write(head); err != nil {
		return err
	}
	cells := make([]string, len(head))
	for i, r := range rows {
		copy(cells, []string{fmt.Sprintf("invented-%04d", i+1), r.channel, r.edition, r.day, r.status})
		for c := 5; c < len(head); c++ {
			if head[c] == ":order" {
				cells[c] = strings.Join(r.raw[survey.OrderField], "")
				continue
			}
			cells[c] = strings.Join(r.raw[head[c]], "|")
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
