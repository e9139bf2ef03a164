package placeweb

import (
	"context"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

type placeView struct {
	Title, Lang, Kind, Code, From, Until, Invented string

	Follow string // path of the page on which people follow it; "" in a preview

	Back     page.Link
	Preview  bool
	Within   page.UserText
	Contents []page.Link // messages and translated headings

	Related []web.ReferrerGroup
	Shares  *chart.Multiples // tables whose bars are percentages
	Counts  *chart.Multiples
	Values  []valuesTable
	Sources []sourceView

	Corrections []correctionView
	Parts       []listItem // places within it
	More        page.Pagination
}

type valuesTable struct {
	Title, Lang string
	Rows        []page.SummaryRow
}

// correctionView is a correction of the figures of a table about the place.
type correctionView struct {
	Date, Lang, Why string
	Table           page.UserText
	Changes         []changeView
	Download        string // all corrections of the table
}

// sourceView says where the figures of a table come from.
type sourceView struct {
	Table, Source                page.UserText
	Base, Date, Note, Lang, Mark string // Mark is what has been invented
	Licence                      string
}

// NoIndex implements what package page asks of views.
func (v placeView) NoIndex() bool { return v.Preview }

// NoStore implements what package page asks of views.
func (v placeView) NoStore() bool { return v.Preview }

var placePage = page.New(files, "templates/place.html",
	placeView{Title: "Exampleton", Preview: true, Back: page.Link{Text: "Back to the record", Href: "/staff/places/x"}},
	placeView{
		Follow: "/follow/place/exampleton",
		Title:  "Exampleton", Lang: "en", Kind: "District", Code: "E07999999", From: "1 April 2009", Until: "31 March 2026",
		Invented: "this place", Back: page.Link{Text: "Places", Href: placesPath},
		Within:   page.UserText{Text: "Exampleshire", Href: "/places/exampleshire", Lang: "en"},
		Contents: []page.Link{{Text: "Consultations", Href: "#related-a"}, {Text: "Figures", Href: "#figures"}},
		Related: []web.ReferrerGroup{{
			ID: "related-a", Heading: "Consultations", MoreHref: "/consultations?area=exampleton",
			Items: []web.ReferrerItem{
				{UserText: page.UserText{Text: "The bridge", Href: "/consultations/bridge", Lang: "en"}, Fact: "Open"},
				{UserText: page.UserText{Text: "Buses", Href: "/consultations/buses", Lang: "en"}},
			},
		}},
		Shares: chart.NewMultiples("shares", "Shares", "en", []chart.Bars{{
			Title: "Sex", Lang: "en", Label: "Group", Number: "People", Total: 100,
			Bars: []chart.Bar{
				{Label: "Female", Value: 51, Text: "51,000 (51%)", Lang: "en"}, {Label: "Male", Value: 49, Text: "49,000 (49%)", Lang: "en"},
			},
		}}),
		Counts: chart.NewMultiples("counts", "Counts", "en", []chart.Bars{{
			Title: "Languages", Lang: "en", Label: "Group", Number: "People",
			Bars: []chart.Bar{{Label: "Polish", Value: 926, Text: "926", Lang: "en"}},
		}}),
		Values: []valuesTable{{"Deprivation", "en", []page.SummaryRow{{Key: "Average score", Value: "10.5"}}}},
		Sources: []sourceView{
			{
				page.UserText{Text: "Sex", Href: "/figures/sex", Lang: "en"},
				page.UserText{Text: "Census 2021", Href: "https://example.org", Lang: "en"},
				"usual residents", "21 March 2021", "A note.", "en", "these figures", "Open Government Licence v3.0",
			},
			{Table: page.UserText{Text: "Age", Lang: "en"}, Source: page.UserText{Text: "A count", Lang: "en"}},
		},
		Corrections: []correctionView{{
			"1 May 2026", "en", "The source corrected them.", page.UserText{Text: "Sex", Href: "/figures/sex", Lang: "en"},
			[]changeView{{Category: "Female", Before: "50,000", After: "51,000"}, {Category: "Not known", Before: "12"}},
			"/figures/sex/corrections.csv",
		}},
		Parts: []listItem{{page.UserText{Text: "Old Town", Href: "/places/old-town", Lang: "en"}, "Ward"}},
		More:  page.Pagination{Next: "/places/x?page=2"},
	},
)

// loaded is what the page of a place shows.
type loaded struct {
	place.Place
	parent  place.Place
	known   []place.Known
	fixed   []place.Correction
	parts   db.Page[place.Place]
	related []web.ReferrerGroup
}

// load reads what the page of p shows to by.
func (h *handlers) load(ctx context.Context, words web.PagePrinter, by actor.Actor, p *loaded, at string) error {
	return h.DB.View(ctx, func(tx *db.Tx) (err error) {
		if p.Name == "" {
			if p.Place, err = place.Get(ctx, tx, p.Ref); err != nil {
				return err
			}
		}
		if p.parent, err = place.Get(ctx, tx, p.Within); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if p.known, err = place.KnownOf(ctx, tx, p.Ref); err != nil {
			return err
		}
		if p.fixed, err = place.CorrectionsOf(ctx, tx, p.Ref); err != nil {
			return err
		}
		if p.parts, err = place.WithinPage(ctx, tx, p.Ref, at, listSize); err != nil {
			return err
		}
		p.related, err = h.FindReferrers(ctx, tx, words, web.PlaceRecord, web.ReferrerQuery{By: by, Ref: p.Ref, Name: p.Name})
		return err
	})
}

func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	words, p := h.PagePrinter(r), &loaded{Place: place.Place{Ref: r.PathValue("ref")}}
	if err := h.load(r.Context(), words, actor.Actor{}, p, r.URL.Query().Get(page.CursorName)); err != nil {
		return err
	}
	v := newPlaceView(words, p)
	v.Back, v.Follow = page.Link{Text: words.Say("Places"), Href: placesPath}, follow.Path("place", p.Ref)
	return placePage.Write(w, r, http.StatusOK, v)
}

