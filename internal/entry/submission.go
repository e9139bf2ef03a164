package entry

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
)

// SubmissionKind is a kind of submission.
type SubmissionKind string

// The kinds. Each is counted separately and none is added to the responses: a
// petition with 900 signatures is one petition.
const (
	Letter   SubmissionKind = "letter"
	Email    SubmissionKind = "email"
	Petition SubmissionKind = "petition"
	Event    SubmissionKind = "event"
)

// SubmissionKinds lists every kind in display order.
var SubmissionKinds = []SubmissionKind{Letter, Email, Petition, Event}

// Submission is something the council received outside the questionnaire.
type Submission struct {
	ID, Consultation string         `json:"-"`
	Kind             SubmissionKind `json:"kind"`
	Day              string         `json:"day"`                            // date received, or of the event: 2016-05-27
	Title            string         `json:"title"`                          // of a petition or an event, or the subject of a letter
	Summary          string         `json:"summary"`                        // the council's own summary
	Organisation     string         `json:"organisation"`                   // the sender, if it agreed to be named; never a person
	HideOrganisation bool           `json:"unnamed-organisation,omitempty"` // the sender is an organisation that did not agree to be named
	Publish          bool           `json:"publish"`                        // the sender agreed to publication
	Claimed          int64          `json:"claimed"`                        // number of signatures the petition claims
	Checked          int64          `json:"checked"`                        // number of signatures the council has checked
	Place            string         `json:"place"`                          // of an event, or where a petition comes from
	Attending        int64          `json:"attending"`                      // number of people at an event
	Excluded         bool           `json:"excluded"`
	Version          int64          `json:"-"`
	Erased           bool           `json:"-"` // the content was deleted

	IdempotencyKey string `json:"-"` // from the page that adds one, so that submitting it twice adds one
}

// maxPeople is an upper limit for numbers of people, above the population of
// any county.
const maxPeople = 10_000_000

// Check validates and normalises s. It returns the name of the form field that
// is wrong, and the error.
func (s *Submission) Check() (field string, err error) {
	s.Title, s.Summary = strings.TrimSpace(s.Title), strings.TrimSpace(s.Summary)
	s.Organisation, s.Place = strings.TrimSpace(s.Organisation), strings.TrimSpace(s.Place)
	switch _, wrong := time.Parse(time.DateOnly, s.Day); {
	case !slices.Contains(SubmissionKinds, s.Kind):
		return "kind", fault.New(fault.Invalid, "Select letter, email, petition or event.")
	case wrong != nil:
		return "day", fault.New(fault.Invalid, "Date must be a real date, like 27 5 2016.")
	case s.Title == "" || len([]rune(s.Title)) > 300:
		return "title", fault.New(fault.Invalid, "Enter what it is about, in 300 characters or fewer. Do not name individuals.")
	case len([]rune(s.Summary)) > 20_000:
		return "summary", fault.New(fault.Invalid, "Summary must be 20,000 characters or fewer.")
	case len([]rune(s.Organisation)) > 300 || len([]rune(s.Place)) > 300:
		return "organisation", fault.New(fault.Invalid, "Organisation and place must each be 300 characters or fewer.")
	case s.Claimed < 0 || s.Claimed > maxPeople:
		return "claimed", fault.New(fault.Invalid, "Signatures claimed must be a whole number, like 25.")
	case s.Checked < 0:
		return "checked", fault.New(fault.Invalid, "Signatures checked must be a whole number, like 25.")
	case s.Attending < 0 || s.Attending > maxPeople:
		return "attending", fault.New(fault.Invalid, "People attending must be a whole number, like 25.")
	case s.Checked > s.Claimed:
		return "checked", fault.New(fault.Invalid, "Signatures checked must not be more than signatures claimed.")
	}
	if s.HideOrganisation {
		s.Organisation = "" // do not store what must not be shown
	}
	if s.Kind != Petition {
		s.Claimed, s.Checked = 0, 0
	}
	if s.Kind != Event {
		s.Attending = 0
	}
	return "", nil
}

