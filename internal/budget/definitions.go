package budget

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/ledger"
)

// Definition is the contents of a file of money: the rates of the council, and the money of projects.
type Definition struct {
	Settings *Settings      `yaml:"settings"`
	Projects []ProjectMoney `yaml:"projects"`
}

// ProjectMoney is the money of a project in a file.
type ProjectMoney struct {
	Project string      `yaml:"project"`
	Entries []FileEntry `yaml:"entries"`
	Closed  []int64     `yaml:"closed-years"`
	Value   Value       `yaml:"value-for-money"`
}

// FileEntry is an entry in a file. It is never changed: a file that says otherwise is refused.
type FileEntry struct {
	Ref        string        `yaml:"ref"`
	State      ledger.State  `yaml:"state"`
	Column     ledger.Column `yaml:"column"`
	Line       string        `yaml:"line"`
	Partner    string        `yaml:"organisation"`
	Receiver   string        `yaml:"receiver"`
	Amount     int64         `yaml:"amount"` // pence, minutes or units
	Unit       string        `yaml:"unit"`
	Rate       *FileRate     `yaml:"rate"`
	Day        time.Time     `yaml:"date"`
	Note       string        `yaml:"note"`
	Fulfils    string        `yaml:"fulfils"`
	Reverses   string        `yaml:"reverses"`
	ByGiver    bool          `yaml:"confirmed-by-giver"`
	ByReceiver bool          `yaml:"confirmed-by-receiver"`
}

// FileRate is the rate of an entry in a file.
type FileRate struct {
	Pence  int64  `yaml:"pence"`
	Source string `yaml:"source"`
	Prices int64  `yaml:"price-year"`
}

// Definitions returns the kinds of definition files of this feature.
func (s *Service) Definitions() []definition.Kind {
	money := definition.FileKind[Definition]{
		One: "file of project money", Many: "files of project money", Pattern: "project-money/*.yaml",
		Count: func(d Definition) int { return len(d.Projects) }, Define: Define, Export: export,
	}
	return []definition.Kind{money.Kind()}
}

// Define stores what a file says. Defining the same again changes nothing.
func Define(ctx context.Context, l *definition.Loading, d Definition) error {
	if !l.By.MayForAll(actor.EditRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to import the money of projects. Ask the council to do it.")
	}
	var wrong definition.SettingErrors
	if d.Settings != nil {
		wrong.Add(d.Settings.define(ctx, l), "settings")
	}
	for i := range d.Projects {
		wrong.Add(d.Projects[i].define(ctx, l), "projects", i)
	}
	return wrong.Err()
}

// check returns definition.SettingErrors if s cannot be stored.
func (s *Settings) check() error {
	var wrong definition.SettingErrors
	for i, r := range s.Rates {
		wrong.Add(evidence.CheckRef("each rate", r.Ref), "rates", i, "ref")
		e := ledger.Entry{ID: "x", Year: 2026, Line: "x", Partner: "a", Receiver: "b", State: ledger.Delivered, Column: r.Column, Amount: 1,
			Unit: r.Unit, Rate: r.value()}
		if err := e.Check(); err != nil || r.Name == "" {
			wrong.Add(fault.New(fault.Invalid,
				"Every rate needs a name, what it is of (hours, or in-kind with a unit), pence, a source and a price year."), "rates", i)
		}
	}
	for i, u := range s.UnitCosts {
		if u.Ref == "" || u.Name == "" || u.Unit == "" || u.Pence <= 0 || u.Source == "" || u.Prices < 2000 || u.Prices > 2199 {
			wrong.Add(fault.New(fault.Invalid, "Every unit cost needs a ref, a name, a unit, pence, a source and a price year."), "unit-costs", i)
		}
	}
	for i, d := range s.Discounts {
		rates := d.discounting()
		if rates.Check() != nil || d.From.IsZero() {
			wrong.Add(fault.New(fault.Invalid,
				"Discount rates need the day from which they apply, a source, and rates in the order of their years from year 0."), "discount-rates", i)
		}
	}
	return wrong.Err()
}

func (s *Settings) define(ctx context.Context, l *definition.Loading) error {
	if err := s.check(); err != nil {
		return err
	}
	before, err := GetSettings(ctx, l.Tx)
	if err != nil || db.JSON(before) == db.JSON(s) {
		return err
	}
	if err := s.save(ctx, l.Tx); err != nil {
		return err
	}
	return audit.Append(ctx, l.Tx, l.By, "define-project-rates", KindName, "rates", "")
}

// check returns definition.SettingErrors if v cannot be stored.
func (v *Value) check() error {
	var wrong definition.SettingErrors
	for i, q := range v.Quotes {
		if q.Year < 2000 || q.Year > 2199 || q.Line == "" || q.Pence <= 0 || q.Pence > ledger.MaxAmount {
			wrong.Add(fault.New(fault.Invalid, "Every quote needs a year, a budget line and an amount in pence."), "quotes", i)
		}
	}
	for i, g := range v.Gains {
		if _, known := evidence.GroupName(g.Group); !known || g.Year < 2000 || g.Year > 2199 || g.Place == "" || g.People < 0 {
			wrong.Add(fault.New(fault.Invalid, "Say of every group who gained: the year, its code, the place and how many people."), "gains", i)
		}
	}
	return wrong.Err()
}

