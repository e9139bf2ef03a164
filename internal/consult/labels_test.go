package consult_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// The language of a consultation is that of its master form unless the
// definition sets one.
func TestConsultationLanguage(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		for _, test := range []struct{ name, text, want string }{
			{"the language of its form", park, "en"},
			{"a Welsh form", strings.Replace(strings.Replace(park, "slug: park", "slug: welsh", 1),
				"title: The park\n    lang: en", "title: Y parc\n    lang: cy", 1), "cy"},
			{"its own language", strings.Replace(park, "slug: park", "slug: own\nlanguage: gu", 1), "gu"},
			{"no form", "slug: bare\ntitle: Bare\ntype: survey\n", ""},
		} {
			def := parseDefinition(t, test.text)
			if err := h.Define(t.Context(), actor.System, def); err != nil {
				t.Fatal(err)
			}
			err := h.DB.View(t.Context(), func(tx *db.Tx) error {
				c, err := consult.Get(t.Context(), tx, def.Slug)
				if err == nil && c.Language != test.want {
					t.Errorf("%s: %q, want %q", test.name, c.Language, test.want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		err := h.Define(
			t.Context(),
			actor.System,
			parseDefinition(t, strings.Replace(park, "slug: park", "slug: none\nlanguage: Welsh mostly", 1)),
		)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("an invalid language: %v", err)
		}
	})
}

func TestEveryTypeAndStateHasLabel(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range []consult.Type{consult.Statutory, consult.Formal, consult.Engagement, consult.Survey, consult.Information} {
		seen[kind.Label().String()] = true
	}
	for _, state := range []consult.State{consult.Draft, consult.Forthcoming, consult.Open, consult.Closed,
		consult.Reported, consult.Withdrawn} {
		seen[state.Label().String()] = true
	}
	if len(seen) != 11 || seen[""] {
		t.Errorf("two labels are equal, or one is empty: %v", seen)
	}
}
