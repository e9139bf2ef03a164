// Package bench measures the program from outside: it starts a server process,
// puts a limited load on it from the same machine, and prints the results as
// lines of JSON.
package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Options are the parameters of a benchmark.
type Options struct {
	Program  string        // path of the folkmoot program to start
	Database string        // PostgreSQL URL to measure in addition to SQLite, or ""
	DuckDB   string        // command that counts with DuckDB, see tools/bench-duckdb.mjs, or ""
	Length   time.Duration // of each load
	Loops    int           // number of crashes
	Sizes    []int         // numbers of responses or texts of Release and Similar; nil for those of the benchmark
	Tables   int           // of Release, beside those of its usual questionnaire; 0 for none
	Out, Err io.Writer
	Now      func() time.Time
	// Prepare creates the benchmark's consultation in dir and database.
	Prepare func(ctx context.Context, dir, database string) error
	// PrepareRelease adds ReleaseConsultation with a number of responses and of statements to dir.
	PrepareRelease func(ctx context.Context, dir string, responses, statements int) error
	// PrepareCounty creates a county and returns the routes of the site, like "GET /assessments/{ref}".
	PrepareCounty func(ctx context.Context, dir, database string, size CountySize, seed uint64) (routes []string, err error)
}

// Consultation and Edition are the slug and edition that the load responds to;
// see Definition.
const (
	Consultation = "benchmark"
	Edition      = "standard"
)

// closedLoopResult is the result for one number of clients, each of which sends
// its next response after the last one is answered.
type closedLoopResult struct {
	Clients   int     `json:"clients"`
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	P95       float64 `json:"p95_ms"`
	P99       float64 `json:"p99_ms"`
	Busy      int     `json:"busy,omitempty"` // responses refused with status 503
	ServerCPU float64 `json:"server_cpu_us"`  // microseconds of CPU time for each response
	LoadCPU   float64 `json:"load_cpu_us"`    // the same of the clients, which share the machine
	Written   float64 `json:"written_kb"`     // kilobytes that the server sent to the disk for each response
}

// openLoopResult is the result for a fixed rate of arrivals, independent of
// response times.
type openLoopResult struct {
	Offered   int     `json:"offered_per_second"`
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	P99       float64 `json:"p99_ms"`
}

// intakeResult is the result of Intake for one database.
type intakeResult struct {
	Name         string             `json:"name"`
	Database     string             `json:"database"`
	HTTP         []closedLoopResult `json:"http"`
	Arrivals     openLoopResult     `json:"arrivals"`
	RawPerSecond float64            `json:"raw_per_second"` // see rawRows
	RawCPU       float64            `json:"raw_cpu_us"`
	RawWritten   float64            `json:"raw_written_kb"`
	Ratio        float64            `json:"ratio"`               // at 64 clients, to RawPerSecond
	Promised     float64            `json:"promised_per_second"` // see promisedRows
	PromisedCPU  float64            `json:"promised_cpu_us"`
	PromisedKB   float64            `json:"promised_written_kb"`
	RatioOfRows  float64            `json:"ratio_to_promised"`
	Lost         int                `json:"lost"`
	Duplicates   int                `json:"duplicates"`
	Responses    int64              `json:"responses"`
	Bytes        int                `json:"bytes_per_response"`
	Machine      string             `json:"machine"`
	Seconds      float64            `json:"seconds"`
}

// Intake measures how many responses per second the server accepts with a
// receipt, on every database; SQLite comes last.
func Intake(ctx context.Context, run Options) error {
	databases := []string{""}
	if run.Database != "" {
		databases = []string{run.Database, ""}
	}
	for _, database := range databases {
		got, err := intakeOn(ctx, run, database)
		if err != nil {
			return err
		}
		if err := json.NewEncoder(run.Out).Encode(got); err != nil {
			return err
		}
		if got.Lost != 0 || got.Duplicates != 0 {
			return fmt.Errorf("responses lost: %d, duplicates: %d", got.Lost, got.Duplicates)
		}
	}
	return nil
}

