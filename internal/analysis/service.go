package analysis

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/memo"
	"github.com/folkmoot/folkmoot/internal/record"
)

// minDifference is the minimum number of responses by which two releases may
// differ. With fewer, comparing the tables would reveal how those people
// answered.
const minDifference = 10

// Service has the use cases for releases of results.
type Service struct {
	DB  *db.DB
	Log *record.Log

	// OnRelease is called in the transaction that publishes a release, to notify
	// people who asked for updates. It may be nil.
	OnRelease func(ctx context.Context, tx *db.Tx, consultation string, number int64, now time.Time) error

	// MaxCountedAtOnce is the number of responses from which PreviewQuickly does not count
	// them; 0 is 2,000.
	MaxCountedAtOnce int64

	// MaxColumnBytes is how many bytes of memory the answers take that are kept for CountTables; 0 is 256 MiB.
	MaxColumnBytes int64

	releases memo.Cache[*Release] // by checksum
	columns  columnCache
	counted  sync.Map // checksum of a release to the number of responses that it counts

	afterCounting func() // called between counting and publishing, for tests; may be nil
}

// Release publishes the results of a closed consultation. If nothing has changed
// since the last release, it returns that one and publishes nothing. Withdrawals
// since the last release do not count as a change, because those responses were
// counted rightly at the time. Errors are fault.Forbidden, and fault.Conflict if
// results cannot be released now or need a reason.
func (s *Service) Release(ctx context.Context, by actor.Actor, consultation string) (*StoredRelease, error) {
	return s.release(ctx, by, consultation, Terms{}, nil)
}

// ReleaseAgain publishes another release for a reason, such as responses that
// were excluded or arrived after the last one.
func (s *Service) ReleaseAgain(ctx context.Context, by actor.Actor, consultation, reason string) (*StoredRelease, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return nil, fault.New(fault.Invalid, "Enter the reason for the new release. We will publish it with the results.")
	}
	return s.release(ctx, by, consultation, Terms{Reason: reason}, nil)
}

// Terms are what people choose about a release.
type Terms struct {
	Reason  string // why it follows an earlier release
	GroupBy string // ID of the characteristic by which it has answers; "" for none. See Preview.Characteristics
}

// Publish is Release or, with a reason, ReleaseAgain, and marks the results of
// the consultation as published in the same transaction. The error is fault.Invalid if
// results cannot be released by terms.GroupBy.
func (s *Service) Publish(ctx context.Context, by actor.Actor, consultation string, terms Terms) (*StoredRelease, error) {
	terms.Reason = strings.TrimSpace(terms.Reason)
	return s.release(
		ctx,
		by,
		consultation,
		terms,
		func(tx *db.Tx, w *record.Writer, c *consult.Consultation, now time.Time) error {
			if c.StateAt(now) != consult.Closed {
				return nil
			}
			return consult.MarkReported(ctx, tx, w, by, c.Slug, "")
		},
	)
}

func (s *Service) release(
	ctx context.Context,
	by actor.Actor,
	consultation string,
	terms Terms,
	then func(*db.Tx, *record.Writer, *consult.Consultation, time.Time) error,
) (out *StoredRelease, err error) {
	defer fault.Wrap(&err, "release the results of %s", consultation)
	for range maxCounts {
		next, err := s.prepare(ctx, by, consultation, terms)
		if err != nil {
			return nil, err
		}
		if s.afterCounting != nil {
			s.afterCounting()
		}
		out, changed, err := s.publishPrepared(ctx, by, consultation, next, then)
		if err != nil || !changed {
			return out, err
		}
	}
	return nil, fault.New(fault.Conflict, "Responses changed while we were counting them. Try again in a few minutes.")
}

// maxCounts is how often responses are counted again because something changed in
// the meantime.
const maxCounts = 3

// prepared is a release that has been counted and not published yet.
type prepared struct {
	release *StoredRelease // with nil Bytes, or the latest one if nothing has changed
	counts  *resultCounts  // nil if nothing has changed
	inputs  inputs
}

