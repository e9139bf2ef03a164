package definition

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Position is a place in a file. Lines and columns start at 1. Without a column it is a line,
// as in a table of values; the zero Position is the file as a whole.
type Position struct{ Line, Column int }

// positionOf returns the place where n begins.
func positionOf(n ast.Node) Position {
	switch v := n.(type) {
	case *ast.MappingNode:
		if !v.IsFlowStyle && len(v.Values) > 0 {
			return positionOf(v.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return positionOf(v.Key)
	}
	if t := n.GetToken(); t != nil {
		return Position{t.Position.Line, t.Position.Column}
	}
	return Position{}
}

// At returns the place of a setting in f, whose path names settings and, from 0, entries of
// lists: "actions", 2, "due". It is that of the value where that is on the line of its name,
// and that of the name otherwise. If the setting is not in the file, it is the place of the
// settings in which it is missing. f must have been decoded.
func (f *File) At(path ...any) Position {
	if f.tree == nil {
		return Position{}
	}
	node, at := f.tree, positionOf(f.tree)
	for _, step := range path {
		switch step := step.(type) {
		case int:
			list, ok := node.(*ast.SequenceNode)
			if !ok || step >= len(list.Values) {
				return at
			}
			node = list.Values[step]
			at = positionOf(node)
		case string:
			pair := settingIn(node, step)
			if pair == nil {
				return at
			}
			node = pair.Value
			at = positionOf(pair.Key)
			if value := positionOf(node); value.Line == at.Line {
				at = value
			}
		}
	}
	return at
}

// pairsOf returns the settings of a mapping, and false for any other node.
func pairsOf(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// settingIn returns the setting of n with this name, or nil.
func settingIn(n ast.Node, name string) *ast.MappingValueNode {
	pairs, _ := pairsOf(n)
	i := slices.IndexFunc(pairs, func(p *ast.MappingValueNode) bool { return p.Key.GetToken().Value == name })
	if i < 0 {
		return nil
	}
	return pairs[i]
}

// Spelling returns the names of the settings of v in files, by their names in JSON. v is a
// struct or a pointer to one, with the tags of both.
func Spelling(v any) map[string]string {
	all := map[string]string{}
	collectSpelling(reflect.TypeOf(v), all, map[reflect.Type]bool{})
	return all
}

func collectSpelling(t reflect.Type, all map[string]string, seen map[reflect.Type]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() || seen[t] {
		return
	}
	seen[t] = true
	for i := range t.NumField() {
		field := t.Field(i)
		json, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		yaml, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if json != "" && yaml != "" {
			all[json] = yaml
		}
		collectSpelling(field.Type, all, seen)
	}
}

// PathOf returns the path of a JSON Pointer (RFC 6901), with the names of settings in files;
// see Spelling.
func PathOf(pointer string, spelling map[string]string) (path []any) {
	for _, name := range strings.Split(pointer, "/")[1:] {
		if i, err := strconv.Atoi(name); err == nil {
			path = append(path, i)
			continue
		}
		if said, ok := spelling[name]; ok {
			name = said
		}
		path = append(path, name)
	}
	return path
}

func (p Position) String() string {
	switch {
	case p.Line == 0:
		return ""
	case p.Column == 0:
		return strconv.Itoa(p.Line)
	}
	return fmt.Sprintf("%d:%d", p.Line, p.Column)
}
