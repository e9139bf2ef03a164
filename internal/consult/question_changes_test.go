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

const parkOptions = "options: [{id: yes, text: Yes}, {id: no, text: No}]"

// Misspelt questions can be mended under those who answer; questions that mean
// something else cannot pass for the same.
func TestWordingChangeRejectsStructuralChange(t *testing.T) {
	tests := []struct {
		name, from, to string
		said           []consult.DeclaredChange
		want           consult.ChangeKind // "" if it is refused
	}{
		{
			"a word, said to be no more",
			"Do you use the park?",
			"Do you visit the park?",
			[]consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange, Note: "Clearer."}},
			consult.WordingChange,
		},
		{
			"a word that matters",
			"Do you use the park?",
			"Should the park close?",
			[]consult.DeclaredChange{{Question: "use", Kind: consult.MeaningChange}},
			consult.MeaningChange,
		},
		{"a word, and nothing said", "Do you use the park?", "Do you visit the park?", nil, consult.MeaningChange},
		{
			"the words of an option",
			"text: No}",
			"text: Never}",
			[]consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange}},
			consult.WordingChange,
		},
		{
			"an option more",
			parkOptions,
			"options: [{id: yes, text: Yes}, {id: no, text: No}, {id: once, text: Once}]",
			[]consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange}},
			"",
		},
		{"another id for an option", "{id: no,", "{id: never,", []consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange}}, ""},
		{"another way to answer", "kind: single", "kind: multiple", []consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange}}, ""},
		{
			"an answer that must be given",
			"kind: single",
			"kind: single, required: true",
			[]consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange}},
			"",
		},
		{"what is neither", "Do you use the park?", "Do you visit the park?", []consult.DeclaredChange{{Question: "use", Kind: "typo"}}, ""},
	}
	forEachDB(t, func(t *testing.T, h *fixture) {
		for i, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				slug := fmt.Sprintf("park-%d", i)
				text := strings.Replace(park, "slug: park", "slug: "+slug, 1)
				h.define(t, text)
				def := parseDefinition(t, strings.Replace(text, test.from, test.to, 1))
				def.ChangeReason, def.DeclaredChanges = "The question was unclear.", test.said
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
				var got []consult.QuestionChange
				h.DB.View(t.Context(), func(tx *db.Tx) (err error) { got, err = consult.ListQuestionChanges(t.Context(), tx, slug); return err })
				if len(got) != 1 || got[0].Question != "use" || got[0].Kind != test.want || got[0].NewVersion == got[0].OldVersion {
					t.Errorf("kept %+v", got)
				}
			})
		}
	})
}

// T-FREEZE: what people were promised when they answered holds for as long as
// their answers are kept.
func TestPromisesCannotChangeAfterResponses(t *testing.T) {
	changes := map[string]func(*consult.Definition){
		"answers kept for longer": func(d *consult.Definition) { d.Monitoring.Retention = "For ever." },
		"answers used for more":   func(d *consult.Definition) { d.Monitoring.Purpose = "To see who is against us." },
		"another policy":          func(d *consult.Definition) { d.Monitoring.PolicyDocument = "APD 8" },
		"who are you": func(d *consult.Definition) {
			d.Forms[0].Pages = append(
				d.Forms[0].Pages,
				survey.Page{ID: "who", Questions: []survey.Question{{ID: "mail", Kind: survey.Email, Text: "Your email address?"}}},
			)
		},
		"a longer grace": func(d *consult.Definition) { n := 60; d.GraceMinutes = &n },
		"no close":       func(d *consult.Definition) { d.Closes = "" },
		"a later close":  func(d *consult.Definition) { d.Closes = "2026-05-01 23:59" },
	}
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.define(t, park)
		for name, change := range changes {
			t.Run(name, func(t *testing.T) {
				before := h.actKinds(t, "park")
				def := parseDefinition(t, park)
				def.ChangeReason = "We thought again."
				change(&def)
				if err := h.Define(t.Context(), actor.System, def); err == nil || fault.KindOf(err) != fault.Conflict {
					t.Fatalf("%v, want a conflict", err)
				}
				if after := h.actKinds(t, "park"); after != before {
					t.Errorf("refused, and yet the log says %s", after)
				}
			})
		}
	})
}

// Before anybody answered nobody was promised anything.
func TestPromisesCanChangeBeforeResponses(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.Responses = fixedCount(0)
		h.define(t, park)
		def := parseDefinition(t, park)
		def.ChangeReason, def.Monitoring.Retention = "We keep them for less time.", "Until 31 March 2027."
		if err := h.Define(t.Context(), actor.System, def); err != nil {
			t.Fatal(err)
		}
	})
}

// What somebody answered stays countable: results could not be released
// otherwise.
func TestAnsweredQuestionCannotBeRemoved(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.define(t, park)
		for name, text := range map[string]string{
			"the option is gone":         strings.Replace(park, ", {id: no, text: No}", ", {id: never, text: No}", 1),
			"the question is gone":       strings.Replace(park, "{id: use, kind", "{id: visit, kind", 1),
			"it is answered another way": strings.Replace(park, "kind: single", "kind: multiple", 1),
		} {
			def := parseDefinition(t, text)
			def.ChangeReason, def.DeclaredChanges = "We thought again.", []consult.DeclaredChange{{Question: "use", Kind: consult.MeaningChange}}
			if err := h.Define(t.Context(), actor.System, def); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v, want a conflict", name, err)
			}
		}
		more := parseDefinition(t, strings.Replace(park, "{id: no, text: No}", "{id: no, text: No}, {id: once, text: Once}", 1))
		more.ChangeReason, more.DeclaredChanges = "Some go once.", []consult.DeclaredChange{{Question: "use", Kind: consult.MeaningChange}}
		if err := h.Define(t.Context(), actor.System, more); err != nil {
			t.Errorf("an option more: %v", err)
		}
	})
}

func TestFormCanChangeBeforeResponses(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.Responses = fixedCount(0)
		h.define(t, park)
		def := parseDefinition(t, strings.Replace(park, "kind: single", "kind: multiple", 1))
		def.ChangeReason = "We thought again."
		if err := h.Define(t.Context(), actor.System, def); err != nil {
			t.Errorf("nobody has answered, and yet: %v", err)
		}
	})
}
