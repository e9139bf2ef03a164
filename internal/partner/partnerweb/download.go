package partnerweb

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
)

// exported is a partner in the files, with the names of codes in English. It has no name of a person.
type exported struct {
	ID          string       `json:"id"`    // address of the public page
	OrgID       string       `json:"orgId"` // as org-id.guide writes it; of a group without a registration, its address
	Name        string       `json:"name"`
	Kind        string       `json:"kind"`
	Category    string       `json:"category,omitempty"`
	Purpose     string       `json:"purpose"`
	Site        string       `json:"website,omitempty"`
	PartOf      string       `json:"partOf,omitempty"` // address
	Identifiers []exportedID `json:"identifiers"`
	Sectors     []string     `json:"sectors"`
	Places      []exportedID `json:"places"` // the scheme is GSS
	WorksWith   []string     `json:"worksWith"`
	SpeaksFor   []string     `json:"speaksFor"`
	Communities []string     `json:"communities"`
	Significant bool         `json:"significant"`
	Signed      int64        `json:"principlesVersion"` // the latest that it has signed; 0 is none
	Published   string       `json:"published"`
	Invented    string       `json:"invented,omitempty"`
}

type exportedID struct {
	Scheme string `json:"scheme"`
	Number string `json:"id"`
	Name   string `json:"name,omitempty"`
}

// orgID returns the identifiers of p under one name: the first registered number or, without one, the address of its page.
func orgID(site string, p *partner.Partner) string {
	if len(p.Identifiers) > 0 {
		return p.Identifiers[0].OrgID()
	}
	return site + partner.Path(p.ID)
}

// gss is the scheme of the codes of places.
const gss = "GSS"

func export(ctx context.Context, tx *db.Tx, site string, p *partner.Partner) (e exported, err error) {
	english := web.PagePrinter{Printer: locale.For("en")}
	e = exported{
		ID: site + partner.Path(p.ID), OrgID: orgID(site, p), Name: p.Name, Kind: p.Kind.Label().In(english.Printer), Category: p.Category,
		Purpose: p.Purpose, Site: p.Site, Identifiers: []exportedID{}, Sectors: []string{}, Places: []exportedID{},
		WorksWith:   append([]string{}, inWords(english, p.WorksWithNames())...),
		SpeaksFor:   append([]string{}, inWords(english, p.SpeaksForNames())...),
		Communities: append([]string{}, p.Communities...), Significant: p.Significant, Published: p.PublishedAt.UTC().Format(time.DateOnly),
		Invented: p.Invented,
	}
	if p.PartOf != "" {
		e.PartOf = site + partner.Path(p.PartOf)
	}
	for _, id := range p.Identifiers {
		e.Identifiers = append(e.Identifiers, exportedID{Scheme: id.Scheme, Number: id.Number})
	}
	for _, s := range p.Sectors {
		e.Sectors = append(e.Sectors, s.Label().In(english.Printer))
	}
	places, err := place.GetMany(ctx, tx, p.Places)
	if err != nil {
		return e, err
	}
	for _, one := range places {
		e.Places = append(e.Places, exportedID{gss, one.Code, one.Name})
	}
	signed, err := partner.Signatures(ctx, tx, p.ID)
	for _, s := range signed {
		if s.Withdrawn.IsZero() {
			e.Signed = max(e.Signed, s.Version)
		}
	}
	return e, err
}

// exportAll returns every partner as it is exported, by name.
func (h *handlers) exportAll(r *http.Request) (all []exported, err error) {
	site := h.SiteURL(r)
	err = h.DB.View(r.Context(), func(tx *db.Tx) error {
		all = []exported{}
		return partner.Each(r.Context(), tx, func(p *partner.Partner) error {
			e, err := export(r.Context(), tx, site, p)
			all = append(all, e)
			return err
		})
	})
	return all, err
}

// csvColumns are those of the directory as a table.
var csvColumns = []csvw.Column[exported]{
	textColumn("id", func(e exported) string { return e.ID }),
	textColumn("org_id", func(e exported) string { return e.OrgID }),
	textColumn("name", func(e exported) string { return e.Name }),
	textColumn("kind", func(e exported) string { return e.Kind }),
	textColumn("category", func(e exported) string { return e.Category }),
	textColumn("purpose", func(e exported) string { return e.Purpose }),
	textColumn("website", func(e exported) string { return e.Site }),
	textColumn("part_of", func(e exported) string { return e.PartOf }),
	textColumn("identifiers", func(e exported) string {
		return list(e.Identifiers, func(id exportedID) string { return id.Scheme + "-" + id.Number })
	}),
	textColumn("sectors", func(e exported) string { return strings.Join(e.Sectors, "; ") }),
	textColumn("places", func(e exported) string { return list(e.Places, func(p exportedID) string { return p.Name }) }),
	textColumn("place_codes", func(e exported) string { return list(e.Places, func(p exportedID) string { return p.Number }) }),
	textColumn("works_with", func(e exported) string { return strings.Join(e.WorksWith, "; ") }),
	textColumn("speaks_for", func(e exported) string { return strings.Join(e.SpeaksFor, "; ") }),
	textColumn("communities", func(e exported) string { return strings.Join(e.Communities, "; ") }),
	textColumn("significant", func(e exported) string { return strconv.FormatBool(e.Significant) }),
	textColumn("principles_version", func(e exported) string { return strconv.FormatInt(e.Signed, 10) }),
	textColumn("published", func(e exported) string { return e.Published }),
	textColumn("invented", func(e exported) string { return e.Invented }),
}

