// Package app puts the house together: it is the only package that knows every
// feature, and there is no rule and no SQL in it.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/folkmoot/folkmoot/internal/builder/builderweb"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/signin/signinweb"
	"github.com/folkmoot/folkmoot/internal/site"

	"golang.org/x/sync/errgroup"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/account/accountweb"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/action/actionweb"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/analysisweb"
	"github.com/folkmoot/folkmoot/internal/analysis/releaseweb"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/consult/consultweb"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/council/councilweb"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/decision/decisionweb"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftweb"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/entry/entryweb"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/files/filesweb"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/intake/intakeweb"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/print"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/progress/progressweb"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/record/recordweb"
	"github.com/folkmoot/folkmoot/internal/schema"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/strategy/strategyweb"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Config is what an installation may choose.
type Config struct {
	Data     string // the folder for keys, checkpoints and, without Database, the SQLite file
	Database string // a postgres:// URL, or "" for SQLite in Data
	Proxies  int    // how many stand before the site, each of which notes X-Forwarded-For
	BaseURL  string // "https://consult.example.org", or "" to take the address of the request
	Gallery  bool   // show every page in every state under /gallery

	// Demonstration lets whoever reaches the site sign in as somebody invented.
	// It must reach no further than the machine it runs on.
	Demonstration bool
	Mail          mail.Sender             // takes letters out; nil: none leaves the machine
	MailPerMinute int64                   // how many letters it takes; 0: 600
	Provider      signin.ProviderSettings // signs staff in for the council; without an issuer nobody does
	Chromium      string                  // the program that makes PDF files of forms; "" for none
}

// DSN names the database of c.
func (c Config) DSN() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "folkmoot.db")
}

// Services are the features that commands and tests use directly.
type Services struct {
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

// App is an installation: its database, its services and its site.
type App struct {
	DB                  *db.DB
	Log                 *record.Log
	Services            Services
	Intake              *intake.Service
	Accounts            *account.Service
	SignIn              *signin.Service
	host                *web.Deps
	entry               *entry.Service
	receiver            *intake.Receiver
	contactKeys         *seal.Keyring
	notifications       *notify.Queue
	mailer              *notify.Mailer
	jobs                *jobs.Runner
	deleter             *retention.Deleter
	retention           *retention.Service
	moderation          *moderation.Service
	slog                *slog.Logger
	maintenanceInterval time.Duration
	councilCache        atomic.Pointer[cachedCouncil]
}

// New opens the database, brings it up to date and puts every feature in its
// place. A feature that needs another is handed it here, in plain sight.
func New(ctx context.Context, cfg Config, log *slog.Logger, now func() time.Time) (_ *App, err error) {
	// The record has a folder of its own, because it must not go back in time
	// when the database beside it is restored.
	if err := os.MkdirAll(filepath.Join(cfg.Data, "record"), 0o700); err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, cfg.DSN())
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	if err := d.Migrate(ctx, schema.Migrations, now()); err != nil {
		return nil, err
	}
	rec, err := record.Open(ctx, d, record.Options{Dir: filepath.Join(cfg.Data, "record"), Origin: recordOrigin(cfg.BaseURL)})
	if err != nil {
		return nil, err
	}
	secret, err := openSecret(filepath.Join(cfg.Data, "intake.key"))
	if err != nil {
		return nil, err
	}
	box, err := openContactKeys(cfg.Data)
	if err != nil {
		return nil, err
	}
	a := &App{DB: d, Log: rec, slog: log, maintenanceInterval: 5 * time.Second}
	a.SignIn = &signin.Service{
		DB:            d,
		Notifications: &notify.Queue{Box: box},
		Secret:        secret,
		BaseURL:       cfg.BaseURL,
		Provider:      signin.NewProvider(cfg.Provider),
	}
	a.Accounts = account.New(d, a.SignIn)
	a.receiver = intake.NewReceiver(d, rec, box.Seal, log)
	if err := a.Accounts.EnsureCouncil(ctx, ""); err != nil {
		return nil, err
	}
	deletions, err := retention.OpenDeletionLog(filepath.Join(cfg.Data, "record"))
	if err != nil {
		return nil, err
	}
	a.buildServices(cfg, secret, now, deletions)
	a.setUpNotifications(cfg, box)
	if err := a.setUpRetention(ctx, cfg, box); err != nil {
		return nil, err
	}
	return a, nil
}

