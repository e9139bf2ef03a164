package bench

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"time"
)

// countyPage is a page of the county and its response times at a steady rate.
type countyPage struct {
	Path  string  `json:"path"`
	Route string  `json:"route"`
	P50   float64 `json:"p50_ms"`
	P95   float64 `json:"p95_ms"`
	P99   float64 `json:"p99_ms"`
	CPU   float64 `json:"server_cpu_ms"` // for each request; other programs on the machine do not change it
	Bytes int     `json:"bytes"`
}

// countyResult is the result of County.
type countyResult struct {
	Name     string       `json:"name"`
	Database string       `json:"database"`
	Size     CountySize   `json:"size"`
	Seed     uint64       `json:"seed"`
	Rate     int          `json:"offered_per_second"`
	Seconds  float64      `json:"seconds"` // for each page
	Built    float64      `json:"built_seconds"`
	Baseline countyPage   `json:"baseline"` // a static file from memory, requested in the same way
	Slowest  countyPage   `json:"slowest"`
	Largest  countyPage   `json:"largest"`
	OverTime []string     `json:"over_50_ms"` // paths with a p99 over maxPageTime, and files over a limit of their own
	OverSize []string     `json:"over_300_kb"`
	Errors   []string     `json:"errors"`    // addresses that were not answered with a page
	Missed   []string     `json:"unreached"` // routes that no request reached
	Machine  string       `json:"machine"`
	Pages    []countyPage `json:"pages"` // the slowest first
}

// The limits of a page.
const (
	maxPageTime  = 50.0    // ms, p99
	maxPageBytes = 300_000 // before compression
)

// A fileLimit is what is wanted of a file.
type fileLimit struct {
	ms    float64 // p99
	bytes int
	rate  int // requests per second, each for a second at least
}

// wholeFiles are the routes of files with everything that there is of a kind: one that an officer downloads now and then, and
// those of open data, which programs read. They have limits of their own: such a file takes as long as there are rows, is read
// page by page and is sent while it is read.
var wholeFiles = map[string]fileLimit{
	"GET /staff/action-spreadsheet/download": {ms: 1000, bytes: 2_000_000, rate: 1},

	"GET /data/actions.csv":         {ms: 1000, bytes: 3_000_000, rate: 1},
	"GET /data/actions.json":        {ms: 1000, bytes: 6_000_000, rate: 1},
	"GET /data/action-updates.csv":  {ms: 1000, bytes: 6_000_000, rate: 1},
	"GET /data/action-updates.json": {ms: 1000, bytes: 8_000_000, rate: 1},
	"GET /data/measurements.csv":    {ms: 1500, bytes: 10_000_000, rate: 1},
	"GET /data/measurements.json":   {ms: 1500, bytes: 15_000_000, rate: 1},
	"GET /data/assessments.csv":     {ms: 500, bytes: 1_000_000, rate: 1},
	"GET /data/assessments.json":    {ms: 500, bytes: 1_000_000, rate: 1},
	"GET /data/objectives.csv":      {ms: 200, bytes: 1_000_000, rate: 1},
	"GET /data/objectives.json":     {ms: 200, bytes: 2_000_000, rate: 1},
}

// limitsOf returns the limits of a page or a file.
func limitsOf(route string) fileLimit {
	if file, ok := wholeFiles[route]; ok {
		return file
	}
	return fileLimit{ms: maxPageTime, bytes: maxPageBytes, rate: pagesRate}
}

// countyPeople are the people of the demonstration as whom staff pages are read, each with the pages that those before have not
// reached.
var countyPeople = []string{
	"invented-officer", "invented-equality-officer", "invented-analyst", "invented-administrator", "invented-auditor",
	"invented-head-of-service", "invented-councillor", "invented-entry-clerk", "invented-action-owner", "invented-partner-editor",
}

