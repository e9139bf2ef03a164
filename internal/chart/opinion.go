package chart

import (
	"slices"
	"strings"
)

// Option is an answer to choose from.
type Option struct{ ID, Text string }

// noOpinions are answers that are no place on a scale, in the languages of the interface. Hyphens and spaces are the
// same, and so are both apostrophes.
var noOpinions = []string{
	"dont know", "don't know", "do not know", "not sure", "unsure", "no opinion", "no view", "no answer", "can't say", "cannot say",
	"does not apply", "doesn't apply", "not applicable", "n/a", "prefer not to say", "unknown", "not relevant to me", "i have no view",
	"ddim yn gwybod", "dim barn", "ddim yn berthnasol", "ddim yn siŵr", "nie wiem", "nie dotyczy", "trudno powiedzieć", "nie mam zdania",
	"معلوم نہیں", "مجھے نہیں معلوم", "لاگو نہیں ہوتا", "ખબર નથી", "લાગુ પડતું નથી",
}

// neutrals begin answers in the middle of a scale.
var neutrals = []string{
	"neither", "neutral", "no difference", "about the same", "same", "no change", "unchanged", "fair", "average", "about right", "mixed",
	"ddim yn", "ani", "neutralnie", "نہ",
}

// opposites are pairs of words that begin or end the two ends of a scale on which the middle is neutral.
var opposites = [][2]string{
	{"agree", "disagree"}, {"support", "oppose"}, {"for", "against"}, {"good", "poor"}, {"good", "bad"}, {"satisfied", "dissatisfied"},
	{"easy", "difficult"}, {"easy", "hard"}, {"better", "worse"}, {"safe", "unsafe"}, {"likely", "unlikely"}, {"clear", "unclear"},
	{"positive", "negative"}, {"helpful", "unhelpful"}, {"happy", "unhappy"}, {"too much", "too little"}, {"more", "less"}, {"yes", "no"},
}

// ends are words that begin or end the two ends of a scale with one side: how often, how much, how important.
var ends = [2][]string{
	{"always", "every day", "daily", "very", "extremely", "often", "a lot", "a great deal", "most", "all of the time", "every week", "weekly",
		"completely", "definitely", "essential", "high", "excellent"},
	{"never", "not at all", "at all", "rarely", "less often", "less", "hardly ever", "none", "none of the time", "definitely not",
		"not important", "a little", "low"},
}

// isScale reports whether the opinions among options have an order: a scale with two sides, or one whose ends are known words.
// Answers like “Bus” and “Car” have none, and a darker colour would say something about them that is not so.
func isScale(options []Option) bool {
	opinions, _, middle, _ := scaleOf(options)
	if middle >= 0 || len(opinions) < 3 {
		return middle >= 0
	}
	first, last := options[opinions[0]], options[opinions[len(opinions)-1]]
	return isOne(first, ends[0]) && isOne(last, ends[1]) || isOne(first, ends[1]) && isOne(last, ends[0])
}

// isOne reports whether an answer is one of words, or begins or ends with one.
func isOne(o Option, words []string) bool {
	return slices.ContainsFunc([]string{plain(o.ID), plain(o.Text)}, func(text string) bool {
		return slices.ContainsFunc(words, func(word string) bool {
			return text == word || strings.HasSuffix(text, " "+word) || strings.HasPrefix(text, word+" ")
		})
	})
}

func plain(text string) string {
	return strings.ToLower(strings.NewReplacer("-", " ", "’", "'", "_", " ").Replace(strings.TrimSpace(strings.TrimSuffix(text, "."))))
}

// IsOpinion reports whether o is a place on a scale, and not an answer like “Don’t know” or “Does not apply”.
func IsOpinion(o Option) bool {
	return !slices.Contains(noOpinions, plain(o.ID)) && !slices.ContainsFunc(noOpinions, func(words string) bool {
		text := plain(o.Text)
		return text == words || strings.HasPrefix(text, words+" ") || strings.HasPrefix(text, words+",")
	})
}

// scaleOf returns the places of the opinions among options and of the others. middle is the number of opinions on the
// first side of a scale with two sides, and -1 if the scale has one side, like how often or how important. neutral
// reports whether the opinion at middle is neutral.
func scaleOf(options []Option) (opinions, others []int, middle int, neutral bool) {
	for i, o := range options {
		if IsOpinion(o) {
			opinions = append(opinions, i)
		} else {
			others = append(others, i)
		}
	}
	n := len(opinions)
	if n < 2 {
		return opinions, others, -1, false
	}
	if n%2 == 1 && n > 1 {
		if o := options[opinions[n/2]]; startsNeutral(o) {
			return opinions, others, n / 2, true
		}
	}
	if n%2 == 0 && areOpposites(options[opinions[0]], options[opinions[n-1]]) {
		return opinions, others, n / 2, false
	}
	return opinions, others, -1, false
}

func startsNeutral(o Option) bool {
	return slices.ContainsFunc(neutrals, func(words string) bool {
		return strings.HasPrefix(plain(o.ID), words) || strings.HasPrefix(plain(o.Text), words)
	})
}

func areOpposites(first, last Option) bool {
	return slices.ContainsFunc(opposites, func(pair [2]string) bool {
		is := func(o Option, word string) bool { return isOne(o, []string{word}) }
		return is(first, pair[0]) && is(last, pair[1]) || is(first, pair[1]) && is(last, pair[0])
	})
}
