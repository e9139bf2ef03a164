package crawltest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// Writer fills in every form that it meets and sends it, so that what it writes
// stands in every field that somebody can fill.
type Writer struct {
	Site  *Site
	Role  Role
	Words func(name string) string        // what is written where one may write what one likes
	Spare func(route, button string) bool // true: leave this button alone
	Today time.Time                       // for dates that must be of now; zero: as they come
	Keep  bool                            // take nothing away
	Seen  func(d *browsertest.Document)   // every answer, refusals as well; may be nil

	done map[string]bool
	Sent map[string]int // how often a form of a route was taken
	No   map[string]int // how often it was refused

	Fields int // how many times something was written into a field
}

// last are the buttons that take something away. They are pressed when there is
// nothing else left to do.
var last = []string{"remove", "delete", "withdraw", "suspend", "erase", "forget", "sign out", "discard", "revoke", "reject", "exclude", "redact", "end ", "stop", "close", "clear", "take away", "leave out"}

func takesAway(button string) bool {
	low := " " + strings.ToLower(button)
	return slices.ContainsFunc(last, func(word string) bool { return strings.Contains(low, " "+word) })
}

// Run walks from the given paths, fills in what it meets, and goes on from where
// that leads, until every form has been sent once by each of its buttons.
func (w *Writer) Run(each int, from ...string) *Met {
	w.done, w.Sent, w.No = map[string]bool{}, map[string]int{}, map[string]int{}
	m := w.Site.Walk(w.Role, each, from...)
	for _, destructive := range []bool{false, true} {
		if destructive && w.Keep {
			break
		}
		for range 12 { // a form may lead to the next
			led := w.round(m, destructive)
			if len(led) == 0 {
				break
			}
			w.Site.WalkOn(w.Role, m, each, led...)
		}
	}
	return m
}

// round sends every form that was not sent before and returns where that led.
func (w *Writer) round(m *Met, destructive bool) (led []string) {
	for _, route := range slices.Sorted(maps.Keys(m.Forms)) {
		for _, sent := range m.Forms[route] {
			for _, button := range sent.Form.Buttons {
				key := route + "|" + button.Name + "|" + button.Text
				if w.done[key] || takesAway(button.Text) != destructive || w.Spare != nil && w.Spare(route, button.Text) {
					continue
				}
				w.done[key] = true
				if to := w.send(route, sent, button); to != "" && !slices.Contains(led, to) {
					led = append(led, to)
				}
			}
		}
	}
	return led
}

// send fills in one form and sends it; refused, it mends what the page says is
// wrong and sends it again. The page is read anew, because another form may have
// changed what it is about.
func (w *Writer) send(route string, sent Sent, button browsertest.Button) string {
	form := w.again(sent)
	if form == nil {
		return ""
	}
	form.Write(func(name string) string { w.Fields++; return w.Words(name) })
	for range 4 {
		values := form.Values
		if button.Name != "" {
			values.Set(button.Name, button.Value)
		}
		d := w.Site.Ask(w.Role, http.MethodPost, form.Action.RequestURI(), values, nil)
		if w.Seen != nil {
			w.Seen(d)
		}
		if d.Status < 400 {
			w.Sent[route]++
			return leads(d)
		}
		w.No[route]++
		wrong := d.Wrong()
		if form.Mend(wrong) == 0 {
			return ""
		}
		w.date(form, wrong)
	}
	return ""
}

// date writes the day of today where a date is wrong.
func (w *Writer) date(form *browsertest.Form, wrong []string) {
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

// again finds the form on its page as the page is now.
func (w *Writer) again(sent Sent) *browsertest.Form {
	d := w.Site.Go(w.Role, sent.On)
	for _, form := range d.Forms() {
		if form.Method == sent.Form.Method && form.Action.RequestURI() == sent.Path {
			return form
		}
	}
	return nil
}
