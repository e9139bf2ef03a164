package account

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// InviteRequest is what an administrator says of somebody new.
type InviteRequest struct {
	Org, Email, Name string
	Roles            []Role
}

// Validate says what is wrong with each part of w: "name", "email" or "roles".
func (w InviteRequest) Validate(kind OrgKind) map[string]error {
	wrong := map[string]error{}
	note := func(part string, err error) {
		if err != nil {
			wrong[part] = err
		}
	}
	_, err := checkName(w.Name, locale.Key("Enter a name."))
	note("name", err)
	_, err = checkEmail(w.Email)
	note("email", err)
	_, err = checkRoles(kind, w.Roles)
	note("roles", err)
	return wrong
}

var errPeopleForbidden = fault.New(fault.Forbidden, "You do not have permission to manage accounts.")

// mayManageOrg reports whether the accounts of org are by's business.
func mayManageOrg(by actor.Actor, org string) bool {
	return by.May(actor.ManagePeople) && (by.ActsFor(org) || by.May(actor.Operate))
}

// getManagedPerson returns person id if their account is by's business. Of others, by
// does not learn that they are there.
func getManagedPerson(ctx context.Context, tx *db.Tx, by actor.Actor, id string) (*Person, error) {
	if !by.May(actor.ManagePeople) {
		return nil, errPeopleForbidden
	}
	p, err := GetPerson(ctx, tx, id)
	if err == nil && !mayManageOrg(by, p.Org) {
		return nil, errPersonNotFound
	}
	return p, err
}

// ListPeople returns the people of org.
func (s *Service) ListPeople(ctx context.Context, by actor.Actor, org string) (o Org, all []*Person, err error) {
	if !by.May(actor.ManagePeople) {
		return o, nil, errPeopleForbidden
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if o, err = GetOrg(ctx, tx, org); err != nil {
			return err
		}
		if !mayManageOrg(by, org) {
			return fault.New(fault.NotFound, "We cannot find that organisation.")
		}
		all, err = peopleInOrg(ctx, tx, org)
		return err
	})
	return o, all, err
}

// GetManagedPerson returns person id if their account is by's business.
func (s *Service) GetManagedPerson(ctx context.Context, by actor.Actor, id string) (p *Person, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p, err = getManagedPerson(ctx, tx, by, id)
		return err
	})
	return p, err
}

// FindManagedPerson returns the person with this address if their account is by's business.
func (s *Service) FindManagedPerson(ctx context.Context, by actor.Actor, email string) (p *Person, err error) {
	if !by.May(actor.ManagePeople) {
		return nil, errPeopleForbidden
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if p, err = GetPersonByEmail(ctx, tx, email); err == nil && !mayManageOrg(by, p.Org) {
			err = errPersonNotFound
		}
		return err
	})
	return p, err
}

// Invite makes an account for somebody and sends them a link to take it up. It
// returns the token of that link for whoever has no post: the console.
func (s *Service) Invite(ctx context.Context, by actor.Actor, who InviteRequest) (p *Person, token string, err error) {
	defer fault.Wrap(&err, "invite")
	if !by.May(actor.ManagePeople) {
		return nil, "", errPeopleForbidden
	}
	email, err := checkEmail(who.Email)
	if err != nil {
		return nil, "", err
	}
	name, err := checkName(who.Name, locale.Key("Enter a name."))
	if err != nil {
		return nil, "", err
	}
	id := newID()
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		o, err := GetOrg(ctx, tx, who.Org)
		if err != nil {
			return err
		}
		if !mayManageOrg(by, o.ID) {
			return fault.New(fault.NotFound, "We cannot find that organisation.")
		}
		if o.IsSuspended() {
			return errOrgSuspended
		}
		roles, err := checkRoles(o.Kind, who.Roles)
		if err != nil {
			return err
		}
		p = &Person{ID: id, Org: o.ID, OrgKind: o.Kind, Email: email, emailFolded: caseFold(email), Name: name, State: Invited, Roles: roles}
		if err := insertPerson(ctx, tx, p); err != nil {
			return err
		}
		if token, err = s.queueInvitation(ctx, tx, p, o.Name); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "invite", "account", p.ID, joinRoles(roles))
	})
	return p, token, err
}

