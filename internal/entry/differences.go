package entry

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// Difference is a question of a form on which two entries differ.
type Difference struct {
	*PaperQuestion
	FieldComparison
	First, Second string // in the format of Parse; "" once it is resolved
	Changed       bool   // the response has changed since it was entered, so there is nothing to compare
}

// DifferenceQuery selects a page of the differences of a batch.
type DifferenceQuery struct {
	Question string // id of a question, or "" for all
	At       string // cursor of the page, or "" for the first
}

// DifferenceList is a page of the differences between the two entries of the forms of a
// batch, those that are not resolved first.
type DifferenceList struct {
	*BatchProgress
	db.Page[Difference]
	Unresolved int64            // on all pages, of all questions
	Questions  []*PaperQuestion // that have unresolved differences
	Counts     map[string]int64 // number of unresolved differences, by question id
}

// DifferencesPerPage is the number of differences on a page of a DifferenceList.
const DifferencesPerPage = 50

// The orders of the differences of a batch: of all questions, and of one.
var (
	unresolvedFirst = db.Order{Columns: []db.Column{
		{Name: "resolution"}, {Name: "number", Number: true}, {Name: "position", Number: true},
	}}
	unresolvedFormFirst = db.Order{Columns: []db.Column{{Name: "resolution"}, {Name: "number", Number: true}}}
)

// ListDifferences returns a page of the differences of batch id of consultation slug. The
// access is logged first.
func (s *Service) ListDifferences(
	ctx context.Context, by actor.Actor, slug, id string, q DifferenceQuery,
) (list *DifferenceList, err error) {
	defer fault.Wrap(&err, "list differences of a batch")
	if err := requireEnter(by); err != nil {
		return nil, err
	}
	if err := s.DB.Update(ctx, func(tx *db.Tx) error {
		b, err := ownBatch(ctx, tx, by, slug, id)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "list-differences", "consultation", slug, b.Reference)
	}); err != nil {
		return nil, err
	}
	return list, s.DB.View(ctx, func(tx *db.Tx) error {
		list = &DifferenceList{Counts: map[string]int64{}}
		if list.BatchProgress, err = s.batchProgress(ctx, tx, by, slug, id); err != nil {
			return err
		}
		if err := list.countQuestions(ctx, tx); err != nil {
			return err
		}
		found, err := differencePage(ctx, tx, id, q)
		if err != nil {
			return err
		}
		differences, err := list.readDifferences(ctx, tx, found.Items)
		list.Page = db.Paged(found, differences)
		return err
	})
}

// differencePage returns a page of the comparisons with a difference.
func differencePage(ctx context.Context, tx *db.Tx, batch string, q DifferenceQuery) (db.Page[FieldComparison], error) {
	const selected = `SELECT ` + comparisonColumns + ` FROM entry_comparison`
	if q.Question == "" {
		return db.ReadPage(ctx, tx, scanComparison,
			func(f FieldComparison) []any { return []any{string(f.Resolution), f.Number, f.Position} },
			db.PageQuery{Order: unresolvedFirst, At: q.At, Size: DifferencesPerPage}, selected, `batch = $1 AND differs`, batch)
	}
	return db.ReadPage(ctx, tx, scanComparison,
		func(f FieldComparison) []any { return []any{string(f.Resolution), f.Number} },
		db.PageQuery{Order: unresolvedFormFirst, At: q.At, Size: DifferencesPerPage},
		selected, `batch = $1 AND question = $2 AND differs`, batch, q.Question)
}

// countQuestions sets the numbers of unresolved differences of list.
func (list *DifferenceList) countQuestions(ctx context.Context, tx *db.Tx) error {
	type count struct {
		question string
		n        int64
	}
	all, err := db.All(ctx, tx, func(row db.Row) (c count, err error) { return c, row.Scan(&c.question, &c.n) },
		`SELECT question, COUNT(*) FROM entry_comparison WHERE batch = $1 AND differs AND resolution = ''
			GROUP BY question, position ORDER BY position`, list.ID)
	for _, c := range all {
		if q, ok := list.Paper.QuestionByNumber(list.Paper.NumberOf(c.question)); ok {
			list.Questions = append(list.Questions, q)
		}
		list.Counts[c.question] = c.n
		list.Unresolved += c.n
	}
	return err
}

