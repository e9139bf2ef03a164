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

// privatePage marks a page that bears a link which must not get about.
type privatePage struct{}

func (privatePage) NoStore() bool { return true }
func (privatePage) NoIndex() bool { return true }

// groupJoinView asks who somebody is in their organisation: whoever begins a reply,
// or comes to one that was begun.
type groupJoinView struct {
	privatePage
	Title, Back string
	Begin       bool
	Closes      string
	DeletedOn   string // on which day, if it is not sent; "" if that is not known
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

func (d *Handlers) groupStart(w http.ResponseWriter, r *http.Request) error {
	return d.showGroupStart(w, r, http.StatusOK, nil)
}

func (d *Handlers) showGroupStart(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	slug := r.PathValue("slug")
	c, refs, err := d.service.GroupResponseForms(r.Context(), slug)
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
			DeletedOn: d.DraftsDeletedOn(r.Context(), page.Printer(r), slug),
			Form:      form.Form{writerNameField(r, failed), edition},
		},
	)
}

func (d *Handlers) beginGroupResponse(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	token, err := d.service.BeginGroupResponse(r.Context(), slug, r.PostForm.Get("edition"), r.PostForm.Get("name"))
	if fault.Is(err, fault.Invalid) {
		return d.showGroupStart(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, groupURL(slug, token))
}

func groupURL(slug, token string, page ...string) string {
	return "/consultations/" + slug + "/group-response/" + strings.Join(append([]string{token}, page...), "/")
}

// groupView is a reply as one of its writers sees it.
type groupView struct {
	privatePage
	Title, Name, Back   string
	Closes              string
	OwnLink, InviteLink string // links; Door is "" for all but the sender
	Names               []string
	Pages               []groupSection
	CanSend             bool
	Form                form.Form // what keeps it from being sent, for the error summary
}

type groupSection struct {
	ID, Title, Href string
	Rows            []groupAnswer
}

type groupAnswer struct{ Question, Answer, By string }

var groupPage = page.New(files, "templates/group_response.html", groupExamples[0], groupExamples[1:]...)

func (d *Handlers) groupResponse(w http.ResponseWriter, r *http.Request) error {
	slug, token := r.PathValue("slug"), r.PathValue("token")
	reply, err := d.service.GetGroupResponse(r.Context(), slug, token)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Closed) {
		// Whoever sent it, and comes back, is shown the receipt.
		if _, sent := d.service.Intake.FindResponse(r.Context(), slug, entry.GroupResponseKey(token)); sent == nil {
			return site.Redirect(w, r, "/consultations/"+slug+"/answers/standard/"+entry.GroupResponseKey(token).String()+"/receipt")
		}
	}
	if err != nil {
		return err
	}
	if reply.Role == entry.RoleInvite {
		return groupJoinPage.Write(
			w,
			r,
			http.StatusOK,
			groupJoinView{
				Title:  reply.Title,
				Back:   "/consultations/" + slug,
				Closes: reply.Closes.In(page.Printer(r)),
				Form:   form.Form{writerNameField(r, nil)},
			},
		)
	}
	return d.showGroupResponse(w, r, http.StatusOK, reply, nil)
}

func (d *Handlers) showGroupResponse(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	reply *entry.GroupResponse,
	problems []survey.Problem,
) error {
	slug, token := r.PathValue("slug"), r.PathValue("token")
	view := groupView{
		Title:   reply.Title,
		Name:    reply.WriterName,
		Back:    "/consultations/" + slug,
		Closes:  reply.Closes.In(page.Printer(r)),
		OwnLink: d.siteURL(r) + groupURL(slug, token),
		Names:   reply.WriterNames,
		CanSend: reply.Role == entry.RoleSender,
	}
	if view.CanSend {
		view.InviteLink = d.siteURL(r) + groupURL(slug, entry.InviteToken(token))
	}
	for i, p := range groupPath(reply) {
		shown := groupSection{ID: "page-" + strconv.Itoa(i+1), Title: sectionTitle(p, reply.Form), Href: groupURL(slug, token, p.ID)}
		for _, f := range question.Fields(askedQuestions(reply, p), reply.RawAnswers, problems, "") {
			if f.Kind == form.Panel {
				continue
			}
			words := question.AnswerText(f)
			if words == "" {
				words = page.Printer(r).Say("No answer")
			}
			shown.Rows = append(shown.Rows, groupAnswer{f.Label, words, reply.Answers[f.ID].By})
			if f.Error != "" {
				view.Form = append(view.Form, &form.Field{ID: shown.ID, Error: f.Error})
			}
		}
		view.Pages = append(view.Pages, shown)
	}
	return groupPage.Write(w, r, status, view)
}

// groupPath is the pages that an organisation is asked: not those about a
// person.
func groupPath(reply *entry.GroupResponse) []*survey.Page {
	return slices.DeleteFunc(reply.Form.Path(reply.RawAnswers), func(p *survey.Page) bool { return p.Monitoring })
}

func askedQuestions(reply *entry.GroupResponse, p *survey.Page) []*survey.Question {
	return reply.Form.Asked(p, reply.RawAnswers)
}

func sectionTitle(p *survey.Page, f *survey.Form) string {
	if p.Title != "" {
		return p.Title
	}
	return f.Title
}

