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

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// MarshalConsultation returns a consultation as a file that stands alone, which Consultation
// reads: the whole of it, with its forms and the texts of its documents.
func MarshalConsultation(def *consult.Definition) (text []byte, err error) {
	defer fault.Wrap(&err, "write the definition of %s", def.Slug)
	return encode(def)
}

// encode writes what v points to as decode reads it. What is nothing is left
// out: a file says what there is.
//
// The library's own writer is not used: what it writes of texts with tabs,
// carriage returns or spaces at the ends of lines, it does not read back.
func encode(v any) ([]byte, error) {
	said, _, err := toSettings(reflect.ValueOf(v))
	if err != nil {
		return nil, err
	}
	var w yamlWriter
	w.value(said, 0)
	return w.Bytes(), nil
}

// setting is a name and what it is set to.
type setting struct {
	name  string
	value any
}

// errIncludePrefix refuses a text that would be read as the name of a file.
var errIncludePrefix = fault.New(
	fault.Invalid,
	"A text in this consultation starts with “file:”, which a definition file reads as a file name. Change how the text starts.",
)

// toSettings is v as settings, lists and single values. It reports whether v says
// anything.
func toSettings(v reflect.Value) (said any, says bool, err error) {
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil():
		return nil, false, nil
	case v.Kind() == reflect.Pointer:
		said, _, err = toSettings(v.Elem())
		return said, true, err // also a 0 that somebody wrote
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
		for _, key := range slices.SortedFunc(slices.Values(v.MapKeys()), func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) }) {
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

// yamlWriter writes YAML, each step in by two spaces.
type yamlWriter struct{ bytes.Buffer }

// value writes v after a name or a hyphen, which stand deep steps in. Settings
// in a list begin beside their hyphen.
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

// valueAfterKey writes v on the line that has begun, or below it.
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

// unquotedText is a text that means itself, unless it is one of YAML's words.
var unquotedText = regexp.MustCompile(`^\p{L}[\p{L}\p{N} .,;()/’“”–-]*$`)

var yamlWords = []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n", "inf", "nan"}

// inlineText is text on one line, in quotes if it could be taken for something else.
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

// isBlockText reports whether text can be a block: nothing of it would be lost at the
// beginning or end of a line, and all of it can be seen. Other texts are put in
// quotes.
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
