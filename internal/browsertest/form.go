package browsertest

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Form is a form of a page with the fields that a user can change.
type Form struct {
	Method  string
	Action  *url.URL
	Buttons []Button
	Values  url.Values // the initial values: hidden fields, and options and texts that are already set
	inputs  []input
}

// Button is a button that sends a form.
type Button struct{ Text, Name, Value string }

// input is a field to fill in.
type input struct {
	node  *html.Node
	kind  string // the type of an input, or "select" or "textarea"
	name  string
	label string // its label in lower case
	hint  string // its description
	group *html.Node
}

// Forms returns the forms of the page in order.
func (d *Document) Forms() []*Form {
	byID, labels := map[string]*html.Node{}, map[string]string{}
	for n := range d.root.Descendants() {
		if id, ok := attr(n, "id"); ok {
			byID[id] = n
		}
		if id, ok := attr(n, "for"); ok && n.Data == "label" {
			labels[id] = strings.ToLower(text(n))
		}
	}
	var forms []*Form
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" {
			forms = append(forms, d.form(n, byID, labels))
		}
	}
	return forms
}

func (d *Document) form(root *html.Node, byID map[string]*html.Node, labels map[string]string) *Form {
	f := &Form{Method: http.MethodGet, Action: d.URL, Values: url.Values{}}
	if method, _ := attr(root, "method"); strings.EqualFold(method, "post") {
		f.Method = http.MethodPost
	}
	if action, _ := attr(root, "action"); action != "" {
		if to, err := d.URL.Parse(action); err == nil {
			f.Action = to
		}
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if _, off := attr(n, "disabled"); off {
			continue
		}
		in := input{node: n, kind: inputKind(n), group: closestAncestor(n, "fieldset")}
		in.name, _ = attr(n, "name")
		value, _ := attr(n, "value")
		switch in.kind {
		case "":
		case "submit":
			f.Buttons = append(f.Buttons, Button{cmp.Or(text(n), value), in.name, value})
		case "hidden":
			f.Values.Add(in.name, value)
		default:
			id, _ := attr(n, "id")
			in.label = labels[id]
			described, _ := attr(n, "aria-describedby")
			for part := range strings.FieldsSeq(described) {
				if about := byID[part]; about != nil {
					in.hint += " " + text(about)
				}
			}
			f.inputs = append(f.inputs, in)
		}
	}
	return f
}

// Unchanged returns what a browser sends if nothing is changed in the form, without a button.
func (f *Form) Unchanged() url.Values { return f.Send(Button{}, nil) }

// inputKind returns the kind of field that n is, or "" for none.
func inputKind(n *html.Node) string {
	typ, _ := attr(n, "type")
	switch n.Data {
	case "input":
		if typ == "image" || typ == "submit" {
			return "submit"
		}
		return cmp.Or(typ, "text")
	case "button":
		if typ == "" || typ == "submit" {
			return "submit"
		}
	case "select", "textarea":
		return n.Data
	}
	return ""
}

func closestAncestor(n *html.Node, tag string) *html.Node {
	for a := range n.Ancestors() {
		if a.Data == tag {
			return a
		}
	}
	return nil
}

// Fill answers every question with minimal values: the first option, the smallest number, a short text.
func (f *Form) Fill() {
	for at, in := range f.inputs {
		if in.name == "" || f.Values.Has(in.name) {
			continue // without a name it is not sent; with a value it was answered by an earlier button of the group
		}
		value, _ := attr(in.node, "value")
		switch in.kind {
		case "radio", "checkbox":
			if in.kind == "checkbox" && (strings.Contains(in.label, "prefer not to say") || isInstead(in.node)) {
				continue // the user has an answer
			}
			f.Values.Set(in.name, cmp.Or(value, "on"))
		case "select":
			f.Values.Set(in.name, f.pickOption(at, in))
		case "file", "password", "reset", "button":
		default:
			f.Values.Set(in.name, f.fieldValue(at, in))
		}
	}
}

// isInstead reports whether n is a box that is ticked instead of filling in the field before it, such as “Don’t know”.
func isInstead(n *html.Node) bool {
	for a := range n.Ancestors() {
		if kind, _ := attr(a, "data-fm"); kind == "instead" {
			return true
		}
	}
	return false
}

// FillWith fills in the form like Fill, but sets every free text field to words(name), replacing existing text.
func (f *Form) FillWith(words func(name string) string) {
	for _, in := range f.inputs {
		mode, _ := attr(in.node, "inputmode")
		if in.name != "" && (in.kind == "textarea" || in.kind == "text" && mode != "numeric" && mode != "decimal" || in.kind == "search") {
			f.Values.Set(in.name, words(in.name))
		}
	}
	f.Fill()
}

// Refill fills in the fields with the given ids like Fill, replacing existing values. It returns how many it has
// filled in.
func (f *Form) Refill(ids []string) (filled int) {
	for _, in := range f.inputs {
		if id, _ := attr(in.node, "id"); slices.Contains(ids, id) {
			f.Values.Del(in.name)
			filled++
		}
	}
	f.Fill()
	return filled
}

// pickOption returns the first option of a select. Several selects with numbers in one group are ranks, each of which
// can be used once.
func (f *Form) pickOption(at int, in input) string {
	var options []string
	for o := range in.node.Descendants() {
		if value, _ := attr(o, "value"); o.Data == "option" && value != "" {
			options = append(options, value)
		}
	}
	if len(options) == 0 {
		return ""
	}
	if _, err := strconv.Atoi(options[0]); err == nil && in.group != nil {
		return options[min(f.indexInGroup(at, in), len(options)-1)]
	}
	return options[0]
}

