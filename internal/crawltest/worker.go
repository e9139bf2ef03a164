package crawltest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/waittest"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Worker is a person who does a job through the links and forms that are on the pages, and counts what it takes. A link,
// field or button that is not there fails the test.
//
// A page load is a page that the person gets by a link or a button; where it redirects to is part of it. The page that
// the job starts on is not counted. A keystroke is a typed character, an option that is ticked or selected, a fold that
// is opened, or a link or button that is pressed.
type Worker struct {
	*testing.T
	*browsertest.Document
	Site  *Site
	Role  Role
	Loads int
	Keys  int

	// send gets a page or, if there are values, sends a form.
	send func(path string, form url.Values) *browsertest.Document

	form    *browsertest.Form
	changed map[int]string
	opened  bool // a fold of this page
}

// Start puts the person on a page.
func (s *Site) Start(t *testing.T, role Role, path string) *Worker {
	t.Helper()
	w := BrowseBy(t, func(path string, form url.Values) *browsertest.Document {
		if form == nil {
			return s.Get(role, path)
		}
		return s.Request(role, http.MethodPost, path, form, nil)
	})
	w.Site, w.Role = s, role
	w.show(s.Get(role, path))
	w.Loads = 0
	return w
}

// Browse puts the person on the page of v, which signs in as people do.
func Browse(t *testing.T, v *browsertest.Visitor) *Worker {
	t.Helper()
	w := BrowseBy(t, func(path string, form url.Values) *browsertest.Document {
		if form == nil {
			v.Go(path)
		} else {
			v.Post(path, form)
		}
		return v.Document
	})
	w.show(v.Document)
	w.Loads = 0
	return w
}

// BrowseBy returns a person whose requests go through send, on no page yet.
func BrowseBy(t *testing.T, send func(path string, form url.Values) *browsertest.Document) *Worker {
	return &Worker{T: t, send: send}
}

// Visit shows the page at an address that the person has from elsewhere, such as an email.
func (w *Worker) Visit(address string) { w.Helper(); w.show(w.send(address, nil)) }

// Reload shows the page as it is now. It is not counted.
func (w *Worker) Reload() {
	w.Helper()
	w.show(w.send(w.URL.RequestURI(), nil))
	w.Loads--
}

// show is what the person gets.
func (w *Worker) show(d *browsertest.Document) {
	w.Helper()
	for range 5 {
		to := redirectPath(d)
		if to == "" {
			break
		}
		d = w.send(to, nil)
	}
	if d.Status != http.StatusOK && d.Status != http.StatusUnprocessableEntity {
		w.Fatalf("%s: status %d: %.2000s", d.URL, d.Status, d.Text())
	}
	w.Document, w.form, w.changed, w.opened = d, nil, map[int]string{}, false
	w.Loads++
}

// Follow follows the first link whose text starts with words.
func (w *Worker) Follow(words string) {
	w.Helper()
	w.FollowTo(words, "")
}

// FollowTo follows the first link whose text starts with words and whose address begins with path.
func (w *Worker) FollowTo(words, path string) {
	w.Helper()
	var seen []string
	for _, l := range w.Links() {
		if seen = append(seen, l.Text); startsWith(l.Text, words) && strings.HasPrefix(l.URL.Path, path) {
			w.Keys++
			w.show(w.send(l.URL.RequestURI(), nil))
			return
		}
	}
	w.Fatalf("%s has no link %q to %s: %q", w.URL, words, path, seen)
}

// startsWith compares as a reader does: without regard to case.
func startsWith(text, words string) bool {
	return len(text) >= len(words) && strings.EqualFold(text[:len(words)], words)
}

// find returns the first field, from the nth on, whose label or group starts with words. All fields of a page that are
// changed are in one form.
func (w *Worker) find(words string, n int, kinds ...string) (int, browsertest.Field) {
	w.Helper()
	forms := w.Forms()
	if w.form != nil {
		forms = []*browsertest.Form{w.form}
	}
	var seen []string
	for _, f := range forms {
		for at, field := range f.Fields() {
			seen = append(seen, field.Label)
			if !startsWith(field.Label, words) && !startsWith(field.Group+" "+field.Label, words) || !slices.Contains(kinds, field.Kind) {
				continue
			}
			if n--; n >= 0 {
				continue
			}
			w.form = f
			if field.Folded && !w.opened {
				w.Keys++
				w.opened = true
			}
			return at, field
		}
	}
	w.Fatalf("%s has no %s %q: %q", w.URL, kinds, words, seen)
	return 0, browsertest.Field{}
}

// Type types text into the field whose label, or whose legend and label, start with words.
func (w *Worker) Type(words, text string) { w.Helper(); w.TypeInto(words, 0, text) }

// TypeInto types text into the nth field, from 0, whose label or whose legend and label start with words.
func (w *Worker) TypeInto(words string, n int, text string) {
	w.Helper()
	at, _ := w.find(words, n, "text", "textarea", "number", "email", "search", "date", "password")
	w.changed[at] = text
	w.Keys += utf8.RuneCountInString(text)
}

// Tick ticks the nth radio button or checkbox, from 0, whose label or whose legend and label start with words.
func (w *Worker) Tick(words string, n int) {
	w.Helper()
	at, field := w.find(words, n, "radio", "checkbox")
	w.Keys++
	w.changed[at] = field.Value
}

// Select selects the option of a list that starts with words.
func (w *Worker) Select(label, words string) {
	w.Helper()
	at, field := w.find(label, 0, "select")
	for _, o := range field.Options {
		if startsWith(o.Text, words) {
			w.Keys++
			w.changed[at] = o.Value
			return
		}
	}
	w.Fatalf("%s: the list %q has no option %q: %v", w.URL, label, words, field.Options)
}

// Press presses a button of the form that was filled in, or of any form if none was.
func (w *Worker) Press(words string) {
	w.Helper()
	forms, seen := w.Forms(), []string{}
	if w.form != nil {
		forms = []*browsertest.Form{w.form}
	}
	for _, f := range forms {
		for _, b := range f.Buttons {
			if !startsWith(b.Text, words) {
				seen = append(seen, b.Text)
				continue
			}
			w.Keys++
			values := f.Send(b, w.changed)
			if f.Method == http.MethodGet {
				w.show(w.send(f.Action.Path+"?"+values.Encode(), nil))
			} else {
				w.show(w.send(f.Action.RequestURI(), values))
				w.awaitOperation()
			}
			return
		}
	}
	w.Fatalf("%s has no button %q: %q", w.URL, words, seen)
}

// awaitOperation waits while the page shows the progress of work, and then asks for the result. How
// often it looks is not counted.
func (w *Worker) awaitOperation() {
	w.Helper()
	if !strings.HasPrefix(w.URL.Path, web.OperationsPath) {
		return
	}
	const result = "Show the result"
	waittest.Until(w.T, "the end of the work on "+w.URL.Path, func() bool {
		w.Reload()
		return !strings.Contains(w.Text(), "The work will continue")
	})
	if strings.Contains(w.Text(), result) {
		w.Follow(result)
	}
}

// See fails the test if the page does not have the words.
func (w *Worker) See(words string) {
	w.Helper()
	if !strings.Contains(w.Text(), words) {
		w.Fatalf("%s does not say %q: %.3000s", w.URL, words, w.Text())
	}
}
