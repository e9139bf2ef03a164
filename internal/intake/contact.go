package intake

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/survey"
)

// Contact is an encrypted contact of a respondent. The id is random and not linked
// to a response.
type Contact struct {
	ID     string
	Sealed []byte
}

// The kinds of row in intake_contact.
const (
	contactEmail   = "email"   // one email address, as notify.EncodeRecipient writes it
	contactDetails = "details" // name, postal address, telephone and email of one person, as sealedDetails
)

// sealedDetails is the plain text of a contact of kind contactDetails. They are
// sealed together, because a name without its address is of no use.
type sealedDetails struct {
	Details []survey.Contact `json:"details"`
}

// detailsPrefix is how the plain text of contactDetails begins. No email address
// and no language does.
const detailsPrefix = `{"details":`

// contactRows returns the rows of intake_contact for the contacts of r: one for each
// email address, and one for everything if there is more than email addresses.
func (rc *Receiver) contactRows(r *Response) (rows [][]any, err error) {
	add := func(kind, plain string) error {
		sealed, err := rc.seal(r.Consultation, plain)
		rows = append(rows, []any{db.NewID(), r.Consultation, kind, sealed})
		return err
	}
	isEmail := func(c survey.Contact) bool { return c.Kind == survey.Email }
	for _, c := range r.Contacts {
		if !isEmail(c) {
			continue
		}
		if err := add(contactEmail, notify.EncodeRecipient(r.Lang, c.Text)); err != nil {
			return nil, err
		}
	}
	if !slices.ContainsFunc(r.Contacts, func(c survey.Contact) bool { return !isEmail(c) }) {
		return rows, nil
	}
	return rows, add(contactDetails, db.JSON(sealedDetails{r.Contacts}))
}

// DecodeContact returns the contact details in the decrypted text of a Contact.
func DecodeContact(plain string) ([]survey.Contact, error) {
	if !strings.HasPrefix(plain, detailsPrefix) {
		_, address := notify.DecodeRecipient(plain)
		return []survey.Contact{{Kind: survey.Email, Text: address}}, nil
	}
	var d sealedDetails
	err := json.Unmarshal([]byte(plain), &d)
	return d.Details, err
}

// Contacts returns up to limit email addresses of consultation with an id greater
// than after, in the order of their ids, each encrypted as notify expects it.
func Contacts(ctx context.Context, tx *db.Tx, consultation, after string, limit int) ([]Contact, error) {
	return db.All(ctx, tx, func(row db.Row) (c Contact, err error) { return c, row.Scan(&c.ID, &c.Sealed) },
		`SELECT id, sealed FROM intake_contact WHERE consultation = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4`,
		consultation, contactEmail, after, limit)
}
