package draftweb

import (
	"cmp"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// newView is the page on which a draft is started.
type newView struct {
	page.StaffView
	FormKey   string // identifies the form, so that submitting it twice starts one draft
	Fields    form.Form
	Back      page.Link
	Problems  []form.Problem
	FileError string // what is wrong with the uploaded file
}

var newPage = page.New(templateFiles, "templates/new.html", newExamples[0], newExamples[1:]...)

// newFields returns the fields of the form. existing are the consultations and drafts that can be copied, and own the
// saved templates.
func newFields(words *locale.Printer, existing []draft.ListItem, own []form.Option) form.Form {
	from := &form.Field{
		Kind:  form.Radios,
		Name:  "from",
		Label: words.Say("How do you want to start?"),
		Options: []form.Option{
			{Value: "nothing", Label: words.Say("A blank consultation"), Hint: words.Say("Select the type of consultation below.")},
		},
	}
	from.Options = append(from.Options, own...)
	for _, t := range builder.Templates() {
		from.Options = append(from.Options, form.Option{
			Value: "template:" + t.ID, Label: words.Say(t.Name), Hint: words.Say(t.Description),
		})
	}
	if len(existing) > 0 {
		from.Options = append(
			from.Options,
			form.Option{
				Value: "copy",
				Label: words.Say("A copy of an earlier consultation"),
				Hint:  words.Say("Copies the text, questions and documents, but not the dates."),
			},
		)
	}
	from.Options = append(
		from.Options,
		form.Option{
			Value: "file", Label: words.Say("A definition file"),
			Hint: words.Say("A YAML or JSON file that describes a consultation."),
		},
	)
	all := form.Form{
		{
			Kind:      form.Text,
			Name:      "title",
			Label:     words.Say("Title"),
			LabelSize: "s",
			Hint:      words.Say("The web address is made from the title. You can change the title later, but not the web address."),
		},
		from,
	}
	if len(existing) > 0 {
		list := &form.Field{
			Kind: form.Select, Name: "copy", Label: words.Say("Consultation to copy"), LabelSize: "s", Optional: true,
		}
		for _, item := range existing {
			list.Options = append(list.Options, form.Option{Value: item.Slug, Label: item.Title})
		}
		all = append(all, list)
	}
	kind := typeField(words)
	kind.Hint = words.Say("Leave blank to use the type from the template, copy or file.")
	return append(all, kind)
}

func typeField(words *locale.Printer) *form.Field {
	f := &form.Field{Kind: form.Radios, Name: "type", Label: words.Say("Type of consultation"), LabelSize: "s"}
	for _, o := range draft.TypeOptions() {
		f.Options = append(f.Options, form.Option{Value: o.Value, Label: o.Label.In(words), Hint: o.Hint.In(words)})
	}
	return f
}

func (h *Handlers) newDraft(w http.ResponseWriter, r *http.Request) error {
	return h.showNew(w, r, http.StatusOK, url.Values{"from": {"nothing"}}, nil, "")
}

func (h *Handlers) showNew(
	w http.ResponseWriter, r *http.Request, status int, typed url.Values, invalid draftedit.FieldErrors, fileError string,
) error {
	existing, err := h.Drafts.Latest(r.Context(), site.Actor(r))
	if err != nil {
		return err
	}
	own, err := h.SavedOptions(r, draft.SavedTemplate, "saved:")
	if err != nil {
		return err
	}
	words := page.Printer(r)
	head := draftedit.Head{Errors: invalid}
	v := newView{
		FormKey:   cmp.Or(typed.Get("key"), rand.Text()),
		Fields:    newFields(words, existing, own),
		Back:      page.Link{Text: words.Say("Back to all consultations"), Href: draftedit.RootPath},
		FileError: fileError,
	}
	head.Fill(words, typed, v.Fields)
	v.Problems = head.Problems
	if fileError != "" {
		v.Problems = append(v.Problems, form.Problem{Href: "#file", Say: fileError})
	}
	return newPage.Write(w, r, status, v)
}

// maxFileSize is the maximum size of a definition file in bytes.
const maxFileSize = definition.MaxFileBytes

func (h *Handlers) createDraft(w http.ResponseWriter, r *http.Request) error {
	if err := parseUpload(r, maxFileSize); err != nil {
		return err
	}
	typed := r.PostForm
	words, invalid := page.Printer(r), draftedit.FieldErrors{}
	start := draft.StartOptions{
		Title: typed.Get("title"), Type: consult.Type(typed.Get("type")), FormKey: survey.CleanText(typed.Get("key")),
	}
	from := typed.Get("from")
	switch kind, id, _ := strings.Cut(from, ":"); kind {
	case "nothing":
	case "template":
		start.Template = id
	case "saved":
		start.Saved = id
	case "copy":
		if start.CopyFrom = typed.Get("copy"); start.CopyFrom == "" {
			invalid["copy"] = locale.Lazy("Select a consultation to copy.")
		}
	case "file":
		data, err := upload(r, maxFileSize)
		if err != nil {
			return err
		}
		if len(data) > maxFileSize {
			return fault.New(fault.TooLarge, "The file must be smaller than 2MB.")
		}
		if start.File = data; len(data) == 0 {
			return h.showNew(w, r, http.StatusUnprocessableEntity, typed, nil, words.Say("Select a definition file."))
		}
	default:
		invalid["from"] = locale.Lazy("Select how you want to start.")
	}
	if start.Title == "" && start.File == nil {
		invalid["title"] = locale.Lazy("Enter a title. You can change it later.")
	}
	if len(invalid) > 0 {
		return h.showNew(w, r, http.StatusUnprocessableEntity, typed, invalid, "")
	}
	slug, err := h.Drafts.Start(r.Context(), site.Actor(r), start)
	if fault.Is(err, fault.Invalid) && start.File != nil {
		return h.showNew(w, r, http.StatusUnprocessableEntity, typed, nil, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, draftedit.HubPath(slug))
}

// parseUpload parses a submitted form, which may have a file of up to max bytes.
func parseUpload(r *http.Request, max int64) error {
	if err := r.ParseMultipartForm(max); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return &fault.Error{Kind: fault.Invalid, Say: "We could not read what your browser sent. Go back and try again.", Err: err}
	}
	return nil
}

// upload returns the uploaded file, or nil if there is none. Of a file that is larger than max, it returns one byte more
// than that.
func upload(r *http.Request, max int64) ([]byte, error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return nil, nil
	}
	f, err := r.MultipartForm.File["file"][0].Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, max+1))
}
