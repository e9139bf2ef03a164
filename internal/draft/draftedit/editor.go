package draftedit

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Editor edits one piece of a definition, such as a question, with one form.
type Editor interface {
	// Values returns the values of the form for def. The error has the kind fault.NotFound if the piece
	// is not in def.
	Values(def *consult.Definition) (url.Values, error)
	// Parts returns the parts of the form that an officer chooses between when two have edited it.
	Parts() []Part
	// PartText returns a part of the values in words. ok is false if the values themselves are readable.
	PartText(words *locale.Printer, def *consult.Definition, part string, values url.Values) (text string, ok bool)
	// Apply changes def as submitted, but only the parts that wanted returns true for. It returns what is
	// wrong with the submitted values.
	Apply(def *consult.Definition, typed url.Values, wanted func(part string) bool) (FieldErrors, error)
	// Show writes the page with the submitted values.
	Show(w http.ResponseWriter, r *http.Request, status int, head Head, def *consult.Definition, typed url.Values) error
	// NextPath returns the path of the page that follows when the form is saved.
	NextPath() string
}

// Part is a group of form fields that is kept or replaced as a whole when two officers have edited the form. A
// field name that ends with a hyphen stands for all names that begin with it.
type Part struct {
	Name, Label string // Label is a message of the interface, in English
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

// FieldErrors are what is wrong with submitted fields, by the ids of the fields.
type FieldErrors map[string]locale.LazyMessage

// MessageOf returns the message of err for FieldErrors.
func MessageOf(err error) locale.LazyMessage {
	format, args := fault.MessageFormat(err)
	return locale.Lazy(format, args...)
}

// Head is what every page of an editor has around its form.
type Head struct {
	page.StaffView
	Title    string // of the consultation
	Slug     string
	Back     page.Link
	Version  draft.Version
	Saved    bool // show that the form has just been saved
	Waits    bool // the draft has been submitted or approved; a change makes it a draft again
	Live     bool // the consultation is published, so that the draft is a change to it
	Hints    []string
	Checked  bool          // the check before publication has findings about what is edited: Findings, which may be none
	Findings []FindingView // see Checked, the interface
	Problems []form.Problem
	Errors   FieldErrors
}

// errInvalid cancels a change when the editor returns FieldErrors.
var errInvalid = fault.New(fault.Invalid, "Check your answers. There are errors on this page.")

// NewHead returns the head of a page of the draft.
func NewHead(r *http.Request, d *draft.Draft, back page.Link) Head {
	return Head{
		Title:   d.Definition.Title,
		Slug:    d.Slug,
		Back:    back,
		Version: d.Version,
		Live:    d.Published(),
		Saved:   r.URL.Query().Get("saved") != "",
		Waits:   Waits(d),
	}
}

// newEditorHead returns the head of the page of e, with a back link to the page that follows when it is saved.
func (b *Base) newEditorHead(r *http.Request, d *draft.Draft, e Editor) (Head, error) {
	back := BackToHub(r, d.Slug)
	if path, anchor, _ := strings.Cut(e.NextPath(), "#"); strings.HasSuffix(path, "/questionnaire") {
		if anchor != "" {
			anchor = "#" + anchor
		}
		back = BackToQuestionnaire(r, d.Slug, anchor)
	}
	head := NewHead(r, d, back)
	return head, b.check(r, e, &head)
}

// showEditor shows the form of e with the stored values.
func (b *Base) showEditor(w http.ResponseWriter, r *http.Request, e Editor) error {
	d, err := b.LoadDraft(r)
	if err != nil {
		return err
	}
	values, err := e.Values(&d.Definition)
	if err != nil {
		return err
	}
	head, err := b.newEditorHead(r, d, e)
	if err != nil {
		return err
	}
	return e.Show(w, r, http.StatusOK, head, &d.Definition, values)
}

// AutosaveAction is what the script sends as the button of an editing form while the officer is typing. The answer shows
// nothing of the form.
const AutosaveAction = "autosave"

// Waits reports whether a change would make d, which waits for approval or publication, a draft again. It is not saved while
// the officer is typing.
func Waits(d *draft.Draft) bool { return d.State == edit.Submitted || d.State == edit.Approved }

// The values of the buttons of an editing form and of the page for conflicting edits, besides those of
// [applyRowAction].
const (
	saveAction         = "save"
	addLineAction      = "add-line" // add what is selected to the condition, and show the form again
	refreshAction      = "again"    // save and show the form again, because a setting adds or removes fields
	chooseAction       = "choose"   // keep the versions chosen part by part
	keepMineAction     = "mine"     // keep all submitted versions
	keepTheirsAction   = "theirs"   // keep all stored versions
	choicePrefix       = "choose-"
	differencesInField = "differs" // names of the parts that differ
	outsideField       = "outside" // the page for conflicting edits showed what is published
	mergedField        = "merged"  // what was submitted with that page has what only the other side changed
)

// saveEditor saves the submitted form of e.
func (b *Base) saveEditor(w http.ResponseWriter, r *http.Request, e Editor) error {
	typed := r.PostForm
	version, err := b.SubmittedVersion(r)
	if err != nil {
		return err
	}
	action := typed.Get("do")
	if typed.Get("new-line") != "" && (action == "" || action == saveAction) {
		action = addLineAction // who selects what a condition is about and saves has not said yet what it must be
	}
	if action == AutosaveAction {
		return b.autosave(w, r, e, typed, version)
	}
	next := e.NextPath()
	wanted := func(string) bool { return true }
	switch action {
	case keepTheirsAction:
		if !typed.Has(outsideField) && !typed.Has(mergedField) {
			return site.Redirect(w, r, next)
		}
		wanted = func(name string) bool { return isSettled(typed, name) }
	case chooseAction:
		for _, name := range typed[differencesInField] {
			if typed.Get(choicePrefix+name) == "" {
				return b.showMissingChoice(w, r, e, typed)
			}
		}
		wanted = func(name string) bool {
			return isSettled(typed, name) || typed.Get(choicePrefix+name) == keepMineAction
		}
	case refreshAction:
		next = r.URL.Path
	default:
		if anchor, ok := applyRowAction(typed, action); ok {
			next = r.URL.Path + "#" + anchor
		}
	}
	var shown *draft.Draft // on the page for conflicting edits, if that showed what is published
	if typed.Has(outsideField) {
		if shown, err = b.LoadDraft(r); err != nil {
			return err
		}
	}
	var invalid FieldErrors
	_, err = b.Drafts.SaveForm(r.Context(), site.Actor(r), r.PathValue("slug"), version, func(def *consult.Definition) (err error) {
		if shown != nil && shown.Version == version {
			err = takePublished(page.Printer(r), e, shown, def, func(part string) bool { return !wanted(part) })
			if err != nil {
				return err
			}
		}
		if invalid, err = e.Apply(def, typed, wanted); len(invalid) > 0 && err == nil {
			err = errInvalid
		}
		return err
	})
	switch conflict := draft.AsConflict(err); {
	case conflict != nil:
		return b.showConflict(w, r, http.StatusConflict, e, typed, conflict)
	case len(invalid) > 0:
		return b.showInvalid(w, r, e, typed, version, invalid)
	case err != nil:
		return err
	}
	if action == "" || action == saveAction || action == chooseAction || action == keepMineAction {
		next = withSaved(next)
	}
	return site.Redirect(w, r, next)
}

// isSettled reports whether the page for conflicting edits has merged a part, because only one side changed it.
func isSettled(typed url.Values, part string) bool {
	return typed.Has(mergedField) && !slices.Contains(typed[differencesInField], part)
}

// autosave saves what can be saved of the form of e while the officer is typing, and answers the script.
func (b *Base) autosave(w http.ResponseWriter, r *http.Request, e Editor, typed url.Values, version draft.Version) error {
	words := page.Printer(r)
	var wrong []string // labels of the parts that cannot be saved as they are
	d, err := b.Drafts.Autosave(r.Context(), site.Actor(r), r.PathValue("slug"), version, func(def *consult.Definition) error {
		invalid, err := e.Apply(builder.Clone(def), typed, func(string) bool { return true })
		if err != nil {
			return err
		}
		wrong = nil
		bad := map[string]bool{}
		for _, p := range e.Parts() {
			if _, found := invalid[p.Name]; found || slices.ContainsFunc(slices.Collect(maps.Keys(invalid)), p.hasField) {
				bad[p.Name] = true
				wrong = append(wrong, words.Say(p.Label))
			}
		}
		_, err = e.Apply(def, typed, func(part string) bool { return !bad[part] })
		return err
	})
	return b.answerAutosave(w, r, d, err, wrong, e)
}

// Autosaved answers the script that has saved d, or could not because of err. wrong are the labels of the parts that could not
// be saved as they are.
func (b *Base) Autosaved(w http.ResponseWriter, r *http.Request, d *draft.Draft, err error, wrong []string) error {
	return b.answerAutosave(w, r, d, err, wrong, nil)
}

// answerAutosave is Autosaved with the findings about what e edits.
func (b *Base) answerAutosave(
	w http.ResponseWriter, r *http.Request, d *draft.Draft, err error, wrong []string, e Editor,
) error {
	answer, words := web.Autosaved{Action: r.URL.RequestURI()}, page.Printer(r)
	switch conflict := draft.AsConflict(err); {
	case conflict != nil:
		return answer.Conflict(w, words)
	case err != nil:
		return err
	}
	answer.Version = string(d.Version)
	answer.Say = words.Say("Draft saved at %s", words.Clock(consult.LocalTime(d.ChangedAt)))
	if len(wrong) > 0 {
		answer.Incomplete = true
		answer.Say = words.Say("Draft saved at %s, except: %s", words.Clock(consult.LocalTime(d.ChangedAt)), strings.Join(wrong, ", "))
	}
	if err := b.checkSaved(r, e, &answer); err != nil {
		return err
	}
	return answer.Write(w, http.StatusOK)
}

// withSaved adds the query to href with which the page shows that something was saved.
func withSaved(href string) string {
	path, anchor, _ := strings.Cut(href, "#")
	if anchor != "" {
		anchor = "#" + anchor
	}
	return path + "?saved=1" + anchor
}

// showInvalid shows the form of e again with the submitted values and what is wrong with them.
func (b *Base) showInvalid(
	w http.ResponseWriter, r *http.Request, e Editor, typed url.Values, version draft.Version, invalid FieldErrors,
) error {
	d, err := b.LoadDraft(r)
	if err != nil {
		return err
	}
	head, err := b.newEditorHead(r, d, e)
	if err != nil {
		return err
	}
	head.Version, head.Errors = version, invalid
	return e.Show(w, r, http.StatusUnprocessableEntity, head, &d.Definition, typed)
}

// Fill sets the values and errors of fields from what was submitted, and adds the errors to the problems of the
// page.
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
	if f.Kind == form.Date {
		f.FillDate(words, form.TypedDate(typed, f.Name))
	}
	if message, ok := h.Errors[f.Name]; ok {
		f.SetError(message.In(words))
	}
}
