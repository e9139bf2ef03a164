package app_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/crawltest"
)

// A resident walks the chain both ways on public pages only: from the front page to a figure that was released after the
// consultation of 2016, to the answer that quotes it, to the action that was promised and to its latest update; and back over
// the objective, the answer and the figure to the results and the consultation.
func TestResidentWalksFromAReleasedFigureToTheLatestUpdateAndBack(t *testing.T) {
	t.Parallel()
	s := newSite(t, app.Config{}, smallDemo(t), discardLogger(), nil)
	const consultation = "/consultations/equality-strategy-2016-2020"
	const issue, action = "Easy Read versions are published weeks after", "Publish an Easy Read version of every public consultation"
	w := crawltest.Browse(t, browsertest.NewVisitor(t, s.address+"/"))
	w.Follow("Have your say")
	for !bytes.Contains(w.Body, []byte(`href="`+consultation+`"`)) {
		w.Follow("Next page")
	}
	w.FollowTo("Equality Strategy 2016–2020", consultation)
	w.Follow("Read the results")
	w.Follow(issue)
	w.FollowTo(action, "/actions/")
	updates := regexp.MustCompile(`<article id="update-[^"]*"[^>]*>`).FindAll(w.Body, -1)
	if len(updates) == 0 {
		t.Fatalf("%s has no update", w.URL)
	}
	latest := w.URL.Path

	w.Follow("Provide information") // the objective
	if !bytes.Contains(w.Body, []byte(`href="`+latest+`?update=`)) {
		t.Errorf("%s does not lead to the latest update", w.URL)
	}
	w.FollowTo(action, latest)
	w.Follow("Our response")
	var figure string
	for _, l := range w.Links() {
		if l.URL.Path == consultation+"/results/1" && strings.Contains(l.Text, "%") {
			figure = l.Text
			break
		}
	}
	w.FollowTo(figure, consultation+"/results/1")
	number := regexp.MustCompile(`\(([\d,]+) of`).FindStringSubmatch(figure)
	if number == nil {
		t.Fatalf("the answer quotes no figure: %q", figure)
	}
	w.See(number[1])
	w.FollowTo("Back to the consultation", consultation)
	w.See("Read the results")
	if strings.HasPrefix(w.URL.Path, "/staff") {
		t.Error("the walk ended in the staff area")
	}
}
