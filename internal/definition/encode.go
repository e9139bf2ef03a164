package definition

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Encode returns v as YAML that Decode reads back. Zero values are left out.
//
// The encoder of the YAML library is not used: it does not read back what it
// writes of texts with tabs, carriage returns or spaces at the ends of lines.
func Encode(v any) ([]byte, error) {
	said, _, err := toSettings(reflect.ValueOf(v))
	if err != nil {
		return nil, err
	}
	var w yamlWriter
	w.value(said, 0)
	return w.Bytes(), nil
}

// setting is a name and its value.
type setting struct {
	name  string
	value any
}

// errIncludePrefix refuses a text that would be read back as a file name.
var errIncludePrefix = fault.New(
	fault.Invalid,
	"A text in this consultation starts with “file:”, which a definition file reads as a file name. Change how the text starts.",
)

// toSettings converts v into settings, lists and single values, and reports
// whether v is more than a zero value.
func toSettings(v reflect.Value) (said any, says bool, err error) {
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil():
		return nil, false, nil
	case v.Kind() == reflect.Pointer:
		said, _, err = toSettings(v.Elem())
		return said, true, err // a pointer to 0 is a value
	case v.Type() == timeType:
		return v.Interface().(time.Time).Format(time.DateOnly), !v.IsZero(), nil
	case v.Kind() == reflect.Struct:
		all := []setting(nil)
		eachSetting(v, func(name string, field reflect.Value) {
			said, says, wrong := toSettings(field)
			if err = cmp.Or(err, wrong); says {
				all = append(all, setting{name, said})
			}
		})
		return all, len(all) > 0, err
	case v.Kind() == reflect.Slice:
		all := make([]any, v.Len())
		for i := range all {
			if all[i], _, err = toSettings(v.Index(i)); err != nil {
				return nil, false, err
			}
		}
		return all, len(all) > 0, nil
	case v.Kind() == reflect.Map:
		all := []setting(nil)
		for _, key := range slices.SortedFunc(
			slices.Values(v.MapKeys()),
			func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) },
		) {
			said, _, err := toSettings(v.MapIndex(key))
			if err != nil {
				return nil, false, err
			}
			all = append(all, setting{inlineText(key.String()), said})
		}
		return all, len(all) > 0, nil
	case v.Kind() == reflect.String:
		if strings.HasPrefix(v.String(), includePrefix) {
			return nil, false, errIncludePrefix
		}
		return v.String(), v.Len() > 0, nil
	}
	return v.Interface(), !v.IsZero(), nil
}

// yamlWriter writes YAML with an indent of two spaces.
type yamlWriter struct{ bytes.Buffer }

// value writes the settings or list v, indented by deep steps. Settings in a
// list begin beside their hyphen.
func (w *yamlWriter) value(v any, deep int) {
	switch v := v.(type) {
	case []setting:
		for _, s := range v {
			w.indent(deep)
			w.WriteString(s.name + ":")
			w.valueAfterKey(s.value, deep+1)
		}
	case []any:
		for _, entry := range v {
			w.indent(deep)
			w.WriteString("-")
			if settings, ok := entry.([]setting); ok && len(settings) > 0 {
				var inner yamlWriter
				inner.value(settings, deep+1)
				w.WriteString(" " + strings.TrimLeft(inner.String(), " "))
				continue
			}
			w.valueAfterKey(entry, deep+1)
		}
	}
}

// valueAfterKey writes v on the current line or, if it is settings or a list,
// below it.
func (w *yamlWriter) valueAfterKey(v any, deep int) {
	switch v := v.(type) {
	case []setting:
		if len(v) == 0 {
			w.WriteString(" {}\n")
			return
		}
		w.WriteByte('\n')
		w.value(v, deep)
	case []any:
		w.WriteByte('\n')
		w.value(v, deep)
	case nil:
		w.WriteString(" null\n")
	case string:
		if !isBlockText(v) {
			w.WriteString(" " + inlineText(v) + "\n")
			return
		}
		text, ended := strings.CutSuffix(v, "\n")
		if w.WriteString(" |"); !ended {
			w.WriteByte('-')
		}
		for line := range strings.SplitSeq(text, "\n") {
			if w.WriteByte('\n'); line != "" {
				w.indent(deep)
				w.WriteString(line)
			}
		}
		w.WriteByte('\n')
	default:
		fmt.Fprintf(w, " %v\n", v)
	}
}

func (w *yamlWriter) indent(deep int) { w.WriteString(strings.Repeat("  ", deep)) }

// unquotedText matches text that needs no quotes, unless it is in yamlWords.
var unquotedText = regexp.MustCompile(`^\p{L}[\p{L}\p{N} .,;()/’“”–-]*$`)

var yamlWords = []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n", "inf", "nan"}

// inlineText returns text on one line, quoted if YAML could read it as something
// else.
func inlineText(text string) string {
	if unquotedText.MatchString(text) && !strings.HasSuffix(text, " ") && !slices.Contains(yamlWords, strings.ToLower(text)) {
		return text
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil { // no text makes one
		panic(err)
	}
	return strings.TrimSuffix(b.String(), "\n") // YAML reads what JSON writes
}

// isBlockText reports whether text can be written as a block without losing
// anything at the beginning or end of a line. Other texts are quoted.
func isBlockText(text string) bool {
	body := strings.TrimSuffix(text, "\n")
	if !strings.Contains(text, "\n") {
		return false
	}
	for line := range strings.SplitSeq(body, "\n") {
		if strings.TrimSpace(line) == "" && (line != "" || body == "") || strings.TrimRight(line, " \t") != line {
			return false
		}
	}
	first, _, _ := strings.Cut(body, "\n")
	return first != "" && first[0] != ' ' && body[len(body)-1] != '\n' &&
		!strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && (!unicode.IsPrint(r) || r == utf8.RuneError) })
}
