package represent

import "slices"

// Question is what people were asked. Two sides with different questions are not compared. Most questions are named by
// their ID in a questionnaire; those with rules of their own have constants.
type Question string

// Questions with rules: see the package comment.
const (
	Disability              Question = "disability"                // under the Equality Act
	SelfDescribedDisability Question = "self-described-disability" // whether people consider themselves disabled
	GenderIdentity          Question = "gender-identity"
)

// Population is who a benchmark is about.
type Population string

// The populations, in the order in which respondents should be compared with them.
const (
	Affected  Population = "affected"  // the people whom a consultation is about, such as the users of a service
	Residents Population = "residents" // everyone who lives in its area
)

// Basis is what both sides of a comparison must have in common.
type Basis struct {
	Question Question `json:"question"`
	MinAge   int      `json:"min-age,omitempty"` // of the people who are asked or counted; 0 is any age
	Area     string   `json:"area"`              // as its users name it
}

// Group is how many respondents are in a group.
type Group struct {
	ID    string
	Count Count
}

// Respondents are the answers of respondents to a question with one answer each.
type Respondents struct {
	Basis
	Groups         []Group
	Answered       Count // the sum of Groups, which can be known if some of them are hidden
	PreferNotToSay Count
	Skipped        Count // asked, and left blank
}

// Benchmark is how many people of each group there are.
type Benchmark struct {
	Basis
	Population Population `json:"population"`
	Source     string     `json:"source"`       // with the code of the table, such as “Census 2021, TS009”
	Date       string     `json:"date"`         // that the numbers are about, such as 2021-03-21
	Of         string     `json:"of,omitempty"` // who is left out or counted, such as “of those who answered”
	People     []People   `json:"people"`
	Whole      int64      `json:"whole,omitempty"` // all People, if the numbers of some are hidden; 0 if none is
}

// People is how many people are in a group.
type People struct {
	ID     string `json:"id"`
	N      int64  `json:"n"`
	Hidden bool   `json:"hidden,omitempty"` // the number was hidden to protect them, and N is 0
}

// count returns the number of p.
func (p People) count() Count {
	if p.Hidden {
		return Count{}
	}
	return Known(p.N)
}

// Total returns the number of people in b.
func (b *Benchmark) Total() (sum int64) {
	if b.Whole > 0 {
		return b.Whole
	}
	for _, p := range b.People {
		sum += p.N
	}
	return sum
}

// SourceOf returns the source of b, with who is left out.
func (b *Benchmark) SourceOf() string {
	if b.Of == "" {
		return b.Source
	}
	return b.Source + ", " + b.Of
}

// Share returns the share of the people in b who are in a group; ok is false if b has no such group, it is hidden, or there are no
// people.
func (b *Benchmark) Share(id string) (share float64, ok bool) {
	total := b.Total()
	at := slices.IndexFunc(b.People, func(p People) bool { return p.ID == id })
	if at < 0 || total == 0 || b.People[at].Hidden {
		return 0, false
	}
	return float64(b.People[at].N) / float64(total), true
}

// Reason is why respondents are not compared with a benchmark.
type Reason string

// The reasons, in the order in which they are looked for.
const (
	Compared          Reason = ""
	OtherDisability   Reason = "other-disability"   // one side is whether people consider themselves disabled
	UncertainEstimate Reason = "uncertain-estimate" // gender identity of residents
	OtherQuestion     Reason = "other-question"
	OtherAges         Reason = "other-ages"
	OtherArea         Reason = "other-area"
	OtherGroups       Reason = "other-groups"
	NoPeople          Reason = "no-people"        // the benchmark counts no one
	HiddenTotal       Reason = "hidden-total"     // how many answered is hidden
	Overlapping       Reason = "overlapping"      // people can be in several groups
	TooFewAnswered    Reason = "too-few-answered" // fewer than MinAnswered
	HiddenGroups      Reason = "hidden-groups"    // of weights only: numbers of the benchmark are hidden
)

// Reasons lists the reasons against a comparison.
var Reasons = []Reason{OtherDisability, UncertainEstimate, OtherQuestion, OtherAges, OtherArea, OtherGroups, NoPeople, HiddenTotal,
	Overlapping, TooFewAnswered, HiddenGroups}

// Comparable returns why no numbers on the basis a can be compared with those of a population on the basis b, or
// Compared.
func Comparable(a, b Basis, p Population) Reason {
	switch {
	case a.Question != b.Question && isDisability(a.Question) && isDisability(b.Question):
		return OtherDisability
	case p == Residents && (a.Question == SelfDescribedDisability || b.Question == SelfDescribedDisability):
		return OtherDisability // no census asks it
	case p == Residents && (a.Question == GenderIdentity || b.Question == GenderIdentity):
		return UncertainEstimate
	case a.Question != b.Question:
		return OtherQuestion
	case a.MinAge != b.MinAge:
		return OtherAges
	case a.Area != b.Area:
		return OtherArea
	}
	return Compared
}

func isDisability(q Question) bool { return q == Disability || q == SelfDescribedDisability }

// Comparison is respondents beside a benchmark.
type Comparison struct {
	Reason    Reason // why there are no Groups
	Benchmark Benchmark
	Answered  Count
	Groups    []Figures // in the order of the respondents
}

