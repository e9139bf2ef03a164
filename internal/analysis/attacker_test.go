package analysis

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// equations are what an attacker knows: sums of unknown numbers. They solve them by
// Gaussian elimination with fractions, without any code of this project.
type equations struct{ rows [][]*big.Rat }

// add adds the equation that the sum of the unknowns marked in sum is known.
func (e *equations) add(sum []bool) {
	row := e.rest(sum)
	if firstNonZero(row) >= 0 {
		e.rows = append(e.rows, row)
	}
}

// solve reports whether the sum of the unknowns marked in sum follows.
func (e *equations) solve(sum []bool) bool { return firstNonZero(e.rest(sum)) < 0 }

func (e *equations) rest(sum []bool) []*big.Rat {
	row := make([]*big.Rat, len(sum))
	for i, in := range sum {
		row[i] = new(big.Rat)
		if in {
			row[i].SetInt64(1)
		}
	}
	for _, known := range e.rows {
		at := firstNonZero(known)
		if row[at].Sign() == 0 {
			continue
		}
		times := new(big.Rat).Quo(row[at], known[at])
		for i := range row {
			row[i].Sub(row[i], new(big.Rat).Mul(times, known[i]))
		}
	}
	return row
}

func firstNonZero(row []*big.Rat) int {
	return slices.IndexFunc(row, func(x *big.Rat) bool { return x.Sign() != 0 })
}

// person is a respondent of a random consultation.
type person struct {
	form    *survey.Form
	answers survey.Answers
	state   intake.ResponseState
	reason  string
	set     int // of similar responses; 0 is none
}

// world is a random consultation that is released several times.
type world struct {
	rng      *rand.Rand
	forms    []*survey.Form // the master first
	people   []*person
	sets     []moderation.ClusterDecision
	releases []earlierRelease
	counted  [][]string // how each release treats each person; the attacker knows it
}

func (w *world) options(n int) (all []survey.Option) {
	for i := range n {
		all = append(all, survey.Option{ID: string(rune('a' + i)), Text: string(rune('A' + i))})
	}
	return all
}

// answer gives a person random answers to a form.
func (w *world) answer(t *testing.T, f *survey.Form) survey.Answers {
	raw := survey.Raw{}
	for _, page := range f.Pages {
		for _, q := range page.Questions {
			if !q.Required && w.rng.IntN(6) == 0 {
				continue
			}
			switch q.Kind {
			case survey.Ranking:
				for place, at := range w.rng.Perm(len(q.Options)) {
					raw[q.ID+"--"+q.Options[at].ID] = []string{fmt.Sprint(place + 1)}
				}
			default:
				at := min(w.rng.IntN(len(q.Options)), w.rng.IntN(len(q.Options)+1))
				raw[q.ID] = []string{q.Options[at].ID}
				if q.Kind == survey.Multiple && w.rng.IntN(3) == 0 {
					raw[q.ID] = []string{"a", "b"}
				}
			}
		}
	}
	a, problems := f.Check(raw)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return a
}

