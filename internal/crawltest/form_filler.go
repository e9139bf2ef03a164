package crawltest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// FormFiller fills in and sends every form that it finds, so that its texts are stored in every field that a user can
// fill in.
type FormFiller struct {
	Site           *Site
	Role           Role
	Text           func(name string) string        // value for free text fields
	Skip           func(route, button string) bool // reports whether to leave a button alone
	Today          time.Time                       // for dates that must be today; zero: as Fill sets them
	NonDestructive bool                            // press no destructive buttons
	OnResponse     func(d *browsertest.Document)   // called with every response, including errors; may be nil

	done     map[string]bool
	Accepted map[string]int // number of accepted forms by route
	Rejected map[string]int // number of rejected forms by route

	FieldsFilled int // number of fields that were filled in
}

// destructiveWords are in the texts of buttons that delete something. They are pressed last.
var destructiveWords = []string{
	"remove",
	"delete",
	"withdraw",
	"suspend",
	"erase",
	"forget",
	"sign out",
	"discard",
	"revoke",
	"reject",
	"exclude",
	"redact",
	"end ",
	"stop",
	"close",
	"clear",
}

func isDestructive(button string) bool {
	low := " " + strings.ToLower(button)
	return slices.ContainsFunc(destructiveWords, func(word string) bool { return strings.Contains(low, " "+word) })
}

// Run crawls from the given paths, fills in forms and continues from the resulting pages, until every form has been
// sent with each of its buttons.
func (w *FormFiller) Run(each int, from ...string) *Crawled {
	w.done, w.Accepted, w.Rejected = map[string]bool{}, map[string]int{}, map[string]int{}
	m := w.Site.Walk(w.Role, each, from...)
	for _, destructive := range []bool{false, true} {
		if destructive && w.NonDestructive {
			break
		}
		for range 12 { // a form can lead to another
			next := w.fillAll(m, destructive)
			if len(next) == 0 {
				break
			}
			w.Site.ContinueWalk(w.Role, m, each, next...)
		}
	}
	return m
}

// fillAll sends every form that has not been sent before and returns the paths of the resulting pages.
func (w *FormFiller) fillAll(m *Crawled, destructive bool) (next []string) {
	for _, route := range slices.Sorted(maps.Keys(m.Forms)) {
		for _, sent := range m.Forms[route] {
			for _, button := range sent.Form.Buttons {
				key := route + "|" + button.Name + "|" + button.Text
				if w.done[key] || isDestructive(button.Text) != destructive || w.Skip != nil && w.Skip(route, button.Text) {
					continue
				}
				w.done[key] = true
				if to := w.submit(route, sent, button); to != "" && !slices.Contains(next, to) {
					next = append(next, to)
				}
			}
		}
	}
	return next
}

// submit fills in and sends a form. If it is refused, it corrects the fields in the error summary and sends it again.
// It reads the page again first, because another form may have changed it.
func (w *FormFiller) submit(route string, sent FoundForm, button browsertest.Button) string {
	form := w.reloadForm(sent)
	if form == nil {
		return ""
	}
	form.FillWith(func(name string) string { w.FieldsFilled++; return w.Text(name) })
	for range 4 {
		values := form.Values
		if button.Name != "" {
			values.Set(button.Name, button.Value)
		}
		d := w.Site.Request(w.Role, http.MethodPost, form.Action.RequestURI(), values, nil)
		if w.OnResponse != nil {
			w.OnResponse(d)
		}
		if d.Status < 400 {
			w.Accepted[route]++
			return redirectPath(d)
		}
		w.Rejected[route]++
		wrong := d.ErrorFieldIDs()
		if form.Refill(wrong) == 0 {
			return ""
		}
		w.fixDates(form, wrong)
	}
	return ""
}

// fixDates sets invalid dates to today.
func (w *FormFiller) fixDates(form *browsertest.Form, wrong []string) {
	for _, id := range wrong {
		name, isDate := strings.CutSuffix(id, "-day")
		if !isDate || w.Today.IsZero() {
			continue
		}
		for part, layout := range map[string]string{"day": "2", "month": "1", "year": "2006"} {
			form.Values.Set(name+"-"+part, w.Today.Format(layout))
		}
	}
}

// reloadForm returns the form from its page as it is now.
func (w *FormFiller) reloadForm(sent FoundForm) *browsertest.Form {
	d := w.Site.Get(w.Role, sent.Page)
	for _, form := range d.Forms() {
		if form.Method == sent.Form.Method && form.Action.RequestURI() == sent.Path {
			return form
		}
	}
	return nil
}
