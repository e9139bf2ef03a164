package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// The visitor fills in forms by what they say, and by nothing else.
func TestVisitorFillsInForms(t *testing.T) {
	for _, test := range []struct {
		name, form string
		want       url.Values
	}{
		{"a hidden field", `<input type="hidden" name="ref" value="R1">`, url.Values{"ref": {"R1"}}},
		{
			"the first radio button",
			`<input type="radio" name="use" value="yes"><input type="radio" name="use" value="no">`,
			url.Values{"use": {"yes"}},
		},
		{
			"the first check box",
			`<input type="checkbox" name="why" value="far"><input type="checkbox" name="why" value="dear">`,
			url.Values{"why": {"far"}},
		},
		{
			"not “Prefer not to say”",
			`<input name="code"><input type="checkbox" id="n" name="not" value="yes"><label for="n">Prefer not to say</label>`,
			url.Values{"code": {"A visitor wrote this."}},
		},
		{
			"the first option with a value",
			`<select name="area"><option value="">Choose</option><option value="oadby">Oadby</option></select>`,
			url.Values{"area": {"oadby"}},
		},
		{"a text of limited length", `<input name="name" maxlength="9">`, url.Values{"name": {"A visitor"}}},
		{"a long text", `<textarea name="say"></textarea>`, url.Values{"say": {"A visitor wrote this."}}},
		{"an email address", `<input type="email" name="to">`, url.Values{"to": {"visitor@example.org"}}},
		{"a postcode", `<label for="p">Your postcode</label><input id="p" name="code">`, url.Values{"code": {"LE3 8RA"}}},
		{"the smallest number", `<input type="number" name="n" min="16">`, url.Values{"n": {"16"}}},
		{
			"a number from the hint",
			`<p id="h">From 16 to 120</p><input name="n" inputmode="numeric" aria-describedby="h">`,
			url.Values{"n": {"16"}},
		},
		{
			"a date in three fields",
			`<fieldset><label for="d">Day</label><input id="d" name="d" inputmode="numeric">
			<label for="m">Month</label><input id="m" name="m" inputmode="numeric">
			<label for="y">Year</label><input id="y" name="y" inputmode="numeric"></fieldset>`,
			url.Values{"d": {"27"}, "m": {"3"}, "y": {"2021"}},
		},
		{
			"a ranking",
			`<fieldset><legend>Put these in order</legend><input name="a" inputmode="numeric"><input name="b" inputmode="numeric"></fieldset>`,
			url.Values{"a": {"1"}, "b": {"2"}},
		},
		{
			"a ranking with selects",
			`<fieldset><select name="a"><option value="">-</option><option value="1">1</option><option value="2">2</option></select>
			<select name="b"><option value="">-</option><option value="1">1</option><option value="2">2</option></select></fieldset>`,
			url.Values{"a": {"1"}, "b": {"2"}},
		},
		{
			"a budget",
			`<fieldset><legend>Share out a total of £1,000</legend>
			<input name="a" inputmode="numeric"><input name="b" inputmode="numeric"></fieldset>`,
			url.Values{"a": {"1000"}, "b": {"0"}},
		},
		{"a disabled field", `<input name="x" disabled>`, url.Values{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got url.Values
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				r.ParseForm()
				got = r.PostForm
				w.Header().Set("Content-Type", "text/html")
				fmt.Fprintf(
					w,
					`<form method="post">%s<button name="go" value="on">Continue</button><button name="go" value="back">Back</button></form>`,
					test.form,
				)
			}))
			defer server.Close()
			browsertest.NewVisitor(t, server.URL).Answer("")
			test.want.Set("go", "on")
			if got.Encode() != test.want.Encode() {
				t.Errorf("sent %v, want %v", got, test.want)
			}
		})
	}
}

// The visitor goes from page to page, keeps cookies, presses buttons and follows links by their text.
func TestVisitorFollowsLinks(t *testing.T) {
	site := http.NewServeMux()
	show := func(pattern, body string) {
		site.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if _, err := r.Cookie("way"); err != nil && r.URL.Path != "/{$}" && r.URL.Path != "/" {
				http.Error(w, "no cookie", http.StatusForbidden)
				return
			}
			http.SetCookie(w, &http.Cookie{Name: "way", Value: "1", Path: "/"})
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, body)
		})
	}
	show("GET /{$}", `<h1>Start</h1><a href="http://elsewhere.invalid/">Start elsewhere</a><a href="one#top">Start now</a>`)
	show("GET /one", `<h1>One</h1><form action="/search"><input name="q"><button>Search</button></form>
		<form method="post"><input name="a"><button>Continue</button><button name="go" value="save">Save</button></form>`)
	site.HandleFunc("POST /one", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, map[string]string{"": "/done", "save": "/saved"}[r.PostFormValue("go")], http.StatusSeeOther)
	})
	show("GET /done", `<h1>Done</h1><script>Not a word</script><p>All <b>of</b> it</p><a href="/file" download></a>`)
	show("GET /two", `<h1>Two</h1><a href="/">Back</a><a role="button" href="/one">Continue</a>`)
	show("GET /file", `<h1>In the file</h1>`)
	show("GET /saved", `<h1>Saved</h1>`)
	server := httptest.NewServer(site)
	defer server.Close()

	v := browsertest.NewVisitor(t, server.URL)
	v.Follow("Start")
	if got := v.Heading(); got != "One" {
		t.Fatalf("the link goes to %q", got)
	}
	v.Go("/two") // no form, and a link back to One
	passed := v.AnswerUntil(func(d *browsertest.Document) bool { return d.Heading() == "Done" })
	if len(passed) != 2 || v.URL.Path != "/done" || v.Text() != "Done All of it" {
		t.Errorf("the visitor went by %q to %s with the text %q", passed, v.URL, v.Text())
	}
	if file := string(v.Download()); file != `<h1>In the file</h1>` || v.URL.Path != "/done" {
		t.Errorf("the visitor downloaded %q and is at %s", file, v.URL)
	}
	v.Go("/one")
	v.Answer("Save")
	if v.URL.Path != "/saved" {
		t.Errorf("Save goes to %s", v.URL)
	}
}
