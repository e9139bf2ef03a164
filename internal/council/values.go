package council

import (
	"maps"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/edit"
)

// form connects the fields of the form with p.
func (p *Profile) form() edit.Binding {
	a, n := &p.Accessibility, &p.Privacy
	return edit.Binding{
		edit.BindLine("name", &p.Name),
		edit.BindLine("area", &p.Area),
		edit.BindLine("service", &p.Service),
		edit.BindLine("language", &p.Language),
		edit.BindLine("email", &p.Contact.Email),
		edit.BindLine("phone", &p.Contact.Phone),
		edit.BindLine("relay", &p.Contact.Relay),
		edit.BindText("post", &p.Contact.Post),
		edit.BindFunc("same-person", p.samePersonKinds, p.setSamePersonKinds),
		edit.BindNumber("second-person", &p.SecondPersonFrom),
		edit.BindLine("colour", &p.Look.Colour),
		edit.BindLine("logo", &p.Look.Logo),
		edit.BindTexts("languages", &p.Look.Languages),
		edit.BindNumber("remind-days", &p.Plans.RemindDays),
		edit.BindNumber("lead-days", &p.Plans.LeadDays),
		edit.BindNumber("public-days", &p.Plans.PublicDays),
		edit.BindNumber("renewal-months", &p.Plans.RenewalMonths),
		edit.BindTexts("safeguarding", &p.Safeguarding),
		edit.BindYesNo("demonstration", &p.Demonstration),
		edit.BindTexts("invented", &p.Invented),
		edit.BindText("scope", &a.Scope),
		edit.BindCode("compliance", &a.Compliance),
		edit.BindRows("non-compliance", &a.NonCompliance, (*Gap).form),
		edit.BindRows("burden", &a.DisproportionateBurden, (*Gap).form),
		edit.BindRows("out-of-scope", &a.OutOfScope, (*Gap).form),
		edit.BindText("formats", &a.Formats),
		edit.BindNumber("answer-days", &a.ResponseDays),
		edit.BindLine("enforcement-name", &a.Enforcement.Name),
		edit.BindLine("enforcement", &a.Enforcement.Address),
		edit.BindDate("prepared", &a.Prepared),
		edit.BindDate("reviewed", &a.Reviewed),
		edit.BindLine("tester", &a.Tester),
		edit.BindText("method", &a.Method),
		edit.BindText("sample", &a.Sample),
		edit.BindLine("controller", &n.Controller),
		edit.BindLine("officer", &n.DataProtectionOfficer),
		edit.BindTexts("basis", &n.LegalBasis),
		edit.BindText("sharing", &n.Sharing),
		edit.BindLine("policy", &n.Policy.Name),
		edit.BindLine("policy-address", &n.Policy.Address),
		edit.BindDate("policy-reviewed", &n.PolicyReviewed),
		edit.BindLine("complaints", &n.Complaints.Name),
		edit.BindLine("complaints-address", &n.Complaints.Address),
		edit.BindDate("notice-reviewed", &n.Reviewed),
	}
}

func (g *Gap) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("what", &g.What),
		edit.BindText("why", &g.Why),
		edit.BindLine("alternative", &g.Alternative),
		edit.BindDate("by", &g.FixBy),
	}
}

// samePersonKinds returns the kinds of records that people may approve themselves.
func (p *Profile) samePersonKinds() (kinds []string) {
	for _, kind := range slices.Sorted(maps.Keys(p.Approval)) {
		if p.Approval[kind] == SamePerson {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func (p *Profile) setSamePersonKinds(kinds []string) {
	p.Approval = map[string]Approval{}
	for _, kind := range kinds {
		p.Approval[kind] = SamePerson
	}
}

// example returns values that can be published, which are invented.
func example() edit.Values {
	day := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	p := Profile{
		Name: "Exampleshire County Council", Area: "Exampleshire", Service: "Have your say", Language: "en",
		Contact: Contact{Email: "equality@example.org", Phone: "0300 000 0000"}, SecondPersonFrom: 50,
		Accessibility: Accessibility{
			Scope: "This website.", Compliance: PartiallyCompliant, NonCompliance: []Gap{{What: "Some maps", Why: "No text.", FixBy: day}},
			Enforcement: Link{Name: "EASS", Address: "https://example.org"}, Prepared: day,
		},
		Privacy: Privacy{Controller: "Exampleshire County Council", LegalBasis: []string{"Public task."}, Reviewed: day},
	}
	return p.form().Values()
}
