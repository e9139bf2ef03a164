package builder

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/folkmoot/folkmoot/internal/consult"
)

// uniqueID returns id, or id with the first number behind it that is not taken.
func UniqueID(id string, taken []string) string {
	for n, try := 2, id; ; n++ {
		if !slices.Contains(taken, try) {
			return try
		}
		try = fmt.Sprintf("%s-%d", id, n)
	}
}

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// ValidSlug reports whether slug may stand in an address.
func ValidSlug(slug consult.Slug) bool { return len(slug) <= 80 && slugPattern.MatchString(slug) }

// maxIDLength leaves room for a number behind an id that is made from words.
const maxIDLength = 50

// IDFrom makes an id from words: small letters, digits and single hyphens, a letter
// first. Words that have none of them give or.
func IDFrom(words, or string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(words)) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’': // an accent, an apostrophe
		default:
			b.WriteByte('-')
		}
	}
	var parts []string
	length := 0
	for part := range strings.FieldsFuncSeq(b.String(), func(r rune) bool { return r == '-' }) {
		if len(parts) == 0 && part[0] <= '9' { // a letter first
			parts, length = append(parts, or), len(or)
		}
		if length += len(part) + 1; length > maxIDLength && len(parts) > 0 {
			break
		}
		parts = append(parts, part)
	}
	id := strings.Join(parts, "-")
	if id == "" {
		return or
	}
	return id[:min(len(id), maxIDLength)]
}
