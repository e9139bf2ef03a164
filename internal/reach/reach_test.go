package reach

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/internal/sheet/sheettest"
	"github.com/folkmoot/folkmoot/represent"
	"github.com/folkmoot/folkmoot/survey"
)

func officer(can ...actor.Capability) actor.Actor {
	return actor.Actor{ID: "officer", Org: actor.CouncilOrg, Capabilities: append(can, actor.Staff, actor.Engage)}
}

var library = consult.Definition{
	Slug: "library", Title: "The library", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
	Text: consult.Text{Summary: "The library.", Next: "We read every response.", Audience: "Everyone.", Area: "Exampleshire",
		AreaQuestion: "district", Feedback: "2026-04-01", Contact: consult.Contact{Team: "Libraries", Address: "The council"}},
	Forms: []survey.Form{{ID: "library", Title: "The library", Lang: "en", Edition: "standard", Pages: []survey.Page{{ID: "one",
		Questions: []survey.Question{{ID: "district", Kind: survey.Single, Text: "Where do you live?", Options: []survey.Option{
			{ID: "north", Text: "North"}, {ID: "south", Text: "South"}, {ID: "elsewhere", Text: "Somewhere else"}}}}}}}},
}

type fixture struct {
	*Service
	t   *testing.T
	log *record.Log
	now time.Time
}

func newFixture(t *testing.T, d *db.DB) *fixture {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	f := &fixture{&Service{DB: d, Edit: &edit.Service{DB: d, Log: log, SamePersonMayApprove: allow}}, t, log, dbtest.Now}
	d.SetClock(func() time.Time { return f.now })
	if err := (&consult.Service{DB: d, Log: log}).Define(t.Context(), actor.System, library); err != nil {
		t.Fatal(err)
	}
	return f
}

