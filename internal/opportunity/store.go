package opportunity

import (
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/offer"
)

const columns = `p.id, p.kind, p.request, p.offer, p.asks, p.offers, p.state, p.version, p.since, p.changed, p.until, p.asks_accepts,
	p.offers_accepts, p.basis, p.content`

func scanProposal(r db.Row, more ...any) (*Proposal, error) {
	p, content := &Proposal{}, ""
	into := []any{&p.ID, &p.Kind, &p.Request, &p.Offer, &p.Asks, &p.Offers, &p.State, &p.Version, db.ScanTime(&p.Since),
		db.ScanTime(&p.Changed), db.ScanTime(&p.Until), &p.AsksAccepts, &p.OffersAccepts, &p.Basis, &content}
	if err := r.Scan(append(into, more...)...); err != nil {
		return nil, err
	}
	request, offered := p.Request, p.Offer
	err := json.Unmarshal([]byte(content), &p.Content)
	p.Request, p.Offer = request, offered
	return p, err
}

func scan(r db.Row) (*Proposal, error) { return scanProposal(r) }

// get returns the proposal id, or fault.NotFound.
func get(ctx context.Context, tx *db.Tx, id string) (*Proposal, error) {
	return db.One(ctx, tx, scan, `SELECT `+columns+` FROM opportunity_proposal p WHERE p.id = $1`, id)
}

// each calls fn with every proposal that where chooses; "" is all.
func each(ctx context.Context, tx *db.Tx, fn func(*Proposal) error, where string, args ...any) error {
	return db.ReadEach(ctx, tx, scan, func(p *Proposal) []any { return []any{p.ID} }, db.Order{Columns: []db.Column{{Name: "p.id"}}}, fn,
		`SELECT `+columns+` FROM opportunity_proposal p`, where, args...)
}

func (p *Proposal) values() []any {
	return []any{p.ID, string(p.Kind), p.Request, p.Offer, p.Asks, p.Offers, string(p.State), p.Version, db.Time(p.Since),
		db.Time(p.Changed), db.Time(p.Until), p.AsksAccepts, p.OffersAccepts, p.Basis, db.JSON(p.Content)}
}

func insert(ctx context.Context, tx *db.Tx, p *Proposal) error {
	_, err := tx.Exec(ctx, `INSERT INTO opportunity_proposal (id, kind, request, offer, asks, offers, state, version, since, changed, until,
		asks_accepts, offers_accepts, basis, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (id) DO NOTHING`, p.values()...)
	return err
}

// update stores the next version of p, if the given version is still the latest, and otherwise returns fault.Conflict.
func (p *Proposal) update(ctx context.Context, tx *db.Tx, version int64) error {
	n, err := tx.Exec(ctx, `UPDATE opportunity_proposal SET state = $2, version = $3, since = $4, changed = $5, until = $6,
		asks_accepts = $7, offers_accepts = $8, basis = $9, content = $10 WHERE id = $1 AND version = $11`,
		p.ID, string(p.State), p.Version, db.Time(p.Since), db.Time(p.Changed), db.Time(p.Until), p.AsksAccepts, p.OffersAccepts, p.Basis,
		db.JSON(p.Content), version)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "The other organisation has answered since you opened the page. Open it again to see the answer.")
	}
	return err
}

