package entryweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// privatePage marks pages that show a secret link: they are not cached and not
// indexed.
type privatePage struct{}

// NoStore implements an option of package page.
func (privatePage) NoStore() bool { return true }

// NoIndex implements an option of package page.
func (privatePage) NoIndex() bool { return true }

// groupJoinView is the data of the page that asks for the writer's role in the
// organisation, to begin or join a group response.
type groupJoinView struct {
	privatePage
	Title, Back string
	Begin       bool
	Closes      string
	DeletedOn   string // date of deletion if it is not sent; "" if unknown
	Form        form.Form
}

var groupJoinPage = page.New(files, "templates/group_join.html", groupJoinExamples[0], groupJoinExamples[1:]...)

func writerNameField(r *http.Request, failed error) *form.Field {
	say := page.Printer(r).Say
	f := textField(
		"name",
		say("What is your role in the organisation?"),
		say("For example, chair, treasurer or policy officer. People writing with you can see it. It is not sent to the council."),
		r.PostForm.Get("name"),
	)
	f.Error = page.ErrorMessage(r, failed)
	return f
}

func (h *Handlers) groupStart(w http.ResponseWriter, r *http.Request) error {
	return h.showGroupStart(w, r, http.StatusOK, nil)
}

func (h *Handlers) showGroupStart(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	slug := r.PathValue("slug")
	c, refs, err := h.service.GroupResponseForms(r.Context(), slug)
	if err != nil {
		return err
	}
	edition := &form.Field{
		Kind:      form.Select,
		ID:        "edition",
		Name:      "edition",
		Label:     page.Printer(r).Say("Which questionnaire do you want to answer?"),
		LabelSize: "s",
	}
	for i, ref := range refs {
		chosen := r.PostForm.Get("edition")
		edition.Options = append(
			edition.Options,
			form.Option{
				Value:   ref.Edition,
				Label:   formName(page.Printer(r), ref.Edition, ref.Lang),
				Checked: chosen == ref.Edition || chosen == "" && i == 0,
			},
		)
	}
	return groupJoinPage.Write(
		w,
		r,
		status,
		groupJoinView{
			Title:     c.Title,
			Back:      "/consultations/" + slug,
			Begin:     true,
			Closes:    c.Closes.In(page.Printer(r)),
			DeletedOn: h.DraftsDeletedOn(r.Context(), page.Printer(r), slug),
			Form:      form.Form{writerNameField(r, failed), edition},
		},
	)
}

func (h *Handlers) beginGroupResponse(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	token, err := h.service.BeginGroupResponse(r.Context(), slug, r.PostForm.Get("edition"), r.PostForm.Get("name"))
	if fault.Is(err, fault.Invalid) {
		return h.showGroupStart(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, groupURL(slug, token))
}

func groupURL(slug, token string, page ...string) string {
	return "/consultations/" + slug + "/group-response/" + strings.Join(append([]string{token}, page...), "/")
}

// groupView is the data of the overview of a group response for one of its
// writers.
type groupView struct {
	privatePage
	Title, Name, Back   string
	Closes              string
	OwnLink, InviteLink string // InviteLink is "" for all but the sender
	Names               []string
	Pages               []groupSection
	CanSend             bool
	Form                form.Form // errors that prevent sending, for the error summary
}

type groupSection struct {
	ID, Title, Href string
	Rows            []groupAnswer
}

type groupAnswer struct{ Question, Answer, By string }

var groupPage = page.New(files, "templates/group_response.html", groupExamples[0], groupExamples[1:]...)

func (h *Handlers) groupResponse(w http.ResponseWriter, r *http.Request) error {
	slug, token := r.PathValue("slug"), r.PathValue("token")
	response, err := h.service.GetGroupResponse(r.Context(), slug, token)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Closed) {
		// After sending, the sender's link leads to the receipt.
		if _, sent := h.service.Intake.FindResponse(r.Context(), slug, entry.GroupResponseKey(token)); sent == nil {
			return site.Redirect(
				w,
				r,
				"/consultations/"+slug+"/answers/standard/"+entry.GroupResponseKey(token).String()+"/receipt",
			)
		}
	}
	if err != nil {
		return err
	}
	if response.Role == entry.RoleInvite {
		return groupJoinPage.Write(
			w,
			r,
			http.StatusOK,
			groupJoinView{
				Title:  response.Title,
				Back:   "/consultations/" + slug,
				Closes: response.Closes.In(page.Printer(r)),
				Form:   form.Form{writerNameField(r, nil)},
			},
		)
	}
	return h.showGroupResponse(w, r, http.StatusOK, response, nil)
}

