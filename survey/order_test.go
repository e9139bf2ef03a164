package survey_test

import (
	"reflect"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

// orderForm returns a form with a question of so many options in random order.
func orderForm(id string, size int) *survey.Form {
	q := survey.Question{ID: id, Kind: survey.Multiple, Text: "Q?", RandomOrder: true}
	for i := range size {
		q.Options = append(q.Options, survey.Option{ID: "o" + strconv.Itoa(i), Text: strconv.Itoa(i)})
	}
	return &survey.Form{Pages: []survey.Page{{ID: "p", Questions: []survey.Question{q}}}}
}

// orderShown returns the IDs of the options of f in order n.
func orderShown(f *survey.Form, n int) (ids []string) {
	for _, o := range f.RandomLists()[0].Shown(n) {
		ids = append(ids, o.ID)
	}
	return ids
}

// Over all orders, each option is as often in each place and as often directly after each other option. Two questions are
// not in corresponding orders.
//
// Row G of docs/faults.md.
func TestOrdersAreBalanced(t *testing.T) {
	for size := 2; size <= 13; size++ {
		f := orderForm("q", size)
		places, follows := map[[2]string]int{}, map[[2]string]int{}
		for n := 1; n <= survey.Orders; n++ {
			ids := orderShown(f, n)
			if sorted := slices.Sorted(slices.Values(ids)); len(slices.Compact(sorted)) != size {
				t.Fatalf("order %d of %d options is %v", n, size, ids)
			}
			for at, id := range ids {
				places[[2]string{id, strconv.Itoa(at)}]++
				if at > 0 {
					follows[[2]string{ids[at-1], id}]++
				}
			}
		}
		designs := size << (size % 2)
		unequal := 0 // some orders of a list occur once more if their number does not divide that of all
		if survey.Orders%designs != 0 {
			unequal = 2
		}
		for name, counts := range map[string]map[[2]string]int{"place": places, "neighbour": follows} {
			least, most := survey.Orders, 0
			for _, n := range counts {
				least, most = min(least, n), max(most, n)
			}
			if most-least > unequal || name == "neighbour" && len(counts) != size*(size-1) {
				t.Errorf("%d options: each %s occurs %d to %d times (%d of them)", size, name, least, most, len(counts))
			}
		}
	}
	together := map[string]int{}
	for n := 1; n <= survey.Orders; n++ {
		together[orderShown(orderForm("q", 4), n)[0]+orderShown(orderForm("r", 4), n)[0]]++
	}
	if len(together) < 14 {
		t.Errorf("of 16 pairs of first options in two questions only %d occur: %v", len(together), together)
	}
}

// What has a place of its own keeps it in every order, and the written order is the order without a number.
//
// Row G of docs/faults.md.
func TestOtherAndNoneStayInTheirPlaces(t *testing.T) {
	f, err := survey.Parse(behaviours(t)["random-order"].Form)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for n := 0; n <= survey.Orders+1; n++ {
		items := survey.InOrder(f.Items("", survey.Raw{}), n)
		var ids []string
		for _, item := range items {
			ids = append(ids, item.Question.ID)
			switch q := item.Question; q.ID {
			case "most":
				shown[q.Options[0].ID] = true
				if q.Options[3].ID != "dont-know" || q.Options[4].ID != "other" {
					t.Fatalf("order %d: %v", n, q.Options)
				}
			case "use":
				if q.Options[3].ID != "none" {
					t.Fatalf("order %d: %v", n, q.Options)
				}
			case "views":
				if q.Rows[2].ID != "other" || q.Options[0].ID != "yes" {
					t.Fatalf("order %d: %v", n, q.Rows)
				}
			}
			if of := item.Question.RowOf(); of != nil && of.First != (ids[len(ids)-2] == "rank") {
				t.Fatalf("order %d: the heading of the rows is at %s", n, item.Question.ID)
			}
		}
		if ids[0] != "about" || ids[4] != "rank" || ids[8] != "hours-other-name" {
			t.Fatalf("order %d is %v", n, ids)
		}
		written := []string{"about", "most", "use", "views", "rank", "hours-walk", "hours-run", "hours-swim"}
		if !slices.Equal(ids[:8], written) && (n == 0 || n > survey.Orders) {
			t.Errorf("order %d is %v", n, ids)
		}
		shown["page "+ids[1]], shown[ids[5]] = true, true
	}
	if len(shown) != 9 {
		t.Errorf("in the first places are only %v", shown)
	}
}

// The order is drawn once: a page that was sent keeps it, whatever is sent later, and a form without random order has none.
//
// Row G of docs/faults.md.
func TestOrderIsKeptWithTheAnswers(t *testing.T) {
	f, err := survey.Parse(behaviours(t)["random-order"].Form)
	if err != nil {
		t.Fatal(err)
	}
	first := f.Turn("p", survey.Raw{}, survey.Raw{"--order": {"7"}, "use": {"pond"}})
	second := f.Turn("more", first.Raw, survey.Raw{"--order": {"9"}})
	if survey.OrderOf(first.Raw) != 7 || survey.OrderOf(second.Raw) != 7 {
		t.Errorf("the order became %v and %v", first.Raw, second.Raw)
	}
	for _, wrong := range []string{"0", "121", "x", "-1", ""} {
		if turn := f.Turn("p", survey.Raw{}, survey.Raw{"--order": {wrong}}); survey.OrderOf(turn.Raw) != 0 || len(turn.Raw["--order"]) > 0 {
			t.Errorf("order %q was kept", wrong)
		}
	}
	plain, err := survey.Parse(behaviours(t)["budget"].Form)
	if err != nil {
		t.Fatal(err)
	}
	if turn := plain.Turn("", survey.Raw{}, survey.Raw{"--order": {"7"}}); len(turn.Raw["--order"]) > 0 {
		t.Error("a form without random order keeps an order")
	}
}

// Every order of any form shows the same questions with the same options, and no answer is stored differently.
func TestOrdersChangeNoAnswers(t *testing.T) {
	random := 0
	rapid.Check(t, func(t *rapid.T) {
		f := randomForm(t).On(respondedOn)
		raw := randomRaw(t, f)
		n := rapid.IntRange(0, survey.Orders).Draw(t, "order")
		items := f.Items("", raw)
		arranged := survey.InOrder(items, n)
		key := func(item survey.Item) string {
			ids := []string{item.Page.ID, item.Question.ID}
			for _, list := range [][]survey.Option{item.Question.Options, item.Question.Rows} {
				var all []string
				for _, o := range list {
					all = append(all, o.ID)
				}
				ids = append(ids, slices.Sorted(slices.Values(all))...)
			}
			return strconv.Quote(item.Question.Text) + slices.Concat(ids)[0] + "/" + ids[1] + "/" + strconv.Itoa(len(ids))
		}
		var before, after []string
		for i := range items {
			before, after = append(before, key(items[i])), append(after, key(arranged[i]))
			if items[i].Page != arranged[i].Page {
				t.Fatal("a question is on another page")
			}
		}
		if !slices.Equal(before, after) {
			random++
		}
		slices.Sort(before)
		slices.Sort(after)
		if !slices.Equal(before, after) {
			t.Fatalf("%v\nbecame %v", before, after)
		}
		a, _ := f.Check(raw)
		raw[survey.OrderField] = []string{strconv.Itoa(n)}
		if b, _ := f.Check(raw); !reflect.DeepEqual(a.Canonical(), b.Canonical()) {
			t.Fatal("the order changed the answers")
		}
	})
	if random == 0 {
		t.Error("no questions were shown in another order, so nothing was tested")
	}
}
