package council

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// CheckFacts reports facts that the public notices need and that are empty, and links of the privacy notice that lead to
// itself. A notice leaves out what is empty, so only the operator can notice.
func CheckFacts(ctx context.Context, tx *db.Tx, report func(problem string)) (checked string, err error) {
	p, err := Get(ctx, tx)
	if fault.Is(err, fault.NotFound) {
		return "", nil // a new installation, whose notices have what is true of every council
	}
	if err != nil {
		return "", err
	}
	for _, fact := range p.emptyFacts() {
		report("The public notices do not say " + fact + ". Add it to council.yaml.")
	}
	if address := strings.TrimSuffix(p.Privacy.Policy.Address, "/"); address == privacyPath {
		report("The link to the policy document in the privacy notice leads to the privacy notice. Correct it in council.yaml (privacy: policy).")
	}
	return "facts of the public notices", nil
}

// privacyPath is the path of the privacy notice.
const privacyPath = "/privacy"

// emptyFacts returns what the notices should say and do not, in words that end a sentence.
func (p *Profile) emptyFacts() (missing []string) {
	for _, fact := range []struct{ value, what string }{
		{p.Privacy.Controller, "who is responsible for personal data (privacy: controller)"},
		{p.Privacy.DataProtectionOfficer, "how to contact the data protection officer (privacy: officer)"},
		{strings.Join(p.Privacy.LegalBasis, ""), "the lawful basis (privacy: basis)"},
		{p.Privacy.Sharing, "who data is shared with (privacy: sharing)"},
		{p.Privacy.Policy.Name, "which policy document applies to equality monitoring (privacy: policy)"},
		{p.Privacy.Complaints.Address, "where people can complain (privacy: complaints)"},
		{p.Contact.Email + p.Contact.Phone, "an email address or a telephone number (contact)"},
		{p.Accessibility.Formats, "which formats people can ask for (accessibility: formats)"},
		{p.Accessibility.Method, "how the website was tested (accessibility: method)"},
		{p.Accessibility.Tester, "who tested the website (accessibility: tester)"},
	} {
		if strings.TrimSpace(fact.value) == "" {
			missing = append(missing, fact.what)
		}
	}
	if p.Accessibility.ResponseDays == 0 {
		missing = append(missing, "how soon you reply to requests for other formats (accessibility: answer-days)")
	}
	return missing
}
