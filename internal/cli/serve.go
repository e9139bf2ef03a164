package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/mail"
)

// settings are the settings shared by commands that open an installation.
type settings struct {
	app.Config
	listen string
	moved  string // reason for another address than before
}

// readSettings reads flags and environment variables. Its error reports all
// problems, not only the first.
func readSettings(e *Env, name string, args []string, data string) (s settings, rest []string, err error) {
	return readSettingsWith(e, name, args, data, func(*flag.FlagSet) {})
}

// readSettingsWith is readSettings for a command with more flags.
func readSettingsWith(
	e *Env,
	name string,
	args []string,
	data string,
	more func(*flag.FlagSet),
) (s settings, rest []string, err error) {
	rest, err = flags(e, name, args, func(set *flag.FlagSet) {
		more(set)
		set.StringVar(&s.Data, "data", data, "folder for keys, the public record and the SQLite database")
		set.StringVar(&s.listen, "listen", "localhost:8080", "address to listen on")
		set.BoolVar(&s.Gallery, "gallery", false, "serve examples of every page at /gallery")
	})
	if err != nil {
		return s, nil, err
	}
	s.Database, s.BaseURL = e.Getenv("FOLKMOOT_DATABASE"), strings.TrimSuffix(e.Getenv("FOLKMOOT_BASE_URL"), "/")
	s.Chromium, s.RecordName = e.Getenv("FOLKMOOT_CHROMIUM"), e.Getenv("FOLKMOOT_RECORD_NAME")
	s.ScanCommand = e.Getenv("FOLKMOOT_SCAN_COMMAND")
	var wrong []error
	if s.Database != "" && !db.IsPostgres(s.Database) {
		wrong = append(
			wrong,
			errors.New(
				"FOLKMOOT_DATABASE must be a postgres:// URL, like postgres://folkmoot@localhost/folkmoot; leave it unset for SQLite",
			),
		)
	}
	if u, err := url.Parse(s.BaseURL); s.BaseURL != "" &&
		(err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.Path != "") {
		wrong = append(
			wrong,
			fmt.Errorf("FOLKMOOT_BASE_URL is %q; it must be a URL without a path, like https://consult.example.org", s.BaseURL),
		)
	}
	if proxies := e.Getenv("FOLKMOOT_PROXIES"); proxies != "" {
		if s.Proxies, err = strconv.Atoi(proxies); err != nil || s.Proxies < 0 || s.Proxies > 9 {
			wrong = append(
				wrong,
				fmt.Errorf("FOLKMOOT_PROXIES is %q; it must be the number of trusted reverse proxies, from 0 to 9", proxies),
			)
		}
	}
	wrong = append(wrong, s.readMail(e)...)
	wrong = append(wrong, s.readProvider(e)...)
	if _, _, err := net.SplitHostPort(s.listen); err != nil {
		wrong = append(wrong, fmt.Errorf("-listen is %q; it must have a port, like localhost:8080", s.listen))
	}
	switch level := e.Getenv("FOLKMOOT_LOG"); strings.ToLower(level) {
	case "", "debug", "info", "warn", "error":
	default:
		wrong = append(wrong, fmt.Errorf("FOLKMOOT_LOG is %q; it must be debug, info, warn or error", level))
	}
	return s, rest, errors.Join(wrong...)
}

// readMail reads the settings of the mail server and returns all problems.
// Without a mail server, emails are stored and not sent.
func (s *settings) readMail(e *Env) (wrong []error) {
	server, from := e.Getenv("FOLKMOOT_SMTP"), e.Getenv("FOLKMOOT_MAIL_FROM")
	if server != "" {
		carrier, mistakes := mail.ParseSMTP(server, from)
		s.Mail, wrong = carrier, mistakes
		if s.BaseURL == "" {
			wrong = append(
				wrong,
				errors.New("FOLKMOOT_BASE_URL must be set with FOLKMOOT_SMTP, because links in emails start with it"),
			)
		}
	} else if from != "" {
		wrong = append(wrong, errors.New("FOLKMOOT_MAIL_FROM is set but FOLKMOOT_SMTP is not; set both or neither"))
	}
	if most := e.Getenv("FOLKMOOT_MAIL_PER_MINUTE"); most != "" {
		n, err := strconv.ParseInt(most, 10, 64)
		if err != nil || n < 1 {
			wrong = append(
				wrong,
				fmt.Errorf("FOLKMOOT_MAIL_PER_MINUTE is %q; it must be a whole number of at least 1, like 600", most),
			)
		}
		s.MailPerMinute = n
	}
	return wrong
}

func runServe(ctx context.Context, e *Env, args []string) error {
	var restored, moved, newKeys string
	s, _, err := readSettingsWith(e, "serve", args, "data", func(set *flag.FlagSet) {
		set.StringVar(&newKeys, "new-keys", "", "`reason` for which the keys are not those the database knows, once")
		set.StringVar(&moved, "moved", "", "`reason` for which the site has another address than before, once")
		set.StringVar(&restored, "restored", "", "`reason` for accepting a database that was restored from a backup, once")
	})
	if err != nil {
		return err
	}
	s.Restored, s.moved, s.NewKeys = restored, moved, newKeys
	return run(ctx, e, s, nil)
}

