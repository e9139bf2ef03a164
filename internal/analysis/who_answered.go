package analysis

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/represent"
	"github.com/folkmoot/folkmoot/survey"
)

// benchmarks returns what the people who responded to c can be compared with: the people whom it affects, and residents. What an
// earlier release shows of the former stays unless it differs by many people.
func benchmarks(ctx context.Context, tx *db.Tx, c *consult.Consultation) (all []represent.Benchmark, err error) {
	if all, err = reach.Benchmarks(ctx, tx, c); err != nil {
		return nil, err
	}
	if len(all) > 0 {
		earlier, err := Latest(ctx, tx, c.Slug)
		if err != nil {
			return nil, err
		}
		if earlier != nil {
			all = reach.Keep(earlier.Benchmarks, all)
		}
	}
	residents, err := place.Benchmarks(ctx, tx, c.Area)
	for _, id := range slices.Sorted(maps.Keys(residents)) {
		all = append(all, residents[id])
	}
	return all, err
}

// answerTiles returns where the answers to a question are in the tile map today, if it asks where respondents to c live.
func answerTiles(ctx context.Context, tx *db.Tx, c *consult.Consultation, question string) ([]place.Tile, error) {
	if question == "" || question != c.AreaQuestion {
		return nil, nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	return place.AnswerTiles(ctx, tx, c.Area, question, now)
}

// readBenchmarks returns the area of c, and what the people who are asked can be compared with.
func (n *resultCounter) readBenchmarks(c *consult.Consultation) (area string, kept []represent.Benchmark, err error) {
	all, err := benchmarks(n.ctx, n.tx, c)
	form := n.formsByVersion[n.forms[0].Version]
	for _, b := range all {
		id := string(b.Question)
		if isDisability(id) {
			id = equality.ConditionQuestion
		}
		if q, _ := form.Question(id); q != nil {
			kept = append(kept, b)
		}
	}
	return c.Area, kept, err
}

// WhoAnswered is who answered, by one characteristic or by where they live.
type WhoAnswered struct {
	// ID is that of Question, or of the table that is derived from two questions about disability.
	ID          string
	Question    *Question
	Respondents represent.Respondents
	Comparisons []represent.Comparison // with affected users first; also those that cannot be made
}

// WhoAnswered returns who answered by each equality question with one answer, and by the questions about areas that have
// figures. It is computed from what r shows alone. Two questions about health make one table of disability.
func (r *Release) WhoAnswered() (all []WhoAnswered) {
	condition, limitation := r.Question(equality.ConditionQuestion), r.Question(equality.LimitationQuestion)
	for i := range r.Questions {
		q := &r.Questions[i]
		w := WhoAnswered{ID: q.ID, Question: q}
		switch {
		case q.Kind != survey.Single && q.Kind != survey.Dropdown, q.ID == equalityOptInID, len(q.Wordings) > 0:
			continue
		case q == condition && limitation != nil:
			w.ID, w.Respondents = string(represent.Disability), disabilityOf(condition, limitation)
		case q == limitation && condition != nil:
			continue
		case q.Monitoring || r.hasBenchmark(q.ID):
			w.Respondents = respondentsOf(q)
		default:
			continue
		}
		w.Respondents.Basis = place.Basis(w.ID, r.Area)
		for _, b := range r.Benchmarks {
			if string(b.Question) == w.ID || isDisability(w.ID) && isDisability(string(b.Question)) {
				w.Comparisons = append(w.Comparisons, compareWith(w.Respondents, q, b))
			}
		}
		slices.SortStableFunc(w.Comparisons, func(a, b represent.Comparison) int {
			return cmp.Compare(a.Benchmark.Population, b.Benchmark.Population) // affected before residents
		})
		all = append(all, w)
	}
	return all
}

func isDisability(id string) bool {
	return id == string(represent.Disability) || id == string(represent.SelfDescribedDisability)
}

func (r *Release) hasBenchmark(id string) bool {
	return slices.ContainsFunc(r.Benchmarks, func(b represent.Benchmark) bool { return string(b.Question) == id })
}

func released(c disclose.Cell) represent.Count {
	if n, shown := c.Number(); shown {
		return represent.Known(n)
	}
	return represent.Count{}
}

// respondentsOf returns the people who answered q by its options.
func respondentsOf(q *Question) represent.Respondents {
	r := represent.Respondents{Answered: released(q.Answered), PreferNotToSay: released(q.PreferNotToSay), Skipped: released(q.Skipped)}
	for i, o := range q.Options {
		g := represent.Group{ID: o.ID}
		if i < len(q.Cells) && q.Withheld == disclose.NotWithheld {
			g.Count = released(q.Cells[i])
		}
		r.Groups = append(r.Groups, g)
	}
	return r
}

// disabilityOf returns who is disabled under the Equality Act: who has a condition that limits their daily activities. Only
// those with a condition are asked about that.
func disabilityOf(condition, limitation *Question) represent.Respondents {
	has, limits := respondentsOf(condition), respondentsOf(limitation)
	count := func(r represent.Respondents, id string) represent.Count {
		for _, g := range r.Groups {
			if g.ID == id {
				return g.Count
			}
		}
		return represent.Count{}
	}
	out := represent.Respondents{
		PreferNotToSay: represent.Sum(has.PreferNotToSay, limits.PreferNotToSay), Skipped: represent.Sum(has.Skipped, limits.Skipped),
		Groups: []represent.Group{
			{ID: equality.Disabled, Count: represent.Sum(count(limits, "a-lot"), count(limits, "a-little"))},
			{ID: equality.NotDisabled, Count: represent.Sum(count(has, "no"), count(limits, "not-at-all"))},
		},
	}
	// Everyone with “no” has answered, and of the others those who answered the second question.
	out.Answered = represent.Sum(count(has, "no"), limits.Answered)
	return out
}

// compareWith compares the people who answered q with b.
func compareWith(r represent.Respondents, q *Question, b represent.Benchmark) represent.Comparison {
	merged := map[string]string{}
	for _, o := range q.Options {
		for _, id := range o.Merges {
			merged[id] = o.ID
		}
	}
	r, b, _ = joinGroups(r, b, merged, q.Monitoring)
	return represent.Compare(r, b)
}

// joinGroups returns r and b with the groups joined that either side joins: options that an edition merges, of which merged has the
// joined one, and the ethnic groups to the five broad ones. The people of areas that b does not have are left out. joined has the
// group of each answer whose group has another ID.
func joinGroups(
	r represent.Respondents, b represent.Benchmark, merged map[string]string, monitoring bool,
) (_ represent.Respondents, _ represent.Benchmark, joined map[string]string) {
	b = b.Merge(merged)
	switch {
	case string(r.Question) == equality.EthnicGroupQuestion && isBroad(b):
		joined = broadGroups(r)
		r = r.Merge(joined)
	case !monitoring:
		var here []string
		for _, p := range b.People {
			here = append(here, p.ID)
		}
		r = r.Only(here...)
	}
	return r, b, joined
}

func isBroad(b represent.Benchmark) bool {
	return !slices.ContainsFunc(b.People, func(p represent.People) bool {
		return !slices.Contains(equality.BroadEthnicGroups(), equality.BroadEthnicGroup(p.ID))
	})
}

func broadGroups(r represent.Respondents) map[string]string {
	into := map[string]string{}
	for _, g := range r.Groups {
		if broad, ok := equality.BroadGroup(g.ID); ok {
			into[g.ID] = string(broad)
		}
	}
	return into
}
