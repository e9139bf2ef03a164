package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/record"
)

// runDrill restores a backup to a temporary SQLite database, audits it, and deletes
// it. It changes nothing in the installation, of which it only reads the public
// key and the checkpoint file, to say how much newer they are than the backup.
func runDrill(ctx context.Context, e *Env, args []string) (err error) {
	var identity string
	s, rest, err := readSettingsWith(e, "drill", args, "data", func(set *flag.FlagSet) { identityFlag(set, &identity) })
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errUsage
	}
	dir, err := os.MkdirTemp("", "folkmoot-drill-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	copied := settings{Config: app.Config{Data: dir}}
	begun := e.Now()
	rows, err := restoreFile(ctx, e, rest[0], identity, copied.DSN())
	if err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "Restored %d rows to a temporary place in %s.\n", rows, e.Now().Sub(begun).Round(1e6))
	var epochs []record.Epoch
	if err := withReadOnlyApp(ctx, e, copied, func(a *app.App) error {
		if epochs, err = a.Log.Epochs(ctx); err != nil {
			return err
		}
		return audit(ctx, e, a)
	}); err != nil {
		return fmt.Errorf("the backup was restored, but it is not sound: %w", err)
	}
	if err := compareWithFolder(e, filepath.Join(s.Data, "record"), epochs); err != nil {
		return err
	}
	fmt.Fprintln(e.Out, "The backup can be restored. The copy has been deleted, and the installation is unchanged.")
	return nil
}

// compareWithFolder prints how much newer the checkpoint file in dir is than the
// backup with epochs. It is an error if the two are of different records.
func compareWithFolder(e *Env, dir string, epochs []record.Epoch) error {
	keys, err := keysIn(filepath.Join(dir, "record.pub"))
	if errors.Is(err, os.ErrNotExist) {
		fmt.Fprintf(e.Out, "There is no public key in %s, so the backup was checked with the key in it.\n", dir)
		return nil
	}
	if err != nil {
		return err
	}
	if len(epochs) == 0 || len(keys) == 0 || epochs[0].Key != keys[0] {
		return fmt.Errorf("the backup is sound, but its record was not signed by the key in %s: it is of another installation", dir)
	}
	later, err := record.LaterEntries(dir, epochs)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "Entries of the public record that were signed after the backup was made: %d.\n", later)
	return nil
}
