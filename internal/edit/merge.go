package edit

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Merge combines two changes of base, whose values are settings as JSON. Lists of things with ids, such as the pages,
// questions and answers of a questionnaire, are merged thing by thing, so that only a setting of a thing that both changed
// differently is in both, by its path. The merged values have it as in mine.
func Merge(base, mine, theirs Values) (merged Values, both []string) {
	m := &merger{}
	out, _ := m.merge(settings(base), settings(mine), settings(theirs), "").(map[string]any)
	merged = Values{}
	for name, value := range out {
		merged.Set(name, db.JSON(value))
	}
	return merged, m.both
}

// settings returns values that are JSON as a tree of maps, lists and plain values.
func settings(v Values) any {
	out := map[string]any{}
	for name := range v {
		decoder := json.NewDecoder(strings.NewReader(v.Text(name)))
		decoder.UseNumber()
		var value any
		if decoder.Decode(&value) != nil {
			value = v.Text(name) // plain text, which is merged as a whole
		}
		out[name] = value
	}
	return out
}

// mergeRows combines two changes of a list of rows that have the names of stored rows in a column. ok is false if the rows
// cannot be told apart.
func mergeRows(column string, base, mine, theirs []Values) (merged []Values, both, ok bool) {
	m := &merger{}
	lists := [3]*keyed{rowList(column, base), rowList(column, mine), rowList(column, theirs)}
	for i, list := range lists {
		if list == nil || i == 0 && slices.ContainsFunc(list.keys, isNew) {
			return nil, false, false // a new row that both may have changed
		}
	}
	for _, row := range m.mergeList(lists[0], lists[1], lists[2], "") {
		merged = append(merged, rowOf(row))
	}
	return merged, len(m.both) > 0, true
}

const newRow = "new " // begins the keys of rows that were never published

func isNew(key string) bool { return strings.HasPrefix(key, newRow) }

// rowList returns rows by their keys, or nil if two have the same key.
func rowList(column string, rows []Values) *keyed {
	list := &keyed{things: map[string]any{}}
	for _, row := range rows {
		cells := map[string]any{}
		for name, values := range row {
			cells[name] = values
		}
		key := "row " + row.Text(column)
		if row.Text(column) == "" {
			key = newRow + row.text()
		}
		if !list.add(key, cells) {
			return nil
		}
	}
	return list
}

func rowOf(cells any) Values {
	row := Values{}
	for name, values := range cells.(map[string]any) {
		row.Set(name, values.([]string)...)
	}
	return row
}

// absent is the value of a setting or thing that is not there.
type absent struct{}

// merger merges trees of maps, lists and plain values.
type merger struct{ both []string }

// wholes are settings of several parts that mean something only together, such as a condition.
var wholes = []string{"when", "for"}

// merge returns base with the changes of mine and theirs.
func (m *merger) merge(base, mine, theirs any, at string) any {
	switch {
	case reflect.DeepEqual(mine, theirs), reflect.DeepEqual(theirs, base):
		return mine
	case reflect.DeepEqual(mine, base):
		return theirs
	}
	mineMap, isMap := mine.(map[string]any)
	theirMap, areMaps := theirs.(map[string]any)
	if baseMap, _ := base.(map[string]any); isMap && areMaps && mayMix(at, baseMap, mineMap, theirMap) {
		return m.mergeMap(baseMap, mineMap, theirMap, at)
	}
	if lists := keyedLists(base, mine, theirs); lists != nil {
		return m.mergeList(lists[0], lists[1], lists[2], at)
	}
	m.clash(at)
	return mine
}

func (m *merger) clash(at string) { m.both = append(m.both, strings.TrimPrefix(at, "/")) }

// mayMix reports whether settings of one thing can be taken from both sides. They cannot if one has made it another kind of
// thing, such as a question of another kind.
func mayMix(at string, base, mine, theirs map[string]any) bool {
	if slices.Contains(wholes, at[strings.LastIndex(at, "/")+1:]) {
		return false
	}
	return len(base) == 0 || reflect.DeepEqual(mine["kind"], base["kind"]) && reflect.DeepEqual(theirs["kind"], base["kind"])
}

