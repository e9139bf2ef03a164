package demo_test

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// eachFile calls fn with every file whose name matches pattern, and fails if there
// is none.
func eachFile(t *testing.T, pattern string, fn func(name string, text []byte)) {
	t.Helper()
	names, err := fs.Glob(demo.Files(), pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no file is called %s (%v)", pattern, err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(demo.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		fn(name, text)
	}
}

// parseYAML decodes a definition file without a schema.
func parseYAML(t *testing.T, name string, text []byte) (settings map[string]any) {
	t.Helper()
	if err := yaml.Unmarshal(text, &settings); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return settings
}

func TestEveryFileDecodesStrictly(t *testing.T) {
	a, err := app.New(t.Context(), app.Config{Data: t.TempDir()}, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := definition.ReadFolder(demo.Files(), a.Definitions()); err != nil {
		t.Error(err)
	}
}

// sentences splits text into sentences, at the marks that end one and at line ends.
func sentences(text string) []string {
	return regexp.MustCompile(`[.!?:](?:\s|$)|\n`).Split(text, -1)
}

const maxEasyReadWords = 15 // in an Easy Read sentence

func checkEasyRead(t *testing.T, name, text string) {
	t.Helper()
	for _, s := range sentences(text) {
		if words := strings.Fields(strings.TrimLeft(s, "#-* ")); len(words) > maxEasyReadWords {
			t.Errorf("%s: %d words in %q", name, len(words), s)
		}
	}
}

// Only the length of sentences can be checked here. Whether a text is Easy Read
// is for people with learning disabilities to say.
func TestEasyReadSentencesAreShort(t *testing.T) {
	eachFile(t, "consultations/*/documents/*.easy-read.md", func(name string, text []byte) { checkEasyRead(t, name, string(text)) })
	eachFile(t, "consultations/*/form.easy-read.yaml", func(name string, text []byte) {
		var walk func(any)
		walk = func(v any) {
			switch v := v.(type) {
			case []any:
				for _, entry := range v {
					walk(entry)
				}
			case map[string]any:
				for key, entry := range v {
					if s, ok := entry.(string); ok && strings.Contains(" title text hint intro body ", " "+key+" ") {
						checkEasyRead(t, name, s)
					}
					walk(entry)
				}
			}
		}
		walk(parseYAML(t, name, text))
	})
}

func isMarkedInvented(settings map[string]any) bool {
	text, _ := settings["invented"].(string)
	return strings.TrimSpace(text) != ""
}

func listOf(settings map[string]any, key string) (all []map[string]any) {
	entries, _ := settings[key].([]any)
	for _, entry := range entries {
		if e, ok := entry.(map[string]any); ok {
			all = append(all, e)
		}
	}
	return all
}

func TestInventedContentIsMarked(t *testing.T) {
	for _, pattern := range []string{
		"consultations/*/consultation.yaml", "consultations/*/responses.yaml", "strategies/*.yaml", "decisions/*.yaml",
	} {
		eachFile(t, pattern, func(name string, text []byte) {
			settings := parseYAML(t, name, text)
			if !isMarkedInvented(settings) {
				t.Errorf("%s: \"invented\" must say what is invented", name)
			}
			if answer, ok := settings["answer"].(map[string]any); ok && !isMarkedInvented(answer) {
				t.Errorf("%s: the answer must be marked as invented", name)
			}
			for _, aim := range listOf(settings, "aims") {
				for _, objective := range listOf(aim, "objectives") {
					if objective["as-published"] == true && (objective["baseline"] != nil || objective["target"] != nil) {
						t.Errorf("%s: an objective marked as-published must not have an invented baseline or target", name)
					}
					for _, reading := range listOf(objective, "readings") {
						if !isMarkedInvented(reading) {
							t.Errorf("%s: the reading of %v must be marked as invented", name, reading["date"])
						}
					}
				}
			}
		})
	}
	eachFile(t, "actions/*.yaml", func(name string, text []byte) {
		for _, action := range listOf(parseYAML(t, name, text), "actions") {
			if !isMarkedInvented(action) {
				t.Errorf("%s: %v must be marked as invented", name, action["ref"])
			}
			for _, update := range listOf(action, "updates") {
				if !isMarkedInvented(update) {
					t.Errorf("%s: %v: the update of %v must be marked as invented", name, action["ref"], update["date"])
				}
			}
		}
	})
	eachFile(t, "council.yaml", func(name string, text []byte) {
		if all, _ := parseYAML(t, name, text)["invented"].([]any); len(all) == 0 {
			t.Errorf("%s: \"invented\" must list what is invented", name)
		}
	})
	eachFile(t, "consultations/*/documents/*.md", func(name string, text []byte) {
		lower := strings.ToLower(string(text))
		for _, word := range []string{
			"invented", "for a demonstration", "for the demonstration", "of the demonstration", "made this up", "made it up", "نمائش",
		} {
			if strings.Contains(lower, word) {
				return
			}
		}
		t.Errorf("%s must say that its text is invented", name)
	})
}

// The register lists real consultations with their sources. It has 48; the 49th
// of the county's list has a folder of its own.
func TestRegisterIsComplete(t *testing.T) {
	eachFile(t, "register.yaml", func(name string, text []byte) {
		all := listOf(parseYAML(t, name, text), "consultations")
		if len(all) != 48 {
			t.Errorf("%d entries, want 48", len(all))
		}
		seen := map[any]bool{}
		for _, c := range all {
			register, _ := c["register"].(map[string]any)
			if source, _ := register["source"].(string); !strings.HasPrefix(source, "https://") {
				t.Errorf("%v has no source", c["slug"])
			}
			if isMarkedInvented(c) || seen[c["slug"]] || c["opens"] == nil && c["closes"] == nil {
				t.Errorf("%v is marked as invented, listed twice, or has no date", c["slug"])
			}
			seen[c["slug"]] = true
		}
	})
}

// An email address or phone number of the demonstration must not be a real one.
func TestAddressesAreUndeliverable(t *testing.T) {
	mail := regexp.MustCompile(`[\w.]+@[\w.]+`)
	phone := regexp.MustCompile(`\b0\d{3} \d{3} \d{4}\b`)
	for _, pattern := range []string{"*.yaml", "*/*.yaml", "*/*/*.yaml", "*/*/*/*.md"} {
		eachFile(t, pattern, func(name string, text []byte) {
			for _, address := range mail.FindAllString(string(text), -1) {
				if !strings.HasSuffix(address, ".example") {
					t.Errorf("%s: %s must end with .example", name, address)
				}
			}
			for _, number := range phone.FindAllString(string(text), -1) {
				if !strings.HasPrefix(number, "0116 496 0") { // Ofcom reserves these numbers for drama
					t.Errorf("%s: %s must begin with 0116 496 0", name, number)
				}
			}
		})
	}
}

// figures returns the counts of census.csv by area, topic and category.
func figures(t *testing.T) map[[3]string]int {
	t.Helper()
	file, err := demo.Files().Open("census.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in := csv.NewReader(file)
	in.Comment = '#'
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := map[[3]string]int{}
	for _, row := range rows[1:] {
		n, err := strconv.Atoi(row[5])
		if err != nil {
			t.Fatal(err)
		}
		all[[3]string{row[1], row[2], row[3]}] = n
	}
	return all
}

const countyCode = "Leicestershire"

// Counts by age may differ a little: the ONS perturbs them for disclosure control.
func TestCountyFiguresAreTheSumOfItsDistricts(t *testing.T) {
	sums, county := map[[3]string]int{}, map[[3]string]int{}
	for key, n := range figures(t) {
		into := sums
		if key[0] == countyCode {
			into = county
		}
		into[[3]string{"", key[1], key[2]}] += n
	}
	for key, n := range county {
		if sum := sums[key]; sum != n && (key[1] != "Age" || sum-n > 30 || n-sum > 30) {
			t.Errorf("%v: the districts add up to %d, but the county has %d", key, sum, n)
		}
	}
}

// The figures quoted in evidence/*.yaml are computed again from census.csv.
func TestNeedsMatchTheCensus(t *testing.T) {
	all := figures(t)
	sum := func(topic string, categories ...string) (n int) {
		for _, category := range categories {
			figure, ok := all[[3]string{countyCode, topic, category}]
			if !ok {
				t.Fatalf("census.csv has no category %q of topic %q", category, topic)
			}
			n += figure
		}
		return n
	}
	share := func(n, of int) string { return fmt.Sprintf("%.1f%%", 100*float64(n)/float64(of)) }
	const english = "Main language is not English (English or Welsh in Wales)"
	want := map[string]string{
		"census-disabled": share(sum("Disability", "Disabled under the Equality Act"),
			sum("Disability", "Disabled under the Equality Act", "Not disabled under the Equality Act")),
		"census-older": share(sum("Age", "65-74", "75-84", "85+"), sum("Age", "All ages")),
		"census-carers": share(
			sum("Unpaid care", "All usual residents aged 5+")-sum("Unpaid care", "Provides no unpaid care"),
			sum("Unpaid care", "All usual residents aged 5+"),
		),
		"census-english": share(
			sum("Main language and English proficiency", english+": Cannot speak English well", english+": Cannot speak English"),
			sum("Main language and English proficiency", english, "Main language is English (English or Welsh in Wales)"),
		),
		"census-ethnic-groups": share(
			sum(
				"Ethnic group (5)",
				"Asian, Asian British or Asian Welsh",
				"Black, Black British, Black Welsh, Caribbean or African",
				"Mixed or Multiple ethnic groups",
				"Other ethnic group",
			),
			sum(
				"Ethnic group (5)",
				"White",
				"Asian, Asian British or Asian Welsh",
				"Black, Black British, Black Welsh, Caribbean or African",
				"Mixed or Multiple ethnic groups",
				"Other ethnic group",
			),
		),
		"census-orientation": share(sum("Sexual orientation", "Gay or Lesbian", "Bisexual", "All other sexual orientations"),
			sum("Sexual orientation", "Gay or Lesbian", "Bisexual", "All other sexual orientations",
				"Straight or Heterosexual", "Not answered")),
	}
	found := map[string]string{}
	eachFile(t, "evidence/*.yaml", func(name string, text []byte) {
		for _, need := range listOf(parseYAML(t, name, text), "needs") {
			ref, _ := need["ref"].(string)
			found[ref], _ = need["figure"].(string)
			source, _ := need["source"].(map[string]any)
			if where, _ := source["name"].(string); !strings.Contains(where, ", table TS") && path.Base(name) == "census-2021.yaml" {
				t.Errorf("%s must name the census table of its figure", ref)
			}
		}
	})
	for ref, figure := range want {
		if !strings.HasPrefix(found[ref], figure+" ") {
			t.Errorf("%s quotes %q, but census.csv gives %s", ref, found[ref], figure)
		}
	}
}

func TestFiguresNameTheirSource(t *testing.T) {
	for _, name := range []string{"census.csv", "README.md"} {
		eachFile(t, name, func(_ string, text []byte) {
			for _, want := range []string{"Office for National Statistics", "Open Government Licence v3.0"} {
				if !strings.Contains(string(text), want) {
					t.Errorf("%s must say %q", name, want)
				}
			}
		})
	}
}
