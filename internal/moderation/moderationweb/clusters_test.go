package moderationweb

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/moderation"
)

// Row C20 of docs/faults.md. Similar responses come in pages of twenty groups; a decision
// that is refused shows the page with its group.
func TestSimilarResponsesHavePages(t *testing.T) {
	var all []moderation.Cluster
	for i := range 45 {
		all = append(all, moderation.Cluster{Key: fmt.Sprint("k", i)})
	}
	for _, test := range []struct {
		query, cluster string
		from, to       int
	}{
		{"", "", 0, 20}, {"?page=1", "", 0, 20}, {"?page=2", "", 20, 40}, {"?page=3", "", 40, 45}, {"?page=4", "", 0, 20},
		{"?page=-1", "", 0, 20}, {"?page=x", "", 0, 20}, {"?page=9223372036854775807", "", 0, 20}, {"", "k41", 40, 45}, {"", "gone", 0, 20},
	} {
		r := httptest.NewRequest("POST", "/similar-responses"+test.query, strings.NewReader(url.Values{"cluster": {test.cluster}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if from, to := clusterRange(r, all); from != test.from || to != test.to {
			t.Errorf("%s %s: %d to %d", test.query, test.cluster, from, to)
		}
	}
}
