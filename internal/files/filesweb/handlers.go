// Package filesweb is where staff send files, and everybody gets them back to
// keep, never to be shown in a page.
package filesweb

import (
	"embed"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var templates embed.FS

// Handlers answers the requests about files.
type Handlers struct {
	*web.Deps
	files *files.Service
}

// New puts the feature in its place.
func New(h *web.Deps, service *files.Service) *Handlers {
	d := &Handlers{h, service}
	h.Site.Add(
		site.Route{Method: http.MethodGet, Pattern: "/files/{id}", Needs: actor.Public, Handler: d.download, LoadSession: true},
		site.Route{Method: http.MethodGet, Pattern: "/staff/files", Needs: actor.Draft, Handler: d.list},
		site.Route{Method: http.MethodPost, Pattern: "/staff/files", Needs: actor.Draft, Handler: d.upload, MaxBody: files.MaxBytes + 1<<20},
		site.Route{Method: http.MethodPost, Pattern: "/staff/files/{id}/delete", Needs: actor.Draft, Handler: d.delete},
	)
	h.Site.AddStaffLink("Files", "/staff/files", actor.Draft, "Upload documents to link to from consultation pages.")
	h.Site.AddToGallery(listPage)
	return d
}

// download hands a file over. It is never shown in a page of this site: the browser
// is told to keep it, to believe the type, and to run nothing should it be shown
// all the same.
func (d *Handlers) download(w http.ResponseWriter, r *http.Request) error {
	f, err := d.files.Get(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", disposition(f.Name))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	h.Set("Cache-Control", "no-store")
	if f.Public { // what the address names never changes
		h.Set("Cache-Control", "public, max-age=86400, immutable")
	}
	if r.Method == http.MethodHead {
		return nil
	}
	return d.files.Download(r.Context(), f, w)
}

// disposition names the file twice: in ASCII for old readers, and whole, as RFC
// 6266 says.
func disposition(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// listView is what list.html shows.
type listView struct {
	page.StaffView
	Form  form.Form
	Files []row
	MaxMB int // megabytes
	Saved string
}

type row struct{ Name, Path, Kind, Size, Uploaded, Delete string }

var listPage = page.New(templates, "templates/list.html",
	listView{MaxMB: 20, Form: fileField("")},
	listView{MaxMB: 20, Form: fileField("The selected file is empty. Choose another file."), Saved: "plan.pdf", Files: []row{
		{"Draft strategy.pdf", "/files/AAAAAAAAAAAAAAAAAAAAAAAAAA", "PDF", "1.2 MB", "27 May 2016", ""},
		{"Notes.txt", "/files/BBBBBBBBBBBBBBBBBBBBBBBBBB", "Text", "3 kB", "28 May 2016", "/staff/files/BBBBBBBBBBBBBBBBBBBBBBBBBB/delete"}}})

// fileField is the field with which a file is chosen. It is drawn by the page,
// because no other has one; what is wrong with it stands here.
func fileField(wrong string) form.Form {
	return form.Form{{Kind: form.Text, ID: "file", Name: "file", Error: wrong}}
}

func (d *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	v, err := d.newListView(r)
	if err != nil {
		return err
	}
	v.Saved = r.URL.Query().Get("saved")
	return listPage.Write(w, r, http.StatusOK, v)
}

func (d *Handlers) newListView(r *http.Request) (v listView, err error) {
	v = listView{MaxMB: files.MaxBytes >> 20, Form: fileField("")}
	p := page.Printer(r)
	return v, d.DB.View(r.Context(), func(tx *db.Tx) error {
		all, err := files.List(r.Context(), tx, site.Actor(r).Org)
		v.Files = nil
		for _, f := range all {
			one := row{Name: f.Name, Path: f.Path(), Kind: typeName(p, f.Type), Size: formatSize(p, f.Size), Uploaded: p.Date(f.At)}
			if !f.Public {
				one.Delete = "/staff/files/" + f.ID + "/delete"
			}
			v.Files = append(v.Files, one)
		}
		return err
	})
}

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

func formatSize(p *locale.Printer, bytes int64) string {
	if bytes < 1<<20 {
		return p.Say("%d KB", (bytes+1023)>>10)
	}
	return p.Say("%.1f MB", float64(bytes)/(1<<20))
}

// upload reads the one file of the form as it comes, so that it is nowhere as a
// whole before it is checked.
func (d *Handlers) upload(w http.ResponseWriter, r *http.Request) error {
	f, err := d.readUpload(r)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		v, failed := d.newListView(r)
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

func (d *Handlers) readUpload(r *http.Request) (*files.File, error) {
	nothing := fault.New(fault.Invalid, "Choose a file to upload.")
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, nothing
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, nothing
		}
		if err != nil {
			return nil, uploadError(err)
		}
		if part.FormName() == "file" && part.FileName() != "" {
			return d.storeUpload(r, part)
		}
	}
}

func (d *Handlers) storeUpload(r *http.Request, part *multipart.Part) (*files.File, error) {
	f, err := d.files.Upload(r.Context(), site.Actor(r), part.FileName(), part)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, uploadError(err)
	}
	return f, err
}

// uploadError says what to do about an upload that did not arrive.
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

func (d *Handlers) delete(w http.ResponseWriter, r *http.Request) error {
	if err := d.files.Delete(r.Context(), site.Actor(r), r.PathValue("id")); err != nil {
		return err
	}
	return site.Redirect(w, r, "/staff/files")
}
