package consult

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// labelKind is what a label says about a consultation.
type labelKind string

const (
	areaLabel     labelKind = "area"
	subjectLabel  labelKind = "subject"
	strategyLabel labelKind = "strategy"
	followsLabel  labelKind = "follows"
	feedbackLabel labelKind = "feedback"
	evidenceLabel labelKind = "evidence"
)

// labelValue returns the value by which areas and subjects are compared: without case, accents and needless spaces.
func labelValue(name string) string { return locale.Fold(strings.Join(strings.Fields(name), " ")) }

// Facet is an area or a subject by which a list can be filtered.
type Facet struct {
	Value string // in addresses
	Name  string // as the council writes it
	Count int64  // consultations that are not drafts
}

// facets returns the areas or the subjects of consultations that are not drafts, in the order of their values.
func facets(ctx context.Context, tx *db.Tx, kind labelKind) ([]Facet, error) {
	return db.All(ctx, tx, func(r db.Row) (f Facet, err error) { return f, r.Scan(&f.Value, &f.Name, &f.Count) },
		`SELECT l.value, MIN(l.name), COUNT(*) FROM consult_label l JOIN consult_consultation c ON c.slug = l.consultation
			WHERE l.kind = $1 AND c.stage <> 'draft' GROUP BY l.value ORDER BY l.value`, string(kind))
}

// Facets returns the areas and the subjects of consultations that are not drafts.
func Facets(ctx context.Context, tx *db.Tx) (areas, subjects []Facet, err error) {
	if areas, err = facets(ctx, tx, areaLabel); err != nil {
		return nil, nil, err
	}
	subjects, err = facets(ctx, tx, subjectLabel)
	return areas, subjects, err
}

// InArea returns the slugs of the consultations in an area: a Facet.Value.
func InArea(ctx context.Context, tx *db.Tx, area string) ([]Slug, error) {
	return slugsLabelled(ctx, tx, areaLabel, area)
}

// OnSubject is InArea for a subject.
func OnSubject(ctx context.Context, tx *db.Tx, subject string) ([]Slug, error) {
	return slugsLabelled(ctx, tx, subjectLabel, subject)
}

func slugsLabelled(ctx context.Context, tx *db.Tx, kind labelKind, value string) (slugs []Slug, err error) {
	add := func(slug string) error {
		slugs = append(slugs, slug)
		return nil
	}
	return slugs, db.EachText(ctx, tx, "consultation", add, `SELECT consultation FROM consult_label`, `kind = $1 AND value = $2`,
		string(kind), value)
}

// PromisedFeedback returns the day, like "2016-06-30", by which feedback on each consultation was promised, by slug, if its
// results are not published. Drafts promise nothing yet, and consultations that were withdrawn nothing any more.
func PromisedFeedback(ctx context.Context, tx *db.Tx) (map[Slug]string, error) {
	days := map[Slug]string{}
	scan := func(r db.Row) (v [2]string, err error) { return v, r.Scan(&v[0], &v[1]) }
	position := func(v [2]string) []any { return []any{v[1], v[0]} }
	add := func(v [2]string) error {
		days[v[0]] = v[1]
		return nil
	}
	byDay := db.Order{Columns: []db.Column{{Name: "l.value"}, {Name: "l.consultation"}}}
	return days, db.ReadEach(ctx, tx, scan, position, byDay, add,
		`SELECT l.consultation, l.value FROM consult_label l JOIN consult_consultation c ON c.slug = l.consultation`,
		`l.kind = $1 AND c.stage = 'published'`, string(feedbackLabel))
}

// saveLabels replaces the labels of c.
func saveLabels(ctx context.Context, tx *db.Tx, c *Consultation) error {
	if _, err := tx.Exec(ctx, `DELETE FROM consult_label WHERE consultation = $1`, c.Slug); err != nil {
		return err
	}
	var rows [][]any
	add := func(kind labelKind, value, name string) {
		if value != "" {
			rows = append(rows, []any{c.Slug, string(kind), value, strings.TrimSpace(name)})
		}
	}
	add(strategyLabel, c.Strategy, "")
	add(followsLabel, c.Follows, "")
	add(feedbackLabel, c.Feedback, "")
	add(areaLabel, labelValue(c.Area), c.Area)
	for _, subject := range c.Subjects {
		add(subjectLabel, labelValue(subject), subject)
	}
	for _, ref := range c.Evidence {
		add(evidenceLabel, ref, "")
	}
	_, err := tx.Insert(ctx, `consult_label (consultation, kind, value, name)`, rows, `ON CONFLICT DO NOTHING`)
	return err
}

// ForStrategy returns the consultations about a strategy that are not drafts, newest first.
func ForStrategy(ctx context.Context, tx *db.Tx, strategy string) ([]*Consultation, error) {
	return listLabelled(ctx, tx, strategyLabel, strategy)
}

// RestingOn returns the consultations that cite evidence and are not drafts, newest first.
func RestingOn(ctx context.Context, tx *db.Tx, evidence string) ([]*Consultation, error) {
	return listLabelled(ctx, tx, evidenceLabel, evidence)
}

// FollowedBy returns the consultations that follow slug and are not drafts, newest first.
func FollowedBy(ctx context.Context, tx *db.Tx, slug Slug) ([]*Consultation, error) {
	return listLabelled(ctx, tx, followsLabel, slug)
}

func listLabelled(ctx context.Context, tx *db.Tx, kind labelKind, value string) ([]*Consultation, error) {
	return db.All(ctx, tx, scanConsultation, `SELECT `+selected+` FROM consult_consultation WHERE stage <> 'draft'
		AND slug IN (SELECT consultation FROM consult_label WHERE kind = $1 AND value = $2)
		ORDER BY sorted_at DESC, slug`, string(kind), value)
}

// Areas returns the areas of consultations that are not drafts, in the order of their values.
func Areas(ctx context.Context, tx *db.Tx) ([]Facet, error) { return facets(ctx, tx, areaLabel) }

// AreaValue is the Facet.Value of the area of c, or "".
func (c *Consultation) AreaValue() string { return labelValue(c.Area) }
