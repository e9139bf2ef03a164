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
	"github.com/folkmoot/folkmoot/survey"
)

// LinkHours is the number of hours for which an emailed link works.
const LinkHours = 24

// AllowNetwork returns an error if too many emails were requested from a network.
func (s *Service) AllowNetwork(network netip.Prefix, now time.Time) error {
	return s.notifications.AllowNetwork(network, now)
}

// SendContactLink emails a link with which its recipient sees whether address is
// held. It is sent to any address, held or not, so that the page does not reveal
// which addresses are held; and once a day to each.
func (s *Service) SendContactLink(ctx context.Context, slug, lang, address string) (err error) {
	defer fault.Wrap(&err, "send a link to look up an address for %s", slug)
	address, err = mail.ParseAddress(address)
	if err != nil {
		return err
	}
	if s.box == nil || s.notifications == nil {
		return fault.New(fault.Busy, "We cannot send emails at the moment. Contact the council instead.")
	}
	code := intake.NewCode()
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
		until := now.Add(LinkHours * time.Hour)
		if err := s.insertContactLink(ctx, tx, code, slug, sealed, until); err != nil {
			return err
		}
		return s.notifications.Enqueue(ctx, tx, notify.Notification{
			Kind: notify.ContactAccess,
			Key:  slug + "/" + tag + "/" + now.UTC().Format(time.DateOnly),
			Lang: lang,
			To:   address,
			Data: map[string]string{
				"title": c.Title,
				"link":  s.baseURL + "/consultations/" + slug + "/my-address/open#" + code.String(),
				"code":  code.String(),
				"until": until.UTC().Format(time.RFC3339),
			},
		}, now)
	})
}

// linkID returns the id under which the link with a code is stored.
func (s *Service) linkID(code intake.Code) string {
	return s.intake.Keys.Tag("folkmoot/contact-link/v2", string(code))
}

func (s *Service) insertContactLink(
	ctx context.Context,
	tx *db.Tx,
	code intake.Code,
	slug string,
	sealed []byte,
	until time.Time,
) error {
	_, err := tx.Exec(ctx, `INSERT INTO subjectaccess_link (id, consultation, sealed, expires, used)
		VALUES ($1, $2, $3, $4, FALSE)`, s.linkID(code), slug, sealed, db.Time(until))
	return err
}

var errLinkExpired = fault.New(fault.Closed, "This link has been used or has expired. Ask for a new one.")

// redeemContactLink marks the link with a code as used and returns the address that it
// was sent to.
func (s *Service) redeemContactLink(ctx context.Context, slug, typed string) (address string, err error) {
	code, err := intake.ParseCode(typed)
	if err != nil {
		return "", err
	}
	var sealed []byte
	err = s.db.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		sealed, err = db.One(ctx, tx, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) },
			`UPDATE subjectaccess_link SET used = TRUE
			WHERE id = $1 AND consultation = $2 AND expires > $3 AND NOT used RETURNING sealed`,
			s.linkID(code), slug, db.Time(now))
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

// LookUpContact redeems a link. It returns the address that the link was sent to, how
// many times it is held, and, if it is, the code of a link with which it can be
// deleted within an hour.
func (s *Service) LookUpContact(ctx context.Context, slug, typed string) (address string, n int, next string, err error) {
	defer fault.Wrap(&err, "look up an address for %s", slug)
	if address, err = s.redeemContactLink(ctx, slug, typed); err != nil {
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
	code := intake.NewCode()
	return address, len(ids), code.String(), s.db.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return s.insertContactLink(ctx, tx, code, slug, sealed, now.Add(time.Hour))
	})
}

// DeleteContactByLink redeems a link from LookUpContact and deletes the address. It
// returns how many times the address was held.
func (s *Service) DeleteContactByLink(ctx context.Context, slug, typed string) (n int, err error) {
	defer fault.Wrap(&err, "delete an address for %s", slug)
	address, err := s.redeemContactLink(ctx, slug, typed)
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

// contactIDs returns the ids under which address is held. It opens every sealed
// address of the consultation, because nothing else identifies them.
func (s *Service) contactIDs(ctx context.Context, slug, address string) (ids []string, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		ids = nil
		return intake.EachOpenContact(ctx, tx, s.box.Open, slug, func(id string, details []survey.Contact) error {
			if slices.ContainsFunc(details, func(c survey.Contact) bool {
				return c.Kind == survey.Email && mail.FoldAddress(c.Text) == mail.FoldAddress(address)
			}) {
				ids = append(ids, id)
			}
			return nil
		})
	})
	return ids, err
}
