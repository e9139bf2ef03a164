package analysis

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/tally"
)

// SavedView is what to count, under a name. Everyone who may count answers to the consultation sees it.
type SavedView struct {
	ID, Name string
	Chosen
	By string // id of the account that saved it last
	At time.Time
}

// Chosen is what a person chose to count.
type Chosen struct {
	Question string         `json:"question"` // ID of the variable in the rows; "" for all questions
	Group    string         `json:"by"`       // ID of the variable in the columns; "" for everyone together
	Filters  []tally.Filter `json:"filters,omitempty"`
	WeightOn []string       `json:"weight-on,omitempty"` // IDs of WeightCandidate
}

// Missing returns the IDs of what v uses and t does not have: because the questionnaire no longer has it, or because the person
// may not count it.
func (c *Chosen) Missing(t *Tables) (all []string) {
	names := []string{c.Question, c.Group}
	for _, f := range c.Filters {
		names = append(names, f.Variable)
		if v := t.Variable(f.Variable); v != nil && !slices.ContainsFunc(f.Any, func(g tally.Group) bool {
			return g.State != "" || slices.ContainsFunc(v.Categories, func(c tally.Category) bool { return c.ID == g.Category })
		}) {
			all = append(all, f.Variable)
		}
	}
	for _, id := range c.WeightOn {
		if _, err := t.candidates([]string{id}); err != nil {
			all = append(all, id)
		}
	}
	for _, name := range names {
		if name != "" && t.Variable(name) == nil && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// The limits of saved views.
const (
	MaxViewName = 100 // characters
	maxViews    = 100 // of a consultation
)

// SaveView saves what to count under a name, in place of what was saved under it before. It returns the id of the view.
// The error is fault.Invalid for a name that is missing or too long, or a choice that by cannot count.
func (s *Service) SaveView(ctx context.Context, by actor.Actor, slug, name string, c Chosen) (id string, err error) {
	defer fault.Wrap(&err, "save a view of %s", slug)
	if name, err = viewName(name); err != nil {
		return "", err
	}
	t, _, err := s.openTables(ctx, by, slug)
	if err != nil {
		return "", err
	}
	if t.Counting || len(c.Missing(t)) > 0 {
		return "", fault.New(fault.Invalid, "Choose one of the questions in the list.")
	}
	chosen, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	return id, s.changeViews(ctx, by, slug, "save-view", name, func(tx *db.Tx, now time.Time) error {
		n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM analysis_view WHERE consultation = $1 AND name <> $2`, slug, name)
		if err != nil {
			return err
		}
		if n >= maxViews {
			return fault.New(fault.Invalid, "There are too many saved views. Delete one that is no longer needed.")
		}
		if _, err := tx.Exec(ctx, `INSERT INTO analysis_view (id, consultation, name, chosen, actor, at)
			VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (consultation, name) DO UPDATE
			SET chosen = excluded.chosen, actor = excluded.actor, at = excluded.at`,
			db.NewID(), slug, name, string(chosen), by.ID, db.Time(now)); err != nil {
			return err
		}
		id, err = db.One(ctx, tx, db.Text, `SELECT id FROM analysis_view WHERE consultation = $1 AND name = $2`, slug, name)
		return err
	})
}

func viewName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch n := len([]rune(name)); {
	case n == 0:
		return "", fault.New(fault.Invalid, "Enter a name for the view.")
	case n > MaxViewName:
		return "", fault.New(fault.Invalid, "The name of the view must be 100 characters or fewer.")
	}
	return name, nil
}

// changeViews runs fn with an entry in the audit log, if by may count answers to a consultation.
func (s *Service) changeViews(
	ctx context.Context, by actor.Actor, slug, act, detail string, fn func(tx *db.Tx, now time.Time) error,
) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := closedFor(ctx, tx, by, slug); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, by, act, "consultation", slug, detail); err != nil {
			return err
		}
		return fn(tx, now)
	})
}

var errNoView = fault.New(fault.NotFound, "This view has been deleted. Choose another one.")

// RenameView renames a view. The error is fault.Invalid if another one has the name.
func (s *Service) RenameView(ctx context.Context, by actor.Actor, slug, id, name string) (err error) {
	defer fault.Wrap(&err, "rename a view of %s", slug)
	if name, err = viewName(name); err != nil {
		return err
	}
	return s.changeViews(ctx, by, slug, "rename-view", name, func(tx *db.Tx, now time.Time) error {
		taken, err := db.One(ctx, tx, db.Bool,
			`SELECT COUNT(*) > 0 FROM analysis_view WHERE consultation = $1 AND name = $2 AND id <> $3`, slug, name, id)
		if err != nil {
			return err
		}
		if taken {
			return fault.New(fault.Invalid, "Another view has this name. Enter a different one.")
		}
		return needsView(tx.Exec(ctx, `UPDATE analysis_view SET name = $3, actor = $4, at = $5 WHERE consultation = $1 AND id = $2`,
			slug, id, name, by.ID, db.Time(now)))
	})
}

// DeleteView deletes a view.
func (s *Service) DeleteView(ctx context.Context, by actor.Actor, slug, id string) (err error) {
	defer fault.Wrap(&err, "delete a view of %s", slug)
	var v SavedView
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := closedFor(ctx, tx, by, slug); err != nil {
			return err
		}
		v, err = getView(ctx, tx, slug, id)
		return err
	}); err != nil {
		return err
	}
	return s.changeViews(ctx, by, slug, "delete-view", v.Name, func(tx *db.Tx, _ time.Time) error {
		return needsView(tx.Exec(ctx, `DELETE FROM analysis_view WHERE consultation = $1 AND id = $2`, slug, id))
	})
}

func needsView(changed int64, err error) error {
	if err == nil && changed == 0 {
		err = errNoView
	}
	return err
}

const viewColumns = `SELECT v.id, v.name, v.chosen, v.actor, v.at FROM analysis_view v `

func scanView(row db.Row) (v SavedView, err error) {
	var chosen string
	if err := row.Scan(&v.ID, &v.Name, &chosen, &v.By, db.ScanTime(&v.At)); err != nil {
		return v, err
	}
	return v, json.Unmarshal([]byte(chosen), &v.Chosen)
}

func getView(ctx context.Context, tx *db.Tx, slug, id string) (SavedView, error) {
	v, err := db.One(ctx, tx, scanView, viewColumns+`WHERE v.consultation = $1 AND v.id = $2`, slug, id)
	if fault.Is(err, fault.NotFound) {
		err = errNoView
	}
	return v, err
}

// Views returns the views of a consultation, by name.
func (s *Service) Views(ctx context.Context, by actor.Actor, slug string) (all []SavedView, err error) {
	defer fault.Wrap(&err, "list the views of %s", slug)
	return all, s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := closedFor(ctx, tx, by, slug); err != nil {
			return err
		}
		all, err = db.All(ctx, tx, scanView, viewColumns+`WHERE v.consultation = $1 ORDER BY v.name LIMIT 100`, slug)
		return err
	})
}
