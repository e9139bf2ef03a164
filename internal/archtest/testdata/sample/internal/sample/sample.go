// Package sample is a feature that exists only in a test of the architecture.
package sample

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Sample is one sample of a consultation.
type Sample struct {
	Ref          string `yaml:"ref"`
	Title        string `yaml:"title"`
	Consultation string `yaml:"consultation"`
}

// Service has the use cases.
type Service struct{ DB *db.DB }

// DefineIn stores a sample and who defined it.
func (s *Service) DefineIn(ctx context.Context, tx *db.Tx, by actor.Actor, def Sample) error {
	if !by.May(actor.Draft) {
		return fault.New(fault.Forbidden, "You do not have permission to define samples.")
	}
	n, err := tx.Exec(ctx, `INSERT INTO sample_sample (ref, title, consultation) VALUES ($1, $2, $3) ON CONFLICT (ref) DO NOTHING`,
		def.Ref, def.Title, def.Consultation)
	if err != nil || n == 0 {
		return err
	}
	return audit.Append(ctx, tx, by, "define-sample", "sample", def.Ref, "")
}

// maxShown is how many samples a page shows.
const maxShown = 100

// ForConsultation returns the first samples of a consultation.
func ForConsultation(ctx context.Context, tx *db.Tx, slug string) ([]Sample, error) {
	return db.All(ctx, tx, scan,
		`SELECT ref, title, consultation FROM sample_sample WHERE consultation = $1 ORDER BY ref LIMIT $2`, slug, maxShown)
}

// First returns the first samples.
func First(ctx context.Context, tx *db.Tx) ([]Sample, error) {
	return db.All(ctx, tx, scan, `SELECT ref, title, consultation FROM sample_sample ORDER BY ref LIMIT $1`, maxShown)
}

var byRef = db.Order{Columns: []db.Column{{Name: "ref"}}}

// Each calls fn for every sample.
func Each(ctx context.Context, tx *db.Tx, fn func(Sample) error) error {
	position := func(s Sample) []any { return []any{s.Ref} }
	return db.ReadEach(ctx, tx, scan, position, byRef, fn, `SELECT ref, title, consultation FROM sample_sample`, "")
}

func scan(r db.Row) (s Sample, err error) { return s, r.Scan(&s.Ref, &s.Title, &s.Consultation) }

// Definitions returns the kinds of definition files of this feature.
func (s *Service) Definitions() []definition.Kind {
	kind := definition.FileKind[Sample]{
		One: "sample", Many: "samples", Pattern: "samples/*.yaml",
		Define: func(ctx context.Context, l *definition.Loading, def Sample) error {
			return s.DefineIn(ctx, l.Tx, l.By, def)
		},
		Count: func(Sample) int { return 1 },
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			return Each(ctx, tx, func(x Sample) error {
				files["samples/"+x.Ref+".yaml"] = &x
				return nil
			})
		},
	}
	return []definition.Kind{kind.Kind()}
}
