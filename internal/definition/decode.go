package definition

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// decoder reads one file into Go values. It reports every problem of the file
// and not only the first, which is why only the parser of the YAML library is
// used and not its decoder.
//
// It is strict: a setting that is unknown, repeated or of the wrong type is a
// problem. Anchors, aliases and tags are refused, so that a definition can be
// read from top to bottom.
type decoder struct {
	files fs.FS
	*File
	problems *Problems
}

// Decode reads file into what into points to. Texts that begin with "file:" are
// read from the folder.
func (f *Folder) Decode(file *File, into any, problems *Problems) {
	decode(nil, f.files, file, into, problems)
	f.damaged = f.damaged || file.tree == nil
	if f.check == nil {
		return
	}
	eachText(reflect.ValueOf(into).Elem(), nil, func(at []any, text string) {
		if err := f.check(file, at, text); err != nil {
			problems.Add(file.Name, file.At(at...), "%s: %s", joinPath(at), cmp.Or(fault.Message(err), err.Error()))
		}
	})
}

// joinPath returns the path of a setting as a person reads it: "needs/0/title".
func joinPath(at []any) string {
	parts := make([]string, len(at))
	for i, step := range at {
		parts[i] = fmt.Sprint(step)
	}
	return strings.Join(parts, "/")
}

// eachText calls do with each text that was decoded into v, and its path.
func eachText(v reflect.Value, at []any, do func(at []any, text string)) {
	switch v.Kind() {
	case reflect.String:
		do(slices.Clone(at), v.String())
	case reflect.Pointer:
		if !v.IsNil() {
			eachText(v.Elem(), at, do)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), append(slices.Clone(at), i), do)
		}
	case reflect.Map:
		for _, name := range v.MapKeys() {
			eachText(v.MapIndex(name), append(slices.Clone(at), name.String()), do)
		}
	case reflect.Struct:
		if v.Type() != timeType {
			eachSetting(v, func(name string, field reflect.Value) { eachText(field, append(slices.Clone(at), name), do) })
		}
	}
}

func decode(done <-chan struct{}, files fs.FS, f *File, into any, problems *Problems) {
	d := &decoder{files, f, problems}
	file, at, mistake := parseTree(done, f.Data)
	if mistake != "" {
		problems.Add(f.Name, at, "%s", mistake)
		return
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		problems.Add(f.Name, Position{}, "The file should hold one definition. It is empty or has several, parted by ---.")
		return
	}
	f.tree = file.Docs[0].Body
	d.value(f.tree, reflect.ValueOf(into).Elem())
}

func (d *decoder) report(n ast.Node, format string, args ...any) {
	d.problems.Add(d.Name, positionOf(n), format, args...)
}

var timeType = reflect.TypeFor[time.Time]()

// value decodes n into v.
func (d *decoder) value(n ast.Node, v reflect.Value) {
	switch n.Type() {
	case ast.NullType:
		return // the same as leaving it out
	case ast.AnchorType, ast.AliasType, ast.TagType, ast.MergeKeyType:
		d.report(n, "Write this out in full. Anchors, aliases and tags are not used here.")
		return
	}
	switch {
	case v.Kind() == reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.value(n, v.Elem())
	case v.Type() == timeType, v.Kind() != reflect.Struct && v.Kind() != reflect.Slice && v.Kind() != reflect.Map:
		d.scalar(n, v)
	case v.Kind() == reflect.Slice:
		list, ok := n.(*ast.SequenceNode)
		if !ok {
			d.report(n, "Write a list here, each entry after a hyphen.")
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(list.Values), len(list.Values)))
		for i, entry := range list.Values {
			d.value(entry, v.Index(i))
		}
	default:
		d.mapping(n, v)
	}
}