// changeGroupResponse joins a reply, or sends it.
func (d *Handlers) changeGroupResponse(w http.ResponseWriter, r *http.Request) error {
	slug, token := r.PathValue("slug"), r.PathValue("token")
	if r.PostForm.Get("action") != "send" {
		own, err := d.service.JoinGroupResponse(r.Context(), slug, token, r.PostForm.Get("name"))
		if err != nil && (fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)) {
			reply, failed := d.service.GetGroupResponse(r.Context(), slug, token)
			if failed != nil {
				return failed
			}
			return groupJoinPage.Write(
				w,
				r,
				http.StatusUnprocessableEntity,
				groupJoinView{
					Title:  reply.Title,
					Back:   "/consultations/" + slug,
					Closes: reply.Closes.In(page.Printer(r)),
					Form:   form.Form{writerNameField(r, err)},
				},
			)
		}
		if err != nil {
			return err
		}
		return site.Redirect(w, r, groupURL(slug, own))
	}
	_, problems, err := d.service.SendGroupResponse(r.Context(), slug, token)
	if len(problems) > 0 {
		reply, err := d.service.GetGroupResponse(r.Context(), slug, token)
		if err != nil {
			return err
		}
		return d.showGroupResponse(w, r, http.StatusUnprocessableEntity, reply, problems)
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return site.Redirect(w, r, groupURL(slug, token)) // which leads to the receipt, or says that there is nothing
}

// groupEditView is the questions of one page of a reply.
type groupEditView struct {
	privatePage
	Title, Heading, Intro, Back string
	Lang                        string
	Form                        form.Form
	Versions                    []answerVersion
	Notice                      string
	OtherAnswers                []groupAnswer // what colleagues saved meanwhile
}

type answerVersion struct {
	Name    string
	Version int64
}

var groupEditPage = page.New(files, "templates/group_edit.html", groupEditExamples[0], groupEditExamples[1:]...)

func (d *Handlers) groupEdit(w http.ResponseWriter, r *http.Request) error {
	reply, p, err := d.groupEditSection(r)
	if err != nil {
		return err
	}
	return d.showGroupEdit(w, r, http.StatusOK, reply, p, reply.RawAnswers, nil, nil)
}

func (d *Handlers) groupEditSection(r *http.Request) (*entry.GroupResponse, *survey.Page, error) {
	reply, err := d.service.GetGroupResponse(r.Context(), r.PathValue("slug"), r.PathValue("token"))
	if err != nil {
		return nil, nil, err
	}
	for i := range reply.Form.Pages {
		if p := &reply.Form.Pages[i]; p.ID == r.PathValue("page") && !p.Monitoring && reply.Role != entry.RoleInvite {
			return reply, p, nil
		}
	}
	return nil, nil, fault.New(fault.NotFound, "That page is not in this response. Open your link again.")
}

func (d *Handlers) showGroupEdit(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	reply *entry.GroupResponse,
	p *survey.Page,
	raw survey.Raw,
	problems []survey.Problem,
	clashes []string,
) error {
	view := groupEditView{
		Title:   reply.Title,
		Heading: sectionTitle(p, reply.Form),
		Intro:   p.Intro,
		Lang:    reply.Form.Lang,
		Back:    groupURL(reply.Slug, r.PathValue("token")),
	}
	questions := question.OnPage(p)
	view.Form = question.Fields(questions, raw, problems, reply.Form.Lang)
	for _, q := range questions {
		view.Versions = append(view.Versions, answerVersion{"v-" + q.ID, reply.Answers[q.ID].Version})
		if slices.Contains(clashes, q.ID) {
			f := question.Field(q, reply.Answers[q.ID].Answer, nil)
			view.OtherAnswers = append(view.OtherAnswers, groupAnswer{q.Text, question.AnswerText(f), reply.Answers[q.ID].By})
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

func (d *Handlers) saveGroupEdit(w http.ResponseWriter, r *http.Request) error {
	reply, p, err := d.groupEditSection(r)
	if err != nil {
		return err
	}
	typed, seen, raw := map[string]survey.Raw{}, map[string]int64{}, survey.Raw{}
	for name, values := range reply.RawAnswers {
		raw[name] = values
	}
	for _, q := range question.OnPage(p) {
		one := survey.Raw{}
		for _, name := range reply.Form.Fields(q) {
			delete(raw, name)
			if values := r.PostForm[name]; len(values) > 0 {
				one[name], raw[name] = values, values
			}
		}
		if q.Kind != survey.Panel {
			typed[q.ID] = one
			seen[q.ID], _ = strconv.ParseInt(r.PostForm.Get("v-"+q.ID), 10, 64)
		}
	}
	problems := slices.DeleteFunc(reply.Form.CheckPage(p.ID, raw), func(problem survey.Problem) bool {
		return len(typed[problem.Question]) == 0 // a colleague may answer it yet
	})
	if len(problems) > 0 {
		return d.showGroupEdit(w, r, http.StatusUnprocessableEntity, reply, p, raw, problems, nil)
	}
	slug, token := r.PathValue("slug"), r.PathValue("token")
	clashes, err := d.service.SaveGroupAnswers(r.Context(), slug, token, typed, seen)
	if err != nil {
		return err
	}
	if len(clashes) > 0 {
		if reply, err = d.service.GetGroupResponse(r.Context(), slug, token); err != nil {
			return err
		}
		return d.showGroupEdit(w, r, http.StatusConflict, reply, p, raw, nil, clashes)
	}
	return site.Redirect(w, r, groupURL(slug, token))
}
