package entryweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/entry"
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