// count counts the people as a release would.
func (w *world) count(t *testing.T) *resultCounts {
	master := w.forms[0].Combined()
	t.Helper()
	n := &resultCounter{
		formsByVersion: map[string]*survey.Form{}, tally: tally.NewCounter(master), clusterOf: map[string]*cluster{},
		resultCounts: &resultCounts{
			title: "A consultation", master: master, channels: map[string]int64{}, formVersions: map[string]int64{},
			exclusions: map[string]int64{}, answeredForms: map[string]*survey.Form{}, splitQuestions: map[string]*splitQuestion{},
			answeredBy: map[string]map[disclose.Slot]int64{},
			history:    newHistory(w.releases),
		},
	}
	for _, f := range w.forms {
		n.formsByVersion[f.Version()] = f
		n.forms = append(n.forms, Form{f.Edition, f.Lang, f.Version()})
	}
	n.firstForms = len(n.forms)
	for i, d := range w.sets {
		n.clusters = append(n.clusters, &cluster{ClusterDecision: d, index: i, answers: tally.NewCounter(master)})
	}
	for i, p := range w.people {
		id := fmt.Sprint(i)
		if p.set > 0 && p.set <= len(n.clusters) {
			n.clusterOf[id] = n.clusters[p.set-1]
		}
		var commitment [32]byte
		binary.BigEndian.PutUint64(commitment[:], uint64(i))
		stored := intake.StoredResponse{ID: id, Commitment: sha256.Sum256(commitment[:]), Epoch: 1, Index: int64(i), State: string(p.state),
			Reason: p.reason, Channel: "web", Edition: p.form.Edition, FormVersion: p.form.Version()}
		if p.state != intake.Withdrawn {
			stored.Answers, stored.Monitoring = p.answers.Part(false).Canonical(), p.answers.Part(true).Canonical()
		}
		if err := n.add(stored); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.countFirsts(); err != nil {
		t.Fatal(err)
	}
	n.finish()
	return n.resultCounts
}

// release publishes the results if the rules allow it.
func (w *world) release(t *testing.T) {
	t.Helper()
	n := w.count(t)
	if len(w.releases) > 0 && n.checkDifferences(int64(len(w.releases)), "A reason.", comparison{}) != nil {
		return
	}
	r := n.buildRelease("park", int64(len(w.releases)+1), "")
	content, err := r.marshal()
	if err != nil {
		t.Fatal(err)
	}
	if r, err = unmarshalRelease(content); err != nil { // the attacker reads what is published
		t.Fatal(err)
	}
	list, err := unmarshalRoll(newRoll(n.statuses).marshal())
	if err != nil {
		t.Fatal(err)
	}
	w.releases = append(w.releases, earlierRelease{r, list})
	var how []string
	for i := range w.people {
		how = append(how, list.status(recordPosition{1, int64(i)}))
	}
	w.counted = append(w.counted, how)
}

// change excludes, includes, withdraws and adds people, and decides about similar
// responses, as officers and residents do between releases.
func (w *world) change(t *testing.T) {
	pick := func(n int, fn func(*person)) {
		for _, at := range w.rng.Perm(len(w.people))[:min(n, len(w.people))] {
			fn(w.people[at])
		}
	}
	for range 1 + w.rng.IntN(3) {
		n := []int{1, 3, 9, 10, 11, 14, 20}[w.rng.IntN(7)]
		switch w.rng.IntN(6) {
		case 0:
			pick(n, func(p *person) {
				if p.state == intake.Counted {
					p.state, p.reason = intake.Excluded, "duplicate"
				}
			})
		case 1:
			for _, p := range w.people { // restore everyone
				if p.state == intake.Excluded {
					p.state, p.reason = intake.Counted, ""
				}
			}
		case 2:
			pick(n, func(p *person) { p.state, p.reason = intake.Withdrawn, "" })
		case 3:
			for range n {
				f := w.forms[w.rng.IntN(len(w.forms))]
				w.people = append(w.people, &person{form: f, answers: w.answer(t, f), state: intake.Counted})
			}
		case 4:
			w.sets = append(w.sets, moderation.ClusterDecision{ID: fmt.Sprint(len(w.sets)), Method: moderation.SimilarText, Why: "A campaign."})
			pick(n+5, func(p *person) { p.set = len(w.sets) })
			fallthrough
		default:
			if len(w.sets) > 0 {
				w.sets[w.rng.IntN(len(w.sets))].Decision =
					[]string{moderation.CountAll, moderation.CountOnce, moderation.ReportSeparately}[w.rng.IntN(3)]
			}
		}
	}
	for i := range w.sets {
		if w.sets[i].Decision == "" {
			w.sets[i].Decision = moderation.ReportSeparately
		}
	}
}

// proposals returns a consultation about proposals, with a question that few people
// are asked.
func proposals(t *testing.T, rng *rand.Rand) *world {
	w := &world{rng: rng}
	form := survey.Form{ID: "park", Title: "The park", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "one", Title: "One", Questions: []survey.Question{
			{ID: "use", Kind: survey.Single, Text: "Use?", Options: w.options(3)},
			{ID: "rank", Kind: survey.Ranking, Text: "Rank?", Options: w.options(3)},
		}},
		{ID: "two", Title: "Two", When: &survey.Condition{Question: "use", AnyOf: []string{"b", "c"}}, Questions: []survey.Question{
			{ID: "bays", Kind: survey.Single, Text: "Disabled bays?", Options: w.options(2)},
		}},
	}}
	f, err := survey.Parse(form.JSON())
	if err != nil {
		t.Fatal(err)
	}
	w.forms = []*survey.Form{f}
	for range 40 + rng.IntN(60) {
		w.people = append(w.people, &person{form: f, answers: w.answer(t, f), state: intake.Counted})
	}
	return w
}

