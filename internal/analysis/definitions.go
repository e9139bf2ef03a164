package analysis

import (
	"cmp"
	"context"
	"path"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// ResultsDefinition is results.yaml: the results of a closed consultation are to
// be released.
type ResultsDefinition struct {
	GroupBy  string `yaml:"group-by"` // ID of the question by whose answers the results are shown too; "" for none
	Reported string `yaml:"reported"` // where the outcome was reported, for the public log; "" if it was not

	// Published is the day on which the results were first published, if that was before they were loaded here.
	Published time.Time `yaml:"published"`
}

// Definitions returns the kinds of definition files of this feature: that results
// are to be released. consults marks consultations as reported.
func (s *Service) Definitions(consults *consult.Service) []definition.Kind {
	return []definition.Kind{{Files: []string{"consultations/*/results.yaml"},
		Read: func(f *definition.Folder, files []*definition.File, problems *definition.Problems) definition.Loader {
			defs := make([]ResultsDefinition, len(files))
			for i, file := range files {
				f.Decode(file, &defs[i], problems)
				f.Defines(file, "release", path.Base(path.Dir(file.Name))+"#1")
			}
			f.BeforeLoading(func(ctx context.Context, by actor.Actor, problems *definition.Problems) error {
				for _, file := range files {
					if f.IsWrong(file) {
						continue
					}
					err := s.checkPlanned(ctx, by, consults, f, path.Base(path.Dir(file.Name)))
					if err := problems.AddRefusal(file, err); err != nil {
						return err
					}
				}
				return nil
			})
			return definition.Loader{Run: func(ctx context.Context, by actor.Actor, problems *definition.Problems) (n int, err error) {
				for i, file := range files {
					err := s.releaseOnce(ctx, by, consults, path.Base(path.Dir(file.Name)), defs[i])
					if err := problems.AddRefusal(file, err); err != nil {
						return i, err
					}
				}
				return len(files), nil
			}}
		}}}
}

// checkPlanned returns the error of releasing the results of the consultation slug of f once
// f has been loaded, as far as it can be known before. It returns nil if the consultation
// itself will be refused, which package consult reports.
func (s *Service) checkPlanned(
	ctx context.Context, by actor.Actor, consults *consult.Service, f *definition.Folder, slug string,
) error {
	if !by.May(actor.Release) {
		return mayNotRelease()
	}
	var notReady error
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		released, err := Heads(ctx, tx, slug)
		if notReady = nil; err != nil || len(released) > 0 {
			return err
		}
		c, _, err := consults.Planned(ctx, tx, by, f, slug)
		if err != nil {
			if fault.Message(err) != "" {
				err = nil
			}
			return err
		}
		now, err := tx.Now(ctx)
		if err == nil {
			notReady = dateObstacles(c, now).Err()
		}
		return err
	})
	return cmp.Or(err, notReady)
}

// releaseOnce releases the results of a consultation that has no release yet, and
// marks it as reported if def says so. A second release needs a reason and is
// never made from a file.
func (s *Service) releaseOnce(ctx context.Context, by actor.Actor, consults *consult.Service, slug string, def ResultsDefinition) error {
	_, releases, err := s.Releases(ctx, slug)
	if err == nil && len(releases) == 0 {
		_, err = s.release(ctx, by, slug, Terms{GroupBy: def.GroupBy}, nil)
	}
	if err != nil || def.Reported == "" {
		return err
	}
	c, err := consults.Get(ctx, slug)
	if err != nil || c.Stage == consult.StageReported {
		return err
	}
	return consults.MarkReportedOn(ctx, by, slug, def.Reported, def.Published)
}
