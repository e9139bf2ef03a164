package account

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// Service is what can be done with accounts.
type Service struct {
	DB            *db.DB
	Notifications *notify.Queue
	Secret        []byte    // of the installation; seals what is kept of authenticator apps
	Provider      *Provider // signs people in for the council; nil where nobody does
	BaseURL       string    // of the links in letters; "" where there is none, and then they have only a path

	browserToken string // that the browser of a request brought along; see InBrowser
}

// newID makes an id that tells nothing.
func newID() string {
	b := make([]byte, 16)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// GetPerson returns person id, whoever asks. It is for those who know that the
// request is that person's own.
func (s *Service) GetPerson(ctx context.Context, id string) (p *Person, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p, err = GetPerson(ctx, tx, id)
		return err
	})
	return p, err
}

// EnsureCouncil makes the organisation that runs the installation, and names it.
// Without a name it keeps the one it has.
func (s *Service) EnsureCouncil(ctx context.Context, name string) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		was, err := GetOrg(ctx, tx, actor.CouncilOrg)
		switch {
		case fault.Is(err, fault.NotFound):
			if name == "" {
				name = "The council"
			}
			return insertOrg(ctx, tx, Org{ID: actor.CouncilOrg, Name: name, Kind: Council})
		case err != nil || name == "" || was.Name == name:
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE account_org SET name = $2 WHERE id = $1`, actor.CouncilOrg, name)
		return err
	})
}

func insertOrg(ctx context.Context, tx *db.Tx, o Org) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO account_org (`+orgColumns+`) VALUES ($1, $2, $3, $4, '', '') ON CONFLICT (id) DO NOTHING`,
		o.ID, o.Name, string(o.Kind), db.Time(now))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Another organisation already uses this short name. Choose a different one.")
	}
	return err
}

// AddOrg makes a partner organisation.
func (s *Service) AddOrg(ctx context.Context, by actor.Actor, id, name string) (err error) {
	defer fault.Wrap(&err, "add organisation %s", id)
	if !by.May(actor.Operate) {
		return fault.New(fault.Forbidden, "You do not have permission to add organisations.")
	}
	if name, err = checkName(name, locale.Key("Enter the name of the organisation.")); err != nil {
		return err
	}
	if len(id) > 40 || !slugPattern.MatchString(id) {
		return fault.New(fault.Invalid, "Short name must only include lowercase letters, numbers and hyphens, like fire-service.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := insertOrg(ctx, tx, Org{ID: id, Name: name, Kind: Partner}); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "add-organisation", "organisation", id, "")
	})
}

// ListOrgs returns the organisations that are by's business: for an operator all
// of them, for everybody else their own.
func (s *Service) ListOrgs(ctx context.Context, by actor.Actor) (mine []Org, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all, err := ListOrgs(ctx, tx)
		mine = nil
		for _, o := range all {
			if by.May(actor.Operate) || by.ActsFor(o.ID) {
				mine = append(mine, o)
			}
		}
		return err
	})
	return mine, err
}

// PersonNames returns the names of accounts, for colleagues to read.
func (s *Service) PersonNames(ctx context.Context, ids []string) (names map[string]string, err error) {
	type pair struct{ id, name string }
	names = map[string]string{actor.System.ID: actor.System.Name}
	if len(ids) == 0 {
		return names, nil
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		found, err := db.All(ctx, tx, func(r db.Row) (p pair, err error) { return p, r.Scan(&p.id, &p.name) },
			`SELECT id, name FROM account_person WHERE id IN (`+db.Placeholders(1, len(ids))+`)`, db.Args(ids)...)
		for _, p := range found {
			names[p.id] = p.name
		}
		return err
	})
	return names, err
}
