package entry

import (
	"context"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// GroupRole is what the holder of a link may do with a group response.
type GroupRole string

// The roles.
const (
	RoleSender GroupRole = "sender" // can write, and is the only one who can send
	RoleWriter GroupRole = "writer"
	RoleInvite GroupRole = "invite" // can join as a writer
)

// maxGroupPage is how many bytes of answers a writer can save at once: more than the
// longest page of a questionnaire needs.
const maxGroupPage = 128 << 10

// About how many bytes a group response without answers takes, and the link of a writer.
const (
	groupResponseSize = 1 << 10
	groupLinkSize     = 512
)

// GroupResponsesSize returns about how many bytes the group responses to a consultation take
// that have not been sent. It is an intake.Service.OtherDrafts.
func GroupResponsesSize(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT
		(SELECT COUNT(*) FROM entry_group_response WHERE consultation = $1) * $2 +
		(SELECT COUNT(*) FROM entry_group_link l JOIN entry_group_response r ON r.id = l.group_response
			WHERE r.consultation = $1 AND l.role = $4) * $3 +
		(SELECT COALESCE(SUM(LENGTH(a.sealed)), 0) FROM entry_group_answer a JOIN entry_group_response r ON r.id = a.group_response
			WHERE r.consultation = $1)`, consultation, int64(groupResponseSize), int64(groupLinkSize), string(RoleWriter))
}

// maxWriters is the highest number of writers of a group response.
const maxWriters = 50

// GroupAnswer is the answer to one question.
type GroupAnswer struct {
	Answer  survey.Raw
	By      string
	Version int64 // 0 if there is no answer yet
}

// GroupResponse is the response that several people in an organisation write
// together, as the holder of one link sees it.
type GroupResponse struct {
	*consult.Consultation
	ID, Edition string
	Form        *survey.Form
	InviteCode  intake.Code // with which others join
	key         intake.Issued
	Role        GroupRole
	WriterName  string   // of the link's holder
	WriterNames []string // of all writers
	Answers     map[string]GroupAnswer
	RawAnswers  survey.Raw // all answers combined
}

// GroupLink is what a writer needs to open a group response: the half of its key that
// is in the addresses of its pages, and a code of their own.
type GroupLink struct {
	Address intake.Address
	Code    intake.Code
}

// linkTag is the id under which the link of a code is stored.
func (s *Service) linkTag(code intake.Code) string {
	return s.Intake.Keys.Tag("folkmoot/group-link/v1", string(code))
}

// linkKey is the key with which the code of the response is encrypted for the link.
func (s *Service) linkKey(slug string, code intake.Code) intake.Key {
	return s.Intake.Keys.Key("group-link/"+slug, code)
}

// insertLink stores a link to the response with key.
func (s *Service) insertLink(
	ctx context.Context,
	tx *db.Tx,
	slug string,
	key intake.Issued,
	code intake.Code,
	role GroupRole,
	name string,
) error {
	tag := s.linkTag(code)
	_, err := tx.Insert(ctx, `entry_group_link (token, group_response, role, sealed_code, sealed_name)`, [][]any{{
		tag, key.Address.String(), string(role),
		intake.SealWithKey(s.linkKey(slug, code), tag, []byte(key.Code)),
		intake.SealWithKey(key.Key, tag, []byte(name)),
	}}, "")
	return err
}

func checkWriterName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || len([]rune(name)) > 60 {
		return "", fault.New(
			fault.Invalid,
			"Enter your role in the organisation, such as chair or treasurer, in 60 characters or fewer.",
		)
	}
	return name, nil
}

// BeginGroupResponse creates a group response and returns the link of its sender. Its
// code is that of the response itself, so that the sender can get the receipt again
// after the rest has been deleted.
func (s *Service) BeginGroupResponse(ctx context.Context, slug, edition, name string, from netip.Prefix) (link GroupLink, err error) {
	defer fault.Wrap(&err, "begin group response")
	if name, err = checkWriterName(name); err != nil {
		return link, err
	}
	if err := s.Intake.AllowDraft(ctx, slug, from, groupResponseSize); err != nil {
		return link, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := consult.GetOpen(ctx, tx, slug); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		key := s.Intake.Keys.Issue(slug, now)
		link = GroupLink{key.Address, key.Code}
		ref, err := consult.FindForm(ctx, tx, slug, edition)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Invalid, "Select a questionnaire.")
		}
		if err != nil {
			return err
		}
		if _, err := tx.Insert(ctx, `entry_group_response (id, consultation, form, edition)`,
			[][]any{{key.Address.String(), slug, ref.Version, edition}}, ""); err != nil {
			return err
		}
		if err := s.insertLink(ctx, tx, slug, key, key.Code, RoleSender, name); err != nil {
			return err
		}
		return s.insertLink(ctx, tx, slug, key, inviteCode(key.Key), RoleInvite, "")
	})
	return link, err
}

// inviteCode is the code with which people join the response with key.
func inviteCode(key intake.Key) intake.Code { return key.CodeFor("group-invite") }

// GroupResponseForms returns consultation slug and its questionnaires, if it is
// open for responses.
func (s *Service) GroupResponseForms(
	ctx context.Context,
	slug string,
) (c *consult.Consultation, refs []consult.FormRef, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if c, err = consult.GetOpen(ctx, tx, slug); err == nil {
			refs, err = consult.Forms(ctx, tx, slug)
		}
		return err
	})
	return c, refs, err
}

// FindGroupLink returns the link of a code, and whether it is the invitation to join.
func (s *Service) FindGroupLink(ctx context.Context, slug, typed string) (link GroupLink, role GroupRole, err error) {
	if link.Code, err = intake.ParseCode(typed); err != nil {
		return link, "", err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		r, err := s.groupResponse(ctx, tx, slug, link.Code)
		if err == nil {
			link.Address, role = r.key.Address, r.Role
		}
		return err
	})
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.Invalid, "We have no group response with that code. It may have been sent or deleted.")
	}
	return link, role, err
}

// GetGroupResponse returns the group response to slug that link opens, or
// JoinGroupResponse adds a writer who has the invitation code, and returns the writer's
// own link.
func (s *Service) JoinGroupResponse(ctx context.Context, slug, invite, name string, from netip.Prefix) (link GroupLink, err error) {
	defer fault.Wrap(&err, "join group response")
	if name, err = checkWriterName(name); err != nil {
		return link, err
	}
	inviteCode, err := intake.ParseCode(invite)
	if err != nil {
		return link, err
	}
	if err := s.Intake.AllowDraft(ctx, slug, from, groupLinkSize); err != nil {
		return link, err
	}
	link.Code = intake.NewCode()
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		r, err := s.groupResponse(ctx, tx, slug, inviteCode)
		switch {
		case err != nil:
			return err
		case r.Role != RoleInvite:
			return fault.New(fault.Conflict, "You have already joined this response. Use your own link.")
		case len(r.WriterNames) >= maxWriters:
			return fault.Newf(
				fault.Conflict,
				"This response already has %d writers, the most allowed. Ask one of them to write for you.",
				maxWriters,
			)
		case slices.Contains(r.WriterNames, name):
			return fault.New(
				fault.Conflict,
				"Another writer is using that role. Enter a different one so that people can tell you apart.",
			)
		}
		link.Address = r.key.Address
		return s.insertLink(ctx, tx, slug, r.key, link.Code, RoleWriter, name)
	})
	return link, err
}

// SaveGroupAnswers saves answers by question, each only if seen is its current
// version. It returns the questions that a colleague changed in the meantime;
// those are not saved.
func (s *Service) SaveGroupAnswers(
	ctx context.Context,
	slug string,
	link GroupLink,
	from netip.Prefix,
	typed map[string]survey.Raw,
	seen map[string]int64,
) (clashes []string, err error) {
	defer fault.Wrap(&err, "save group answers")
	size := 0
	for _, answer := range typed {
		size += len(db.JSON(answer))
	}
	if size > maxGroupPage {
		return nil, intake.ErrDraftTooLong
	}
	if err := s.Intake.AllowDraft(ctx, slug, from, size); err != nil {
		return nil, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		clashes = nil
		r, err := s.linkedResponse(ctx, tx, slug, link)
		if err != nil {
			return err
		}
		if r.Role == RoleInvite {
			return fault.New(fault.Conflict, "Enter your role in the organisation first.")
		}
		for _, question := range slices.Sorted(maps.Keys(typed)) {
			q, page := r.Form.Question(question)
			old := r.Answers[question]
			if q == nil || page.Monitoring || equalRaw(old.Answer, typed[question]) {
				continue
			}
			if err := intake.CheckAnswerLength(r.Form, q, typed[question]); err != nil {
				return err
			}
			sealed := intake.SealWithKey(r.key.Key, r.answerSubject(question), []byte(db.JSON(sealedAnswer{typed[question], r.WriterName})))
			n, err := tx.Exec(ctx, `
				INSERT INTO entry_group_answer (group_response, question, sealed, version) VALUES ($1, $2, $3, $4 + 1)
				ON CONFLICT (group_response, question) DO UPDATE SET sealed = excluded.sealed, version = excluded.version
				WHERE entry_group_answer.version = $4`, r.ID, question, sealed, seen[question])
			if err != nil {
				return err
			}
			if n == 0 {
				clashes = append(clashes, question)
			}
		}
		return nil
	})
	return clashes, err
}

// equalRaw reports whether two answers have the same values, ignoring blank
// ones.
func equalRaw(a, b survey.Raw) bool {
	return maps.EqualFunc(nonBlank(a), nonBlank(b), slices.Equal[[]string])
}

func nonBlank(raw survey.Raw) survey.Raw {
	out := survey.Raw{}
	for name, values := range raw {
		if strings.Join(values, "") != "" {
			out[name] = values
		}
	}
	return out
}
