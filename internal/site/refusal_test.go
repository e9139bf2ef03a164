package site

import (
	"net/http"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// An error page with status 409 or 410 below a public consultation has the reason and a link to the consultation,
// whichever handler refused. Other error pages do not: the consultation may not exist.
//
// Row A20 of docs/faults.md.
func TestRefusalsLinkToTheConsultation(t *testing.T) {
	for _, kind := range fault.Kinds() {
		s := &Site{}
		refuse := func(http.ResponseWriter, *http.Request) error { return fault.New(kind, "This is the reason.") }
		for _, pattern := range []string{"/consultations/{slug}/respond", "/other/{slug}/respond", "/consultations/{slug}"} {
			for _, method := range []string{"GET", "POST"} {
				s.Add(Route{Method: method, Pattern: pattern, Needs: actor.Public, Handler: refuse})
			}
		}
		refused := statusCodes[kind] == http.StatusConflict || statusCodes[kind] == http.StatusGone
		for _, r := range []*http.Request{
			get("/consultations/park/respond"), post("/consultations/park/respond", "a=b"), get("/other/park/respond"), get("/consultations/park"),
		} {
			body := serveRequest(s, r).Body.String()
			want := refused && r.URL.Path == "/consultations/park/respond"
			if got := strings.Contains(body, `href="/consultations/park">Go to the consultation</a>`); got != want {
				t.Errorf("kind %d, %s %s: linked: %t, want %t", kind, r.Method, r.URL.Path, got, want)
			}
			if !strings.Contains(body, "This is the reason.") {
				t.Errorf("kind %d, %s %s: no reason", kind, r.Method, r.URL.Path)
			}
		}
	}
}
