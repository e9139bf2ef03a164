// Package app builds the program: it opens the database, constructs the services
// and mounts every feature. It is the only package that knows all of them, and
// has no rules and no SQL of its own.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/council/councilweb"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/progress/progressweb"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/schema"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/unlink"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Config is what an installation can configure.
type Config struct {
	Data     string // folder for keys, checkpoints and, without Database, the SQLite file
	Database string // a postgres:// URL, or "" for SQLite in Data
	Proxies  int    // trusted reverse proxies in front of the site, each of which adds to X-Forwarded-For
	BaseURL  string // "https://consult.example.org", or "" to use the address of each request
	Gallery  bool   // show every page in every state under /gallery

	// RecordName is the permanent name of the public record. "" keeps the name it
	// has; a new record is then named after BaseURL.
	RecordName string
	// Restored is the operator's reason for accepting a database that was restored
	// from a backup, or "" to refuse one.
	Restored string
	// NewKeys is the operator's reason for keys that are not those the database
	// knows, or "" to refuse them.
	NewKeys string
	// ReadOnly opens an installation for a command that only looks: nothing is
	// created, migrated, recovered or written, in the folder or the database.
	ReadOnly bool

	// DraftLimits bounds what unsent answers take of the disk. The zero value is no
	// limits, for tests.
	DraftLimits intake.DraftLimits

	// OperationWait is how long a request waits for work that takes long before it
	// shows the progress. 0 is a second.
	OperationWait time.Duration

	// Demonstration lets every visitor sign in as an invented person. It must
	// only be reachable from the machine it runs on.
	Demonstration bool
	Mail          mail.Sender             // nil: emails are stored and not sent
	MailPerMinute int64                   // 0: 600
	Provider      signin.ProviderSettings // single sign-on for staff; without an issuer there is none
	Chromium      string                  // program that makes PDF files of forms; "" for none
	ScanCommand   string                  // program that checks files for viruses: see files.ScanWith; "" for none
}

// DSN returns the data source name of the database of c.
func (c Config) DSN() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "folkmoot.db")
}

// shown is what administrators see of c in the browser.
func (c Config) shown() councilweb.Installation {
	return councilweb.Installation{Address: c.BaseURL, Proxies: c.Proxies, Mail: c.Mail, SignIn: c.Provider.Issuer,
		PDF: c.Chromium != "", Scans: c.ScanCommand != ""}
}

// App is an installation: its database, its services and its site.
type App struct {
	DB  *db.DB
	Log *record.Log
	Services

	log          *slog.Logger
	deps         *web.Deps
	features     []feature.Feature
	jobs         *jobs.Runner
	operations   *operation.Service
	unlink       *unlink.Rewriter
	fingerprints *audit.Fingerprints
	notAudited   string // what Audit does not look at
	health       *health
	keys         keys
}

