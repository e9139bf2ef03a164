package archtest

import (
	"go/ast"
	"go/constant"
	"go/types"
	"regexp"
	"strings"
)

// formatted matches the verbs of a format that print a value as it is. The
// others, %c among them, are not known.
var formatted = regexp.MustCompile(`%(?:\[\d+\])?[-+# 0]*\d*[dsvtxob]|%%`)

// call returns the texts of the result of a call.
func (x *texts) call(e *ast.CallExpr) ([]string, bool) {
	if x.info.Types[e.Fun].IsType() {
		t := x.info.TypeOf(e.Args[0])
		basic, ok := t.Underlying().(*types.Basic)
		if !ok || basic.Info()&types.IsString == 0 { // string(r), string(bytes)
			return nil, false
		}
		return x.of(e.Args[0])
	}
	callee := x.callee(e)
	if fun, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok && fun.Sel.Name == "String" {
		if v := x.variable(fun.X); v != nil && isBuilder(v.Type()) {
			return x.built(v)
		}
	}
	switch name := x.callName(callee); name {
	case "fmt.Sprintf":
		return x.format(e.Args)
	case "fmt.Sprint", "fmt.Sprintln":
		return x.join(e.Args...)
	case "strconv.Itoa", "strconv.FormatInt", "strconv.FormatUint", "strconv.FormatBool":
		return []string{"1"}, true
	case "strings.Join":
		return x.joined(e.Args[0], e.Args[1])
	case "strings.Repeat":
		return x.of(e.Args[0])
	case "cmp.Or":
		return x.union(x.of, e.Args...)
	case dbPackage + ".Placeholders":
		return []string{"$1"}, true
	default:
		if strings.HasPrefix(name, "strings.") && len(e.Args) > 0 { // TrimSpace, ToUpper, Replace
			return x.join(e.Args...)
		}
	}
	return x.results(callee, 0, x.of)
}

// callName returns the import path and name of a function, that of the module
// relative to its root.
func (x *texts) callName(callee types.Object) string {
	name := fullNameOf(callee)
	if callee == nil || callee.Pkg() == nil || !x.module[callee.Pkg()] {
		return name
	}
	if at := strings.Index(name, dbPackage+"."); at >= 0 {
		return name[at:]
	}
	return name
}

// format returns the texts of fmt.Sprintf(args...), with all values in the
// place of the first verb.
func (x *texts) format(args []ast.Expr) ([]string, bool) {
	formats, ok := x.of(args[0])
	if !ok {
		return nil, false
	}
	var all []string
	for _, format := range formats {
		if strings.Contains(formatted.ReplaceAllString(format, ""), "%") {
			return nil, false
		}
		made, next := []string{""}, 1
		rest := format
		for {
			at := formatted.FindStringIndex(rest)
			if at == nil {
				break
			}
			verb := rest[at[0]:at[1]]
			made = cross(made, []string{rest[:at[0]]})
			rest = rest[at[1]:]
			if verb == "%%" {
				made = cross(made, []string{"%"})
				continue
			}
			if i := strings.IndexByte(verb, '['); i >= 0 {
				next = int(verb[i+1] - '0')
			}
			if next >= len(args) {
				return nil, false
			}
			values, ok := x.of(args[next])
			if !ok {
				return nil, false
			}
			made = cross(made, values)
			next++
		}
		all = append(all, cross(made, []string{rest})...)
	}
	return all[:min(len(all), maxTexts)], true
}

// joined returns the texts of strings.Join(list, separator): all elements in
// the order in which the source has them.
func (x *texts) joined(list, separator ast.Expr) ([]string, bool) {
	elements, ok := x.elements(list)
	if !ok {
		return nil, false
	}
	between, ok := x.of(separator)
	if !ok {
		return nil, false
	}
	var all []string
	for _, b := range between {
		all = append(all, strings.Join(elements, b))
	}
	return all, true
}

// built returns the texts of a strings.Builder: all that is written to it, in
// the order in which the source has it.
func (x *texts) built(v *types.Var) ([]string, bool) {
	if !x.known(v) || len(x.sources[v]) > 0 || x.isParam(v) {
		return nil, false
	}
	return x.once(v, func() ([]string, bool) {
		all := []string{""}
		for _, c := range x.methods[v] {
			var more []string
			ok := true
			switch c.name {
			case "WriteString", "fmt.Fprint", "fmt.Fprintln":
				more, ok = x.join(c.args...)
			case "WriteByte", "WriteRune":
				value := x.info.Types[c.args[0]].Value
				if value == nil {
					return nil, false
				}
				n, _ := constant.Int64Val(constant.ToInt(value))
				more = []string{string(rune(n))}
			case "fmt.Fprintf":
				more, ok = x.format(c.args)
			case "String", "Len", "Reset", "Grow", "Cap":
				continue
			default:
				return nil, false
			}
			if !ok {
				return nil, false
			}
			all = cross(all, more)
		}
		return all, true
	})
}

func (x *texts) isParam(v *types.Var) bool {
	_, ok := x.params[v]
	return ok
}
