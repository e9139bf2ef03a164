package archtest

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// checkList checks that a call of a function of package db that returns every row of a
// statement, such as db.All, returns few. If parameters of the function around the call
// are part of the statement, the callers of that function are checked in its place.
func (c *checker) checkList(x *texts, call *ast.CallExpr, f *types.Func, params []int) {
	if !returnsRows(f) || len(params) == 0 || params[0] >= len(call.Args) {
		return
	}
	c.checkStatement(x, call.Args[params[0]], call, 0)
}

// returnsRows reports whether a function that reads a statement returns a list.
func returnsRows(f *types.Func) bool {
	for v := range f.Signature().Results().Variables() {
		if s, ok := v.Type().Underlying().(*types.Slice); ok && !types.Identical(s.Elem(), types.Typ[types.Byte]) {
			return true
		}
	}
	return false
}

// maxCallers is how many callers of callers checkStatement follows.
const maxCallers = 4

// checkStatement checks the statement e, which is read at the call at.
func (c *checker) checkStatement(x *texts, e ast.Expr, at *ast.CallExpr, depth int) {
	in := x.within[at]
	x.asked = map[*types.Var]bool{}
	all, ok := x.of(e)
	var params []*types.Var
	for v := range x.asked {
		if p := x.params[v]; x.bound[v] == nil && in != nil && p.of == types.Object(in) && !p.last {
			params = append(params, v)
		}
	}
	x.asked = nil
	if len(params) > 0 && depth < maxCallers && c.checkCallers(x, e, in, params, depth) {
		return
	}
	var grow [][]string // by which tables each statement grows
	for _, text := range all {
		grow = append(grow, c.growth.of(readSQL(text).words))
	}
	if !ok { // which checkRun reports or allows
		grow = [][]string{{"a table that is named elsewhere"}}
	}
	name := c.functionName(in)
	for _, tables := range grow {
		if len(tables) == 0 {
			continue
		}
		c.whole[name] = true
		if !c.few[name] {
			c.add(c.at(at.Pos()), "%s reads every row of %s, which grows. Read it in pages (db.ReadPage, db.ReadEach) or count it "+
				"in SQL; or say in whole_lists.go of internal/archtest why there are few.", name, strings.Join(tables, " and "))
		}
	}
}

// checkCallers checks e for each caller of in, with what it passes for params. It returns
// false if that is not known of each caller.
func (c *checker) checkCallers(x *texts, e ast.Expr, in *types.Func, params []*types.Var, depth int) bool {
	callers := slices.Concat(x.calls[in], x.throughInterfaces(in))
	for _, caller := range callers {
		for _, v := range params {
			if x.argumentIndex(caller, x.params[v].index) >= len(caller.Args) { // f(g()), with several results of g
				return false
			}
		}
	}
	for _, caller := range callers {
		for _, v := range params {
			x.bound[v] = caller.Args[x.argumentIndex(caller, x.params[v].index)]
		}
		c.checkStatement(x, e, caller, depth+1)
	}
	for _, v := range params {
		delete(x.bound, v)
	}
	return len(callers) > 0
}

// functionName returns the name of a function with its package, such as
// internal/consult.Service.List.
func (c *checker) functionName(f *types.Func) string {
	if f == nil {
		return ""
	}
	name := f.Name()
	if r := f.Signature().Recv(); r != nil {
		t := r.Type()
		if pointer, ok := t.(*types.Pointer); ok {
			t = pointer.Elem()
		}
		if named, ok := types.Unalias(t).(*types.Named); ok {
			name = named.Obj().Name() + "." + name
		}
	}
	return c.relative(f.Pkg().Path()) + "." + name
}

// checkExcuses reports what whole_lists.go says about tables and functions that no
// statement needs.
func (c *checker) checkExcuses() {
	const where = "internal/archtest/whole_lists.go"
	for _, name := range slices.Sorted(maps.Keys(c.growth.bounded)) {
		if !c.growth.used[name] {
			c.add(where, "says that %s is bounded, which no statement needs. Delete the line.", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.few)) {
		if !c.whole[name] {
			c.add(where, "lists %s, which reads every row of no table that grows. Delete the line.", name)
		}
	}
}
