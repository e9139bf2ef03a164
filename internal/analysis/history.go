package analysis

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// earlierRelease is a published release and how it counted each response.
type earlierRelease struct {
	*Release
	roll *roll
}

// history is what earlier releases of a consultation show, and how the responses
// that they count overlap with those that are counted now. A new release is
// compared with all earlier ones, not only with the latest.
type history struct {
	releases []earlierRelease  // the oldest first
	groups   map[string]*group // by key
}

// group is the responses that every release counts in the same way. What is
// published about a question is a sum over groups, so no reader can learn
// anything about a part of a group.
type group struct {
	codes     []int // how each earlier release counts them, then how they are counted now
	responses int64
	unknown   bool // the answers were deleted since
	answered  map[slot]int64
	parts     map[partKey]int64 // by channel, edition and version of the form
}

// How a release counts a response. Higher codes say that it excludes the response
// because of the similar responses of Release.Clusters[code-codeCluster].
const (
	codeNone = iota
	codeCounted
	codeCluster
)

// slot is something that people answered or not: a question, a row of a matrix, an
// option of a ranking that they ranked (or survey.Typed, if they typed an answer and ticked no
// box), or a question or row that offered an option.
type slot struct{ question, row, ranked, offered string }

// partKey is a value of a breakdown.
type partKey struct {
	kind breakdownKind
	name string
}

// breakdownKind is what a breakdown is by.
type breakdownKind string

const (
	byChannel breakdownKind = "channel"
	byEdition breakdownKind = "edition"
	byVersion breakdownKind = "version"
)

// loadHistory returns the history of a consultation with the releases before
// number, or all of them if it is 0, and no groups yet.
func loadHistory(ctx context.Context, tx *db.Tx, slug string, number int64) (*history, error) {
	heads, err := Heads(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	h := &history{groups: map[string]*group{}}
	for _, head := range slices.Backward(heads) {
		if number > 0 && head.Number >= number {
			continue
		}
		r, err := getEarlier(ctx, tx, slug, head.Number)
		if err != nil {
			return nil, err
		}
		h.releases = append(h.releases, r)
	}
	return h, nil
}

// latest returns the latest release, or nil.
func (h *history) latest() *earlierRelease {
	if len(h.releases) == 0 {
		return nil
	}
	return &h.releases[len(h.releases)-1]
}

// codes returns how the earlier releases count the response at a position, with
// room for the code of now.
func (h *history) codes(at recordPosition) []int {
	all := make([]int, len(h.releases)+1)
	for i := range h.releases {
		all[i] = statusCodeOf(h.releases[i].roll.status(at))
	}
	return all
}

// statusCodeOf returns the code of a status in a roll.
func statusCodeOf(status string) int {
	if status == statusCounted {
		return codeCounted
	}
	if set, ok := strings.CutPrefix(status, statusCampaign+"/"); ok {
		if i, err := strconv.Atoi(set); err == nil && i >= 0 {
			return codeCluster + i
		}
	}
	return codeNone
}

// add adds a response with these codes. answers are its answers, unless they were
// deleted (unknown).
func (h *history) add(codes []int, unknown bool, parts []partKey, answers []survey.Answers) {
	if len(h.releases) == 0 || !slices.ContainsFunc(codes, func(c int) bool { return c != codeNone }) {
		return
	}
	key := fmt.Sprint(codes, unknown)
	g := h.groups[key]
	if g == nil {
		g = &group{codes: codes, unknown: unknown, answered: map[slot]int64{}, parts: map[partKey]int64{}}
		h.groups[key] = g
	}
	g.responses++
	for _, p := range parts {
		g.parts[p]++
	}
	for _, part := range answers {
		part.Each(func(q *survey.Question, a survey.Answer) {
			if a.State != survey.Answered {
				return
			}
			g.answered[slot{question: q.ID}]++
			for _, o := range q.Options {
				g.answered[slot{question: q.ID, offered: o.ID}]++
			}
			for row, option := range a.Rows {
				if option == string(survey.PreferNotToSay) || option == string(survey.NotValid) {
					continue
				}
				g.answered[slot{question: q.ID, row: row}]++
				for _, o := range q.Options {
					g.answered[slot{question: q.ID, row: row, offered: o.ID}]++
				}
			}
			if a.HasTyped(q.Kind) {
				g.answered[slot{question: q.ID, ranked: survey.Typed}]++
			}
			for _, option := range a.Ranking {
				g.answered[slot{question: q.ID, ranked: option}]++
			}
		})
	}
}

// addAnswers adds a response that has its answers.
func (h *history) addAnswers(stored intake.StoredResponse, code int, answers []survey.Answers) {
	if len(h.releases) == 0 {
		return
	}
	codes := h.codes(recordPosition{stored.Epoch, stored.Index})
	codes[len(codes)-1] = code
	h.add(codes, false, breakdownParts(stored), answers)
}

func breakdownParts(stored intake.StoredResponse) []partKey {
	return []partKey{{byChannel, stored.Channel}, {byEdition, stored.Edition}, {byVersion, stored.FormVersion}}
}

// sorted returns the groups in a fixed order.
func (h *history) sorted() (all []*group) {
	for _, key := range slices.Sorted(maps.Keys(h.groups)) {
		all = append(all, h.groups[key])
	}
	return all
}

// smallestGroup returns the number of responses in the smallest group that only
// some of the releases count, the new one included, if it is smaller than least;
// otherwise 0. Comparing the totals of releases would single these responses out.
func (h *history) smallestGroup(least int64) (smallest int64) {
	counts := map[string]int64{}
	for _, g := range h.groups {
		var counted []byte
		for _, code := range g.codes {
			counted = strconv.AppendBool(counted, code == codeCounted)
		}
		counts[string(counted)] += g.responses
	}
	for key, n := range counts {
		everywhere, nowhere := !strings.Contains(key, "false"), !strings.Contains(key, "true")
		if !everywhere && !nowhere && n < least && (smallest == 0 || n < smallest) {
			smallest = n
		}
	}
	return smallest
}

// smallestDifference returns the earlier release from which the new one differs
// by the fewest counted responses, though at least by one, and by how many. If
// there is none, it returns 0, 0.
func (h *history) smallestDifference() (number, responses int64) {
	for i := range h.releases {
		n := int64(0)
		for _, g := range h.groups {
			if (g.codes[i] == codeCounted) != (g.codes[len(h.releases)] == codeCounted) {
				n += g.responses
			}
		}
		if n > 0 && (responses == 0 || n < responses) {
			number, responses = h.releases[i].Number, n
		}
	}
	return number, responses
}
