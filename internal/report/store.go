package report

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

const columns = `body, edition, recorded`

func scan(row db.Row) (*Report, error) {
	r := &Report{}
	var body string
	if err := row.Scan(&body, &r.Edition, db.ScanTime(&r.Recorded)); err != nil {
		return nil, err
	}
	return r, json.Unmarshal([]byte(body), r)
}

// Get returns the latest published version of a report, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (*Report, error) {
	return one(ctx, tx, `latest AND ref = $1`, ref)
}

// GetVersion returns a published version of a report, or fault.NotFound.
func GetVersion(ctx context.Context, tx *db.Tx, ref string, number int64) (*Report, error) {
	return one(ctx, tx, `ref = $1 AND edition = $2`, ref, number)
}

func one(ctx context.Context, tx *db.Tx, where string, args ...any) (*Report, error) {
	r, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM report_version WHERE `+where, args...)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "We cannot find that report. Check the list of reports.")
	}
	return r, err
}

// newest is the order of the list of reports.
var newest = db.Order{Columns: []db.Column{{Name: "meeting"}, {Name: "ref"}}, Descending: true}

// PageSize is the number of reports on a page of a list.
const PageSize = 20

// List returns the page of the latest versions of all reports at the cursor at, the latest meeting first.
func List(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[*Report], error) {
	return db.ReadPage(ctx, tx, scan, func(r *Report) []any { return []any{db.Time(r.Meeting), r.Ref} },
		db.PageQuery{Order: newest, At: at, Size: size}, `SELECT `+columns+` FROM report_version`, `latest`)
}

// Versions returns all versions of a report, the latest first.
func Versions(ctx context.Context, tx *db.Tx, ref string) ([]*Report, error) {
	return db.All(ctx, tx, scan, `SELECT `+columns+` FROM report_version WHERE ref = $1 ORDER BY edition DESC`, ref)
}

// save stores r as the version after stored and adds an entry to the public record, unless they are the same.
func (r *Report) save(ctx context.Context, tx *db.Tx, w *record.Writer, stored *Report, now time.Time) (changed bool, err error) {
	body := db.JSON(r)
	if stored.Edition > 0 && db.JSON(stored) == body {
		return false, nil
	}
	if _, err := tx.Exec(ctx, `UPDATE report_version SET latest = FALSE WHERE ref = $1`, r.Ref); err != nil {
		return false, err
	}
	r.Edition, r.Recorded = stored.Edition+1, now
	_, err = tx.Exec(ctx, `
		INSERT INTO report_version (ref, edition, latest, recorded, title, meeting, body) VALUES ($1, $2, TRUE, $3, $4, $5, $6)`,
		r.Ref, r.Edition, db.Time(now), r.Title, db.Time(r.Meeting), body)
	if err != nil {
		return false, err
	}
	w.Add(leafOf(r.Key(), body))
	return true, nil
}

// leafOf is the entry in the public record of the version key. Its commitment needs no salt, because body is public.
func leafOf(key, body string) receipt.Leaf {
	return receipt.Leaf{Subject: "report/" + strings.ReplaceAll(key, "#", "/"), Kind: "publication", Commitment: digest.Of(body)}
}

// Leaf returns the entry in the public record of this version of r.
func (r *Report) Leaf() receipt.Leaf { return leafOf(r.Key(), db.JSON(r)) }

// EachLeaf calls yield with the leaf of each version of a report, and where it is stored.
func EachLeaf(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error {
	order := db.Order{Columns: []db.Column{{Name: "ref"}, {Name: "edition", Number: true}}}
	return db.ReadEach(ctx, tx, scan, func(r *Report) []any { return []any{r.Ref, r.Edition} }, order, func(r *Report) error {
		yield(r.Leaf(), "table report_version, "+r.Key())
		return nil
	}, `SELECT `+columns+` FROM report_version`, "")
}

// Papers finds the reports that decisions were made on.
type Papers struct{}

// Version returns a version of a report, or fault.NotFound.
func (Papers) Version(ctx context.Context, tx *db.Tx, ref string, number int64) (p decision.Paper, err error) {
	r, err := GetVersion(ctx, tx, ref, number)
	if err != nil {
		return p, err
	}
	return decision.Paper{Title: r.Title, Language: r.Language, Number: r.Edition, Published: r.On(),
		Assessments: r.Assessments,
		Path:        VersionPath(r.Ref, r.Edition)}, nil
}

// Options returns all versions of reports, the latest meeting first.
func (Papers) Options(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	order := db.Order{Columns: []db.Column{{Name: "ref"}, {Name: "edition", Number: true}}}
	err = db.ReadEach(ctx, tx, scan, func(r *Report) []any { return []any{r.Ref, r.Edition} }, order, func(r *Report) error {
		all = append(all, edit.Option{Value: r.Key(), Lang: r.Language,
			Label: locale.Lazy("%s: version %d, %s", edit.Name(r.Title), r.Edition, locale.LazyDate(r.On()))})
		return nil
	}, `SELECT `+columns+` FROM report_version`, "")
	return all, err
}
