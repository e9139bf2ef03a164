package browsertest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Visitor is a user with a plain client without scripts or styles. It reads pages, follows links by their text, fills
// in forms by their labels and hints, and presses buttons by their text.
type Visitor struct {
	t      *testing.T
	client *http.Client
	*Document
}

// Document is a page that a visitor has received.
type Document struct {
	URL    *url.URL
	Status int
	Header http.Header
	Body   []byte
	root   *html.Node
}

// NewVisitor opens the URL as a new visitor.
func NewVisitor(t *testing.T, address string) *Visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &Visitor{t: t, client: &http.Client{Jar: jar, Timeout: timeout}}
	v.Go(address)
	return v
}

// UseCookies makes v keep its cookies where other does, as another tab of the same browser would.
func (v *Visitor) UseCookies(other *Visitor) { v.client.Jar = other.client.Jar }

// Cookies returns the cookies that v sends to the site of its page.
func (v *Visitor) Cookies() []*http.Cookie { return v.client.Jar.Cookies(v.URL) }

// RefuseCookies makes v keep no cookies from now on.
func (v *Visitor) RefuseCookies() { v.client.Jar = nil }

// Go opens a URL, which can be relative to the current page.
func (v *Visitor) Go(address string) {
	v.t.Helper()
	v.send(http.MethodGet, v.resolve(address), nil)
}

// Follow follows the first link whose text contains the words.
func (v *Visitor) Follow(words string) {
	v.t.Helper()
	for _, link := range v.Links() {
		if strings.Contains(link.Text, words) {
			v.send(http.MethodGet, link.URL, nil)
			return
		}
	}
	v.t.Fatalf("%s has no link %q; it has %v", v.URL, words, v.Links())
}

// Download follows the first link to a file and returns its content. The visitor stays on the page.
func (v *Visitor) Download() []byte {
	v.t.Helper()
	here := v.Document
	defer func() { v.Document = here }()
	for _, link := range v.Links() {
		if link.Download {
			v.send(http.MethodGet, link.URL, nil)
			if v.Status != http.StatusOK {
				v.t.Fatalf("%s has status %d", link.URL, v.Status)
			}
			return v.Body
		}
	}
	v.t.Fatalf("%s has no link to a file; it has %v", v.URL, v.Links())
	return nil
}

// HasDownload reports whether the page has a link to a file.
func (d *Document) HasDownload() bool {
	return slices.ContainsFunc(d.Links(), func(l Link) bool { return l.Download })
}

// Post sends a form as if from the current page, with any fields, because users can send what no page asks for.
func (v *Visitor) Post(address string, form url.Values) {
	v.t.Helper()
	v.send(http.MethodPost, v.resolve(address), form)
}

func (v *Visitor) resolve(address string) *url.URL {
	v.t.Helper()
	to, err := url.Parse(address)
	if err != nil {
		v.t.Fatal(err)
	}
	if v.Document != nil {
		to = v.URL.ResolveReference(to)
	}
	return to
}

// send requests a URL as a browser on the current page would.
func (v *Visitor) send(method string, to *url.URL, form url.Values) {
	v.t.Helper()
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(form.Encode())
	} else if form != nil {
		with := *to
		with.RawQuery = form.Encode()
		to = &with
	}
	request, err := http.NewRequestWithContext(v.t.Context(), method, to.String(), body)
	if err != nil {
		v.t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", v.URL.Scheme+"://"+v.URL.Host)
		request.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	answer, err := v.client.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	if v.Document, err = ParseDocument(answer.Request.URL, answer.StatusCode, answer.Header, text); err != nil {
		v.t.Fatal(err)
	}
}

// ParseDocument returns the Document of a response that was received in another way.
func ParseDocument(at *url.URL, status int, header http.Header, body []byte) (d *Document, err error) {
	d = &Document{at, status, header, body, &html.Node{Type: html.DocumentNode}}
	if strings.HasPrefix(header.Get("Content-Type"), "text/html") {
		if d.root, err = html.Parse(strings.NewReader(string(body))); err == nil {
			emptyTemplates(d.root)
		}
	}
	return d, err
}

// emptyTemplates removes what is in template elements: without scripts it is not part of the page.
func emptyTemplates(root *html.Node) {
	var templates []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "template" {
			templates = append(templates, n)
		}
	}
	for _, n := range templates {
		for n.FirstChild != nil {
			n.RemoveChild(n.FirstChild)
		}
	}
}

// Link is a link of the page.
type Link struct {
	URL      *url.URL
	Text     string
	Download bool // it leads to a file
	Button   bool // it looks like a button
}

// Links returns the links to pages of the same site in order, without those to the current page in other languages.
func (d *Document) Links() []Link {
	var links []Link
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "a" {
			continue
		}
		href, ok := attr(n, "href")
		to, err := d.URL.Parse(href)
		if !ok || err != nil || to.Host != d.URL.Host || strings.HasPrefix(href, "#") {
			continue
		}
		if _, other := attr(n, "hreflang"); other {
			continue // the same page in another language
		}
		to.Fragment = ""
		_, keep := attr(n, "download")
		role, _ := attr(n, "role")
		links = append(links, Link{to, text(n), keep, role == "button"})
	}
	return links
}

// Images returns the URLs of the images from the same site.
func (d *Document) Images() []*url.URL {
	var all []*url.URL
	for n := range d.root.Descendants() {
		src, ok := attr(n, "src")
		if to, err := d.URL.Parse(src); ok && n.Data == "img" && err == nil && to.Host == d.URL.Host {
			all = append(all, to)
		}
	}
	return all
}

// Heading returns the text of the first h1.
func (d *Document) Heading() string {
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "h1" {
			return text(n)
		}
	}
	return ""
}

// Text returns the text of the page's body, with single spaces.
func (d *Document) Text() string { return text(d.root) }

// ErrorFieldIDs returns the ids of the fields that the error summary links to.
func (d *Document) ErrorFieldIDs() (ids []string) {
	for n := range d.root.Descendants() {
		href, _ := attr(n, "href")
		if id, ok := strings.CutPrefix(href, "#"); ok && n.Data == "a" && insideAlert(n) {
			ids = append(ids, id)
		}
	}
	return ids
}

func insideAlert(n *html.Node) bool {
	for a := range n.Ancestors() {
		if role, _ := attr(a, "role"); role == "alert" {
			return true
		}
	}
	return false
}

// Alert returns the text of the page's alert, such as the error summary, or "".
func (d *Document) Alert() string {
	for n := range d.root.Descendants() {
		if role, _ := attr(n, "role"); role == "alert" {
			return text(n)
		}
	}
	return ""
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// text returns the text in n as it is read, without scripts, styles and the head.
func text(n *html.Node) string {
	var words strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			words.WriteString(n.Data + " ")
		case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style" || n.Data == "head" || n.Data == "template"):
			return
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(words.String()), " ")
}
