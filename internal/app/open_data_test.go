package app_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"path"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/opendata/csvwtest"
	"github.com/folkmoot/folkmoot/internal/outcome"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// The catalogue of open data names every kind of thing that is published. Each of its files is there, is what the catalogue says,
// and has no draft. Results that were published before they were loaded are dated when they were published.
func TestCatalogueLeadsToEverythingPublished(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		if !strings.HasPrefix(dsn, "postgres") {
			dsn = ""
		}
		s := newDemoSite(t, dsn)
		const hidden = "getting-about"
		if err := s.app.DB.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE consult_consultation SET stage = 'draft' WHERE slug = $1`, hidden)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		file := func(address string) ([]byte, http.Header) {
			return get(t, s.address+"/"+strings.TrimPrefix(address, s.address+"/"), "en")
		}
		body, _ := file("/data/catalogue.jsonld")
		var c struct {
			Datasets []struct {
				ID     string `json:"@id"`
				Issued struct {
					Value string `json:"@value"`
				} `json:"dct:issued"`
				Distributions []struct {
					ID    string `json:"@id"`
					Media struct {
						ID string `json:"@id"`
					} `json:"dcat:mediaType"`
				} `json:"dcat:distribution"`
			} `json:"dcat:dataset"`
		}
		if err := json.Unmarshal(body, &c); err != nil {
			t.Fatal(err)
		}
		datasets, rows := map[string]string{}, map[string]int{}
		for _, d := range c.Datasets {
			datasets[strings.TrimPrefix(d.ID, s.address)] = d.Issued.Value
			for _, f := range d.Distributions {
				body, header := file(f.ID)
				media, _, _ := strings.Cut(header.Get("Content-Type"), ";")
				if want := strings.TrimPrefix(f.Media.ID, "https://www.iana.org/assignments/media-types/"); media != want {
					t.Errorf("%s is %s, and the catalogue says %s", f.ID, media, want)
				}
				if described, ok := strings.CutSuffix(f.ID, "-metadata.json"); ok {
					data, _ := file(described)
					n, wrong := csvwtest.Check(path.Base(described), data, body)
					if rows[path.Base(described)] = n; len(wrong) > 0 {
						t.Errorf("%s: %.500q", described, wrong)
					}
				}
				if strings.HasSuffix(f.ID, "/consultations.csv") && strings.Contains(string(body), "\n"+hidden+",") {
					t.Errorf("%s has the draft %s", f.ID, hidden)
				}
				var any any
				if media == "application/json" && json.Unmarshal(body, &any) != nil {
					t.Errorf("%s is not JSON", f.ID)
				}
			}
		}
		for _, name := range []string{"consultations", "releases", "strategies", "objectives", "measurements", "actions", "action-updates",
			"decisions", "feedback", "assessments", "quality-of-life"} {
			if _, ok := datasets["/data#"+name]; !ok || rows[name+".csv"] == 0 {
				t.Errorf("%s: %d rows", name, rows[name+".csv"])
			}
		}
		for _, name := range []string{"/figures/age", "/equality-information/gender-pay-gap-2024/1",
			"/progress-reports/equality-strategy-2016-2017"} {
			if _, ok := datasets[name]; !ok {
				t.Errorf("the catalogue has no %s", name)
			}
		}
		if at := datasets["/consultations/equality-strategy-2016-2020/results/1"]; !strings.HasPrefix(at, "2016-06-13") {
			t.Errorf("the results were issued on %s", at)
		}
	})
}

// The rows of open data are read in the order of an index, page by page: package dbtest checks the plan of each page.
func TestOpenDataIsReadByIndexes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.View(t.Context(), func(tx *db.Tx) error {
			ctx, errs := t.Context(), []error{}
			check := func(_ any, err error) { errs = append(errs, err) }
			check(consult.ListPublic(ctx, tx, "", 10))
			check(analysis.ListPublished(ctx, tx, "", 10))
			check(strategy.ListObjectives(ctx, tx, "", 10))
			check(strategy.ListAllReadings(ctx, tx, "", 10))
			check(action.ListAllUpdates(ctx, tx, "", 10))
			check(decision.ListAll(ctx, tx, "", 10))
			check(eia.ListAll(ctx, tx, ""))
			check(place.ListTables(ctx, tx, "", 10))
			check(outcome.AllReadings(ctx, tx, "", 10))
			return errors.Join(errs...)
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
