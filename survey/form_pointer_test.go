package survey_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// The place of each problem is the exact setting, also when ids are used twice.
//
// Row F of docs/faults.md.
func TestPointerOfEveryFormProblem(t *testing.T) {
	const form = `{"id":"f","edition":"standard","lang":"en","title":"F",
		"conditions":{"Bus/tram":{"question":"bus","is":"yes"}},"pages":[
		{"id":"one","questions":[
			{"id":"bus","kind":"single","text":"Bus?","options":[{"id":"yes","text":"Yes"},{"id":"no","text":"No"}]},
			{"id":"age","kind":"number","text":"Age?","least":"1","most":"9"}]},
		{"id":"two","when":{"named":"Bus/tram"},"questions":[
			{"id":"why","kind":"long-text","text":"Why?","maxLength":100,
				"when":{"all":[{"question":"bus","is":"yes"},{"not":{"question":"age","above":"5"}}]}}]}]}`
	for _, test := range []struct{ old, new, want string }{
		{`"title":"F"`, `"title":""`, "/title"},
		{`"lang":"en"`, `"lang":"E"`, "/lang"},
		{`"id":"two"`, `"id":"one"`, "/pages/1/id"},
		{`"id":"why"`, `"id":"bus"`, "/pages/1/questions/0/id"},
		{`"text":"Why?"`, `"text":""`, "/pages/1/questions/0/text"},
		{`"id":"no","text":"No"`, `"id":"yes","text":"No"`, "/pages/0/questions/0/options/1"},
		{`"text":"No"`, `"text":"Yes"`, "/pages/0/questions/0/options/1"},
		{`"text":"No"`, `"text":""`, "/pages/0/questions/0/options/1/text"},
		{`"text":"No"`, `"text":"I’d rather not say"`, "/pages/0/questions/0/options/1"},
		{`"kind":"number"`, `"kind":"rating"`, "/pages/0/questions/1/kind"},
		{`"most":"9"`, `"most":"nine"`, "/pages/0/questions/1/most"},
		{`"most":"9"`, `"most":"9","total":5`, "/pages/0/questions/1/total"},
		{`"maxLength":100`, `"maxLength":100000000`, "/pages/1/questions/0/maxLength"},
		{`{"question":"age","above":"5"}`, `{"question":"age","above":"x"}`, "/pages/1/questions/0/when/all/1/not"},
		{`{"id":"two","when":{"named":"Bus/tram"}`, `{"id":"two","when":{"question":"bus"}`, "/pages/1/when"},
		{`{"named":"Bus/tram"}`, `{"not":{"named":"Tram"}}`, "/pages/1/when/not"},
		{`"Bus/tram":{"question":"bus","is":"yes"}`, `"Bus/tram":{"any":[{"question":"tram","is":"yes"}]}`, "/conditions/Bus~1tram/any/0"},
		{`"Bus/tram":{"question":"bus","is":"yes"}`, `"Bus/tram":{"named":"Bus/tram"}`, "/conditions/Bus~1tram"},
		{`{"all":[{"question":"bus","is":"yes"},`, `{"all":[{"question":"bus","is":"no"},`, "/pages/1/questions/0/when"},
	} {
		wrong := strings.Replace(form, test.old, test.new, 1)
		_, err := survey.Parse([]byte(wrong))
		formErr, ok := errors.AsType[*survey.FormError](err)
		if !ok {
			t.Errorf("%s is accepted", test.new)
			continue
		}
		found := false
		for _, p := range formErr.Problems {
			found = found || p.Pointer == test.want
		}
		if !found {
			t.Errorf("%s: %+v, want the pointer %s", test.new, formErr.Problems, test.want)
		}
		for _, p := range formErr.Problems {
			if !leads(t, []byte(wrong), p.Pointer) {
				t.Errorf("%s: %q is not in the form", test.new, p.Pointer)
			}
		}
	}
}

// leads reports whether a JSON document has the place pointer, or the object in which its last
// member is missing.
func leads(t *testing.T, document []byte, pointer string) bool {
	t.Helper()
	var at any
	if err := json.Unmarshal(document, &at); err != nil {
		t.Fatal(err)
	}
	if pointer == "" {
		return true
	}
	for _, name := range strings.Split(pointer, "/")[1:] {
		name = strings.ReplaceAll(name, "~1", "/")
		switch in := at.(type) {
		case map[string]any:
			at = in[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(in) {
				return false
			}
			at = in[i]
		default:
			return false
		}
	}
	return true
}

// The usual ways to offer not to answer are no answers, in each language and with any
// punctuation and apostrophe. What people answer is not mistaken for one.
//
// Row F of docs/faults.md.
func TestWordingsOfPreferNotToSay(t *testing.T) {
	for _, text := range []string{
		"Prefer not to say", "Prefer not to say.", "PREFER NOT TO SAY", "I’d rather not say", "I'd rather not say", " I  would rather not say ",
		"(Prefer not to answer)", "Mae’n well gennyf beidio â dweud", "Mae'n well gennyf beidio a dweud.", "Wolę nie odpowiadać",
		"Wole nie mowic", "Keine Angabe", "Je préfère ne pas répondre", "કહેવા માંગતા નથી", "بتانا نہیں چاہتے", "بتانا نہیں چاہتے۔",
	} {
		if !survey.MeansPreferNotToSay(text) {
			t.Errorf("%q is taken for an answer", text)
		}
	}
	for _, text := range []string{
		"", ".", "Say", "No", "Not sure", "Don’t know", "None of these", "I prefer not to say where I live but I use the bus", "Rather not",
		"Not applicable",
	} {
		if survey.MeansPreferNotToSay(text) {
			t.Errorf("%q is not taken for an answer", text)
		}
	}
}
