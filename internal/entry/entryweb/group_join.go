package entryweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

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
