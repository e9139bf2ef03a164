package consult

import (
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const columns = `slug, org, title, type, stage, opens_at, closes_at, opens_local, closes_local, zone, grace, content,
	recorded_state, act_count, version`

// selected are the columns that scanConsultation reads: the stored ones and, of a withdrawn consultation, the time of
// its withdrawal.
const selected = columns + `, COALESCE((
	SELECT max(a.at) FROM consult_act a
	WHERE stage = 'withdrawn' AND a.consultation = consult_consultation.slug AND a.kind = 'withdrawn'), '')`

// storedContent is the part of a consultation that is stored as JSON in one
// column, because no query needs its fields.
type storedContent struct {
	Text
	Monitoring *Monitoring    `json:"monitoring,omitempty"`
	Register   *RegisterEntry `json:"register,omitempty"`
}

func scanConsultation(row db.Row) (*Consultation, error) {
	var c Consultation
	var zone, contentJSON string
	var grace int64
	err := row.Scan(&c.Slug, &c.Org, &c.Title, &c.Type, &c.Stage, db.ScanTime(&c.Opens.At), db.ScanTime(&c.Closes.At),
		&c.Opens.Wall, &c.Closes.Wall, &zone, &grace, &contentJSON, &c.Recorded, &c.ActCount, &c.Version,
		db.ScanTime(&c.WithdrawnAt))
	if err != nil {
		return nil, err
	}
	var content storedContent
	if err := json.Unmarshal([]byte(contentJSON), &content); err != nil {
		return nil, err
	}
	c.Text, c.Monitoring, c.Register = content.Text, content.Monitoring, content.Register
	c.Grace = time.Duration(grace) * time.Second
	for _, m := range []*CivilTime{&c.Opens, &c.Closes} {
		if !m.IsZero() {
			m.Zone, m.Precision = zone, precisionOf(m.Wall)
		}
	}
	return &c, nil
}

// TitleAndOrg returns the title of consultation slug and its organisation, or fault.NotFound.
func TitleAndOrg(ctx context.Context, tx *db.Tx, slug Slug) (title, org string, err error) {
	c, err := Get(ctx, tx, slug)
	if err != nil {
		return "", "", err
	}
	return c.Title, c.Org, nil
}

// Get returns consultation slug, whatever its state, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, slug Slug) (*Consultation, error) {
	if !slugPattern.MatchString(slug) {
		return nil, notFound() // PostgreSQL refuses some text that browsers can send, such as NUL
	}
	c, err := db.One(ctx, tx, scanConsultation, `SELECT `+selected+` FROM consult_consultation WHERE slug = $1`, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, notFound()
	}
	return c, err
}

