package moderation

import (
	"cmp"
	"context"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// The methods by which similar responses are found.
const (
	SameAnswers = "same-answers" // all answers are equal
	SimilarText = "near-text"    // most of the written text is equal
	BurstDay    = "burst-day"    // unusually many on one day
)

// Cluster is a group of similar responses, such as those of a campaign. Similar
// responses can be genuine: many people may send the same letter and mean it.
type Cluster struct {
	Method   string
	Key      string            // digest of the method and the members
	Day      string            // of a burst: 2016-05-27
	Members  []string          // ids of the responses, ordered
	Codes    map[string]string // receipt codes of the members by their ids
	Effect   []Effect
	Decision *ClusterDecision // nil before the decision
}

// Effect is how often an answer was given with the responses of a cluster and without.
type Effect struct {
	Question, Option string
	With, Without    int64
}

// The thresholds from which responses are similar.
const (
	minSameAnswers = 10  // responses with equal choices and no text
	minBurst       = 20  // responses on one day
	shingleWords   = 3   // length of the word sequences that are compared
	minTextWords   = 8   // length of a text that is compared
	minSimilarity  = 0.6 // shared word sequences, as a share of those in either text
	maxShingleUses = 400 // responses with a word sequence: one with more is a common phrase
)

// comparedResponse is a response with what the methods compare.
type comparedResponse struct {
	id, day, answers string
	code             string // receipt code
	parsed           survey.Answers
	text             string // all written answers, folded
	shingles         map[uint64]bool
}

// ListClusters finds similar responses, the largest cluster first. It changes no
// response. The access is logged first.
func (s *Service) ListClusters(
	ctx context.Context,
	by actor.Actor,
	slug string,
) (c *consult.Consultation, all []Cluster, err error) {
	defer fault.Wrap(&err, "find similar responses to %s", slug)
	err = s.logAccess(ctx, by, actor.ReadResponses, slug, "list-similar-responses", "consultation", slug, "")
	if err != nil {
		return nil, nil, err
	}
	return c, all, s.DB.View(ctx, func(tx *db.Tx) error {
		if c, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		all, err = s.clusters(ctx, tx, slug)
		return err
	})
}

func (s *Service) clusters(ctx context.Context, tx *db.Tx, slug string) ([]Cluster, error) {
	responses, form, err := s.comparedResponses(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	found := slices.Concat(clustersBySameAnswers(responses), clustersBySimilarText(responses), clustersByDay(responses))
	decisions, err := ListClusterDecisions(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	codes := make(map[string]string, len(responses))
	for _, r := range responses {
		codes[r.id] = r.code
	}
	for i := range found {
		f := &found[i]
		slices.Sort(f.Members)
		f.Key = digest.Labelled("folkmoot/set/v1", f.Method+"\n"+strings.Join(f.Members, "\n")).ID()
		f.Codes = make(map[string]string, len(f.Members))
		for _, id := range f.Members {
			f.Codes[id] = codes[id]
		}
		f.Effect = clusterEffect(form, responses, f.Members)
		for j := range decisions {
			if decisions[j].ID == f.Key {
				f.Decision = &decisions[j]
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Cluster) int {
		return cmp.Or(cmp.Compare(len(b.Members), len(a.Members)), strings.Compare(a.Key, b.Key))
	})
	return found, nil
}

func (s *Service) comparedResponses(
	ctx context.Context,
	tx *db.Tx,
	slug string,
) (all []comparedResponse, form *survey.Form, err error) {
	if form, err = s.mainForm(ctx, tx, slug); err != nil {
		return nil, nil, err
	}
	for after := ""; ; {
		rows, err := intake.ListResponses(ctx, tx, slug, intake.Filter{State: intake.Counted}, after, 200)
		if err != nil {
			return nil, nil, err
		}
		for _, row := range rows {
			_, answers, err := s.Intake.ParseAnswers(ctx, tx, row.FormVersion, row.Answers)
			if err != nil {
				return nil, nil, err
			}
			r := comparedResponse{
				id:      row.ID,
				code:    row.ReceiptCode,
				day:     row.ReceivedOn,
				answers: string(row.Answers),
				parsed:  answers,
			}
			for _, t := range intake.FreeTexts(answers) {
				r.text += " " + foldText(t.Text)
			}
			r.shingles = shingles(r.text)
			all = append(all, r)
		}
		if len(rows) < 200 {
			return all, form, nil
		}
		after = rows[len(rows)-1].ID
	}
}

// clustersBySameAnswers groups responses with equal answers. Two are enough if the
// answers include a text of two words or more.
func clustersBySameAnswers(responses []comparedResponse) (all []Cluster) {
	groups := map[string][]string{}
	hasText := map[string]bool{}
	for _, r := range responses {
		groups[r.answers] = append(groups[r.answers], r.id)
		hasText[r.answers] = len(strings.Fields(r.text)) >= 2
	}
	for answers, ids := range groups {
		if len(ids) >= minSameAnswers || hasText[answers] && len(ids) >= 2 {
			all = append(all, Cluster{Method: SameAnswers, Members: ids})
		}
	}
	return all
}

// shingles returns the hashes of all sequences of three words in text, or nil if the
// text is too short to compare.
func shingles(text string) map[uint64]bool {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r > 127)
	})
	if len(words) < minTextWords {
		return nil
	}
	all := map[uint64]bool{}
	for i := 0; i+shingleWords <= len(words); i++ {
		h := fnv.New64a()
		h.Write([]byte(strings.Join(words[i:i+shingleWords], " ")))
		all[h.Sum64()] = true
	}
	return all
}

// clustersBySimilarText groups responses with mostly equal text. It compares only
// responses that share a sequence of three words that is not a common phrase.
func clustersBySimilarText(responses []comparedResponse) (all []Cluster) {
	uses := map[uint64][]int{} // shingle → indexes of the responses with it
	for i := range responses {
		for h := range responses[i].shingles {
			uses[h] = append(uses[h], i)
		}
	}
	root := make([]int, len(responses)) // disjoint sets: the index of the parent
	for i := range root {
		root[i] = i
	}
	var find func(int) int
	find = func(i int) int {
		if root[i] != i {
			root[i] = find(root[i])
		}
		return root[i]
	}
	for i := range responses {
		shared := map[int]int{}
		for h := range responses[i].shingles {
			if len(uses[h]) > maxShingleUses {
				continue
			}
			for _, j := range uses[h] {
				if j > i {
					shared[j]++
				}
			}
		}
		for j, n := range shared {
			union := len(responses[i].shingles) + len(responses[j].shingles) - n
			if float64(n)/float64(union) >= minSimilarity && responses[i].answers != responses[j].answers {
				root[find(j)] = find(i)
			}
		}
	}
	groups := map[int][]string{}
	for i := range responses {
		groups[find(i)] = append(groups[find(i)], responses[i].id)
	}
	for _, ids := range groups {
		if len(ids) > 1 {
			all = append(all, Cluster{Method: SimilarText, Members: ids})
		}
	}
	return all
}

// clustersByDay finds days with far more responses than other days. The time of day
// is not stored.
func clustersByDay(responses []comparedResponse) (all []Cluster) {
	days := map[string][]string{}
	for _, r := range responses {
		days[r.day] = append(days[r.day], r.id)
	}
	mean := float64(len(responses)) / float64(max(len(days), 1))
	for day, ids := range days {
		if n := float64(len(ids)); len(days) > 2 && len(ids) >= minBurst && n > mean+3*math.Sqrt(mean) {
			all = append(all, Cluster{Method: BurstDay, Day: day, Members: ids})
		}
	}
	return all
}

// clusterEffect counts the answers to questions with one choice, with the members of
// a cluster and without.
func clusterEffect(form *survey.Form, responses []comparedResponse, members []string) (all []Effect) {
	isMember := map[string]bool{}
	for _, id := range members {
		isMember[id] = true
	}
	for _, page := range form.Pages {
		for i := range page.Questions {
			q := &page.Questions[i]
			if page.Monitoring || !q.Kind.OneOption() {
				continue
			}
			for _, o := range q.Options {
				e := Effect{Question: q.Text, Option: o.Text}
				for j := range responses {
					if slices.Contains(responses[j].parsed.Get(q.ID).Options, o.ID) {
						e.With++
						if !isMember[responses[j].id] {
							e.Without++
						}
					}
				}
				all = append(all, e)
			}
		}
	}
	return all
}
