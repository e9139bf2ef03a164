package draftweb

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

// editor is what is written on one page and sent as one form.
type editor interface {
	// values is what the form holds for def, or fault.NotFound if what it is
	// about is not in def.
	values(def *consult.Definition) (url.Values, error)
	// parts are what somebody chooses between who saves late.
	parts() []editorPart
	// apply puts the wanted parts of what was typed into def. What cannot be
	// taken it returns by the id of its field, as a message of the interface.
	apply(def *consult.Definition, typed url.Values, wanted func(part string) bool) (fieldErrors, error)
	// show writes the page with what was typed.
	show(w http.ResponseWriter, r *http.Request, status int, h head, def *consult.Definition, typed url.Values) error
	// nextPath is where to go once it is saved.
	nextPath() string
}

// editorPart is a piece of a sheet that is taken as a whole, with the names of its
// fields. A name that ends with a hyphen stands for all that begin with it.
type editorPart struct {
	name, label string // label is a message of the interface
	fields      []string
}

// hasField reports whether the field belongs to p.
func (p editorPart) hasField(field string) bool {
	return slices.ContainsFunc(p.fields, func(name string) bool {
		return name == field || strings.HasSuffix(name, "-") && strings.HasPrefix(field, name)
	})
}

// fieldErrors is what is wrong with fields, by their ids.
type fieldErrors map[string]string

// head is what every page of a sheet has around its fields.
type head struct {
	page.StaffView
	Title    string // of the consultation
	Slug     string
	Back     page.Link
	Version  int64
	Saved    bool // it has just been saved
	Live     bool // the public knows the consultation: this is a correction
	Hints    []string
	Problems []form.Problem

	errors fieldErrors
}

// errInvalid ends a change that was refused by a sheet.
var errInvalid = fault.New(fault.Invalid, "Check your answers. There are errors on this page.")

// loadDraft returns the draft that r is about.
func (d *Handlers) loadDraft(r *http.Request) (*draft.Draft, error) {
	return d.drafts.Get(r.Context(), site.Actor(r), r.PathValue("slug"))
}

// newHead is the head of a sheet of dr.
func newHead(r *http.Request, dr *draft.Draft, back page.Link) head {
	return head{
		Title:   dr.Definition.Title,
		Slug:    dr.Slug,
		Back:    back,
		Version: dr.Version,
		Live:    dr.Published(),
		Saved:   r.URL.Query().Get("saved") != "",
	}
}

// backLink leads from a sheet to the page above it.
func backLink(r *http.Request, s editor) page.Link {
	if strings.HasSuffix(s.nextPath(), "/questionnaire") || strings.Contains(s.nextPath(), "/questionnaire#") {
		return page.Link{Text: page.Printer(r).Say("Back to the questionnaire"), Href: s.nextPath()}
	}
	return page.Link{Text: page.Printer(r).Say("Back to the consultation"), Href: s.nextPath()}
}

// showEditor shows s as it is saved.
func (d *Handlers) showEditor(w http.ResponseWriter, r *http.Request, s editor) error {
	dr, err := d.loadDraft(r)
	if err != nil {
		return err
	}
	values, err := s.values(&dr.Definition)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, newHead(r, dr, backLink(r, s)), &dr.Definition, values)
}

// saveEditor takes what was typed on s.
func (d *Handlers) saveEditor(w http.ResponseWriter, r *http.Request, s editor) error {
	typed := r.PostForm
	version, err := d.submittedVersion(r)
	if err != nil {
		return err
	}
	do := typed.Get("do")
	next := s.nextPath()
	wanted := func(string) bool { return true }
	switch {
	case do == "theirs":
		return site.Redirect(w, r, next)
	case do == "choose":
		for _, name := range typed["differs"] {
			if typed.Get("choose-"+name) == "" {
				return d.showMissingChoice(w, r, s, typed)
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
	var bad fieldErrors
	_, err = d.drafts.Change(r.Context(), site.Actor(r), r.PathValue("slug"), version, func(def *consult.Definition) (err error) {
		if bad, err = s.apply(def, typed, wanted); len(bad) > 0 && err == nil {
			err = errInvalid
		}
		return err
	})
	switch late := draft.AsConflict(err); {
	case len(bad) > 0:
		return d.showInvalid(w, r, s, typed, version, bad)
	case late != nil:
		return d.showConflict(w, r, http.StatusConflict, s, typed, late)
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
func (d *Handlers) showInvalid(w http.ResponseWriter, r *http.Request, s editor, typed url.Values, version int64, bad fieldErrors) error {
	dr, err := d.loadDraft(r)
	if err != nil {
		return err
	}
	h := newHead(r, dr, backLink(r, s))
	h.Version, h.errors = version, bad
	return s.show(w, r, http.StatusUnprocessableEntity, h, &dr.Definition, typed)
}

// fill puts what was typed and what is wrong with it into fields, and gathers
// the problems for the head of the page.
func (h *head) fill(words *locale.Printer, typed url.Values, fields form.Form) {
	for _, f := range fields {
		h.fillField(words, typed, f)
	}
	h.Problems = append(h.Problems, fields.Problems()...)
}

func (h *head) fillField(words *locale.Printer, typed url.Values, f *form.Field) {
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
		if say := h.errors[p.ID]; say != "" {
			f.Error, f.ErrorField = words.Say(say), p.ID
		}
	}
	if say := h.errors[f.Name]; say != "" {
		f.Error = words.Say(say)
	}
}
