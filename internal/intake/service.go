package intake

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"strings"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
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

	Now func() time.Time // for how long things may be remembered; doors open and close by the database's clock

	forms     sync.Map // version → *survey.Form; a version never changes
	doorsteps sync.Map // slug and edition → *doorstep
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

func newID() string {
	var id [16]byte
	rand.Read(id[:])
	return encode(id[:])
}

// Status is what a person can see of their own response.
type Status struct {
	Receipt   *receipt.Receipt
	State     State
	Day       string // 2016-05-27
	MayRevoke bool   // it is counted, and no results are released
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
		released, err := s.Releases.Released(ctx, tx, consultation)
		st = &Status{r, kept.state, kept.day, kept.state == Counted && !released}
		return err
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

// codeLength is the length of Key.Code: a response and its secret, 22 each.
const codeLength = 44

// Withdraw deletes the answers of the response that code names, and says so in
// the record with a leaf that bears the same commitment. It is refused once
// results are released: they are frozen, and tell nothing of one person. To
// withdraw twice is the same as once.
func (s *Service) Withdraw(ctx context.Context, consultation, code string) (err error) {
	defer fault.Wrap(&err, "withdraw from %s", consultation)
	code = strings.TrimSpace(code)
	wrong := fault.New(fault.Invalid, "Enter the withdrawal code exactly as your receipt shows it. It has 44 letters, numbers, hyphens and underscores.")
	if len(code) != codeLength {
		return wrong
	}
	id, secret := code[:22], code[22:]
	_, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		kept, err := get(ctx, tx, consultation, id)
		if fault.Is(err, fault.NotFound) {
			return wrong // the same words: a code tells nothing until all of it is right
		}
		if err != nil {
			return err
		}
		if subtle.ConstantTimeCompare([]byte(kept.withdrawal), []byte(digest("folkmoot/withdrawal/v1", secret))) != 1 {
			return wrong
		}
		if kept.state == Withdrawn {
			return nil
		}
		released, err := s.Releases.Released(ctx, tx, consultation)
		if err != nil {
			return err
		}
		if released {
			return fault.New(fault.Closed, "The results are published and can no longer change. Write to the council if you want your answers deleted.")
		}
		return end(ctx, tx, leaves, kept, Withdrawn, "")
	})
	return err
}

// Exclude leaves a response out of the count for a reason that is public: a
// code of small letters and hyphens such as "duplicate". The answers are kept,
// because an exclusion must be open to question.
func (s *Service) Exclude(ctx context.Context, by actor.Actor, consultation, id, reason string) (err error) {
	defer fault.Wrap(&err, "exclude a response to %s", consultation)
	if !by.May(actor.Enter) {
		return fault.New(fault.Forbidden, "You may not exclude responses.")
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		kept, err := get(ctx, tx, consultation, id)
		if err != nil {
			return err
		}
		return end(ctx, tx, leaves, kept, Excluded, reason)
	})
	return err
}

// end moves a counted response to state, with the leaf that says so.
func end(ctx context.Context, tx *db.Tx, leaves *record.Writer, kept stored, state State, reason string) error {
	if kept.state == state && kept.reason == reason {
		return nil
	}
	if kept.state != Counted {
		return fault.New(fault.Conflict, "This response is no longer counted, so it cannot be changed again.")
	}
	kind, set := string(state), `state = $2, reason = $3`
	if state == Excluded {
		kind += ":" + reason
	} else {
		// Without its salt the commitment is noise.
		set += `, answers = '', salt = NULL, monitoring_commitment = NULL`
		if _, err := tx.Exec(ctx, `DELETE FROM intake_monitoring WHERE response = $1`, kept.id); err != nil {
			return err
		}
	}
	leaves.Add(kept.leaf(kind))
	_, err := tx.Exec(ctx, `UPDATE intake_response SET `+set+` WHERE id = $1`, kept.id, string(state), reason)
	return err
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
