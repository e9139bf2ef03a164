package web

// Letter returns the letter of point i of a list: a, b, …, z, aa, ab, …
func Letter(i int) string {
	if i < 26 {
		return string(rune('a' + i))
	}
	return Letter(i/26-1) + Letter(i%26)
}
