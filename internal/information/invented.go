package information

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/paygap"
)

// Invented describes a payroll of invented people, for demonstrations and tests. The same description always makes the same
// payroll.
type Invented struct {
	Seed   uint64  `yaml:"seed" json:"seed"`
	People int     `yaml:"people" json:"people"`
	Grades []Grade `yaml:"grades" json:"grades"`
	// Reduced is the percentage on reduced pay because of leave, and Bonus that of people who were paid a bonus.
	Reduced float64 `yaml:"reduced-pay" json:"reduced-pay"`
	Bonus   float64 `yaml:"bonus" json:"bonus"`
	// Answers has, for each further characteristic, the weights of the groups and of "prefer not to say" and "not asked".
	Answers map[equality.CharacteristicCode]map[string]float64 `yaml:"answers" json:"answers"`
}

// Grade is a range of pay.
type Grade struct {
	Weight float64 `yaml:"weight" json:"weight"` // how many people have it, compared with other grades
	From   float64 `yaml:"from" json:"from"`     // pounds an hour
	To     float64 `yaml:"to" json:"to"`
	Women  float64 `yaml:"women" json:"women"` // percentage
}

// maxInvented is the largest invented payroll.
const maxInvented = 20_000

func (v *Invented) validate() error {
	if v.People < 1 || v.People > maxInvented || len(v.Grades) == 0 {
		return fault.Newf(fault.Invalid, "An invented payroll needs grades and from 1 to %d people.", maxInvented)
	}
	for _, g := range v.Grades {
		if g.Weight <= 0 || g.From <= 0 || g.To < g.From {
			return fault.New(fault.Invalid, "Each grade of an invented payroll needs a weight and pay above 0.")
		}
	}
	return nil
}

// Sheet makes the payroll.
func (v *Invented) Sheet() *Sheet {
	random := rand.New(rand.NewPCG(v.Seed, 0))
	s := &Sheet{Heads: []string{"sex", paygap.ColumnFullPay, paygap.ColumnHourlyRate, paygap.ColumnYearlyBonus}}
	further := slices.Sorted(maps.Keys(v.Answers))
	for _, c := range further {
		s.Heads = append(s.Heads, headings[string(c)][0])
	}
	grades := make([]float64, len(v.Grades))
	for i, g := range v.Grades {
		grades[i] = g.Weight
	}
	percent := func(p float64) bool { return 100*random.Float64() < p }
	for i := range v.People {
		g := v.Grades[weighted(random, grades)]
		row := []string{"Male", "yes", strconv.FormatFloat(g.From+random.Float64()*(g.To-g.From), 'f', 2, 64), ""}
		if percent(g.Women) {
			row[0] = "Female"
		}
		if percent(v.Reduced) {
			row[1] = "no"
		}
		if percent(v.Bonus) {
			row[3] = strconv.Itoa(100 + 50*random.IntN(20))
		}
		for _, c := range further {
			groups := slices.Sorted(maps.Keys(v.Answers[c]))
			weights := make([]float64, len(groups))
			for j, group := range groups {
				weights[j] = v.Answers[c][group]
			}
			row = append(row, groups[weighted(random, weights)])
		}
		s.Rows, s.lines = append(s.Rows, row), append(s.lines, i+2)
	}
	return s
}

// weighted returns an index of weights.
func weighted(random *rand.Rand, weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	at := random.Float64() * sum
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// WriteCSV writes the payroll as a file that could be uploaded.
func (v *Invented) WriteCSV(w io.Writer) error {
	s := v.Sheet()
	out := csv.NewWriter(w)
	if err := out.Write(s.Heads); err != nil {
		return fmt.Errorf("write an invented payroll: %w", err)
	}
	return out.WriteAll(s.Rows)
}