func (m *merger) mergeMap(base, mine, theirs map[string]any, at string) map[string]any {
	names, out := map[string]bool{}, map[string]any{}
	for _, side := range []map[string]any{base, mine, theirs} {
		for name := range side {
			names[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		value := m.merge(valueOf(base, name), valueOf(mine, name), valueOf(theirs, name), at+"/"+name)
		if value != (any)(absent{}) {
			out[name] = value
		}
	}
	return out
}

func valueOf(side map[string]any, name string) any {
	if value, ok := side[name]; ok {
		return value
	}
	return absent{}
}

// keyed is a list of things that have different keys.
type keyed struct {
	keys   []string
	things map[string]any
}

// add reports whether no other thing has the key.
func (k *keyed) add(key string, thing any) bool {
	if _, taken := k.things[key]; taken || key == "" {
		return false
	}
	k.keys, k.things[key] = append(k.keys, key), thing
	return true
}

// keyedLists returns three lists by keys, or nil if one is no such list. An absent list is empty.
func keyedLists(sides ...any) (lists []*keyed) {
	for _, side := range sides {
		list := &keyed{things: map[string]any{}}
		if side != nil && side != (any)(absent{}) {
			things, ok := side.([]any)
			if !ok {
				return nil
			}
			for _, thing := range things {
				if !list.add(keyOf(thing), thing) {
					return nil
				}
			}
		}
		lists = append(lists, list)
	}
	return lists
}

// keyOf returns what identifies a thing in its list, or "". The versions of a questionnaire all have its id, and those of a
// document have none.
func keyOf(thing any) string {
	of, _ := thing.(map[string]any)
	for _, names := range [][]string{{"edition"}, {"id"}, {"format", "lang"}} {
		key := ""
		for _, name := range names {
			if text, ok := of[name].(string); ok {
				key += name + " " + text + " "
			}
		}
		if key != "" {
			return key
		}
	}
	return ""
}

func (m *merger) mergeList(base, mine, theirs *keyed, at string) []any {
	things, out := map[string]any{}, []any{}
	for _, key := range slices.Concat(mine.keys, theirs.keys) {
		_, id, _ := strings.Cut(strings.TrimSpace(key), " ")
		at := at + "/" + id
		if _, done := things[key]; done {
			continue
		}
		was, isMine, isTheirs := valueOf(base.things, key), valueOf(mine.things, key), valueOf(theirs.things, key)
		things[key] = m.merge(was, isMine, isTheirs, at)
	}
	for _, key := range m.order(base, mine, theirs, at) {
		if thing := things[key]; thing != (any)(absent{}) {
			out = append(out, thing)
		}
	}
	return out
}

// order returns the keys of both lists in the order of the one that moved something, with what only the other has behind the
// thing that precedes it there.
func (m *merger) order(base, mine, theirs *keyed, at string) []string {
	inAll := func(list *keyed) (keys []string) {
		for _, key := range list.keys {
			if base.things[key] != nil && mine.things[key] != nil && theirs.things[key] != nil {
				keys = append(keys, key)
			}
		}
		return keys
	}
	was, isMine, isTheirs := inAll(base), inAll(mine), inAll(theirs)
	first, second := mine, theirs
	switch {
	case slices.Equal(isMine, was):
		first, second = theirs, mine
	case slices.Equal(isTheirs, was), slices.Equal(isMine, isTheirs):
	default:
		m.clash(at + "/order")
	}
	keys, last := slices.Clone(first.keys), 0
	for _, key := range second.keys {
		if i := slices.Index(keys, key); i >= 0 {
			last = i + 1
			continue
		}
		keys = slices.Insert(keys, last, key)
		last++
	}
	return keys
}
