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

// No way of printing or encoding reveals a number that has not been released.
func TestUnreleasedNumbersCannotBePrinted(t *testing.T) {
	type box struct {
		N Count
		M Measure
	}
	inside := box{NewCount(4109), NewMeasure("4109.5")}
	mustHide := func(how, got string) {
		if strings.Contains(got, "4109") {
			t.Errorf("%s reveals the number: %s", how, got)
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%d", "%s", "%q", "%x", "%08b", "%T", "%e"} {
		mustHide(verb, fmt.Sprintf(verb, inside.N)+fmt.Sprintf(verb, inside.M)+fmt.Sprintf(verb, inside)+fmt.Sprintf(verb, &inside))
	}
	mustHide("fmt.Sprint", fmt.Sprint(inside.N, []Count{inside.N}, map[string]Measure{"a": inside.M}))
	mustHide("an error", fmt.Errorf("counted %v", inside.N).Error())
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
				t.Errorf("%s encoded %T: %s", name, v, b)
			}
		}
	}
	var page strings.Builder
	template.Must(template.New("").Parse(`<p title="{{.N}}">{{.M}}</p><script>{{.N}}</script>`)).Execute(&page, inside)
	mustHide("a template", page.String())
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("counted", "n", inside.N, "m", inside.M, "both", inside)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("counted", "n", inside.N, "m", inside.M, "both", inside)
	mustHide("a log", log.String())
	if reflect.TypeFor[Count]().Comparable() || reflect.TypeFor[Measure]().Comparable() {
		t.Error("a Count or a Measure can be compared, and so guessed")
	}
}

// Neither a Table nor a ReleasedTable can contain a cross-tabulation.
func TestTablesHaveOneDimension(t *testing.T) {
	for _, in := range []reflect.Type{reflect.TypeFor[Table](), reflect.TypeFor[ReleasedTable]()} {
		for i := range in.NumField() {
			switch f := in.Field(i); f.Type.Kind() {
			case reflect.Slice, reflect.Array:
				if k := f.Type.Elem().Kind(); k == reflect.Slice || k == reflect.Map {
					t.Errorf("%s.%s has two dimensions", in, f.Name)
				}
			case reflect.Map:
				t.Errorf("%s.%s is a map, whose keys can have two dimensions", in, f.Name)
			}
		}
	}
}

func singleChoiceTable(topic Topic, cells ...int64) Table {
	var sum int64
	for _, n := range cells {
		sum += n
	}
	return Table{
		Topic:  topic,
		States: StateCounts{Answered: NewCount(sum), PreferNotToSay: NewCount(2), Skipped: NewCount(1)},
		Cells:  counts(cells...),
	}
}

func multipleChoiceTable(topic Topic, answered int64, cells ...int64) Table {
	t := singleChoiceTable(topic, cells...)
	t.States.Answered, t.MinChoices, t.MaxChoices = NewCount(answered), 1, int64(len(cells))
	return t
}

func TestRelease(t *testing.T) {
	for _, test := range []struct {
		name  string
		table Table
		want  string
		why   Reason
	}{
		{"opinions are exact", singleChoiceTable(Proposal, 9, 1, 0), "[9 1 0]", NotWithheld},
		{"opinions of fewer than ten people are hidden", singleChoiceTable(Proposal, 8, 1, 0), "[[c] [c] [c]]", TooFewAnswers},
		{"without small counts nothing is hidden", singleChoiceTable(Monitoring, 50, 30, 5, 0), "[50 30 5 0]", NotWithheld},
		{"the next smallest is hidden too", singleChoiceTable(Monitoring, 50, 30, 3, 0), "[50 [c] [c] 0]", NotWithheld},
		{"nine is small for a sensitive subject", singleChoiceTable(Sensitive, 50, 30, 9, 0), "[50 [c] [c] 0]", NotWithheld},
		{"nine is not small for other subjects", singleChoiceTable(Monitoring, 50, 30, 9, 0), "[50 30 9 0]", NotWithheld},
		{
			"two small ones with a small sum need a third",
			singleChoiceTable(Monitoring, 50, 30, 2, 2), "[50 [c] [c] [c]]", NotWithheld,
		},
		{"equal counts are hidden together", singleChoiceTable(Monitoring, 50, 8, 8, 3), "[50 [c] [c] [c]]", NotWithheld},
		{"a small group with one answer", singleChoiceTable(Monitoring, 15, 0, 0), "[[c] [c] [c]]", AlmostAllSame},
		{"a small group with one answer but for one", singleChoiceTable(Monitoring, 14, 1, 0), "[[c] [c] [c]]", AlmostAllSame},
		{"a larger group with one answer", singleChoiceTable(Monitoring, 20, 0, 0), "[20 0 0]", NotWithheld},
		{
			"one person for each of many options",
			singleChoiceTable(Monitoring, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0),
			"[[c] [c] [c] [c] [c] [c] [c] [c] [c] [c] [c]]", CannotProtect,
		},
		{"nobody answered", singleChoiceTable(Sensitive, 0, 0), "[0 0]", NotWithheld},
		{
			"with several choices, the total need not reveal a count",
			multipleChoiceTable(Monitoring, 60, 40, 30, 3), "[40 30 [c]]", NotWithheld,
		},
		{
			"with several choices, the total can reveal a count",
			multipleChoiceTable(Monitoring, 60, 50, 7, 3), "[50 [c] [c]]", NotWithheld,
		},
		{"a single checkbox", multipleChoiceTable(Sensitive, 4, 4), "[[c]]", TooFewAnswers},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := Standard().Release(test.table)
			if fmt.Sprint(got.Cells) != test.want || got.Withheld != test.why {
				t.Errorf("got %v %q, want %s %q", got.Cells, got.Withheld, test.want, test.why)
			}
			if again := (Policy{}).Release(test.table); again.Withheld == NotWithheld {
				t.Error("the zero Policy released the table")
			}
		})
	}
}

