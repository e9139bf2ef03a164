package analysis

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// StoredRelease is a release with the bytes that were published.
type StoredRelease struct {
	*Release
	Bytes      []byte
	Checksum   string // SHA-256 of Bytes, hexadecimal
	ReleasedAt time.Time
	// PublishedAt is when the results were first published: before ReleasedAt if that was elsewhere. Only (*Service).Get sets it.
	PublishedAt time.Time
}

// Head is a release without its content, which is large.
type Head struct {
	Number     int64
	Checksum   string // SHA-256 of the published bytes, hexadecimal
	Reason     string // why it follows an earlier release; "" for the first
	ReleasedAt time.Time
}

// Heads returns the heads of all releases of a consultation, the latest first,
// without decoding the releases.
func Heads(ctx context.Context, tx *db.Tx, consultation string) ([]Head, error) {
	return db.All(ctx, tx, scanHead,
		`SELECT `+headColumns+` FROM analysis_release WHERE consultation = $1 ORDER BY number DESC`, consultation)
}

// GetHead returns the head of one release, or fault.NotFound.
func GetHead(ctx context.Context, tx *db.Tx, consultation string, number int64) (Head, error) {
	h, err := db.One(ctx, tx, scanHead,
		`SELECT `+headColumns+` FROM analysis_release WHERE consultation = $1 AND number = $2`, consultation, number)
	return h, releaseNotFound(err)
}

// Get returns one release of a consultation, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, consultation string, number int64) (*StoredRelease, error) {
	f, err := getUnparsed(ctx, tx, consultation, number)
	if err == nil {
		f.Release, err = unmarshalRelease(f.Bytes)
	}
	return f, err
}

// Latest returns the latest release of a consultation, or nil if there is none.
func Latest(ctx context.Context, tx *db.Tx, consultation string) (*StoredRelease, error) {
	heads, err := Heads(ctx, tx, consultation)
	if err != nil || len(heads) == 0 {
		return nil, err
	}
	return Get(ctx, tx, consultation, heads[0].Number)
}

const (
	headColumns    = `number, checksum, reason, released_at`
	releaseColumns = `content, checksum, released_at`
)

func scanHead(row db.Row) (h Head, err error) {
	return h, row.Scan(&h.Number, &h.Checksum, &h.Reason, db.ScanTime(&h.ReleasedAt))
}

// scanUnparsed scans releaseColumns and leaves Release nil.
func scanUnparsed(row db.Row) (*StoredRelease, error) {
	f := new(StoredRelease)
	return f, row.Scan(&f.Bytes, &f.Checksum, db.ScanTime(&f.ReleasedAt))
}

// getUnparsed returns a release whose Release is nil, or fault.NotFound.
func getUnparsed(ctx context.Context, tx *db.Tx, consultation string, number int64) (*StoredRelease, error) {
	f, err := db.One(ctx, tx, scanUnparsed,
		`SELECT `+releaseColumns+` FROM analysis_release WHERE consultation = $1 AND number = $2`, consultation, number)
	return f, releaseNotFound(err)
}

// releaseNotFound replaces the message of a fault.NotFound of package db.
func releaseNotFound(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "We cannot find that release. The results page of the consultation lists all releases.")
	}
	return err
}

// getEarlier returns a release and how it counts each response, or
// fault.NotFound.
func getEarlier(ctx context.Context, tx *db.Tx, consultation string, number int64) (r earlierRelease, err error) {
	f, err := Get(ctx, tx, consultation, number)
	if err != nil {
		return r, err
	}
	content, err := rollBytes(ctx, tx, consultation, number)
	if err != nil {
		return r, err
	}
	r.Release = f.Release
	r.roll, err = unmarshalRoll(content)
	return r, err
}

// rollBytes returns the encoded roll of a release, or fault.NotFound.
func rollBytes(ctx context.Context, tx *db.Tx, consultation string, number int64) ([]byte, error) {
	content, err := db.One(ctx, tx, scanBytes,
		`SELECT roll FROM analysis_release WHERE consultation = $1 AND number = $2`, consultation, number)
	return content, releaseNotFound(err)
}

// insertRelease stores a release, how it counts each response, and the commitments
// of the responses that it excludes because of cluster decisions. It sets r.Roll.
func insertRelease(ctx context.Context, tx *db.Tx, r *Release, counts *resultCounts, now time.Time) (*StoredRelease, error) {
	list := newRoll(counts.statuses).marshal()
	r.Roll = rollDigest(list)
	content, err := r.marshal()
	if err != nil {
		return nil, err
	}
	f := &StoredRelease{Release: r, Bytes: content, Checksum: digest.Of(content).Hex(), ReleasedAt: now}
	_, err = tx.Exec(ctx,
		`INSERT INTO analysis_release (consultation, number, reason, roll, `+releaseColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.Consultation, r.Number, r.Reason, list, f.Bytes, f.Checksum, db.Time(now))
	if err != nil {
		return nil, err
	}
	rows := make([][]any, len(counts.excluded))
	for i := range counts.excluded {
		rows[i] = []any{r.Consultation, r.Number, counts.excluded[i][:]}
	}
	_, err = tx.Insert(ctx, "analysis_excluded (consultation, number, commitment)", rows, "")
	return f, err
}
