package analysisweb

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// A reader finds a question by words of its text or its answers, without script, and sees no other.
func TestResultsAreFilteredByWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get, svc, at := newSite(t, d)
		at(5)
		if _, err := svc.Publish(t.Context(), actor.System, "park", analysis.Terms{}); err != nil {
			t.Fatal(err)
		}
		const use, religion, warm = `id="q-use"`, `id="q-religion"`, `id="q-visits"`
		for _, one := range []struct {
			query string
			has   []string
		}{
			{"", []string{use, religion, warm}},
			{"PARK+use", []string{use}},
			{"Hindu", []string{religion}}, // an answer
			{"park+hindu", nil},
			{"%00%ff", []string{use, religion, warm}}, // nothing to look for
		} {
			body := get("/consultations/park/results/1?find=" + one.query).Body.String()
			var found []string
			for _, id := range []string{use, religion, warm} {
				if strings.Contains(body, id) {
					found = append(found, id)
				}
			}
			if strings.Join(found, " ") != strings.Join(one.has, " ") {
				t.Errorf("%q: %v, want %v", one.query, found, one.has)
			}
		}
	})
}
