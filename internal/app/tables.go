package app

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/schema"
)

// fingerprintKey is the purpose of the key of the fingerprints.
const fingerprintKey = "audit fingerprints"

// newFingerprints returns the fingerprints of all tables of which the schema says nothing
// else, so that a new table is covered without being mentioned. notAudited says in words
// what folkmoot audit does not look at.
func newFingerprints() (f *audit.Fingerprints, notAudited string, err error) {
	all, err := schema.Describe(schema.Migrations)
	if err != nil {
		return nil, "", err
	}
	keys := map[string][]string{}
	var not []string
	for _, t := range all {
		switch {
		case t.Unaudited != "" && !slices.Contains(not, t.Unaudited):
			not = append(not, t.Unaudited)
		case t.Unaudited == "" && t.AuditedBy == "":
			keys[t.Name] = t.Key
		}
	}
	return audit.NewFingerprints(keys), strings.Join(not, ", "), nil
}
