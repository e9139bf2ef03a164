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
	type form struct {
		batch  string
		number int64
	}
	f, err := db.One(ctx, tx, func(row db.Row) (f form, err error) { return f, row.Scan(&f.batch, &f.number) },
		`SELECT batch, number FROM entry_keyed_form WHERE response = $1 LIMIT 1`, response)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	// Without the answers, differences cannot be resolved, and a decision for the second
	// entry that waits for the other differences of the form cannot be carried out.
	if _, err := tx.Exec(ctx, `UPDATE entry_comparison SET resolution = $3 WHERE batch = $1 AND number = $2 AND differs
		AND resolution IN ('', $4) AND EXISTS (SELECT 1 FROM entry_second_keying k WHERE k.batch = $1 AND k.number = $2 AND k.answers <> '')`,
		f.batch, f.number, string(AnswersErased), string(SecondCorrect)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE entry_second_keying SET answers = '' WHERE batch = $1 AND number = $2`, f.batch, f.number)
	return err
}

// ConsultationsWithDrafts returns the slugs of consultations with unsent group
// responses.
func (s *Service) ConsultationsWithDrafts(ctx context.Context, tx *db.Tx) (slugs []string, err error) {
	for slug := ""; ; slugs = append(slugs, slug) {
		slug, err = db.One(ctx, tx, db.Text,
			`SELECT COALESCE(MIN(consultation), '') FROM entry_group_response WHERE consultation > $1`, slug)
		if err != nil || slug == "" {
			return slugs, err
		}
	}
}

// CountDrafts counts the unsent group responses to slug.
func (s *Service) CountDrafts(ctx context.Context, tx *db.Tx, slug string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM entry_group_response WHERE consultation = $1`, slug)
}

// DeleteDrafts deletes the unsent group responses to slug and returns their
// number.
func (s *Service) DeleteDrafts(ctx context.Context, slug string) (n int64, err error) {
	defer fault.Wrap(&err, "delete unsent group responses to %s", slug)
	for {
		var ids []string
		if err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
			ids, err = db.All(ctx, tx, db.Text,
				`SELECT id FROM entry_group_response WHERE consultation = $1 ORDER BY id LIMIT $2`, slug, int64(deletedAtOnce))
			return err
		}); err != nil {
			return n, err
		}
		if len(ids) == 0 {
			return n, s.DB.Checkpoint(ctx)
		}
		if err := s.DB.Update(ctx, func(tx *db.Tx) error { return deleteGroupResponses(ctx, tx, ids) }); err != nil {
			return n, err
		}
		n += int64(len(ids))
	}
}

// deletedAtOnce is the number of group responses that one transaction deletes, and of
// submissions whose ids are read at once.
const deletedAtOnce = 100

// CountTexts counts the submissions to slug whose content has not been deleted.
func (s *Service) CountTexts(ctx context.Context, tx *db.Tx, slug string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM entry_submission WHERE consultation = $1 AND NOT erased`, slug)
}

// DeleteTexts deletes the content of all submissions to slug, at the end of
// their retention period, and returns their number.
func (s *Service) DeleteTexts(ctx context.Context, slug string) (n int64, err error) {
	defer fault.Wrap(&err, "delete content of submissions to %s", slug)
	for after := ""; ; {
		var ids []string
		if err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
			ids, err = db.All(ctx, tx, db.Text, `SELECT id FROM entry_submission
				WHERE consultation = $1 AND NOT erased AND id > $2 ORDER BY id LIMIT $3`, slug, after, int64(deletedAtOnce))
			return err
		}); err != nil || len(ids) == 0 {
			return n, err
		}
		for _, id := range ids {
			if err := s.Deleter.EraseSubject(ctx, slug, id, func(*db.Tx) error { return nil }); err != nil {
				return n, err
			}
			n++
			after = id
		}
	}
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
