package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// nodesResult is the result of Nodes.
type nodesResult struct {
	Name       string     `json:"name"`
	FullLoad   []nodeLoad `json:"full_load"`   // one and three servers, as fast as 64 clients can
	Ratio      float64    `json:"ratio"`       // of three servers to one at full load
	SlowCommit []nodeLoad `json:"slow_commit"` // a fixed rate, with a database that commits slowly
	CommitMS   int        `json:"commit_ms"`
	Lost       int        `json:"lost"`
	Doubled    int        `json:"doubled"`
	Machine    string     `json:"machine"`
	Seconds    float64    `json:"seconds"`
	Seed       uint64     `json:"seed"` // the load has no chance in it but for keys
}

// nodeLoad is the result of one load on several servers.
type nodeLoad struct {
	Nodes     int     `json:"nodes"`
	Offered   int     `json:"offered_per_second,omitempty"`
	PerSecond float64 `json:"per_second"`
	P95       float64 `json:"p95_ms"`
	Errors    int     `json:"errors"`        // responses without a receipt, whatever the status
	PerCommit float64 `json:"per_commit"`    // responses that one transaction stored, on average
	ServerCPU float64 `json:"server_cpu_us"` // microseconds of CPU time of all servers for each response, without the database

	stored int
	reason error // the first error
}

// The loads of Nodes.
const (
	nodeClients  = 64
	offeredRate  = 200
	slowCommitMS = 10
	warmUp       = 2 * time.Second // in which servers render and prepare what they keep
)

// Nodes measures one and three servers on one PostgreSQL database, between which the
// clients take turns with every response.
func Nodes(ctx context.Context, run Options, seed uint64) (err error) {
	if run.Database == "" {
		return errors.New("several servers need PostgreSQL; set FOLKMOOT_BENCH_POSTGRES")
	}
	dir, database, remove, err := run.newInstallation(ctx, run.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	got := nodesResult{Name: "nodes", CommitMS: slowCommitMS, Seconds: run.Length.Seconds(), Seed: seed,
		Machine: fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())}
	l := &loadTest{now: run.Now}
	if l.keys, err = readKeys(dir); err != nil {
		return err
	}
	slow, slowDSN, err := startSlowDatabase(database, slowCommitMS*time.Millisecond)
	if err != nil {
		return err
	}
	defer slow.close()
	length := run.Length
	for _, nodes := range []int{1, 3} {
		full, err := l.onNodes(ctx, run, dir, database, nodes, func(r *robin) nodeLoad {
			return l.fullLoad(ctx, r, length)
		})
		if err != nil {
			return err
		}
		steady, err := l.onNodes(ctx, run, dir, slowDSN, nodes, func(r *robin) nodeLoad {
			return l.steadyLoad(ctx, r, length)
		})
		if err != nil {
			return err
		}
		got.FullLoad, got.SlowCommit = append(got.FullLoad, full), append(got.SlowCommit, steady)
	}
	got.Ratio = round(got.FullLoad[1].PerSecond / max(got.FullLoad[0].PerSecond, 0.01))
	var stored intakeResult
	if err := l.compareWithDatabase(ctx, dir, database, &stored); err != nil {
		return err
	}
	got.Lost, got.Doubled = stored.Lost, stored.Duplicates
	for _, load := range append(got.FullLoad, got.SlowCommit...) {
		if load.reason != nil {
			fmt.Fprintf(run.Err, "%d servers, first error: %v\n", load.Nodes, load.reason)
		}
	}
	if err := json.NewEncoder(run.Out).Encode(got); err != nil {
		return err
	}
	if got.Lost != 0 || got.Doubled != 0 {
		return fmt.Errorf("responses lost: %d, doubled: %d", got.Lost, got.Doubled)
	}
	return nil
}