// preview shows a working copy as the public page will show it, together with what only staff may see, such as drafts.
func (h *handlers) preview(w http.ResponseWriter, r *http.Request) error {
	by := site.Actor(r)
	c, err := h.records.Get(r.Context(), by, &h.kind, r.PathValue("id"))
	if err != nil {
		return err
	}
	words, p := h.PagePrinter(r), &loaded{Place: place.FromValues(c.Record, c.Values)}
	if p.Name == "" {
		p.Name = words.Say("No title yet")
	}
	if err := h.load(r.Context(), words, by, p, ""); err != nil {
		return err
	}
	v := newPlaceView(words, p)
	v.Preview, v.Back = true, page.Link{Text: words.Say("Back to the record"), Href: place.RecordsPath + "/" + c.Address()}
	return placePage.Write(w, r, http.StatusOK, v)
}

func newPlaceView(words web.PagePrinter, p *loaded) placeView {
	v := placeView{
		Title: p.Name, Lang: words.LangOrCouncil(""), Kind: p.Kind.Label().In(words.Printer), Code: p.Code, Invented: p.Invented,
		Related: p.related, More: page.Neighbours(placesPath+"/"+p.Ref, nil, p.parts.Previous, p.parts.Next),
	}
	if !p.From.IsZero() {
		v.From = words.Date(p.From)
	}
	if !p.Until.IsZero() {
		v.Until = words.Date(p.Until)
	}
	if p.parent.Ref != "" {
		v.Within = placeLink(words, p.parent)
	}
	for _, g := range v.Related {
		v.Contents = append(v.Contents, page.Link{Text: g.Heading, Href: "#" + g.ID})
	}
	v.addFigures(words, p.known)
	v.addCorrections(words, p)
	for _, part := range p.parts.Items {
		v.Parts = append(v.Parts, listItem{placeLink(words, part), part.Kind.Label().In(words.Printer)})
	}
	if len(v.Parts) > 0 {
		v.Contents = append(v.Contents, page.Link{Text: words.Say("Places within it"), Href: "#parts"})
	}
	return v
}

