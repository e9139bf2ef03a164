package draftweb

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/translation"
	"github.com/folkmoot/folkmoot/survey"
)

// editionView is the page with the texts of a version of the questionnaire next to those of the original. A long
// questionnaire has a page for each of its sections.
type editionView struct {
	page.StaffView
	Title, Name string
	Back        page.Link
	Notice      string
	Saved       bool
	Waits       bool // a change makes the draft, which has been submitted or approved, a draft again
	Unsaved     bool // what is shown is not stored
	Progress    string
	Problems    []string // in English
	MasterLang  string
	Lang        string
	Path        string // of the version
	Action      string // where the form is sent
	Sections    []editionSection
	Pages       []editionPageView
	Version     draft.Version
}

// editionSection is a line of the menu of sections.
type editionSection struct {
	page.Link
	Progress      string
	Current, Done bool
}

// editionPageView is a page of the questionnaire.
type editionPageView struct {
	Heading string
	Texts   []editionText
}

// editionText is a text of the original with the field for the text of the version.
type editionText struct {
	Label, Master string
	Changed       []edit.Piece // of the original since the text of the version was written
	Field         *form.Field
	Rows          int // of the field, if it has several lines
	Stale         bool
	Was           string   // digest of the stored text, if it is out of date
	Warnings      []string // what the text of the version has lost
	Theirs        string   // the stored text, if it differs from the submitted one
}

// Scripts returns the script that warns before unsaved text is left, and copies originals.
func (editionView) Scripts(a page.Assets) []string { return []string{a.Edit} }

var editionPage = page.New(templateFiles, "templates/edition.html", editionExamples[0], editionExamples[1:]...)

// textPartNames are the names of the parts of builder.EditionText.
var textPartNames = map[string]string{
	"title":       locale.Key("Questionnaire title"),
	"intro":       locale.Key("Questionnaire introduction"),
	"page-title":  locale.Key("Page title"),
	"page-intro":  locale.Key("Page introduction"),
	"page-item":   locale.Key("What the page is repeated for"),
	"page-more":   locale.Key("Question whether there is another one"),
	"page-yes":    locale.Key("Answer"),
	"page-no":     locale.Key("Answer"),
	"text":        locale.Key("Question"),
	"hint":        locale.Key("Hint"),
	"body":        locale.Key("Information text"),
	"patternhelp": locale.Key("What to say if an answer has another pattern"),
	"option":      locale.Key("Answer"),
	"option-hint": locale.Key("Answer hint"),
	"option-body": locale.Key("Information text"),
	"row-body":    locale.Key("Information text"),
	"row":         locale.Key("Row"),
	"row-hint":    locale.Key("Row hint"),

	"wording":      locale.Key("Wording"),
	"wording-hint": locale.Key("Hint"),
	"wording-body": locale.Key("Information text"),
}

// maxOnOnePage is the largest number of texts that are shown on one page.
const maxOnOnePage = 40

// inOneLine is how many characters of a text can be seen in a field of one line, in wide scripts too.
const inOneLine = 36

func versionPath(slug, edition string) string {
	return draftedit.HubPath(slug) + "/versions/" + edition
}

// shownSection returns the index of the section that is shown, or -1 if all are. It is the one that was asked for, or
// the first with something to do.
func shownSection(texts *builder.EditionTexts, asked string) int {
	if texts.Progress().Total <= maxOnOnePage {
		return -1
	}
	first := -1
	for i := range texts.Pages {
		p := &texts.Pages[i]
		if draftedit.EditionSection(p) == asked {
			return i
		}
		if first < 0 && !p.Progress().Done() {
			first = i
		}
	}
	return max(first, 0)
}

// progressText says how many texts are written.
func progressText(words *locale.Printer, p builder.Progress) string {
	text := words.Count(int64(p.Total), "%[2]d of %[1]d text", "%[2]d of %[1]d texts", p.Written)
	if p.Stale > 0 {
		text += ", " + words.Count(int64(p.Stale), "%d out of date", "%d out of date")
	}
	return text
}

func (h *Handlers) edition(w http.ResponseWriter, r *http.Request) error {
	return h.showEdition(w, r, http.StatusOK, nil)
}

func (h *Handlers) showEdition(w http.ResponseWriter, r *http.Request, status int, wrong error) error {
	dr, texts, err := h.Drafts.EditionTexts(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("edition"))
	if err != nil {
		return err
	}
	words := page.Printer(r)
	at := builder.EditionIndex(&dr.Definition, texts.Edition)
	v := editionView{
		Title:    dr.Definition.Title,
		Name:     builder.FormName(&dr.Definition.Forms[at]).In(words),
		Version:  dr.Version,
		Problems: texts.Problems(),
		Waits:    draftedit.Waits(dr),
		Unsaved:  wrong != nil,
		Saved:    r.URL.Query().Get("saved") != "",
		Progress: progressText(words, texts.Progress()),
		Back: page.Link{
			Text: words.Say("Back to formats and translations"),
			Href: draftedit.HubPath(dr.Slug) + "/versions",
		},
		MasterLang: dr.Definition.Forms[0].Lang,
		Lang:       texts.Lang,
		Notice:     page.ErrorMessage(r, wrong),
		Path:       versionPath(dr.Slug, texts.Edition),
	}
	v.Action = v.Path
	if draft.AsConflict(wrong) != nil {
		v.Notice = words.Say("Someone else has changed this. Where their text is different, it is shown next to yours. " +
			"Select Save draft to replace theirs with yours.")
	}
	shown := shownSection(texts, r.URL.Query().Get("page"))
	for i := range texts.Pages {
		p := &texts.Pages[i]
		if len(p.Texts) == 0 {
			continue
		}
		heading := words.Say("The questionnaire")
		if i > 0 {
			heading = words.Say("Page %d: %s", i, cmp.Or(p.Title, words.Say("Untitled page")))
		}
		if shown >= 0 {
			progress := p.Progress()
			v.Sections = append(v.Sections, editionSection{page.Link{Text: heading, Href: sectionPath(v.Path, p)},
				progressText(words, progress), i == shown, progress.Done()})
			if i != shown {
				continue
			}
			v.Action = sectionPath(v.Path, p)
		}
		v.Pages = append(v.Pages, newEditionPageView(r, heading, texts.Lang, p, wrong != nil))
	}
	site.AllowFetch(w)
	return editionPage.Write(w, r, status, v)
}

