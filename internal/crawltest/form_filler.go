package crawltest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// FormFiller fills in every form that it meets and sends it, so that what it writes
// stands in every field that somebody can fill.
type FormFiller struct {
	Site           *Site
	Role           Role
	Text           func(name string) string        // what is written where one may write what one likes
	Skip           func(route, button string) bool // true: leave this button alone
	Today          time.Time                       // for dates that must be of now; zero: as they come
	NonDestructive bool                            // take nothing away
	OnResponse     func(d *browsertest.Document)   // every answer, refusals as well; may be nil

	done     map[string]bool
	Accepted map[string]int // how often a form of a route was taken
	Rejected map[string]int // how often it was refused

	FieldsFilled int // how many times something was written into a field
}

// destructiveWords are the buttons that take something away. They are pressed when there is
// nothing else left to do.
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
	"take away",
	"leave out",
}

func isDestructive(button string) bool {
	low := " " + strings.ToLower(button)
	return slices.ContainsFunc(destructiveWords, func(word string) bool { return strings.Contains(low, " "+word) })
}

// Run walks from the given paths, fills in what it meets, and goes on from where
// that leads, until every form has been sent once by each of its buttons.
func (w *FormFiller) Run(each int, from ...string) *Crawled {
	w.done, w.Accepted, w.Rejected = map[string]bool{}, map[string]int{}, map[string]int{}
	m := w.Site.Walk(w.Role, each, from...)
	for _, destructive := range []bool{false, true} {
		if destructive && w.NonDestructive {
			break
		}
		for range 12 { // a form may lead to the next
			led := w.fillAll(m, destructive)
			if len(led) == 0 {
				break
			}
			w.Site.ContinueWalk(w.Role, m, each, led...)
		}
	}
	return m
}

// fillAll sends every form that was not sent before and returns where that led.
func (w *FormFiller) fillAll(m *Crawled, destructive bool) (led []string) {
	for _, route := range slices.Sorted(maps.Keys(m.Forms)) {
		for _, sent := range m.Forms[route] {
			for _, button := range sent.Form.Buttons {
				key := route + "|" + button.Name + "|" + button.Text
				if w.done[key] || isDestructive(button.Text) != destructive || w.Skip != nil && w.Skip(route, button.Text) {
					continue
				}
				w.done[key] = true
				if to := w.submit(route, sent, button); to != "" && !slices.Contains(led, to) {
					led = append(led, to)
				}
			}
		}
	}
	return led
}

// submit fills in one form and sends it; refused, it mends what the page says is
// wrong and sends it again. The page is read anew, because another form may have
// changed what it is about.
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

// fixDates writes the day of today where a date is wrong.
func (w *FormFiller) fixDates(form *browsertest.Form, wrong []string) {
	for _, id := range wrong {
		name, isDate := strings.CutSuffix(id, "--day")
		if !isDate || w.Today.IsZero() {
			continue
		}
		for part, layout := range map[string]string{"day": "2", "month": "1", "year": "2006"} {
			form.Values.Set(name+"--"+part, w.Today.Format(layout))
		}
	}
}

// reloadForm finds the form on its page as the page is now.
func (w *FormFiller) reloadForm(sent FoundForm) *browsertest.Form {
	d := w.Site.Get(w.Role, sent.Page)
	for _, form := range d.Forms() {
		if form.Method == sent.Form.Method && form.Action.RequestURI() == sent.Path {
			return form
		}
	}
	return nil
}
