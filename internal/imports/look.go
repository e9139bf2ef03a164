package imports

import (
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/collected"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/sheet"
)

// Look is what is in a file and what importing it would do with the settings and details that it has. It is worked out once,
// outside of requests, and kept, so that pages do not read the whole file.
type Look struct {
	Encoding sheet.Encoding
	Hidden   int      // sheets that were not read
	Sheets   []string // names of those that have rows

	// Of the sheet that the details name:
	System  collected.System
	Left    []collected.Left
	Rows    int
	Columns []LookColumn

	Problems    []collected.Problem // what has to be changed first
	BadSettings bool                // the problems are those of the settings, and no row has been read
	Responses   int                 // that would be imported
	Empty       []int               // rows without any answer, which are left out; the first of them
	EmptyCount  int
	First, Last string // day on which responses were received; "" if the table does not say
	Questions   []LookQuestion
}

// LookColumn is a column of a file.
type LookColumn struct {
	Heading, Part string
	Guess         collected.Guess
}

// LookQuestion is a question that there will be, with how often each answer is in the file.
type LookQuestion struct {
	Text           string
	Use            collected.Use
	Equality       bool
	Answered       int
	Options        []OptionCount // of a grid without numbers, and otherwise with them
	Rows           []RowCount    // of a grid
	CanDecline     bool          // “Prefer not to say” is an answer
	PreferNotToSay int
}

// OptionCount is how often an answer was given.
type OptionCount struct {
	Text string
	N    int
}

// RowCount is how often each answer was given in a row of a grid.
type RowCount struct {
	Text string
	N    []int
}

// lookFormat changes when a Look is worked out in another way or has other fields.
const lookFormat = 1

// basis returns a digest of everything from which the Look of f is worked out.
func (f *File) basis() string {
	d := &f.Details
	return digest.Of(db.JSON([]any{lookFormat, f.Digest, f.Settings, d.Sheet, d.Language, d.Opened, d.Closed})).Hex()
}

// Looked returns a file and its Look, which is nil if it has not been worked out for the settings that the file has now.
func (s *Service) Looked(ctx context.Context, by actor.Actor, id string) (f *File, l *Look, err error) {
	defer fault.Wrap(&err, "read what is in an import")
	if err := mayImport(by); err != nil {
		return nil, nil, err
	}
	var sealed []byte
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		sealed = nil
		if f, err = getFile(ctx, tx, by, id); err != nil || f.State != Uploaded {
			return err
		}
		sealed, err = db.One(ctx, tx, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) },
			`SELECT sealed FROM imports_look WHERE file = $1 AND basis = $2`, id, f.basis())
		if fault.Is(err, fault.NotFound) {
			err = nil
		}
		return err
	}); err != nil || sealed == nil {
		return f, nil, err
	}
	text, err := s.Box.Open(boxName(id), sealed)
	if err != nil {
		return f, nil, err
	}
	l = &Look{}
	return f, l, json.Unmarshal([]byte(text), l)
}

// Look works out the Look of a file and keeps it, unless it is kept. Without settings, they are guessed first. If an officer changes
// the file in the meantime, nothing is kept, and the error is fault.Conflict.
func (s *Service) Look(ctx context.Context, by actor.Actor, id string) (rows int, err error) {
	defer fault.Wrap(&err, "look at an import")
	f, kept, err := s.Looked(ctx, by, id)
	if err != nil {
		return 0, err
	}
	if f.State != Uploaded {
		return 0, errImported
	}
	if kept != nil {
		return kept.Rows, nil
	}
	f, read, err := s.Open(ctx, by, id)
	if err != nil {
		return 0, err
	}
	t := read.Table(f.Details.Sheet)
	guesses := t.Guess()
	unset := len(f.Settings) == 0
	if unset {
		f.Settings = guessed(guesses)
	}
	now, err := s.DB.Now(ctx)
	if err != nil {
		return 0, err
	}
	trial, err := s.tryTable(ctx, now, f, read)
	if err != nil {
		return 0, err
	}
	l := newLook(trial, guesses)
	sealed, err := s.Box.Seal(boxName(id), db.JSON(l))
	if err != nil {
		return 0, err
	}
	return l.Rows, s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := getFile(ctx, tx, by, id)
		switch {
		case err != nil:
			return err
		case now.Version != f.Version || now.State != Uploaded:
			return errChanged
		case unset:
			if _, err := tx.Exec(ctx, `UPDATE imports_file SET settings = $1 WHERE id = $2`, db.JSON(f.Settings), id); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `INSERT INTO imports_look (file, basis, sealed) VALUES ($1, $2, $3)
			ON CONFLICT (file) DO UPDATE SET basis = excluded.basis, sealed = excluded.sealed`, id, f.basis(), sealed)
		return err
	})
}

// guessed returns what the columns of a table are guessed to be.
func guessed(guesses []collected.Guess) (all []collected.Setting) {
	for _, g := range guesses {
		all = append(all, g.Setting)
	}
	return all
}

// newLook returns what a trial has found.
func newLook(t *Trial, guesses []collected.Guess) *Look {
	l := &Look{
		Encoding: t.Read.Encoding, Hidden: t.Read.Hidden, Sheets: t.Read.Sheets, System: t.Table.System, Left: t.Table.Left,
		Rows: len(t.Table.Rows), Problems: t.Problems, BadSettings: t.Result == nil,
	}
	for i := range t.Table.Columns {
		c := &t.Table.Columns[i]
		l.Columns = append(l.Columns, LookColumn{c.Heading, c.Part, guesses[i]})
	}
	out := t.Result
	if out == nil {
		return l
	}
	l.Responses, l.Empty, l.EmptyCount, l.First, l.Last = out.Responses, out.Empty, out.EmptyCount, out.First, out.Last
	for i := range out.Counts {
		l.Questions = append(l.Questions, newLookQuestion(&out.Counts[i]))
	}
	return l
}

func newLookQuestion(c *collected.Count) LookQuestion {
	asked := &c.Question.Question
	q := LookQuestion{
		Text: c.Text, Use: c.Use, Equality: c.Equality, Answered: c.Answered, CanDecline: asked.PreferNotToSay, PreferNotToSay: c.PreferNotToSay,
	}
	for i := range asked.Options {
		q.Options = append(q.Options, OptionCount{asked.Options[i].Text, c.Options[i]})
	}
	for i := range asked.Rows {
		q.Rows = append(q.Rows, RowCount{asked.Rows[i].Text, c.Rows[i]})
	}
	return q
}

// Missing reports whether the details of f are not complete.
func (f *File) Missing(now time.Time) bool { return f.Details.Check(now) != nil }

// Ready returns why f cannot be imported, or nil.
func (l *Look) Ready(f *File, now time.Time) error {
	return ready(f.Missing(now), len(l.Problems), l.Responses)
}