// Figures are the figures of a group: see the package comment.
type Figures struct {
	ID                            string
	Count                         Count
	People                        Count // of the benchmark
	Share, Benchmark              Figure
	Points, Index                 Figure
	IntervalLower, IntervalHigher Figure
}

// Compare compares r with b.
func Compare(r Respondents, b Benchmark) Comparison {
	c := Comparison{Benchmark: b, Answered: r.Answered, Reason: reason(&r, &b)}
	if c.Reason != Compared {
		return c
	}
	total := Known(b.Total())
	for _, g := range r.Groups {
		at := slices.IndexFunc(b.People, func(p People) bool { return p.ID == g.ID })
		f := Figures{ID: g.ID, Count: g.Count, People: b.People[at].count()}
		f.Share, f.Benchmark = ratio(g.Count, r.Answered), ratio(f.People, total)
		f.Points = combine(f.Share, f.Benchmark, func(share, of float64) Figure { return Figure{100 * (share - of), Defined} })
		f.Index = combine(f.Share, f.Benchmark, func(share, of float64) Figure {
			if of == 0 {
				return Figure{state: Undefined}
			}
			return Figure{100 * share / of, Defined}
		})
		f.IntervalLower, f.IntervalHigher = interval(g.Count, r.Answered)
		c.Groups = append(c.Groups, f)
	}
	return c
}

// Weightable returns why r cannot be weighted to the shares of b, or Compared. That needs all that a comparison needs, and every
// number of b.
func Weightable(r Respondents, b Benchmark) Reason {
	why := reason(&r, &b)
	if why == Compared && slices.ContainsFunc(b.People, func(p People) bool { return p.Hidden }) {
		why = HiddenGroups
	}
	return why
}

// reason returns why r is not compared with b.
func reason(r *Respondents, b *Benchmark) Reason {
	if why := Comparable(r.Basis, b.Basis, b.Population); why != Compared {
		return why
	}
	answered, known := r.Answered.Number()
	switch {
	case !sameGroups(r.Groups, b.People):
		return OtherGroups
	case b.Total() <= 0 || slices.ContainsFunc(b.People, func(p People) bool { return p.N < 0 }):
		return NoPeople
	case !known:
		return HiddenTotal
	case !r.addsUp():
		return Overlapping
	case answered < MinAnswered:
		return TooFewAnswered
	}
	return Compared
}

// sameGroups reports whether both lists have the same groups, each once.
func sameGroups(groups []Group, people []People) bool {
	ids := map[string]bool{}
	for _, p := range people {
		ids[p.ID] = true
	}
	if len(ids) != len(people) || len(groups) != len(people) {
		return false
	}
	for _, g := range groups {
		if !ids[g.ID] {
			return false
		}
		delete(ids, g.ID)
	}
	return true
}

// addsUp reports whether the groups of r can be those of the people who answered, each in one group.
func (r *Respondents) addsUp() bool {
	sum, hidden := int64(0), false
	for _, g := range r.Groups {
		n, known := g.Count.Number()
		sum, hidden = sum+n, hidden || !known
	}
	return sum == r.Answered.n || hidden && sum < r.Answered.n
}

// DeclarationRate returns the share of those who were asked who answered. The others preferred not to say, or left the
// question blank.
func (r *Respondents) DeclarationRate() Figure {
	return ratio(r.Answered, Sum(r.Answered, r.PreferNotToSay, r.Skipped))
}

// Merge returns r with groups joined: into names the group to which each ID belongs. A joined group is hidden if one of
// its parts is. Groups that into does not name stay as they are. The order is that of the first parts.
func (r Respondents) Merge(into map[string]string) Respondents {
	var all []Group
	for _, g := range r.Groups {
		id, named := into[g.ID]
		if !named {
			id = g.ID
		}
		at := slices.IndexFunc(all, func(have Group) bool { return have.ID == id })
		if at < 0 {
			all = append(all, Group{id, g.Count})
			continue
		}
		all[at].Count = Sum(all[at].Count, g.Count)
	}
	r.Groups = all
	return r
}

// Only returns r without the people of other groups than ids, as if they had not been asked: those who live elsewhere, in
// a question about areas. How many answered is hidden if the number of one of the others is.
func (r Respondents) Only(ids ...string) Respondents {
	var kept []Group
	for _, g := range r.Groups {
		if slices.Contains(ids, g.ID) {
			kept = append(kept, g)
			continue
		}
		if r.Answered = Sum(r.Answered, Count{-g.Count.n, g.Count.known}); r.Answered.n < 0 {
			r.Answered = Count{}
		}
	}
	r.Groups = kept
	return r
}

// Merge returns b with groups joined as Respondents.Merge does: a joined group is hidden if one of its parts is.
func (b Benchmark) Merge(into map[string]string) Benchmark {
	var all []People
	for _, p := range b.People {
		id, named := into[p.ID]
		if !named {
			id = p.ID
		}
		at := slices.IndexFunc(all, func(have People) bool { return have.ID == id })
		if at < 0 {
			p.ID = id
			all = append(all, p)
			continue
		}
		if all[at].N += p.N; all[at].Hidden || p.Hidden {
			all[at].N, all[at].Hidden = 0, true
		}
	}
	b.People = all
	return b
}
