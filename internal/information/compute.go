package information

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/paygap"
)

// policy is the disclosure control of everything that is computed here.
var policy = disclose.Standard()

// MinPeople is the smallest number of people whose pay is described by a figure.
var MinPeople = policy.Rules().MinBase

// Result is what is computed from a file, with how it was understood.
type Result struct {
	Figures Figures
	Mapping Mapping // with everything that was recognised
	Found   map[equality.CharacteristicCode][]Found
}

// Compute computes the figures of a file. Without columns in m, they are recognised by their headings. The error has a
// message for the user or is a *paygap.PayrollError; the result then has at least the columns.
func Compute(kind SetKind, s *Sheet, m Mapping) (*Result, error) {
	if len(m.Columns) == 0 {
		m.Columns = Guess(kind, s.Heads)
	}
	r := &Result{Mapping: m, Found: map[equality.CharacteristicCode][]Found{}}
	if err := m.check(s); err != nil {
		return r, err
	}
	people := make([]person, len(s.Rows))
	if kind == Payroll {
		if err := readPay(s, m, people); err != nil {
			return r, err
		}
	}
	r.Figures = Figures{Rules: policy.Rules().Version, People: int64(len(people))}
	r.Mapping.References = maps.Clone(m.References)
	if r.Mapping.References == nil {
		r.Mapping.References = map[equality.CharacteristicCode]string{}
	}
	for _, c := range Characteristics {
		if m.Columns[string(c)] == "" {
			continue
		}
		var err error
		if r.Found[c], err = m.found(s, c); err != nil {
			return r, err
		}
		groupPeople(s, m, c, r.Found[c], people)
		reference, err := r.Figures.add(c, people, m.References[c], kind == Payroll)
		if err != nil {
			return r, err
		}
		r.Mapping.References[c] = reference
	}
	if len(r.Figures.Profiles) == 0 {
		return r, fault.New(fault.Invalid, "Choose the column of at least one characteristic, such as sex.")
	}
	return r, nil
}

// person is a row of a file.
type person struct {
	group string // "" if there is no answer
	state state
	pay   paygap.Employee
}

// readPay reads the pay of each row.
func readPay(s *Sheet, m Mapping, people []person) error {
	need := []string{paygap.ColumnFullPay, paygap.ColumnYearlyBonus, paygap.ColumnHourlyRate}
	if m.Columns[paygap.ColumnOrdinaryPay] != "" {
		need = append(need[:2], paygap.ColumnPayPeriod, paygap.ColumnWeeklyHours)
	}
	for _, column := range need {
		if m.Columns[column] == "" {
			return fault.Newf(fault.Invalid, "Choose the column for “%s” and choose the file again.", PayColumnLabel(column))
		}
	}
	heads := make([]string, len(s.Heads))
	for i := range heads {
		heads[i] = fmt.Sprintf("column %d", i)
	}
	for _, column := range PayColumns {
		if head := m.Columns[column]; head != "" {
			heads[slices.Index(s.Heads, head)] = column
		}
	}
	payroll, err := paygap.ReadRows(heads, s.all(), "")
	if err != nil {
		return err
	}
	for i, e := range payroll {
		people[i].pay = e
	}
	return nil
}

// groupPeople sets the groups of people by characteristic c.
func groupPeople(s *Sheet, m Mapping, c equality.CharacteristicCode, found []Found, people []person) {
	column := slices.Index(s.Heads, m.Columns[string(c)])
	groups, names := map[string]string{}, map[string]string{} // names that differ in capitals only are one group
	for _, f := range found {
		name := strings.TrimSpace(f.Group)
		if names[key(name)] == "" {
			names[key(name)] = name
		}
		groups[key(f.Text)] = names[key(name)]
	}
	for i, row := range s.Rows {
		group := groups[key(row[column])]
		if n, ok := years(row[column]); ok && found == nil {
			group = ageBand(n)
		} else if found == nil {
			group = row[column] // a state
		}
		people[i].state = stateOf(group)
		people[i].group = ""
		if people[i].state == answered {
			people[i].group = group
		}
	}
}

// add adds the figures by characteristic c. reference is the group with which the pay of others is compared; "" is the usual
// one. It returns the reference group.
func (f *Figures) add(c equality.CharacteristicCode, people []person, reference string, pay bool) (string, error) {
	counts, states := map[string]int64{}, [4]int64{}
	for _, p := range people {
		states[p.state]++
		if p.state == answered {
			counts[p.group]++
		}
	}
	if len(counts) == 0 {
		return "", fault.Newf(fault.Invalid, "The column for %s has no answers. Choose another column, or leave it out.", Label(c))
	}
	groups := sortGroups(c, counts)
	if i := slices.IndexFunc(groups, func(g string) bool { return key(g) == key(reference) }); i >= 0 {
		reference = groups[i]
	} else if reference != "" && pay {
		return reference, fault.Newf(fault.Invalid,
			"Comparison group for %s must be the name of a group in the file, not %q.", Label(c), reference)
	}
	if reference == "" {
		reference = usualReference(c, counts)
	}
	if pay {
		slices.SortStableFunc(groups, func(a, b string) int { return cmp.Compare(order(a == reference), order(b == reference)) })
	}
	t := disclose.Table{Topic: topicOf(c), States: disclose.StateCounts{
		Answered: disclose.NewCount(states[answered]), PreferNotToSay: disclose.NewCount(states[preferNotToSay]),
		Skipped: disclose.NewCount(states[noAnswer]), NotAsked: disclose.NewCount(states[notAsked]), NotValid: disclose.NewCount(0),
	}}
	for _, g := range groups {
		t.Cells = append(t.Cells, disclose.NewCount(counts[g]))
	}
	p := Profile{Characteristic: c, Groups: groups, Table: policy.Release(t)}
	all := policy.Release(disclose.Table{Topic: disclose.Proposal,
		States: disclose.StateCounts{Answered: disclose.NewCount(int64(len(people)))}})
	p.Declared = policy.Share(p.Table.Answered, all.Answered)
	f.Profiles = append(f.Profiles, p)
	if !pay {
		return reference, nil
	}
	gap, err := payGap(p, people, reference)
	if err != nil {
		return reference, err
	}
	f.Gaps = append(f.Gaps, gap)
	return reference, nil
}

