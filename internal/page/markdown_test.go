package page

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// allowedAttributes are the elements that Markdown can have, and their attributes.
var allowedAttributes = map[string]string{
	"h2": "class id", "h3": "class id", "h4": "class id", "p": "class", "ul": "class", "ol": "class start",
	"li": "class", "a": "class href title",
	"img": "class src alt title", "em": "", "strong": "", "code": "class", "pre": "class", "blockquote": "class", "hr": "class", "br": "",
	"div":   "class tabindex role aria-label",
	"table": "class", "thead": "class", "tbody": "class", "tr": "class", "th": "class scope", "td": "class data-label",
}

// forbiddenMarkup returns what is not allowed in the HTML of a text, or "".
func forbiddenMarkup(source string) string {
	doc, err := html.Parse(strings.NewReader("<main>" + string(Markdown(source)) + "<hr class=end></main>"))
	if err != nil {
		return err.Error()
	}
	inside := false
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || slices.Contains([]string{"html", "head", "body", "main"}, n.Data) && len(n.Attr) == 0 {
			continue
		}
		attributes, ok := allowedAttributes[n.Data]
		if !ok {
			return "there is <" + n.Data + ">"
		}
		for _, a := range n.Attr {
			if !slices.Contains(strings.Fields(attributes), a.Key) {
				return fmt.Sprintf("there is <%s %s=%q>", n.Data, a.Key, a.Val)
			}
			if a.Key != "href" {
				continue
			}
			to, err := url.Parse(strings.Map(func(r rune) rune { // as a browser reads it
				if r <= ' ' {
					return -1
				}
				return r
			}, a.Val))
			if err != nil && strings.Contains(strings.SplitN(a.Val, "/", 2)[0], ":") ||
				err == nil && !slices.Contains([]string{"", "http", "https", "mailto", "tel"}, to.Scheme) {
				return fmt.Sprintf("there is a link to %q", a.Val)
			}
		}
		if n.Data == "hr" && len(n.Attr) == 1 && n.Attr[0].Val == "end" {
			inside = n.Parent.Data == "main" && n.NextSibling == nil
		}
	}
	if !inside {
		return "it breaks out of its element"
	}
	return ""
}

// hostileMarkdown are attacks known from other Markdown renderers.
var hostileMarkdown = []string{
	`<script>X</script>`, `<svg/onload=X>`, `<img src=x onerror=X>`, `"'><svg/onload=X>{{7*7}}`,
	`<a href="javascript:X">a</a>`, `<iframe srcdoc="<script>X</script>">`,
	`[x](javascript:X)`, `[x](JavaScript:X)`, "[x](java\tscript:X)", "[x](java\nscript:X)", "[x](<java\tscript:X>)",
	"[x](\x01javascript:X)", `[x](&#x6A;avascript:X)`, `[x](javascript&colon;X)`,
	`[x](javascript&#58;X)`, `[x](javascript&#0000058;X)`, `[x](j&Tab;avascript:X)`, `[x](<javascript:X>)`,
	`[x]( javascript:X)`, `[x](\javascript:X)`, `[x](java\script:X)`, `[x](javascript\:X)`, `[x](%6aavascript:X)`,
	`[x](data:text/html,<script>X</script>)`, `[x](data:image/svg+xml;base64,PHN2Zz4=)`,
	`[x](DATA:text/html;base64,WA==)`, `[x](vbscript:X)`, `[x](file:///etc/passwd)`, `[x](blob:X)`,
	`[x](view-source:X)`,
	"[x]: javascript:X\n\n[x]", "[x]: data:text/html,X 'title'\n\n[x][x]", "[x]:\n\tjavascript:X\n\n[x]",
	`<javascript:X>`, `<JAVASCRIPT:X>`, `<data:text/html,X>`, `<vbscript:X>`, `<x-own:X>`,
	`![x](javascript:X)`, `![x](https://elsewhere.example/x.png)`, `![x](data:image/svg+xml,<svg onload=X>)`,
	`![x](x "onerror=X")`, `![x](/files/a "onerror=X")`, `![x" onerror=X](/files/a)`, `![x](/files/a/../../b)`, `![x](/files/a?q)`,
	`[![x](x)](javascript:X)`, `![![x](a)](b)`, `[x](/a "onclick=X")`,
	`[x](/a 'a" onclick="X')`, `[x](/a"onclick="X)`,
	`[<img src=x onerror=X>](/a)`, "[x](/a (\" onclick=\"X))", "```\" onload=\"X\n<script>X</script>\n```",
	"```html onload=X\nx\n```", "~~~ \"><script>X</script>\nx\n~~~", "    <script>X</script>", "`<script>X</script>`",
	`<!-- --><script>X</script>`, `<!--><script>X</script>-->`, `<![CDATA[<script>X</script>]]>`,
	`<?php X ?><script>X</script>`, `<!DOCTYPE html><script>X</script>`, `<style>@import 'x'</style>`,
	`<base href=//elsewhere.example>`, `<meta http-equiv=refresh content=0>`,
	`<form action=//elsewhere.example><button>`,
	`</p></div></main></body></html><script>X</script>`, `</main>`, "<div>\n\n</div></main>",
	"| a |\n|---|\n| </table></main><script>X</script> |", "| <svg onload=X> |\n|:-:|\n| x |",
	"| a |\n|--:|\n| <svg onload=X> |", `<table><tr><td></main>`,
	"# x {onclick=X}", "# x {#id .class onload=X}", "# <svg onload=X>", "x\n===\n<svg onload=X>", "> <svg onload=X>",
	"- <svg onload=X>", "1. <svg onload=X>\n999999999. x", "[^1]\n\n[^1]: <svg onload=X>", ":::{onclick=X}\nx\n:::",
	"<noscript><p title=\"</noscript><img src=x onerror=X>\">",
	"<math><mi//xlink:href=\"data:x,<script>X</script>\">", "<svg><style><img src=x onerror=X></style></svg>",
	"<x/onclick=X>", "<scr<script>ipt>X</script>", "\x00<script\x00>X", "<\x00script>X</script>", "&lt;script&gt;X",
	"\u2028<script>X", "\ufeff<script>X", "＜script＞X", "<ſcript>X",
	"\xff\xfe<script>X", "[x](\xff)", "www.elsewhere.example", "https://elsewhere.example/\"onclick=X",
	"<https://elsewhere.example/\"onclick=X>", "<a@b\"onclick=X>", "<mailto:a@b?subject=\"onclick=X>",
}