// readDifferences returns the differences of fields, with both entries of those that are
// not resolved. fields are sorted by form.
func (list *DifferenceList) readDifferences(ctx context.Context, tx *db.Tx, fields []FieldComparison) ([]Difference, error) {
	all := make([]Difference, len(fields))
	var entries *twoEntries
	for i, f := range fields {
		question, _ := list.Paper.QuestionByNumber(list.Paper.NumberOf(f.Question))
		all[i] = Difference{PaperQuestion: question, FieldComparison: f}
		if f.Resolution != "" {
			continue
		}
		if entries == nil || entries.first.Number != f.Number {
			var err error
			entries, err = readEntries(ctx, tx, list.BatchProgress, f.Number)
			if fault.Is(err, fault.Conflict) {
				all[i].Changed, entries = true, nil
				continue
			}
			if err != nil {
				return nil, err
			}
		}
		all[i].First, all[i].Second = entries.firstValues[f.Question], entries.secondValues[f.Question]
	}
	return all, nil
}

// twoEntries is both entries of a form, in the format of Parse. The first has the
// equality monitoring answers too.
type twoEntries struct {
	first                     KeyedForm
	firstValues, secondValues KeyedValues
}

// readEntries returns both entries of a form with unresolved differences. It is
// fault.Conflict if the response has changed since.
func readEntries(ctx context.Context, tx *db.Tx, progress *BatchProgress, number int64) (*twoEntries, error) {
	answers, err := secondAnswers(ctx, tx, progress.ID, number)
	if err != nil {
		return nil, err
	}
	first, err := getKeyedForm(ctx, tx, progress.ID, number)
	if err != nil {
		return nil, err
	}
	views, monitoring, err := intake.EnteredAnswers(ctx, tx, progress.Consultation, first.Response, progress.Paper.Form)
	if err != nil {
		return nil, err
	}
	second, err := survey.ParseAnswers(progress.Paper.Form, []byte(answers))
	if err != nil {
		return nil, err
	}
	entries := &twoEntries{first, progress.Paper.Format(views, first.Unreadable), progress.Paper.Format(second, nil)}
	for id, value := range progress.Paper.Format(monitoring, nil) {
		entries.firstValues[id] = value
	}
	return entries, nil
}

// Differences returns the unresolved differences of a form. The access is logged first.
func (s *Service) Differences(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	number int64,
) (progress *BatchProgress, all []Difference, err error) {
	if err := requireEnter(by); err != nil {
		return nil, nil, err
	}
	if err := s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownBatch(ctx, tx, by, slug, id); err != nil {
			return err
		}
		if _, err := secondAnswers(ctx, tx, id, number); err != nil {
			return err
		}
		first, err := getKeyedForm(ctx, tx, id, number)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "read-response", "response", first.Response, "resolve data entry differences")
	}); err != nil {
		return nil, nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all = nil
		if progress, err = s.batchProgress(ctx, tx, by, slug, id); err != nil {
			return err
		}
		entries, err := readEntries(ctx, tx, progress, number)
		if err != nil {
			return err
		}
		fields, err := formDifferences(ctx, tx, id, number)
		for _, f := range fields {
			if f.Resolution == "" {
				question, _ := progress.Paper.QuestionByNumber(progress.Paper.NumberOf(f.Question))
				all = append(all, Difference{
					PaperQuestion: question, FieldComparison: f,
					First: entries.firstValues[f.Question], Second: entries.secondValues[f.Question],
				})
			}
		}
		return err
	})
	return progress, all, err
}
