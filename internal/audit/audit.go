// Package audit keeps who did and who saw what, in a log that only grows.
//
// Each entry holds the digest of the one before it, and once a day the digest
// of the last one becomes a leaf of the public record: who takes an entry out,
// or changes one, is found out, even if they own the database.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Entry is one thing that somebody did or saw. It holds nothing of what they
// saw: no answer, no name, no address.
type Entry struct {
	Number      int64
	At          time.Time
	ActorID     string // id of the account; "system" for the installation
	Org         string // for which they acted
	Act         string // "sign-in", "read-response", "exclude", "export" …; small letters and hyphens
	SubjectKind string // what it was done to: "consultation", "response", "account" …
	Subject     string // its id
	Reason      string // the purpose or reason that was given; "" where none is asked for
	PrevDigest  string // digest of the entry before it, hexadecimal
	Digest      string // of this entry, Before included
}

// entryBody is what the digest of e is of. The order of its fields is part of the
// format.
type entryBody struct {
	Format      string `json:"format"`
	Number      int64  `json:"number"`
	At          string `json:"at"`
	ActorID     string `json:"by"`
	Org         string `json:"org"`
	Act         string `json:"act"`
	SubjectKind string `json:"kind"`
	Subject     string `json:"subject"`
	Reason      string `json:"why"`
	PrevDigest  string `json:"before"`
}

func (e *Entry) digest() (string, error) {
	text, err := json.Marshal(
		entryBody{"folkmoot/audit/v1", e.Number, db.Time(e.At), e.ActorID, e.Org, e.Act, e.SubjectKind, e.Subject, e.Reason, e.PrevDigest},
	)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// Append writes down in tx that by did act to subject, which is of that kind. It
// stands in the transaction of what was done, so that nothing is done unseen.
// Reading is written down too: in a transaction of its own, before what was
// read is shown.
func Append(ctx context.Context, tx *db.Tx, by actor.Actor, act, kind, subject, why string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	last, err := db.One(ctx, tx, scanEntry, `SELECT `+entryColumns+` FROM audit_entry ORDER BY number DESC LIMIT 1`)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	e := Entry{
		Number:      last.Number + 1,
		At:          now,
		ActorID:     by.ID,
		Org:         by.Org,
		Act:         act,
		SubjectKind: kind,
		Subject:     subject,
		Reason:      why,
		PrevDigest:  last.Digest,
	}
	if e.Digest, err = e.digest(); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO audit_entry (`+entryColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		e.Number, db.Time(e.At), e.ActorID, e.Org, e.Act, e.SubjectKind, e.Subject, e.Reason, e.PrevDigest, e.Digest)
	return err
}

const entryColumns = `number, at, actor, org, act, kind, subject, why, prev_digest, digest`

func scanEntry(row db.Row) (e Entry, err error) {
	return e, row.Scan(
		&e.Number,
		db.ScanTime(&e.At),
		&e.ActorID,
		&e.Org,
		&e.Act,
		&e.SubjectKind,
		&e.Subject,
		&e.Reason,
		&e.PrevDigest,
		&e.Digest,
	)
}
