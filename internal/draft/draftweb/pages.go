package draftweb

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// pageSheet is one page of the questionnaire.
type pageSheet struct{ slug, id string }

func (s pageSheet) after() string { return hub(s.slug) + "/questionnaire#page-" + s.id }

func (s pageSheet) parts() []part {
	return []part{{"title", locale.Key("Title of the page"), []string{"title"}}, {"intro", locale.Key("Introduction"), []string{"intro"}}, whenPart}
}

func (s pageSheet) find(def *consult.Definition) (*survey.Page, error) {
	f := draft.Master(def)
	i := draft.PageAt(f, s.id)
	if i < 0 {
		return nil, fault.New(fault.NotFound, "That page is not in the questionnaire any more. Go back to the questionnaire.")
	}
	return &f.Pages[i], nil
}

func (s pageSheet) values(def *consult.Definition) (url.Values, error) {
	p, err := s.find(def)
	if err != nil {
		return nil, err
	}
	v := url.Values{"title": {p.Title}, "intro": {p.Intro}}
	routingValues(v, p.When)
	return v, nil
}

func (s pageSheet) take(def *consult.Definition, typed url.Values, wanted func(string) bool) (wrong, error) {
	p, err := s.find(def)
	if err != nil {
		return nil, err
	}
	takeTexts(typed, wanted, map[string]*string{"title": &p.Title, "intro": &p.Intro})
	if wanted("when") {
		f := draft.Master(def)
		p.When = takeRouting(f, p.When, typed, draft.Before(f, s.id, ""))
	}
	return nil, nil
}

// takeTexts takes the texts that are wanted, without what only a keyboard sees.
func takeTexts(typed url.Values, wanted func(string) bool, into map[string]*string) {
	for name, text := range into {
		if wanted(name) && typed.Has(name) {
			*text = survey.CleanText(strings.TrimSpace(typed.Get(name)))
		}
	}
}

func (s pageSheet) show(w http.ResponseWriter, r *http.Request, status int, h head, def *consult.Definition, typed url.Values) error {
	p, err := s.find(def)
	if err != nil {
		return err
	}
	words := page.In(r)
	f := draft.Master(def)
	here := hub(s.slug) + "/pages/" + s.id
	v := sheetView{head: h, Name: cmp.Or(p.Title, words.Say("A page without a title")), Remove: &page.Link{Text: words.Say("Remove this page"), Href: here + "/remove"},
		Add: &page.Link{Text: words.Say("Add a question to this page"), Href: here + "/add"}}
	v.Sections = []section{{Fields: wordFields(words)}, {Routing: routingOf(words, words.Say("When this page is shown"), f, p.When, typed, draft.Before(f, s.id, ""))}}
	for i := range p.Questions {
		q := &p.Questions[i]
		v.Asked = append(v.Asked, page.Link{Text: cmp.Or(q.Text, words.Say("A question without words")), Href: hub(s.slug) + "/questions/" + q.ID})
	}
	for _, hint := range draft.Hints(def) {
		if hint.Page == s.id && hint.Question == "" {
			v.Hints = append(v.Hints, words.Say(hint.Format, hint.Args...))
		}
	}
	return v.write(w, r, status, typed)
}

func wordFields(words *locale.Printer) form.Form {
	return form.Form{{Kind: form.Text, Name: "title", Label: words.Say("Title"), LabelSize: "s"},
		{Kind: form.Textarea, Name: "intro", Label: words.Say("Introduction"), LabelSize: "s", Optional: true, Hint: words.Say("What people read before the questions. Markdown: **bold**, - for lists.")}}
}

// beginningSheet is the title and the introduction of the questionnaire.
type beginningSheet struct{ slug string }

func (s beginningSheet) after() string { return hub(s.slug) + "/questionnaire" }

func (s beginningSheet) parts() []part {
	return []part{{"title", locale.Key("Title of the questionnaire"), []string{"title"}}, {"intro", locale.Key("Introduction"), []string{"intro"}}}
}

func (s beginningSheet) values(def *consult.Definition) (url.Values, error) {
	f := draft.Master(def)
	return url.Values{"title": {f.Title}, "intro": {f.Intro}}, nil
}

func (s beginningSheet) take(def *consult.Definition, typed url.Values, wanted func(string) bool) (wrong, error) {
	f := draft.Master(def)
	takeTexts(typed, wanted, map[string]*string{"title": &f.Title, "intro": &f.Intro})
	return nil, nil
}

func (s beginningSheet) show(w http.ResponseWriter, r *http.Request, status int, h head, _ *consult.Definition, typed url.Values) error {
	words := page.In(r)
	v := sheetView{head: h, Name: words.Say("Title and introduction"), Sections: []section{{Fields: wordFields(words)}}}
	return v.write(w, r, status, typed)
}
