package partner

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/place"
)

var errNoPartner = fault.New(fault.NotFound, "We cannot find that partner. Check the list.")

const columns = `id, name, content, published_at`

func scan(r db.Row) (*Partner, error) {
	var id, name, content string
	var at time.Time
	if err := r.Scan(&id, &name, &content, db.ScanTime(&at)); err != nil {
		return nil, err
	}
	p := &Partner{}
	err := json.Unmarshal([]byte(content), p)
	p.ID, p.Name, p.PublishedAt = id, name, at
	return p, err
}

// Get returns the published entry of a partner with the details of its organisation, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, id string) (*Partner, error) {
	p, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM partner_partner WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		err = errNoPartner
	}
	if err != nil {
		return nil, err
	}
	return p, p.loadOrg(ctx, tx)
}

// loadOrg sets what is stored with the organisation.
func (p *Partner) loadOrg(ctx context.Context, tx *db.Tx) error {
	o, err := account.GetOrg(ctx, tx, p.ID)
	p.Name, p.Category, p.Site = o.Name, o.Category, o.Site
	return err
}

// check tidies p and returns definition.SettingErrors if it cannot be stored.
func (p *Partner) check(ctx context.Context, tx *db.Tx) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	for i := range p.Identifiers {
		p.Identifiers[i].tidy()
	}
	var wrong definition.SettingErrors
	wrong.Add(p.validate(now))
	if err := place.Require(ctx, tx, p.Places); err != nil {
		wrong.Add(err, "places")
	}
	if p.PartOf != "" {
		whole, err := account.GetOrg(ctx, tx, p.PartOf)
		switch {
		case fault.Is(err, fault.NotFound) || err == nil && whole.Kind != account.Partner:
			wrong.Add(definition.Missing("organisation", p.PartOf,
				fault.New(fault.Invalid, "Choose the main organisation from the list.")), "part-of")
		case err != nil:
			return err
		}
	}
	for i, id := range p.Identifiers {
		holder, err := db.One(ctx, tx, scanText, `SELECT partner FROM partner_identifier WHERE scheme = $1 AND number = $2`,
			id.Scheme, id.Number)
		switch {
		case fault.Is(err, fault.NotFound) || err == nil && holder == p.ID:
		case err != nil:
			return err
		case holder == p.PartOf:
			wrong.Add(fault.New(fault.Invalid, "This is the number of the main organisation. A branch does not have it."),
				"identifiers", i, "number")
		default:
			wrong.Add(fault.New(fault.Invalid, "Another partner has this number. Check the number, or whether the organisation is already there."),
				"identifiers", i, "number")
		}
	}
	return wrong.Err()
}

func scanText(r db.Row) (text string, err error) { return text, r.Scan(&text) }

// Kinds of labels.
const (
	placeLabel  = "place"
	sectorLabel = "sector"
	groupLabel  = "group"
	wordLabel   = "word"
	partLabel   = "part-of"
)

// save stores p, which is valid, as published now.
func (p *Partner) save(ctx context.Context, tx *db.Tx) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO partner_partner (`+columns+`, significant, review, ended) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, content = excluded.content, published_at = excluded.published_at,
			significant = excluded.significant, review = excluded.review, ended = excluded.ended`,
		p.ID, p.Name, db.JSON(p), db.Time(now), p.Significant, db.Time(p.Next), db.Time(p.Ended))
	if err != nil {
		return err
	}
	for _, table := range []string{"partner_label", "partner_identifier"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE partner = $1`, p.ID); err != nil {
			return err
		}
	}
	var labels, numbers [][]any
	add := func(kind string, values ...string) {
		for _, v := range values {
			labels = append(labels, []any{p.ID, kind, v})
		}
	}
	add(placeLabel, p.Places...)
	for _, s := range p.Sectors {
		add(sectorLabel, string(s))
	}
	add(groupLabel, p.Groups()...)
	if p.PartOf != "" {
		add(partLabel, p.PartOf)
	}
	add(wordLabel, locale.SearchWords(append([]string{p.Name, p.Category, p.Purpose}, p.Communities...)...)...)
	if _, err := tx.Insert(ctx, `partner_label (partner, kind, value)`, labels, `ON CONFLICT DO NOTHING`); err != nil {
		return err
	}
	for _, id := range p.Identifiers {
		numbers = append(numbers, []any{id.Scheme, id.Number, p.ID, id.digits()})
	}
	_, err = tx.Insert(ctx, `partner_identifier (scheme, number, partner, digits)`, numbers, ``)
	return err
}