func TestMarkdownMakesOnlyWhatIsAllowed(t *testing.T) {
	around := []string{
		"%s",
		"a %s b",
		"**%s**",
		"[%s](/a)",
		"> %s",
		"- %s",
		"| %s |\n|---|\n| %[1]s |",
		"# %s",
		"%s\n\n%[1]s",
		"`%s",
		"<b %s>",
		"[a]: /a \"%s\"\n\n[a]",
	}
	for _, source := range hostileMarkdown {
		for _, frame := range around {
			text := fmt.Sprintf(frame, source)
			if say := forbiddenMarkup(text); say != "" {
				t.Errorf("%q: %s\n%s", text, say, Markdown(text))
			}
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, source := range hostileMarkdown {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if say := forbiddenMarkup(source); say != "" {
			t.Errorf("%q: %s\n%s", source, say, Markdown(source))
		}
	})
}

// Text of 100 kB, in paragraphs as long as allowed, is rendered within a second or shown as plain text.
func TestHostileMarkdownIsRenderedInTime(t *testing.T) {
	size := 100 << 10
	if raceEnabled {
		size = 20 << 10
	}
	grow := func(of func(i int) string) string {
		var b strings.Builder
		for i := 1; b.Len() < size; i++ {
			b.WriteString(of(i % 300))
		}
		return b.String()
	}
	texts := map[string]string{
		"fences of every length": grow(func(i int) string { return strings.Repeat("`", i) + "a" }),
		"lists in lists":         grow(func(i int) string { return strings.Repeat(" ", 2*(i%100)) + "- a\n" }),
		"quotes in lists":        grow(func(i int) string { return strings.Repeat("> - ", i%50) + "a\n\n" }),
		"many definitions":       grow(func(i int) string { return fmt.Sprintf("[a%d]: /b\n\n[a%d][] ", i, i+1) }),
		"one definition, used":   "[a]: /" + strings.Repeat("b", 10_000) + "\n\n" + grow(func(int) string { return "[a]\n\n" }),
		"wide tables":            grow(func(int) string { return strings.Repeat("|a", 2000) + "\n" + strings.Repeat("|-", 2000) + "\n\n" }),
		"tables with empty places": grow(func(int) string {
			return strings.Repeat("|a", 1500) + "\n" + strings.Repeat("|-", 1500) + "\n" + strings.Repeat("|\n", 3000) + "\n"
		}),
		"tags without an end":     grow(func(int) string { return "<a b='" }),
		"comments without an end": grow(func(int) string { return "<!-- a\n\n" }),
	}
	for _, piece := range []string{
		">", "> ", "*", "**", "_", "*a_", "[", "]", "[](", "![", "[a](<", "(", "`", "~", "<", "&", "\\", "- ", "1. ",
		"#", "\t", "|", "***a", "*a **b", "[a][", "a\n",
	} {
		texts["only "+piece] = strings.Repeat(piece, size/len(piece))
		paragraph := strings.Repeat(piece, (maxParagraph-2)/len(piece)) + "\n\n"
		texts["paragraphs of "+piece] = strings.Repeat(paragraph, size/len(paragraph)+1)
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			limit := 10 * time.Second // generous, because a machine can stall; quadratic behaviour takes minutes
			if raceEnabled {
				limit = time.Minute
			}
			best := time.Hour
			for range 3 { // the machine may be busy
				began := time.Now()
				Markdown(text)
				if best = min(best, time.Since(began)); best < limit {
					break
				}
			}
			if best > 200*time.Millisecond {
				t.Logf("%v", best)
			}
			if best > limit {
				t.Errorf("%d bytes take %v", len(text), best)
			}
		})
	}
}

// A description can have a picture that was uploaded to this site and is described in words, and no other.
//
// Row A13 of docs/faults.md.
func TestPicturesInDescriptions(t *testing.T) {
	const picture = `<img src="/files/abc1" alt="A van with a desk" class="fm-picture">`
	if got := string(Markdown("![A van with a desk](/files/abc1)")); !strings.Contains(got, picture) {
		t.Errorf("%s", got)
	}
	for _, source := range []string{
		"![](/files/abc1)", "![A van](https://elsewhere.example/a.png)", "![A van](//elsewhere.example/files/a)",
		"![A van](/files/abc1/..)", "![A van](/files/)", "![A van](/record)", "![A van](data:image/png;base64,AAAA)",
	} {
		if got := string(Markdown(source)); strings.Contains(got, "<img") {
			t.Errorf("%s: %s", source, got)
		}
	}
}