// checkProposals returns what an attacker who adds and subtracts the results of all
// releases finds out about fewer than ten people, or "".
func (w *world) checkProposals() string {
	for _, id := range []string{"use", "bays", "rank"} {
		// Unknown are the answers of each group of people whom the releases treat alike.
		var groups []string
		answered := map[string]int64{}
		for i, p := range w.people {
			if p.answers.Get(id).State != survey.Answered {
				continue
			}
			var how []string
			for _, release := range w.counted {
				if i < len(release) {
					how = append(how, release[i])
				} else {
					how = append(how, "")
				}
			}
			key := strings.Join(how, "|")
			if answered[key]++; answered[key] == 1 {
				groups = append(groups, key)
			}
		}
		if len(groups) > 12 {
			continue // too many sums to try
		}
		in := func(e int, status string) []bool {
			sum := make([]bool, len(groups))
			for i, key := range groups {
				sum[i] = strings.Split(key, "|")[e] == status
			}
			return sum
		}
		known, tables := &equations{}, 0
		for e, r := range w.releases {
			if q := r.Question(id); q.Withheld == disclose.NotWithheld && number(q.Answered) > 0 {
				tables++
				known.add(in(e, "counted"))
			}
		}
		hidden := false
		for e, r := range w.releases {
			for k, set := range r.Clusters {
				if set.SizeHidden || set.Excluded < 10 {
					continue
				}
				members := in(e, fmt.Sprintf("%s/%d", statusCampaign, k))
				at := slices.IndexFunc(set.Effect, func(e Effect) bool { return e.Question == id })
				if at >= 0 && set.Effect[at].Hidden > 0 && known.solve(members) {
					return fmt.Sprintf("%s: the answers that release %d hides of similar responses %d", id, e+1, k+1)
				}
				hidden = hidden || at >= 0
			}
		}
		for e, r := range w.releases {
			for k, set := range r.Clusters {
				if slices.ContainsFunc(set.Effect, func(e Effect) bool { return e.Question == id && e.Hidden == 0 }) {
					known.add(in(e, fmt.Sprintf("%s/%d", statusCampaign, k)))
				}
			}
		}
		for set := 1; set < 1<<len(groups); set++ {
			sum, people := make([]bool, len(groups)), int64(0)
			for i := range groups {
				if sum[i] = set&(1<<i) != 0; sum[i] {
					people += answered[groups[i]]
				}
			}
			if people < 10 && known.solve(sum) {
				return fmt.Sprintf("%s: the answers of %d people, from %d tables; people by how the releases treat them: %v",
					id, people, tables, answered)
			}
		}
	}
	return ""
}

// Rows D1 and D4 of docs/faults.md. An attacker who knows how every release treats
// every person, and solves the equations of all releases, finds nothing about the
// answers of fewer than ten people, and nothing that a release hides about similar
// responses.
func TestReleasesTogetherRevealNothingAboutFewPeople(t *testing.T) {
	rng := rand.New(rand.NewPCG(2016, 10))
	again := 0
	for i := range 150 {
		w := proposals(t, rng)
		w.release(t)
		for range 4 {
			w.change(t)
			w.release(t)
		}
		if found := w.checkProposals(); found != "" {
			t.Fatalf("consultation %d with %d releases: %s", i, len(w.releases), found)
		}
		for _, r := range w.releases[1:] {
			if r.Question("bays").Withheld == disclose.NotWithheld {
				again++
			}
		}
	}
	if again < 25 {
		t.Errorf("only %d later releases show the question again, so the test shows little", again)
	}
}

// Row D1 of docs/faults.md: ten responses are excluded, then they are included again
// and another one is excluded.
func TestReleaseIsComparedWithAllEarlierOnes(t *testing.T) {
	w := proposals(t, rand.New(rand.NewPCG(1, 1)))
	w.release(t)
	for _, p := range w.people[:10] {
		p.state, p.reason = intake.Excluded, "duplicate"
	}
	w.release(t)
	for _, p := range w.people[:10] {
		p.state, p.reason = intake.Counted, ""
	}
	w.people[20].state, w.people[20].reason = intake.Excluded, "duplicate"
	if w.release(t); len(w.releases) != 2 {
		t.Fatalf("%d releases; the last one differs from the first by one person", len(w.releases))
	}
	err := w.count(t).checkDifferences(2, "A reason.", comparison{changed: 11})
	if err == nil || !strings.Contains(err.Error(), "Only 1 response has changed since release 1.") {
		t.Errorf("%v", err)
	}
}

// Row D1 of docs/faults.md: of ten people who leave, one was asked about the disabled
// bays. The other results are shown again, that one is not.
func TestQuestionIsComparedOnItsOwn(t *testing.T) {
	w := proposals(t, rand.New(rand.NewPCG(3, 1)))
	w.release(t)
	left := 0
	for _, asked := range []bool{true, false} {
		for _, p := range w.people {
			use, bays := p.answers.Get("use").State, p.answers.Get("bays").State
			if use == survey.Answered && (bays == survey.Answered) == asked && (asked && left < 1 || !asked && left < 10) {
				p.state, p.reason = intake.Excluded, "duplicate"
				left++
			}
		}
	}
	w.release(t)
	if left != 10 || len(w.releases) != 2 {
		t.Fatalf("%d left, %d releases", left, len(w.releases))
	}
	second := w.releases[1]
	if q := second.Question("use"); q.Withheld != disclose.NotWithheld {
		t.Errorf("use: %q", q.Withheld)
	}
	if q := second.Question("bays"); q.Withheld != disclose.AlreadyReleased || q.showsNumber() {
		t.Errorf("bays: %q %v", q.Withheld, q.ReleasedTable)
	}
}

