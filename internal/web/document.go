package web

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/docx"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// Endings of the addresses at which a page is a file.
const (
	WordEnding = "/document.docx"
	PDFEnding  = "/document.pdf"
)

// WithDocuments adds to routes, for each of the patterns, the page as a Word file and as a PDF. Both are made from the
// HTML that the handler of the page sends to the same reader, so they show what the page shows, in its language, and
// have its permissions. It panics if routes do not have one of the patterns.
func (d *Deps) WithDocuments(routes []site.Route, patterns ...string) []site.Route {
	for _, pattern := range patterns {
		of, ok := site.Route{}, false
		for _, r := range routes {
			if r.Method == http.MethodGet && r.Pattern == pattern {
				of, ok = r, true
			}
		}
		if !ok {
			panic("no page to make documents of: " + pattern)
		}
		show := of.Handler
		of.Pattern, of.Handler = pattern+WordEnding, func(w http.ResponseWriter, r *http.Request) error {
			return d.sendWord(w, r, show, documentName(r, pattern))
		}
		routes = append(routes, of)
		of.Pattern, of.Handler = pattern+PDFEnding, func(w http.ResponseWriter, r *http.Request) error {
			return d.SendPDF(w, r, show, strings.TrimSuffix(r.URL.Path, PDFEnding), documentName(r, pattern))
		}
		routes = append(routes, of)
	}
	return routes
}

// Downloads returns the links to the files of the page at path, for the template "downloads".
func (d *Deps) Downloads(r *http.Request, path string) []page.Link {
	words := page.Printer(r)
	links := []page.Link{{Text: words.Say("Download as a Word document"), Href: path + WordEnding}}
	if d.Printer.Available() {
		links = append(links, page.Link{Text: words.Say("Download as a PDF"), Href: path + PDFEnding})
	}
	return links
}

// ExampleDownloads returns the links to the files of the page at path, for examples.
func ExampleDownloads(path string) []page.Link {
	return []page.Link{
		{Text: "Download as a Word document", Href: path + WordEnding}, {Text: "Download as a PDF", Href: path + PDFEnding},
	}
}

var wildcard = regexp.MustCompile(`\{(\w+)\}`)

// documentName returns the name of a file without its ending: what stands in the address for the wildcards of pattern,
// or its last part.
func documentName(r *http.Request, pattern string) string {
	var parts []string
	for _, name := range wildcard.FindAllStringSubmatch(pattern, -1) {
		parts = append(parts, r.PathValue(name[1]))
	}
	if len(parts) == 0 || strings.HasSuffix(pattern, "-read") {
		parts = append(parts, pattern[strings.LastIndex(pattern, "/")+1:])
	}
	return strings.Join(parts, "-")
}

// sendWord sends the page that show writes as a Word file.
func (d *Deps) sendWord(w http.ResponseWriter, r *http.Request, show site.Handler, name string) error {
	path := strings.TrimSuffix(r.URL.Path, WordEnding)
	seen, err := renderPage(show, r, path)
	if err != nil {
		return err
	}
	words := locale.For(seen.header.Get("Content-Language"))
	address, author := d.SiteURL(r)+path, d.CouncilName(r)
	write := func() ([]byte, error) { return wordFile(seen.body.Bytes(), address, author, words) }
	var file []byte
	if strings.Contains(seen.header.Get("Cache-Control"), "no-store") {
		file, err = write() // what only some people may read is not kept in memory
	} else {
		file, err = d.wordFiles.Get(digest.Labelled(seen.body.String(), address, author, words.Lang()).Hex(), write)
	}
	if err != nil {
		return fmt.Errorf("%s as a Word file: %w", path, err)
	}
	return sendDocument(w, seen, docx.Type, "attachment", name+".docx", file)
}

// wordFile returns the page at address as a Word file.
func wordFile(source []byte, address, author string, words *locale.Printer) ([]byte, error) {
	document, err := docx.FromHTML(source, address)
	if err != nil {
		return nil, err
	}
	document.Author = author
	document.Contents = words.Say("Contents")
	document.Blocks = append(document.Blocks, &docx.Paragraph{Style: docx.Note, RTL: words.RTL(), Runs: []docx.Run{
		{Text: words.Say("Web page:") + " ", Lang: words.Lang()}, {Text: address, Href: address}}})
	return document.Bytes()
}

// SendPDF sends the page that show writes at path as a PDF. Without a browser it returns fault.NotFound.
func (d *Deps) SendPDF(w http.ResponseWriter, r *http.Request, show site.Handler, path, name string) error {
	if !d.Printer.Available() {
		return fault.New(fault.NotFound, "You cannot download this page as a PDF. Print the page instead.")
	}
	seen, err := renderPage(show, r, path)
	if err != nil {
		return err
	}
	source, err := withAbsoluteLinks(seen.body.Bytes(), d.SiteURL(r)+path)
	if err != nil {
		return err
	}
	_, host, _ := strings.Cut(d.SiteURL(r), "://")
	file, err := d.Printer.PDF(r.Context(), host, path, source)
	if err != nil {
		return err
	}
	return sendDocument(w, seen, "application/pdf", "inline", name+".pdf", file)
}

// sendDocument sends a file with the headers of the page it was made from, such as who may store it.
func sendDocument(w http.ResponseWriter, seen *renderedPage, media, disposition, name string, file []byte) error {
	header := w.Header()
	for _, name := range []string{"Cache-Control", "Content-Language", "Vary", "X-Robots-Tag"} {
		if values := seen.header.Values(name); len(values) > 0 {
			header[name] = values
		}
	}
	header.Set("Content-Type", media)
	header.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name}))
	header.Set("Content-Length", strconv.Itoa(len(file)))
	_, err := w.Write(file)
	return err
}

// renderedPage is a page as its handler sent it.
type renderedPage struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (p *renderedPage) Header() http.Header { return p.header }

func (p *renderedPage) WriteHeader(status int) {
	if p.status == 0 {
		p.status = status
	}
}

func (p *renderedPage) Write(text []byte) (int, error) {
	p.WriteHeader(http.StatusOK)
	return p.body.Write(text)
}

// renderPage returns the page that show sends to the reader of r at path.
func renderPage(show site.Handler, r *http.Request, path string) (*renderedPage, error) {
	asked := r.Clone(r.Context())
	asked.Method = http.MethodGet
	asked.URL = &url.URL{Path: path}
	asked.RequestURI = asked.URL.RequestURI()
	asked.Form, asked.PostForm = url.Values{}, url.Values{}
	asked.Header.Del("Accept-Encoding") // as text
	seen := &renderedPage{header: http.Header{}}
	if err := show(seen, asked); err != nil {
		return nil, err
	}
	if seen.status != http.StatusOK {
		return nil, fault.New(fault.NotFound, "This page cannot be downloaded. Open the page instead.")
	}
	return seen, nil
}

// withAbsoluteLinks returns a page whose links lead to the same pages from a file. Those to pages of this site are marked
// for the style sheet.
func withAbsoluteLinks(source []byte, address string) ([]byte, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	root, err := html.Parse(bytes.NewReader(source))
	if err != nil {
		return nil, err
	}
	for n := range root.Descendants() {
		if n.DataAtom != atom.A {
			continue
		}
		for i, a := range n.Attr {
			if to, err := base.Parse(a.Val); err == nil && a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
				n.Attr[i].Val = to.String()
				if to.Host == base.Host {
					n.Attr = append(n.Attr, html.Attribute{Key: "data-own"})
				}
			}
		}
	}
	var all bytes.Buffer
	err = html.Render(&all, root)
	return all.Bytes(), err
}
