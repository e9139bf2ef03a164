package represent_test

import (
	"fmt"

	"github.com/folkmoot/folkmoot/represent"
)

func ExampleCompare() {
	basis := represent.Basis{Question: "sex", Area: "Exampleshire"}
	c := represent.Compare(represent.Respondents{
		Basis:    basis,
		Groups:   []represent.Group{{ID: "female", Count: represent.Known(130)}, {ID: "male", Count: represent.Known(70)}},
		Answered: represent.Known(200),
	}, represent.Benchmark{
		Basis: basis, Population: represent.Residents, Source: "Census 2021, TS009",
		People: []represent.People{{ID: "female", N: 360_620}, {ID: "male", N: 351_738}},
	})
	for _, g := range c.Groups {
		points, _ := g.Points.Value()
		index, _ := g.Index.Value()
		fmt.Printf("%s: %+.1f points, index %.0f\n", g.ID, points, index)
	}
	// Output:
	// female: +14.4 points, index 128
	// male: -14.4 points, index 71
}

// Respondents who state another kind of disability than the census are not compared with it.
func ExampleComparable() {
	asked := represent.Basis{Question: represent.SelfDescribedDisability}
	fmt.Println(represent.Comparable(asked, represent.Basis{Question: represent.Disability}, represent.Residents))
	// Output: other-disability
}

func ExampleRake() {
	// 75 of 100 respondents are women, and half of the population.
	cells := []represent.Cell{{In: []int{0}, People: 75}, {In: []int{1}, People: 25}}
	w, err := represent.Rake(cells, []represent.Margin{{ID: "sex", Target: []float64{0.5, 0.5}}}, represent.Limits{})
	if err != nil {
		panic(err)
	}
	fmt.Printf("weights %.2f and %.2f, effective size %.0f, design effect %.2f\n", w.Of[0], w.Of[1], w.EffectiveSize, w.DesignEffect)
	// Output: weights 0.67 and 2.00, effective size 75, design effect 1.33
}
