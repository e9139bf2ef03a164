package account

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// The address with which somebody signs in, and another in its place.

var (
	errSameAddress = fault.New(fault.Invalid, "This is the email address of the account already. Enter another.")
	errOftenAsked  = fault.New(fault.Busy, "You have asked for this several times. Wait 15 minutes, then try again.")
	// Whoever is told this has shown that the address is theirs, or looks after
	// accounts.
	errHasAccount = fault.New(fault.Conflict, "This email address cannot be used for this account. If you cannot find out who uses it, ask whoever runs this installation.")
)

// AskAddress sends to another address of by a link with which by proves that
// they read its post, and tells the one they have. What by is told, and what is
// done, is the same whether somebody else has that address: who has it is not
// even looked up.
func (s *Service) AskAddress(ctx context.Context, by actor.Actor, typed string) (err error) {
	defer fault.Wrap(&err, "ask for another address")
	email, err := address(typed)
	if err != nil {
		return err
	}
	if err := s.try(ctx, tryAddress, by.ID); fault.Is(err, fault.Busy) {
		return errOftenAsked
	} else if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		p, err := Get(ctx, tx, by.ID)
		if err != nil {
			return err
		}
		switch {
		case p.Invented:
			return errInvented
		case !p.MaySignIn():
			return errSignIn
		case p.Email == email:
			return errSameAddress
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		token, until, err := newToken(ctx, tx, Address, p, email, now)
		if err != nil {
			return err
		}
		words := map[string]string{"name": p.Name, "link": s.Link(Address, token), "until": until.UTC().Format(time.RFC3339)}
		if err := s.write(ctx, tx, p, notify.AddressNew, tokenDigest(token), email, words, now); err != nil {
			return err
		}
		words = map[string]string{"name": p.Name, "at": now.UTC().Format(time.RFC3339)}
		if err := s.write(ctx, tx, p, notify.AddressAsked, tokenDigest(token), p.Email, words, now); err != nil {
			return err
		}
		return audit.Note(ctx, tx, by, "ask-address", "account", p.ID, "")
	})
}

// AskedAddress returns the address that token proves, if it is by's own token.
func (s *Service) AskedAddress(ctx context.Context, by actor.Actor, token string) (email string, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		_, email, err = askedAddress(ctx, tx, by, token)
		return err
	})
	return email, err
}

func askedAddress(ctx context.Context, tx *db.Tx, by actor.Actor, token string) (p *Person, email string, err error) {
	if p, err = tokenHolder(ctx, tx, Address, token); err != nil {
		return nil, "", err
	}
	if p.ID != by.ID {
		return nil, "", errToken
	}
	email, err = db.One(ctx, tx, db.Text, `SELECT email FROM account_token WHERE digest = $1`, tokenDigest(token))
	return p, email, err
}

// TakeAddress gives by, who is signed in, the address that token proves. All
// their sessions end; the caller begins another.
func (s *Service) TakeAddress(ctx context.Context, by actor.Actor, token string) (p *Person, err error) {
	defer fault.Wrap(&err, "take another address")
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		var email string
		if p, email, err = askedAddress(ctx, tx, by, token); err != nil {
			return err
		}
		if _, err := useToken(ctx, tx, Address, token); err != nil {
			return err
		}
		if err := s.forgive(ctx, tx, tryAddress, by.ID); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, p); err != nil {
			return err
		}
		if err := s.moveTo(ctx, tx, p, email); err != nil {
			return err
		}
		if err := updatePerson(ctx, tx, p); err != nil {
			return err
		}
		return audit.Note(ctx, tx, by, "change-address", "account", p.ID, "")
	})
	return p, err
}

// moveTo gives p the address email and tells them at both. Links that were sent
// to the one before are good no longer. The caller writes p.
func (s *Service) moveTo(ctx context.Context, tx *db.Tx, p *Person, email string) error {
	other, err := ByEmail(ctx, tx, email)
	switch {
	case err == nil && other.ID != p.ID:
		return errHasAccount
	case err != nil && !fault.Is(err, fault.NotFound):
		return err
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
	was := p.Email
	p.Email, p.folded = email, fold(email)
	for i, to := range []string{was, email} {
		words := map[string]string{"name": p.Name, "at": now.UTC().Format(time.RFC3339)}
		if err := s.write(ctx, tx, p, notify.AddressChanged, fmt.Sprint(p.ID, " ", p.version, " ", i), to, words, now); err != nil {
			return err
		}
	}
	return nil
}

// write queues a letter about the account of p.
func (s *Service) write(ctx context.Context, tx *db.Tx, p *Person, kind, key, to string, words map[string]string, now time.Time) error {
	if s.Post == nil {
		return nil
	}
	return s.Post.Queue(ctx, tx, notify.Letter{Kind: kind, Key: key, Lang: p.Lang, To: to, Words: words}, now)
}

// ChangeAddress gives somebody who has lost their mailbox another address, for a
// reason. They still need what they sign in with. Who has not taken up an
// invitation gets it at the new address.
func (s *Service) ChangeAddress(ctx context.Context, by actor.Actor, id, typed, why string) (err error) {
	defer fault.Wrap(&err, "change address of %s", id)
	if by.ID == id {
		return fault.New(fault.Conflict, "You cannot do this to your own account. Change your address on the page Your account.")
	}
	email, err := address(typed)
	if err != nil {
		return err
	}
	if why, err = reason(why); err != nil {
		return err
	}
	return s.change(ctx, by, id, func(tx *db.Tx, p *Person) error {
		switch {
		case p.Invented:
			return errInvented
		case p.Email == email:
			return errSameAddress
		}
		if err := s.moveTo(ctx, tx, p, email); err != nil {
			return err
		}
		if p.State == Invited {
			_, err := s.invitedAgain(ctx, tx, by, p, "change-address", why)
			return err
		}
		return audit.Note(ctx, tx, by, "change-address", "account", p.ID, why)
	})
}

var errInvented = fault.New(fault.Conflict, "This person is invented, for the demonstration.")

// AddressWrong says what is wrong with what an administrator typed for another
// address: "email" or "why".
func AddressWrong(email, why string) map[string]error {
	wrong := map[string]error{}
	if _, err := address(email); err != nil {
		wrong["email"] = err
	}
	if _, err := reason(why); err != nil {
		wrong["why"] = err
	}
	return wrong
}

const longestReason = 500

// reason checks why something is done to somebody. It is for colleagues and the
// audit log.
func reason(typed string) (string, error) {
	why := strings.Join(strings.Fields(typed), " ")
	switch {
	case why == "":
		return "", fault.New(fault.Invalid, "Enter a reason.")
	case utf8.RuneCountInString(why) > longestReason || strings.ContainsFunc(why, odd):
		return "", fault.Newf(fault.Invalid, "Enter a reason of up to %d characters.", longestReason)
	}
	return why, nil
}
