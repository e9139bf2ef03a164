package sharing

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Signature says that a representative of an organisation signed a version of the terms. It stays when the account goes.
type Signature struct {
	Agreement string    `yaml:"-" json:"-"`
	Org       string    `yaml:"organisation" json:"org"`
	Version   int64     `yaml:"version" json:"version"` // in a file 0 is the present one
	Role      string    `yaml:"role" json:"role"`       // of who signed, in the organisation's own words
	On        time.Time `yaml:"on" json:"on"`
	Withdrawn time.Time `yaml:"withdrawn" json:"withdrawn"` // zero unless it is withdrawn
}

const signatureColumns = `agreement, org, version, role, signed_at, withdrawn_at`

// Signatures returns the signatures under agreements, the latest version first.
func Signatures(ctx context.Context, tx *db.Tx, agreements ...string) ([]Signature, error) {
	if len(agreements) == 0 {
		return nil, nil
	}
	return db.All(ctx, tx, func(r db.Row) (s Signature, err error) {
		return s, r.Scan(&s.Agreement, &s.Org, &s.Version, &s.Role, db.ScanTime(&s.On), db.ScanTime(&s.Withdrawn))
	}, `SELECT `+signatureColumns+` FROM sharing_signature WHERE agreement IN (`+db.Placeholders(1, len(agreements))+`)
		ORDER BY agreement, version DESC, org`, db.Args(agreements)...)
}

// insertSignature stores a signature, and returns the number of rows that changed. A withdrawn one can be given again.
func insertSignature(ctx context.Context, tx *db.Tx, s Signature, account string) (int64, error) {
	return tx.Exec(ctx, `INSERT INTO sharing_signature AS old (`+signatureColumns+`, account) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (agreement, org, version) DO UPDATE SET role = excluded.role, signed_at = excluded.signed_at,
			withdrawn_at = excluded.withdrawn_at, account = excluded.account WHERE old.withdrawn_at <> '' AND excluded.withdrawn_at = ''`,
		s.Agreement, s.Org, s.Version, s.Role, db.Time(s.On), db.Time(s.Withdrawn), account)
}

// MaySign reports whether by may sign for its organisation: people who keep the register of a partner, and at the council those who
// approve records.
func MaySign(by actor.Actor) bool {
	return by.May(actor.Partnership) && (by.OwnOrg() != actor.CouncilOrg || by.May(actor.ApproveRecords))
}

// requireParty returns the agreement ref if by may sign it for its organisation.
func requireParty(ctx context.Context, tx *db.Tx, by actor.Actor, ref string) (*Agreement, error) {
	a, err := Get(ctx, tx, ref)
	if err == nil && (!MaySign(by) || a.Party(by.Org) == nil) {
		err = fault.New(fault.Forbidden, "Only representatives of the organisations that share the data can sign.")
	}
	return a, err
}

const maxRole = 100

// Sign signs a version of the terms of an agreement for by's organisation. role is that of by in it.
func (s *Service) Sign(ctx context.Context, by actor.Actor, ref string, version int64, role string) (err error) {
	defer fault.Wrap(&err, "sign version %d of the agreement %s", version, ref)
	if role = strings.Join(strings.Fields(role), " "); role == "" || utf8.RuneCountInString(role) > maxRole {
		return fault.Newf(fault.Invalid, "Enter your role in the organisation, in %d characters or fewer.", maxRole)
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		a, err := requireParty(ctx, tx, by, ref)
		if err != nil {
			return err
		}
		if a.Version != version {
			return fault.New(fault.Conflict, "The agreement has changed since you opened the page. Read the new version before you sign.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n, err := insertSignature(ctx, tx, Signature{Agreement: ref, Org: by.Org, Version: version, Role: role, On: now}, by.ID)
		if err != nil || n == 0 {
			return err
		}
		return audit.Append(ctx, tx, by, "sign-sharing", kindName, ref, "")
	})
}

// Withdraw withdraws the signature of by's organisation under the present terms of an agreement, which is then not in force.
func (s *Service) Withdraw(ctx context.Context, by actor.Actor, ref string) (err error) {
	defer fault.Wrap(&err, "withdraw the signature of the agreement %s", ref)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		a, err := requireParty(ctx, tx, by, ref)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE sharing_signature SET withdrawn_at = $1
			WHERE agreement = $2 AND org = $3 AND version = $4 AND withdrawn_at = ''`, db.Time(now), ref, by.Org, a.Version)
		if err != nil || n == 0 {
			return err
		}
		return audit.Append(ctx, tx, by, "withdraw-sharing", kindName, ref, "")
	})
}
