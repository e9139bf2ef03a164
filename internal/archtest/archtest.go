// Package archtest checks the architecture of the module: which package may
// import which, what a package may take from its surroundings, which tables it
// may name in SQL, that it reads no table that grows into memory as a whole, and
// that the documents agree with the code.
//
// The layers are in layers.go, the tables with few rows in whole_lists.go, the lists
// for the other rules in rules.go. Check
// loads the module with its types, so a rule sees what an identifier refers to
// and what a constant is worth: import aliases, dot imports, method values and
// constant expressions make no difference.
//
// Every rule is broken on purpose in broken_test.go and faults_test.go.
package archtest

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Finding is one breach of a rule.
type Finding struct {
	Where   string // a file with its line, or a package, relative to the module root
	Text    string // what is wrong and what to do about it
	Warning bool   // reported, but does not fail the test
}

func (f Finding) String() string { return f.Where + ": " + f.Text }

// Check loads the module in the folder root and returns its findings, ordered
// by place. If the module does not compile, Check reports the errors of the
// compiler and leaves out the rules that need types.
func Check(root string, layers []Layer) ([]Finding, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return nil, err
	}
	c := &checker{root: root, layers: layers, byPath: map[string]*pkg{}, seen: map[Finding]bool{}, whole: map[string]bool{}}
	c.growth = &growth{tables: map[string]*table{}, bounded: map[string]bool{}, used: map[string]bool{}}
	if err := c.load(); err != nil {
		return nil, err
	}
	if c.module == ownModule {
		c.growth.bounded, c.few = reasons(boundedTables), reasons(wholeLists)
	}
	for _, check := range []func() error{c.checkFiles, c.checkMigrations, c.checkDocuments} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	if c.compiles() {
		c.checkPackages()
		c.checkUses()
		c.checkSQL()
		c.checkExcuses()
	}
	slices.SortFunc(c.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Where, b.Where), cmp.Compare(a.Text, b.Text))
	})
	return c.findings, nil
}

// checker is the module while it is checked.
type checker struct {
	root     string
	layers   []Layer
	module   string // the module path
	fset     *token.FileSet
	packages []*pkg           // without tests, ordered by path
	byPath   map[string]*pkg  // by pkg.path
	info     *types.Info      // of all packages together
	tables   map[string]bool  // every table that a migration creates
	growth   *growth          // knows the columns and the keys of the tables
	whole    map[string]bool  // functions that read every row of a table that grows
	few      map[string]bool  // those that may
	findings []Finding        // in no order
	seen     map[Finding]bool // findings by file instead of line, to report each once a file
}

// pkg is a package of the module.
type pkg struct {
	*packages.Package
	path  string // relative to the module root, such as internal/consult
	place place
}

// load loads all packages of the module. Their dependencies come from the
// build cache, without their source.
func (c *checker) load() error {
	c.fset = token.NewFileSet()
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax | packages.NeedModule,
		Dir:  c.root,
		Fset: c.fset,
		Env:  append(os.Environ(), "CGO_ENABLED=0"), // as make build does, to share its cache
	}, "./...")
	if err != nil {
		return fmt.Errorf("load the module: %w", err)
	}
	c.info = &types.Info{}
	for _, l := range loaded {
		if l.Module == nil {
			return fmt.Errorf("%s is in no module: %v", l.PkgPath, l.Errors)
		}
		c.module = l.Module.Path
		p := &pkg{Package: l, path: c.relative(l.PkgPath)}
		p.place = placeOf(c.layers, p.path)
		c.packages = append(c.packages, p)
		c.byPath[p.path] = p
		merge(&c.info.Types, l.TypesInfo.Types)
		merge(&c.info.Defs, l.TypesInfo.Defs)
		merge(&c.info.Uses, l.TypesInfo.Uses)
		merge(&c.info.Selections, l.TypesInfo.Selections)
		merge(&c.info.Implicits, l.TypesInfo.Implicits)
	}
	slices.SortFunc(c.packages, func(a, b *pkg) int { return cmp.Compare(a.path, b.path) })
	return nil
}

func merge[K comparable, V any](into *map[K]V, from map[K]V) {
	if *into == nil {
		*into = make(map[K]V, len(from))
	}
	maps.Copy(*into, from)
}

// relative returns the path of a package of the module relative to its root,
// and "" for a package of another module.
func (c *checker) relative(path string) string {
	if path == c.module {
		return "."
	}
	rest, ours := strings.CutPrefix(path, c.module+"/")
	if !ours {
		return ""
	}
	return rest
}

// compiles reports the errors of the compiler as findings, and whether there
// were none.
func (c *checker) compiles() bool {
	sound := true
	for _, p := range c.packages {
		for _, err := range p.Errors {
			sound = false
			c.add(p.path, "does not compile: %v. Nothing that needs types was checked.", err)
		}
	}
	return sound
}

// add reports a finding. A text that was reported for the same file before is
// left out.
func (c *checker) add(where, format string, args ...any) {
	c.report(Finding{Where: where, Text: fmt.Sprintf(format, args...)})
}

// warn reports a finding that does not fail the test.
func (c *checker) warn(where, format string, args ...any) {
	c.report(Finding{Where: where, Text: fmt.Sprintf(format, args...), Warning: true})
}

func (c *checker) report(f Finding) {
	file, _, _ := strings.Cut(f.Where, ":")
	key := Finding{Where: file, Text: f.Text}
	if !c.seen[key] {
		c.seen[key] = true
		c.findings = append(c.findings, f)
	}
}

// at returns the file and line of pos.
func (c *checker) at(pos token.Pos) string {
	p := c.fset.Position(pos)
	return fmt.Sprintf("%s:%d", c.fileName(p.Filename), p.Line)
}

// fileName returns the name of a file relative to the module root.
func (c *checker) fileName(name string) string {
	if rel, err := filepath.Rel(c.root, name); err == nil {
		name = rel
	}
	return filepath.ToSlash(name)
}
