package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
)

// Readers see words for every act and kind that the program writes to the audit
// log as a literal.
func TestActsAndKindsHaveLabels(t *testing.T) {
	labels := newStaffSite(t).app.AuditLabels()
	found := 0
	check := func(file string, e ast.Expr, names map[string]string, list string) {
		lit, ok := e.(*ast.BasicLit)
		if !ok {
			return
		}
		code, err := strconv.Unquote(lit.Value)
		if err != nil {
			t.Fatal(err)
		}
		found++
		if names[code] == "" {
			t.Errorf("%s: %s has no label for %q: register one with feature.Feature.AuditLabels", file, list, code)
		}
	}
	root := os.DirFS("../..")
	checkFile := func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") ||
			strings.Contains(name, "test/") {
			return err
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 7 {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "Append" || f.Sel.Name == "Audit") {
				check(name, call.Args[3], labels.Acts, "Acts")
				check(name, call.Args[4], labels.Kinds, "Kinds")
			}
			return true
		})
		return nil
	}
	// Not the whole checkout: test runs write to other folders of it, and then the
	// result of this package could not be reused.
	for _, folder := range []string{"cmd", "demo", "internal"} {
		if err := fs.WalkDir(root, folder, checkFile); err != nil {
			t.Fatal(err)
		}
	}
	if found < 80 {
		t.Errorf("only %d literals were found", found)
	}
}
