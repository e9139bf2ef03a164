package entryweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
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
	Title, TitleLang, Back string
	Begin                  bool
	Closes                 string
	DeletedOn              string // date of deletion if it is not sent; "" if unknown
	Code                   string // of the invitation, in a hidden field
	Form                   form.Form
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
			TitleLang: h.PagePrinter(r).LangOrCouncil(c.Language),
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
	link, err := h.service.BeginGroupResponse(r.Context(), slug, r.PostForm.Get("edition"), r.PostForm.Get("name"), site.ClientNetwork(r))
	if fault.Is(err, fault.Invalid) {
		return h.showGroupStart(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return h.openGroup(w, r, slug, link)
}

// openGroup gives the browser its half of link and shows the group response. It answers
// with the page and not with a redirect, so that it works without cookies too.
func (h *Handlers) openGroup(w http.ResponseWriter, r *http.Request, slug string, link entry.GroupLink) error {
	h.KeepHalf(w, r, link.Address.String(), string(link.Code))
	g := &groupVisit{slug, link, web.Carried{Half: string(link.Code)}}
	return h.groupResponse(w, r, g)
}

// groupVisit is what a request for a page of a group response is about.
type groupVisit struct {
	slug string
	link entry.GroupLink
	web.Carried
}

func (g *groupVisit) url(page ...string) string {
	return groupURL(g.slug, g.link.Address.String(), page...)
}

// withGroup returns the handler that puts the halves of a link together and calls fn. A
// browser without the second half is asked for the code, or told that the response was
// sent.
func (h *Handlers) withGroup(fn func(http.ResponseWriter, *http.Request, *groupVisit) error) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		address, err := intake.ParseAddress(r.PathValue("key"))
		if err != nil {
			return err
		}
		g := &groupVisit{slug: r.PathValue("slug")}
		g.link.Address = address
		if g.link.Code, err = intake.ParseCode(h.BrowserHalf(r, address.String())); err != nil {
			if g.link.Code, err = intake.ParseCode(r.PostForm.Get(web.HalfField)); err == nil {
				g.Half = string(g.link.Code)
			}
		}
		sentOn, failed := h.service.GroupSentOn(r.Context(), g.slug, address)
		switch {
		case failed != nil:
			return failed
		case sentOn != "":
			return h.showGroupSent(w, r, g, sentOn)
		case err != nil:
			return h.writeGroupCode(w, r, http.StatusOK, "", nil)
		}
		return fn(w, r, g)
	}
}

// goToGroup answers a form with the overview: with a redirect to it, or with the page
// itself if the browser refuses cookies.
func (h *Handlers) goToGroup(w http.ResponseWriter, r *http.Request, g *groupVisit) error {
	if g.Half == "" {
		return site.Redirect(w, r, g.url())
	}
	return h.groupResponse(w, r, g)
}

func groupURL(slug, address string, page ...string) string {
	path := "/consultations/" + url.PathEscape(slug) + "/group-response/" + url.PathEscape(address)
	for _, p := range page {
		path += "/" + url.PathEscape(p)
	}
	return path
}

// groupSentView is the data of the page of a group response that was sent: for the
// sender with the receipt and, once, the withdrawal code.
type groupSentView struct {
	privatePage
	web.Carried
	Title, TitleLang, Back string
	SentOn                 string
	Receipt, ReceiptCode   string // Receipt is a URL path
	WithdrawalCode         string
	Again                  string // URL path at which the sender can get the receipt
	Withdraw, Start        string // URL paths
}

var groupSentPage = page.New(files, "templates/group_sent.html", groupSentExamples[0], groupSentExamples[1:]...)

