package tally

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

var channels = Attribute{"channel", []string{"web", "paper", "phone"}}

// editionPairs are a master form and another edition of it.
func editionPairs(t testing.TB) [][]*survey.Form {
	return [][]*survey.Form{
		{form(t, masterForm), form(t, easyReadForm)},
		{form(t, longScaleForm), form(t, shortScaleForm)},
	}
}

// randomResponses draws responses to editions, and adds them to Columns and to a Counter.
func randomResponses(t *rapid.T, editions []*survey.Form) (*Columns, *Counter, []Response) {
	columns, counter := NewColumns(editions[0], channels), NewCounter(editions[0])
	var all []Response
	for range rapid.IntRange(0, 40).Draw(t, "responses") {
		f := editions[rapid.IntRange(0, 1).Draw(t, "edition")]
		a, problems := f.Check(randomRaw(t, f))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		r := Response{Form: f, Parts: []survey.Answers{a.Part(false), a.Part(true)},
			Attributes: []int{rapid.IntRange(0, 2).Draw(t, "channel")}, Weight: rapid.Int64Range(0, 3_000_000).Draw(t, "weight")}
		if err := columns.Add(r); err != nil {
			t.Fatal(err)
		}
		if err := counter.Add(f.Edition, r.Parts...); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return columns, counter, all
}

// The table of everyone says what a Counter says of the same responses.
func TestTableOfEveryoneAgreesWithTheCounter(t *testing.T) {
	for _, editions := range editionPairs(t) {
		rapid.Check(t, func(t *rapid.T) {
			columns, counter, _ := randomResponses(t, editions)
			tables, err := columns.Cross(Query{})
			if err != nil {
				t.Fatal(err)
			}
			want := counter.Tally()
			for _, table := range tables {
				q := want.Question(table.Variable.Question.ID)
				states, options := q.StateCounts, q.Options
				switch part := table.Variable.Part; {
				case q.Kind == survey.Matrix:
					states, options = q.row(part).StateCounts, q.row(part).Options
				case part != "":
					continue
				}
				if table.States[0] != states {
					t.Fatalf("%s: states %+v, want %+v", table.Variable.ID, table.States[0], states)
				}
				for i, o := range options {
					got := table.Cells[i][0]
					if table.Variable.Categories[i].ID != o.ID || got.Count != o.Count || got.Base != o.Offered {
						t.Fatalf("%s: %s is %+v, want %+v", table.Variable.ID, table.Variable.Categories[i].ID, got, o)
					}
				}
				if table.Variable.Number && !reflect.DeepEqual(table.Numbers[0], q.Number) {
					t.Fatalf("%s: %+v, want %+v", table.Variable.ID, table.Numbers[0], q.Number)
				}
			}
		})
	}
}

// Tables agree with a count that looks at one person after another.
func TestTablesAgreeWithNaiveCount(t *testing.T) {
	for _, editions := range editionPairs(t) {
		rapid.Check(t, func(t *rapid.T) {
			columns, _, people := randomResponses(t, editions)
			variables := columns.Variables()
			name := func(what string, none bool) string {
				at := rapid.IntRange(0, len(variables)-1).Draw(t, what)
				if none && rapid.IntRange(0, 2).Draw(t, "no "+what) == 0 {
					return ""
				}
				return variables[at].ID
			}
			q := Query{By: name("by", true), Layer: name("layer", true), Weighted: rapid.Bool().Draw(t, "weighted")}
			for range rapid.IntRange(0, 2).Draw(t, "filters") {
				f := Filter{Variable: name("filter", false)}
				for _, g := range groupsOf(columns, f.Variable) {
					if rapid.Bool().Draw(t, "group") {
						f.Any = append(f.Any, g)
					}
				}
				q.Filters = append(q.Filters, f)
			}
			for _, v := range variables {
				q.Variables = append(q.Variables, v.ID)
			}
			tables, err := columns.Cross(q)
			if err != nil {
				t.Fatal(err)
			}
			for i := range tables {
				checkNaively(t, columns, people, q, &tables[i])
			}
			rand.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
			again := NewColumns(editions[0], channels)
			for _, p := range people {
				if err := again.Add(p); err != nil {
					t.Fatal(err)
				}
			}
			if same, err := again.Cross(q); err != nil || !reflect.DeepEqual(same, tables) {
				t.Fatalf("in another order: %v\n%+v\n%+v", err, same, tables)
			}
		})
	}
}

func groupsOf(c *Columns, id string) []Group { return c.variables[c.byID[id]].groups() }

// checkNaively counts again what is in a table.
func checkNaively(t *rapid.T, c *Columns, people []Response, q Query, table *Table) {
	known := map[string][]person{} // by variable
	look := func(id string) []person {
		if known[id] == nil {
			for _, p := range people {
				known[id] = append(known[id], lookUp(p, c.variables[c.byID[id]].folded()))
			}
		}
		return known[id]
	}
	isIn := func(i int, id string, g Group) bool { return g == (Group{}) || look(id)[i].isIn(g) }
	for g, group := range table.Groups {
		var states, weights StateCounts
		cells := make([]Cell, len(table.Cells))
		numbers := map[string]int64{}
		for i, p := range people {
			counted := isIn(i, q.By, group) && isIn(i, q.Layer, table.Layer)
			for _, f := range q.Filters {
				counted = counted && slices.ContainsFunc(f.Any, func(g Group) bool { return isIn(i, f.Variable, g) })
			}
			if !counted {
				continue
			}
			answer, weight := look(table.Variable.ID)[i], cmp.Or(p.Weight, 1_000_000)
			states.addN(answer.state, 1)
			weights.addN(answer.state, weight)
			for i, category := range table.Variable.Categories {
				if slices.Contains(answer.in, category.ID) {
					cells[i].Count++
					cells[i].Weight += weight
				}
				if answer.state == survey.Answered && slices.Contains(answer.offered, category.ID) {
					cells[i].Base++
					cells[i].BaseWeight += weight
				}
			}
			if answer.number != "" {
				scaled, err := parseScaled(answer.number, c.variables[c.byID[table.Variable.ID]].decimals())
				if err != nil {
					t.Fatal(err)
				}
				numbers[scaled.String()]++
			}
		}
		if !q.Weighted {
			for i := range cells {
				cells[i].Weight, cells[i].BaseWeight = 0, 0
			}
		} else if table.Weights[g] != weights {
			t.Fatalf("%s, %+v: weights %+v, want %+v", table.Variable.ID, group, table.Weights[g], weights)
		}
		if table.States[g] != states {
			t.Fatalf("%s, %+v: states %+v, want %+v", table.Variable.ID, group, table.States[g], states)
		}
		for i := range cells {
			if table.Cells[i][g] != cells[i] {
				t.Fatalf("%s by %s, %s of %+v: %+v, want %+v", table.Variable.ID, q.By, table.Variable.Categories[i].ID, group,
					table.Cells[i][g], cells[i])
			}
		}
		if want, _ := summarise(numbers, 2); table.Variable.ID == "visits" && !reflect.DeepEqual(table.Numbers[g], want) {
			t.Fatalf("%+v, want %+v", table.Numbers[g], want)
		}
	}
}

// person is the answer of one person to a variable: its state, the categories it is in and those that were
// offered, as they are joined, and the number that was given.
type person struct {
	state       survey.AnswerState
	in, offered []string
	number      string
}

func (p person) isIn(g Group) bool {
	switch {
	case g.Category != "":
		return slices.Contains(p.in, g.Category)
	case g.State == survey.Answered:
		return p.state == survey.Answered && len(p.in) == 0
	}
	return g.State == p.state
}

// lookUp returns the answer in a response to a variable.
func lookUp(p Response, v Variable) (out person) {
	if v.Question == nil {
		return person{survey.Answered, []string{channels.Values[p.Attributes[0]]}, channels.Values, ""}
	}
	var a survey.Answer
	for _, part := range p.Parts {
		if got := part.Get(v.Question.ID); got.State != "" && got.State != survey.NotAsked {
			a = got
		}
	}
	asked, _ := p.Form.Question(v.Question.ID)
	if a.State == "" || asked == nil {
		return person{state: survey.NotAsked}
	}
	joined := func(id string) string { // the category that has an option of the edition
		for _, o := range asked.Options {
			if o.ID == id {
				id = o.StandsFor()[0]
			}
		}
		for _, category := range v.Categories {
			if category.ID == id || slices.Contains(category.Merges, id) {
				return category.ID
			}
		}
		return "none"
	}
	for _, o := range asked.Options {
		out.offered = append(out.offered, joined(o.ID))
	}
	has := func(options []survey.Option) bool {
		return slices.ContainsFunc(options, func(o survey.Option) bool { return o.ID == v.Part })
	}
	switch v.Question.Kind {
	case survey.Matrix:
		switch id := a.Rows[v.Part]; {
		case !has(asked.Rows):
			return person{state: survey.NotAsked}
		case a.State == survey.Answered && id == "":
			return person{state: survey.Skipped}
		case id != "":
			return person{survey.Answered, []string{joined(id)}, out.offered, ""}
		}
	case survey.Ranking:
		if v.Part == "" {
			if len(a.Ranking) > 0 {
				out.in = []string{joined(a.Ranking[0])}
			}
			break
		}
		out.offered = nil
		for i := range v.Categories {
			out.offered = append(out.offered, v.Categories[i].ID)
		}
		if at := slices.Index(a.Ranking, v.Part); at >= 0 {
			out.in = []string{fmt.Sprint(at + 1)}
		} else if a.State == survey.Answered {
			out.in = []string{"unranked"}
		}
	case survey.Budget:
		if v.Part != "" && a.State == survey.Answered {
			out.number = fmt.Sprint(a.Amounts[v.Part])
		}
		for id, n := range a.Amounts {
			if n > 0 && v.Part == "" {
				out.in = append(out.in, joined(id))
			}
		}
	default:
		for _, id := range a.Options {
			out.in = append(out.in, joined(id))
		}
		if a.Number != "" {
			out.in, out.offered, out.number = append(out.in, survey.Typed), append(out.offered, survey.Typed), a.Number
		} else if v.Number {
			out.offered = append(out.offered, survey.Typed)
		}
	}
	out.state = a.State
	return out
}

// Responses in several blocks are counted like those in one, also where few of them are chosen.
func TestTablesOfSeveralBlocks(t *testing.T) {
	f := form(t, masterForm)
	columns := NewColumns(f, channels)
	var kinds []Response
	for i, raw := range []survey.Raw{
		{"use": {"yes"}, "for": {"walk", "play"}, "age": {"old"}, "visits": {"3"}},
		{"use": {"no"}, "age": {"young"}},
		{"use": {"yes"}, "for": {"play"}, "age": {"young"}, "visits": {"7"}},
	} {
		a := check(t, f, raw)
		kinds = append(kinds, Response{Form: f, Parts: []survey.Answers{a.Part(false), a.Part(true)}, Attributes: []int{i},
			Weight: int64(1+i) * oneWeight})
	}
	const rounds = 2*blockSize/3 + 100
	for range rounds {
		for _, r := range kinds {
			if err := columns.Add(r); err != nil {
				t.Fatal(err)
			}
		}
	}
	tables, err := columns.Cross(Query{Variables: []string{"use", "for", "visits"}, By: "age", Weighted: true, Workers: 2,
		Filters: []Filter{{"channel", []Group{{Category: "web"}, {Category: "phone"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, table := range tables {
		for i, category := range table.Variable.Categories {
			line := table.Variable.ID + " " + category.ID
			for g := range table.Groups[:3] {
				cell := table.Cells[i][g]
				line += fmt.Sprintf(" %d/%d (%d)", cell.Count/rounds, cell.Base/rounds, cell.Weight/oneWeight/rounds)
			}
			lines = append(lines, line)
		}
	}
	want := "use yes 2/2 (4) 1/1 (3) 1/1 (1)|use no 0/2 (0) 0/1 (0) 0/1 (0)|use else 0/2 (0) 0/1 (0) 0/1 (0)|" +
		"for walk 1/2 (1) 0/1 (0) 1/1 (1)|for play 2/2 (4) 1/1 (3) 1/1 (1)|for other 0/2 (0) 0/1 (0) 0/1 (0)|for none 0/2 (0) 0/1 (0) 0/1 (0)|" +
		"visits dont-know 0/2 (0) 0/1 (0) 0/1 (0)|visits typed 2/2 (4) 1/1 (3) 1/1 (1)"
	if got := strings.Join(lines, "|"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if n := tables[2].Numbers[0]; n == nil || n.Mean != "5" {
		t.Errorf("numbers %+v", n)
	}
	if perPerson := columns.Bytes() / int64(columns.Len()); perPerson > 80 {
		t.Errorf("%d bytes a response", perPerson)
	}
}

// What cannot be counted is an error, and adds nothing.
func TestColumnsRefuseWhatIsNotTheirs(t *testing.T) {
	f, other := form(t, masterForm), form(t, longScaleForm)
	c := NewColumns(f, channels)
	a := check(t, other, survey.Raw{"plan": {"agree"}})
	for _, r := range []Response{
		{Form: other, Parts: []survey.Answers{a}, Attributes: []int{0}},
		{Form: f, Parts: []survey.Answers{a}, Attributes: []int{0}},
		{Form: f, Attributes: []int{3}},
		{Form: f, Attributes: []int{-1}},
		{Form: f},
		{Form: f, Attributes: []int{0}, Weight: -1},
		{Form: f, Attributes: []int{0}, Weight: 1 << 32},
	} {
		if err := c.Add(r); err == nil || c.Len() != 0 {
			t.Errorf("%+v: %v, %d responses", r, err, c.Len())
		}
	}
	for _, q := range []Query{
		{By: "none"}, {Layer: "none"}, {Variables: []string{"none"}}, {Filters: []Filter{{Variable: "none"}}},
		{Filters: []Filter{{"use", []Group{{Category: "none"}}}}},
	} {
		if _, err := c.Cross(q); err == nil || !strings.Contains(err.Error(), "none") {
			t.Errorf("%+v: %v", q, err)
		}
	}
}
