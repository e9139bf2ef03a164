package draftweb

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"
	"github.com/folkmoot/folkmoot/survey"
)

var (
	findingCode  = regexp.MustCompile(`"((?:about|fairness|dates|documents|questionnaire|equality)/[a-z-]+)`)
	findingBlock = regexp.MustCompile(`(?s)<div class="fm-document" id="finding-\d+">(.*?)</p>\s*` +
		`<p class="govuk-body govuk-!-margin-bottom-2">(.*?) <a class="govuk-link" href="([^"]*)"`)
)

// wrongDrafts are definitions that have every kind of finding between them.
func wrongDrafts() map[string]func(*consult.Definition) {
	options := func(texts ...string) (all []survey.Option) {
		for i, text := range texts {
			all = append(all, survey.Option{ID: "zq-" + string(rune('a'+i)), Text: text, Hint: "A hint for " + text})
		}
		return all
	}
	long := strings.Repeat("We considered the representations that were received from interested organisations, ", 6) + "and decided."
	master := survey.Form{ID: "zq-form", Title: "The lake", Lang: "en", Edition: "standard", Intro: "Tell us about the lake.",
		Pages: []survey.Page{{ID: "zq-page", Title: "Your visits", Intro: "About your visits to the lake.", Questions: []survey.Question{
			{ID: "zq-use", Kind: survey.Single, Text: "How often do you visit?", Hint: "In a usual year", Options: options("Every day", "Never")},
			{ID: "zq-why", Kind: survey.LongText, Text: "Why is that?", Body: long},
			{ID: "zq-pond", Kind: survey.Single, Text: "Which pond is nearest?", Options: options("The old mill pond", "Hemington")},
		}}}}
	polish := survey.Form{ID: "zq-form", Title: "Jezioro", Lang: "pl", Edition: "pl",
		Pages: []survey.Page{{ID: "zq-page", Title: "Your visits", Questions: []survey.Question{
			{ID: "zq-use", Kind: survey.Single, Text: "How often do you visit?", Options: options("-", "Nigdy")},
			{ID: "zq-pond", Kind: survey.Single, Text: "Jaki staw?", Options: options("Stary staw", "Hemington")[1:]},
		}}}}
	german := polish
	german.Lang, german.Edition = "de", "de"
	easy := survey.Form{ID: "zq-form", Title: "The lake", Lang: "en", Edition: "large-print", Pages: []survey.Page{
		{ID: "zq-page", Title: "Visits", Questions: []survey.Question{
			{ID: "zq-use", Kind: survey.Multiple, Text: "How often?", Options: options("x", "y")},
		}},
	}}
	return map[string]func(*consult.Definition){
		"an empty formal consultation": func(def *consult.Definition) { def.Type = consult.Formal; def.Alternatives = nil },
		"a statutory one in August and December": func(def *consult.Definition) {
			def.Type, def.Opens, def.Closes = consult.Statutory, "2026-11-01", "2026-12-27 17:00"
			def.Alternatives = []consult.Alternative{{Option: "Drain the lake"}}
			def.Summary = "[Change this] " + long + " [here](https://example.org/zq)."
			def.Monitoring = &consult.Monitoring{Questions: []string{"sex"}}
			def.Contact.Email = "zq"
		},
		"dates that are none": func(def *consult.Definition) {
			def.Opens, def.Closes, def.Feedback = "2026-03", "2026-02-30", "soon"
			def.Type, def.Language = "chat", "not a language"
		},
		"one that closes before it opens": func(def *consult.Definition) { def.Opens, def.Closes = "2026-10-01", "2026-01-01 17:00" },
		"one over the summer and an election": func(def *consult.Definition) {
			def.Opens, def.Closes = "2026-04-01", "2026-08-30 17:00"
			def.Documents = []consult.Document{{ID: "zq-doc", Title: "The plan", Kind: consult.Proposal, Version: "2", Editions: []consult.Edition{
				{Format: consult.Standard, Lang: "en", BasedOn: "2", Text: "![](/files/zq)"},
				{Format: consult.Translation, Lang: "pl", BasedOn: "1", Text: "Plan."},
				{Format: consult.LargePrint, Lang: "en", BasedOn: "2"},
			}}}
		},
		"one that has begun":       func(def *consult.Definition) { def.Opens, def.Closes = "2026-01-01", "2026-01-20 17:00" },
		"one that opens for a day": func(def *consult.Definition) { def.Opens, def.Closes = "2026-10-01", "2026-10-02 17:00" },
		"translations with gaps": func(def *consult.Definition) {
			def.Forms = []survey.Form{master, polish, german, easy}
			def.Monitoring = &consult.Monitoring{Questions: []string{"sex", "zq-none"}, Purpose: "p", PolicyDocument: "d"}
		},
		"a translation that has only begun": func(def *consult.Definition) {
			more := master
			more.Pages = nil
			for i := range 6 {
				id := "zq-" + string(rune('a'+i))
				more.Pages = append(more.Pages, survey.Page{ID: id, Title: "Part " + id[3:], Questions: []survey.Question{
					{ID: id + "-use", Kind: survey.LongText, Text: "Do you visit part " + id[3:] + "?"},
				}})
			}
			def.Forms = []survey.Form{more, {ID: "zq-form", Lang: "pl", Edition: "pl", Title: "Jezioro"}}
		},
		"a form with mistakes": func(def *consult.Definition) {
			wrong := master
			wrong.Title = ""
			wrong.Conditions = map[string]survey.Condition{"Visitors": {Question: "zq-nothing", Answered: true}}
			wrong.Pages = slices.Concat(master.Pages, []survey.Page{{ID: "zq-empty"}})
			wrong.Pages[0].Questions = slices.Clone(master.Pages[0].Questions)
			wrong.Pages[0].Questions[0].Options = options("Every day", "Every day", "I’d rather not say", "")
			wrong.Pages[0].Questions[1].Text = strings.Repeat("x", 2000)
			wrong.Pages[0].Questions[2].When = &survey.Condition{Question: "zq-nothing", Is: "zq"}
			def.Forms = []survey.Form{wrong}
		},
	}
}

