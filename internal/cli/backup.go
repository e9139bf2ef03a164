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
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/schema"
)

// runBackup writes the database to a file. The site can keep running.
func runBackup(ctx context.Context, e *Env, args []string) (err error) {
	var recipient string
	s, rest, err := readSettingsWith(e, "backup", args, "data", func(set *flag.FlagSet) {
		set.StringVar(&recipient, "recipient", "", "age public key (age1…) to encrypt the backup with")
	})
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errUsage
	}
	d, err := db.OpenReadOnly(ctx, s.DSN())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	var rows int64
	err = backup.WriteFile(rest[0], func(to io.Writer) (err error) {
		rows, err = writeBackup(ctx, d, to, recipient)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "Wrote the whole database to %s: %d rows.\n", rest[0], rows)
	fmt.Fprintf(
		e.Out,
		"The backup does not contain the encryption keys or the public record's files. "+
			"Back up %s separately, except the database file in it.\n",
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
		return 0, fmt.Errorf("-recipient must be an age public key, like age1…: %w", err)
	}
	encrypted, err := age.Encrypt(file, to)
	if err != nil {
		return 0, err
	}
	rows, err = backup.Write(ctx, d, schema.Migrations, encrypted)
	return rows, errors.Join(err, encrypted.Close())
}

// runRestore restores a backup into an empty database. The site must not be
// running.
func runRestore(ctx context.Context, e *Env, args []string) error {
	var identity string
	s, rest, err := readSettingsWith(e, "restore", args, "data", func(set *flag.FlagSet) { identityFlag(set, &identity) })
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errUsage
	}
	if err := os.MkdirAll(filepath.Clean(s.Data), 0o700); err != nil {
		return err
	}
	rows, err := restoreFile(ctx, e, rest[0], identity, s.DSN())
	if err != nil {
		return err
	}
	fmt.Fprintf(
		e.Out,
		"Restored %d rows. Data that was erased after the backup was made will be erased again when the server starts.\n",
		rows,
	)
	fmt.Fprintln(
		e.Out,
		"Emails that may already have been sent are on hold. Go to Notifications in the staff area to send or discard them.",
	)
	fmt.Fprintln(
		e.Out,
		"If this database takes the place of an earlier one, start the server once with -restored \"REASON\". "+
			"If entries of the public record are missing, that starts a new epoch of the record.",
	)
	return nil
}

func identityFlag(set *flag.FlagSet, identity *string) {
	set.StringVar(identity, "identity", "", "file with the age secret key to decrypt the backup with")
}

// restoreFile restores the backup in file into the empty database dsn, and returns
// the number of rows.
func restoreFile(ctx context.Context, e *Env, file, identity, dsn string) (rows int64, err error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	from, err := decrypt(f, identity)
	if err != nil {
		return 0, err
	}
	d, err := db.Open(ctx, dsn)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return backup.Read(ctx, d, schema.Migrations, from, e.Now(), notify.HoldAfterRestore, record.RenewIdentity)
}

// decrypt returns the decrypted content of file, or file itself without an
// identity.
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
		return nil, fmt.Errorf("%s does not contain an age secret key: %w", identity, err)
	}
	return age.Decrypt(file, ids...)
}
