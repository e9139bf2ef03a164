package archtest

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"
)

// flow is where the values of variables, fields and parameters of the module
// come from, collected once. It does not follow the order of execution: a
// variable has every value that is assigned to it anywhere.
type flow struct {
	info     *types.Info
	bodies   map[types.Object]*function    // by the function, or the variable that holds a function literal
	literals map[*ast.FuncLit]types.Object // the variable that holds it, for a literal that is assigned once
	params   map[*types.Var]param
	sources  map[*types.Var][]source // of variables and fields
	methods  map[*types.Var][]call   // calls of methods of a variable, and fmt.Fprint into it
	calls    map[types.Object][]*ast.CallExpr
	within   map[*ast.CallExpr]*types.Func // the declared function around a call
	indirect map[types.Object]bool         // functions that are used other than by calling them
	taken    map[*types.Var]bool           // variables and fields whose address is taken
}

// function is a declared function or a function literal.
type function struct {
	signature *types.Signature
	body      *ast.BlockStmt
}

// param says of which function a variable is a parameter.
type param struct {
	of    types.Object // nil: a literal that is not held by a variable, whose callers are not known
	index int
	last  bool // the variadic one
}

// source is one assignment to a variable or field.
type source struct {
	kind  sourceKind
	value ast.Expr
	index int // of the result, for a result
}

type sourceKind int

const (
	assigned sourceKind = iota // the value
	appended                   // the value is added to the end: x += value
	result                     // one of several results of the call
	element                    // an element of the value
	key                        // a key of the value
	stored                     // an element: x[i] = value
	storedAt                   // the key of an element: x[value] = y
	copied                     // the elements of the value become elements
	unknown                    // from where the test does not look
)

// call is a call that changes or reads a variable by its address.
type call struct {
	name string // WriteString, String, Fprintf
	args []ast.Expr
}

// newFlow collects the flow of all packages.
func newFlow(info *types.Info, packages []*pkg) *flow {
	f := &flow{
		info: info, bodies: map[types.Object]*function{}, literals: map[*ast.FuncLit]types.Object{},
		params: map[*types.Var]param{}, sources: map[*types.Var][]source{}, methods: map[*types.Var][]call{},
		calls: map[types.Object][]*ast.CallExpr{}, within: map[*ast.CallExpr]*types.Func{},
		indirect: map[types.Object]bool{}, taken: map[*types.Var]bool{},
	}
	for _, p := range packages { // first the functions, then what is done with them
		for _, file := range p.Syntax {
			ast.Inspect(file, f.declare)
		}
	}
	for _, p := range packages {
		for _, file := range p.Syntax {
			ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
				f.visit(n, stack)
				return true
			})
		}
	}
	return f
}

// declare notes functions and the variables that hold one.
func (f *flow) declare(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if object, ok := f.info.Defs[n.Name].(*types.Func); ok && n.Body != nil {
			f.function(object, object.Signature(), n.Body)
		}
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if len(n.Lhs) == len(n.Rhs) {
				f.hold(left, n.Rhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if len(n.Names) == len(n.Values) {
				f.hold(name, n.Values[i])
			}
		}
	case *ast.FuncLit:
		if signature, ok := f.info.TypeOf(n).(*types.Signature); ok && f.literals[n] == nil {
			f.function(nil, signature, n.Body)
		}
	}
	return true
}

// hold notes that a variable holds a function literal. Inspect comes to the
// literal after the assignment.
func (f *flow) hold(left, right ast.Expr) {
	lit, ok := ast.Unparen(right).(*ast.FuncLit)
	v := f.variable(left)
	if !ok || v == nil {
		return
	}
	if f.bodies[v] != nil { // one of two literals: whose callers are those of both
		f.indirect[v] = true
	}
	f.literals[lit] = v
	f.function(v, f.info.TypeOf(lit).(*types.Signature), lit.Body)
}

func (f *flow) function(object types.Object, signature *types.Signature, body *ast.BlockStmt) {
	if object != nil {
		f.bodies[object] = &function{signature, body}
	}
	for i := range signature.Params().Len() {
		f.params[signature.Params().At(i)] = param{object, i, signature.Variadic() && i == signature.Params().Len()-1}
	}
	if v := signature.Recv(); v != nil {
		f.sources[v] = append(f.sources[v], source{kind: unknown})
	}
}

// variable returns the variable or field that an expression names, or nil. Of a
// generic type or function it is that of the declaration.
func (f *flow) variable(e ast.Expr) *types.Var {
	var object types.Object
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if object = f.info.Defs[e]; object == nil {
			object = f.info.Uses[e]
		}
	case *ast.SelectorExpr:
		object = f.info.Uses[e.Sel]
	}
	if v, ok := object.(*types.Var); ok {
		return v.Origin()
	}
	return nil
}

// callee returns the function or variable that is called, or nil.
func (f *flow) callee(call *ast.CallExpr) types.Object {
	switch object := typeutil.Callee(f.info, call).(type) {
	case *types.Func:
		return object.Origin()
	case *types.Var:
		return object.Origin()
	case *types.Builtin:
		return object
	}
	return nil
}