// prepare counts the responses in a transaction that only reads, so that others can
// write meanwhile.
func (s *Service) prepare(ctx context.Context, by actor.Actor, consultation string, terms Terms) (p prepared, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, _, err := s.checkReady(ctx, tx, by, consultation)
		if err != nil {
			return err
		}
		if p.inputs, err = readInputs(ctx, tx, c); err != nil {
			return err
		}
		p.release, p.counts, err = s.nextRelease(ctx, tx, c, terms)
		return err
	})
	return p, err
}

// publishPrepared publishes a prepared release in a short transaction, which counts
// nothing. If something that was counted has changed since, it publishes nothing
// and returns changed.
func (s *Service) publishPrepared(
	ctx context.Context,
	by actor.Actor,
	consultation string,
	p prepared,
	then func(*db.Tx, *record.Writer, *consult.Consultation, time.Time) error,
) (out *StoredRelease, changed bool, err error) {
	_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		c, now, err := s.checkReady(ctx, tx, by, consultation)
		if err != nil {
			return err
		}
		if changed, err = p.inputs.changed(ctx, tx, c); err != nil || changed {
			return err
		}
		if out = p.release; p.counts != nil {
			release := *p.release.Release // the transaction may run twice
			if out, err = insertRelease(ctx, tx, &release, p.counts, now); err != nil {
				return err
			}
			w.Add(releaseLeaf(consultation, out.Bytes))
			if err := audit.Append(ctx, tx, by, "release-results", "consultation", c.Slug, out.Reason); err != nil {
				return err
			}
			if s.OnRelease != nil {
				if err := s.OnRelease(ctx, tx, consultation, out.Release.Number, now); err != nil {
					return err
				}
			}
		}
		if then == nil {
			return nil
		}
		return then(tx, w, c, now)
	})
	return out, changed, err
}

// checkReady returns the consultation if by may release its results now. If something is in
// the way, the error names all of it: see ListObstacles.
func (s *Service) checkReady(
	ctx context.Context,
	tx *db.Tx,
	by actor.Actor,
	slug string,
) (c *consult.Consultation, now time.Time, err error) {
	c, now, all, err := s.obstacles(ctx, tx, by, slug)
	if err == nil {
		err = all.Err()
	}
	return c, now, err
}

// obstacles returns the consultation, if by may release its results at all, and what is in the way.
func (s *Service) obstacles(
	ctx context.Context,
	tx *db.Tx,
	by actor.Actor,
	slug string,
) (c *consult.Consultation, now time.Time, all Obstacles, err error) {
	if !by.May(actor.Release) {
		return nil, now, nil, mayNotRelease()
	}
	if c, err = consult.GetOwned(ctx, tx, by, slug); err != nil {
		return nil, now, nil, err
	}
	if now, err = tx.Now(ctx); err != nil {
		return nil, now, nil, err
	}
	all, err = ListObstacles(ctx, tx, c, now)
	return c, now, all, err
}

func mayNotRelease() error {
	return fault.New(fault.Forbidden, "You do not have permission to release results.")
}

// nextRelease returns the release to publish next, with nil Bytes, and what it was
// built from; or the latest release if nothing has changed.
func (s *Service) nextRelease(
	ctx context.Context, tx *db.Tx, c *consult.Consultation, terms Terms,
) (*StoredRelease, *resultCounts, error) {
	if _, err := findCharacteristics(ctx, tx, c, terms.GroupBy); err != nil {
		return nil, nil, err
	}
	reason := terms.Reason
	now, err := countResults(ctx, tx, c, terms.GroupBy, nil)
	if err != nil {
		return nil, nil, err
	}
	last := now.history.latest()
	if last == nil {
		return &StoredRelease{Release: now.buildRelease(c.Slug, 1, reason)}, now, nil
	}
	d := compare(last, now)
	if d.unchanged() && (reason == "" || d.withdrawn > 0 || last.sameTexts(now)) {
		stored, err := Get(ctx, tx, c.Slug, last.Number)
		return stored, nil, err
	}
	if err := now.checkDifferences(last.Number, reason, d); err != nil {
		return nil, nil, err
	}
	return &StoredRelease{Release: now.buildRelease(c.Slug, last.Number+1, reason)}, now, nil
}