// runDemo loads the demonstration data, which changes nothing if it was loaded
// before, and serves the site.
func runDemo(ctx context.Context, e *Env, args []string) error {
	s, _, err := readSettings(e, "demo", args, "data/demo")
	if err != nil {
		return err
	}
	s.Demonstration = isLoopback(s.listen)
	return run(ctx, e, s, demo.Files())
}

// isLoopback reports whether the address accepts connections from this machine
// only.
func isLoopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// run opens the installation, loads definition files if there are any, and
// serves the site.
func run(ctx context.Context, e *Env, s settings, files fs.FS) (err error) {
	listener, err := net.Listen("tcp", s.listen)
	if err != nil {
		return fmt.Errorf("%w; choose another with -listen", err)
	}
	unlock, err := lockFolder(s)
	if err != nil {
		listener.Close()
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if files != nil {
		if err := prepareDemo(e, s, files); err != nil {
			listener.Close()
			return err
		}
	}
	s.DraftLimits = intake.DefaultDraftLimits
	a, err := app.New(ctx, s.Config, logger(e), e.Now)
	if err != nil {
		listener.Close()
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if files == nil {
		if err := a.RefuseDemonstration(ctx); err != nil {
			listener.Close()
			return err
		}
	}
	if r := a.Log.Restored(); r != nil {
		fmt.Fprintf(e.Err, "The restored database was accepted. Entries missing from the public record: %d.\n", r.Missing)
		if r.NewEpoch {
			fmt.Fprintf(e.Err, "Epoch %d of the public record has begun, and the page of the record says so.\n", r.Epoch)
		}
		fmt.Fprintln(e.Err, "The administrators have been notified. Start without -restored from now on.")
	}
	if !s.Demonstration {
		if err := a.SetAddress(ctx, s.moved); err != nil {
			listener.Close()
			return err
		}
	}
	if files != nil {
		report, err := definition.Load(ctx, a.Log, files, actor.System, a.Definitions())
		if err != nil {
			listener.Close()
			return err
		}
		fmt.Fprintln(e.Out, report)
		if s.Demonstration {
			if err := errors.Join(a.Accounts.CreateDemoAccounts(ctx), a.AddDemoWork(ctx)); err != nil {
				listener.Close()
				return err
			}
		}
		profile, err := a.Services.Council.Get(ctx)
		if err != nil {
			listener.Close()
			return err
		}
		if profile.Demonstration {
			fmt.Fprintf(
				e.Out,
				"This is a demonstration. Fictional content: %s.\n"+
					"Pages are marked where they contain it. Everything else is real and has its source.\n",
				profile.InventedText(),
			)
		}
	}
	address := listener.Addr().String()
	if strings.HasPrefix(s.listen, "localhost:") {
		_, port, _ := net.SplitHostPort(address)
		address = "localhost:" + port
	}
	fmt.Fprintf(e.Out, "Folkmoot is ready. Open http://%s\n", address)
	if s.Demonstration {
		fmt.Fprintf(
			e.Out,
			"The staff area is at http://%s/staff. You can sign in as any demonstration user without a password.\n",
			address,
		)
	}
	return a.Run(ctx, listener)
}

// runImport imports a folder of definition files.
func runImport(ctx context.Context, e *Env, args []string) error {
	s, rest, err := readSettings(e, "import", args, "data")
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errUsage
	}
	folder, err := os.OpenRoot(rest[0]) // a link in it cannot lead out of it
	if err != nil {
		return err
	}
	defer folder.Close()
	return withApp(ctx, e, s, func(a *app.App) error {
		report, err := definition.Load(ctx, a.Log, folder.FS(), actor.System, a.Definitions())
		if err == nil {
			fmt.Fprintln(e.Out, report)
			for _, advice := range report.Advice {
				fmt.Fprintln(e.Out, "Look at", advice)
			}
		}
		return err
	})
}

// runExport exports published content as definition files to a new or empty
// folder.
func runExport(ctx context.Context, e *Env, args []string) error {
	s, rest, err := readSettings(e, "export", args, "data")
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errUsage
	}
	folder := rest[0]
	if existing, err := os.ReadDir(folder); err == nil && len(existing) > 0 {
		return fmt.Errorf("%s is not empty. Choose a new or empty folder", folder)
	}
	return withReadOnlyApp(ctx, e, s, func(a *app.App) error {
		n := 0
		err := definition.Export(ctx, a.DB, a.Definitions(), func(name string, data []byte) error {
			n++
			file := filepath.Join(folder, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				return err
			}
			return os.WriteFile(file, data, 0o644)
		})
		if err == nil {
			files := "files"
			if n == 1 {
				files = "file"
			}
			fmt.Fprintf(
				e.Out,
				"Wrote %d %s to %s. Responses and drafts are not included; use folkmoot backup for everything.\n",
				n,
				files,
				folder,
			)
		}
		return err
	})
}

// withApp opens an installation for a command that does not serve the site.
func withApp(ctx context.Context, e *Env, s settings, do func(*app.App) error) error {
	a, err := app.New(ctx, s.Config, logger(e), e.Now)
	if err != nil {
		return err
	}
	return errors.Join(do(a), a.Close())
}

// withReadOnlyApp opens an installation for a command that only looks: it changes
// nothing in the folder and the database.
func withReadOnlyApp(ctx context.Context, e *Env, s settings, do func(*app.App) error) error {
	s.ReadOnly = true
	err := withApp(ctx, e, s, do)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("there is no installation in %s; use -data to name its folder: %w", s.Data, err)
	}
	return err
}
