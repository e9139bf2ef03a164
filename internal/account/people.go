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

// Who is what an administrator says of somebody new.
type Who struct {
	Org, Email, Name string
	Roles            []Role
}

// Wrong says what is wrong with each part of w: "name", "email" or "roles".
func (w Who) Wrong(kind Kind) map[string]error {
	wrong := map[string]error{}
	note := func(part string, err error) {
		if err != nil {
			wrong[part] = err
		}
	}
	_, err := called(w.Name, locale.Key("Enter a name."))
	note("name", err)
	_, err = address(w.Email)
	note("email", err)
	_, err = checkRoles(kind, w.Roles)
	note("roles", err)
	return wrong
}

var errPeople = fault.New(fault.Forbidden, "You may not look after accounts.")

// looksAfter reports whether the accounts of org are by's business.
func looksAfter(by actor.Actor, org string) bool {
	return by.May(actor.People) && (by.In(org) || by.May(actor.Operator))
}

// manage returns person id if their account is by's business. Of others, by
// does not learn that they are there.
func manage(ctx context.Context, tx *db.Tx, by actor.Actor, id string) (*Person, error) {
	if !by.May(actor.People) {
		return nil, errPeople
	}
	p, err := Get(ctx, tx, id)
	if err == nil && !looksAfter(by, p.Org) {
		return nil, errNoPerson
	}
	return p, err
}

// People returns the people of org.
func (s *Service) People(ctx context.Context, by actor.Actor, org string) (o Org, all []*Person, err error) {
	if !by.May(actor.People) {
		return o, nil, errPeople
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if o, err = GetOrg(ctx, tx, org); err != nil {
			return err
		}
		if !looksAfter(by, org) {
			return fault.New(fault.NotFound, "We cannot find that organisation.")
		}
		all, err = inOrg(ctx, tx, org)
		return err
	})
	return o, all, err
}

// Managed returns person id if their account is by's business.
func (s *Service) Managed(ctx context.Context, by actor.Actor, id string) (p *Person, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p, err = manage(ctx, tx, by, id)
		return err
	})
	return p, err
}

// Find returns the person with this address if their account is by's business.
func (s *Service) Find(ctx context.Context, by actor.Actor, email string) (p *Person, err error) {
	if !by.May(actor.People) {
		return nil, errPeople
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if p, err = ByEmail(ctx, tx, email); err == nil && !looksAfter(by, p.Org) {
			err = errNoPerson
		}
		return err
	})
	return p, err
}

// Invite makes an account for somebody and sends them a link to take it up. It
// returns the token of that link for whoever has no post: the console.
func (s *Service) Invite(ctx context.Context, by actor.Actor, who Who) (p *Person, token string, err error) {
	defer fault.Wrap(&err, "invite")
	if !by.May(actor.People) {
		return nil, "", errPeople
	}
	email, err := address(who.Email)
	if err != nil {
		return nil, "", err
	}
	name, err := called(who.Name, locale.Key("Enter a name."))
	if err != nil {
		return nil, "", err
	}
	id := newID()
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		o, err := GetOrg(ctx, tx, who.Org)
		if err != nil {
			return err
		}
		if !looksAfter(by, o.ID) {
			return fault.New(fault.NotFound, "We cannot find that organisation.")
		}
		if o.Shut() {
			return errShut
		}
		roles, err := checkRoles(o.Kind, who.Roles)
		if err != nil {
			return err
		}
		p = &Person{ID: id, Org: o.ID, OrgKind: o.Kind, Email: email, folded: fold(email), Name: name, State: Invited, Roles: roles}
		if err := insertPerson(ctx, tx, p); err != nil {
			return err
		}
		if token, err = s.sendInvitation(ctx, tx, p, o.Name); err != nil {
			return err
		}
		return audit.Note(ctx, tx, by, "invite", "account", p.ID, joinRoles(roles))
	})
	return p, token, err
}

// sendInvitation queues the letter with a new token.
func (s *Service) sendInvitation(ctx context.Context, tx *db.Tx, p *Person, org string) (token string, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	token, until, err := newToken(ctx, tx, Invitation, p, "", now)
	if err != nil {
		return "", err
	}
	return token, s.send(ctx, tx, p, Invitation, token, org, until, now)
}

func (s *Service) send(ctx context.Context, tx *db.Tx, p *Person, kind TokenKind, token, org string, until, now time.Time) error {
	if s.Post == nil {
		return nil
	}
	return s.Post.Queue(ctx, tx, notify.Letter{Kind: letterOf[kind], Key: tokenDigest(token), Lang: p.Lang, To: p.Email, Words: map[string]string{
		"name": p.Name, "organisation": org, "link": s.Link(kind, token), "until": until.UTC().Format(time.RFC3339)}}, now)
}

var letterOf = map[TokenKind]string{Invitation: notify.Invitation, Reset: notify.Reset}

// tellChanged tells p by letter that how they sign in has been changed, so that
// they learn of it if it was somebody else.
func (s *Service) tellChanged(ctx context.Context, tx *db.Tx, p *Person, now time.Time) error {
	if s.Post == nil || p.Invented {
		return nil
	}
	return s.Post.Queue(ctx, tx, notify.Letter{Kind: notify.CodeChanged, Key: fmt.Sprint(p.ID, " ", p.version), Lang: p.Lang, To: p.Email, Words: map[string]string{
		"name": p.Name, "at": now.UTC().Format(time.RFC3339)}}, now)
}

