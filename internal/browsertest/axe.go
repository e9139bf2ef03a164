package browsertest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// Violation is a rule of axe-core that the page violates, and where.
type Violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"`
}

func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s\n\t%s", v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n\t"))
}

// axeTags are the rules of WCAG 2.2 level A and AA, and axe-core's best practices.
const axeTags = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`

// Axe returns the violations that axe-core finds on the current page. The tab must allow scripts.
func (b *Tab) Axe() []Violation {
	b.t.Helper()
	if b.options.NoScript {
		b.t.Fatal("axe-core needs a tab with scripts")
	}
	b.loadAxe()
	found := evaluate[string](b, `axe.run(document, {runOnly: `+axeTags+`, resultTypes: ["violations"]})
		.then(r => JSON.stringify(r.violations.map(v => ({id: v.id, impact: v.impact, help: v.help,
			nodes: v.nodes.slice(0, 5).map(n => n.html.slice(0, 200) + " " + n.failureSummary.replace(/\s+/g, " "))}))))`,
		chromedp.EvalAwaitPromise)
	var violations []Violation
	b.must(json.Unmarshal([]byte(found), &violations))
	return violations
}

// loadAxe loads axe-core into the page. The tab keeps the source in its session storage, because sending half a
// megabyte to the browser takes longer than the check.
func (b *Tab) loadAxe() {
	b.t.Helper()
	if evaluate[bool](b, `sessionStorage.axe ? (eval?.(sessionStorage.axe), true) : false`) {
		return
	}
	source, err := json.Marshal(b.browser.axe)
	b.must(err)
	evaluate[bool](b, "sessionStorage.axe = "+string(source)+"; eval?.(sessionStorage.axe); true")
}
