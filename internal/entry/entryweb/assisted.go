package entryweb

import (
	"fmt"
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

// assistedStartView is the data of the page that starts an assisted response.
type assistedStartView struct {
	page.StaffView
	Title, Back string
	Form        form.Form
}

var assistedStartPage = page.New(files, "templates/assisted_start.html", assistedStartExamples[0], assistedStartExamples[1:]...)

func (h *Handlers) assistedStart(w http.ResponseWriter, r *http.Request) error {
	return h.showAssistedStart(w, r, http.StatusOK, nil)
}

func (h *Handlers) showAssistedStart(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	slug, say := r.PathValue("slug"), page.Printer(r).Say
	c, editions, err := h.service.Editions(r.Context(), site.Actor(r), slug)
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
	for i, ref := range editions {
		edition.Options = append(
			edition.Options,
			form.Option{Value: ref.Edition, Label: formName(page.Printer(r), ref.Edition, ref.Lang),
				Checked: r.PostForm.Get("edition") == ref.Edition || r.PostForm.Get("edition") == "" && i == 0},
		)
	}
	return assistedStartPage.Write(
		w,
		r,
		status,
		assistedStartView{Title: c.Title, Back: staffURL(slug, "data-entry"), Form: form.Form{channel, edition}},
	)
}

func (h *Handlers) beginAssisted(w http.ResponseWriter, r *http.Request) error {
	slug, edition, channel := r.PathValue("slug"), r.PostForm.Get("edition"), r.PostForm.Get("channel")
	key, err := h.service.BeginAssistedResponse(r.Context(), site.Actor(r), slug, edition, intake.Channel(channel))
	if err != nil && isFormError(err) {
		return h.showAssistedStart(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	h.KeepHalf(w, r, key.Address.String(), string(key.Code))
	return site.Redirect(w, r, staffURL(slug, "assisted", edition, channel, key.Address.String(), "begin"))
}

// assistedView is the data of a page of an assisted response: the questions to
// read out, a summary of the answers, or the confirmation.
type assistedView struct {
	page.StaffView
	Title, Heading, Intro, Progress, Back string
	Script                                string // introduction to read out, on the first page only
	Kept                                  string // how long the answers are kept, where monitoring questions begin
	Lang                                  string
	Form                                  form.Form
	Rows                                  []question.AnswerRow // summary of the answers before they are sent
	Code, Receipt                         string               // withdrawal code and receipt URL after sending
	Version                               int64
	Notice                                string
	NextURL, Channel, Edition             string // what the form that starts another such response submits, and to which URL
}

var assistedPage = page.New(files, "templates/assisted.html", assistedExamples[0], assistedExamples[1:]...)

// assistedSession is a request for a page of an assisted response.
type assistedSession struct {
	*entry.AssistedResponse
	channel intake.Channel
	base    string
}

func (h *Handlers) loadAssisted(r *http.Request) (*assistedSession, error) {
	slug, edition, channel := r.PathValue("slug"), r.PathValue("edition"), r.PathValue("channel")
	if !slices.Contains(entry.AssistedChannels, intake.Channel(channel)) {
		return nil, fault.New(fault.NotFound, "This link is incomplete. Start again from the consultation page.")
	}
	key, err := h.assistedKey(r, slug)
	if err != nil {
		return nil, err
	}
	response, err := h.service.GetAssistedResponse(r.Context(), site.Actor(r), slug, edition, key)
	if err != nil {
		return nil, err
	}
	return &assistedSession{
		response,
		intake.Channel(channel),
		staffURL(slug, "assisted", edition, channel, key.Address.String()) + "/",
	}, nil
}

// assistedKey puts the halves of the key of a response together: the address, and the
// code in the cookie of the officer's browser, which is deleted when the response has
// been sent.
func (h *Handlers) assistedKey(r *http.Request, slug string) (intake.Issued, error) {
	address, err := intake.ParseAddress(r.PathValue("key"))
	if err != nil {
		return intake.Issued{}, err
	}
	if code, err := intake.ParseCode(h.BrowserHalf(r, address.String())); err == nil {
		if key, ok := h.service.Intake.Keys.Open(slug, address, code); ok {
			return key, nil
		}
	}
	return intake.Issued{}, fault.New(
		fault.NotFound, "This response was sent, or it was started in another browser. Start a new one from the data entry page.")
}

// URL segments of the pages before and after the questions. Ids of pages start
// with a letter, so none is "0".
const (
	beginStep = "begin" // introduction
	checkStep = "0"     // summary of all answers
)

func (h *Handlers) assisted(w http.ResponseWriter, r *http.Request) error {
	session, err := h.loadAssisted(r)
	if err != nil {
		return err
	}
	return h.showAssisted(w, r, session, http.StatusOK, r.PathValue("page"), nil, "")
}

func (h *Handlers) showAssisted(
	w http.ResponseWriter,
	r *http.Request,
	session *assistedSession,
	status int,
	id string,
	problems []survey.Problem,
	notice string,
) error {
	say := page.Printer(r).Say
	worded := question.Worded(session.Form, session.Draft.Answers)
	path := worded.Path(session.Draft.Answers)
	view := assistedView{
		Title:   session.Title,
		Back:    staffURL(session.Slug, "assisted"),
		Lang:    session.Form.Lang,
		Version: session.Draft.Version,
		Notice:  notice,
	}
	place := slices.IndexFunc(path, func(p *survey.Page) bool { return p.ID == id })
	switch {
	case id == beginStep:
		view.Heading, view.Intro = session.Form.Title, session.Form.Intro
		view.Script = say(
			"I will read the questions and type your answers. " +
				"You do not have to answer every question and you can stop at any time. Please do not tell me your name. " +
				"At the end, I can give you a code that lets you check we have your response, or withdraw it.",
		)
	case id == checkStep:
		view.Heading = say("Read the answers back, then send them")
		for _, p := range path {
			view.Rows = append(
				view.Rows,
				question.AnswerRows(
					page.Printer(r),
					worded.Asked(p, session.Draft.Answers),
					session.Draft.Answers,
					session.Form.Lang,
					session.base+p.ID,
				)...)
			view.Back = session.base + p.ID
		}
	case place < 0:
		return site.Redirect(w, r, session.base+checkStep)
	default:
		p := path[place]
		view.Heading, view.Intro = p.Title, p.Intro
		if view.Heading == "" {
			view.Heading = session.Form.Title
		}
		view.Progress = question.ProgressLine(page.Printer(r), session.Form.Progress(id, session.Draft.Answers))
		view.Form = question.NewPageFields(nil, worded, p.ID, session.Draft.Answers, problems, nil).All()
		question.WithoutUploads(page.Printer(r), view.Form, session.Draft.Answers)
		var err error
		if view.Kept, err = h.MonitoringNoticeOn(r.Context(), page.Printer(r), session.Slug, session.Form, p.ID); err != nil {
			return err
		}
		if view.Back = session.base + beginStep; place > 0 {
			view.Back = session.base + path[place-1].ID
		}
	}
	return assistedPage.Write(w, r, status, view)
}

func (h *Handlers) saveAssisted(w http.ResponseWriter, r *http.Request) error {
	session, err := h.loadAssisted(r)
	if err != nil {
		return err
	}
	id := r.PathValue("page")
	switch {
	case id == checkStep:
		return h.sendAssisted(w, r, session)
	case id == beginStep:
		return site.Redirect(w, r, session.base+session.Form.Path(session.Draft.Answers)[0].ID)
	case !slices.ContainsFunc(session.Form.Pages, func(p survey.Page) bool { return p.ID == id }):
		return fault.New(fault.NotFound, "That page is not in the questionnaire. Go back and start again.")
	}
	turn := question.Worded(session.Form, session.Draft.Answers).Turn(id, session.Draft.Answers, survey.Raw(r.PostForm))
	session.Draft.Answers = turn.Raw
	if len(turn.Problems) > 0 {
		return h.showAssisted(w, r, session, http.StatusUnprocessableEntity, id, turn.Problems, "")
	}
	if err := h.service.Intake.SaveDraft(r.Context(), session.Draft); err != nil {
		if isFormError(err) {
			return h.showAssisted(w, r, session, http.StatusUnprocessableEntity, id, nil, page.ErrorMessage(r, err))
		}
		return err
	}
	switch {
	case turn.Again:
		return site.Redirect(w, r, session.base+id+"#more")
	case turn.Next != "":
		return site.Redirect(w, r, session.base+turn.Next)
	}
	return site.Redirect(w, r, session.base+checkStep)
}

func (h *Handlers) sendAssisted(w http.ResponseWriter, r *http.Request, session *assistedSession) error {
	if id := session.Form.FirstUnfinished(session.Draft.Answers); id != "" {
		problems := question.Worded(session.Form, session.Draft.Answers).CheckPage(id, session.Draft.Answers)
		return h.showAssisted(w, r, session, http.StatusUnprocessableEntity, id, problems, "")
	}
	answers, problems := session.Form.Check(session.Draft.Answers)
	if len(problems) > 0 {
		return fmt.Errorf("the assisted response is finished and has a problem: %s", problems[0].Question)
	}
	if err := h.service.SubmitAssistedResponse(r.Context(), site.Actor(r), session.AssistedResponse, session.channel, answers); err != nil {
		if isFormError(err) {
			return h.showAssisted(w, r, session, http.StatusUnprocessableEntity, checkStep, nil, page.ErrorMessage(r, err))
		}
		return err
	}
	status, err := h.service.Intake.FindResponse(r.Context(), session.Slug, session.Draft.Key)
	if err != nil {
		return err
	}
	view := assistedView{
		Title:   session.Title,
		Heading: page.Printer(r).Say("Response sent"),
		Back:    staffURL(session.Slug, "data-entry"),
		NextURL: staffURL(session.Slug, "assisted"),
		Channel: string(session.channel),
		Edition: session.Form.Edition,
		Code:    session.Draft.Key.WithdrawalCode().String(),
		Receipt: "/receipts?code=" + status.Receipt.Leaf.Code(),
	}
	h.ForgetHalf(w, session.Draft.Address.String())
	return assistedPage.Write(w, r, http.StatusOK, view)
}