// indexInGroup returns the number of fields of the same kind before this one in its group.
func (f *Form) indexInGroup(at int, in input) (n int) {
	for _, other := range f.inputs[:at] {
		if other.group == in.group && other.kind == in.kind {
			n++
		}
	}
	return n
}

var numberPattern = regexp.MustCompile(`\b\d[\d,]*(?:\.\d+)?\b`)

// fieldValue returns the value for a field.
func (f *Form) fieldValue(at int, in input) string {
	mode, _ := attr(in.node, "inputmode")
	auto, _ := attr(in.node, "autocomplete")
	switch {
	case in.kind == "email" || auto == "email":
		return "visitor@example.org"
	case auto == "postal-code" || strings.Contains(in.label, "postcode"):
		return "LE3 8RA" // County Hall, Glenfield: not a home
	case in.kind == "date":
		return "2015-03-27"
	case in.kind == "url":
		return "https://example.org/"
	case in.kind == "number" || mode == "numeric" || mode == "decimal":
		return f.numberValue(at, in)
	}
	short := "A visitor wrote this."
	if most, _ := attr(in.node, "maxlength"); most != "" {
		if n, err := strconv.Atoi(most); err == nil && n < len(short) {
			short = short[:n]
		}
	}
	return short
}

// numberValue returns a number for a field. Dates in three fields, ranks and budgets are recognised by their texts, as
// users do.
func (f *Form) numberValue(at int, in input) string {
	switch {
	case strings.HasPrefix(in.label, "day"):
		return "27"
	case strings.HasPrefix(in.label, "month"):
		return "3"
	case strings.HasPrefix(in.label, "year"):
		return "2021"
	}
	if in.group != nil {
		nth := f.indexInGroup(at, in)
		about := strings.ToLower(text(in.group))
		for _, other := range f.inputs {
			if other.group == in.group {
				about += " " + strings.ToLower(other.hint)
			}
		}
		if strings.Contains(about, "order") || strings.Contains(about, "rank") {
			return strconv.Itoa(nth + 1)
		}
		if sum := sumPattern.FindString(about); sum != "" {
			if nth > 0 {
				return "0"
			}
			return strings.ReplaceAll(numberPattern.FindString(sum), ",", "")
		}
	}
	if least, ok := attr(in.node, "min"); ok && least != "" {
		return least
	}
	if number := numberPattern.FindString(in.hint); number != "" {
		return strings.ReplaceAll(number, ",", "")
	}
	return "1"
}

// sumPattern finds the total that the fields of a group must add up to.
var sumPattern = regexp.MustCompile(`(?:total|sum|add up to|make|share|spend)\D{0,30}\d[\d,]*`)

// Answer fills in the form that has the button and presses it. button is the text of the button; "" is the first
// button of the form with the most fields.
func (v *Visitor) Answer(button string) {
	v.t.Helper()
	form, pressed := v.findButton(button)
	form.Fill()
	v.submit(form, pressed)
}

// Press presses a button without filling in anything.
func (v *Visitor) Press(button string) {
	v.t.Helper()
	v.submit(v.findButton(button))
}

func (v *Visitor) submit(form *Form, b Button) {
	v.t.Helper()
	if b.Name != "" {
		form.Values.Add(b.Name, b.Value)
	}
	v.send(form.Method, form.Action, form.Values)
}

func (v *Visitor) findButton(button string) (*Form, Button) {
	v.t.Helper()
	forms := v.Forms()
	if button == "" {
		slices.SortStableFunc(forms, func(a, b *Form) int { return len(b.inputs) - len(a.inputs) })
		// Prefer forms that change something to search forms.
		slices.SortStableFunc(forms, func(a, b *Form) int { return strings.Compare(b.Method, a.Method) })
	}
	var seen []string
	for _, f := range forms {
		for _, b := range f.Buttons {
			if strings.Contains(b.Text, button) {
				return f, b
			}
			seen = append(seen, b.Text)
		}
	}
	v.t.Fatalf("%s has no button %q; it has %q", v.URL, button, seen)
	return nil, Button{}
}

// next goes to the next page: it sends the page's form or, if there is none, follows the link that looks like a
// button.
func (v *Visitor) next() {
	v.t.Helper()
	asks := func(f *Form) bool { return f.Method == http.MethodPost && len(f.Buttons) > 0 }
	if !slices.ContainsFunc(v.Forms(), asks) {
		for _, link := range v.Links() {
			if link.Button {
				v.send(http.MethodGet, link.URL, nil)
				return
			}
		}
	}
	v.Answer("")
}

// AnswerUntil answers page after page until done returns true, and returns the URLs of the pages. It fails the test
// if answers are refused or there are too many pages.
func (v *Visitor) AnswerUntil(done func(*Document) bool) (passed []string) {
	v.t.Helper()
	const most = 100
	for len(passed) < most {
		if done(v.Document) {
			return passed
		}
		here := v.URL.String()
		passed = append(passed, here)
		v.next()
		if v.Status >= 400 || v.Alert() != "" {
			v.t.Fatalf("%s refused the answers with status %d: %s", here, v.Status, cmp.Or(v.Alert(), v.Heading()))
		}
	}
	v.t.Fatalf("not done after %d pages; the visitor is at %s", most, v.URL)
	return nil
}
