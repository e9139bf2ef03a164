package editweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// formView is the form of a record.
type formView struct {
	head
	Action        string
	Version, Seen string
	Key           string // of a new record
	Autosave      bool   // typing is saved while it goes on
	Unsaved       bool   // it shows something that is not stored yet
	Waits         bool   // it has been submitted or approved; a change makes it a draft again
	Live          bool   // the record is published, so that the draft is a change to it
	About         string // a sentence under the heading; "" for none
	ReadFirst     []readingView
	Saved         string // says when the draft was saved; "" if it has not just been
	Sections      []section
	Lists         []suggestions
	Contents      []page.Link // if there are several sections
	Problems      []form.Problem
	Quotable      bool // the texts can quote Quotes
	Quotes        []edit.Quote

	part string // key of the only section that is shown; "" for all
}

// Scripts returns the script that saves what is typed.
func (formView) Scripts(a page.Assets) []string { return []string{a.Edit} }

var formPage = page.New(files, "templates/form.html", formExamples[0], formExamples[1:]...)

// The values of the buttons of the form and of the page for concurrent edits, besides those of changeRows.
const (
	saveButton     = "save"
	continueButton = "continue"
	autosaveButton = "autosave" // sent by the script
	chooseButton   = "choose"   // keep what was chosen field by field
	mineButton     = "mine"     // keep everything that was submitted
	theirsButton   = "theirs"   // keep everything that is there
	choicePrefix   = "choose-"
)

func (h *handlers) form(w http.ResponseWriter, r *http.Request) error {
	c, err := h.get(r)
	if err != nil {
		return err
	}
	if r.URL.Query().Has(lookUpName) {
		return h.writeMatches(w, r)
	}
	v := h.formView(r, c)
	if r.URL.Query().Get("saved") != "" {
		v.Saved = draftSaved(page.Printer(r), c.ChangedAt)
	}
	return h.showForm(w, r, http.StatusOK, v, contents{values: c.Values})
}

func draftSaved(words *locale.Printer, at time.Time) string {
	return words.Say("Draft saved at %s", words.Clock(consult.LocalTime(at)))
}

// formView returns the form of c without its sections.
func (h *handlers) formView(r *http.Request, c *edit.Copy) formView {
	waits := c.State == edit.Submitted || c.State == edit.Approved
	back := h.backToRecord(r, c)
	if c.Version == 0 && c.Base == nil {
		back = h.backToList(r)
	}
	v := formView{head: h.head(r, c, back), Action: h.formPath(c), Live: c.Base != nil,
		Version: strconv.FormatInt(c.Version, 10), Seen: c.Seen(), Autosave: !waits, Waits: waits}
	if part, ok := h.part(r); ok {
		v.Action, v.Seen, v.part = edit.PartPath(v.Action, part), seenPart(c, part), part.Key
		v.Kind, v.Title = v.Title, page.Printer(r).Say("General")
		if part.Title != "" {
			v.Title = page.Printer(r).Say(part.Title)
		}
	}
	return v
}

// part returns the section of which the page shows the form; false if it shows all.
func (h *handlers) part(r *http.Request) (edit.Part, bool) {
	return h.kind.Part(r.URL.Query().Get(edit.PartQuery))
}

// partMark separates what a form has seen of the record and of its section.
const partMark = "."

// seenPart returns what the form of a section submits as what it has seen.
func seenPart(c *edit.Copy, p edit.Part) string {
	return c.Seen() + partMark + edit.SeenOf(c.Values.Only(p.Names()))
}

// contents is what a form shows.
type contents struct {
	values   edit.Values
	mistakes []edit.Mistake
	rows     rowChange
	pick     *picker // with which the values were read; nil if they were not submitted
}

func (h *handlers) showForm(w http.ResponseWriter, r *http.Request, status int, v formView, in contents) (err error) {
	pick := in.pick
	if pick == nil {
		if pick, err = h.picker(r, in.values); err != nil {
			return err
		}
	}
	v.Sections, v.Lists = h.sections(site.Actor(r), pick, in, &v), pick.suggestions(h.kind, v.part)
	if pick.err != nil {
		return pick.err
	}
	v.Problems = problems(page.Printer(r), v.Sections, in.mistakes)
	if v.part != "" && v.Sections[0].Title == v.Title { // the heading of the page says it
		v.Sections[0].Title = ""
	}
	if len(v.Sections) > 2 {
		for _, s := range v.Sections {
			if s.Title == "" {
				s.Title = page.Printer(r).Say("General")
			}
			v.Contents = append(v.Contents, page.Link{Text: s.Title, Href: "#" + s.ID})
		}
	}
	v.Quotable = h.kind.Quotes != nil
	if v.Quotes, err = h.records.Quotes(r.Context(), h.kind, h.address(r), in.values); err != nil {
		return err
	}
	if h.kind.Lead != nil {
		if v.About, err = h.kind.Lead(r.Context(), page.Printer(r)); err != nil {
			return err
		}
	}
	if err := h.addReading(r, &v); err != nil {
		return err
	}
	site.AllowFetch(w)
	return formPage.Write(w, r, status, v)
}

