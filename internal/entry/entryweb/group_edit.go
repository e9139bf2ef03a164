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
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// groupEditView is the data of one page of questions of a group response.
type groupEditView struct {
	privatePage
	web.Carried
	Title, TitleLang, Heading, Intro, Back string
	Self                                   string // URL path of this page
	Lang                                   string
	Form                                   form.Form
	Versions                               []answerVersion
	Notice                                 string
	OtherAnswers                           []groupAnswer // answers that colleagues saved in the meantime
}

type answerVersion struct {
	Name    string
	Version int64
}

// Slim implements an option of package page.
func (groupEditView) Slim() bool { return true }

var groupEditPage = page.New(files, "templates/group_edit.html", groupEditExamples[0], groupEditExamples[1:]...)

func (h *Handlers) groupEdit(w http.ResponseWriter, r *http.Request, g *groupVisit) error {
	response, p, err := h.groupEditSection(r, g)
	if err != nil {
		return err
	}
	return h.showGroupEdit(w, r, g, http.StatusOK, response, p, response.RawAnswers, nil, nil)
}

func (h *Handlers) groupEditSection(r *http.Request, g *groupVisit) (*entry.GroupResponse, *survey.Page, error) {
	response, err := h.service.GetGroupResponse(r.Context(), g.slug, g.link)
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
	g *groupVisit,
	status int,
	response *entry.GroupResponse,
	p *survey.Page,
	raw survey.Raw,
	problems []survey.Problem,
	clashes []string,
) error {
	view := groupEditView{
		Carried:   g.Carried,
		Self:      g.url(p.ID),
		Title:     response.Title,
		TitleLang: h.PagePrinter(r).LangOrCouncil(response.Language),
		Heading:   sectionTitle(p, response.Form),
		Intro:     p.Intro,
		Lang:      response.Form.Lang,
		Back:      g.url(),
	}
	fields := question.NewPageFields(nil, question.Worded(response.Form, response.RawAnswers), p.ID, raw, problems, nil)
	if len(fields.Sections) == 0 { // answers on an earlier page say that this one does not apply
		return h.goToGroup(w, r, g)
	}
	view.Form = fields.All()
	question.WithoutUploads(page.Printer(r), view.Form, raw)
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

func (h *Handlers) saveGroupEdit(w http.ResponseWriter, r *http.Request, g *groupVisit) error {
	if r.PostForm.Get("action") == actionShow {
		return h.groupEdit(w, r, g)
	}
	response, p, err := h.groupEditSection(r, g)
	if err != nil {
		return err
	}
	turn := question.Worded(response.Form, response.RawAnswers).Turn(p.ID, response.RawAnswers, survey.Raw(r.PostForm))
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
		return h.showGroupEdit(w, r, g, http.StatusUnprocessableEntity, response, p, turn.Raw, problems, nil)
	}
	clashes, err := h.service.SaveGroupAnswers(r.Context(), g.slug, g.link, site.ClientNetwork(r), typed, seen)
	if err != nil {
		return err
	}
	if len(clashes) > 0 || turn.Again {
		if response, err = h.service.GetGroupResponse(r.Context(), g.slug, g.link); err != nil {
			return err
		}
		status := http.StatusOK
		if len(clashes) > 0 {
			status = http.StatusConflict
		}
		return h.showGroupEdit(w, r, g, status, response, p, turn.Raw, nil, clashes)
	}
	return h.goToGroup(w, r, g)
}
