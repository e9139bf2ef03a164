package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/receipt"
)

// runVerify checks a receipt without a network. It trusts the keys that -key names
// or lists, or else the one that the receipt bears, and then says whose that is
// if the installation knows: a receipt that is sound by its own key proves
// nothing about whose key it is.
func runVerify(_ context.Context, e *Env, args []string) error {
	var key, data string
	rest, err := flags(e, "verify", args, func(set *flag.FlagSet) {
		set.StringVar(&key, "key", "", "the public key of the record, as its page /record shows it, or a file with one key a line")
		set.StringVar(&data, "data", "data", "the folder of an installation whose own receipts are known")
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
		// A receipt names one key. Of several that are trusted, that one counts.
		if slices.Contains(trusted, r.Key) {
			trusted = []string{r.Key}
		}
		err = r.Verify(trusted[0])
	}
	if err != nil {
		return fmt.Errorf("%s is not a sound receipt. %w", rest[0], err)
	}
	fmt.Fprintf(e.Out, "The receipt is sound.\n")
	fmt.Fprintf(e.Out, "  It is about:   %s (%s)\n", r.Leaf.Subject, r.Leaf.Kind)
	fmt.Fprintf(e.Out, "  Entry:         %d of the record %s\n", r.Index, r.Origin())
	fmt.Fprintf(e.Out, "  Code:          %s\n", r.Leaf.Code())
	if r.Copy != nil {
		fmt.Fprintf(e.Out, "  Full copy:     the answers in it are those that were recorded:\n%s\n", r.Copy.Answers)
	}
	if key != "" {
		return nil
	}
	fmt.Fprintf(e.Out, "  Signed by:     %s\n", r.Key)
	own := filepath.Join(data, "record", "record.pub")
	if keys, err := keysIn(own); err == nil && slices.Contains(keys, r.Key) {
		fmt.Fprintf(e.Out, "That is this installation's key: it stands in %s.\n", own)
		return nil
	}
	fmt.Fprintf(
		e.Out,
		"Compare that key with the one on the page of the record, or give it with -key. The receipt cannot vouch for its own key.\n",
	)
	return nil
}

// readKeys returns the keys that key names: those in the file of that name, or
// itself. "" is the one key "", which trusts what a receipt says.
func readKeys(key string) ([]string, error) {
	keys, err := keysIn(key)
	switch {
	case key == "" || err != nil && strings.Contains(key, "+"): // every key has one, and few files
		return []string{key}, nil
	case err != nil:
		return nil, err
	case len(keys) == 0:
		return nil, fmt.Errorf("%s holds no key; it should have one on each line", key)
	}
	return keys, nil
}

// keysIn reads a file with one key a line.
func keysIn(file string) (keys []string, err error) {
	text, err := os.ReadFile(file)
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" {
			keys = append(keys, line)
		}
	}
	return keys, err
}

// runAudit recomputes everything from the database.
func runAudit(ctx context.Context, e *Env, args []string) error {
	s, _, err := readSettings(e, "audit", args, "data")
	if err != nil {
		return err
	}
	return withApp(ctx, e, s, func(a *app.App) error {
		found := 0
		checked, err := a.Audit(ctx, func(say string) {
			found++
			fmt.Fprintln(e.Out, say)
		})
		if err != nil {
			return err
		}
		if found > 0 {
			return fmt.Errorf("%d places differ from what was recorded", found)
		}
		fmt.Fprintln(e.Out, checked)
		return nil
	})
}

// runDoctor says what an installation is and whether it is well.
func runDoctor(ctx context.Context, e *Env, args []string) error {
	s, _, err := readSettings(e, "doctor", args, "data")
	if err != nil {
		return err
	}
	if _, err := os.Stat(s.Data); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no folder %s; say where the installation is with -data", s.Data)
	}
	return withApp(ctx, e, s, func(a *app.App) error {
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
			"Its clock:       %s (this machine: %s apart)\n",
			now.UTC().Format("2 January 2006 15:04:05 MST"),
			e.Now().Sub(now).Abs().Round(1e6),
		)
		fmt.Fprintf(e.Out, "Record:          %s, epoch %d, %d entries\n", head.Origin, head.Number, head.Size)
		fmt.Fprintf(e.Out, "Key:             %s\n", head.Key)
		if s.BaseURL == "" {
			fmt.Fprintf(e.Out, "Address:         FOLKMOOT_BASE_URL is not set; set it before people use this\n")
		}
		found := 0
		err = a.Doctor(ctx, func(say string) {
			found++
			fmt.Fprintf(e.Out, "Look at:         %s\n", say)
		})
		if err == nil && found > 0 {
			err = fmt.Errorf("somebody should look at what is listed, %d in all", found)
		}
		return err
	})
}
