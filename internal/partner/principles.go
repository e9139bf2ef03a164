package partner

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Principles are a version of the principles that partners sign.
type Principles struct {
	Version      int64       `yaml:"version" json:"-"`
	Published    time.Time   `yaml:"published" json:"-"`
	Introduction string      `yaml:"introduction" json:"introduction"`
	Changes      string      `yaml:"changes" json:"changes,omitempty"` // since the version before
	Principles   []Principle `yaml:"principles" json:"principles"`
	Invented     string      `yaml:"invented" json:"invented,omitempty"`
}

// Principle is one of them.
type Principle struct {
	Name  string `yaml:"name" json:"name"`
	Means string `yaml:"means" json:"means"`
	Kept  Keeps  `yaml:"kept" json:"kept,omitempty"` // what shows that it is kept; "" if nothing is counted for it
}

// Signature says that a representative of a partner signed a version of the principles. It stays when the account goes.
type Signature struct {
	Partner   string    `yaml:"-" json:"-"`
	Name      string    `yaml:"-" json:"-"` // of the partner
	Version   int64     `yaml:"version" json:"version"`
	Role      string    `yaml:"role" json:"role"` // of who signed, in the partner's own words
	On        time.Time `yaml:"on" json:"on"`
	Withdrawn time.Time `yaml:"withdrawn" json:"withdrawn"` // zero unless it is withdrawn
}

func principlesKind() edit.Kind {
	return edit.Kind{
		Name: "principles", Path: PrinciplesPath, Order: 43, Only: "principles",
		One: "Principles of the partnership", Many: "Principles of the partnership",
		Files: "partnership-principles.yaml", Within: "versions/*",
		About: "What every partner signs. After each change, the partners are asked to sign again.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords, Agrees: edit.AgreesNothing,
		Fields: []edit.Field{
			{Name: "introduction", Kind: edit.Text, Required: true, Label: "Introduction"},
			{Name: "changes", Kind: edit.Text, Label: "What changed since the version before"},
			{Name: "principles", Kind: edit.Rows, Required: true, Label: "Principles", AddLabel: "Add a principle", Columns: []edit.Field{
				{Name: "name", Kind: edit.Line, Required: true, Label: "Name"},
				{Name: "means", Kind: edit.Text, Required: true, Label: "What it means"},
				{Name: "kept", Kind: edit.Choice, Label: "What shows that it is kept", Options: edit.ChooseOf(AllKeeps...),
					Hint: "A public page counts it. Leave blank if none fits."},
			}},
		},
		Load: func(ctx context.Context, tx *db.Tx, _ string) (edit.Values, error) {
			p, err := Current(ctx, tx)
			if fault.Is(err, fault.NotFound) {
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
			return p.form().Values(), nil
		},
		Publish: func(ctx context.Context, l *definition.Loading, _ string, v edit.Values) error {
			if !l.By.MayForAll(actor.EditRecords) {
				return fault.New(fault.Forbidden, "You do not have permission to change the principles. Ask the council to do it.")
			}
			p, err := Current(ctx, l.Tx)
			if fault.Is(err, fault.NotFound) {
				p, err = &Principles{}, nil
			}
			if err != nil {
				return err
			}
			before := db.JSON(p)
			p.form().Change(v)
			if err := p.validate(); err != nil || db.JSON(p) == before {
				return err
			}
			now, err := l.Tx.Now(ctx)
			if err != nil {
				return err
			}
			p.Version, p.Published = p.Version+1, now
			return p.insert(ctx, l.Tx)
		},
		PublicPath: func(string) string { return PublicPrinciplesPath },
		Example: func() edit.Values {
			v := edit.Values{"introduction": {"We work together as equals."}, "changes": {"Equality is new."}}
			v.SetRows("principles", []edit.Values{{"name": {"Equality"}, "means": {"We ask who gains and who does not."}}})
			return v
		}(),
	}
}

func (p *Principles) form() edit.Binding {
	return edit.Binding{
		edit.BindText("introduction", &p.Introduction), edit.BindText("changes", &p.Changes),
		edit.BindRows("principles", &p.Principles, func(one *Principle) edit.Binding {
			return edit.Binding{edit.BindLine("name", &one.Name), edit.BindText("means", &one.Means), edit.BindCode("kept", &one.Kept)}
		}),
	}
}

func (p *Principles) validate() error {
	var wrong definition.SettingErrors
	if strings.TrimSpace(p.Introduction) == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter an introduction."), "introduction")
	}
	if len(p.Principles) == 0 {
		wrong.Add(fault.New(fault.Invalid, "Enter at least one principle."), "principles")
	}
	for i, one := range p.Principles {
		if strings.TrimSpace(one.Name) == "" || strings.TrimSpace(one.Means) == "" {
			wrong.Add(fault.New(fault.Invalid, "Enter the name of the principle and what it means."), "principles", i, "name")
		}
		if one.Kept != "" && !one.Kept.IsKnown() {
			wrong.Add(fault.Newf(fault.Invalid, "%q is not on the list. Choose one from the list.", string(one.Kept)), "principles", i, "kept")
		}
	}
	return wrong.Err()
}

func scanPrinciples(r db.Row) (*Principles, error) {
	p := &Principles{}
	var content string
	if err := r.Scan(&p.Version, &content, db.ScanTime(&p.Published)); err != nil {
		return nil, err
	}
	return p, json.Unmarshal([]byte(content), p)
}

