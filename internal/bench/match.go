package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"time"

	"github.com/folkmoot/folkmoot/match"
)

// matchResult is the result of Match. Times and numbers but Exponent are of the largest world.
type matchResult struct {
	Name         string  `json:"name"`
	Partners     int     `json:"partners"`
	Needs        int     `json:"needs"`
	Skills       int     `json:"skills"` // that partners offer or want
	Pairs        int     `json:"pairs"`  // of a request and an offer that meets it
	Seconds      float64 `json:"seconds"`
	NaiveSeconds float64 `json:"naive_seconds"` // of comparing every request with every offer
	Identical    bool    `json:"identical"`     // both find the same
	Exponent     float64 `json:"exponent"`      // of the time over the number of pairs
}

// matchSizes are the numbers of skills that partners offer or want. Of partners there are a twentieth, and of needs a quarter.
var matchSizes = []int{5_000, 10_000, 20_000}

// Match measures how long it takes to propose what the partners of an invented county could do together.
func Match(ctx context.Context, run Options, seed uint64) error {
	got := matchResult{Name: "match", Identical: true}
	var pairs []int
	var seconds []float64
	for _, n := range run.sizes(matchSizes) {
		if err := ctx.Err(); err != nil {
			return err
		}
		got.Partners, got.Needs, got.Skills = max(n/20, 2), n/4, n
		w := inventWorld(rand.New(rand.NewPCG(seed, uint64(n))), got.Partners, got.Needs, got.Skills)
		begun := run.Now()
		r := match.Suggest(w)
		got.Seconds = run.Now().Sub(begun).Seconds()
		begun = run.Now()
		all := match.CompareAll(w)
		got.NaiveSeconds = run.Now().Sub(begun).Seconds()
		got.Identical = got.Identical && reflect.DeepEqual(r, all)
		got.Pairs = len(r.Exchanges)
		for _, j := range r.Joint {
			got.Pairs += len(j.Matches)
		}
		pairs, seconds = append(pairs, got.Pairs), append(seconds, got.Seconds)
		fmt.Fprintf(run.Err, "%d needs, %d skills: %d pairs in %.3f s; every need with every offer %.2f s\n",
			got.Needs, n, got.Pairs, got.Seconds, got.NaiveSeconds)
	}
	got.Exponent = exponent(pairs, seconds)
	got.Seconds, got.NaiveSeconds = round(got.Seconds), round(got.NaiveSeconds)
	if err := json.NewEncoder(run.Out).Encode(got); err != nil {
		return err
	}
	if !got.Identical {
		return errors.New("the index does not find what comparing every need with every offer finds")
	}
	return nil
}

const (
	inventedTerms     = 300
	inventedDistricts = 8
	inventedWards     = 25 // of each district
)

// inventWorld invents a county with its districts and wards, and what its partners need, offer and want there.
func inventWorld(rng *rand.Rand, partners, needs, skills int) *match.World {
	w := &match.World{Today: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC), Places: []match.Place{{Ref: "county"}}}
	for d := range inventedDistricts {
		district := fmt.Sprint("district-", d)
		w.Places = append(w.Places, match.Place{Ref: district, Within: "county"})
		for n := range inventedWards {
			w.Places = append(w.Places, match.Place{Ref: fmt.Sprintf("ward-%d-%d", d, n), Within: district, Tenth: 1 + rng.IntN(10)})
		}
	}
	place := func() string {
		district := rng.IntN(inventedDistricts)
		switch rng.IntN(20) {
		case 0:
			return "county"
		case 1, 2, 3, 4, 5:
			return fmt.Sprint("district-", district)
		}
		return fmt.Sprintf("ward-%d-%d", district, rng.IntN(inventedWards))
	}
	amount := func() match.Amount {
		return match.Amount{Term: fmt.Sprint("term-", rng.IntN(inventedTerms)), Quantity: int64(rng.IntN(20)), Unit: "hours a week"}
	}
	for i := range needs {
		n := match.Need{Ref: fmt.Sprint("need-", i), Places: []string{place()},
			Groups: []match.Group{{Harm: 1 + rng.IntN(4), Likelihood: 1 + rng.IntN(4)}, {Harm: 1 + rng.IntN(4), Likelihood: 1 + rng.IntN(4)}}}
		first := amount()
		n.Wants = append(n.Wants, first)
		if second := amount(); second.Term != first.Term {
			n.Wants = append(n.Wants, second)
		}
		w.Needs = append(w.Needs, n)
	}
	for i := range skills {
		e := match.Entry{Ref: fmt.Sprint("entry-", i), Partner: fmt.Sprint("partner-", rng.IntN(partners)), Want: rng.IntN(4) == 0,
			Amount: amount(), Places: []string{place()}, Expires: w.Today.AddDate(0, 0, 30)}
		if second := place(); second != e.Places[0] {
			e.Places = append(e.Places, second)
		}
		if rng.IntN(3) == 0 {
			e.Communities = []string{fmt.Sprint("community-", rng.IntN(9))}
		}
		if e.Want && rng.IntN(2) == 0 {
			e.Need = fmt.Sprint("need-", rng.IntN(needs))
		}
		w.Entries = append(w.Entries, e)
	}
	return w
}
