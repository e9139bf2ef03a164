package draftedit

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// conflictView is the view of the page for conflicting edits: it shows what was submitted next to what another
// officer has saved, part by part.
type conflictView struct {
	page.StaffView
	Title       string // of the consultation
	ChangedBy   string // name of the other officer
	Time        string // when they saved
	Day         string
	Outside     bool     // what is published has changed, not the draft
	Removed     bool     // what the form edits has been removed
	Merged      bool     // what was submitted has been merged with what was saved; only what both changed differs
	Settled     []string // labels of the parts that only one side changed
	Differences []difference
	Hidden      []hiddenField // everything that was submitted
	Version     draft.Version
	Problems    []form.Problem
	Back        page.Link
}

// difference is a part of the form that differs.
type difference struct {
	Name, Label  string
	Mine, Theirs string // the submitted and the stored text
	Choice       string // "mine", "theirs" or "": preselected, because only one of the officers changed the part
	Error        string
}

type hiddenField struct{ Name, Value string }

// MineID returns the id of the radio button for the submitted text.
func (d difference) MineID() string { return choicePrefix + d.Name }

// TheirsID returns the id of the radio button for the stored text.
func (d difference) TheirsID() string { return choicePrefix + d.Name + "-theirs" }

// ConflictPage is the page for conflicting edits.
var ConflictPage = page.New(templateFiles, "templates/conflict.html", conflictExamples[0], conflictExamples[1:]...)

