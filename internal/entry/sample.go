package entry

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"slices"
)

// newSeed draws what decides which forms of a bundle are keyed twice. Nobody
// sees it before the first keying is finished, so no clerk knows on which forms
// to take more care; Proof, which stands there from the start, shows afterwards
// that it was not chosen late.
func newSeed() string {
	var seed [32]byte
	rand.Read(seed[:])
	return hex.EncodeToString(seed[:])
}

// SeedHash is shown from the start: the SHA-256 of the seed, hexadecimal.
func (b *Batch) SeedHash() string {
	sum := sha256.Sum256([]byte(b.Seed))
	return hex.EncodeToString(sum[:])
}

// Sample returns the numbers of the forms that are keyed twice: those of the
// first keyed forms whose HMAC-SHA-256, by the seed and over the id of the
// bundle and the number, is the least. Anybody who has the seed can draw it
// again.
func (b *Batch) Sample(keyed int64) []int64 {
	type lot struct {
		number int64
		draw   string
	}
	var lots []lot
	for n := int64(1); n <= keyed; n++ {
		mac := hmac.New(sha256.New, []byte(b.Seed))
		mac.Write([]byte(b.ID))
		var number [8]byte
		binary.BigEndian.PutUint64(number[:], uint64(n))
		mac.Write(number[:])
		lots = append(lots, lot{n, string(mac.Sum(nil))})
	}
	slices.SortFunc(lots, func(x, y lot) int { return cmp.Compare(x.draw, y.draw) })
	var drawn []int64
	for _, l := range lots[:min(int64(len(lots)), b.SampleSize)] {
		drawn = append(drawn, l.number)
	}
	slices.Sort(drawn)
	return drawn
}

// Rate is how often something went wrong, and between which shares the truth
// lies with 95% confidence, by Wilson's interval.
type Rate struct {
	Wrong, Total int64
	Low, High    float64
}

// z is the point of the normal distribution that leaves 2.5% above it.
const z = 1.959963984540054

func newRate(wrong, of int64) Rate {
	r := Rate{Wrong: wrong, Total: of, High: 1}
	if of == 0 {
		return r
	}
	n, p := float64(of), float64(wrong)/float64(of)
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	r.Low, r.High = max(0, middle-half), min(1, middle+half)
	return r
}

// Agreement is what double entry has shown.
type Agreement struct {
	Forms        int64 // keyed twice
	Overall      Rate  // questions on which the two readings differ
	Unresolved   int64 // differences without a ruling
	Questions    []QuestionRate
	Clerks       []ClerkRate
	SelfResolved int64 // rulings by one of the two who had keyed the form
}

// QuestionRate is how often the two readings of a question differ.
type QuestionRate struct {
	Question string
	Rate
}

// ClerkRate is how often a clerk had read an answer wrongly, by the rulings. A
// difference without a ruling counts against nobody.
type ClerkRate struct {
	Clerk string
	Rate
}

// newAgreement reckons with fields, in the order of the questions of ids.
func newAgreement(fields []FieldComparison, ids []string) Agreement {
	var a Agreement
	forms := map[int64]bool{}
	questions, clerks := map[string]*Rate{}, map[string]*Rate{}
	count := func(m map[string]*Rate, key string, wrong bool) {
		if m[key] == nil {
			m[key] = &Rate{}
		}
		m[key].Total++
		if wrong {
			m[key].Wrong++
		}
	}
	var wrong int64
	for _, f := range fields {
		forms[f.Number] = true
		count(questions, f.Question, f.Differs)
		if f.Differs {
			wrong++
			if f.Resolution == "" {
				a.Unresolved++
			} else if f.Resolution != AnswersErased && (f.ResolvedBy == f.FirstBy || f.ResolvedBy == f.SecondBy) {
				a.SelfResolved++
			}
		}
		count(clerks, f.FirstBy, f.Resolution == SecondCorrect || f.Resolution == NeitherCorrect)
		count(clerks, f.SecondBy, f.Resolution == FirstCorrect || f.Resolution == NeitherCorrect)
	}
	a.Forms, a.Overall = int64(len(forms)), newRate(wrong, int64(len(fields)))
	for _, id := range ids {
		if r := questions[id]; r != nil {
			a.Questions = append(a.Questions, QuestionRate{id, newRate(r.Wrong, r.Total)})
		}
	}
	for clerk, r := range clerks {
		a.Clerks = append(a.Clerks, ClerkRate{clerk, newRate(r.Wrong, r.Total)})
	}
	slices.SortFunc(a.Clerks, func(x, y ClerkRate) int { return cmp.Compare(x.Clerk, y.Clerk) })
	return a
}