// GetOpen is Get for a consultation that accepts a response which is started now.
// Otherwise the error says why it does not.
func GetOpen(ctx context.Context, tx *db.Tx, slug Slug) (*Consultation, error) {
	c, err := Get(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	return c, c.Accepts(now, now)
}

// GetOwned is Get for actors of the organisation that owns the consultation;
// other actors get fault.NotFound.
func GetOwned(ctx context.Context, tx *db.Tx, by actor.Actor, slug Slug) (*Consultation, error) {
	c, err := Get(ctx, tx, slug)
	if err == nil && !by.ActsFor(c.Org) {
		return nil, notFound()
	}
	return c, err
}

// newest is the order of lists of consultations.
var newest = db.Order{Columns: []db.Column{{Name: "sorted_at"}, {Name: "slug"}}, Descending: true}

// ListByOrg returns the page of up to size consultations of an organisation at the cursor
// at, including drafts, newest first.
func ListByOrg(ctx context.Context, tx *db.Tx, org, at string, size int) (db.Page[*Consultation], error) {
	return db.ReadPage(ctx, tx, scanConsultation, func(c *Consultation) []any { return []any{db.Time(c.sortTime()), c.Slug} },
		db.PageQuery{Order: newest, At: at, Size: size}, `SELECT `+selected+` FROM consult_consultation`, `org = $1`, org)
}

// ListSorts are the orders of the list of an organisation.
var ListSorts = db.Sorts[*Consultation]{
	{Name: "opened", Order: newest, Position: func(c *Consultation) []any { return []any{db.Time(c.sortTime()), c.Slug} }},
	{Name: "closes", Order: db.Order{Columns: []db.Column{{Name: "closes_at"}, {Name: "slug"}}, Descending: true},
		Position: func(c *Consultation) []any { return []any{db.Time(c.Closes.At), c.Slug} }},
	{Name: "title", Order: db.Order{Columns: []db.Column{{Name: "title"}, {Name: "slug"}}},
		Position: func(c *Consultation) []any { return []any{c.Title, c.Slug} }},
}

// ListInOrder is ListByOrg sorted by one of ListSorts.
func ListInOrder(ctx context.Context, tx *db.Tx, org string, by db.Sort, at string, size int) (db.Page[*Consultation], error) {
	order, position := ListSorts.In(by)
	return db.ReadPage(ctx, tx, scanConsultation, position, db.PageQuery{Order: order, At: at, Size: size},
		`SELECT `+selected+` FROM consult_consultation`, `org = $1`, org)
}

// YearsOf returns the years of the oldest and of the newest consultation of an organisation, or 0.
func YearsOf(ctx context.Context, tx *db.Tx, org string) (first, last int, err error) {
	for order, year := range map[db.Sort]*int{"-opened": &first, "opened": &last} {
		p, err := ListInOrder(ctx, tx, org, order, "", 1)
		if err != nil {
			return 0, 0, err
		}
		for _, c := range p.Items {
			*year = c.Year()
		}
	}
	return first, last, nil
}

// Year is the year in which c opened or, if that is not known, closed; 0 if neither is known.
func (c *Consultation) Year() int {
	switch {
	case !c.Opens.IsZero():
		return c.Opens.Local().Year()
	case !c.Closes.IsZero():
		return c.Closes.Local().Year()
	}
	return 0
}

// Actors returns who did the acts of each of these consultations.
func Actors(ctx context.Context, tx *db.Tx, slugs []Slug) (map[Slug][]string, error) {
	by := map[Slug][]string{}
	if len(slugs) == 0 {
		return by, nil
	}
	found, err := db.All(ctx, tx, func(r db.Row) (a [2]string, err error) { return a, r.Scan(&a[0], &a[1]) },
		`SELECT DISTINCT consultation, actor FROM consult_act WHERE consultation IN (`+db.Placeholders(1, len(slugs))+`)`,
		db.Args(slugs)...)
	for _, a := range found {
		by[a[0]] = append(by[a[0]], a[1])
	}
	return by, err
}

// definitionText returns the current definition of slug as JSON, or
// fault.NotFound.
func definitionText(ctx context.Context, tx *db.Tx, slug Slug) (string, error) {
	return db.One(ctx, tx, db.Text, `SELECT definition FROM consult_consultation WHERE slug = $1`, slug)
}

// saveConsultation inserts c if its version is 0, or updates the row of that
// version; if the row has another version by now, it returns fault.Conflict. An
// empty definition leaves the stored one.
func saveConsultation(ctx context.Context, tx *db.Tx, c *Consultation, definition string) error {
	content, err := json.Marshal(storedContent{c.Text, c.Monitoring, c.Register})
	if err != nil {
		return err
	}
	zone := c.Closes.Zone
	if zone == "" {
		zone = c.Opens.Zone
	}
	n, err := tx.Exec(ctx, `
		INSERT INTO consult_consultation AS old (`+columns+`, register, definition, sorted_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
		ON CONFLICT (slug) DO UPDATE SET
			title = excluded.title, type = excluded.type, stage = excluded.stage,
			opens_at = excluded.opens_at, closes_at = excluded.closes_at,
			opens_local = excluded.opens_local, closes_local = excluded.closes_local, zone = excluded.zone,
			grace = excluded.grace, content = excluded.content,
			recorded_state = excluded.recorded_state, act_count = excluded.act_count,
			version = excluded.version, register = excluded.register, sorted_at = excluded.sorted_at,
			definition = CASE WHEN excluded.definition = '' THEN old.definition ELSE excluded.definition END
		WHERE old.version = excluded.version - 1`,
		c.Slug, c.Org, c.Title, string(c.Type), string(c.Stage), db.Time(c.Opens.At), db.Time(c.Closes.At),
		c.Opens.Wall, c.Closes.Wall, zone, int64(c.Grace/time.Second), string(content), string(c.Recorded), c.ActCount, c.Version+1,
		c.Register != nil, definition, db.Time(c.sortTime()))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "Someone else has changed this consultation. Check the changes and try again.")
	}
	c.Version++
	return saveLabels(ctx, tx, c)
}

