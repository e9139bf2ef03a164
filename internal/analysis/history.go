package analysis

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// earlierRelease is a published release and how it counted each response.
type earlierRelease struct {
	*Release
	roll *roll
}

// history is the earlier releases of a consultation, and how the responses that they count overlap with those that are
// counted now.
type history struct {
	disclose.History
	releases []earlierRelease // the oldest first
	slots    []disclose.Slot  // scratch
}

// newHistory returns the history of releases, the oldest first, and no responses yet.
func newHistory(releases []earlierRelease) *history {
	h := &history{releases: releases}
	for _, r := range releases {
		h.Releases = append(h.Releases, r.shown())
	}
	return h
}

// What responses are broken down by.
const (
	byChannel = "channel"
	byEdition = disclose.ByEdition
	byVersion = disclose.ByVersion
)

// loadHistory returns the history of a consultation with the releases before
// number, or all of them if it is 0, and no groups yet.
func loadHistory(ctx context.Context, tx *db.Tx, slug string, number int64) (*history, error) {
	heads, err := Heads(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	var releases []earlierRelease
	for _, head := range slices.Backward(heads) {
		if number > 0 && head.Number >= number {
			continue
		}
		r, err := getEarlier(ctx, tx, slug, head.Number)
		if err != nil {
			return nil, err
		}
		releases = append(releases, r)
	}
	return newHistory(releases), nil
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
		return disclose.Counted
	}
	if set, ok := strings.CutPrefix(status, statusCampaign+"/"); ok {
		if i, err := strconv.Atoi(set); err == nil && i >= 0 {
			return disclose.SimilarSet + i
		}
	}
	return disclose.NotCounted
}

// add adds a response with these codes. answers are its answers, unless they were
// deleted (gone).
func (h *history) add(codes []int, gone bool, parts []disclose.Attribute, answers []survey.Answers) {
	h.slots = h.slots[:0]
	for _, part := range answers {
		part.Each(func(q *survey.Question, a survey.Answer) {
			if a.State != survey.Answered {
				return
			}
			add := func(s disclose.Slot) {
				s.Question = q.ID
				h.slots = append(h.slots, s)
			}
			add(disclose.Slot{})
			for _, o := range q.Options {
				add(disclose.Slot{Offered: o.ID})
			}
			eachAnsweredRow(a, func(row string) {
				add(disclose.Slot{Row: row})
				for _, o := range q.Options {
					add(disclose.Slot{Row: row, Offered: o.ID})
				}
			})
			if a.HasTyped(q.Kind) {
				add(disclose.Slot{Ranked: survey.Typed})
			}
			for _, option := range a.Ranking {
				add(disclose.Slot{Ranked: option})
			}
		})
	}
	h.Add(disclose.Response{Codes: codes, Gone: gone, Attributes: parts, Answered: h.slots})
}

// eachAnsweredRow calls fn with the rows of a that have an answer.
func eachAnsweredRow(a survey.Answer, fn func(row string)) {
	for row, option := range a.Rows {
		if option != string(survey.PreferNotToSay) && option != string(survey.NotValid) {
			fn(row)
		}
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

func breakdownParts(stored intake.StoredResponse) []disclose.Attribute {
	return []disclose.Attribute{
		{Kind: byChannel, Value: stored.Channel}, {Kind: byEdition, Value: stored.Edition}, {Kind: byVersion, Value: stored.FormVersion},
	}
}
