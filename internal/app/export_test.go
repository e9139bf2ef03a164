package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/unlink"
	"github.com/folkmoot/folkmoot/internal/web"
)

// RunDueWork does the periodic work once, and then the jobs that are due.
func (a *App) RunDueWork(ctx context.Context) error {
	for _, f := range a.features {
		for _, p := range f.Periodic {
			if err := p.Run(ctx); err != nil {
				return fmt.Errorf("%s: %w", p.Name, err)
			}
		}
	}
	for {
		if worked, err := a.jobs.RunOne(ctx); err != nil || !worked {
			return err
		}
	}
}

// Site returns the site, for tests that visit it as a given actor.
func (a *App) Site() *site.Site { return a.deps.Site }

// Entry returns the service for data entry.
func (a *App) Entry() *entry.Service { return a.entry }

// Deleter returns the service that deletes data.
func (a *App) Deleter() *retention.Deleter { return a.deleter }

// Records returns the kinds of records that officers edit in the browser.
func (a *App) Records() (all []edit.Kind) {
	for _, f := range a.features {
		all = append(all, f.Records...)
	}
	return all
}

// FileRecords returns the kinds of records that definition files can have.
func (a *App) FileRecords() []edit.Kind { return fileRecords(a.Records()) }

// AuditLabels returns the labels that the features registered for the audit log.
func (a *App) AuditLabels() web.AuditLabels { return a.deps.AuditLabels }

// UnlinkableTables returns the tables whose rows must not tell when they were written.
func (a *App) UnlinkableTables() []unlink.Table { return a.unlinkableTables() }

// RewriteAll rewrites the rows of UnlinkableTables that have changed.
func (a *App) RewriteAll(ctx context.Context) (complete bool, err error) {
	return a.unlink.RewriteAll(ctx)
}

// AuditIn is Audit in the transaction of the caller.
func (a *App) AuditIn(ctx context.Context, tx *db.Tx, report func(problem string)) error {
	_, err := a.auditIn(ctx, tx, report)
	return err
}

// FirstProblemIn returns what the first check of an audit reports that reports anything. The checks of the feature that
// owns a table come first, so that a difference in it is found without all others.
func (a *App) FirstProblemIn(ctx context.Context, tx *db.Tx, table string) (problems []string, err error) {
	owner, _, _ := strings.Cut(table, "_")
	var own, others []feature.Check
	for _, f := range a.features {
		if f.Name == owner {
			own = append(own, f.Audit...)
		} else {
			others = append(others, f.Audit...)
		}
	}
	for _, check := range slices.Concat(own, others, a.wholeChecks()) {
		_, err := run(ctx, tx, func(problem string) { problems = append(problems, problem) }, []feature.Check{check})
		if err != nil || len(problems) > 0 {
			return problems, err
		}
	}
	return nil, nil
}

// FingerprintedTables returns the tables whose rows have fingerprints.
func (a *App) FingerprintedTables() []string { return a.fingerprints.Tables() }

// SetFreeBytes replaces the measurement of free space on the disk.
func (a *App) SetFreeBytes(free uint64) {
	a.health.freeBytes = func(string) (uint64, error) { return free, nil }
}

// Gallery returns the pages of all features, with their examples.
func (a *App) Gallery() (all []site.GalleryItem) {
	for _, f := range a.features {
		all = append(all, f.Examples...)
	}
	return all
}

// TellPeople does the periodic work that sends news to followers and respondents, and then the jobs that are due.
func (a *App) TellPeople(ctx context.Context) error {
	if err := a.deps.Follows.Send(ctx); err != nil {
		return err
	}
	if err := a.announcer.AnnounceNews(ctx); err != nil {
		return err
	}
	for {
		if worked, err := a.jobs.RunOne(ctx); err != nil || !worked {
			return err
		}
	}
}
