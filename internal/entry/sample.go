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

	"github.com/folkmoot/folkmoot/internal/digest"
)

// newSeed returns a random seed that decides which forms of a batch are entered
// twice. It is secret until the first entry is finished, so clerks cannot take
// extra care with those forms. SeedHash, which is shown from the start, proves
// afterwards that the seed was not changed.
func newSeed() string {
	var seed [32]byte
	rand.Read(seed[:])
	return hex.EncodeToString(seed[:])
}

// SeedHash returns the hexadecimal SHA-256 of the seed.
func (b *Batch) SeedHash() string {
	return digest.Of(b.Seed).Hex()
}

// Sample returns the sorted numbers of the forms to enter twice: among the
// first keyed forms, the SampleSize with the smallest HMAC-SHA-256 of batch id
// and form number under the seed. Anyone with the seed can repeat the
// selection.
func (b *Batch) Sample(keyed int64) []int64 {
	type candidate struct {
		number int64
		mac    string
	}
	var candidates []candidate
	for n := int64(1); n <= keyed; n++ {
		mac := hmac.New(sha256.New, []byte(b.Seed))
		mac.Write([]byte(b.ID))
		var number [8]byte
		binary.BigEndian.PutUint64(number[:], uint64(n))
		mac.Write(number[:])
		candidates = append(candidates, candidate{n, string(mac.Sum(nil))})
	}
	slices.SortFunc(candidates, func(x, y candidate) int { return cmp.Compare(x.mac, y.mac) })
	var sample []int64
	for _, c := range candidates[:min(int64(len(candidates)), b.SampleSize)] {
		sample = append(sample, c.number)
	}
	slices.Sort(sample)
	return sample
}

// Rate is an error rate with its 95% Wilson score interval, from Low to High.
type Rate struct {
	Wrong, Total int64
	Low, High    float64
}

// z is the 97.5th percentile of the standard normal distribution.
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
