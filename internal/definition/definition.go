// Package definition reads the folder of files that describes an installation
// and gives each part to the feature that it belongs to.
//
// The format is told in demo/leicestershire/README.md, which is about a folder
// that uses all of it.
package definition

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Services are the services that definitions are given to.
type Services struct {
	Council  *council.Service
	Evidence *evidence.Service
	Consult  *consult.Service
	Strategy *strategy.Service
	Action   *action.Service
	Intake   *intake.Service
	Analysis *analysis.Service
	Decision *decision.Service
	Progress *progress.Service
}

// LoadSummary says what a folder held.
type LoadSummary struct {
	Files, Needs, Strategies, Consultations, Responses, Actions, Decisions int
}

// Load reads a folder and gives every definition in it to its feature, in an
// order in which each finds what it points to. The same folder twice changes
// nothing the second time.
//
// Nothing is kept from a folder that cannot be read. What a feature refuses is
// known only when it is its turn; what came before it is kept then, and loading
// the folder again goes on from there. Either way the error is Mistakes: all of
// them, with their files and lines.
func Load(ctx context.Context, files fs.FS, by actor.Actor, f Services) (LoadSummary, error) {
	folder, err := ReadFolder(files)
	if err != nil {
		return LoadSummary{}, err
	}
	l := &loader{Services: f, folder: folder, by: by}
	err = l.run(ctx)
	return l.summary(), err
}

// String says in a line what was loaded.
func (l LoadSummary) String() string {
	return fmt.Sprintf("Loaded %s: %s, %s, %s, %s, %s and %s.",
		plural(l.Files, "file", "files"), plural(l.Needs, "need", "needs"), plural(l.Strategies, "strategy", "strategies"),
		plural(l.Consultations, "consultation", "consultations"), plural(l.Responses, "response", "responses"),
		plural(l.Actions, "action", "actions"), plural(l.Decisions, "decision", "decisions"))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (l *loader) summary() LoadSummary {
	f := l.folder
	held := LoadSummary{Files: f.count, Strategies: len(f.strategies), Consultations: len(f.register.def.Consultations) + len(f.consultations),
		Responses: l.responseCount, Decisions: len(f.decisions)}
	for _, p := range f.needs {
		held.Needs += len(p.def.Needs)
	}
	for _, p := range f.actions {
		held.Actions += len(p.def.Actions)
	}
	return held
}
