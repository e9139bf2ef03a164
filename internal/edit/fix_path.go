package edit

import (
	"fmt"
	"net/url"
)

// PartQuery is the parameter with the section of which a page shows the form.
const PartQuery = "part"

// PartPath returns the address of the form at path for one section.
func PartPath(path string, p Part) string {
	return path + "?" + PartQuery + "=" + url.QueryEscape(p.Key)
}

// RowName is the name and id of the field of a column in row n of a list, counted from 1.
func RowName(list string, n int, column string) string {
	return fmt.Sprintf("%s-%d-%s", list, n, column)
}

// FormPath returns the address of the form of the record with an address. The features whose records have pages of their own
// say where it is.
func (k *Kind) FormPath(address string) string {
	if k.EditPath != nil {
		return k.EditPath(address)
	}
	return k.RecordPath(address) + "/edit"
}

// FixPath returns the address of the field in which the mistake m in a record is corrected, and the section in which it is; that
// is the zero Part for what is in none. form is the address of the form of the record.
func (k *Kind) FixPath(form string, m Mistake) (href string, in Part) {
	if linked := AsLinked(m.Err); linked != nil {
		href = linked.Href
	}
	if k.Parts {
		for _, part := range k.PartsOf() {
			for _, name := range part.Names() {
				if name == m.Field {
					in, form = part, PartPath(form, part)
				}
			}
		}
	}
	if href != "" {
		return href, in
	}
	at := m.FieldName()
	if f := k.Field(m.Field); f != nil && (f.Kind == Date || f.Kind == DateTime) {
		at += "-day"
	}
	return form + "#" + at, in
}
