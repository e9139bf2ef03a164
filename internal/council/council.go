// Package council says who runs this installation and what they promise about
// it.
package council

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Definition is the file that describes the installation.
type Definition = Profile

// Profile is who runs the installation.
type Profile struct {
	Name          string        `yaml:"name" json:"name"`                   // "Leicestershire County Council"
	Area          string        `yaml:"area" json:"area"`                   // "Leicestershire"
	Service       string        `yaml:"service" json:"service"`             // what the service is called in the header
	Language      string        `yaml:"language" json:"language,omitempty"` // in which the council writes, where nothing says otherwise; "": English
	Contact       Contact       `yaml:"contact" json:"contact"`
	Demonstration bool          `yaml:"demonstration" json:"demonstration"`
	Invented      []string      `yaml:"invented" json:"invented"` // what of this installation is made up, a phrase each
	Accessibility Accessibility `yaml:"accessibility" json:"accessibility"`
	Privacy       Privacy       `yaml:"privacy" json:"privacy"`
}

// Contact is how people reach the council. At least one way is needed.
type Contact struct {
	Email string `yaml:"email" json:"email"`
	Phone string `yaml:"phone" json:"phone"`
	Relay string `yaml:"relay" json:"relay"` // text relay or sign language service
	Post  string `yaml:"post" json:"post"`
}

// Compliance is how far the site meets the accessibility standard; the words
// are those of the model statement.
type Compliance string

// The three compliance states of the model statement.
const (
	FullyCompliant     Compliance = "fully"
	PartiallyCompliant Compliance = "partially"
	NotCompliant       Compliance = "not"
)

// Accessibility is what regulation 8 of the Public Sector Bodies (Websites and
// Mobile Applications) Accessibility Regulations 2018 asks a statement to hold.
type Accessibility struct {
	Scope                  string     `yaml:"scope" json:"scope"` // which site or domain it is about
	Compliance             Compliance `yaml:"compliance" json:"compliance"`
	NonCompliance          []Gap      `yaml:"non-compliance" json:"nonCompliance"`
	DisproportionateBurden []Gap      `yaml:"disproportionate-burden" json:"disproportionateBurden"`
	OutOfScope             []Gap      `yaml:"out-of-scope" json:"outOfScope"`
	Formats                string     `yaml:"formats" json:"formats"`         // which other formats can be asked for
	ResponseDays           int        `yaml:"answer-days" json:"answerDays"`  // within how many working days a request is answered
	Enforcement            Link       `yaml:"enforcement" json:"enforcement"` // who hears a complaint about the answer
	Prepared               time.Time  `yaml:"prepared" json:"prepared"`
	Reviewed               time.Time  `yaml:"reviewed" json:"reviewed"`
	Tester                 string     `yaml:"tester" json:"tester"`
	Method                 string     `yaml:"method" json:"method"`
	Sample                 string     `yaml:"sample" json:"sample"` // how the tested pages were chosen
}

// Gap is content that not everybody can use, and what is done about it.
type Gap struct {
	What        string    `yaml:"what" json:"what"`
	Why         string    `yaml:"why" json:"why"` // the success criterion or the reason
	Alternative string    `yaml:"alternative" json:"alternative"`
	FixBy       time.Time `yaml:"by" json:"by"` // when it will be put right
}

// Link is a name with an address.
type Link struct {
	Name    string `yaml:"name" json:"name"`
	Address string `yaml:"address" json:"address"`
}

// Privacy is what the council adds to what the product does for every council.
type Privacy struct {
	Controller            string    `yaml:"controller" json:"controller"`
	DataProtectionOfficer string    `yaml:"officer" json:"officer"` // how to reach the data protection officer
	LegalBasis            []string  `yaml:"basis" json:"basis"`     // the grounds in law, one sentence each
	Retention             string    `yaml:"retention" json:"retention"`
	Sharing               string    `yaml:"sharing" json:"sharing"`
	Policy                Link      `yaml:"policy" json:"policy"` // the appropriate policy document
	PolicyReviewed        time.Time `yaml:"policy-reviewed" json:"policyReviewed"`
	Complaints            Link      `yaml:"complaints" json:"complaints"`
	Reviewed              time.Time `yaml:"reviewed" json:"reviewed"`
}

// InventedText is one phrase that names everything that is made up, for the
// notice on every page, or "" when nothing is.
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

// validate says what is missing. An installation without an accessibility
// statement or a privacy notice would break the law on its first page.
func (p *Profile) validate() error {
	var missing []string
	need := func(ok bool, what string) {
		if !ok {
			missing = append(missing, what)
		}
	}
	need(p.Name != "", "the name of the council (name)")
	need(p.Area != "", "its area (area)")
	need(p.Service != "", "what the service is called (service)")
	need(p.Language == "" || locale.IsTag(p.Language), "a language such as en or cy (language)")
	need(p.Contact.Email != "" || p.Contact.Phone != "" || p.Contact.Post != "", "a way to reach the council (contact)")
	need(!p.Demonstration || len(p.Invented) > 0, "a list of what is invented, because this is a demonstration (invented)")
	a := p.Accessibility
	need(a.Scope != "", "what the accessibility statement is about (accessibility: scope)")
	need(
		a.Compliance == FullyCompliant || a.Compliance == PartiallyCompliant || a.Compliance == NotCompliant,
		"whether the site complies fully, partially or not (accessibility: compliance)",
	)
	need(
		a.Compliance != PartiallyCompliant || len(a.NonCompliance)+len(a.DisproportionateBurden) > 0,
		"what does not comply (accessibility: non-compliance)",
	)
	need(a.Enforcement.Address != "", "who hears complaints about accessibility (accessibility: enforcement)")
	need(!a.Prepared.IsZero(), "when the accessibility statement was prepared (accessibility: prepared)")
	need(p.Privacy.Controller != "", "who is responsible for personal data (privacy: controller)")
	need(len(p.Privacy.LegalBasis) > 0, "the grounds in law for using personal data (privacy: basis)")
	need(!p.Privacy.Reviewed.IsZero(), "when the privacy notice was last reviewed (privacy: reviewed)")
	if len(missing) == 0 {
		return nil
	}
	return fault.Newf(fault.Invalid, "The council's details are missing: %s.", strings.Join(missing, "; "))
}