// stored returns the published profile, or nil.
func (f *fixture) stored() (p *Profile) {
	f.t.Helper()
	err := f.DB.View(f.t.Context(), func(tx *db.Tx) (err error) {
		p, err = GetProfile(f.t.Context(), tx, "library")
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return p
}

const cards = `Characteristic,Category,Card holders
Age,Under 16,"2,100"
,16-24,900
,25 to 34,1000
,35-44,1000
,45-54,1000
,55-64,1000
,65-74,800
,75-84,300
,85+,60
Age,Total,8160
Sex,F,5000
Sex,M,3160
Disability,Yes,700
Disability,No,7460
Where do you live?,North,5000
Where do you live?,South,3160
Religion,Christian,*
Shoe size,44,12
`

// A file is read whatever its format. Each row says why it is taken as it is: words of the question, other words for an answer, ages
// in any notation, a question that is given once above its groups. Totals are not used, and a column that says only “Disability” is
// never guessed, because two questions that are not comparable are called that.
func TestRowsOfAFileAreMatchedWithAnswers(t *testing.T) {
	asked := newCatalogue(&library.Forms[0], "district")
	var rows [][]string
	plain, err := readSheet([]byte(cards))
	if err != nil {
		t.Fatal(err)
	}
	rows = append(rows, plain.Head)
	for _, r := range plain.Rows {
		cells := slices.Clone(r.Cells)
		for len(cells) < 3 {
			cells = append(cells, "")
		}
		rows = append(rows, cells)
	}
	for name, file := range map[string][]byte{"csv": []byte(cards), "xlsx": sheettest.XLSX(t, rows), "ods": sheettest.ODS(t, rows)} {
		s, err := readSheet(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c := s.GuessColumns(asked)
		if c != (Columns{0, 1, 2}) {
			t.Errorf("%s: columns %v", name, c)
		}
		var got []string
		for _, l := range s.Lines(asked, c, nil) {
			got = append(got, fmt.Sprintf("%d %s %s %d", l.Row, l.Why, l.Target, l.People))
		}
		want := []string{
			"2 same-words age/age-0-15 2100", "3 same-words age/age-16-24 900", "4 same-words age/age-25-34 1000",
			"5 same-words age/age-35-44 1000", "6 same-words age/age-45-54 1000", "7 same-words age/age-55-64 1000",
			"8 same-words age/age-65-74 800", "9 same-words age/age-75-84 300", "10 same-words age/age-85-over 60",
			"11 total  8160", "12 same-words sex/female 5000", "13 same-words sex/male 3160",
			"14 disability  700", "15 disability  7460", "16 same-words district/north 5000", "17 same-words district/south 3160",
			"18 withheld  0", "19 not-known  12",
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// Without a column for the question, an answer is taken if one question alone has it.
func TestAnswersOfSeveralQuestionsAreNotGuessed(t *testing.T) {
	asked := newCatalogue(&library.Forms[0], "district")
	s, err := readSheet([]byte("Group,People\nFemale,10\nMale,20\nYes,5\nBuddhist,3\nOther,4\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range s.Lines(asked, s.GuessColumns(asked), nil) {
		got = append(got, string(l.Why)+" "+l.Target)
	}
	want := "[only-answer sex/female only-answer sex/male ambiguous  only-answer religion/buddhist ambiguous ]"
	if fmt.Sprint(got) != want {
		t.Errorf("%v, want %v", got, want)
	}
}

// A bad file is refused with its row, and nothing is stored.
func TestBadFilesAreRefusedWithTheRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		for name, test := range map[string]struct{ file, say string }{
			"an open quote":   {"Group,People\n\"Female,1\n", ""},
			"no rows":         {"Group,People\n", "a row for each group"},
			"nothing":         {"", ""},
			"a long cell":     {"Group,People\n" + strings.Repeat("x", 400) + ",1\n", "Row 2: a cell"},
			"too many people": {"Group,People\nFemale,1\n" + strings.Repeat("Male,2\n", 400), "at most 300 rows"},
		} {
			_, err := f.Upload(t.Context(), officer(), "library", "x.csv", strings.NewReader(test.file))
			var wrong *sheet.Error
			if err == nil || !errors.As(err, &wrong) && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) ||
				!strings.Contains(fault.Message(err), test.say) && test.say != "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, test := range map[string]struct{ file, say string }{
			"not a number": {"Group,People\nFemale,12\nMale,12.5 or so\n", "Row 3: “12.5 or so” is not a whole number"},
			"twice":        {"Group,People\nFemale,12\nMale,5\nF,3\n", "Row 4: an earlier row is about “Sex: Female” too"},
			"no group":     {"Group,People\nRed,12\nBlue,5\n", "No row is about a group"},
			"a formula":    {"Group,People\nFemale,=1+1\nMale,5\n", "Row 2: “=1+1”"},
			"negative":     {"Group,People\nFemale,-12\nMale,5\n", "Row 2: “-12”"},
		} {
			id, err := f.Upload(t.Context(), officer(), "library", "x.csv", strings.NewReader(test.file))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			columns := Columns{None, 0, 1}
			if err := f.Apply(t.Context(), officer(), "library", id, columns, nil); !strings.Contains(fault.Message(err), test.say) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if f.stored() != nil {
			t.Error("something was stored")
		}
		for name, by := range map[string]actor.Actor{
			"another organisation":   {ID: "x", Org: "partner", Capabilities: []actor.Capability{actor.Engage}},
			"staff who do not write": {ID: "x", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff}},
		} {
			if _, err := f.Upload(t.Context(), by, "library", "x.csv", strings.NewReader(cards)); err == nil {
				t.Errorf("%s can upload", name)
			}
		}
	})
}

// A file becomes a draft, which is published with what the file does not say. A second file makes a new version of it, and the first
// is kept. An upload that is used or a week old is gone.
func TestAFileBecomesAVersionOfTheProfile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, by, kind := newFixture(t, d), officer(actor.Publish), ProfileKind()
		publish := func(file string, change edit.Values) {
			t.Helper()
			id, err := f.Upload(t.Context(), by, "library", "cards.csv", strings.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			trial, err := f.Try(t.Context(), by, "library", id, nil, nil)
			if err != nil || trial.Wrong != nil {
				t.Fatal(err, trial.Wrong)
			}
			chosen := map[int]string{14: "disability/disabled", 15: "disability/not-disabled"}
			if err := f.Apply(t.Context(), by, "library", id, trial.Columns, chosen); err != nil {
				t.Fatal(err)
			}
			if _, err := f.Try(t.Context(), by, "library", id, nil, nil); !fault.Is(err, fault.NotFound) {
				t.Errorf("the upload is still there: %v", err)
			}
			c, err := f.Edit.Get(t.Context(), by, &kind, "library")
			if err != nil {
				t.Fatal(err)
			}
			values := c.Values.Clone()
			for name, texts := range change {
				values.Set(name, texts...)
			}
			c, err = f.Edit.SaveDraft(t.Context(), by, &kind, "library", edit.Save{Version: c.Version, Seen: c.Seen(), Values: values})
			if err == nil {
				c, err = f.Edit.Submit(t.Context(), by, &kind, "library", c.Version)
			}
			if err == nil {
				_, err = f.Edit.ApproveAndPublish(t.Context(), by, &kind, "library", c.Version)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		publish(cards, edit.Values{"source": {"Cards"}, "date": {"2026-01-31"}, "counted": {"people with a card"}})
		p := f.stored()
		if len(p.Groups) != 15 || p.people("disability", "disabled") != 700 || p.Groups[0].Row != 2 || p.Edition != 1 ||
			!strings.HasPrefix(p.File, "cards.csv, SHA-256 ") {
			t.Errorf("%+v", p)
		}
		publish(strings.ReplaceAll(cards, "5000", "4000"), nil)
		if p := f.stored(); p.people("sex", "female") != 4000 || p.Source != "Cards" || p.Edition != 2 {
			t.Errorf("%+v", p)
		}
		if _, err := f.Upload(t.Context(), by, "library", "cards.csv", strings.NewReader(cards)); err != nil {
			t.Fatal(err)
		}
		f.now = f.now.Add(8 * 24 * time.Hour)
		if err := f.DeleteExpired(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, found, err := f.ListUploads(t.Context(), by, "library", "", 20); err != nil || len(found.Items) != 0 {
			t.Errorf("%v, %v", found, err)
		}
	})
}

// Definition files have the same profile, and are checked like the form.
func TestProfilesAreDefinedInFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		load := func(groups string) error {
			_, err := definition.Load(t.Context(), f.log, fstest.MapFS{"affected-users/library.yaml": {Data: []byte(
				"consultation: library\nsource: Cards\ndate: 2026-01-31\ncounted: people with a card\ngroups:\n" + groups)}},
				actor.System, Definitions())
			return err
		}
		for name, groups := range map[string]string{
			"question that is not asked": "  - {question: shoes, group: large, people: 3}\n",
			"unknown answer":             "  - {question: sex, group: large, people: 3}\n",
			"twice":                      "  - {question: sex, group: female, people: 3}\n  - {question: sex, group: F, people: 3}\n",
			"negative":                   "  - {question: sex, group: female, people: -3}\n",
			"which disability":           "  - {question: Disability status, group: \"yes\", people: 3}\n",
			"no groups":                  "  []\n",
		} {
			if err := load(groups); err == nil || f.stored() != nil {
				t.Errorf("%s: %v, %v", name, err, f.stored())
			}
		}
		const good = "  - {question: sex, group: female, people: 30}\n  - {question: sex, group: male, people: 20}\n"
		for range 2 {
			if err := load(good); err != nil {
				t.Fatal(err)
			}
		}
		if p := f.stored(); p.Edition != 1 || p.Groups[0].Answer != "Female" {
			t.Errorf("%+v", p)
		}
	})
}

// Small numbers of a profile are hidden, with others from which they would follow, and no sum of what is shown tells them.
func TestSmallNumbersOfAProfileAreHidden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Profile{Source: "Cards"}
		n := rapid.IntRange(2, 6).Draw(t, "groups")
		for i := range n {
			p.Groups = append(p.Groups, Group{Question: "q", Group: fmt.Sprint(i), People: rapid.Int64Range(0, 60).Draw(t, "people")})
		}
		b := p.Benchmarks("Exampleshire")[0]
		hidden, sum, shown := 0, int64(0), int64(0)
		for i, person := range b.People {
			sum += p.Groups[i].People
			if person.Hidden {
				hidden++
				if person.N != 0 {
					t.Fatalf("%d is hidden and stored", person.N)
				}
				continue
			}
			shown += person.N
			if person.N != p.Groups[i].People || person.N > 0 && person.N < 10 {
				t.Fatalf("%d is shown of %v", person.N, p.Groups)
			}
		}
		if hidden == 1 || b.Total() != sum && hidden > 0 || hidden == 0 && shown != sum {
			t.Fatalf("%d hidden, total %d of %v", hidden, b.Total(), p.Groups)
		}
	})
}

