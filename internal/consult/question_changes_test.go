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

// Officers can correct the wording of a published question; a change that
// affects the answers cannot be declared a change of wording.
func TestWordingChangeRejectsStructuralChange(t *testing.T) {
	tests := []struct {
		name, from, to string
		declared       []consult.DeclaredChange
		want           consult.ChangeKind // "" if it is not allowed
	}{
		{
			"a word, declared as wording",
			"Do you use the park?",
			"Do you visit the park?",
			[]consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange, Note: "Clearer."}},
			consult.WordingChange,
		},
		{
			"a word, declared as meaning",
			"Do you use the park?",
			"Should the park close?",
			[]consult.DeclaredChange{{Question: "use", Kind: consult.MeaningChange}},
			consult.MeaningChange,
		},
		{"a word, not declared", "Do you use the park?", "Do you visit the park?", nil, consult.MeaningChange},
		{
			"the text of an option",
			"text: No}",
			"text: Never}",
			[]consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange}},
			consult.WordingChange,
		},
		{
			"a new option",
			parkOptions,
			"options: [{id: yes, text: Yes}, {id: no, text: No}, {id: once, text: Once}]",
			[]consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange}},
			"",
		},
		{"another id for an option", "{id: no,", "{id: never,", []consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange}}, ""},
		{"another type of answer", "kind: single", "kind: multiple", []consult.DeclaredChange{{Question: "use",
			Kind: consult.WordingChange}}, ""},
		{
			"a required answer",
			"kind: single",
			"kind: single, required: true",
			[]consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange}},
			"",
		},
		{"an unknown kind of change", "Do you use the park?", "Do you visit the park?",
			[]consult.DeclaredChange{{Question: "use", Kind: "typo"}}, ""},
	}
	forEachDB(t, func(t *testing.T, h *fixture) {
		for i, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				slug := fmt.Sprintf("park-%d", i)
				text := strings.Replace(park, "slug: park", "slug: "+slug, 1)
				h.define(t, text)
				def := parseDefinition(t, strings.Replace(text, test.from, test.to, 1))
				def.ChangeReason, def.DeclaredChanges = "The question was unclear.", test.declared
				err := h.Define(t.Context(), actor.System, def)
				if test.want == "" {
					if !fault.Is(err, fault.Invalid) {
						t.Fatalf("%v, want fault.Invalid", err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				var got []consult.QuestionChange
				h.DB.View(t.Context(), func(tx *db.Tx) (err error) { got, err = consult.ListQuestionChanges(t.Context(), tx, slug); return err })
				if len(got) != 1 || got[0].Question != "use" || got[0].Kind != test.want || got[0].NewVersion == got[0].OldVersion {
					t.Errorf("stored %+v", got)
				}
			})
		}
	})
}

// T-FREEZE: promises to respondents cannot change while their answers are kept.
func TestPromisesCannotChangeAfterResponses(t *testing.T) {
	changes := map[string]func(*consult.Definition){
		"another purpose":         func(d *consult.Definition) { d.Monitoring.Purpose = "To see who is against us." },
		"another policy document": func(d *consult.Definition) { d.Monitoring.PolicyDocument = "APD 8" },
		"a question for an email address": func(d *consult.Definition) {
			d.Forms[0].Pages = append(
				d.Forms[0].Pages,
				survey.Page{ID: "who", Questions: []survey.Question{{ID: "mail", Kind: survey.Email, Text: "Your email address?"}}},
			)
		},
		"a longer grace period": func(d *consult.Definition) { n := 60; d.GraceMinutes = &n },
		"no closing date":       func(d *consult.Definition) { d.Closes = "" },
		"a later closing date":  func(d *consult.Definition) { d.Closes = "2026-05-01 23:59" },
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
					t.Fatalf("%v, want fault.Conflict", err)
				}
				if after := h.actKinds(t, "park"); after != before {
					t.Errorf("the refused change is in the log: %s", after)
				}
			})
		}
	})
}

// Without responses there are no promises to keep.
func TestPromisesCanChangeBeforeResponses(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.CountResponses = fixedCount(0)
		h.define(t, park)
		def := parseDefinition(t, park)
		def.ChangeReason, def.Monitoring.PolicyDocument = "We have a new policy.", "APD 8"
		if err := h.Define(t.Context(), actor.System, def); err != nil {
			t.Fatal(err)
		}
	})
}

// Answers must stay countable, because otherwise results could not be released.
func TestAnsweredQuestionCannotBeRemoved(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.define(t, park)
		for name, text := range map[string]string{
			"the option is removed":      strings.Replace(park, ", {id: no, text: No}", ", {id: never, text: No}", 1),
			"the question is removed":    strings.Replace(park, "{id: use, kind", "{id: visit, kind", 1),
			"the type of answer changes": strings.Replace(park, "kind: single", "kind: multiple", 1),
		} {
			def := parseDefinition(t, text)
			def.ChangeReason, def.DeclaredChanges = "We thought again.", []consult.DeclaredChange{{Question: "use", Kind: consult.MeaningChange}}
			if err := h.Define(t.Context(), actor.System, def); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v, want fault.Conflict", name, err)
			}
		}
		more := parseDefinition(t, strings.Replace(park, "{id: no, text: No}", "{id: no, text: No}, {id: once, text: Once}", 1))
		more.ChangeReason, more.DeclaredChanges = "Some go once.", []consult.DeclaredChange{{Question: "use", Kind: consult.MeaningChange}}
		if err := h.Define(t.Context(), actor.System, more); err != nil {
			t.Errorf("a new option: %v", err)
		}
	})
}

func TestFormCanChangeBeforeResponses(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.CountResponses = fixedCount(0)
		h.define(t, park)
		def := parseDefinition(t, strings.Replace(park, "kind: single", "kind: multiple", 1))
		def.ChangeReason = "We thought again."
		if err := h.Define(t.Context(), actor.System, def); err != nil {
			t.Errorf("changed before the first response: %v", err)
		}
	})
}