// sortTime is the time by which lists are ordered: the opening or, if that is
// not known, the closing.
func (c *Consultation) sortTime() time.Time {
	if c.Opens.IsZero() {
		return c.Closes.At
	}
	return c.Opens.At
}

const actColumns = `number, kind, at, recorded_at, actor, reason, body`

func scanAct(row db.Row) (a *Act, err error) {
	a = &Act{}
	var body string
	err = row.Scan(&a.Number, &a.Kind, db.ScanTime(&a.At), db.ScanTime(&a.RecordedAt), &a.ActorID, &a.Reason, &body)
	a.Body = []byte(body)
	return a, err
}

func listActs(ctx context.Context, tx *db.Tx, slug Slug) ([]*Act, error) {
	return db.All(ctx, tx, scanAct, `SELECT `+actColumns+` FROM consult_act WHERE consultation = $1 ORDER BY number`, slug)
}

// maxInPeriod is the most consultations that ClosedBetween returns.
const maxInPeriod = 500

// ClosedBetween returns the public consultations that closed from the start of the day from to the end of the day to, by
// closing time.
func ClosedBetween(ctx context.Context, tx *db.Tx, from, to time.Time) ([]*Consultation, error) {
	return db.All(ctx, tx, scanConsultation, `SELECT `+selected+` FROM consult_consultation
		WHERE stage IN ('published', 'reported') AND closes_at >= $1 AND closes_at < $2 ORDER BY closes_at, slug LIMIT $3`,
		db.Time(from), db.Time(to.AddDate(0, 0, 1)), maxInPeriod)
}

// ActsOf returns the acts of a consultation, the first one first.
func ActsOf(ctx context.Context, tx *db.Tx, slug Slug) ([]*Act, error) {
	return listActs(ctx, tx, slug)
}

// ClockActs returns the openings and closings of slug by the clock, the first one first.
func ClockActs(ctx context.Context, tx *db.Tx, slug Slug) ([]*Act, error) {
	return db.All(ctx, tx, scanAct, `SELECT `+actColumns+` FROM consult_act
		WHERE consultation = $1 AND kind IN ('opened', 'closed') ORDER BY number`, slug)
}

// PublicAct is an act with the consultation that it belongs to.
type PublicAct struct {
	Consultation Slug
	Title        string
	Number       int64 // of the act, within the consultation
	Kind         ActKind
	At           time.Time // when it took effect
	RecordedAt   time.Time // when it was stored
}

// EachPublicSlug calls fn with the slugs of the consultations that are not drafts. fn may run other statements.
func EachPublicSlug(ctx context.Context, tx *db.Tx, fn func(Slug) error) error {
	return db.EachText(ctx, tx, "slug", fn, `SELECT slug FROM consult_consultation`, `stage <> 'draft'`)
}

// ReportedAt returns when the council first reported on those of slugs on which it has, here or elsewhere, by slug.
func ReportedAt(ctx context.Context, tx *db.Tx, slugs ...Slug) (map[Slug]time.Time, error) {
	first := map[Slug]time.Time{}
	if len(slugs) == 0 {
		return first, nil
	}
	in, args := db.In(1, db.Args(slugs))
	_, err := db.All(ctx, tx, func(row db.Row) (none struct{}, err error) {
		var slug Slug
		var at time.Time
		err = row.Scan(&slug, db.ScanTime(&at))
		first[slug] = at
		return none, err
	}, `SELECT consultation, MIN(at) FROM consult_act WHERE kind = 'reported' AND consultation IN `+in+` GROUP BY consultation`, args...)
	return first, err
}

// ListPublic returns the page of up to size consultations that are not drafts at the cursor at, newest first.
func ListPublic(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[*Consultation], error) {
	return db.ReadPage(ctx, tx, scanConsultation, func(c *Consultation) []any { return []any{db.Time(c.sortTime()), c.Slug} },
		db.PageQuery{Order: newest, At: at, Size: size}, `SELECT `+selected+` FROM consult_consultation`, `stage <> 'draft'`)
}

