package app_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// What people rank and fund is described beside it, with a link to the document, on the screen and on paper.
//
// Row A13 of docs/faults.md.
func TestProposalsAreDescribedWhereTheyAreRanked(t *testing.T) {
	t.Parallel()
	s := newDemoSite(t, "")
	const words = "A staffed van would visit villages"
	v := browsertest.NewVisitor(t, s.address+"/consultations/getting-about/respond/standard/all")
	if n := strings.Count(v.Text(), words); n != 2 {
		t.Errorf("the questionnaire describes the van %d times, want once where it is ranked and once where it is funded", n)
	}
	paper := browsertest.NewVisitor(t, s.address+"/consultations/getting-about/paper/standard")
	if n := strings.Count(paper.Text(), words); paper.Status != 200 || n != 2 {
		t.Errorf("the paper form describes the van %d times: %d", n, paper.Status)
	}
	found := false
	for _, link := range v.Links() {
		found = found || link.URL.Path == "/consultations/getting-about/documents/proposal"
	}
	if !found {
		t.Error("no link to the proposals")
	}
	tab := browsertest.Open(t).Tab(t, browsertest.TabOptions{Width: 320})
	tab.Visit(v.URL.String())
	tab.Evaluate(`(document.querySelector("[data-question=money] details").open = true, "")`)
	tab.Screenshot("described")
	checkTab(t, tab)
}
