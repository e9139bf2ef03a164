package edit

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
)

// thing is a thing with an id in a list, which has a list of others.
type thing struct {
	ID    string  `json:"id"`
	Text  string  `json:"text"`
	Hint  string  `json:"hint,omitempty"`
	Parts []thing `json:"parts,omitempty"`
}

func randomThings(random *rand.Rand, prefix string, depth int) (all []thing) {
	for i := range 2 + random.IntN(6) {
		t := thing{ID: fmt.Sprint(prefix, i), Text: fmt.Sprint("Text ", random.IntN(1000))}
		if depth > 0 {
			t.Parts = randomThings(random, t.ID+"-", depth-1)
		}
		all = append(all, t)
	}
	return all
}

func valuesOfThings(all []thing) Values { return Values{"things": {db.JSON(all)}} }

func thingsIn(t *testing.T, v Values) (all []thing) {
	t.Helper()
	if err := json.Unmarshal([]byte(v.Text("things")), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func cloneThings(all []thing) (out []thing) {
	for _, one := range all {
		one.Parts = cloneThings(one.Parts)
		out = append(out, one)
	}
	return out
}

// change changes some things of which it may change the ith: texts, hints, parts and what is removed or new.
func change(random *rand.Rand, all []thing, by string, may func(i int) bool) []thing {
	all = cloneThings(all)
	var gone []string
	for i := range all {
		if !may(i) {
			continue
		}
		switch random.IntN(6) {
		case 0:
			all[i].Text = by
		case 1:
			all[i].Hint = by
		case 2:
			gone = append(gone, all[i].ID)
		case 3:
			if len(all[i].Parts) > 0 {
				all[i].Parts[random.IntN(len(all[i].Parts))].Text = by
			}
		case 4:
			all[i].Parts = append(all[i].Parts, thing{ID: by + "-part", Text: by})
		}
	}
	all = slices.DeleteFunc(all, func(t thing) bool { return slices.Contains(gone, t.ID) })
	if random.IntN(2) == 0 {
		all = slices.Insert(all, random.IntN(len(all)+1), thing{ID: by, Text: by})
	}
	return all
}

func byID(all []thing) map[string]thing {
	out := map[string]thing{}
	for _, t := range all {
		out[t.ID] = t
	}
	return out
}

// Changes to different things of a list are merged, whichever side is first. The same changes on both sides are no conflict,
// and what only one side changed is never in both.
func TestChangesToDifferentThingsAreMerged(t *testing.T) {
	for seed := range uint64(500) {
		random := rand.New(rand.NewPCG(seed, 1))
		base := randomThings(random, "t", 1)
		split := random.IntN(len(base) + 1)
		mine := change(random, base, "mine", func(i int) bool { return i < split })
		theirs := change(random, base, "theirs", func(i int) bool { return i >= split })
		b, m, o := valuesOfThings(base), valuesOfThings(mine), valuesOfThings(theirs)
		for _, sides := range [][2]Values{{m, o}, {o, m}} {
			merged, both := Merge(b, sides[0], sides[1])
			if len(both) > 0 {
				t.Fatalf("seed %d: a conflict in %v", seed, both)
			}
			was, got := byID(base), byID(thingsIn(t, merged))
			for id, want := range byID(append(cloneThings(mine), theirs...)) {
				if fromMine, ok := byID(mine)[id]; ok && !reflect.DeepEqual(fromMine, was[id]) {
					want = fromMine
				}
				_, inMine := byID(mine)[id]
				_, inTheirs := byID(theirs)[id]
				_, wasThere := was[id]
				if there := inMine && inTheirs || !wasThere; !there {
					if _, ok := got[id]; ok {
						t.Fatalf("seed %d: %s was removed and is there", seed, id)
					}
				} else if !reflect.DeepEqual(got[id], want) {
					t.Fatalf("seed %d: %s is %+v, want %+v", seed, id, got[id], want)
				}
			}
		}
		if merged, both := Merge(b, m, m); len(both) > 0 || !reflect.DeepEqual(thingsIn(t, merged), mine) {
			t.Fatalf("seed %d: the same changes: %v", seed, both)
		}
		for _, sides := range [][2]Values{{m, b}, {b, m}} {
			if merged, both := Merge(b, sides[0], sides[1]); len(both) > 0 || !reflect.DeepEqual(thingsIn(t, merged), mine) {
				t.Fatalf("seed %d: only one side changed: %v", seed, both)
			}
		}
	}
}

// Two settings of one thing are merged. The same setting, a thing that one side removed and the other changed, two orders, and
// parts of a condition are conflicts, which the first side wins.
func TestOnlyTheSameChangeIsAConflict(t *testing.T) {
	const a = `{"id":"a","kind":"single","text":"A","when":{"is":"1","question":"x"}}`
	const b, c = `{"id":"b","text":"B"}`, `{"id":"c","text":"C"}`
	with := func(old, new string) string { return strings.Replace(a, old, new, 1) }
	list := func(things ...string) Values { return Values{"things": {"[" + strings.Join(things, ",") + "]"}} }
	for _, test := range []struct {
		name                 string
		mine, theirs, merged Values
		both                 []string
	}{
		{"two settings", list(with("A", "A!"), b, c), list(with(`{`, `{"hint":"H",`), b, c),
			list(strings.Replace(with("A", "A!"), `{`, `{"hint":"H",`, 1), b, c), nil},
		{"one setting", list(with("A", "A!"), b, c), list(with("A", "A?"), b, c), list(with("A", "A!"), b, c), []string{"things/a/text"}},
		{"a condition", list(with(`:"x"`, `:"y"`), b, c), list(with("1", "2"), b, c), list(with(`:"x"`, `:"y"`), b, c),
			[]string{"things/a/when"}},
		{"another kind", list(with("single", "text"), b, c), list(with("A", "A?"), b, c), list(with("single", "text"), b, c),
			[]string{"things/a"}},
		{"removed and changed", list(b, c), list(with("A", "A?"), b, c), list(b, c), []string{"things/a"}},
		{"moved and changed", list(c, a, b), list(a, b, `{"id":"d"}`, `{"id":"c","text":"C?"}`),
			list(`{"id":"c","text":"C?"}`, a, b, `{"id":"d"}`), nil},
		{"two orders", list(c, a, b), list(b, a, c), list(c, a, b), []string{"things/order"}},
	} {
		merged, both := Merge(list(a, b, c), test.mine, test.theirs)
		if !merged.Equal(test.merged) || !slices.Equal(both, test.both) {
			t.Errorf("%s: %s\nconflicts in %s", test.name, merged.Text("things"), both)
		}
	}
}

// Rows that have names are merged row by row; a row that both changed is left to choose, with the other rows of both sides.
func TestRowsOfARecordAreMerged(t *testing.T) {
	k := &Kind{Fields: []Field{{Name: "rows", Kind: Rows, Label: "Rows", Columns: []Field{
		{Name: "ref", Kind: Kept}, {Name: "text", Kind: Line, Label: "Text"}}}}}
	list := func(pairs ...string) Values {
		var rows []Values
		for i := 0; i < len(pairs); i += 2 {
			row := Values{}
			row.Set("ref", pairs[i])
			row.Set("text", pairs[i+1])
			rows = append(rows, row)
		}
		v := Values{}
		v.SetRows("rows", rows)
		return v
	}
	base := list("a", "A", "b", "B", "c", "C")
	e := newConflict(k, &Copy{}, base, list("a", "A!", "b", "B", "c", "C", "", "new"), list("b", "B?", "a", "A", "", "other"), false)
	if want := list("b", "B?", "", "new", "a", "A!", "", "other"); !e.settled() || !e.Merged.Equal(want) {
		t.Errorf("merged %v, conflicts %v", e.Merged, e.Clashes)
	}
	e = newConflict(k, &Copy{}, base, list("a", "A!", "b", "B!", "c", "C"), list("a", "A", "b", "B?", "c", "C?"), false)
	if e.settled() || !e.Mine.Equal(list("a", "A!", "b", "B!", "c", "C?")) || !e.Theirs.Equal(list("a", "A!", "b", "B?", "c", "C?")) {
		t.Errorf("mine %v, theirs %v, conflicts %v", e.Mine, e.Theirs, e.Clashes)
	}
	if e = newConflict(k, &Copy{}, nil, base, list("a", "A"), false); e.settled() {
		t.Error("without the version before, there is nothing to choose")
	}
}
