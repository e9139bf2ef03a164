package councilweb

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/web"
)

// object is an object of JSON.
type object = map[string]any

// link is a reference to something with an address.
func link(address string) object { return object{"@id": address} }

// continuous is how often a table changes that is made when it is asked for (EU Vocabularies, Frequency).
const continuous = "http://publications.europa.eu/resource/authority/frequency/UPDATE_CONT"

// catalogueWriter writes the catalogue of everything that is published as data.
type catalogueWriter struct {
	out       *bufio.Writer
	site      string
	publisher object
	english   *locale.Printer
	council   string // language of the council
	written   int
	latest    time.Time
}

// catalogue is the list of open data for programs, such as those of data portals: a catalogue as DCAT-AP 3 describes it
// (https://semiceu.github.io/DCAT-AP/), in JSON-LD. It is sent while it is read, page by page, because it grows with every
// release.
func (h *Handlers) catalogue(w http.ResponseWriter, r *http.Request) error {
	c := catalogueWriter{site: h.deps.SiteURL(r), english: locale.For("en"), council: h.deps.PagePrinter(r).LangOrCouncil("")}
	c.publisher = object{"@id": c.site + "/", "@type": "foaf:Organization", "foaf:name": h.deps.CouncilName(r)}
	c.out = bufio.NewWriter(&web.Download{To: w, Name: "catalogue.jsonld", Media: "application/ld+json"})
	if err := c.begin(); err != nil {
		return err
	}
	for _, t := range h.deps.DataTables() {
		changed := time.Time{}
		err := h.deps.DB.View(r.Context(), func(tx *db.Tx) (err error) {
			if t.Changed != nil {
				changed, err = t.Changed(r.Context(), tx)
			}
			return err
		})
		if err != nil {
			return err
		}
		if err := c.add(c.table(&t, changed), changed); err != nil {
			return err
		}
	}
	for _, list := range h.deps.DatasetLists() {
		err := db.Each(func(at string) (p db.Page[web.Dataset], err error) {
			err = h.deps.DB.View(r.Context(), func(tx *db.Tx) error {
				p, err = list.Read(r.Context(), tx, at)
				return err
			})
			return p, err
		}, func(d web.Dataset) error { return c.add(c.dataset(&d), lastOf(d.Published, d.Added)) })
		if err != nil {
			return err
		}
	}
	return c.end()
}

// begin writes everything before the first dataset.
func (c *catalogueWriter) begin() error {
	head, err := json.MarshalIndent(object{
		"@context": object{
			"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
			"xsd": "http://www.w3.org/2001/XMLSchema#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
		},
		"@id": c.site + web.DataPath, "@type": "dcat:Catalog",
		"dct:title":       object{"@value": c.english.Say("Open data"), "@language": "en"},
		"dct:description": object{"@value": c.english.Say(aboutOpenData), "@language": "en"},
		"dct:publisher":   c.publisher, "dct:license": link(opendata.LicencePath), "foaf:homepage": link(c.site + web.DataPath),
	}, "", " ")
	if err != nil {
		return err
	}
	_, _ = c.out.Write(bytes.TrimSuffix(head, []byte("\n}")))
	_, err = c.out.WriteString(",\n \"dcat:dataset\": [")
	return err
}

// aboutOpenData says what there is, on the page and in the catalogue.
var aboutOpenData = locale.Key("You can download everything that we publish here as data. The files have the same numbers as the " +
	"pages, with the same small numbers hidden.")

// add writes a dataset that was last changed at changed, or zero.
func (c *catalogueWriter) add(dataset object, changed time.Time) error {
	c.latest = lastOf(c.latest, changed)
	text, err := json.MarshalIndent(dataset, "  ", " ")
	if err != nil {
		return err
	}
	if c.written++; c.written > 1 {
		_ = c.out.WriteByte(',')
	}
	_, _ = c.out.WriteString("\n  ")
	_, err = c.out.Write(text)
	return err
}

// end writes everything behind the last dataset.
func (c *catalogueWriter) end() error {
	_, _ = c.out.WriteString("\n ]")
	if !c.latest.IsZero() {
		text, err := json.Marshal(dateTime(c.latest))
		if err != nil {
			return err
		}
		_, _ = c.out.WriteString(",\n \"dct:modified\": ")
		_, _ = c.out.Write(text)
	}
	_, _ = c.out.WriteString("\n}\n")
	return c.out.Flush()
}

// table is a table with everything of a kind.
func (c *catalogueWriter) table(t *web.DataTable, changed time.Time) object {
	o := c.entry(web.DataPath+"#"+t.Ref, t.Page, object{"@value": t.Title.In(c.english), "@language": "en"}, t.Description,
		t.Files(), t.Rights)
	o["dct:accrualPeriodicity"] = link(continuous)
	if !changed.IsZero() {
		o["dct:modified"] = dateTime(changed)
	}
	return o
}

// dataset is something that is published in files of its own.
func (c *catalogueWriter) dataset(d *web.Dataset) object {
	title := d.Title
	if d.Release > 0 {
		title = c.english.Say("%s: results, release %d", d.Title, d.Release)
	}
	o := c.entry(d.Page, d.Page, object{"@value": title, "@language": cmp.Or(d.Language, c.council, "en")}, d.Description, d.Files, d.Rights)
	if !d.Published.IsZero() {
		o["dct:issued"] = dateTime(d.Published)
	}
	if !d.Added.IsZero() {
		o["dct:modified"] = dateTime(d.Added)
	}
	return o
}

// addRights adds the licence of data to what the catalogue says about it. Data of others has their licence and their name; if
// that licence is not known, or rows have several, there is a statement in words only.
func (c *catalogueWriter) addRights(to object, r web.Rights) object {
	if r.OfCouncil() {
		to["dct:license"] = link(opendata.LicencePath)
		return to
	}
	if address := r.Licence.Address(); address != "" {
		to["dct:license"] = link(address)
	}
	to["dct:rights"] = object{"@type": "dct:RightsStatement", "rdfs:label": object{"@value": r.Message().In(c.english), "@language": "en"}}
	return to
}

// entry is what all datasets have. id and page are paths.
func (c *catalogueWriter) entry(
	id, page string, title object, about locale.LazyMessage, files []web.DataFile, rights web.Rights,
) object {
	distributions := []object{}
	for _, f := range files {
		file := c.addRights(object{
			"@id": c.site + f.Path, "@type": "dcat:Distribution", "dct:title": object{"@value": f.Format.In(c.english), "@language": "en"},
			"dcat:accessURL": link(c.site + page), "dcat:downloadURL": link(c.site + f.Path),
			"dcat:mediaType": link("https://www.iana.org/assignments/media-types/" + f.Media),
		}, rights)
		if f.Media == web.CSVWMedia {
			file["dct:conformsTo"] = link("http://www.w3.org/ns/csvw")
		}
		distributions = append(distributions, file)
	}
	return c.addRights(object{
		"@id": c.site + id, "@type": "dcat:Dataset", "dct:identifier": id, "dct:title": title,
		"dct:description":  object{"@value": about.In(c.english), "@language": "en"},
		"dct:publisher":    c.publisher,
		"dcat:landingPage": link(c.site + page), "dcat:distribution": distributions,
	}, rights)
}

func dateTime(at time.Time) object {
	return object{"@type": "xsd:dateTime", "@value": at.UTC().Format(time.RFC3339)}
}

func lastOf(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
