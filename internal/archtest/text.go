package archtest

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
)

// maxTexts is how many texts of one expression are looked at. It is all of them
// but for statements with very many optional parts.
const maxTexts = 64

// texts works out which texts an expression can have, if all of them are
// written in the source of the module: constants, numbers, and what is put
// together of these by the functions of the standard library that it knows, in
// variables, fields, parameters and results. A number is shown as 1.
type texts struct {
	*flow
	module map[*types.Package]bool
	busy   map[any]bool // what is being worked out, to end with a loop
	why    ast.Expr     // the expression that is not written in the source

	bound map[*types.Var]ast.Expr // what a caller passes for a parameter
	asked map[*types.Var]bool     // the parameters that were asked for; nil if it does not matter
}

// of returns the texts of e. It is not ok if a part of e comes from elsewhere;
// that part is then in x.why.
func (x *texts) of(e ast.Expr) (all []string, ok bool) {
	defer func() {
		if !ok && x.why == nil {
			x.why = e
		}
	}()
	if value := x.info.Types[e].Value; value != nil {
		if value.Kind() == constant.String {
			return []string{constant.StringVal(value)}, true
		}
		return []string{value.ExactString()}, true
	}
	if isNumber(x.info.TypeOf(e)) {
		return []string{"1"}, true
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return x.of(e.X)
	case *ast.BinaryExpr:
		return x.join(e.X, e.Y)
	case *ast.SliceExpr:
		return x.of(e.X)
	case *ast.IndexExpr:
		return x.elements(e.X)
	case *ast.CallExpr:
		return x.call(e)
	case *ast.Ident, *ast.SelectorExpr:
		return x.variableTexts(x.variable(e))
	}
	return nil, false
}

// isNumber reports whether a value of type t is printed without any text of a person.
func isNumber(t types.Type) bool {
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsNumeric|types.IsBoolean) != 0
}

// join returns the texts of the expressions, one after the other.
func (x *texts) join(parts ...ast.Expr) ([]string, bool) {
	all := []string{""}
	for _, part := range parts {
		next, ok := x.of(part)
		if !ok {
			return nil, false
		}
		all = cross(all, next)
	}
	return all, true
}

// cross returns each text of a followed by each of b, up to maxTexts.
func cross(a, b []string) (all []string) {
	for _, first := range a {
		for _, second := range b {
			if len(all) < maxTexts {
				all = append(all, first+second)
			}
		}
	}
	return all
}

// union returns the texts of all expressions.
func (x *texts) union(each func(ast.Expr) ([]string, bool), exprs ...ast.Expr) (all []string, ok bool) {
	for _, e := range exprs {
		more, ok := each(e)
		if !ok {
			return nil, false
		}
		all = append(all, more...)
	}
	return all[:min(len(all), maxTexts)], true
}

// once returns what work returns, and nothing while it is running already.
func (x *texts) once(key any, work func() ([]string, bool)) ([]string, bool) {
	if x.busy[key] {
		return []string{""}, true
	}
	x.busy[key] = true
	defer delete(x.busy, key)
	return work()
}

// known reports whether all that is assigned to v can be seen.
func (x *texts) known(v *types.Var) bool {
	return v != nil && x.module[v.Pkg()] && !x.taken[v] && !(v.IsField() && v.Exported())
}

// variableTexts returns the texts of a variable, a field or a parameter. Any
// code may set an exported field, a decoder for example.
func (x *texts) variableTexts(v *types.Var) ([]string, bool) {
	if !x.known(v) {
		return nil, false
	}
	return x.once(v, func() ([]string, bool) {
		all, added := []string{}, []string{""}
		if p, ok := x.params[v]; ok {
			args, ok := x.arguments(p)
			if !ok {
				return nil, false
			}
			if x.asked != nil {
				x.asked[v] = true
			}
			if bound := x.bound[v]; bound != nil {
				args = []ast.Expr{bound}
			}
			if all, ok = x.union(x.of, args...); !ok {
				return nil, false
			}
		}
		for _, s := range x.sources[v] {
			more, ok := x.sourceTexts(s)
			if !ok {
				return nil, false
			}
			if s.kind == appended {
				added = cross(added, more)
			} else {
				all = append(all, more...)
			}
		}
		if len(all) == 0 {
			all = []string{""}
		}
		if len(added) == 1 && added[0] == "" {
			return all, true
		}
		return append(cross(all, added), all...), true
	})
}

