package councilweb

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/opendata/csvwtest"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// openData returns a site with a list of n releases and a table of buses, and what it answers.
func openData(d *db.DB, n int) func(path string) *httptest.ResponseRecorder {
	deps := &web.Deps{DB: d, Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
	buses := web.NewDataTable(web.DataTable{
		Ref: "buses", Title: locale.Lazy("Consultations"), Description: locale.Lazy("Actions"), Page: "/buses",
		Changed: func(context.Context, *db.Tx) (time.Time, error) { return dbtest.Now, nil },
	}, web.DataRows[string]{
		Key: []string{"name"}, Page: func(name string) string { return "/buses/" + name },
		Columns: []csvw.Column[string]{csvw.Text("name", "Name", "The name.", func(name string) string { return name })},
		Read: func(_ context.Context, _ *db.Tx, at string) (p db.Page[string], err error) {
			if at == "" {
				return db.Page[string]{Items: []string{"=1", "two"}, Next: "second"}, nil
			}
			return db.Page[string]{Items: []string{"three"}}, nil
		},
	})
	list := web.DatasetList{Ref: "results", Title: locale.Lazy("Consultations"),
		Read: func(_ context.Context, _ *db.Tx, at string) (p db.Page[web.Dataset], err error) {
			from := 0
			if at != "" {
				_, err = fmt.Sscanf(at, "from%d", &from)
			}
			for i := from; i < min(from+5, n); i++ {
				path := fmt.Sprintf("/consultations/parks/results/%d", n-i)
				p.Items = append(p.Items, web.Dataset{Title: "Parks", Release: int64(n - i), Page: path,
					Published: time.Date(2016, 6, 13, 9, 0, 0, 0, time.UTC), Added: dbtest.Now, Files: []web.DataFile{
						{Format: locale.Lazy("CSV"), Path: path + "/results.csv", Media: web.CSVMedia},
						{Format: locale.Lazy("CSVW metadata"), Path: path + "/results.csv-metadata.json", Media: web.CSVWMedia},
					}})
			}
			if from+5 < n {
				p.Next = fmt.Sprintf("from%d", from+5)
			}
			return p, err
		}}
	feature.Mount(deps, New(deps, &council.Service{DB: d}, nil, Installation{}, nil), feature.Feature{
		Name: "buses", Datasets: list, DataTables: []web.DataTable{buses},
	})
	return func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		deps.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
}

// The page of open data names every table and the latest of every list, and links to the rest.
func TestOpenDataNamesTheLatestAndLinksToTheRest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := openData(d, 12)
		all := get("/data").Body.String()
		for _, want := range []string{`href="/data/buses.csv"`, `href="/data/buses.json"`, `href="/data/results"`, "release 12", "release 10"} {
			if !strings.Contains(all, want) {
				t.Errorf("/data has no %q", want)
			}
		}
		if strings.Contains(all, "release 9") {
			t.Error("/data names more than the latest")
		}
		first := get("/data/results").Body.String()
		const dated = "Published on 13 June 2016 and added to this website on 2 March 2026"
		if strings.Count(first, dated) != 5 || !strings.Contains(first, `href="/data/results?page=from5"`) {
			t.Errorf("the first page: %s", first)
		}
		if last := get("/data/results?page=from10").Body.String(); strings.Count(last, dated) != 2 || strings.Contains(last, "from15") {
			t.Errorf("the last page: %s", last)
		}
		if w := get("/data/nothing"); w.Code != 404 {
			t.Errorf("an unknown list: %d", w.Code)
		}
	})
}

// The files of a table have every row of every page, and the CSV file fits its description.
func TestTableIsSentPageByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get := openData(d, 0)
		file := get("/data/buses.csv")
		rows, wrong := csvwtest.Check("buses.csv", file.Body.Bytes(), get("/data/buses.csv-metadata.json").Body.Bytes())
		if rows != 3 || len(wrong) > 0 || !strings.Contains(file.Body.String(), "'=1,http://example.com/buses/=1") {
			t.Errorf("%d rows, %q: %s", rows, wrong, file.Body)
		}
		if got := file.Header().Get("Content-Type"); got != "text/csv; charset=utf-8; header=present" {
			t.Errorf("Content-Type %q", got)
		}
		var list []map[string]any
		if err := json.Unmarshal(get("/data/buses.json").Body.Bytes(), &list); err != nil || len(list) != 3 || list[0]["name"] != "=1" {
			t.Errorf("JSON: %v, %v", list, err)
		}
	})
}