// showGroupSent says that a group response was sent. A sender whose browser still has
// the other half gets the receipt, because the first answer may have been lost.
func (h *Handlers) showGroupSent(w http.ResponseWriter, r *http.Request, g *groupVisit, sentOn string) error {
	again, err := h.service.ResendGroupResponse(r.Context(), g.slug, g.link)
	if err == nil && r.Method == http.MethodPost && r.PathValue("page") == "" {
		return h.writeGroupSent(w, r, g, again)
	}
	view := h.newGroupSentView(r, g)
	if day, err := time.Parse(time.DateOnly, sentOn); err == nil {
		view.SentOn = page.Printer(r).Date(day)
	}
	if err == nil {
		view.Again = g.url()
	}
	status := http.StatusOK
	if r.Method == http.MethodPost {
		status = http.StatusConflict
	}
	return groupSentPage.Write(w, r, status, view)
}

func (h *Handlers) newGroupSentView(r *http.Request, g *groupVisit) groupSentView {
	title, lang := h.service.Title(r.Context(), g.slug)
	view := groupSentView{
		Carried: g.Carried,
		Title:   title, TitleLang: h.PagePrinter(r).LangOrCouncil(lang),
		Back:     "/consultations/" + url.PathEscape(g.slug),
		Withdraw: "/consultations/" + url.PathEscape(g.slug) + "/withdraw",
	}
	view.Start = view.Back + "/group-response"
	return view
}

// writeGroupSent shows the receipt and the withdrawal code, and deletes the sender's
// half of the link from the browser.
func (h *Handlers) writeGroupSent(w http.ResponseWriter, r *http.Request, g *groupVisit, sent *entry.SentGroupResponse) error {
	view := h.newGroupSentView(r, g)
	view.ReceiptCode, view.WithdrawalCode = sent.Receipt.Leaf.Code(), sent.WithdrawalCode.String()
	view.Receipt = "/receipts/" + url.PathEscape(view.ReceiptCode)
	h.ForgetHalf(w, g.link.Address.String())
	return groupSentPage.Write(w, r, http.StatusOK, view)
}

// groupCodeView is the data of the page that asks for the code of a group response.
type groupCodeView struct {
	privatePage
	Title, TitleLang, Back string
	Form                   form.Form
}

var groupCodePage = page.New(files, "templates/group_code.html", groupCodeExamples[0], groupCodeExamples[1:]...)

func (h *Handlers) showGroupCode(w http.ResponseWriter, r *http.Request) error {
	return h.writeGroupCode(w, r, http.StatusOK, "", nil)
}

func (h *Handlers) writeGroupCode(w http.ResponseWriter, r *http.Request, status int, typed string, failed error) error {
	slug, say := r.PathValue("slug"), page.Printer(r).Say
	c, _, err := h.service.GroupResponseForms(r.Context(), slug)
	if err != nil {
		return err
	}
	f := textField("code", say("Code"), say("16 letters in four groups"), typed)
	f.Error = page.ErrorMessage(r, failed)
	return groupCodePage.Write(w, r, status, groupCodeView{
		Title:     c.Title,
		TitleLang: h.PagePrinter(r).LangOrCouncil(c.Language),
		Back:      "/consultations/" + url.PathEscape(slug),
		Form:      form.Form{f},
	})
}

// joinGroupResponse opens a group response for a code that a person typed. The holder
// of an invitation first enters their role in the organisation.
func (h *Handlers) joinGroupResponse(w http.ResponseWriter, r *http.Request) error {
	slug, typed := r.PathValue("slug"), r.PostForm.Get("code")
	link, role, err := h.service.FindGroupLink(r.Context(), slug, typed)
	if fault.Is(err, fault.Invalid) {
		return h.writeGroupCode(w, r, http.StatusUnprocessableEntity, typed, err)
	}
	if err != nil {
		return err
	}
	if role != entry.RoleInvite {
		return h.openGroup(w, r, slug, link)
	}
	status := http.StatusOK
	if _, entered := r.PostForm["name"]; entered {
		own, failed := h.service.JoinGroupResponse(r.Context(), slug, typed, r.PostForm.Get("name"), site.ClientNetwork(r))
		if failed == nil {
			return h.openGroup(w, r, slug, own)
		}
		if !fault.Is(failed, fault.Invalid) && !fault.Is(failed, fault.Conflict) {
			return failed
		}
		status, err = http.StatusUnprocessableEntity, failed
	}
	c, _, failed := h.service.GroupResponseForms(r.Context(), slug)
	if failed != nil {
		return failed
	}
	return groupJoinPage.Write(w, r, status, groupJoinView{
		Title:     c.Title,
		TitleLang: h.PagePrinter(r).LangOrCouncil(c.Language),
		Back:      "/consultations/" + url.PathEscape(slug),
		Closes:    c.Closes.In(page.Printer(r)),
		Code:      link.Code.String(),
		Form:      form.Form{writerNameField(r, err)},
	})
}