// The link of each finding leads to an element of a page that officers can open, the field in which it is fixed. The
// sentence names things as people do: no id, no code, no negative number of days.
//
// Row C18 of docs/faults.md.
// Row A10 of docs/faults.md.
func TestFindingsLinkToTheFieldInWhichTheyAreFixed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		editor, _ := newOfficers(t, d)
		seen := map[string]bool{}
		pages := map[string]string{}
		for name, spoil := range wrongDrafts() {
			slug := editor.Start(draft.StartOptions{Title: "The lake", Type: consult.Engagement})
			if _, err := editor.Service.Change(t.Context(), editor.Actor, slug, "1", func(def *consult.Definition) error {
				spoil(def)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if name == "translations with gaps" {
				changeOriginals(t, editor, slug)
			}
			result, err := editor.Service.Check(t.Context(), editor.Actor, slug)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range result.Findings {
				seen[f.Code] = true
			}
			rows := findingBlock.FindAllStringSubmatch(editor.Get(draftedit.HubPath(slug)+"/check", 200), -1)
			if len(rows) != len(result.Findings) {
				t.Errorf("%s: %d findings on the page, %d were found", name, len(rows), len(result.Findings))
			}
			for _, row := range rows {
				text, href := html.UnescapeString(row[1]+" "+row[2]), html.UnescapeString(row[3])
				if raw := regexp.MustCompile(`zq-|\bpl\b|\bde\b|-\d+ day|%!|[a-z][A-Z][a-z]`).FindString(text); raw != "" {
					t.Errorf("%s: %q in: %s", name, raw, text)
				}
				path, id, _ := strings.Cut(href, "#")
				if pages[path] == "" {
					pages[path] = editor.Get(path, 200)
				}
				if id == "" || !strings.Contains(html.UnescapeString(pages[path]), `id="`+id+`"`) {
					t.Errorf("%s: %s leads to %s, which has no such element", name, text, href)
				}
			}
		}
		for _, code := range codesInSource(t) {
			if !slices.ContainsFunc(keys(seen), func(one string) bool { return strings.HasPrefix(one, code) }) {
				t.Errorf("no draft has the finding %s", code)
			}
		}
	})
}

// changeOriginals saves a translation of the questionnaire and of a document, and changes their originals afterwards.
func changeOriginals(t *testing.T, editor *drafttest.User, slug consult.Slug) {
	t.Helper()
	by, change := editor.Actor, func(version draft.Version, fn func(def *consult.Definition)) draft.Version {
		d, err := editor.Service.Change(t.Context(), editor.Actor, slug, version, func(def *consult.Definition) error { fn(def); return nil })
		if err != nil {
			t.Fatal(err)
		}
		return d.Version
	}
	version := change(editor.Draft(slug).Version, func(def *consult.Definition) {
		def.Documents = []consult.Document{{ID: "zq-doc", Title: "The plan", Kind: consult.Proposal, Version: "1", Editions: []consult.Edition{
			{Format: consult.Standard, Lang: "en", BasedOn: "1", Text: "The plan."},
			{Format: consult.Translation, Lang: "pl", BasedOn: "1", Text: "?"},
		}}}
	})
	d, err := editor.Service.SaveEdition(t.Context(), by, slug, version, "pl", map[string]string{"text--zq-pond": "Który staw?"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	edition := d.Definition.Documents[0].Editions[1]
	edition.Text = "Plan."
	d, err = editor.Service.SaveDocumentEdition(t.Context(), by, slug, d.Version, "zq-doc", edition.ID(), edition, false, false)
	if err != nil {
		t.Fatal(err)
	}
	change(d.Version, func(def *consult.Definition) {
		def.Documents[0].Editions[0].Text = "Another plan."
		def.Forms[0].Pages[0].Questions[2].Text = "Which pond do you pass?"
	})
}

// codesInSource returns the beginnings of the codes of findings.
func codesInSource(t *testing.T) (all []string) {
	t.Helper()
	for _, pattern := range []string{"../../consult/check.go", "../../consult/review.go", "../../consult/translation.go", "../*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range findingCode.FindAllStringSubmatch(string(text), -1) {
				all = append(all, m[1])
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func keys(m map[string]bool) (all []string) {
	for key := range m {
		all = append(all, key)
	}
	return all
}

// A finding about a box beside a typed question leads to the box, and not to the list of answers to choose from.
//
// Rows A13 and C18 of docs/faults.md.
func TestFindingsAboutBoxesLeadToTheBox(t *testing.T) {
	boxes := []survey.Option{{ID: "never", Text: "Never"}, {ID: "unsure", Text: "Not sure"}}
	for _, test := range []struct {
		kind           survey.QuestionKind
		option, member string
		want           string
	}{
		{survey.Date, "unsure", "options.text", "box-2-text"},
		{survey.LongText, "never", "options.hint", "box-1-hint"},
		{survey.Number, "", "options", "boxes"},
		{survey.Single, "unsure", "options.text", "option-2-text"},
		{survey.Single, "", "options", "options"},
		{survey.Email, "", "options", "kind"},
	} {
		q := &survey.Question{ID: "q", Kind: test.kind, Options: boxes}
		if got := draftedit.QuestionField(q, consult.FormLocation{Option: test.option, Member: test.member}); got != test.want {
			t.Errorf("%s, %s %s: leads to %q, want %q", test.kind, test.member, test.option, got, test.want)
		}
	}
}
