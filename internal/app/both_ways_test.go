package app_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/record"
)

// The kinds of pages in the chain, by the paths of their pages.
var chainPages = map[string]*regexp.Regexp{
	"consultation": regexp.MustCompile(`^/consultations/[^/]+$`),
	"document":     regexp.MustCompile(`^/consultations/[^/]+/documents/[^/]+$`),
	"results":      regexp.MustCompile(`^/consultations/[^/]+/results(/\d+)?$`),
	"published":    regexp.MustCompile(`^/consultations/[^/]+/published-responses$`),
	"strategy":     regexp.MustCompile(`^/strategies/[^/]+$`),
	"objective":    regexp.MustCompile(`^/objectives/[^/]+$`),
	"decision":     regexp.MustCompile(`^/decisions/[^/]+$`),
	"report":       regexp.MustCompile(`^/progress-reports/[^/]+$`),
	"action":       regexp.MustCompile(`^/actions/[^/]+$`),
	"progress":     regexp.MustCompile(`^/progress$`),
	"findings":     regexp.MustCompile(`^/consultations/[^/]+/report$`),
	"issues":       regexp.MustCompile(`^/consultations/[^/]+/key-issues$`),
	"evidence":     regexp.MustCompile(`^/evidence/[^/]+$`),
	"assessment":   regexp.MustCompile(`^/assessments(/[^/]+)?$`),
	"version":      regexp.MustCompile(`^/((assessments|reports|consultations)/[^/]+/(report/)?versions|equality-information/[^/]+)/\d+$`),
	"papers":       regexp.MustCompile(`^/reports/[^/]+$`),
	"options":      regexp.MustCompile(`^/options(/[^/]+)?$`),
	"information":  regexp.MustCompile(`^/equality-information/[^/]+$`),
	"partner":      regexp.MustCompile(`^/partners(/[^/.]+)?$`),
	"principles":   regexp.MustCompile(`^/partnership/principles(/[0-9]+)?$`),
	"forward plan": regexp.MustCompile(`^/forward-plan(/[^/]+)?$`),
}

// chainPairs are pairs of kinds whose pages link to each other: if one does, the other does.
var chainPairs = [][2]string{
	{"consultation", "document"}, {"consultation", "results"}, {"consultation", "strategy"}, {"consultation", "action"},
	{"consultation", "decision"}, {"consultation", "published"}, {"document", "action"},
	{"document", "decision"}, {"results", "decision"}, {"results", "published"}, {"published", "decision"},
	{"strategy", "strategy"}, {"strategy", "decision"}, {"strategy", "action"}, {"decision", "action"},
	{"strategy", "objective"}, {"objective", "action"},
	{"consultation", "evidence"}, {"evidence", "strategy"}, {"evidence", "action"}, {"evidence", "objective"},
	{"assessment", "strategy"}, {"assessment", "action"},
	{"findings", "consultation"}, {"findings", "results"}, {"findings", "decision"},
}

// chainWalk is a walk along the links of the chain.
type chainWalk struct {
	*installation
	visitor *browsertest.Visitor
	pages   map[string]*chainPage // by path
}

// chainPage is a page with the paths that it links to: anywhere, and from its own content.
type chainPage struct {
	kind             string
	anywhere, within map[string]bool
	entries          []string // addresses of entries in the public record
	body             []byte
}

func kindOfPage(path string) string {
	for kind, pattern := range chainPages {
		if pattern.MatchString(path) {
			return kind
		}
	}
	return ""
}

// page returns the page at path.
func (w *chainWalk) page(t *testing.T, path string) *chainPage {
	t.Helper()
	if p := w.pages[path]; p != nil {
		return p
	}
	w.visitor.Go(w.address + path)
	if w.visitor.Status != 200 {
		t.Fatalf("%s answers %d", path, w.visitor.Status)
	}
	p := &chainPage{kind: kindOfPage(path), anywhere: map[string]bool{}, within: map[string]bool{}, body: w.visitor.Body}
	w.pages[path] = p
	root, err := html.Parse(bytes.NewReader(p.body))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(n *html.Node, main bool)
	walk = func(n *html.Node, main bool) {
		main = main || n.Type == html.ElementNode && n.Data == "main"
		for _, a := range n.Attr {
			if n.Type == html.ElementNode && n.Data == "a" && a.Key == "href" {
				to, err := w.visitor.URL.Parse(a.Val)
				if err != nil || to.Host != w.visitor.URL.Host {
					continue
				}
				if to.Path == "/record" && strings.HasPrefix(to.Fragment, "entry-") {
					p.entries = append(p.entries, to.RequestURI()+"#"+to.Fragment)
				}
				p.anywhere[to.Path] = true
				p.within[to.Path] = p.within[to.Path] || main
			}
		}
		for c := range n.ChildNodes() {
			walk(c, main)
		}
	}
	walk(root, false)
	return p
}

