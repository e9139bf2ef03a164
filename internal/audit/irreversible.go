package audit

import (
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// irreversible are the acts that cannot be undone. They delete something, or tell the public
// something that stays in the record. Because every use case adds its entry in its own
// transaction, refusing the entry refuses the act.
var irreversible = map[string]bool{
	"amend-consultation":            true,
	"close-early-consultation":      true,
	"close-project-year":            true,
	"delete-draft":                  true,
	"delete-file":                   true,
	"discard-notification":          true,
	"discard-notifications-on-hold": true,
	"erase-submission":              true,
	"publish-consultation":          true,
	"redact-answer":                 true,
	"redact-monitoring-answer":      true,
	"release-results":               true,
	"remove-figures":                true,
	"remove-readings":               true, // an uploaded file
	"remove-from-draft":             true,
	"request-deletion":              true,
	"withdraw-consultation":         true,
	"withdraw-on-behalf":            true,
}

// IsIrreversible reports whether act cannot be undone. A person who does it through a page
// must have confirmed it; web.Deps.Confirm shows the page for that.
func IsIrreversible(act string) bool { return irreversible[act] }

// IrreversibleActs returns all acts that cannot be undone, sorted.
func IrreversibleActs() []string { return slices.Sorted(maps.Keys(irreversible)) }

// CheckConfirmed returns fault.Forbidden if act cannot be undone and by has not confirmed it.
// Append calls it; use cases that write outside the database first call it before that.
func CheckConfirmed(by actor.Actor, act, subject string) error {
	if irreversible[act] && !by.HasConfirmed(act, subject) {
		return fault.New(fault.Forbidden, "This cannot be undone, so it must be confirmed first. Go back and try again.")
	}
	return nil
}
