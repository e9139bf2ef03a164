package moderation

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
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
	Key      string   // digest of the method and the members
	Day      string   // of a burst: 2016-05-27
	Members  []string // ids of the responses, ordered
	Effect   []Effect
	Decision *ClusterDecision `json:"-"` // nil before the decision

	members []int // indexes of the responses while they are compared
}

// Effect is how often an answer was given with the responses of a cluster and without.
type Effect struct {
	Question, Option string
	With, Without    int64
}

// The thresholds from which responses are similar, besides those of texts.
const (
	minSameAnswers = 10 // responses with equal choices and no text
	minBurst       = 20 // responses on one day
)

// comparedResponse is a response with what the methods compare. It has no text, so that
// all responses of a large consultation fit into memory.
type comparedResponse struct {
	id, day string
	answers digest.Sum
	text    digest.Sum // of all written answers, folded
	hasText bool       // two words or more
	pairs   []wordPair
	choices []int16 // of each counted question, the index of the chosen option, or -1
}

// compareAll returns the clusters of a consultation, the largest first, without decisions.
func (s *Service) compareAll(ctx context.Context, tx *db.Tx, slug string) ([]Cluster, error) {
	form, err := s.mainForm(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	responses, err := s.comparedResponses(ctx, tx, slug, form)
	if err != nil {
		return nil, err
	}
	found := slices.Concat(clustersBySameAnswers(responses), clustersBySimilarText(responses), clustersByDay(responses))
	questions := countedQuestions(form)
	everyone := make([]int, len(responses))
	for i := range everyone {
		everyone[i] = i
	}
	with := optionCounts(questions, responses, everyone)
	for i := range found {
		f := &found[i]
		for _, at := range f.members {
			f.Members = append(f.Members, responses[at].id)
		}
		slices.Sort(f.Members)
		f.Key = digest.Labelled("folkmoot/set/v1", f.Method+"\n"+strings.Join(f.Members, "\n")).ID()
		f.Effect = clusterEffect(questions, with, optionCounts(questions, responses, f.members))
		f.members = nil
	}
	slices.SortStableFunc(found, func(a, b Cluster) int {
		return cmp.Or(cmp.Compare(len(b.Members), len(a.Members)), strings.Compare(a.Key, b.Key))
	})
	return found, nil
}

// countedQuestions returns the questions of which clusters show the answers: those about
// the proposals with one choice.
func countedQuestions(form *survey.Form) (all []*survey.Question) {
	for _, page := range form.Pages {
		for i := range page.Questions {
			if q := &page.Questions[i]; !page.Monitoring && q.Kind.OneOption() {
				all = append(all, q)
			}
		}
	}
	return all
}

// responsesPerStep is after how many responses the progress is reported.
const responsesPerStep = 500

func (s *Service) comparedResponses(ctx context.Context, tx *db.Tx, slug string, form *survey.Form) (all []comparedResponse, err error) {
	questions := countedQuestions(form)
	states, err := intake.CountByState(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	total := states[intake.Counted]
	err = intake.EachRow(ctx, tx, slug, intake.Filter{State: intake.Counted}, func(row intake.ResponseRow) error {
		_, answers, err := s.Intake.ParseAnswers(ctx, tx, row.FormVersion, row.Answers)
		if err != nil {
			return err
		}
		if all = append(all, compared(row, answers, questions)); len(all)%responsesPerStep == 0 {
			jobs.Progress(ctx, int64(len(all)), total)
		}
		return nil
	})
	jobs.Progress(ctx, int64(len(all)), total)
	return all, err
}

// compared returns what the methods compare of a response.
func compared(row intake.ResponseRow, answers survey.Answers, questions []*survey.Question) comparedResponse {
	var b strings.Builder
	for _, t := range intake.FreeTexts(answers) {
		b.WriteString(" ")
		b.WriteString(foldText(t.Text))
	}
	r := comparedResponse{
		id: row.ID, day: row.ReceivedOn, answers: digest.Of(row.Answers), text: digest.Of(b.String()),
		hasText: len(strings.Fields(b.String())) >= 2, pairs: wordPairs(b.String()), choices: make([]int16, len(questions)),
	}
	for i, q := range questions {
		chosen := answers.Get(q.ID).Options
		r.choices[i] = int16(slices.IndexFunc(q.Options, func(o survey.Option) bool { return slices.Contains(chosen, o.ID) }))
	}
	return r
}

// clustersBySameAnswers groups responses with equal answers. Two are enough if the
// answers include a text of two words or more.
func clustersBySameAnswers(responses []comparedResponse) (all []Cluster) {
	groups := map[digest.Sum][]int{}
	for i, r := range responses {
		groups[r.answers] = append(groups[r.answers], i)
	}
	for _, group := range groups {
		if len(group) >= minSameAnswers || responses[group[0]].hasText && len(group) >= 2 {
			all = append(all, Cluster{Method: SameAnswers, members: group})
		}
	}
	return all
}

// clustersBySimilarText groups responses with mostly equal text. Those with the same text
// are compared with others once.
func clustersBySimilarText(responses []comparedResponse) (all []Cluster) {
	byText := map[digest.Sum][]int{}
	var texts [][]wordPair
	var sameText [][]int
	for i, r := range responses {
		if len(r.pairs) > 0 {
			byText[r.text] = append(byText[r.text], i)
		}
	}
	for i, r := range responses { // in the order of the responses
		if group := byText[r.text]; len(group) > 0 && group[0] == i {
			texts, sameText = append(texts, r.pairs), append(sameText, group)
		}
	}
	grouped := make([]bool, len(texts))
	add := func(members []int) {
		differ := slices.ContainsFunc(members, func(i int) bool { return responses[i].answers != responses[members[0]].answers })
		if differ { // those with equal answers are a cluster of their own
			all = append(all, Cluster{Method: SimilarText, members: members})
		}
	}
	for _, group := range groupSimilar(texts) {
		var members []int
		for _, at := range group {
			grouped[at] = true
			members = append(members, sameText[at]...)
		}
		add(members)
	}
	for at, members := range sameText {
		if !grouped[at] && len(members) > 1 {
			add(members)
		}
	}
	return all
}

// clustersByDay finds days with far more responses than other days. The time of day
// is not stored.
func clustersByDay(responses []comparedResponse) (all []Cluster) {
	days := map[string][]int{}
	for i, r := range responses {
		days[r.day] = append(days[r.day], i)
	}
	mean := float64(len(responses)) / float64(max(len(days), 1))
	for day, members := range days {
		if n := float64(len(members)); len(days) > 2 && len(members) >= minBurst && n > mean+3*math.Sqrt(mean) {
			all = append(all, Cluster{Method: BurstDay, Day: day, members: members})
		}
	}
	return all
}

// optionCounts counts the answers of responses to each counted question, by option.
func optionCounts(questions []*survey.Question, responses []comparedResponse, members []int) [][]int64 {
	counts := make([][]int64, len(questions))
	for i, q := range questions {
		counts[i] = make([]int64, len(q.Options))
	}
	for _, at := range members {
		for i, option := range responses[at].choices {
			if option >= 0 {
				counts[i][option]++
			}
		}
	}
	return counts
}

// clusterEffect lists the answers to questions with one choice, with the members of a
// cluster and without. with and of are the answers of all responses and of the members.
func clusterEffect(questions []*survey.Question, with, of [][]int64) (all []Effect) {
	for i, q := range questions {
		for j, o := range q.Options {
			all = append(all, Effect{Question: q.Text, Option: o.Text, With: with[i][j], Without: with[i][j] - of[i][j]})
		}
	}
	return all
}
