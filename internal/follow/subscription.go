package follow

import (
	"context"
	"crypto/subtle"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// The paths of the links in emails, which end with a token.
const (
	ConfirmPath = "/follow/confirm/"
	MinePath    = "/follow/mine/"
)

// The states of a subscription.
const (
	requested = "requested"
	confirmed = "confirmed"
)

const (
	// ConfirmDays is for how many days a link to confirm works.
	ConfirmDays = 3
	// maxRequested is how many subscriptions may wait to be confirmed, so that addresses cannot fill the disk.
	maxRequested = 20_000
)

var (
	errNoEmail = fault.New(fault.Busy, "We cannot send emails at the moment. Follow the feed instead, or try again later.")
	errLink    = fault.New(fault.Closed, "This link has been used or has expired. Ask for a new one on the page that you want to follow.")
)

// Request asks the owner of an address to confirm that they want to follow the thing ref. Whether the address follows it
// already can only be seen in the email.
func (s *Service) Request(ctx context.Context, kind, ref, lang, address string, f Frequency) (err error) {
	defer fault.Wrap(&err, "request to follow %s %s", kind, ref)
	if !f.Valid() {
		return fault.New(fault.Invalid, "Select how often you want emails.")
	}
	if address, err = mail.ParseAddress(address); err != nil {
		return err
	}
	if s.Queue == nil {
		return errNoEmail
	}
	tag, err := s.Queue.Box.Tag(seal.Followers, kind+"\x00"+ref+"\x00"+mail.FoldAddress(address))
	if err != nil {
		return err
	}
	sealed, err := s.Queue.Box.Seal(seal.Followers, notify.EncodeRecipient(lang, address))
	if err != nil {
		return err
	}
	news, err := s.checkRequest(ctx, kind, ref)
	if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		day := now.UTC().Truncate(24 * time.Hour)
		if err := news.Note(ctx, tx, now); err != nil {
			return err
		}
		found, err := db.One(ctx, tx, scanSubscription, `
			INSERT INTO follow_subscription (id, kind, ref, tag, sealed, frequency, state, requested, told, due)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '')
			ON CONFLICT (kind, ref, tag) DO UPDATE SET settled = FALSE,
				frequency = CASE WHEN follow_subscription.state = $7 THEN excluded.frequency ELSE follow_subscription.frequency END
			RETURNING `+columns, db.NewID(), kind, ref, tag, sealed, string(f), requested, db.Time(day))
		if err != nil {
			return err
		}
		return s.enqueueRequest(ctx, tx, found, news.Subject, day, now)
	})
}

