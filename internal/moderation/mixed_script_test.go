package moderation

import "testing"

func TestMixedScriptNamesAreDetected(t *testing.T) {
	for name, want := range map[string]bool{
		"":                            false,
		"Parish Council of Exampleby": false,
		"Cyngor Tref Llŷn, 2.º":       false,
		"Совет ветеранов":             false,
		"Σύλλογος Exampleby":          false, // each word in its own
		"گجراتی سماج":                 false,
		"ગુજરાતી સમાજ (Exampleby)":      false,
		"日本人会 Exampleby":                false,
		"E\u0301cole d’Exampleby":       false, // a mark of its own
		"Leicester\u0455hire Council":   true,  // a Cyrillic s
		"\u0410ge Exampleby":            true,  // a Cyrillic A
		"Exampleby C\u03BFuncil":        true,  // a Greek o
		"Exampleby\u200bCounc\u0456l":   true,
		"Exampleby-\u0421ouncil":        true,
		"Exampleby \u0421\u043e\u0443n": true,
	} {
		if got := (Attribution{Organisation: true, Name: name}).MixedScript(); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
