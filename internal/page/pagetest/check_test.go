package pagetest

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	page := func(main string) string {
		return `<!doctype html><html lang="en"><head><title>A page</title></head><body>` +
			`<main><h1>A page</h1>` + main + `</main></body></html>`
	}
	for main, want := range map[string]string{
		`<label for="a">A</label><input id="a"><label><input> B</label><a href="#a">A</a><h2>Two</h2><h3>Three</h3>`: "",
		`<h1>Another</h1>`:                                     "2 h1",
		`<p id="a"></p><p id="a"></p>`:                         "used 2 times",
		`<input id="a">`:                                       "has no label",
		`<select id="a" aria-label="A"></select>`:              "",
		`<a href="#nowhere">x</a>`:                             "does not exist",
		`<p aria-describedby="nowhere"></p>`:                   "does not exist",
		`<p style="color: red">x</p>`:                          "attribute style",
		`<p onclick="x()">x</p>`:                               "attribute onclick",
		`<script>x()</script>`:                                 "inline script",
		`<style>p {}</style>`:                                  "style element",
		`<img src="x">`:                                        "no alt",
		`<table><tr><th>x</th></tr></table>`:                   "no scope",
		`<a href="/x"><svg></svg></a>`:                         "no text",
		`<a href="">x</a>`:                                     "empty address",
		`<button></button>`:                                    "no text",
		`<p>See them.%!(EXTRA string=/x)</p>`:                  "wrong number",
		`<p>Saved %!d(string=9)</p>`:                           "wrong number",
		`<p>100%! Well done.</p>`:                              "",
		`<h3>Three</h3>`:                                       "h3 follows an h1",
		`<nav aria-label="A"></nav><nav aria-label="A"></nav>`: `two nav elements have the label "A"`,
		`<nav aria-label="A"></nav><nav aria-label="B"></nav>`: "",
		`<div class="govuk-accordion">x</div>`:                 "no rule for govuk-accordion",
		`<p class="govuk-body govuk-!-margin-0"></p>`:          "",
		`<ul class="govuk-error-summary__list"><li>Enter a name</li><li>Enter a name</li></ul>`: "twice",
		`<ul class="govuk-error-summary__list"><li>Enter a name</li><li>Enter a date</li></ul>`: "",
	} {
		got := strings.Join(Check(page(main)), "; ")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", main, got, want)
		}
	}
	if got := Check("<p>x</p>"); len(got) < 2 {
		t.Errorf("half a page: %q", got)
	}
}