func TestAWithheldTableAboutPeopleHidesItsBase(t *testing.T) {
	out := Standard().Release(singleChoiceTable(Sensitive, 3, 0))
	for _, c := range []Cell{out.Answered, out.PreferNotToSay, out.Skipped, out.NotAsked, out.NotValid} {
		if c.Mark() != Confidential {
			t.Errorf("a count of a state is %v, want it hidden", c)
		}
	}
	out = Standard().Release(singleChoiceTable(Proposal, 3, 0))
	if n, shown := out.Answered.Number(); !shown || n != 3 {
		t.Error("a withheld table about proposals must show how many answered")
	}
}

// Answers that are not valid are counted apart. Where their number would tell how many forms
// were on paper, it is hidden, and with it the number of which it is the rest.
//
// Row C16 of docs/faults.md.
func TestNotValidIsHiddenWithTheNumberOfPaperForms(t *testing.T) {
	table := singleChoiceTable(Proposal, 20, 10)
	table.States.NotValid, table.States.Skipped = NewCount(2), NewCount(5)
	if out := Standard().Release(table); fmt.Sprint(out.Answered, out.NotValid, out.Skipped) != "30 2 5" {
		t.Errorf("%+v", out)
	}
	table.States.HideNotValid = true
	if out := Standard().Release(table); fmt.Sprint(out.Answered, out.NotValid, out.Skipped) != "30 [c] [c]" {
		t.Errorf("%+v", out)
	}
	table.States.NotValid = NewCount(0)
	if out := Standard().Release(table); fmt.Sprint(out.NotValid, out.Skipped) != "0 5" {
		t.Errorf("%+v", out)
	}
}

func TestSharesUseReleasedCountsOnly(t *testing.T) {
	for _, test := range []struct {
		part, base Cell
		want       string
	}{
		{newCell(1), newCell(3), "[x]"},
		{newCell(0), newCell(0), "[z]"},
		{newCell(19), newCell(19), "[x]"},
		{newCell(10), newCell(20), "50"},
		{newCell(1), newCell(8), "[x]"},
		{newCell(3), newCell(24), "13"}, // 12.5, half up
		{newCell(1), newCell(201), "[low]"},
		{newCell(1), newCell(200), "1"},
		{newCell(0), newCell(200), "0"},
		{newMarkedCell(Confidential), newCell(200), "[c]"},
		{newCell(5), newMarkedCell(Confidential), "[c]"},
	} {
		if got := Standard().Share(test.part, test.base).String(); got != test.want {
			t.Errorf("%v of %v gave %s, want %s", test.part, test.base, got, test.want)
		}
	}
}

func TestMeasuresNeedDifferentAnswers(t *testing.T) {
	weak := Standard()
	weak.disabled = ruleIdenticalAnswers
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
		got := test.policy.ReleaseMeasures(test.topic, NewCount(test.base), test.same, NewMeasure("12.5"))[0]
		if got.String() != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestReleasedTablesRoundTripThroughJSON(t *testing.T) {
	before := Standard().Release(singleChoiceTable(Monitoring, 300, 30, 3, 0, 1))
	text, err := json.Marshal(before)
	if err != nil {
		t.Fatal(err)
	}
	var after ReleasedTable
	if err := json.Unmarshal(text, &after); err != nil || !reflect.DeepEqual(before, after) {
		t.Errorf("got %+v\nwant %+v (%v)", after, before, err)
	}
	values := []ReleasedMeasure{{text: "12.5"}, {mark: NotApplicable}}
	if text, err = json.Marshal(values); err != nil || string(text) != `["12.5","[z]"]` {
		t.Errorf("measures are encoded as %s, %v", text, err)
	}
	for _, bad := range []string{`""`, `null`, `"5"`, `1.5`, `"[q]"`, `[]`} {
		if err := json.Unmarshal([]byte(bad), new(Cell)); err == nil {
			t.Errorf("%s was decoded as a Cell", bad)
		}
	}
	if (Cell{}).String() != "[c]" || (ReleasedMeasure{}).String() != "[c]" {
		t.Error("the zero Cell and ReleasedMeasure must be confidential")
	}
}

func TestEveryMarkAndReasonHasADescription(t *testing.T) {
	for _, m := range Marks {
		if m.Description() == "" {
			t.Errorf("%s has no description", m)
		}
	}
	for _, w := range []Reason{
		TooFewAnswers, AlmostAllSame, CannotProtect, LinkedQuestion, AlreadyReleased, CountedSeparately, DifferentPeople,
		LinkedCross,
	} {
		if !strings.HasSuffix(w.Explanation(), ".") {
			t.Errorf("%s has no explanation", w)
		}
	}
}

// Whether a count is hidden depends on its size, not on its position.
func TestOptionOrderDoesNotAffectSuppression(t *testing.T) {
	for _, cells := range [][]int64{{50, 8, 8, 3}, {3, 0, 7, 100, 7}, {1, 2, 3, 4, 40}, {6, 0, 4, 12}} {
		forwards := Standard().Release(singleChoiceTable(Monitoring, cells...)).Cells
		slices.Reverse(cells)
		backwards := Standard().Release(singleChoiceTable(Monitoring, cells...)).Cells
		slices.Reverse(backwards)
		if !slices.Equal(forwards, backwards) {
			t.Errorf("%v: got %v, and %v with the options reversed", cells, forwards, backwards)
		}
	}
}
