package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/folkmoot/folkmoot/internal/moderation"
)

// similarResult is the result of Similar.
type similarResult struct {
	Name      string             `json:"name"`
	Texts     []int              `json:"texts"`
	Seconds   []float64          `json:"seconds"`
	Exponent  float64            `json:"exponent"`
	Precision float64            `json:"precision"` // responses in groups that belong to the campaign of the group
	Recall    map[string]float64 `json:"recall"`    // by percent of changed words, responses of campaigns that are found
}

// similarSizes are the numbers of texts that are compared.
var similarSizes = []int{10_000, 100_000}

// changedPercents are how many of the words of a letter each sender changes.
var changedPercents = []int{10, 20, 30}

// Similar measures how well and how fast the letters of invented campaigns are found among
// texts that people wrote on their own. Precision and recall are of the largest number of
// texts.
func Similar(_ context.Context, run Options, seed uint64) error {
	got := similarResult{Name: "similar", Texts: run.sizes(similarSizes)}
	for _, n := range got.Texts {
		texts := inventTexts(rand.New(rand.NewPCG(seed, uint64(n))), n)
		words := make([]string, n)
		for i := range texts {
			words[i] = texts[i].text
		}
		begun := run.Now()
		groups := moderation.GroupSimilarTexts(words)
		got.Seconds = append(got.Seconds, round(run.Now().Sub(begun).Seconds()))
		got.Precision, got.Recall = rateGroups(texts, groups)
		fmt.Fprintf(run.Err, "%d texts compared in %.2f s: %d groups\n", n, got.Seconds[len(got.Seconds)-1], len(groups))
	}
	got.Exponent = exponent(got.Texts, got.Seconds)
	return json.NewEncoder(run.Out).Encode(got)
}

// inventedText is a text, and the campaign to which it belongs.
type inventedText struct {
	text     string
	campaign int // 0 is none
	changed  int // percent of its words that were changed
}

// stockPhrases are phrases that people write without having copied them.
var stockPhrases = []string{
	"i think that the council should", "please do not close the", "i have lived here for many years and",
	"as a parent of two young children",
	"the bus does not run in the evening", "it is a waste of money and", "i agree with the proposal but",
	"thank you for the opportunity to comment",
}

// inventTexts invents n texts, a tenth of them in campaigns of 20 to 200, in random order.
func inventTexts(rng *rand.Rand, n int) []inventedText {
	vocabulary := make([]string, 6000)
	for i := range vocabulary {
		vocabulary[i] = inventWord(rng)
	}
	zipf := rand.NewZipf(rng, 1.07, 4, uint64(len(vocabulary)-1))
	word := func() string { return vocabulary[zipf.Uint64()] }
	write := func(length int) (words []string) {
		for len(words) < length {
			if rng.IntN(60) == 0 {
				words = append(words, strings.Fields(stockPhrases[rng.IntN(len(stockPhrases))])...)
				continue
			}
			words = append(words, word())
		}
		return words
	}
	var all []inventedText
	for campaign := 1; len(all) < n/10; campaign++ {
		letter, percent := write(60+rng.IntN(90)), changedPercents[campaign%len(changedPercents)]
		for range min(20+rng.IntN(181), n/10-len(all)) {
			copied := append([]string(nil), letter...)
			for _, at := range rng.Perm(len(copied))[:len(copied)*percent/100] {
				copied[at] = word()
			}
			all = append(all, inventedText{strings.Join(copied, " "), campaign, percent})
		}
	}
	for len(all) < n {
		all = append(all, inventedText{text: strings.Join(write(20+rng.IntN(150)), " ")})
	}
	rng.Shuffle(n, func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func inventWord(rng *rand.Rand) string {
	var b strings.Builder
	for range 1 + rng.IntN(4) {
		b.WriteByte("bcdfghklmnprstvw"[rng.IntN(16)])
		b.WriteByte("aeiou"[rng.IntN(5)])
	}
	return b.String()
}

// rateGroups returns how many of the texts in groups belong to the campaign that most of
// their group belong to, and how many of the texts of the campaigns are in the largest
// group of their campaign, by percent of changed words.
func rateGroups(texts []inventedText, groups [][]int) (precision float64, recall map[string]float64) {
	right, grouped := 0, 0
	largest := map[int]int{} // by campaign, its texts in one group
	for _, group := range groups {
		of := map[int]int{}
		for _, i := range group {
			of[texts[i].campaign]++
		}
		most := 0
		for campaign, n := range of {
			if campaign > 0 {
				most, largest[campaign] = max(most, n), max(largest[campaign], n)
			}
		}
		right, grouped = right+most, grouped+len(group)
	}
	sent, changed := map[int]int{}, map[int]int{}
	for _, t := range texts {
		if t.campaign > 0 {
			sent[t.campaign], changed[t.campaign] = sent[t.campaign]+1, t.changed
		}
	}
	found, all := map[int]int{}, map[int]int{}
	for campaign, n := range sent {
		found[changed[campaign]] += largest[campaign]
		all[changed[campaign]] += n
	}
	recall = map[string]float64{}
	for percent, n := range all {
		recall[fmt.Sprint(percent)] = float64(int(float64(found[percent])/float64(n)*10_000)) / 10_000
	}
	return float64(int(float64(right)/float64(max(grouped, 1))*100_000)) / 100_000, recall
}
