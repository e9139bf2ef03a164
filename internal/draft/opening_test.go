package draft

import (
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// A draft that would have opened before it is published must be fixed first. One that opens on
// the day of publication, without a time, can be published.
//
// Row C6 of docs/faults.md.
func TestConsultationOpensNoEarlierThanPublished(t *testing.T) {
	for opens, blocked := range map[string]bool{
		"2026-03-01":       true,
		"2026-03-02 09:00": true,
		"2025-08-01":       true,
		"2026-03-02":       false,
		"2026-03-02 10:00": false,
		"2026-04-01":       false,
		"":                 false, // a finding of its own
	} {
		def := &consult.Definition{Opens: opens}
		found := openingFindings(def, dbtest.Now)
		if len(found) > 0 != blocked {
			t.Errorf("opens %q, published %v: %v", opens, dbtest.Now.Format(time.DateTime), found)
		}
		for _, f := range found {
			if !f.Blocks || f.Code != "dates/opens-past" {
				t.Errorf("opens %q: %+v must be fixed", opens, f)
			}
		}
	}
}