// Row D4 of docs/faults.md: similar responses are reported separately, with small
// numbers hidden, and then all counted, or the other way round.
func TestDecisionsAboutSimilarResponsesRevealNoHiddenNumbers(t *testing.T) {
	for _, order := range [][]string{{moderation.ReportSeparately, moderation.CountAll}, {moderation.CountAll, moderation.ReportSeparately}} {
		shown := 0
		for seed := range uint64(20) {
			w := proposals(t, rand.New(rand.NewPCG(seed, 5)))
			w.sets = []moderation.ClusterDecision{{ID: "a", Method: moderation.SimilarText, Why: "A campaign."}}
			for _, p := range w.people[:25] {
				p.set = 1
			}
			for _, decision := range order {
				w.sets[0].Decision = decision
				w.release(t)
			}
			if len(w.releases) != 2 {
				t.Fatalf("%d releases", len(w.releases))
			}
			if found := w.checkProposals(); found != "" {
				t.Errorf("%v, %d: %s", order, seed, found)
			}
			for _, r := range w.releases {
				for _, set := range r.Clusters {
					shown += len(set.Effect)
				}
			}
		}
		if shown == 0 {
			t.Errorf("%v: no release shows answers of similar responses", order)
		}
	}
}

// Row D4 of docs/faults.md: the number of excluded responses is public, so the hidden
// size of one group must not be what is left of it.
func TestSizesOfSimilarResponsesDoNotFollowFromTheTotal(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 300 {
		w := proposals(t, rng)
		for k := range 1 + rng.IntN(4) {
			w.sets = append(w.sets, moderation.ClusterDecision{ID: fmt.Sprint(k), Method: moderation.SimilarText, Why: "A campaign.",
				Decision: []string{moderation.CountOnce, moderation.ReportSeparately}[rng.IntN(2)]})
			for range 2 + rng.IntN(25) {
				w.people[rng.IntN(len(w.people))].set = k + 1
			}
		}
		for range rng.IntN(15) {
			p := w.people[rng.IntN(len(w.people))]
			p.state, p.reason = intake.Excluded, []string{"duplicate", "not-a-resident"}[rng.IntN(2)]
		}
		n := w.count(t)
		r := n.buildRelease("park", 1, "")
		var unknown []int
		total := r.Responses.Excluded
		if r.Exclusions == nil {
			continue
		}
		for i, c := range r.Exclusions.Cells {
			if x := number(c); x >= 0 {
				total -= x
			} else {
				unknown = append(unknown, i)
			}
		}
		if len(unknown) == 1 {
			t.Fatalf("one number of %v is hidden, and it is %d", r.Exclusions.Names, total)
		}
		for i, set := range r.Clusters {
			if _, shown := r.excludedBy(i); !shown && set.Excluded+set.Responses+int64(len(set.Effect)) > 0 {
				t.Fatalf("the size of group %d is hidden and shown: %+v", i+1, set)
			}
		}
	}
}

// Row D5 of docs/faults.md: a table that no earlier release shows is shown when there
// is something to show, and the reason is true.
func TestAlreadyReleasedOnlyIfAnEarlierReleaseShowsIt(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	later := 0
	for range 60 {
		w := people(t, rng)
		for _, p := range w.people[12:] {
			p.state = intake.Excluded
		}
		w.release(t)
		for _, p := range w.people {
			p.state = intake.Counted
		}
		w.release(t)
		for e, r := range w.releases {
			for _, q := range r.Questions {
				showed := slices.ContainsFunc(w.releases[:e], func(r earlierRelease) bool { return r.Question(q.ID).showsNumber() })
				if q.Withheld == disclose.AlreadyReleased && !showed {
					t.Fatalf("release %d says that an earlier one shows %s, but none does", e+1, q.ID)
				}
				if e > 0 && isProtected(w.forms[0], q.ID) && q.showsNumber() {
					if later++; showed {
						t.Fatalf("release %d shows %s again", e+1, q.ID)
					}
				}
			}
		}
	}
	if later == 0 {
		t.Error("no later release shows a table about people")
	}
}
