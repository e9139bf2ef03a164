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

// Limits on notifications of publicKinds, which anyone can have sent to any
// address. They apply in addition to sameKindInterval.
const (
	maxPerDay            = 10             // to one address, about all consultations
	unsubscribedInterval = 24 * time.Hour // between two of one kind to an address that unsubscribed from all

	networkBurst    = 20              // requests from one network at once
	networkInterval = 2 * time.Minute // between further requests
	maxNetworks     = 50_000          // networks remembered, in memory only
)

// checkPublicLimits returns a reason to discard o if its address reached the
// daily limit. If the hourly limit for all addresses is reached, it returns a
// jobs.RetryLaterError for the next hour.
func (m *Mailer) checkPublicLimits(ctx context.Context, tx *db.Tx, o *unsealed, now time.Time) (discardReason string, err error) {
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

// countPublic adds one to the count of tag in the period that starts at since.
// It returns false if the count was at most already.
func countPublic(ctx context.Context, tx *db.Tx, tag string, since time.Time, most int64) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO notify_public_limit (tag, period_start, sent) VALUES ($1, $2, 1)
		ON CONFLICT (tag, period_start)
		DO UPDATE SET sent = notify_public_limit.sent + 1, settled = FALSE WHERE notify_public_limit.sent < $3`,
		tag, db.Time(since), most)
	return n > 0, err
}

var errNetworkLimit = fault.New(fault.Invalid, "There have been too many email requests from your network. Wait an hour, then try again.")

// networkLimiter counts email requests by network. The counts exist only in
// memory.
type networkLimiter struct {
	mu       sync.Mutex
	limiters map[netip.Prefix]*rate.Limiter
}

// AllowNetwork returns a fault.Invalid error if network has made too many email
// requests. A network that is not known is allowed; the other limits apply.
func (q *Queue) AllowNetwork(network netip.Prefix, now time.Time) error {
	if q == nil || !network.IsValid() {
		return nil
	}
	q.networks.mu.Lock()
	defer q.networks.mu.Unlock()
	if len(q.networks.limiters) >= maxNetworks {
		q.networks.limiters = nil // start again; the limits in the database still apply
	}
	limit := q.networks.limiters[network]
	if limit == nil {
		if q.networks.limiters == nil {
			q.networks.limiters = map[netip.Prefix]*rate.Limiter{}
		}
		limit = rate.NewLimiter(rate.Every(networkInterval), networkBurst)
		q.networks.limiters[network] = limit
	}
	if !limit.AllowN(now, 1) {
		return errNetworkLimit
	}
	return nil
}
