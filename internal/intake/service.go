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
	Post     *notify.Post // nil: nothing is sent by email
	Ledger   *Ledger      // of what was deleted; nil in tests that put no database back

	// Erased is told, in the transaction, of a response whose answers are deleted,
	// or in which words were taken out where whole is false, so that those above
	// delete what they hold of it. nil: nobody holds anything.
	Erased func(ctx context.Context, tx *db.Tx, id string, whole bool) error

	// Elsewhere erases subject, which a feature above keeps, and says how much that
	// was. nil: there is none.
	Elsewhere func(ctx context.Context, tx *db.Tx, consultation, subject string) (int64, error)

	Now func() time.Time // for how long things may be remembered; doors open and close by the database's clock

	cutting   sync.Mutex // held from planning a redaction until it is done: two at once would each name bytes of a text that the other changes
	forms     sync.Map   // version → *survey.Form; a version never changes
	doorsteps sync.Map   // slug and edition → *doorstep
}

// Form returns the questionnaire of a version.
func (s *Service) Form(ctx context.Context, tx *db.Tx, version string) (*survey.Form, error) {
	if form, ok := s.forms.Load(version); ok {
		return form.(*survey.Form), nil
	}
	form, err := consult.FormByVersion(ctx, tx, version)
	if err == nil {
		s.forms.Store(version, form)
	}
	return form, err
}

// Releases says whether results of a consultation were released. The analysis
// knows, and stands above.
type Releases interface {
	Released(ctx context.Context, tx *db.Tx, consultation string) (bool, error)
}

// Status is what a person can see of their own response.
type Status struct {
	Receipt   *receipt.Receipt
	State     State
	Day       string // 2016-05-27
	MayRevoke bool   // its answers are still there to be deleted
}

// Find returns the status of the response that was sent with key, or
// fault.NotFound when none was.
func (s *Service) Find(ctx context.Context, consultation string, key Key) (st *Status, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		kept, err := get(ctx, tx, consultation, key.ID())
		if err != nil {
			return err
		}
		r, err := s.Log.Find(ctx, tx, kept.leaf("response"))
		if err != nil {
			return err
		}
		st = &Status{r, kept.state, kept.day, kept.state != Withdrawn}
		return nil
	})
	return st, err
}

// Copy returns the receipt of the response that was sent with key together with
// the answers, so that their content can be checked too. The monitoring answers
// are never in it.
func (s *Service) Copy(ctx context.Context, consultation string, key Key) (r *receipt.Receipt, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		kept, err := get(ctx, tx, consultation, key.ID())
		if err != nil {
			return err
		}
		if kept.state == Withdrawn {
			return fault.New(fault.Closed, "You withdrew this response, and its answers are deleted. There is nothing left to copy.")
		}
		if kept.left != nil {
			return fault.New(fault.Closed, "Some words were taken out of this response after you sent it, so its answers no longer open the receipt. See everything we hold with your withdrawal code.")
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

// acceptImported says whether an officer may bring in r at now.
func acceptImported(c *consult.Consultation, r *Response, now time.Time) error {
	switch state := c.StateAt(now); state {
	case consult.Open, consult.Closed:
		return nil
	default:
		return fault.Newf(fault.Conflict, "Responses can be brought in while a consultation is open or closed. %q is %s.", c.Title, state)
	}
}

// EraseElsewhere erases for good what a feature above keeps: a line in the ledger
// first, then Elsewhere, so that it stays erased when an older database is put
// back. also is done in the same transaction.
func (s *Service) EraseElsewhere(ctx context.Context, consultation, subject string, also func(*db.Tx) error) error {
	deed := Deed{ID: db.NewID(), Kind: deedElsewhere, Consultation: consultation, Subject: subject}
	if err := s.Ledger.write(deed); err != nil {
		return err
	}
	return s.clean(ctx, func(tx *db.Tx) (int64, error) {
		if err := deed.seen(ctx, tx); err != nil {
			return 0, err
		}
		if _, err := s.Elsewhere(ctx, tx, consultation, subject); err != nil {
			return 0, err
		}
		return 0, also(tx)
	})
}
