package app_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"golang.org/x/net/html"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// payload breaks out of text, of attributes in either quote, and of templates.
const (
	payload  = `"'><svg/onload=X>` + template
	template = `{{7*7}}`
)

// markdown is what would run if Markdown allowed it.
const markdown = "\n\n[x](javascript:X) <javascript:X> ![x](https://elsewhere.example/x.png) <script>X</script>\n\n<svg onload=X>\n"

// markedDemo is the demonstration with the payload and a token of its own in
// every text. Everything not named in constrainedSettings is a text, so a new
// field of the format is included from its first day.
type markedDemo struct {
	files  fstest.MapFS
	source map[string]string // by token: the file and the setting
	names  map[string]string // with their tokens

	skipDepth int // greater than 0 where nothing is poisoned
}

// constrainedSettings are settings that take only values of a certain form, and
// those that refer to something by name.
var constrainedSettings = func() map[string]bool {
	all := map[string]bool{}
	for name := range strings.FieldsSeq(`id ref slug kind type opens closes date due from to by lang edition format version
		needs objective actions issues questions characteristics consultation strategy release status when least most
		feedback prepared reviewed policy-reviewed jurisdiction compliance wording document address privacy topic
		follows first-day last-day census area-code documents-by demonstration answer-days employees baseline target value
		number seed minutes months days max min total max-length decimals published register-only as-published required
		report-every consultations mitigates merges words organisation area-question marks shape closes-gaps quality places
		code within measure whole figures columns compare column row place category values only is leave-out cost-pence groups module
		continues full-days general-days call-in-days call-in-time meeting announced as-at saving harm likelihood harm-left
		likelihood-left group-by min-age people share-affected share-population confidence review picture`) {
		all[name] = true
	}
	return all
}()

// shapedInFolder are settings that are constrained in the files of a folder, and text elsewhere.
var shapedInFolder = map[string][]string{
	"decisions":                   {"assessment", "assessments"},
	"consultations/getting-about": {"evidence"},
	"reports":                     {"issue", "role", "assessments"},
	"consultation-reports":        {"assessments"},
	"progress-reports":            {"owner", "on"}, "risks": {"who"},
	"forward-plan": {"decision", "assessments"}, "figures": {"says", "licence"},
	"indicators":     strings.Fields(`theme direction licence interval target-by needs readings lower upper boundary-year period`),
	"affected-users": {"question", "group"}, "engagement": {"method"},
	"evidence": {"who", "skill", "quantity", "unit"},
	"offers":   strings.Fields(`direction skill basis quantity unit until expires updated communities places organisation need`),
	"projects": strings.Fields(`lead role needs communities from until stage shares-personal-data data-sharing-agreement kind part-of better
		baseline-date opportunity due quarter status to decided on organisation version`),
	"long-term-effects": strings.Fields(`activities needs horizon direction undo on`),
	"project-money": strings.Fields(`ref of pence price-year from-year basis-points from project state column receiver amount unit
		fulfils reverses
		confirmed-by-giver confirmed-by-receiver closed-years year line chosen group place worst-off`),
	"data-sharing": strings.Fields(`lead relation basis dpia until on next-review signed`),
	"imports":      {"opened", "closed", "channel", "language", "heading", "use"},
	"partners": strings.Fields(`sectors works-with speaks-for part-of significant until year amount-pence budget-pence on next-review
		number scheme`),
	"key-issues": {"sources"}, "challenge-sessions": {"assessment", "agreed", "done", "reply"},
	"assessments": strings.Fields(`subject activities started needed year amount cell relevant need dated gap-groups gap-action group
		direction size chance with left opportunity-action outcomes leading stage gate done first role route`),
}

// namesInFolder are settings of the files of a folder that hold a name, which other settings repeat.
var namesInFolder = map[string]bool{"options name": true, "options option": true, "options chosen": true,
	"assessments option": true, "assessments of-option": true}

// textDespiteName are settings whose name is in constrainedSettings but which
// hold text in this file.
var textDespiteName = map[string]bool{"register.yaml register documents": true, "imports/community-transport-2025.yaml  by": true,
	"consultation-reports/equality-strategy-2016-2020.yaml groups": true, "consultation-reports/equality-strategy-2016-2020.yaml words": true}

