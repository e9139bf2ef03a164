package archtest

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// small are the layers of the modules in these tests, so that a change of
// Layers does not touch them.
var small = []Layer{
	{Name: "ground", Rows: []Row{{"internal/fault", ""}}},
	{Name: "engines", Pure: true, Rows: []Row{{"survey disclose", ""}, {"tally", ""}}},
	{Name: "platform", Rows: []Row{{"internal/schema internal/db internal/outbound", ""}, {"internal/record", ""}}},
	{Name: "features", Rows: []Row{
		{"internal/consult internal/strategy", ""}, {"internal/intake", ""}, {"internal/*", ""}}},
	{Name: "web", Rows: []Row{{"internal/form", ""}, {"internal/page", ""}}},
	{Name: "features' web", Rows: []Row{{"internal/*/*web", ""}}},
	{Name: "wiring", Rows: []Row{{"internal/definition", ""}, {"internal/app", ""}, {"cmd/folkmoot", ""}}},
	{Name: "test", Test: true, Rows: []Row{{"internal/*test internal/*/*test", ""}}},
}

const modulePath = "example.org/council"

// libraries are modules that the tests import, with nothing in them.
var libraries = map[string]string{ // module → a package of it
	"modernc.org/sqlite":           "",
	"github.com/jackc/pgx/v5":      "stdlib",
	"github.com/pressly/goose/v3":  "",
	"github.com/goccy/go-yaml":     "parser",
	"github.com/chromedp/chromedp": "",
	"filippo.io/age":               "",
}

// tree is the files of a module.
type tree map[string]string

// soundModule returns a module that keeps every rule: the packages of small, and the
// feature sample, which has no line in it.
func soundModule() tree {
	files := tree{}
	for _, file := range txtar.Parse([]byte(soundSource)).Files {
		files[file.Name] = string(file.Data)
	}
	files["docs/hostile-inputs.md"] = "`TestTally` shows it. [Home](../README.md#top). `[code](nowhere)`\n"
	files["docs/faults.md"] = "| A1 | A fault | – | `TestShown` |\n"
	files["docs/credibility.md"] = "| R1 | It counts | `TestShown` |\n"
	files["docs/complaints.md"] = "| 1 | It hides | `TestShown` |\n"
	files["tally/shown_test.go"] = "package tally\n\nimport \"testing\"\n\n" +
		"// It is so.\n//\n// Row A1 of docs/faults.md.\nfunc TestShown(t *testing.T) {}\n"
	for _, pkg := range named(small) {
		name := path.Base(pkg)
		if pkg == "cmd/folkmoot" {
			continue
		}
		files[pkg+"/doc.go"] = fmt.Sprintf("// Package %s is one of small.\npackage %[1]s\n", name)
	}
	i := 0
	for _, module := range slices.Sorted(maps.Keys(libraries)) {
		version := "v0.0.0"
		if base := path.Base(module); base[0] == 'v' {
			version = base + ".0.0"
		}
		folder := fmt.Sprintf("library/%d", i)
		i++
		files["go.mod"] += fmt.Sprintf("require %s %s\nreplace %s => ./%s\n", module, version, module, folder)
		files[folder+"/go.mod"] = "module " + module + "\n\ngo 1.26\n"
		files[path.Join(folder, libraries[module], "x.go")] = "package x\n"
	}
	return files
}

func goFile(name, rest string) string { return "package " + name + "\n\n" + rest + "\n" }

// imports returns declarations that import packages of the module.
func imports(packages ...string) (text string) {
	for _, p := range packages {
		text += fmt.Sprintf("import _ %q\n", modulePath+"/"+p)
	}
	return text
}

// write writes the files into a new folder.
func (files tree) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func (files tree) check(t *testing.T) []Finding {
	t.Helper()
	findings, err := Check(files.write(t), small)
	if err != nil {
		t.Fatal(err)
	}
	return findings
}

func TestASoundModuleHasNoFindings(t *testing.T) {
	for _, f := range soundModule().check(t) {
		t.Error(f)
	}
}

