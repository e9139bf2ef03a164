package archtest

import (
	"path"
	"strconv"
	"strings"
)

// checkPackages checks every package as a whole, and its imports.
func (c *checker) checkPackages() {
	for _, name := range named(c.layers) {
		if c.byPath[name] == nil {
			c.add("internal/archtest/layers.go", "lists %s, which does not exist. Remove it from Layers.", name)
		}
	}
	for _, p := range c.packages {
		c.checkPlace(p)
		c.checkName(p)
		c.checkComment(p)
		for _, file := range p.IgnoredFiles {
			if strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go") {
				c.add(c.fileName(file), "is left out of the build here, so nothing checks it. "+
					"Remove its build constraint, or choose at run time.")
			}
		}
		imported := map[string]bool{}
		for _, file := range p.Syntax {
			for _, spec := range file.Imports {
				into, _ := strconv.Unquote(spec.Path.Value)
				where := c.at(spec.Pos())
				if ours := c.byPath[c.relative(into)]; ours != nil {
					imported[ours.path] = true
					c.checkImport(where, p, ours)
				} else {
					c.checkLibrary(where, p, into)
				}
			}
		}
		if len(imported) > maxImports && !p.place.wiring() && !p.place.test() {
			c.warn(p.path, "imports %d packages of the module; more than %d often means that it does two things.",
				len(imported), maxImports)
		}
	}
}

// checkPlace checks that a package belongs to a layer, and engines are where
// other programs can import them.
func (c *checker) checkPlace(p *pkg) {
	if p.place.layer == nil {
		c.add(p.path, "belongs to no layer. Name it like a feature (internal/NAME or internal/NAME/NAMEweb), "+
			"or add it to Layers in internal/archtest/layers.go.")
		return
	}
	outside := path.Base(p.path)
	if p.path != outside && placeOf(c.layers, outside).pure() {
		c.add(p.path, "has the name of an engine. Engines are folders at the module root: move it to %s.", outside)
	}
}

func (c *checker) checkName(p *pkg) {
	base := path.Base(p.path)
	if vagueNames[base] {
		c.add(p.path, "has a vague name. Name a package after what it is for.")
	}
	if p.Name != base && p.Name != "main" {
		c.add(p.path, "is package %s. Give the package the name of its folder.", p.Name)
	}
}

func (c *checker) checkComment(p *pkg) {
	text := ""
	for _, file := range p.Syntax {
		if file.Doc.Text() != "" && (text == "" || strings.HasPrefix(file.Doc.Text(), "Package ")) {
			text = file.Doc.Text()
		}
	}
	switch {
	case p.Name == "main" && text == "":
		c.add(p.path, "has no package comment. Say in a sentence what the command does.")
	case p.Name != "main" && !strings.HasPrefix(text, "Package "+p.Name+" "):
		c.add(p.path, "has no package comment that begins with %q. Say in a sentence what the package is for.",
			"Package "+p.Name+" ")
	}
}

// checkImport checks the import of a package of the module.
func (c *checker) checkImport(where string, p, into *pkg) {
	switch {
	case p.place.layer == nil || into.place.layer == nil || p.place.test():
		// reported already; or free to import any
	case into.place.test():
		c.add(where, "imports %s, which is for tests. Only tests and test packages may import it.", into.path)
	case p.place.pure() && !into.place.pure():
		c.add(where, "imports %s. An engine imports from the module only engines below it.", into.path)
	case into.place.row >= p.place.row:
		c.add(where, "imports %s, which is not below %s. Declare in %s the small interface that it needs, "+
			"and let app hand it in.", into.path, p.path, path.Base(p.path))
	}
}

// checkLibrary checks the import of a package from outside the module.
func (c *checker) checkLibrary(where string, p *pkg, into string) {
	begins := placeOf(c.layers, webBegins)
	for library, allowed := range webImports {
		if under(library, into) && p.place.row < begins.row && !matches(allowed, p.path) {
			c.add(where, "imports %s. HTTP and HTML begin at %s: do it in the feature's web package.", into, webBegins)
		}
	}
	for library, allowed := range confined {
		if under(library, into) && !matches(allowed, p.path) {
			c.add(where, "imports %s, which only %s may. Call that package instead.",
				into, strings.Join(strings.Fields(allowed), " and "))
		}
	}
	if p.place.pure() && !forEngines(into) {
		c.add(where, "imports %s. An engine is deterministic and does no I/O: take what it needs as arguments.", into)
	}
}

// forEngines reports whether an engine may import a package from outside the module.
func forEngines(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	if strings.Contains(first, ".") {
		return underAny(engineLibraries, path)
	}
	return !underAny(impure, path)
}

func underAny(prefixes []string, path string) bool {
	for _, prefix := range prefixes {
		if under(prefix, path) {
			return true
		}
	}
	return false
}