// SaveSubmission saves a new submission, or a new version of one. Earlier
// versions are kept. A change requires a reason.
func (s *Service) SaveSubmission(ctx context.Context, by actor.Actor, sub *Submission, why string) (err error) {
	defer fault.Wrap(&err, "save submission")
	if err := requireEnter(by); err != nil {
		return err
	}
	if _, err := sub.Check(); err != nil {
		return err
	}
	act, id, version := "add-submission", sub.ID, sub.Version
	if id == "" {
		id, version = db.IDFromKey(sub.IdempotencyKey), 0
	} else if act = "change-submission"; strings.TrimSpace(why) == "" {
		return fault.New(fault.Invalid, "Enter why you are changing it.")
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := consult.GetOwned(ctx, tx, by, sub.Consultation); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if sub.ID != "" {
			exists, err := db.One(
				ctx,
				tx,
				db.Bool,
				`SELECT COUNT(*) > 0 FROM entry_submission WHERE id = $1 AND consultation = $2`,
				id,
				sub.Consultation,
			)
			if err != nil {
				return err
			}
			if !exists {
				return errSubmissionNotFound
			}
		}
		if sub.Day > now.Format(time.DateOnly) {
			return fault.New(fault.Invalid, "Date must be today or in the past.")
		}
		n, err := tx.Exec(ctx, `
			INSERT INTO entry_submission AS old (id, consultation, kind, day, claimed, checked, attending, excluded, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9 + 1)
			ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, day = excluded.day, claimed = excluded.claimed, checked = excluded.checked,
				attending = excluded.attending, excluded = excluded.excluded, version = excluded.version
			WHERE old.version = $9 AND old.consultation = excluded.consultation AND NOT old.erased`,
			id, sub.Consultation, string(sub.Kind), sub.Day, sub.Claimed, sub.Checked, sub.Attending, sub.Excluded, version)
		if err != nil {
			return err
		}
		if n == 0 && act == "add-submission" {
			return nil // the page was submitted twice
		}
		if n == 0 {
			return fault.New(fault.Conflict, "Someone else has changed this. Open it again and make your change there.")
		}
		if _, err := tx.Insert(ctx, `entry_submission_version (submission, version, content, changed_by, changed_at, why)`,
			[][]any{{id, version + 1, db.JSON(sub), by.ID, db.Time(now), strings.TrimSpace(why)}}, ""); err != nil {
			return err
		}
		// The reason is stored with the version, where it can be erased with the content.
		return audit.Append(ctx, tx, by, act, "submission", id, "")
	})
	if err == nil {
		sub.ID, sub.Version = id, version+1
	}
	return err
}

// Revision is one version of a submission.
type Revision struct {
	Submission
	By  string
	At  time.Time
	Why string

	sortDay, sortKind string // of the current version, even if the content was deleted
}

// Received returns the day by which the list is sorted, also of a submission whose content was deleted.
func (r *Revision) Received() string { return r.sortDay }

func scanRevision(row db.Row) (*Revision, error) {
	r, content := &Revision{}, ""
	err := row.Scan(&r.ID, &r.Consultation, &r.Version, &content, &r.By, db.ScanTime(&r.At), &r.Why, &r.Erased, &r.sortDay, &r.sortKind)
	if err != nil {
		return nil, err
	}
	return r, json.Unmarshal([]byte(content), &r.Submission)
}

const selectRevisions = `SELECT s.id, s.consultation, v.version, v.content, v.changed_by, v.changed_at, v.why, s.erased, s.day, s.kind
	FROM entry_submission s JOIN entry_submission_version v ON v.submission = s.id `

// SubmissionList is a page of the submissions to a consultation.
type SubmissionList struct {
	Consultation *consult.Consultation
	Counts       []SubmissionCount
	db.Page[*Revision]
}

// submissionsPerPage is the number of submissions on a page of the list.
const submissionsPerPage = 50

// ListSubmissions returns the page of the submissions to slug at the cursor at, sorted by one of
// SubmissionSorts. The access is logged first.
func (s *Service) ListSubmissions(
	ctx context.Context, by actor.Actor, slug string, sort db.Sort, at string,
) (list SubmissionList, err error) {
	defer fault.Wrap(&err, "list submissions to %s", slug)
	if err := s.logSubmissionAccess(ctx, by, slug, "list-submissions", "consultation", slug); err != nil {
		return list, err
	}
	return list, s.DB.View(ctx, func(tx *db.Tx) error {
		list = SubmissionList{}
		if list.Consultation, err = consult.GetOwned(ctx, tx, by, slug); err != nil {
			return err
		}
		if list.Counts, err = CountSubmissions(ctx, tx, slug); err != nil {
			return err
		}
		list.Page, err = SubmissionPage(ctx, tx, slug, sort, at, submissionsPerPage)
		return err
	})
}

// logSubmissionAccess checks that by may enter submissions to slug, and writes to the audit
// log that by is about to read them.
func (s *Service) logSubmissionAccess(ctx context.Context, by actor.Actor, slug, act, kind, subject string) error {
	if err := requireEnter(by); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := consult.GetOwned(ctx, tx, by, slug); err != nil {
			return err
		}
		if kind == "submission" {
			if _, err := GetSubmission(ctx, tx, slug, subject); err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, by, act, kind, subject, "")
	})
}

