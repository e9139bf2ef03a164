package survey

import (
	"strings"
	"testing"
)

// An Easy Read version merges the answers of a scale only as it declares: each of its answers
// stands for some of the original, all for all of them, once and in order.
//
// Row A5 of docs/faults.md.
func TestShorterScaleIsDeclaredAndChecked(t *testing.T) {
	const original = `{"id":"f","title":"T","lang":"en","edition":"standard","pages":[{"id":"p","questions":[
		{"id":"plan","kind":"single","text":"Agree?","options":[{"id":"a1","text":"Strongly agree"},{"id":"a2","text":"Agree"},
			{"id":"n","text":"Neither"},{"id":"d2","text":"Disagree"},{"id":"d1","text":"Strongly disagree"}]},
		{"id":"use","kind":"multiple","text":"Use","options":[{"id":"x","text":"X"},{"id":"y","text":"Y"}]}]}]}`
	master, err := Parse([]byte(original))
	if err != nil {
		t.Fatal(err)
	}
	const yes, unsure, no = `{"id":"yes","text":"Yes","merges":["a1","a2"]}`, `{"id":"n","text":"Not sure"}`,
		`{"id":"no","text":"No","merges":["d2","d1"]}`
	for _, test := range []struct{ name, kind, options, want string }{
		{"three for five", "single", yes + "," + unsure + "," + no, ""},
		{"two for five", "dropdown", `{"id":"yes","text":"Yes","merges":["a1","a2","n"]},` + no, ""},
		{"not declared", "single", `{"id":"yes","text":"Yes"},` + unsure + "," + no, `Remove option "yes"`},
		{"the id of another answer", "single", `{"id":"a2","text":"Yes","merges":["a1","a2"]},` + unsure + "," + no, "Change the id"},
		{"an answer twice", "single", `{"id":"yes","text":"Yes","merges":["a1","a2","n"]},` + unsure + "," + no, "twice"},
		{"an answer missing", "single", yes + "," + no, "too early"},
		{"the last missing", "single", yes + "," + unsure + `,{"id":"d2","text":"No"}`, "up to the last"},
		{"another order", "single", no + "," + unsure + "," + yes, "too early"},
		{"an unknown answer", "single", `{"id":"yes","text":"Yes","merges":["a1","a9"]},` + unsure + "," + no, `Remove "a9"`},
		{"one answer only", "single", `{"id":"yes","text":"Yes","merges":["a1"]},` + unsure + "," + no, "at least two"},
		{"beside a text", "single", strings.Replace(yes, `"merges"`, `"writeIn":true,"merges"`, 1) + "," + unsure + "," + no, "Remove writeIn"},
		{"several choices", "multiple", yes + "," + unsure + "," + no, "Remove merges"},
	} {
		t.Run(test.name, func(t *testing.T) {
			form, err := Parse([]byte(`{"id":"f","title":"T","lang":"en","edition":"easy-read","pages":[{"id":"p","questions":[
				{"id":"plan","kind":"` + test.kind + `","text":"Like it?","options":[` + test.options + `]}]}]}`))
			if err == nil {
				again, failed := Parse(form.JSON())
				if failed != nil || again.Version() != form.Version() {
					t.Errorf("read again: %v", failed)
				}
				err = CheckEdition(master, form)
			}
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
	short, err := Parse([]byte(strings.Replace(original, `{"id":"a1","text":"Strongly agree"},{"id":"a2","text":"Agree"}`, yes, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckEdition(short, master); err == nil || !strings.Contains(err.Error(), "only a shorter version") {
		t.Errorf("an original that merges: %v", err)
	}
	welsh := *short
	welsh.Lang = "cy"
	if err := CheckEdition(master, &welsh); err == nil || !strings.Contains(err.Error(), `Add option "a1"`) {
		t.Errorf("a translation that merges: %v", err)
	}
}