func (h *Handlers) showGroupResponse(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	response *entry.GroupResponse,
	problems []survey.Problem,
) error {
	slug, token := r.PathValue("slug"), r.PathValue("token")
	view := groupView{
		Title:   response.Title,
		Name:    response.WriterName,
		Back:    "/consultations/" + slug,
		Closes:  response.Closes.In(page.Printer(r)),
		OwnLink: h.siteURL(r) + groupURL(slug, token),
		Names:   response.WriterNames,
		CanSend: response.Role == entry.RoleSender,
	}
	if view.CanSend {
		view.InviteLink = h.siteURL(r) + groupURL(slug, entry.InviteToken(token))
	}
	for i, p := range groupPath(response) {
		section := groupSection{
			ID:    "page-" + strconv.Itoa(i+1),
			Title: sectionTitle(p, response.Form),
			Href:  groupURL(slug, token, p.ID),
		}
		for _, q := range askedQuestions(response, p) {
			if q.Kind == survey.Panel {
				continue
			}
			words := question.Text(page.Printer(r), q, response.RawAnswers, response.Form.Lang)
			if words == "" {
				words = page.Printer(r).Say("Not answered yet")
			}
			section.Rows = append(section.Rows, groupAnswer{q.Text, words, response.Answers[q.ID].By})
			if f := question.Field(q, response.RawAnswers, problems); f.Error != "" {
				view.Form = append(view.Form, &form.Field{ID: section.ID, Error: f.Error})
			}
		}
		view.Pages = append(view.Pages, section)
	}
	return groupPage.Write(w, r, status, view)
}

// groupPath returns the pages for an organisation, which exclude the equality
// monitoring questions about individuals.
func groupPath(response *entry.GroupResponse) []*survey.Page {
	return slices.DeleteFunc(response.Form.Path(response.RawAnswers), func(p *survey.Page) bool { return p.Monitoring })
}

func askedQuestions(response *entry.GroupResponse, p *survey.Page) []*survey.Question {
	return response.Form.Asked(p, response.RawAnswers)
}

func sectionTitle(p *survey.Page, f *survey.Form) string {
	if p.Title != "" {
		return p.Title
	}
	return f.Title
}

// changeGroupResponse handles joining and sending a group response.
func (h *Handlers) changeGroupResponse(w http.ResponseWriter, r *http.Request) error {
	slug, token := r.PathValue("slug"), r.PathValue("token")
	if r.PostForm.Get("action") != "send" {
		own, err := h.service.JoinGroupResponse(r.Context(), slug, token, r.PostForm.Get("name"))
		if err != nil && (fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)) {
			response, failed := h.service.GetGroupResponse(r.Context(), slug, token)
			if failed != nil {
				return failed
			}
			return groupJoinPage.Write(
				w,
				r,
				http.StatusUnprocessableEntity,
				groupJoinView{
					Title:  response.Title,
					Back:   "/consultations/" + slug,
					Closes: response.Closes.In(page.Printer(r)),
					Form:   form.Form{writerNameField(r, err)},
				},
			)
		}
		if err != nil {
			return err
		}
		return site.Redirect(w, r, groupURL(slug, own))
	}
	_, problems, err := h.service.SendGroupResponse(r.Context(), slug, token)
	if len(problems) > 0 {
		response, err := h.service.GetGroupResponse(r.Context(), slug, token)
		if err != nil {
			return err
		}
		return h.showGroupResponse(w, r, http.StatusUnprocessableEntity, response, problems)
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return site.Redirect(w, r, groupURL(slug, token)) // redirects to the receipt, or shows that it is not found
}

// groupEditView is the data of one page of questions of a group response.
type groupEditView struct {
	privatePage
	Title, Heading, Intro, Back string
	Lang                        string
	Form                        form.Form
	Versions                    []answerVersion
	Notice                      string
	OtherAnswers                []groupAnswer // answers that colleagues saved in the meantime
}

type answerVersion struct {
	Name    string
	Version int64
}

// Slim implements an option of package page.
func (groupEditView) Slim() bool { return true }

