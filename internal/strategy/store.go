package strategy

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const columns = `slug, title, summary, starts, ends, needs, source, invented, language, report_months, follows`

func scan(r db.Row) (*Strategy, error) {
	s := &Strategy{}
	var needs, source string
	err := r.Scan(&s.Slug, &s.Title, &s.Summary, db.ScanTime(&s.From), db.ScanTime(&s.To), &needs, &source,
		&s.Invented, &s.Language, &s.ReportEvery, &s.Follows)
	if err != nil {
		return nil, err
	}
	if s.Needs, err = parseRefs(needs); err != nil {
		return nil, err
	}
	s.Source, err = parseSource(source)
	return s, err
}

// Get returns the strategy slug with its versions, aims, objectives and publications, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, slug string) (*Strategy, error) {
	return get(ctx, tx, whole, slug)
}

// GetBrief is Get without the measurements of objectives and the texts of versions, which can be long.
func GetBrief(ctx context.Context, tx *db.Tx, slug string) (*Strategy, error) {
	return get(ctx, tx, brief, slug)
}

// GetWithTexts is Get without the measurements of objectives.
func GetWithTexts(ctx context.Context, tx *db.Tx, slug string) (*Strategy, error) {
	return get(ctx, tx, texts, slug)
}

func get(ctx context.Context, tx *db.Tx, depth depth, slug string) (*Strategy, error) {
	s, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM strategy_strategy WHERE slug = $1`, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "We cannot find that strategy. Check the list of strategies.")
	}
	if err != nil {
		return nil, err
	}
	return s, loadDetails(ctx, tx, depth, s)
}

// depth is how much of a strategy is read.
type depth struct {
	texts    bool   // of its versions
	readings bool   // all measurements of its objectives
	until    string // if it is not "": the last measurement of each objective up to this time, as db.Time writes it
}

var (
	brief  = depth{}
	latest = depth{until: db.Time(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC))}
	texts  = depth{texts: true}
	whole  = depth{texts: true, readings: true}
)

// GetLatest is GetBrief with the latest measurement of each objective.
func GetLatest(ctx context.Context, tx *db.Tx, slug string) (*Strategy, error) {
	return get(ctx, tx, latest, slug)
}

// InForce returns the strategies whose periods have a day between from and to, newest period first, each as GetBrief returns it
// with the last measurement of each objective up to the day to.
func InForce(ctx context.Context, tx *db.Tx, from, to time.Time) ([]*Strategy, error) {
	all, err := db.All(ctx, tx, scan, `SELECT `+columns+` FROM strategy_strategy
		WHERE starts <= $1 AND (ends = '' OR ends >= $2) ORDER BY starts DESC, slug`, db.Time(to), db.Time(startOfDay(from)))
	if err != nil {
		return nil, err
	}
	return all, loadDetails(ctx, tx, depth{until: db.Time(to)}, all...)
}

// listAll returns every strategy with all details, newest period first.
func listAll(ctx context.Context, tx *db.Tx) ([]*Strategy, error) {
	all, err := db.All(ctx, tx, scan, `SELECT `+columns+` FROM strategy_strategy ORDER BY starts DESC, slug`)
	if err != nil {
		return nil, err
	}
	return all, loadDetails(ctx, tx, whole, all...)
}

// List returns the page of up to size strategies at the cursor at, newest period first, each as GetLatest returns it.
func List(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[*Strategy], error) {
	return list(ctx, tx, latest, at, size)
}

// ListBrief is List without measurements.
func ListBrief(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[*Strategy], error) {
	return list(ctx, tx, brief, at, size)
}

func list(ctx context.Context, tx *db.Tx, depth depth, at string, size int) (db.Page[*Strategy], error) {
	p, err := db.ReadPage(ctx, tx, scan, func(s *Strategy) []any { return []any{db.Time(s.From), s.Slug} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "starts"}, {Name: "slug"}}, Descending: true}, At: at, Size: size},
		`SELECT `+columns+` FROM strategy_strategy`, "")
	if err != nil {
		return p, err
	}
	return p, loadDetails(ctx, tx, depth, p.Items...)
}

// Reporting returns the strategies with promised progress reports, without details.
func Reporting(ctx context.Context, tx *db.Tx) ([]*Strategy, error) {
	return db.All(ctx, tx, scan, `SELECT `+columns+` FROM strategy_strategy WHERE report_months > 0 ORDER BY starts DESC, slug`)
}

// EachSlug calls fn with the slugs of all strategies.
func EachSlug(ctx context.Context, tx *db.Tx, fn func(string) error) error {
	return db.EachText(ctx, tx, "slug", fn, `SELECT slug FROM strategy_strategy`, "")
}

// EachObjective calls fn with the references of all objectives.
func EachObjective(ctx context.Context, tx *db.Tx, fn func(string) error) error {
	return db.EachText(ctx, tx, "ref", fn, `SELECT ref FROM strategy_objective`, "")
}

// Outline is a strategy with its objectives and nothing else.
type Outline struct {
	Slug, Title, Language string // Language of the titles; "" is the language of the council
	Objectives            []OutlineObjective
}

// OutlineObjective is an objective in an Outline.
type OutlineObjective struct{ Ref, Title string }

// Outlines returns every strategy with its objectives, newest period first, in two queries.
func Outlines(ctx context.Context, tx *db.Tx) ([]Outline, error) {
	all, err := db.All(ctx, tx, func(r db.Row) (o Outline, err error) { return o, r.Scan(&o.Slug, &o.Title, &o.Language) },
		`SELECT slug, title, language FROM strategy_strategy ORDER BY starts DESC, slug`)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, o := range all {
		at[o.Slug] = i
	}
	_, err = db.All(ctx, tx, func(r db.Row) (none struct{}, err error) {
		var slug string
		var o OutlineObjective
		if err = r.Scan(&slug, &o.Ref, &o.Title); err == nil {
			of := &all[at[slug]]
			of.Objectives = append(of.Objectives, o)
		}
		return none, err
	}, `SELECT a.strategy, o.ref, o.title FROM strategy_objective o JOIN strategy_aim a ON a.ref = o.aim
		ORDER BY a.strategy, a.position, o.position`)
	return all, err
}

// VersionName is what a version of a strategy is called.
type VersionName struct {
	Strategy, Title string // slug and title of the strategy
	ID              string
	Kind            VersionKind
	Date            time.Time
}

// VersionNames returns the names of the versions of all strategies, newest period first, without their texts.
func VersionNames(ctx context.Context, tx *db.Tx) ([]VersionName, error) {
	return db.All(ctx, tx, func(r db.Row) (v VersionName, err error) {
		return v, r.Scan(&v.Strategy, &v.Title, &v.ID, &v.Kind, db.ScanTime(&v.Date))
	}, `SELECT s.slug, s.title, v.id, v.kind, v.dated FROM strategy_version v JOIN strategy_strategy s ON s.slug = v.strategy
		ORDER BY s.starts DESC, s.slug, v.dated, v.id`)
}

// FollowedBy returns the slug and title of the strategy that replaced slug, or fault.NotFound.
func FollowedBy(ctx context.Context, tx *db.Tx, slug string) (*Strategy, error) {
	return db.One(ctx, tx, scan, `SELECT `+columns+` FROM strategy_strategy WHERE follows = $1 ORDER BY starts, slug LIMIT 1`, slug)
}

// SlugForConsultation returns the slug of the strategy that a consultation was about, or fault.NotFound.
func SlugForConsultation(ctx context.Context, tx *db.Tx, consultation string) (string, error) {
	return db.One(ctx, tx, db.Text, `
		SELECT strategy FROM strategy_version WHERE consultation = $1 AND consultation <> ''
		ORDER BY dated DESC, strategy, id`, consultation)
}

// maxInQuery is the most strategies in one IN clause.
const maxInQuery = 100

// loadDetails reads the versions, aims, objectives and publications of strategies. It asks as often for one as for a hundred.
func loadDetails(ctx context.Context, tx *db.Tx, depth depth, all ...*Strategy) error {
	for some := range slices.Chunk(all, maxInQuery) {
		if err := loadSomeDetails(ctx, tx, depth, some); err != nil {
			return err
		}
	}
	return nil
}

// loadSomeDetails is loadDetails for at most maxInQuery strategies.
func loadSomeDetails(ctx context.Context, tx *db.Tx, depth depth, all []*Strategy) error {
	bySlug := map[string]*Strategy{}
	var slugs []any
	for _, s := range all {
		bySlug[s.Slug] = s
		slugs = append(slugs, s.Slug)
	}
	in, args := db.In(1, slugs)
	columns := briefVersionColumns
	if depth.texts {
		columns = versionColumns
	}
	versions, err := db.All(ctx, tx, scanVersion, `
		SELECT `+columns+` FROM strategy_version WHERE strategy IN `+in+` ORDER BY dated, id`, args...)
	if err != nil {
		return err
	}
	for _, v := range versions {
		bySlug[v.strategy].Versions = append(bySlug[v.strategy].Versions, v.Version)
	}
	aims, err := db.All(ctx, tx, scanAim, `
		SELECT strategy, ref, title, summary FROM strategy_aim WHERE strategy IN `+in+` ORDER BY position`, args...)
	if err != nil {
		return err
	}
	for _, a := range aims {
		bySlug[a.strategy].Aims = append(bySlug[a.strategy].Aims, a.Aim)
	}
	objectives, err := db.All(ctx, tx, scanObjective, selectObjective+` WHERE a.strategy IN `+in+` ORDER BY o.position`, args...)
	if err != nil {
		return err
	}
	refs := make([]any, len(objectives))
	for i, o := range objectives {
		refs[i] = o.Ref
	}
	readings, err := depth.readingsOf(ctx, tx, refs)
	if err != nil {
		return err
	}
	for _, o := range objectives {
		o.Readings = readings[o.Ref]
		of := bySlug[o.Strategy].Aims
		for i := range of {
			if of[i].Ref == o.aim {
				of[i].Objectives = append(of[i].Objectives, o.Objective)
			}
		}
	}
	publications, err := db.All(ctx, tx, scanPublication, `
		SELECT body FROM strategy_publication WHERE strategy IN `+in+` ORDER BY dated, kind`, args...)
	for _, p := range publications {
		bySlug[p.Strategy].Publications = append(bySlug[p.Strategy].Publications, p)
	}
	return err
}

const (
	versionColumns      = `strategy, id, kind, dated, title, body, changes, consultation, source`
	briefVersionColumns = `strategy, id, kind, dated, title, '' AS body, '' AS changes, consultation, source`
)

type versionRow struct {
	strategy string
	Version
}

func scanVersion(r db.Row) (v versionRow, err error) {
	var source string
	err = r.Scan(&v.strategy, &v.ID, &v.Kind, db.ScanTime(&v.Date), &v.Title, &v.Body, &v.Changes, &v.Consultation, &source)
	if err != nil {
		return v, err
	}
	v.Source, err = parseSource(source)
	return v, err
}

type aimRow struct {
	strategy string
	Aim
}

func scanAim(r db.Row) (a aimRow, err error) {
	return a, r.Scan(&a.strategy, &a.Ref, &a.Title, &a.Summary)
}

func scanPublication(r db.Row) (p Publication, err error) {
	body, err := db.Text(r)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(body), &p)
}

func parseRefs(text string) (refs []string, err error) {
	return refs, json.Unmarshal([]byte(text), &refs)
}

func parseSource(text string) (s evidence.Source, err error) {
	return s, json.Unmarshal([]byte(text), &s)
}

// ForNeed returns the strategies for which evidence is a reason, without their objectives, the latest first. A council has few.
func ForNeed(ctx context.Context, tx *db.Tx, need string) ([]*Strategy, error) {
	all, err := db.All(ctx, tx, scan, `SELECT `+columns+` FROM strategy_strategy ORDER BY starts DESC, slug`)
	return slices.DeleteFunc(all, func(s *Strategy) bool { return !slices.Contains(s.Needs, need) }), err
}
