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

	json string
}

// Question returns a saved question.
func (s *Saved) Question() (q survey.Question, err error) {
	return q, json.Unmarshal([]byte(s.json), &q)
}

const savedColumns = `id, org, kind, name, definition, saved_by, saved_at, removed`

func scanSaved(row db.Row) (s Saved, err error) {
	return s, row.Scan(&s.ID, &s.Org, &s.Kind, &s.Name, &s.json, &s.SavedBy, db.ScanTime(&s.SavedAt), &s.Removed)
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
		strings.ToValidUTF8(strings.ReplaceAll(id, "\x00", ""), ""), by.OwnOrg())
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
	return s.save(ctx, by, slug, Saved{Kind: SavedQuestion, Name: q.Text, json: db.JSON(&q)})
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
	return s.save(ctx, by, slug, Saved{Kind: SavedTemplate, Name: name, json: db.JSON(&def)})
}

// save stores saved, which was made from the draft of slug, unless the same is stored already.
func (s *Service) save(ctx context.Context, by actor.Actor, slug consult.Slug, saved Saved) error {
	all, err := s.ListSaved(ctx, by)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(other Saved) bool {
		return other.Kind == saved.Kind && other.Name == saved.Name && other.json == saved.json && !other.Removed
	}) {
		return nil
	}
	if len(all) >= maxSaved {
		return fault.Newf(fault.Invalid, "An organisation can save up to %d questions and templates.", maxSaved)
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO draft_saved (`+savedColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			db.NewID(), by.OwnOrg(), saved.Kind, saved.Name, saved.json, by.ID, db.Time(now), false); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "save-"+string(saved.Kind), "consultation", slug, "")
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
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		saved, err := getSaved(ctx, tx, by, id)
		if err == nil && saved.Kind != SavedQuestion {
			err = fault.New(fault.Invalid, "Select a question.")
		}
		if err == nil {
			q, err = saved.Question()
		}
		return err
	})
	return q, err
}

// savedTemplate returns the consultation with which a draft from a saved template starts.
func (s *Service) savedTemplate(ctx context.Context, by actor.Actor, id string) (def consult.Definition, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		saved, err := getSaved(ctx, tx, by, id)
		if err == nil && saved.Kind != SavedTemplate {
			err = fault.New(fault.Invalid, "Select a template from the list.")
		}
		if err == nil {
			err = json.Unmarshal([]byte(saved.json), &def)
		}
		return err
	})
	return def, err
}
