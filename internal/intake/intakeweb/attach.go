package intakeweb

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/folkmoot/folkmoot/internal/fault"
	uploads "github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// Limits of a form with files. Files are written to disk as they arrive and checked once the whole form has been read.
const (
	maxUploads = 10                                              // files in one request
	maxUpload  = survey.MaxFiles*survey.MaxMegabytes<<20 + 1<<20 // bytes of a request
	maxReading = 64                                              // requests with files that are read at once
	maxNetwork = 8                                               // of them from one network
)

// upload is a file in a request.
type upload struct {
	field, name string
	content     *os.File
	size        int64 // bytes; more than any question allows if it was cut
}

var (
	errUploadsBusy = fault.New(fault.Busy,
		"Many people are sending files at the moment and yours have not been received. Wait a minute, then send the page again.")
	errTooManyUploads = fault.New(fault.TooLarge,
		"You have sent more files than we ask for. Go back, choose fewer files and send the page again.")
	errUploadTooLarge = fault.New(fault.TooLarge,
		"The files that you have chosen are too large together. Go back, choose smaller files and send the page again.")
)

// readUploads reads a form that can have files: its other fields become r.PostForm, as for forms without files. The
// caller closes the uploads. The form is read once, as it arrives: nothing of a file is held in memory.
func (h *Handlers) readUploads(r *http.Request) (all []upload, err error) {
	if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return nil, nil
	}
	from := site.ClientNetwork(r)
	if !h.reading.begin(from) {
		return nil, errUploadsBusy
	}
	defer h.reading.end(from)
	defer func() {
		if err != nil {
			closeUploads(all)
			all, err = nil, uploadError(err)
		}
	}()
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	r.PostForm = url.Values{}
	fields, left := 0, int64(site.DefaultMaxBody)
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		if fields++; fields > site.MaxFields {
			return all, errTooManyUploads
		}
		switch {
		case part.FormName() == "":
		case isFile(part) && part.FileName() == "": // no file was chosen
		case isFile(part):
			if len(all) == maxUploads {
				return all, errTooManyUploads
			}
			one, err := spoolPart(part)
			if err != nil {
				return all, err
			}
			all = append(all, one)
		default:
			value, err := io.ReadAll(io.LimitReader(part, left+1))
			if err != nil {
				return all, err
			}
			if left -= int64(len(value)); left < 0 {
				return all, errUploadTooLarge
			}
			r.PostForm.Add(part.FormName(), string(value))
		}
	}
}

// isFile reports whether a part of a form is of a field for files.
func isFile(part *multipart.Part) bool {
	return strings.Contains(part.Header.Get("Content-Disposition"), "filename")
}

// spoolPart writes a file of a request to disk, up to one byte more than any question allows.
func spoolPart(part *multipart.Part) (one upload, err error) {
	spool, err := uploads.Spool("")
	if err != nil {
		return one, err
	}
	one = upload{field: part.FormName(), name: part.FileName(), content: spool}
	if one.size, err = io.Copy(spool, io.LimitReader(part, survey.MaxMegabytes<<20+1)); err != nil {
		spool.Close()
	}
	return one, err
}

func closeUploads(all []upload) {
	for _, one := range all {
		one.content.Close()
	}
}

// uploadError returns the error for a form with files that could not be read.
func uploadError(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return errUploadTooLarge
	}
	if fault.KindOf(err) != fault.Internal {
		return err
	}
	return &fault.Error{
		Kind: fault.Invalid, Say: "We did not receive all of what you sent. Go back and send the page again.", Err: err,
	}
}

// attach stores the uploads of a page for the draft of v, and sets the fields for files in posted: to the files that are
// stored, and without what the respondent removes. It returns a problem for each file that was not accepted.
func (h *Handlers) attach(r *http.Request, v *visit, posted url.Values) (problems []survey.Problem, err error) {
	refuse := func(q *survey.Question, err error) error {
		if fault.KindOf(err) == fault.Internal || fault.KindOf(err) == fault.Unavailable {
			return err
		}
		if !slices.ContainsFunc(problems, func(p survey.Problem) bool { return p.Question == q.ID }) {
			problems = append(problems, survey.Problem{Question: q.ID, Field: q.ID, Say: page.ErrorMessageIn(v.printer, err)})
		}
		return nil
	}
	removeFrom, removed, _ := strings.Cut(posted.Get(form.RemoveName), " ")
	for i := range v.form.Pages {
		for j := range v.form.Pages[i].Questions {
			q := &v.form.Pages[i].Questions[j]
			if q.Kind != survey.Files {
				continue
			}
			values := slices.DeleteFunc(slices.Clone(posted[q.ID]), func(value string) bool { return value == "" })
			if removeFrom == q.ID {
				values = slices.DeleteFunc(values, func(value string) bool { return value == removed })
				if err := h.intake.RemoveFile(r.Context(), v.draft, removed); err != nil {
					return nil, err
				}
			}
			if len(values) == 0 && !slices.ContainsFunc(v.uploads, func(one upload) bool { return one.field == q.ID }) {
				delete(posted, q.ID)
				continue
			}
			kept, err := h.intake.KeptFiles(r.Context(), v.draft, values[:min(len(values), survey.MaxFiles)])
			if err != nil {
				return nil, err
			}
			if len(kept) < len(values) {
				if err := refuse(q, errFileLost); err != nil {
					return nil, err
				}
			}
			for _, one := range v.uploads {
				if one.field != q.ID || len(kept) > survey.MaxFiles {
					continue
				}
				f, err := h.intake.SaveFile(r.Context(), v.draft, q, one.name, one.content, one.size)
				if err == nil {
					kept = append(kept, f.Value())
				} else if err := refuse(q, err); err != nil {
					return nil, err
				}
			}
			posted[q.ID] = kept
		}
	}
	return problems, nil
}

var errFileLost = fault.New(fault.Invalid, "A file that you attached is no longer stored. Attach it again.")

// withFileProblems returns problems with those of files, which stand for all others of their questions.
func withFileProblems(problems, ofFiles []survey.Problem) []survey.Problem {
	rest := slices.DeleteFunc(slices.Clone(problems), func(p survey.Problem) bool {
		return slices.ContainsFunc(ofFiles, func(f survey.Problem) bool { return f.Question == p.Question })
	})
	return append(rest, ofFiles...)
}

// reading counts the requests with files that are being read, because each takes space on the disk.
type reading struct {
	mu       sync.Mutex
	all      int
	networks map[netip.Prefix]int
}

// begin reports whether another request of a network may be read. If so, end must follow.
func (c *reading) begin(from netip.Prefix) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all == maxReading || c.networks[from] == maxNetwork {
		return false
	}
	if c.networks == nil {
		c.networks = map[netip.Prefix]int{}
	}
	c.all++
	c.networks[from]++
	return true
}

func (c *reading) end(from netip.Prefix) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all--
	if c.networks[from]--; c.networks[from] == 0 {
		delete(c.networks, from)
	}
}
