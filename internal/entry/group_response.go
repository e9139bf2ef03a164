package entry

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/receipt"
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
	Role        GroupRole
	WriterName  string   // of the link's holder
	WriterNames []string // of all writers
	Answers     map[string]GroupAnswer
	RawAnswers  survey.Raw // all answers combined
}

// InviteToken returns the token of the invitation link, derived from the
// sender's token.
func InviteToken(sender string) string {
	return digest.Labelled("folkmoot/group-invite/v1", sender).Base64()
}

// GroupResponseKey returns the key of the response that is sent, derived from
// the sender's token.
func GroupResponseKey(sender string) intake.Key {
	return intake.Key(digest.Labelled("folkmoot/group-response-key/v1", sender))
}

func tokenDigest(token string) string {
	return digest.Labelled("folkmoot/group-token/v1", token).Hex()
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

// BeginGroupResponse creates a group response and returns the token of its
// sender.
func (s *Service) BeginGroupResponse(ctx context.Context, slug, edition, name string) (token string, err error) {
	defer fault.Wrap(&err, "begin group response")
	if name, err = checkWriterName(name); err != nil {
		return "", err
	}
	token = db.NewSecret()
	id := db.NewID()
	return token, s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := acceptingConsultation(ctx, tx, slug); err != nil {
			return err
		}
		ref, err := consult.FindForm(ctx, tx, slug, edition)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Invalid, "Select a questionnaire.")
		}
		if err != nil {
			return err
		}
		if _, err := tx.Insert(ctx, `entry_group_response (id, consultation, form, edition, response)`,
			[][]any{{id, slug, ref.Version, edition, GroupResponseKey(token).ID()}}, ""); err != nil {
			return err
		}
		_, err = tx.Insert(
			ctx,
			`entry_group_link (token, group_response, role, name)`,
			[][]any{
				{tokenDigest(token), id, string(RoleSender), name},
				{tokenDigest(InviteToken(token)), id, string(RoleInvite), ""},
			},
			"",
		)
		return err
	})
}

// acceptingConsultation returns consultation slug if it is open for responses.
func acceptingConsultation(ctx context.Context, tx *db.Tx, slug string) (*consult.Consultation, error) {
	c, err := consult.Get(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	return c, c.Accepts(now, time.Time{})
}

// GroupResponseForms returns consultation slug and its questionnaires, if it is
// open for responses.
func (s *Service) GroupResponseForms(
	ctx context.Context,
	slug string,
) (c *consult.Consultation, refs []consult.FormRef, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if c, err = acceptingConsultation(ctx, tx, slug); err == nil {
			refs, err = consult.Forms(ctx, tx, slug)
		}
		return err
	})
	return c, refs, err
}

// GetGroupResponse returns the group response to slug that token belongs to, or
// fault.NotFound.
func (s *Service) GetGroupResponse(ctx context.Context, slug, token string) (r *GroupResponse, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error { r, err = s.groupResponse(ctx, tx, slug, token); return err })
	return r, err
}

func (s *Service) groupResponse(ctx context.Context, tx *db.Tx, slug, token string) (*GroupResponse, error) {
	r, version := &GroupResponse{Answers: map[string]GroupAnswer{}, RawAnswers: survey.Raw{}}, ""
	_, err := db.One(ctx, tx, func(row db.Row) (bool, error) {
		return true, row.Scan(&r.ID, &version, &r.Edition, &r.Role, &r.WriterName)
	}, `SELECT r.id, r.form, r.edition, l.role, l.name FROM entry_group_link l JOIN entry_group_response r ON r.id = l.group_response
		WHERE l.token = $1 AND r.consultation = $2`, tokenDigest(token), slug)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(
			fault.NotFound,
			"This link does not work. The response may have been sent, or deleted after the consultation closed, or the link may be incomplete.",
		)
	}
	if err != nil {
		return nil, err
	}
	if r.Consultation, err = acceptingConsultation(ctx, tx, slug); err != nil {
		return nil, err
	}
	if r.Form, err = s.Intake.Form(ctx, tx, version); err != nil {
		return nil, err
	}
	if r.WriterNames, err = db.All(ctx, tx, db.Text,
		`SELECT name FROM entry_group_link WHERE group_response = $1 AND role <> $2 ORDER BY name`,
		r.ID, string(RoleInvite)); err != nil {
		return nil, err
	}
	type row struct {
		question, answer string
		GroupAnswer
	}
	all, err := db.All(ctx, tx, func(from db.Row) (p row, err error) {
		return p, from.Scan(&p.question, &p.answer, &p.By, &p.Version)
	}, `SELECT question, answer, written_by, version FROM entry_group_answer WHERE group_response = $1`, r.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if err := json.Unmarshal([]byte(p.answer), &p.Answer); err != nil {
			return nil, err
		}
		r.Answers[p.question] = p.GroupAnswer
		maps.Copy(r.RawAnswers, p.Answer)
	}
	return r, nil
}