// queueInvitation queues the letter with a new token.
func (s *Service) queueInvitation(ctx context.Context, tx *db.Tx, p *Person, org string) (token string, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	token, until, err := newToken(ctx, tx, InvitationToken, p, "", now)
	if err != nil {
		return "", err
	}
	return token, s.queueTokenEmail(ctx, tx, p, InvitationToken, token, org, until, now)
}

func (s *Service) queueTokenEmail(
	ctx context.Context,
	tx *db.Tx,
	p *Person,
	kind TokenKind,
	token, org string,
	until, now time.Time,
) error {
	if s.Notifications == nil {
		return nil
	}
	return s.Notifications.Enqueue(
		ctx,
		tx,
		notify.Notification{Kind: tokenNotificationKind[kind], Key: tokenDigest(token), Lang: p.Lang, To: p.Email, Data: map[string]string{
			"name": p.Name, "organisation": org, "link": s.TokenURL(kind, token), "until": until.UTC().Format(time.RFC3339)}},
		now,
	)
}

var tokenNotificationKind = map[TokenKind]string{InvitationToken: notify.Invitation, ResetToken: notify.Reset}

// queueSignInChanged tells p by letter that how they sign in has been changed, so that
// they learn of it if it was somebody else.
func (s *Service) queueSignInChanged(ctx context.Context, tx *db.Tx, p *Person, now time.Time) error {
	if s.Notifications == nil || p.Demo {
		return nil
	}
	return s.Notifications.Enqueue(
		ctx,
		tx,
		notify.Notification{Kind: notify.SignInChanged, Key: fmt.Sprint(p.ID, " ", p.version), Lang: p.Lang, To: p.Email, Data: map[string]string{
			"name": p.Name, "at": now.UTC().Format(time.RFC3339)}},
		now,
	)
}

// TokenURL is the address at which a token is taken. It begins with the address that
// the operator has set, and never with one that a request has named.
func (s *Service) TokenURL(kind TokenKind, token string) string {
	return s.BaseURL + map[TokenKind]string{InvitationToken: "/staff/invitation/", ResetToken: "/staff/new-password/", EmailToken: "/staff/account/new-address/"}[kind] + token
}

// ResendInvitation sends a person who has not taken up an invitation another one. The
// link of the last one is good no longer.
func (s *Service) ResendInvitation(ctx context.Context, by actor.Actor, id string) (token string, err error) {
	defer fault.Wrap(&err, "resend invitation of %s", id)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		p, err := getManagedPerson(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if p.State != Invited {
			return fault.New(fault.Conflict, "This person has already accepted their invitation.")
		}
		token, err = s.reinvite(ctx, tx, by, p, "resend-invitation", "")
		return err
	})
	return token, err
}

func (s *Service) reinvite(ctx context.Context, tx *db.Tx, by actor.Actor, p *Person, act, why string) (string, error) {
	o, err := GetOrg(ctx, tx, p.Org)
	if err != nil {
		return "", err
	}
	if o.IsSuspended() {
		return "", errOrgSuspended
	}
	token, err := s.queueInvitation(ctx, tx, p, o.Name)
	if err != nil {
		return "", err
	}
	return token, audit.Append(ctx, tx, by, act, "account", p.ID, why)
}

