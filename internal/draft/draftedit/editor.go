package draftedit

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// Editor is what is written on one page and sent as one form.
type Editor interface {
	// Values is what the form holds for def, or fault.NotFound if what it is
	// about is not in def.
	Values(def *consult.Definition) (url.Values, error)
	// Parts are what somebody chooses between who saves late.
	Parts() []Part
	// Apply puts the wanted parts of what was typed into def. What cannot be
	// taken it returns by the id of its field, as a message of the interface.
	Apply(def *consult.Definition, typed url.Values, wanted func(part string) bool) (FieldErrors, error)
	// Show writes the page with what was typed.
	Show(w http.ResponseWriter, r *http.Request, status int, h Head, def *consult.Definition, typed url.Values) error
	// NextPath is where to go once it is saved.
	NextPath() string
}

// Part is a piece of a sheet that is taken as a whole, with the names of its
// fields. A name that ends with a hyphen stands for all that begin with it.
type Part struct {
	Name, Label string // label is a message of the interface
	Fields      []string
}

// NewPart returns the part with the given name, label and fields.
func NewPart(name, label string, fields ...string) Part { return Part{name, label, fields} }

// hasField reports whether the field belongs to p.
func (p Part) hasField(field string) bool {
	return slices.ContainsFunc(p.Fields, func(name string) bool {
		return name == field || strings.HasSuffix(name, "-") && strings.HasPrefix(field, name)
	})
}

// FieldErrors is what is wrong with fields, by their ids.
type FieldErrors map[string]string

// Head is what every page of a sheet has around its fields.
type Head struct {
	page.StaffView
	Title    string // of the consultation
	Slug     string
	Back     page.Link
	Version  int64
	Saved    bool // it has just been saved
	Live     bool // the public knows the consultation: this is a correction
	Hints    []string
	Problems []form.Problem

	Errors FieldErrors
}

// errInvalid ends a change that was refused by a sheet.
var errInvalid = fault.New(fault.Invalid, "Check your answers. There are errors on this page.")

// NewHead is the head of a sheet of dr.
func NewHead(r *http.Request, dr *draft.Draft, back page.Link) Head {
	return Head{
		Title:   dr.Definition.Title,
		Slug:    dr.Slug,
		Back:    back,
		Version: dr.Version,
		Live:    dr.Published(),
		Saved:   r.URL.Query().Get("saved") != "",
	}
}

// backLink leads from a sheet to the page above it.
func backLink(r *http.Request, s Editor) page.Link {
	if strings.HasSuffix(s.NextPath(), "/questionnaire") || strings.Contains(s.NextPath(), "/questionnaire#") {
		return page.Link{Text: page.Printer(r).Say("Back to the questionnaire"), Href: s.NextPath()}
	}
	return page.Link{Text: page.Printer(r).Say("Back to the consultation"), Href: s.NextPath()}
}

// showEditor shows s as it is saved.
func (h *Base) showEditor(w http.ResponseWriter, r *http.Request, s Editor) error {
	dr, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	values, err := s.Values(&dr.Definition)
	if err != nil {
		return err
	}
	return s.Show(w, r, http.StatusOK, NewHead(r, dr, backLink(r, s)), &dr.Definition, values)
}

// saveEditor takes what was typed on s.
func (h *Base) saveEditor(w http.ResponseWriter, r *http.Request, s Editor) error {
	typed := r.PostForm
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	do := typed.Get("do")
	next := s.NextPath()
	wanted := func(string) bool { return true }
	switch {
	case do == "theirs":
		return site.Redirect(w, r, next)
	case do == "choose":
		for _, name := range typed["differs"] {
			if typed.Get("choose-"+name) == "" {
				return h.showMissingChoice(w, r, s, typed)
			}
		}
		wanted = func(name string) bool { return typed.Get("choose-"+name) == "mine" }
	case do == "again":
		next = r.URL.Path
	default:
		if anchor, ok := applyRowAction(typed, do); ok {
			next = r.URL.Path + "#" + anchor
		}
	}
	var bad FieldErrors
	_, err = h.Drafts.Change(r.Context(), site.Actor(r), r.PathValue("slug"), version, func(def *consult.Definition) (err error) {
		if bad, err = s.Apply(def, typed, wanted); len(bad) > 0 && err == nil {
			err = errInvalid
		}
		return err
	})
	switch late := draft.AsConflict(err); {
	case len(bad) > 0:
		return h.showInvalid(w, r, s, typed, version, bad)
	case late != nil:
		return h.showConflict(w, r, http.StatusConflict, s, typed, late)
	case err != nil:
		return err
	}
	if do == "" || do == "save" || do == "choose" || do == "mine" {
		next = withSaved(next)
	}
	return site.Redirect(w, r, next)
}

// withSaved is href with the word that something was saved.
func withSaved(href string) string {
	path, anchor, _ := strings.Cut(href, "#")
	if anchor != "" {
		anchor = "#" + anchor
	}
	return path + "?saved=1" + anchor
}

// showInvalid shows s with what was typed and what is wrong with it.
func (h *Base) showInvalid(w http.ResponseWriter, r *http.Request, s Editor, typed url.Values, version int64, bad FieldErrors) error {
	dr, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	top := NewHead(r, dr, backLink(r, s))
	top.Version, top.Errors = version, bad
	return s.Show(w, r, http.StatusUnprocessableEntity, top, &dr.Definition, typed)
}

// Fill puts what was typed and what is wrong with it into fields, and gathers
// the problems for the head of the page.
func (h *Head) Fill(words *locale.Printer, typed url.Values, fields form.Form) {
	for _, f := range fields {
		h.fillField(words, typed, f)
	}
	h.Problems = append(h.Problems, fields.Problems()...)
}

func (h *Head) fillField(words *locale.Printer, typed url.Values, f *form.Field) {
	f.ID = f.Name
	if f.Kind != form.Checkboxes && f.Kind != form.Radios && f.Kind != form.Select {
		f.Value = typed.Get(f.Name)
	}
	for i := range f.Options {
		f.Options[i].Checked = slices.Contains(typed[f.Name], f.Options[i].Value)
	}
	for i := range f.Parts {
		p := &f.Parts[i]
		p.Value = typed.Get(p.Name)
		if say := h.Errors[p.ID]; say != "" {
			f.Error, f.ErrorField = words.Say(say), p.ID
		}
	}
	if say := h.Errors[f.Name]; say != "" {
		f.Error = words.Say(say)
	}
}
