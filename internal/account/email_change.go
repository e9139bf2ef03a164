package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// ErrDemoPerson refuses a change of sign-in details of a demonstration account.
var ErrDemoPerson = fault.New(fault.Conflict, "You cannot do this with a demonstration account.")

// ErrSameEmail refuses to change an email address to itself.
var ErrSameEmail = fault.New(fault.Invalid, "This account already uses that email address. Enter a different one.")

// ChangeEmailOf changes the email address of a person who can no longer read
// email at the old one. It needs a reason. The person's sessions end; they still
// need their password and second factor. A person who has not accepted their
// invitation is sent it at the new address.
func (s *Service) ChangeEmailOf(ctx context.Context, by actor.Actor, id, typed, reason string) (err error) {
	defer fault.Wrap(&err, "change email address of %s", id)
	if by.ID == id {
		return fault.New(
			fault.Conflict,
			"You cannot change your own email address here. Change it in Your account.",
		)
	}
	email, err := CheckEmail(typed)
	if err != nil {
		return err
	}
	if reason, err = checkReason(reason); err != nil {
		return err
	}
	return s.updateManagedPerson(ctx, by, id, func(tx *db.Tx, p *Person) error {
		switch {
		case p.Demo:
			return ErrDemoPerson
		case p.Email == email:
			return ErrSameEmail
		}
		before := p.Email
		if err := p.setEmail(ctx, tx, email); err != nil {
			return err
		}
		if err := s.signIn.EmailChanged(ctx, tx, p, before); err != nil {
			return err
		}
		if p.State == Invited {
			_, err := s.reinvite(ctx, tx, by, p, "change-email", reason)
			return err
		}
		return audit.Append(ctx, tx, by, "change-email", "account", p.ID, reason)
	})
}

// ValidateEmailChange returns the errors of what an administrator entered to
// change an email address, by field: "email" or "reason".
func ValidateEmailChange(email, reason string) map[string]error {
	invalid := map[string]error{}
	if _, err := CheckEmail(email); err != nil {
		invalid["email"] = err
	}
	if _, err := checkReason(reason); err != nil {
		invalid["reason"] = err
	}
	return invalid
}
