// Package custody looks after responses once they are in: who reads them, what
// is flagged, published or taken for a campaign, and when they are deleted.
package custody

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/letter"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// Service is what can be done with responses after they were sent.
type Service struct {
	DB      *db.DB
	Intake  *intake.Service
	Post    *letter.Post
	Box     *seal.Box // nil: contacts cannot be opened here
	BaseURL string

	// From says from when the time of what runs, or a zero time where that has not
	// come yet. Releases and decisions are known to those above.
	Released func(ctx context.Context, tx *db.Tx, consultation string) (time.Time, error)
	Decided  func(ctx context.Context, tx *db.Tx, consultation string) (time.Time, error)
}

func digest(label, text string) string {
	sum := sha256.Sum256([]byte(label + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// own returns the consultation if by may do what capability says with its
// responses. A refusal says what they may not do.
func own(ctx context.Context, tx *db.Tx, by actor.Actor, capability actor.Capability, slug, refusal string) (*consult.Consultation, error) {
	if !by.May(capability) {
		return nil, fault.New(fault.Forbidden, refusal)
	}
	return consult.Own(ctx, tx, by, slug)
}

// What people are told who may not.
const (
	mayNotRead     = "You may not read responses."
	mayNotModerate = "You may not change what becomes of responses."
	mayNotRetain   = "You may not delete what is due."
	mayNotExport   = "You may not take responses out of this service."
)
