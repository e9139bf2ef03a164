package page

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/locale"
)

func TestMessageWithLink(t *testing.T) {
	polish, pseudo := locale.For("pl"), locale.For("en-XA")
	for _, test := range []struct {
		words         *locale.Printer
		message, href string
		args          []any
		want          string // "" if an error is expected
	}{
		{nil, "[Check] it & go.", "/a?b=1&c", nil, `<a class="govuk-link" href="/a?b=1&amp;c">Check</a> it &amp; go.`},
		{
			nil, "[Respond online] by %s.", "/a", []any{"<i>[2] May</i>"},
			`<a class="govuk-link" href="/a">Respond online</a> by &lt;i&gt;[2] May&lt;/i&gt;.`,
		},
		{nil, "By %[1]s [go].", "/a", []any{"x\uE000y\uE001"}, `By xy <a class="govuk-link" href="/a">go</a>.`},
		{polish, "[Respond online] by %s.", "/a", []any{"1 maja"}, `<a class="govuk-link" href="/a">Odpowiedz przez internet</a> do 1 maja.`},
		{pseudo, "[Go] on.", "/a", nil, `⟦<a class="govuk-link" href="/a">Ĝö</a> öñ.~~~~⟧`},
		{
			nil, "Tell [%s].", "/a", []any{UserText{Text: "<y Comisiynydd>", Lang: "cy"}},
			`Tell <a class="govuk-link" href="/a"><span lang="cy">&lt;y Comisiynydd&gt;</span></a>.`,
		},
		{nil, "Tell [%s].", "/a", []any{UserText{Text: "them", Lang: "en"}}, `Tell <a class="govuk-link" href="/a">them</a>.`},
		{nil, "No link.", "/a", nil, ""},
		{nil, "[Go]", "javascript:alert(1)", nil, ""},
		{nil, "[Go]", "data:text/html,x", nil, ""},
	} {
		got, err := messageWithLink(test.words, test.message, test.href, test.args)
		if string(got) != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%q: %q %v, want %q", test.message, got, err, test.want)
		}
	}
}

func TestLangAttr(t *testing.T) {
	mirrored := locale.For("ar-XB")
	for _, test := range []struct {
		words      *locale.Printer
		lang, want string
	}{
		{nil, "en", ""},
		{nil, "", ""},
		{nil, "cy", ` lang="cy"`},
		{locale.For("cy"), "cy", ""},
		{locale.For("cy"), "en", ` lang="en"`},
		{nil, "ur", ` lang="ur" dir="rtl"`},
		{mirrored, "en", ` lang="en" dir="ltr"`},
		{nil, `en" onclick="x`, ""},
		{nil, "English", ""},
	} {
		if got := langAttr(test.words, test.lang); string(got) != test.want {
			t.Errorf("%s on a page in %s: %q, want %q", test.lang, test.words.Lang(), got, test.want)
		}
	}
	for _, test := range []struct {
		words         *locale.Printer
		message, lang string
		args          []any
		want          string
	}{
		{nil, "What changed: %s", "en", []any{"<b>"}, "What changed: &lt;b&gt;"},
		{nil, "What changed: %s", "cy", []any{"<b>\uE000"}, `What changed: <span lang="cy">&lt;b&gt;</span>`},
		{
			nil, "Read %s (%s)", "cy", []any{"y testun", time.Date(2016, 7, 6, 0, 0, 0, 0, time.UTC)},
			`Read <span lang="cy">y testun</span> (6 July 2016)`,
		},
	} {
		if got := quoteMessage(test.words, test.message, test.lang, test.args); string(got) != test.want {
			t.Errorf("%q: %q, want %q", test.message, got, test.want)
		}
	}
}

// A translated page must not take longer than an English one.
func BenchmarkPage(b *testing.B) {
	for _, lang := range []string{"en", "cy"} {
		b.Run(lang, func(b *testing.B) {
			words := locale.For(lang)
			for b.Loop() {
				whole, giveBack := PartsPage.buffer()
				if err := PartsPage.render(whole, frame{Chrome: exampleChrome(false)}, words, PartsPage.examples[1]); err != nil {
					b.Fatal(err)
				}
				giveBack()
			}
		})
	}
}

// A page without a translation is marked as English, for screen readers.
func TestUntranslatedPagesAreMarkedEnglish(t *testing.T) {
	for text, want := range map[string]string{
		`<h1>{{t "Your receipt"}}</h1>`:                     "",
		`<h1>{{t "A sentence without a translation"}}</h1>`: "en",
		`<h1>Words</h1>`:                                    "en",
		`<h1>{{t "Your receipt"}}</h1>{{t "Back"}}{{tn 2 "%d thing to do" "%d things"}}`: "",
	} {
		p := New(file(`{{define "title"}}T{{end}}{{define "main"}}`+text+`{{end}}`), "x.html", struct{}{})
		for _, lang := range []string{"en", "cy", "en-XA"} {
			if got := p.forLanguage(locale.For(lang)).mainLang; got != want && lang == "cy" || got != "" && lang != "cy" {
				t.Errorf("%s in %s: %q, want %q", text, lang, got, want)
			}
		}
	}
}

// A page says that it is in another language than the reader's, and that a part of it is in English.
//
// Row A17 of docs/faults.md.
func TestPageSaysThatItIsInAnotherLanguage(t *testing.T) {
	gujarati, english := locale.For("gu"), locale.For("en")
	for _, test := range []struct {
		words *locale.Printer
		lang  string
		main  string
		want  string
	}{
		{gujarati, "en", "<p>Text</p>", "This page is in %s."},
		{gujarati, "gu", "<p>લખાણ</p>", ""},
		{gujarati, "", `<p lang="en">Text</p>`, "Some of this page is in English."},
		{gujarati, "", "<p>લખાણ</p>", ""},
		{english, "", `<p lang="en">Text</p>`, ""},
		{english, "en-GB", "<p>Text</p>", ""},
		{english, "ur", "<p>متن</p>", "This page is in %s."},
		{locale.For("en-XA"), "", `<p lang="en">Text</p>`, ""},
	} {
		got, want := "", ""
		if m := otherLanguage(test.words, test.lang, []byte(test.main)); m != nil {
			got = m.In(test.words)
		}
		if want = test.words.Say(test.want); strings.Contains(test.want, "%s") {
			want = test.words.Say(test.want, test.words.LanguageName(test.lang))
		}
		if got != want {
			t.Errorf("%s page for a reader of %s: %q, want %q", test.lang, test.words.Lang(), got, want)
		}
	}
}
