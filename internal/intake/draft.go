package intake

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"fmt"
	"net/netip"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// Draft is a set of answers that have been saved but not sent. They are encrypted
// with the key of the response, which is stored nowhere: without the code that the
// respondent's browser has, no one can read them, in the database or in a backup.
type Draft struct {
	Issued
	Consultation string
	FormVersion  string // version of the form with which the draft was started; it never changes
	Edition      string
	Answers      survey.Raw
	Kept         bool         // the respondent asked to come back later
	From         netip.Prefix // network that saves it, for limits; not stored
	Version      int64        // increases with every save; 0 for a draft that has not been saved yet
}

// draftContent is the part of a draft that is encrypted.
type draftContent struct {
	Answers survey.Raw `json:"answers"`
	Started int64      `json:"started"` // seconds since 1970
}

// GetDraft returns the draft of consultation with key, or fault.NotFound.
func GetDraft(ctx context.Context, tx *db.Tx, consultation string, key Key) (*Draft, error) {
	d, sealed := &Draft{Consultation: consultation}, []byte(nil)
	if _, err := db.One(ctx, tx, func(row db.Row) (bool, error) {
		return true, row.Scan(&d.FormVersion, &d.Edition, &sealed, &d.Kept, &d.Version)
	}, `SELECT form, edition, sealed, kept, version FROM intake_draft WHERE id = $1 AND consultation = $2`,
		key.DraftID(), consultation); err != nil {
		return nil, err
	}
	text, err := OpenSealed(key, key.DraftID(), sealed)
	if err != nil {
		return nil, fmt.Errorf("draft: %w", err)
	}
	var content draftContent
	if err := json.Unmarshal(text, &content); err != nil {
		return nil, err
	}
	d.Answers = content.Answers
	d.Key, d.Started = key, time.Unix(content.Started, 0).UTC()
	return d, nil
}

// SaveDraft saves d and increases d.Version. If the stored draft no longer has
// the version d.Version, for example because it was saved in another tab, SaveDraft
// returns fault.Conflict and saves nothing.
func (s *Service) SaveDraft(ctx context.Context, d *Draft) (err error) {
	defer fault.Wrap(&err, "save draft")
	text, err := json.Marshal(draftContent{d.Answers, d.Started.Unix()})
	if err != nil {
		return err
	}
	sealed := SealWithKey(d.Key, d.Key.DraftID(), text)
	if err := s.checkDraft(ctx, d, len(sealed)); err != nil {
		return err
	}
	if err := s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := d.accepted(ctx, tx)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `
			INSERT INTO intake_draft (id, consultation, form, edition, sealed, kept, version, day)
			VALUES ($1, $2, $3, $4, $5, $6, $7 + 1, $8)
			ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, kept = excluded.kept, version = excluded.version,
				day = excluded.day, settled = FALSE
			WHERE intake_draft.version = $7 AND intake_draft.consultation = excluded.consultation`,
			d.Key.DraftID(), d.Consultation, d.FormVersion, d.Edition, sealed, d.Kept, d.Version,
			now.UTC().Format(time.DateOnly))
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "These answers have been changed in another tab or window.")
		}
		return err
	}); err != nil {
		return err
	}
	d.Version++
	return nil
}

// accepted returns the time of the database, or why answers that were begun when d was are not accepted any more.
func (d *Draft) accepted(ctx context.Context, tx *db.Tx) (time.Time, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return now, err
	}
	c, err := consult.Get(ctx, tx, d.Consultation)
	if err != nil {
		return now, err
	}
	return now, c.Accepts(now, d.Started)
}

// checkDraft returns an error if d, which has size bytes, must not be saved. Nothing
// that it counts is counted in the transaction that saves.
func (s *Service) checkDraft(ctx context.Context, d *Draft, size int) error {
	if s.Drafts == (DraftLimits{}) {
		return nil
	}
	var form *survey.Form
	early := time.Duration(0)
	if err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if d.Version == 0 {
			early = d.Started.Add(s.Drafts.Pause).Sub(now)
		}
		form, err = s.Form(ctx, tx, d.FormVersion)
		return err
	}); err != nil {
		return err
	}
	if err := checkDraftLength(form, d.Answers); err != nil {
		return err
	}
	if err := wait(ctx, min(early, s.Drafts.Pause)); err != nil {
		return err
	}
	return s.AllowDraft(ctx, d.Consultation, d.From, size)
}

// wait waits for a time, or until ctx ends.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// SealWithKey encrypts text with key by AES-256-GCM. about names what the text is; it is not
// secret, and OpenSealed must be given the same.
func SealWithKey(key Key, about string, text []byte) []byte {
	return sealCipher(key).Seal(nil, nil, text, []byte(about))
}

// OpenSealed is the inverse of Seal. Text that was sealed with another key, for
// something else, or changed since is an error.
func OpenSealed(key Key, about string, sealed []byte) ([]byte, error) {
	return sealCipher(key).Open(nil, nil, sealed, []byte(about))
}

func sealCipher(key Key) cipher.AEAD {
	secret := digest.Labelled("folkmoot/draft-seal/v1", string(key[:]))
	block, err := aes.NewCipher(secret[:])
	if err != nil {
		panic(err) // cannot happen: the key has 32 bytes
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // cannot happen: AES has blocks of 16 bytes
	}
	return aead
}

// SentOn returns the day on which the form at address was sent, such as 2016-05-27, or
// "" if it was not.
func SentOn(ctx context.Context, tx *db.Tx, consultation string, address Address) (day string, err error) {
	day, err = db.One(ctx, tx, db.Text,
		`SELECT day FROM intake_sent_form WHERE id = $1 AND consultation = $2`, address.id(), consultation)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return day, err
}
