package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/fault"
	uploads "github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/site"
)

// SendFile sends f, which the user may download. Its headers tell the browser to save the file
// instead of displaying it, not to guess another type, and to run no scripts if it displays the
// file all the same.
func SendFile(w http.ResponseWriter, r *http.Request, service *uploads.Service, f *uploads.File) error {
	SetDownload(w, f.Name, f.Type, f.Size)
	if f.Public { // the content of a URL never changes
		w.Header().Set("Cache-Control", "public, max-age=86400, immutable")
	}
	if r.Method == http.MethodHead {
		return nil
	}
	return service.Download(r.Context(), f, w)
}

// Download is a file that is sent while it is made. Its headers are set with its first bytes, so that an error before them is
// shown as any other. After them, the connection is aborted.
type Download struct {
	To          http.ResponseWriter
	Name, Media string
	begun       bool
}

// Write implements io.Writer.
func (d *Download) Write(text []byte) (int, error) {
	if !d.begun {
		d.begun = true
		SetDownload(d.To, d.Name, d.Media, unknownSize)
	}
	return d.To.Write(text)
}

// unknownSize is the size of a file that is sent while it is made.
const unknownSize = -1

// SetDownload sets the headers of a file that is only offered for download.
func SetDownload(w http.ResponseWriter, name, media string, size int64) {
	header := w.Header()
	header.Set("Content-Type", media)
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name})) // RFC 6266
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
	header.Set("X-Content-Type-Options", "nosniff")
	if size != unknownSize {
		header.Set("Content-Length", strconv.FormatInt(size, 10))
	}
	header.Set("Cache-Control", "no-store")
}

// FileKind returns the name of a media type for people.
func FileKind(p *locale.Printer, media string) string {
	switch media {
	case uploads.PDF:
		return "PDF"
	case uploads.PNG, uploads.JPEG:
		return p.Say("Image")
	case uploads.Text:
		return p.Say("Text")
	case uploads.XLSX, uploads.ODS:
		return p.Say("Spreadsheet")
	case uploads.PPTX, uploads.ODP:
		return p.Say("Presentation")
	}
	return p.Say("Document")
}

// FileSize returns a size in KB, rounded up, or in MB.
func FileSize(p *locale.Printer, bytes int64) string {
	return form.FileSize(p, bytes)
}

// ReadUpload calls store for the first file of the form field "file". It reads the file from
// the request as it arrives, so that package files can limit and check it before it is stored.
// Its errors have messages for the user.
func ReadUpload(r *http.Request, store func(name string, from io.Reader) error) error {
	noFile := fault.New(fault.Invalid, "Choose a file to upload.")
	parts, err := r.MultipartReader()
	if err != nil {
		return noFile
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return noFile
		}
		if err != nil {
			return uploadError(err)
		}
		if part.FormName() == "file" && part.FileName() != "" {
			return storePart(part, store)
		}
	}
}

// maxUploadFields is the size of the fields beside a file, in bytes.
const maxUploadFields = 128 << 10

// ReadUploadForm reads a form with the fields that are typed and one file, "file", into memory: at most maxFile bytes of it.
// Without a file, content is nil. Its errors have messages for the user.
func ReadUploadForm(r *http.Request, maxFile int) (typed url.Values, name string, content []byte, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, "", nil, fault.New(fault.Invalid, "Choose a file to upload.")
	}
	typed, left := url.Values{}, int64(maxUploadFields)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return typed, name, content, nil
		}
		if err != nil {
			return typed, name, content, uploadError(err)
		}
		if part.FormName() == "file" && part.FileName() != "" {
			name = site.StorableText(part.FileName())
			content, err = io.ReadAll(io.LimitReader(part, int64(maxFile)+1))
			if err == nil && len(content) > maxFile {
				err = fault.Newf(fault.TooLarge,
					"The selected file must be %d MB or smaller. Reduce its size or split it into two files.", maxFile>>20)
			}
		} else {
			var text []byte
			text, err = io.ReadAll(io.LimitReader(part, left))
			left -= int64(len(text))
			typed.Add(part.FormName(), site.StorableText(string(text)))
		}
		switch {
		case fault.Is(err, fault.TooLarge):
			return typed, name, content, err
		case err != nil:
			return typed, name, content, uploadError(err)
		case left <= 0:
			return typed, name, content, fault.New(fault.TooLarge, "You entered too much text in the fields. Shorten it and try again.")
		}
	}
}

func storePart(part *multipart.Part, store func(name string, from io.Reader) error) error {
	err := store(site.StorableText(part.FileName()), part)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return uploadError(err)
	}
	return err
}

// uploadError returns the error for an upload of which not everything arrived.
func uploadError(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.Newf(
			fault.TooLarge,
			"The selected file must be %d MB or smaller. Reduce its size or split it into two files.",
			uploads.MaxBytes>>20,
		)
	}
	return &fault.Error{Kind: fault.Invalid, Say: "The upload did not finish. Upload the file again.", Err: err}
}