// New opens the database, brings its schema up to date, constructs the services
// and mounts the features. It repeats deletions that a restored database has not
// seen, so that nothing that was deleted is served. With cfg.ReadOnly it only
// opens what is there.
func New(ctx context.Context, cfg Config, log *slog.Logger, now func() time.Time) (_ *App, err error) {
	d, err := openDatabase(ctx, cfg, now())
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	fingerprints, notAudited, err := newFingerprints()
	if err != nil {
		return nil, err
	}
	rec, err := openRecord(ctx, cfg, d, fingerprints)
	if err != nil {
		return nil, err
	}
	keys, err := openKeys(ctx, cfg, d)
	if err != nil {
		return nil, err
	}
	log = newOutageLog(log, now)
	a := &App{DB: d, Log: rec, log: log, fingerprints: fingerprints, notAudited: notAudited}
	a.jobs = &jobs.Runner{DB: d, Log: log, Lease: 2 * time.Minute, MaxAttempts: notify.MaxAttempts + 10, PollInterval: time.Second}
	profile := &councilProfile{db: d, now: now, log: log}
	a.deps = &web.Deps{
		DB:     d,
		Record: rec,
		Slog:   log,
		Site: &site.Site{Log: log, BaseURL: cfg.BaseURL, Proxies: cfg.Proxies, Council: profile.council, Gallery: cfg.Gallery,
			FeedPath: progressweb.FeedPath, Now: now},
		Now:              now,
		BaseURL:          cfg.BaseURL,
		CouncilLanguage:  profile.language,
		SecondPersonFrom: profile.secondPersonFrom,
		OperationWait:    cfg.OperationWait,
	}
	a.operations = operation.New(context.WithoutCancel(ctx), d, a.jobs, log)
	a.deps.Operations = a.operations
	a.Services = newServices(cfg, a.deps, keys, profile)
	a.deps.ExcludedInRelease, a.deps.DraftsDeletedAt = analysis.ExcludedInRelease, a.retention.DraftsDeletedAt
	a.deps.MonitoringNotice = a.retention.MonitoringNotice
	if !cfg.ReadOnly {
		if err := a.Accounts.EnsureCouncil(ctx, ""); err != nil {
			return nil, err
		}
		if err := a.replayDeletions(ctx); err != nil {
			return nil, err
		}
		if err := makePrivate(cfg.Data); err != nil { // what has been created since
			return nil, err
		}
	}
	a.features = a.Services.features(cfg, a.deps, profile)
	feature.Mount(a.deps, a.features...)
	a.unlink = unlink.New(d, now, a.unlinkableTables()...)
	for _, f := range a.features {
		if f.Jobs != nil {
			f.Jobs(a.jobs)
		}
	}
	a.health, a.keys = newHealth(a, cfg.Data, now), keys
	a.deps.Site.Add(
		site.Route{Method: http.MethodGet, Pattern: site.ReadyPath, Needs: actor.Public, Handler: a.health.ready},
		site.Route{Method: http.MethodGet, Pattern: site.LivePath, Needs: actor.Public, Handler: alive},
	)
	return a, a.tellOfRestore(ctx, cfg.Restored)
}

// openDatabase opens the database of an installation. Unless cfg.ReadOnly, it
// creates the folders and the tables that are missing.
func openDatabase(ctx context.Context, cfg Config, now time.Time) (*db.DB, error) {
	if cfg.ReadOnly {
		d, err := db.OpenReadOnly(ctx, cfg.DSN())
		if err != nil {
			return nil, err
		}
		if err := d.CheckMigrated(ctx, schema.Migrations); err != nil {
			return nil, errors.Join(err, d.Close())
		}
		return d, nil
	}
	// The record has a folder of its own, which must not go back in time when the
	// database beside it is restored.
	if err := os.MkdirAll(filepath.Join(cfg.Data, "record"), 0o700); err != nil {
		return nil, err
	}
	if err := makePrivate(cfg.Data); err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, cfg.DSN())
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx, schema.Migrations, now); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// openRecord opens the record, and gives the key of the fingerprints, which is derived
// from that of the record, to fingerprints before the database is changed.
func openRecord(ctx context.Context, cfg Config, d *db.DB, fingerprints *audit.Fingerprints) (*record.Log, error) {
	dir := filepath.Join(cfg.Data, "record")
	if cfg.ReadOnly {
		rec, err := record.OpenReadOnly(ctx, d, dir)
		if err == nil {
			fingerprints.SetKey(rec.DeriveKey(fingerprintKey))
		}
		return rec, err
	}
	return record.Open(ctx, d, record.Options{
		OnKey: func(derive func(purpose string) []byte) {
			fingerprints.SetKey(derive(fingerprintKey))
			d.SetWatch(fingerprints.Watch())
		},
		Dir: dir, Origin: cfg.RecordName, DefaultOrigin: recordOrigin(cfg.BaseURL), Restored: cfg.Restored,
		OnRestored: func(ctx context.Context, tx *db.Tx, r record.Restored) error {
			act := "accept-restore"
			if r.NewEpoch {
				act = "start-epoch"
			}
			return audit.Append(ctx, tx, actor.System, act, "record", fmt.Sprintf("epoch-%d", r.Epoch), cfg.Restored)
		},
	})
}