// sameTexts reports whether the title, the forms, the disclosure rules and what respondents are compared with are those
// of r. If only they have changed, there is a new release only if it has a reason.
func (r *Release) sameTexts(now *resultCounts) bool {
	return r.Title == now.title && r.Policy == disclose.Standard().Rules() && slices.Equal(r.Forms, now.forms) &&
		r.Area == now.area && db.JSON(r.Benchmarks) == db.JSON(now.benchmarks) && db.JSON(r.Engagement) == db.JSON(now.engagement)
}

// checkDifferences returns a fault.Conflict if a release needs a reason, or if it
// would differ from earlier ones by so few responses that comparing them could
// reveal how those people answered.
func (c *resultCounts) checkDifferences(last int64, reason string, d comparison) error {
	if reason == "" {
		if d.changed > 0 {
			return fault.Newf(fault.Conflict,
				"The responses have changed since release %d. Give a reason for the new release.", last)
		}
		return fault.Newf(
			fault.Conflict,
			"The letters, petitions and events, or the decisions about similar responses, have changed since release %d. "+
				"Give a reason for the new release.",
			last,
		)
	}
	if i, n := c.history.SmallestDifference(); n > 0 && n < minDifference {
		return fault.Newf(
			fault.Conflict,
			"%s A new release could reveal how those people answered, so wait until at least %d have changed.",
			locale.LazyCount(n, "Only %d response has changed since release %d.",
				"Only %d responses have changed since release %d.", c.history.releases[i].Number),
			minDifference,
		)
	}
	if n := c.history.SmallestGroup(minDifference); n > 0 {
		return fault.Newf(
			fault.Conflict,
			"%s Comparing all releases could reveal how those people answered, so wait until at least %d have changed.",
			locale.LazyCount(n, "Only %d response would be counted in some of the releases and not in the others.",
				"Only %d responses would be counted in some of the releases and not in the others."),
			minDifference,
		)
	}
	return nil
}

// Releases returns the consultation and the heads of its releases, the latest
// first, or fault.NotFound if there is no such consultation.
func (s *Service) Releases(ctx context.Context, consultation string) (c *consult.Consultation, all []Head, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if c, err = consult.Get(ctx, tx, consultation); err != nil {
			return err
		}
		all, err = Heads(ctx, tx, consultation)
		return err
	})
	return c, all, err
}

// Get returns one release of a consultation, or fault.NotFound. Callers must not
// change its Release, which comes from a cache.
func (s *Service) Get(ctx context.Context, consultation string, number int64) (f *StoredRelease, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if f, err = getUnparsed(ctx, tx, consultation, number); err != nil {
			return err
		}
		reported, err := consult.ReportedAt(ctx, tx, consultation)
		f.PublishedAt = firstPublished(number, f.ReleasedAt, reported[consultation])
		return err
	})
	if err != nil {
		return nil, err
	}
	return f, s.decode(f)
}

// RecordEntry returns the entry of f in the public record, or fault.NotFound.
func (s *Service) RecordEntry(ctx context.Context, f *StoredRelease) (e record.Entry, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		e, err = findEntry(ctx, tx, f.Consultation, f.Bytes)
		return err
	})
	return e, err
}

func findEntry(ctx context.Context, tx *db.Tx, consultation string, content []byte) (record.Entry, error) {
	want := releaseLeaf(consultation, content)
	e, _, err := record.Locate(ctx, tx, want)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "The public record has no entry for this release.")
	}
	return e, err
}

// Released reports whether any results of a consultation were released. Withdrawing a response
// later does not change them.
func (s *Service) Released(ctx context.Context, tx *db.Tx, consultation string) (bool, error) {
	n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM analysis_release WHERE consultation = $1`, consultation)
	return n > 0, err
}
