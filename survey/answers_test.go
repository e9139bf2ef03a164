package survey_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/folkmoot/folkmoot/survey"
)

const library = `{"id":"library","title":"The library","lang":"en","edition":"standard","pages":[
	{"id":"views","questions":[
		{"id":"use","kind":"single","text":"Do you use it?","required":true,
			"options":[{"id":"yes","text":"Yes"},{"id":"no","text":"No"}]},
		{"id":"why","kind":"long-text","text":"Why not?","when":{"question":"use","is":"no"}}]},
	{"id":"you","monitoring":true,"when":{"question":"use","is":"yes"},"questions":[
		{"id":"age","kind":"number","text":"How old are you?","least":"0","most":"120","preferNotToSay":true},
		{"id":"work","kind":"single","text":"Do you work?",
			"options":[{"id":"yes","text":"Yes"},{"id":"no","text":"No"}],"when":{"question":"age","atLeast":"16"}}]}]}`

func checkedLibraryAnswers(t testing.TB, raw survey.Raw) (*survey.Form, survey.Answers) {
	t.Helper()
	f := parse(t, library)
	a, problems := f.Check(raw)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return f, a
}

func TestEachPartHasOnlyItsOwnQuestions(t *testing.T) {
	f, a := checkedLibraryAnswers(t, survey.Raw{"use": {"yes"}, "age": {"40"}})
	head := `{"form":"` + f.Version() + `","part":`
	for _, test := range []struct {
		name string
		got  survey.Answers
		want string
	}{
		{"all", a, head + `"all","answers":{"use":{"options":["yes"]},"why":"not-asked","age":{"number":"40"},"work":"skipped"}}`},
		{"without monitoring", a.Part(false), head + `"main","answers":{"use":{"options":["yes"]},"why":"not-asked"}}`},
		{"monitoring", a.Part(true), head + `"monitoring","answers":{"age":{"number":"40"},"work":"skipped"}}`},
		{"the same part again", a.Part(true).Part(true), head + `"monitoring","answers":{"age":{"number":"40"},"work":"skipped"}}`},
		{"the other part of a part", a.Part(true).Part(false), ""},
		{"a part of empty answers", survey.Answers{}.Part(true), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := string(test.got.Canonical()); got != test.want {
				t.Errorf("got %s\nwant %s", got, test.want)
			}
		})
	}
	if state := a.Part(false).Get("age").State; state != survey.NotAsked {
		t.Errorf("the other part contains the age: %s", state)
	}
}

func TestNonCanonicalBytesAreRejected(t *testing.T) {
	f, a := checkedLibraryAnswers(t, survey.Raw{"use": {"no"}, "why": {"“É” \"\n"}})
	good := string(a.Canonical())
	replace := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %s in %s", old, good)
		}
		return strings.Replace(good, old, new, 1)
	}
	for _, test := range []struct{ name, bytes string }{
		{"nothing", ""},
		{"a byte-order mark", "\ufeff" + good},
		{"a space", replace(":", ": ")},
		{"a line end after", good + "\n"},
		{"more after", good + "{}"},
		{"cut off", good[:len(good)-1]},
		{"a member twice", replace(`"age":`, `"age":"not-asked","age":`)},
		{"a member missing", replace(`,"work":"not-asked"`, ``)},
		{"another order", replace(`"age":"not-asked","work":"not-asked"`, `"work":"not-asked","age":"not-asked"`)},
		{"a superfluous escape", replace(`É`, `\u00c9`)},
		{"a slash escaped", replace(`É`, `\/`)},
		{"half a surrogate pair", replace(`É`, `\ud800`)},
		{"a byte that is not UTF-8", replace(`É`, "\xff")},
		{"NUL", replace(`É`, `\u0000`)},
		{"a carriage return", replace(`É`, `\r`)},
		{"an option that is not in the list", replace(`["no"]`, `["maybe"]`)},
		{"two options of one", replace(`["no"]`, `["no","yes"]`)},
		{"no options", replace(`["no"]`, `[]`)},
		{"a required answer skipped", replace(`{"options":["no"]}`, `"skipped"`)},
		{"an answer that was not asked for", replace(`"age":"not-asked"`, `"age":{"number":"40"}`)},
		{"a question off the path that was skipped", replace(`"age":"not-asked"`, `"age":"skipped"`)},
		{"a question on the path that was not asked", replace(`{"text":"“É” \"\n"}`, `"not-asked"`)},
		{"prefer not to say where it is not offered", replace(`{"options":["no"]}`, `"prefer-not-to-say"`)},
		{"a state that is not valid", replace(`"not-asked"`, `"answered"`)},
		{"another part", replace(`"all"`, `"main"`)},
		{"another form", replace(f.Version(), strings.Repeat("0", 32))},
		{"UTF-16", "\xff\xfe{\x00}\x00"},
		{"deeply nested", strings.Repeat("[", 100_000)},
		{"too many bytes", strings.Repeat(" ", survey.MaxAnswersBytes+1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			if a, err := survey.ParseAnswers(f, []byte(test.bytes)); err == nil || a.Canonical() != nil {
				t.Errorf("accepted: %.200s", test.bytes)
			}
		})
	}
}

