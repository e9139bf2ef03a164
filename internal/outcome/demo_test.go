package outcome

import (
	"fmt"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/place"
)

// table returns the rows of a file of the demonstration by the names of their columns.
func table(t *testing.T, name string) (rows []map[string]string) {
	t.Helper()
	text, err := fs.ReadFile(demo.Files(), name)
	if err != nil {
		t.Fatal(err)
	}
	all, err := place.ReadCSV(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, cell := range cells {
			row[all[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// The readings of the demonstration are what its census and deprivation files give, for each district and, where its parts can be
// added up, for the county.
func TestDemonstrationReadingsFollowFromTheirSources(t *testing.T) {
	const county = "E10000018"
	sums, number := map[string]float64{}, func(text string) float64 {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, r := range table(t, "census.csv") {
		const language, other = "Main language and English proficiency", "Main language is not English (English or Welsh in Wales)"
		for indicator, of := range map[string]struct{ topic, part, whole string }{
			"disabled":       {"Disability", "Disabled under the Equality Act", "*"},
			"aged-85":        {"Age", "85+", "All ages"},
			"unpaid-care":    {"Unpaid care", "Provides * ", "All usual residents aged 5+"},
			"unpaid-care-50": {"Unpaid care", "Provides 50 or more", "All usual residents aged 5+"},
			"english":        {language, other + ": Cannot", "Main language is"},
			"other-language": {language, other, "Main language is"},
		} {
			c, n := r["category"], number(r["count"])
			if r["topic"] != of.topic {
				continue
			}
			part, whole := strings.HasPrefix(c, of.part), of.whole == "*" || strings.HasPrefix(c, of.whole)
			if indicator == "unpaid-care" {
				part = strings.HasPrefix(c, "Provides ") && !strings.HasPrefix(c, "Provides no")
			}
			if of.topic == language {
				whole = !strings.Contains(c, ": ")
				part = part && (indicator == "english" || whole)
			}
			if part {
				sums[indicator+r["area-code"]] += n
			}
			if whole {
				sums["all "+indicator+r["area-code"]] += n
			}
		}
	}
	want := map[string]float64{}
	for _, r := range table(t, "deprivation.csv") {
		for _, at := range []string{r["code"], county} {
			sums["deprived-neighbourhoods"+at] += number(r["Most deprived tenth"]) + number(r["Tenth 2"])
			sums["rural-neighbourhoods"+at] += number(r["Rural small areas"])
			for _, indicator := range []string{"deprived-neighbourhoods", "rural-neighbourhoods"} {
				sums["all "+indicator+at] += number(r["All small areas"])
			}
		}
		want["income-deprivation"+r["code"]] = number(r["Average score for income in 2025"])
		want["barriers"+r["code"]] = number(r["Average score for barriers to housing and services in 2025"])
	}
	for name, whole := range sums {
		if name, ok := strings.CutPrefix(name, "all "); ok {
			want[name] = math.Round(10_000*sums[name]/whole) / 100
		}
	}
	got := map[string]bool{}
	for _, r := range table(t, "quality-of-life.csv") {
		name := r["indicator"] + r["place"]
		if got[name] = true; math.Abs(want[name]-number(r["value"])) > .0051 {
			t.Errorf("%s is %s, and its source gives %v", name, r["value"], want[name])
		}
	}
	for name := range want {
		if !got[name] {
			t.Errorf("%s has no reading", name)
		}
	}
	if n := len(got); n != 78 {
		t.Error(fmt.Sprint(n, " readings"))
	}
}
