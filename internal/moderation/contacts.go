package moderation

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// ReadContacts returns the contact details that people left with their responses to
// a consultation, a line for each person. They are not linked to responses. purpose
// goes into the audit log.
func (s *Service) ReadContacts(ctx context.Context, by actor.Actor, slug, purpose string) (all []string, err error) {
	defer fault.Wrap(&err, "read the contacts of %s", slug)
	if !by.May(actor.ReadContacts) {
		return nil, fault.New(fault.Forbidden, "You do not have permission to see email addresses.")
	}
	purpose, err = audit.Purpose(purpose,
		fault.New(fault.Invalid, "Explain in a sentence why you need the addresses. Your reason is logged."))
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, by, actor.ReadContacts, slug, "read-contacts", "consultation", slug, purpose); err != nil {
		return nil, err
	}
	if s.box == nil {
		return nil, nil
	}
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		all = nil
		return intake.EachOpenContact(ctx, tx, s.box.Open, slug, func(_ string, details []survey.Contact) error {
			lines := make([]string, len(details))
			for i, d := range details {
				lines[i] = strings.Join(strings.Fields(d.Text), " ")
			}
			all = append(all, strings.Join(lines, "; "))
			return nil
		})
	}); err != nil {
		return nil, err
	}
	slices.Sort(all) // so that the order does not reveal when they were received
	return slices.Compact(all), nil
}
