package browsertest_test

import (
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// page returns a page without problems, into which a test can put one.
func page(attributes, main string) string {
	return `<!doctype html><html lang="en" ` + attributes + `><head><meta charset="utf-8"><title>A page</title>` +
		`<meta name="viewport" content="width=device-width"></head>` +
		`<body><main><h1>A page</h1>` + main + `</main></body></html>`
}

func serve(t *testing.T, pages map[string]string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set(
			"Content-Security-Policy",
			"default-src 'none'; img-src * data:; style-src 'unsafe-inline'; script-src 'self' 'nonce-mine'",
		)
		text, ok := pages[r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		fmt.Fprint(w, text)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// Each check finds the problem it is for, and nothing on a page without it.
func TestBrowserFindsProblems(t *testing.T) {
	b := browsertest.Open(t)
	site := serve(t, map[string]string{
		"/good":       page("", `<p>All is well. <a href="/good">Here</a></p>`),
		"/right":      page(`dir="rtl"`, `<p>All is well.</p>`),
		"/image":      page("", `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">`),
		"/wide":       page("", `<div style="width: 500px">wide</div>`),
		"/wide-right": page(`dir="rtl"`, `<div style="width: 500px">wide</div>`),
		"/scroll":     page("", `<div tabindex="0" style="overflow-x: auto"><div style="width: 500px">wide</div></div>`),
		"/inline":     page("", `<script>1</script>`),
		"/throws":     page("", `<script nonce="mine">throw new Error("oh")</script>`),
		"/console":    page("", `<script nonce="mine">console.error("oh")</script>`),
		"/elsewhere":  page("", `<img alt="" src="http://elsewhere.invalid/x.png">`),
		"/script-only": page(
			"",
			`<form><button style="display: none" id="b">Go</button></form>
			<script nonce="mine">document.getElementById("b").style.display = "block"</script>`,
		),
		"/two-sizes": page("",
			`<form><input type="image" alt="Map" src="data:,"><input type="image" alt="Map" src="data:," style="display: none"></form>`),
		"/no-size": page("", `<form><input type="image" alt="Map" src="data:," style="display: none"></form>`),
		"/folded":  page("", `<details><summary>More</summary><a href="/good">Here</a></details>`),
	})
	for _, test := range []struct {
		name, path string
		look       browsertest.TabOptions
		axe        string // the violated rule
		overflow   bool
		problem    string
		hidden     bool
	}{
		{name: "a good page", path: "/good"},
		{name: "a good page on a phone", path: "/good", look: browsertest.TabOptions{Width: 320}},
		{name: "a good page from right to left", path: "/right", look: browsertest.TabOptions{Width: 320}},
		{name: "an image without alternative text", path: "/image", axe: "image-alt"},
		{name: "an element that is too wide", path: "/wide", look: browsertest.TabOptions{Width: 320}, overflow: true},
		{name: "an element that is too wide, from right to left", path: "/wide-right", look: browsertest.TabOptions{Width: 320}, overflow: true},
		{name: "an element that is too wide for phones only", path: "/wide"},
		{name: "an element with its own scroll bar", path: "/scroll", look: browsertest.TabOptions{Width: 320}},
		{name: "a script that the policy forbids", path: "/inline", problem: "Content Security Policy"},
		{name: "a script that throws", path: "/throws", problem: "Uncaught"},
		{name: "a script that logs an error", path: "/console", problem: "oh"},
		{name: "something from another host", path: "/elsewhere", problem: "requests from another host: http://elsewhere.invalid/x.png"},
		{name: "an unknown page", path: "/nowhere", axe: "document-title", problem: "404"},
		{name: "a button that a script shows", path: "/script-only"},
		{name: "a button that a script shows, without scripts", path: "/script-only", look: browsertest.TabOptions{NoScript: true}, hidden: true},
		{name: "an image to click on for another width", path: "/two-sizes", look: browsertest.TabOptions{NoScript: true}},
		{name: "an image to click on for no width", path: "/no-size", look: browsertest.TabOptions{NoScript: true}, hidden: true},
		{name: "a link in a closed details", path: "/folded", look: browsertest.TabOptions{NoScript: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			tab := b.Tab(t, test.look)
			tab.Visit(site + test.path)
			if got := tab.Overflow(); (len(got) > 0) != test.overflow {
				t.Errorf("overflow: %q", got)
			}
			if got := tab.HiddenControls(); (len(got) > 0) != test.hidden {
				t.Errorf("hidden controls: %q", got)
			}
			if !test.look.NoScript {
				var rules []string
				for _, v := range tab.Axe() {
					rules = append(rules, v.ID)
				}
				if test.axe == "" && len(rules) > 0 || !strings.Contains(strings.Join(rules, " "), test.axe) {
					t.Errorf("axe-core finds %q; want %q", rules, test.axe)
				}
			}
			problems := strings.Join(tab.Problems(), "\n")
			if test.problem == "" && problems != "" || !strings.Contains(problems, test.problem) {
				t.Errorf("problems: %q; want %q", problems, test.problem)
			}
		})
	}
}

// A screenshot has the width of the window and the height of the page.
func TestScreenshots(t *testing.T) {
	b := browsertest.Open(t)
	dir := t.TempDir()
	t.Setenv("FOLKMOOT_TEST_SHOTS", dir)
	site := serve(t, map[string]string{"/": page(`dir="rtl"`, `<div style="height: 3000px">high</div>`)})
	tab := b.Tab(t, browsertest.TabOptions{Width: 320})
	tab.Visit(site)
	tab.Screenshot("GET /a/{page}")
	file, err := os.Open(filepath.Join(dir, "get-a-page-320.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.DecodeConfig(file)
	if err != nil || picture.Width != 320 || picture.Height < 3000 {
		t.Errorf("the screenshot is %d by %d pixels; %v", picture.Width, picture.Height, err)
	}
}

// The preferences reach the page.
func TestTabOptions(t *testing.T) {
	b := browsertest.Open(t)
	site := serve(t, map[string]string{"/": page("", "")})
	for query, look := range map[string]browsertest.TabOptions{
		"(prefers-color-scheme: dark)":     {Dark: true},
		"(forced-colors: active)":          {ForcedColours: true},
		"(prefers-reduced-motion: reduce)": {ReducedMotion: true},
		"print":                            {Print: true},
		"(max-width: 320px)":               {Width: 320},
	} {
		for name, c := range map[string]struct {
			look browsertest.TabOptions
			want string
		}{"as told": {look, "true"}, "otherwise": {browsertest.TabOptions{}, "false"}} {
			t.Run(query+" "+name, func(t *testing.T) {
				tab := b.Tab(t, c.look)
				tab.Visit(site)
				if got := tab.Evaluate(`"" + matchMedia("` + query + `").matches`); got != c.want {
					t.Errorf("matches: %s, want %s", got, c.want)
				}
			})
		}
	}
}