// onNodes starts servers, warms them up, puts load on them and stops them.
func (l *loadTest) onNodes(
	ctx context.Context,
	run Options,
	dir, database string,
	nodes int,
	load func(*robin) nodeLoad,
) (got nodeLoad, err error) {
	r := &robin{}
	var servers []*server
	defer func() {
		r.close()
		for _, s := range servers {
			err = errors.Join(err, s.stop())
		}
	}()
	for range nodes {
		s, err := start(ctx, run, dir, database)
		if err != nil {
			return got, err
		}
		servers = append(servers, s)
		r.hosts = append(r.hosts, s.host)
		r.idle = append(r.idle, make(chan *client, nodeClients))
	}
	l.fullLoad(ctx, r, min(warmUp, run.Length))
	commits, err := countCommits(dir)
	if err != nil {
		return got, err
	}
	used := -allCPU(servers)
	got = load(r)
	got.Nodes = nodes
	got.ServerCPU = perResponse(used+allCPU(servers), got.stored)
	after, err := countCommits(dir)
	got.PerCommit = round(float64(got.stored) / float64(max(after-commits, 1)))
	return got, errors.Join(err, ctx.Err())
}

// countCommits returns how many transactions the servers with the folder dir have appended
// to the record. Each writes a line of their checkpoint file.
func countCommits(dir string) (int, error) {
	text, err := os.ReadFile(filepath.Join(dir, "record", "record.checkpoints"))
	return bytes.Count(text, []byte("\n")), err
}

func allCPU(servers []*server) (used time.Duration) {
	for _, s := range servers {
		used += cpuOf(s.cmd.Process.Pid)
	}
	return used
}

// robin sends each response to the next of several servers, over connections that it
// keeps.
type robin struct {
	hosts []string
	idle  []chan *client
	next  atomic.Uint64
}

func (r *robin) close() {
	for _, idle := range r.idle {
		for len(idle) > 0 {
			(<-idle).close()
		}
	}
}

// send sends one new response. It is an error if there is no receipt.
func (r *robin) send(ctx context.Context, l *loadTest) (took time.Duration, err error) {
	i := int(r.next.Add(1) % uint64(len(r.hosts)))
	var c *client
	select {
	case c = <-r.idle[i]:
	default:
		if c, err = dial(ctx, r.hosts[i]); err != nil {
			return 0, err
		}
	}
	took, busy, err := l.send(c)
	if err == nil && busy {
		err = errors.New("status 503")
	}
	if err != nil {
		c.close()
		return took, err
	}
	select {
	case r.idle[i] <- c:
	default:
		c.close()
	}
	return took, nil
}

// counts collects the results of a load from several goroutines.
type counts struct {
	mu    sync.Mutex
	times []time.Duration // guarded by mu
	load  nodeLoad        // guarded by mu
}

func (t *counts) add(took time.Duration, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		t.load.Errors++
		if t.load.reason == nil {
			t.load.reason = err
		}
		return
	}
	t.times = append(t.times, took)
}

func (t *counts) result(length time.Duration) nodeLoad {
	t.load.stored = len(t.times)
	t.load.PerSecond = round(float64(len(t.times)) / length.Seconds())
	t.load.P95 = quantile(t.times, 0.95)
	return t.load
}

// fullLoad sends responses from nodeClients clients, each after the last is answered.
func (l *loadTest) fullLoad(ctx context.Context, r *robin, length time.Duration) nodeLoad {
	var t counts
	var all sync.WaitGroup
	begun := l.now()
	for range nodeClients {
		all.Go(func() {
			for l.now().Sub(begun) < length && ctx.Err() == nil {
				t.add(r.send(ctx, l))
			}
		})
	}
	all.Wait()
	return t.result(l.now().Sub(begun))
}

// steadyLoad sends offeredRate responses a second, whether or not earlier ones are
// answered, and measures each from the time it was due.
func (l *loadTest) steadyLoad(ctx context.Context, r *robin, length time.Duration) nodeLoad {
	var t counts
	var all sync.WaitGroup
	begun := l.now()
	for i := range int(length.Seconds() * offeredRate) {
		due := begun.Add(time.Duration(i) * time.Second / offeredRate)
		time.Sleep(due.Sub(l.now()))
		if ctx.Err() != nil {
			break
		}
		all.Go(func() {
			_, err := r.send(ctx, l)
			t.add(l.now().Sub(due), err)
		})
	}
	all.Wait()
	got := t.result(l.now().Sub(begun))
	got.Offered = offeredRate
	return got
}
