package reach

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service has the use cases of files with numbers of a profile.
type Service struct {
	DB   *db.DB
	Edit *edit.Service
}

// Upload is a file that an officer has uploaded.
type Upload struct {
	ID, Consultation string
	Name, Digest     string
	By               string // account
	At               time.Time
	Sheet            *Sheet
}

const uploadColumns = `id, consultation, name, digest, content, made_by, made_at`

func scanUpload(r db.Row) (u *Upload, err error) {
	u = &Upload{}
	var content string
	if err := r.Scan(&u.ID, &u.Consultation, &u.Name, &u.Digest, &content, &u.By, db.ScanTime(&u.At)); err != nil {
		return nil, err
	}
	return u, json.Unmarshal([]byte(content), &u.Sheet)
}

// owned returns the consultation slug for those who write its profile.
func owned(ctx context.Context, tx *db.Tx, by actor.Actor, slug string) (*consult.Consultation, error) {
	if !by.May(actor.Engage) {
		return nil, fault.New(fault.Forbidden, "You do not have permission to write who is affected.")
	}
	return consult.GetOwned(ctx, tx, by, slug)
}

// Upload stores a file with numbers of the people whom a consultation affects. Nothing else changes yet. A file that cannot be read
// is refused with a *sheet.Error.
func (s *Service) Upload(ctx context.Context, by actor.Actor, slug, name string, from io.Reader) (id string, err error) {
	defer fault.Wrap(&err, "upload a profile of affected users")
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		_, err := owned(ctx, tx, by, slug)
		return err
	}); err != nil {
		return "", err
	}
	data, err := io.ReadAll(io.LimitReader(from, MaxFileBytes+1))
	if err != nil {
		return "", err
	}
	read, err := readSheet(data)
	if err != nil {
		return "", err
	}
	id = db.NewID()
	return id, s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO reach_upload (`+uploadColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id, slug, strings.ToValidUTF8(name, ""), digest.Of(data).Hex(), db.JSON(read), by.ID, db.Time(now)); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, UploadAct, "consultation", slug, "")
	})
}

// ListUploads returns a page of the files that were uploaded for a consultation and are no draft yet, the newest first.
func (s *Service) ListUploads(
	ctx context.Context, by actor.Actor, slug, at string, size int,
) (c *consult.Consultation, found db.Page[*Upload], err error) {
	defer fault.Wrap(&err, "list uploaded profiles")
	order := db.Order{Columns: []db.Column{{Name: "made_at"}, {Name: "id"}}, Descending: true}
	return c, found, s.DB.View(ctx, func(tx *db.Tx) (err error) {
		if c, err = owned(ctx, tx, by, slug); err != nil {
			return err
		}
		found, err = db.ReadPage(ctx, tx, scanUpload, func(u *Upload) []any { return []any{db.Time(u.At), u.ID} },
			db.PageQuery{Order: order, At: at, Size: size}, `SELECT `+uploadColumns+` FROM reach_upload`, `consultation = $1`, slug)
		return err
	})
}

// Trial is what a file would make of a profile. Nothing is stored.
type Trial struct {
	Upload       *Upload
	Consultation *consult.Consultation
	Catalogue    Catalogue
	Columns      Columns
	Lines        []Line
	Wrong        error // why the lines cannot become a profile; nil if they can
	Tables       []TrialTable
	Stored       *Profile // that is published; nil if none is
}

// TrialTable are the groups of a question.
type TrialTable struct {
	Asked  Asked
	Groups []TrialGroup
	Total  int64
}

// TrialGroup is a group of a question.
type TrialGroup struct {
	Answer Answer
	People int64
	Hidden bool   // the number is hidden in what is published
	Before *int64 // number that is published now; nil if there is none
}

// Missing returns the answers of the question that the table has no number of. There are two lists of ethnic groups; the one of which
// the table has the most is meant.
func (t *TrialTable) Missing() (all []string) {
	has := func(a Answer) bool {
		return slices.ContainsFunc(t.Groups, func(g TrialGroup) bool { return g.Answer.ID == a.ID })
	}
	broad, detailed := 0, 0
	for _, a := range t.Asked.Answers {
		switch {
		case !has(a):
		case t.Asked.isBroad(a):
			broad++
		default:
			detailed++
		}
	}
	for _, a := range t.Asked.Answers {
		if !has(a) && t.Asked.isBroad(a) == (broad > detailed) {
			all = append(all, a.Text)
		}
	}
	return all
}

// Try reads a file with the columns that were chosen, nil to guess them, and the groups that were chosen for rows.
func (s *Service) Try(ctx context.Context, by actor.Actor, slug, id string, columns *Columns, chosen map[int]string) (t *Trial, err error) {
	defer fault.Wrap(&err, "check an uploaded profile")
	return t, s.DB.View(ctx, func(tx *db.Tx) error {
		t, err = s.try(ctx, tx, by, slug, id, columns, chosen)
		return err
	})
}

var errNoUpload = fault.New(fault.NotFound, "We cannot find this file. Files that do not become a draft are deleted after a week.")

func (s *Service) try(
	ctx context.Context, tx *db.Tx, by actor.Actor, slug, id string, columns *Columns, chosen map[int]string,
) (t *Trial, err error) {
	t = &Trial{}
	if t.Consultation, err = owned(ctx, tx, by, slug); err != nil {
		return nil, err
	}
	t.Upload, err = db.One(ctx, tx, scanUpload, `SELECT `+uploadColumns+` FROM reach_upload WHERE id = $1 AND consultation = $2`, id, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, errNoUpload
	}
	if err != nil {
		return nil, err
	}
	if t.Catalogue, err = CatalogueOf(ctx, tx, t.Consultation); err != nil {
		return nil, err
	}
	if t.Stored, err = GetProfile(ctx, tx, slug); fault.Is(err, fault.NotFound) {
		t.Stored, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	if t.Columns = t.Upload.Sheet.GuessColumns(t.Catalogue); columns != nil {
		t.Columns = *columns
	}
	t.Lines = t.Upload.Sheet.Lines(t.Catalogue, t.Columns, chosen)
	if t.Wrong = check(t.Lines); t.Wrong == nil {
		t.tabulate()
	}
	return t, nil
}

// tabulate sets the tables of t.
func (t *Trial) tabulate() {
	p := Profile{Groups: groupsOf(t.Lines)}
	for _, b := range p.Benchmarks(t.Consultation.Area) {
		q := t.Catalogue.byID(string(b.Question))
		table := TrialTable{Asked: *q, Total: b.Total()}
		for _, person := range b.People {
			g := TrialGroup{Answer: *q.answer(person.ID), People: p.people(q.ID, person.ID), Hidden: person.Hidden}
			if t.Stored != nil && t.Stored.has(q.ID, person.ID) {
				n := t.Stored.people(q.ID, person.ID)
				g.Before = &n
			}
			table.Groups = append(table.Groups, g)
		}
		t.Tables = append(t.Tables, table)
	}
}

func (p *Profile) has(question, group string) bool {
	for _, g := range p.Groups {
		if g.Question == question && g.Group == group {
			return true
		}
	}
	return false
}

func (p *Profile) people(question, group string) int64 {
	for _, g := range p.Groups {
		if g.Question == question && g.Group == group {
			return g.People
		}
	}
	return 0
}

// Apply makes the numbers of a file a draft of the profile, in place of those that it has, and deletes the upload.
func (s *Service) Apply(ctx context.Context, by actor.Actor, slug, id string, columns Columns, chosen map[int]string) (err error) {
	defer fault.Wrap(&err, "make an uploaded profile a draft")
	kind := ProfileKind()
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		t, err := s.try(ctx, tx, by, slug, id, &columns, chosen)
		if err != nil {
			return err
		}
		if t.Wrong != nil {
			return t.Wrong
		}
		c, err := edit.FindIn(ctx, tx, by, &kind, slug)
		if err != nil {
			return err
		}
		p := Profile{File: t.Upload.Name + ", SHA-256 " + t.Upload.Digest, Groups: groupsOf(t.Lines)}
		values, from := c.Values.Clone(), p.form().Values()
		values.Set("file", from["file"]...)
		values.SetRows("groups", from.Rows("groups"))
		if _, err := s.Edit.SaveIn(ctx, tx, by, &kind, slug, edit.Save{Version: c.Version, Seen: c.Seen(), Values: values}); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM reach_upload WHERE id = $1`, id)
		return err
	})
}