func sectionPath(path string, p *builder.EditionPage) string {
	return path + "?page=" + url.QueryEscape(draftedit.EditionSection(p))
}

// newEditionPageView returns the texts of p with the stored texts of the version or, if again, with those that were
// submitted.
func newEditionPageView(r *http.Request, heading, lang string, p *builder.EditionPage, again bool) editionPageView {
	words, shown := page.Printer(r), editionPageView{Heading: heading}
	for i := range p.Texts {
		t := &p.Texts[i]
		f := &form.Field{
			Kind: form.Text, ID: t.FieldName, Name: t.FieldName, Label: words.Say(textPartNames[t.Part]), Value: t.Own, Lang: lang,
		}
		row := editionText{Label: f.Label, Master: t.Master, Field: f, Stale: t.Stale}
		longer := max(len([]rune(t.Master)), len([]rune(t.Own)))
		if lines := longer/inOneLine + 1 + strings.Count(t.Master, "\n"); t.Multiline || lines > 1 {
			f.Kind, row.Rows = form.Textarea, min(max(lines, 2), 12)
		}
		if t.Stale {
			row.Was = textDigest(t.Own)
		}
		if t.WrittenFor != "" {
			row.Changed = edit.CompareWords(t.WrittenFor, t.Master)
		}
		if again {
			if typed := strings.TrimSpace(r.PostForm.Get(t.FieldName)); typed != t.Own {
				row.Theirs, f.Value = t.Own, typed
			}
		}
		for _, problem := range translation.Check(t.Master, f.Value) {
			row.Warnings = append(row.Warnings, problem.In(words))
		}
		shown.Texts = append(shown.Texts, row)
	}
	return shown
}

func (h *Handlers) saveEdition(w http.ResponseWriter, r *http.Request) error {
	slug, edition := r.PathValue("slug"), r.PathValue("edition")
	_, texts, err := h.Drafts.EditionTexts(r.Context(), site.Actor(r), slug, edition)
	if err != nil {
		return err
	}
	copyOriginals(r.PostForm, texts)
	typed, current := map[string]string{}, map[string]bool{}
	for t := range texts.All() {
		if values, sent := r.PostForm[t.FieldName]; sent && len(values) > 0 {
			text := survey.CleanText(values[0])
			if !t.Multiline {
				text = strings.ReplaceAll(strings.TrimSpace(text), "\n", " ") // a long text has a field with several lines
			}
			typed[t.FieldName] = text
			if was := r.PostForm.Get("was:" + t.FieldName); was != "" && was != textDigest(strings.TrimSpace(text)) {
				current[t.FieldName] = true // it was rewritten for the present original, even if it has been saved while typing
			}
		}
	}
	if r.PostForm.Get("do") == draftedit.AutosaveAction {
		d, err := h.Drafts.AutosaveEdition(r.Context(), site.Actor(r), slug, draftedit.FormVersion(r), edition, typed)
		return h.Autosaved(w, r, d, err, nil)
	}
	for _, name := range r.PostForm["current"] {
		current[name] = true
	}
	_, err = h.Drafts.SaveEdition(r.Context(), site.Actor(r), slug, draftedit.FormVersion(r), edition, typed, current)
	return h.redirectOrShow(w, r, err, h.afterSaving(r, texts), h.showEdition)
}

// Buttons of the form: copy the original of one text, or of all that are empty, and save and go on to the next section.
const (
	doCopy     = "copy:"
	doCopyAll  = "copy-all"
	doContinue = "continue"
)

// copyOriginals sets the submitted texts that the pressed button copies from the original.
func copyOriginals(typed url.Values, texts *builder.EditionTexts) {
	do := typed.Get("do")
	for t := range texts.All() {
		_, sent := typed[t.FieldName]
		all := do == doCopyAll && sent && strings.TrimSpace(typed.Get(t.FieldName)) == ""
		if all || do == doCopy+t.FieldName {
			typed.Set(t.FieldName, t.Master)
		}
	}
}

// afterSaving returns the path that follows: the same section, or the next that is not done.
func (h *Handlers) afterSaving(r *http.Request, texts *builder.EditionTexts) string {
	path := versionPath(r.PathValue("slug"), texts.Edition)
	shown := shownSection(texts, r.URL.Query().Get("page"))
	do, anchor := r.PostForm.Get("do"), ""
	if name, ok := strings.CutPrefix(do, doCopy); ok {
		anchor = "#" + url.PathEscape(name)
	}
	if shown < 0 {
		return path + "?saved=1" + anchor
	}
	if do == doContinue {
		for i := range texts.Pages {
			if next := (shown + 1 + i) % len(texts.Pages); next != shown && !texts.Pages[next].Progress().Done() {
				shown = next
				break
			}
		}
	}
	return sectionPath(path, &texts.Pages[shown]) + "&saved=1" + anchor
}