func newMarkedDemo(t *testing.T) *markedDemo {
	t.Helper()
	p := &markedDemo{files: fstest.MapFS{}, source: map[string]string{}, names: map[string]string{}}
	if err := fs.WalkDir(demo.Files(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(demo.Files(), name)
		if err != nil {
			return err
		}
		switch base := path.Base(name); {
		case base == "responses.yaml", path.Ext(base) == ".csv":
		case path.Ext(base) == ".yaml":
			data = p.yaml(t, name, data)
		case base != "README.md":
			data = append(data, ("\n\n" + p.token(name+" text") + markdown)...)
		}
		p.files[name] = &fstest.MapFile{Data: data}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *markedDemo) token(where string) string {
	token := fmt.Sprintf("q%04dq", len(p.source))
	p.source[token] = where
	// In decisions, key issues and reports it would be a figure that no release has, and is refused.
	quoting := []string{"decisions", "key-issues", "reports", "consultation-reports"}
	if folder, _, _ := strings.Cut(where, "/"); slices.Contains(quoting, folder) {
		return token + strings.TrimSuffix(payload, template)
	}
	return token + payload
}

func (p *markedDemo) yaml(t *testing.T, name string, data []byte) []byte {
	t.Helper()
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(p.write(name, "", "", file.Docs[0].Body))
}

// write writes n as YAML on one line, with every text quoted.
func (p *markedDemo) write(file, above, key string, n ast.Node) string {
	quoted := func(text string) string {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(text) + `"`
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		var all []string
		for _, pair := range n.Values {
			all = append(all, p.write(file, key, "", pair))
		}
		return "{" + strings.TrimSuffix(strings.Join(all, ", "), ", ") + "}"
	case *ast.MappingValueNode:
		name := n.Key.GetToken().Value
		_, made := n.Value.(*ast.MappingNode)
		if name == "when" || name == "publishing" || name == "invented" && made { // they have no text in them
			p.skipDepth++
			defer func() { p.skipDepth-- }()
		}
		return quoted(name) + ": " + p.write(file, above, name, n.Value)
	case *ast.SequenceNode:
		var all []string
		for _, entry := range n.Values {
			text := p.write(file, above, key, entry)
			if _, single := entry.(*ast.MappingValueNode); single {
				text = "{" + text + "}"
			}
			all = append(all, text)
		}
		return "[" + strings.Join(all, ", ") + "]"
	}
	text := n.GetToken().Value
	switch n := n.(type) {
	case *ast.LiteralNode:
		text = n.Value.Value
	case *ast.StringNode:
		text = n.Value
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode, *ast.NullNode:
		if constrainedSettings[key] {
			return quoted(text)
		}
	}
	at := file + " " + above + " " + key
	if key == "address" && strings.HasPrefix(text, "https://") && p.skipDepth == 0 {
		return quoted("https://elsewhere.example/" + p.token(at))
	}
	if namesInFolder[path.Dir(file)+" "+key] {
		if p.names[text] == "" {
			p.names[text] = text + " " + p.token(at)
		}
		return quoted(p.names[text])
	}
	isShaped := key == "kept" || constrainedSettings[key] && !textDespiteName[at] ||
		above == "retention" && key == "what" || p.skipDepth > 0 ||
		slices.Contains(shapedInFolder[path.Dir(file)], key) ||
		strings.HasPrefix(text, "file:") ||
		text == "" ||
		text == "true" ||
		text == "false"
	if isShaped || key == "email" || key == "to" {
		return quoted(text)
	}
	return quoted(text + " " + p.token(at))
}

// checkHarmless fails for everything on a page that could run.
func checkHarmless(t *testing.T, at string, body []byte) {
	t.Helper()
	for _, say := range crawltest.BodyInjectionProblems(at, body) {
		t.Error(say)
	}
}

// checkSVG fails for everything in an image that could run.
func checkSVG(t *testing.T, at string, body []byte) {
	t.Helper()
	in := xml.NewDecoder(strings.NewReader(string(body)))
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Errorf("%s is no picture: %v", at, err)
			return
		}
		if start, ok := token.(xml.StartElement); ok {
			n := &html.Node{Type: html.ElementNode, Data: strings.ToLower(start.Name.Local)}
			for _, a := range start.Attr {
				n.Attr = append(n.Attr, html.Attribute{Key: strings.ToLower(a.Name.Local), Val: a.Value})
			}
			if n.Data == "script" {
				t.Errorf("%s has a script", at)
			}
			crawltest.CheckElement(n, func(format string, args ...any) { t.Errorf(at+" "+format, args...) })
		}
	}
}