func intakeOn(ctx context.Context, run Options, database string) (got intakeResult, err error) {
	dir, database, remove, err := run.newInstallation(ctx, database)
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	got = intakeResult{Name: "intake", Database: engine(database), Seconds: run.Length.Seconds(),
		Machine: fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())}
	s, err := start(ctx, run, dir, database)
	if err != nil {
		return got, err
	}
	defer s.kill()
	l := &loadTest{server: s, now: run.Now}
	if l.keys, err = readKeys(dir); err != nil {
		return got, err
	}
	for _, clients := range []int{16, 64, 256} {
		m, err := l.runClosedLoop(ctx, clients, run.Length)
		if err != nil {
			return got, fmt.Errorf("%d clients: %w", clients, err)
		}
		got.HTTP = append(got.HTTP, m)
	}
	if got.Arrivals, err = l.runOpenLoop(ctx, 500, run.Length); err != nil {
		return got, err
	}
	got.Bytes = len(l.formBody(l.newKey()))
	if err := s.stop(); err != nil {
		return got, err
	}
	if err := l.compareWithDatabase(ctx, dir, database, &got); err != nil {
		return got, err
	}
	length := run.Length
	raw, err := rawInsertRate(ctx, dir, database, rawRows, 64, length, run.Now)
	if err != nil {
		return got, err
	}
	promised, err := rawInsertRate(ctx, dir, database, promisedRows, 64, length, run.Now)
	if err != nil {
		return got, err
	}
	got.RawPerSecond, got.RawCPU, got.RawWritten = raw.perSecond, raw.cpu, raw.written
	got.Promised, got.PromisedCPU, got.PromisedKB = promised.perSecond, promised.cpu, promised.written
	got.Ratio, got.RatioOfRows = round(got.HTTP[1].PerSecond/raw.perSecond), round(got.HTTP[1].PerSecond/promised.perSecond)
	return got, nil
}

func engine(database string) string {
	if db.IsPostgres(database) {
		return "postgres"
	}
	return "sqlite"
}

// dsn returns the data source name of an installation's database.
func dsn(dir, database string) string {
	if database != "" {
		return database
	}
	return filepath.Join(dir, "folkmoot.db")
}

// loadTest records what was sent to a server and what it acknowledged.
type loadTest struct {
	server       *server
	now          func() time.Time
	keys         *intake.Keys // of the installation, so that the server takes the keys
	mu           sync.Mutex
	sent         []intake.Issued // guarded by mu; every key sent
	acknowledged []intake.Issued // guarded by mu; keys with a receipt
}

// readKeys returns the keys of the installation in dir.
func readKeys(dir string) (*intake.Keys, error) {
	secret, err := os.ReadFile(filepath.Join(dir, "intake.key"))
	return intake.NewKeys(secret), err
}

var sendPath = "/consultations/" + Consultation + "/answers/" + Edition + "/%s/0"

// sampleText makes a response as long as typical ones: 1.2 kB in all.
var sampleText = strings.Repeat(
	"The bus is late more often than it is not, and the shelter lets in the rain. "+
		"A later bus on Fridays would let people stay for the evening class. ",
	5,
)

// formBody returns the form of a response with all questions answered.
func (l *loadTest) formBody(key intake.Issued) []byte {
	return []byte(url.Values{
		"action": {"send"}, "version": {"0"}, web.HalfField: {string(key.Code)},
		"use": {
			"weekly",
		}, "ways": {"bus", "walk"}, "agree--one": {"agree"}, "agree--two": {"strongly-agree"}, "agree--three": {"neither"},
		"money--parks": {"40"}, "money--libraries": {"60"}, "age": {"a35-44"}, "sex": {"female"},
		"why": {"Key " + key.Address.String() + ". " + sampleText},
	}.Encode())
}

// send sends one new response and returns how long it took, and whether the
// server refused it as busy.
func (l *loadTest) send(c *client) (took time.Duration, busy bool, err error) {
	key := l.newKey()
	form := l.formBody(key)
	begun := l.now()
	status, body, err := c.post(fmt.Sprintf(sendPath, key.Address), "text/html", form, begun.Add(30*time.Second))
	took = l.now().Sub(begun)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent = append(l.sent, key)
	switch {
	case err != nil:
		return took, false, err
	case status == 503:
		return took, true, nil
	case status != 200 || !bytes.Contains(body, []byte("Response received")):
		return took, false, fmt.Errorf("status %d: %.300s", status, body)
	}
	l.acknowledged = append(l.acknowledged, key)
	return took, false, nil
}

func (l *loadTest) newKey() intake.Issued { return l.keys.Issue(Consultation, l.now()) }

