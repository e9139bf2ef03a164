package analysis

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Frozen is a release with the bytes that were published.
type Frozen struct {
	*Release
	Bytes []byte
	Sum   string // SHA-256 of Bytes, hexadecimal
	At    time.Time
}

const columns = `frozen, sum, released_at`

func scan(row db.Row) (*Frozen, error) {
	f, err := scanBytes(row)
	if err == nil {
		f.Release, err = thaw(f.Bytes)
	}
	return f, err
}

// scanBytes leaves the release frozen, for the audit: the bytes may be wrong.
func scanBytes(row db.Row) (*Frozen, error) {
	f := new(Frozen)
	return f, row.Scan(&f.Bytes, &f.Sum, db.ScanTime(&f.At))
}

// Get returns release number of consultation, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, consultation string, number int64) (*Frozen, error) {
	f, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM analysis_release WHERE consultation = $1 AND number = $2`, consultation, number)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "We cannot find that release. The results page of the consultation lists those there are.")
	}
	return f, err
}

// List returns every release of consultation, the latest first.
func List(ctx context.Context, tx *db.Tx, consultation string) ([]*Frozen, error) {
	return db.All(ctx, tx, scan, listed, consultation)
}

const listed = `SELECT ` + columns + ` FROM analysis_release WHERE consultation = $1 ORDER BY number DESC`

// insert keeps a release, and the responses that it leaves out because of a set.
func insert(ctx context.Context, tx *db.Tx, r *Release, left [][32]byte, now time.Time) (*Frozen, error) {
	frozen, err := r.freeze()
	if err != nil {
		return nil, err
	}
	f := &Frozen{r, frozen, fmt.Sprintf("%x", sha256.Sum256(frozen)), now}
	_, err = tx.Exec(ctx, `INSERT INTO analysis_release (consultation, number, `+columns+`) VALUES ($1, $2, $3, $4, $5)`,
		r.Consultation, r.Number, f.Bytes, f.Sum, db.Time(now))
	if err != nil {
		return nil, err
	}
	rows := make([][]any, len(left))
	for i := range left {
		rows[i] = []any{r.Consultation, r.Number, left[i][:]}
	}
	_, err = tx.Insert(ctx, "analysis_left_out (consultation, number, commitment)", rows, "")
	return f, err
}
