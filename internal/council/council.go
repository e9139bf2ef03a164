// Package council has the details, accessibility statement and privacy notice of the council that runs Folkmoot.
package council

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/promise"
	"github.com/folkmoot/folkmoot/survey"
)

// Definition is the definition file council.yaml.
type Definition = Profile

// Profile is the council that runs the installation.
type Profile struct {
	Name          string   `yaml:"name" json:"name"`                   // "Leicestershire County Council"
	Area          string   `yaml:"area" json:"area"`                   // "Leicestershire"
	Service       string   `yaml:"service" json:"service"`             // name of the service in the header
	Language      string   `yaml:"language" json:"language,omitempty"` // of the council's own texts; "" for English
	Contact       Contact  `yaml:"contact" json:"contact"`
	Demonstration bool     `yaml:"demonstration" json:"demonstration"`
	Invented      []string `yaml:"invented" json:"invented"` // what is made up in a demonstration, a phrase each
	// SecondPersonFrom is the number of people from which an act that cannot be undone, such
	// as deleting their answers, needs a second person; 0 for 100.
	SecondPersonFrom int64 `yaml:"second-person-from" json:"secondPersonFrom,omitempty"`
	// Approval says for kinds of records who may approve a change; without an entry, another person.
	Approval map[string]Approval `yaml:"approval" json:"approval,omitempty"`

	// Safeguarding lists the email addresses of the accounts of colleagues who are notified when a response says that a person
	// may be in danger. Without any of them who reads responses, all colleagues who do are.
	Safeguarding []string `yaml:"safeguarding" json:"safeguarding,omitempty"`

	Look          Look          `yaml:"look" json:"look,omitzero"`
	Plans         Plans         `yaml:"plans" json:"plans,omitzero"`
	Accessibility Accessibility `yaml:"accessibility" json:"accessibility"`
	Privacy       Privacy       `yaml:"privacy" json:"privacy"`
}

// Approval is who may approve a change to a record.
type Approval string

// Who may approve.
const (
	AnotherPerson Approval = "other" // none of those who wrote the change
	SamePerson    Approval = "same"  // also the person who wrote it
)

// Contact has the ways to contact the council. At least one is needed.
type Contact struct {
	Email string `yaml:"email" json:"email"`
	Phone string `yaml:"phone" json:"phone"`
	Relay string `yaml:"relay" json:"relay"` // text relay or sign language service
	Post  string `yaml:"post" json:"post"`
}

// Compliance is the compliance status of the government's model accessibility
// statement.
type Compliance string

// The compliance statuses.
const (
	FullyCompliant     Compliance = "fully"
	PartiallyCompliant Compliance = "partially"
	NotCompliant       Compliance = "not"
)

// Accessibility is the content of an accessibility statement, as regulation 8 of
// the Public Sector Bodies (Websites and Mobile Applications) Accessibility
// Regulations 2018 requires.
type Accessibility struct {
	Scope                  string     `yaml:"scope" json:"scope"` // the website or domain
	Compliance             Compliance `yaml:"compliance" json:"compliance"`
	NonCompliance          []Gap      `yaml:"non-compliance" json:"nonCompliance"`
	DisproportionateBurden []Gap      `yaml:"disproportionate-burden" json:"disproportionateBurden"`
	OutOfScope             []Gap      `yaml:"out-of-scope" json:"outOfScope"`
	Formats                string     `yaml:"formats" json:"formats"`         // formats people can ask for
	ResponseDays           int        `yaml:"answer-days" json:"answerDays"`  // working days to answer a request
	Enforcement            Link       `yaml:"enforcement" json:"enforcement"` // body for complaints about our answer
	Prepared               time.Time  `yaml:"prepared" json:"prepared"`
	Reviewed               time.Time  `yaml:"reviewed" json:"reviewed"`
	Tester                 string     `yaml:"tester" json:"tester"`
	Method                 string     `yaml:"method" json:"method"`
	Sample                 string     `yaml:"sample" json:"sample"` // how the tested pages were chosen
}

// Gap is content that is not accessible.
type Gap struct {
	What        string    `yaml:"what" json:"what"`
	Why         string    `yaml:"why" json:"why"` // success criterion or reason
	Alternative string    `yaml:"alternative" json:"alternative"`
	FixBy       time.Time `yaml:"by" json:"by"` // when it will be fixed
}

// Link is a name and a web address.
type Link struct {
	Name    string `yaml:"name" json:"name"`
	Address string `yaml:"address" json:"address"`
}

