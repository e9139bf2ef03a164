package tally

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

const masterForm = `{
 "id": "park", "title": "The park", "lang": "en", "edition": "standard",
 "pages": [
  {"id": "views", "questions": [
   {"id": "use", "kind": "single", "text": "Do you use it?", "preferNotToSay": true,
    "options": [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}, {"id": "else", "text": "Something else", "writeIn": true}]},
   {"id": "for", "kind": "multiple", "text": "What for?", "when": {"question": "use", "is": "yes"},
    "options": [{"id": "walk", "text": "Walking"}, {"id": "play", "text": "Play"},
     {"id": "other", "text": "Other", "writeIn": true}, {"id": "none", "text": "None", "exclusive": true}]},
   {"id": "rate", "kind": "matrix", "text": "How is it?",
    "options": [{"id": "good", "text": "Good"}, {"id": "bad", "text": "Bad"}],
    "rows": [{"id": "grass", "text": "Grass"}, {"id": "paths", "text": "Paths"}]},
   {"id": "order", "kind": "ranking", "text": "What first?", "min": 1, "max": 3,
    "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C"}]},
   {"id": "visits", "kind": "number", "text": "How often?", "decimals": 2,
    "options": [{"id": "dont-know", "text": "Don’t know"}]},
   {"id": "money", "kind": "budget", "text": "Share it out", "total": 100, "unit": "£",
    "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C"}]},
   {"id": "why", "kind": "long-text", "text": "Why?"}
  ]},
  {"id": "you", "monitoring": true, "questions": [
   {"id": "age", "kind": "dropdown", "text": "Age", "preferNotToSay": true,
    "options": [{"id": "young", "text": "Young"}, {"id": "old", "text": "Old"}]}
  ]}
 ]}`

const easyReadForm = `{
 "id": "park", "title": "The park, easy", "lang": "en", "edition": "easy-read",
 "pages": [{"id": "views", "questions": [
   {"id": "use", "kind": "single", "text": "Do you use it?", "preferNotToSay": true,
    "options": [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}]},
   {"id": "rate", "kind": "matrix", "text": "How is it?",
    "options": [{"id": "good", "text": "Good"}, {"id": "bad", "text": "Bad"}],
    "rows": [{"id": "paths", "text": "Paths"}]}
 ]}]}`