// The error tells answers to an older version from damaged ones.
func TestAnswersToAnotherVersionAreRejected(t *testing.T) {
	_, a := checkedLibraryAnswers(t, survey.Raw{"use": {"no"}})
	reworded := parse(t, strings.Replace(library, "The library", "The libraries", 1))
	_, err := survey.ParseAnswers(reworded, a.Canonical())
	if err == nil || !strings.Contains(err.Error(), "another version of the form") {
		t.Errorf("got %v, want an error about the version", err)
	}
}

// Conditions that refer to questions of the other part cannot be evaluated, but those within
// a part can.
func TestAPartIsCheckedWithoutTheOtherPart(t *testing.T) {
	f := parse(t, library)
	head := `{"form":"` + f.Version() + `","part":`
	for _, test := range []struct {
		bytes    string
		accepted bool
	}{
		{head + `"monitoring","answers":{"age":{"number":"40"},"work":"skipped"}}`, true},
		{head + `"monitoring","answers":{"age":"not-asked","work":"not-asked"}}`, true},
		{head + `"monitoring","answers":{"age":{"number":"9"},"work":"skipped"}}`, false},
		{head + `"monitoring","answers":{"age":"skipped","work":{"options":["yes"]}}}`, false},
		{head + `"main","answers":{"use":{"options":["yes"]},"why":"not-asked"}}`, true},
		{head + `"main","answers":{"use":{"options":["yes"]},"why":"skipped"}}`, false},
		{head + `"main","answers":{"use":{"options":["no"]},"why":"not-asked"}}`, false},
	} {
		if _, err := survey.ParseAnswers(f, []byte(test.bytes)); (err == nil) != test.accepted {
			t.Errorf("%s: got %v, want it accepted: %t", test.bytes, err, test.accepted)
		}
	}
}

func TestAnswersCannotBeChangedFromOutside(t *testing.T) {
	f := parse(t, everyKindForm)
	a, problems := f.Check(survey.Raw{
		"many": {"a", "b"}, "many--b": {"x"}, "grid--r": {"a"}, "order--a": {"1"}, "order--b": {"2"}, "split--a": {"10"},
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	before := string(a.Canonical())
	modify := func(_ *survey.Question, answer survey.Answer) {
		for i := range answer.Options {
			answer.Options[i] = "z"
		}
		for i := range answer.Ranking {
			answer.Ranking[i] = "z"
		}
		clear(answer.WriteIns)
		clear(answer.Rows)
		clear(answer.Amounts)
	}
	a.Each(modify)
	for _, q := range f.Pages[0].Questions {
		modify(nil, a.Get(q.ID))
	}
	for _, values := range a.Raw() {
		values[0] = "z"
	}
	if after := string(a.Canonical()); after != before {
		t.Errorf("the answers changed from %s\nto %s", before, after)
	}
}

func TestTheZeroAnswersAreEmpty(t *testing.T) {
	var a survey.Answers
	a.Each(func(*survey.Question, survey.Answer) { t.Error("the zero Answers contains a question") })
	if a.Canonical() != nil || len(a.Raw()) != 0 || a.Get("x").State != survey.NotAsked {
		t.Error("the zero Answers is not empty")
	}
}

func TestEachSettingIsPartOfTheVersion(t *testing.T) {
	f := filled(t)
	versions := map[string]string{f.Version(): "the form"}
	empty(reflect.ValueOf(f).Elem(), "form", func(name string) {
		if other, ok := versions[f.Version()]; ok {
			t.Errorf("without %s the form has the same version as without %s", name, other)
		}
		versions[f.Version()] = name
	})
	if len(versions) < 40 {
		t.Errorf("only %d settings were tested", len(versions))
	}
}

// filled returns a form in which every field has a value. It fails if Form.JSON lacks any of
// them.
func filled(t *testing.T) *survey.Form {
	f := new(survey.Form)
	fill(reflect.ValueOf(f).Elem(), 0)
	data := f.JSON()
	back := new(survey.Form)
	if err := json.Unmarshal(data, back); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	if !reflect.DeepEqual(f, back) {
		t.Fatalf("the JSON of %+v\nwas decoded as %+v", f, back)
	}
	return f
}

// fill sets every exported field of v.
func fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Pointer:
		if depth < 6 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), depth+1)
		}
	case reflect.Slice:
		if depth < 6 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), depth+1)
			}
		}
	}
}

