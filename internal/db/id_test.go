package db_test

import (
	"regexp"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
)

func TestIDsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for range 10_000 {
		for made, form := range map[string]string{db.NewID(): `^[A-Za-z0-9_-]{22}$`, db.NewSecret(): `^[A-Za-z0-9_-]{43}$`} {
			if seen[made] || !regexp.MustCompile(form).MatchString(made) {
				t.Fatalf("%q, seen before: %v", made, seen[made])
			}
			seen[made] = true
		}
	}
}
