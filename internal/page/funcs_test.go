package page

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

func TestDateFormat(t *testing.T) {
	if got := Date(time.Date(2016, 5, 27, 23, 0, 0, 0, time.UTC)); got != "27 May 2016" {
		t.Error(got)
	}
}

func TestMarkdownUsesGOVUKStyles(t *testing.T) {
	for source, want := range map[string]string{
		"# One":               `<h2 class="govuk-heading-m">One</h2>`,
		"### Three":           `<h3 class="govuk-heading-s">Three</h3>`,
		"###### Six":          `<h4 class="govuk-heading-s">Six</h4>`,
		"Words":               `<p class="govuk-body">Words</p>`,
		"- a\n- b":            `<ul class="govuk-list govuk-list--bullet">`,
		"1. a\n2. b":          `<ol class="govuk-list govuk-list--number">`,
		"[a](/b)":             `<a href="/b" class="govuk-link">a</a>`,
		"| a |\n|---|\n| b |": `<th scope="col" class="govuk-table__header">a</th>`,
	} {
		got := string(Markdown(source))
		same := strings.Contains(got, want) ||
			strings.Contains(got, strings.Replace(want, `scope="col" class="govuk-table__header"`, `class="govuk-table__header" scope="col"`, 1))
		if !same {
			t.Errorf("%q: %s", source, got)
		}
	}
}

// Markdown must not run scripts or load anything from other servers.
func TestMarkdownIsSafe(t *testing.T) {
	allowed := map[string]bool{}
	const elements = "html head body h2 h3 h4 p ul ol li a em strong code pre blockquote hr br div table thead tbody tr th td"
	for name := range strings.FieldsSeq(elements) {
		allowed[name] = true
	}
	for _, source := range []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
		"[x](JaVaScRiPt:alert(1))", "[x]: data:text/html,<script>\n\n[x]",
		"[x](vbscript:x)", "[x](data:text/html;base64,PHNjcmlwdD4=)", "<javascript:alert(1)>",
		"![x](https://evil.example/pixel.png)", "![x](x \"onerror=alert(1)\")",
		"<svg><script>1</script></svg>", "<!-- --><style>*{}</style>", "[x](/a\"onmouseover=\"alert(1))",
		"`<script>`", "[a](javascript&#58;alert(1))",
		"# <iframe src=//evil.example>", "| <b onclick=x> |\n|---|\n| <i style=x> |", strings.Repeat("[", 5000),
		strings.Repeat("> ", 200) + "x", "\x00<script>",
		"```html\" onload=\"x\n<script>\n```", "</main></body><script>1</script>", strings.Repeat("<script>", maxMarkdown/8+1),
	} {
		doc, err := html.Parse(strings.NewReader(string(Markdown(source))))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if !allowed[n.Data] {
				t.Errorf("%.60q has become <%s>", source, n.Data)
			}
			for _, a := range n.Attr {
				low := strings.ToLower(strings.TrimSpace(a.Val))
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src" ||
					a.Key == "href" && (strings.HasPrefix(low, "javascript:") || strings.HasPrefix(low, "data:") || strings.HasPrefix(low, "vbscript:")) {
					t.Errorf("%.60q has become %s=%q", source, a.Key, a.Val)
				}
			}
		}
	}
}

// A text must not take much longer because it is hostile: 16 times the length must not take hundreds of times as long.
func TestMarkdownIsReadInTime(t *testing.T) {
	took := func(source string) time.Duration {
		began := time.Now()
		Markdown(source)
		return time.Since(began)
	}
	for _, piece := range []string{
		"[", "![", "*a ", "**a ", "`", "> ", "- ", "<a ", "[a](", "&amp;", "|a", "a\n---\n", "[a]: b\n", "[a]: b\n\n",
		"*a _b **c\n", "\\",
	} {
		t.Run(fmt.Sprintf("%q", piece), func(t *testing.T) {
			short := strings.Repeat(piece, maxMarkdown/16/len(piece))
			long := strings.Repeat(piece, maxMarkdown/len(piece))
			part, whole := min(took(short), took(short), took(short)), took(long)
			slow := func() bool { return whole > 500*time.Millisecond && whole > 64*part }
			for tries := 0; slow() && tries < 5; tries++ { // the machine may have been busy
				whole = min(whole, took(long))
			}
			if slow() {
				t.Errorf("%d bytes take %v, and %d take %v", len(short), part, len(long), whole)
			}
		})
	}
}

func TestLongTextIsNotParsedAsMarkdown(t *testing.T) {
	words := strings.Repeat("some *words* ", 1000)
	for name, test := range map[string]struct {
		source string
		plain  bool
	}{
		"a paragraph":       {words, false},
		"a long one":        {words + words, true},
		"two of them":       {words + "\n\n" + words, false},
		"two, with a space": {words + "\n \n" + words, false},
		"too many":          {strings.Repeat(words+"\n\n", 20), true},
	} {
		if got := strings.Contains(string(Markdown(test.source)), "*words*"); got != test.plain {
			t.Errorf("%s: shown as plain text: %v", name, got)
		}
	}
}
