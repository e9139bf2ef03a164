package edit

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// SheetChange is a row of a spreadsheet that differs from what is published, or a new record.
type SheetChange struct {
	Row  SheetRow // with all values of the record
	Base Values   // what is published; nil for a new record
}

// SheetProblem is why a row is refused.
type SheetProblem struct {
	Line  int
	Field *Field // nil if it is about the whole row
	Err   error
}

// SheetCheck is what importing a spreadsheet would change. Nothing is stored.
type SheetCheck struct {
	Changes  []SheetChange
	Problems []SheetProblem
	Same     int    // rows without a difference
	Digest   string // of the changes and of what they replace: it is confirmed
}

// CheckSheet compares rows with what is published, and tries to publish each change in a transaction that is undone.
func (s *Service) CheckSheet(ctx context.Context, by actor.Actor, k *Kind, rows []SheetRow) (c *SheetCheck, err error) {
	defer fault.Wrap(&err, "check a spreadsheet of %s", k.Name)
	if !by.May(k.Write) {
		return nil, forbidden()
	}
	typed := make([]Values, len(rows))
	for i := range rows {
		typed[i] = rows[i].Values
	}
	offered, err := s.Offered(ctx, by, k, typed...)
	if err != nil {
		return nil, err
	}
	c = &SheetCheck{}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		*c = SheetCheck{}
		seen := map[string]bool{}
		for _, row := range rows {
			if err := c.compare(ctx, tx, by, k, row, seen); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, change := range c.Changes {
		if err := c.try(ctx, s, by, k, change, offered.Options); err != nil {
			return nil, err
		}
	}
	c.Digest = digest.Of(db.JSON(c.Changes)).ShortHex(32)
	return c, nil
}

// compare adds the change that row makes.
func (c *SheetCheck) compare(ctx context.Context, tx *db.Tx, by actor.Actor, k *Kind, row SheetRow, seen map[string]bool) error {
	refuse := func(err error) error {
		c.Problems = append(c.Problems, SheetProblem{row.Line, nil, err})
		return nil
	}
	change := SheetChange{Row: SheetRow{row.Line, row.Ref, Values{}}}
	if row.Ref != "" {
		if seen[row.Ref] {
			return refuse(fault.Newf(fault.Invalid, "“%s” is in the file twice. Delete one of the two rows.", row.Ref))
		}
		seen[row.Ref] = true
		found, err := FindIn(ctx, tx, by, k, row.Ref)
		switch {
		case fault.Is(err, fault.NotFound):
			return refuse(fault.Newf(fault.Invalid, "There is no record with the reference “%s”. Leave it blank for a new one.", row.Ref))
		case err != nil:
			return err
		case found.Pending():
			return refuse(fault.New(fault.Invalid, "A change to this is not published yet. Publish or discard it first."))
		}
		if change.Base, err = k.Load(ctx, tx, row.Ref); err != nil {
			return err
		}
		change.Row.Values = change.Base.Clone()
	}
	differs := row.Ref == ""
	for _, f := range k.SheetFields() {
		typed, ok := row.Values[f.Name]
		if !ok || sameCell(f, change.Row.Values[f.Name], typed) {
			continue
		}
		change.Row.Values.Set(f.Name, typed...)
		differs = true
	}
	if !differs {
		c.Same++
		return nil
	}
	c.Changes = append(c.Changes, change)
	return nil
}

// sameCell reports whether a cell says what is stored, but for the spaces around it.
func sameCell(f *Field, stored, typed []string) bool {
	was := Values{f.Name: stored}
	was.Set(f.Name, f.parseCell(strings.Join(stored, f.separator()))...)
	is := Values{}
	is.Set(f.Name, typed...)
	return was.same(is, f.Name)
}

// try publishes a change in a transaction that is undone, and adds what is wrong with it.
func (c *SheetCheck) try(
	ctx context.Context, s *Service, by actor.Actor, k *Kind, change SheetChange, options map[string][]Option,
) error {
	trial := &Copy{Kind: k.Name, ID: db.NewID(), Record: change.Row.Ref, Org: by.OwnOrg(), Values: change.Row.Values, Base: change.Base}
	k.setTitle(trial)
	wrong := k.Missing(options, trial)
	if len(wrong) == 0 {
		err := s.try(ctx, by, k, trial, s.publish)
		if wrong = AsMistakes(err); err != nil && wrong == nil {
			return err
		}
	}
	for _, m := range wrong {
		c.Problems = append(c.Problems, SheetProblem{change.Row.Line, k.Field(m.Field), m.Err})
	}
	return nil
}

// ImportSheet stores the changes of a spreadsheet as drafts, all or none, and submits each for approval. confirmed is the
// Digest of the check that by has read: if anything has changed since, nothing is stored and the error is fault.Conflict.
func (s *Service) ImportSheet(ctx context.Context, by actor.Actor, k *Kind, rows []SheetRow, confirmed string) (n int, err error) {
	defer fault.Wrap(&err, "import a spreadsheet of %s", k.Name)
	check, err := s.CheckSheet(ctx, by, k, rows)
	if err != nil {
		return 0, err
	}
	if len(check.Problems) > 0 || check.Digest != confirmed {
		return 0, fault.New(fault.Conflict, "Something has changed since you checked this file. Check it again.")
	}
	var drafts []*Copy
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		drafts = nil
		for _, change := range check.Changes {
			c, err := s.saveSheetRow(ctx, tx, by, k, change)
			if err != nil {
				return err
			}
			drafts = append(drafts, c)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, c := range drafts {
		if _, err := s.Submit(ctx, by, k, c.Address(), c.Version); err != nil {
			return 0, err
		}
	}
	return len(drafts), nil
}

// saveSheetRow stores a change as a draft.
func (s *Service) saveSheetRow(ctx context.Context, tx *db.Tx, by actor.Actor, k *Kind, change SheetChange) (*Copy, error) {
	if change.Row.Ref == "" {
		c := &Copy{Kind: k.Name, ID: db.NewID(), Org: by.OwnOrg()}
		keepForbidden(by, k, change.Row.Values, &Copy{})
		return c, s.saveValues(ctx, tx, by, k, c, Save{Values: change.Row.Values})
	}
	c, err := FindIn(ctx, tx, by, k, change.Row.Ref)
	if err != nil {
		return nil, err
	}
	return s.SaveIn(ctx, tx, by, k, change.Row.Ref, Save{Version: c.Version, Seen: SeenOf(change.Base), Values: change.Row.Values})
}
