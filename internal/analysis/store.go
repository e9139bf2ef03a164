package analysis

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// StoredRelease is a release with the bytes that were published.
type StoredRelease struct {
	*Release
	Bytes      []byte
	Checksum   string // SHA-256 of Bytes, hexadecimal
	ReleasedAt time.Time
}

const releaseColumns = `content, checksum, released_at`

func scanRelease(row db.Row) (*StoredRelease, error) {
	f, err := scanUnparsed(row)
	if err == nil {
		f.Release, err = unmarshalRelease(f.Bytes)
	}
	return f, err
}

// scanUnparsed leaves the release frozen, for the audit: the bytes may be wrong.
func scanUnparsed(row db.Row) (*StoredRelease, error) {
	f := new(StoredRelease)
	return f, row.Scan(&f.Bytes, &f.Checksum, db.ScanTime(&f.ReleasedAt))
}

// Get returns release number of consultation, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, consultation string, number int64) (*StoredRelease, error) {
	f, err := db.One(
		ctx,
		tx,
		scanRelease,
		`SELECT `+releaseColumns+` FROM analysis_release WHERE consultation = $1 AND number = $2`,
		consultation,
		number,
	)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "We cannot find that release. The results page of the consultation lists all releases.")
	}
	return f, err
}

// List returns every release of consultation, the latest first.
func List(ctx context.Context, tx *db.Tx, consultation string) ([]*StoredRelease, error) {
	return db.All(ctx, tx, scanRelease, listQuery, consultation)
}

const listQuery = `SELECT ` + releaseColumns + ` FROM analysis_release WHERE consultation = $1 ORDER BY number DESC`

// insertRelease keeps a release, and the responses that it leaves out because of a set.
func insertRelease(ctx context.Context, tx *db.Tx, r *Release, left [][32]byte, now time.Time) (*StoredRelease, error) {
	frozen, err := r.marshal()
	if err != nil {
		return nil, err
	}
	f := &StoredRelease{r, frozen, fmt.Sprintf("%x", sha256.Sum256(frozen)), now}
	_, err = tx.Exec(ctx, `INSERT INTO analysis_release (consultation, number, `+releaseColumns+`) VALUES ($1, $2, $3, $4, $5)`,
		r.Consultation, r.Number, f.Bytes, f.Checksum, db.Time(now))
	if err != nil {
		return nil, err
	}
	rows := make([][]any, len(left))
	for i := range left {
		rows[i] = []any{r.Consultation, r.Number, left[i][:]}
	}
	_, err = tx.Insert(ctx, "analysis_excluded (consultation, number, commitment)", rows, "")
	return f, err
}
