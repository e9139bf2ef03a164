package councilweb

import (
	"context"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

type accessibilityView struct {
	Lang string // of the council's own texts

	Council, Scope, Compliance, Formats, Prepared, Reviewed, Tester, Method, Sample string

	ResponseDays int
	Contact      council.Contact
	Gaps         []gapGroupView
	Enforcement  page.UserText
}

// gapGroupView is one of the three groups of inaccessible content in the model
// statement.
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
		"This website is partially compliant with the Web Content Accessibility Guidelines (WCAG) version 2.2 AA standard, " +
			"due to the non-compliances listed below.",
	),
	council.NotCompliant: locale.Key(
		"This website is not compliant with the Web Content Accessibility Guidelines (WCAG) version 2.2 AA standard. " +
			"The non-compliances are listed below.",
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
		Council: "Exampleshire County Council", Scope: "This statement applies to example.org.",
		Compliance: complianceText[council.PartiallyCompliant],
		Formats:    "Large print, Easy Read, Braille and audio.", ResponseDays: 5, Contact: exampleContact,
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
		Enforcement: page.UserText{
			Text: "Equality Advisory and Support Service",
			Href: "https://www.equalityadvisoryservice.com/",
		},
		Prepared: "1 February 2026", Reviewed: "1 March 2026", Tester: "Our own team",
		Method: "Manual testing and axe.", Sample: "One page of each type.",
	},
)

func (h *Handlers) accessibility(w http.ResponseWriter, r *http.Request) error {
	p, err := h.profile(r.Context())
	if err != nil {
		return err
	}
	a, printer := p.Accessibility, h.deps.PagePrinter(r)
	lang := printer.LangOrCouncil("")
	view := accessibilityView{
		Lang: lang, Council: p.Name, Scope: a.Scope, Compliance: printer.Say(complianceText[a.Compliance]),
		Formats: a.Formats, ResponseDays: a.ResponseDays, Contact: p.Contact,
		Prepared: printer.Date(a.Prepared), Reviewed: printer.Date(a.Reviewed),
		Tester: a.Tester, Method: a.Method, Sample: a.Sample,
		Enforcement: page.UserText{Text: a.Enforcement.Name, Href: a.Enforcement.Address, Lang: lang},
	}
	for _, group := range []struct {
		id, title string
		gaps      []council.Gap
	}{
		{"non-compliance", printer.Say("Non-compliance with the accessibility regulations"), a.NonCompliance},
		{"disproportionate-burden", printer.Say("Disproportionate burden"), a.DisproportionateBurden},
		{"out-of-scope", printer.Say("Content outside the scope of the accessibility regulations"), a.OutOfScope},
	} {
		if len(group.gaps) == 0 {
			continue
		}
		v := gapGroupView{group.id, group.title, nil}
		for _, g := range group.gaps {
			v.Gaps = append(v.Gaps, gapView{g.What, g.Why, g.Alternative, printer.Date(g.FixBy)})
		}
		view.Gaps = append(view.Gaps, v)
	}
	return accessibilityPage.Write(w, r, http.StatusOK, view)
}

type privacyView struct {
	Lang string // of the council's own texts

	Council, Controller, DataProtectionOfficer, Sharing, PolicyReviewed, Reviewed string

	Demonstration      bool
	LegalBasis         []string
	Kept               []string        // how long data is usually kept, a sentence for each category
	Exceptions         []exceptionView // consultations that keep it for another period
	Policy, Complaints page.UserText
	Contact            council.Contact
}

// LanguageCookieDays is how long the cookie with the chosen language lasts.
func (privacyView) LanguageCookieDays() int64 { return site.LanguageCookieDays }

// KnownBrowserDays is how long a browser is remembered after a sign-in.
func (privacyView) KnownBrowserDays() int64 { return signin.KnownBrowserDays }