// countySeeds are pages with more than others of their kind have, which a walk along a few links might miss.
var countySeeds = []string{"/", "/sitemap.xml", "/strategies/" + strategyRef(0), "/objectives/" + objectiveRef(0,
	0), "/actions/" + actionRef(0)}

// County measures every page of a county that has decided and done much: the public pages, and those of staff. It prints one
// line for each database; SQLite comes last.
func County(ctx context.Context, run Options, size CountySize, seed uint64) error {
	databases := []string{""}
	if run.Database != "" {
		databases = []string{run.Database, ""}
	}
	for _, database := range databases {
		got, err := countyOn(ctx, run, size, seed, database)
		if err == nil {
			err = json.NewEncoder(run.Out).Encode(got)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func countyOn(ctx context.Context, run Options, size CountySize, seed uint64, database string) (got countyResult,
	err error) {
	begun := run.Now()
	fmt.Fprintf(run.Err, "Building a county of %d assessments, %d actions and %d readings on %s.\n",
		size.Assessments, size.Actions, size.Readings, engine(database))
	m := &countyMeasure{run: run, got: &got}
	run.Prepare = func(ctx context.Context, dir, database string) (err error) {
		m.routes, err = run.PrepareCounty(ctx, dir, database, size, seed)
		return err
	}
	dir, database, remove, err := run.newInstallation(ctx, database)
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	got = countyResult{Name: "county", Database: engine(database), Size: size, Seed: seed, Rate: pagesRate,
		Seconds: run.Length.Seconds(),
		Built:   round(run.Now().Sub(begun).Seconds()),
		Machine: fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(),
			runtime.Version())}
	fmt.Fprintf(run.Err, "Built in %.0f s. Starting the server.\n", got.Built)
	s, err := startCommand(ctx, run, "demo", dir, database)
	if err != nil {
		return got, err
	}
	defer s.kill()
	m.server = s
	if err := m.public(ctx); err != nil {
		return got, err
	}
	for _, person := range countyPeople {
		if err := m.staff(ctx, person); err != nil {
			return got, err
		}
	}
	got.rank()
	return got, s.stop()
}

// rank sorts the pages and notes the worst.
func (r *countyResult) rank() {
	slices.SortStableFunc(r.Pages, func(a, b countyPage) int { return cmp.Compare(b.P99, a.P99) })
	for _, p := range r.Pages {
		if p.P99 > limitsOf(p.Route).ms {
			r.OverTime = append(r.OverTime, p.Path)
		}
		if p.Bytes > limitsOf(p.Route).bytes {
			r.OverSize = append(r.OverSize, p.Path)
		}
		if p.Bytes > r.Largest.Bytes {
			r.Largest = p
		}
	}
	if len(r.Pages) > 0 {
		r.Slowest = r.Pages[0]
	}
}

// countyMeasure measures the pages of a county.
type countyMeasure struct {
	run    Options
	routes []string
	server *server
	got    *countyResult
}

// walk finds pages, as the person with a cookie or as a visitor.
func (m *countyMeasure) walk(ctx context.Context, cookie string, each int, seeds []string) (*Walk, error) {
	staff := cookie != ""
	var routes []string
	for _, r := range m.routes {
		if path, ok := strings.CutPrefix(r, "GET "); ok && strings.HasPrefix(path, "/staff") == staff {
			routes = append(routes, r)
		}
	}
	c, err := dial(ctx, m.server.host)
	if err != nil {
		return nil, err
	}
	defer c.close()
	c.cookie = cookie
	w := &Walk{Routes: routes, Seeds: seeds, Each: each, Ask: func(path string) (Answer, error) {
		status, body, err := c.get(path, "", m.run.Now().Add(30*time.Second))
		return Answer{Status: status, Type: c.contentType, Location: c.location, Body: body}, err
	}}
	if err := w.Run(); err != nil {
		return nil, err
	}
	m.got.Errors = append(m.got.Errors, w.Wrong...)
	return w, nil
}

// public measures the largest pages of each public route.
func (m *countyMeasure) public(ctx context.Context) error {
	w, err := m.walk(ctx, "", 5, countySeeds)
	if err != nil {
		return err
	}
	m.got.Missed = append(m.got.Missed, w.Missed()...)
	style := assetLink.FindSubmatch(w.first)
	if style == nil {
		return errors.New("the home page has no style sheet")
	}
	if m.got.Baseline, err = m.measure(ctx, FoundPage{Path: string(style[1])}, ""); err != nil {
		return err
	}
	return m.each(ctx, w.Largest(2), "")
}

// staff measures the largest page of each route of staff.
func (m *countyMeasure) staff(ctx context.Context, person string) error {
	c, err := dial(ctx, m.server.host)
	if err != nil {
		return err
	}
	defer c.close()
	status, _, err := c.post("/staff/sign-in/demonstration", "text/html",
		[]byte(url.Values{"person": {person}}.Encode()),
		m.run.Now().Add(30*time.Second))
	if err == nil && c.cookie == "" {
		err = fmt.Errorf("cannot sign in as %s: status %d", person, status)
	}
	if err != nil {
		return err
	}
	w, err := m.walk(ctx, c.cookie, 2, []string{"/staff"})
	if err != nil {
		return err
	}
	missed := w.Missed()
	if person == countyPeople[0] {
		m.got.Missed = append(m.got.Missed, missed...)
	} else {
		m.got.Missed = slices.DeleteFunc(m.got.Missed, func(route string) bool {
			return strings.HasPrefix(route, "GET /staff") && !slices.Contains(missed, route)
		})
	}
	var pages []FoundPage
	for _, p := range w.Largest(1) {
		if !slices.ContainsFunc(m.got.Pages, func(had countyPage) bool { return had.Route == p.Route }) {
			pages = append(pages, p)
		}
	}
	return m.each(ctx, pages, c.cookie)
}

func (m *countyMeasure) each(ctx context.Context, pages []FoundPage, cookie string) error {
	fmt.Fprintf(m.run.Err, "Measuring %d pages for %.1f s each.\n", len(pages), m.run.Length.Seconds())
	for _, p := range pages {
		got, err := m.measure(ctx, p, cookie)
		if err != nil {
			m.got.Errors = append(m.got.Errors, p.Path+": "+err.Error())
			continue
		}
		m.got.Pages = append(m.got.Pages, got)
	}
	return nil
}

// measure requests a page at the rate. The first requests, one for each client at once, are not counted: they fill what the
// server keeps, and what each of its connections to the database keeps.
func (m *countyMeasure) measure(ctx context.Context, page FoundPage, cookie string) (p countyPage, err error) {
	now, used := m.run.Now, time.Duration(0)
	ask := func(c *client) ([]byte, error) {
		c.cookie = cookie
		status, body, err := c.get(page.Path, "gzip", now().Add(30*time.Second))
		if err == nil && status != 200 && status != 303 {
			err = fmt.Errorf("status %d", status)
		}
		return body, err
	}
	once := func(c *client) error {
		_, err := ask(c)
		return err
	}
	if err := forEachClient(ctx, m.server.host, pagesClients, once); err != nil {
		return p, err
	}
	rate, length := limitsOf(page.Route).rate, m.run.Length
	if rate < pagesRate {
		length = max(length, 3*time.Second)
	}
	before := cpuOf(m.server.cmd.Process.Pid)
	times, err := openLoopTimes(ctx, m.server.host, now, pagesClients, rate, length, once)
	used = cpuOf(m.server.cmd.Process.Pid) - before
	return countyPage{Path: page.Path, Route: page.Route, P50: quantile(times, 0.50), P95: quantile(times, 0.95),
		P99: quantile(times, 0.99),
		CPU: round(float64(used.Microseconds()) / 1000 / float64(max(len(times), 1))), Bytes: page.Bytes}, err
}
