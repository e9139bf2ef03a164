package app_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// answerPages goes through the questionnaire in a tab, with words in its text fields, until the page "Check your
// answers". It returns the address of the first page.
func answerPages(t *testing.T, tab *browsertest.Tab, words string) (first string) {
	t.Helper()
	const fill = `(words => {
		for (const fieldset of document.querySelectorAll("main fieldset")) {
			const radio = fieldset.querySelector("input[type=radio]")
			if (radio && !fieldset.querySelector("input[type=radio]:checked")) radio.click()
		}
		for (const text of document.querySelectorAll("main textarea")) text.value = words
		return document.querySelector("h1").textContent
	})`
	for range 40 {
		heading := tab.Evaluate(fill + "(" + quoteJS(words) + ")")
		if heading == "Check your answers" {
			return first
		}
		if first == "" {
			first = tab.Address()
		}
		if strings.Contains(tab.Text(), "There is a problem") {
			t.Fatalf("at %s: %s", tab.Address(), tab.Text())
		}
		tab.Press("Continue")
	}
	t.Fatalf("the questionnaire does not end: %s", tab.Text())
	return ""
}

func quoteJS(text string) string { return "`" + strings.ReplaceAll(text, "`", "") + "`" }

var codeInText = regexp.MustCompile(`(?m)^[A-Z]{4}(-[A-Z]{4}){3}$`)

func newHalvesSite(t *testing.T) *installation {
	s := newSite(t, app.Config{}, minimalDemo(t), discardLogger(), nil)
	s.runBackground(t)
	return s
}

const startURL = "/consultations/getting-about/respond/standard"

// Two people with one passed-on link, each in a browser of their own, send two responses, and neither sees the other's
// answers.
//
// Row A3 of docs/faults.md.
func TestBrowserTwoPeopleWithOneLink(t *testing.T) {
	t.Parallel()
	s := newHalvesSite(t)
	one := browsertest.Open(t).Tab(t, browsertest.TabOptions{})
	other := browsertest.Open(t).Tab(t, browsertest.TabOptions{Width: 320, NoScript: true})
	one.Visit(s.address + startURL)
	answerPages(t, one, "The first person's words.")
	link := one.Address() // what the first person copies from the address bar

	other.Visit(link)
	if text := other.Text(); !strings.Contains(text, "This is a new response") || strings.Contains(text, "first person") {
		t.Fatalf("the second person sees: %s", text)
	}
	other.Screenshot("passed-on-link")
	for _, wide := range other.Overflow() {
		t.Error(wide)
	}
	answerPages(t, other, "The second person's words.")
	if text := other.Text(); !strings.Contains(text, "second person") || strings.Contains(text, "first person") {
		t.Errorf("the second person's answers: %s", text)
	}
	other.Press("Send your response")
	if !strings.Contains(other.Text(), "Response received") {
		t.Fatalf("the second person sent: %s", other.Text())
	}
	one.Visit(link)
	if text := one.Text(); !strings.Contains(text, "first person") || strings.Contains(text, "second person") {
		t.Errorf("the first person's answers: %s", text)
	}
	one.Press("Send your response")
	if !strings.Contains(one.Text(), "Response received") {
		t.Fatalf("the first person sent: %s", one.Text())
	}
	if answers := dumpTables(t, s.app.DB)["intake_response.answers"]; len(answers) != 2 {
		t.Errorf("%d responses, want 2", len(answers))
	}
}

// Back after sending leads to no form, and the next person at a library's tablet sees nothing of the first: no answers,
// no withdrawal code. They can start a response of their own in the same window.
//
// Rows A2 and A3 of docs/faults.md.
func TestBrowserBackAfterSendingAtALibraryTablet(t *testing.T) {
	t.Parallel()
	s := newHalvesSite(t)
	tab := browsertest.Open(t).Tab(t, browsertest.TabOptions{})
	tab.Visit(s.address + startURL)
	first := answerPages(t, tab, "The first person's words.")
	check := tab.Address()
	tab.Press("Send your response")
	code := codeInText.FindString(tab.Text())
	if code == "" {
		t.Fatalf("no withdrawal code: %s", tab.Text())
	}
	tab.Screenshot("receipt")
	checkTab(t, tab)
	nothing := func(when string) {
		t.Helper()
		text := tab.Text() + tab.Evaluate(`document.documentElement.outerHTML`)
		if strings.Contains(text, "first person") || strings.Contains(text, code) || strings.Contains(text, strings.ReplaceAll(code, "-", "")) {
			t.Errorf("%s, %s shows the first person's response: %s", when, tab.Address(), tab.Text())
		}
		if !strings.Contains(tab.Text(), "These answers were sent on") {
			t.Errorf("%s, %s shows: %s", when, tab.Address(), tab.Text())
		}
	}
	tab.Press("Back to the consultation")
	base := strings.TrimSuffix(check, "check")
	for _, address := range []string{first, check, base + "receipt", base + "later"} {
		tab.Visit(address)
		nothing("the next person opens an address of the history")
	}
	tab.Screenshot("sent-before")
	checkTab(t, tab)

	// The same with the Back button, over the page with the receipt.
	tab.Visit(s.address + startURL)
	answerPages(t, tab, "The first person's words.")
	tab.Press("Send your response")
	code = codeInText.FindString(tab.Text())
	tab.Press("Back to the consultation")
	tab.Back()
	if text := tab.Text(); strings.Contains(text, code) {
		t.Errorf("Back shows the withdrawal code again: %s", text)
	}
	tab.Back()
	nothing("after Back over the receipt")
	tab.Press("Start a new response")
	tab.Press("Start now")
	answerPages(t, tab, "The next person's words.")
	if text := tab.Text(); strings.Contains(text, "first person") {
		t.Errorf("the next person's own response: %s", text)
	}
}

// A person whose browser sends no cookies answers page by page, goes back to change an answer, and gets a receipt.
//
// Row A3 of docs/faults.md.
func TestBrowserThatRefusesCookies(t *testing.T) {
	t.Parallel()
	s := newSite(t, app.Config{}, minimalDemo(t), discardLogger(), func(r *http.Request) { r.Header.Del("Cookie") })
	s.runBackground(t)
	tab := browsertest.Open(t).Tab(t, browsertest.TabOptions{Width: 320})
	tab.Visit(s.address + startURL)
	if !strings.Contains(tab.Text(), "your browser refuses cookies") {
		t.Fatalf("it says nothing about cookies: %s", tab.Text())
	}
	answerPages(t, tab, "Words without cookies.")
	if !strings.Contains(tab.Text(), "Words without cookies.") {
		t.Errorf("the answers are lost: %s", tab.Text())
	}
	tab.Screenshot("no-cookies-check")
	checkTab(t, tab)
	tab.Press("Back")
	tab.Screenshot("no-cookies-question")
	checkTab(t, tab)
	answerPages(t, tab, "Words without cookies.")
	tab.Press("Send your response")
	text := tab.Text()
	if !strings.Contains(text, "Response received") || codeInText.FindString(text) == "" {
		t.Fatalf("no receipt: %s", text)
	}
	if answers := dumpTables(t, s.app.DB)["intake_response.answers"]; len(answers) != 1 || !strings.Contains(answers[0], "without cookies") {
		t.Errorf("stored: %q", answers)
	}
}
