package builderweb

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/interchange"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// fileView is the page on which the questionnaire of another system is uploaded, and shown before it is added.
type fileView struct {
	draftedit.Head
	Path      string // of the page
	MaxMB     int
	Error     string // what is wrong with the file
	Checked   bool   // the file was read into Pages and Lost
	Pages     []pastedPage
	Counts    string // of pages and questions
	Lost      []pastedLine
	AddButton string
	Read      string // JSON: the pages, for the form that adds them
}

var filePage = page.New(templateFiles, "templates/file.html", fileExamples[0], fileExamples[1:]...)

// maxFileForm is the size of the form that adds what was read, in bytes: each may be written as three.
const maxFileForm = 3*survey.MaxFormBytes + 1<<16

func (h *Handlers) addFileRoutes() {
	path := draftedit.RootPath + "/{slug}/questionnaire/file"
	h.Feature.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: path, Needs: actor.Draft, Handler: h.newFile},
		site.Route{Method: http.MethodPost, Pattern: path, Needs: actor.Draft, Handler: h.readFile, MaxBody: interchange.MaxBytes + 64<<10},
		site.Route{Method: http.MethodPost, Pattern: path + "/add", Needs: actor.Draft, Handler: h.addFile, MaxBody: maxFileForm},
	)
}

func (h *Handlers) newFile(w http.ResponseWriter, r *http.Request) error {
	d, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return h.showFile(w, r, http.StatusOK, d, nil, nil)
}

// showFile shows the form, and what was read from a file.
func (h *Handlers) showFile(
	w http.ResponseWriter, r *http.Request, status int, d *draft.Draft, q *interchange.Questionnaire, wrong error,
) error {
	v := newFileView(page.Printer(r), q)
	v.Head = draftedit.NewHead(r, d, draftedit.BackToQuestionnaire(r, d.Slug, ""))
	v.Path = questionnairePath(d.Slug) + "/file"
	if wrong != nil {
		v.Error = page.ErrorMessage(r, wrong)
	}
	return filePage.Write(w, r, status, v)
}

// newFileView returns the view of q, which is nil if no file was read.
func newFileView(words *locale.Printer, q *interchange.Questionnaire) fileView {
	v := fileView{MaxMB: interchange.MaxBytes >> 20}
	if q == nil {
		return v
	}
	made := newPasteView(words, q.Pasted())
	v.Checked, v.Pages, v.Counts, v.AddButton = true, made.Pages, made.Counts, made.AddButton
	for _, lost := range q.Lost {
		v.Lost = append(v.Lost, pastedLine{Text: lost.Question, Message: lost.Message.In(words)})
	}
	text, err := json.Marshal(q.Pages)
	if err != nil {
		panic("builderweb: pages cannot be written: " + err.Error())
	}
	v.Read = string(text)
	return v
}

func (h *Handlers) readFile(w http.ResponseWriter, r *http.Request) error {
	d, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	var q *interchange.Questionnaire
	err = web.ReadUpload(r, func(_ string, from io.Reader) error {
		data, err := io.ReadAll(io.LimitReader(from, interchange.MaxBytes+1))
		if err == nil {
			q, err = interchange.Read(data)
		}
		return err
	})
	switch {
	case fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge):
		return h.showFile(w, r, http.StatusUnprocessableEntity, d, nil, err)
	case err != nil:
		return err
	}
	return h.showFile(w, r, http.StatusOK, d, q, nil)
}

// addFile adds what was read to the latest version of the questionnaire, as a pasted one.
func (h *Handlers) addFile(w http.ResponseWriter, r *http.Request) error {
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	var p builder.Pasted
	text := r.PostForm.Get("read")
	if len(text) > survey.MaxFormBytes || json.Unmarshal([]byte(text), &p.Pages) != nil {
		return fault.New(fault.Invalid, "We could not read what your browser sent. Upload the file again.")
	}
	for i := range p.Pages {
		for j := range p.Pages[i].Questions { // as Read leaves them
			q := &p.Pages[i].Questions[j]
			q.ID, q.When, q.Wordings = "", nil, nil
		}
	}
	first, err := h.addPages(r, version, &p)
	if fault.Is(err, fault.Invalid) {
		d, loadErr := h.LoadDraft(r)
		if loadErr != nil {
			return loadErr
		}
		return h.showFile(w, r, http.StatusUnprocessableEntity, d, nil, err)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, questionnairePath(r.PathValue("slug"))+"?saved=1#page-"+first)
}

// fileExamples are the states of the page.
var fileExamples = func() []fileView {
	q := &interchange.Questionnaire{
		Pages: []survey.Page{{Title: "Getting about", Questions: []survey.Question{
			{Kind: survey.Single, Text: "Do you take the bus?", Required: true, Options: []survey.Option{{Text: "Yes"}, {Text: "No"}}},
		}}},
		Lost: []interchange.Lost{
			{Question: "Where are you?", Message: locale.Lazy("We have no question of the type “%s”. It was left out.", "geopoint")},
			{Message: locale.Lazy("The survey has quotas, which were not read.")},
		},
	}
	read, blank, wrong := newFileView(nil, q), newFileView(nil, nil), newFileView(nil, nil)
	whole := newFileView(nil, &interchange.Questionnaire{Pages: q.Pages})
	wrong.Error = "Choose a file to upload."
	all := []fileView{blank, read, whole, wrong}
	for i := range all {
		all[i].Head, all[i].Path = draftedit.ExampleHead(), "/staff/consultations/park/questionnaire/file"
	}
	return all
}()
