package outcome

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
)

// Service defines indicators and imports their readings from files.
type Service struct{ DB *db.DB }

// RemoveAct is the entry in the audit log of a removed upload.
const RemoveAct = "remove-readings"

// uploads are the files that officers have uploaded for indicators.
var uploads = place.Uploads{Kind: "indicator", Upload: "upload-readings", RemoveAct: RemoveAct,
	Check: func(text []byte) error {
		_, err := ReadFile(text)
		return err
	}}

// ListImports returns a page of the files that were uploaded for an indicator, the newest first.
func ListImports(ctx context.Context, tx *db.Tx, indicator, at string, size int) (db.Page[*place.Import], error) {
	return uploads.List(ctx, tx, indicator, at, size)
}

// Upload stores a file of readings for an indicator. No reading changes yet.
func (s *Service) Upload(ctx context.Context, by actor.Actor, indicator, name string, from io.Reader) (id string, err error) {
	defer fault.Wrap(&err, "upload readings")
	return uploads.Add(ctx, s.DB, by, indicator, name, from, func(tx *db.Tx) error {
		_, err := Get(ctx, tx, indicator)
		return err
	})
}

// Preview is what an import would change, or has changed.
type Preview struct {
	Import    *place.Import
	Indicator *Indicator
	Head      []string // names of the columns of the file; nil if it was imported
	Samples   [][]string
	Guesses   []Guess // what was guessed; nil if the mapping was given
	Mapping   Mapping
	File      *File // nil if the mapping cannot be used
	Changes   []Change
	Same      int // readings that are the same already
	Names     map[string]string
	CanUndo   bool
	Correct   bool // published readings change, so that a reason is asked for
}

// sampleRows is how many rows of a file are shown.
const sampleRows = 3

// imported is what an import has changed, as it is stored.
type imported struct{ Changes []Change }

