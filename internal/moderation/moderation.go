// Package moderation is for officers who read, flag, exclude, redact and publish
// responses.
package moderation

import (
	"context"
	"sync"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// Service is what officers can do with responses that were received.
type Service struct {
	DB      *db.DB
	Intake  *intake.Service
	deleter *retention.Deleter
	box     *seal.Keyring // nil: contacts cannot be read

	// MaxComparedAtOnce is the number of responses from which ListClusters does not compare
	// them; 0 is 2,000.
	MaxComparedAtOnce int64

	// MaxExportedAtOnce is the number of responses from which an export is prepared before it
	// is downloaded; 0 is 2,000.
	MaxExportedAtOnce int64

	// redactionMu is held from planning a redaction until it is made: two at the
	// same time would each name offsets in a text that the other changes.
	redactionMu sync.Mutex
}

// New returns a Service for the responses of in. box opens contacts and may be nil.
func New(in *intake.Service, deleter *retention.Deleter, box *seal.Keyring) *Service {
	return &Service{DB: in.DB, Intake: in, deleter: deleter, box: box}
}

// ownConsultation returns the consultation if by has the capability for it. refusal
// is the sentence of fault.Forbidden for a user who does not.
func ownConsultation(
	ctx context.Context,
	tx *db.Tx,
	by actor.Actor,
	capability actor.Capability,
	slug, refusal string,
) (*consult.Consultation, error) {
	if !by.May(capability) {
		return nil, fault.New(fault.Forbidden, refusal)
	}
	return consult.GetOwned(ctx, tx, by, slug)
}

// The sentences for users without permission.
const (
	mayNotRead     = "You do not have permission to read responses."
	mayNotModerate = "You do not have permission to moderate responses."
	mayNotExport   = "You do not have permission to export responses."
)

var (
	errMonitoringForbidden = fault.New(
		fault.Forbidden,
		"You do not have permission to view equality monitoring answers.",
	)
	errPurposeRequired = fault.New(
		fault.Invalid,
		"Explain in a sentence why you need these answers. Your reason is logged and the respondent can ask to see it.",
	)
)