// mapping decodes a mapping into a struct or a map.
func (d *decoder) mapping(n ast.Node, v reflect.Value) {
	pairs, ok := pairsOf(n)
	if !ok {
		d.report(n, "Write settings here, such as name: value.")
		return
	}
	fields := map[string]reflect.Value{}
	if v.Kind() == reflect.Struct {
		collectSettings(v, fields)
	} else {
		v.Set(reflect.MakeMap(v.Type()))
	}
	seen := map[string]bool{}
	for _, pair := range pairs {
		if pair.Key.Type() == ast.MergeKeyType {
			d.report(pair, "Write this out in full. Anchors, aliases and tags are not used here.")
			continue
		}
		name := pair.Key.GetToken().Value
		if seen[name] {
			d.report(pair.Key, "The setting %q stands twice. Keep one.", name)
			continue
		}
		seen[name] = true
		if v.Kind() == reflect.Map {
			entry := reflect.New(v.Type().Elem()).Elem()
			d.value(pair.Value, entry)
			v.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), entry)
			continue
		}
		field, ok := fields[name]
		if !ok {
			d.report(pair.Key, "There is no setting %q here. There is %s.", name, joinNames(fields))
			continue
		}
		d.value(pair.Value, field)
	}
}

// collectSettings collects the fields of a struct by their names in files.
func collectSettings(v reflect.Value, into map[string]reflect.Value) {
	eachSetting(v, func(name string, field reflect.Value) { into[name] = field })
}

// eachSetting calls do with each field of a struct and its name in files.
func eachSetting(v reflect.Value, do func(name string, field reflect.Value)) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case name == "-":
		case name != "":
			do(name, v.Field(i))
		case options == "inline":
			eachSetting(v.Field(i), do)
		}
	}
}

func joinNames(fields map[string]reflect.Value) string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// scalar decodes one value. Text is taken as written, even where YAML would see
// a number or a boolean: in definitions these are ids of answers.
func (d *decoder) scalar(n ast.Node, v reflect.Value) {
	scalar, ok := n.(ast.ScalarNode)
	if !ok {
		d.report(n, "Write a single value here, not a list and not settings.")
		return
	}
	text := scalar.GetToken().Value
	switch n := n.(type) {
	case *ast.LiteralNode:
		text = n.Value.Value
	case *ast.StringNode:
		text = n.Value
	}
	var err error
	switch {
	case v.Type() == timeType:
		at, wrong := time.Parse(time.DateOnly, text)
		if wrong != nil {
			d.report(n, "%q is not a day. Write it as 2016-05-27.", text)
			return
		}
		v.Set(reflect.ValueOf(at))
	case v.Kind() == reflect.String:
		if name, isFile := strings.CutPrefix(text, includePrefix); isFile {
			text = d.include(n, strings.TrimSpace(name))
		}
		v.SetString(text)
	case v.Kind() == reflect.Bool:
		var b bool
		if b, err = strconv.ParseBool(text); err != nil || text != "true" && text != "false" {
			d.report(n, "%q is neither true nor false.", text)
		}
		v.SetBool(b)
	case v.CanInt():
		var i int64
		if i, err = strconv.ParseInt(text, 10, v.Type().Bits()); err != nil {
			d.report(n, "%q is not a whole number.", text)
		}
		v.SetInt(i)
	case v.CanUint():
		var u uint64
		if u, err = strconv.ParseUint(text, 10, v.Type().Bits()); err != nil {
			d.report(n, "%q is not a whole number of 0 or more.", text)
		}
		v.SetUint(u)
	case v.CanFloat():
		var f float64
		if f, err = strconv.ParseFloat(text, 64); err != nil {
			d.report(n, "%q is not a number.", text)
		}
		v.SetFloat(f)
	default:
		panic("a definition holds a " + v.Type().String() + ", which cannot be read")
	}
}

// includePrefix marks a text that is in a file of its own.
const includePrefix = "file:"

// include returns the text of a file beside this one. Long texts are easier to
// write and to translate in files of their own.
func (d *decoder) include(n ast.Node, name string) string {
	text, err := readRegular(d.files, path.Join(path.Dir(d.Name), name))
	switch {
	case errors.Is(err, errNotRegular):
		d.report(n, "%q is not a file that can be read. It must be an ordinary file of at most 64 MB, and not a link.", name)
	case err != nil:
		d.report(n, "There is no file %q beside this one. Add it, or write the text here.", name)
	}
	return string(text)
}

// Parse decodes a file that is not in a folder, and stops when ctx is done. Its error holds
// Problems.
func Parse(ctx context.Context, data []byte, into any) error {
	var problems Problems
	decode(ctx.Done(), embed.FS{}, &File{Name: "file", Data: data}, into, &problems)
	return problems.sortedOrNil()
}
