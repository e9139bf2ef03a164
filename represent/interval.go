package represent

import "math"

// z is the 97.5th percentile of the normal distribution.
const z = 1.959963984540054

// interval returns the Wilson score interval at 95% of part ÷ whole.
func interval(part, whole Count) (lower, higher Figure) {
	share := ratio(part, whole)
	if share.state != Defined {
		return share, share
	}
	l, h := Wilson(part.n, whole.n)
	return Figure{l, Defined}, Figure{h, Defined}
}

// Wilson returns the Wilson score interval at 95% of the share of part in whole, which must be at least 1.
func Wilson(part, whole int64) (lower, higher float64) {
	n := float64(whole)
	share := float64(part) / n
	middle := share + z*z/(2*n)
	half := z * math.Sqrt(share*(1-share)/n+z*z/(4*n*n))
	all := 1 + z*z/n
	return max(0, (middle-half)/all), min(1, (middle+half)/all)
}
