package entry

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
)

// EraseResponse deletes the second entry of a response that was erased or
// redacted. The results of the comparison stay; they contain no answers.
// Differences that are still open become AnswersErased.
func EraseResponse(ctx context.Context, tx *db.Tx, response string, _ bool) error {
	if _, err := tx.Exec(ctx, `UPDATE entry_second_keying SET answers = '' WHERE EXISTS (
		SELECT 1 FROM entry_keyed_form s
		WHERE s.batch = entry_second_keying.batch AND s.number = entry_second_keying.number AND s.response = $1)`,
		response); err != nil {
		return err
	}
	// Without the answers, open differences cannot be resolved.
	_, err := tx.Exec(ctx, `UPDATE entry_comparison SET resolution = $2 WHERE differs AND resolution = '' AND EXISTS (
		SELECT 1 FROM entry_keyed_form s
		WHERE s.batch = entry_comparison.batch AND s.number = entry_comparison.number AND s.response = $1)`,
		response, string(AnswersErased))
	return err
}

// ConsultationsWithDrafts returns the slugs of consultations with unsent group
// responses.
func (s *Service) ConsultationsWithDrafts(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.All(ctx, tx, db.Text, `SELECT DISTINCT consultation FROM entry_group_response ORDER BY consultation`)
}

// CountDrafts counts the unsent group responses to slug.
func (s *Service) CountDrafts(ctx context.Context, tx *db.Tx, slug string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM entry_group_response WHERE consultation = $1`, slug)
}

// groupResponsesAtOnce is the number of group responses that DeleteDrafts deletes in one
// transaction.
const groupResponsesAtOnce = 100

// DeleteDrafts deletes the unsent group responses to slug and returns their
// number.
func (s *Service) DeleteDrafts(ctx context.Context, slug string) (n int64, err error) {
	defer fault.Wrap(&err, "delete unsent group responses to %s", slug)
	for more := true; more; {
		var ids []string
		if err := s.DB.Update(ctx, func(tx *db.Tx) (err error) {
			ids, err = db.All(ctx, tx, db.Text,
				`SELECT id FROM entry_group_response WHERE consultation = $1 LIMIT $2`, slug, groupResponsesAtOnce)
			if err != nil {
				return err
			}
			return deleteGroupResponses(ctx, tx, ids)
		}); err != nil {
			return n, err
		}
		n += int64(len(ids))
		more = len(ids) == groupResponsesAtOnce
	}
	return n, s.DB.Checkpoint(ctx)
}

// CountTexts counts the submissions to slug whose content has not been deleted.
func (s *Service) CountTexts(ctx context.Context, tx *db.Tx, slug string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM entry_submission WHERE consultation = $1 AND NOT erased`, slug)
}

// DeleteTexts deletes the content of all submissions to slug, at the end of
// their retention period, and returns their number.
func (s *Service) DeleteTexts(ctx context.Context, slug string) (n int64, err error) {
	defer fault.Wrap(&err, "delete content of submissions to %s", slug)
	var ids []string
	if err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		ids, err = db.All(ctx, tx, db.Text, `SELECT id FROM entry_submission WHERE consultation = $1 AND NOT erased ORDER BY id`, slug)
		return err
	}); err != nil {
		return 0, err
	}
	for _, id := range ids {
		if err := s.Deleter.EraseSubject(ctx, slug, id, func(*db.Tx) error { return nil }); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// EraseSubmission deletes the content of every version of submission id of
// slug and its files, and returns the number of versions. The kind, the date and the numbers of people
// are kept. Package intake calls it again after a restore.
func EraseSubmission(ctx context.Context, tx *db.Tx, slug, id string) (int64, error) {
	n, err := tx.Exec(ctx, `UPDATE entry_submission SET erased = TRUE WHERE id = $1 AND consultation = $2`, id, slug)
	if err != nil || n == 0 {
		return 0, err
	}
	if err := files.DeleteAttached(ctx, tx, FilesOf(id)); err != nil {
		return 0, err
	}
	all, err := db.All(
		ctx,
		tx,
		scanRevision,
		selectRevisions+`WHERE s.consultation = $1 AND s.id = $2 ORDER BY v.version`,
		slug,
		id,
	)
	if err != nil {
		return 0, err
	}
	for _, r := range all {
		r.Title, r.Summary, r.Organisation, r.Place, r.HideOrganisation, r.Publish = "", "", "", "", false, false
		if _, err := tx.Exec(ctx,
			`UPDATE entry_submission_version SET content = $3, why = '' WHERE submission = $1 AND version = $2`,
			id, r.Version, db.JSON(&r.Submission)); err != nil {
			return 0, err
		}
	}
	return int64(len(all)), nil
}

// EraseSubmission deletes the content of a submission for good, for example at
// the request of a person named in it. how is the reason; it must not repeat
// the content.
func (s *Service) EraseSubmission(ctx context.Context, by actor.Actor, slug, id, how string) (err error) {
	defer fault.Wrap(&err, "erase submission to %s", slug)
	if !by.May(actor.ManageRetention) {
		return fault.New(fault.Forbidden, "You do not have permission to delete data.")
	}
	if how = strings.TrimSpace(how); how == "" {
		return fault.New(fault.Invalid, "Enter why you are deleting it, without repeating what it says.")
	}
	if r, err := s.ErasableSubmission(ctx, by, slug, id); err != nil || r.Erased {
		return err
	}
	if err := audit.CheckConfirmed(by, "erase-submission", id); err != nil {
		return err // before the deletion log has an entry
	}
	return s.Deleter.EraseSubject(ctx, slug, id, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, by, "erase-submission", "submission", id, how)
	})
}

// ErasableSubmission returns the current version of a submission that by may
// erase.
func (s *Service) ErasableSubmission(ctx context.Context, by actor.Actor, slug, id string) (r *Revision, err error) {
	if !by.May(actor.ManageRetention) {
		return nil, fault.New(fault.Forbidden, "You do not have permission to delete data.")
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := consult.GetOwned(ctx, tx, by, slug); err != nil {
			return err
		}
		r, err = GetSubmission(ctx, tx, slug, id)
		return err
	})
	return r, err
}

var errSubmissionNotFound = fault.New(fault.NotFound, "We cannot find that letter, petition or event. Look for it in the list.")
