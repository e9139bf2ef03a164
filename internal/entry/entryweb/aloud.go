package entryweb

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/survey"
)

// aloudView begins a response that is given aloud.
type aloudView struct {
	page.Desk
	Title, Back string
	Form        form.Form
}

var aloudPage = page.New(files, "templates/aloud.html", aloudExamples[0], aloudExamples[1:]...)

func (d *Handlers) aloud(w http.ResponseWriter, r *http.Request) error {
	return d.showAloud(w, r, http.StatusOK, nil)
}

func (d *Handlers) showAloud(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	slug, say := r.PathValue("slug"), page.In(r).Say
	o, err := d.entry.Overview(r.Context(), site.By(r), slug)
	if err != nil {
		return err
	}
	channel := &form.Field{Kind: form.Radios, ID: "channel", Name: "channel", Label: say("Where do you talk?"), LabelSize: "s", Error: page.Said(r, failed)}
	for _, c := range entry.Aloud {
		channel.Options = append(channel.Options, form.Option{Value: string(c), Label: say(channelName(c)), Checked: r.PostForm.Get("channel") == string(c)})
	}
	edition := &form.Field{Kind: form.Select, ID: "edition", Name: "edition", Label: say("Which form suits the person?"), LabelSize: "s"}
	for i, ref := range o.Editions {
		edition.Options = append(edition.Options, form.Option{Value: ref.Edition, Label: formName(page.In(r), ref.Edition, ref.Lang),
			Checked: r.PostForm.Get("edition") == ref.Edition || r.PostForm.Get("edition") == "" && i == 0})
	}
	return aloudPage.Write(w, r, status, aloudView{Title: o.Title, Back: at(slug, "entry"), Form: form.Form{channel, edition}})
}

