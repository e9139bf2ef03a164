package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// InviteRequest is what an administrator enters to invite a person.
type InviteRequest struct {
	Org, Email, Name string
	Roles            []Role
}

// Validate returns the errors of each invalid field: "name", "email" or "roles".
// kind is the kind of the organisation.
func (r InviteRequest) Validate(kind OrgKind) map[string]error {
	invalid := map[string]error{}
	add := func(field string, err error) {
		if err != nil {
			invalid[field] = err
		}
	}
	_, err := CheckName(r.Name, locale.Key("Enter a name."))
	add("name", err)
	_, err = CheckEmail(r.Email)
	add("email", err)
	_, err = checkRoles(kind, r.Roles)
	add("roles", err)
	return invalid
}

var errPeopleForbidden = fault.New(fault.Forbidden, "You do not have permission to manage accounts.")

// MayManage reports whether by may manage the accounts of an organisation.
func MayManage(by actor.Actor, org string) bool {
	return by.May(actor.ManagePeople) && (by.ActsFor(org) || by.May(actor.Operate))
}

// getManagedPerson returns person id if by may manage their account. An account
// of another organisation gives the same error as an unknown id.
func getManagedPerson(ctx context.Context, tx *db.Tx, by actor.Actor, id string) (*Person, error) {
	if !by.May(actor.ManagePeople) {
		return nil, errPeopleForbidden
	}
	p, err := GetPerson(ctx, tx, id)
	if err == nil && !MayManage(by, p.Org) {
		return nil, errPersonNotFound
	}
	return p, err
}

// ListPeople returns an organisation and the page of its people at the cursor at, if by
// may manage them.
func (s *Service) ListPeople(
	ctx context.Context, by actor.Actor, org string, sort db.Sort, at string,
) (o Org, people db.Page[*Person], err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if o, err = getPeopleOrg(ctx, tx, by, org); err != nil {
			return err
		}
		people, err = peopleInOrg(ctx, tx, org, sort, at, peoplePerPage)
		return err
	})
	return o, people, err
}

// EachPerson calls fn for all people of an organisation, if by may manage them.
func (s *Service) EachPerson(ctx context.Context, by actor.Actor, org string, fn func(*Person) error) error {
	return db.Each(func(at string) (db.Page[*Person], error) {
		_, people, err := s.ListPeople(ctx, by, org, "", at)
		return people, err
	}, fn)
}

// WhoCan returns the people of an organisation who have a capability and may sign in, for other
// features to choose one of them.
func (s *Service) WhoCan(ctx context.Context, org string, can actor.Capability) (all []*Person, err error) {
	return all, s.EachPerson(ctx, actor.System, org, func(p *Person) error {
		if p.State == Active && p.Actor().May(can) {
			all = append(all, p)
		}
		return nil
	})
}

// GetOrgToInvite returns an organisation if by may invite people to it.
func (s *Service) GetOrgToInvite(ctx context.Context, by actor.Actor, org string) (o Org, err error) {
	return o, s.DB.View(ctx, func(tx *db.Tx) error {
		o, err = getPeopleOrg(ctx, tx, by, org)
		return err
	})
}

func getPeopleOrg(ctx context.Context, tx *db.Tx, by actor.Actor, org string) (o Org, err error) {
	if !by.May(actor.ManagePeople) {
		return o, errPeopleForbidden
	}
	if o, err = GetOrg(ctx, tx, org); err == nil && !MayManage(by, org) {
		return Org{}, errOrgNotFound
	}
	return o, err
}

// GetManagedPerson returns person id if by may manage their account.
func (s *Service) GetManagedPerson(ctx context.Context, by actor.Actor, id string) (p *Person, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p, err = getManagedPerson(ctx, tx, by, id)
		return err
	})
	return p, err
}

// FindManagedPerson returns the person with this email address if by may manage
// their account.
func (s *Service) FindManagedPerson(ctx context.Context, by actor.Actor, email string) (p *Person, err error) {
	if !by.May(actor.ManagePeople) {
		return nil, errPeopleForbidden
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if p, err = GetPersonByEmail(ctx, tx, email); err == nil && !MayManage(by, p.Org) {
			err = errPersonNotFound
		}
		return err
	})
	return p, err
}

// SignInMethods returns the ways of signing in that person p has.
func (s *Service) SignInMethods(ctx context.Context, p *Person) (m SignInMethods, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		m, err = s.signIn.Methods(ctx, tx, p)
		return err
	})
	return m, err
}

// InvitationURL returns the link that accepts the invitation with this token.
func (s *Service) InvitationURL(token string) string { return s.signIn.InvitationURL(token) }

// Invite creates an account and emails a link to accept the invitation. It
// returns the token of that link, for the command line.
func (s *Service) Invite(ctx context.Context, by actor.Actor, r InviteRequest) (p *Person, token string, err error) {
	defer fault.Wrap(&err, "invite")
	if !by.May(actor.ManagePeople) {
		return nil, "", errPeopleForbidden
	}
	email, err := CheckEmail(r.Email)
	if err != nil {
		return nil, "", err
	}
	name, err := CheckName(r.Name, locale.Key("Enter a name."))
	if err != nil {
		return nil, "", err
	}
	id := db.NewID()
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		o, err := GetOrg(ctx, tx, r.Org)
		if err != nil {
			return err
		}
		if !MayManage(by, o.ID) {
			return errOrgNotFound
		}
		if o.IsSuspended() {
			return errOrgSuspended
		}
		roles, err := checkRoles(o.Kind, r.Roles)
		if err != nil {
			return err
		}
		p = &Person{ID: id, Org: o.ID, OrgKind: o.Kind, Email: email, Name: name, State: Invited, Roles: roles}
		if err := insertPerson(ctx, tx, p); err != nil {
			return err
		}
		if token, err = s.signIn.Invite(ctx, tx, p, o.Name); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "invite", "account", p.ID, joinRoles(roles))
	})
	return p, token, err
}

