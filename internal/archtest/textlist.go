package archtest

import (
	"go/ast"
	"go/types"
)

// elements returns the texts of the elements of a slice, an array or a map.
func (x *texts) elements(e ast.Expr) (all []string, ok bool) {
	defer x.blame(e, &ok)
	if !isCollection(x.info.TypeOf(e)) {
		return nil, false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return x.union(x.of, values(e)...)
	case *ast.SliceExpr:
		return x.elements(e.X)
	case *ast.IndexExpr: // of a map of lists: the elements of each list
		return x.inner(e.X)
	case *ast.CallExpr:
		return x.elementsOfCall(e)
	case *ast.Ident, *ast.SelectorExpr:
		if x.info.Types[e].IsNil() {
			return nil, true
		}
		return x.collection(x.variable(e), x.elements)
	}
	return nil, false
}

// inner returns the texts of the elements of the elements of e.
func (x *texts) inner(e ast.Expr) (all []string, ok bool) {
	defer x.blame(e, &ok)
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return x.union(x.elements, values(e)...)
	case *ast.Ident, *ast.SelectorExpr:
		return x.collection(x.variable(e), x.inner)
	}
	return nil, false
}

// keys returns the texts of the keys of a map.
func (x *texts) keys(e ast.Expr) (all []string, ok bool) {
	defer x.blame(e, &ok)
	if _, isMap := x.info.TypeOf(e).Underlying().(*types.Map); !isMap {
		return nil, false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		for _, item := range e.Elts {
			more, ok := x.of(item.(*ast.KeyValueExpr).Key)
			if !ok {
				return nil, false
			}
			all = append(all, more...)
		}
		return all, true
	case *ast.CallExpr:
		if b, ok := x.callee(e).(*types.Builtin); ok && b.Name() == "make" {
			return nil, true
		}
	case *ast.Ident, *ast.SelectorExpr:
		if x.info.Types[e].IsNil() {
			return nil, true
		}
		return x.collection(x.variable(e), x.keys)
	}
	return nil, false
}

// blame notes e as what is not written in the source, unless a part of it is
// noted already.
func (x *texts) blame(e ast.Expr, ok *bool) {
	if !*ok && x.why == nil {
		x.why = e
	}
}

// isCollection reports whether values of type t have elements that only
// assignments change: neither a channel nor an iterator.
func isCollection(t types.Type) bool {
	if t == nil {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Slice, *types.Array, *types.Map:
		return true
	case *types.Pointer:
		_, ok := t.Elem().Underlying().(*types.Array)
		return ok
	}
	return false
}

// values returns the elements of a composite literal, without their keys.
func values(lit *ast.CompositeLit) (all []ast.Expr) {
	for _, item := range lit.Elts {
		if pair, ok := item.(*ast.KeyValueExpr); ok {
			item = pair.Value
		}
		all = append(all, item)
	}
	return all
}

// collection returns the texts in a variable with elements: those of every
// value that is assigned to it, as each returns them, and what is stored in it.
func (x *texts) collection(v *types.Var, each func(ast.Expr) ([]string, bool)) ([]string, bool) {
	if !x.known(v) {
		return nil, false
	}
	if x.busy[v] {
		return nil, true
	}
	return x.once(v, func() (all []string, ok bool) {
		if p, isParam := x.params[v]; isParam {
			if all, ok = x.listArguments(p, each); !ok {
				return nil, false
			}
		}
		for _, s := range x.sources[v] {
			more, ok := x.collected(s, each)
			if !ok {
				return nil, false
			}
			all = append(all, more...)
		}
		return all, true
	})
}

// collected returns the texts that one assignment puts into a collection.
func (x *texts) collected(s source, each func(ast.Expr) ([]string, bool)) ([]string, bool) {
	switch s.kind {
	case assigned, copied:
		return each(s.value)
	case element: // of a list of lists
		return x.inner(s.value)
	case stored:
		return x.of(s.value)
	case storedAt:
		return x.of(s.value)
	case result:
		if from, ok := ast.Unparen(s.value).(*ast.CallExpr); ok {
			return x.results(x.callee(from), s.index, each)
		}
	}
	return nil, false
}

// listArguments returns the texts in what is passed for a parameter with elements.
func (x *texts) listArguments(p param, each func(ast.Expr) ([]string, bool)) ([]string, bool) {
	if p.of == nil || x.indirect[p.of] {
		return nil, false
	}
	args, ok := x.arguments(p)
	if !ok {
		return nil, false
	}
	if !p.last {
		return x.union(each, args...)
	}
	return x.union(func(e ast.Expr) ([]string, bool) {
		if isCollection(x.info.TypeOf(e)) { // f(list...)
			return each(e)
		}
		return x.of(e)
	}, args...)
}

// elementsOfCall returns the texts of the elements of what a call returns.
func (x *texts) elementsOfCall(e *ast.CallExpr) ([]string, bool) {
	if x.info.Types[e.Fun].IsType() {
		return x.elements(e.Args[0])
	}
	callee := x.callee(e)
	if b, ok := callee.(*types.Builtin); ok {
		switch {
		case b.Name() == "make":
			return nil, true
		case b.Name() != "append":
			return nil, false
		case e.Ellipsis.IsValid():
			return x.union(x.elements, e.Args...)
		}
		first, ok := x.elements(e.Args[0])
		if !ok {
			return nil, false
		}
		rest, ok := x.union(x.of, e.Args[1:]...)
		return append(first, rest...), ok
	}
	switch name := fullNameOf(callee); name {
	case "slices.Clone", "slices.Concat", "slices.Compact", "slices.Clip":
		return x.union(x.elements, e.Args...)
	case "slices.Sorted", "slices.Collect":
		inner, ok := ast.Unparen(e.Args[0]).(*ast.CallExpr)
		if !ok {
			return nil, false
		}
		switch fullNameOf(x.callee(inner)) {
		case "maps.Keys":
			return x.keys(inner.Args[0])
		case "maps.Values", "slices.Values":
			return x.elements(inner.Args[0])
		}
		return nil, false
	case "strings.Fields", "strings.Split":
		return x.of(e.Args[0])
	}
	return x.results(callee, 0, x.elements)
}