func (d *Handlers) beginAloud(w http.ResponseWriter, r *http.Request) error {
	slug, edition, channel := r.PathValue("slug"), r.PostForm.Get("edition"), r.PostForm.Get("channel")
	key, err := d.entry.BeginTalk(r.Context(), site.By(r), slug, edition, intake.Channel(channel))
	if err != nil && refused(err) {
		return d.showAloud(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return site.See(w, r, at(slug, "aloud", edition, channel, key.String(), "begin"))
}

// askView is one page of questions in the words of the form, to be read out.
type askView struct {
	page.Desk
	Title, Heading, Intro, Progress, Back string
	Script                                string // a sentence to read out first; "" but on the first page
	Lang                                  string
	Form                                  form.Form
	Rows                                  []question.Row // the answers, before they are sent
	Code, Receipt                         string         // of a response that was sent
	Version                               int64
	Notice                                string
	Again                                 string
}

var askPage = page.New(files, "templates/ask.html", askExamples[0], askExamples[1:]...)

// talk is one request of somebody who types in what another says.
type talk struct {
	*entry.Talk
	channel intake.Channel
	base    string
}

func (d *Handlers) arrive(r *http.Request) (*talk, error) {
	slug, edition, channel := r.PathValue("slug"), r.PathValue("edition"), r.PathValue("channel")
	if !slices.Contains(entry.Aloud, intake.Channel(channel)) {
		return nil, fault.New(fault.NotFound, "This address is not whole. Begin again from the page of the consultation.")
	}
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return nil, err
	}
	t, err := d.entry.Talk(r.Context(), site.By(r), slug, edition, key)
	if err != nil {
		return nil, err
	}
	return &talk{t, intake.Channel(channel), at(slug, "aloud", edition, channel, key.String()) + "/"}, nil
}

// check is the address of the page that shows all answers. No page of a form is
// called so, because an id has no capital letter in the middle of a path here.
const (
	begin = "begin"
	check = "0"
)

func (d *Handlers) ask(w http.ResponseWriter, r *http.Request) error {
	t, err := d.arrive(r)
	if err != nil {
		return err
	}
	return d.showAsk(w, r, t, http.StatusOK, r.PathValue("page"), nil, "")
}

func (d *Handlers) showAsk(w http.ResponseWriter, r *http.Request, t *talk, status int, id string, problems []survey.Problem, notice string) error {
	say := page.In(r).Say
	path := t.Form.Path(t.Draft.Answers)
	view := askView{Title: t.Title, Back: at(t.Slug, "aloud"), Lang: t.Form.Lang, Version: t.Draft.Version, Notice: notice}
	place := slices.IndexFunc(path, func(p *survey.Page) bool { return p.ID == id })
	switch {
	case id == begin:
		view.Heading, view.Intro = t.Form.Title, t.Form.Intro
		view.Script = say("I will read the questions and type in what you say. You need not answer every question, and you can stop at any time. Please do not tell me your name. At the end you can have a code with which you can check that your answers are kept, or take them back.")
	case id == check:
		view.Heading = say("Read the answers out, then send them")
		for _, p := range path {
			view.Rows = append(view.Rows, question.Rows(question.Fields(t.Form.Asked(p, t.Draft.Answers), t.Draft.Answers, nil, t.Form.Lang), t.base+p.ID)...)
			view.Back = t.base + p.ID
		}
	case place < 0:
		return site.See(w, r, t.base+check)
	default:
		p := path[place]
		view.Heading, view.Intro = p.Title, p.Intro
		if view.Heading == "" {
			view.Heading = t.Form.Title
		}
		view.Progress = say("Part %d of %d", place+1, len(path))
		view.Form = question.Fields(t.Form.Asked(p, t.Draft.Answers), t.Draft.Answers, problems, t.Form.Lang)
		if view.Back = t.base + begin; place > 0 {
			view.Back = t.base + path[place-1].ID
		}
	}
	return askPage.Write(w, r, status, view)
}

func (d *Handlers) take(w http.ResponseWriter, r *http.Request) error {
	t, err := d.arrive(r)
	if err != nil {
		return err
	}
	id, path := r.PathValue("page"), t.Form.Path(t.Draft.Answers)
	if id == check {
		return d.sendAloud(w, r, t)
	}
	if id != begin {
		if t.Draft.Answers, err = said(r, t, id); err != nil {
			return err
		}
		if problems := t.Form.CheckPage(id, t.Draft.Answers); len(problems) > 0 {
			return d.showAsk(w, r, t, http.StatusUnprocessableEntity, id, problems, "")
		}
		if err := d.entry.Intake.SaveDraft(r.Context(), t.Draft); err != nil {
			if refused(err) {
				return d.showAsk(w, r, t, http.StatusUnprocessableEntity, id, nil, page.Said(r, err))
			}
			return err
		}
		path = t.Form.Path(t.Draft.Answers)
	}
	place := slices.IndexFunc(path, func(p *survey.Page) bool { return p.ID == id })
	if place+1 < len(path) && (place >= 0 || id == begin) {
		return site.See(w, r, t.base+path[place+1].ID)
	}
	return site.See(w, r, t.base+check)
}

// said is what was said so far, with what was typed for page id.
func said(r *http.Request, t *talk, id string) (survey.Raw, error) {
	all := maps.Clone(t.Draft.Answers)
	for i := range t.Form.Pages {
		p := &t.Form.Pages[i]
		if p.ID != id {
			continue
		}
		for _, q := range question.All(p) {
			for _, name := range t.Form.Fields(q) {
				delete(all, name)
				if values := r.PostForm[name]; len(values) > 0 {
					all[name] = values
				}
			}
		}
		return all, nil
	}
	return nil, fault.New(fault.NotFound, "The questionnaire has no such page. Go back and begin again.")
}

func (d *Handlers) sendAloud(w http.ResponseWriter, r *http.Request, t *talk) error {
	answers, problems := t.Form.Check(t.Draft.Answers)
	if len(problems) > 0 {
		_, p := t.Form.Question(problems[0].Question)
		return d.showAsk(w, r, t, http.StatusUnprocessableEntity, p.ID, t.Form.CheckPage(p.ID, t.Draft.Answers), "")
	}
	if err := d.entry.EndTalk(r.Context(), site.By(r), t.Talk, t.channel, answers); err != nil {
		if refused(err) {
			return d.showAsk(w, r, t, http.StatusUnprocessableEntity, check, nil, page.Said(r, err))
		}
		return err
	}
	view := askView{Title: t.Title, Heading: page.In(r).Say("The response is kept"), Back: at(t.Slug, "entry"), Again: at(t.Slug, "aloud"), Code: t.Draft.Key.Code(),
		Receipt: fmt.Sprintf("/consultations/%s/answers/%s/%s/receipt", t.Slug, t.Draft.Edition, t.Draft.Key)}
	return askPage.Write(w, r, http.StatusOK, view)
}
