package browsertest

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Field is a field of a form as a user sees it. Each radio button and checkbox is a field of its own.
type Field struct {
	Name, Kind, Value string   // Kind is the type of an input, or "select" or "textarea"
	Label             string   // "" if it has none
	Hint              string   // its description, or ""
	Pattern           string   // which its value must match, or ""
	Group             string   // the legend of its fieldset, or ""
	Options           []Option // of a select
	Checked           bool     // of a radio button or checkbox
	Folded            bool     // it is inside details that are not open
}

// Option is an option of a select.
type Option struct{ Value, Text string }

// Fields returns the fields that a user can change, in the order of the page, with the values that they have now.
func (f *Form) Fields() (all []Field) {
	for _, in := range f.inputs {
		one := Field{Name: in.name, Kind: in.kind, Label: in.label, Group: legend(in.group), Folded: isFolded(in.node)}
		one.Value, _ = attr(in.node, "value")
		one.Pattern, _ = attr(in.node, "pattern")
		one.Hint = strings.TrimSpace(in.hint)
		_, one.Checked = attr(in.node, "checked")
		switch in.kind {
		case "radio", "checkbox":
			one.Value = cmp.Or(one.Value, "on")
		case "select":
			for n := range in.node.Descendants() {
				if n.Data == "option" {
					value, _ := attr(n, "value")
					one.Options = append(one.Options, Option{value, text(n)})
					if _, selected := attr(n, "selected"); selected || len(one.Options) == 1 {
						one.Value = value
					}
				}
			}
		case "textarea":
			for n := range in.node.Descendants() {
				one.Value += n.Data
			}
			one.Value = strings.TrimPrefix(one.Value, "\n")
		}
		all = append(all, one)
	}
	return all
}

// Send returns what a browser sends if the button is pressed after fields were changed: the number of the field in
// Fields to its text, or to its value if it was ticked or selected.
func (f *Form) Send(b Button, changed map[int]string) url.Values {
	out, fields := url.Values{}, f.Fields()
	for name, values := range f.Values {
		out[name] = slices.Clone(values)
	}
	ticked := map[string]bool{} // groups of radio buttons
	for i := range changed {
		ticked[fields[i].Name] = ticked[fields[i].Name] || fields[i].Kind == "radio"
	}
	for i, field := range fields {
		value, isChanged := changed[i]
		switch {
		case isChanged:
			out.Add(field.Name, value)
		case field.Kind == "radio" && (!field.Checked || ticked[field.Name]), field.Kind == "checkbox" && !field.Checked, field.Kind == "file":
		default:
			out.Add(field.Name, field.Value)
		}
	}
	if b.Name != "" {
		out.Add(b.Name, b.Value)
	}
	return out
}

func legend(group *html.Node) string {
	if group == nil {
		return ""
	}
	for n := range group.Descendants() {
		if n.Data == "legend" {
			return text(n)
		}
	}
	return ""
}

// isFolded reports whether n is inside details that the user has to open first.
func isFolded(n *html.Node) bool {
	for a := range n.Ancestors() {
		if _, open := attr(a, "open"); a.Data == "details" && !open {
			return true
		}
	}
	return false
}
