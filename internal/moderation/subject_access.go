package moderation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/survey"
)

// SubjectData is everything that is held of one response, for the person who sent it.
type SubjectData struct {
	ResponseDetail
	Monitoring survey.Answers      // of the other part
	Published  []PublishableAnswer // what of it is shown to the public
	AccessLog  []Access
}

// Access is one time that somebody at the council saw or changed the response. It
// names nobody.
type Access struct {
	At       time.Time
	Act, Why string
	Org      string
}

// SubjectDataByCode returns everything that is held of the response that code names.
func (s *Service) SubjectDataByCode(ctx context.Context, slug, code string) (h *SubjectData, err error) {
	defer fault.Wrap(&err, "show a person what is held of their response to %s", slug)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		id, err := intake.FindByWithdrawalCode(ctx, tx, slug, code)
		if err != nil {
			return err
		}
		h, err = s.subjectData(ctx, tx, slug, id)
		return err
	})
	return h, err
}

func (s *Service) subjectData(ctx context.Context, tx *db.Tx, slug, id string) (*SubjectData, error) {
	one, err := s.responseDetail(ctx, tx, slug, id)
	if err != nil {
		return nil, err
	}
	h := &SubjectData{ResponseDetail: *one}
	canonical, err := intake.GetMonitoring(ctx, tx, slug, id)
	if err != nil {
		return nil, err
	}
	if _, h.Monitoring, err = s.Intake.ParseAnswers(ctx, tx, h.FormVersion, canonical); err != nil {
		return nil, err
	}
	for before := int64(0); ; {
		some, next, err := audit.List(ctx, tx, actor.System, audit.Filter{SubjectKind: "response", Subject: id, Before: before})
		if err != nil {
			return nil, err
		}
		for _, e := range some {
			h.AccessLog = append(h.AccessLog, Access{e.At, e.Act, e.Reason, e.Org})
		}
		if before = next; next == 0 {
			break
		}
	}
	for _, act := range []string{"export-responses", "export-monitoring", "read-write-ins"} {
		some, _, err := audit.List(ctx, tx, actor.System, audit.Filter{SubjectKind: "consultation", Subject: slug, Act: act})
		if err != nil {
			return nil, err
		}
		for _, e := range some {
			h.AccessLog = append(h.AccessLog, Access{e.At, e.Act, e.Reason, e.Org})
		}
	}
	slices.Reverse(h.AccessLog) // the audit log gives the latest first
	slices.SortStableFunc(h.AccessLog, func(a, b Access) int { return a.At.Compare(b.At) })
	h.Published, err = s.publishedAnswers(ctx, tx, slug, h.ResponseRow)
	return h, err
}

// linkLifetimeHours is how long the link to one's addresses works.
const linkLifetimeHours = 24

// SendContactLink sends a letter with a link to address, at which its owner sees
// whether it is held. The letter goes to every address, held or not, so that
// nobody learns from the answer whose is; once a day to each.
func (s *Service) SendContactLink(ctx context.Context, slug, lang, typed string) (err error) {
	defer fault.Wrap(&err, "send a link to the addresses of %s", slug)
	address, err := mail.ParseAddress(typed)
	if err != nil {
		return err
	}
	if s.Box == nil || s.Notifications == nil {
		return fault.New(fault.Busy, "We cannot send emails at the moment. Contact the council instead.")
	}
	secret := db.NewSecret()
	sealed, err := s.Box.Seal("", address)
	if err != nil {
		return err
	}
	tag, err := s.Box.Tag("", mail.FoldAddress(address))
	if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
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
		return s.Notifications.Enqueue(
			ctx,
			tx,
			notify.Notification{Kind: notify.ContactAccess, Key: slug + "/" + tag + "/" + now.UTC().Format(time.DateOnly), Lang: lang, To: address,
				Data: map[string]string{
					"title": c.Title,
					"link":  s.BaseURL + "/consultations/" + slug + "/my-address/" + secret,
					"until": until.UTC().Format(time.RFC3339),
				}},
			now,
		)
	})
}

func insertContactLink(ctx context.Context, tx *db.Tx, token, slug string, sealed []byte, until time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO subjectaccess_link (id, consultation, sealed, expires, used) VALUES ($1, $2, $3, $4, FALSE)`,
		digest("folkmoot/custody-link/v1", token), slug, sealed, db.Time(until))
	return err
}

var errLinkExpired = fault.New(fault.Closed, "This link has been used or has expired. Ask for a new one.")

// redeemContactLink uses up token and returns the address that it was sent to.
func (s *Service) redeemContactLink(ctx context.Context, slug, token string) (address string, err error) {
	var sealed []byte
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		sealed, err = db.One(ctx, tx, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) },
			`UPDATE subjectaccess_link SET used = TRUE WHERE id = $1 AND consultation = $2 AND expires > $3 AND NOT used RETURNING sealed`,
			digest("folkmoot/custody-link/v1", token), slug, db.Time(now))
		if fault.Is(err, fault.NotFound) {
			err = errLinkExpired
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return s.Box.Open("", sealed)
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
	sealed, err := s.Box.Seal("", address)
	if err != nil {
		return "", 0, "", err
	}
	next = db.NewSecret()
	return address, len(ids), next, s.DB.Update(ctx, func(tx *db.Tx) error {
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
		if err := s.Intake.DeleteContact(ctx, slug, id); err != nil {
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
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		all, err = intake.SealedContacts(ctx, tx, slug)
		return err
	}); err != nil {
		return nil, err
	}
	for id, sealed := range all {
		text, err := s.Box.Open(slug, sealed)
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

// ReadContacts returns the addresses of those who want to hear what came of a
// consultation. They are joined to no response. purpose is kept.
func (s *Service) ReadContacts(ctx context.Context, by actor.Actor, slug, purpose string) (all []string, err error) {
	defer fault.Wrap(&err, "read the contacts of %s", slug)
	if !by.May(actor.ReadContacts) {
		return nil, fault.New(fault.Forbidden, "You do not have permission to see email addresses.")
	}
	if purpose = strings.TrimSpace(purpose); len(purpose) < minPurposeLength {
		return nil, fault.New(fault.Invalid, "Explain in a sentence why you need the addresses. Your reason is logged.")
	}
	if err := s.logAccess(ctx, by, actor.ReadContacts, slug, "read-contacts", "consultation", slug, purpose); err != nil {
		return nil, err
	}
	if s.Box == nil {
		return nil, nil
	}
	var sealed map[string][]byte
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		sealed, err = intake.SealedContacts(ctx, tx, slug)
		return err
	}); err != nil {
		return nil, err
	}
	for _, one := range sealed {
		text, err := s.Box.Open(slug, one)
		if fault.Is(err, fault.Closed) {
			continue
		}
		if err != nil {
			return nil, err
		}
		_, address := notify.DecodeRecipient(text)
		all = append(all, address)
	}
	slices.Sort(all) // an order that tells nothing of when they came
	return slices.Compact(all), nil
}