// showConflict shows the submitted values next to the stored ones.
func (b *Base) showConflict(
	w http.ResponseWriter, r *http.Request, status int, e Editor, typed url.Values, conflict *draft.ConflictError,
) error {
	words, current := page.Printer(r), conflict.Current
	at := consult.LocalTime(current.ChangedAt)
	v := conflictView{
		Title:     current.Definition.Title,
		ChangedBy: b.ChangedBy(r, current),
		Time:      words.Clock(at),
		Day:       words.Date(at),
		Version:   current.Version,
		Outside:   conflict.Outside,
		Back:      BackToHub(r, current.Slug),
	}
	stored := &current.Definition
	if conflict.Outside {
		stored = builder.Clone(stored)
		if err := takePublished(words, e, current, stored, func(string) bool { return true }); err != nil {
			return err
		}
	}
	theirs, err := e.Values(stored)
	if v.Removed = fault.Is(err, fault.NotFound); err != nil && !v.Removed {
		return err
	}
	var base url.Values
	if conflict.Base != nil {
		if base, err = e.Values(conflict.Base); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	mine := asSaved(e, conflict, typed)
	if status == http.StatusUnprocessableEntity {
		v.Merged = typed.Has(mergedField)
	} else if merged := mergeForms(e, conflict, typed); merged != nil {
		v.Merged = true
		v.Settled = settledParts(words, e, &current.Definition, mine, theirs, base, *merged)
		mine, theirs, base, typed = merged.mine, merged.theirs, nil, merged.mine
	}
	for _, p := range e.Parts() {
		if status == http.StatusUnprocessableEntity && v.Merged && !slices.Contains(typed[differencesInField], p.Name) {
			continue
		}
		text := func(values url.Values) string { return partText(words, e, &current.Definition, p, values) }
		diff := difference{Name: p.Name, Label: words.Say(p.Label), Mine: text(mine), Theirs: text(theirs)}
		if diff.Mine == diff.Theirs {
			continue
		}
		if base != nil {
			switch text(base) {
			case diff.Mine:
				diff.Choice = keepTheirsAction
			case diff.Theirs:
				diff.Choice = keepMineAction
			}
		}
		diff.Choice = cmp.Or(typed.Get(choicePrefix+p.Name), diff.Choice)
		if status == http.StatusUnprocessableEntity && diff.Choice == "" {
			diff.Error = words.Say("Choose which version to keep.")
			v.Problems = append(v.Problems,
				form.Problem{Href: "#" + diff.MineID(), Say: words.Say("%s: choose which version to keep", diff.Label)})
		}
		v.Differences = append(v.Differences, diff)
	}
	for _, name := range slices.Sorted(maps.Keys(typed)) {
		own := []string{"version", "do", differencesInField, outsideField, mergedField}
		if slices.Contains(own, name) || strings.HasPrefix(name, choicePrefix) {
			continue
		}
		for _, value := range typed[name] {
			v.Hidden = append(v.Hidden, hiddenField{name, value})
		}
	}
	return ConflictPage.Write(w, r, status, v)
}

// mergedForms are the values of a form after the changes of both sides have been merged: with what the officer submitted, or
// with what was saved, where both changed the same.
type mergedForms struct{ mine, theirs url.Values }

// mergeForms merges the submitted form with what was saved, or returns nil if that cannot be done: the version from which the
// form was made is not known, something that was submitted is wrong, or what it edits has been removed.
func mergeForms(e Editor, conflict *draft.ConflictError, typed url.Values) *mergedForms {
	if conflict.Base == nil {
		return nil
	}
	mine := builder.Clone(conflict.Base)
	if invalid, err := e.Apply(mine, typed, func(string) bool { return true }); err != nil || len(invalid) > 0 {
		return nil
	}
	theirs := conflict.Theirs()
	withMine, _ := draft.Merge(conflict.Base, mine, theirs)
	withTheirs, _ := draft.Merge(conflict.Base, theirs, mine)
	mineValues, err := e.Values(withMine)
	theirValues, theirErr := e.Values(withTheirs)
	if err != nil || theirErr != nil {
		return nil
	}
	return &mergedForms{mineValues, theirValues}
}

// settledParts returns the labels of the parts that differ, but need no choice.
func settledParts(
	words *locale.Printer, e Editor, def *consult.Definition, mine, theirs, base url.Values, merged mergedForms,
) (labels []string) {
	for _, p := range e.Parts() {
		text := func(values url.Values) string { return partText(words, e, def, p, values) }
		changed := text(mine) != text(base) || text(theirs) != text(base)
		if changed && text(merged.mine) == text(merged.theirs) {
			labels = append(labels, words.Say(p.Label))
		}
	}
	return labels
}

// asSaved returns the submitted values as the editor would return them after saving, so that they can be compared
// with the stored values. Values that cannot be saved are returned as submitted.
func asSaved(e Editor, conflict *draft.ConflictError, typed url.Values) url.Values {
	for _, def := range []*consult.Definition{&conflict.Current.Definition, conflict.Base} {
		if def == nil {
			continue
		}
		saved := builder.Clone(def)
		if invalid, err := e.Apply(saved, typed, func(string) bool { return true }); err != nil || len(invalid) > 0 {
			continue
		}
		if values, err := e.Values(saved); err == nil {
			return values
		}
	}
	return typed
}

// takePublished sets those parts of def, the definition of d, that have changed in what is published since d was last
// changed, as they are published. Without it, a part that both changed is that of the draft.
func takePublished(words *locale.Printer, e Editor, d *draft.Draft, def *consult.Definition, wanted func(part string) bool) error {
	if d.Base == nil || d.Was == nil {
		return nil
	}
	is, err := e.Values(d.Base)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	was, wasErr := e.Values(d.Was)
	if err != nil || wasErr != nil && !fault.Is(wasErr, fault.NotFound) {
		return cmp.Or(err, wasErr)
	}
	changed := map[string]bool{}
	for _, p := range e.Parts() {
		changed[p.Name] = wanted(p.Name) && partText(words, e, d.Base, p, is) != partText(words, e, d.Was, p, was)
	}
	_, err = e.Apply(def, is, func(part string) bool { return changed[part] })
	return err
}

// showMissingChoice shows the page for conflicting edits again if a choice is missing.
func (b *Base) showMissingChoice(w http.ResponseWriter, r *http.Request, e Editor, typed url.Values) error {
	d, err := b.LoadDraft(r)
	if err != nil {
		return err
	}
	return b.showConflict(w, r, http.StatusUnprocessableEntity, e, typed, &draft.ConflictError{Current: d, Outside: typed.Has(outsideField)})
}

// partText returns a part of the values of a form for people to read.
func partText(words *locale.Printer, e Editor, def *consult.Definition, p Part, values url.Values) string {
	if text, ok := e.PartText(words, def, p.Name, values); ok {
		return text
	}
	return valuesText(words, p, values)
}

// valuesText returns the values of a part in the order of the form, each on a line of its own, but the fields of a
// row on one line. Ids of rows are left out.
func valuesText(words *locale.Printer, p Part, values url.Values) string {
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
		switch {
		case strings.HasSuffix(name, "-writein"):
			text = words.Say("(with a text box)")
		case strings.HasSuffix(name, "-requirewritein"):
			text = words.Say("(which must be filled in)")
		case strings.HasSuffix(name, "-exclusive"):
			text = words.Say("(not with any other answer)")
		}
		b.WriteString(text)
	}
	return b.String()
}

// rowNumber returns the number in the name of a field of a row, or 0 for other fields.
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

// fieldOrder returns the position of a field among the fields of p.
func fieldOrder(p Part, field string) int {
	return slices.IndexFunc(p.Fields, func(name string) bool {
		return name == field || strings.HasSuffix(name, "-") && strings.HasPrefix(field, name)
	})
}
