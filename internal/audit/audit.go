// Package audit is an append-only log of who did what and who viewed what.
//
// Each entry has the digest of the entry before it, and once a day the digest of
// the last entry becomes a leaf of the public record. So removing or changing an
// entry is detected, even if it is done by an administrator of the database.
package audit

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Entry is one action or one view of data by a person. It has no personal data of
// respondents: no answers, names or addresses.
type Entry struct {
	Number      int64
	At          time.Time
	ActorID     string // id of the account; "system" for the program itself
	Org         string // the actor's organisation
	Act         string // a code in lowercase letters and hyphens: "sign-in", "read-response" …
	SubjectKind string // of the item: "consultation", "response", "account" …
	Subject     string // id of the item
	Reason      string // given by the person; "" if none is asked for
	PrevDigest  string // Digest of the entry before
	Digest      string // SHA-256 in hexadecimal, of the entry with PrevDigest
}

// entryBody is the JSON whose digest is stored. The order of its fields is part of
// the format.
type entryBody struct {
	Format      string `json:"format"`
	Number      int64  `json:"number"`
	At          string `json:"at"`
	ActorID     string `json:"actor"`
	Org         string `json:"org"`
	Act         string `json:"act"`
	SubjectKind string `json:"kind"`
	Subject     string `json:"subject"`
	Reason      string `json:"reason"`
	PrevDigest  string `json:"prev"`
}

func (e *Entry) digest() (string, error) {
	text, err := json.Marshal(entryBody{
		"folkmoot/audit/v1", e.Number, db.Time(e.At), e.ActorID, e.Org, e.Act,
		e.SubjectKind, e.Subject, e.Reason, e.PrevDigest,
	})
	return digest.Of(text).Hex(), err
}

// minPurpose is the shortest purpose that is accepted, in bytes.
const minPurpose = 10

// MaxPurpose is the longest purpose that is accepted, in characters.
const MaxPurpose = 1000

// Purpose returns what a person typed as the purpose for which they read, count or export answers, without spaces around it.
// If it is too short to be one, the error is missing; if it is too long, it is fault.Invalid.
func Purpose(typed string, missing error) (purpose string, err error) {
	purpose = strings.TrimSpace(typed)
	switch {
	case len(purpose) < minPurpose:
		return purpose, missing
	case utf8.RuneCountInString(purpose) > MaxPurpose:
		return purpose, fault.Newf(fault.Invalid, "This text is too long. The maximum is %d characters.", MaxPurpose)
	}
	return purpose, nil
}

// Append adds the entry that by did act to the item subject of this kind. It must
// be in the transaction of the change, so that there is no change without an
// entry. Views of data are logged in a transaction of their own before the data
// is shown.
func Append(ctx context.Context, tx *db.Tx, by actor.Actor, act, kind, subject, reason string) error {
	if err := CheckConfirmed(by, act, subject); err != nil {
		return err
	}
	if irreversible[act] && by.Confirmation != nil {
		reason = strings.Join(slices.DeleteFunc([]string{reason, by.Confirmation.How},
			func(s string) bool { return s == "" }), " | ")
	}
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
		Reason:      reason,
		PrevDigest:  last.Digest,
	}
	if e.Digest, err = e.digest(); err != nil {
		return err
	}
	_, err = tx.Exec(
		ctx,
		`INSERT INTO audit_entry (`+entryColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		e.Number, db.Time(e.At), e.ActorID, e.Org, e.Act,
		e.SubjectKind, e.Subject, e.Reason, e.PrevDigest, e.Digest,
	)
	return err
}

const entryColumns = `number, at, actor, org, act, kind, subject, reason, prev_digest, digest`

func scanEntry(row db.Row) (e Entry, err error) {
	return e, row.Scan(
		&e.Number, db.ScanTime(&e.At), &e.ActorID, &e.Org, &e.Act,
		&e.SubjectKind, &e.Subject, &e.Reason, &e.PrevDigest, &e.Digest,
	)
}

// AddsEntry reports whether the SQL statement adds an entry, for tests that check
// which transactions do.
func AddsEntry(statement string) bool {
	return strings.HasPrefix(strings.TrimSpace(statement), "INSERT INTO audit_entry ")
}
