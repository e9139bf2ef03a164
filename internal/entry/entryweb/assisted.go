package entryweb

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// assistedStartView begins a response that is given aloud.
type assistedStartView struct {
	page.StaffView
	Title, Back string
	Form        form.Form
}

var assistedStartPage = page.New(files, "templates/assisted_start.html", assistedStartExamples[0], assistedStartExamples[1:]...)

func (d *Handlers) assistedStart(w http.ResponseWriter, r *http.Request) error {
	return d.showAssistedStart(w, r, http.StatusOK, nil)
}

func (d *Handlers) showAssistedStart(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	slug, say := r.PathValue("slug"), page.Printer(r).Say
	o, err := d.service.Overview(r.Context(), site.Actor(r), slug)
	if err != nil {
		return err
	}
	channel := &form.Field{
		Kind:      form.Radios,
		ID:        "channel",
		Name:      "channel",
		Label:     say("How are you speaking to them?"),
		LabelSize: "s",
		Error:     page.ErrorMessage(r, failed),
	}
	for _, c := range entry.AssistedChannels {
		channel.Options = append(
			channel.Options,
			form.Option{Value: string(c), Label: say(channelName(c)), Checked: r.PostForm.Get("channel") == string(c)},
		)
	}
	edition := &form.Field{
		Kind:      form.Select,
		ID:        "edition",
		Name:      "edition",
		Label:     say("Which version of the questionnaire do they need?"),
		LabelSize: "s",
	}
	for i, ref := range o.Editions {
		edition.Options = append(edition.Options, form.Option{Value: ref.Edition, Label: formName(page.Printer(r), ref.Edition, ref.Lang),
			Checked: r.PostForm.Get("edition") == ref.Edition || r.PostForm.Get("edition") == "" && i == 0})
	}
	return assistedStartPage.Write(
		w,
		r,
		status,
		assistedStartView{Title: o.Title, Back: staffURL(slug, "data-entry"), Form: form.Form{channel, edition}},
	)
}

func (d *Handlers) beginAssisted(w http.ResponseWriter, r *http.Request) error {
	slug, edition, channel := r.PathValue("slug"), r.PostForm.Get("edition"), r.PostForm.Get("channel")
	key, err := d.service.BeginAssistedResponse(r.Context(), site.Actor(r), slug, edition, intake.Channel(channel))
	if err != nil && isFormError(err) {
		return d.showAssistedStart(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, staffURL(slug, "assisted", edition, channel, key.String(), "begin"))
}

// assistedView is one page of questions in the words of the form, to be read out.
type assistedView struct {
	page.StaffView
	Title, Heading, Intro, Progress, Back string
	Script                                string // a sentence to read out first; "" but on the first page
	Lang                                  string
	Form                                  form.Form
	Rows                                  []question.AnswerRow // the answers, before they are sent
	Code, Receipt                         string               // of a response that was sent
	Version                               int64
	Notice                                string
	NextURL                               string
}

var assistedPage = page.New(files, "templates/assisted.html", assistedExamples[0], assistedExamples[1:]...)

// assistedSession is one request of somebody who types in what another says.
type assistedSession struct {
	*entry.AssistedResponse
	channel intake.Channel
	base    string
}

func (d *Handlers) loadAssisted(r *http.Request) (*assistedSession, error) {
	slug, edition, channel := r.PathValue("slug"), r.PathValue("edition"), r.PathValue("channel")
	if !slices.Contains(entry.AssistedChannels, intake.Channel(channel)) {
		return nil, fault.New(fault.NotFound, "This link is incomplete. Start again from the consultation page.")
	}
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return nil, err
	}
	t, err := d.service.GetAssistedResponse(r.Context(), site.Actor(r), slug, edition, key)
	if err != nil {
		return nil, err
	}
	return &assistedSession{t, intake.Channel(channel), staffURL(slug, "assisted", edition, channel, key.String()) + "/"}, nil
}

// checkStep is the address of the page that shows all answers. No page of a form is
// called so, because an id has no capital letter in the middle of a path here.
const (
	beginStep = "begin"
	checkStep = "0"
)

func (d *Handlers) assisted(w http.ResponseWriter, r *http.Request) error {
	t, err := d.loadAssisted(r)
	if err != nil {
		return err
	}
	return d.showAssisted(w, r, t, http.StatusOK, r.PathValue("page"), nil, "")
}

