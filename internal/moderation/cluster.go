package moderation

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// How responses were found to belong together.
const (
	SameAnswers = "same-answers"
	SimilarText = "near-text"
	BurstDay    = "burst-day"
)

// Cluster is responses that look as if they belonged together. It accuses nobody:
// a hundred people may send the same letter and mean it.
type Cluster struct {
	Method   string
	Key      string // of exactly these responses
	Day      string // of a burst
	Members  []string
	Effect   []Effect
	Decision *ClusterDecision // nil: nobody has decided
}

// Effect is how often an answer was given, with these responses and without.
type Effect struct {
	Question, Option string
	With, Without    int64
}

// The bounds from which responses are shown as belonging together.
const (
	minSameAnswers = 10 // responses with the same choices and no text
	minBurst       = 20 // responses on one day
	shingleWords   = 3  // words
	minTextWords   = 8  // in a text that is compared
	minSimilarity  = 0.6
	maxShingleUses = 400 // responses that share three words: more is a phrase, not a copy
)

// comparedResponse is a response as it is compared.
type comparedResponse struct {
	id, day, answers string
	parsed           survey.Answers
	text             string
	shingles         map[uint64]bool
}

// ListClusters looks for responses that look as if they belonged together. Nothing
// is done to them. That by looked is written down before.
func (s *Service) ListClusters(ctx context.Context, by actor.Actor, slug string) (c *consult.Consultation, all []Cluster, err error) {
	defer fault.Wrap(&err, "look for patterns in responses to %s", slug)
	if err := s.logAccess(ctx, by, actor.ReadResponses, slug, "list-patterns", "consultation", slug, ""); err != nil {
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
	samples, form, err := s.comparedResponses(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	found := append(append(clustersBySameAnswers(samples), clustersBySimilarText(samples)...), clustersByDay(samples)...)
	decided, err := ListClusterDecisions(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	byID := map[string]*comparedResponse{}
	for i := range samples {
		byID[samples[i].id] = &samples[i]
	}
	for i := range found {
		f := &found[i]
		slices.Sort(f.Members)
		f.Key = intake.Digest("folkmoot/set/v1", f.Method+"\n"+strings.Join(f.Members, "\n"))
		f.Effect = clusterEffect(form, samples, f.Members)
		for j := range decided {
			if decided[j].ID == f.Key {
				f.Decision = &decided[j]
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Cluster) int {
		return cmp.Or(cmp.Compare(len(b.Members), len(a.Members)), strings.Compare(a.Key, b.Key))
	})
	return found, nil
}

func (s *Service) comparedResponses(ctx context.Context, tx *db.Tx, slug string) (all []comparedResponse, form *survey.Form, err error) {
	if form, err = s.mainForm(ctx, tx, slug); err != nil {
		return nil, nil, err
	}
	for after := ""; ; {
		some, err := intake.ListResponses(ctx, tx, slug, intake.Filter{State: intake.Counted}, after, 200)
		if err != nil {
			return nil, nil, err
		}
		for _, seen := range some {
			_, given, err := s.Intake.ParseAnswers(ctx, tx, seen.FormVersion, seen.Answers)
			if err != nil {
				return nil, nil, err
			}
			one := comparedResponse{id: seen.ID, day: seen.ReceivedOn, answers: string(seen.Answers), parsed: given}
			for _, t := range intake.FreeTexts(given) {
				one.text += " " + foldText(t.Text)
			}
			one.shingles = shingles(one.text)
			all = append(all, one)
		}
		if len(some) < 200 {
			return all, form, nil
		}
		after = some[len(some)-1].ID
	}
}

func clustersBySameAnswers(samples []comparedResponse) (all []Cluster) {
	groups := map[string][]string{}
	worded := map[string]bool{}
	for _, one := range samples {
		groups[one.answers] = append(groups[one.answers], one.id)
		worded[one.answers] = len(strings.Fields(one.text)) >= 2
	}
	for answers, ids := range groups {
		if len(ids) >= minSameAnswers || worded[answers] && len(ids) >= 2 {
			all = append(all, Cluster{Method: SameAnswers, Members: ids})
		}
	}
	return all
}

// shingles are the runs of three words in text, as numbers.
func shingles(text string) map[uint64]bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r > 127) })
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

// clustersBySimilarText finds texts of which most is the same. It compares only those that share
// three words in a row that are no common phrase.
func clustersBySimilarText(samples []comparedResponse) (all []Cluster) {
	where := map[uint64][]int{}
	for i := range samples {
		for h := range samples[i].shingles {
			where[h] = append(where[h], i)
		}
	}
	root := make([]int, len(samples))
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
	for i := range samples {
		shared := map[int]int{}
		for h := range samples[i].shingles {
			if len(where[h]) > maxShingleUses {
				continue
			}
			for _, j := range where[h] {
				if j > i {
					shared[j]++
				}
			}
		}
		for j, n := range shared {
			union := len(samples[i].shingles) + len(samples[j].shingles) - n
			if float64(n)/float64(union) >= minSimilarity && samples[i].answers != samples[j].answers {
				root[find(j)] = find(i)
			}
		}
	}
	groups := map[int][]string{}
	for i := range samples {
		groups[find(i)] = append(groups[find(i)], samples[i].id)
	}
	for _, ids := range groups {
		if len(ids) > 1 {
			all = append(all, Cluster{Method: SimilarText, Members: ids})
		}
	}
	return all
}

// clustersByDay finds days on which far more came than on others. When on the day a
// response came nobody knows.
func clustersByDay(samples []comparedResponse) (all []Cluster) {
	days := map[string][]string{}
	for _, one := range samples {
		days[one.day] = append(days[one.day], one.id)
	}
	mean := float64(len(samples)) / float64(max(len(days), 1))
	for day, ids := range days {
		if n := float64(len(ids)); len(days) > 2 && len(ids) >= minBurst && n > mean+3*math.Sqrt(mean) {
			all = append(all, Cluster{Method: BurstDay, Day: day, Members: ids})
		}
	}
	return all
}

// clusterEffect counts the answers to questions with one choice, with members and
// without.
func clusterEffect(form *survey.Form, samples []comparedResponse, members []string) (all []Effect) {
	out := map[string]bool{}
	for _, id := range members {
		out[id] = true
	}
	for _, page := range form.Pages {
		for i := range page.Questions {
			q := &page.Questions[i]
			if page.Monitoring || q.Kind != survey.Single && q.Kind != survey.Dropdown {
				continue
			}
			for _, o := range q.Options {
				e := Effect{Question: q.Text, Option: o.Text}
				for j := range samples {
					if slices.Contains(samples[j].parsed.Get(q.ID).Options, o.ID) {
						e.With++
						if !out[samples[j].id] {
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

// What may be decided about responses that belong together. None removes any.
const (
	CountAll         = "count-all"
	CountOnce        = "count-once"
	ReportSeparately = "apart"
)

// ClusterDecision is what was decided about responses that belong together. The method
// note of the results prints it.
type ClusterDecision struct {
	ID, Method, Description, Decision, Why, By string
	Members                                    int64
	Version                                    int64
}

// Day is the day of a burst, 2016-05-27, or "".
func (d *ClusterDecision) Day() string {
	if d.Method != BurstDay {
		return ""
	}
	return d.Description[strings.LastIndexByte(d.Description, ' ')+1:] // as Found.says wrote it
}

// ListClusterDecisions returns what was decided about sets of responses to a consultation.
func ListClusterDecisions(ctx context.Context, tx *db.Tx, slug string) ([]ClusterDecision, error) {
	return db.All(ctx, tx, func(r db.Row) (d ClusterDecision, err error) {
		return d, r.Scan(&d.ID, &d.Method, &d.Description, &d.Decision, &d.Why, &d.By, &d.Members, &d.Version)
	}, `SELECT s.id, s.method, s.description, s.decision, s.why, s.actor, (SELECT COUNT(*) FROM moderation_cluster_member m WHERE m.cluster = s.id), s.version
		FROM moderation_cluster s WHERE s.consultation = $1 ORDER BY s.at, s.id`, slug)
}

// ListClusterMembers returns the responses of a set.
func ListClusterMembers(ctx context.Context, tx *db.Tx, set string) ([]string, error) {
	return db.All(ctx, tx, db.Text, `SELECT response FROM moderation_cluster_member WHERE cluster = $1 ORDER BY response`, set)
}

// DecideCluster keeps what is decided about the set with key, which is found again: what
// changed meanwhile is not decided on.
func (s *Service) DecideCluster(ctx context.Context, by actor.Actor, slug, key, decision, why string) (err error) {
	defer fault.Wrap(&err, "decide on a set of responses to %s", slug)
	switch why = strings.TrimSpace(why); {
	case !slices.Contains([]string{CountAll, CountOnce, ReportSeparately}, decision):
		return fault.New(fault.Invalid, "Select how to count these responses.")
	case why == "":
		return fault.New(fault.Invalid, "Enter a reason. It will be shown with the results.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		all, err := s.clusters(ctx, tx, slug)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(f Cluster) bool { return f.Key == key })
		if i < 0 {
			return fault.New(fault.Conflict, "These similar responses have changed. Check the list again.")
		}
		return s.saveClusterDecision(ctx, tx, by, slug, all[i], decision, why)
	})
}

func (f *Cluster) describe() string {
	switch f.Method {
	case SameAnswers:
		return fmt.Sprintf("%d responses with identical answers", len(f.Members))
	case SimilarText:
		return fmt.Sprintf("%d responses with mostly the same text", len(f.Members))
	}
	return fmt.Sprintf("%d responses on %s", len(f.Members), f.Day)
}