// runClosedLoop runs clients that send one response after another for length.
func (l *loadTest) runClosedLoop(ctx context.Context, clients int, length time.Duration) (closedLoopResult, error) {
	m := closedLoopResult{Clients: clients}
	var times []time.Duration
	var mu sync.Mutex
	pid := l.server.cmd.Process.Pid
	written, serverCPU, loadCPU, begun := writtenBy(pid), cpuOf(pid), ownCPU(), l.now()
	err := l.forEachClient(ctx, clients, func(c *client) error {
		var clientTimes []time.Duration
		busy := 0
		for l.now().Sub(begun) < length && ctx.Err() == nil {
			took, later, err := l.send(c)
			if err != nil {
				return err
			}
			if later {
				busy++
				continue
			}
			clientTimes = append(clientTimes, took)
		}
		mu.Lock()
		defer mu.Unlock()
		times = append(times, clientTimes...)
		m.Busy += busy
		return nil
	})
	m.PerSecond = round(float64(len(times)) / l.now().Sub(begun).Seconds())
	m.ServerCPU = perResponse(cpuOf(pid)-serverCPU, len(times))
	m.Written = kilobytes(writtenBy(pid)-written, len(times))
	m.LoadCPU = perResponse(ownCPU()-loadCPU, len(times))
	m.P50, m.P95, m.P99 = quantile(times, 0.50), quantile(times, 0.95), quantile(times, 0.99)
	return m, err
}

// runOpenLoop sends rate responses per second and measures each from the time
// it was due, so that a stalled server does not hide waiting times.
func (l *loadTest) runOpenLoop(ctx context.Context, rate int, length time.Duration) (openLoopResult, error) {
	return openLoop(ctx, l.server.host, l.now, 64, rate, length, func(c *client) error {
		_, _, err := l.send(c)
		return err
	})
}

// forEachClient runs work on several connections to the server at once.
func (l *loadTest) forEachClient(ctx context.Context, clients int, work func(*client) error) error {
	return forEachClient(ctx, l.server.host, clients, work)
}

// openLoop calls ask rate times per second for length, on several connections,
// and measures each call from the time it was due.
func openLoop(
	ctx context.Context,
	host string,
	now func() time.Time,
	clients, rate int,
	length time.Duration,
	ask func(*client) error,
) (openLoopResult, error) {
	a := openLoopResult{Offered: rate}
	begun := now()
	times, err := openLoopTimes(ctx, host, now, clients, rate, length, ask)
	a.PerSecond = round(float64(len(times)) / now().Sub(begun).Seconds())
	a.P50, a.P99 = quantile(times, 0.50), quantile(times, 0.99)
	return a, err
}

// openLoopTimes is openLoop, and returns how long each call took.
func openLoopTimes(
	ctx context.Context,
	host string,
	now func() time.Time,
	clients, rate int,
	length time.Duration,
	ask func(*client) error,
) (times []time.Duration, err error) {
	due := make(chan time.Time, rate)
	go func() {
		defer close(due)
		begun := now()
		for i := range int(length.Seconds() * float64(rate)) {
			at := begun.Add(time.Duration(i) * time.Second / time.Duration(rate))
			time.Sleep(at.Sub(now()))
			select {
			case due <- at:
			case <-ctx.Done():
				return
			}
		}
	}()
	var mu sync.Mutex
	err = forEachClient(ctx, host, clients, func(c *client) error {
		for at := range due {
			if err := ask(c); err != nil {
				return err
			}
			mu.Lock()
			times = append(times, now().Sub(at))
			mu.Unlock()
		}
		return nil
	})
	return times, err
}

// forEachClient runs work on several connections to host at once.
func forEachClient(ctx context.Context, host string, clients int, work func(*client) error) error {
	var wg sync.WaitGroup
	errs := make([]error, clients)
	for i := range clients {
		c, err := dial(ctx, host)
		if err != nil {
			return errors.Join(err)
		}
		wg.Go(func() {
			defer c.close()
			errs[i] = work(c)
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func quantile(times []time.Duration, q float64) float64 {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	at := times[min(len(times)-1, int(q*float64(len(times))))]
	return round(float64(at.Microseconds()) / 1000)
}

func round(x float64) float64 { return float64(int64(x*100+0.5)) / 100 }