// GetSubmission returns the current version of a submission to slug. Callers that show it to
// staff must log the access first.
func GetSubmission(ctx context.Context, tx *db.Tx, slug, id string) (*Revision, error) {
	r, err := db.One(ctx, tx, scanRevision,
		selectRevisions+`WHERE s.consultation = $1 AND s.id = $2 AND v.version = s.version`, slug, id)
	if fault.Is(err, fault.NotFound) {
		err = errSubmissionNotFound
	}
	return r, err
}

// SubmissionSorts are the orders of the submissions to a consultation. None is by title, which is deleted with the content.
var SubmissionSorts = db.Sorts[*Revision]{
	{Name: "day", Order: db.Order{Columns: []db.Column{{Name: "s.day"}, {Name: "s.id"}}, Descending: true},
		Position: func(r *Revision) []any { return []any{r.sortDay, r.ID} }},
	{Name: "type", Order: db.Order{Columns: []db.Column{{Name: "s.kind"}, {Name: "s.day"}, {Name: "s.id"}}},
		Position: func(r *Revision) []any { return []any{r.sortKind, r.sortDay, r.ID} }},
}

// SubmissionPage returns the page of up to size current versions of the submissions to slug
// at the cursor at, sorted by one of SubmissionSorts. Callers that show it to staff must log the access first.
func SubmissionPage(ctx context.Context, tx *db.Tx, slug string, by db.Sort, at string, size int) (db.Page[*Revision], error) {
	order, position := SubmissionSorts.In(by)
	return db.ReadPage(ctx, tx, scanRevision, position, db.PageQuery{Order: order, At: at, Size: size}, selectRevisions,
		`s.consultation = $1 AND v.version = s.version`, slug)
}

// SubmissionsAfter returns up to limit current versions of the submissions to slug that were not
// deleted and have an id greater than after, sorted by id.
func SubmissionsAfter(ctx context.Context, tx *db.Tx, slug, after string, limit int) ([]*Revision, error) {
	return db.All(ctx, tx, scanRevision,
		selectRevisions+`WHERE s.consultation = $1 AND v.version = s.version AND NOT s.erased AND s.id > $2
			ORDER BY s.id LIMIT $3`, slug, after, limit)
}

// SubmissionHistory returns every version of a submission, latest first, and the files that
// are attached to it. The access is logged first.
func (s *Service) SubmissionHistory(
	ctx context.Context, by actor.Actor, slug, id string,
) (all []*Revision, attached []*files.File, err error) {
	if err := s.logSubmissionAccess(ctx, by, slug, "read-submission", "submission", id); err != nil {
		return nil, nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if attached, err = files.Attached(ctx, tx, FilesOf(id)); err != nil {
			return err
		}
		all, err = db.All(
			ctx,
			tx,
			scanRevision,
			selectRevisions+`WHERE s.consultation = $1 AND s.id = $2 ORDER BY v.version DESC`,
			slug,
			id,
		)
		if err == nil && len(all) == 0 {
			err = errSubmissionNotFound
		}
		return err
	})
	return all, attached, err
}

// SubmissionCount is the number of submissions of a kind and of the people
// behind them. It identifies no one and can be published.
type SubmissionCount struct {
	Kind                        SubmissionKind
	N                           int64
	Claimed, Checked, Attending int64
}

// CountSubmissions counts the submissions to consultation by kind, in the order
// of SubmissionKinds, including kinds with none. Submissions are never added to
// the responses.
func CountSubmissions(ctx context.Context, tx *db.Tx, consultation string) ([]SubmissionCount, error) {
	found, err := db.All(ctx, tx, func(r db.Row) (c SubmissionCount, err error) {
		return c, r.Scan(&c.Kind, &c.N, &c.Claimed, &c.Checked, &c.Attending)
	}, `SELECT kind, COUNT(*), CAST(SUM(claimed) AS BIGINT), CAST(SUM(checked) AS BIGINT), CAST(SUM(attending) AS BIGINT) FROM entry_submission
		WHERE consultation = $1 AND NOT excluded GROUP BY kind`, consultation)
	if err != nil {
		return nil, err
	}
	var all []SubmissionCount
	for _, kind := range SubmissionKinds {
		c := SubmissionCount{Kind: kind}
		for _, f := range found {
			if f.Kind == kind {
				c = f
			}
		}
		all = append(all, c)
	}
	return all, nil
}
