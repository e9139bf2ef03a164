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

// UniqueID returns id if it is not in taken, or else id with the first number from 2 appended that makes it
// unique.
func UniqueID(id string, taken []string) string {
	for n, try := 2, id; ; n++ {
		if !slices.Contains(taken, try) {
			return try
		}
		try = fmt.Sprintf("%s-%d", id, n)
	}
}

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// ValidSlug reports whether slug can be part of a web address: lower-case letters, digits and single hyphens,
// at most 80 bytes.
func ValidSlug(slug consult.Slug) bool { return len(slug) <= 80 && slugPattern.MatchString(slug) }

// maxIDLength is the maximum length in bytes of an id made from a text. It leaves room for the number that
// [UniqueID] appends.
const maxIDLength = 50

// IDFrom makes an id from text: lower-case letters, digits and single hyphens, beginning with a letter. An id
// that would begin with a digit begins with fallback instead. If text has no letters or digits of the Latin
// alphabet, the id is fallback.
func IDFrom(text, fallback string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’': // drop accents and apostrophes
		default:
			b.WriteByte('-')
		}
	}
	var parts []string
	length := 0
	for part := range strings.FieldsFuncSeq(b.String(), func(r rune) bool { return r == '-' }) {
		if len(parts) == 0 && part[0] <= '9' {
			parts, length = append(parts, fallback), len(fallback)
		}
		if length += len(part) + 1; length > maxIDLength && len(parts) > 0 {
			break
		}
		parts = append(parts, part)
	}
	id := strings.Join(parts, "-")
	if id == "" {
		return fallback
	}
	return id[:min(len(id), maxIDLength)]
}
