package editweb

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// conflictView is the page for concurrent edits: what was submitted beside what is there, field by field.
type conflictView struct {
	head
	Action        string
	Version, Seen string
	Imported      bool     // a definition file has changed the record
	Explanation   string   // says who or what changed it
	Settled       []string // labels of the fields that only one side changed
	Differences   []difference
	Hidden        []hidden
	Problems      []form.Problem
}

// difference is a field that differs.
type difference struct {
	Name, Label  string
	Mine, Theirs string
	Choice       string // "mine", "theirs" or "": preselected, because only one side changed the field
	Error        string
}

// MineID returns the id of the radio button for what was submitted.
func (d difference) MineID() string { return choicePrefix + d.Name }

// TheirsID returns the id of the radio button for what is there.
func (d difference) TheirsID() string { return choicePrefix + d.Name + "-theirs" }

var conflictPage = page.New(files, "templates/conflict.html", conflictExamples[0], conflictExamples[1:]...)

// showConflict shows both versions. With status 422 a choice is missing.
func (h *handlers) showConflict(w http.ResponseWriter, r *http.Request, status int, e *edit.ConflictError) error {
	words, c := page.Printer(r), e.Current
	offered, err := h.records.Offered(r.Context(), site.Actor(r), h.kind, e.Mine, e.Theirs)
	if err != nil {
		return err
	}
	v := conflictView{head: h.head(r, c, h.backToRecord(r, c)), Action: h.formPath(c), Imported: e.Imported,
		Version: strconv.FormatInt(c.Version, 10), Seen: e.Seen()}
	if e.Imported {
		v.Explanation = words.Say("A definition file has changed this record since the draft was started. Choose which version to keep.")
	} else {
		at := consult.LocalTime(c.ChangedAt)
		v.Explanation = words.Say("%s saved changes at %s on %s while you were editing. Choose which version to keep.",
			h.nameOf(r, c.ChangedBy), words.Clock(at), locale.LazyDate(at))
	}
	missing := status == http.StatusUnprocessableEntity
	if missing {
		v.Version, v.Seen = r.PostForm.Get("version"), r.PostForm.Get("seen")
	}
	for i := range h.kind.Fields {
		f := &h.kind.Fields[i]
		d := difference{Name: f.Name, Label: words.Say(f.Label),
			Mine: f.InWords(words, offered.Labels, e.Mine), Theirs: f.InWords(words, offered.Labels, e.Theirs)}
		switch {
		case d.Mine == d.Theirs && slices.Equal(e.Mine[f.Name], e.Theirs[f.Name]):
			continue
		case !missing && !slices.Contains(e.Clashes, f.Name), missing && !slices.Contains(r.PostForm["differs"], f.Name):
			v.Settled = append(v.Settled, d.Label)
			continue
		case missing:
			d.Choice = r.PostForm.Get(choicePrefix + f.Name)
			if d.Choice == "" {
				d.Error = words.Say("Choose which version to keep.")
				v.Problems = append(v.Problems,
					form.Problem{Href: "#" + d.MineID(), Say: words.Say("%s: choose which version to keep", d.Label)})
			}
		}
		v.Differences = append(v.Differences, d)
	}
	v.Hidden = append(fieldsOf(h.kind, e.Merged, ""), fieldsOf(h.kind, e.Theirs, theirPrefix)...)
	return conflictPage.Write(w, r, status, v)
}