// Preview returns what an import would change with a mapping, which is guessed if it is nil. It stores nothing.
func (s *Service) Preview(ctx context.Context, by actor.Actor, id string, m *Mapping) (p *Preview, err error) {
	defer fault.Wrap(&err, "preview readings")
	if err := place.MayImport(by); err != nil {
		return nil, err
	}
	var rows [][]string
	var placeOf func(string) string
	err = s.DB.View(ctx, func(tx *db.Tx) (err error) {
		p = &Preview{Names: map[string]string{}}
		if p.Import, err = uploads.Get(ctx, tx, id); err != nil {
			return err
		}
		if p.Indicator, err = Get(ctx, tx, p.Import.Record); err != nil {
			return err
		}
		if placeOf, err = place.Finder(ctx, tx); err != nil {
			return err
		}
		return place.Each(ctx, tx, func(one place.Place) error {
			p.Names[one.Ref] = one.Name
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	if p.Import.State != place.Uploaded {
		var done imported
		err := p.Import.Changes(&done)
		p.Changes = done.Changes
		p.CanUndo = p.Import.State == place.Imported && p.Import.Version == p.Indicator.Version
		return p, err
	}
	if rows, err = ReadFile([]byte(p.Import.Content)); err != nil {
		return p, err
	}
	for _, name := range rows[0] {
		p.Head = append(p.Head, strings.TrimSpace(name))
	}
	p.Samples = rows[1:min(len(rows), sampleRows+1)]
	guessed := m == nil
	if guessed {
		p.Mapping, p.Guesses = GuessMapping(rows, placeOf)
	} else {
		p.Mapping = *m
	}
	if p.File, err = p.Mapping.Read(rows, placeOf); err != nil {
		p.File = nil
		if guessed {
			err = nil // the officer is asked for the columns
		}
		return p, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p.Changes, p.Same, err = compare(ctx, tx, p.Indicator.Ref, p.File.Readings)
		return err
	})
	p.Correct = corrects(p.Changes)
	return p, err
}

// compare returns what readings change of those that are stored, and how many are the same. None is ever removed.
func compare(ctx context.Context, tx *db.Tx, indicator string, readings []Reading) (changes []Change, same int, err error) {
	stored := map[key]*Reading{}
	if err := EachReading(ctx, tx, indicator, func(r Reading) error {
		stored[r.key()] = &r
		return nil
	}); err != nil {
		return nil, 0, err
	}
	for i := range readings {
		before := stored[readings[i].key()]
		if before != nil && before.same(&readings[i]) {
			same++
			continue
		}
		changes = append(changes, Change{before, &readings[i]})
	}
	return changes, same, nil
}

// corrects reports whether changes change or remove published readings.
func corrects(changes []Change) bool {
	return slices.ContainsFunc(changes, func(c Change) bool { return c.Before != nil })
}

// checkWhy returns fault.Invalid if changes correct published readings without a reason.
func checkWhy(changes []Change, why string) error {
	return place.CheckWhy(corrects(changes), why)
}

// Apply imports an uploaded file with a mapping. version is the version of the indicator that the officer has seen the changes
// of: if readings have changed since, nothing is stored. why is asked for if published readings are corrected.
func (s *Service) Apply(ctx context.Context, by actor.Actor, id string, m Mapping, version int64, why string) (err error) {
	defer fault.Wrap(&err, "import readings")
	p, err := s.Preview(ctx, by, id, &m)
	if err != nil {
		return err
	}
	switch {
	case p.Import.State != place.Uploaded:
		return fault.New(fault.Conflict, "This file has been imported already.")
	case p.Indicator.Version != version:
		return place.ErrFiguresChanged
	case p.File.WrongN > 0:
		return fault.New(fault.Invalid, "Correct the wrong rows in the file and upload it again. Nothing has been imported.")
	case len(p.Changes) == 0:
		return fault.New(fault.Invalid, "The file would change nothing.")
	}
	return s.change(ctx, by, p, "import-readings", changed{p.Changes, version, place.Uploaded, place.Imported, why})
}

// Remove deletes a file that was uploaded and not imported, so that a wrong one cannot be imported by mistake.
func (s *Service) Remove(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "remove uploaded readings")
	return uploads.Remove(ctx, s.DB, by, id)
}

// Undo takes back an import if the readings have not changed since. It corrects what the import published, so why is asked for.
func (s *Service) Undo(ctx context.Context, by actor.Actor, id, why string) (err error) {
	defer fault.Wrap(&err, "undo an import of readings")
	p, err := s.Preview(ctx, by, id, nil)
	if err != nil {
		return err
	}
	if !p.CanUndo {
		return place.ErrFiguresChanged
	}
	var back []Change
	for _, c := range p.Changes {
		back = append(back, Change{c.After, c.Before})
	}
	return s.change(ctx, by, p, "undo-readings", changed{back, p.Indicator.Version, place.Imported, place.Undone, why})
}

// changed is a change of the readings of an indicator.
type changed struct {
	changes  []Change
	version  int64 // before
	from, to place.ImportState
	why      string
}

// change stores c, if the indicator still has the version and the import the state before it.
func (s *Service) change(ctx context.Context, by actor.Actor, p *Preview, act string, c changed) error {
	if p.Indicator.Version != c.version {
		return place.ErrFiguresChanged
	}
	if err := checkWhy(c.changes, c.why); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := storeChanges(ctx, tx, p.Indicator.Ref, c.version, c.changes, c.why); err != nil {
			return err
		}
		ok, err := uploads.Finish(ctx, tx, p.Import, c.from, c.to, imported{p.Changes}, c.version+1)
		if err != nil {
			return err
		}
		if !ok {
			return place.ErrFiguresChanged
		}
		return audit.Append(ctx, tx, by, act, "indicator", p.Indicator.Ref, p.Import.Name)
	})
}

// storeChanges stores changes of the readings of an indicator that has the version.
func storeChanges(ctx context.Context, tx *db.Tx, indicator string, version int64, changes []Change, why string) error {
	n, err := tx.Exec(ctx, `UPDATE outcome_indicator SET version = version + 1 WHERE ref = $1 AND version = $2`, indicator, version)
	if err != nil {
		return err
	}
	if n == 0 {
		return place.ErrFiguresChanged
	}
	return saveChanges(ctx, tx, indicator, version+1, changes, why)
}
