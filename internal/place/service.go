package place

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service defines places and figures, and imports figures from files.
type Service struct{ DB *db.DB }

// authorise returns fault.Forbidden if by may not change places and figures, which belong to the council.
func authorise(by actor.Actor) error {
	if !by.MayForAll(actor.EditRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to edit places and figures. Ask an administrator for it.")
	}
	return nil
}

// Define stores the places of def, replacing those of the same reference. Its error holds all definition.SettingErrors.
func Define(ctx context.Context, tx *db.Tx, by actor.Actor, def Definition) (err error) {
	defer fault.Wrap(&err, "define places")
	if err := authorise(by); err != nil {
		return err
	}
	var wrong definition.SettingErrors
	for i := range def.Places {
		wrong.Add(def.Places[i].validate(), "places", i)
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	for i, p := range def.Places {
		if err := store(ctx, tx, by, p); err != nil {
			wrong.Add(err, "places", i)
			return wrong.Err()
		}
	}
	return nil
}

// store stores a valid place if it is not stored already.
func store(ctx context.Context, tx *db.Tx, by actor.Actor, p Place) error {
	stored, err := Get(ctx, tx, p.Ref)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err == nil && db.JSON(stored) == db.JSON(p) {
		return nil
	}
	if err := checkLinks(ctx, tx, p); err != nil {
		return err
	}
	if err := savePlace(ctx, tx, p); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, "define-place", "place", p.Ref, "")
}

// checkLinks returns fault.Invalid if another place has the code of p, or p is within what is no larger place.
func checkLinks(ctx context.Context, tx *db.Tx, p Place) error {
	other, err := db.One(ctx, tx, db.Text, `SELECT ref FROM place_place WHERE code = $1 AND ref <> $2`, p.Code, p.Ref)
	if err == nil {
		return definition.SettingErrors{{Path: []any{"code"},
			Err: fault.Newf(fault.Invalid, "Place %q has the code %s already. Each place needs a code of its own.", other, p.Code)}}
	}
	if !fault.Is(err, fault.NotFound) || p.Within == "" {
		return ignoreNotFound(err)
	}
	if err := Require(ctx, tx, []string{p.Within}); err != nil {
		return definition.SettingErrors{{Path: []any{"within"}, Err: err.(definition.SettingErrors)[0].Err}}
	}
	parent, err := Get(ctx, tx, p.Within)
	if err == nil && parent.Kind.order() >= p.Kind.order() {
		return definition.SettingErrors{{Path: []any{"within"},
			Err: fault.Newf(fault.Invalid, "%q is not a larger kind of place than %q, so it cannot contain it.", parent.Name, p.Name)}}
	}
	return err
}

