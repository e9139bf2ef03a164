// Package importsweb has the pages on which officers import responses that were collected elsewhere.
package importsweb

import (
	"context"
	"embed"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/imports"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// RootPath is the address of the list of imports.
const RootPath = "/staff/imports"

// maxForm is the size of a form with several fields for each column, in bytes.
const maxForm = 2 << 20

type handlers struct {
	*web.Deps
	service *imports.Service
}

// New returns the feature.
func New(deps *web.Deps, service *imports.Service) feature.Feature {
	h := &handlers{deps, service}
	f := feature.Feature{
		Name: "imports", AuditLabels: auditLabels, Definitions: service.Definitions(),
		Operations: []operation.Kind{h.operation(), h.looking()},
	}
	const one = RootPath + "/{id}"
	f.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: RootPath, Needs: imports.Needs, Handler: h.list},
		site.Route{Method: http.MethodPost, Pattern: RootPath, Needs: imports.Needs, Handler: h.upload, MaxBody: imports.MaxBytes + 64<<10},
		site.Route{Method: http.MethodGet, Pattern: one, Needs: imports.Needs, Handler: h.columns},
		site.Route{Method: http.MethodPost, Pattern: one, Needs: imports.Needs, Handler: h.saveColumns, MaxBody: maxForm},
		site.Route{Method: http.MethodGet, Pattern: one + "/rows", Needs: imports.Needs, Handler: h.rows},
		site.Route{Method: http.MethodGet, Pattern: one + "/rows.csv", Needs: imports.Needs, Handler: h.downloadRows},
		site.Route{Method: http.MethodGet, Pattern: one + "/details", Needs: imports.Needs, Handler: h.details},
		site.Route{Method: http.MethodPost, Pattern: one + "/details", Needs: imports.Needs, Handler: h.saveDetails},
		site.Route{Method: http.MethodGet, Pattern: one + "/check", Needs: imports.Needs, Handler: h.check},
		site.Route{Method: http.MethodPost, Pattern: one + "/check", Needs: imports.Needs, Handler: h.apply},
		site.Route{Method: http.MethodPost, Pattern: one + "/look", Needs: imports.Needs, Handler: h.lookAgain},
		site.Route{Method: http.MethodPost, Pattern: one + "/remove", Needs: imports.Needs, Handler: h.remove},
	)
	f.AddExamples(listPage, unreadPage, columnsPage, detailsPage, checkPage, importedPage, rowsPage)
	f.Periodic = []feature.Periodic{{Name: "delete uploads that were not imported", Every: time.Hour, Run: service.DeleteExpired}}
	return f
}

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		imports.UploadAct:       locale.Key("Uploaded responses collected elsewhere"),
		imports.ChangeAct:       locale.Key("Changed an import of responses"),
		imports.RemoveAct:       locale.Key("Removed an uploaded file of responses"),
		imports.DownloadRowsAct: locale.Key("Downloaded the rows of an import"),
		imports.ImportAct:       locale.Key("Imported responses collected elsewhere"),
	},
	Kinds: map[string]string{imports.SubjectKind: locale.Key("Import of responses")},
}

// operationKind is the name of the operation that imports a file.
const operationKind = "import-collected"

// importArguments are the arguments of the operation.
type importArguments struct {
	Version int64
	Slug    string
}

func (h *handlers) operation() operation.Kind {
	return operation.Kind{
		Name: operationKind, Needs: imports.Needs, Title: locale.Key("Import responses"),
		Run: func(ctx context.Context, by actor.Actor, o operation.Operation) (r operation.Result, err error) {
			var a importArguments
			if err := o.Decode(&a); err != nil {
				return r, err
			}
			n, err := h.service.Apply(ctx, by, o.Subject, a.Slug, a.Version)
			return operation.Result{Amount: int64(n)}, err
		},
		Done: func(p *locale.Printer, o operation.Operation) string {
			return p.Count(o.Amount, "%d response has been imported.", "%d responses have been imported.")
		},
		Path: func(o operation.Operation) string { return RootPath + "/" + o.Subject },
	}
}

type listView struct {
	page.StaffView
	Back  page.Link
	MaxMB int
	Form  form.Form // one field: the file
	Heads []page.ColumnHead
	Items []listItem
	Pages page.Pagination
}

type listItem struct{ Name, Href, Date, State string }

var listPage = page.New(files, "templates/list.html", listExamples[0], listExamples[1:]...)

// fileField returns the form with the error of the file field; "" for none.
func fileField(wrong string) form.Form {
	return form.Form{{Kind: form.File, ID: "file", Name: "file", Error: wrong}}
}