// LastAct returns when an act of a consultation that is not a draft was last stored, or zero.
func LastAct(ctx context.Context, tx *db.Tx) (at time.Time, err error) {
	acts, err := RecentActs(ctx, tx, 1)
	if len(acts) > 0 {
		at = acts[0].RecordedAt
	}
	return at, err
}

// ActsIn returns the last acts of the consultations in an area (a Facet.Value), the latest first, at most limit.
func ActsIn(ctx context.Context, tx *db.Tx, area string, limit int) ([]PublicAct, error) {
	return publicActs(ctx, tx, limit, ` AND c.slug IN (SELECT consultation FROM consult_label WHERE kind = $2 AND value = $3)`,
		string(areaLabel), area)
}

// RecentActs returns the last acts of all consultations, the latest first, at most limit.
func RecentActs(ctx context.Context, tx *db.Tx, limit int) ([]PublicAct, error) {
	return publicActs(ctx, tx, limit, "")
}

// publicActs returns the last acts of the consultations that are selected by where, which begins with AND or is "".
func publicActs(ctx context.Context, tx *db.Tx, limit int, where string, args ...any) ([]PublicAct, error) {
	return db.All(ctx, tx, func(row db.Row) (a PublicAct, err error) {
		return a, row.Scan(&a.Consultation, &a.Title, &a.Number, &a.Kind, db.ScanTime(&a.At), db.ScanTime(&a.RecordedAt))
	}, `
		SELECT a.consultation, c.title, a.number, a.kind, a.at, a.recorded_at
		FROM consult_act a JOIN consult_consultation c ON c.slug = a.consultation
		WHERE c.stage <> 'draft'`+where+`
		ORDER BY a.recorded_at DESC, a.consultation, a.number DESC LIMIT $1`, append([]any{limit}, args...)...)
}

func insertActs(ctx context.Context, tx *db.Tx, slug Slug, acts []*Act) error {
	var rows [][]any
	for _, a := range acts {
		rows = append(rows, []any{
			slug, a.Number, string(a.Kind), db.Time(a.At), db.Time(a.RecordedAt), a.ActorID, a.Reason, string(a.Body),
		})
	}
	_, err := tx.Insert(ctx, `consult_act (consultation, `+actColumns+`)`, rows, "")
	return err
}

// transitionsAtOnce is how many consultations RecordTransitions reads at once.
const transitionsAtOnce = 100

// listDueTransitions returns the first consultations after a slug that have opened or closed
// by now without an entry in the public record.
func listDueTransitions(ctx context.Context, tx *db.Tx, now time.Time, after Slug) ([]Slug, error) {
	return db.All(ctx, tx, db.Text, `
		SELECT slug FROM consult_consultation
		WHERE stage = 'published' AND NOT register AND slug > $2
		AND (recorded_state = '' AND opens_at <= $1 OR recorded_state = 'opened' AND closes_at <= $1)
		ORDER BY slug LIMIT $3`, db.Time(now), after, transitionsAtOnce)
}

// EachSlug calls fn with the slugs of all consultations, including drafts and register
// entries, in order.
func EachSlug(ctx context.Context, tx *db.Tx, fn func(Slug) error) error {
	return db.EachText(ctx, tx, "slug", fn, `SELECT slug FROM consult_consultation`, "")
}

// Exists reports whether there is a consultation with this slug, including drafts and
// register entries.
func Exists(ctx context.Context, tx *db.Tx, slug Slug) (bool, error) {
	return db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM consult_consultation WHERE slug = $1)`, slug)
}

// SlugsAfter returns the slugs of up to limit consultations, including drafts, that follow
// after, in order.
func SlugsAfter(ctx context.Context, tx *db.Tx, after Slug, limit int) ([]Slug, error) {
	return db.All(ctx, tx, db.Text,
		`SELECT slug FROM consult_consultation WHERE slug > $1 AND NOT register ORDER BY slug LIMIT $2`, after, limit)
}

// GetDefinition returns the current definition of slug, or fault.NotFound.
func GetDefinition(ctx context.Context, tx *db.Tx, slug Slug) (*Definition, error) {
	text, err := definitionText(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	def := &Definition{}
	return def, json.Unmarshal([]byte(text), def)
}