// Remove deletes a file that was uploaded.
func (s *Service) Remove(ctx context.Context, by actor.Actor, slug, id string) (err error) {
	defer fault.Wrap(&err, "remove an uploaded profile")
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := owned(ctx, tx, by, slug); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `DELETE FROM reach_upload WHERE id = $1 AND consultation = $2`, id, slug)
		if err != nil {
			return err
		}
		if n == 0 {
			return errNoUpload
		}
		return audit.Append(ctx, tx, by, RemoveAct, "consultation", slug, "")
	})
}

// keepFor is how long a file is kept that does not become a draft.
const keepFor = 7 * 24 * time.Hour

// DeleteExpired deletes files that were uploaded a week ago and are no draft.
func (s *Service) DeleteExpired(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "delete uploaded profiles")
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		due, err := db.All(ctx, tx, scanUpload, `SELECT `+uploadColumns+` FROM reach_upload WHERE made_at < $1 ORDER BY made_at, id LIMIT 20`,
			db.Time(now.Add(-keepFor)))
		for _, u := range due {
			if _, err := tx.Exec(ctx, `DELETE FROM reach_upload WHERE id = $1`, u.ID); err != nil {
				return err
			}
			if err := audit.Append(ctx, tx, actor.System, RemoveAct, "consultation", u.Consultation, ""); err != nil {
				return err
			}
		}
		return err
	})
}
