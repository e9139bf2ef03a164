package builderweb

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// pageEditor is one page of the questionnaire.
type pageEditor struct{ slug, id string }

func (s pageEditor) NextPath() string {
	return draftedit.HubPath(s.slug) + "/questionnaire#page-" + s.id
}

func (s pageEditor) Parts() []draftedit.Part {
	return []draftedit.Part{
		draftedit.NewPart("title", locale.Key("Page title"), "title"),
		draftedit.NewPart("intro", locale.Key("Introduction"), "intro"),
		conditionPart,
	}
}

func (s pageEditor) find(def *consult.Definition) (*survey.Page, error) {
	f := builder.MasterForm(def)
	i := builder.PageIndex(f, s.id)
	if i < 0 {
		return nil, fault.New(fault.NotFound, "This page has been removed. Go back to the questionnaire.")
	}
	return &f.Pages[i], nil
}

func (s pageEditor) Values(def *consult.Definition) (url.Values, error) {
	p, err := s.find(def)
	if err != nil {
		return nil, err
	}
	v := url.Values{"title": {p.Title}, "intro": {p.Intro}}
	setConditionValues(v, p.When)
	return v, nil
}

func (s pageEditor) Apply(def *consult.Definition, typed url.Values, wanted func(string) bool) (draftedit.FieldErrors, error) {
	p, err := s.find(def)
	if err != nil {
		return nil, err
	}
	parseTexts(typed, wanted, map[string]*string{"title": &p.Title, "intro": &p.Intro})
	if wanted("when") {
		f := builder.MasterForm(def)
		p.When = parseCondition(f, p.When, typed, builder.QuestionsBefore(f, s.id, ""))
	}
	return nil, nil
}

// parseTexts takes the texts that are wanted, without what only a keyboard sees.
func parseTexts(typed url.Values, wanted func(string) bool, into map[string]*string) {
	for name, text := range into {
		if wanted(name) && typed.Has(name) {
			*text = survey.CleanText(strings.TrimSpace(typed.Get(name)))
		}
	}
}

func (s pageEditor) Show(w http.ResponseWriter, r *http.Request, status int, h draftedit.Head, def *consult.Definition, typed url.Values) error {
	p, err := s.find(def)
	if err != nil {
		return err
	}
	words := page.Printer(r)
	f := builder.MasterForm(def)
	here := draftedit.HubPath(s.slug) + "/pages/" + s.id
	v := draftedit.FormView{
		Head:   h,
		Name:   cmp.Or(p.Title, words.Say("Untitled page")),
		Remove: &page.Link{Text: words.Say("Remove this page"), Href: here + "/remove"},
		Add:    &page.Link{Text: words.Say("Add a question to this page"), Href: here + "/add"},
	}
	v.Sections = []draftedit.Section{
		{Fields: titleFields(words)},
		{Condition: newConditionView(words, words.Say("When to show this page"), f, p.When, typed, builder.QuestionsBefore(f, s.id, ""))},
	}
	for i := range p.Questions {
		q := &p.Questions[i]
		v.Questions = append(
			v.Questions,
			page.Link{Text: cmp.Or(q.Text, words.Say("Untitled question")), Href: draftedit.HubPath(s.slug) + "/questions/" + q.ID},
		)
	}
	for _, hint := range builder.Hints(def) {
		if hint.Page == s.id && hint.Question == "" {
			v.Hints = append(v.Hints, words.Say(hint.Format, hint.Args...))
		}
	}
	return editorPage.Show(w, r, status, v, typed)
}

func titleFields(words *locale.Printer) form.Form {
	return form.Form{{Kind: form.Text, Name: "title", Label: words.Say("Title"), LabelSize: "s"},
		{
			Kind:      form.Textarea,
			Name:      "intro",
			Label:     words.Say("Introduction"),
			LabelSize: "s",
			Optional:  true,
			Hint:      words.Say("People read this before the questions. You can use Markdown: **bold**, - for lists."),
		}}
}

// introEditor is the title and the introduction of the questionnaire.
type introEditor struct{ slug string }

func (s introEditor) NextPath() string { return draftedit.HubPath(s.slug) + "/questionnaire" }

func (s introEditor) Parts() []draftedit.Part {
	return []draftedit.Part{
		draftedit.NewPart("title", locale.Key("Questionnaire title"), "title"),
		draftedit.NewPart("intro", locale.Key("Introduction"), "intro"),
	}
}

func (s introEditor) Values(def *consult.Definition) (url.Values, error) {
	f := builder.MasterForm(def)
	return url.Values{"title": {f.Title}, "intro": {f.Intro}}, nil
}

func (s introEditor) Apply(def *consult.Definition, typed url.Values, wanted func(string) bool) (draftedit.FieldErrors, error) {
	f := builder.MasterForm(def)
	parseTexts(typed, wanted, map[string]*string{"title": &f.Title, "intro": &f.Intro})
	return nil, nil
}

func (s introEditor) Show(w http.ResponseWriter, r *http.Request, status int, h draftedit.Head, _ *consult.Definition, typed url.Values) error {
	words := page.Printer(r)
	v := draftedit.FormView{Head: h, Name: words.Say("Title and introduction"), Sections: []draftedit.Section{{Fields: titleFields(words)}}}
	return editorPage.Show(w, r, status, v, typed)
}
