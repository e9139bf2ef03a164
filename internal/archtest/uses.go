package archtest

import (
	"go/ast"
	"go/types"
)

// checkUses checks what the code of a package refers to outside it: the
// surroundings of the program, and connections to somewhere else. It looks at
// what an identifier refers to, so it makes no difference how the package was
// imported, or whether a function is called or stored.
func (c *checker) checkUses() {
	for _, p := range c.packages {
		if p.place.test() {
			continue
		}
		for _, file := range p.Syntax {
			ast.Inspect(file, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && c.info.Uses[id] != nil {
					c.checkUse(p, id, c.info.Uses[id])
				}
				return true
			})
		}
		if !matches(ambientAllowed, p.path) {
			c.checkInit(p)
		}
	}
}

// checkUse checks the identifier id, which refers to object.
func (c *checker) checkUse(p *pkg, id *ast.Ident, object types.Object) {
	switch name := fullName(object); {
	case ambient[name] && !matches(ambientAllowed, p.path):
		c.add(c.at(id.Pos()), "uses %s. Take the time, the context or the setting as an argument.", name)
	case outgoing[name] && !matches(outgoingAllowed, p.path):
		c.add(c.at(id.Pos()), "uses %s. Ask package outbound, which checks where a connection goes.", name)
	case p.place.pure() && printing(object):
		c.add(c.at(id.Pos()), "uses %s. An engine returns its results and prints nothing.", id.Name)
	}
}

// checkInit finds code that runs because a package is imported.
func (c *checker) checkInit(p *pkg) {
	for _, file := range p.Syntax {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				c.add(c.at(f.Pos()), "has a func init. Give it a name and let app call it.")
			}
		}
	}
}

// fullName returns the import path and name of an object at the top of a
// package, and "" for any other. An alias has the name of what it stands for.
func fullName(object types.Object) string {
	if name, ok := object.(*types.TypeName); ok && name.IsAlias() {
		if to, ok := types.Unalias(name.Type()).(*types.Named); ok {
			object = to.Obj()
		}
	}
	pkg := object.Pkg()
	if pkg == nil || object.Parent() != pkg.Scope() {
		return ""
	}
	return pkg.Path() + "." + object.Name()
}

// printing reports whether object is a function that writes to the standard
// output or reads the standard input.
func printing(object types.Object) bool {
	if b, ok := object.(*types.Builtin); ok {
		return b.Name() == "print" || b.Name() == "println"
	}
	switch fullName(object) {
	case "fmt.Print", "fmt.Printf", "fmt.Println", "fmt.Scan", "fmt.Scanf", "fmt.Scanln":
		return true
	}
	return false
}
