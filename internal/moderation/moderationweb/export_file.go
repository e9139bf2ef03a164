package moderationweb

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"filippo.io/age"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/export"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Files with many responses are prepared by an operation and downloaded later. They are
// encrypted with a key of which only the browser that asked for the file has the secret half,
// in a cookie, so that neither the database nor a backup of it holds a readable copy.

// exportOperation is the kind of the operation that prepares a file.
const exportOperation = "export-responses"

// fileField is the hidden field with the address of the cookie that has the key of a file.
const fileField = "file"

// maxExportedAtOnce is the number of responses that are exported while the browser waits.
const maxExportedAtOnce = 2000

// exportArguments are the arguments of the operation.
type exportArguments struct {
	export.Request
	Address   string // of the cookie with the key
	Recipient string // age recipient of the encrypted file
}

// exportResult is its result.
type exportResult struct{ Size int64 }

// hasMany reports whether there are too many responses to export while the browser waits.
func (h *Handlers) hasMany(r *http.Request) (many bool, err error) {
	err = h.DB.View(r.Context(), func(tx *db.Tx) error {
		n, err := intake.Count(r.Context(), tx, r.PathValue("slug"))
		many = n > cmp.Or(h.service.MaxExportedAtOnce, maxExportedAtOnce)
		return err
	})
	return many, err
}

// fileKey returns the key of the file that the form of r asks for and where the browser keeps
// it. The browser has had it since it requested the form, so that a form that is sent twice
// has one key.
func (h *Handlers) fileKey(w http.ResponseWriter, r *http.Request) (address string, key *age.X25519Identity, err error) {
	address = r.PostFormValue(fileField)
	if half := h.BrowserHalf(r, address); address != "" && half != "" {
		if key, err = age.ParseX25519Identity(half); err == nil {
			return address, key, nil
		}
	}
	if key, err = age.GenerateX25519Identity(); err != nil {
		return "", nil, err
	}
	address = db.NewID()
	h.KeepHalf(w, r, address, key.String())
	return address, key, nil
}

// prepareFile starts the operation.
func (h *Handlers) prepareFile(w http.ResponseWriter, r *http.Request, q export.Request) error {
	address, key, err := h.fileKey(w, r)
	if err != nil {
		return err
	}
	return h.Operate(w, r, site.Actor(r), operation.Request{
		Kind: exportOperation, Subject: r.PathValue("slug"), Key: address, Arguments: exportArguments{q, address, key.Recipient().String()},
	}, nil)
}

// exportOperation is the operation that prepares a file.
func (h *Handlers) exportOperation() operation.Kind {
	return operation.Kind{
		Name: exportOperation, Needs: actor.ExportData, Own: true, Title: locale.Key("Export responses"),
		Run:  h.runExport,
		Done: func(p *locale.Printer, o operation.Operation) string { return p.Say("The file is ready.") },
		Path: func(o operation.Operation) string { return staffURL(o.Subject, "export/"+o.ID) },
	}
}

func (h *Handlers) runExport(ctx context.Context, by actor.Actor, o operation.Operation) (result operation.Result, err error) {
	var a exportArguments
	if err := o.Decode(&a); err != nil {
		return result, err
	}
	recipient, err := age.ParseX25519Recipient(a.Recipient)
	if err != nil {
		return result, err
	}
	write, err := h.exports().Prepare(ctx, by, o.Subject, a.Request)
	if err != nil {
		return result, err
	}
	counted := &countingWriter{}
	file, _, err := temporaryFile(func(to io.Writer) error {
		encrypted, err := age.Encrypt(to, recipient)
		if err != nil {
			return err
		}
		counted.to = encrypted
		if err := write(counted); err != nil {
			return err
		}
		return encrypted.Close()
	})
	if err != nil {
		return result, err
	}
	defer file.Close()
	if err := h.Operations.SaveFile(ctx, o.ID, file); err != nil {
		return result, err
	}
	result.Data, err = json.Marshal(exportResult{counted.size})
	return result, err
}

// countingWriter counts what is written to it.
type countingWriter struct {
	to   io.Writer
	size int64
}

// Write implements io.Writer.
func (w *countingWriter) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	w.size += int64(n)
	return n, err
}

// fileView is the page on which a file is downloaded.
type fileView struct {
	page.StaffView
	Title  string
	Back   page.Link
	Action string // of the form that downloads it; "" if it cannot be
}

var filePage = page.New(files, "templates/file.html",
	fileView{Title: exampleTitle, Back: exampleBackLink, Action: "/export/1"}, fileView{Title: exampleTitle, Back: exampleBackLink})

// file shows whether a file can be downloaded.
func (h *Handlers) file(w http.ResponseWriter, r *http.Request) error {
	_, a, err := h.findFile(r)
	if err != nil && !fault.Is(err, fault.Closed) {
		return err
	}
	title, wrong := h.consultationTitle(r)
	if wrong != nil {
		return wrong
	}
	v := fileView{Title: title, Back: web.BackToConsultation(r, r.PathValue("slug"))}
	if err == nil && h.BrowserHalf(r, a.Address) != "" {
		v.Action = r.URL.Path
	}
	return filePage.Write(w, r, http.StatusOK, v)
}

var errNoFile = fault.New(fault.Closed,
	"This file has been downloaded or deleted, or another browser asked for it. Export the responses again.")

// findFile returns the operation of the file of r, or fault.Closed if it has no file any more.
func (h *Handlers) findFile(r *http.Request) (o operation.Operation, a exportArguments, err error) {
	if o, err = h.Operations.Get(r.Context(), site.Actor(r), r.PathValue("id")); err != nil {
		return o, a, err
	}
	if o.Kind != exportOperation || o.Subject != r.PathValue("slug") {
		return o, a, fault.New(fault.NotFound, "We could not find what you asked for.")
	}
	has, err := h.Operations.HasFile(r.Context(), o.ID)
	if err == nil && (!has || !o.Ended()) {
		err = errNoFile
	}
	if err == nil {
		err = o.Decode(&a)
	}
	return o, a, err
}

// maxDownload is how long a download may take.
const maxDownload = time.Hour

// downloadFile sends a file and then deletes it. A download that breaks off can be repeated.
func (h *Handlers) downloadFile(w http.ResponseWriter, r *http.Request) error {
	o, a, err := h.findFile(r)
	if err != nil {
		return err
	}
	key, err := age.ParseX25519Identity(h.BrowserHalf(r, a.Address))
	if err != nil {
		return errNoFile
	}
	var result exportResult
	if err := json.Unmarshal(o.Result, &result); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), maxDownload) // longer than other requests may take
	defer cancel()
	if err := site.AllowTime(w, h.Now().Add(maxDownload)); err != nil {
		return err
	}
	plain, err := age.Decrypt(h.Operations.File(ctx, o.ID), key)
	if err != nil {
		return errNoFile
	}
	setFileHeader(w, a.Format, exportName(o.Subject), result.Size)
	if _, err := io.Copy(w, plain); err != nil {
		return err
	}
	return h.Operations.DeleteFile(ctx, o.ID)
}
