package overview

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/definition/invent"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// populationFile is the name of the file with population figures.
const populationFile = "population.yaml"

// PopulationDefinition is the contents of population.yaml: how many people live in an area, by the
// same groups as those of respondents.
type PopulationDefinition struct {
	Population []Population `yaml:"population"`
}

// Population are the people of an area by the groups of a GroupTable.
type Population struct {
	Area   string           `yaml:"area" json:"-"`  // as consultations name it
	Table  string           `yaml:"table" json:"-"` // GroupTable.ID
	Source string           `yaml:"source"`         // with the number of the census table
	People map[string]int64 `yaml:"people"`         // by Group.ID; computed from Census if that is given

	// Census is the name of a file of census counts. Those of AreaCode and Topic are added up by the
	// groups in Categories or, with Areas, those of each area, of which Category is the whole population.
	Census     string            `yaml:"census,omitempty" json:"-"`
	AreaCode   string            `yaml:"area-code,omitempty" json:"-"`
	Topic      string            `yaml:"topic,omitempty" json:"-"`
	Categories map[string]string `yaml:"categories,omitempty" json:"-"` // category of the census: Group.ID
	Areas      map[string]string `yaml:"areas,omitempty" json:"-"`      // area code of the census: Group.ID
	Category   string            `yaml:"category,omitempty" json:"-"`
}

// Total returns the number of people in p.
func (p Population) Total() (sum int64) {
	for _, n := range p.People {
		sum += n
	}
	return sum
}

// Definitions returns the kinds of definition files of this feature: population figures.
func (s *Service) Definitions() []definition.Kind {
	return []definition.Kind{{
		One: "table of population figures", Many: "tables of population figures", Files: []string{populationFile},
		Read: readPopulation, Export: exportPopulation,
	}}
}

func readPopulation(f *definition.Folder, files []*definition.File, problems *definition.Problems) definition.Loader {
	defs := make([]PopulationDefinition, len(files))
	for i, file := range files {
		f.Decode(file, &defs[i], problems)
		for j := range defs[i].Population {
			p, at := &defs[i].Population[j], file.At("population", j)
			if p.Census != "" {
				if err := p.compute(f); err != nil {
					problems.Add(file.Name, at, "The figures in %q cannot be used: %v.", p.Census, err)
					continue
				}
			}
			switch {
			case p.Area == "" || p.Table == "" || p.Source == "":
				problems.Add(file.Name, at, "Population figures need area, table and source.")
			case p.Total() == 0:
				problems.Add(file.Name, at, "There are no people in the figures of table %q. Check topic, area-code and categories.", p.Table)
			}
		}
	}
	return definition.Loader{Define: func(ctx context.Context, l *definition.Loading) (n int, err error) {
		for i, file := range files {
			if l.Skips(file) {
				continue
			}
			for j, p := range defs[i].Population {
				if err := l.Refuse(file, savePopulation(ctx, l.Tx, l.By, p), "population", j); err != nil {
					return n, err
				}
				n++
			}
		}
		return n, nil
	}}
}

// compute sets p.People from the census counts in a file of f.
func (p *Population) compute(f *definition.Folder) error {
	text, err := f.ReadFile(p.Census)
	if err != nil {
		return err
	}
	counts, err := invent.ReadCounts(bytes.NewReader(text))
	if err != nil {
		return err
	}
	p.People = map[string]int64{}
	for _, c := range counts {
		group, ok := p.Categories[c.Category]
		if len(p.Areas) > 0 {
			group, ok = p.Areas[c.Area]
			ok = ok && c.Category == p.Category
		} else {
			ok = ok && c.Area == p.AreaCode
		}
		if ok && c.Topic == p.Topic {
			p.People[group] += int64(c.People)
		}
	}
	return nil
}

func savePopulation(ctx context.Context, tx *db.Tx, by actor.Actor, p Population) error {
	if !by.MayForAll(actor.Operate) {
		return fault.New(fault.Forbidden, "You do not have permission to change population figures.")
	}
	n, err := tx.Exec(ctx, `INSERT INTO overview_population (area, question, figures) VALUES ($1, $2, $3)
		ON CONFLICT (area, question) DO UPDATE SET figures = $3 WHERE overview_population.figures <> $3`, p.Area, p.Table, db.JSON(p))
	if err != nil || n == 0 {
		return err
	}
	return audit.Append(ctx, tx, by, "define-population", "population", p.Table, "")
}

// populations returns the figures of an area by the ID of their GroupTable.
func populations(ctx context.Context, tx *db.Tx, area string) (map[string]Population, error) {
	all, err := listPopulations(ctx, tx, `WHERE area = $1 ORDER BY question LIMIT 100`, area)
	have := map[string]Population{}
	for _, p := range all {
		have[p.Table] = p
	}
	return have, err
}

func listPopulations(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Population, error) {
	return db.All(ctx, tx, func(row db.Row) (p Population, err error) {
		var text string
		if err := row.Scan(&p.Area, &p.Table, &text); err != nil {
			return p, err
		}
		return p, json.Unmarshal([]byte(text), &p)
	}, `SELECT area, question, figures FROM overview_population `+where, args...)
}

func exportPopulation(ctx context.Context, tx *db.Tx, files map[string]any) error {
	all, err := listPopulations(ctx, tx, `ORDER BY area, question`)
	if len(all) > 0 {
		files[populationFile] = PopulationDefinition{all}
	}
	return err
}

// compare adds the figures of the population to the tables of g that have the same groups.
func (g *Groups) compare(have map[string]Population) {
	for i := range g.Tables {
		t := &g.Tables[i]
		p, ok := have[t.ID]
		known := slices.Collect(maps.Keys(p.People))
		if !ok || slices.ContainsFunc(known, func(id string) bool {
			return !slices.ContainsFunc(t.Groups, func(g Group) bool { return g.ID == id })
		}) {
			continue // of another list of groups
		}
		t.Source, t.Population = p.Source, p.People
	}
}
