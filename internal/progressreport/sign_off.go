package progressreport

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Line is an owner of objectives in a report that is not published yet.
type Line struct {
	Owner    string // a role
	Signer   string // account that signs for the role, or "" if no one has been chosen
	SignedBy string // account, or ""
	SignedAt time.Time
	Stale    bool // what was signed has been changed since
}

// Open reports whether the owner still has to sign.
func (l Line) Open() bool { return l.SignedBy == "" || l.Stale }

// SignOff is what the owners of a report have signed.
type SignOff struct {
	*Report
	Lines []Line
	Whole bool // for those who write reports; others see only the parts that they sign
}

// Missing returns how many owners have not signed what the report says now.
func (s *SignOff) Missing() int { return len(s.MissingOwners()) }

// MissingOwners returns the roles that have not signed what the report says now.
func (s *SignOff) MissingOwners() (owners []string) {
	for _, l := range s.Lines {
		if l.Open() {
			owners = append(owners, l.Owner)
		}
	}
	return owners
}

// Part identifies what the report says about the objectives of owner.
func (s *SignOff) Part(owner string) string { return s.part(owner) }

// signOff returns the owners of r and their signatures.
func signOff(ctx context.Context, tx *db.Tx, r *Report) (*SignOff, error) {
	type row struct {
		line Line
		part string
	}
	rows, err := db.All(ctx, tx, func(d db.Row) (x row, err error) {
		return x, d.Scan(&x.line.Owner, &x.line.SignedBy, db.ScanTime(&x.line.SignedAt), &x.part)
	}, `SELECT owner, signed_by, signed_at, part FROM progressreport_signature
		WHERE kind = $1 AND strategy = $2 AND starts = $3 AND ends = $4`, string(r.Kind), r.Strategy, db.Time(r.From), db.Time(r.To))
	if err != nil {
		return nil, err
	}
	chosen, err := db.All(ctx, tx, func(d db.Row) (l Line, err error) { return l, d.Scan(&l.Owner, &l.Signer) },
		`SELECT role, account FROM progressreport_signer`)
	signers := map[string]string{}
	for _, l := range chosen {
		signers[l.Owner] = l.Signer
	}
	out := &SignOff{Report: r}
	for _, owner := range r.Owners() {
		line := Line{Owner: owner}
		for _, x := range rows {
			if x.line.Owner == owner {
				line = x.line
				line.Stale = x.part != r.part(owner)
			}
		}
		line.Signer = signers[owner]
		out.Lines = append(out.Lines, line)
	}
	return out, err
}

// open returns the working copy of a report at address and what its owners have signed. Those who write reports see all of it,
// the people who sign a part of it only their part, and others get fault.NotFound.
func (s *Service) open(ctx context.Context, tx *db.Tx, by actor.Actor, address string) (*edit.Copy, *SignOff, error) {
	k := s.kind()
	c, err := edit.FindIn(ctx, tx, actor.System, &k, address)
	if err != nil {
		return nil, nil, err
	}
	r, err := Preview(ctx, tx, c.Record, c.Values)
	if err != nil {
		return nil, nil, err
	}
	out, err := signOff(ctx, tx, r)
	if err != nil {
		return nil, nil, err
	}
	if out.Whole = by.May(k.Write) && by.ActsFor(c.Org); !out.Whole {
		out.Lines = slices.DeleteFunc(out.Lines, func(l Line) bool { return l.Signer == "" || l.Signer != by.ID })
	}
	if !out.Whole && len(out.Lines) == 0 {
		return nil, nil, fault.New(fault.NotFound, "We cannot find that record. Check the list.")
	}
	return c, out, nil
}

// SignOff returns what the owners of the objectives in the working copy at address have signed.
func (s *Service) SignOff(ctx context.Context, by actor.Actor, address string) (out *SignOff, err error) {
	defer fault.Wrap(&err, "load the signatures on report %s", address)
	return out, s.DB.View(ctx, func(tx *db.Tx) error {
		_, out, err = s.open(ctx, tx, by, address)
		return err
	})
}

