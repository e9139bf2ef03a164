package archtest

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A new feature costs its own folder, its migration and one entry with its import
// in app. Nothing else has to know it to show it in the navigation and the chain,
// to load and export its definition files, to audit it and to list its permissions.
func TestNewFeatureCostsOneFolder(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the program")
	}
	t.Parallel()
	sample, err := filepath.Abs("testdata/sample")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	copyTree(t, filepath.Join("..", ".."), root)
	before := listTree(t, root)

	migrations, err := filepath.Glob(filepath.Join(root, "internal/schema/*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	copyTree(t, filepath.Join(sample, "internal/sample"), filepath.Join(root, "internal/sample"))
	migration := filepath.Join(root, "internal/schema", fmt.Sprintf("%04d_sample.sql", 1000+len(migrations)))
	copyFile(t, filepath.Join(sample, "internal/schema/sample.sql"), migration)
	added := addFeature(t, filepath.Join(root, "internal/app/features.go"))

	var outside []string
	for _, name := range listTree(t, root) {
		if !slices.Contains(before, name) && !strings.HasPrefix(name, "internal/sample/") {
			outside = append(outside, name)
		}
	}
	t.Logf("files added outside its folder: %q; lines added to internal/app/features.go: %q", outside, added)
	if len(outside) != 1 || len(added) != 2 {
		t.Errorf("added %q and %q; want one migration, one import and one entry", outside, added)
	}
	findings, err := Check(root, Layers)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if !f.Warning && strings.Contains(f.String(), "sample") {
			t.Error(f)
		}
	}

	copyFile(t, filepath.Join(sample, "internal/app/probe_test.go"), filepath.Join(root, "internal/app/probe_test.go"))
	cmd := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-run", "^TestProbe$", "./internal/app")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "SAMPLE_FILES="+sample)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// addFeature adds the feature to the list of app and returns the added lines.
func addFeature(t *testing.T, file string) (added []string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const path, entry = "\t\"github.com/folkmoot/folkmoot/internal/sample/sampleweb\"\n", "\t\tsampleweb.New(deps),\n"
	text := strings.Replace(string(data), "import (\n", "import (\n"+path, 1)
	text = strings.Replace(text, "[]feature.Feature{\n", "[]feature.Feature{\n"+entry, 1)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{path, entry} {
		if strings.Contains(text, line) {
			added = append(added, strings.TrimSpace(line))
		}
	}
	return added
}

// skipped are folders that the copy of the module does without.
var skipped = []string{".git", ".tools", "node_modules", "bin", "data", "artefacts", "docs"}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && slices.Contains(skipped, rel):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func listTree(t *testing.T, root string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(root, name)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