// addFigures adds the figures and their sources.
func (v *placeView) addFigures(words web.PagePrinter, known []place.Known) {
	var shares, counts []chart.Bars
	for _, k := range known {
		switch k.Table.Measure {
		case place.Parts:
			shares = append(shares, newBars(words, k))
		case place.Counts:
			counts = append(counts, newBars(words, k))
		case place.Values:
			v.Values = append(v.Values, newValues(words, k))
		}
		v.Sources = append(v.Sources, newSource(words, k.Table))
	}
	if len(shares) > 0 {
		v.Shares = chart.NewMultiples("shares", words.Say("Figures with percentages"), words.Lang(), shares)
	}
	if len(counts) > 0 {
		v.Counts = chart.NewMultiples("counts", words.Say("Other numbers"), words.Lang(), counts)
	}
	if len(known) > 0 {
		v.Contents = append(v.Contents, page.Link{Text: words.Say("Figures"), Href: "#figures"},
			page.Link{Text: words.Say("Where the figures come from"), Href: "#sources"})
	}
}

// addCorrections adds what was corrected of published figures.
func (v *placeView) addCorrections(words web.PagePrinter, p *loaded) {
	tables := map[string]*place.Table{}
	for _, k := range p.known {
		tables[k.Table.Ref] = k.Table
	}
	for _, c := range p.fixed {
		lang := words.LangOrCouncil("")
		one := correctionView{
			Date: words.Date(c.Changed), Lang: lang, Why: c.Why, Download: figuresPath + "/" + c.Table + "/corrections.csv",
			Table: page.UserText{Text: c.Table, Href: figuresPath + "/" + c.Table, Lang: lang},
		}
		if t := tables[c.Table]; t != nil {
			one.Table = tableLink(words, t)
		}
		for _, change := range c.Changes {
			one.Changes = append(one.Changes, newChange(words, "", change))
		}
		v.Corrections = append(v.Corrections, one)
	}
	if len(v.Corrections) > 0 {
		v.Contents = append(v.Contents, page.Link{Text: words.Say("Corrected figures"), Href: "#corrections"})
	}
}

func newBars(words web.PagePrinter, k place.Known) chart.Bars {
	b := chart.Bars{Title: k.Table.Title, Lang: words.LangOrCouncil(""), Label: words.Say("Group"), Number: words.Say("Number")}
	if k.Table.Measure == place.Parts {
		b.Total = 100
	}
	for _, category := range k.Table.Shown() {
		if _, ok := k.Figures[category]; ok {
			value, text := measured(words, k.Table, k.Figures, category)
			b.Bars = append(b.Bars, chart.Bar{Label: category, Value: value, Text: text, Lang: words.LangOrCouncil("")})
		}
	}
	return b
}

func newValues(words web.PagePrinter, k place.Known) valuesTable {
	t := valuesTable{Title: k.Table.Title, Lang: words.LangOrCouncil("")}
	for _, category := range k.Table.Shown() {
		if n, ok := k.Figures[category]; ok {
			t.Rows = append(t.Rows, page.SummaryRow{Key: category, Value: words.Decimal(n)})
		}
	}
	return t
}

// measured returns the length of the bar of a figure, which is a percentage if the table has them, and its text.
func measured(words web.PagePrinter, t *place.Table, f place.Figures, category string) (value float64, text string) {
	n := f[category]
	total := t.Total(f)
	if total <= 0 {
		return n, words.Decimal(n)
	}
	value = 100 * n / total
	return value, words.Say("%s (%s)", words.Decimal(n), percentText(words, value))
}

// percentText is a percentage with one decimal place.
func percentText(words web.PagePrinter, value float64) string {
	return locale.WithUnit(words.Fixed(value, 1), "%")
}

func newSource(words web.PagePrinter, t *place.Table) sourceView {
	lang := words.LangOrCouncil("")
	return sourceView{
		Table: tableLink(words, t), Source: page.UserText{Text: t.Source, Href: t.Address, Lang: lang},
		Base: t.Base, Date: words.Date(t.Date), Note: t.Note, Lang: lang, Mark: t.Invented,
		Licence: t.Licence.Label().In(words.Printer),
	}
}
