package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"github.com/folkmoot/folkmoot/internal/backup"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/schema"
)

// runBackup writes the database into a file. The site may be running.
func runBackup(ctx context.Context, e *Env, args []string) (err error) {
	var recipient string
	s, rest, err := readSettingsWith(e, "backup", args, "data", func(set *flag.FlagSet) {
		set.StringVar(&recipient, "recipient", "", "an age public key (age1…): only whoever has its other half can read the file")
	})
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errUsage
	}
	d, err := db.Open(ctx, s.DSN())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()

	// Whole or not at all: a backup that looks finished and is not is worse than
	// none.
	temp := rest[0] + ".part"
	file, err := os.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	rows, err := writeBackup(ctx, d, file, recipient)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	if err := os.Rename(temp, rest[0]); err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "%s has the whole database, %d rows.\n", rest[0], rows)
	fmt.Fprintf(
		e.Out,
		"It does not have the keys and the record's own file: keep %s, except the database in it, somewhere else as well.\n",
		s.Data,
	)
	return nil
}

func writeBackup(ctx context.Context, d *db.DB, file io.Writer, recipient string) (rows int64, err error) {
	if recipient == "" {
		return backup.Write(ctx, d, schema.Migrations, file)
	}
	to, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		return 0, fmt.Errorf("-recipient is no age public key: %w", err)
	}
	sealed, err := age.Encrypt(file, to)
	if err != nil {
		return 0, err
	}
	rows, err = backup.Write(ctx, d, schema.Migrations, sealed)
	return rows, errors.Join(err, sealed.Close())
}

// runRestore fills an empty database from a file. Nothing may be running on it.
func runRestore(ctx context.Context, e *Env, args []string) (err error) {
	var identity string
	s, rest, err := readSettingsWith(e, "restore", args, "data", func(set *flag.FlagSet) {
		set.StringVar(&identity, "identity", "", "the file with the age key to which the backup was sealed")
	})
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errUsage
	}
	file, err := os.Open(rest[0])
	if err != nil {
		return err
	}
	defer file.Close()
	from, err := decrypt(file, identity)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Clean(s.Data), 0o700); err != nil {
		return err
	}
	d, err := db.Open(ctx, s.DSN())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	rows, err := backup.Read(ctx, d, schema.Migrations, from, e.Now(), notify.HoldAfterRestore)
	if err != nil {
		return err
	}
	fmt.Fprintf(
		e.Out,
		"The database has its %d rows again. What was erased since the backup was taken is erased again when the server starts.\n",
		rows,
	)
	fmt.Fprintln(e.Out, "Letters that may have gone out since are held. Say on the page Letters of the desk whether they are sent.")
	fmt.Fprintln(e.Out, "If entries of the public record are missing, the server says so and begins a new epoch: nothing is signed twice.")
	return nil
}

// decrypt is file as it was before it was sealed.
func decrypt(file io.Reader, identity string) (io.Reader, error) {
	if identity == "" {
		return file, nil
	}
	key, err := os.Open(identity)
	if err != nil {
		return nil, err
	}
	defer key.Close()
	ids, err := age.ParseIdentities(key)
	if err != nil {
		return nil, fmt.Errorf("%s holds no age key: %w", identity, err)
	}
	return age.Decrypt(file, ids...)
}
