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

// sheet is what is written on one page and sent as one form.
type sheet interface {
	// values is what the form holds for def, or fault.NotFound if what it is
	// about is not in def.
	values(def *consult.Definition) (url.Values, error)
	// parts are what somebody chooses between who saves late.
	parts() []part
	// take puts the wanted parts of what was typed into def. What cannot be
	// taken it returns by the id of its field, as a message of the interface.
	take(def *consult.Definition, typed url.Values, wanted func(part string) bool) (wrong, error)
	// show writes the page with what was typed.
	show(w http.ResponseWriter, r *http.Request, status int, h head, def *consult.Definition, typed url.Values) error
	// after is where to go once it is saved.
	after() string
}

// part is a piece of a sheet that is taken as a whole, with the names of its
// fields. A name that ends with a hyphen stands for all that begin with it.
type part struct {
	name, label string // label is a message of the interface
	fields      []string
}

// of reports whether the field belongs to p.
func (p part) of(field string) bool {
	return slices.ContainsFunc(p.fields, func(name string) bool {
		return name == field || strings.HasSuffix(name, "-") && strings.HasPrefix(field, name)
	})
}

// wrong is what is wrong with fields, by their ids.
type wrong map[string]string

// head is what every page of a sheet has around its fields.
type head struct {
	page.Desk
	Title   string // of the consultation
	Slug    string
	Back    page.Link
	Version int64
	Saved   bool // it has just been saved
	Live    bool // the public knows the consultation: this is a correction
	Hints   []string
	Wrong   []form.Problem

	wrong wrong
}

// errWrong ends a change that was refused by a sheet.
var errWrong = fault.New(fault.Invalid, "Correct what is marked.")

// open returns the draft that r is about.
func (d *Handlers) open(r *http.Request) (*draft.Draft, error) {
	return d.draft.Get(r.Context(), site.By(r), r.PathValue("slug"))
}

// headOf is the head of a sheet of dr.
func headOf(r *http.Request, dr *draft.Draft, back page.Link) head {
	return head{Title: dr.Definition.Title, Slug: dr.Slug, Back: back, Version: dr.Version, Live: dr.Published(), Saved: r.URL.Query().Get("saved") != ""}
}

// back leads from a sheet to the page above it.
func back(r *http.Request, s sheet) page.Link {
	if strings.HasSuffix(s.after(), "/questionnaire") || strings.Contains(s.after(), "/questionnaire#") {
		return page.Link{Text: page.In(r).Say("Back to the questionnaire"), Href: s.after()}
	}
	return page.Link{Text: page.In(r).Say("Back to the consultation"), Href: s.after()}
}

// get shows s as it is saved.
func (d *Handlers) get(w http.ResponseWriter, r *http.Request, s sheet) error {
	dr, err := d.open(r)
	if err != nil {
		return err
	}
	values, err := s.values(&dr.Definition)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, headOf(r, dr, back(r, s)), &dr.Definition, values)
}

// save takes what was typed on s.
func (d *Handlers) save(w http.ResponseWriter, r *http.Request, s sheet) error {
	typed := r.PostForm
	version, err := d.seenVersion(r)
	if err != nil {
		return err
	}
	do := typed.Get("do")
	next := s.after()
	wanted := func(string) bool { return true }
	switch {
	case do == "theirs":
		return site.See(w, r, next)
	case do == "choose":
		for _, name := range typed["differs"] {
			if typed.Get("choose-"+name) == "" {
				return d.chooseAgain(w, r, s, typed)
			}
		}
		wanted = func(name string) bool { return typed.Get("choose-"+name) == "mine" }
	case do == "again":
		next = r.URL.Path
	default:
		if anchor, ok := act(typed, do); ok {
			next = r.URL.Path + "#" + anchor
		}
	}
	var bad wrong
	_, err = d.draft.Change(r.Context(), site.By(r), r.PathValue("slug"), version, func(def *consult.Definition) (err error) {
		if bad, err = s.take(def, typed, wanted); len(bad) > 0 && err == nil {
			err = errWrong
		}
		return err
	})
	switch late := draft.AsLate(err); {
	case len(bad) > 0:
		return d.refuse(w, r, s, typed, version, bad)
	case late != nil:
		return d.late(w, r, http.StatusConflict, s, typed, late)
	case err != nil:
		return err
	}
	if do == "" || do == "save" || do == "choose" || do == "mine" {
		next = savedAt(next)
	}
	return site.See(w, r, next)
}

// savedAt is href with the word that something was saved.
func savedAt(href string) string {
	path, anchor, _ := strings.Cut(href, "#")
	if anchor != "" {
		anchor = "#" + anchor
	}
	return path + "?saved=1" + anchor
}

// refuse shows s with what was typed and what is wrong with it.
func (d *Handlers) refuse(w http.ResponseWriter, r *http.Request, s sheet, typed url.Values, version int64, bad wrong) error {
	dr, err := d.open(r)
	if err != nil {
		return err
	}
	h := headOf(r, dr, back(r, s))
	h.Version, h.wrong = version, bad
	return s.show(w, r, http.StatusUnprocessableEntity, h, &dr.Definition, typed)
}

// fill puts what was typed and what is wrong with it into fields, and gathers
// the problems for the head of the page.
func (h *head) fill(words *locale.Printer, typed url.Values, fields form.Form) {
	for _, f := range fields {
		h.fillOne(words, typed, f)
	}
	h.Wrong = append(h.Wrong, fields.Wrong()...)
}

func (h *head) fillOne(words *locale.Printer, typed url.Values, f *form.Field) {
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
		if say := h.wrong[p.ID]; say != "" {
			f.Error, f.ErrorField = words.Say(say), p.ID
		}
	}
	if say := h.wrong[f.Name]; say != "" {
		f.Error = words.Say(say)
	}
}
