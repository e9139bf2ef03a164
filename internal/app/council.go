package app

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
)

// councilCacheTTL is how long the profile of the council is cached. Every page
// shows it, and it changes once a year.
const councilCacheTTL = 5 * time.Second

// councilProfile reads whose site this is.
type councilProfile struct {
	db     *db.DB
	now    func() time.Time
	log    *slog.Logger
	cached atomic.Pointer[cachedCouncil]
}

type cachedCouncil struct {
	council  page.Council
	language string
	second   int64 // people from which a second person must confirm; 0 for the default
	expires  time.Time
}

// council returns the council as pages show it, or a zero Council before it is
// defined.
func (p *councilProfile) council(ctx context.Context) page.Council { return p.load(ctx).council }

// language returns the language in which the council writes, or "".
func (p *councilProfile) language(ctx context.Context) string { return p.load(ctx).language }

// secondPersonFrom returns the number of people from which a second person must confirm an
// act that cannot be undone, or 0 for the default.
func (p *councilProfile) secondPersonFrom(ctx context.Context) int64 { return p.load(ctx).second }

func (p *councilProfile) load(ctx context.Context) *cachedCouncil {
	now := p.now()
	if c := p.cached.Load(); c != nil && now.Before(c.expires) {
		return c
	}
	var profile *council.Profile
	err := p.db.View(ctx, func(tx *db.Tx) (err error) {
		profile, err = council.Get(ctx, tx)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		profile, err = &council.Profile{}, nil
	}
	if err != nil {
		p.log.Error("read the profile of the council", "err", err)
		failed := &cachedCouncil{expires: now.Add(time.Second)} // every page asks, also while the database is away
		if last := p.cached.Load(); last != nil {
			failed.council, failed.language = last.council, last.language // they hardly ever change
		}
		p.cached.Store(failed)
		return failed
	}
	c := page.Council{Name: profile.Name, Service: profile.Service, Demonstration: profile.Demonstration,
		Style: profile.Look.StylePath(), Logo: profile.Look.Logo, Languages: profile.Look.Offers()}
	if profile.Demonstration {
		c.Note = "Not the website of a council. Invented: " + profile.InventedText() + "."
	}
	cached := &cachedCouncil{c, profile.Language, profile.SecondPersonFrom, now.Add(councilCacheTTL)}
	p.cached.Store(cached)
	return cached
}
