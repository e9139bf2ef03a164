package app_test

import (
	"encoding/json"
	"html"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/promise"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/site"
)

// An officer changes the four retention periods of a consultation, and every sentence about them says the new one: on
// the privacy notice, where the equality questions begin, on paper and where an officer reads the questions out.
//
// Row C7 of docs/faults.md.
func TestClockChangesEverySentence(t *testing.T) {
	s := newDemoSite(t, "")
	s.app.Site().RecentlyAuthenticated = crawltest.RecentlyAuthenticated
	s.app.Site().SessionMiddleware = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, site.WithActor(r, fullAccess.Actor)) })
	}
	const at = "/consultations/getting-about/"
	mine := s.startResponse(t)
	officer := browsertest.NewVisitor(t, s.address+"/staff"+at+"assisted")
	officer.Post("/staff"+at+"assisted", url.Values{"edition": {"standard"}, "channel": {"phone"}})
	readOut := strings.TrimSuffix(officer.URL.Path, "begin") + "equality-questions"
	pages := func() map[string][]string {
		all := map[string][]string{}
		for _, path := range []string{
			"/privacy", mine.path + "equality-questions", readOut, at + "paper/standard", at + "paper/easy-read",
		} {
			officer.UseCookies(mine.visitor)
			if path == readOut {
				officer = browsertest.NewVisitor(t, s.address+"/staff"+at+"assisted")
				officer.Post("/staff"+at+"assisted", url.Values{"edition": {"standard"}, "channel": {"phone"}})
				path = strings.TrimSuffix(officer.URL.Path, "begin") + "equality-questions"
				readOut = path
			}
			if officer.Go(path); officer.Status != http.StatusOK {
				t.Fatalf("%s: %d", path, officer.Status)
			}
			all[path] = promise.Kept(officer.Text())
		}
		return all
	}
	for path, said := range pages() {
		if text := strings.Join(said, "\n"); !strings.Contains(text, "equality monitoring answers 6 months after") {
			t.Errorf("before, %s says %q", path, said)
		}
	}
	for _, d := range retention.Categories {
		days := 3
		if d.What == retention.Drafts {
			days = 13 // the others are longer than a month
		}
		rule := retention.Rule{What: d.What, Months: d.Months / 2, Days: days, Why: "A test."}
		if err := s.app.Retention().SetRule(t.Context(), actor.System, "getting-about", d.Rule, rule); err != nil {
			t.Fatal(err)
		}
	}
	for path, said := range pages() {
		text := strings.Join(said, "\n")
		want := []string{"equality monitoring answers 3 months and 3 days after"}
		if path == "/privacy" {
			want = append(want, "13 days after the consultation closes", "12 months and 3 days after the consultation closes",
				"6 months and 3 days after the decision")
		} else if len(said) != 1 {
			t.Errorf("%s says %q", path, said)
		}
		for _, sentence := range want {
			if !strings.Contains(text, sentence) {
				t.Errorf("after, %s does not say %q but %q", path, sentence, said)
			}
		}
	}
}

// withdrawalPromise is the one sentence that says until when a response can be withdrawn.
const withdrawalPromise = "You can withdraw your response at any time, using your withdrawal code. " +
	"We will delete your answers, but results that have already been published will not change."

// No message of the interface, in any language, no page of the gallery, no email and no text of the demonstration says
// until when a response can be withdrawn, but for the one sentence; and none says how long data is kept, but for the
// sentences that are made from the retention periods.
//
// Rows A15 and C7 of docs/faults.md.
func TestNoOtherPromises(t *testing.T) {
	kept := map[string]bool{} // sentences with # for numbers
	number := regexp.MustCompile(`[0-9]+`)
	for _, d := range retention.Categories {
		for _, sentence := range promise.Kept(d.Sentence().In(nil)) {
			kept[number.ReplaceAllString(sentence, "#")] = true
		}
	}
	withdrawal := map[string]bool{}
	for _, l := range locale.Languages() {
		for _, sentence := range promise.Withdrawal(locale.For(l.Tag).Say(withdrawalPromise)) {
			withdrawal[sentence] = true
		}
	}
	checked := map[string]bool{}
	check := func(where, text string, own bool) {
		if checked[text] {
			return
		}
		checked[text] = true
		for _, found := range promise.Kept(text) {
			if !own || !kept[number.ReplaceAllString(found, "#")] {
				t.Errorf("%s says how long data is kept: %q", where, found)
			}
		}
		for _, found := range promise.Withdrawal(text) {
			if !own || !withdrawal[found] {
				t.Errorf("%s says until when a response can be withdrawn: %q", where, found)
			}
		}
	}
	languages := 0
	for _, l := range locale.Languages() {
		if l.Pseudo || l.Tag == "en" {
			continue
		}
		languages++
		body, err := os.ReadFile("../locale/messages/" + l.Tag + ".json")
		if err != nil {
			t.Fatal(err)
		}
		messages := map[string]any{}
		if err := json.Unmarshal(body, &messages); err != nil {
			t.Fatal(err)
		}
		for message, translation := range messages {
			texts := []string{}
			switch translation := translation.(type) {
			case string:
				texts = append(texts, translation)
			case map[string]any:
				for _, form := range translation {
					texts = append(texts, form.(string))
				}
			}
			if message == withdrawalPromise {
				if len(promise.Withdrawal(strings.Join(texts, " "))) != 1 {
					t.Errorf("the promise is not found in %s: %q", l.Tag, texts)
				}
				continue
			}
			for _, text := range append(texts, message) {
				check(l.Tag, text, false)
			}
		}
	}
	pages, err := filepath.Glob("../*/*/testdata/*.html")
	if err != nil || len(pages) < 100 || languages < 4 {
		t.Fatalf("%d pages, %d languages: %v", len(pages), languages, err)
	}
	tag := regexp.MustCompile(`<[^>]*>`)
	block := regexp.MustCompile(`</?(p|li|h[1-6]|td|th|dt|dd|label|button|div|title|legend)\b[^>]*>`)
	emails, err := filepath.Glob("../notify/notifyweb/testdata/emails/*")
	if err != nil || len(emails) == 0 {
		t.Fatalf("%d emails: %v", len(emails), err)
	}
	for _, name := range append(pages, emails...) {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range block.Split(string(body), -1) {
			check(name, html.UnescapeString(tag.ReplaceAllString(text, "")), true)
		}
	}
	err = fs.WalkDir(demo.Files(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path == "README.md" {
			return err
		}
		body, err := fs.ReadFile(demo.Files(), path)
		check(path, string(body), false)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
