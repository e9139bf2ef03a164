package draftedit

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

// conflictView shows somebody who saved late what they typed beside what is saved
// now.
type conflictView struct {
	page.StaffView
	Title       string
	ChangedBy   string // who saved before
	Time        string
	Day         string
	Removed     bool // what the form was about has been removed
	Differences []difference
	Hidden      []hiddenField // all that was typed
	Version     int64
	Problems    []form.Problem
	Back        page.Link
}

// difference is a part that reads differently.
type difference struct {
	Name, Label  string
	Mine, Theirs string
	Choice       string // "mine", "theirs" or "": what is chosen before somebody chooses
	Error        string // the sentence that asks to choose
}

type hiddenField struct{ Name, Value string }

// MineID is the id of the first of the two buttons.
func (d difference) MineID() string { return "choose-" + d.Name }

// TheirsID is the id of the second.
func (d difference) TheirsID() string { return "choose-" + d.Name + "-theirs" }

var ConflictPage = page.New(formTemplates, "templates/conflict.html", conflictExamples[0], conflictExamples[1:]...)

// showConflict shows typed beside what is saved.
func (h *Base) showConflict(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	s Editor,
	typed url.Values,
	late *draft.ConflictError,
) error {
	words := page.Printer(r)
	at := LocalTime(late.Current.ChangedAt)
	v := conflictView{
		Title:     late.Current.Definition.Title,
		ChangedBy: cmp.Or(h.PersonName(r.Context(), late.Current.ChangedBy), words.Say("Another officer")),
		Time:      words.Clock(at),
		Day:       words.Date(at),
		Version:   late.Current.Version,
		Back:      page.Link{Text: words.Say("Back to the consultation"), Href: HubPath(late.Current.Slug)},
	}
	theirs, err := s.Values(&late.Current.Definition)
	if v.Removed = fault.Is(err, fault.NotFound); err != nil && !v.Removed {
		return err
	}
	var began url.Values
	if late.Base != nil {
		if began, err = s.Values(late.Base); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	mine := h.asSaved(s, late, typed)
	for _, p := range s.Parts() {
		diff := difference{Name: p.Name, Label: words.Say(p.Label), Mine: valuesText(mine, p), Theirs: valuesText(theirs, p)}
		if diff.Mine == diff.Theirs {
			continue
		}
		if began != nil {
			switch was := valuesText(began, p); was {
			case diff.Mine:
				diff.Choice = "theirs"
			case diff.Theirs:
				diff.Choice = "mine"
			}
		}
		diff.Choice = cmp.Or(typed.Get("choose-"+p.Name), diff.Choice)
		if status == http.StatusUnprocessableEntity && diff.Choice == "" {
			diff.Error = words.Say("Choose which version to keep.")
			v.Problems = append(v.Problems, form.Problem{Href: "#" + diff.MineID(), Say: words.Say("%s: choose which version to keep", diff.Label)})
		}
		v.Differences = append(v.Differences, diff)
	}
	for _, name := range slices.Sorted(maps.Keys(typed)) {
		if name == "version" || name == "do" || name == "differs" || strings.HasPrefix(name, "choose-") {
			continue
		}
		for _, value := range typed[name] {
			v.Hidden = append(v.Hidden, hiddenField{name, value})
		}
	}
	return ConflictPage.Write(w, r, status, v)
}

// asSaved is typed as it would read once it were taken, so that it compares with
// what is saved. What cannot be taken stays as it was typed.
func (h *Base) asSaved(s Editor, late *draft.ConflictError, typed url.Values) url.Values {
	for _, def := range []*consult.Definition{&late.Current.Definition, late.Base} {
		if def == nil {
			continue
		}
		whole := builder.Clone(def)
		if bad, err := s.Apply(whole, typed, func(string) bool { return true }); err != nil || len(bad) > 0 {
			continue
		}
		if values, err := s.Values(whole); err == nil {
			return values
		}
	}
	return typed
}

// showMissingChoice asks once more for a choice that was not made.
func (h *Base) showMissingChoice(w http.ResponseWriter, r *http.Request, s Editor, typed url.Values) error {
	dr, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return h.showConflict(w, r, http.StatusUnprocessableEntity, s, typed, &draft.ConflictError{Current: dr})
}

// valuesText is a part of a form as people read it: the values in their order,
// each on a line. Ids of options say nothing to anybody.
func valuesText(values url.Values, p Part) string {
	var names []string
	for name := range values {
		if p.hasField(name) && !strings.HasSuffix(name, "-id") {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(rowNumber(a)-rowNumber(b), cmp.Compare(fieldOrder(p, a), fieldOrder(p, b)), strings.Compare(a, b))
	})
	var b strings.Builder
	last := 0
	for _, name := range names {
		text := strings.TrimSpace(strings.ReplaceAll(strings.Join(values[name], ", "), "\r\n", "\n"))
		if text == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(map[bool]string{true: " ", false: "\n"}[rowNumber(name) == last && last > 0])
		}
		last = rowNumber(name)
		if strings.HasSuffix(name, "-writein") || strings.HasSuffix(name, "-exclusive") {
			text = "[" + name[strings.LastIndexByte(name, '-')+1:] + "]"
		}
		b.WriteString(text)
	}
	return b.String()
}

// rowNumber is the number in the name of a line's field, or 0.
func rowNumber(name string) int {
	for part := range strings.SplitSeq(name, "-") {
		n := 0
		for _, c := range part {
			if c < '0' || c > '9' {
				n = 0
				break
			}
			n = n*10 + int(c-'0')
		}
		if n > 0 {
			return n
		}
	}
	return 0
}

// fieldOrder is where the name stands among the fields of p.
func fieldOrder(p Part, name string) int {
	return slices.IndexFunc(p.Fields, func(f string) bool { return f == name || strings.HasSuffix(f, "-") && strings.HasPrefix(name, f) })
}

// LocalTime is t by the clock on the wall of the house.
func LocalTime(t time.Time) time.Time {
	return consult.CivilTime{At: t, Zone: consult.DefaultZone}.Local()
}
