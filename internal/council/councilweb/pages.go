package councilweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

type accessibilityView struct {
	Lang                                                                            string // of what the council wrote
	Council, Scope, Compliance, Formats, Prepared, Reviewed, Tester, Method, Sample string
	ResponseDays                                                                    int
	Contact                                                                         council.Contact
	Gaps                                                                            []gapGroupView
	Enforcement                                                                     page.UserText
}

// gapGroupView is one of the three classes of content that not everybody can use.
type gapGroupView struct {
	ID, Title string
	Gaps      []gapView
}

type gapView struct{ What, Why, Alternative, FixBy string }

var complianceText = map[council.Compliance]string{
	council.FullyCompliant: locale.Key(
		"This website is fully compliant with the Web Content Accessibility Guidelines (WCAG) version 2.2 AA standard.",
	),
	council.PartiallyCompliant: locale.Key(
		"This website is partially compliant with the Web Content Accessibility Guidelines (WCAG) version 2.2 AA standard, due to the non-compliances listed below.",
	),
	council.NotCompliant: locale.Key(
		"This website is not compliant with the Web Content Accessibility Guidelines (WCAG) version 2.2 AA standard. The non-compliances are listed below.",
	),
}

var exampleContact = council.Contact{
	Email: "equality@example.org",
	Phone: "0300 000 0000",
	Relay: "18001 0300 000 0000",
	Post:  "County Hall, Exampleshire",
}

var accessibilityPage = page.New(files, "templates/accessibility.html",
	accessibilityView{},
	accessibilityView{
		Council: "Exampleshire County Council", Scope: "This statement is about example.org.", Compliance: complianceText[council.PartiallyCompliant],
		Formats: "Large print, Easy Read, Braille and audio.", ResponseDays: 5, Contact: exampleContact,
		Gaps: []gapGroupView{
			{
				"non-compliance",
				"Non-compliance with the accessibility regulations",
				[]gapView{{"Some maps", "They have no text alternative (1.1.1).", "Ask us for a list of places.", "30 June 2026"}},
			},
			{
				"out-of-scope",
				"Content outside the scope of the accessibility regulations",
				[]gapView{{"Documents from before 2018", "They are not needed to use the service.", "", ""}},
			},
		},
		Enforcement: page.UserText{Text: "Equality Advisory and Support Service", Href: "https://www.equalityadvisoryservice.com/"},
		Prepared:    "1 February 2026", Reviewed: "1 March 2026", Tester: "Our own team", Method: "By hand and with axe.", Sample: "Every kind of page.",
	},
)

func (d *Handlers) accessibility(w http.ResponseWriter, r *http.Request) error {
	p, err := d.profile(r.Context())
	if err != nil {
		return err
	}
	a, words := p.Accessibility, d.deps.PagePrinter(r)
	view := accessibilityView{
		Council: p.Name, Scope: a.Scope, Compliance: words.Say(complianceText[a.Compliance]), Lang: words.LangOrCouncil(""), Formats: a.Formats, ResponseDays: a.ResponseDays,
		Prepared: words.Date(a.Prepared), Reviewed: words.Date(a.Reviewed), Tester: a.Tester, Method: a.Method, Sample: a.Sample,
		Contact: p.Contact, Enforcement: page.UserText{Text: a.Enforcement.Name, Href: a.Enforcement.Address, Lang: words.LangOrCouncil("")},
	}
	for _, class := range []struct {
		id, title string
		gaps      []council.Gap
	}{
		{"non-compliance", words.Say("Non-compliance with the accessibility regulations"), a.NonCompliance},
		{"disproportionate-burden", words.Say("Disproportionate burden"), a.DisproportionateBurden},
		{"out-of-scope", words.Say("Content outside the scope of the accessibility regulations"), a.OutOfScope},
	} {
		if len(class.gaps) == 0 {
			continue
		}
		v := gapGroupView{class.id, class.title, nil}
		for _, g := range class.gaps {
			v.Gaps = append(v.Gaps, gapView{g.What, g.Why, g.Alternative, words.Date(g.FixBy)})
		}
		view.Gaps = append(view.Gaps, v)
	}
	return accessibilityPage.Write(w, r, http.StatusOK, view)
}

type privacyView struct {
	Lang                                                                                     string // of what the council wrote
	Council, Controller, DataProtectionOfficer, Retention, Sharing, PolicyReviewed, Reviewed string
	LegalBasis                                                                               []string
	Policy, Complaints                                                                       page.UserText
	Contact                                                                                  council.Contact
}

var privacyPage = page.New(files, "templates/privacy.html",
	privacyView{},
	privacyView{
		Council: "Exampleshire County Council", Controller: "Exampleshire County Council", DataProtectionOfficer: "dpo@example.org",
		Retention: "We keep responses for six years.", Sharing: "We share them with nobody.", LegalBasis: []string{"We ask in the public interest.", "Equality answers: Data Protection Act 2018, Schedule 1, paragraph 8."},
		Policy: page.UserText{
			Text: "Appropriate policy document",
			Href: "https://example.org/policy",
		}, PolicyReviewed: "1 January 2026", Reviewed: "1 February 2026",
		Complaints: page.UserText{Text: "Information Commissioner's Office", Href: "https://ico.org.uk/"}, Contact: exampleContact,
	},
)

func (d *Handlers) privacy(w http.ResponseWriter, r *http.Request) error {
	p, err := d.profile(r.Context())
	if err != nil {
		return err
	}
	v, words := p.Privacy, d.deps.PagePrinter(r)
	return privacyPage.Write(w, r, http.StatusOK, privacyView{
		Lang: words.LangOrCouncil(
			"",
		), Council: p.Name, Controller: v.Controller, DataProtectionOfficer: v.DataProtectionOfficer, Retention: v.Retention, Sharing: v.Sharing, LegalBasis: v.LegalBasis,
		Policy: page.UserText{
			Text: v.Policy.Name,
			Href: v.Policy.Address,
			Lang: words.LangOrCouncil(""),
		}, PolicyReviewed: words.Date(v.PolicyReviewed), Reviewed: words.Date(v.Reviewed), Complaints: page.UserText{Text: v.Complaints.Name, Href: v.Complaints.Address, Lang: words.LangOrCouncil("")}, Contact: p.Contact,
	})
}

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
			"Every released table.",
			"/consultations/parks/results/1",
			"2 March 2026",
			[]fileView{{"CSV", "/consultations/parks/results/1/results.csv"}, {"JSON", "/consultations/parks/results/1/results.json"}},
		},
		{"Cyllideb", "cy", 2, "", "", "1 March 2026", nil},
	}},
)

func (d *Handlers) openData(w http.ResponseWriter, r *http.Request) error {
	var view openDataView
	words := d.deps.PagePrinter(r)
	if d.datasets != nil {
		all, err := d.datasets(r.Context())
		if err != nil {
			return err
		}
		for _, x := range all {
			v := datasetView{
				Title:       x.Title,
				Lang:        words.LangOrCouncil(x.Language),
				Release:     x.Release,
				Description: x.Description.In(words.Printer),
				Page:        x.Page,
				Released:    words.Date(x.Released),
			}
			for _, f := range x.Files {
				v.Files = append(v.Files, fileView{f.Format.In(words.Printer), f.Path})
			}
			view.Items = append(view.Items, v)
		}
	}
	return openDataPage.Write(w, r, http.StatusOK, view)
}