// JoinGroupResponse adds a writer who has the invitation token, and returns the
// writer's own token.
func (s *Service) JoinGroupResponse(ctx context.Context, slug, inviteToken, name string) (token string, err error) {
	defer fault.Wrap(&err, "join group response")
	if name, err = checkWriterName(name); err != nil {
		return "", err
	}
	token = db.NewSecret()
	return token, s.DB.Update(ctx, func(tx *db.Tx) error {
		r, err := s.groupResponse(ctx, tx, slug, inviteToken)
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
		_, err = tx.Insert(
			ctx,
			`entry_group_link (token, group_response, role, name)`,
			[][]any{{tokenDigest(token), r.ID, string(RoleWriter), name}},
			"",
		)
		return err
	})
}

// SaveGroupAnswers saves answers by question, each only if seen is its current
// version. It returns the questions that a colleague changed in the meantime;
// those are not saved.
func (s *Service) SaveGroupAnswers(
	ctx context.Context,
	slug, token string,
	typed map[string]survey.Raw,
	seen map[string]int64,
) (clashes []string, err error) {
	defer fault.Wrap(&err, "save group answers")
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		clashes = nil
		r, err := s.groupResponse(ctx, tx, slug, token)
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
			n, err := tx.Exec(ctx, `
				INSERT INTO entry_group_answer (group_response, question, answer, written_by, version) VALUES ($1, $2, $3, $4, $5 + 1)
				ON CONFLICT (group_response, question) 
				DO UPDATE SET answer = excluded.answer, written_by = excluded.written_by, version = excluded.version
				WHERE entry_group_answer.version = $5`, r.ID, question, db.JSON(typed[question]), r.WriterName, seen[question])
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

// SendGroupResponse submits a group response as one response, and then deletes
// it. Only the sender may. It is idempotent: the key of the response is derived
// from token.
func (s *Service) SendGroupResponse(
	ctx context.Context,
	slug, token string,
) (_ *receipt.Receipt, problems []survey.Problem, err error) {
	defer fault.Wrap(&err, "send group response")
	r, err := s.GetGroupResponse(ctx, slug, token)
	if err != nil {
		return nil, nil, err
	}
	if r.Role != RoleSender {
		return nil, nil, fault.New(fault.Forbidden, "Only the person who started this response can send it. Tell them it is ready.")
	}
	answers, problems := r.Form.Check(r.RawAnswers)
	if len(problems) > 0 {
		return nil, problems, nil
	}
	response := intake.NewResponse(r.Form, answers)
	response.Key, response.Consultation = GroupResponseKey(token), slug
	got, err := s.Intake.Receiver.Submit(ctx, &response)
	if err != nil {
		return nil, nil, err
	}
	return got, nil, s.DB.Update(ctx, func(tx *db.Tx) error { return deleteGroupResponses(ctx, tx, []string{r.ID}) })
}

func deleteGroupResponses(ctx context.Context, tx *db.Tx, ids []string) error {
	for _, id := range ids {
		for _, from := range []string{
			`entry_group_answer WHERE group_response`,
			`entry_group_link WHERE group_response`,
			`entry_group_response WHERE id`,
		} {
			if _, err := tx.Exec(ctx, `DELETE FROM `+from+` = $1`, id); err != nil {
				return err
			}
		}
	}
	return nil
}
