package place

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/licence"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// TableDefinition is the contents of a file of tables of figures.
type TableDefinition struct {
	Tables []Table `yaml:"tables"`
}

// Table are figures of one source and date about places, by the same categories.
type Table struct {
	Ref     string       `yaml:"ref"`
	Title   string       `yaml:"title"`
	Measure Measure      `yaml:"measure"`
	Says    Says         `yaml:"says"`
	Whole   string       `yaml:"whole"`   // category that is the total of Parts; "" if their sum is
	Base    string       `yaml:"base"`    // who is counted, like “residents aged 16 and over”
	Source  string       `yaml:"source"`  // with the code of the table, like “Census 2021, table TS009”
	Address string       `yaml:"address"` // of the source
	Licence licence.Code `yaml:"licence"` // of the source
	Date    time.Time    `yaml:"date"`    // that the figures are about
	Note    string       `yaml:"note"`
	// Compare are the groups of respondents that the figures can be compared with.
	Compare  []Comparison `yaml:"compare"`
	Invented string       `yaml:"invented"` // what has been invented for a demonstration; "" if nothing

	// Text are the figures as CSV, of which Columns says what the columns are.
	Text    string  `yaml:"figures"`
	Columns Mapping `yaml:"columns"`
	// Correction is why figures that are published already are corrected.
	Correction string `yaml:"correction"`

	Categories []string `yaml:"-"` // in the order of the source
	Version    int64    `yaml:"-"` // number of changes of the figures
}

// Measure is what the figures of a table are.
type Measure string

// The measures of tables.
const (
	Parts  Measure = "parts"  // numbers of people or areas whose categories add up to all of them
	Counts Measure = "counts" // numbers of people or areas whose categories do not
	Values Measure = "values" // scores, ranks or rates
)

// Says is what a table tells other features about places; "" is nothing in particular.
type Says string

// What tables say. Both are parts.
const (
	Deprivation Says = "deprivation" // small areas by their tenth of all, the most deprived first
	Rurality    Says = "rurality"    // small areas by whether they are rural, the rural ones first
)

var saysLabels = map[Says]locale.LazyMessage{
	Deprivation: locale.Lazy("Small areas by deprivation, the most deprived tenth first"),
	Rurality:    locale.Lazy("Small areas by whether they are rural, rural ones first"),
}

// Label returns what the table says.
func (s Says) Label() locale.LazyMessage { return saysLabels[s] }

var measureLabels = map[Measure]locale.LazyMessage{
	Parts:  locale.Lazy("Numbers that add up to a total, shown with percentages"),
	Counts: locale.Lazy("Numbers that do not add up to a total"),
	Values: locale.Lazy("Scores, ranks or rates"),
}

// Label returns what the measure means.
func (m Measure) Label() locale.LazyMessage { return measureLabels[m] }

// Figures are the figures of a table about a place, by category. A category without a figure was not published.
type Figures map[string]float64

// Row are the figures of a table about a place.
type Row struct {
	Place   string // Place.Ref
	Figures Figures
}

// Total returns what the parts in f are shares of, or 0 if t has no shares.
func (t *Table) Total(f Figures) (sum float64) {
	if t.Measure != Parts {
		return 0
	}
	if t.Whole != "" {
		return f[t.Whole]
	}
	for _, n := range f {
		sum += n
	}
	return sum
}

// Shown returns the categories of t without the total.
func (t *Table) Shown() []string {
	return slices.DeleteFunc(slices.Clone(t.Categories), func(c string) bool { return c == t.Whole })
}

// validate returns fault.Invalid if t cannot be stored.
func (t *Table) validate() error {
	var wrong definition.SettingErrors
	wrong.Add(definition.CheckRef("each table of figures", t.Ref), "ref")
	for _, f := range []struct {
		name    string
		present bool
		setting string
	}{
		{"a title", strings.TrimSpace(t.Title) != "", "title"},
		{"the name of its source", strings.TrimSpace(t.Source) != "", "source"},
		{"the date that its figures are about, for example 2021-03-21", !t.Date.IsZero(), "date"},
	} {
		if !f.present {
			wrong.Add(fault.Newf(fault.Invalid, "Table %q is missing %s.", t.Ref, f.name), f.setting)
		}
	}
	if _, ok := measureLabels[t.Measure]; !ok {
		wrong.Add(fault.Newf(fault.Invalid, "Choose whether the figures of table %q are parts, counts or values.", t.Ref), "measure")
	}
	if _, ok := saysLabels[t.Says]; t.Says != "" && (!ok || t.Measure != Parts) {
		wrong.Add(fault.Newf(fault.Invalid, "Table %q can only say deprivation or rurality, in parts.", t.Ref), "says")
	}
	wrong.Add(definition.CheckAddress(t.Source, t.Address), "address")
	wrong.Add(t.Licence.Check(), "licence")
	for i, c := range t.Compare {
		if c.Question == "" || (len(c.Groups) == 0) == (len(c.Places) == 0) {
			wrong.Add(fault.Newf(fault.Invalid,
				"A comparison of table %q needs a question, and either the groups of its categories or those of places.", t.Ref), "compare", i)
		}
		wrong.Add(c.checkQuestion(), "compare", i, "question")
	}
	return wrong.Err()
}

// Change is a figure that differs between two versions of a table. Before or After is nil if there is none.
type Change struct {
	Place, Category string
	Before, After   *float64
}

// Compare returns what differs between two lists of rows, in the order of after, and how many figures are the same.
func Compare(before, after []Row, categories []string) (changes []Change, same int) {
	old := map[string]Figures{}
	for _, r := range before {
		old[r.Place] = r.Figures
	}
	add := func(place string, was, is Figures) {
		for _, c := range categories {
			b, a := figure(was, c), figure(is, c)
			switch {
			case a == nil && b == nil:
			case a != nil && b != nil && *a == *b:
				same++
			default:
				changes = append(changes, Change{place, c, b, a})
			}
		}
	}
	for _, r := range after {
		add(r.Place, old[r.Place], r.Figures)
		delete(old, r.Place)
	}
	for _, r := range before {
		if was, gone := old[r.Place]; gone {
			add(r.Place, was, nil)
		}
	}
	return changes, same
}

func figure(f Figures, category string) *float64 {
	if n, ok := f[category]; ok {
		return &n
	}
	return nil
}

// allCategories returns the categories of after and then those that only before has.
func allCategories(after, before []string) []string {
	all := slices.Clone(after)
	for _, c := range before {
		if !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}
