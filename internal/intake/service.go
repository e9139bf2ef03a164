package intake

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// Service reads, imports, enters and emails responses; Receiver stores those that
// respondents send.
type Service struct {
	DB       *db.DB
	Log      *record.Log
	Keys     *Keys
	Receiver *Receiver
	Releases Releases
	Notify   *notify.Queue // nil: nothing is sent by email
	Drafts   DraftLimits   // the zero value: no limits
	Scan     files.Scan    // virus scanner for files of respondents; nil for none
	// OtherDrafts returns how many bytes take what features above have saved and not sent of
	// a consultation; nil for none. It counts towards Drafts.Total.
	OtherDrafts func(ctx context.Context, tx *db.Tx, consultation string) (int64, error)

	Now func() time.Time // for the expiry of formCache; opening and closing times use the clock of the database

	formsByVersion sync.Map           // version → *survey.Form; a version never changes
	formCache      sync.Map           // slug + "\x00" + edition → *formCacheEntry
	formLoads      singleflight.Group // of formCache
	draftTotals    draftTotals
	fileTotals     draftTotals
}

// Form returns a version of a questionnaire.
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

// Releases reports whether results of a consultation have been released. Package
// analysis implements it.
type Releases interface {
	Released(ctx context.Context, tx *db.Tx, consultation string) (bool, error)
}

// ResponseStatus is the state of a response for its respondent.
type ResponseStatus struct {
	Receipt     *receipt.Receipt
	State       ResponseState
	ReceivedOn  string // day, such as 2016-05-27
	CanWithdraw bool   // it has not been withdrawn yet
}

// FindResponse returns the status of the response sent with key, or
// fault.NotFound.
func (s *Service) FindResponse(ctx context.Context, consultation string, key Key) (st *ResponseStatus, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		stored, err := getStored(ctx, tx, consultation, key.ID())
		if err != nil {
			return err
		}
		r, err := s.Log.Find(ctx, tx, stored.leaf("response"))
		if err != nil {
			return err
		}
		st = &ResponseStatus{r, stored.state, stored.receivedOn, stored.state != Withdrawn}
		return nil
	})
	return st, err
}

// FullCopy returns the receipt of the response sent with key together with its
// answers, so that the answers can be verified too. It never contains monitoring
// answers. It returns fault.Closed if the response was withdrawn or redacted.
func (s *Service) FullCopy(ctx context.Context, consultation string, key Key) (r *receipt.Receipt, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		stored, err := getStored(ctx, tx, consultation, key.ID())
		if err != nil {
			return err
		}
		if stored.state == Withdrawn {
			return fault.New(fault.Closed, "You withdrew this response and we deleted your answers, so there is nothing to copy.")
		}
		if stored.redactedCommitment != nil {
			return fault.New(fault.Closed, "Part of this response was redacted after you sent it, so its answers no longer match the receipt. "+
				"Use your withdrawal code to see all the information we hold.")
		}
		plain, err := s.Log.Find(ctx, tx, stored.leaf("response"))
		if err != nil {
			return err
		}
		var monitoring [32]byte
		copy(monitoring[:], stored.monitoringCommitment)
		r = plain.WithCopy(receipt.Copy{
			Answers: []byte(stored.answers), Salt: [32]byte(stored.salt), Monitoring: monitoring, Details: stored.details(),
		})
		return nil
	})
	return r, err
}

func mayImport(by actor.Actor) error {
	if !by.May(actor.EnterResponses) {
		return fault.New(fault.Forbidden, "You do not have permission to import responses.")
	}
	return nil
}

// checkImportAllowed returns an error unless responses to c can be imported at
// now.
func checkImportAllowed(c *consult.Consultation, now time.Time) error {
	switch state := c.StateAt(now); state {
	case consult.Open, consult.Closed:
		return nil
	default:
		return fault.Newf(
			fault.Conflict, "You can only import responses while a consultation is open or closed. %q is %s.", c.Title, state)
	}
}
