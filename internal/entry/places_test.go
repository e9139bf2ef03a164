package entry

import "testing"

// Two people who key the same crosses on a printed map never set them on exactly the same point. Crosses far apart, and
// another number of them, are differences. Keying only the areas keys the answer too.
//
// Row G of docs/faults.md.
func TestTheSameCrossesKeyedTwiceAreNoDifference(t *testing.T) {
	p := newPaperForm(t, `{"id":"p","questions":[{"id":"where","kind":"map","text":"Where?",
		"options":[{"id":"n","text":"North","shape":"POLYGON((-1.2 52.6,-1.1 52.6,-1.1 52.7,-1.2 52.7,-1.2 52.6))"}],
		"rows":[{"id":"pins","text":"On the map"},{"id":"areas","text":"From a list"}]}]}`)
	key := func(values KeyedValues) ParsedForm {
		t.Helper()
		parsed, problems := p.Parse(values)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return parsed
	}
	first := key(KeyedValues{"where-pins": "POINT(-1.15 52.65)"})
	for value, differs := range map[string]bool{
		"POINT(-1.1491 52.6511)": false,
		"POINT(-1.11 52.65)":     true,
		"GEOMETRYCOLLECTION(POINT(-1.15 52.65),POINT(-1.15 52.65))": true,
		"": true,
	} {
		second := key(KeyedValues{"where-pins": value, "where-areas": "a"})
		for _, compared := range compareKeyings(first.Answers, second.Answers) {
			if want := differs && compared.Question == "where-pins"; compared.Differs != want {
				t.Errorf("%q: question %s differs: %t", value, compared.Question, compared.Differs)
			}
		}
	}
}