// Sign records that by, who was chosen to sign for the role owner, signs what the report says about its objectives. part is
// SignOff.Part of what they have read.
func (s *Service) Sign(ctx context.Context, by actor.Actor, address, owner, part string) (err error) {
	defer fault.Wrap(&err, "sign report %s", address)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		c, out, err := s.open(ctx, tx, by, address)
		if err != nil {
			return err
		}
		line, err := out.line(owner)
		if err != nil {
			return err
		}
		if line.Signer == "" || line.Signer != by.ID {
			return fault.New(fault.Forbidden, "Only the person who was chosen to sign for this role can sign this part.")
		}
		if out.part(owner) != part {
			return fault.New(fault.Conflict, "This part of the report has changed since you opened the page. Read it again before you sign.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		r := out.Report
		_, err = tx.Exec(ctx, `
			INSERT INTO progressreport_signature (kind, strategy, starts, ends, owner, part, signed_by, signed_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (kind, strategy, starts, ends, owner)
			DO UPDATE SET part = excluded.part, signed_by = excluded.signed_by, signed_at = excluded.signed_at`,
			string(r.Kind), r.Strategy, db.Time(r.From), db.Time(r.To), owner, part, by.ID, db.Time(now))
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "sign-progress-report", "progress-report", c.Address(), owner)
	})
}

// line returns the line of the role owner, or fault.NotFound.
func (s *SignOff) line(owner string) (Line, error) {
	i := slices.IndexFunc(s.Lines, func(l Line) bool { return l.Owner == owner })
	if i < 0 {
		return Line{}, fault.New(fault.NotFound, "The report has no objective of this role.")
	}
	return s.Lines[i], nil
}

// Choose sets who signs for the role owner, in the report at address and in later ones.
func (s *Service) Choose(ctx context.Context, by actor.Actor, address, owner, signer string) (err error) {
	defer fault.Wrap(&err, "choose who signs report %s", address)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		_, out, err := s.open(ctx, tx, by, address)
		if err != nil {
			return err
		}
		if !out.Whole {
			return forbidden()
		}
		line, err := out.line(owner)
		if err != nil || line.Signer == signer {
			return err
		}
		p, err := account.GetPerson(ctx, tx, signer)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err != nil || !maySign(p) {
			return fault.New(fault.Invalid, "Select a person from the list.")
		}
		_, err = tx.Exec(ctx, `INSERT INTO progressreport_signer (role, account) VALUES ($1, $2)
			ON CONFLICT (role) DO UPDATE SET account = excluded.account`, owner, signer)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "choose-report-signer", "account", signer, owner)
	})
}

// maySign reports whether p can be chosen to sign: people who report on actions or write records, at the council or a partner.
func maySign(p *account.Person) bool {
	by := p.Actor()
	return by.May(actor.UpdateActions) || by.May(actor.EditRecords)
}

// Signers returns the people who can be chosen to sign, those of the council first, with the names of their organisations.
func (s *Service) Signers(ctx context.Context) (people []*account.Person, orgs map[string]string, err error) {
	defer fault.Wrap(&err, "list who can sign reports")
	var all []account.Org
	if err := s.DB.View(ctx, func(tx *db.Tx) error { all, err = account.ListOrgs(ctx, tx); return err }); err != nil {
		return nil, nil, err
	}
	orgs = map[string]string{}
	slices.SortStableFunc(all, func(a, b account.Org) int { return rank(b) - rank(a) })
	for _, org := range all {
		orgs[org.ID] = org.Name
		err := s.Accounts.EachPerson(ctx, actor.System, org.ID, func(p *account.Person) error {
			if maySign(p) {
				people = append(people, p)
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return people, orgs, nil
}

// rank puts the council before partners.
func rank(o account.Org) int {
	if o.Kind == account.Council {
		return 1
	}
	return 0
}
