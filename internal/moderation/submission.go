package moderation

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// SubmissionQuery selects a page of letters, emails, petitions and events. They are read like
// responses, whether or not they may be published.
type SubmissionQuery struct {
	Kind    entry.SubmissionKind // "" for all
	Flagged bool                 // only those with an open flag
	Search  string               // only those that contain each of these words
	Sort    db.Sort              // of entry.SubmissionSorts
	At      string               // cursor of the page, or "" for the first
}

// ListedSubmission is a submission in a list.
type ListedSubmission struct {
	*entry.Revision
	Flags int // number of open flags
}

// SubmissionPage is a page of submissions.
type SubmissionPage struct {
	Consultation *consult.Consultation
	db.Page[ListedSubmission]
}

// describe returns the filters of q for the audit log, without the search words.
func (q *SubmissionQuery) describe() string {
	var parts []string
	if q.Kind != "" {
		parts = append(parts, "kind="+string(q.Kind))
	}
	if q.Flagged {
		parts = append(parts, "flagged")
	}
	if strings.TrimSpace(q.Search) != "" {
		parts = append(parts, "search")
	}
	return strings.Join(parts, " ")
}

// matches reports whether q selects a submission with so many open flags.
func (q *SubmissionQuery) matches(sub *entry.Revision, flags int) bool {
	if q.Kind != "" && sub.Kind != q.Kind || q.Flagged && flags == 0 {
		return false
	}
	text := locale.Fold(strings.Join([]string{sub.Title, sub.Summary, sub.Organisation, sub.Place}, "\n"))
	for _, word := range strings.Fields(locale.Fold(q.Search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// ListSubmissions returns a page of submissions to a consultation. The access is logged first.
func (s *Service) ListSubmissions(
	ctx context.Context, by actor.Actor, slug string, q SubmissionQuery,
) (list SubmissionPage, err error) {
	defer fault.Wrap(&err, "list submissions to %s", slug)
	if q.Kind != "" && !slices.Contains(entry.SubmissionKinds, q.Kind) {
		return list, fault.New(fault.Invalid, "Select a filter from the list.")
	}
	if err := s.logAccess(
		ctx, by, actor.ReadResponses, slug, "list-submissions", "consultation", slug, q.describe(),
	); err != nil {
		return list, err
	}
	return list, s.DB.View(ctx, func(tx *db.Tx) error {
		list = SubmissionPage{}
		if list.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		window := listWindow(q.Kind != "" || q.Flagged || strings.TrimSpace(q.Search) != "")
		list.Page, err = db.Sift(q.At, PageSize, window, func(at string, size int) (db.Page[*entry.Revision], error) {
			return entry.SubmissionPage(ctx, tx, slug, q.Sort, at, size)
		}, func(rows []*entry.Revision) ([]*ListedSubmission, error) { return q.choose(ctx, tx, rows) })
		return err
	})
}

// choose returns those of rows that q selects, at their positions.
func (q *SubmissionQuery) choose(ctx context.Context, tx *db.Tx, rows []*entry.Revision) ([]*ListedSubmission, error) {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	flags, err := countOpenFlags(ctx, tx, ids)
	chosen := make([]*ListedSubmission, len(rows))
	for i, row := range rows {
		if q.matches(row, flags[row.ID]) {
			chosen[i] = &ListedSubmission{row, flags[row.ID]}
		}
	}
	return chosen, err
}

// SubmissionDetail is a submission with everything that moderation knows about it.
type SubmissionDetail struct {
	*entry.Revision
	Consultation *consult.Consultation
	Files        []*files.File // scans of a letter, or what came with an email
	Flags        []Flag
	Published    bool // the sender agreed and an officer approved this version
}

// ReadSubmission returns a submission for an officer to read. The access is logged first.
func (s *Service) ReadSubmission(ctx context.Context, by actor.Actor, slug, id string) (d *SubmissionDetail, err error) {
	defer fault.Wrap(&err, "read a submission to %s", slug)
	if err := s.logSubmissionAccess(ctx, by, slug, id, readSubmissionAct, ""); err != nil {
		return nil, err
	}
	return d, s.DB.View(ctx, func(tx *db.Tx) error {
		d = &SubmissionDetail{}
		if d.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if d.Revision, err = entry.GetSubmission(ctx, tx, slug, id); err != nil {
			return err
		}
		if d.Files, err = files.Attached(ctx, tx, entry.FilesOf(id)); err != nil {
			return err
		}
		if d.Flags, err = listFlags(ctx, tx, id); err != nil {
			return err
		}
		d.Published, err = db.One(ctx, tx, db.Bool, `SELECT COUNT(*) > 0 FROM moderation_submission_review
			WHERE submission = $1 AND version = $2 AND state = 'approved'`, id, d.Version)
		d.Published = d.Published && d.Publish && !d.Excluded
		return err
	})
}

// SubmissionFile returns a file that is attached to a submission, for an officer to download.
// The access is logged first.
func (s *Service) SubmissionFile(ctx context.Context, by actor.Actor, slug, id, file string) (f *files.File, err error) {
	defer fault.Wrap(&err, "download a file of a submission to %s", slug)
	if err := s.logSubmissionAccess(ctx, by, slug, id, "download-submission-file", file); err != nil {
		return nil, err
	}
	return f, s.DB.View(ctx, func(tx *db.Tx) error {
		f, err = files.GetAttached(ctx, tx, entry.FilesOf(id), file)
		return err
	})
}

// logSubmissionAccess is logAccess for a submission, which must exist. file is one that is
// attached to it, or "".
func (s *Service) logSubmissionAccess(ctx context.Context, by actor.Actor, slug, id, act, file string) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.ReadResponses, slug, mayNotRead); err != nil {
			return err
		}
		if _, err := entry.GetSubmission(ctx, tx, slug, id); err != nil {
			return err
		}
		if file != "" {
			if _, err := files.GetAttached(ctx, tx, entry.FilesOf(id), file); err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, by, act, "submission", id, file)
	})
}
