package subjectaccess

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// linkLifetimeHours is how long the link to one's addresses works.
const linkLifetimeHours = 24

// AllowNetwork limits how many links can be requested from one network, and returns
// fault.Busy for one request too many.
func (s *Service) AllowNetwork(network netip.Prefix, now time.Time) error {
	return s.notifications.AllowNetwork(network, now)
}

// SendContactLink sends a letter with a link to address, at which its owner sees
// whether it is held. The letter goes to every address, held or not, so that
// nobody learns from the answer whose is; once a day to each.
func (s *Service) SendContactLink(ctx context.Context, slug, lang, typed string) (err error) {
	defer fault.Wrap(&err, "send a link to the addresses of %s", slug)
	address, err := mail.ParseAddress(typed)
	if err != nil {
		return err
	}
	if s.box == nil || s.notifications == nil {
		return fault.New(fault.Busy, "We cannot send emails at the moment. Contact the council instead.")
	}
	secret := db.NewSecret()
	sealed, err := s.box.Seal("", address)
	if err != nil {
		return err
	}
	tag, err := s.box.Tag("", mail.FoldAddress(address))
	if err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		c, err := consult.Get(ctx, tx, slug)
		if err != nil || c.Stage == consult.StageDraft {
			return fault.New(fault.NotFound, "We cannot find that consultation. Check the list of consultations.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM subjectaccess_link WHERE expires < $1`, db.Time(now)); err != nil {
			return err
		}
		until := now.Add(linkLifetimeHours * time.Hour)
		if err := insertContactLink(ctx, tx, secret, slug, sealed, until); err != nil {
			return err
		}
		return s.notifications.Enqueue(
			ctx,
			tx,
			notify.Notification{Kind: notify.ContactAccess, Key: slug + "/" + tag + "/" + now.UTC().Format(time.DateOnly), Lang: lang, To: address,
				Data: map[string]string{
					"title": c.Title,
					"link":  s.baseURL + "/consultations/" + slug + "/my-address/" + secret,
					"until": until.UTC().Format(time.RFC3339),
				}},
			now,
		)
	})
}

func insertContactLink(ctx context.Context, tx *db.Tx, token, slug string, sealed []byte, until time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO subjectaccess_link (id, consultation, sealed, expires, used) VALUES ($1, $2, $3, $4, FALSE)`,
		intake.Digest("folkmoot/contact-link/v1", token), slug, sealed, db.Time(until))
	return err
}

var errLinkExpired = fault.New(fault.Closed, "This link has been used or has expired. Ask for a new one.")

// redeemContactLink uses up token and returns the address that it was sent to.
func (s *Service) redeemContactLink(ctx context.Context, slug, token string) (address string, err error) {
	var sealed []byte
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		sealed, err = db.One(ctx, tx, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) },
			`UPDATE subjectaccess_link SET used = TRUE WHERE id = $1 AND consultation = $2 AND expires > $3 AND NOT used RETURNING sealed`,
			intake.Digest("folkmoot/contact-link/v1", token), slug, db.Time(now))
		if fault.Is(err, fault.NotFound) {
			err = errLinkExpired
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return s.box.Open("", sealed)
}

// LookUpContact uses the link up, and says how many times the address it was sent to
// is held, and under which link it can be deleted within the hour.
func (s *Service) LookUpContact(ctx context.Context, slug, token string) (address string, n int, next string, err error) {
	defer fault.Wrap(&err, "show which addresses of %s are held", slug)
	if address, err = s.redeemContactLink(ctx, slug, token); err != nil {
		return "", 0, "", err
	}
	ids, err := s.contactIDs(ctx, slug, address)
	if err != nil || len(ids) == 0 {
		return address, 0, "", err
	}
	sealed, err := s.box.Seal("", address)
	if err != nil {
		return "", 0, "", err
	}
	next = db.NewSecret()
	return address, len(ids), next, s.db.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return insertContactLink(ctx, tx, next, slug, sealed, now.Add(time.Hour))
	})
}

// DeleteContactByLink deletes the address that the link was sent to.
func (s *Service) DeleteContactByLink(ctx context.Context, slug, token string) (n int, err error) {
	defer fault.Wrap(&err, "delete an address of %s", slug)
	address, err := s.redeemContactLink(ctx, slug, token)
	if err != nil {
		return 0, err
	}
	ids, err := s.contactIDs(ctx, slug, address)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if err := s.deleter.DeleteContact(ctx, slug, id); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// contactIDs returns the ids under which address is held. Each is opened: nothing else
// tells whose it is.
func (s *Service) contactIDs(ctx context.Context, slug, address string) (ids []string, err error) {
	var all map[string][]byte
	if err := s.db.View(ctx, func(tx *db.Tx) error {
		all, err = intake.SealedContacts(ctx, tx, slug)
		return err
	}); err != nil {
		return nil, err
	}
	for id, sealed := range all {
		text, err := s.box.Open(slug, sealed)
		if fault.Is(err, fault.Closed) {
			continue // the key was thrown away: it is nobody's any more
		}
		if err != nil {
			return nil, err
		}
		if _, held := notify.DecodeRecipient(text); mail.FoldAddress(held) == mail.FoldAddress(address) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}
