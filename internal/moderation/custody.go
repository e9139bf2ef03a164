// Package moderation looks after responses once they are in: who reads them, what
// is flagged, published or taken for a campaign, and when they are deleted.
package moderation

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
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// Service is what can be done with responses after they were sent.
type Service struct {
	DB            *db.DB
	Intake        *intake.Service
	Notifications *notify.Queue
	Box           *seal.Keyring // nil: contacts cannot be opened here
	BaseURL       string

	// From says from when the time of what runs, or a zero time where that has not
	// come yet. Releases and decisions are known to those above.
	ReleasedAt func(ctx context.Context, tx *db.Tx, consultation string) (time.Time, error)
	DecidedAt  func(ctx context.Context, tx *db.Tx, consultation string) (time.Time, error)

	// Source keeps what reached the council by other ways. nil: nobody does.
	Source Source

	// Submissions tells which letters, petitions and events may be published, because
	// their senders agreed. nil: there are none.
	Submissions func(ctx context.Context, tx *db.Tx, consultation string) ([]PublishableSubmission, error)
}

// Source is a feature that keeps answers that were saved and not sent, and
// words, besides those of responses. They are kept as long as those are.
type Source interface {
	ConsultationsWithDrafts(ctx context.Context, tx *db.Tx) (consultations []string, err error)
	CountDrafts(ctx context.Context, tx *db.Tx, consultation string) (int64, error)
	CountTexts(ctx context.Context, tx *db.Tx, consultation string) (int64, error)
	DeleteDrafts(ctx context.Context, consultation string) (int64, error)
	DeleteTexts(ctx context.Context, consultation string) (int64, error)
}

func digest(label, text string) string {
	sum := sha256.Sum256([]byte(label + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// ownConsultation returns the consultation if by may do what capability says with its
// responses. A refusal says what they may not do.
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

// What people are told who may not.
const (
	mayNotRead     = "You do not have permission to read responses."
	mayNotModerate = "You do not have permission to moderate responses."
	mayNotRetain   = "You do not have permission to delete data."
	mayNotExport   = "You do not have permission to export responses."
)

var (
	errMonitoringForbidden = fault.New(fault.Forbidden, "You do not have permission to view equality monitoring answers.")
	errPurposeRequired     = fault.New(
		fault.Invalid,
		"Explain in a sentence why you need these answers. Your reason is logged and the respondent can ask to see it.",
	)
)
