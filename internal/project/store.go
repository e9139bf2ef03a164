package project

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opportunity"
	"github.com/folkmoot/folkmoot/internal/place"
)

const columns = `ref, title, lead, stage, content, published_at`

func scan(r db.Row) (*Project, error) {
	var ref, title, lead, content string
	var stage Stage
	var at time.Time
	if err := r.Scan(&ref, &title, &lead, &stage, &content, db.ScanTime(&at)); err != nil {
		return nil, err
	}
	p := &Project{}
	err := json.Unmarshal([]byte(content), p)
	p.Ref, p.Title, p.Lead, p.Stage, p.PublishedAt = ref, title, lead, stage, at
	return p, err
}

// Get returns the published project ref with the measures of its results and their readings, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (*Project, error) {
	p, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM project_project WHERE ref = $1`, ref)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "We cannot find that project. Check the list.")
	}
	if err != nil {
		return nil, err
	}
	if err := p.loadMeasures(ctx, tx); err != nil {
		return nil, err
	}
	return p, p.loadReadings(ctx, tx)
}

// Require returns nil if all projects refs exist, and otherwise definition.SettingErrors whose paths are the indexes of those that
// do not. Features call it before they store references.
func Require(ctx context.Context, tx *db.Tx, refs []string) error {
	var wrong definition.SettingErrors
	for i, ref := range refs {
		_, err := Get(ctx, tx, ref)
		if fault.Is(err, fault.NotFound) {
			err = definition.Missing("project", ref, fault.Newf(fault.Invalid, "There is no project %q. Choose one from the list.", ref))
		}
		wrong.Add(err, i)
	}
	return wrong.Err()
}

const measureColumns = `ref, result, project, title, content`

func scanMeasure(r db.Row) (*Measure, error) {
	var ref, result, project, title, content string
	if err := r.Scan(&ref, &result, &project, &title, &content); err != nil {
		return nil, err
	}
	m := &Measure{}
	err := json.Unmarshal([]byte(content), m)
	m.Ref, m.Result, m.Project, m.Title = ref, result, project, title
	return m, err
}

// GetMeasure returns the measure ref, or fault.NotFound.
func GetMeasure(ctx context.Context, tx *db.Tx, ref string) (*Measure, error) {
	return db.One(ctx, tx, scanMeasure, `SELECT `+measureColumns+` FROM project_measure WHERE ref = $1`, ref)
}

// loadMeasures sets the measures of the results of p, by title.
func (p *Project) loadMeasures(ctx context.Context, tx *db.Tx) error {
	all, err := db.All(ctx, tx, scanMeasure, `SELECT `+measureColumns+` FROM project_measure WHERE project = $1 ORDER BY title, ref`, p.Ref)
	for i := range p.Results {
		p.Results[i].Measures = nil
	}
	for _, m := range all {
		if r := p.Result(m.Result); r != nil {
			r.Measures = append(r.Measures, *m)
		}
	}
	return err
}

func (m *Measure) save(ctx context.Context, tx *db.Tx) error {
	last := time.Time{}
	for _, p := range m.Periods {
		last = p.Until
	}
	_, err := tx.Exec(ctx, `INSERT INTO project_measure (`+measureColumns+`, last_day) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (ref) DO UPDATE SET result = excluded.result, title = excluded.title, content = excluded.content,
			last_day = excluded.last_day`,
		m.Ref, m.Result, m.Project, m.Title, db.JSON(m), db.Time(last))
	return err
}

// nameResults gives each new result a reference that no other has. A result that is left out must have no measures.
func (p *Project) nameResults(ctx context.Context, tx *db.Tx, before []Result) error {
	for i := range p.Results {
		for n := 1; p.Results[i].Ref == ""; n++ {
			ref := fmt.Sprintf("%s-result-%d", p.Ref, n)
			taken, err := db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM project_result WHERE ref = $1)`, ref)
			if err != nil {
				return err
			}
			if !taken && p.Result(ref) == nil {
				p.Results[i].Ref = ref
			}
		}
	}
	for _, was := range before {
		if p.Result(was.Ref) == nil && len(was.Measures) > 0 {
			var wrong definition.SettingErrors
			wrong.Add(fault.Newf(fault.Invalid, "“%s” has measures. Move them to another result before you remove it.", was.Title), "results")
			return wrong.Err()
		}
	}
	return nil
}

