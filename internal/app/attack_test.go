package app_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/waittest"
)

// Attacks on a whole installation. docs/hostile-inputs.md lists them:
//
// 	attack_text_test.go     text that would like to be HTML or script
// 	attack_request_test.go  requests that none of our pages would send
// 	attack_trace_test.go    a reader of the database, the files and the log

// operationWait lets requests of tests have the result of work that takes long, however slow the machine is. Tests that show
// the progress of work have another.
const operationWait = time.Minute

// openDate is a time at which a consultation of the demonstration is open.
var openDate = time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)

// newSite opens an installation with cfg and the definitions in files, at
// openDate, on a local address. If first is not nil, it sees every request
// before the site. Background work does not run: see runBackground.
func newSite(t *testing.T, cfg app.Config, files fs.FS, log *slog.Logger, first func(*http.Request)) *installation {
	t.Helper()
	if cfg.Data == "" {
		cfg.Data = t.TempDir()
	}
	cfg.OperationWait = cmp.Or(cfg.OperationWait, operationWait)
	at := func() time.Time { return openDate }
	a, err := app.New(t.Context(), cfg, log, at)
	if err != nil {
		t.Fatal(err)
	}
	a.DB.SetClock(at)
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := definition.Load(t.Context(), a.Log, files, actor.System, a.Definitions()); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if first != nil {
			first(r)
		}
		a.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return newInstallation(server.URL, a)
}

