package analysis

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/represent"
	"github.com/folkmoot/folkmoot/tally"
)

// columnSet is the counted answers to one consultation in memory.
type columnSet struct {
	slug       string
	inputs     inputs // what was counted
	columns    *tally.Columns
	responses  ResponseCounts
	excluded   map[string]int64
	similar    []Cluster
	benchmarks []represent.Benchmark
	reworded   map[string]bool
	unused     int // how often forgetUnused has been called since it was last used
}

// columnCache keeps the answers to the consultations that were counted last. The zero value is an empty cache.
type columnCache struct {
	mu      sync.Mutex
	sets    []*columnSet             // the most recently used is the last
	reading map[string]chan struct{} // by slug: closed when the responses have been read
	failed  map[string]error         // of the last reading
}

func (c *columnCache) get(slug string) *columnSet {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := slices.IndexFunc(c.sets, func(s *columnSet) bool { return s.slug == slug })
	if at < 0 {
		return nil
	}
	set := c.sets[at]
	set.unused = 0
	c.sets = append(slices.Delete(c.sets, at, at+1), set)
	return set
}

// ForgetUnused forgets the answers that were not counted since the call before the last one, so that answers that are
// deleted do not stay in memory. It is called every half hour.
func (s *Service) ForgetUnused(context.Context) error {
	s.columns.forgetUnused()
	return nil
}

func (c *columnCache) forgetUnused() {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept := c.sets[:0:0]
	for _, set := range c.sets {
		if set.unused++; set.unused < 2 {
			kept = append(kept, set)
		}
	}
	c.sets = kept
}

// put keeps set, and drops those that were not used for longest until all take no more than limit bytes.
func (c *columnCache) put(set *columnSet, limit int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sets = slices.DeleteFunc(c.sets, func(s *columnSet) bool { return s.slug == set.slug })
	size := set.columns.Bytes()
	for i := len(c.sets) - 1; i >= 0; i-- {
		if size += c.sets[i].columns.Bytes(); size > limit {
			c.sets = slices.Clone(c.sets[i+1:])
			break
		}
	}
	c.sets = append(c.sets, set)
}

// How long reading the responses may take, and how long a page waits for it.
const (
	maxReading     = 10 * time.Minute
	waitForReading = 3 * time.Second
)

// readColumns reads the responses to c in the background, and returns them. It returns nil if that takes longer than
// a page should: they are there when the page is asked for again.
func (s *Service) readColumns(ctx context.Context, c *consult.Consultation) (*columnSet, error) {
	cache := &s.columns
	cache.mu.Lock()
	done := cache.reading[c.Slug]
	if done == nil {
		done = make(chan struct{})
		if cache.reading == nil {
			cache.reading, cache.failed = map[string]chan struct{}{}, map[string]error{}
		}
		cache.reading[c.Slug] = done
		background, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxReading)
		go func() {
			defer cancel()
			set, err := s.recoverColumns(background, c)
			if err == nil {
				cache.put(set, cmp.Or(s.MaxColumnBytes, 256<<20))
			}
			cache.mu.Lock()
			defer cache.mu.Unlock()
			delete(cache.reading, c.Slug)
			cache.failed[c.Slug] = err
			close(done)
		}()
	}
	cache.mu.Unlock()
	wait := time.NewTimer(waitForReading)
	defer wait.Stop()
	select {
	case <-done:
		cache.mu.Lock()
		err := cache.failed[c.Slug]
		cache.mu.Unlock()
		return cache.get(c.Slug), err
	case <-wait.C:
		return nil, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// recoverColumns is countColumns, with a panic as an error: it must not stop the server. The error does not contain the value
// of the panic, which may be an answer.
func (s *Service) recoverColumns(ctx context.Context, c *consult.Consultation) (set *columnSet, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %T", v)
		}
	}()
	return s.countColumns(ctx, c)
}

// countColumns reads the responses to c that a release made now would count.
func (s *Service) countColumns(ctx context.Context, c *consult.Consultation) (set *columnSet, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		in, err := readInputs(ctx, tx, c)
		if err != nil {
			return err
		}
		n := newResultCounter(ctx, tx, c.Title)
		n.withColumns = true
		counts, err := n.countAll(c, nil)
		if err != nil {
			return err
		}
		set = &columnSet{slug: c.Slug, inputs: in, columns: counts.columns, responses: counts.responses, reworded: map[string]bool{}}
		set.excluded = counts.exclusions
		if set.benchmarks, err = benchmarks(ctx, tx, c); err != nil {
			return err
		}
		for _, s := range counts.clusters {
			if s.total > 0 {
				set.similar = append(set.similar, Cluster{DetectedBy: s.Method, Day: s.Day(), Decision: s.ClusterDecision.Decision,
					Reason: s.Why, Responses: s.total, Excluded: s.excluded})
			}
		}
		for id := range counts.splitQuestions {
			set.reworded[id] = true
		}
		return nil
	})
	return set, err
}
