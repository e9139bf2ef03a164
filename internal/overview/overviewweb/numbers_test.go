package overviewweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/overview"
)

// The page of a consultation names the number of responses that lists show, where it is not the number received.
//
// Row C10 of docs/faults.md.
func TestResponsesThatCountAreNamed(t *testing.T) {
	for _, test := range []struct {
		withdrawn, excluded int64
		want                string
	}{{2, 1, "257"}, {0, 0, ""}} {
		got := ""
		for _, row := range otherRows(nil, &overview.Numbers{Received: 260, Withdrawn: test.withdrawn, Excluded: test.excluded}) {
			if row.Key == "Responses that count, as in lists" {
				got = row.Value
			}
		}
		if got != test.want {
			t.Errorf("%+v: %q", test, got)
		}
	}
}