// catalogueFile is what is checked of the catalogue.
type catalogueFile struct {
	Context   map[string]string `json:"@context"`
	ID        string            `json:"@id"`
	Type      string            `json:"@type"`
	Title     text              `json:"dct:title"`
	About     text              `json:"dct:description"`
	Publisher publisher         `json:"dct:publisher"`
	License   ref               `json:"dct:license"`
	Modified  text              `json:"dct:modified"`
	Datasets  []struct {
		ID            string    `json:"@id"`
		Identifier    string    `json:"dct:identifier"`
		Type          string    `json:"@type"`
		Title         text      `json:"dct:title"`
		About         text      `json:"dct:description"`
		Publisher     publisher `json:"dct:publisher"`
		License       ref       `json:"dct:license"`
		Issued        text      `json:"dct:issued"`
		Modified      text      `json:"dct:modified"`
		Frequency     ref       `json:"dct:accrualPeriodicity"`
		Landing       ref       `json:"dcat:landingPage"`
		Distributions []struct {
			ID       string `json:"@id"`
			Type     string `json:"@type"`
			Title    text   `json:"dct:title"`
			Access   ref    `json:"dcat:accessURL"`
			Download ref    `json:"dcat:downloadURL"`
			Media    ref    `json:"dcat:mediaType"`
			License  ref    `json:"dct:license"`
			Conforms ref    `json:"dct:conformsTo"`
		} `json:"dcat:distribution"`
	} `json:"dcat:dataset"`
	Homepage ref `json:"foaf:homepage"`
}

type ref struct {
	ID string `json:"@id"`
}

type publisher struct {
	ID   string `json:"@id"`
	Type string `json:"@type"`
	Name string `json:"foaf:name"`
}

type text struct {
	Type     string `json:"@type"`
	Value    string `json:"@value"`
	Language string `json:"@language"`
}

func (x text) isTime() bool {
	_, err := time.Parse(time.RFC3339, x.Value)
	return err == nil && x.Type == "xsd:dateTime"
}

// The catalogue has every table and every release, with the mandatory properties of DCAT-AP 3 and a licence for each file. It
// has no property that is not checked here.
func TestCatalogueIsDCAT(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, n := range []int{0, 12} {
			answer := openData(d, n)(cataloguePath)
			var c catalogueFile
			in := json.NewDecoder(answer.Body)
			in.DisallowUnknownFields()
			if err := in.Decode(&c); err != nil {
				t.Fatal(err)
			}
			if got := answer.Header().Get("Content-Type"); got != "application/ld+json" {
				t.Errorf("Content-Type %q", got)
			}
			complete := c.ID != "" && c.Type == "dcat:Catalog" && c.Title.Value != "" && c.About.Value != "" && c.Publisher.ID != "" &&
				c.License.ID == opendata.LicencePath && c.Modified.isTime() && c.Homepage.ID != ""
			if !complete || c.Context["dcat"] != "http://www.w3.org/ns/dcat#" || c.Context["dct"] != "http://purl.org/dc/terms/" {
				t.Errorf("the catalogue: %+v", c)
			}
			if len(c.Datasets) != n+1 {
				t.Errorf("%d datasets, want %d", len(c.Datasets), n+1)
			}
			ids := map[string]bool{}
			for _, d := range c.Datasets {
				if ids[d.ID] || d.ID == "" || !strings.HasSuffix(d.ID, d.Identifier) {
					t.Errorf("the address of %+v is not its own", d)
				}
				ids[d.ID] = true
				if d.Type != "dcat:Dataset" || d.Title.Value == "" || d.Title.Language == "" || d.About.Language != "en" || d.Publisher.ID == "" ||
					d.License.ID != opendata.LicencePath || d.Landing.ID == "" || !d.Modified.isTime() || len(d.Distributions) == 0 {
					t.Errorf("a dataset: %+v", d)
				}
				if table := d.Frequency.ID == continuous; table == d.Issued.isTime() || !table && d.Issued.Value != "2016-06-13T09:00:00Z" {
					t.Errorf("%s was issued at %q", d.ID, d.Issued.Value)
				}
				for _, f := range d.Distributions {
					described := strings.HasSuffix(f.ID, "-metadata.json") == (f.Conforms.ID == "http://www.w3.org/ns/csvw")
					if f.Type != "dcat:Distribution" || f.Title.Value == "" || f.Access.ID == "" || f.Download.ID != f.ID || !described ||
						!strings.HasPrefix(f.Media.ID, "https://www.iana.org/assignments/media-types/") || f.License.ID != opendata.LicencePath {
						t.Errorf("a file of %s: %+v", d.ID, f)
					}
				}
			}
		}
	})
}