// visit notes what a node does with variables and functions.
func (f *flow) visit(n ast.Node, stack []ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		f.assign(n)
	case *ast.ValueSpec:
		for i, name := range n.Names {
			switch {
			case len(n.Values) == len(n.Names):
				f.source(name, source{assigned, n.Values[i], 0})
			case len(n.Values) == 1:
				f.source(name, source{result, n.Values[0], i})
			}
		}
	case *ast.RangeStmt:
		if n.Key != nil {
			f.source(n.Key, source{kind: key, value: n.X})
		}
		if n.Value != nil {
			f.source(n.Value, source{kind: element, value: n.X})
		}
	case *ast.CompositeLit:
		f.composite(n)
	case *ast.UnaryExpr:
		if v := f.variable(n.X); n.Op == token.AND && v != nil && !f.intoBuilder(stack, v) {
			f.taken[v] = true
		}
	case *ast.CallExpr:
		if d, ok := stack[1].(*ast.FuncDecl); ok {
			f.within[n], _ = f.info.Defs[d.Name].(*types.Func)
		}
		if callee := f.callee(n); callee != nil {
			f.calls[callee] = append(f.calls[callee], n)
			if builtin, ok := callee.(*types.Builtin); ok && builtin.Name() == "copy" {
				f.source(n.Args[0], source{kind: copied, value: n.Args[1]})
			}
		}
		if fun, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok {
			if v := f.variable(fun.X); v != nil {
				f.methods[v] = append(f.methods[v], call{fun.Sel.Name, n.Args})
			}
		}
	case *ast.CaseClause:
		if v, ok := f.info.Implicits[n].(*types.Var); ok { // switch v := x.(type)
			f.sources[v] = append(f.sources[v], source{kind: unknown})
		}
	case *ast.Ident:
		f.mention(n, stack)
	}
}

// assign notes an assignment.
func (f *flow) assign(n *ast.AssignStmt) {
	for i, left := range n.Lhs {
		if len(n.Lhs) != len(n.Rhs) {
			f.source(left, source{result, n.Rhs[0], i})
			continue
		}
		kind, right := assigned, n.Rhs[i]
		if n.Tok == token.ADD_ASSIGN {
			kind = appended
		}
		var tail []ast.Expr // x = x + a + b
		for sum, ok := ast.Unparen(right).(*ast.BinaryExpr); ok && sum.Op == token.ADD; {
			tail = append([]ast.Expr{sum.Y}, tail...)
			if v := f.variable(sum.X); v != nil && v == f.variable(left) {
				for _, e := range tail {
					f.source(left, source{kind: appended, value: e})
				}
				right = nil
				break
			}
			sum, ok = ast.Unparen(sum.X).(*ast.BinaryExpr)
		}
		if right != nil {
			f.source(left, source{kind: kind, value: right})
		}
	}
}

// source notes an assignment to the variable or field that left names, or to an
// element of it.
func (f *flow) source(left ast.Expr, s source) {
	if v := f.variable(left); v != nil {
		f.sources[v] = append(f.sources[v], s)
		return
	}
	at, ok := ast.Unparen(left).(*ast.IndexExpr)
	if !ok {
		return
	}
	v := f.variable(at.X)
	if v == nil {
		return
	}
	if s.kind == assigned {
		s.kind = stored
	} else {
		s.kind = unknown
	}
	f.sources[v] = append(f.sources[v], s, source{kind: storedAt, value: at.Index})
}

// composite notes the fields that a composite literal sets.
func (f *flow) composite(lit *ast.CompositeLit) {
	t := f.info.TypeOf(lit).Underlying()
	if pointer, ok := t.(*types.Pointer); ok { // an element of a []*T
		t = pointer.Elem().Underlying()
	}
	structure, ok := t.(*types.Struct)
	if !ok {
		return
	}
	for i, item := range lit.Elts {
		if pair, ok := item.(*ast.KeyValueExpr); ok {
			f.source(pair.Key, source{kind: assigned, value: pair.Value})
		} else {
			v := structure.Field(i).Origin()
			f.sources[v] = append(f.sources[v], source{kind: assigned, value: item})
		}
	}
}

// intoBuilder notes fmt.Fprintf(&v, …) and reports whether that is why the
// address of v is taken.
func (f *flow) intoBuilder(stack []ast.Node, v *types.Var) bool {
	outer, ok := stack[len(stack)-1].(*ast.CallExpr)
	if !ok || !isBuilder(v.Type()) {
		return false
	}
	switch name := fullNameOf(f.callee(outer)); name {
	case "fmt.Fprintf", "fmt.Fprint", "fmt.Fprintln":
		f.methods[v] = append(f.methods[v], call{name, outer.Args[1:]})
		return true
	}
	return false
}

func isBuilder(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && fullName(named.Obj()) == "strings.Builder"
}

func fullNameOf(object types.Object) string {
	if object == nil {
		return ""
	}
	return fullName(object)
}

// mention notes the use of a function or a variable with a function other than
// by calling it, and so that its callers are not all known.
func (f *flow) mention(id *ast.Ident, stack []ast.Node) {
	object := f.info.Uses[id]
	switch o := object.(type) {
	case *types.Func:
		object = o.Origin()
	case *types.Var:
		if _, isFunc := o.Type().Underlying().(*types.Signature); !isFunc {
			return
		}
		object = o.Origin()
	default:
		return
	}
	var child ast.Node = id
	for i := len(stack) - 1; i >= 0; i-- {
		switch parent := stack[i].(type) {
		case *ast.SelectorExpr:
			if parent.Sel != child {
				return
			}
		case *ast.IndexExpr, *ast.IndexListExpr, *ast.ParenExpr:
		case *ast.CallExpr:
			if parent.Fun != child {
				f.indirect[object] = true
			}
			return
		case *ast.AssignStmt:
			for _, left := range parent.Lhs {
				if left == child {
					return
				}
			}
			f.indirect[object] = true
			return
		case *ast.KeyValueExpr:
			if parent.Key == child { // a field of a struct
				return
			}
			f.indirect[object] = true
			return
		default:
			f.indirect[object] = true
			return
		}
		child = stack[i]
	}
}
