package draft

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// ChangeNote is what officers say about the change of a question, before it is published. Without a question, Note is the
// reason for all changes.
type ChangeNote struct {
	Edition, Question string
	Kind              consult.ChangeKind // "" if none is chosen yet
	Note              string
}

// maxNote is the maximum length of a reason or note in bytes.
const maxNote = 2000

// SetChangeNotes stores notes until the draft is published or deleted. A note for a question that the draft does not
// change is ignored.
func (s *Service) SetChangeNotes(ctx context.Context, by actor.Actor, slug consult.Slug, notes []ChangeNote) (err error) {
	defer fault.Wrap(&err, "note the changes to %s", slug)
	if !by.May(actor.Draft) && !by.May(actor.Publish) {
		return forbidden()
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := s.check(ctx, tx, by, slug)
		if err != nil || !c.Published() {
			return err
		}
		for _, note := range notes {
			if note.Note = strings.TrimSpace(note.Note); len(note.Note) > maxNote {
				return fault.New(fault.Invalid, "Reason must be 2,000 characters or fewer.")
			}
			state, stored := "", ChangeNote{Note: c.ChangeReason}
			if note.Question != "" {
				change := c.change(note.Edition, note.Question)
				if change == nil {
					continue
				}
				state, stored = change.state(&c.Definition), ChangeNote{note.Edition, note.Question, change.Kind, change.Note}
			}
			if note == stored {
				continue
			}
			if err := saveChangeNote(ctx, tx, by, slug, note, state); err != nil {
				return err
			}
		}
		return nil
	})
}

func saveChangeNote(ctx context.Context, tx *db.Tx, by actor.Actor, slug consult.Slug, n ChangeNote, state string) error {
	subject := strings.Trim("change/"+n.Edition+"/"+n.Question, "/")
	if n.Kind == "" && n.Note == "" {
		_, err := tx.Exec(ctx, `DELETE FROM draft_change_note WHERE slug = $1 AND edition = $2 AND question = $3`,
			slug, n.Edition, n.Question)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "remove-finding-reason", "consultation", slug, subject)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO draft_change_note (slug, edition, question, changed, kind, note) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (slug, edition, question) DO UPDATE SET changed = excluded.changed, kind = excluded.kind, note = excluded.note`,
		slug, n.Edition, n.Question, state, n.Kind, n.Note)
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, "give-finding-reason", "consultation", slug,
		subject+": "+strings.TrimSpace(string(n.Kind)+" "+n.Note))
}

// loadChangeNotes adds the stored notes to the changes of c. A kind of change that was chosen for another state of the
// question is left out, because it may no longer be true.
func (c *CheckResult) loadChangeNotes(ctx context.Context, tx *db.Tx) error {
	type row struct {
		ChangeNote
		state string
	}
	stored, err := db.All(ctx, tx, func(r db.Row) (n row, err error) {
		return n, r.Scan(&n.Edition, &n.Question, &n.state, &n.Kind, &n.Note)
	}, `SELECT edition, question, changed, kind, note FROM draft_change_note WHERE slug = $1`, c.Slug)
	for _, n := range stored {
		if n.Question == "" {
			c.ChangeReason = n.Note
		} else if change := c.change(n.Edition, n.Question); change != nil {
			change.Note = n.Note
			if n.state == change.state(&c.Definition) {
				change.Kind = n.Kind
			}
		}
	}
	return err
}

// change returns the change of a question in a version of the questionnaire, or nil.
func (c *CheckResult) change(edition, question string) *QuestionChange {
	for i := range c.Changes {
		if c.Changes[i].Edition == edition && c.Changes[i].Question == question {
			return &c.Changes[i]
		}
	}
	return nil
}

// state identifies the question as def asks it.
func (q *QuestionChange) state(def *consult.Definition) string {
	for i := range def.Forms {
		if def.Forms[i].Edition != q.Edition {
			continue
		}
		if question, _ := def.Forms[i].Unrepeated().Question(q.Question); question != nil {
			if text, err := json.Marshal(question); err == nil {
				return digest.Of(text).ShortHex(digest.Size / 2)
			}
		}
	}
	return "" // it is removed
}

// deleteChangeNotes deletes the notes about the changes of slug, which are published.
func deleteChangeNotes(ctx context.Context, tx *db.Tx, slug consult.Slug) error {
	_, err := tx.Exec(ctx, `DELETE FROM draft_change_note WHERE slug = $1`, slug)
	return err
}