// Each fault is in a file or a package of its own, all in one module, so that
// it is loaded once.
func TestEachFaultIsFound(t *testing.T) {
	files, places := soundModule(), make([]string, len(faults))
	for i, f := range faults {
		switch places[i] = f.in; {
		case f.in == "":
			name := fmt.Sprintf("broken%d", i)
			places[i] = fmt.Sprintf("internal/%s/x.go", name)
			files[places[i]] = "// Package " + name + " has a fault.\n" +
				goFile(name, strings.ReplaceAll(f.code, "FEATURE", name))
		case strings.HasSuffix(f.in, "/"):
			places[i] = fmt.Sprintf("%sfault%d.go", f.in, i)
			files[places[i]] = goFile(path.Base(f.in), f.code)
		case f.code != "":
			files[f.in] = f.code
		}
	}
	findings := files.check(t)
	for _, f := range findings {
		if strings.Contains(f.Text, "does not compile") {
			t.Fatal(f)
		}
	}
	expected := map[string]bool{}
	for i, f := range faults {
		expected[places[i]], expected[path.Dir(places[i])] = true, true
		t.Run(f.name, func(t *testing.T) {
			there := []string{}
			for _, found := range findings {
				file, _, _ := strings.Cut(found.Where, ":")
				if file == places[i] || file == path.Dir(places[i]) {
					there = append(there, found.String())
					if strings.Contains(found.Text, strings.ReplaceAll(f.want, "FEATURE", path.Base(path.Dir(places[i])))) && found.Warning == f.warning {
						return
					}
				}
			}
			t.Errorf("found %q in %s, want %q", there, places[i], f.want)
		})
	}
	for _, found := range findings {
		if file, _, _ := strings.Cut(found.Where, ":"); !expected[file] {
			t.Errorf("found without a fault: %s", found)
		}
	}
}

func TestAListedPackageMustExist(t *testing.T) {
	layers := append(slices.Clone(small), Layer{Name: "top", Rows: []Row{{"internal/gone", ""}}})
	findings, err := Check(tree{
		"go.mod": "module " + modulePath + "\n\ngo 1.26\n", "x.go": "package x\n", "library/go.mod": "module x\n",
	}.write(t), layers)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"internal/archtest/layers.go: lists internal/gone, which does not exist",
		"docs/hostile-inputs.md: does not exist",
		"docs/faults.md: does not exist",
		"docs/credibility.md: does not exist",
		"docs/complaints.md: does not exist",
		".: belongs to no layer",
	} {
		if !strings.Contains(fmt.Sprint(findings), want) {
			t.Errorf("found %v, want %q", findings, want)
		}
	}
}

func TestWhatDoesNotCompileIsReported(t *testing.T) {
	files := soundModule()
	files["internal/intake/x.go"] = "package intake\n\nvar x int = \"text\"\n"
	findings := fmt.Sprint(files.check(t))
	if want := "internal/intake: does not compile"; !strings.Contains(findings, want) {
		t.Errorf("found %s, want %q", findings, want)
	}
}

// In a checkout of git only what is committed has a limit.
func TestLargeFilesThatGitHas(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Log("git is not installed")
		return
	}
	large := strings.Repeat("x", maxBytes+1)
	dir := tree{"committed.txt": large, "other.txt": large}.write(t)
	for _, args := range [][]string{{"init", "-q"}, {"add", "committed.txt"}} {
		if out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	c := &checker{root: dir, seen: map[Finding]bool{}}
	if err := c.checkFiles(); err != nil {
		t.Fatal(err)
	}
	want := "committed.txt: has 1048577 bytes"
	if found := fmt.Sprint(c.findings); len(c.findings) != 1 || !strings.Contains(found, want) {
		t.Errorf("found %s, want %q", found, want)
	}
}

func TestTheDrawing(t *testing.T) {
	layers := []Layer{
		{Name: "ground", Rows: []Row{{"internal/fault demo", "errors"}}},
		{Name: "features", Rows: []Row{{"internal/consult", "consultations"}, {"internal/*", ""}}},
	}
	want := "features   *\n           consult        consultations\n\nground     fault · demo   errors\n"
	if is := Drawing(layers); is != want {
		t.Errorf("got\n%s\nwant\n%s", is, want)
	}
	for _, old := range []string{"", "\n```\nold\n```\n"} {
		is, err := withDrawing("# A\n\n<!-- layers -->\n"+old+"<!-- /layers -->\n\nText.\n", layers)
		want := "# A\n\n<!-- layers -->\n\n```\n" + want + "```\n\n<!-- /layers -->\n\nText.\n"
		if err != nil || is != want {
			t.Errorf("got %v\n%s\nwant\n%s", err, is, want)
		}
	}
	if _, err := withDrawing("# A\n", layers); err == nil || !strings.Contains(err.Error(), "<!-- layers -->") {
		t.Errorf("without markers: %v", err)
	}
}