// check returns definition.SettingErrors if p cannot be stored. What has passed its first gate stays agreed: it cannot lose what
// that gate asked for.
func (p *Project) check(ctx context.Context, tx *db.Tx) error {
	var wrong definition.SettingErrors
	wrong.Add(p.validate())
	if p.Stage != Identify {
		for _, one := range p.lacking() {
			wrong.Add(one.Err, one.Path...)
		}
	}
	orgs := func(id string, path ...any) error {
		err := account.RequireOrg(ctx, tx, id)
		if fault.Is(err, fault.Invalid) {
			wrong.Add(err, path...)
			return nil
		}
		return err
	}
	if p.Lead != "" {
		if err := orgs(p.Lead, "lead"); err != nil {
			return err
		}
	}
	for i, one := range p.Partners {
		if err := orgs(one.Org, "partners", i, "organisation"); err != nil {
			return err
		}
	}
	wrong.Add(evidence.RequireNeeds(ctx, tx, p.Needs), "needs")
	wrong.Add(place.Require(ctx, tx, p.Places), "places")
	if p.Opportunity != "" {
		wrong.Add(opportunity.RequireAgreed(ctx, tx, p.Opportunity), "opportunity")
	}
	for i, r := range p.Results {
		of, err := db.One(ctx, tx, db.Text, `SELECT project FROM project_result WHERE ref = $1`, r.Ref)
		switch {
		case err == nil && of != p.Ref:
			wrong.Add(fault.Newf(fault.Invalid, "Another project has a result with the reference %q.", r.Ref), "results", i, "ref")
		case err != nil && !fault.Is(err, fault.NotFound):
			return err
		}
	}
	return wrong.Err()
}

// Kinds of labels.
const (
	placeLabel       = "place"
	aroundLabel      = "around" // a place of which one of the project is a part
	needLabel        = "need"
	partnerLabel     = "partner"
	opportunityLabel = "opportunity"
	wordLabel        = "word"
)

// save stores p, which is valid, as published now. Its measures are stored by themselves.
func (p *Project) save(ctx context.Context, tx *db.Tx) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO project_project (`+columns+`, first_day, last_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (ref) DO UPDATE SET title = excluded.title, lead = excluded.lead, stage = excluded.stage, content = excluded.content,
			published_at = excluded.published_at, first_day = excluded.first_day, last_day = excluded.last_day`,
		p.Ref, p.Title, p.Lead, string(p.Stage), db.JSON(p), db.Time(now), db.Time(p.From), db.Time(p.Until))
	if err != nil {
		return err
	}
	if err := p.saveResults(ctx, tx); err != nil {
		return err
	}
	if err := p.saveAgreement(ctx, tx, now); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM project_label WHERE project = $1`, p.Ref); err != nil {
		return err
	}
	var rows [][]any
	add := func(kind string, values ...string) {
		for _, v := range values {
			rows = append(rows, []any{p.Ref, kind, v})
		}
	}
	add(placeLabel, p.Places...)
	for _, ref := range p.Places {
		around, err := place.Around(ctx, tx, ref)
		if err != nil {
			return err
		}
		add(aroundLabel, around...)
	}
	add(needLabel, p.Needs...)
	for _, m := range p.Members() {
		add(partnerLabel, m.Org)
	}
	if p.Opportunity != "" {
		add(opportunityLabel, p.Opportunity)
	}
	add(wordLabel, locale.SearchWords(p.Title, p.Summary)...)
	_, err = tx.Insert(ctx, `project_label (project, kind, value)`, rows, `ON CONFLICT DO NOTHING`)
	return err
}

func (p *Project) saveResults(ctx context.Context, tx *db.Tx) error {
	stored, err := db.All(ctx, tx, db.Text, `SELECT ref FROM project_result WHERE project = $1`, p.Ref)
	if err != nil {
		return err
	}
	for _, ref := range stored {
		if p.Result(ref) == nil {
			if _, err := tx.Exec(ctx, `DELETE FROM project_result WHERE ref = $1`, ref); err != nil {
				return err
			}
		}
	}
	rows := make([][]any, len(p.Results))
	for i, r := range p.Results {
		rows[i] = []any{r.Ref, p.Ref, r.Title}
	}
	_, err = tx.Insert(ctx, `project_result (ref, project, title)`, rows, `ON CONFLICT (ref) DO UPDATE SET title = excluded.title`)
	return err
}

