package moderation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// Flag asks a colleague to check a response.
type Flag struct {
	ID, Response, Reason, Note, By string
	At                             time.Time
	ResolvedBy                     string // id of the account; "" while it is open
}

// FlagReason is a reason to flag a response.
type FlagReason struct{ Code, Label string }

// FlagReasons are all reasons to flag a response.
//
//locale:messages
var FlagReasons = []FlagReason{
	{"personal-data", "It names or describes a person"},
	{"abuse", "It threatens or abuses someone"},
	{"safeguarding", "Someone may be in danger"},
	{"not-genuine", "It may not be a genuine response"},
	{"other", "Something else"},
}

func isFlagReason(code string) bool {
	return slices.ContainsFunc(FlagReasons, func(r FlagReason) bool { return r.Code == code })
}

const flagColumns = `f.id, f.response, f.reason, f.note, f.actor, f.at, f.resolved_by`

func scanFlag(row db.Row) (f Flag, err error) {
	return f, row.Scan(&f.ID, &f.Response, &f.Reason, &f.Note, &f.By, db.ScanTime(&f.At), &f.ResolvedBy)
}

func listFlags(ctx context.Context, tx *db.Tx, response string) ([]Flag, error) {
	return db.All(ctx, tx, scanFlag, `SELECT `+flagColumns+` FROM moderation_flag f
		WHERE f.response = $1 ORDER BY f.at, f.id`, response)
}

// countOpenFlags counts the open flags of each response, by the id of the response.
func countOpenFlags(ctx context.Context, tx *db.Tx) (map[string]int, error) {
	ids, err := db.All(ctx, tx, db.Text, `SELECT f.response FROM moderation_flag f WHERE f.resolved_by = ''`)
	all := map[string]int{}
	for _, id := range ids {
		all[id]++
	}
	return all, err
}

// Flag flags a response. reason is the code of one of FlagReasons; "other" needs a note.
func (s *Service) Flag(ctx context.Context, by actor.Actor, slug, id, reason, note string) (err error) {
	defer fault.Wrap(&err, "flag a response to %s", slug)
	note = strings.TrimSpace(note)
	if !isFlagReason(reason) {
		return fault.New(fault.Invalid, "Select why you are flagging the response.")
	}
	if reason == "other" && note == "" {
		return fault.New(fault.Invalid, "Enter a note saying what your colleague should check.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		if _, err := intake.GetResponse(ctx, tx, slug, id); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		before, err := listFlags(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, f := range before {
			if f.ResolvedBy == "" && f.By == by.ID && f.Reason == reason && f.Note == note {
				return nil // the form was sent twice
			}
		}
		if _, err := tx.Exec(ctx, `INSERT INTO moderation_flag
			(id, response, reason, note, actor, at, resolved_by, resolved_at) VALUES ($1, $2, $3, $4, $5, $6, '', NULL)`,
			db.NewID(), id, reason, note, by.ID, db.Time(now)); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "flag-response", "response", id, reason)
	})
}

// ResolveFlag resolves a flag. Resolving it again does nothing.
func (s *Service) ResolveFlag(ctx context.Context, by actor.Actor, slug, id, flag string) (err error) {
	defer fault.Wrap(&err, "resolve a flag of %s", slug)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		if _, err := intake.GetResponse(ctx, tx, slug, id); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE moderation_flag SET resolved_by = $3, resolved_at = $4
			WHERE id = $1 AND response = $2 AND resolved_by = ''`, flag, id, by.ID, db.Time(now))
		if err != nil || n == 0 {
			return err
		}
		return audit.Append(ctx, tx, by, "resolve-flag", "response", id, "")
	})
}

// EraseResponse deletes the flags and publishing decisions of a response that was
// withdrawn. Notes that officers wrote about it are personal data of the respondent
// too.
func EraseResponse(ctx context.Context, tx *db.Tx, id string) error {
	for _, from := range []string{`moderation_flag WHERE response`, `moderation_answer_review WHERE response`} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+from+` = $1`, id); err != nil {
			return err
		}
	}
	return nil
}
