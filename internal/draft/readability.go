package draft

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/readability"
)

// MeasuredText is a text that the public will read, with its readability.
type MeasuredText struct {
	Section string // where it is edited, as in consult.Finding
	Form    consult.FormLocation
	Path    []any          // as in consult.Finding
	Name    string         // what it is; a message of the interface, in English
	Title   string         // of the document, page or question, or ""
	Edition locale.Message // the version of the questionnaire or document; nil: the only one
	Lang    string
	Text    string
	readability.Score
}

// allTexts returns all texts of def that the public will read and that are not empty.
func allTexts(def *consult.Definition) (all []MeasuredText) {
	add := func(t MeasuredText) {
		if strings.TrimSpace(t.Text) != "" {
			t.Score = readability.Measure(t.Text, t.Lang)
			all = append(all, t)
		}
	}
	for _, t := range []MeasuredText{
		{Section: "about", Name: locale.Key("What this is about"), Path: []any{"summary"}, Text: def.Summary},
		{Section: "about", Name: locale.Key("Why change is proposed"), Path: []any{"why"}, Text: def.Why},
		{Section: "about", Name: locale.Key("What has happened so far"), Path: []any{"so-far"}, Text: def.SoFar},
		{Section: "about", Name: locale.Key("What happens next"), Path: []any{"next"}, Text: def.Next},
		{Section: "fairness", Name: locale.Key("What can still change"), Path: []any{"formative"}, Text: def.Formative},
		{Section: "fairness", Name: locale.Key("Why there are no alternatives"), Path: []any{"no-alternatives"}, Text: def.NoAlternatives},
	} {
		t.Lang = textLanguage(def)
		add(t)
	}
	for i := range def.Documents {
		doc := &def.Documents[i]
		for j := range doc.Editions {
			e := &doc.Editions[j]
			t := MeasuredText{
				Section: "documents", Name: locale.Key("Document"), Title: cmp.Or(e.Title, doc.Title), Lang: e.Lang, Text: e.Text,
				Path: []any{"documents", i, "editions", j, "text"},
			}
			if len(doc.Editions) > 1 {
				t.Edition = builder.DocumentEditionName(e)
			}
			add(t)
		}
	}
	for i := range def.Forms {
		f := &def.Forms[i]
		addPart := func(name, title, text string, place consult.FormLocation, path ...any) {
			place.Edition = f.Edition
			t := MeasuredText{
				Section: "questionnaire", Name: name, Title: title, Lang: f.Lang, Text: text,
				Form: place, Path: slices.Concat([]any{"forms", i}, path),
			}
			if len(def.Forms) > 1 {
				t.Edition = builder.FormName(f)
			}
			add(t)
		}
		addPart(locale.Key("Questionnaire introduction"), "", f.Intro, consult.FormLocation{Member: "intro"}, "intro")
		for j, p := range f.Pages {
			addPart(locale.Key("Page"), p.Title, p.Intro, consult.FormLocation{Page: p.ID, Member: "intro"}, "pages", j, "intro")
			if p.Repeat != nil {
				addPart(locale.Key("Question whether there is another one"), cmp.Or(p.Title, p.Repeat.Item), p.Repeat.More,
					consult.FormLocation{Page: p.ID, Member: "more"}, "pages", j, "repeat", "more")
			}
			for k, q := range p.Questions {
				addPart(locale.Key("Question"), q.Text, strings.Join([]string{q.Text, q.Hint, q.Body}, "\n\n"),
					consult.FormLocation{Page: p.ID, Question: q.ID, Member: "text"}, "pages", j, "questions", k)
				for n, w := range q.TextList() {
					addPart(locale.Key("Wording"), q.Text, strings.Join([]string{w.Text, w.Hint, w.Body}, "\n\n"),
						consult.FormLocation{Page: p.ID, Question: q.ID, Option: w.ID, Member: "wordings.text"},
						"pages", j, "questions", k, "wordings", n)
				}
			}
		}
	}
	return all
}

// textLanguage is the language of the texts of def: that of the definition, or of its questionnaire.
func textLanguage(def *consult.Definition) string {
	if def.Language == "" && len(def.Forms) > 0 {
		return def.Forms[0].Lang
	}
	return cmp.Or(def.Language, "en")
}

// FullName returns what the text is in the language of words, like “Question: Do you use the park? (Easy Read)”.
func (t *MeasuredText) FullName(words *locale.Printer) string { return t.fullName().In(words) }

func (t *MeasuredText) fullName() locale.LazyMessage {
	name := locale.Lazy(t.Name)
	if t.Title != "" {
		name = locale.Lazy("%s: %s", name, truncate(t.Title))
	}
	if t.Edition != nil {
		name = locale.Lazy("%s (%s)", name, t.Edition)
	}
	return name
}

var (
	markdownLink   = regexp.MustCompile(`(!?)\[([^\]]*)\]\(([^)]*)\)`)
	vagueLinkTexts = []string{
		"", "here", "click here", "click", "more", "read more", "find out more", "link", "this link", "this", "this page",
		"details",
	}
)

// readabilityFindings returns findings for link texts that do not say where the link goes (WCAG 2.2, 2.4.4) and
// images without alternative text (1.1.1), and hints for texts that are hard to read.
func readabilityFindings(all []MeasuredText) (findings []consult.Finding) {
	var t *MeasuredText
	add := func(hint bool, code, format string, args ...any) {
		f := newFinding(consult.Access, code, format, args...)
		f.Hint, f.Form, f.Path = hint, t.Form, t.Path
		findings = append(findings, f)
	}
	for i := range all {
		t = &all[i]
		name := t.fullName()
		code := fmt.Sprintf("%s/text-%d-", t.Section, i+1)
		for _, m := range markdownLink.FindAllStringSubmatch(t.Text, -1) {
			isImage, text, target := m[1] == "!", strings.ToLower(strings.Trim(m[2], " .!»")), m[3]
			if isImage && text == "" {
				add(false, code+"picture", locale.Key(
					"An image in “%s” has no alternative text. Add text that describes what the image shows."), name)
			}
			if !isImage && (slices.Contains(vagueLinkTexts, text) || strings.HasPrefix(text, "http")) {
				add(false, code+"link-"+target, locale.Key(
					"The link “%s” in “%s” does not say where it goes. Use the title of the page or document it links to."),
					m[2], name)
			}
		}
		if t.Measured && t.Longest > readability.MaxSentenceWords {
			add(true, code+"long", locale.Key("A sentence in “%s” has %d words. Try to use no more than %d: “%s”"),
				name, t.Longest, readability.MaxSentenceWords, truncate(t.LongestSentence))
		}
		if t.Measured && t.Words >= readability.MinMeasuredWords && t.Ease < readability.PlainEnglishEase {
			add(true, code+"ease", locale.Key("“%s” has a reading ease score of %d. Plain English scores 60 or more."),
				name, int(t.Ease))
		}
	}
	return findings
}

// truncate shortens a text to 120 characters.
func truncate(text string) string {
	if r := []rune(text); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return text
}
