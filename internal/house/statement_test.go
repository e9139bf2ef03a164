package house

import (
	"go/ast"
	"go/token"
	"slices"
)

// A statement is text that stands in the code: literals, constants, lists of
// places for arguments as db.List makes them, what is put together of these, and
// what every caller in the same room puts together of these. Nothing that
// somebody sends can become a part of it.

// queries are the functions that run a statement, and which of their arguments
// it is.
var queries = map[string][]int{"Exec": {1}, "Insert": {1, 3}, "One": {3}, "All": {3}}

// apart are the rooms that know no words of their own, and get theirs from the
// schema; and the one that makes a schema to measure in.
var apart = set("db db/dbtest backup bench")

// looked are functions that put a statement together in a way that this test does
// not follow, and what somebody saw who looked.
var looked = map[string]string{
	"audit.List":       "names of columns out of a list that stands there, and numbered places",
	"consult.list":     "what where returns, which chooses between texts that stand there",
	"consult.Promised": "as list",
	"intake.Page":      "a condition for each filter that is set, out of texts that stand there, and numbered places",
	"record.readTiles": "the same condition over and over, with numbered places",
}

// reader reads the statements of one room.
type reader struct {
	consts map[string]bool
	files  []*ast.File
}

// statements finds the statements of a room that are not text of the code.
func (h *house) statements(room string, files map[string]*ast.File) {
	if apart[room] {
		return
	}
	r := &reader{consts: map[string]bool{}}
	for _, tree := range files {
		r.files = append(r.files, tree)
		for _, name := range constants(tree) {
			r.consts[name] = true
		}
	}
	for file, tree := range files {
		each(tree, func(f *ast.FuncDecl) {
			calls(f.Body, func(call *ast.CallExpr) {
				for _, at := range queries[called(call)] {
					if at < len(call.Args) && isDatabase(call) && !r.written(call.Args[at], f, 0) && looked[room+"."+f.Name.Name] == "" {
						h.say("%s puts a statement together in %s from what is not text of the code", file, f.Name.Name)
					}
				}
			})
		})
	}
}

// each visits the functions of a file.
func each(tree *ast.File, visit func(*ast.FuncDecl)) {
	for _, d := range tree.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			visit(f)
		}
	}
}

// calls visits the calls in a body.
func calls(body ast.Node, visit func(*ast.CallExpr)) {
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			visit(call)
		}
		return true
	})
}

// called is the name of the function of a call, without what it may be made for.
func called(call *ast.CallExpr) string {
	fun := call.Fun
	if generic, ok := fun.(*ast.IndexExpr); ok {
		fun = generic.X
	}
	switch fun := fun.(type) {
	case *ast.SelectorExpr:
		return fun.Sel.Name
	case *ast.Ident:
		return fun.Name
	}
	return ""
}

// isDatabase reports whether a call is one of a transaction or of package db: its
// first argument is a context.
func isDatabase(call *ast.CallExpr) bool {
	if _, plain := call.Fun.(*ast.Ident); plain || len(call.Args) < 2 {
		return false
	}
	switch ctx := call.Args[0].(type) {
	case *ast.Ident:
		return ctx.Name == "ctx"
	case *ast.CallExpr:
		return called(ctx) == "Context"
	case *ast.SelectorExpr:
		return ctx.Sel.Name == "ctx"
	}
	return false
}

// written reports whether e, in f, is text of the code.
func (r *reader) written(e ast.Expr, f *ast.FuncDecl, depth int) bool {
	if depth > 8 {
		return false
	}
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Kind == token.STRING
	case *ast.ParenExpr:
		return r.written(e.X, f, depth+1)
	case *ast.BinaryExpr:
		return e.Op == token.ADD && r.written(e.X, f, depth+1) && r.written(e.Y, f, depth+1)
	case *ast.CallExpr:
		s, ok := e.Fun.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		from, _ := s.X.(*ast.Ident)
		return from != nil && from.Name == "db" && s.Sel.Name == "List"
	case *ast.Ident:
		return r.consts[e.Name] || r.assigned(e.Name, f, depth) || r.handedIn(e.Name, f, depth)
	case *ast.SelectorExpr: // part.into, of a table of literals in the same function
		x, ok := e.X.(*ast.Ident)
		return ok && r.ranged(x.Name, f, depth)
	}
	return false
}

// assigned reports whether all that is ever assigned to the variable name in f is
// text of the code, and something is.
func (r *reader) assigned(name string, f *ast.FuncDecl, depth int) bool {
	some, all := false, true
	check := func(e ast.Expr) {
		some = true
		all = all && r.written(e, f, depth+1)
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if id, ok := left.(*ast.Ident); ok && id.Name == name {
					if len(n.Rhs) != len(n.Lhs) {
						some, all = true, false
					} else {
						check(n.Rhs[i])
					}
				}
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if id.Name == name && i < len(n.Values) {
					check(n.Values[i])
				}
			}
		case *ast.RangeStmt:
			if id, ok := n.Value.(*ast.Ident); ok && id.Name == name {
				some = true
				all = all && r.literal(n.X, f, depth)
			}
			if id, ok := n.Key.(*ast.Ident); ok && id.Name == name {
				some = true
				all = all && r.keys(n.X, f, depth)
			}
		}
		return true
	})
	return some && all
}

// keys reports whether e is a map whose keys all stand in the code.
func (r *reader) keys(e ast.Expr, f *ast.FuncDecl, depth int) bool {
	list, ok := e.(*ast.CompositeLit)
	return ok && !slices.ContainsFunc(list.Elts, func(item ast.Expr) bool {
		pair, ok := item.(*ast.KeyValueExpr)
		return !ok || !r.written(pair.Key, f, depth+1)
	})
}

// handedIn reports whether name is an argument of f for which every caller in
// the room hands in text of the code.
func (r *reader) handedIn(name string, f *ast.FuncDecl, depth int) bool {
	at, found := 0, -1
	for _, field := range f.Type.Params.List {
		for _, id := range field.Names {
			if id.Name == name {
				found = at
			}
			at++
		}
	}
	if found < 0 {
		return false
	}
	some, all := false, true
	for _, tree := range r.files {
		each(tree, func(from *ast.FuncDecl) {
			calls(from.Body, func(call *ast.CallExpr) {
				if called(call) == f.Name.Name && len(call.Args) > found {
					some = true
					all = all && r.written(call.Args[found], from, depth+1)
				}
			})
		})
	}
	return some && all
}

// ranged reports whether the variable name runs over literals.
func (r *reader) ranged(name string, f *ast.FuncDecl, depth int) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if loop, ok := n.(*ast.RangeStmt); ok {
			if id, ok := loop.Value.(*ast.Ident); ok && id.Name == name {
				found = r.literal(loop.X, f, depth)
			}
		}
		return true
	})
	return found
}

// literal reports whether e is a list whose texts all stand in the code.
func (r *reader) literal(e ast.Expr, f *ast.FuncDecl, depth int) bool {
	list, ok := e.(*ast.CompositeLit)
	if !ok {
		return false
	}
	return !slices.ContainsFunc(list.Elts, func(item ast.Expr) bool {
		if one, ok := item.(*ast.CompositeLit); ok { // its first field is the text
			return len(one.Elts) == 0 || !r.written(one.Elts[0], f, depth+1)
		}
		return !r.written(item, f, depth+1)
	})
}

// constants are the names of the constants of a file that are text.
func constants(tree *ast.File) (names []string) {
	for _, d := range tree.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, spec := range g.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				for _, name := range v.Names {
					names = append(names, name.Name)
				}
			}
		}
	}
	return names
}