// tellOfRestore tells the log and the administrators of the council that a
// restored database was accepted.
func (a *App) tellOfRestore(ctx context.Context, reason string) error {
	r := a.Log.Restored()
	if r == nil {
		return nil
	}
	a.log.Warn("a restored database was accepted", "epoch", r.Epoch, "new_epoch", r.NewEpoch, "missing_entries", r.Missing, "reason", reason)
	staff := &account.StaffNotifier{Accounts: a.Accounts, Queue: a.notifications}
	now, err := a.DB.Now(ctx)
	if err != nil {
		return err
	}
	return staff.NotifyStaff(ctx, actor.CouncilOrg, actor.ManagePeople, notify.Notification{
		Kind: notify.DatabaseRestored,
		Key:  fmt.Sprintf("epoch-%d/%s", r.Epoch, now.UTC().Format(time.RFC3339)),
		Data: map[string]string{"missing": strconv.FormatInt(r.Missing, 10), "reason": reason, "link": "/record"},
	})
}

// unlinkableTables are the tables whose rows must not tell when they were written.
func (a *App) unlinkableTables() []unlink.Table {
	all := jobs.UnlinkableTables
	for _, f := range a.features {
		all = append(all[:len(all):len(all)], f.Unlinkable...)
	}
	return all
}

// replayDeletions repeats what the deletion log has and the database does not.
func (a *App) replayDeletions(ctx context.Context) error {
	done, err := a.deleter.Replay(ctx)
	if err == nil && done.Any() {
		a.log.Warn("the database was restored from an older copy; what was deleted since has been deleted again",
			"withdrawn", done.Withdrawn, "redacted", done.Redacted, "other", done.Other)
	}
	return err
}

// RefuseDemonstration returns an error if the installation has accounts of a
// demonstration, as which anyone could have signed in.
func (a *App) RefuseDemonstration(ctx context.Context) error {
	people, err := a.Accounts.ListDemoPeople(ctx)
	if err == nil && len(people) > 0 {
		err = errors.New("this data folder belongs to a demonstration: anyone could sign in to it without a password. " +
			"Start it with folkmoot demo, or choose another folder with -data")
	}
	return err
}

// Handler returns the whole site.
func (a *App) Handler() http.Handler { return a.deps.Site }

// Routes returns all routes of the site, for tests that walk them.
func (a *App) Routes() []site.Route { return a.deps.Site.Routes() }

// Moderation returns the service with which officers moderate responses.
func (a *App) Moderation() *moderation.Service { return a.moderation }

// Retention returns the service that knows when data is due for deletion.
func (a *App) Retention() *retention.Service { return a.retention }

// Definitions returns the kinds of definition files in the order of loading.
func (a *App) Definitions() (kinds []definition.Kind) {
	var records []edit.Kind
	for _, f := range a.features {
		kinds, records = append(kinds, f.Definitions...), append(records, f.Records...)
	}
	agreed := eia.Agreed{Kinds: func() []edit.Kind { return records }}
	chosen := edit.NewFileOptions(fileRecords(records))
	kinds = append(kinds, agreed.Definitions(), chosen.Definitions())
	for i := range kinds { // what the forms of records refuse, files cannot store
		kinds[i].CheckText = chosen.CheckText
	}
	return kinds
}

// fileRecords returns the kinds of records that definition files can have: those that are edited as records, and consultations.
func fileRecords(records []edit.Kind) []edit.Kind { return slices.Concat(records, draft.FileKinds()) }

// Close closes what New opened. Run must have returned.
func (a *App) Close() error {
	a.operations.Close()
	return errors.Join(a.Log.Close(), a.deletions.Close(), a.contactKeys.Close(), a.DB.Close())
}
