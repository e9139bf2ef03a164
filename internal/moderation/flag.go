package moderation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// Flag asks a colleague to check a response or a submission.
type Flag struct {
	ID, Subject, Reason, Note, By string // Subject is the id of the response or submission
	At                            time.Time
	ResolvedBy                    string // id of the account; "" while it is open
}

// FlagReason is a reason to flag a response or a submission.
type FlagReason struct{ Code, Label string }

// FlagReasons are all reasons to flag a response or a submission.
//
//locale:messages
var FlagReasons = []FlagReason{
	{"personal-data", "It names or describes a person"},
	{"abuse", "It threatens or abuses someone"},
	{dangerReason, "Someone may be in danger"},
	{"not-genuine", "It may not be a genuine response"},
	{"other", "Something else"},
}

func isFlagReason(code string) bool {
	return slices.ContainsFunc(FlagReasons, func(r FlagReason) bool { return r.Code == code })
}

// A flag is of a response or of a submission; ids of both are random and never the same.
const flagColumns = `f.id, COALESCE(f.response, f.submission), f.reason, f.note, f.actor, f.at, f.resolved_by`

func scanFlag(row db.Row) (f Flag, err error) {
	return f, row.Scan(&f.ID, &f.Subject, &f.Reason, &f.Note, &f.By, db.ScanTime(&f.At), &f.ResolvedBy)
}

func listFlags(ctx context.Context, tx *db.Tx, subject string) ([]Flag, error) {
	return db.All(ctx, tx, scanFlag, `SELECT `+flagColumns+` FROM moderation_flag f
		WHERE f.response = $1 OR f.submission = $1 ORDER BY f.at, f.id`, subject)
}

// countOpenFlags counts the open flags of each of the responses or submissions with these
// ids.
func countOpenFlags(ctx context.Context, tx *db.Tx, ids []string) (map[string]int, error) {
	all := map[string]int{}
	if len(ids) == 0 {
		return all, nil
	}
	in := db.Placeholders(1, len(ids))
	flagged, err := db.All(ctx, tx, db.Text, `SELECT COALESCE(f.response, f.submission) FROM moderation_flag f
		WHERE f.resolved_by = '' AND (f.response IN (`+in+`) OR f.submission IN (`+in+`))`, db.Args(ids)...)
	for _, id := range flagged {
		all[id]++
	}
	return all, err
}

// subject is what can be flagged.
type subject struct {
	kind string // response or submission, as in the audit log
	id   string
	find func(ctx context.Context, tx *db.Tx, slug, id string) error // fault.NotFound if it is not one of slug
}

// flagged returns the path of the list of what is flagged like this.
func (s subject) flagged(slug string) string {
	list := "/responses"
	if s.kind != "response" {
		list = "/letters"
	}
	return "/staff/consultations/" + slug + list + "?flagged=yes"
}

func responseSubject(id string) subject {
	return subject{"response", id, func(ctx context.Context, tx *db.Tx, slug, id string) error {
		_, err := intake.GetResponse(ctx, tx, slug, id)
		return err
	}}
}

func submissionSubject(id string) subject {
	return subject{"submission", id, func(ctx context.Context, tx *db.Tx, slug, id string) error {
		_, err := entry.GetSubmission(ctx, tx, slug, id)
		return err
	}}
}

// Flag flags a response. reason is the code of one of FlagReasons; "other" needs a note.
func (s *Service) Flag(ctx context.Context, by actor.Actor, slug, id, reason, note string) error {
	return s.flag(ctx, by, slug, reason, note, responseSubject(id))
}

// FlagSubmission flags a letter, email, petition or event, as Flag does a response.
func (s *Service) FlagSubmission(ctx context.Context, by actor.Actor, slug, id, reason, note string) error {
	return s.flag(ctx, by, slug, reason, note, submissionSubject(id))
}