// linksTo reports whether p links to path. The results of a consultation have an address for each release.
func (p *chainPage) linksTo(path string) bool {
	if p.anywhere[path] {
		return true
	}
	for to := range p.anywhere {
		if kindOfPage(path) == "results" && kindOfPage(to) == "results" &&
			strings.HasPrefix(path, strings.TrimRight(to, "0123456789/")) {
			return true
		}
	}
	return false
}

// newChainWalk returns a walk through the demonstration with published responses, and visits all pages of the chain.
func newChainWalk(t *testing.T) *chainWalk {
	t.Helper()
	s := newSite(t, app.Config{}, smallDemo(t), discardLogger(), nil)
	const slug = "equality-strategy-2016-2020"
	letter := &entry.Submission{Consultation: slug, Kind: entry.Letter, Day: "2016-05-20", Title: "A letter", Publish: true}
	if err := s.app.Entry().SaveSubmission(t.Context(), clerkA, letter, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.app.Moderation().ReviewSubmission(t.Context(), clerkA, slug, letter.ID, 1, moderation.Approved); err != nil {
		t.Fatal(err)
	}
	changed := changedDemo(t)
	if _, err := definition.Load(t.Context(), s.app.Log, changed, actor.System, s.app.Definitions()); err != nil {
		t.Fatal(err)
	}
	if err := s.app.Log.PublishAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := &chainWalk{s, browsertest.NewVisitor(t, s.address+"/"), map[string]*chainPage{}}
	v := browsertest.NewVisitor(t, s.address+"/sitemap.xml")
	next := []string{"/consultations/" + slug + "/published-responses", "/forward-plan", "/options", "/assessments"}
	for _, at := range regexp.MustCompile(`<loc>([^<]+)</loc>`).FindAllStringSubmatch(string(v.Body), -1) {
		to, err := url.Parse(at[1])
		if err != nil {
			t.Fatal(err)
		}
		next = append(next, to.Path)
	}
	for len(next) > 0 {
		path := next[0]
		next = next[1:]
		if w.pages[path] != nil || kindOfPage(path) == "" {
			continue
		}
		for to := range w.page(t, path).anywhere {
			next = append(next, to)
		}
	}
	return w
}

// changedDemo returns files of the demonstration with other words, so that there are two editions of each kind of record
// with entries in the public record.
func changedDemo(t *testing.T) fstest.MapFS {
	t.Helper()
	changed := fstest.MapFS{}
	for name, words := range map[string][]string{
		"decisions/equality-strategy-2016.yaml": {
			"\nsummary: ", "\nsummary: Corrected. ", "  did: |\n    ", "  did: |\n    Corrected. ",
		},
		"key-issues/getting-about.yaml":                         {"\nsummary: ", "\nsummary: Corrected. "},
		"forward-plan/equality-strategy-2016.yaml":              {"copies: ", "copies: Corrected. "},
		"challenge-sessions/mobile-library.yaml":                {"number: 4}", "number: 5}"},
		"options/mobile-library.yaml":                           {"\nabout: ", "\nabout: Corrected. "},
		"reports/equality-strategy-2016.yaml":                   {"previous: |\n  ", "previous: |\n  Corrected. "},
		"consultation-reports/equality-strategy-2016-2020.yaml": {"limits: |\n  ", "limits: |\n  Corrected. "},
		"progress-reports/equality-strategy-2016-2017.yaml":     {"foreword: |\n  ", "foreword: |\n  Corrected. "},
		"information/equality-information-2025.yaml":            {"\nsummary: ", "\nsummary: Corrected. "},
	} {
		data, err := fs.ReadFile(demo.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		changed[name] = &fstest.MapFile{Data: []byte(strings.NewReplacer(words...).Replace(string(data)))}
	}
	return changed
}

// Row E6 of docs/faults.md. Whatever page of the chain links to another, the other links back: consultations, documents,
// results, published responses, decisions, strategies, actions, and the actions that an assessment led to. Each public act
// in the public record leads to a page of its edition or, if there is one page for all editions, to that page, and the page
// leads back to the entry.
func TestChainCanBeFollowedBothWays(t *testing.T) {
	t.Parallel()
	w := newChainWalk(t)
	t.Run("pages of the chain", func(t *testing.T) { checkChainPairs(t, w) })
	t.Run("the public record", func(t *testing.T) { checkRecordEntries(t, w) })
	t.Run("receipts", func(t *testing.T) { checkReceipts(t, w) })
}

// checkReceipts checks that the page of a receipt leads to the consultation, its results and what was done.
func checkReceipts(t *testing.T, w *chainWalk) {
	t.Helper()
	const slug = "equality-strategy-2016-2020"
	var code string
	if err := w.app.DB.View(t.Context(), func(tx *db.Tx) error {
		return record.EachEntry(t.Context(), tx, func(e record.Entry) {
			if e.Leaf.Kind == "response" && e.Leaf.Subject == slug {
				code = e.Leaf.Code()
			}
		})
	}); err != nil {
		t.Fatal(err)
	}
	v := browsertest.NewVisitor(t, w.address+"/receipts")
	v.Post("/receipts", url.Values{"receipt": {code}})
	for _, want := range []string{
		"/consultations/" + slug + `"`, "/consultations/" + slug + `/results"`, `/decisions/equality-strategy-2016"`,
	} {
		if !strings.Contains(string(v.Body), want) {
			t.Errorf("the page of a receipt does not link to %s", want)
		}
	}
	if !w.page(t, "/consultations/"+slug+"/results").linksTo("/receipts") {
		t.Error("the results do not say how to check a receipt")
	}
}

func checkChainPairs(t *testing.T, w *chainWalk) {
	t.Helper()
	met := map[[2]string]int{}
	for path, p := range w.pages {
		for to := range p.within {
			kind := kindOfPage(to)
			for _, pair := range chainPairs {
				if to == path || pair != [2]string{p.kind, kind} && pair != [2]string{kind, p.kind} || !p.within[to] {
					continue
				}
				met[pair]++
				if !w.page(t, to).linksTo(path) {
					t.Errorf("%s links to %s, which does not link back", path, to)
				}
			}
		}
	}
	for _, pair := range chainPairs {
		if met[pair] == 0 {
			t.Errorf("the demonstration has no link between a page of kind %s and one of kind %s", pair[0], pair[1])
		}
	}
}

// entryRow is an entry in the table of the public record, with the page to which it leads.
var entryRow = regexp.MustCompile(`id="entry-(\d+)".*?<td data-label="About"[^>]*>(?:<a class="govuk-link" href="([^"]+)")?`)

// checkRecordEntries checks that each public act leads to a page that leads back to its entry: for each edition to a page of
// this edition, or to the page of the record that lists the entries of all editions.
func checkRecordEntries(t *testing.T, w *chainWalk) {
	t.Helper()
	leadsTo := map[string]string{} // path by the number of an entry
	for at := "/record"; at != ""; {
		body := w.page(t, at).body
		for _, row := range entryRow.FindAllStringSubmatch(string(body), -1) {
			leadsTo[row[1]] = html.UnescapeString(row[2])
		}
		next := regexp.MustCompile(`href="(/record\?before=\d+)#entries" rel="next"`).FindSubmatch(body)
		if at = ""; next != nil {
			at = string(next[1])
		}
	}
	editions := map[string]int{} // by kind of record, the most of one
	bySubject := map[string]int{}
	acts := 0
	if err := w.app.DB.View(t.Context(), func(tx *db.Tx) error {
		return record.EachEntry(t.Context(), tx, func(e record.Entry) {
			if !slices.Contains([]string{"status", "tally", "publication"}, e.Leaf.Kind) {
				return
			}
			acts++
			number := fmt.Sprint(e.Index + 1)
			subject := regexp.MustCompile(`/\d+$`).ReplaceAllString(e.Leaf.Subject, "")
			bySubject[subject]++
			if kind, _, numbered := strings.Cut(subject, "/"); numbered {
				editions[kind] = max(editions[kind], bySubject[subject])
			}
			path, _, _ := strings.Cut(leadsTo[number], "#")
			if path == "" {
				t.Errorf("entry %s, %s of %s, leads to no page", number, e.Leaf.Kind, e.Leaf.Subject)
				return
			}
			if !slices.ContainsFunc(w.page(t, path).entries, func(at string) bool { return strings.HasSuffix(at, "#entry-"+number) }) {
				t.Errorf("entry %s, %s of %s, leads to %s, which does not lead back", number, e.Leaf.Kind, e.Leaf.Subject, leadsTo[number])
			}
		})
	}); err != nil {
		t.Fatal(err)
	}
	if acts < 10 {
		t.Errorf("only %d public acts", acts)
	}
	for _, kind := range []string{
		"answer", "assessment", "challenge", "consultation-report", "decision", "equality-information", "forward-plan", "key-issues", "options",
		"progress-report", "report",
	} {
		if editions[kind] < 2 {
			t.Errorf("the public record has no second edition of the kind %s: %v", kind, editions)
		}
	}
}
