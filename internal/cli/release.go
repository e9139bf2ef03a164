package cli

import (
	"context"
	"flag"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/jobs"
)

// runRelease releases the results of a consultation, as the page in the staff area does.
// It shows progress while it counts, and says how long that took. The audit log names the
// system as actor.
func runRelease(ctx context.Context, e *Env, args []string) error {
	var terms analysis.Terms
	s, rest, err := readSettingsWith(e, "release", args, "data", func(set *flag.FlagSet) {
		set.StringVar(&terms.Reason, "reason", "", "why the results are released again; published with them")
		set.StringVar(&terms.GroupBy, "group-by", "", "ID of an equality question, to show the other answers by group too")
	})
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errUsage
	}
	// Here memory counts for more than speed: the responses are read page by page, and what
	// was read is to be given back soon.
	defer debug.SetGCPercent(debug.SetGCPercent(40))
	return withApp(ctx, e, s, func(a *app.App) error {
		begun := e.Now()
		f, err := a.Analysis.Publish(showProgress(ctx, e), actor.System, rest[0], terms)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.Out, "Release %d of %s: %d responses counted in %.3f seconds.\n",
			f.Number, f.Consultation, f.Responses.Counted, e.Now().Sub(begun).Seconds())
		return nil
	})
}

// showProgress returns a context with which long work shows its progress on e.Err, once
// every few seconds.
func showProgress(ctx context.Context, e *Env) context.Context {
	last := e.Now()
	return jobs.WithProgress(ctx, func(done, total int64) {
		if now := e.Now(); now.Sub(last) >= 3*time.Second && total > 0 {
			last = now
			fmt.Fprintf(e.Err, "%d of %d\n", done, total)
		}
	})
}
