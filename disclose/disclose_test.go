package disclose

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// However somebody tries to let a number out, it stays in.
func TestANumberThatWasNotReleasedStaysIn(t *testing.T) {
	type box struct {
		N Count
		M Measure
	}
	inside := box{Of(4109), Measured("4109.5")}
	told := func(how, got string) {
		if strings.Contains(got, "4109") {
			t.Errorf("%s lets it out: %s", how, got)
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%d", "%s", "%q", "%x", "%08b", "%T", "%e"} {
		told(verb, fmt.Sprintf(verb, inside.N)+fmt.Sprintf(verb, inside.M)+fmt.Sprintf(verb, inside)+fmt.Sprintf(verb, &inside))
	}
	told("print", fmt.Sprint(inside.N, []Count{inside.N}, map[string]Measure{"a": inside.M}))
	told("an error", fmt.Errorf("counted %v", inside.N).Error())
	for name, encode := range map[string]func(any) ([]byte, error){
		"json": json.Marshal,
		"xml":  xml.Marshal,
		"gob": func(v any) ([]byte, error) {
			var b bytes.Buffer
			return b.Bytes(), gob.NewEncoder(&b).Encode(v)
		},
	} {
		for _, v := range []any{inside, inside.N, inside.M, []Count{inside.N}} {
			if b, err := encode(v); err == nil {
				t.Errorf("%s of %T did not refuse: %s", name, v, b)
			}
		}
	}
	var page strings.Builder
	template.Must(template.New("").Parse(`<p title="{{.N}}">{{.M}}</p><script>{{.N}}</script>`)).Execute(&page, inside)
	told("a page", page.String())
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("counted", "n", inside.N, "m", inside.M, "both", inside)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("counted", "n", inside.N, "m", inside.M, "both", inside)
	told("the log", log.String())
	if reflect.TypeFor[Count]().Comparable() || reflect.TypeFor[Measure]().Comparable() {
		t.Error("what can be compared can be guessed")
	}
}

// A crossed table has two dimensions. Nothing that can be released has.
func TestACrossedTableCannotBeSaid(t *testing.T) {
	for _, in := range []reflect.Type{reflect.TypeFor[Table](), reflect.TypeFor[Released]()} {
		for i := range in.NumField() {
			switch f := in.Field(i); f.Type.Kind() {
			case reflect.Slice, reflect.Array:
				if k := f.Type.Elem().Kind(); k == reflect.Slice || k == reflect.Map {
					t.Errorf("%s.%s has a second dimension", in, f.Name)
				}
			case reflect.Map:
				t.Errorf("%s.%s may be keyed by two things", in, f.Name)
			}
		}
	}
}

func table(topic Topic, cells ...int64) Table {
	var sum int64
	for _, n := range cells {
		sum += n
	}
	return Table{Topic: topic, States: States{Answered: Of(sum), PreferNotToSay: Of(2), Skipped: Of(1)}, Cells: counts(cells...)}
}

func several(topic Topic, answered int64, cells ...int64) Table {
	t := table(topic, cells...)
	t.States.Answered, t.Fewest, t.Most = Of(answered), 1, int64(len(cells))
	return t
}

func TestRelease(t *testing.T) {
	for _, test := range []struct {
		name  string
		table Table
		want  string
		why   Why
	}{
		{"views are exact", table(Proposal, 9, 1, 0), "[9 1 0]", Shown},
		{"views of fewer than ten are not shown", table(Proposal, 8, 1, 0), "[[c] [c] [c]]", Few},
		{"nothing small, nothing hidden", table(Monitoring, 50, 30, 5, 0), "[50 30 5 0]", Shown},
		{"a small one takes the next with it", table(Monitoring, 50, 30, 3, 0), "[50 [c] [c] 0]", Shown},
		{"the same number is small where the subject is sensitive", table(Sensitive, 50, 30, 9, 0), "[50 [c] [c] 0]", Shown},
		{"and not small elsewhere", table(Monitoring, 50, 30, 9, 0), "[50 30 9 0]", Shown},
		{"two small ones with too little between them take a third", table(Monitoring, 50, 30, 2, 2), "[50 [c] [c] [c]]", Shown},
		{"equals go together, or their places would tell", table(Monitoring, 50, 8, 8, 3), "[50 [c] [c] [c]]", Shown},
		{"a small group of one mind", table(Monitoring, 15, 0, 0), "[[c] [c] [c]]", Alike},
		{"or nearly", table(Monitoring, 14, 1, 0), "[[c] [c] [c]]", Alike},
		{"a larger group may agree", table(Monitoring, 20, 0, 0), "[20 0 0]", Shown},
		{"each alone among many options", table(Monitoring, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0), "[[c] [c] [c] [c] [c] [c] [c] [c] [c] [c] [c]]", Narrow},
		{"nobody answered", table(Sensitive, 0, 0), "[0 0]", Shown},
		{"where several can be chosen, the total gives nothing away", several(Monitoring, 60, 40, 30, 3), "[40 30 [c]]", Shown},
		{"unless it does", several(Monitoring, 60, 50, 7, 3), "[50 [c] [c]]", Shown},
		{"a single tick box", several(Sensitive, 4, 4), "[[c]]", Few},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := Standard().Release(test.table)
			if fmt.Sprint(got.Cells) != test.want || got.Withheld != test.why {
				t.Errorf("got %v %q, want %s %q", got.Cells, got.Withheld, test.want, test.why)
			}
			if again := (Policy{}).Release(test.table); again.Withheld == Shown {
				t.Error("a policy without rules released something")
			}
		})
	}
}