// startForm shows the form of a new record.
func (h *handlers) startForm(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Has(lookUpName) {
		return h.writeMatches(w, r)
	}
	fresh, err := h.records.Fresh(r.Context(), h.kind)
	if err != nil {
		return err
	}
	for _, f := range h.kind.Fields { // a link can say what the record is about
		if asked := r.URL.Query()[f.Name]; (f.Options != nil || f.Lookup != nil) && f.Columns == nil {
			fresh.Set(f.Name, append(fresh[f.Name], asked...)...)
		}
	}
	return h.showForm(w, r, http.StatusOK, h.newFormView(r, db.NewID()), contents{values: fresh})
}

func (h *handlers) newFormView(r *http.Request, key string) formView {
	words := page.Printer(r)
	v := formView{head: head{Kind: words.Say(h.kind.Many), Title: words.Say(h.kind.AddLabel), Back: h.backToList(r)},
		Action: h.kind.Path + "/new", Version: "0", Key: key, Autosave: true}
	if h.kind.Parts {
		v.part = h.kind.Fields[0].Name
	}
	return v
}

// complete sets the fields of a new record that its form did not have to what new records begin with.
func (h *handlers) complete(r *http.Request, values edit.Values) error {
	if !h.kind.Parts {
		return nil
	}
	fresh, err := h.records.Fresh(r.Context(), h.kind)
	if err != nil {
		return err
	}
	for name, texts := range fresh {
		if shown := h.kind.PartsOf()[0].Names(); len(values[name]) == 0 && !slices.Contains(shown, name) {
			values.Set(name, texts...)
		}
	}
	return nil
}

// start stores a new record.
func (h *handlers) start(w http.ResponseWriter, r *http.Request) error {
	pick, err := h.picker(r)
	if err != nil {
		return err
	}
	values, key := pick.parse(h.kind, r.PostForm), r.PostForm.Get("key")
	if pick.err != nil {
		return pick.err
	}
	if rows := changeRows(h.kind, values, r.PostForm.Get("do")); rows.list != "" || pick.search.name != "" {
		v := h.newFormView(r, key)
		v.Unsaved = true
		return h.showForm(w, r, http.StatusOK, v, contents{values: values, rows: rows, pick: pick})
	}
	if err := h.complete(r, values); err != nil {
		return err
	}
	c, err := h.records.Start(r.Context(), site.Actor(r), h.kind, key, h.submitted(r, values))
	return h.afterSave(w, r, c, err)
}

// submitted returns what the form of r submits.
func (h *handlers) submitted(r *http.Request, values edit.Values) edit.Save {
	in := edit.Save{Version: version(r, "version"), Seen: r.PostForm.Get("seen"), Values: values,
		Auto: r.PostForm.Get("do") == autosaveButton}
	if part, ok := h.part(r); ok {
		in.Only = part.Names()
		in.Seen, in.Was, _ = strings.Cut(in.Seen, partMark)
	}
	return in
}

// save stores what the form or the page for concurrent edits submits.
func (h *handlers) save(w http.ResponseWriter, r *http.Request) error {
	c, err := h.get(r)
	if err != nil {
		return err
	}
	pick, err := h.picker(r)
	if err != nil {
		return err
	}
	values, button := pick.parse(h.kind, r.PostForm), r.PostForm.Get("do")
	if pick.err != nil {
		return pick.err
	}
	if version(r, "version") < 0 {
		return errBadForm
	}
	if rows := changeRows(h.kind, values, button); rows.list != "" || pick.search.name != "" {
		v := h.formView(r, c)
		v.Version, v.Seen, v.Unsaved = r.PostForm.Get("version"), r.PostForm.Get("seen"), true
		return h.showForm(w, r, http.StatusOK, v, contents{values: values, rows: rows, pick: pick})
	}
	switch button { // the page for concurrent edits has all fields
	case theirsButton, chooseButton:
		theirs := pick.parse(h.kind, theirForm(r.PostForm))
		missing := false
		for _, name := range r.PostForm["differs"] {
			choice := r.PostForm.Get(choicePrefix + name)
			if button == theirsButton {
				choice = theirsButton
			}
			switch choice {
			case theirsButton:
				values.Set(name, theirs[name]...)
			case mineButton:
			default:
				missing = true
			}
		}
		if missing {
			return h.showConflict(w, r, http.StatusUnprocessableEntity, &edit.ConflictError{Current: c, Mine: values, Theirs: theirs,
				Merged: values, Imported: r.PostForm.Get("imported") != ""})
		}
	}
	c, err = h.records.SaveDraft(r.Context(), site.Actor(r), h.kind, h.address(r), h.submitted(r, values))
	return h.afterSave(w, r, c, err)
}

