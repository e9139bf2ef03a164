package action

import (
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// Lookup finds the actions that fields name.
var Lookup = edit.NewLookup(db.Names{Select: `SELECT ref, what FROM action_action`, Ref: "ref", Name: "what"})