// Privacy is what a council adds to the privacy notice of the product.
type Privacy struct {
	Controller            string    `yaml:"controller" json:"controller"`
	DataProtectionOfficer string    `yaml:"officer" json:"officer"` // contact of the data protection officer
	LegalBasis            []string  `yaml:"basis" json:"basis"`     // lawful bases, one sentence each
	Sharing               string    `yaml:"sharing" json:"sharing"`
	Policy                Link      `yaml:"policy" json:"policy"` // the appropriate policy document
	PolicyReviewed        time.Time `yaml:"policy-reviewed" json:"policyReviewed"`
	Complaints            Link      `yaml:"complaints" json:"complaints"`
	Reviewed              time.Time `yaml:"reviewed" json:"reviewed"`
}

// InventedText returns everything that is made up as one phrase for the notice on
// every page, or "".
func (p *Profile) InventedText() string {
	switch n := len(p.Invented); n {
	case 0:
		return ""
	case 1:
		return p.Invented[0]
	default:
		return strings.Join(p.Invented[:n-1], ", ") + " and " + p.Invented[n-1]
	}
}

// checkPromises refuses texts of the privacy notice that say how long data is kept or
// until when a response can be withdrawn. The notice says both itself.
func (p *Profile) checkPromises() error {
	var wrong definition.SettingErrors
	check := func(text string, path ...any) {
		if found := promise.Kept(text); len(found) > 0 {
			wrong.Add(fault.Newf(fault.Invalid, "Remove “%s” from the council's details (privacy). "+
				"The privacy notice says how long data is kept, from the retention periods.", found[0]), path...)
		}
		if found := promise.Withdrawal(text); len(found) > 0 {
			wrong.Add(fault.Newf(fault.Invalid, "Remove “%s” from the council's details (privacy). "+
				"The privacy notice says when people can withdraw a response.", found[0]), path...)
		}
	}
	check(p.Privacy.Controller, "privacy", "controller")
	check(p.Privacy.Sharing, "privacy", "sharing")
	check(p.Privacy.Policy.Name, "privacy", "policy", "name")
	for i, basis := range p.Privacy.LegalBasis {
		check(basis, "privacy", "basis", i)
	}
	return wrong.Err()
}

// validate returns definition.SettingErrors for all missing fields. The accessibility
// statement and the privacy notice are required by law.
func (p *Profile) validate() error {
	var wrong definition.SettingErrors
	need := func(ok bool, what string) {
		if !ok {
			_, setting, _ := strings.Cut(strings.TrimSuffix(what, ")"), "(")
			var path []any
			for name := range strings.SplitSeq(setting, ": ") {
				path = append(path, name)
			}
			wrong.Add(fault.Newf(fault.Invalid, "The council's details are missing: %s.", what), path...)
		}
	}
	need(p.Name != "", "the name of the council (name)")
	need(p.Area != "", "its area (area)")
	need(p.Service != "", "the name of the service (service)")
	need(p.Language == "" || locale.IsTag(p.Language), "a language such as en or cy (language)")
	need(p.SecondPersonFrom >= 0, "a number of people that is not negative (second-person-from)")
	need(p.Contact.Email != "" || p.Contact.Phone != "" || p.Contact.Post != "", "a way to contact the council (contact)")
	need(p.Contact.Email == "" || survey.IsEmail(p.Contact.Email), "a contact email address like name@example.com (contact: email)")
	need(!p.Demonstration || len(p.Invented) > 0, "a list of what is made up, because this is a demonstration (invented)")
	for _, address := range p.Safeguarding {
		need(survey.IsEmail(address), "the email addresses of colleagues, like name@example.com (safeguarding)")
	}
	for kind, who := range p.Approval {
		need(who == AnotherPerson || who == SamePerson, "who approves, other or same (approval: "+kind+")")
	}
	for _, interval := range p.Plans.intervals() {
		need(*interval.days >= 0 && *interval.days <= interval.most, interval.what)
	}
	a := p.Accessibility
	need(a.Scope != "", "the website that the accessibility statement covers (accessibility: scope)")
	need(
		a.Compliance == FullyCompliant || a.Compliance == PartiallyCompliant || a.Compliance == NotCompliant,
		"the compliance status fully, partially or not (accessibility: compliance)",
	)
	need(
		a.Compliance != PartiallyCompliant || len(a.NonCompliance)+len(a.DisproportionateBurden) > 0,
		"a list of what does not comply (accessibility: non-compliance)",
	)
	need(a.Enforcement.Address != "", "the body for complaints about accessibility (accessibility: enforcement)")
	need(!a.Prepared.IsZero(), "the date the accessibility statement was prepared (accessibility: prepared)")
	need(p.Privacy.Controller != "", "the data controller (privacy: controller)")
	need(len(p.Privacy.LegalBasis) > 0, "the lawful bases for using personal data (privacy: basis)")
	need(!p.Privacy.Reviewed.IsZero(), "the date the privacy notice was last reviewed (privacy: reviewed)")
	wrong.Add(p.Look.check())
	wrong.Add(p.checkPromises())
	return wrong.Err()
}
