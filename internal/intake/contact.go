package intake

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/survey"
)

// Contact is an encrypted contact of a respondent. The id is derived from the
// withdrawal code, which is stored nowhere, so only somebody who has the code can tell
// which contacts belong to its response.
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
		rows = append(rows, []any{r.contactID(len(rows)), r.Consultation, kind, sealed})
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

// maxContacts is the number of contacts of one response that withdrawing looks for.
const maxContacts = 64

// contactID returns the id of contact n of r.
func (r *Response) contactID(n int) string {
	if r.byOfficer {
		return db.NewID() // there is no withdrawal code
	}
	return r.Key.WithdrawalCode().contactID(n)
}

func (c Code) contactID(n int) string {
	return digest.Labelled("folkmoot/contact/v1", strconv.Itoa(n), string(c)).ID()
}

// emailSubject names the emails that were sent for the response with withdrawal code c.
func (c Code) emailSubject() string {
	return digest.Labelled("folkmoot/receipt-email/v1", string(c)).ID()
}

// ContactsOf returns the ids of the contacts that belong to the response with a
// withdrawal code.
func ContactsOf(ctx context.Context, tx *db.Tx, consultation, typed string) ([]string, error) {
	code, err := ParseCode(typed)
	if err != nil {
		return nil, err
	}
	args := []any{consultation}
	for n := range maxContacts {
		args = append(args, code.contactID(n))
	}
	return db.All(ctx, tx, db.Text, `SELECT id FROM intake_contact WHERE consultation = $1 AND id IN (`+
		db.Placeholders(2, maxContacts)+`)`, args...)
}

// DeleteEmailsOf deletes the emails with the receipt of the response with a withdrawal
// code, sent or not.
func (s *Service) DeleteEmailsOf(ctx context.Context, tx *db.Tx, consultation, typed string) error {
	code, err := ParseCode(typed)
	if err != nil || s.Notify == nil {
		return err
	}
	for i := range maxEmails {
		key, err := s.emailKey(consultation, notify.Confirmation, code.emailSubject(), i)
		if err != nil {
			return err
		}
		if err := notify.Delete(ctx, tx, notify.Confirmation, key); err != nil {
			return err
		}
	}
	return nil
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
