// Package filesweb has the pages on which staff upload files, and the download of
// files for everyone.
package filesweb

import (
	"embed"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
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
	f.AddStaffLink(20, "Files", "/staff/files", actor.Draft, "Upload documents to link to from consultation pages.")
	f.AddExamples(listPage)
	f.Audit = []feature.Check{{Run: files.Audit}}
	return f
}

// download sends a file. Its headers tell the browser to save the file instead of
// displaying it, not to guess another type, and to run no scripts if it displays the
// file all the same.
func (h *Handlers) download(w http.ResponseWriter, r *http.Request) error {
	f, err := h.files.Get(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", f.Type)
	header.Set("Content-Disposition", disposition(f.Name))
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
	header.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	header.Set("Cache-Control", "no-store")
	if f.Public { // the content of a URL never changes
		header.Set("Cache-Control", "public, max-age=86400, immutable")
	}
	if r.Method == http.MethodHead {
		return nil
	}
	return h.files.Download(r.Context(), f, w)
}

// disposition returns the value of Content-Disposition (RFC 6266) for a file to be
// saved as name.
func disposition(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// listView is the data for list.html.
type listView struct {
	page.StaffView
	Form  form.Form
	Files []row
	MaxMB int    // the maximum size of a file in megabytes
	Saved string // the ID of the file that was just uploaded, or ""
}

// row is a line of the list. Delete is the URL that deletes the file, "" if it is
// published.
type row struct{ Name, Path, Kind, Size, Uploaded, Delete string }

var listPage = page.New(templates, "templates/list.html",
	listView{MaxMB: 20, Form: fileField("")},
	listView{MaxMB: 20, Form: fileField("The selected file is empty. Choose another file."), Saved: "plan.pdf", Files: []row{
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
		all, err := files.List(r.Context(), tx, site.Actor(r).Org)
		v.Files = nil
		for _, f := range all {
			line := row{
				Name: f.Name, Path: f.Path(), Kind: typeName(p, f.Type), Size: formatSize(p, f.Size), Uploaded: p.Date(f.At),
			}
			if !f.Public {
				line.Delete = "/staff/files/" + f.ID + "/delete"
			}
			v.Files = append(v.Files, line)
		}
		return err
	})
}

// typeName returns the name of a media type for people.
func typeName(p *locale.Printer, media string) string {
	switch media {
	case files.PDF:
		return "PDF"
	case files.PNG, files.JPEG:
		return p.Say("Image")
	case files.Text:
		return p.Say("Text")
	case files.XLSX, files.ODS:
		return p.Say("Spreadsheet")
	case files.PPTX, files.ODP:
		return p.Say("Presentation")
	}
	return p.Say("Document")
}

// formatSize returns a size in KB, rounded up, or in MB.
func formatSize(p *locale.Printer, bytes int64) string {
	if bytes < 1<<20 {
		return p.Say("%d KB", (bytes+1023)>>10)
	}
	return p.Say("%s MB", p.Fixed(float64(bytes)/(1<<20), 1))
}

// upload handles the form. It reads the file from the request as it arrives, so that
// package files can limit and check it before it is stored.
func (h *Handlers) upload(w http.ResponseWriter, r *http.Request) error {
	f, err := h.readUpload(r)
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

// readUpload stores the first file of the form.
func (h *Handlers) readUpload(r *http.Request) (*files.File, error) {
	noFile := fault.New(fault.Invalid, "Choose a file to upload.")
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, noFile
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, noFile
		}
		if err != nil {
			return nil, uploadError(err)
		}
		if part.FormName() == "file" && part.FileName() != "" {
			return h.storeUpload(r, part)
		}
	}
}

func (h *Handlers) storeUpload(r *http.Request, part *multipart.Part) (*files.File, error) {
	f, err := h.files.Upload(r.Context(), site.Actor(r), part.FileName(), part)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, uploadError(err)
	}
	return f, err
}

// uploadError returns the error for an upload of which not everything arrived.
func uploadError(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.Newf(
			fault.TooLarge,
			"The selected file must be %d MB or smaller. Reduce its size or split it into two files.",
			files.MaxBytes>>20,
		)
	}
	return &fault.Error{Kind: fault.Invalid, Say: "The upload did not finish. Upload the file again.", Err: err}
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
