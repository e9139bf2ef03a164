package reach

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/represent"
)

// Benchmarks returns what the people who respond to c can be compared with: the people whom it affects, by question. Small numbers
// are hidden as in the results of questions about people. It is empty if c has no profile.
func Benchmarks(ctx context.Context, tx *db.Tx, c *consult.Consultation) ([]represent.Benchmark, error) {
	p, err := GetProfile(ctx, tx, c.Slug)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return p.Benchmarks(c.Area), nil
}

// Benchmarks returns the numbers of p by question, those of small groups hidden. area is that of the consultation.
func (p *Profile) Benchmarks(area string) (all []represent.Benchmark) {
	if p.Area != "" {
		area = p.Area
	}
	for _, g := range p.Groups {
		at := slices.IndexFunc(all, func(b represent.Benchmark) bool { return string(b.Question) == g.Question })
		if at < 0 {
			at = len(all)
			all = append(all, represent.Benchmark{
				Basis:      represent.Basis{Question: represent.Question(g.Question), MinAge: int(p.MinAge), Area: area},
				Population: represent.Affected, Source: p.Source, Date: p.Date.Format(time.DateOnly), Of: p.Counted,
			})
		}
		all[at].People = append(all[at].People, represent.People{ID: g.Group, N: g.People})
	}
	for i := range all {
		protect(&all[i])
	}
	return all
}

// protect hides small numbers of b, and others from which they would follow.
func protect(b *represent.Benchmark) {
	total := b.Total()
	topic := disclose.Monitoring
	if consult.IsSensitive(string(b.Question)) {
		topic = disclose.Sensitive
	}
	t := disclose.Table{Topic: topic, States: disclose.StateCounts{Answered: disclose.NewCount(total)}}
	for _, p := range b.People {
		t.Cells = append(t.Cells, disclose.NewCount(p.N))
	}
	released := disclose.Standard().Release(t)
	for i := range b.People {
		if released.Withheld == disclose.NotWithheld {
			if _, shown := released.Cells[i].Number(); shown {
				continue
			}
		}
		b.People[i].N, b.People[i].Hidden, b.Whole = 0, true, total
	}
}

// MinChange is by how many people a number has to differ from one that was published before. What a few people more or less
// would change tells something about them.
const MinChange = 10

// Keep returns the benchmarks that a release shows after one that showed published. A benchmark of affected users that was
// published stays as it was, unless every number is the same or differs by at least MinChange, and the same groups are hidden.
func Keep(published, now []represent.Benchmark) []represent.Benchmark {
	all := slices.Clone(now)
	for i := range all {
		at := slices.IndexFunc(published, func(b represent.Benchmark) bool {
			return b.Population == represent.Affected && b.Question == all[i].Question
		})
		if all[i].Population == represent.Affected && at >= 0 && !mayReplace(&published[at], &all[i]) {
			all[i] = published[at]
		}
	}
	return all
}

func mayReplace(before, after *represent.Benchmark) bool {
	if len(before.People) != len(after.People) {
		return false
	}
	far := func(a, b int64) bool { return a == b || a-b >= MinChange || b-a >= MinChange }
	shownBefore, shownAfter := int64(0), int64(0)
	for _, p := range after.People {
		at := slices.IndexFunc(before.People, func(b represent.People) bool { return b.ID == p.ID })
		if at < 0 || before.People[at].Hidden != p.Hidden || !far(before.People[at].N, p.N) {
			return false
		}
		shownBefore, shownAfter = shownBefore+before.People[at].N, shownAfter+p.N
	}
	return far(before.Total(), after.Total()) && far(before.Total()-shownBefore, after.Total()-shownAfter)
}
