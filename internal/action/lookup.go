package action

import (
	"github.com/folkmoot/folkmoot/internal/edit"
)

// Lookup finds the actions that fields name.
var Lookup = edit.NewLookup("action_action", "ref", "what", "")
