package place

import (
	"context"
	"math"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Comparison connects figures with a question of questionnaires, so that respondents can be compared with the population.
// It has either Groups or Places.
type Comparison struct {
	Question string            `yaml:"question"` // id of the question, like age, or disability or ethnic-group
	Groups   map[string]string `yaml:"groups"`   // the answer that each category belongs to
	Places   map[string]string `yaml:"places"`   // the answer that each place belongs to, by its total
	Of       string            `yaml:"of"`       // who is left out, for readers, like “of those who answered”
}

// checkQuestion returns fault.Invalid for a standard monitoring question that no figures about a population can be compared
// with: the census asked something else, or its estimates are too uncertain for an area.
func (c *Comparison) checkQuestion() error {
	if q, known := equality.QuestionAt(c.Question, equality.MaxDay); known && q.Census == "" {
		return fault.Newf(fault.Invalid, "Remove the comparison with the question “%s”. No figures about the population are comparable. %s",
			q.Text, q.Caution)
	}
	return nil
}

// Population are the people of an area by the answers of a question.
type Population struct {
	Question string
	Source   string
	People   map[string]int64
}

// Total returns the number of people in p.
func (p Population) Total() (sum int64) {
	for _, n := range p.People {
		sum += n
	}
	return sum
}

// Populations returns what respondents in an area can be compared with, by question. It is empty if there are no figures
// about a place of that name.
func Populations(ctx context.Context, tx *db.Tx, area string) (map[string]Population, error) {
	have := map[string]Population{}
	p, err := ForArea(ctx, tx, area)
	if fault.Is(err, fault.NotFound) {
		return have, nil
	}
	if err != nil {
		return nil, err
	}
	known, err := KnownOf(ctx, tx, p.Ref)
	if err != nil {
		return nil, err
	}
	for _, k := range known {
		for _, c := range k.Table.Compare {
			people, err := c.people(ctx, tx, k)
			if err != nil {
				return nil, err
			}
			found := Population{Question: c.Question, Source: k.Table.Source, People: people}
			if c.Of != "" {
				found.Source += ", " + c.Of
			}
			if found.Total() > 0 {
				have[c.Question] = found
			}
		}
	}
	return have, nil
}

func (c *Comparison) people(ctx context.Context, tx *db.Tx, k Known) (map[string]int64, error) {
	people := map[string]int64{}
	for category, group := range c.Groups {
		if n, ok := k.Figures[category]; ok {
			people[group] += int64(math.Round(n))
		}
	}
	if len(c.Places) == 0 {
		return people, nil
	}
	rows, err := readRows(ctx, tx, k.Table.Ref)
	for _, r := range rows {
		if group, ok := c.Places[r.Place]; ok {
			people[group] += int64(math.Round(k.Table.Total(r.Figures)))
		}
	}
	return people, err
}
