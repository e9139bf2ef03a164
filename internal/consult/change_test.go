package consult_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

const answersOfPark = "options: [{id: yes, text: Yes}, {id: no, text: No}]"

// Misspelt questions can be mended under those who answer; questions that mean
// something else cannot pass for the same.
func TestOnlyWordsCountAsAChangeOfWording(t *testing.T) {
	tests := []struct {
		name, from, to string
		said           []consult.Changed
		want           consult.ChangeKind // "" if it is refused
	}{
		{"a word, said to be no more", "Do you use the park?", "Do you visit the park?", []consult.Changed{{Question: "use", Kind: consult.Wording, Note: "Clearer."}}, consult.Wording},
		{"a word that matters", "Do you use the park?", "Should the park close?", []consult.Changed{{Question: "use", Kind: consult.Meaning}}, consult.Meaning},
		{"a word, and nothing said", "Do you use the park?", "Do you visit the park?", nil, consult.Meaning},
		{"the words of an option", "text: No}", "text: Never}", []consult.Changed{{Question: "use", Kind: consult.Wording}}, consult.Wording},
		{"an option more", answersOfPark, "options: [{id: yes, text: Yes}, {id: no, text: No}, {id: once, text: Once}]", []consult.Changed{{Question: "use", Kind: consult.Wording}}, ""},
		{"another id for an option", "{id: no,", "{id: never,", []consult.Changed{{Question: "use", Kind: consult.Wording}}, ""},
		{"another way to answer", "kind: single", "kind: multiple", []consult.Changed{{Question: "use", Kind: consult.Wording}}, ""},
		{"an answer that must be given", "kind: single", "kind: single, required: true", []consult.Changed{{Question: "use", Kind: consult.Wording}}, ""},
		{"what is neither", "Do you use the park?", "Do you visit the park?", []consult.Changed{{Question: "use", Kind: "typo"}}, ""},
	}
	each(t, func(t *testing.T, h *house) {
		for i, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				slug := fmt.Sprintf("park-%d", i)
				text := strings.Replace(park, "slug: park", "slug: "+slug, 1)
				h.define(t, text)
				def := define(t, strings.Replace(text, test.from, test.to, 1))
				def.Change, def.Changed = "The question was unclear.", test.said
				err := h.Define(t.Context(), actor.System, def)
				if test.want == "" {
					if !fault.Is(err, fault.Invalid) {
						t.Fatalf("%v, want a refusal", err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				var got []consult.Change
				h.DB.View(t.Context(), func(tx *db.Tx) (err error) { got, err = consult.Changes(t.Context(), tx, slug); return err })
				if len(got) != 1 || got[0].Question != "use" || got[0].Kind != test.want || got[0].Version == got[0].Before {
					t.Errorf("kept %+v", got)
				}
			})
		}
	})
}

// T-FREEZE: what people were promised when they answered holds for as long as
// their answers are kept.
func TestWhatPeopleWerePromisedIsFrozenOnceTheyAnswered(t *testing.T) {
	changes := map[string]func(*consult.Definition){
		"answers kept for longer": func(d *consult.Definition) { d.Monitoring.Retention = "For ever." },
		"answers used for more":   func(d *consult.Definition) { d.Monitoring.Purpose = "To see who is against us." },
		"another policy":          func(d *consult.Definition) { d.Monitoring.PolicyDocument = "APD 8" },
		"who are you": func(d *consult.Definition) {
			d.Forms[0].Pages = append(d.Forms[0].Pages, survey.Page{ID: "who", Questions: []survey.Question{{ID: "mail", Kind: survey.Email, Text: "Your email address?"}}})
		},
		"a longer grace": func(d *consult.Definition) { n := 60; d.GraceMinutes = &n },
		"no close":       func(d *consult.Definition) { d.Closes = "" },
		"a later close":  func(d *consult.Definition) { d.Closes = "2026-05-01 23:59" },
	}
	each(t, func(t *testing.T, h *house) {
		h.define(t, park)
		for name, change := range changes {
			t.Run(name, func(t *testing.T) {
				before := h.log(t, "park")
				def := define(t, park)
				def.Change = "We thought again."
				change(&def)
				if err := h.Define(t.Context(), actor.System, def); err == nil || fault.KindOf(err) != fault.Conflict {
					t.Fatalf("%v, want a conflict", err)
				}
				if after := h.log(t, "park"); after != before {
					t.Errorf("refused, and yet the log says %s", after)
				}
			})
		}
	})
}

// Before anybody answered nobody was promised anything.
func TestNothingIsFrozenBeforeAnybodyAnswered(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Responses = responses(0)
		h.define(t, park)
		def := define(t, park)
		def.Change, def.Monitoring.Retention = "We keep them for less time.", "Until 31 March 2027."
		if err := h.Define(t.Context(), actor.System, def); err != nil {
			t.Fatal(err)
		}
	})
}

// What somebody answered stays countable: results could not be released
// otherwise.
func TestAnAnswerThatWasGivenIsNotTakenAway(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.define(t, park)
		for name, text := range map[string]string{
			"the option is gone":         strings.Replace(park, ", {id: no, text: No}", ", {id: never, text: No}", 1),
			"the question is gone":       strings.Replace(park, "{id: use, kind", "{id: visit, kind", 1),
			"it is answered another way": strings.Replace(park, "kind: single", "kind: multiple", 1),
		} {
			def := define(t, text)
			def.Change, def.Changed = "We thought again.", []consult.Changed{{Question: "use", Kind: consult.Meaning}}
			if err := h.Define(t.Context(), actor.System, def); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v, want a conflict", name, err)
			}
		}
		more := define(t, strings.Replace(park, "{id: no, text: No}", "{id: no, text: No}, {id: once, text: Once}", 1))
		more.Change, more.Changed = "Some go once.", []consult.Changed{{Question: "use", Kind: consult.Meaning}}
		if err := h.Define(t.Context(), actor.System, more); err != nil {
			t.Errorf("an option more: %v", err)
		}
	})
}

func TestBeforeAnybodyAnsweredAnythingCanChange(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Responses = responses(0)
		h.define(t, park)
		def := define(t, strings.Replace(park, "kind: single", "kind: multiple", 1))
		def.Change = "We thought again."
		if err := h.Define(t.Context(), actor.System, def); err != nil {
			t.Errorf("nobody has answered, and yet: %v", err)
		}
	})
}