func textColumn(name string, value func(exported) string) csvw.Column[exported] {
	return csvw.Text(name, "", "", value)
}

func list[T any](all []T, text func(T) string) string {
	var texts []string
	for _, one := range all {
		texts = append(texts, text(one))
	}
	return strings.Join(texts, "; ")
}

// csv serves the directory as a table.
func (h *handlers) csv(w http.ResponseWriter, r *http.Request) error {
	all, err := h.exportAll(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	if _, err := io.WriteString(w, csvout.ByteOrderMark); err != nil {
		return err
	}
	return csvw.WriteCSV(w, csvColumns, csvw.Slice(all))
}

// json serves the directory with the day of the registers' codes.
func (h *handlers) json(w http.ResponseWriter, r *http.Request) error {
	all, err := h.exportAll(r)
	if err != nil {
		return err
	}
	return writeJSON(w, web.JSONMedia, map[string]any{"schemes": "https://org-id.guide", "schemesAsOf": partner.SchemesAsOf, "partners": all})
}

func writeJSON(w http.ResponseWriter, media string, v any) error {
	body, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", media)
	_, err = w.Write(body)
	return err
}

// object is an object of JSON.
type object = map[string]any

// linkedData serves a partner as an Organization of schema.org, in JSON-LD.
func (h *handlers) linkedData(w http.ResponseWriter, r *http.Request) error {
	var e exported
	var branches []object
	site := h.SiteURL(r)
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		p, err := partner.Get(r.Context(), tx, r.PathValue("id"))
		if err != nil {
			return err
		}
		if e, err = export(r.Context(), tx, site, p); err != nil {
			return err
		}
		found, err := partner.Find(r.Context(), tx, partner.Query{PartOf: p.ID}, "", listSize)
		branches = nil
		for _, b := range found.Items {
			branches = append(branches, object{"@type": "Organization", "@id": site + partner.Path(b.ID), "name": b.Name})
		}
		return err
	})
	if err != nil {
		return err
	}
	return writeJSON(w, "application/ld+json", newOrganization(e, branches))
}

// newOrganization returns e in the words of schema.org.
func newOrganization(e exported, branches []object) object {
	o := object{"@context": "https://schema.org", "@type": "Organization", "@id": e.ID, "mainEntityOfPage": e.ID, "name": e.Name,
		"description": e.Purpose, "knowsAbout": e.Sectors}
	var ids, places []object
	for _, id := range e.Identifiers {
		ids = append(ids, object{"@type": "PropertyValue", "propertyID": id.Scheme, "value": id.Number})
	}
	for _, p := range e.Places {
		places = append(places, object{"@type": "AdministrativeArea", "name": p.Name,
			"identifier": object{"@type": "PropertyValue", "propertyID": p.Scheme, "value": p.Number}})
	}
	set := func(name string, value any, present bool) {
		if present {
			o[name] = value
		}
	}
	set("identifier", ids, len(ids) > 0)
	set("areaServed", places, len(places) > 0)
	set("url", e.Site, e.Site != "")
	set("parentOrganization", object{"@type": "Organization", "@id": e.PartOf}, e.PartOf != "")
	set("subOrganization", branches, len(branches) > 0)
	return o
}

// datasets is the directory as open data, once it has a partner.
var datasets = web.DatasetList{Ref: "partners", Title: locale.Lazy("Partners"),
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[web.Dataset], error) {
		p, err := partner.Find(ctx, tx, partner.Query{}, at, 1)
		if p.Next = ""; err != nil {
			return db.Page[web.Dataset]{}, err
		}
		latest := time.Time{}
		if len(p.Items) > 0 {
			latest, err = partner.LastPublished(ctx, tx)
		}
		return web.ReadDatasets(p, err, func(*partner.Partner) (web.Dataset, error) {
			return web.Dataset{
				Title: "Partners", Language: "en", Page: partner.PublicPath, Published: latest,
				Description: locale.Lazy("The organisations that work with the council, with their registered numbers and the places they serve."),
				Files: []web.DataFile{
					{Format: locale.Lazy("CSV"), Path: csvPath, Media: web.CSVMedia},
					{Format: locale.Lazy("JSON"), Path: jsonPath, Media: web.JSONMedia},
				},
			}, nil
		})
	}}
