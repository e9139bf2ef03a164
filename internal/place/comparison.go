package place

import (
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/represent"
)

// Comparison connects figures with a question of questionnaires, so that respondents can be compared with the population.
// It has either Groups or Places.
type Comparison struct {
	Question string            `yaml:"question"` // id of the question, like age, or disability or ethnic-group
	Groups   map[string]string `yaml:"groups"`   // the answer that each category belongs to
	Places   map[string]string `yaml:"places"`   // the answer that each place belongs to, by its total
	Of       string            `yaml:"of"`       // who is left out, for readers, like “of those who answered”
	MinAge   int               `yaml:"min-age"`  // from which people are counted; 0 is any age
}

// checkQuestion returns fault.Invalid for a standard monitoring question that no figures about a population can be compared
// with: the census asked something else, or its estimates are too uncertain for an area.
func (c *Comparison) checkQuestion() error {
	asked := represent.Basis{Question: represent.Question(c.Question)}
	if why := represent.Comparable(asked, asked, represent.Residents); why == represent.OtherDisability {
		return fault.New(fault.Invalid, "Remove the comparison with the question whether people consider themselves disabled. "+
			"No figures about the population ask that.")
	}
	if q, known := equality.QuestionAt(c.Question, equality.MaxDay); known && q.Census == "" {
		return fault.Newf(fault.Invalid, "Remove the comparison with the question “%s”. No figures about the population are comparable. %s",
			q.Text, q.Caution)
	}
	return nil
}

// Basis returns what a question asks respondents in an area. Equality questions are asked from the age of the standard
// question with this ID.
func Basis(question, area string) represent.Basis {
	b := represent.Basis{Question: represent.Question(question), Area: area}
	if q, standard := equality.QuestionAt(question, equality.MaxDay); standard {
		b.MinAge = q.MinAge
	}
	return b
}

// Benchmarks returns what respondents in an area can be compared with, by question. It is empty if there are no figures
// about a place of that name.
func Benchmarks(ctx context.Context, tx *db.Tx, area string) (map[string]represent.Benchmark, error) {
	have := map[string]represent.Benchmark{}
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
			found := represent.Benchmark{
				Basis:      represent.Basis{Question: represent.Question(c.Question), MinAge: c.MinAge, Area: area},
				Population: represent.Residents, Source: k.Table.Source, Date: k.Table.Date.Format(time.DateOnly), Of: c.Of,
			}
			for _, id := range slices.Sorted(maps.Keys(people)) {
				found.People = append(found.People, represent.People{ID: id, N: people[id]})
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

// Tile is the position in the tile map of the people who gave an answer: those who live in a place.
type Tile struct {
	Answer string `json:"answer"`
	Column int    `json:"column"`
	Row    int    `json:"row"`
}

// AnswerTiles returns the positions of the answers to the question where respondents in an area live, each of which is one place of
// the tile map on day. It returns none if there are no figures that say which answer a place belongs to.
func AnswerTiles(ctx context.Context, tx *db.Tx, area, question string, day time.Time) (all []Tile, err error) {
	p, err := ForArea(ctx, tx, area)
	if fault.Is(err, fault.NotFound) || question == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	known, err := KnownOf(ctx, tx, p.Ref)
	if err != nil {
		return nil, err
	}
	answers := map[string]string{}
	for _, k := range known {
		for _, c := range k.Table.Compare {
			if c.Question == question {
				maps.Copy(answers, c.Places)
			}
		}
	}
	if len(answers) == 0 {
		return nil, nil
	}
	places, err := Tiles(ctx, tx, day)
	several := map[string]bool{}
	for _, p := range places {
		answer, ok := answers[p.Ref]
		if !ok {
			continue
		}
		several[answer] = several[answer] || slices.ContainsFunc(all, func(t Tile) bool { return t.Answer == answer })
		all = append(all, Tile{answer, p.Column, p.Row})
	}
	return slices.DeleteFunc(all, func(t Tile) bool { return several[t.Answer] }), err
}