// What was published of a profile stays unless everything differs by many people, so that two releases do not tell what a few
// people more or less have.
func TestPublishedNumbersDoNotChangeByAFewPeople(t *testing.T) {
	bench := func(female, male int64) represent.Benchmark {
		p := Profile{Source: fmt.Sprint(female, male), Groups: []Group{{Question: "sex", Group: "female", People: female},
			{Question: "sex", Group: "male", People: male}}}
		return p.Benchmarks("Exampleshire")[0]
	}
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Int64Range(0, 50)
		before := bench(number.Draw(t, "women"), number.Draw(t, "men"))
		after := bench(number.Draw(t, "women later"), number.Draw(t, "men later"))
		kept := Keep([]represent.Benchmark{before}, []represent.Benchmark{after})[0]
		for i := range kept.People {
			a, b := before.People[i], kept.People[i]
			if diff := max(a.N-b.N, b.N-a.N); diff > 0 && diff < MinChange || a.Hidden != b.Hidden {
				t.Fatalf("%v became %v", before.People, kept.People)
			}
		}
		if diff := max(before.Total()-kept.Total(), kept.Total()-before.Total()); diff > 0 && diff < MinChange {
			t.Fatalf("%d became %d", before.Total(), kept.Total())
		}
	})
	if kept := Keep([]represent.Benchmark{bench(100, 100)}, []represent.Benchmark{bench(200, 300)}); kept[0].Total() != 500 {
		t.Errorf("a new profile is not used: %v", kept)
	}
}

