package notify

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/mail"
)

// Anybody can type anybody's address. These are the limits on what comes of it,
// beside the one letter of a kind an hour about one consultation.
const (
	maxPerDay            = 10             // letters to one address, about whatever
	unsubscribedInterval = 24 * time.Hour // between two of a kind to who wants no more of the council

	networkBurst    = 20              // letters asked for from one network at once
	networkInterval = 2 * time.Minute // after which it may ask for another one
	maxNetworks     = 50_000          // networks that are remembered, in memory alone
)

// checkPublicLimits says whether the address of o has had enough for a day of what anybody
// can ask for. When all together have had enough for an hour, o waits.
func (m *Mailer) checkPublicLimits(ctx context.Context, tx *db.Tx, o *unsealed, now time.Time) (drop string, err error) {
	day := now.UTC().Truncate(24 * time.Hour)
	tag, err := m.Box.Tag("", "asked\x00"+day.Format(time.DateOnly)+"\x00"+mail.FoldAddress(o.to))
	if err != nil {
		return "", err
	}
	if free, err := countPublic(ctx, tx, tag, day, maxPerDay); err != nil || !free {
		return "This address has reached the daily limit.", err
	}
	if m.PublicPerHour == 0 || !m.Carrier.Delivers() {
		return "", nil
	}
	hour := now.UTC().Truncate(time.Hour)
	free, err := countPublic(ctx, tx, "", hour, m.PublicPerHour)
	if err == nil && !free {
		err = jobs.RetryLaterError{At: hour.Add(time.Hour)}
	}
	return "", err
}

// countPublic counts one more for tag, unless there were so many already.
func countPublic(ctx context.Context, tx *db.Tx, tag string, since time.Time, most int64) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO notify_public_limit (tag, period_start, sent) VALUES ($1, $2, 1)
		ON CONFLICT (tag, period_start) DO UPDATE SET sent = notify_public_limit.sent + 1 WHERE notify_public_limit.sent < $3`, tag, db.Time(since), most)
	return n > 0, err
}

var errNetworkLimit = fault.New(fault.Invalid, "There have been too many email requests from your network. Wait an hour, then try again.")

// networkLimiter remembers from which networks letters were asked for. It is in memory
// and nowhere else, and for an hour at the most.
type networkLimiter struct {
	mu       sync.Mutex
	limiters map[netip.Prefix]*rate.Limiter
}

// AllowNetwork says whether one more letter may be asked for from a network. One that
// cannot be told is let in, and the other limits hold.
func (p *Queue) AllowNetwork(network netip.Prefix, now time.Time) error {
	if p == nil || !network.IsValid() {
		return nil
	}
	p.networks.mu.Lock()
	defer p.networks.mu.Unlock()
	if len(p.networks.limiters) >= maxNetworks {
		p.networks.limiters = nil // they begin anew; the limits in the database hold
	}
	limit := p.networks.limiters[network]
	if limit == nil {
		if p.networks.limiters == nil {
			p.networks.limiters = map[netip.Prefix]*rate.Limiter{}
		}
		limit = rate.NewLimiter(rate.Every(networkInterval), networkBurst)
		p.networks.limiters[network] = limit
	}
	if !limit.AllowN(now, 1) {
		return errNetworkLimit
	}
	return nil
}
