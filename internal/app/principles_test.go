package app_test

import (
	"io/fs"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	register "github.com/folkmoot/folkmoot/internal/partner"
)

// keptChanges are changes of the demonstration, one for each principle: each changes something that the page of the principle
// counts. The texts are those of files before and after.
var keptChanges = map[register.Keeps]struct{ file, before, after string }{
	register.Partnership:    {"partners/partners.yaml", "    signed:\n      - {version: 2,", "    signed:\n      - {version: 1,"},
	register.Equality:       {"assessments/equality-strategy-2016.yaml", "review: 2020-03-31", "review: 2030-03-31"},
	register.QualityOfLife:  {"strategies/edi-strategy-2024-2028.yaml", "date: 2026-03-31, value: 17", "date: 2026-03-31, value: 21"},
	register.Involvement:    {"community-transport-2025.csv", "", ""},             // without its last response
	register.Sustainability: {"long-term-effects/long-term-effects.yaml", "", ""}, // without its first record
	register.Quality:        {"actions/equality-strategy-2016-2020.yaml", "    closes-gaps: [workforce-2016]\n", ""},
	register.Accountability: {"actions/equality-strategy-2016-2020.yaml",
		`date: 2016-12-31, status: complete, text: "All six`, `date: 2017-01-31, status: complete, text: "All six`},
}

// Each page of a principle has a number that changes when the thing that it counts changes, and says that the principle is not kept
// if something is missing. The page of the partnership leads to them all.
func TestEveryPrincipleIsCounted(t *testing.T) {
	changed := fstest.MapFS{}
	if err := fs.WalkDir(demo.Files(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(demo.Files(), name)
		changed[name] = &fstest.MapFile{Data: data}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for principle, c := range keptChanges {
		text := string(changed[c.file].Data)
		after := strings.Replace(text, c.before, c.after, 1)
		switch principle {
		case register.Involvement:
			lines := strings.Split(strings.TrimSpace(text), "\n")
			after = strings.Join(lines[:len(lines)-1], "\n") + "\n"
		case register.Sustainability:
			after = regexp.MustCompile(`(?s)  - ref: .*?(  - ref: )`).ReplaceAllString(text, "$1")
		}
		if after == text {
			t.Fatalf("%s: %s does not have what is to be changed", principle, c.file)
		}
		changed[c.file] = &fstest.MapFile{Data: []byte(after)}
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	first, second := newSite(t, app.Config{}, demo.Files(), log, nil), newSite(t, app.Config{}, changed, log, nil)
	home := browsertest.NewVisitor(t, first.address+register.HomePath)
	for _, principle := range register.AllKeeps {
		path := register.KeepsPath(principle)
		if !strings.Contains(string(home.Body), `href="`+path+`"`) {
			t.Errorf("the page of the partnership does not lead to %s", path)
		}
		before, after := numbersOn(t, first.address, path), numbersOn(t, second.address, path)
		if before == "" || before == after {
			t.Errorf("%s: the numbers are %q before and %q after what they count has changed", path, before, after)
		}
	}
	page := browsertest.NewVisitor(t, first.address+register.KeepsPath(register.Partnership))
	for _, want := range []string{"9 of 12", "This principle is not kept in full: 3 things are missing.", "Melton Borough Council"} {
		if !strings.Contains(page.Text(), want) {
			t.Errorf("the page of the principle of partnership does not say %q", want)
		}
	}
}

var figureNumber = regexp.MustCompile(`class="fm-figure__number">([^<]*)<`)

// numbersOn returns the numbers on a page, with commas between them.
func numbersOn(t *testing.T, address, path string) string {
	t.Helper()
	visitor := browsertest.NewVisitor(t, address+path)
	if visitor.Status != http.StatusOK {
		t.Fatalf("%s: %d", path, visitor.Status)
	}
	var all []string
	for _, m := range figureNumber.FindAllStringSubmatch(string(visitor.Body), -1) {
		all = append(all, m[1])
	}
	return strings.Join(all, ", ")
}
