package council

import (
	"maps"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/edit"
)

// values returns p as the form has it.
func (p *Profile) values() edit.Values {
	a, n := &p.Accessibility, &p.Privacy
	v := edit.Values{}
	for name, text := range map[string]string{
		"name": p.Name, "area": p.Area, "service": p.Service, "language": p.Language,
		"email": p.Contact.Email, "phone": p.Contact.Phone, "relay": p.Contact.Relay, "post": p.Contact.Post,
		"scope": a.Scope, "compliance": string(a.Compliance), "formats": a.Formats,
		"enforcement-name": a.Enforcement.Name, "enforcement": a.Enforcement.Address,
		"tester": a.Tester, "method": a.Method, "sample": a.Sample,
		"controller": n.Controller, "officer": n.DataProtectionOfficer, "sharing": n.Sharing,
		"policy": n.Policy.Name, "policy-address": n.Policy.Address,
		"complaints": n.Complaints.Name, "complaints-address": n.Complaints.Address,
	} {
		v.Set(name, text)
	}
	if p.Demonstration {
		v.Set("demonstration", "yes")
	}
	v.Set("invented", p.Invented...)
	v.Set("basis", n.LegalBasis...)
	v.Set("safeguarding", p.Safeguarding...)
	v.SetNumber("second-person", p.SecondPersonFrom)
	v.SetNumber("answer-days", int64(a.ResponseDays))
	v.SetDate("prepared", a.Prepared)
	v.SetDate("reviewed", a.Reviewed)
	v.SetDate("policy-reviewed", n.PolicyReviewed)
	v.SetDate("notice-reviewed", n.Reviewed)
	v.SetRows("non-compliance", gapRows(a.NonCompliance))
	v.SetRows("burden", gapRows(a.DisproportionateBurden))
	v.SetRows("out-of-scope", gapRows(a.OutOfScope))
	var same []string
	for _, kind := range slices.Sorted(maps.Keys(p.Approval)) {
		if p.Approval[kind] == SamePerson {
			same = append(same, kind)
		}
	}
	v.Set("same-person", same...)
	return v
}

// fromValues returns the profile with these values.
func fromValues(v edit.Values) *Profile {
	p := &Profile{
		Name: v.Text("name"), Area: v.Text("area"), Service: v.Text("service"), Language: v.Text("language"),
		Contact:       Contact{Email: v.Text("email"), Phone: v.Text("phone"), Relay: v.Text("relay"), Post: v.Text("post")},
		Demonstration: v.Text("demonstration") != "", Invented: v["invented"], SecondPersonFrom: v.Number("second-person"),
		Safeguarding: v["safeguarding"],
		Accessibility: Accessibility{
			Scope: v.Text("scope"), Compliance: Compliance(v.Text("compliance")),
			NonCompliance: gapsFrom(v.Rows("non-compliance")), DisproportionateBurden: gapsFrom(v.Rows("burden")),
			OutOfScope: gapsFrom(v.Rows("out-of-scope")), Formats: v.Text("formats"), ResponseDays: int(v.Number("answer-days")),
			Enforcement: Link{Name: v.Text("enforcement-name"), Address: v.Text("enforcement")},
			Prepared:    v.Date("prepared"), Reviewed: v.Date("reviewed"),
			Tester: v.Text("tester"), Method: v.Text("method"), Sample: v.Text("sample"),
		},
		Privacy: Privacy{
			Controller: v.Text("controller"), DataProtectionOfficer: v.Text("officer"), LegalBasis: v["basis"], Sharing: v.Text("sharing"),
			Policy: Link{Name: v.Text("policy"), Address: v.Text("policy-address")}, PolicyReviewed: v.Date("policy-reviewed"),
			Complaints: Link{Name: v.Text("complaints"), Address: v.Text("complaints-address")}, Reviewed: v.Date("notice-reviewed"),
		},
	}
	for _, kind := range v["same-person"] {
		if p.Approval == nil {
			p.Approval = map[string]Approval{}
		}
		p.Approval[kind] = SamePerson
	}
	return p
}

func gapRows(gaps []Gap) (rows []edit.Values) {
	for _, g := range gaps {
		row := edit.Values{}
		row.Set("what", g.What)
		row.Set("why", g.Why)
		row.Set("alternative", g.Alternative)
		row.SetDate("by", g.FixBy)
		rows = append(rows, row)
	}
	return rows
}

func gapsFrom(rows []edit.Values) (gaps []Gap) {
	for _, row := range rows {
		gaps = append(gaps, Gap{What: row.Text("what"), Why: row.Text("why"), Alternative: row.Text("alternative"), FixBy: row.Date("by")})
	}
	return gaps
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
	return p.values()
}
