package paygap_test

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/paygap"
)

// TestFiguresEqualHandWorkedExamples compares the figures of the payrolls in testdata with
// the tables in testdata/README.md.
func TestFiguresEqualHandWorkedExamples(t *testing.T) {
	examples := handWorked(t)
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(files) != len(examples) || len(files) < 4 {
		t.Fatalf("%d files and %d tables, %v", len(files), len(examples), err)
	}
	for name, want := range examples {
		got := map[string][]string{}
		figures := calculate(t, "testdata/"+name, "sex", "male")
		for i, g := range figures.Groups {
			row := []paygap.Percent{g.MeanHourlyGap, g.MedianHourlyGap, g.MeanBonusGap, g.MedianBonusGap, g.BonusRate}
			for _, q := range figures.Quarters {
				row = append(row, q.Shares[i])
			}
			for _, p := range row {
				got[g.Name] = append(got[g.Name], p.String())
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n%v, want\n%v", name, got, want)
		}
	}
}

// handWorked returns the cells of the tables of testdata/README.md by file and group.
func handWorked(t *testing.T) map[string]map[string][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/README.md")
	if err != nil {
		t.Fatal(err)
	}
	all, file := map[string]map[string][]string{}, ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "## "); ok {
			file = name
			all[file] = map[string][]string{}
		}
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if len(cells) == 10 && cells[0] != "group" {
			all[file][cells[0]] = cells[1:]
		}
	}
	return all
}

func calculate(t *testing.T, file, by, reference string) *paygap.Figures {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	payroll, err := paygap.ReadCSV(f, by)
	if err != nil {
		t.Fatal(err)
	}
	figures, err := paygap.Calculate(payroll, reference)
	if err != nil {
		t.Fatal(err)
	}
	return figures
}

// invented returns a random payroll of two or more groups, with many equal rates.
func invented(r *rand.Rand, n int, groups ...string) (payroll []paygap.Employee) {
	for range n {
		e := paygap.Employee{Group: groups[r.IntN(len(groups))], FullPay: r.IntN(9) > 0}
		if e.FullPay {
			e.Hourly = big.NewRat(int64(1000+50*r.IntN(30)), 100)
		}
		if r.IntN(3) == 0 {
			e.Bonus = big.NewRat(int64(r.IntN(2000)), 1)
		}
		payroll = append(payroll, e)
	}
	return payroll
}

func figuresOf(t *testing.T, payroll []paygap.Employee) *paygap.Figures {
	t.Helper()
	figures, err := paygap.Calculate(payroll, "male")
	if err != nil {
		t.Fatal(err)
	}
	return figures
}

// exact returns all percentages of f as fractions, without those of quarters if asked.
func exact(f *paygap.Figures, withQuarters bool) (all []string) {
	add := func(p paygap.Percent) {
		text := paygap.Undefined
		if p.Defined() {
			text = p.Rat().RatString()
		}
		all = append(all, text)
	}
	for _, g := range f.Groups {
		for _, p := range []paygap.Percent{g.BonusRate, g.MeanHourlyGap, g.MedianHourlyGap, g.MeanBonusGap, g.MedianBonusGap} {
			add(p)
		}
	}
	for _, q := range f.Quarters {
		if withQuarters {
			for _, p := range q.Shares {
				add(p)
			}
		}
	}
	return all
}

// TestFiguresDoNotDependOnOrderNamesUnitsOrSize calculates figures again after changes that
// must make no difference.
func TestFiguresDoNotDependOnOrderNamesUnitsOrSize(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		payroll := invented(r, r.IntN(60), "male", "female", "x")
		want := figuresOf(t, payroll)
		check := func(change string, changed []paygap.Employee, withQuarters bool) {
			t.Helper()
			if got := figuresOf(t, changed); !slices.Equal(exact(got, withQuarters), exact(want, withQuarters)) {
				t.Fatalf("seed %d, %s: %v, want %v", seed, change, exact(got, withQuarters), exact(want, withQuarters))
			}
		}
		changed := func(change func(*paygap.Employee)) []paygap.Employee {
			list := slices.Clone(payroll)
			for i := range list {
				change(&list[i])
			}
			return list
		}

		shuffled := slices.Clone(payroll)
		r.Shuffle(len(shuffled), func(i, k int) { shuffled[i], shuffled[k] = shuffled[k], shuffled[i] })
		check("in another order", shuffled, true)
		check("with other names", changed(func(e *paygap.Employee) {
			if e.Group != "male" {
				e.Group = "of " + e.Group
			}
		}), true)
		check("in another currency", changed(func(e *paygap.Employee) {
			if e.Hourly != nil {
				e.Hourly = new(big.Rat).Mul(e.Hourly, big.NewRat(13, 7))
			}
			if e.Bonus != nil {
				e.Bonus = new(big.Rat).Mul(e.Bonus, big.NewRat(13, 7))
			}
		}), true)
		check("twice", slices.Concat(payroll, payroll), false)
		check("with people whose group is not known", slices.Concat(payroll, []paygap.Employee{
			{FullPay: true, Hourly: big.NewRat(1, 1)}, {Bonus: big.NewRat(1, 1)},
		}), true)
	}
}