var groupEditPage = page.New(files, "templates/group_edit.html", groupEditExamples[0], groupEditExamples[1:]...)

func (h *Handlers) groupEdit(w http.ResponseWriter, r *http.Request) error {
	response, p, err := h.groupEditSection(r)
	if err != nil {
		return err
	}
	return h.showGroupEdit(w, r, http.StatusOK, response, p, response.RawAnswers, nil, nil)
}

func (h *Handlers) groupEditSection(r *http.Request) (*entry.GroupResponse, *survey.Page, error) {
	response, err := h.service.GetGroupResponse(r.Context(), r.PathValue("slug"), r.PathValue("token"))
	if err != nil {
		return nil, nil, err
	}
	for i := range response.Form.Pages {
		if p := &response.Form.Pages[i]; p.ID == r.PathValue("page") && !p.Monitoring && response.Role != entry.RoleInvite {
			return response, p, nil
		}
	}
	return nil, nil, fault.New(fault.NotFound, "That page is not in this response. Open your link again.")
}

func (h *Handlers) showGroupEdit(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	response *entry.GroupResponse,
	p *survey.Page,
	raw survey.Raw,
	problems []survey.Problem,
	clashes []string,
) error {
	view := groupEditView{
		Title:   response.Title,
		Heading: sectionTitle(p, response.Form),
		Intro:   p.Intro,
		Lang:    response.Form.Lang,
		Back:    groupURL(response.Slug, r.PathValue("token")),
	}
	fields := question.NewPageFields(nil, response.Form, p.ID, raw, problems)
	if len(fields.Sections) == 0 { // answers on an earlier page say that this one does not apply
		return site.Redirect(w, r, view.Back)
	}
	view.Form = fields.All()
	for _, q := range question.OnPage(p) {
		view.Versions = append(view.Versions, answerVersion{"v-" + q.ID, response.Answers[q.ID].Version})
		if slices.Contains(clashes, q.ID) {
			words := question.Text(page.Printer(r), q, response.Answers[q.ID].Answer, response.Form.Lang)
			view.OtherAnswers = append(view.OtherAnswers, groupAnswer{q.Text, words, response.Answers[q.ID].By})
		}
	}
	if len(clashes) > 0 {
		view.Notice = page.Printer(
			r,
		).Say(
			"Someone else has changed this. Their answer is shown first and yours is in the form. Combine the two, then save.",
		)
	}
	return groupEditPage.Write(w, r, status, view)
}

func (h *Handlers) saveGroupEdit(w http.ResponseWriter, r *http.Request) error {
	response, p, err := h.groupEditSection(r)
	if err != nil {
		return err
	}
	turn := response.Form.Turn(p.ID, response.RawAnswers, survey.Raw(r.PostForm))
	typed, seen := map[string]survey.Raw{}, map[string]int64{}
	shown := strings.Fields(turn.Raw[survey.ShownField][0])
	for _, q := range question.OnPage(p) {
		if q.Kind == survey.Panel || !slices.Contains(shown, q.ID) {
			continue
		}
		answer := survey.Raw{}
		for _, name := range response.Form.Fields(q) {
			if values := turn.Raw[name]; len(values) > 0 {
				answer[name] = values
			}
		}
		typed[q.ID] = answer
		seen[q.ID], _ = strconv.ParseInt(r.PostForm.Get("v-"+q.ID), 10, 64)
	}
	problems := slices.DeleteFunc(turn.Problems, func(problem survey.Problem) bool {
		return len(typed[problem.Question]) == 0 // a colleague may still answer it
	})
	if len(problems) > 0 {
		return h.showGroupEdit(w, r, http.StatusUnprocessableEntity, response, p, turn.Raw, problems, nil)
	}
	slug, token := r.PathValue("slug"), r.PathValue("token")
	clashes, err := h.service.SaveGroupAnswers(r.Context(), slug, token, typed, seen)
	if err != nil {
		return err
	}
	if len(clashes) > 0 || turn.Again {
		if response, err = h.service.GetGroupResponse(r.Context(), slug, token); err != nil {
			return err
		}
		status := http.StatusOK
		if len(clashes) > 0 {
			status = http.StatusConflict
		}
		return h.showGroupEdit(w, r, status, response, p, turn.Raw, nil, clashes)
	}
	return site.Redirect(w, r, groupURL(slug, token))
}