// Text of a definition or an answer is shown and never runs.
func TestPublicInputIsEscaped(t *testing.T) {
	t.Parallel()
	p := newMarkedDemo(t)
	s := newSite(t, app.Config{}, p.files, discardLogger(), nil)
	s.runBackground(t)
	shown, pages := map[string]bool{}, 0
	look := func(_ string, d *browsertest.Document) {
		at := strings.TrimPrefix(d.URL.String(), s.address)
		if d.Status != http.StatusOK {
			t.Errorf("%s answers %d", at, d.Status)
		}
		kind := d.Header.Get("Content-Type")
		switch {
		case strings.HasPrefix(kind, "text/html"):
			checkHarmless(t, at, d.Body)
			pages++
		case strings.HasPrefix(kind, "image/svg+xml"):
			checkSVG(t, at, d.Body)
		case strings.HasPrefix(kind, "application/atom+xml"), strings.HasPrefix(kind, "application/xml"):
			if err := xml.Unmarshal(d.Body, new(struct{ XMLName xml.Name })); err != nil {
				t.Errorf("%s is no XML: %v", at, err)
			}
		case strings.HasPrefix(kind, "text/plain"),
			strings.HasPrefix(kind, "text/calendar"),
			strings.HasPrefix(kind, "application/json"),
			strings.HasPrefix(kind, "application/octet-stream"),
			strings.HasPrefix(kind, "application/vnd.openxmlformats-officedocument"),
			strings.HasPrefix(kind, "application/vnd.oasis.opendocument"),
			strings.HasPrefix(kind, "application/ld+json"),
			strings.HasPrefix(kind, "text/csv"),
			strings.HasPrefix(kind, "application/csvm+json"),
			strings.HasPrefix(kind, "image/png"),
			strings.HasPrefix(kind, "application/rdap"):
			// nosniff keeps browsers from rendering it
		default:
			t.Errorf("%s is a %q", at, kind)
		}
		for _, token := range crawltest.FindTokens(string(d.Body)) {
			shown[token] = true
		}
	}
	s.crawl(t, 60, look)
	typed := s.answerWithPayloads(t, look)
	if !typed {
		t.Error("no page showed what was typed")
	}
	if pages < 60 {
		t.Errorf("only %d pages were looked at", pages)
	}

	// The test shows only what it reaches. Text that is on no page belongs to
	// closed forms or to statutory wording.
	hidden := map[string]int{}
	for token, where := range p.source {
		if !shown[token] {
			hidden[where]++
		}
	}
	for _, where := range slices.Sorted(maps.Keys(hidden)) {
		t.Logf("not shown: %d of %s", hidden[where], where)
	}
	if len(shown) < len(p.source)*8/10 {
		t.Errorf("%d of %d texts were shown", len(shown), len(p.source))
	}
}

// answerWithPayloads responds to the open consultation with the payload wherever
// text can be entered, calls look with every page, and reports whether one of
// them showed what was typed.
func (s *installation) answerWithPayloads(t *testing.T, look func(string, *browsertest.Document)) (shown bool) {
	t.Helper()
	const mark = "q9999q"
	watch := func(v *browsertest.Visitor) {
		look(s.pattern(v.URL.String()), v.Document)
		shown = shown || strings.Contains(v.Text(), mark+payload)
	}
	v := browsertest.NewVisitor(t, s.address+"/consultations/getting-about/respond/standard")
	for range 30 {
		watch(v)
		if v.HasDownload() {
			break
		}
		forms := slices.DeleteFunc(v.Forms(), func(f *browsertest.Form) bool {
			return f.Method != http.MethodPost || strings.HasSuffix(f.Action.Path, "/clear")
		})
		if len(forms) == 0 {
			t.Fatalf("%s has no form", v.URL)
		}
		forms[0].Fill()
		wrong := url.Values{}
		for name, values := range forms[0].Values {
			if wrong[name] = []string{mark + payload}; name == "version" || name == "action" {
				wrong[name] = values
			} else if values[0] == "A visitor wrote this." {
				forms[0].Values.Set(name, mark+payload+markdown)
			}
		}
		// First an invalid form, so that the page comes back with what was typed.
		if len(forms[0].Values) > 1 {
			v.Post(forms[0].Action.Path, wrong)
			if v.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s takes the payload for an answer: %d", forms[0].Action.Path, v.Status)
			} else {
				checkHarmless(t, forms[0].Action.Path+", refused", v.Body)
			}
		}
		v.Post(forms[0].Action.Path, forms[0].Values)
		if v.Status != http.StatusOK {
			t.Fatalf("%s answers %d: %s", v.URL, v.Status, v.Alert())
		}
	}
	if !v.HasDownload() {
		t.Fatalf("no receipt; the visitor is at %s", v.URL)
	}
	for _, link := range v.Links() {
		w := browsertest.NewVisitor(t, link.URL.String())
		watch(w)
	}
	return shown
}