// theirPrefix begins the names of the fields of the page for concurrent edits that have what was there.
const theirPrefix = "theirs-"

func theirForm(typed url.Values) url.Values {
	out := url.Values{}
	for name, values := range typed {
		if rest, ok := strings.CutPrefix(name, theirPrefix); ok {
			out[rest] = values
		}
	}
	return out
}

// afterSave answers a form that was saved, or not.
func (h *handlers) afterSave(w http.ResponseWriter, r *http.Request, c *edit.Copy, err error) error {
	words, button := page.Printer(r), r.PostForm.Get("do")
	conflict, mistakes := edit.AsConflict(err), edit.AsMistakes(err)
	switch {
	case conflict != nil && button == autosaveButton:
		return web.Autosaved{}.Conflict(w, words)
	case conflict != nil:
		return h.showConflict(w, r, http.StatusConflict, conflict)
	case mistakes != nil && button == autosaveButton && c != nil:
	case mistakes != nil:
		return h.showMistakes(w, r, mistakes)
	case err != nil:
		return err
	}
	v := h.formView(r, c)
	switch {
	case button == autosaveButton:
		answer := web.Autosaved{Say: draftSaved(words, c.ChangedAt), Action: v.Action, Version: v.Version, Seen: v.Seen,
			Advice: h.adviceByID(words, c.Values), Incomplete: len(mistakes) > 0}
		if answer.Incomplete {
			answer.Say = words.Say("Draft saved at %s, except: %s", words.Clock(consult.LocalTime(c.ChangedAt)), h.labelsOf(words, mistakes))
		}
		return answer.Write(w, http.StatusOK)
	case (button == saveButton || button == "") && v.part != "":
		return site.Redirect(w, r, v.Action+"&saved=1")
	case button == saveButton || button == "":
		return site.Redirect(w, r, v.Action+"?saved=1")
	}
	return site.Redirect(w, r, h.path(c))
}

// labelsOf returns the labels of the fields that mistakes are in, each once.
func (h *handlers) labelsOf(words *locale.Printer, mistakes []edit.Mistake) string {
	var labels []string
	for _, m := range mistakes {
		if f := h.kind.Field(m.Field); f != nil && !slices.Contains(labels, words.Say(f.Label)) {
			labels = append(labels, words.Say(f.Label))
		}
	}
	return strings.Join(labels, ", ")
}

// showMistakes shows the submitted form with what is wrong in it.
func (h *handlers) showMistakes(w http.ResponseWriter, r *http.Request, mistakes []edit.Mistake) error {
	c, err := h.get(r)
	if err != nil {
		return err
	}
	pick, err := h.picker(r)
	if err != nil {
		return err
	}
	v := h.formView(r, c)
	v.Version, v.Seen, v.Unsaved, v.Autosave = r.PostForm.Get("version"), r.PostForm.Get("seen"), true, false
	return h.showForm(w, r, http.StatusUnprocessableEntity, v,
		contents{values: pick.parse(h.kind, r.PostForm), mistakes: mistakes, pick: pick})
}

// fieldsOf returns the values as a form submits them, for hidden fields.
func fieldsOf(k *edit.Kind, v edit.Values, prefix string) (all []hidden) {
	add := func(f *edit.Field, v edit.Values, name string) {
		switch f.Kind {
		case edit.Date:
			d := survey.TypedDateOf(v.Text(f.Name))
			all = append(all, hidden{name + "-day", d.Day}, hidden{name + "-month", d.Month}, hidden{name + "-year", d.Year})
		case edit.DateTime:
			d := edit.TypedDateTimeOf(v.Text(f.Name))
			all = append(all, hidden{name + "-day", d.Date.Day}, hidden{name + "-month", d.Date.Month},
				hidden{name + "-year", d.Date.Year}, hidden{name + "-time", d.Time})
		case edit.Lines:
			all = append(all, hidden{name, strings.Join(v[f.Name], "\n")})
		default:
			for _, value := range v[f.Name] {
				all = append(all, hidden{name, value})
			}
		}
	}
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.Kind != edit.Rows {
			add(f, v, prefix+f.Name)
			continue
		}
		for n, row := range v.Rows(f.Name) {
			for j := range f.Columns {
				add(&f.Columns[j], row, prefix+edit.RowName(f.Name, n+1, f.Columns[j].Name))
			}
		}
	}
	return slices.DeleteFunc(all, func(f hidden) bool { return f.Value == "" })
}

// FormValues returns the values as the form of a record submits them.
func FormValues(k *edit.Kind, v edit.Values) url.Values {
	typed := url.Values{}
	for _, f := range fieldsOf(k, v, "") {
		typed.Add(f.Name, f.Value)
	}
	return typed
}

// hidden is a hidden field.
type hidden struct{ Name, Value string }
