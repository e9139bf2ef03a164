package ledger

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

var (
	lines    = []string{"Food", "Room", "Staff", "Travel"}
	partners = []string{"north", "south", "east"}
	units    = []string{"room days", "laptops"}
)

// random returns a ledger of up to 40 entries, some of them confirmed by one side or both and some reversed.
func random(r *rand.Rand) *Ledger {
	l := &Ledger{}
	for i := range 1 + r.IntN(40) {
		e := Entry{
			ID: fmt.Sprint(i), Year: Year(2024 + r.IntN(4)), Line: lines[r.IntN(len(lines))], Partner: partners[r.IntN(len(partners))],
			Receiver: "council", State: States[r.IntN(len(States))], Column: Cash, Amount: 1 + r.Int64N(5_000_000),
			ByGiver: r.IntN(4) > 0, ByReceiver: r.IntN(4) > 0,
		}
		if e.State.Given() {
			e.Column = Columns[r.IntN(len(Columns))]
		}
		if e.Column == InKind {
			e.Unit = units[r.IntN(len(units))]
		}
		if e.Column != Cash && r.IntN(2) == 0 {
			e.Rate = &Rate{Pence: 1 + r.Int64N(5000), Source: "survey", Prices: 2025}
		}
		if err := l.Add(e); err != nil {
			panic(err)
		}
		if r.IntN(5) == 0 {
			if err := l.Reverse(e.ID, e.ID+"-back"); err != nil {
				panic(err)
			}
		}
	}
	return l
}

// naive adds up one column of one state by reading the entries one after the other, and leaves out pairs of a reversed entry and
// its reversal.
func naive(entries []Entry, s State, c Column, unit string) (sum int64) {
	gone := map[string]bool{}
	for _, e := range entries {
		if e.Reverses != "" {
			gone[e.ID], gone[e.Reverses] = true, true
		}
	}
	for _, e := range entries {
		confirmed := s != Intended && s != Promised && s != Delivered || e.ByGiver && e.ByReceiver
		if e.State == s && e.Column == c && e.Unit == unit && confirmed && !gone[e.ID] {
			sum += e.Amount
		}
	}
	return sum
}

func TestTenThousandRandomLedgersAddUpToThePenny(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 5))
	for n := range 10_000 {
		entries := random(r).Entries()
		for _, s := range States {
			sum := Sum(entries, s)
			if want := naive(entries, s, Cash, ""); sum.Cash != want {
				t.Fatalf("ledger %d: %s cash is %d, want %d", n, s, sum.Cash, want)
			}
			if want := naive(entries, s, Hours, ""); sum.Minutes != want {
				t.Fatalf("ledger %d: %s hours are %d, want %d", n, s, sum.Minutes, want)
			}
			for _, unit := range units {
				var got int64
				for _, q := range sum.InKind {
					if q.Unit == unit {
						got = q.Amount
					}
				}
				if want := naive(entries, s, InKind, unit); got != want {
					t.Fatalf("ledger %d: %s in kind is %d %s, want %d", n, s, got, unit, want)
				}
			}
			for _, by := range []By{{Year: true}, {Line: true}, {Partner: true}, {Year: true, Line: true, Partner: true}} {
				if got := reAdd(Totals(entries, by), s); !reflect.DeepEqual(got, sum) {
					t.Fatalf("ledger %d: the parts of %s by %+v add up to %+v, not %+v", n, s, by, got, sum)
				}
			}
		}
	}
}

// reAdd adds the rows of a state.
func reAdd(rows []Row, s State) (t Total) {
	for _, r := range rows {
		if r.State != s {
			continue
		}
		t.Cash += r.Cash
		t.Minutes += r.Minutes
		for _, q := range r.InKind {
			t.addQuantity(q.Unit, q.Amount)
		}
		t.HoursValue += r.HoursValue
		t.InKindValue += r.InKindValue
		t.UnvaluedMinutes = t.UnvaluedMinutes || r.UnvaluedMinutes
		t.UnvaluedInKind = t.UnvaluedInKind || r.UnvaluedInKind
		t.Unconfirmed += r.Unconfirmed
		t.Entries += r.Entries
	}
	return t
}

// Unpaid work and gifts are visible, and removing them changes no figure in pounds.
func TestHoursAndSupportInKindNeverEnterACashTotal(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 1))
	for range 2000 {
		entries := random(r).Entries()
		cash := slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return e.Column != Cash })
		for _, s := range States {
			if with, without := Sum(entries, s).Cash, Sum(cash, s).Cash; with != without {
				t.Fatalf("%s cash is %d with hours and support in kind and %d without", s, with, without)
			}
		}
		if with, without := Economies(entries, nil), Economies(cash, nil); !reflect.DeepEqual(with, without) {
			t.Fatalf("economy changes with hours and support in kind: %+v, %+v", with, without)
		}
	}
}

func TestAFrozenYearTakesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 2))
	for range 500 {
		l := random(r)
		year := Year(2024 + r.IntN(4))
		l.Freeze(year)
		before := InYear(l.Entries(), year)
		for _, e := range l.Entries() {
			e.ID += "-new"
			e.Reverses, e.Amount = "", max(e.Amount, -e.Amount)
			if err := l.Add(e); (e.Year == year) != errors.Is(err, ErrFrozen) {
				t.Fatalf("adding to %v with %v closed: %v", e.Year, year, err)
			}
			_ = l.Reverse(e.ID, e.ID+"-gone")
			_ = l.Confirm(e.ID, Giver)
			_ = l.Confirm(e.ID, Receiver)
		}
		for _, e := range before {
			for _, err := range []error{l.Reverse(e.ID, e.ID+"-late"), l.Confirm(e.ID, Giver)} {
				if err == nil {
					t.Fatalf("%s of the closed year %v was changed", e.ID, year)
				}
			}
		}
		if after := InYear(l.Entries(), year); !reflect.DeepEqual(before, after) {
			t.Fatalf("the closed year changed from %+v to %+v", before, after)
		}
	}
}

func TestAnEntryIsReversedOnceAndStays(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 3))
	for range 500 {
		l := random(r)
		for _, e := range l.Entries() {
			before, count := Sum(l.Entries(), e.State), len(l.Entries())
			err := l.Reverse(e.ID, e.ID+"-again")
			if err == nil {
				if again := l.Reverse(e.ID, e.ID+"-twice"); !errors.Is(again, ErrReversed) {
					t.Fatalf("reversing twice: %v", again)
				}
				if back := l.Reverse(e.ID+"-again", e.ID+"-twice"); !errors.Is(back, ErrReversed) {
					t.Fatalf("reversing a reversal: %v", back)
				}
				if e.Column == Cash && e.Counts() && Sum(l.Entries(), e.State).Cash != before.Cash-e.Amount {
					t.Fatal("a reversal does not take away the amount")
				}
				count++
			}
			if n := len(l.Entries()); n != count {
				t.Fatalf("%d entries, want %d", n, count)
			}
			if err := l.Confirm(e.ID, Giver); e.State.Given() && err == nil {
				t.Fatal("what is reversed was confirmed")
			}
		}
	}
}

func TestWhatIsGivenCountsOnceBothSidesConfirm(t *testing.T) {
	var l Ledger
	give := Entry{ID: "1", Year: 2026, Line: "Room", Partner: "north", Receiver: "council", State: Promised, Column: InKind, Amount: 12,
		Unit: "room days"}
	if err := l.Add(give); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		by    Side
		units int
	}{{"", 0}, {Giver, 0}, {Receiver, 12}} {
		if step.by != "" {
			if err := l.Confirm("1", step.by); err != nil {
				t.Fatal(err)
			}
			if err := l.Confirm("1", step.by); !errors.Is(err, ErrConfirmed) {
				t.Fatalf("%s confirmed twice: %v", step.by, err)
			}
		}
		sum := Sum(l.Entries(), Promised)
		if got := len(sum.InKind) * 12; got != step.units || sum.Unconfirmed != 1-sum.Entries {
			t.Fatalf("after %q: %+v", step.by, sum)
		}
	}
}