func (f *ProjectMoney) define(ctx context.Context, l *definition.Loading) error {
	var wrong definition.SettingErrors
	m, err := Get(ctx, l.Tx, f.Project)
	if fault.Is(err, fault.NotFound) {
		wrong.Add(definition.Missing("project", f.Project,
			fault.Newf(fault.Invalid, "There is no project %q. Choose one from the list.", f.Project)), "project")
		return wrong.Err()
	}
	if err != nil {
		return err
	}
	wrong.Add(f.Value.check(), "value-for-money")
	changed := db.JSON(m.Value) != db.JSON(f.Value)
	for i := range f.Entries {
		added, err := m.define(ctx, l.Tx, &f.Entries[i])
		wrong.Add(err, "entries", i)
		changed = changed || added
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	now, err := l.Tx.Now(ctx)
	if err != nil {
		return err
	}
	for i, y := range f.Closed {
		switch year := ledger.Year(y); {
		case m.Closed[year]:
		case ledger.YearOf(now) <= year:
			wrong.Add(fault.New(fault.Invalid, "A financial year can be closed from 1 April after it."), "closed-years", i)
			return wrong.Err()
		default:
			changed = true
			if err := m.close(ctx, l.Tx, year, now); err != nil {
				return err
			}
		}
	}
	if !changed {
		return nil
	}
	if err := f.Value.save(ctx, l.Tx, f.Project); err != nil {
		return err
	}
	return audit.Append(ctx, l.Tx, l.By, "define-project-money", KindName, f.Project, "")
}

// define adds an entry of a file, and reports whether it was new.
func (m *Money) define(ctx context.Context, tx *db.Tx, f *FileEntry) (added bool, err error) {
	if db.IDFromKey(f.Ref) != f.Ref { // an id that a page gave
		if err := evidence.CheckRef("each entry", f.Ref); err != nil {
			return false, err
		}
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	e := f.entry(m.Project.Ref)
	if old := m.Entry(e.ID); old != nil {
		kept := *old
		kept.Org, kept.Recorded = e.Org, e.Recorded
		kept.ByGiver, kept.ByReceiver = e.ByGiver, e.ByReceiver // confirmed since
		if db.JSON(kept) != db.JSON(e) {
			return false, fault.New(fault.Invalid,
				"This entry was recorded with other values. Entries are never changed: reverse it and add another.")
		}
		return false, nil
	}
	taken, err := db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM budget_entry WHERE id = $1)`, e.ID)
	if err == nil && taken {
		err = fault.Newf(fault.Invalid, "Another project has an entry with the reference %q.", f.Ref)
	}
	if err != nil {
		return false, err
	}
	e.Recorded = now
	if e.Reverses == "" {
		err = m.check(&e)
	} else {
		of := m.Entry(e.Reverses)
		if of == nil || of.Reverses != "" || m.Reversed(e.Reverses) || m.Closed[of.Year] || db.JSON(of.Reversal(e.ID)) != db.JSON(e.Entry) {
			err = fault.New(fault.Invalid, "A reversal has the values of the entry that it reverses, with the opposite amount.")
		}
	}
	if err != nil {
		return false, err
	}
	m.Entries = append(m.Entries, e)
	return true, e.insert(ctx, tx)
}

func (f *FileEntry) entry(ref string) Entry {
	e := Entry{Entry: ledger.Entry{
		ID: f.Ref, State: f.State, Column: f.Column, Line: f.Line, Partner: f.Partner, Receiver: f.Receiver, Amount: f.Amount, Unit: f.Unit,
		Reverses: f.Reverses, ByGiver: f.ByGiver, ByReceiver: f.ByReceiver,
	}, Project: ref, Day: f.Day, Note: f.Note, Fulfils: f.Fulfils, Org: actor.CouncilOrg}
	if f.Rate != nil {
		e.Rate = &ledger.Rate{Pence: f.Rate.Pence, Source: f.Rate.Source, Prices: ledger.Year(f.Rate.Prices)}
	}
	if !f.Day.IsZero() {
		e.Year = ledger.YearOf(f.Day)
	}
	return e
}

func export(ctx context.Context, tx *db.Tx, files map[string]any) error {
	d := &Definition{}
	settings, err := GetSettings(ctx, tx)
	if err != nil {
		return err
	}
	if db.JSON(settings) != db.JSON(Settings{}) {
		d.Settings = &settings
	}
	err = project.Each(ctx, tx, project.Query{}, func(p *project.Project) error {
		m, err := Get(ctx, tx, p.Ref)
		if err != nil || len(m.Entries) == 0 && db.JSON(m.Value) == db.JSON(Value{}) {
			return err
		}
		f := ProjectMoney{Project: p.Ref, Value: m.Value}
		for _, e := range m.Entries {
			f.Entries = append(f.Entries, e.file())
		}
		slices.SortStableFunc(f.Entries, func(a, b FileEntry) int { return cmp.Compare(a.order(), b.order()) })
		for _, y := range ledger.YearsOf(m.Ledger()) {
			if m.Closed[y] {
				f.Closed = append(f.Closed, int64(y))
			}
		}
		d.Projects = append(d.Projects, f)
		return nil
	})
	if d.Settings != nil || len(d.Projects) > 0 {
		files["project-money/money.yaml"] = d
	}
	return err
}

// order is after what f refers to.
func (f *FileEntry) order() int {
	switch {
	case f.Reverses != "":
		return 2
	case f.Fulfils != "":
		return 1
	}
	return 0
}

func (e *Entry) file() FileEntry {
	f := FileEntry{
		Ref: e.ID, State: e.State, Column: e.Column, Line: e.Line, Partner: e.Partner, Receiver: e.Receiver, Amount: e.Amount, Unit: e.Unit,
		Day: e.Day, Note: e.Note, Fulfils: e.Fulfils, Reverses: e.Reverses, ByGiver: e.ByGiver, ByReceiver: e.ByReceiver,
	}
	if e.Rate != nil {
		f.Rate = &FileRate{e.Rate.Pence, e.Rate.Source, int64(e.Rate.Prices)}
	}
	return f
}
