package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/export"
)

// Commands for work that may take longer than a page waits. They show their progress, as
// release does.

// runSimilar compares the responses to a consultation and says how many are similar. It
// shows no response and changes nothing.
func runSimilar(ctx context.Context, e *Env, args []string) error {
	s, rest, err := readSettings(e, "similar", args, "data")
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errUsage
	}
	return withReadOnlyApp(ctx, e, s, func(a *app.App) error {
		found, err := a.Moderation().Compare(showProgress(ctx, e), actor.System, rest[0])
		if err != nil {
			return err
		}
		fmt.Fprintf(e.Out, "Responses compared: %d. Groups of similar responses: %d.\n", found.Responses, len(found.Groups))
		for _, group := range found.Groups {
			fmt.Fprintln(e.Out, group)
		}
		return nil
	})
}

// runDelete deletes a category of data of a consultation that is due for deletion. The audit
// log names the system as actor, with the reason.
func runDelete(ctx context.Context, e *Env, args []string) error {
	var reason string
	s, rest, err := readSettingsWith(e, "delete", args, "data", func(set *flag.FlagSet) {
		set.StringVar(&reason, "reason", "", "why it is deleted from the console, for the audit log")
	})
	if err != nil {
		return err
	}
	if len(rest) != 2 || reason == "" {
		return errUsage
	}
	return withApp(ctx, e, s, func(a *app.App) error {
		n, err := a.Retention().DeleteFromConsole(showProgress(ctx, e), rest[0], rest[1], reason)
		if err == nil {
			fmt.Fprintf(e.Out, "Deleted from %s: %s, %d.\n", rest[0], rest[1], n)
		}
		return err
	})
}

// runResponses exports the responses to a consultation to a new file, without equality
// monitoring answers. The audit log names the system as actor, with the reason.
func runResponses(ctx context.Context, e *Env, args []string) error {
	var r export.Request
	var format string
	s, rest, err := readSettingsWith(e, "responses", args, "data", func(set *flag.FlagSet) {
		set.StringVar(&format, "format", string(export.Workbook), fmt.Sprintf("format of the file: one of %q", export.Formats))
		set.StringVar(&r.Why, "reason", "", "what the file is for, for the audit log and the file")
	})
	if err != nil {
		return err
	}
	if len(rest) != 2 || r.Why == "" {
		return errUsage
	}
	r.Format = export.Format(format)
	return withApp(ctx, e, s, func(a *app.App) error {
		if err := r.Check(actor.System); err != nil {
			return err
		}
		file, err := os.OpenFile(rest[1], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		exports := &export.Service{DB: a.DB, Intake: a.Intake}
		write, err := exports.Prepare(showProgress(ctx, e), actor.System, rest[0], r)
		if err == nil {
			err = write(file)
		}
		if err = errors.Join(err, file.Close()); err != nil {
			return errors.Join(err, os.Remove(rest[1]))
		}
		fmt.Fprintf(e.Out, "The responses to %s are in %s. Keep it as safe as the database.\n", rest[0], rest[1])
		return nil
	})
}
