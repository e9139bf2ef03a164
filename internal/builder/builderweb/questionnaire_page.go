package builderweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// pageEditor edits the title, introduction and condition of a page of the questionnaire.
type pageEditor struct{ slug, id string }

// NextPath implements draftedit.Editor.
func (e pageEditor) NextPath() string { return questionnairePath(e.slug) + "#page-" + e.id }

// IsAbout implements draftedit.Checked.
func (e pageEditor) IsAbout(at consult.FormLocation) bool {
	return at.Page == e.id && at.Question == ""
}

// Parts implements draftedit.Editor.
func (e pageEditor) Parts() []draftedit.Part {
	return []draftedit.Part{
		draftedit.NewPart("title", locale.Key("Page title"), "title"),
		draftedit.NewPart("intro", locale.Key("Introduction"), "intro"),
		draftedit.NewPart("order", locale.Key("Order of the questions"), "random-order"),
		conditionPart,
		repeatPart,
	}
}

// PartText implements draftedit.Editor.
func (e pageEditor) PartText(
	words *locale.Printer, def *consult.Definition, part string, values url.Values,
) (text string, ok bool) {
	if part != conditionName {
		return "", false
	}
	return conditionPartText(words, builder.MasterForm(def), values), true
}

func (e pageEditor) find(def *consult.Definition) (*survey.Page, error) {
	f := builder.MasterForm(def)
	i := builder.PageIndex(f, e.id)
	if i < 0 {
		return nil, fault.New(fault.NotFound, "This page has been removed. Go back to the questionnaire.")
	}
	return &f.Pages[i], nil
}

// Values implements draftedit.Editor.
func (e pageEditor) Values(def *consult.Definition) (url.Values, error) {
	p, err := e.find(def)
	if err != nil {
		return nil, err
	}
	values := url.Values{"title": {p.Title}, "intro": {p.Intro}}
	if p.RandomOrder {
		values.Set("random-order", "yes")
	}
	setConditionValues(values, p.When)
	setRepeatValues(values, p.Repeat)
	return values, nil
}

// Apply implements draftedit.Editor.
func (e pageEditor) Apply(
	def *consult.Definition, typed url.Values, wanted func(string) bool,
) (draftedit.FieldErrors, error) {
	p, err := e.find(def)
	if err != nil {
		return nil, err
	}
	parseTexts(typed, wanted, map[string]*string{"title": &p.Title, "intro": &p.Intro})
	if wanted("order") {
		p.RandomOrder = typed.Get("random-order") != ""
	}
	if wanted(conditionName) {
		p.When = parseCondition(builder.MasterForm(def), p.When, typed)
	}
	if wanted(repeatName) {
		return parseRepeat(builder.MasterForm(def), p, typed), nil
	}
	return nil, nil
}

// parseTexts sets the wanted texts to the submitted ones, without control characters.
func parseTexts(typed url.Values, wanted func(string) bool, texts map[string]*string) {
	for name, text := range texts {
		if wanted(name) && typed.Has(name) {
			*text = survey.CleanText(strings.TrimSpace(typed.Get(name)))
		}
	}
}

// Show implements draftedit.Editor.
func (e pageEditor) Show(
	w http.ResponseWriter, r *http.Request, status int, head draftedit.Head, def *consult.Definition, typed url.Values,
) error {
	p, err := e.find(def)
	if err != nil {
		return err
	}
	words := page.Printer(r)
	f := builder.MasterForm(def)
	condition := newConditionView(words, words.Say("When to show this page"), f, p.When, typed,
		builder.QuestionsBefore(f, e.id, ""), builder.ConditionNames(f))
	v := draftedit.FormView{
		Head:     head,
		Name:     pageTitle(words, p),
		Remove:   &page.Link{Text: words.Say("Remove this page"), Href: pagePath(e.slug, e.id) + "/remove"},
		Add:      &page.Link{Text: words.Say("Add a question to this page"), Href: pagePath(e.slug, e.id) + "/add"},
		Sections: []draftedit.Section{{Fields: append(titleFields(words), pageOrderField(words))}, {Condition: condition}},
	}
	if !p.Monitoring {
		v.Sections = append(v.Sections, draftedit.Section{Title: words.Say("Repeat this page"), Fields: repeatFields(words)})
	}
	for i := range p.Questions {
		q := &p.Questions[i]
		v.Questions = append(v.Questions, page.Link{Text: questionTitle(words, q), Href: questionPath(e.slug, q.ID)})
	}
	return editorPage.Show(w, r, status, v, typed)
}

// pageOrderField returns the field for the order of the questions of a page.
func pageOrderField(words *locale.Printer) *form.Field {
	return &form.Field{
		Kind: form.Checkboxes, Name: "random-order", Label: words.Say("Order of the questions"), LabelSize: "s",
		Options: []form.Option{{
			Value: "yes", Label: words.Say("Show the questions of this page in random order"),
			Hint: words.Say("Each person sees them in an order of their own, which stays the same for them. Information stays in " +
				"its place. Paper forms and results use the order here."),
		}},
	}
}

func titleFields(words *locale.Printer) form.Form {
	return form.Form{
		{Kind: form.Text, Name: "title", Label: words.Say("Title"), LabelSize: "s"},
		{
			Kind:      form.Textarea,
			Name:      "intro",
			Label:     words.Say("Introduction"),
			LabelSize: "s",
			Optional:  true,
			Hint:      words.Say("People read this before the questions. You can use Markdown: **bold**, - for lists."),
		},
	}
}

// introEditor edits the title and introduction of the questionnaire.
type introEditor struct{ slug string }

// NextPath implements draftedit.Editor.
func (e introEditor) NextPath() string { return questionnairePath(e.slug) }

// IsAbout implements draftedit.Checked.
func (e introEditor) IsAbout(at consult.FormLocation) bool { return isIntroduction(at) }

// isIntroduction reports whether a place is the title or the introduction of a questionnaire.
func isIntroduction(at consult.FormLocation) bool {
	return at.Page == "" && at.Question == "" && (at.Member == "title" || at.Member == "intro")
}

// Parts implements draftedit.Editor.
func (e introEditor) Parts() []draftedit.Part {
	return []draftedit.Part{
		draftedit.NewPart("title", locale.Key("Questionnaire title"), "title"),
		draftedit.NewPart("intro", locale.Key("Introduction"), "intro"),
	}
}

// PartText implements draftedit.Editor.
func (e introEditor) PartText(*locale.Printer, *consult.Definition, string, url.Values) (text string, ok bool) {
	return "", false
}

// Values implements draftedit.Editor.
func (e introEditor) Values(def *consult.Definition) (url.Values, error) {
	f := builder.MasterForm(def)
	return url.Values{"title": {f.Title}, "intro": {f.Intro}}, nil
}

// Apply implements draftedit.Editor.
func (e introEditor) Apply(
	def *consult.Definition, typed url.Values, wanted func(string) bool,
) (draftedit.FieldErrors, error) {
	f := builder.MasterForm(def)
	parseTexts(typed, wanted, map[string]*string{"title": &f.Title, "intro": &f.Intro})
	return nil, nil
}

// Show implements draftedit.Editor.
func (e introEditor) Show(
	w http.ResponseWriter, r *http.Request, status int, head draftedit.Head, _ *consult.Definition, typed url.Values,
) error {
	words := page.Printer(r)
	v := draftedit.FormView{
		Head: head, Name: words.Say("Title and introduction"), Sections: []draftedit.Section{{Fields: titleFields(words)}},
	}
	return editorPage.Show(w, r, status, v, typed)
}