// FlagAll flags those of the responses that were not withdrawn, as Flag does, and returns how many.
func (s *Service) FlagAll(ctx context.Context, by actor.Actor, slug string, ids []string, reason, note string) (flagged int64, err error) {
	defer fault.Wrap(&err, "flag responses to %s", slug)
	switch {
	case len(ids) == 0:
		return 0, errNoneSelected
	case len(ids) > MaxSelected:
		return 0, errTooManySelected
	}
	var all []subject
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		all = nil
		rows, err := intake.GetResponses(ctx, tx, slug, ids)
		for _, r := range rows {
			if r.State != intake.Withdrawn {
				all = append(all, responseSubject(r.ID))
			}
		}
		return err
	}); err != nil {
		return 0, err
	}
	return int64(len(all)), s.flag(ctx, by, slug, reason, note, all...)
}

func (s *Service) flag(ctx context.Context, by actor.Actor, slug, reason, note string, all ...subject) (err error) {
	defer fault.Wrap(&err, "flag what was sent to %s", slug)
	note = strings.TrimSpace(note)
	if !isFlagReason(reason) {
		return fault.New(fault.Invalid, "Select why you are flagging it.")
	}
	if reason == "other" && note == "" {
		return fault.New(fault.Invalid, "Enter a note saying what your colleague should check.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate)
		if err != nil {
			return err
		}
		for _, what := range all {
			if err := flagOne(ctx, tx, by, c, what, reason, note); err != nil {
				return err
			}
		}
		return nil
	})
}

// flagOne flags what, with an entry in the audit log, unless by has flagged it so already.
func flagOne(ctx context.Context, tx *db.Tx, by actor.Actor, c *consult.Consultation, what subject, reason, note string) error {
	if err := what.find(ctx, tx, c.Slug, what.id); err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	before, err := listFlags(ctx, tx, what.id)
	if err != nil {
		return err
	}
	for _, f := range before {
		if f.ResolvedBy == "" && f.By == by.ID && f.Reason == reason && f.Note == note {
			return nil // the form was sent twice
		}
	}
	var response, submission *string
	if what.kind == "response" {
		response = &what.id
	} else {
		submission = &what.id
	}
	flag := db.NewID()
	if _, err := tx.Exec(ctx, `INSERT INTO moderation_flag
		(id, response, submission, consultation, reason, note, actor, at, resolved_by, resolved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', NULL)`,
		flag, response, submission, c.Slug, reason, note, by.ID, db.Time(now)); err != nil {
		return err
	}
	if reason == dangerReason {
		if err := appendDanger(ctx, tx, c, flag, what.flagged(c.Slug)); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, by, "flag-"+what.kind, what.kind, what.id, reason)
}

// ResolveFlag resolves a flag of a response. Resolving it again does nothing.
func (s *Service) ResolveFlag(ctx context.Context, by actor.Actor, slug, id, flag string) error {
	return s.resolveFlag(ctx, by, slug, responseSubject(id), flag)
}

// ResolveSubmissionFlag resolves a flag of a letter, email, petition or event, as ResolveFlag does.
func (s *Service) ResolveSubmissionFlag(ctx context.Context, by actor.Actor, slug, id, flag string) error {
	return s.resolveFlag(ctx, by, slug, submissionSubject(id), flag)
}

func (s *Service) resolveFlag(ctx context.Context, by actor.Actor, slug string, what subject, flag string) (err error) {
	defer fault.Wrap(&err, "resolve a flag of %s", slug)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		if err := what.find(ctx, tx, slug, what.id); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE moderation_flag SET resolved_by = $3, resolved_at = $4
			WHERE id = $1 AND (response = $2 OR submission = $2) AND resolved_by = ''`, flag, what.id, by.ID, db.Time(now))
		if err != nil || n == 0 {
			return err
		}
		return audit.Append(ctx, tx, by, "resolve-flag", what.kind, what.id, "")
	})
}

// EraseSubmission deletes the flags of a letter, email, petition or event whose content is
// deleted.
func EraseSubmission(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM moderation_flag WHERE submission = $1`, id)
	return err
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