func form(t testing.TB, text string) *survey.Form {
	t.Helper()
	f, err := survey.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func check(t testing.TB, f *survey.Form, raw survey.Raw) survey.Answers {
	t.Helper()
	a, problems := f.Check(raw)
	if len(problems) > 0 {
		t.Fatalf("%v: %+v", raw, problems)
	}
	return a
}

func TestTally(t *testing.T) {
	standard, easyRead := form(t, masterForm), form(t, easyReadForm)
	c := NewCounter(standard)
	for _, raw := range []survey.Raw{
		{"use": {"yes"}, "for": {"walk", "other"}, "for--other": {"Kites"}, "rate--grass": {"good"}, "rate--paths": {"bad"},
			"order--a": {"1"}, "order--b": {"2"}, "order--c": {"3"}, "visits": {"2.5"},
			"money--a": {"50"}, "money--b": {"25"}, "money--c": {"25"}, "why": {"It is green"}, "age": {"old"}},
		{"use": {"else"}, "use--else": {"I live in it"}, "rate--grass": {"bad"}, "order--b": {"1"}, "visits": {"10"},
			"money--a": {"0"}, "money--b": {"100"}, "money--c": {"0"}, "age": {"prefer-not-to-say"}},
		{"use": {"prefer-not-to-say"}, "visits": {"0"}, "money--a": {"33"}, "money--b": {"33"}, "money--c": {"34"}},
	} {
		a := check(t, standard, raw)
		if err := c.Add("standard", a.Part(false), a.Part(true)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Add("easy-read", check(t, easyRead, survey.Raw{"use": {"no"}, "rate--paths": {"good"}})); err != nil {
		t.Fatal(err)
	}
	got := c.Tally()
	if fmt.Sprint(got.Editions) != "[{easy-read 1} {standard 3}]" || got.Responses != 4 || got.Form != standard.Version() {
		t.Errorf("version %s, %d responses, editions %v", got.Form, got.Responses, got.Editions)
	}
	for _, test := range []struct{ id, want string }{
		{"use", "3 1 0 0: yes 1, no 1, else 1 (1 wrote)"},
		{"for", "1 0 0 3: walk 1, play 0, other 1 (1 wrote), none 0"},
		{"rate", "3 0 1 0: | grass 2 0 1 1: good 1, bad 1 | paths 2 0 2 0: good 1, bad 1"},
		{"order", "2 0 1 1: a 1 rank 1 of 1 for 3, b 1 rank 1.5 of 2 for 5, c 0 rank 3 of 1 for 1"},
		{"visits", "3 0 0 1: dont-know 0, typed 3 0 0 2.5 2.5 10 mean 4.167"},
		{"money", "3 0 0 1: a 2 mean 28 median 33, b 3 mean 53 median 33, c 2 mean 19 median 25"},
		{"why", "1 0 2 1:"},
		{"age", "1 1 1 1: young 0, old 1"},
	} {
		if text := got.Question(test.id).describe(); text != test.want {
			t.Errorf("%s: got %s\nwant %s", test.id, text, test.want)
		}
	}
	for _, secret := range []string{"Kites", "I live in it", "green"} {
		if bytes.Contains(got.JSON(), []byte(secret)) {
			t.Errorf("the tally contains free text: %s", secret)
		}
	}
}

func (s StateCounts) describe() string {
	if s.NotValid > 0 {
		return fmt.Sprintf("%d %d %d %d not valid %d:", s.Answered, s.PreferNotToSay, s.Skipped, s.NotAsked, s.NotValid)
	}
	return fmt.Sprintf("%d %d %d %d:", s.Answered, s.PreferNotToSay, s.Skipped, s.NotAsked)
}

// describe returns the counts of q in one line.
func (q *Question) describe() string {
	text := q.StateCounts.describe()
	list := func(options []Option) {
		for i, o := range options {
			if i > 0 {
				text += ","
			}
			text += fmt.Sprintf(" %s %d", o.ID, o.Count)
			if o.WriteIns > 0 {
				text += fmt.Sprintf(" (%d wrote)", o.WriteIns)
			}
			if o.Rank != nil {
				text += fmt.Sprintf(" rank %s of %d for %d", o.Rank.Mean, o.Rank.Ranked, o.Rank.Borda)
			}
			if o.Amount != nil {
				text += fmt.Sprintf(" mean %d median %d", o.Amount.Mean, o.Amount.Median)
			}
		}
	}
	list(q.Options)
	for _, row := range q.Rows {
		text += fmt.Sprintf(" | %s %s", row.ID, row.StateCounts.describe())
		list(row.Options)
	}
	if n := q.Number; n != nil {
		text += fmt.Sprintf(" %s %s %s %s %s mean %s", n.Min, n.LowerQuartile, n.Median, n.UpperQuartile, n.Max, n.Mean)
	}
	return text
}

// randomRaw returns random valid input for f.
func randomRaw(t *rapid.T, f *survey.Form) survey.Raw {
	raw := survey.Raw{}
	for _, page := range f.Pages {
		for i := range page.Questions {
			q := &page.Questions[i]
			if rapid.IntRange(0, 3).Draw(t, "skip") == 0 {
				continue
			}
			if q.PreferNotToSay && rapid.IntRange(0, 4).Draw(t, "private") == 0 {
				raw[q.ID] = []string{"prefer-not-to-say"}
				continue
			}
			option := func() string { return rapid.SampledFrom(q.Options).Draw(t, "option").ID }
			switch q.Kind {
			case survey.Single, survey.Dropdown:
				raw[q.ID] = []string{option()}
			case survey.Multiple:
				raw[q.ID] = []string{option()}
				if second := option(); second != "none" && raw[q.ID][0] != "none" && second != raw[q.ID][0] {
					raw[q.ID] = append(raw[q.ID], second)
				}
			case survey.Matrix:
				for _, row := range q.Rows {
					if rapid.Bool().Draw(t, "row") {
						raw[q.ID+"--"+row.ID] = []string{option()}
					}
				}
			case survey.Ranking:
				order := rapid.Permutation(q.Options).Draw(t, "order")
				for i, o := range order[:rapid.IntRange(1, len(order)).Draw(t, "ranked")] {
					raw[q.ID+"--"+o.ID] = []string{strconv.Itoa(i + 1)}
				}
			case survey.Number:
				if rapid.Bool().Draw(t, "box") {
					raw[q.ID+"--instead"] = []string{option()}
					continue
				}
				raw[q.ID] = []string{strconv.Itoa(rapid.IntRange(-50, 5000).Draw(t, "number")) + ".25"}
			case survey.Budget:
				left := int(q.Total)
				for i, o := range q.Options {
					n := left
					if i < len(q.Options)-1 {
						n = rapid.IntRange(0, left).Draw(t, "amount")
					}
					left -= n
					raw[q.ID+"--"+o.ID] = []string{strconv.Itoa(n)}
				}
			case survey.LongText:
				raw[q.ID] = []string{"words"}
			}
		}
	}
	return raw
}

// Answers that are not valid are in no count but their own: the means are those of the same
// responses without them.
//
// Row C16 of docs/faults.md.
func TestAnswersThatAreNotValidAreInNoMean(t *testing.T) {
	f := form(t, masterForm)
	valid := survey.Raw{
		"use": {"yes"}, "for": {"walk"}, "rate--grass": {"good"}, "rate--paths": {"bad"}, "order--a": {"1"}, "order--b": {"2"},
		"order--c": {"3"}, "visits": {"2.5"}, "money--a": {"50"}, "money--b": {"25"}, "money--c": {"25"}, "age": {"old"},
	}
	kept := survey.Raw{
		"use": {"yes"}, "for": {"walk", "none"}, "rate--grass": {"good", "bad"}, "rate--paths": {"bad"}, "order--a": {"1"}, "order--b": {"1"},
		"visits": {"a few"}, "money--a": {"60"}, "money--b": {"50"}, "age": {"old", "young"},
	}
	a, problems := f.CheckAsWritten(kept, []string{"for", "rate", "order", "visits", "money", "age"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	c := NewCounter(f)
	for _, answers := range []survey.Answers{check(t, f, valid), a} {
		if err := c.Add("standard", answers.Part(false), answers.Part(true)); err != nil {
			t.Fatal(err)
		}
	}
	got := c.Tally()
	for _, test := range []struct{ id, want string }{
		{"for", "1 0 0 0 not valid 1: walk 1, play 0, other 0, none 0"},
		{"rate", "2 0 0 0: | grass 1 0 0 0 not valid 1: good 1, bad 0 | paths 2 0 0 0: good 0, bad 2"},
		{"order", "1 0 0 0 not valid 1: a 1 rank 1 of 1 for 3, b 0 rank 2 of 1 for 2, c 0 rank 3 of 1 for 1"},
		{"visits", "1 0 0 0 not valid 1: dont-know 0, typed 1 2.5 2.5 2.5 2.5 2.5 mean 2.5"},
		{"money", "1 0 0 0 not valid 1: a 1 mean 50 median 50, b 1 mean 25 median 25, c 1 mean 25 median 25"},
		{"age", "1 0 0 0 not valid 1: young 0, old 1"},
	} {
		q := got.Question(test.id)
		if text := q.describe(); text != test.want || q.Responses() != 2 {
			t.Errorf("%s: got %s\nwant %s", test.id, text, test.want)
		}
	}
}

const shortScaleForm = `{
 "id": "park", "title": "The park, easy", "lang": "en", "edition": "easy-read",
 "pages": [{"id": "views", "questions": [
   {"id": "plan", "kind": "single", "text": "Do you like it?", "preferNotToSay": true, "options": [
    {"id": "yes", "text": "Yes", "merges": ["strongly-agree", "agree"]}, {"id": "neither", "text": "Not sure"},
    {"id": "no", "text": "No", "merges": ["disagree", "strongly-disagree"]}]},
   {"id": "rate", "kind": "matrix", "text": "How is it?", "options": [{"id": "fine", "text": "Fine", "merges": ["great", "good"]},
    {"id": "bad", "text": "Bad"}], "rows": [{"id": "paths", "text": "Paths"}]}]}]}`

const longScaleForm = `{
 "id": "park", "title": "The park", "lang": "en", "edition": "standard",
 "pages": [{"id": "views", "questions": [
   {"id": "plan", "kind": "single", "text": "Do you agree?", "preferNotToSay": true, "options": [
    {"id": "strongly-agree", "text": "Strongly agree"}, {"id": "agree", "text": "Agree"}, {"id": "neither", "text": "Neither"},
    {"id": "disagree", "text": "Disagree"}, {"id": "strongly-disagree", "text": "Strongly disagree"}]},
   {"id": "rate", "kind": "matrix", "text": "How is it?", "options": [{"id": "great", "text": "Great"}, {"id": "good", "text": "Good"},
    {"id": "bad", "text": "Bad"}], "rows": [{"id": "grass", "text": "Grass"}, {"id": "paths", "text": "Paths"}]}]}]}`

// Answers to a scale that merges options are counted as they were given, together with the
// others on the shorter scale only: no one strongly agrees who was not offered it.
//
// Row A5 of docs/faults.md.
func TestMergedScaleInventsNoFinerAnswers(t *testing.T) {
	long, short := form(t, longScaleForm), form(t, shortScaleForm)
	if err := survey.CheckEdition(long, short); err != nil {
		t.Fatal(err)
	}
	c := NewCounter(long)
	for _, r := range []struct {
		form *survey.Form
		raw  survey.Raw
	}{
		{long, survey.Raw{"plan": {"strongly-agree"}, "rate--grass": {"great"}, "rate--paths": {"good"}}},
		{long, survey.Raw{"plan": {"agree"}, "rate--grass": {"bad"}}},
		{long, survey.Raw{"plan": {"neither"}}},
		{long, survey.Raw{"plan": {"strongly-disagree"}, "rate--paths": {"great"}}},
		{short, survey.Raw{"plan": {"yes"}, "rate--paths": {"fine"}}},
		{short, survey.Raw{"plan": {"no"}, "rate--paths": {"bad"}}},
		{short, survey.Raw{"plan": {"neither"}}},
		{short, survey.Raw{"plan": {"prefer-not-to-say"}}},
	} {
		if err := c.Add(r.form.Edition, check(t, r.form, r.raw)); err != nil {
			t.Fatal(err)
		}
	}
	got := c.Tally()
	var all []string
	for _, id := range []string{"plan", "rate"} {
		q := got.Question(id)
		all = append(all, id+": "+q.describe())
		for _, e := range q.Editions {
			all = append(all, e.Edition+": "+e.describe())
		}
		for _, o := range q.Options {
			if o.Offered != q.Answered {
				t.Errorf("%s was offered to %d of %d", o.ID, o.Offered, q.Answered)
			}
		}
	}
	want := []string{
		"plan: 7 1 0 0: strongly-agree--agree 3, neither 2, disagree--strongly-disagree 2",
		": 4 0 0 0: strongly-agree 1, agree 1, neither 1, disagree 0, strongly-disagree 1",
		"easy-read: 3 1 0 0: yes 1, neither 1, no 1",
		"rate: 5 0 3 0: | grass 2 0 2 4: great--good 1, bad 1 | paths 4 0 4 0: great--good 3, bad 1",
		": 3 0 1 0: | grass 2 0 2 0: great 1, good 0, bad 1 | paths 2 0 2 0: great 1, good 1, bad 0",
		"easy-read: 2 0 2 0: | paths 2 0 2 0: fine 1, bad 1",
	}
	if !slices.Equal(all, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(all, "\n"), strings.Join(want, "\n"))
	}
}

// For any responses to any editions: the states of every question and of every row
// add up to the number of responses, the options of a single choice add up to those who
// answered, the means of a budget add up to its total, and the order of the responses
// makes no difference.
func TestCountsAddUp(t *testing.T) {
	editions := []*survey.Form{form(t, masterForm), form(t, easyReadForm)}
	rapid.Check(t, func(t *rapid.T) {
		type response struct {
			edition string
			parts   []survey.Answers
		}
		var all []response
		for range rapid.IntRange(0, 25).Draw(t, "responses") {
			f := rapid.SampledFrom(editions).Draw(t, "edition")
			a, problems := f.Check(randomRaw(t, f))
			if len(problems) > 0 {
				t.Fatalf("%+v", problems)
			}
			all = append(all, response{f.Edition, []survey.Answers{a.Part(true), a.Part(false)}})
		}
		count := func() *Tally {
			c := NewCounter(editions[0])
			for _, r := range all {
				if err := c.Add(r.edition, r.parts...); err != nil {
					t.Fatal(err)
				}
			}
			return c.Tally()
		}
		tally := count()
		for _, q := range tally.Questions {
			if q.Responses() != tally.Responses {
				t.Errorf("%s: the states %+v do not add up to %d responses", q.ID, q.StateCounts, tally.Responses)
			}
			var sum, mean int64
			for _, o := range q.Options {
				sum += o.Count
				if o.Amount != nil {
					mean += o.Amount.Mean
				}
				if o.Count > q.Answered || o.WriteIns > o.Count {
					t.Errorf("%s %s: %d of %d answered, %d of them wrote something", q.ID, o.ID, o.Count, q.Answered, o.WriteIns)
				}
			}
			switch {
			case q.Kind.HasBoxes() && len(q.Options) > 0:
				if sum != q.Answered {
					t.Errorf("%s: the boxes and what was typed add up to %d, but %d answered", q.ID, sum, q.Answered)
				}
			case q.Kind == survey.Single || q.Kind == survey.Dropdown || q.Kind == survey.Ranking:
				if sum != q.Answered {
					t.Errorf("%s: the options add up to %d, but %d answered", q.ID, sum, q.Answered)
				}
			case q.Kind == survey.Budget && q.Answered > 0 && mean != 100:
				t.Errorf("%s: the means add up to %d, want 100", q.ID, mean)
			}
			for _, row := range q.Rows {
				if row.Responses() != tally.Responses {
					t.Errorf("%s %s: the states %+v do not add up to %d responses",
						q.ID, row.ID, row.StateCounts, tally.Responses)
				}
			}
		}
		before := tally.JSON()
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		slices.Reverse(all)
		if again := count().JSON(); !bytes.Equal(before, again) {
			t.Errorf("the order of the responses changed the tally:\n%s\n%s", before, again)
		}
	})
}

func TestSummariesOfNumbersAreExact(t *testing.T) {
	const largest = "999999999999999.999999"
	for _, test := range []struct {
		numbers []string
		places  int
		want    NumberSummary
		same    bool
	}{
		{[]string{"3"}, 0, NumberSummary{"3", "3", "3", "3", "3", "3", Spread{1, 1, 0}}, true},
		{[]string{"1", "2", "3", "4"}, 0, NumberSummary{"1", "1", "2", "3", "4", "2.5", Spread{4, 1, 75}}, false},
		{[]string{"0.1", "0.2", "0.3"}, 1, NumberSummary{"0.1", "0.1", "0.2", "0.2", "0.3", "0.2", Spread{3, 1, 33}}, false},
		{[]string{"-1", "-2", "-2"}, 0, NumberSummary{"-2", "-2", "-2", "-2", "-1", "-1.7", Spread{3, 2, 50}}, false},
		{[]string{"-0.01", "0"}, 2, NumberSummary{"-0.01", "-0.01", "-0.01", "-0.01", "0", "-0.005", Spread{2, 1, 0}}, false},
		{[]string{largest, largest}, 6, NumberSummary{largest, largest, largest, largest, largest, largest, Spread{2, 2, 0}}, true},
	} {
		numbers := map[string]int64{}
		for _, text := range test.numbers {
			n, err := parseScaled(text, test.places)
			if err != nil {
				t.Fatal(err)
			}
			numbers[n.String()]++
		}
		got, same := summarise(numbers, test.places)
		if !reflect.DeepEqual(*got, test.want) || same != test.same {
			t.Errorf("%v: got %+v, all the same %t", test.numbers, *got, same)
		}
	}
	for _, bad := range []string{"", "1.234", "x", "1e5"} {
		if n, err := parseScaled(bad, 2); err == nil {
			t.Errorf("%q was parsed as %v", bad, n)
		}
	}
}

func TestAnswersToAnotherFormAreRejected(t *testing.T) {
	other := strings.NewReplacer(`"walk"`, `"run"`).Replace(masterForm)
	c := NewCounter(form(t, masterForm))
	a := check(t, form(t, other), survey.Raw{"use": {"yes"}, "for": {"run"}})
	if err := c.Add("standard", a); err == nil || !strings.Contains(err.Error(), `"for" has no option or row "run"`) {
		t.Errorf("an unknown option: %v", err)
	}
	c = NewCounter(form(t, easyReadForm))
	err := c.Add("standard", check(t, form(t, masterForm), survey.Raw{}))
	if err == nil || !strings.Contains(err.Error(), "no question") {
		t.Errorf("an unknown question: %v", err)
	}
}