var stateLabels = map[imports.State]locale.LazyMessage{
	imports.Uploaded: locale.Lazy("Not imported yet"),
	imports.Imported: locale.Lazy("Imported"),
}

// listSize is how many files a page lists.
const listSize = 20

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	return h.writeList(w, r, http.StatusOK, "")
}

func (h *handlers) writeList(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	sort := db.Sort(r.URL.Query().Get(page.SortName))
	found, err := h.service.List(r.Context(), site.Actor(r), sort, r.URL.Query().Get(page.CursorName), listSize)
	if err != nil {
		return err
	}
	words, asked := page.Printer(r), url.Values{page.SortName: {string(sort)}}
	v := listView{
		Back:  page.Link{Text: words.Say("Back to all consultations"), Href: "/staff/consultations"},
		MaxMB: imports.MaxBytes >> 20, Form: fileField(wrong), Pages: page.Neighbours(RootPath, asked, found.Previous, found.Next),
		Heads: page.ColumnHeads(RootPath, asked, imports.Sorts.Link, page.Column{Text: words.Say("File"), Sort: "name"},
			page.Column{Text: words.Say("Uploaded"), Sort: "date"}, page.Column{Text: words.Say("Status")}),
	}
	for _, f := range found.Items {
		v.Items = append(v.Items, listItem{f.Name, RootPath + "/" + f.ID, words.Date(f.MadeAt), stateLabels[f.State].In(words)})
	}
	return listPage.Write(w, r, status, v)
}

func (h *handlers) upload(w http.ResponseWriter, r *http.Request) error {
	var f *imports.File
	again := false
	err := web.ReadUpload(r, func(name string, from io.Reader) (err error) {
		f, again, err = h.service.Upload(r.Context(), site.Actor(r), name, from)
		return err
	})
	if wrong, ok := errors.AsType[*sheet.Error](err); ok {
		return h.writeList(w, r, http.StatusUnprocessableEntity, fileProblem(page.Printer(r), wrong))
	}
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		return h.writeList(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	if again {
		h.SetNotice(r, page.Printer(r).Say("This file was imported before, so nothing has changed."))
	}
	if f.State == imports.Imported {
		return site.Redirect(w, r, RootPath+"/"+f.ID)
	}
	return h.look(w, r, f.ID, "")
}

func (h *handlers) remove(w http.ResponseWriter, r *http.Request) error {
	if err := h.service.Remove(r.Context(), site.Actor(r), r.PathValue("id")); err != nil {
		return err
	}
	return site.Redirect(w, r, RootPath)
}

// versionOf returns the version of the file from which the page of a form was made.
func versionOf(typed url.Values) int64 {
	n, _ := strconv.ParseInt(typed.Get("version"), 10, 64) // another text is a version that no file has
	return n
}

// summaryRow is a row of a list of facts.
type summaryRow struct{ Key, Value string }

// importedView says what was imported from a file.
type importedView struct {
	page.StaffView
	Back         page.Link
	Name         string
	Notice       string
	Consultation page.UserText
	Public       string // address of its public page
	Rows         string // address of the rows; "" for people who may not read responses
	Facts        []summaryRow
}

var importedPage = page.New(files, "templates/imported.html", importedExample)

func (h *handlers) showImported(w http.ResponseWriter, r *http.Request, f *imports.File) error {
	words := h.PagePrinter(r)
	v := importedView{
		Back: page.Link{Text: words.Say("Back to all imports"), Href: RootPath}, Name: f.Name, Notice: h.PopNotice(r),
		Consultation: page.UserText{Text: f.Details.Title, Href: "/staff/consultations/" + f.Consultation,
			Lang: words.LangOrCouncil(f.Details.Language)},
		Public: "/consultations/" + f.Consultation,
		Facts: []summaryRow{
			{Key: words.Say("Collected by"), Value: f.Details.By},
			{Key: words.Say("How"), Value: f.Details.With},
			{Key: words.Say("File"), Value: f.Name},
			{Key: words.Say("SHA-256 digest"), Value: f.Digest},
			{Key: words.Say("Uploaded"), Value: words.Date(f.MadeAt)},
			{Key: words.Say("Uploaded by"), Value: h.PersonName(r.Context(), f.MadeBy)},
		},
	}
	if site.Actor(r).May(actor.ReadResponses) {
		v.Rows = RootPath + "/" + f.ID + "/rows"
	}
	return importedPage.Write(w, r, http.StatusOK, v)
}