// empty clears each field of v, one at a time, calls try with its name, and restores it.
func empty(v reflect.Value, name string, try func(name string)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			empty(v.Elem(), name, try)
		}
	case reflect.Slice:
		if v.Len() > 0 {
			empty(v.Index(0), name, try)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				empty(v.Field(i), name+"."+field.Name, try)
			}
		}
		return
	}
	if v.IsZero() {
		return
	}
	old := reflect.New(v.Type()).Elem()
	old.Set(v)
	v.SetZero()
	try(name)
	v.Set(old)
}

func TestParseAcceptsExactlyTheMembersThatJSONWrites(t *testing.T) {
	names := map[string]bool{}
	var walk func(reflect.Type, int)
	walk = func(typ reflect.Type, depth int) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice:
			walk(typ.Elem(), depth)
		case reflect.Struct:
			for i := range typ.NumField() {
				if tag := typ.Field(i).Tag.Get("json"); tag != "" && depth < 6 {
					name, _, _ := strings.Cut(tag, ",")
					names[name] = true
					walk(typ.Field(i).Type, depth+1)
				}
			}
		}
	}
	walk(reflect.TypeFor[survey.Form](), 0)
	for name := range names {
		_, err := survey.Parse([]byte(`{"` + name + `":{"` + name + `":0,"` + name + `":0}}`))
		if !strings.Contains(err.Error(), "the same place has two") {
			t.Errorf("Parse does not know %q: %v", name, err)
		}
	}
}

func TestStrictJSON(t *testing.T) {
	for _, test := range []struct{ name, form, message string }{
		{"nothing", "", "Complete the form: the JSON ends too early."},
		{"cut off", library[:100], "Complete the form: the JSON ends too early."},
		{"not JSON", "id: f", "Correct the JSON of the form: invalid character 'i' looking for beginning of value."},
		{"a byte-order mark", "\ufeff" + library, "Remove the byte-order mark at the start of the form."},
		{"more after the end", library + "{}", "Remove the text after the end of the form."},
		{"not UTF-8", "{\"id\":\"\xff\"}", "Save the form as UTF-8: it contains bytes that are not."},
		{"a member twice", `{"id":"a","id":"b"}`, `Remove one of the settings "id": the same place has two.`},
		{"in another case", `{"ID":"a"}`, `Remove the setting "ID": it does not exist.`},
		{"unknown", `{"colour":"red"}`, `Remove the setting "colour": it does not exist.`},
		{"at another place", `{"rows":[]}`, `Remove the setting "rows": it does not exist at this place.`},
		{"of another type", `{"id":5}`, `Change the value of "id": it must not be a JSON number.`},
		{"a list", `[]`, `Change the value of "the form": it must not be a JSON array.`},
		{
			"deeply nested", strings.Repeat(`{"not":`, 10_000),
			"Simplify the form: conditions may be nested up to 8 levels deep.",
		},
		{
			"half a surrogate pair", strings.Replace(library, "The library", `\ud800`, 1),
			"Remove the damaged or invisible control characters from the title of the form.",
		},
		{
			"too large", strings.Repeat(" ", survey.MaxFormBytes+1),
			"Shorten the form: it has 1,048,577 bytes, and the maximum is 1,048,576.",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := survey.Parse([]byte(test.form))
			if _, ok := errors.AsType[*survey.FormError](err); !ok || err.Error() != test.message {
				t.Errorf("got %v\nwant %s", err, test.message)
			}
		})
	}
}

