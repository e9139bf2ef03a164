package project

import (
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Agreement is a version of what the organisations of a project promise each other. When a part of it changes, there is a new
// version, which all of them sign again.
type Agreement struct {
	Version   int64     `json:"-"`
	Published time.Time `json:"-"`
	Terms
}

// Terms are the parts of a project to which its organisations agree.
type Terms struct {
	Title     string        `json:"title"`
	Agreement string        `json:"agreement"`
	Members   []Member      `json:"members"`
	Needs     []string      `json:"needs"`
	From      time.Time     `json:"from"`
	Until     time.Time     `json:"until"`
	Cost      *action.Pence `json:"cost,omitempty"`

	SharesData  bool   `json:"sharesData,omitempty"`
	DataSharing string `json:"dataSharing,omitempty"`
}

func (p *Project) terms() Terms {
	return Terms{p.Title, strings.TrimSpace(p.Agreement), p.Members(), p.Needs, p.From, p.Until, p.Cost, p.SharesData, p.DataSharing}
}

// Signature says that a representative of an organisation signed a version of the agreement. It stays when the account goes.
type Signature struct {
	Org       string    `yaml:"organisation"`
	Version   int64     `yaml:"version"`
	Role      string    `yaml:"role"` // of who signed, in the organisation's own words
	On        time.Time `yaml:"on"`
	Withdrawn time.Time `yaml:"withdrawn"` // zero unless it is withdrawn
}

func scanAgreement(r db.Row) (*Agreement, error) {
	a, content := &Agreement{}, ""
	if err := r.Scan(&a.Version, &content, db.ScanTime(&a.Published)); err != nil {
		return nil, err
	}
	return a, json.Unmarshal([]byte(content), a)
}

// CurrentAgreement returns the latest version of the agreement of a project, or fault.NotFound if none has been written.
func CurrentAgreement(ctx context.Context, tx *db.Tx, project string) (*Agreement, error) {
	return db.One(ctx, tx, scanAgreement, `SELECT version, content, published_at FROM project_agreement WHERE project = $1
		ORDER BY version DESC LIMIT 1`, project)
}

// saveAgreement stores a new version of the agreement if the terms of p have changed.
func (p *Project) saveAgreement(ctx context.Context, tx *db.Tx, now time.Time) error {
	if strings.TrimSpace(p.Agreement) == "" {
		return nil
	}
	current, err := CurrentAgreement(ctx, tx, p.Ref)
	version := int64(1)
	switch {
	case err == nil && db.JSON(current.Terms) == db.JSON(p.terms()):
		return nil
	case err == nil:
		version = current.Version + 1
	case !fault.Is(err, fault.NotFound):
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO project_agreement (project, version, content, published_at) VALUES ($1, $2, $3, $4)`,
		p.Ref, version, db.JSON(p.terms()), db.Time(now))
	return err
}

const signatureColumns = `org, version, role, signed_at, withdrawn_at`

// Signatures returns the signatures under all versions of the agreement of a project, the latest version first.
func Signatures(ctx context.Context, tx *db.Tx, project string) ([]Signature, error) {
	return db.All(ctx, tx, func(r db.Row) (s Signature, err error) {
		return s, r.Scan(&s.Org, &s.Version, &s.Role, db.ScanTime(&s.On), db.ScanTime(&s.Withdrawn))
	}, `SELECT `+signatureColumns+` FROM project_signature WHERE project = $1 ORDER BY version DESC, org`, project)
}

// Unsigned returns the ids of the members that have not signed the current agreement of p. Without an agreement, that is all.
func (p *Project) Unsigned(ctx context.Context, tx *db.Tx) (orgs []string, err error) {
	version := int64(0)
	current, err := CurrentAgreement(ctx, tx, p.Ref)
	if err == nil {
		version = current.Version
	} else if !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	signed, err := Signatures(ctx, tx, p.Ref)
	for _, m := range p.Members() {
		has := false
		for _, s := range signed {
			has = has || s.Org == m.Org && s.Version == version && s.Withdrawn.IsZero()
		}
		if !has {
			orgs = append(orgs, m.Org)
		}
	}
	return orgs, err
}

const maxRole = 100

// cleanRole returns the role of who signs or reads something, or fault.Invalid.
func cleanRole(role string) (string, error) {
	if role = strings.Join(strings.Fields(role), " "); role == "" || utf8.RuneCountInString(role) > maxRole {
		return "", fault.Newf(fault.Invalid, "Enter your role in the organisation, in %d characters or fewer.", maxRole)
	}
	return role, nil
}

// getAsMember returns the project ref if by represents one of its members, and otherwise fault.NotFound or fault.Forbidden.
func getAsMember(ctx context.Context, tx *db.Tx, by actor.Actor, ref string) (*Project, error) {
	p, err := Get(ctx, tx, ref)
	if err == nil && !p.Represents(by) {
		err = fault.New(fault.Forbidden, "Only a representative of an organisation that takes part in the project can do this.")
	}
	return p, err
}

// Represents reports whether by can act for an organisation that takes part in p.
func (p *Project) Represents(by actor.Actor) bool { return by.May(actor.Partnership) && p.Has(by.Org) }

// Sign signs a version of the agreement of a project for by's organisation. role is that of by in it. A project is agreed by that,
// so that it has to pass the checks of its effects on equality, over time, and of its value.
func (s *Service) Sign(ctx context.Context, by actor.Actor, ref string, version int64, role string) (err error) {
	defer fault.Wrap(&err, "sign the agreement of project %s", ref)
	if role, err = cleanRole(role); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		p, err := getAsMember(ctx, tx, by, ref)
		if err != nil {
			return err
		}
		current, err := CurrentAgreement(ctx, tx, ref)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Invalid, "The project has no agreement yet. The organisation that leads it writes it first.")
		}
		if err != nil {
			return err
		}
		if current.Version != version {
			return fault.New(fault.Conflict, "The agreement has changed since you opened the page. Read the new version before you sign.")
		}
		var wrong definition.SettingErrors
		wrong = append(wrong, p.lacking()...)
		wrong.Add(s.passGate(ctx, tx, p, false))
		if err := wrong.Err(); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n, err := insertSignature(ctx, tx, ref, Signature{by.Org, version, role, now, time.Time{}}, by.ID, signAgain)
		if err != nil || n == 0 {
			return err
		}
		return audit.Append(ctx, tx, by, "sign-project", KindName, ref, "")
	})
}

// passGate returns what the equality gate says about agreeing p. decided is set where an assessment that is only planned comes too
// late.
func (s *Service) passGate(ctx context.Context, tx *db.Tx, p *Project, decided bool) error {
	if s.Gate == nil {
		return nil
	}
	names, err := edit.ActivityNames(ctx, tx, KindName, p.Ref)
	if err != nil {
		return err
	}
	return s.Gate(ctx, tx, edit.Activity{Names: names, Title: p.Title, Decided: decided})
}

// What is done with a signature of the same organisation under the same version.
const (
	signAgain = `DO UPDATE SET role = excluded.role, signed_at = excluded.signed_at, withdrawn_at = excluded.withdrawn_at,
		account = excluded.account WHERE old.withdrawn_at <> ''`
	keepStored = `DO NOTHING`
)

// insertSignature stores a signature, and returns the number of rows that changed.
func insertSignature(ctx context.Context, tx *db.Tx, project string, s Signature, account, conflict string) (int64, error) {
	return tx.Exec(ctx, `INSERT INTO project_signature AS old (project, `+signatureColumns+`, account) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (project, org, version) `+conflict,
		project, s.Org, s.Version, s.Role, db.Time(s.On), db.Time(s.Withdrawn), account)
}

// Withdraw withdraws the signature of by's organisation under the current agreement of a project.
func (s *Service) Withdraw(ctx context.Context, by actor.Actor, ref string) (err error) {
	defer fault.Wrap(&err, "withdraw the signature from the agreement of project %s", ref)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := getAsMember(ctx, tx, by, ref); err != nil {
			return err
		}
		current, err := CurrentAgreement(ctx, tx, ref)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE project_signature SET withdrawn_at = $1
			WHERE project = $2 AND org = $3 AND version = $4 AND withdrawn_at = ''`, db.Time(now), ref, by.Org, current.Version)
		if err != nil || n == 0 {
			return err
		}
		return audit.Append(ctx, tx, by, "withdraw-from-project", KindName, ref, "")
	})
}
