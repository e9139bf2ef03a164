package draft

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// maxSaved is the maximum number of saved questions and templates of an organisation.
const maxSaved = 500

// SavedKind is what a Saved is.
type SavedKind string

// The kinds of what can be saved.
const (
	SavedQuestion SavedKind = "question"
	SavedTemplate SavedKind = "template"
)

// Saved is a question or a consultation that officers of an organisation saved to use it again.
type Saved struct {
	ID, Org, Name string
	Kind          SavedKind
	SavedBy       string // account
	SavedAt       time.Time
	Removed       bool // no longer offered
}

const savedColumns = `id, org, kind, name, saved_by, saved_at, removed`

func scanSaved(row db.Row) (s Saved, err error) {
	return s, row.Scan(&s.ID, &s.Org, &s.Kind, &s.Name, &s.SavedBy, db.ScanTime(&s.SavedAt), &s.Removed)
}

// ListSaved returns what officers of the actor's organisation saved, the latest first.
func (s *Service) ListSaved(ctx context.Context, by actor.Actor) (all []Saved, err error) {
	defer fault.Wrap(&err, "list saved questions and templates")
	if !by.May(actor.Draft) {
		return nil, forbidden()
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, scanSaved,
			`SELECT `+savedColumns+` FROM draft_saved WHERE org = $1 ORDER BY saved_at DESC, id DESC LIMIT $2`, by.OwnOrg(), maxSaved)
		return err
	})
	return all, err
}

// SavedOf returns those of a kind that are offered.
func SavedOf(all []Saved, kind SavedKind) []Saved {
	return slices.DeleteFunc(slices.Clone(all), func(s Saved) bool { return s.Kind != kind || s.Removed })
}

// getSaved returns what the actor's organisation saved with this id.
func getSaved(ctx context.Context, tx *db.Tx, by actor.Actor, id string) (Saved, error) {
	saved, err := db.One(ctx, tx, scanSaved, `SELECT `+savedColumns+` FROM draft_saved WHERE id = $1 AND org = $2`,
		survey.CleanText(id), by.OwnOrg())
	if fault.Is(err, fault.NotFound) {
		return saved, fault.New(fault.NotFound, "This is not among the saved questions and templates. Go back to the questionnaire.")
	}
	return saved, err
}

// SaveQuestion saves a question of a draft, without its condition and wordings, which depend on other questions.
func (s *Service) SaveQuestion(ctx context.Context, by actor.Actor, slug consult.Slug, question string) (err error) {
	defer fault.Wrap(&err, "save question %s of %s", question, slug)
	d, err := s.Get(ctx, by, slug)
	if err != nil {
		return err
	}
	f := builder.MasterForm(&d.Definition)
	i, j := builder.QuestionIndex(f, question)
	if i < 0 {
		return fault.New(fault.NotFound, "This question has been removed. Go back to the questionnaire.")
	}
	q := f.Pages[i].Questions[j]
	q.When, q.Wordings = nil, nil
	q.LeastOf, q.MostOf, q.TotalOf = "", "", ""
	return s.save(ctx, by, slug, SavedQuestion, q.Text, db.JSON(&q))
}

// SaveTemplate saves a draft as a template, without its dates and what belongs to this consultation only.
func (s *Service) SaveTemplate(ctx context.Context, by actor.Actor, slug consult.Slug, name string) (err error) {
	defer fault.Wrap(&err, "save %s as a template", slug)
	name = survey.CleanText(strings.TrimSpace(name))
	if name == "" || len([]rune(name)) > survey.MaxTitle {
		return fault.Newf(fault.Invalid, "Enter a name for the template, up to %d characters.", survey.MaxTitle)
	}
	d, err := s.Get(ctx, by, slug)
	if err != nil {
		return err
	}
	def := resetForCopy(d.Definition)
	return s.save(ctx, by, slug, SavedTemplate, name, db.JSON(&def))
}

// save stores a question or template that was made from the draft of slug, unless the same is stored already.
func (s *Service) save(ctx context.Context, by actor.Actor, slug consult.Slug, kind SavedKind, name, definition string) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		same, err := db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM draft_saved
			WHERE org = $1 AND kind = $2 AND name = $3 AND definition = $4 AND removed = FALSE)`, by.OwnOrg(), kind, name, definition)
		if err != nil || same {
			return err
		}
		n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM draft_saved WHERE org = $1`, by.OwnOrg())
		if err != nil {
			return err
		}
		if n >= maxSaved {
			return fault.Newf(fault.Invalid, "An organisation can save up to %d questions and templates.", maxSaved)
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO draft_saved (`+savedColumns+`, definition) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			db.NewID(), by.OwnOrg(), kind, name, by.ID, db.Time(now), false, definition); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "save-"+string(kind), "consultation", slug, "")
	})
}

// SetSavedRemoved says whether something saved is no longer offered.
func (s *Service) SetSavedRemoved(ctx context.Context, by actor.Actor, id string, removed bool) (err error) {
	defer fault.Wrap(&err, "remove or restore saved %s", id)
	if !by.May(actor.Draft) {
		return forbidden()
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		saved, err := getSaved(ctx, tx, by, id)
		if err != nil || saved.Removed == removed {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE draft_saved SET removed = $2 WHERE id = $1`, saved.ID, removed); err != nil {
			return err
		}
		act := map[bool]string{true: "remove-saved", false: "restore-saved"}[removed]
		return audit.Append(ctx, tx, by, act, "saved", saved.ID, "")
	})
}

// GetSavedQuestion returns a question that the actor's organisation saved.
func (s *Service) GetSavedQuestion(ctx context.Context, by actor.Actor, id string) (q survey.Question, err error) {
	defer fault.Wrap(&err, "get saved question %s", id)
	if !by.May(actor.Draft) {
		return q, forbidden()
	}
	return q, s.readSaved(ctx, by, id, SavedQuestion, fault.New(fault.Invalid, "Select a question."), &q)
}

// savedTemplate returns the consultation with which a draft from a saved template starts.
func (s *Service) savedTemplate(ctx context.Context, by actor.Actor, id string) (def consult.Definition, err error) {
	return def, s.readSaved(ctx, by, id, SavedTemplate, fault.New(fault.Invalid, "Select a template from the list."), &def)
}

// readSaved decodes what the actor's organisation saved with this id into v. If it is of another kind, the error is other.
func (s *Service) readSaved(ctx context.Context, by actor.Actor, id string, kind SavedKind, other error, v any) error {
	return s.DB.View(ctx, func(tx *db.Tx) error {
		saved, err := getSaved(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if saved.Kind != kind {
			return other
		}
		text, err := db.One(ctx, tx, db.Text, `SELECT definition FROM draft_saved WHERE id = $1`, saved.ID)
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(text), v)
	})
}
