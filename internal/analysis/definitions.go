package analysis

import (
	"context"
	"path"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// ResultsDefinition is results.yaml: the results of a closed consultation are to
// be released.
type ResultsDefinition struct {
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
			}
			return func(ctx context.Context, by actor.Actor, problems *definition.Problems) (n int, err error) {
				for i, file := range files {
					err := s.releaseOnce(ctx, by, consults, path.Base(path.Dir(file.Name)), defs[i])
					if err := problems.AddRefusal(file, err); err != nil {
						return i, err
					}
				}
				return len(files), nil
			}
		}}}
}

// releaseOnce releases the results of a consultation that has no release yet, and
// marks it as reported if def says so. A second release needs a reason and is
// never made from a file.
func (s *Service) releaseOnce(ctx context.Context, by actor.Actor, consults *consult.Service, slug string, def ResultsDefinition) error {
	_, releases, err := s.Releases(ctx, slug)
	if err == nil && len(releases) == 0 {
		_, err = s.Release(ctx, by, slug)
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
