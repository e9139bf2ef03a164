package draftweb

import (
	"net/url"
	"testing"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
)

// An officer who enters midnight as the closing time is asked which end of the day they mean; opening at midnight is clear.
//
// Row A4 of docs/faults.md.
func TestMidnightIsAskedBackInTheForm(t *testing.T) {
	for _, clock := range []string{"midnight", "12am", "00:00", "0:00"} {
		for _, name := range []string{"closes", "opens"} {
			typed := url.Values{name + "-day": {"27"}, name + "-month": {"May"}, name + "-year": {"2026"}, name + "-time": {clock}}
			invalid := draftedit.FieldErrors{}
			wall := parseDate("en", typed, dateOfConsultation{name: name, label: "Closing date", time: "Closing time"}, "before", invalid)
			if _, refused := invalid[name+"-time"]; refused != (name == "closes") {
				t.Errorf("%s %s: %q, %v", name, clock, wall, invalid)
			}
		}
	}
}