// checkRequest returns the news of the thing ref, if it can be followed now.
func (s *Service) checkRequest(ctx context.Context, kind, ref string) (news *News, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if _, _, err := s.find(ctx, tx, kind, ref); err != nil {
			return err
		}
		n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM (
			SELECT 1 FROM follow_subscription WHERE state = $1 LIMIT $2) waiting`, requested, maxRequested)
		if err != nil {
			return err
		}
		if n >= maxRequested {
			return errNoEmail
		}
		news, err = s.News(ctx, tx, kind, ref)
		return err
	})
	return news, err
}

// enqueueRequest queues the email for a request: one a day about one thing to one address.
func (s *Service) enqueueRequest(ctx context.Context, tx *db.Tx, f *Subscription, subject Subject, day, now time.Time) error {
	mine, err := s.link(MinePath, f.id)
	if err != nil {
		return err
	}
	n := notify.Notification{
		Kind: notify.FollowExists, Key: f.id + "/" + day.Format(time.DateOnly), Consultation: seal.Followers, SealedTo: f.sealed,
		Data: map[string]string{"title": subject.Title, "link": mine, notify.StopPath: mine},
	}
	if f.state == requested {
		n.Kind = notify.FollowConfirm
		if n.Data["link"], err = s.link(ConfirmPath, f.id); err != nil {
			return err
		}
	}
	return s.Queue.Enqueue(ctx, tx, n, now)
}

// link returns the path of a link for the subscription id. Its token is not stored: it has a MAC that proves that we made it.
func (s *Service) link(path, id string) (string, error) {
	proof, err := s.Queue.Box.Tag(seal.Followers, path+"\x00"+id)
	return path + id + proof, err
}

// idLength is the length of an id from db.NewID.
const idLength = 22

// idFrom returns the id in the token of a link.
func (s *Service) idFrom(path, token string) (string, error) {
	if s.Queue == nil || len(token) <= idLength {
		return "", errLink
	}
	id := token[:idLength]
	want, err := s.link(path, id)
	if err != nil {
		return "", err
	}
	if subtle.ConstantTimeCompare([]byte(want), []byte(path+token)) != 1 {
		return "", errLink
	}
	return id, nil
}

// Subscription is what an address follows.
type Subscription struct {
	Subject   Subject // zero if it is not public any more
	Frequency Frequency
	Mine      string // path of the page on which its owner changes or ends it

	id, kind, ref, state string
	sealed               []byte
	told                 time.Time
}

const columns = `id, kind, ref, sealed, frequency, state, told`

func scanSubscription(r db.Row) (*Subscription, error) {
	s := &Subscription{}
	return s, r.Scan(&s.id, &s.kind, &s.ref, &s.sealed, &s.Frequency, &s.state, db.ScanTime(&s.told))
}

// get returns the subscription id with its thing; fault.Closed if there is none or it is in another state.
func (s *Service) get(ctx context.Context, tx *db.Tx, id, state string) (*Subscription, error) {
	found, err := db.One(ctx, tx, scanSubscription, `SELECT `+columns+` FROM follow_subscription WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) || err == nil && found.state != state {
		return nil, errLink
	}
	if err != nil {
		return nil, err
	}
	if found.Mine, err = s.link(MinePath, id); err != nil {
		return nil, err
	}
	_, found.Subject, err = s.find(ctx, tx, found.kind, found.ref)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return found, err
}

// GetRequested returns the subscription that the link with token confirms. It changes nothing, because mail programs follow
// links to scan them.
func (s *Service) GetRequested(ctx context.Context, token string) (found *Subscription, err error) {
	return s.view(ctx, ConfirmPath, token, requested)
}

// GetMine returns the subscription whose owner has token.
func (s *Service) GetMine(ctx context.Context, token string) (found *Subscription, err error) {
	return s.view(ctx, MinePath, token, confirmed)
}

func (s *Service) view(ctx context.Context, path, token, state string) (found *Subscription, err error) {
	id, err := s.idFrom(path, token)
	if err != nil {
		return nil, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		found, err = s.get(ctx, tx, id, state)
		return err
	})
	return found, err
}

// Confirm starts the emails of a subscription. A link confirms once.
func (s *Service) Confirm(ctx context.Context, token string) (found *Subscription, err error) {
	defer fault.Wrap(&err, "confirm a subscription")
	id, err := s.idFrom(ConfirmPath, token)
	if err != nil {
		return nil, err
	}
	return found, s.DB.Update(ctx, func(tx *db.Tx) error {
		if found, err = s.get(ctx, tx, id, requested); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE follow_subscription SET state = $2, told = $3, due = $4, settled = FALSE WHERE id = $1`,
			id, confirmed, db.Time(now), db.Time(found.Frequency.next(now)))
		return err
	})
}

// SetFrequency changes how often the owner of token gets emails.
func (s *Service) SetFrequency(ctx context.Context, token string, f Frequency) (err error) {
	defer fault.Wrap(&err, "change a subscription")
	if !f.Valid() {
		return fault.New(fault.Invalid, "Select how often you want emails.")
	}
	id, err := s.idFrom(MinePath, token)
	if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE follow_subscription SET frequency = $2, due = $3, settled = FALSE WHERE id = $1 AND state = $4`,
			id, string(f), db.Time(f.next(now)), confirmed)
		if err == nil && n == 0 {
			err = errLink
		}
		return err
	})
}

// Stop deletes the subscription of token and the emails that wait for it. Stopping again changes nothing.
func (s *Service) Stop(ctx context.Context, token string) (err error) {
	defer fault.Wrap(&err, "end a subscription")
	id, err := s.idFrom(MinePath, token)
	if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM follow_subscription WHERE id = $1`, id)
		return err
	})
}