// updateContent stores what the match says about p now, and what it rests on.
func (p *Proposal) updateContent(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE opportunity_proposal SET basis = $2, content = $3
		WHERE id = $1 AND (basis <> $2 OR content <> $3) AND state IN ('suggested', 'contacted', 'deferred')`,
		p.ID, p.Basis, db.JSON(p.Content))
	return err
}

// sides returns the organisations of p, each once.
func (p *Proposal) sides() []string {
	if p.Asks == p.Offers {
		return []string{p.Asks}
	}
	return []string{p.Asks, p.Offers}
}

// list puts p into the lists of its sides and of the council. With position 0 it keeps its place.
func (p *Proposal) list(ctx context.Context, tx *db.Tx, shelf string, position int64) error {
	if position == 0 {
		_, err := tx.Exec(ctx, `UPDATE opportunity_listed SET shelf = $2 WHERE proposal = $1 AND shelf <> $2`, p.ID, shelf)
		return err
	}
	var rows [][]any
	for _, org := range append(p.sides(), actor.AnyOrg) {
		rows = append(rows, []any{org, shelf, position, p.ID})
	}
	_, err := tx.Insert(ctx, `opportunity_listed (org, shelf, position, proposal)`, rows,
		`ON CONFLICT (org, proposal) DO UPDATE SET shelf = excluded.shelf, position = excluded.position
		WHERE opportunity_listed.shelf <> excluded.shelf OR opportunity_listed.position <> excluded.position`)
	return err
}

// Listed is a proposal in a list.
type Listed struct {
	*Proposal
	position int64
}

// List returns a page of the proposals of an organisation, or of all with actor.AnyOrg, in the order of their ranks.
func List(ctx context.Context, tx *db.Tx, org string, closed bool, at string, size int) (db.Page[Listed], error) {
	shelf := openShelf
	if closed {
		shelf = closedShelf
	}
	return db.ReadPage(ctx, tx, func(r db.Row) (l Listed, err error) {
		l.Proposal, err = scanProposal(r, &l.position)
		return l, err
	}, func(l Listed) []any { return []any{l.position, l.ID} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "l.position", Number: true}, {Name: "l.proposal"}}}, At: at, Size: size},
		`SELECT `+columns+`, l.position FROM opportunity_listed l JOIN opportunity_proposal p ON p.id = l.proposal`,
		`l.org = $1 AND l.shelf = $2`, org, shelf)
}

// Done is what was done about a proposal.
type Done struct {
	Org   string // actor.AnyOrg for the program itself
	Act   Act
	Words string
	At    time.Time
}

func addAct(ctx context.Context, tx *db.Tx, p *Proposal, org string, act Act, words string, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO opportunity_act (proposal, number, org, act, words, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		p.ID, p.Version, org, string(act), words, db.Time(now))
	return err
}

// acts returns the latest acts, the last first.
func acts(ctx context.Context, tx *db.Tx, id string) ([]Done, error) {
	return db.All(ctx, tx, func(r db.Row) (d Done, err error) {
		return d, r.Scan(&d.Org, &d.Act, &d.Words, db.ScanTime(&d.At))
	}, `SELECT org, act, words, at FROM opportunity_act WHERE proposal = $1 ORDER BY number DESC LIMIT 50`, id)
}

func saveResult(ctx context.Context, tx *db.Tx, basis string, r *Result) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO opportunity_result (id, basis, computed, content) VALUES ('this', $1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET basis = excluded.basis, computed = excluded.computed, content = excluded.content`,
		basis, db.Time(now), db.JSON(r))
	return err
}

// GetResult returns what was seen apart from proposals. Before it was first worked out, that is nothing.
func GetResult(ctx context.Context, tx *db.Tx) (*Result, error) {
	r, err := db.One(ctx, tx, func(row db.Row) (*Result, error) {
		r, content := &Result{}, ""
		if err := row.Scan(&content, db.ScanTime(&r.Computed)); err != nil {
			return nil, err
		}
		return r, json.Unmarshal([]byte(content), r)
	}, `SELECT content, computed FROM opportunity_result WHERE id = 'this'`)
	if fault.Is(err, fault.NotFound) {
		return &Result{}, nil
	}
	return r, err
}

// title returns the title of what asks.
func (p *Proposal) title(ctx context.Context, tx *db.Tx) (string, error) {
	if p.Kind == ForNeed {
		n, err := evidence.Get(ctx, tx, p.Request)
		return n.Title, err
	}
	e, err := offer.Get(ctx, tx, p.Request)
	if err != nil {
		return "", err
	}
	return e.Title, nil
}

// AgreedOptions returns the opportunities that are agreed, for fields that name one. Only their sides and the council know them.
func AgreedOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	return all, each(ctx, tx, func(p *Proposal) error {
		title, err := p.title(ctx, tx)
		all = append(all, edit.Option{Value: p.ID, Label: edit.Name(title), Org: p.Asks, Also: []string{p.Offers, actor.CouncilOrg}})
		return err
	}, `p.state = $1`, string(Agreed))
}

// RequireAgreed returns fault.Invalid unless the opportunity id is agreed, or was.
func RequireAgreed(ctx context.Context, tx *db.Tx, id string) error {
	p, err := get(ctx, tx, id)
	if fault.Is(err, fault.NotFound) || err == nil && p.State != Agreed && p.State != Ended {
		return fault.New(fault.Invalid, "Choose an opportunity that both sides have accepted.")
	}
	return err
}
