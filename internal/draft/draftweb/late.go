package draftweb

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

// lateView shows somebody who saved late what they typed beside what is saved
// now.
type lateView struct {
	page.Desk
	Title   string
	By      string // who saved before
	Time    string
	Day     string
	Gone    bool // what the form was about has been removed
	Differs []difference
	Hidden  []hidden // all that was typed
	Version int64
	Wrong   []form.Problem
	Back    page.Link
}

// difference is a part that reads differently.
type difference struct {
	Name, Label  string
	Mine, Theirs string
	Takes        string // "mine", "theirs" or "": what is chosen before somebody chooses
	Missing      string // the sentence that asks to choose
}

type hidden struct{ Name, Value string }

// MineID is the id of the first of the two buttons.
func (d difference) MineID() string { return "choose-" + d.Name }

// TheirsID is the id of the second.
func (d difference) TheirsID() string { return "choose-" + d.Name + "-theirs" }

var latePage = page.New(files, "templates/late.html", lateExamples[0], lateExamples[1:]...)

// late shows typed beside what is saved.
func (d *Handlers) late(w http.ResponseWriter, r *http.Request, status int, s sheet, typed url.Values, late *draft.Late) error {
	words := page.In(r)
	at := local(late.Saved.At)
	v := lateView{Title: late.Saved.Definition.Title, By: cmp.Or(d.NameOf(r.Context(), late.Saved.By), words.Say("Somebody")),
		Time: words.Clock(at), Day: words.Date(at), Version: late.Saved.Version,
		Back: page.Link{Text: words.Say("Back to the consultation"), Href: hub(late.Saved.Slug)}}
	theirs, err := s.values(&late.Saved.Definition)
	if v.Gone = fault.Is(err, fault.NotFound); err != nil && !v.Gone {
		return err
	}
	var began url.Values
	if late.Began != nil {
		if began, err = s.values(late.Began); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	mine := d.asTaken(s, late, typed)
	for _, p := range s.parts() {
		diff := difference{Name: p.name, Label: words.Say(p.label), Mine: readable(mine, p), Theirs: readable(theirs, p)}
		if diff.Mine == diff.Theirs {
			continue
		}
		if began != nil {
			switch was := readable(began, p); was {
			case diff.Mine:
				diff.Takes = "theirs"
			case diff.Theirs:
				diff.Takes = "mine"
			}
		}
		diff.Takes = cmp.Or(typed.Get("choose-"+p.name), diff.Takes)
		if status == http.StatusUnprocessableEntity && diff.Takes == "" {
			diff.Missing = words.Say("Choose which one to keep.")
			v.Wrong = append(v.Wrong, form.Problem{Href: "#" + diff.MineID(), Say: words.Say("Choose which one to keep: %s", diff.Label)})
		}
		v.Differs = append(v.Differs, diff)
	}
	for _, name := range slices.Sorted(maps.Keys(typed)) {
		if name == "version" || name == "do" || name == "differs" || strings.HasPrefix(name, "choose-") {
			continue
		}
		for _, value := range typed[name] {
			v.Hidden = append(v.Hidden, hidden{name, value})
		}
	}
	return latePage.Write(w, r, status, v)
}

// asTaken is typed as it would read once it were taken, so that it compares with
// what is saved. What cannot be taken stays as it was typed.
func (d *Handlers) asTaken(s sheet, late *draft.Late, typed url.Values) url.Values {
	for _, def := range []*consult.Definition{&late.Saved.Definition, late.Began} {
		if def == nil {
			continue
		}
		whole := draft.Copy(def)
		if bad, err := s.take(whole, typed, func(string) bool { return true }); err != nil || len(bad) > 0 {
			continue
		}
		if values, err := s.values(whole); err == nil {
			return values
		}
	}
	return typed
}

// chooseAgain asks once more for a choice that was not made.
func (d *Handlers) chooseAgain(w http.ResponseWriter, r *http.Request, s sheet, typed url.Values) error {
	dr, err := d.open(r)
	if err != nil {
		return err
	}
	return d.late(w, r, http.StatusUnprocessableEntity, s, typed, &draft.Late{Saved: dr})
}

// readable is a part of a form as people read it: the values in their order,
// each on a line. Ids of options say nothing to anybody.
func readable(values url.Values, p part) string {
	var names []string
	for name := range values {
		if p.of(name) && !strings.HasSuffix(name, "-id") {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(natural(a)-natural(b), cmp.Compare(place(p, a), place(p, b)), strings.Compare(a, b))
	})
	var b strings.Builder
	last := 0
	for _, name := range names {
		text := strings.TrimSpace(strings.ReplaceAll(strings.Join(values[name], ", "), "\r\n", "\n"))
		if text == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(map[bool]string{true: " ", false: "\n"}[natural(name) == last && last > 0])
		}
		last = natural(name)
		if strings.HasSuffix(name, "-writein") || strings.HasSuffix(name, "-exclusive") {
			text = "[" + name[strings.LastIndexByte(name, '-')+1:] + "]"
		}
		b.WriteString(text)
	}
	return b.String()
}

// natural is the number in the name of a line's field, or 0.
func natural(name string) int {
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

// place is where the name stands among the fields of p.
func place(p part, name string) int {
	return slices.IndexFunc(p.fields, func(f string) bool { return f == name || strings.HasSuffix(f, "-") && strings.HasPrefix(name, f) })
}

// local is t by the clock on the wall of the house.
func local(t time.Time) time.Time { return consult.Moment{At: t, Zone: consult.DefaultZone}.Local() }
