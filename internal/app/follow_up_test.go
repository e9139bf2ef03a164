package app_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// A question that depends on an answer on the same page is asked: with the script at once, without it on the same page
// shown once more. What no longer applies leaves the page. Typing clears the box that was ticked instead.
//
// Rows A1 and A13 of docs/faults.md.
func TestFollowUpQuestionWithAndWithoutScript(t *testing.T) {
	t.Parallel()
	s := newDemoSite(t, "")
	b := browsertest.Open(t)
	const (
		name   = "What is the name of your organisation or group?"
		notice = "One more question because of your answer"
	)
	v := browsertest.NewVisitor(t, s.address+"/consultations/getting-about/respond/standard")
	first := v.URL.String()
	if strings.Contains(v.Text(), name) {
		t.Fatal("the question is asked before the answer that it depends on")
	}

	// With the script.
	tab := b.Tab(t, browsertest.TabOptions{Width: 320})
	tab.Visit(first)
	const pick = `(id => { document.querySelector("[name=relation][value=" + id + "]").click(); ` +
		`return Array.from(document.querySelectorAll("[data-question]"), e => e.dataset.question).join(" ") })`
	if got := tab.Evaluate(pick + `("organisation")`); got != "relation organisation" {
		t.Errorf("an organisation is asked: %s", got)
	}
	const before = `document.querySelector("[data-question=organisation]").previousElementSibling.dataset.question`
	if got := tab.Evaluate(before); got != "relation" {
		t.Errorf("the question appears after %q", got)
	}
	tab.Evaluate(`(document.querySelector("[name=organisation]").value = "The bowls club")`)
	tab.Screenshot("follow-up-script")
	checkTab(t, tab)
	if got := tab.Evaluate(pick + `("user")`); got != "relation district" {
		t.Errorf("a user is asked: %s", got)
	}
	if got := tab.Evaluate(pick + `("organisation") + document.querySelector("[name=organisation]").value`); got !=
		"relation organisationThe bowls club" {
		t.Errorf("after going back to the first answer: %s", got)
	}
	sent, err := url.ParseQuery(tab.Evaluate(`new URLSearchParams(new FormData(document.forms[0])).toString()`))
	if err != nil {
		t.Fatal(err)
	}
	if sent.Get("organisation") != "The bowls club" || sent.Get("--shown") != "relation district organisation" {
		t.Errorf("the browser sends %v", sent)
	}
	if v.Post(first, sent); v.Status != 200 || v.URL.String() == first || v.Alert() != "" {
		t.Errorf("with the answer, the visitor is at %s: %d %s", v.URL, v.Status, v.Alert())
	}

	// A box that is ticked instead of typing goes when something is typed, and nothing that was typed goes.
	tab.Visit(strings.TrimSuffix(first, "you-and-us") + "0")
	const boxes = `(() => { document.querySelector("[name=services][value=library]").click()
		const box = document.querySelector("[name=minutes--instead]"), typed = document.querySelector("[name=minutes]")
		const say = () => box.checked + " " + typed.value
		box.click()
		const ticked = say(); typed.value = "12"; typed.dispatchEvent(new Event("input", { bubbles: true }))
		const cleared = say(); box.click()
		return [ticked, cleared, say()].join("; ") })()`
	if got := tab.Evaluate(boxes); got != "true ; false 12; true 12" {
		t.Errorf("the box and the number are %q", got)
	}
	checkTab(t, tab)

	// Without the script.
	v = browsertest.NewVisitor(t, s.address+"/consultations/getting-about/respond/standard")
	first = v.URL.String()
	form := v.Forms()[0]
	form.Values.Set("relation", "organisation")
	v.Post(first, form.Values)
	if v.URL.Path != mustPath(t, first) || v.Alert() != "" || !strings.Contains(v.Text(), notice) || !strings.Contains(v.Text(), name) {
		t.Fatalf("after the answer, the visitor is at %s:\n%s", v.URL, v.Text())
	}
	plain := b.Tab(t, browsertest.TabOptions{Width: 320, NoScript: true})
	plain.UseCookies(v)
	plain.Visit(first + "#more")
	if got := plain.Evaluate(`document.activeElement.textContent + "/" + document.activeElement.nextElementSibling.dataset.question`); got !=
		notice+"/organisation" {
		t.Errorf("the focus is on %q", got)
	}
	if title := plain.Evaluate(`document.title`); !strings.HasPrefix(title, notice) {
		t.Errorf("the title is %q", title)
	}
	plain.Screenshot("follow-up-no-script")
	for _, say := range append(plain.Overflow(), plain.Problems()...) {
		t.Error(say)
	}
	form = v.Forms()[0]
	form.Values.Set("relation", "organisation")
	if v.Post(first, form.Values); v.URL.String() == first || v.Status != 200 {
		t.Errorf("left blank after it was shown, the visitor is still at %s", v.URL)
	}
}

func mustPath(t *testing.T, address string) string {
	t.Helper()
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return at.Path
}

// checkTab reports accessibility problems, overflow and errors of the page in tab.
func checkTab(t *testing.T, tab *browsertest.Tab) {
	t.Helper()
	for _, violation := range tab.Axe() {
		t.Error(violation)
	}
	for _, say := range append(tab.Overflow(), tab.Problems()...) {
		t.Error(say)
	}
}
