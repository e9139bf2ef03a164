package analysisweb

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Each chart of a release can be downloaded in each language as SVG and PNG, from the frozen release. The files have their source,
// licence and release number, and an address that always gives the same.
func TestChartsOfReleasesAreFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ask, svc, at := newAuthenticatedSite(t, d)
		get := func(path string) *httptest.ResponseRecorder { return ask(httptest.NewRequest("GET", path, nil)) }
		at(5)
		f, err := svc.Publish(t.Context(), actor.System, "park", analysis.Terms{GroupBy: "religion"})
		if err != nil {
			t.Fatal(err)
		}
		const base = "/consultations/park/results/1"
		page := get("/consultations/park/results").Body.String()
		offered := 0
		for _, lang := range []string{"en", "ur"} {
			words := locale.For(lang)
			v := resultview.New(words, f, "en")
			v.OfferFiles(words, base)
			for _, q := range append(v.Questions, v.MonitoringQuestions...) {
				for _, link := range q.Chart.Files {
					if offered++; lang == "en" && !strings.Contains(page, `href="`+link.Href+`"`) {
						t.Errorf("the page has no link to %s", link.Href)
					}
					w := get(link.Href)
					body := w.Body.String()
					if w.Code != http.StatusOK || w.Header().Get("ETag") == "" || w.Header().Get("Content-Language") != lang {
						t.Fatalf("%s: %d %v", link.Href, w.Code, w.Header())
					}
					again := httptest.NewRequest("GET", link.Href, nil)
					again.Header.Set("If-None-Match", w.Header().Get("ETag"))
					if kept := ask(again); kept.Code != http.StatusNotModified || kept.Body.Len() > 0 {
						t.Errorf("%s is sent again to a browser that has it: %d", link.Href, kept.Code)
					}
					for _, want := range []string{"Open Government Licence v3.0", "open-government-licence/version/3/", base,
						words.Say("Results of “%s”, release %d, %s", f.Title, f.Number, f.ReleasedAt)} {
						if !strings.Contains(body, want) {
							t.Errorf("%s has no %q", link.Href, want)
						}
					}
					if link.Text == "PNG" {
						_, err = png.Decode(w.Body)
					} else {
						err = checkXML(body)
					}
					if err != nil {
						t.Errorf("%s: %v", link.Href, err)
					}
				}
			}
		}
		if offered < 8 {
			t.Errorf("only %d files are offered", offered)
		}
		for _, wrong := range []string{"use.svg", "use.xx.svg", "use.en.gif", "nothing.en.svg", "use.en.svg.svg"} {
			if w := get(base + "/charts/" + wrong); w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", wrong, w.Code)
			}
		}
	})
}

func checkXML(text string) error {
	d := xml.NewDecoder(bytes.NewReader([]byte(text)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}