func allow(context.Context, *db.Tx, string) (bool, error) { return true, nil }

// What was done is recorded with its groups in words or by their IDs, and published without numbers of few people.
func TestWhatWasDoneIsRecordedAndPublishedWithoutFewPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		load := func(acts string) error {
			_, err := definition.Load(t.Context(), f.log, fstest.MapFS{"engagement/library.yaml": {Data: []byte(
				"consultation: library\nacts:\n" + acts)}}, actor.System, Definitions())
			return err
		}
		act := func(change ...string) string {
			text := "  - {date: 2026-02-20, method: outreach, groups: [\"Age: 16-24\", sex/female, South], " +
				"what: Visits, who: Youth service, people: 7}\n"
			return strings.NewReplacer(change...).Replace(text)
		}
		for name, acts := range map[string]string{
			"later than today":  act("2026-02-20", "2027-02-20"),
			"no method":         act("outreach", "magic"),
			"unknown group":     act("South", "West"),
			"several questions": act("South", "Other"),
			"nothing was done":  act("Visits", "\" \""),
			"no one did it":     act("Youth service", "\" \""),
			"no group":          act("[\"Age: 16-24\", sex/female, South]", "[]"),
			"negative":          act("7", "-7"),
		} {
			if err := load(acts); err == nil {
				t.Errorf("%s is accepted", name)
			}
		}
		later := act("2026-02-20", "2026-02-25", "7", "40", ", South", "")
		if err := load(later + act()); err != nil {
			t.Fatal(err)
		}
		var all []Shown
		if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
			all, err = Published(t.Context(), tx, "library")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if len(all) != 2 || all[0].People != 0 || !all[0].Few || all[1].People != 40 || all[1].Few {
			t.Errorf("%+v", all)
		}
		if got := strings.Join(all[0].Groups, "; "); got != "Age: 16 to 24; Sex: Female; Where do you live?: South" {
			t.Errorf("groups %s", got)
		}
	})
}

// Every group that a profile can have has methods that are offered, and none before the list begins is another.
func TestEveryGroupHasMethods(t *testing.T) {
	for _, q := range newCatalogue(&library.Forms[0], "district") {
		for _, a := range q.Answers {
			if found := Suggest("2026-12-01", q.ID, a.ID); len(found) < 2 {
				t.Errorf("%s/%s: %v", q.ID, a.ID, found)
			}
		}
	}
	for _, m := range Methods("") {
		if m.Label().String() == "" {
			t.Errorf("%s has no label", m)
		}
	}
}
