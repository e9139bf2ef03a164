package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// dailyRoot commits to the log up to the last entry of one day.
type dailyRoot struct {
	day       string // in UTC, like 2006-01-02
	number    int64  // of the last entry
	statement []byte // JSON of a statement
}

// statement is the JSON whose digest is in the leaf. The order of its fields is
// part of the format.
type statement struct {
	Format  string `json:"format"`
	Day     string `json:"day"`
	Entries int64  `json:"entries"`
	Digest  string `json:"digest"`
}

// RootKind is the kind of the leaves that commit to the log.
const RootKind = "audit-root"

const rootFormat = "folkmoot/audit-root/v1"

// Kind and subject of the leaves. There is one log for the installation.
const (
	rootKind    = RootKind
	rootSubject = "audit"
)

// leaf returns the leaf of r in the public record. It needs no salt, because the
// digest in the statement cannot be guessed.
func (r dailyRoot) leaf() receipt.Leaf {
	return receipt.Leaf{Subject: rootSubject, Kind: rootKind, Commitment: digest.Of(r.statement)}
}

const rootColumns = `day, number, statement`

func scanRoot(row db.Row) (r dailyRoot, err error) {
	text := ""
	err = row.Scan(&r.day, &r.number, &text)
	r.statement = []byte(text)
	return r, err
}

// PublishRoot adds the digest of the last entry to the public record, at most once
// a day (UTC, by the clock of the database) and only if there are new entries. It
// may be called at any time and by several servers at once.
func PublishRoot(ctx context.Context, log *record.Log) (err error) {
	defer fault.Wrap(&err, "publish the root of the audit log")
	due := false
	err = log.DB().View(ctx, func(tx *db.Tx) error {
		_, due, err = dueRoot(ctx, tx)
		return err
	})
	if err != nil || !due {
		return err
	}
	_, err = log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		r, due, err := dueRoot(ctx, tx)
		if err != nil || !due {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO audit_root (`+rootColumns+`) VALUES ($1, $2, $3) ON CONFLICT (day) DO NOTHING`,
			r.day, r.number, string(r.statement))
		if err == nil && n == 1 {
			w.Add(r.leaf())
		}
		return err
	})
	return err
}

// dueRoot returns the root to publish now, if one is due.
func dueRoot(ctx context.Context, tx *db.Tx) (r dailyRoot, due bool, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return r, false, err
	}
	r.day = now.UTC().Format(time.DateOnly)
	last, err := db.One(ctx, tx, scanEntry, `SELECT `+entryColumns+` FROM audit_entry ORDER BY number DESC LIMIT 1`)
	if fault.Is(err, fault.NotFound) {
		return r, false, nil
	}
	if err != nil {
		return r, false, err
	}
	prev, err := db.One(ctx, tx, scanRoot, `SELECT `+rootColumns+` FROM audit_root ORDER BY day DESC LIMIT 1`)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return r, false, err
	}
	if err == nil && (prev.day >= r.day || prev.number >= last.Number) {
		return r, false, nil
	}
	r.number = last.Number
	r.statement, err = json.Marshal(statement{rootFormat, r.day, last.Number, last.Digest})
	return r, true, err
}

// checkRoots compares the roots with the entries and with the public record.
func checkRoots(ctx context.Context, tx *db.Tx, log *record.Log, report func(string)) error {
	roots, err := db.All(ctx, tx, scanRoot, `SELECT `+rootColumns+` FROM audit_root ORDER BY day`)
	if err != nil {
		return err
	}
	known := map[receipt.Leaf]bool{}
	for _, r := range roots {
		known[r.leaf()] = true
		if err := checkRoot(ctx, tx, log, r, report); err != nil {
			return err
		}
	}
	return record.EachEntry(ctx, tx, func(e record.Entry) {
		if e.Leaf.Kind == rootKind && !known[e.Leaf] {
			report(fmt.Sprintf(
				"audit_root: the statement for the record's entry %d of epoch %d is missing",
				e.Index, e.Epoch,
			))
		}
	})
}

func checkRoot(ctx context.Context, tx *db.Tx, log *record.Log, r dailyRoot, report func(string)) error {
	var s statement
	err := json.Unmarshal(r.statement, &s)
	if err != nil || s.Format != rootFormat || s.Day != r.day || s.Entries != r.number {
		report(fmt.Sprintf("audit_root %s: the statement has been changed", r.day))
		return nil
	}
	if _, err := log.Find(ctx, tx, r.leaf()); fault.Is(err, fault.NotFound) {
		report(fmt.Sprintf("audit_root %s: missing from the record", r.day))
	} else if err != nil {
		return err
	}
	e, err := db.One(ctx, tx, scanEntry, `SELECT `+entryColumns+` FROM audit_entry WHERE number = $1`, r.number)
	switch {
	case fault.Is(err, fault.NotFound):
		report(fmt.Sprintf("audit_entry %d: missing; it was in the root of %s", r.number, r.day))
	case err != nil:
		return err
	case e.Digest != s.Digest:
		report(fmt.Sprintf("audit_entry %d: differs from the root of %s", r.number, r.day))
	}
	return nil
}
