package intake

import (
	"context"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// Service is what can be done with responses besides sending one.
type Service struct {
	DB       *db.DB
	Log      *record.Log
	Keys     *Keys
	Receiver *Receiver
	Releases Releases
	Notify   *notify.Queue // nil: nothing is sent by email

	Now func() time.Time // for how long things may be remembered; doors open and close by the database's clock

	formsByVersion sync.Map // version → *survey.Form; a version never changes
	formCache      sync.Map // slug and edition → *doorstep
}

// Form returns the questionnaire of a version.
func (s *Service) Form(ctx context.Context, tx *db.Tx, version string) (*survey.Form, error) {
	if form, ok := s.formsByVersion.Load(version); ok {
		return form.(*survey.Form), nil
	}
	form, err := consult.FormByVersion(ctx, tx, version)
	if err == nil {
		s.formsByVersion.Store(version, form)
	}
	return form, err
}

// Releases says whether results of a consultation were released. The analysis
// knows, and stands above.
type Releases interface {
	Released(ctx context.Context, tx *db.Tx, consultation string) (bool, error)
}

// ResponseStatus is what a person can see of their own response.
type ResponseStatus struct {
	Receipt     *receipt.Receipt
	State       ResponseState
	ReceivedOn  string // 2016-05-27
	CanWithdraw bool   // its answers are still there to be deleted
}

// FindResponse returns the status of the response that was sent with key, or
// fault.NotFound when none was.
func (s *Service) FindResponse(ctx context.Context, consultation string, key Key) (st *ResponseStatus, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		kept, err := getStored(ctx, tx, consultation, key.ID())
		if err != nil {
			return err
		}
		r, err := s.Log.Find(ctx, tx, kept.leaf("response"))
		if err != nil {
			return err
		}
		st = &ResponseStatus{r, kept.state, kept.receivedOn, kept.state != Withdrawn}
		return nil
	})
	return st, err
}

// FullCopy returns the receipt of the response that was sent with key together with
// the answers, so that their content can be checked too. The monitoring answers
// are never in it.
func (s *Service) FullCopy(ctx context.Context, consultation string, key Key) (r *receipt.Receipt, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		kept, err := getStored(ctx, tx, consultation, key.ID())
		if err != nil {
			return err
		}
		if kept.state == Withdrawn {
			return fault.New(fault.Closed, "You withdrew this response and we deleted your answers, so there is nothing to copy.")
		}
		if kept.redactedCommitment != nil {
			return fault.New(
				fault.Closed,
				"Part of this response was redacted after you sent it, so its answers no longer match the receipt. Use your withdrawal code to see all the information we hold.",
			)
		}
		plain, err := s.Log.Find(ctx, tx, kept.leaf("response"))
		if err != nil {
			return err
		}
		var monitoring [32]byte
		copy(monitoring[:], kept.monitoringCommitment)
		r = plain.WithCopy(receipt.Copy{Answers: []byte(kept.answers), Salt: [32]byte(kept.salt), Monitoring: monitoring})
		return nil
	})
	return r, err
}

// checkImportAllowed says whether an officer may bring in r at now.
func checkImportAllowed(c *consult.Consultation, r *Response, now time.Time) error {
	switch state := c.StateAt(now); state {
	case consult.Open, consult.Closed:
		return nil
	default:
		return fault.Newf(fault.Conflict, "You can only import responses while a consultation is open or closed. %q is %s.", c.Title, state)
	}
}