// Rename gives the entry of an organisation its new name. Package account calls it when a file changes the name.
func Rename(ctx context.Context, tx *db.Tx, o account.Org) error {
	p, err := Get(ctx, tx, o.ID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE partner_partner SET name = $2 WHERE id = $1`, o.ID, o.Name)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, word := range locale.SearchWords(o.Name, o.Category) {
		rows = append(rows, []any{p.ID, wordLabel, word})
	}
	_, err = tx.Insert(ctx, `partner_label (partner, kind, value)`, rows, `ON CONFLICT DO NOTHING`)
	return err
}

// Query selects partners. The zero value is all of the present ones.
type Query struct {
	Places []string // any of these
	Sector Sector
	Group  string // code of a characteristic
	PartOf string // id of a partner: its branches
	Words  string // each is the beginning of a word of the entry
}

// byName is the order of the directory.
var byName = db.Order{Columns: []db.Column{{Name: "name"}, {Name: "id"}}}

const maxQueryWords = 6

// Find returns a page of the partners that q selects, by name.
func Find(ctx context.Context, tx *db.Tx, q Query, at string, size int) (db.Page[*Partner], error) {
	where, args := `ended = $1`, []any{db.Time(time.Time{})}
	labelled := func(kind, condition string, values ...any) {
		args = append(args, kind)
		is := fmt.Sprintf(`l.kind = $%d`, len(args))
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		where += ` AND EXISTS (SELECT 1 FROM partner_label l WHERE l.partner = partner_partner.id AND ` + is + ` AND ` + condition + `)`
	}
	if len(q.Places) > 0 {
		labelled(placeLabel, `l.value IN (`+strings.TrimSuffix(strings.Repeat("?, ", len(q.Places)), ", ")+`)`, db.Args(q.Places)...)
	}
	if q.Sector != "" {
		labelled(sectorLabel, `l.value = ?`, string(q.Sector))
	}
	if q.Group != "" {
		labelled(groupLabel, `l.value = ?`, q.Group)
	}
	if q.PartOf != "" {
		labelled(partLabel, `l.value = ?`, q.PartOf)
	}
	words := locale.SearchWords(q.Words)
	for _, word := range words[:min(len(words), maxQueryWords)] {
		labelled(wordLabel, `l.value >= ? AND l.value < ?`, word, word+"\U0010FFFF")
	}
	return db.ReadPage(ctx, tx, scan, func(p *Partner) []any { return []any{p.Name, p.ID} },
		db.PageQuery{Order: byName, At: at, Size: size}, `SELECT `+columns+` FROM partner_partner`, where, args...)
}

// readAtOnce is how many entries Each reads at a time.
const readAtOnce = 100

// Each calls fn with every present partner, by name.
func Each(ctx context.Context, tx *db.Tx, fn func(*Partner) error) error {
	return db.Each(func(at string) (db.Page[*Partner], error) { return Find(ctx, tx, Query{}, at, readAtOnce) }, func(p *Partner) error {
		if err := p.loadOrg(ctx, tx); err != nil {
			return err
		}
		return fn(p)
	})
}

// Labels returns the places and the codes of characteristics of the entries.
func Labels(ctx context.Context, tx *db.Tx) (places, groups []string, err error) {
	err = db.ReadEach(ctx, tx, func(r db.Row) (l [2]string, err error) { return l, r.Scan(&l[0], &l[1]) },
		func(l [2]string) []any { return []any{l[0], l[1]} }, db.Order{Columns: []db.Column{{Name: "kind"}, {Name: "value"}}},
		func(l [2]string) error {
			if l[0] == placeLabel {
				places = append(places, l[1])
			} else {
				groups = append(groups, l[1])
			}
			return nil
		}, `SELECT DISTINCT kind, value FROM partner_label`, `kind IN ($1, $2)`, placeLabel, groupLabel)
	return places, groups, err
}

// Count returns how many partners there are today.
func Count(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM partner_partner WHERE ended = $1`, db.Time(time.Time{}))
}

// CountReviews returns how many partners have a date for their review, and how many of these reviews are late.
func CountReviews(ctx context.Context, tx *db.Tx, now time.Time) (dated, late int64, err error) {
	_, err = db.One(ctx, tx, func(r db.Row) (none struct{}, err error) { return none, r.Scan(&dated, &late) },
		`SELECT COUNT(*), COUNT(*) FILTER (WHERE review < $1) FROM partner_partner WHERE review > '' AND ended = $2`,
		db.Time(now.UTC().Truncate(24*time.Hour)), db.Time(time.Time{}))
	return dated, late, err
}

// maxDue is how many entries DueReviews, WithoutEntry and SameNumbers return at most.
const maxDue = 50

// DueReviews returns the partners whose review is due by until, the earliest first.
func DueReviews(ctx context.Context, tx *db.Tx, until time.Time) ([]*Partner, error) {
	return db.All(ctx, tx, scan, `SELECT `+columns+` FROM partner_partner WHERE review > '' AND review <= $1
		ORDER BY review, id LIMIT $2`, db.Time(until), maxDue)
}

// Pair are two partners that may be one.
type Pair struct{ A, B, Digits string }

// SameNumbers returns pairs of partners that have the same digits under two schemes.
func SameNumbers(ctx context.Context, tx *db.Tx) ([]Pair, error) {
	return db.All(ctx, tx, func(r db.Row) (p Pair, err error) { return p, r.Scan(&p.A, &p.B, &p.Digits) },
		`SELECT a.partner, b.partner, a.digits FROM partner_identifier a JOIN partner_identifier b
		ON a.digits = b.digits AND a.scheme < b.scheme AND a.partner <> b.partner WHERE a.digits <> ''
		ORDER BY a.digits, a.partner, b.partner LIMIT $1`, maxDue)
}

// WithoutEntry returns the partner organisations that have no entry in the register yet.
func WithoutEntry(ctx context.Context, tx *db.Tx) (all []account.Org, err error) {
	orgs, err := account.ListOrgs(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, o := range orgs {
		if o.Kind != account.Partner {
			continue
		}
		_, err := Get(ctx, tx, o.ID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if err != nil && len(all) < maxDue {
			all = append(all, o)
		}
	}
	return all, nil
}

// LastPublished returns when an entry was last published.
func LastPublished(ctx context.Context, tx *db.Tx) (at time.Time, err error) {
	return db.One(ctx, tx, func(r db.Row) (at time.Time, err error) { return at, r.Scan(db.ScanTime(&at)) },
		`SELECT MAX(published_at) FROM partner_partner`)
}
