package moderation

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

const (
	dangerReason = "safeguarding" // the code of the reason to flag that a person may be in danger
	dangerNotice = "danger"
)

// Notices returns the events that staff are notified of: a person may be in danger.
func Notices() []staffnotice.Kind {
	return []staffnotice.Kind{{
		Name: dangerNotice, Say: "A colleague flagged a response because a person may be in danger", Required: true,
		Needs: []actor.Capability{actor.ReadResponses},
	}}
}

// appendDanger notifies the people whom the council has named for it that flag says that a person may be in danger, or all
// who read responses if none of them works for the organisation of c. The notice does not say which response it is.
func appendDanger(ctx context.Context, tx *db.Tx, c *consult.Consultation, flag, page string) error {
	profile, err := council.Get(ctx, tx)
	if fault.Is(err, fault.NotFound) {
		profile, err = &council.Profile{}, nil
	}
	if err != nil {
		return err
	}
	return staffnotice.Append(ctx, tx, staffnotice.Event{
		Kind: dangerNotice, Key: flag, Org: c.Org, Title: c.Title, Lang: c.Language, Link: page,
		Audience: staffnotice.Audience{Can: []actor.Capability{actor.ReadResponses}, Named: profile.Safeguarding},
	})
}
