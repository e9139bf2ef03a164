package app_test

import (
	"strconv"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// On a question page the header and each banner take one line, so that a phone shows the question.
//
// Row A18 of docs/faults.md.
func TestHeaderIsLowOnQuestionPages(t *testing.T) {
	t.Parallel()
	s := newDemoSite(t, "")
	tab := browsertest.Open(t).Tab(t, browsertest.TabOptions{Width: 320})
	const mostHeader, mostBanner = 80, 40 // pixels; the name of the demonstration council takes two lines
	for _, lang := range []string{"en", "cy", "ur"} {
		v := browsertest.NewVisitor(t, s.address+"/consultations/getting-about/respond/standard")
		tab.Visit(v.URL.String() + "?lang=" + lang)
		height := func(selector string) int {
			text := tab.Evaluate(`Array.from(document.querySelectorAll("` + selector +
				`"), e => Math.ceil(e.getBoundingClientRect().height)).concat(0).sort((a, b) => b - a)[0].toString()`)
			n, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if got := height(".fm-header"); got == 0 || got > mostHeader {
			t.Errorf("%s: the header is %d pixels high", lang, got)
		}
		if got := height(".fm-demo, .fm-awaits"); got == 0 || got > mostBanner {
			t.Errorf("%s: a banner is %d pixels high", lang, got)
		}
		tab.Screenshot("slim-" + lang)
		checkTab(t, tab)
	}
}
