package invent

import (
	"bytes"
	"encoding/csv"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// park is a form with a question of every kind.
const park = `{"id":"park","title":"The park","lang":"en","edition":"standard","pages":[{"id":"all","questions":[
	{"id":"role","kind":"single","text":"Who are you?","required":true,
		"options":[{"id":"resident","text":"Resident"},{"id":"group","text":"Group"}]},
	{"id":"name","kind":"short-text","text":"Which group?","when":{"question":"role","is":"group"}},
	{"id":"ways","kind":"multiple","text":"How do you come?","max":2,
		"options":[{"id":"bus","text":"Bus"},{"id":"walk","text":"Walk"},{"id":"car","text":"Car","writeIn":true},
		{"id":"none","text":"None","exclusive":true}]},
	{"id":"town","kind":"dropdown","text":"Where?","preferNotToSay":true,
		"options":[{"id":"here","text":"Here"},{"id":"there","text":"There"}]},
	{"id":"views","kind":"matrix","text":"Agree?",
		"rows":[{"id":"gate","text":"Gate"},{"id":"pond","text":"Pond"}],"options":[{"id":"yes","text":"Yes"},{"id":"no","text":"No"}]},
	{"id":"order","kind":"ranking","text":"What first?","max":2,
		"options":[{"id":"gate","text":"Gate"},{"id":"pond","text":"Pond"},{"id":"path","text":"Path"}]},
	{"id":"split","kind":"budget","text":"Divide","total":100,
		"options":[{"id":"gate","text":"Gate"},{"id":"pond","text":"Pond"},{"id":"path","text":"Path"}]},
	{"id":"visits","kind":"number","text":"How often?","least":"0","most":"30"},
	{"id":"last","kind":"date","text":"When last?","least":"2016-01-01","most":"2016-05-27"},
	{"id":"why","kind":"long-text","text":"Why?"},
	{"id":"email","kind":"email","text":"Email?"},
	{"id":"postcode","kind":"postcode","text":"Postcode?"}]},
	{"id":"you","monitoring":true,"questions":[{"id":"sex","kind":"single","text":"Sex?","preferNotToSay":true,
		"options":[{"id":"female","text":"Female"},{"id":"male","text":"Male"}]}]}]}`

const easy = `{"id":"park","title":"The park","lang":"en","edition":"easy-read","pages":[{"id":"all","questions":[
	{"id":"role","kind":"single","text":"Who?","required":true,"options":[{"id":"resident","text":"Me"}]}]}]}`

const figures = `# a remark
area-code,area,topic,category,base,count,table
E1,Here,Sex,Female,all,600,T1
E1,Here,Sex,Male,all,400,T1
E2,There,Sex,Female,all,1,T1
`

func exampleForms(t *testing.T) []*survey.Form {
	t.Helper()
	var all []*survey.Form
	for _, text := range []string{park, easy} {
		f, err := survey.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

func examplePlan() *Plan {
	return &Plan{
		Seed: 7, Number: 1200, Area: "E1", FirstDay: "2016-04-25", LastDay: "2016-05-27",
		Channels: map[string]uint64{"web": 3, "paper": 1}, Editions: map[string]uint64{"standard": 9, "easy-read": 1},
		Withdrawn: 14, Excluded: map[string]int{"duplicate": 17, "outside-scope": 3},
		Profile: []Trait{
			{ID: "role", Weights: map[string]uint64{"resident": 4, "group": 1}},
			{ID: "sex", Topic: "Sex", Categories: map[string]string{"Female": "female", "Male": "male"}},
		},
		Answers: map[string]AnswerPattern{
			"role": {Trait: "role"}, "sex": {Trait: "sex", Refuse: 10},
			"ways": {
				Distribution: Distribution{Weights: map[string]uint64{"bus": 60, "walk": 70, "car": 50}},
				WriteIns:     map[string][]string{"car": {"A lift"}},
			},
			"views":  {Distribution: Distribution{Rows: map[string]map[string]uint64{"gate": {"yes": 9, "no": 1}}}},
			"visits": {Least: 0, Most: 20},
			"why": {Skip: 50, Distribution: Distribution{Texts: []string{"It is far."}}, Cases: []Case{
				{Trait: "role", Is: []string{"group"}, Distribution: Distribution{Texts: []string{"We meet there."}}}}},
		},
	}
}

func generate(t *testing.T, p *Plan) (text string, rows []map[string]string) {
	t.Helper()
	counts, err := ReadCounts(strings.NewReader(figures))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Write(&out, p, counts, exampleForms(t)); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(out.Bytes())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range line {
			row[lines[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return out.String(), rows
}

func TestSameSeedGivesSameOutput(t *testing.T) {
	first, _ := generate(t, examplePlan())
	if again, _ := generate(t, examplePlan()); again != first {
		t.Error("the same plan gave a different file")
	}
	p := examplePlan()
	p.Seed++
	if other, _ := generate(t, p); other == first {
		t.Error("another seed gave the same file")
	}
}

// The answers of a person must not depend on the number of responses.
func TestLargerNumberKeepsEarlierResponses(t *testing.T) {
	p := examplePlan()
	p.Withdrawn, p.Excluded = 0, nil
	_, few := generate(t, p)
	p.Number += 100
	_, more := generate(t, p)
	for i := range few {
		if !maps.Equal(few[i], more[i]) {
			t.Fatalf("row %d was %v and is %v", i, few[i], more[i])
		}
	}
}

// shareOf returns the share of rows with value in column, among those with any value there.
func shareOf(rows []map[string]string, column, value string) float64 {
	n, of := 0.0, 0.0
	for _, row := range rows {
		if row[column] == "" || row[column] == preferNotToSay {
			continue
		}
		of++
		if row[column] == value {
			n++
		}
	}
	return n / of
}

func TestSharesMatchTheCensus(t *testing.T) {
	_, rows := generate(t, examplePlan())
	p := examplePlan()
	p.Profile[1].Turnout = map[string]uint64{"male": 300}
	_, tilted := generate(t, p)
	for _, test := range []struct {
		name          string
		rows          []map[string]string
		column, value string
		want          float64
	}{
		{"sex as in the census", rows, "sex", "female", 0.6},
		{"sex if men are three times as likely to respond", tilted, "sex", "female", 600.0 / 1800},
		{
			"a trait by weights",
			slices.DeleteFunc(slices.Clone(rows), func(r map[string]string) bool { return r["edition"] == "easy-read" }),
			"role", "group", 0.2,
		},
		{"a row of a matrix", rows, "views--gate", "yes", 0.9},
		{"a row without weights", rows, "views--pond", "yes", 0.5},
		{"channels", rows, "channel", "web", 0.75},
		{"editions", rows, "edition", "easy-read", 0.1},
	} {
		// Four standard errors: exceeded by chance for about one seed in ten thousand.
		near := 4 * math.Sqrt(test.want*(1-test.want)/1000)
		if got := shareOf(test.rows, test.column, test.value); math.Abs(got-test.want) > near {
			t.Errorf("%s: %.3f, want %.3f ± %.3f", test.name, got, test.want, near)
		}
	}
}

func TestWithdrawnAndExcludedMatchThePlan(t *testing.T) {
	_, rows := generate(t, examplePlan())
	got := map[string]int{}
	for i, row := range rows {
		got[row["status"]]++
		if row["status"] != duplicate {
			continue
		}
		same := func(other map[string]string) bool {
			return other["status"] == "" && other["why"] == row["why"] && other["role"] == row["role"] &&
				other["split--gate"] == row["split--gate"] && other["last--day"] == row["last--day"]
		}
		if !slices.ContainsFunc(rows[:i], same) {
			t.Errorf("row %d does not repeat an earlier response", i)
		}
	}
	if want := map[string]int{"": 1166, "withdrawn": 14, duplicate: 17, "excluded:outside-scope": 3}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestAddressesAreNeverInvented(t *testing.T) {
	_, rows := generate(t, examplePlan())
	for _, row := range rows {
		if row["email"] != "" || row["postcode"] != "" {
			t.Fatalf("an address was invented: %v", row)
		}
	}
}

func TestUnaskedQuestionsAreNotAnswered(t *testing.T) {
	p := examplePlan()
	p.Answers["name"] = AnswerPattern{Distribution: Distribution{Texts: []string{"Friends of the park"}}}
	_, rows := generate(t, p)
	named := 0
	for _, row := range rows {
		if row["name"] == "" {
			continue
		}
		named++
		if row["role"] != "group" {
			t.Fatalf("a resident answered the question for groups: %v", row)
		}
	}
	if named == 0 {
		t.Error("no group answered the question for groups")
	}
}

func TestEveryProblemOfAPlanIsReported(t *testing.T) {
	p := examplePlan()
	p.Area, p.FirstDay, p.Number = "E9", "25 April 2016", 30
	p.Editions["braille"] = 1
	p.Answers["weather"] = AnswerPattern{}
	p.Answers["ways"] = AnswerPattern{Distribution: Distribution{Weights: map[string]uint64{"train": 1}}}
	p.Answers["views"] = AnswerPattern{Distribution: Distribution{Rows: map[string]map[string]uint64{"lake": {"yes": 1}}}}
	p.Answers["town"] = AnswerPattern{Trait: "town"}
	p.Answers["why"] = AnswerPattern{Cases: []Case{{Trait: "role", Is: []string{"king"}}}}
	counts, _ := ReadCounts(strings.NewReader(figures))
	err := Write(&bytes.Buffer{}, p, counts, exampleForms(t))
	if err == nil {
		t.Fatal("the plan was accepted")
	}
	for _, want := range []string{
		`topic "Sex" for area "E9"`, "first-day", "(number)", `no edition "braille"`, `no question "weather"`,
		`"ways" has no option "train"`, `"views" has no row "lake"`, `trait "town"`, `trait "role" = "king"`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not mentioned in:\n%v", want, err)
		}
	}
}

func TestInvalidCensusFiguresAreRejected(t *testing.T) {
	for name, text := range map[string]string{
		"another heading": "a,b\n1,2\n",
		"no figures":      "area-code,area,topic,category,base,count,table\n",
		"no number":       "area-code,area,topic,category,base,count,table\nE1,Here,Sex,Female,all,many,T1\n",
		"nothing":         "",
	} {
		if _, err := ReadCounts(strings.NewReader(text)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// The generator is SplitMix64. The first numbers for the seed 1234567 are from the tests of the reference
// implementation.
func TestRNGIsSplitMix64(t *testing.T) {
	d := &rng{1234567}
	for _, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423} {
		if got := d.next(); got != want {
			t.Errorf("%d, want %d", got, want)
		}
	}
}
