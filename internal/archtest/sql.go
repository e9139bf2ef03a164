package archtest

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
)

// checkSQL checks the SQL in the code: every constant text that looks like
// SQL, and every text that reaches the functions of package db that run one.
func (c *checker) checkSQL() {
	module := map[*types.Package]bool{}
	for _, p := range c.packages {
		module[p.Types] = true
	}
	x := &texts{flow: newFlow(c.info, c.packages), module: module, busy: map[any]bool{}, bound: map[*types.Var]ast.Expr{}}
	run := c.runners()
	for _, p := range c.packages {
		for _, file := range p.Syntax {
			c.checkConstants(p, file)
		}
		assembled := matches(assembledAllowed, p.path)
		for _, file := range p.Syntax {
			ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					if f, ok := x.callee(n).(*types.Func); ok {
						params := run.params(f)
						if !assembled {
							c.checkRun(p, x, n, f, params)
						}
						if p.path != dbPackage && !p.place.test() {
							c.checkList(x, n, f, params)
						}
					}
				case *ast.Ident:
					if f, ok := c.info.Uses[n].(*types.Func); ok && run[f.Origin()] != nil && !assembled && !isCalled(n, stack) {
						c.add(c.at(n.Pos()), "uses %s without calling it, so its SQL cannot be checked. Call it.",
							f.Name())
					}
				}
				return true
			})
		}
	}
}

// checkConstants checks the constant texts of a file. It takes the whole of a
// constant expression, so it makes no difference how the text is put together.
func (c *checker) checkConstants(p *pkg, file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case ast.Expr:
			value := c.info.Types[n].Value
			if value == nil || value.Kind() != constant.String {
				return true
			}
			text := readSQL(constant.StringVal(value))
			if text.looksLikeSQL() || len(text.words) == 1 && c.tables[text.words[0]] {
				c.checkText(c.at(n.Pos()), p, text)
			}
			return false
		}
		return true
	})
}

// runners are the functions that run SQL, with the indexes of the parameters
// that become a part of it.
type runners map[*types.Func][]int

// sqlParams are names of parameters that are SQL wherever they are.
var sqlParams = set("query statement sql into suffix table")

// runners returns the exported functions and methods of package db with a text
// that becomes a part of a statement: every text beside a context and a
// transaction, because values are passed as any, and by its name elsewhere.
func (c *checker) runners() runners {
	run := runners{}
	db := c.byPath[dbPackage]
	if db == nil {
		return run
	}
	note := func(f *types.Func) {
		signature, context, tx := f.Signature(), false, false
		if r := signature.Recv(); r != nil {
			tx = isTx(r.Type(), db.Types)
		}
		for v := range signature.Params().Variables() {
			context = context || v.Type().String() == "context.Context"
			tx = tx || isTx(v.Type(), db.Types)
		}
		for i := range signature.Params().Len() {
			v := signature.Params().At(i)
			if f.Exported() && isString(v.Type()) && (context && tx || sqlParams[v.Name()]) {
				run[f] = append(run[f], i)
			}
		}
	}
	for _, name := range db.Types.Scope().Names() {
		switch object := db.Types.Scope().Lookup(name).(type) {
		case *types.Func:
			note(object)
		case *types.TypeName:
			if named, ok := object.Type().(*types.Named); ok {
				for method := range named.Methods() {
					note(method)
				}
			}
		}
	}
	return run
}

// params returns the parameters of f that become a part of a statement: of a
// function of package db, or of a method of an interface that a transaction is
// likely to be behind.
func (run runners) params(f *types.Func) []int {
	if texts := run[f]; texts != nil {
		return texts
	}
	if r := f.Signature().Recv(); r == nil || !types.IsInterface(r.Type()) {
		return nil
	}
	for method, texts := range run {
		if method.Name() == f.Name() && types.Identical(withoutReceiver(method), withoutReceiver(f)) {
			return texts
		}
	}
	return nil
}

func withoutReceiver(f *types.Func) *types.Signature {
	s := f.Signature()
	return types.NewSignatureType(nil, nil, nil, s.Params(), s.Results(), s.Variadic())
}

func isTx(t types.Type, db *types.Package) bool {
	pointer, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(pointer.Elem()).(*types.Named)
	return ok && named.Obj().Pkg() == db && named.Obj().Name() == "Tx"
}

func isString(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsString != 0
}

// checkRun checks the texts that a call passes as SQL.
func (c *checker) checkRun(p *pkg, x *texts, call *ast.CallExpr, f *types.Func, params []int) {
	if at, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && len(params) > 0 {
		if s := c.info.Selections[at]; s != nil && s.Kind() == types.MethodExpr { // (*db.Tx).Exec(tx, ctx, …)
			params = slices.Clone(params)
			for i := range params {
				params[i]++
			}
		}
	}
	for _, i := range params {
		if i >= len(call.Args) {
			c.add(c.at(call.Pos()), "passes %s the results of another call. Pass each argument by itself.", f.Name())
			return
		}
		x.why = nil
		all, ok := x.of(call.Args[i])
		if !ok {
			c.add(c.at(call.Args[i].Pos()), "passes %s SQL with a part that is not written in the source: %s. "+
				"Pass values as arguments ($1), and choose between constant texts.", f.Name(), c.source(x.why))
			continue
		}
		for _, text := range all {
			c.checkText(c.at(call.Args[i].Pos()), p, readSQL(text))
		}
	}
}

// source returns an expression with its place.
func (c *checker) source(e ast.Expr) string {
	return types.ExprString(e) + " (" + c.at(e.Pos()) + ")"
}

// isCalled reports whether an identifier is the function of a call, or the name
// in a declaration.
func isCalled(id *ast.Ident, stack []ast.Node) bool {
	var child ast.Node = id
	for i := len(stack) - 1; i >= 0; i-- {
		switch parent := stack[i].(type) {
		case *ast.SelectorExpr, *ast.IndexExpr, *ast.IndexListExpr, *ast.ParenExpr:
			child = parent
		case *ast.CallExpr:
			return parent.Fun == child
		default:
			return false
		}
	}
	return false
}