// buildServices makes the services and their desks, from the ground up.
func (a *App) buildServices(cfg Config, secret []byte, now func() time.Time, deletions *retention.DeletionLog) {
	d, rec := a.DB, a.Log
	f := &a.Services
	f.Council = &council.Service{DB: d}
	f.Evidence = &evidence.Service{DB: d}
	f.Consult = &consult.Service{DB: d, Log: rec, Responses: responseCounter{}}
	f.Strategy = &strategy.Service{DB: d, Log: rec}
	f.Action = &action.Service{DB: d}
	f.Analysis = &analysis.Service{DB: d, Log: rec}
	f.Intake = &intake.Service{DB: d, Log: rec, Keys: intake.NewKeys(secret), Receiver: a.receiver, Releases: f.Analysis, Now: now}
	f.Decision = &decision.Service{DB: d, Log: rec, Figures: f.Analysis.Figure}
	f.Progress = &progress.Service{DB: d, Consults: f.Consult, Decisions: f.Decision, Released: f.Analysis.Released}
	a.Intake = f.Intake
	a.deleter = retention.NewDeleter(f.Intake, deletions, retention.Erasers{
		Response: eraseResponse,
		Subject:  entry.EraseSubmission,
	})

	srv := &site.Site{Log: a.slog, BaseURL: cfg.BaseURL, Proxies: cfg.Proxies, Council: a.council, Gallery: cfg.Gallery, Nav: []page.Link{
		{Text: locale.Key("Have your say"), Href: "/consultations"}, {Text: locale.Key("What we decided"), Href: "/decisions"},
		{
			Text: locale.Key("Strategies"),
			Href: "/strategies",
		}, {Text: locale.Key("Progress"), Href: "/progress"}, {Text: locale.Key("Public record"), Href: "/record"}}}
	a.host = &web.Deps{
		DB:                d,
		Record:            rec,
		Slog:              a.slog,
		Site:              srv,
		Now:               now,
		BaseURL:           cfg.BaseURL,
		Chain:             chainFunc(f.Progress),
		CouncilLanguage:   a.councilLanguage,
		ExcludedInRelease: analysis.ExcludedInRelease,
	}
	h := a.host
	srv.Add(site.Route{Method: http.MethodGet, Pattern: "/healthz", Needs: "public", Handler: a.health})

	drafts := &draft.Service{
		DB:               d,
		Consults:         f.Consult,
		ParseDefinition:  consult.ParseDefinition,
		FormatDefinition: consult.FormatDefinition,
	}
	draftweb.New(h, drafts)
	builderweb.New(h, drafts)
	filesweb.New(h, &files.Service{DB: d})
	signinweb.New(h, a.SignIn, cfg.Demonstration)
	accountweb.New(h, a.Accounts)
	recordweb.New(h)
	councilweb.New(h, f.Council, a.catalogue)
	consultweb.New(h, f.Consult)
	strategyweb.New(h, f.Strategy)
	intakeweb.New(h, f.Intake, a.deleter)
	a.entry = &entry.Service{DB: d, Log: rec, Intake: f.Intake, Deleter: a.deleter}
	entryweb.New(h, a.entry, print.New(cfg.Chromium, srv))
	actionweb.New(h, f.Action)
	analysisweb.New(h, f.Analysis)
	releaseweb.New(h, f.Analysis)
	decisionweb.New(h, f.Decision)
	progressweb.New(h, f.Progress)
}