// Link is the address at which a token is taken. It begins with the address that
// the operator has set, and never with one that a request has named.
func (s *Service) Link(kind TokenKind, token string) string {
	return s.BaseURL + map[TokenKind]string{Invitation: "/staff/invitation/", Reset: "/staff/new-password/", Address: "/staff/account/new-address/"}[kind] + token
}

// Resend sends a person who has not taken up an invitation another one. The
// link of the last one is good no longer.
func (s *Service) Resend(ctx context.Context, by actor.Actor, id string) (token string, err error) {
	defer fault.Wrap(&err, "resend invitation of %s", id)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		p, err := manage(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if p.State != Invited {
			return fault.New(fault.Conflict, "This person has taken up the invitation already.")
		}
		token, err = s.invitedAgain(ctx, tx, by, p, "resend-invitation", "")
		return err
	})
	return token, err
}

func (s *Service) invitedAgain(ctx context.Context, tx *db.Tx, by actor.Actor, p *Person, act, why string) (string, error) {
	o, err := GetOrg(ctx, tx, p.Org)
	if err != nil {
		return "", err
	}
	if o.Shut() {
		return "", errShut
	}
	token, err := s.sendInvitation(ctx, tx, p, o.Name)
	if err != nil {
		return "", err
	}
	return token, audit.Note(ctx, tx, by, act, "account", p.ID, why)
}

// change changes an account in one transaction and sees that its organisation
// still has an administrator who can sign in.
func (s *Service) change(ctx context.Context, by actor.Actor, id string, fn func(tx *db.Tx, p *Person) error) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		p, err := manage(ctx, tx, by, id)
		if err != nil {
			return err
		}
		was := p.State == Active && p.Has(Administrator)
		if err := fn(tx, p); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, p); err != nil {
			return err
		}
		if err := updatePerson(ctx, tx, p); err != nil {
			return err
		}
		if !was || p.State == Active && p.Has(Administrator) || by.ID == actor.System.ID {
			return nil
		}
		colleagues, err := inOrg(ctx, tx, p.Org)
		if err != nil {
			return err
		}
		for _, c := range colleagues {
			if c.State == Active && c.Has(Administrator) {
				return nil
			}
		}
		return fault.New(fault.Conflict, "This is the last administrator of the organisation. Make somebody else an administrator first.")
	})
}

// SetRoles gives a person roles in place of those they have. Their sessions end,
// so that nothing is done under the old ones.
func (s *Service) SetRoles(ctx context.Context, by actor.Actor, id string, roles []Role) (err error) {
	defer fault.Wrap(&err, "set roles of %s", id)
	if by.ID == id {
		return fault.New(fault.Conflict, "You cannot change your own roles. Ask another administrator.")
	}
	return s.change(ctx, by, id, func(tx *db.Tx, p *Person) error {
		checked, err := checkRoles(p.OrgKind, roles)
		if err != nil {
			return err
		}
		why := joinRoles(p.Roles) + " -> " + joinRoles(checked)
		p.Roles = checked
		return audit.Note(ctx, tx, by, "set-roles", "account", p.ID, why)
	})
}

// Suspend keeps a person out from their next request on.
func (s *Service) Suspend(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "suspend %s", id)
	if by.ID == id {
		return fault.New(fault.Conflict, "You cannot suspend yourself. Ask another administrator.")
	}
	return s.change(ctx, by, id, func(tx *db.Tx, p *Person) error {
		if p.State == Suspended {
			return fault.New(fault.Conflict, "This account is suspended already.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for kind := range tokenTime {
			if err := endTokens(ctx, tx, p.ID, kind, now); err != nil {
				return err
			}
		}
		p.State = Suspended
		return audit.Note(ctx, tx, by, "suspend", "account", p.ID, "")
	})
}

// Restore lets a suspended person in again. Who had not taken up the invitation
// is sent another.
func (s *Service) Restore(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "restore %s", id)
	return s.change(ctx, by, id, func(tx *db.Tx, p *Person) error {
		if p.State != Suspended {
			return fault.New(fault.Conflict, "This account is not suspended.")
		}
		enrolled, err := canSignIn(ctx, tx, p)
		if err != nil {
			return err
		}
		p.State = Active
		if !enrolled {
			p.State = Invited
			_, err = s.invitedAgain(ctx, tx, by, p, "restore", "")
			return err
		}
		return audit.Note(ctx, tx, by, "restore", "account", p.ID, "")
	})
}

// StartAfresh takes from a person every way of signing in and invites them
// again: for who has lost the telephone and the recovery codes, or whose account
// is in other hands. From the console it is how the last administrator gets in.
func (s *Service) StartAfresh(ctx context.Context, by actor.Actor, id string) (token string, err error) {
	defer fault.Wrap(&err, "start %s afresh", id)
	if by.ID == id {
		return "", fault.New(fault.Conflict, "You cannot do this to your own account. Ask another administrator.")
	}
	err = s.change(ctx, by, id, func(tx *db.Tx, p *Person) error {
		if p.Invented {
			return errInvented
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, kind := range []TokenKind{Reset, Address} {
			if err := endTokens(ctx, tx, p.ID, kind, now); err != nil {
				return err
			}
		}
		if err := forgetFactors(ctx, tx, p); err != nil {
			return err
		}
		if err := s.tellChanged(ctx, tx, p, now); err != nil {
			return err
		}
		p.State = Invited
		token, err = s.invitedAgain(ctx, tx, by, p, "start-afresh", "")
		return err
	})
	return token, err
}
