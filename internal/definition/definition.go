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

// Features are the services that definitions are given to.
type Features struct {
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

// Loaded says what a folder held.
type Loaded struct {
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
func Load(ctx context.Context, files fs.FS, by actor.Actor, f Features) (Loaded, error) {
	folder, err := Read(files)
	if err != nil {
		return Loaded{}, err
	}
	l := &loading{Features: f, folder: folder, by: by}
	err = l.run(ctx)
	return l.holds(), err
}

// String says in a line what was loaded.
func (l Loaded) String() string {
	return fmt.Sprintf("Loaded %s: %s, %s, %s, %s, %s and %s.",
		counted(l.Files, "file", "files"), counted(l.Needs, "need", "needs"), counted(l.Strategies, "strategy", "strategies"),
		counted(l.Consultations, "consultation", "consultations"), counted(l.Responses, "response", "responses"),
		counted(l.Actions, "action", "actions"), counted(l.Decisions, "decision", "decisions"))
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (l *loading) holds() Loaded {
	f := l.folder
	held := Loaded{Files: f.count, Strategies: len(f.strategies), Consultations: len(f.register.def.Consultations) + len(f.consultations),
		Responses: l.brought, Decisions: len(f.decisions)}
	for _, p := range f.needs {
		held.Needs += len(p.def.Needs)
	}
	for _, p := range f.actions {
		held.Actions += len(p.def.Actions)
	}
	return held
}