func ignoreNotFound(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// defineTables stores the tables of def with their figures.
func (s *Service) defineTables(ctx context.Context, tx *db.Tx, by actor.Actor, def TableDefinition) (err error) {
	defer fault.Wrap(&err, "define figures")
	if err := authorise(by); err != nil {
		return err
	}
	placeOf, err := Finder(ctx, tx)
	if err != nil {
		return err
	}
	var wrong definition.SettingErrors
	for i := range def.Tables {
		t := &def.Tables[i]
		if err := t.validate(); err != nil {
			wrong.Add(err, "tables", i)
			continue
		}
		wrong.Add(t.defineIn(ctx, tx, by, placeOf), "tables", i)
	}
	return wrong.Err()
}

// defineIn stores t, which is valid, with the figures of its text.
func (t *Table) defineIn(ctx context.Context, tx *db.Tx, by actor.Actor, placeOf func(string) string) error {
	if err := Require(ctx, tx, t.comparedPlaces()); err != nil {
		return definition.SettingErrors{{Path: []any{"compare"}, Err: err.(definition.SettingErrors)[0].Err}}
	}
	stored, err := GetTable(ctx, tx, t.Ref)
	if fault.Is(err, fault.NotFound) {
		stored, err = &Table{}, nil
	}
	if err != nil {
		return err
	}
	read, err := t.read(placeOf)
	if err != nil {
		return definition.SettingErrors{{Path: []any{"figures"}, Err: err}}
	}
	before, err := readRows(ctx, tx, t.Ref)
	if err != nil {
		return err
	}
	next := *t
	next.Text, next.Columns, next.Correction, next.Categories, next.Version = "", Mapping{}, "", read.Categories, stored.Version
	changes, _ := Compare(before, read.Rows, allCategories(read.Categories, stored.Categories))
	if len(changes) == 0 && db.JSON(stored) == db.JSON(&next) {
		return nil
	}
	if err := checkWhy(changes, t.Correction); err != nil {
		return definition.SettingErrors{{Path: []any{"correction"}, Err: err}}
	}
	if len(changes) > 0 {
		next.Version++
	}
	if err := saveTable(ctx, tx, &next); err != nil {
		return err
	}
	if err := saveCorrections(ctx, tx, t.Ref, next.Version, changes, t.Correction); err != nil {
		return err
	}
	if err := saveRows(ctx, tx, t.Ref, apply(before, changes)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, "define-figures", "figures", t.Ref, "")
}

func (t *Table) comparedPlaces() (refs []string) {
	for _, c := range t.Compare {
		for ref := range c.Places {
			refs = append(refs, ref)
		}
	}
	slices.Sort(refs)
	return refs
}

// read returns the figures of the text of t.
func (t *Table) read(placeOf func(string) string) (*Reading, error) {
	if t.Text == "" {
		return &Reading{}, nil
	}
	rows, err := ReadCSV([]byte(t.Text))
	if err != nil {
		return nil, err
	}
	m := t.Columns
	if m.Place == "" {
		m = ownColumns
	}
	return m.read(rows, placeOf)
}

// apply returns the rows in which changes change something, as they are then.
func apply(before []Row, changes []Change) (rows []Row) {
	old, index := map[string]Figures{}, map[string]int{}
	for _, r := range before {
		old[r.Place] = r.Figures
	}
	for _, c := range changes {
		i, ok := index[c.Place]
		if !ok {
			i = len(rows)
			index[c.Place] = i
			rows = append(rows, Row{c.Place, maps.Clone(old[c.Place])})
			if rows[i].Figures == nil {
				rows[i].Figures = Figures{}
			}
		}
		if c.After == nil {
			delete(rows[i].Figures, c.Category)
		} else {
			rows[i].Figures[c.Category] = *c.After
		}
	}
	return rows
}

// Finder returns a function that returns the reference of the place with a code, a reference or a name, in this order, or "".
// Of several places with a name, it is the largest.
func Finder(ctx context.Context, tx *db.Tx) (func(string) string, error) {
	codes, refs, names := map[string]string{}, map[string]string{}, map[string]string{}
	err := Each(ctx, tx, func(p Place) error {
		codes[strings.ToUpper(p.Code)], refs[p.Ref] = p.Ref, p.Ref
		if name := Fold(p.Name); names[name] == "" {
			names[name] = p.Ref
		}
		return nil
	})
	return func(text string) string {
		return cmp.Or(codes[strings.ToUpper(text)], refs[text], names[Fold(text)])
	}, err
}

// formatCSV returns figures as a file with the columns ownColumns.
func formatCSV(rows []Row, categories []string) (string, error) {
	var b bytes.Buffer
	w := csvout.NewWriter(&b)
	w.Write([]string{ownColumns.Place, ownColumns.Category, ownColumns.Values[0]})
	for _, r := range rows {
		for _, c := range categories {
			if n, ok := r.Figures[c]; ok {
				w.Write([]string{r.Place, c, strconv.FormatFloat(n, 'f', -1, 64)})
			}
		}
	}
	err := w.Flush()
	return strings.ReplaceAll(b.String(), "\r\n", "\n"), err
}