// TestEmployeesAreInFourQuartersOfEqualSize checks sizes, and that a person in a quarter is
// paid no less than one in the quarter below.
func TestEmployeesAreInFourQuartersOfEqualSize(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		payroll := invented(r, r.IntN(60), "male", "female", "x")
		figures := figuresOf(t, payroll)
		var rates []string // of full pay, in order
		full := map[string]int{}
		for _, e := range payroll {
			if e.FullPay {
				rates = append(rates, e.Hourly.FloatString(2))
				full[e.Group]++
			}
		}
		var sizes []int
		for i, g := range figures.Groups {
			n := 0
			for _, q := range figures.Quarters {
				n += q.Counts[i]
			}
			if n != full[g.Name] || n != g.FullPay {
				t.Fatalf("seed %d: %d of %s in quarters, want %d", seed, n, g.Name, full[g.Name])
			}
		}
		for _, q := range figures.Quarters {
			n := 0
			for _, of := range q.Counts {
				n += of
			}
			sizes = append(sizes, n)
		}
		if slices.Max(sizes)-slices.Min(sizes) > 1 {
			t.Fatalf("seed %d: %v", seed, sizes)
		}
		// Who is paid more than the last of a quarter is in a higher one.
		slices.Sort(rates)
		before := 0
		for k, size := range sizes[:3] {
			before += size
			if before == 0 || before == len(rates) {
				continue
			}
			below := map[string]int{}
			for _, e := range payroll {
				if e.FullPay && e.Hourly.FloatString(2) < rates[before] {
					below[e.Group]++
				}
			}
			for i, g := range figures.Groups {
				in := 0
				for _, q := range figures.Quarters[:k+1] {
					in += q.Counts[i]
				}
				if in < below[g.Name] {
					t.Fatalf("seed %d: %d of %s in the lowest %d quarters, but %d are paid less than the next", seed, in, g.Name, k+1, below[g.Name])
				}
			}
		}
	}
}

// TestEqualRatesAreSharedInProportion checks regulation 13(2) of SI 2017/172: of people with
// the same rate, men before each boundary are the whole number nearest to the proportion.
func TestEqualRatesAreSharedInProportion(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		payroll := invented(r, 1+r.IntN(80), "male", "female")
		for i := range payroll {
			payroll[i].FullPay, payroll[i].Hourly = true, big.NewRat(12, 1)
		}
		figures := figuresOf(t, payroll)
		men, all, before, menBefore := figures.Groups[0].FullPay, len(payroll), 0, 0
		for _, q := range figures.Quarters {
			for _, n := range q.Counts {
				before += n
			}
			menBefore += q.Counts[0]
			// |menBefore − men × before ÷ all| ≤ 1/2
			if difference := 2 * (menBefore*all - men*before); difference > all || difference < -all {
				t.Fatalf("seed %d: %d men of the first %d, but %d of all %d", seed, menBefore, before, men, all)
			}
		}
	}
}

// TestGapsAreThoseOfTheFormula calculates means and medians in another way.
func TestGapsAreThoseOfTheFormula(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 4))
		payroll := invented(r, 2+r.IntN(40), "male", "female")
		pence := map[string][]int64{}
		for _, e := range payroll {
			if e.FullPay {
				pence[e.Group] = append(pence[e.Group], new(big.Rat).Mul(e.Hourly, big.NewRat(100, 1)).Num().Int64())
			}
		}
		want := [2]string{paygap.Undefined, paygap.Undefined}
		if a, b := pence["male"], pence["female"]; len(a) > 0 && len(b) > 0 {
			sum := func(list []int64) (s int64) {
				for _, n := range list {
					s += n
				}
				return s
			}
			twiceMedian := func(list []int64) int64 {
				slices.Sort(list)
				return list[(len(list)-1)/2] + list[len(list)/2]
			}
			// (A/m − B/w) ÷ (A/m) = (A·w − B·m) ÷ A·w
			aw, bm := sum(a)*int64(len(b)), sum(b)*int64(len(a))
			want[0] = big.NewRat(100*(aw-bm), aw).RatString()
			want[1] = big.NewRat(100*(twiceMedian(a)-twiceMedian(b)), twiceMedian(a)).RatString()
		}
		figures := figuresOf(t, payroll)
		got := want
		for _, g := range figures.Groups {
			if g.Name == "female" && g.MeanHourlyGap.Defined() {
				got = [2]string{g.MeanHourlyGap.Rat().RatString(), g.MedianHourlyGap.Rat().RatString()}
			} else if g.Name == "female" {
				got = [2]string{paygap.Undefined, paygap.Undefined}
			}
		}
		if got != want {
			t.Fatalf("seed %d: %v, want %v", seed, got, want)
		}
	}
}

