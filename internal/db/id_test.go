package db_test

import (
	"regexp"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
)

func TestIDsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for range 10_000 {
		for value, format := range map[string]string{db.NewID(): `^[A-Za-z0-9_-]{22}$`, db.NewSecret(): `^[A-Za-z0-9_-]{43}$`} {
			if seen[value] || !regexp.MustCompile(format).MatchString(value) {
				t.Fatalf("%q is a duplicate (%t) or not of the form %s", value, seen[value], format)
			}
			seen[value] = true
		}
	}
}