// updateManagedPerson changes an account in one transaction and sees that its organisation
// still has an administrator who can sign in.
func (s *Service) updateManagedPerson(ctx context.Context, by actor.Actor, id string, fn func(tx *db.Tx, p *Person) error) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		p, err := getManagedPerson(ctx, tx, by, id)
		if err != nil {
			return err
		}
		was := p.State == Active && p.HasRole(Administrator)
		if err := fn(tx, p); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, p); err != nil {
			return err
		}
		if err := updatePerson(ctx, tx, p); err != nil {
			return err
		}
		if !was || p.State == Active && p.HasRole(Administrator) || by.ID == actor.System.ID {
			return nil
		}
		colleagues, err := peopleInOrg(ctx, tx, p.Org)
		if err != nil {
			return err
		}
		for _, c := range colleagues {
			if c.State == Active && c.HasRole(Administrator) {
				return nil
			}
		}
		return fault.New(fault.Conflict, "This is the organisation's only administrator. Make another person an administrator first.")
	})
}

// SetRoles gives a person roles in place of those they have. Their sessions end,
// so that nothing is done under the old ones.
func (s *Service) SetRoles(ctx context.Context, by actor.Actor, id string, roles []Role) (err error) {
	defer fault.Wrap(&err, "set roles of %s", id)
	if by.ID == id {
		return fault.New(fault.Conflict, "You cannot change your own roles. Ask another administrator.")
	}
	return s.updateManagedPerson(ctx, by, id, func(tx *db.Tx, p *Person) error {
		checked, err := checkRoles(p.OrgKind, roles)
		if err != nil {
			return err
		}
		why := joinRoles(p.Roles) + " -> " + joinRoles(checked)
		p.Roles = checked
		return audit.Append(ctx, tx, by, "set-roles", "account", p.ID, why)
	})
}

// SuspendPerson keeps a person out from their next request on.
func (s *Service) SuspendPerson(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "suspend %s", id)
	if by.ID == id {
		return fault.New(fault.Conflict, "You cannot suspend your own account. Ask another administrator.")
	}
	return s.updateManagedPerson(ctx, by, id, func(tx *db.Tx, p *Person) error {
		if p.State == Suspended {
			return fault.New(fault.Conflict, "This account is already suspended.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for kind := range tokenLifetime {
			if err := revokeTokens(ctx, tx, p.ID, kind, now); err != nil {
				return err
			}
		}
		p.State = Suspended
		return audit.Append(ctx, tx, by, "suspend", "account", p.ID, "")
	})
}

// RestorePerson lets a suspended person in again. Who had not taken up the invitation
// is sent another.
func (s *Service) RestorePerson(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "restore %s", id)
	return s.updateManagedPerson(ctx, by, id, func(tx *db.Tx, p *Person) error {
		if p.State != Suspended {
			return fault.New(fault.Conflict, "This account is not suspended.")
		}
		enrolled, err := hasSignInMethod(ctx, tx, p)
		if err != nil {
			return err
		}
		p.State = Active
		if !enrolled {
			p.State = Invited
			_, err = s.reinvite(ctx, tx, by, p, "restore", "")
			return err
		}
		return audit.Append(ctx, tx, by, "restore", "account", p.ID, "")
	})
}

// ResetSignIn takes from a person every way of signing in and invites them
// again: for who has lost the telephone and the recovery codes, or whose account
// is in other hands. From the console it is how the last administrator gets in.
func (s *Service) ResetSignIn(ctx context.Context, by actor.Actor, id string) (token string, err error) {
	defer fault.Wrap(&err, "start %s afresh", id)
	if by.ID == id {
		return "", fault.New(fault.Conflict, "You cannot reset your own sign-in. Ask another administrator.")
	}
	err = s.updateManagedPerson(ctx, by, id, func(tx *db.Tx, p *Person) error {
		if p.Demo {
			return errDemoPerson
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, kind := range []TokenKind{ResetToken, EmailToken} {
			if err := revokeTokens(ctx, tx, p.ID, kind, now); err != nil {
				return err
			}
		}
		if err := deleteCredentials(ctx, tx, p); err != nil {
			return err
		}
		if err := s.queueSignInChanged(ctx, tx, p, now); err != nil {
			return err
		}
		p.State = Invited
		token, err = s.reinvite(ctx, tx, by, p, "start-afresh", "")
		return err
	})
	return token, err
}