// Contents returns the links to the parts of the page.
func (v privacyView) Contents() (all []page.Link) {
	add := func(there bool, text, id string) {
		if there {
			all = append(all, page.Link{Text: text, Href: "#" + id})
		}
	}
	add(true, locale.Key("What we collect when you respond"), "collect")
	add(true, locale.Key("What we never store with your answers"), "never")
	add(true, locale.Key("What you can do"), "rights")
	add(len(v.LegalBasis) > 0, locale.Key("Our lawful basis"), "basis")
	add(len(v.Kept) > 0, locale.Key("How long we keep your data"), "kept")
	add(v.Sharing != "", locale.Key("Who we share your data with"), "sharing")
	add(true, locale.Key("What we publish"), "publish")
	add(true, locale.Key("Contact and complaints"), "contact")
	return all
}

// exceptionView is a consultation that keeps data for another period than usual.
type exceptionView struct {
	Title page.UserText
	Kept  []string
}

var exampleKept = []string{
	"We will delete your written answers and postcode 12 months after the decision. We will keep answers chosen from lists, without names.",
}

var privacyPage = page.New(files, "templates/privacy.html",
	privacyView{},
	privacyView{Policy: page.UserText{Text: "Appropriate policy document"}},
	privacyView{
		Council: "Exampleshire County Council", Controller: "Exampleshire County Council",
		DataProtectionOfficer: "dpo@example.org", Contact: exampleContact,
		Kept: exampleKept, Sharing: "We do not share your data.", Demonstration: true,
		Exceptions: []exceptionView{{page.UserText{Text: "Getting about", Href: "/consultations/getting-about"}, exampleKept}},
		LegalBasis: []string{
			"Responses: a task in the public interest.",
			"Equality monitoring answers: Data Protection Act 2018, Schedule 1, paragraph 8.",
		},
		Policy:         page.UserText{Text: "Appropriate policy document", Href: "https://example.org/policy"},
		PolicyReviewed: "1 January 2026", Reviewed: "1 February 2026",
		Complaints: page.UserText{Text: "Information Commissioner's Office", Href: "https://ico.org.uk/"},
	},
)

func (h *Handlers) privacy(w http.ResponseWriter, r *http.Request) error {
	p, err := h.profile(r.Context())
	if err != nil {
		return err
	}
	v, printer := p.Privacy, h.deps.PagePrinter(r)
	lang := printer.LangOrCouncil("")
	kept, exceptions, err := h.keptData(r.Context(), printer)
	if err != nil {
		return err
	}
	return privacyPage.Write(w, r, http.StatusOK, privacyView{
		Lang: lang, Council: p.Name, Controller: v.Controller, DataProtectionOfficer: v.DataProtectionOfficer,
		Kept: kept, Exceptions: exceptions, Demonstration: p.Demonstration,
		Sharing: v.Sharing, LegalBasis: v.LegalBasis, Contact: p.Contact,
		Policy:         page.UserText{Text: v.Policy.Name, Href: v.Policy.Address, Lang: lang},
		PolicyReviewed: printer.Date(v.PolicyReviewed), Reviewed: printer.Date(v.Reviewed),
		Complaints: page.UserText{Text: v.Complaints.Name, Href: v.Complaints.Address, Lang: lang},
	})
}

// keptData returns how long the data of respondents is kept, and which consultations
// keep it for another period.
func (h *Handlers) keptData(ctx context.Context, printer web.PagePrinter) (kept []string, all []exceptionView, err error) {
	if h.kept == nil {
		return nil, nil, nil
	}
	notice, err := h.kept(ctx)
	if err != nil {
		return nil, nil, err
	}
	sentences := func(categories []retention.Category) (all []string) {
		for _, d := range categories {
			all = append(all, d.Sentence().In(printer.Printer))
		}
		return all
	}
	for _, e := range notice.Exceptions {
		all = append(all, exceptionView{
			page.UserText{Text: e.Title, Href: "/consultations/" + e.Slug, Lang: printer.LangOrCouncil(e.Language)},
			sentences(e.Categories),
		})
	}
	return append(sentences(notice.Usual), retention.RequestsSentence().In(printer.Printer)), all, nil
}