// Text in a URL never runs either, in whichever part.
func TestURLInputIsEscaped(t *testing.T) {
	t.Parallel()
	s := newSite(t, app.Config{}, minimalDemo(t), discardLogger(), nil)
	named := map[string]string{"{slug}": "getting-about", "{edition}": "standard", "{document}": "proposal"}
	variable := regexp.MustCompile(`\{[^}]*\}`)
	asked := 0
	for _, r := range s.app.Routes() {
		holes := variable.FindAllString(r.Pattern, -1)
		var paths []string
		for i := range max(len(holes), 1) { // one hole poisoned at a time, the others as good as may be
			n := -1
			paths = append(paths, variable.ReplaceAllStringFunc(r.Pattern, func(hole string) string {
				n++
				switch good := named[hole]; {
				case hole == "{$}":
					return ""
				case n == i || good == "":
					return url.PathEscape("q1234q" + payload)
				default:
					return good
				}
			}))
		}
		for _, path := range paths {
			query := url.Values{}
			for name := range strings.FieldsSeq("q status page code text receipt search from to year after before edition " +
				"lang version release epoch sort type filter next back") {
				query.Set(name, "q1234q"+payload)
			}
			for _, address := range []string{path, path + "?" + query.Encode(), path + "?javascript:X//=1"} {
				v := browsertest.NewVisitor(t, s.address+"/")
				if r.Method == http.MethodPost {
					v.Post(address, query)
				} else {
					v.Go(s.address + address)
				}
				asked++
				if v.Status >= 500 {
					t.Errorf("%s %s answers %d", r.Method, address, v.Status)
				}
				if strings.HasPrefix(v.Header.Get("Content-Type"), "text/html") {
					checkHarmless(t, r.Method+" "+address, v.Body)
				} else if strings.Contains(string(v.Body), "<svg/onload") && v.Header.Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("%s could be taken for a page", address)
				}
			}
		}
	}
	if asked < 100 {
		t.Errorf("only %d addresses were asked for", asked)
	}
}

// A definition cannot make a link that runs a script.
func TestDefinitionLinksCannotRunScript(t *testing.T) {
	t.Parallel()
	files := demoPart(t, "council.yaml", "consultations/getting-about/", "evidence/", "strategies/edi", "actions/edi", "assessments/earlier")
	// The demonstration does not publish the policy document.
	files["council.yaml"].Data = bytes.Replace(files["council.yaml"].Data, []byte("  policy-reviewed:"),
		[]byte("    address: /policy-document\n  policy-reviewed:"), 1)
	for _, place := range []struct{ name, file, good string }{
		{"the source of a need", "evidence/census-2021.yaml", `https://www.nomisweb.co.uk/sources/census_2021`},
		{"the source of a strategy", "strategies/edi-strategy-2024-2028.yaml", `https://democracy.leics.gov.uk/ieDecisionDetails.aspx?Id=15463`},
		{
			"the source of a version", "strategies/edi-strategy-2024-2028.yaml",
			`https://www.leicestershire.gov.uk/news/help-shape-plan-making-services-more-accessible`,
		},
		{"whoever enforces accessibility", "council.yaml", `https://www.equalityadvisoryservice.com/`},
		{"whoever hears complaints", "council.yaml", `https://ico.org.uk/make-a-complaint/`},
		{"the policy document", "council.yaml", `/policy-document`},
		{"the privacy notice", "consultations/getting-about/consultation.yaml", `/privacy`},
	} {
		for _, bad := range []string{`javascript:X`, ` JaVa\tScRiPt:X`, `data:text/html,X`} {
			t.Run(place.name+" "+bad, func(t *testing.T) {
				changed := maps.Clone(files)
				text := string(files[place.file].Data)
				now := regexp.MustCompile(`"?`+regexp.QuoteMeta(place.good)+`"?`).ReplaceAllLiteralString(text, `"`+bad+`"`)
				if now == text {
					t.Fatal("the file has no such address any more")
				}
				changed[place.file] = &fstest.MapFile{Data: []byte(now)}
				a, err := app.New(t.Context(), app.Config{Data: t.TempDir()}, discardLogger(), time.Now)
				if err != nil {
					t.Fatal(err)
				}
				_, err = definition.Load(t.Context(), a.Log, changed, actor.System, a.Definitions())
				if err := a.Close(); err != nil {
					t.Error(err)
				}
				if _, refused := errors.AsType[definition.Problems](err); refused {
					return
				}
				s := newSite(t, app.Config{}, changed, discardLogger(), nil)
				s.crawl(t, 2, func(_ string, d *browsertest.Document) {
					if strings.HasPrefix(d.Header.Get("Content-Type"), "text/html") {
						checkHarmless(t, d.URL.Path, d.Body)
					}
				})
			})
		}
	}
}