func (d *Handlers) showAssisted(
	w http.ResponseWriter,
	r *http.Request,
	t *assistedSession,
	status int,
	id string,
	problems []survey.Problem,
	notice string,
) error {
	say := page.Printer(r).Say
	path := t.Form.Path(t.Draft.Answers)
	view := assistedView{Title: t.Title, Back: staffURL(t.Slug, "assisted"), Lang: t.Form.Lang, Version: t.Draft.Version, Notice: notice}
	place := slices.IndexFunc(path, func(p *survey.Page) bool { return p.ID == id })
	switch {
	case id == beginStep:
		view.Heading, view.Intro = t.Form.Title, t.Form.Intro
		view.Script = say(
			"I will read the questions and type your answers. You do not have to answer every question and you can stop at any time. Please do not tell me your name. At the end, I can give you a code that lets you check we have your response, or withdraw it.",
		)
	case id == checkStep:
		view.Heading = say("Read the answers back, then send them")
		for _, p := range path {
			view.Rows = append(
				view.Rows,
				question.AnswerRows(question.Fields(t.Form.Asked(p, t.Draft.Answers), t.Draft.Answers, nil, t.Form.Lang), t.base+p.ID)...)
			view.Back = t.base + p.ID
		}
	case place < 0:
		return site.Redirect(w, r, t.base+checkStep)
	default:
		p := path[place]
		view.Heading, view.Intro = p.Title, p.Intro
		if view.Heading == "" {
			view.Heading = t.Form.Title
		}
		view.Progress = say("Part %d of %d", place+1, len(path))
		view.Form = question.Fields(t.Form.Asked(p, t.Draft.Answers), t.Draft.Answers, problems, t.Form.Lang)
		if view.Back = t.base + beginStep; place > 0 {
			view.Back = t.base + path[place-1].ID
		}
	}
	return assistedPage.Write(w, r, status, view)
}

func (d *Handlers) saveAssisted(w http.ResponseWriter, r *http.Request) error {
	t, err := d.loadAssisted(r)
	if err != nil {
		return err
	}
	id, path := r.PathValue("page"), t.Form.Path(t.Draft.Answers)
	if id == checkStep {
		return d.sendAssisted(w, r, t)
	}
	if id != beginStep {
		if t.Draft.Answers, err = mergeAnswers(r, t, id); err != nil {
			return err
		}
		if problems := t.Form.CheckPage(id, t.Draft.Answers); len(problems) > 0 {
			return d.showAssisted(w, r, t, http.StatusUnprocessableEntity, id, problems, "")
		}
		if err := d.service.Intake.SaveDraft(r.Context(), t.Draft); err != nil {
			if isFormError(err) {
				return d.showAssisted(w, r, t, http.StatusUnprocessableEntity, id, nil, page.ErrorMessage(r, err))
			}
			return err
		}
		path = t.Form.Path(t.Draft.Answers)
	}
	place := slices.IndexFunc(path, func(p *survey.Page) bool { return p.ID == id })
	if place+1 < len(path) && (place >= 0 || id == beginStep) {
		return site.Redirect(w, r, t.base+path[place+1].ID)
	}
	return site.Redirect(w, r, t.base+checkStep)
}

// mergeAnswers is what was said so far, with what was typed for page id.
func mergeAnswers(r *http.Request, t *assistedSession, id string) (survey.Raw, error) {
	all := maps.Clone(t.Draft.Answers)
	for i := range t.Form.Pages {
		p := &t.Form.Pages[i]
		if p.ID != id {
			continue
		}
		for _, q := range question.OnPage(p) {
			for _, name := range t.Form.Fields(q) {
				delete(all, name)
				if values := r.PostForm[name]; len(values) > 0 {
					all[name] = values
				}
			}
		}
		return all, nil
	}
	return nil, fault.New(fault.NotFound, "That page is not in the questionnaire. Go back and start again.")
}

func (d *Handlers) sendAssisted(w http.ResponseWriter, r *http.Request, t *assistedSession) error {
	answers, problems := t.Form.Check(t.Draft.Answers)
	if len(problems) > 0 {
		_, p := t.Form.Question(problems[0].Question)
		return d.showAssisted(w, r, t, http.StatusUnprocessableEntity, p.ID, t.Form.CheckPage(p.ID, t.Draft.Answers), "")
	}
	if err := d.service.SubmitAssistedResponse(r.Context(), site.Actor(r), t.AssistedResponse, t.channel, answers); err != nil {
		if isFormError(err) {
			return d.showAssisted(w, r, t, http.StatusUnprocessableEntity, checkStep, nil, page.ErrorMessage(r, err))
		}
		return err
	}
	view := assistedView{
		Title:   t.Title,
		Heading: page.Printer(r).Say("Response sent"),
		Back:    staffURL(t.Slug, "data-entry"),
		NextURL: staffURL(t.Slug, "assisted"),
		Code:    t.Draft.Key.WithdrawalCode(),
		Receipt: fmt.Sprintf("/consultations/%s/answers/%s/%s/receipt", t.Slug, t.Draft.Edition, t.Draft.Key),
	}
	return assistedPage.Write(w, r, http.StatusOK, view)
}