// ResendInvitation emails a new invitation to a person who has not accepted
// theirs. The earlier link stops working. It returns the token of the new link.
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

// reinvite emails p a new invitation and writes an audit entry for act.
func (s *Service) reinvite(
	ctx context.Context,
	tx *db.Tx,
	by actor.Actor,
	p *Person,
	act, reason string,
) (token string, err error) {
	o, err := GetOrg(ctx, tx, p.Org)
	if err != nil {
		return "", err
	}
	if o.IsSuspended() {
		return "", errOrgSuspended
	}
	if token, err = s.signIn.Invite(ctx, tx, p, o.Name); err != nil {
		return "", err
	}
	return token, audit.Append(ctx, tx, by, act, "account", p.ID, reason)
}

// updateManagedPerson calls fn to change an account, stores it and ends the
// person's sessions, all in one transaction. It refuses a change after which
// the organisation has no active administrator, unless by is actor.System.
func (s *Service) updateManagedPerson(
	ctx context.Context,
	by actor.Actor,
	id string,
	fn func(tx *db.Tx, p *Person) error,
) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		p, err := getManagedPerson(ctx, tx, by, id)
		if err != nil {
			return err
		}
		wasAdministrator := p.State == Active && p.HasRole(Administrator)
		if err := fn(tx, p); err != nil {
			return err
		}
		if err := s.signIn.EndSessions(ctx, tx, p); err != nil {
			return err
		}
		if err := updatePerson(ctx, tx, p); err != nil {
			return err
		}
		if !wasAdministrator || p.State == Active && p.HasRole(Administrator) || by.ID == actor.System.ID {
			return nil
		}
		hasOther := false
		if err := eachPersonInOrg(ctx, tx, p.Org, func(c *Person) error {
			hasOther = hasOther || c.State == Active && c.HasRole(Administrator)
			return nil
		}); err != nil || hasOther {
			return err
		}
		return fault.New(
			fault.Conflict,
			"This is the organisation's only administrator. Make another person an administrator first.",
		)
	})
}

// SetRoles replaces the roles of a person. Their sessions end, so that the old
// roles no longer apply. Administrators cannot change their own roles.
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
		reason := joinRoles(p.Roles) + " -> " + joinRoles(checked)
		p.Roles = checked
		return audit.Append(ctx, tx, by, "set-roles", "account", p.ID, reason)
	})
}

// SuspendPerson suspends an account: from their next request on, the person is
// not signed in and cannot sign in. Administrators cannot suspend themselves.
func (s *Service) SuspendPerson(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "suspend %s", id)
	if by.ID == id {
		return fault.New(fault.Conflict, "You cannot suspend your own account. Ask another administrator.")
	}
	return s.updateManagedPerson(ctx, by, id, func(tx *db.Tx, p *Person) error {
		if p.State == Suspended {
			return fault.New(fault.Conflict, "This account is already suspended.")
		}
		if err := s.signIn.RevokeLinks(ctx, tx, p, true); err != nil {
			return err
		}
		p.State = Suspended
		return audit.Append(ctx, tx, by, "suspend", "account", p.ID, "")
	})
}

// RestorePerson ends the suspension of an account. A person who had not
// accepted their invitation is sent a new one.
func (s *Service) RestorePerson(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "restore %s", id)
	return s.updateManagedPerson(ctx, by, id, func(tx *db.Tx, p *Person) error {
		if p.State != Suspended {
			return fault.New(fault.Conflict, "This account is not suspended.")
		}
		methods, err := s.signIn.Methods(ctx, tx, p)
		if err != nil {
			return err
		}
		p.State = Active
		if !methods.Any() && !p.Demo {
			p.State = Invited
			_, err = s.reinvite(ctx, tx, by, p, "restore", "")
			return err
		}
		return audit.Append(ctx, tx, by, "restore", "account", p.ID, "")
	})
}

// ResetSignIn deletes all ways of signing in of a person and invites them
// again. It is for people who have lost their authenticator app and recovery
// codes, and for accounts that an attacker controls. On the command line, as
// actor.System, it also works for the last administrator. It returns the token
// of the invitation.
func (s *Service) ResetSignIn(ctx context.Context, by actor.Actor, id string) (token string, err error) {
	defer fault.Wrap(&err, "reset sign-in of %s", id)
	if by.ID == id {
		return "", fault.New(fault.Conflict, "You cannot reset your own sign-in. Ask another administrator.")
	}
	err = s.updateManagedPerson(ctx, by, id, func(tx *db.Tx, p *Person) error {
		if p.Demo {
			return ErrDemoPerson
		}
		if err := s.signIn.Reset(ctx, tx, p); err != nil {
			return err
		}
		p.State = Invited
		token, err = s.reinvite(ctx, tx, by, p, "reset-sign-in", "")
		return err
	})
	return token, err
}