func order(first bool) int {
	if first {
		return 0
	}
	return 1
}

// usualReference returns the group of men, or else the largest group.
func usualReference(c equality.CharacteristicCode, counts map[string]int64) string {
	groups := sortGroups(c, counts)
	i := slices.IndexFunc(groups, func(g string) bool { return usualNames[equality.Sex][key(g)] == "Male" })
	if c == equality.Sex && i >= 0 {
		return groups[i]
	}
	return slices.MaxFunc(groups, func(a, b string) int { return cmp.Or(cmp.Compare(counts[a], counts[b]), strings.Compare(b, a)) })
}

// sortGroups returns the names of groups in the order of the alphabet, and age bands in that of age.
func sortGroups(c equality.CharacteristicCode, counts map[string]int64) (groups []string) {
	for g := range counts {
		groups = append(groups, g)
	}
	place := func(g string) string {
		if c == equality.Age && strings.HasPrefix(key(g), "under") {
			return "0"
		}
		return key(g)
	}
	slices.SortFunc(groups, func(a, b string) int { return cmp.Or(strings.Compare(place(a), place(b)), strings.Compare(a, b)) })
	return groups
}

// payGap returns what may be published of the pay of the groups of p.
func payGap(p Profile, people []person, reference string) (Gap, error) {
	payroll := make([]paygap.Employee, len(people))
	for i, one := range people {
		payroll[i] = one.pay
		payroll[i].Group = one.group
	}
	all, err := paygap.Calculate(payroll, reference)
	if err != nil {
		return Gap{}, err
	}
	g := Gap{Characteristic: p.Characteristic, Reference: reference}
	same := sameRates(payroll)
	for i, name := range p.Groups {
		_, shown := cellAt(p.Table, i).Number()
		at := slices.IndexFunc(all.Groups, func(x paygap.Group) bool { return x.Name == name })
		group, first := all.Groups[at], all.Groups[0]
		hourly, bonus := min(group.FullPay, first.FullPay), min(group.PaidBonus, first.PaidBonus)
		rate := group.Employees
		if group.PaidBonus > 0 && group.PaidBonus < int(MinPeople) {
			rate = group.PaidBonus // too few people whose bonus is known
		}
		if !shown { // the zero measure is hidden
			g.Groups = append(g.Groups, GroupGap{Name: name})
			continue
		}
		g.Groups = append(g.Groups, GroupGap{
			Name: name, MeanHourly: measure(hourly, same[name], group.MeanHourlyGap), MedianHourly: measure(hourly, same[name],
				group.MedianHourlyGap),
			MeanBonus: measure(bonus, false, group.MeanBonusGap), MedianBonus: measure(bonus, false, group.MedianBonusGap),
			BonusRate: measure(rate, false, group.BonusRate),
		})
	}
	if quartersMayBeShown(p, all) {
		for _, q := range all.Quarters {
			shown := Quarter{Name: q.Name}
			for _, name := range p.Groups {
				at := slices.IndexFunc(all.Groups, func(x paygap.Group) bool { return x.Name == name })
				shown.Shares = append(shown.Shares, measure(int(MinPeople), false, q.Shares[at]))
			}
			g.Quarters = append(g.Quarters, shown)
		}
	}
	return g, nil
}

// cellAt returns the count of a group; it is hidden if the table is withheld.
func cellAt(t disclose.ReleasedTable, i int) disclose.Cell {
	if t.Withheld != disclose.NotWithheld || i >= len(t.Cells) {
		return disclose.Cell{}
	}
	return t.Cells[i]
}

// measure returns a percentage about base people. Pay is not a characteristic of people, so the rules for answers about
// proposals apply: 10 people, who are not all the same.
func measure(base int, same bool, p paygap.Percent) disclose.ReleasedMeasure {
	if !p.Defined() {
		base = 0
	}
	return policy.ReleaseMeasures(disclose.Proposal, disclose.NewCount(int64(base)), same, disclose.NewMeasure(p.String()))[0]
}

// sameRates returns the groups in which everyone has the same hourly rate, which the gap would reveal.
func sameRates(payroll []paygap.Employee) map[string]bool {
	same, rates := map[string]bool{}, map[string]*big.Rat{}
	for _, e := range payroll {
		if !e.FullPay {
			continue
		}
		if rates[e.Group] == nil {
			rates[e.Group], same[e.Group] = e.Hourly, true
		} else if rates[e.Group].Cmp(e.Hourly) != 0 {
			same[e.Group] = false
		}
	}
	return same
}

// quartersMayBeShown reports whether the shares of the groups in the quarters may be published. They add up, so they are
// shown for all groups or for none: for none if a group is hidden or has few people in a quarter.
func quartersMayBeShown(p Profile, all *paygap.Figures) bool {
	if p.Table.Withheld != disclose.NotWithheld || p.Table.Hidden > 0 {
		return false
	}
	least := policy.Rules().MinCount
	if topicOf(p.Characteristic) == disclose.Sensitive {
		least = policy.Rules().MinSensitiveCount
	}
	people := 0
	for _, q := range all.Quarters {
		for _, n := range q.Counts {
			if people += n; n > 0 && int64(n) < least {
				return false
			}
		}
	}
	return int64(people) >= 4*MinPeople
}