func (x *texts) sourceTexts(s source) ([]string, bool) {
	switch s.kind {
	case assigned, appended:
		return x.of(s.value)
	case element:
		return x.elements(s.value)
	case key:
		return x.keys(s.value)
	case result:
		switch from := ast.Unparen(s.value).(type) {
		case *ast.CallExpr:
			return x.results(x.callee(from), s.index, x.of)
		case *ast.IndexExpr: // value, ok := m[k]
			return x.elements(from.X)
		}
	}
	return nil, false
}

// arguments returns what is passed for a parameter, unless there may be callers
// that cannot be seen.
func (x *texts) arguments(p param) (args []ast.Expr, ok bool) {
	if p.of == nil || x.indirect[p.of] {
		return nil, false
	}
	callers := x.calls[p.of]
	if method, ok := p.of.(*types.Func); ok {
		callers = slices.Concat(callers, x.throughInterfaces(method))
	}
	for _, caller := range callers {
		index := x.argumentIndex(caller, p.index)
		switch {
		case index >= len(caller.Args) && p.last:
		case index >= len(caller.Args): // f(g()), with several results of g
			return nil, false
		case p.last && !caller.Ellipsis.IsValid():
			args = append(args, caller.Args[index:]...)
		default:
			args = append(args, caller.Args[index])
		}
	}
	return args, len(callers) > 0
}

// argumentIndex returns which argument of a call is passed for the parameter of an index.
func (x *texts) argumentIndex(call *ast.CallExpr, index int) int {
	if at, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && x.info.Selections[at] != nil &&
		x.info.Selections[at].Kind() == types.MethodExpr {
		index++ // T.method(receiver, …)
	}
	return index
}

// throughInterfaces returns the calls that may reach method through an interface.
func (x *texts) throughInterfaces(method *types.Func) (calls []*ast.CallExpr) {
	receiver := method.Signature().Recv()
	if receiver == nil {
		return nil
	}
	for callee, some := range x.calls {
		through, ok := callee.(*types.Func)
		if !ok || through.Name() != method.Name() || through.Signature().Recv() == nil {
			continue
		}
		if i, ok := through.Signature().Recv().Type().Underlying().(*types.Interface); ok &&
			(types.Implements(receiver.Type(), i) || types.Implements(types.NewPointer(receiver.Type()), i)) {
			calls = append(calls, some...)
		}
	}
	return calls
}

// results returns the texts of a result of a function of the module.
func (x *texts) results(callee types.Object, index int, each func(ast.Expr) ([]string, bool)) ([]string, bool) {
	fn := x.bodies[callee]
	if fn == nil || x.indirect[callee] && !isFunc(callee) || index >= fn.signature.Results().Len() {
		return nil, false
	}
	type resultOf struct {
		callee types.Object
		index  int
	}
	return x.once(resultOf{callee, index}, func() (all []string, ok bool) {
		for _, values := range returned(fn.body) {
			if len(values) == 0 { // a named result
				name := fn.signature.Results().At(index)
				more, ok := x.variableTexts(name)
				if !ok {
					return nil, false
				}
				all = append(all, more...)
				continue
			}
			if len(values) <= index { // return g()
				return nil, false
			}
			more, ok := each(values[index])
			if !ok {
				return nil, false
			}
			all = append(all, more...)
		}
		return all[:min(len(all), maxTexts)], true
	})
}

func isFunc(object types.Object) bool {
	_, ok := object.(*types.Func)
	return ok
}

// returned returns what the return statements of a function return, without
// those of function literals in it.
func returned(body *ast.BlockStmt) (all [][]ast.Expr) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			all = append(all, n.Results)
		}
		return true
	})
	return all
}