func TestAVersionDoesNotDependOnHowTheFormWasWritten(t *testing.T) {
	f := parse(t, library)
	spread, err := json.MarshalIndent(json.RawMessage(library), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	other := parse(t, strings.ReplaceAll(string(spread), "Why not?", `Why\u0020not?`))
	if other.Version() != f.Version() || len(f.Version()) != 32 {
		t.Errorf("the versions %s and %s must be equal and have 32 characters", f.Version(), other.Version())
	}
	const want = "7ee97e98d5d7b6e401825cb631ccffe4"
	if f.Version() != want {
		t.Errorf("the version of an unchanged form changed from %s to %s: stored answers can no longer be parsed",
			want, f.Version())
	}
}

func TestAChangedFormHasANewVersion(t *testing.T) {
	f := parse(t, library)
	longer := *f
	longer.Pages = append(
		slices.Clone(f.Pages),
		survey.Page{ID: "more", Questions: []survey.Question{{ID: "more", Kind: survey.ShortText, Text: "More?"}}},
	)
	a, _ := longer.Check(survey.Raw{"use": {"no"}, "more": {"x"}})
	if longer.Version() == f.Version() || a.Get("more").Text != "x" {
		t.Error("a copy with another page has the same version, or ignores the page")
	}
	shorter, renamed := *f, *f
	shorter.Pages = f.Pages[:1] // where the old pages are
	renamed.Edition = "easy-read"
	if shorter.Version() == f.Version() || renamed.Version() == f.Version() ||
		len(shorter.Path(survey.Raw{"use": {"yes"}})) != 1 {
		t.Error("a changed copy has the same version, or the same path")
	}
}

func TestFieldsReturnsEveryInputName(t *testing.T) {
	f := parse(t, strings.ReplaceAll(everyKindForm, `"text":"D?"`, `"text":"D?","preferNotToSay":true`))
	want := map[string][]string{
		"one": {"one"}, "many": {"many", "many--b"}, "grid": {"grid--r"},
		"order": {"order--a", "order--b"}, "split": {"split--a", "split--b"},
		"n": {"n"}, "d": {"d--day", "d--month", "d--year", "d--prefer-not-to-say"},
		"t": {"t"}, "l": {"l"}, "m": {"m"}, "c": {"c"},
	}
	for i := range f.Pages[0].Questions {
		q := &f.Pages[0].Questions[i]
		if got := f.Fields(q); !slices.Equal(got, want[q.ID]) {
			t.Errorf("%s: %v, want %v", q.ID, got, want[q.ID])
		}
	}
}

func TestYAMLSpellsTheSameFormWithHyphens(t *testing.T) {
	const text = `
id: f
title: F
lang: en
edition: standard
pages:
- id: p
  questions:
  - {id: n, kind: number, text: N?, least: "0", prefer-not-to-say: true}
  - {id: t, kind: short-text, text: T?, max-length: 20, when: {any: [{question: n, at-least: "5"}, {not: {question: n, answered: true}}]}}
  - {id: m, kind: multiple, text: M?, min: 1, options: [{id: a, text: A, write-in: true}], when: {question: t, answered: true}}
  - {id: o, kind: single, text: O?, options: [{id: a, text: A}], when: {question: m, any-of: [a]}}
  - {id: q, kind: single, text: Q?, options: [{id: a, text: A}], when: {question: m, count-at-least: 1}}
`
	var f survey.Form
	if err := yaml.UnmarshalWithOptions([]byte(text), &f, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	got, err := survey.Parse(f.JSON())
	if err != nil {
		t.Fatal(err)
	}
	q, _ := got.Question("t")
	if q.When.Any[0].AtLeast != "5" || q.MaxLength != 20 {
		t.Errorf("the settings were not decoded: %+v", q)
	}
}
