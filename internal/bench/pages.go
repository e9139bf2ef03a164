package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

// pageResult is the size of one page and its response times at a steady rate.
type pageResult struct {
	Path       string  `json:"path"`
	P50        float64 `json:"p50_ms"`
	P99        float64 `json:"p99_ms"`
	Raw        int     `json:"bytes"`
	Compressed int     `json:"bytes_gzip"`
	WithAssets int     `json:"bytes_gzip_with_assets"` // with every file that the page loads
	Requests   int     `json:"requests"`
	Ratio      float64 `json:"p50_ratio"` // to the baseline
}

// pagesResult is the result of Pages for one database.
type pagesResult struct {
	Name     string       `json:"name"`
	Database string       `json:"database"`
	Rate     int          `json:"offered_per_second"`
	Pages    []pageResult `json:"pages"`
	Baseline pageResult   `json:"baseline"` // a static file from memory, requested in the same way
	MaxBytes int          `json:"max_bytes_gzip_with_assets"`
	MaxP99   float64      `json:"max_p99_ms"`
	Machine  string       `json:"machine"`
	Seconds  float64      `json:"seconds"`
}

// busiestPages are the pages visited most: those of a consultation from the
// list to the questions, its outcome, and the public record. {open} and
// {reported} stand for demonstration consultations that are open or have
// results, and {form} for the first page of questions.
var busiestPages = []string{"/", "/consultations", "/consultations/{open}", "/consultations/{open}/respond", "{form}",
	"/consultations/{reported}/results", "/progress", "/decisions", "/strategies", "/record"}

// pagesRate is the number of requests per second.
const pagesRate = 50

// pagesClients is the number of connections of bench county, which ask at that rate together.
const pagesClients = 8

// Pages measures the ten busiest pages of the demonstration one after another,
// on every database.
func Pages(ctx context.Context, run Options) error {
	databases := []string{""}
	if run.Database != "" {
		databases = []string{run.Database, ""}
	}
	for _, database := range databases {
		got, err := pagesOn(ctx, run, database)
		if err == nil {
			err = json.NewEncoder(run.Out).Encode(got)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func pagesOn(ctx context.Context, run Options, database string) (got pagesResult, err error) {
	dir, database, remove, err := run.newInstallation(ctx, database)
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	got = pagesResult{Name: "pages", Database: engine(database), Rate: pagesRate, Seconds: run.Length.Seconds(),
		Machine: fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())}
	s, err := start(ctx, run, dir, database)
	if err != nil {
		return got, err
	}
	defer s.kill()
	paths, style, err := findPages(ctx, s.host, run.Now)
	if err != nil {
		return got, err
	}
	length := run.Length
	if got.Baseline, err = measurePage(ctx, s.host, style, run.Now, length); err != nil {
		return got, err
	}
	got.Baseline.Ratio = 1
	for _, path := range paths {
		p, err := measurePage(ctx, s.host, path, run.Now, length)
		if err != nil {
			return got, fmt.Errorf("%s: %w", path, err)
		}
		if got.Baseline.P50 > 0 {
			p.Ratio = round(p.P50 / got.Baseline.P50)
		}
		got.MaxBytes, got.MaxP99 = max(got.MaxBytes, p.WithAssets), max(got.MaxP99, p.P99)
		got.Pages = append(got.Pages, p)
	}
	return got, s.stop()
}

var (
	respondLink      = regexp.MustCompile(`href="/consultations/([a-z0-9-]+)/respond"`)
	resultsLink      = regexp.MustCompile(`href="/consultations/([a-z0-9-]+)/results/\d`)
	consultationLink = regexp.MustCompile(`href="(/consultations/[a-z0-9-]+)"`)
	startLink        = regexp.MustCompile(`href="(/consultations/[a-z0-9-]+/respond/[a-z0-9-]+)"`)
	assetLink        = regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`)
)

// findPages finds the URLs of the busiest pages, and of a style sheet, by
// following links like a visitor.
func findPages(ctx context.Context, host string, now func() time.Time) (paths []string, style string, err error) {
	c, err := dial(ctx, host)
	if err != nil {
		return nil, "", err
	}
	defer c.close()
	read := func(path string) (string, error) {
		status, body, err := c.get(path, "", now().Add(30*time.Second))
		if err == nil && status != 200 && status != 303 {
			err = fmt.Errorf("%s: status %d", path, status)
		}
		return string(body), err
	}
	var open, reported, form string
	var list string
	for _, from := range []string{"/", "/consultations?state=open", "/consultations?state=reported", "/consultations?state=closed"} {
		part, err := read(from)
		if err != nil {
			return nil, "", err
		}
		list += part
	}
	if m := assetLink.FindStringSubmatch(list); m != nil {
		style = m[1]
	}
	for _, m := range consultationLink.FindAllStringSubmatch(list, -1) {
		page, err := read(m[1])
		if err != nil {
			return nil, "", err
		}
		if to := respondLink.FindStringSubmatch(page); to != nil && open == "" {
			open = to[1]
		}
	}
	data, err := read("/data/results")
	if err != nil {
		return nil, "", err
	}
	if to := resultsLink.FindStringSubmatch(data); to != nil {
		reported = to[1]
	}
	if open == "" || reported == "" || style == "" {
		return nil, "", errors.New("the demonstration has no open consultation or none with results")
	}
	begin, err := read("/consultations/" + open + "/respond")
	if err != nil {
		return nil, "", err
	}
	if m := startLink.FindStringSubmatch(begin); m != nil {
		if _, err := read(m[1]); err != nil {
			return nil, "", err
		}
		form = c.location
	}
	if form == "" {
		return nil, "", errors.New("cannot start a response to the open consultation")
	}
	for _, path := range busiestPages {
		switch path {
		case "{form}":
			path = form
		case "/consultations/{reported}/results":
			path = "/consultations/" + reported + "/results"
		default:
			path = strings.ReplaceAll(path, "{open}", open)
		}
		paths = append(paths, path)
	}
	return paths, style, nil
}

// measurePage measures one page.
func measurePage(ctx context.Context, host, path string, now func() time.Time, length time.Duration) (p pageResult, err error) {
	c, err := dial(ctx, host)
	if err != nil {
		return p, err
	}
	defer c.close()
	get := func(path, coding string) ([]byte, error) {
		status, body, err := c.get(path, coding, now().Add(30*time.Second))
		if err == nil && status != 200 {
			err = fmt.Errorf("status %d", status)
		}
		return body, err
	}
	raw, err := get(path, "")
	if err != nil {
		return p, err
	}
	compressed, err := get(path, "gzip")
	if err != nil {
		return p, err
	}
	p = pageResult{Path: path, Raw: len(raw), Compressed: len(compressed), WithAssets: len(compressed), Requests: 1}
	var assets []string
	for _, m := range assetLink.FindAllStringSubmatch(string(raw), -1) {
		if slices.Contains(assets, m[1]) {
			continue
		}
		assets = append(assets, m[1])
		file, err := get(m[1], "gzip")
		if err != nil {
			return p, err
		}
		p.WithAssets += len(file)
		p.Requests++
	}
	got, err := openLoop(ctx, host, now, 16, pagesRate, length, func(c *client) error {
		status, _, err := c.get(path, "gzip", now().Add(30*time.Second))
		if err == nil && status != 200 {
			err = fmt.Errorf("status %d", status)
		}
		return err
	})
	p.P50, p.P99 = got.P50, got.P99
	return p, err
}