// runBackground runs the background work until the test ends.
func (s *installation) runBackground(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- s.app.RunBackground(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// finishBackground does all background work that is due: everything periodic, and
// then all jobs. runBackground may do the same work at the same time.
func (s *installation) finishBackground(t *testing.T) {
	t.Helper()
	if err := s.app.RunDueWork(t.Context()); err != nil {
		t.Fatal(err)
	}
	waittest.Until(t, "no job is running", func() bool {
		var running int64
		if err := s.app.DB.View(t.Context(), func(tx *db.Tx) (err error) {
			running, err = db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM jobs_job WHERE state = 'running'`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return running == 0
	})
}

// openResponses are the invented responses to the open consultation, without which tests can count
// their own.
const openResponses = "consultations/getting-about/responses.yaml"

// demoPart returns the demonstration with only the files that begin with one of
// the prefixes, and without openResponses.
func demoPart(t *testing.T, prefixes ...string) fstest.MapFS {
	t.Helper()
	some := fstest.MapFS{}
	err := fs.WalkDir(demo.Files(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == openResponses ||
			!slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) }) {
			return err
		}
		data, err := fs.ReadFile(demo.Files(), name)
		some[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	withoutDangling(some)
	return some
}

// danglingPattern finds the lines of definition files that refer to one other record.
var danglingPattern = regexp.MustCompile(
	`(?m)^ *(?:- ")?(strategy|follows|continues|consultation|action|decision): ?([a-z0-9-]+)"?\n`)

// folderOf is the folder with the records to which a setting of danglingPattern refers.
var folderOf = map[string]string{"strategy": "strategies", "follows": "strategies", "continues": "actions", "action": "actions",
	"consultation": "consultations", "decision": "decisions"}

// withoutDangling removes from a part of the demonstration the references to what is not in it.
func withoutDangling(part fstest.MapFS) {
	has := map[string]bool{}
	hasEvidence := false
	for name, file := range part {
		folder, _, _ := strings.Cut(strings.Replace(name, "register.yaml", "consultations/", 1), "/")
		has[folder+"/"+path.Base(path.Dir(name))] = true // a consultation
		hasEvidence = hasEvidence || strings.HasPrefix(name, "evidence/")
		for _, found := range regexp.MustCompile(`(?:ref|slug): ([a-z0-9-]+)`).FindAllSubmatch(file.Data, -1) {
			has[folder+"/"+string(found[1])] = true
		}
	}
	for name, file := range part {
		if !strings.HasSuffix(name, ".yaml") || name == "council.yaml" {
			continue
		}
		file.Data = danglingPattern.ReplaceAllFunc(file.Data, func(line []byte) []byte {
			found := danglingPattern.FindSubmatch(line)
			if has[folderOf[string(found[1])]+"/"+string(found[2])] {
				return line
			}
			return nil
		})
		if !hasEvidence && strings.HasSuffix(name, "/consultation.yaml") {
			file.Data = regexp.MustCompile(`(?m)^evidence: .*\n`).ReplaceAll(file.Data, nil)
		}
	}
}

// addPartners adds the partner of the demonstration and another one, so that the crawlers find their entries and the principles.
func addPartners(part fstest.MapFS) {
	part["organisations.yaml"] = &fstest.MapFile{Data: []byte(`organisations:
  - {id: invented-partner, name: A partner, category: Charity, site: "https://partner.example"}
  - {id: another-partner, name: Another partner}
`)}
	part["partnership-principles.yaml"] = &fstest.MapFile{Data: []byte(`versions:
  - version: 1
    published: 2026-01-02
    introduction: We work together.
    principles: [{name: Equality, means: We ask who gains.}]
  - version: 2
    published: 2026-02-02
    introduction: We work together as equals.
    principles: [{name: Equality, means: We ask who gains.}]
`)}
	part["partners/partners.yaml"] = &fstest.MapFile{Data: []byte(`partners:
  - organisation: invented-partner
    kind: voluntary
    purpose: It repairs benches.
    easy-read: It repairs benches.
    signed: [{version: 1, role: Chair, on: 2026-01-03}]
  - organisation: another-partner
    kind: group
    purpose: It sits on benches.
    part-of: invented-partner
`)}
}

// minimalDemo returns the part of the demonstration that is needed to respond to
// the open consultation, and an action for which no strategy is needed.
func minimalDemo(t *testing.T) fstest.MapFS {
	part := demoPart(t, "council.yaml", "consultations/getting-about/")
	part["actions/other.yaml"] = &fstest.MapFile{Data: []byte(`actions:
  - {ref: benches, what: Repair the benches, who: Parks manager, due: 2026-01-31, measure: Benches, unit: benches, invented: this action}
`)}
	addPartners(part)
	part["places.yaml"] = &fstest.MapFile{Data: []byte("places: [{ref: example-town, code: E05999999, name: Example Town, kind: ward}]\n")}
	part["evidence/example.yaml"] = &fstest.MapFile{Data: []byte(`needs:
  - {ref: example-need, title: Residents wait for an interpreter, says: They wait., source: {name: Survey, date: 2025-01-01}}
`)}
	addAgreedEarlier(part)
	part["reports/benches.yaml"] = &fstest.MapFile{Data: []byte(`ref: benches
title: Benches
body: Cabinet
meeting: 2026-06-01
author: Head of parks
purpose: To decide about benches.
recommendations: [That the benches be repaired.]
reasons: People asked for it.
options:
  - {option: Repair the benches, role: recommended, effect: People can sit., why: It is cheap.}
  - {option: Leave them, role: do-nothing, effect: People cannot sit.}
equality: Benches help people who cannot walk far.
legal: There are none.
finance: There are none.
risk: There are none.
invented: this report
`)}
	part["forward-plan/benches.yaml"] = &fstest.MapFile{Data: []byte(`ref: benches
title: Benches
maker: Cabinet
meeting: 2026-06-01
about: Whether the benches are repaired.
copies: County Hall
reports: []
invented: this entry
`)}
	return part
}

// addAgreedEarlier adds to a folder that no assessment is recorded of its consultations and, if it has that, of the action of
// minimalDemo.
func addAgreedEarlier(files fstest.MapFS) {
	var activities []string
	for name, file := range files {
		if bytes.Contains(file.Data, []byte("{ref: benches, what: ")) {
			activities = append(activities, "action:benches")
		}
		if dir, base := path.Split(name); base == "consultation.yaml" {
			activities = append(activities, "consultation:"+path.Base(dir))
		}
	}
	slices.Sort(activities)
	files["assessments/earlier.yaml"] = &fstest.MapFile{Data: []byte(`assessments:
  - {ref: earlier, title: Agreed earlier, subject: service, started: 2026-01-05, needed: not-recorded, why: It was years ago.,
     activities: ["` + strings.Join(activities, `", "`) + `"], invented: this entry}
`)}
}

// crawl visits every page that links and GET forms lead to, at most each pages
// of a route, and calls look with it.
func (s *installation) crawl(t *testing.T, each int, look func(route string, d *browsertest.Document), from ...string) {
	t.Helper()
	v := browsertest.NewVisitor(t, s.address+"/")
	if s.browser != nil {
		v.UseCookies(s.browser)
	}
	seen, met := map[string]bool{}, map[string]int{}
	next := append([]string{s.address + "/"}, from...)
	for len(next) > 0 {
		at := next[0]
		next = next[1:]
		route := s.pattern(at)
		if seen[at] || met[route] >= each && !slices.Contains(from, at) {
			continue
		}
		seen[at] = true
		met[route]++
		v.Go(at)
		look(s.pattern(v.URL.String()), v.Document)
		for _, link := range v.Links() {
			next = append(next, link.URL.String())
		}
		for _, picture := range v.Images() {
			next = append(next, picture.String())
		}
		for _, form := range v.Forms() {
			if form.Method == http.MethodGet {
				to := *form.Action
				form.Fill()
				to.RawQuery = form.Values.Encode()
				next = append(next, to.String())
			}
		}
	}
}

// dumpTables returns every row of every table as text, by table and column.
// Bytes are unchanged.
func dumpTables(t *testing.T, d *db.DB) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	tables, columns := `SELECT name FROM sqlite_master WHERE type = 'table'`, `SELECT name FROM pragma_table_info($1)`
	if d.Engine() != "sqlite" {
		tables = `SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()`
		columns = `SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1`
	}
	if err := d.View(t.Context(), func(tx *db.Tx) error {
		names, err := db.All(t.Context(), tx, db.Text, tables)
		if err != nil {
			return err
		}
		for _, table := range names {
			of, err := db.All(t.Context(), tx, db.Text, columns, table)
			if err != nil {
				return err
			}
			for _, column := range of {
				values, err := db.All(t.Context(), tx, func(r db.Row) (string, error) {
					var v any
					err := r.Scan(&v)
					if b, ok := v.([]byte); ok {
						v = string(b)
					}
					return fmt.Sprint(v), err
				}, `SELECT `+column+` FROM `+table+` ORDER BY 1`)
				if err != nil {
					return err
				}
				all[table+"."+column] = values
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(all["intake_response.answers"])+len(all["consult_consultation.slug"]) == 0 {
		t.Fatalf("the dump is empty; it has %q", slices.Sorted(maps.Keys(all)))
	}
	return all
}

// changedColumns returns the columns in which two dumps differ.
func changedColumns(before, after map[string][]string) (columns []string) {
	for _, column := range slices.Sorted(maps.Keys(after)) {
		if !slices.Equal(before[column], after[column]) {
			columns = append(columns, fmt.Sprintf("%s: %d rows, then %d", column, len(before[column]), len(after[column])))
		}
	}
	return columns
}

// logBuffer collects the log of every level.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (e *logBuffer) Write(b []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.text.Write(b)
}

func (e *logBuffer) String() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.text.String()
}

func (e *logBuffer) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(e, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func discardLogger() *slog.Logger { return slog.New(slog.DiscardHandler) }
