package cli

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/receipt"
)

// runVerify checks a receipt offline. It trusts the public keys given with
// -key. Without -key it trusts the key in the receipt, which proves only that
// the receipt is consistent, and then reports whether this is the
// installation's own key.
func runVerify(_ context.Context, e *Env, args []string) error {
	var key, data string
	rest, err := flags(e, "verify", args, func(set *flag.FlagSet) {
		set.StringVar(
			&key,
			"key",
			"",
			"public key of the record, as shown on the page /record, or a file with one key on each line",
		)
		set.StringVar(&data, "data", "data", "folder of the installation, to recognise its own key")
	})
	if err != nil || len(rest) != 1 {
		return errUsage
	}
	file, err := os.ReadFile(rest[0])
	if err != nil {
		return err
	}
	trusted, err := readKeys(key)
	if err != nil {
		return err
	}
	r, err := receipt.Parse(file)
	if err == nil {
		// Of several trusted keys, use the one that the receipt names.
		if slices.Contains(trusted, r.Key) {
			trusted = []string{r.Key}
		}
		err = r.Verify(trusted[0])
	}
	if err != nil {
		return fmt.Errorf("%s is not a valid receipt. %w", rest[0], err)
	}
	fmt.Fprintf(e.Out, "The receipt is valid.\n")
	fmt.Fprintf(e.Out, "  Subject:       %s (%s)\n", r.Leaf.Subject, r.Leaf.Kind)
	fmt.Fprintf(e.Out, "  Entry:         number %d of the record %s\n", r.Index, r.Origin())
	fmt.Fprintf(e.Out, "  Code:          %s\n", r.Leaf.Code())
	if r.Copy != nil {
		d := r.Copy.Details
		fmt.Fprintf(e.Out, "  Received:      %s, channel %s, edition %s, questionnaire %s\n", d.Day, d.Channel, d.Edition, d.Form)
		fmt.Fprintf(e.Out, "  Full copy:     these answers match the record:\n%s\n", r.Copy.Answers)
	}
	if key != "" {
		return nil
	}
	fmt.Fprintf(e.Out, "  Signed by:     %s\n", r.Key)
	own := filepath.Join(data, "record", "record.pub")
	if keys, err := keysIn(own); err == nil && slices.Contains(keys, r.Key) {
		fmt.Fprintf(e.Out, "This is the installation's own key, listed in %s.\n", own)
		return nil
	}
	fmt.Fprintf(
		e.Out,
		"Compare this key with the one on the public record page, or pass that one with -key. A receipt cannot prove its own key.\n",
	)
	return nil
}

// readKeys returns the trusted keys: those in the file named key, or key
// itself. For "" it returns the empty key, which makes Verify trust the key in
// the receipt.
func readKeys(key string) ([]string, error) {
	keys, err := keysIn(key)
	switch {
	case key == "" || err != nil && strings.Contains(key, "+"): // keys contain a +, file names rarely do
		return []string{key}, nil
	case err != nil:
		return nil, err
	case len(keys) == 0:
		return nil, fmt.Errorf("%s does not contain a key; it must have one on each line", key)
	}
	return keys, nil
}

// keysIn reads a file with one key on each line.
func keysIn(file string) (keys []string, err error) {
	text, err := os.ReadFile(file)
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" {
			keys = append(keys, line)
		}
	}
	return keys, err
}

// runAudit recomputes the public record and all published numbers from the
// database and reports differences.
func runAudit(ctx context.Context, e *Env, args []string) error {
	s, _, err := readSettings(e, "audit", args, "data")
	if err != nil {
		return err
	}
	return withReadOnlyApp(ctx, e, s, func(a *app.App) error { return audit(ctx, e, a) })
}

// audit prints the differences that the audit of a finds, or what it checked.
func audit(ctx context.Context, e *Env, a *app.App) error {
	found := 0
	checked, err := a.Audit(ctx, func(say string) {
		found++
		fmt.Fprintln(e.Out, say)
	})
	if err != nil {
		return err
	}
	if found > 0 {
		return fmt.Errorf("%s found", counted(found, "difference", "differences"))
	}
	fmt.Fprintln(e.Out, checked)
	return nil
}

// counted returns n with the singular or plural of a noun.
func counted(n int, one, other string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, other)
}

// runDoctor prints the configuration of an installation and any problems.
func runDoctor(ctx context.Context, e *Env, args []string) error {
	s, _, err := readSettings(e, "doctor", args, "data")
	if err != nil {
		return err
	}
	return withReadOnlyApp(ctx, e, s, func(a *app.App) error {
		now, err := a.DB.Now(ctx)
		if err != nil {
			return err
		}
		head, err := a.Log.Head(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.Out, "Database:        %s\n", a.DB.Engine())
		fmt.Fprintf(
			e.Out,
			"Database clock:  %s (%s from this machine's)\n",
			now.UTC().Format("2 January 2006 15:04:05 MST"),
			e.Now().Sub(now).Abs().Round(1e6),
		)
		fmt.Fprintf(e.Out, "Record:          %s, epoch %d, entries: %d\n", head.Origin, head.Number, head.Size)
		fmt.Fprintf(e.Out, "Key:             %s\n", head.Key)
		address, err := a.Log.Address(ctx)
		if err != nil {
			return err
		}
		if address != "" {
			fmt.Fprintf(e.Out, "Public address:  %s, as the record says\n", address)
		}
		if s.BaseURL == "" {
			fmt.Fprintf(e.Out, "Address:         FOLKMOOT_BASE_URL is not set; set it before you open the site to the public\n")
		}
		found := 0
		err = a.Doctor(ctx, func(say string) {
			found++
			fmt.Fprintf(e.Out, "Problem:         %s\n", say)
		})
		if err == nil && found > 0 {
			err = fmt.Errorf("%s found", counted(found, "problem", "problems"))
		}
		return err
	})
}