// health is for whoever watches the installation: it is well when the database
// answers.
func (a *App) health(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.DB.Now(r.Context()); err != nil {
		return &fault.Error{Kind: fault.Busy, Say: "The database is not responding.", Err: err}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := fmt.Fprintln(w, "ready")
	return err
}

// Handler is the whole srv.
func (a *App) Handler() http.Handler { return a.host.Site }

// Routes are all routes of the site, for tests that walk them.
func (a *App) Routes() []site.Route { return a.host.Site.Routes() }

// Close ends the use of the database. Run must have returned.
func (a *App) Close() error {
	return errors.Join(a.Log.Close(), a.deleter.Deletions().Close(), a.contactKeys.Close(), a.DB.Close())
}

// Run serves the site on listener, and does the work behind it, until ctx is
// done. The site closes first, so that requests under way find the work they
// wait for still being done. If any part fails, all stop.
func (a *App) Run(ctx context.Context, listener net.Listener) error {
	server := site.NewServer(a.Handler())
	behind, shut := context.WithCancel(context.WithoutCancel(ctx))
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		defer shut()
		last, cancel := context.WithTimeout(behind, 20*time.Second)
		defer cancel()
		return server.Shutdown(last)
	})
	for _, work := range a.backgroundTasks() {
		group.Go(func() error {
			if err := work(behind); !errors.Is(err, context.Canceled) {
				return err
			}
			return nil
		})
	}
	return group.Wait()
}

// RunBackground runs only the work behind the site until ctx is done, for tests and for
// commands that serve nobody.
func (a *App) RunBackground(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, work := range a.backgroundTasks() {
		group.Go(func() error { return work(ctx) })
	}
	return group.Wait()
}

func (a *App) backgroundTasks() []func(context.Context) error {
	return []func(context.Context) error{a.receiver.Run, a.maintain, a.jobs.Run, a.jobs.Run, a.runHourly}
}

// maintain does what falls due with time: it tells the record of consultations that
// have opened or closed, and deletes old drafts. What fails is tried again.
func (a *App) maintain(ctx context.Context) error {
	tick := time.NewTicker(a.maintenanceInterval)
	defer tick.Stop()
	var named string
	var swept time.Time
	for {
		if err := a.maintainAccounts(ctx, &named, &swept); err != nil && ctx.Err() == nil {
			a.slog.Error("look after accounts", "err", err)
		}
		if err := audit.PublishRoot(ctx, a.Log); err != nil && ctx.Err() == nil {
			a.slog.Error("seal the audit log", "err", err)
		}
		if _, err := a.Services.Consult.RecordTransitions(ctx); err != nil && ctx.Err() == nil {
			a.slog.Error("tell the record of openings and closings", "err", err)
		}
		if n, err := a.retention.DeleteExpiredDrafts(ctx); err != nil && ctx.Err() == nil {
			a.slog.Error("look after responses", "err", err)
		} else if n > 0 {
			a.slog.Info("what was saved and never sent deleted", "drafts", n)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// maintainAccounts calls the council by the name of its profile, and deletes what is
// left of sessions that are over, now and then.
func (a *App) maintainAccounts(ctx context.Context, named *string, swept *time.Time) error {
	if name := a.council(ctx).Name; name != *named {
		if err := a.Accounts.EnsureCouncil(ctx, name); err != nil {
			return err
		}
		*named = name
	}
	now := a.host.Now()
	if now.Sub(*swept) < time.Hour {
		return nil
	}
	*swept = now
	return a.SignIn.DeleteExpired(ctx)
}

// Definitions returns the kinds of definition files in the order of loading.
func (a *App) Definitions() []definition.Kind {
	s := &a.Services
	return slices.Concat(s.Council.Definitions(), s.Evidence.Definitions(), s.Strategy.Definitions(), s.Consult.Definitions(),
		s.Intake.Definitions(), s.Action.Definitions(), s.Analysis.Definitions(s.Consult), s.Decision.Definitions())
}
