// Package reachweb has the pages on which officers upload the profile of the people whom a consultation affects.
package reachweb

import (
	"embed"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// filesPath is the address of the page with the profile of a consultation and the files that were uploaded for it.
const filesPath = reach.ProfilePath + "/files"

type handlers struct {
	*web.Deps
	service *reach.Service
}

// New returns the feature.
func New(deps *web.Deps, service *reach.Service) feature.Feature {
	h := &handlers{deps, service}
	f := feature.Feature{
		Name: "reach", Definitions: reach.Definitions(), AuditLabels: auditLabels,
		Records: []edit.Kind{reach.ProfileKind(), reach.EngagementKind()},
		Tasks: []web.ConsultationTask{
			{Text: locale.Key("Affected users"), Path: filesPath, Needs: actor.Engage, Stage: web.StageLive},
			{Text: locale.Key("What was done to hear from people"), Path: reach.EngagementPath, Needs: actor.Engage, Stage: web.StageLive},
		},
		Periodic: []feature.Periodic{{Name: "delete uploaded profiles", Every: time.Hour, Run: service.DeleteExpired}},
	}
	f.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: filesPath, Needs: actor.Engage, Handler: h.list},
		site.Route{Method: http.MethodPost, Pattern: filesPath, Needs: actor.Engage, Handler: h.upload, MaxBody: reach.MaxFileBytes + 64<<10},
		site.Route{Method: http.MethodGet, Pattern: filesPath + "/{id}", Needs: actor.Engage, Handler: h.show},
		site.Route{Method: http.MethodPost, Pattern: filesPath + "/{id}", Needs: actor.Engage, Handler: h.change},
		site.Route{Method: http.MethodPost, Pattern: filesPath + "/{id}/remove", Needs: actor.Engage, Handler: h.remove},
	)
	f.AddExamples(listPage, filePage)
	return f
}

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{Acts: map[string]string{
	reach.DefineAct: locale.Key("Published who is affected"),
	reach.EngageAct: locale.Key("Published what was done to hear from people"),
	reach.UploadAct: locale.Key("Uploaded a file of affected users"),
	reach.RemoveAct: locale.Key("Removed an uploaded file of affected users"),
}}

func pathFor(pattern, slug string) string { return strings.ReplaceAll(pattern, "{slug}", slug) }

type listView struct {
	page.StaffView
	Title  page.UserText // of the consultation
	Notice string
	Facts  []page.SummaryRow // of the profile that is published; nil if none is
	Edit   string            // address of the record
	MaxMB  int
	Form   form.Form // one field: the file
	Items  []listItem
	Pages  page.Pagination
}

type listItem struct{ Name, Href, Date string }

var listPage = page.New(files, "templates/list.html", listExamples[0], listExamples[1:]...)

// fileField returns the form with the error of the file field; "" for none.
func fileField(wrong string) form.Form {
	return form.Form{{Kind: form.File, ID: "file", Name: "file", Error: wrong}}
}

// listSize is how many files a page lists.
const listSize = 20

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	return h.writeList(w, r, http.StatusOK, "")
}

func (h *handlers) writeList(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	slug := r.PathValue("slug")
	c, found, err := h.service.ListUploads(r.Context(), site.Actor(r), slug, r.URL.Query().Get(page.CursorName), listSize)
	if err != nil {
		return err
	}
	var stored *reach.Profile
	if err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		stored, err = reach.GetProfile(r.Context(), tx, slug)
		return err
	}); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	words, here := h.PagePrinter(r), pathFor(filesPath, slug)
	v := listView{
		Title: page.UserText{Text: c.Title, Href: web.ConsultationPath(slug), Lang: words.LangOrCouncil(c.Language)}, Notice: h.PopNotice(r),
		Edit: pathFor(reach.ProfilePath, slug), MaxMB: reach.MaxFileBytes >> 20, Form: fileField(wrong),
		Pages: page.Neighbours(here, nil, found.Previous, found.Next),
	}
	if stored != nil {
		v.Facts = profileFacts(words.Printer, stored)
	}
	for _, u := range found.Items {
		v.Items = append(v.Items, listItem{u.Name, here + "/" + u.ID, words.Date(u.At)})
	}
	return listPage.Write(w, r, status, v)
}

// profileFacts are what a profile says, without its numbers.
func profileFacts(p *locale.Printer, profile *reach.Profile) []page.SummaryRow {
	var questions []string
	for i, g := range profile.Groups {
		if i == 0 || profile.Groups[i-1].Asked != g.Asked {
			questions = append(questions, g.Asked)
		}
	}
	rows := []page.SummaryRow{
		{Key: p.Say("Source"), Value: profile.Source},
		{Key: p.Say("Date that the numbers are about"), Value: p.Date(profile.Date)},
		{Key: p.Say("Who is counted"), Value: profile.Counted},
		{Key: p.Say("Questions"), Value: strings.Join(questions, ", ")},
	}
	if profile.File != "" {
		rows = append(rows, page.SummaryRow{Key: p.Say("File that the numbers come from"), Value: profile.File})
	}
	return rows
}

func (h *handlers) upload(w http.ResponseWriter, r *http.Request) error {
	slug, id := r.PathValue("slug"), ""
	err := web.ReadUpload(r, func(name string, from io.Reader) (err error) {
		id, err = h.service.Upload(r.Context(), site.Actor(r), slug, name, from)
		return err
	})
	if wrong, ok := errors.AsType[*sheet.Error](err); ok {
		return h.writeList(w, r, http.StatusUnprocessableEntity, web.SheetProblem(page.Printer(r), wrong))
	}
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		return h.writeList(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, pathFor(filesPath, slug)+"/"+id)
}

func (h *handlers) remove(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	if err := h.service.Remove(r.Context(), site.Actor(r), slug, r.PathValue("id")); err != nil {
		return err
	}
	return site.Redirect(w, r, pathFor(filesPath, slug))
}
