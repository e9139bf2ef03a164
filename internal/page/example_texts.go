package page

import "reflect"

// ExampleTexts returns all strings in example i, for tests that distinguish texts of the page from its data.
func (p *Page[V]) ExampleTexts(i int) (all []string) {
	var walk func(v reflect.Value, depth int)
	walk = func(v reflect.Value, depth int) {
		if depth > 12 {
			return // a limit in case of cycles
		}
		switch v.Kind() {
		case reflect.String:
			all = append(all, v.String())
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem(), depth+1)
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i), depth+1)
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(v.Index(i), depth+1)
			}
		case reflect.Map:
			for _, key := range v.MapKeys() {
				walk(key, depth+1)
				walk(v.MapIndex(key), depth+1)
			}
		}
	}
	walk(reflect.ValueOf(p.examples[i]), 0)
	return all
}
