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
	"github.com/folkmoot/folkmoot/internal/mail"
)

// settings are the flags of a command that opens an installation.
type settings struct {
	app.Config
	listen string
}

// readSettings reads flags and environment, once, and says everything that is
// wrong with them, not only the first thing.
func readSettings(e *Env, name string, args []string, data string) (s settings, rest []string, err error) {
	return readSettingsWith(e, name, args, data, func(*flag.FlagSet) {})
}

// readSettingsWith is configure for a command that has flags of its own.
func readSettingsWith(e *Env, name string, args []string, data string, more func(*flag.FlagSet)) (s settings, rest []string, err error) {
	rest, err = flags(e, name, args, func(set *flag.FlagSet) {
		more(set)
		set.StringVar(&s.Data, "data", data, "the folder for keys, checkpoints and the SQLite file")
		set.StringVar(&s.listen, "listen", "localhost:8080", "the address to listen on")
		set.BoolVar(&s.Gallery, "gallery", false, "show every page in every state under /gallery")
	})
	if err != nil {
		return s, nil, err
	}
	s.Database, s.BaseURL = e.Getenv("FOLKMOOT_DATABASE"), strings.TrimSuffix(e.Getenv("FOLKMOOT_BASE_URL"), "/")
	s.Chromium = e.Getenv("FOLKMOOT_CHROMIUM")
	var wrong []error
	if s.Database != "" && !db.IsPostgres(s.Database) {
		wrong = append(
			wrong,
			errors.New("FOLKMOOT_DATABASE must be a postgres:// URL, as in postgres://folkmoot@localhost/folkmoot; leave it out for SQLite"),
		)
	}
	if u, err := url.Parse(s.BaseURL); s.BaseURL != "" &&
		(err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.Path != "") {
		wrong = append(
			wrong,
			fmt.Errorf("FOLKMOOT_BASE_URL is %q; it must be an address without a path, as in https://consult.example.org", s.BaseURL),
		)
	}
	if proxies := e.Getenv("FOLKMOOT_PROXIES"); proxies != "" {
		if s.Proxies, err = strconv.Atoi(proxies); err != nil || s.Proxies < 0 || s.Proxies > 9 {
			wrong = append(wrong, fmt.Errorf("FOLKMOOT_PROXIES is %q; it must be how many proxies stand before the site, from 0 to 9", proxies))
		}
	}
	wrong = append(wrong, s.readMail(e)...)
	wrong = append(wrong, s.readProvider(e)...)
	if _, _, err := net.SplitHostPort(s.listen); err != nil {
		wrong = append(wrong, fmt.Errorf("-listen is %q; it must have a port, as in localhost:8080", s.listen))
	}
	switch level := e.Getenv("FOLKMOOT_LOG"); strings.ToLower(level) {
	case "", "debug", "info", "warn", "error":
	default:
		wrong = append(wrong, fmt.Errorf("FOLKMOOT_LOG is %q; it must be debug, info, warn or error", level))
	}
	return s, rest, errors.Join(wrong...)
}

// readMail reads where letters go out, and returns every mistake. Without a
// mail server letters stay on the machine.
func (s *settings) readMail(e *Env) (wrong []error) {
	server, from := e.Getenv("FOLKMOOT_SMTP"), e.Getenv("FOLKMOOT_MAIL_FROM")
	if server != "" {
		carrier, mistakes := mail.ParseSMTP(server, from)
		s.Mail, wrong = carrier, mistakes
		if s.BaseURL == "" {
			wrong = append(wrong, errors.New("FOLKMOOT_BASE_URL must be set when FOLKMOOT_SMTP is, because links in letters begin with it"))
		}
	} else if from != "" {
		wrong = append(wrong, errors.New("FOLKMOOT_MAIL_FROM is set, and FOLKMOOT_SMTP says no mail server to send by; set both or neither"))
	}
	if most := e.Getenv("FOLKMOOT_MAIL_PER_MINUTE"); most != "" {
		n, err := strconv.ParseInt(most, 10, 64)
		if err != nil || n < 1 {
			wrong = append(wrong, fmt.Errorf("FOLKMOOT_MAIL_PER_MINUTE is %q; it must be a whole number from 1, as in 600", most))
		}
		s.MailPerMinute = n
	}
	return wrong
}

func runServe(ctx context.Context, e *Env, args []string) error {
	s, _, err := readSettings(e, "serve", args, "data")
	if err != nil {
		return err
	}
	return run(ctx, e, s, nil)
}

// runDemo loads the demonstration county, which changes nothing if it is
// there already, and shows it.
func runDemo(ctx context.Context, e *Env, args []string) error {
	s, _, err := readSettings(e, "demo", args, "data/demo")
	if err != nil {
		return err
	}
	s.Demonstration = isLoopback(s.listen)
	return run(ctx, e, s, demo.Files())
}

// isLoopback reports whether what listens there can be reached from this machine
// alone.
func isLoopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// run opens the installation, loads files if there are any, and serves.
func run(ctx context.Context, e *Env, s settings, files fs.FS) (err error) {
	listener, err := net.Listen("tcp", s.listen)
	if err != nil {
		return fmt.Errorf("%w; choose another with -listen", err)
	}
	a, err := app.New(ctx, s.Config, logger(e), e.Now)
	if err != nil {
		listener.Close()
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if files != nil {
		report, err := definition.Load(ctx, files, actor.System, a.Definitions())
		if err != nil {
			listener.Close()
			return err
		}
		fmt.Fprintln(e.Out, report)
		if s.Demonstration {
			if err := a.Accounts.CreateDemoAccounts(ctx); err != nil {
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
				"This is a demonstration. Invented: %s.\nThe pages say so where it stands. The rest is real, with its sources.\n",
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
		fmt.Fprintf(e.Out, "The back office is at http://%s/staff; one button signs you in as anybody of the demonstration.\n", address)
	}
	return a.Run(ctx, listener)
}

// runImport brings a folder of definition files in.
func runImport(ctx context.Context, e *Env, args []string) error {
	s, rest, err := readSettings(e, "import", args, "data")
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errUsage
	}
	return withApp(ctx, e, s, func(a *app.App) error {
		report, err := definition.Load(ctx, os.DirFS(rest[0]), actor.System, a.Definitions())
		if err == nil {
			fmt.Fprintln(e.Out, report)
		}
		return err
	})
}

// runExport writes what is published into a folder of definition files. It writes
// over nothing.
func runExport(ctx context.Context, e *Env, args []string) error {
	s, rest, err := readSettings(e, "export", args, "data")
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errUsage
	}
	folder := rest[0]
	if there, err := os.ReadDir(folder); err == nil && len(there) > 0 {
		return fmt.Errorf("%s is not empty. Name a folder that is not there yet", folder)
	}
	return withApp(ctx, e, s, func(a *app.App) error {
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
			fmt.Fprintf(e.Out, "Wrote %d %s into %s. Responses and drafts are not there: folkmoot backup keeps all there is.\n", n, files, folder)
		}
		return err
	})
}

// withApp opens an installation for a command that serves nobody.
func withApp(ctx context.Context, e *Env, s settings, do func(*app.App) error) error {
	a, err := app.New(ctx, s.Config, logger(e), e.Now)
	if err != nil {
		return err
	}
	return errors.Join(do(a), a.Close())
}