func TestIncompleteEntriesAreRefused(t *testing.T) {
	whole := Entry{ID: "1", Year: 2026, Line: "Room", Partner: "north", Receiver: "council", State: Delivered, Column: Hours, Amount: 30,
		Rate: &Rate{Pence: 1200, Source: "survey", Prices: 2025}}
	for name, c := range map[string]struct {
		change func(*Entry)
		want   error
	}{
		"whole":           {func(*Entry) {}, nil},
		"no id":           {func(e *Entry) { e.ID = "" }, ErrID},
		"no year":         {func(e *Entry) { e.Year = 0 }, ErrYear},
		"no state":        {func(e *Entry) { e.State = "" }, ErrState},
		"spent hours":     {func(e *Entry) { e.State = Spent }, ErrColumn},
		"nothing":         {func(e *Entry) { e.Amount = 0 }, ErrAmount},
		"less than 0":     {func(e *Entry) { e.Amount = -1 }, ErrAmount},
		"no unit":         {func(e *Entry) { e.Column = InKind }, ErrUnit},
		"unit of hours":   {func(e *Entry) { e.Unit = "laptops" }, ErrUnit},
		"no line":         {func(e *Entry) { e.Line = " " }, ErrLine},
		"to itself":       {func(e *Entry) { e.Receiver = "north" }, ErrPartner},
		"rate of cash":    {func(e *Entry) { e.Column = Cash }, ErrRate},
		"no source":       {func(e *Entry) { e.Rate = &Rate{Pence: 1200, Prices: 2025} }, ErrRate},
		"no price year":   {func(e *Entry) { e.Rate = &Rate{Pence: 1200, Source: "survey"} }, ErrRate},
		"only a reversal": {func(e *Entry) { e.Reverses = "0" }, ErrReversed},
	} {
		e := whole
		c.change(&e)
		if err := new(Ledger).Add(e); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestValuesRoundHalfAPennyAwayFromZero(t *testing.T) {
	e := Entry{Column: Hours, Amount: 30, Rate: &Rate{Pence: 1201}}
	back := e.Reversal("x")
	if v, _ := e.Value(); v != 601 {
		t.Errorf("half an hour at £12.01 is %d pence", v)
	}
	if v, _ := back.Value(); v != -601 {
		t.Errorf("taken back it is %d pence", v)
	}
}

func TestYearsBeginInApril(t *testing.T) {
	for day, want := range map[string]string{"2026-03-31": "2025/26", "2026-04-01": "2026/27", "2099-12-31": "2099/00"} {
		d, _ := time.Parse(time.DateOnly, day)
		if got := YearOf(d).String(); got != want {
			t.Errorf("%s is in %s, want %s", day, got, want)
		}
	}
}

func TestUnitCostsSayHowTheyChange(t *testing.T) {
	var l Ledger
	for i, pence := range []int64{900_00, 1000_00} {
		if err := l.Add(Entry{ID: fmt.Sprint(i), Year: Year(2025 + i), Line: "Food", State: Spent, Column: Cash, Amount: pence}); err != nil {
			t.Fatal(err)
		}
	}
	n, more, none := 300.0, 400.0, 0.0
	all := UnitCosts(l.Entries(), []Reading{{Name: "Meals", Year: 2026, Actual: &more}, {Name: "Meals", Year: 2025, Actual: &n},
		{Name: "Talks", Year: 2026, Actual: &none}, {Name: "Walks", Year: 2026}})
	if len(all) != 2 || all[0].Pence != 300 || all[1].Pence != 250 || all[0].Change != nil || *all[1].Change != -50 {
		t.Errorf("%+v", all)
	}
}

func TestTargetsAreMetInTheDirectionThatIsBetter(t *testing.T) {
	ten, nine := 10.0, 9.0
	all := Effects([]Reading{{Name: "a", Target: &ten, Actual: &nine}, {Name: "b", Target: &ten, Actual: &nine, LowerIsBetter: true},
		{Name: "c", Actual: &nine}, {Name: "d", Target: &ten}})
	if *all[0].Met || !*all[1].Met || all[2].Met != nil || all[3].Met != nil {
		t.Errorf("%+v", all)
	}
}

func TestQuotesAreComparedWithTheLowest(t *testing.T) {
	all := Economies(nil, []Quote{{2026, "Room", 500, false}, {2026, "Room", 450, false}, {2026, "Room", 480, true}})
	if len(all) != 1 || all[0].Quotes != 3 || all[0].Lowest != 450 || all[0].AboveCheapest != 30 {
		t.Errorf("%+v", all)
	}
}

func TestFewerThanTenPeopleAreHidden(t *testing.T) {
	all := Gains([]Gain{{Group: "a", People: 10}, {Group: "b", People: 9}, {Group: "c", People: 400, WorstOff: true}})
	if all[0].Group != "c" || all[1].People != 10 || all[1].Hidden || all[2].People != 0 || !all[2].Hidden {
		t.Errorf("%+v", all)
	}
}

var greenBook = Discounting{Bands: []Band{{0, 350}, {31, 300}, {76, 250}}, Source: "HM Treasury, The Green Book, 2022"}

// The factors are those of table 8 of the Green Book (2022).
func TestPresentValueUsesTheRatesOfTheGreenBook(t *testing.T) {
	for year, want := range map[int]float64{0: 1, 1: 0.9662, 10: 0.7089, 30: 0.3563, 75: 0.0942} {
		flow := make([]int64, year+1)
		flow[year] = 1_000_000_00
		got, err := greenBook.PresentValue(flow)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(float64(got)/1_000_000_00-want) > 0.00005 {
			t.Errorf("£1 in year %d is worth %v, want %v", year, float64(got)/1_000_000_00, want)
		}
	}
	if _, err := (&Discounting{Bands: greenBook.Bands}).PresentValue(nil); !errors.Is(err, ErrBands) {
		t.Errorf("without a source: %v", err)
	}
}

func TestTheLatestDiscountRatesInForceApply(t *testing.T) {
	day := func(year int) time.Time { return time.Date(year, 4, 1, 0, 0, 0, 0, time.UTC) }
	all := []Discounting{{Source: "new", From: day(2027)}, {Source: "old", From: day(2020)}}
	for year, want := range map[int]string{2019: "", 2026: "old", 2027: "new"} {
		if got, ok := At(all, day(year)); got.Source != want || ok != (want != "") {
			t.Errorf("in %d: %q", year, got.Source)
		}
	}
}
