package page

import (
	"context"
	"html/template"
	"math/rand/v2"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// filledExample is a view with values in each place where a page has some.
type filledExample struct {
	Title, Code, Path, Empty string
	Image                    template.URL
}

// NoStore implements an option of package page.
func (filledExample) NoStore() bool { return true }

var filledPageExample = New(fstest.MapFS{"x.html": {Data: []byte(`{{define "title"}}{{.Title}}{{end}}
{{define "main"}}<p>{{.Title}} {{.Code}}</p><a href="{{.Path}}" title="{{.Code}}">{{t "Search"}}</a>
{{with .Image}}<img src="{{.}}" alt="">{{end}}{{with .Empty}}<b>{{.}}</b>{{end}}{{end}}`)}}, "x.html", filledExample{Title: "x"})

func filling(title string, values ...Value) Filling[filledExample] {
	return Filling[filledExample]{Key: title, Values: values, View: func(v []string) filledExample {
		return filledExample{Title: title, Code: v[0], Path: "/x/" + v[0] + "/y", Empty: v[2],
			Image: template.URL("data:image/svg+xml;base64," + v[1])}
	}}
}

// A page of which the fixed parts are kept is what the templates make of the values, byte for byte, also for titles that
// need escaping, and for values that are not plain.
func TestFilledPageIsWhatTheTemplatesWrite(t *testing.T) {
	cache := new(Cache)
	ctx := WithChrome(t.Context(), func(context.Context) Chrome { return Chrome{Cache: cache} })
	random := rand.New(rand.NewPCG(1, 2))
	letters := "ABCxyz019-._"
	for i := range 300 {
		image, code := make([]byte, random.IntN(40)), ""
		for j := range image {
			image[j] = byte(random.IntN(256))
		}
		for range random.IntN(20) {
			code += string(letters[random.IntN(len(letters))])
		}
		empty := []string{"", "A-1"}[i%2]
		if i%10 == 9 {
			code += `"><script>`
		}
		f := filling([]string{"Plain", `<b>"'&`}[i/2%2], Token(code), Base64(image), Token(empty))
		got, want := httptest.NewRecorder(), httptest.NewRecorder()
		r := httptest.NewRequestWithContext(ctx, "GET", "/x", nil)
		if err := filledPageExample.WriteFilled(got, r, 200, f); err != nil {
			t.Fatal(err)
		}
		if err := filledPageExample.Write(want, r, 200, f.View(texts(f.Values))); err != nil {
			t.Fatal(err)
		}
		if got.Body.String() != want.Body.String() {
			t.Fatalf("%q, %q: got\n%s\nwant\n%s", code, empty, got.Body, want.Body)
		}
		for name := range want.Header() {
			if got.Header().Get(name) != want.Header().Get(name) {
				t.Errorf("header %s is %q, want %q", name, got.Header().Get(name), want.Header().Get(name))
			}
		}
		if strings.Contains(got.Body.String(), "<script>") {
			t.Fatal("the value was not escaped")
		}
	}
	if n := cache.filled.n.Load(); n > 16 || n < 4 {
		t.Errorf("%d pages are kept, want one for each title and each pattern of empty values", n)
	}
}

// The kept pages are bounded, although officers can change the texts in their keys.
func TestKeptPagesAreBounded(t *testing.T) {
	cache := new(Cache)
	ctx := WithChrome(t.Context(), func(context.Context) Chrome { return Chrome{Cache: cache} })
	r := httptest.NewRequestWithContext(ctx, "GET", "/x", nil)
	for i := range 3 * maxFilled {
		f := filling(strings.Repeat("a", i), Token("A"), Base64(nil), Token(""))
		if err := filledPageExample.WriteFilled(httptest.NewRecorder(), r, 200, f); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	cache.filled.pages.Range(func(any, any) bool { n++; return true })
	if n == 0 || n > maxFilled {
		t.Errorf("%d pages are kept, want up to %d", n, maxFilled)
	}
}
