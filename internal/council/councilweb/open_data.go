package councilweb

import (
	"cmp"
	"encoding/json"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// cataloguePath is the address of the list of open data for programs.
const cataloguePath = "/data/catalogue.jsonld"

// licencePath is the address of the licence of everything that is published.
const licencePath = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

type openDataView struct{ Items []datasetView }

type datasetView struct {
	Title, Lang                 string
	Release                     int64
	Description, Page, Released string
	Files                       []fileView
}

type fileView struct{ Format, Path string }

var openDataPage = page.New(files, "templates/data.html",
	openDataView{},
	openDataView{[]datasetView{
		{
			"Parks",
			"",
			1,
			"All published tables.",
			"/consultations/parks/results/1",
			"2 March 2026",
			[]fileView{
				{"CSV", "/consultations/parks/results/1/results.csv"},
				{"JSON", "/consultations/parks/results/1/release.json"},
			},
		},
		{"Cyllideb", "cy", 2, "", "", "1 March 2026", nil},
		{Title: "Progress in 2025", Page: "/progress/reports/2025", Released: "1 February 2026"},
	}},
)

// openData shows what is published as data.
func (h *Handlers) openData(w http.ResponseWriter, r *http.Request) error {
	var view openDataView
	printer := h.deps.PagePrinter(r)
	all, err := h.deps.Datasets(r.Context())
	if err != nil {
		return err
	}
	for _, d := range all {
		v := datasetView{
			Title:       d.Title,
			Lang:        printer.LangOrCouncil(d.Language),
			Release:     d.Release,
			Description: d.Description.In(printer.Printer),
			Page:        d.Page,
			Released:    printer.Date(d.Published),
		}
		for _, f := range d.Files {
			v.Files = append(v.Files, fileView{f.Format.In(printer.Printer), f.Path})
		}
		view.Items = append(view.Items, v)
	}
	return openDataPage.Write(w, r, http.StatusOK, view)
}

// object is an object of JSON.
type object = map[string]any

// catalogue is the same list for programs, such as those of data portals: a catalogue as DCAT-AP 3 describes it
// (https://semiceu.github.io/DCAT-AP/), in JSON-LD.
func (h *Handlers) catalogue(w http.ResponseWriter, r *http.Request) error {
	all, err := h.deps.Datasets(r.Context())
	if err != nil {
		return err
	}
	site, english := h.deps.SiteURL(r), locale.For("en")
	publisher := object{"@id": site + "/", "@type": "foaf:Organization", "foaf:name": h.deps.CouncilName(r)}
	council := h.deps.PagePrinter(r).LangOrCouncil("")
	datasets := []object{}
	latest := time.Time{}
	for _, d := range all {
		if d.Published.After(latest) {
			latest = d.Published
		}
		datasets = append(datasets, newCatalogueEntry(site, publisher, english, cmp.Or(d.Language, council, "en"), &d))
	}
	body, err := json.MarshalIndent(object{
		"@context": object{
			"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
			"xsd": "http://www.w3.org/2001/XMLSchema#",
		},
		"@id": site + "/data", "@type": "dcat:Catalog",
		"dct:title": english.Say("Open data"),
		"dct:description": english.Say("You can download all published results as data. The files have the same numbers as the pages, " +
			"with the same small numbers hidden."),
		"dct:publisher": publisher, "dct:license": object{"@id": licencePath}, "dct:modified": dateTime(latest),
		"foaf:homepage": object{"@id": site + "/data"}, "dcat:dataset": datasets,
	}, "", " ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/ld+json")
	_, err = w.Write(body)
	return err
}

func dateTime(at time.Time) object {
	return object{"@type": "xsd:dateTime", "@value": at.UTC().Format(time.RFC3339)}
}

func newCatalogueEntry(site string, publisher object, english *locale.Printer, lang string, d *web.Dataset) object {
	title := d.Title
	if d.Release > 0 {
		title = english.Say("%s: results, release %d", d.Title, d.Release)
	}
	files := []object{}
	for _, f := range d.Files {
		file := object{
			"@id": site + f.Path, "@type": "dcat:Distribution", "dct:title": f.Format.In(english),
			"dcat:accessURL": object{"@id": site + d.Page}, "dcat:downloadURL": object{"@id": site + f.Path},
			"dcat:mediaType": object{"@id": "https://www.iana.org/assignments/media-types/" + f.Media},
			"dct:license":    object{"@id": licencePath},
		}
		if f.Media == web.CSVWMedia {
			file["dct:conformsTo"] = object{"@id": "http://www.w3.org/ns/csvw"}
		}
		files = append(files, file)
	}
	return object{
		"@id": site + d.Page, "@type": "dcat:Dataset", "dct:identifier": d.Page,
		"dct:title":       object{"@value": title, "@language": lang},
		"dct:description": object{"@value": d.Description.In(english), "@language": "en"},
		"dct:issued":      dateTime(d.Published), "dct:publisher": publisher, "dct:license": object{"@id": licencePath},
		"dcat:landingPage": object{"@id": site + d.Page}, "dcat:distribution": files,
	}
}