// Query selects projects. The zero value is all of them.
type Query struct {
	Place       string // also those in parts of it, and in what it is a part of
	Need        string
	Partner     string // id of an organisation that takes part or leads
	Opportunity string
	Stage       Stage
	Words       string // each is the beginning of a word of the title or the summary
}

// byTitle is the order of the list.
var byTitle = db.Order{Columns: []db.Column{{Name: "title"}, {Name: "ref"}}}

func positionOf(p *Project) []any { return []any{p.Title, p.Ref} }

const maxQueryWords = 6

// Find returns a page of the projects that q selects, by title. The projects come without their measures.
func Find(ctx context.Context, tx *db.Tx, q Query, at string, size int) (db.Page[*Project], error) {
	where, args, err := q.where(ctx, tx)
	if err != nil {
		return db.Page[*Project]{}, err
	}
	return db.ReadPage(ctx, tx, scan, positionOf, db.PageQuery{Order: byTitle, At: at, Size: size},
		`SELECT `+columns+` FROM project_project`, where, args...)
}

// Each calls fn with every project that q selects, by title, without its measures. fn may run other statements.
func Each(ctx context.Context, tx *db.Tx, q Query, fn func(*Project) error) error {
	where, args, err := q.where(ctx, tx)
	if err != nil {
		return err
	}
	return db.ReadEach(ctx, tx, scan, positionOf, byTitle, fn, `SELECT `+columns+` FROM project_project`, where, args...)
}

func (q Query) where(ctx context.Context, tx *db.Tx) (string, []any, error) {
	var where []string
	var args []any
	value := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	labelled := func(condition string) {
		where = append(where, `EXISTS (SELECT 1 FROM project_label l WHERE l.project = project_project.ref AND (`+condition+`))`)
	}
	if q.Stage != "" {
		where = append(where, `stage = `+value(string(q.Stage)))
	}
	for _, f := range []struct{ kind, value string }{
		{needLabel, q.Need}, {partnerLabel, q.Partner}, {opportunityLabel, q.Opportunity},
	} {
		if f.value != "" {
			labelled(`l.kind = ` + value(f.kind) + ` AND l.value = ` + value(f.value))
		}
	}
	if q.Place != "" {
		around, err := place.Around(ctx, tx, q.Place)
		if err != nil {
			return "", nil, err
		}
		var own []string
		for _, ref := range append([]string{q.Place}, around...) {
			own = append(own, value(ref))
		}
		labelled(`l.kind = ` + value(placeLabel) + ` AND l.value IN (` + strings.Join(own, ", ") + `) OR l.kind = ` + value(aroundLabel) +
			` AND l.value = ` + value(q.Place))
	}
	words := locale.SearchWords(q.Words)
	for _, word := range words[:min(len(words), maxQueryWords)] {
		labelled(`l.kind = ` + value(wordLabel) + ` AND l.value >= ` + value(word) + ` AND l.value < ` + value(word+"\U0010FFFF"))
	}
	return strings.Join(where, " AND "), args, nil
}

// Labels are the places, needs and organisations that projects name.
type Labels struct{ Places, Needs, Partners []string }

// ListLabels returns what projects name, each once.
func ListLabels(ctx context.Context, tx *db.Tx) (l Labels, err error) {
	for kind, to := range map[string]*[]string{placeLabel: &l.Places, needLabel: &l.Needs, partnerLabel: &l.Partners} {
		if err := db.EachText(ctx, tx, "value", func(v string) error {
			*to = append(*to, v)
			return nil
		}, `SELECT DISTINCT value FROM project_label`, `kind = $1`, kind); err != nil {
			return l, err
		}
	}
	for _, all := range [][]string{l.Places, l.Needs, l.Partners} {
		slices.Sort(all)
	}
	return l, nil
}
