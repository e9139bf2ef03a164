package consultweb

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// Row E8 of docs/faults.md. The heading of a filtered list says what was filtered and how many were found, links keep the
// filter, and the list has a feed and a calendar of its own.
func TestFilteredListHasFeedAndCalendar(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, _ := newSite(t, d)
		for _, test := range []struct {
			name, path string
			status     int
			has, lacks []string
		}{
			{
				"a filtered list", "/consultations?subject=lakes&area=charnwood&q=park", 200,
				[]string{
					"1 consultation for “park” · Charnwood · Lakes", "/consultations?area=charnwood&amp;q=park&amp;state=open&amp;subject=lakes",
					`<option value="lakes" selected>Lakes</option>`, `href="/consultations/feed.atom?area=charnwood&amp;q=park&amp;subject=lakes"`,
				},
				[]string{"Equality strategy"},
			},
			{"a list of another area", "/consultations?area=%00nowhere", 200, []string{"No consultations"}, []string{"future of the park"}},
			{
				"the feed of a filtered list", "/consultations/feed.atom?subject=lakes", 200,
				[]string{"<title>1 consultation · Lakes</title>", "/consultations/park", "<updated>20"}, []string{"equality-strategy"},
			},
			{
				"the calendar of a filtered list", "/consultations/dates.ics?subject=lakes", 200,
				[]string{"BEGIN:VCALENDAR", "UID:park-closes@"}, []string{"equality-strategy"},
			},
			{"an empty calendar", "/consultations/dates.ics?subject=none", 200, []string{"BEGIN:VCALENDAR"}, []string{"VEVENT"}},
		} {
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, httptest.NewRequest("GET", test.path, nil))
			if w.Code != test.status {
				t.Errorf("%s: status %d", test.name, w.Code)
			}
			for _, text := range test.has {
				if !strings.Contains(w.Body.String(), text) {
					t.Errorf("%s has no %q: %s", test.name, text, w.Body)
				}
			}
			for _, text := range test.lacks {
				if strings.Contains(w.Body.String(), text) {
					t.Errorf("%s has %q", test.name, text)
				}
			}
		}
	})
}