// TestHourlyRateNeedsAllItIsCalculatedFrom names what is missing or wrong.
func TestHourlyRateNeedsAllItIsCalculatedFrom(t *testing.T) {
	one := func() *big.Rat { return big.NewRat(1, 1) }
	whole := paygap.Pay{Ordinary: one(), Bonus: one(), BonusDays: one(), PeriodDays: one(), WeeklyHours: one()}
	if rate, err := whole.HourlyRate(); err != nil || rate.RatString() != "14" { // (1 + 1) × 7
		t.Errorf("%v, %v", rate, err)
	}
	for want, spoil := range map[string]func(*paygap.Pay){
		"ordinary pay is missing":             func(p *paygap.Pay) { p.Ordinary = nil },
		"ordinary pay is -1.00":               func(p *paygap.Pay) { p.Ordinary = big.NewRat(-1, 1) },
		"pay period is missing":               func(p *paygap.Pay) { p.PeriodDays = nil },
		"pay period is 0.00":                  func(p *paygap.Pay) { p.PeriodDays = new(big.Rat) },
		"weekly hours is 0.00":                func(p *paygap.Pay) { p.WeeklyHours = new(big.Rat) },
		"a bonus needs an amount above 0 and": func(p *paygap.Pay) { p.BonusDays = nil },
		"a bonus needs an amount above 0":     func(p *paygap.Pay) { p.Bonus = big.NewRat(-1, 1) },
	} {
		p := whole
		spoil(&p)
		if _, err := p.HourlyRate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// TestEmployeesWhoCannotBeCountedAreNamed gives the number of the employee.
func TestEmployeesWhoCannotBeCountedAreNamed(t *testing.T) {
	good := paygap.Employee{Group: "male"}
	for want, bad := range map[string]paygap.Employee{
		"employee 2 has full pay but no hourly rate": {Group: "male", FullPay: true},
		"employee 2 has pay below 0":                 {Group: "male", Bonus: big.NewRat(-1, 100)},
	} {
		if _, err := paygap.Calculate([]paygap.Employee{good, bad}, "male"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := paygap.Calculate(nil, ""); err == nil {
		t.Error("no reference group is needed")
	}
}

// TestMistakesInAPayrollFileAreListed says the line and what to write there.
func TestMistakesInAPayrollFileAreListed(t *testing.T) {
	const head = "sex,full_pay,hourly_rate,bonus_in_year\n"
	for _, c := range []struct{ file, want string }{
		{"", "The file is empty."},
		{"sex,full_pay,bonus_in_year\n", `Line 1: has no column "ordinary_pay".`},
		{"sex,sex,full_pay,hourly_rate,bonus_in_year\n", `Line 1: names the column "sex" twice.`},
		{head + "male,yes,12\n", "Line 2: has 3 cells, but the heading has 4."},
		{head + "male,perhaps,12,\n", `Line 2: full_pay must be yes or no, not "perhaps".`},
		{head + "male,yes,\"1,200.00\",\n", `Line 2: hourly_rate must be a number such as 1234.50, not "1,200.00".`},
		{head + "male,yes,1e9,\n", "Line 2: hourly_rate must be a number"},
		{head + "male,yes,-3,\n", "Line 2: hourly_rate must be a number"},
		{head + "male,yes,,\n", "Line 2: the hourly rate cannot be calculated: ordinary pay is missing."},
		{
			"sex,full_pay,ordinary_pay,pay_period,weekly_hours,bonus_in_year\nmale,yes,12,fortnightly,1,\n",
			`Line 2: pay_period must be month, week, year or a number of days, not "fortnightly".`,
		},
		{head + strings.Repeat("male,x,1,\n", 50), "\nand 30 more"},
	} {
		_, err := paygap.ReadCSV(strings.NewReader(c.file), "sex")
		var problem *paygap.PayrollError
		if !errors.As(err, &problem) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	if payroll, err := paygap.ReadCSV(strings.NewReader("\ufeffSex,Full_Pay,hourly_rate,bonus_in_year\r\nmale,no,,\r\n"), "SEX"); err != nil ||
		len(payroll) != 1 || payroll[0].Group != "male" {
		t.Errorf("%+v, %v", payroll, err)
	}
}

// Compare the pay of disabled employees with that of others.
func ExampleCalculate() {
	hourly := map[string][]int64{"not disabled": {1200, 1400, 2200}, "disabled": {1100, 1300}}
	var payroll []paygap.Employee
	for _, group := range slices.Sorted(maps.Keys(hourly)) {
		for _, pence := range hourly[group] {
			payroll = append(payroll, paygap.Employee{Group: group, FullPay: true, Hourly: big.NewRat(pence, 100)})
		}
	}
	figures, err := paygap.Calculate(payroll, "not disabled")
	if err != nil {
		fmt.Println(err)
		return
	}
	g := figures.Groups[1]
	fmt.Println(g.Name, g.MeanHourlyGap, g.MedianHourlyGap, g.MeanBonusGap)
	// Output: disabled 25.0 14.3 undefined
}

// FuzzReadCSV reads any bytes without panic, and what it can read can be calculated.
func FuzzReadCSV(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.csv")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		payroll, err := paygap.ReadCSV(strings.NewReader(text), "sex")
		if err != nil {
			return
		}
		if _, err := paygap.Calculate(payroll, "male"); err != nil {
			t.Error(err)
		}
	})
}