// groupView is the data of the overview of a group response for one of its
// writers.
type groupView struct {
	privatePage
	web.Carried
	Title, TitleLang, Name, Back string
	Self                         string // URL path of this page
	Closes                       string
	JoinURL                      string // full URL of the page that asks for a code
	OwnCode                      string
	InviteLink                   string // full URL; "" for all but the sender
	InviteCode                   string
	Names                        []string
	Pages                        []groupSection
	CanSend                      bool
	Form                         form.Form // errors that prevent sending, for the error summary
}

type groupSection struct {
	ID, Title, Href string
	Rows            []groupAnswer
}

type groupAnswer struct{ Question, Answer, By string }

var groupPage = page.New(files, "templates/group_response.html", groupExamples[0], groupExamples[1:]...)

func (h *Handlers) groupResponse(w http.ResponseWriter, r *http.Request, g *groupVisit) error {
	response, err := h.service.GetGroupResponse(r.Context(), g.slug, g.link)
	if err != nil {
		return err
	}
	return h.showGroupResponse(w, r, g, http.StatusOK, response, nil)
}

func (h *Handlers) showGroupResponse(
	w http.ResponseWriter,
	r *http.Request,
	g *groupVisit,
	status int,
	response *entry.GroupResponse,
	problems []survey.Problem,
) error {
	view := groupView{
		Carried:   g.Carried,
		Title:     response.Title,
		TitleLang: h.PagePrinter(r).LangOrCouncil(response.Language),
		Name:      response.WriterName,
		Back:      "/consultations/" + url.PathEscape(g.slug),
		Self:      g.url(),
		Closes:    response.Closes.In(page.Printer(r)),
		JoinURL:   h.SiteURL(r) + groupURL(g.slug, "join"),
		OwnCode:   g.link.Code.String(),
		Names:     response.WriterNames,
		CanSend:   response.Role == entry.RoleSender,
	}
	if view.CanSend {
		view.InviteCode = response.InviteCode.String()
		view.InviteLink = view.JoinURL + "#" + view.InviteCode
	}
	worded := question.Worded(response.Form, response.RawAnswers)
	for i, p := range groupPath(response) {
		section := groupSection{
			ID:    "page-" + strconv.Itoa(i+1),
			Title: sectionTitle(p, response.Form),
			Href:  g.url(p.ID),
		}
		for _, q := range worded.Asked(p, response.RawAnswers) {
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

func sectionTitle(p *survey.Page, f *survey.Form) string {
	if p.Title != "" {
		return p.Title
	}
	return f.Title
}

// actionShow is the action of a form that only shows a page, in a browser that refuses
// cookies, where a link would lose its half of the link.
const actionShow = "show"

// changeGroupResponse sends a group response.
func (h *Handlers) changeGroupResponse(w http.ResponseWriter, r *http.Request, g *groupVisit) error {
	if r.PostForm.Get("action") != "send" {
		return h.groupResponse(w, r, g)
	}
	sent, problems, err := h.service.SendGroupResponse(r.Context(), g.slug, g.link)
	if len(problems) > 0 {
		response, err := h.service.GetGroupResponse(r.Context(), g.slug, g.link)
		if err != nil {
			return err
		}
		return h.showGroupResponse(w, r, g, http.StatusUnprocessableEntity, response, problems)
	}
	if err != nil {
		return err
	}
	return h.writeGroupSent(w, r, g, sent)
}

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