const selectPrinciples = `SELECT version, content, published_at FROM partner_principles`

// Current returns the latest version of the principles, or fault.NotFound.
func Current(ctx context.Context, tx *db.Tx) (*Principles, error) {
	return db.One(ctx, tx, scanPrinciples, selectPrinciples+` ORDER BY version DESC LIMIT 1`)
}

// Version returns a version of the principles, or fault.NotFound.
func Version(ctx context.Context, tx *db.Tx, number int64) (*Principles, error) {
	return db.One(ctx, tx, scanPrinciples, selectPrinciples+` WHERE version = $1`, number)
}

func (p *Principles) insert(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO partner_principles (version, content, published_at) VALUES ($1, $2, $3)`,
		p.Version, db.JSON(p), db.Time(p.Published))
	return err
}

const signatureColumns = `partner, version, role, signed_at, withdrawn_at`

func scanSignature(r db.Row) (s Signature, err error) {
	return s, r.Scan(&s.Partner, &s.Version, &s.Role, db.ScanTime(&s.On), db.ScanTime(&s.Withdrawn))
}

// Signatures returns the signatures of a partner, the latest version first.
func Signatures(ctx context.Context, tx *db.Tx, partner string) ([]Signature, error) {
	return db.All(ctx, tx, scanSignature, `SELECT `+signatureColumns+` FROM partner_signature WHERE partner = $1
		ORDER BY version DESC`, partner)
}

// Standing is which partners have signed a version of the principles, by name.
type Standing struct {
	Signed   []Signature
	Unsigned []*Partner // with an entry in the register
}

// StandingOf returns who has signed a version, among the present partners.
func StandingOf(ctx context.Context, tx *db.Tx, version int64) (s Standing, err error) {
	all, err := db.All(ctx, tx, scanSignature, `SELECT `+signatureColumns+` FROM partner_signature
		WHERE version = $1 AND withdrawn_at = ''`, version)
	if err != nil {
		return s, err
	}
	err = Each(ctx, tx, func(p *Partner) error {
		i := slices.IndexFunc(all, func(one Signature) bool { return one.Partner == p.ID })
		if i < 0 {
			s.Unsigned = append(s.Unsigned, p)
			return nil
		}
		all[i].Name = p.Name
		s.Signed = append(s.Signed, all[i])
		return nil
	})
	return s, err
}

const maxRole = 100

// Sign signs a version of the principles for by's organisation. role is that of by in it. Only a partner's own people sign.
func (s *Service) Sign(ctx context.Context, by actor.Actor, version int64, role string) (err error) {
	defer fault.Wrap(&err, "sign version %d of the principles", version)
	if role = strings.Join(strings.Fields(role), " "); role == "" || utf8.RuneCountInString(role) > maxRole {
		return fault.Newf(fault.Invalid, "Enter your role in the organisation, in %d characters or fewer.", maxRole)
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := requireRepresentative(ctx, tx, by); err != nil {
			return err
		}
		current, err := Current(ctx, tx)
		if err != nil {
			return err
		}
		if current.Version != version {
			return fault.New(fault.Conflict, "The principles have changed since you opened the page. Read the new version before you sign.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n, err := insertSignature(ctx, tx, Signature{Partner: by.Org, Version: version, Role: role, On: now}, by.ID, signAgain)
		if err != nil || n == 0 {
			return err
		}
		return audit.Append(ctx, tx, by, "sign-principles", "partner", by.Org, "")
	})
}

// What is done with a signature of the same partner under the same version.
const (
	signAgain = `DO UPDATE SET role = excluded.role, signed_at = excluded.signed_at, withdrawn_at = excluded.withdrawn_at,
		account = excluded.account WHERE old.withdrawn_at <> ''`
	keepStored = `DO NOTHING`
)

// insertSignature stores a signature, and returns the number of rows that changed.
func insertSignature(ctx context.Context, tx *db.Tx, s Signature, account, conflict string) (int64, error) {
	return tx.Exec(ctx, `INSERT INTO partner_signature AS old (`+signatureColumns+`, account) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (partner, version) `+conflict, s.Partner, s.Version, s.Role, db.Time(s.On), db.Time(s.Withdrawn), account)
}

// Withdraw withdraws the signature of by's organisation under a version of the principles.
func (s *Service) Withdraw(ctx context.Context, by actor.Actor, version int64) (err error) {
	defer fault.Wrap(&err, "withdraw the signature of version %d of the principles", version)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := requireRepresentative(ctx, tx, by); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE partner_signature SET withdrawn_at = $1 WHERE partner = $2 AND version = $3 AND withdrawn_at = ''`,
			db.Time(now), by.Org, version)
		if err != nil || n == 0 {
			return err
		}
		return audit.Append(ctx, tx, by, "withdraw-signature", "partner", by.Org, "")
	})
}

// requireRepresentative returns fault.Forbidden unless by may sign for a partner.
func requireRepresentative(ctx context.Context, tx *db.Tx, by actor.Actor) error {
	o, err := account.GetOrg(ctx, tx, by.Org)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err != nil || o.Kind != account.Partner || !by.May(actor.Partnership) {
		return fault.New(fault.Forbidden, "Only a representative of the partner can sign for it.")
	}
	return nil
}
