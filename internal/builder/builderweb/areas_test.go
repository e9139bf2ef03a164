package builderweb

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
)

// Officers add a question about places, and its areas from a file with boundaries. Another file is refused with the reason,
// and saving the page of the question keeps the outlines.
//
// Row G of docs/faults.md.
func TestOfficerMakesAMap(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "Dark places"})
	at := draftedit.HubPath(slug)
	w.Submit(at+"/questionnaire", "title", "title", "You", "do", "add-page")
	where := w.Submit(at+"/pages/you/add", "version", "do", "own", "text", "Where is it dark?", "kind", "map")
	if body := w.Get(where, 200); !strings.Contains(body, `href="`+where+`/areas"`) || !strings.Contains(body, "Mark places on the map") {
		t.Error("the page of the question has no link to its areas, or no ways to answer")
	}
	send := func(file string) *httptest.ResponseRecorder {
		t.Helper()
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		part, err := m.CreateFormFile("file", "wards.geojson")
		if err == nil {
			_, err = part.Write([]byte(file))
		}
		if err == nil {
			err = m.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, where+"/areas", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		return w.Send(r)
	}
	if refused := send("<kml/>"); refused.Code != 422 || !strings.Contains(refused.Body.String(), "The file must be GeoJSON") {
		t.Errorf("another file: %d", refused.Code)
	}
	const wards = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"WD23NM":"Northfield"},
		"geometry":{"type":"Polygon","coordinates":[[[-1.2,52.6],[-1.1,52.6],[-1.1,52.7],[-1.2,52.7],[-1.2,52.6]]]}}]}`
	if taken := send(wards); taken.Code != 303 {
		t.Fatalf("a file with wards: %d %s", taken.Code, taken.Body)
	}
	if body := w.Get(where+"/areas", 200); !strings.Contains(body, `aria-label="Outline map of Northfield"`) {
		t.Error("the map is not shown")
	}
	w.Submit(where, "text", "marks", "line", "decimals", "3", "do", "save")
	q := w.Question(slug, "where-is-it-dark")
	if len(q.Options) != 1 || q.Options[0].ID != "northfield" || !strings.HasPrefix(q.Options[0].Shape, "POLYGON((-1.2 52.6,") ||
		len(q.Marks) != 1 || q.Decimals != 3 {
		t.Errorf("saved as %+v", q)
	}
}
