// Package filesweb has the pages on which staff upload files, and the download of
// files for everyone.
package filesweb

import (
	"embed"
	"io"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var templates embed.FS

// Handlers handles requests about files.
type Handlers struct {
	*web.Deps
	files *files.Service
}

// New returns the feature with the page on which officers manage files, and downloads.
func New(deps *web.Deps, service *files.Service) feature.Feature {
	h := &Handlers{deps, service}
	f := feature.Feature{Name: "files", AuditLabels: auditLabels}
	f.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: "/files/{id}", Needs: actor.Public, Handler: h.download, LoadSession: true},
		site.Route{Method: http.MethodGet, Pattern: "/staff/files", Needs: actor.Draft, Handler: h.list},
		site.Route{
			Method: http.MethodPost, Pattern: "/staff/files", Needs: actor.Draft, Handler: h.upload,
			MaxBody: files.MaxBytes + 1<<20, // and the rest of the form
		},
		site.Route{Method: http.MethodPost, Pattern: "/staff/files/{id}/delete", Needs: actor.Draft, Handler: h.delete},
	)
	f.AddStaffLink(54, "Files", "/staff/files", actor.Draft, "Upload documents to link to from consultation pages.")
	f.AddExamples(listPage)
	f.Audit = []feature.Check{{Run: files.Audit}}
	return f
}

func (h *Handlers) download(w http.ResponseWriter, r *http.Request) error {
	f, err := h.files.Get(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.SendFile(w, r, h.files, f)
}

// listView is the data for list.html.
type listView struct {
	page.StaffView
	Form  form.Form
	Heads []page.ColumnHead
	Files []row
	Pages page.Pagination
	MaxMB int    // the maximum size of a file in megabytes
	Saved string // the ID of the file that was just uploaded, or ""
}

// filesPerPage is the number of files on a page.
const filesPerPage = 50

// row is a line of the list. Delete is the URL that deletes the file, "" if it is
// published.
type row struct{ Name, Path, Kind, Size, Uploaded, Delete string }

var listPage = page.New(templates, "templates/list.html",
	listView{MaxMB: 20, Form: fileField("")},
	listView{MaxMB: 20, Form: fileField("The selected file is empty. Choose another file."), Saved: "plan.pdf", Heads: []page.ColumnHead{
		{Text: "Name", Href: "/staff/files?sort=name"}, {Text: "Web address"}, {Text: "File type"},
		{Text: "Size", Href: "/staff/files?sort=size", Numeric: true},
		{Text: "Uploaded", Href: "/staff/files?sort=-uploaded", Sorted: "descending"}, {Text: "Published"},
	}, Files: []row{
		{"Draft strategy.pdf", "/files/AAAAAAAAAAAAAAAAAAAAAAAAAA", "PDF", "1.2 MB", "27 May 2016", ""},
		{
			"Notes.txt", "/files/BBBBBBBBBBBBBBBBBBBBBBBBBB", "Text", "3 KB", "28 May 2016",
			"/staff/files/BBBBBBBBBBBBBBBBBBBBBBBBBB/delete",
		}}})

// fileField returns the form with the error of the file field; "" for none. The
// template draws the field itself, because only this page has a field for a file.
func fileField(wrong string) form.Form {
	return form.Form{{Kind: form.Text, ID: "file", Name: "file", Error: wrong}}
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	v, err := h.newListView(r)
	if err != nil {
		return err
	}
	v.Saved = r.URL.Query().Get("saved")
	return listPage.Write(w, r, http.StatusOK, v)
}

func (h *Handlers) newListView(r *http.Request) (v listView, err error) {
	v = listView{MaxMB: files.MaxBytes >> 20, Form: fileField("")}
	p := page.Printer(r)
	return v, h.DB.View(r.Context(), func(tx *db.Tx) error {
		all, err := files.List(r.Context(), tx, site.Actor(r).Org, page.SortBy(r.URL.Query()), r.URL.Query().Get(page.CursorName), filesPerPage)
		v.Files = nil
		for _, f := range all.Items {
			line := row{
				Name: f.Name, Path: f.Path(), Kind: web.FileKind(p, f.Type), Size: web.FileSize(p, f.Size), Uploaded: p.Date(f.At),
			}
			if !f.Public {
				line.Delete = "/staff/files/" + f.ID + "/delete"
			}
			v.Files = append(v.Files, line)
		}
		v.Heads = page.ColumnHeads("/staff/files", r.URL.Query(), files.Sorts.Link,
			page.Column{Text: p.Say("Name"), Sort: "name"}, page.Column{Text: p.Say("Web address")}, page.Column{Text: p.Say("File type")},
			page.Column{Text: p.Say("Size"), Sort: "size", Numeric: true}, page.Column{Text: p.Say("Uploaded"), Sort: "uploaded"},
			page.Column{Text: p.Say("Published")})
		v.Pages = page.Neighbours("/staff/files", r.URL.Query(), all.Previous, all.Next)
		return err
	})
}

// upload handles the form. It reads the file from the request as it arrives, so that
// package files can limit and check it before it is stored.
func (h *Handlers) upload(w http.ResponseWriter, r *http.Request) error {
	var f *files.File
	err := web.ReadUpload(r, func(name string, from io.Reader) (err error) {
		f, err = h.files.Upload(r.Context(), site.Actor(r), name, from)
		return err
	})
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		v, failed := h.newListView(r)
		if failed != nil {
			return failed
		}
		v.Form = fileField(page.ErrorMessage(r, err))
		return listPage.Write(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, "/staff/files?saved="+f.ID)
}

func (h *Handlers) delete(w http.ResponseWriter, r *http.Request) error {
	p, by := page.Printer(r), site.Actor(r)
	f, err := h.files.Get(r.Context(), by, r.PathValue("id"))
	if err != nil {
		return err
	}
	if by.ActsFor(f.Org) && !f.Public { // otherwise Delete says why not
		var ok bool
		if by, ok, err = h.Confirm(w, r, web.Irreversible{
			Act: "delete-file", SubjectKind: "file", Subject: f.ID, Needs: actor.Draft,
			Title: p.Say("Delete"), Name: f.Name, Effects: []string{p.Say("The file will be deleted.")},
			Export: page.Link{Text: f.Name, Href: "/files/" + f.ID}, Back: page.Link{Text: p.Say("Files"), Href: "/staff/files"},
		}); err != nil || !ok {
			return err
		}
	}
	if err := h.files.Delete(r.Context(), by, r.PathValue("id")); err != nil {
		return err
	}
	return site.Redirect(w, r, "/staff/files")
}