func TestAWithheldTableAboutPeopleHidesItsBaseToo(t *testing.T) {
	out := Standard().Release(table(Sensitive, 3, 0))
	for _, c := range []Cell{out.Answered, out.PreferNotToSay, out.Skipped, out.NotAsked} {
		if c.Mark() != Confidential {
			t.Errorf("one of its states is %v", c)
		}
	}
	out = Standard().Release(table(Proposal, 3, 0))
	if n, shown := out.Answered.Number(); !shown || n != 3 {
		t.Error("how many gave their views is no secret")
	}
}

func TestSharesAreOfWhatWasReleased(t *testing.T) {
	for _, test := range []struct {
		part, base Cell
		want       string
	}{
		{number(1), number(3), "[x]"},
		{number(0), number(0), "[z]"},
		{number(19), number(19), "[x]"},
		{number(10), number(20), "50"},
		{number(1), number(8), "[x]"},
		{number(3), number(24), "13"}, // 12.5, half up
		{number(1), number(201), "[low]"},
		{number(1), number(200), "1"},
		{number(0), number(200), "0"},
		{marked(Confidential), number(200), "[c]"},
		{number(5), marked(Confidential), "[c]"},
	} {
		if got := Standard().Share(test.part, test.base).String(); got != test.want {
			t.Errorf("%v of %v is %s, want %s", test.part, test.base, got, test.want)
		}
	}
}

func TestMeasuresNeedPeopleWhoDiffer(t *testing.T) {
	weak := Standard()
	weak.off = alike
	for _, test := range []struct {
		name   string
		policy Policy
		topic  Topic
		base   int64
		same   bool
		want   string
	}{
		{"ten who differ", Standard(), Proposal, 10, false, "12.5"},
		{"nine", Standard(), Proposal, 9, false, "[c]"},
		{"none", Standard(), Proposal, 0, false, "[z]"},
		{"all the same", Standard(), Proposal, 100, true, "[c]"},
		{"all the same without the rule", weak, Proposal, 100, true, "12.5"},
		{"about people", Standard(), Monitoring, 100, false, "[c]"},
		{"no policy", Policy{}, Proposal, 100, false, "[c]"},
	} {
		if got := test.policy.Measures(test.topic, Of(test.base), test.same, Measured("12.5"))[0].String(); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestWhatWasReleasedComesBackFromJSON(t *testing.T) {
	was := Standard().Release(table(Monitoring, 300, 30, 3, 0, 1))
	text, err := json.Marshal(was)
	if err != nil {
		t.Fatal(err)
	}
	var is Released
	if err := json.Unmarshal(text, &is); err != nil || !reflect.DeepEqual(was, is) {
		t.Errorf("%v\n%+v\n%+v", err, was, is)
	}
	values := []Value{{text: "12.5"}, {mark: NotApplicable}}
	if text, err = json.Marshal(values); err != nil || string(text) != `["12.5","[z]"]` {
		t.Errorf("%s %v", text, err)
	}
	for _, bad := range []string{`""`, `null`, `"5"`, `1.5`, `"[q]"`, `[]`} {
		if err := json.Unmarshal([]byte(bad), new(Cell)); err == nil {
			t.Errorf("%s became a cell", bad)
		}
	}
	if (Cell{}).String() != "[c]" || (Value{}).String() != "[c]" {
		t.Error("what nobody released looks like something")
	}
}

func TestEveryMarkAndEveryReasonHasWords(t *testing.T) {
	for _, m := range Marks {
		if m.Say() == "" {
			t.Errorf("%s has none", m)
		}
	}
	for _, w := range []Why{Few, Alike, Narrow, Linked, Before} {
		if !strings.HasSuffix(w.Say(), ".") {
			t.Errorf("%s has none", w)
		}
	}
}

// Which cells are hidden follows from their sizes: if the options stood in
// another order, the same numbers would be hidden.
func TestTheOrderOfOptionsHidesNothing(t *testing.T) {
	for _, cells := range [][]int64{{50, 8, 8, 3}, {3, 0, 7, 100, 7}, {1, 2, 3, 4, 40}, {6, 0, 4, 12}} {
		there := Standard().Release(table(Monitoring, cells...)).Cells
		slices.Reverse(cells)
		back := Standard().Release(table(Monitoring, cells...)).Cells
		slices.Reverse(back)
		if !slices.Equal(there, back) {
			t.Errorf("%v: %v and back %v", cells, there, back)
		}
	}
}
