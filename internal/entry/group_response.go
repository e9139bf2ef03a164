package entry

import (
	"context"
	"encoding/json"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
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
// fault.NotFound.
func (s *Service) GetGroupResponse(ctx context.Context, slug string, link GroupLink) (r *GroupResponse, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error { r, err = s.linkedResponse(ctx, tx, slug, link); return err })
	return r, err
}

// errNoGroupResponse is the error for a code that opens nothing.
var errNoGroupResponse = fault.New(
	fault.NotFound,
	"This link does not work. The response may have been sent, or deleted after the consultation closed, or the link may be incomplete.",
)

// linkedResponse returns the response of link, both of whose halves must belong to it.
func (s *Service) linkedResponse(ctx context.Context, tx *db.Tx, slug string, link GroupLink) (*GroupResponse, error) {
	r, err := s.groupResponse(ctx, tx, slug, link.Code)
	if err == nil && r.key.Address != link.Address {
		err = errNoGroupResponse
	}
	return r, err
}

func (s *Service) groupResponse(ctx context.Context, tx *db.Tx, slug string, code intake.Code) (*GroupResponse, error) {
	r := &GroupResponse{Answers: map[string]GroupAnswer{}, RawAnswers: survey.Raw{}}
	tag, version := s.linkTag(code), ""
	var sealedCode, sealedName []byte
	_, err := db.One(ctx, tx, func(row db.Row) (bool, error) {
		return true, row.Scan(&r.ID, &version, &r.Edition, &r.Role, &sealedCode, &sealedName)
	}, `SELECT r.id, r.form, r.edition, l.role, l.sealed_code, l.sealed_name
		FROM entry_group_link l JOIN entry_group_response r ON r.id = l.group_response
		WHERE l.token = $1 AND r.consultation = $2`, tag, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, errNoGroupResponse
	}
	if err != nil {
		return nil, err
	}
	if r.key, err = s.openLink(slug, r.ID, code, sealedCode); err != nil {
		return nil, err
	}
	name, err := intake.OpenSealed(r.key.Key, tag, sealedName)
	if err != nil {
		return nil, err
	}
	r.WriterName, r.InviteCode = string(name), inviteCode(r.key.Key)
	if r.Consultation, err = consult.GetOpen(ctx, tx, slug); err != nil {
		return nil, err
	}
	if r.Form, err = s.Intake.Form(ctx, tx, version); err != nil {
		return nil, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	r.Form = r.Form.On(r.Closes.DayOf(now))
	if err := r.loadWriters(ctx, tx); err != nil {
		return nil, err
	}
	return r, r.loadAnswers(ctx, tx)
}

// openLink returns the key of the response with the given id.
func (s *Service) openLink(slug, id string, code intake.Code, sealed []byte) (key intake.Issued, err error) {
	text, err := intake.OpenSealed(s.linkKey(slug, code), s.linkTag(code), sealed)
	if err != nil {
		return key, err
	}
	address, err := intake.ParseAddress(id)
	if err != nil {
		return key, err
	}
	key, ok := s.Intake.Keys.Open(slug, address, intake.Code(text))
	if !ok {
		return key, errNoGroupResponse
	}
	return key, nil
}

// loadWriters fills in the names of all writers.
func (r *GroupResponse) loadWriters(ctx context.Context, tx *db.Tx) error {
	type writer struct {
		tag    string
		sealed []byte
	}
	all, err := db.All(ctx, tx, func(row db.Row) (w writer, err error) { return w, row.Scan(&w.tag, &w.sealed) },
		`SELECT token, sealed_name FROM entry_group_link WHERE group_response = $1 AND role <> $2`, r.ID, string(RoleInvite))
	if err != nil {
		return err
	}
	for _, w := range all {
		name, err := intake.OpenSealed(r.key.Key, w.tag, w.sealed)
		if err != nil {
			return err
		}
		r.WriterNames = append(r.WriterNames, string(name))
	}
	slices.Sort(r.WriterNames)
	return nil
}

// sealedAnswer is the part of an answer that is encrypted.
type sealedAnswer struct {
	Answer survey.Raw `json:"answer"`
	By     string     `json:"by"`
}

// answerSubject names an answer for the encryption.
func (r *GroupResponse) answerSubject(question string) string { return r.ID + "/" + question }

// loadAnswers fills in the answers.
func (r *GroupResponse) loadAnswers(ctx context.Context, tx *db.Tx) error {
	type row struct {
		question string
		sealed   []byte
		version  int64
	}
	all, err := db.All(ctx, tx, func(from db.Row) (p row, err error) {
		return p, from.Scan(&p.question, &p.sealed, &p.version)
	}, `SELECT question, sealed, version FROM entry_group_answer WHERE group_response = $1`, r.ID)
	if err != nil {
		return err
	}
	for _, p := range all {
		text, err := intake.OpenSealed(r.key.Key, r.answerSubject(p.question), p.sealed)
		if err != nil {
			return err
		}
		var a sealedAnswer
		if err := json.Unmarshal(text, &a); err != nil {
			return err
		}
		r.Answers[p.question] = GroupAnswer{a.Answer, a.By, p.version}
		maps.Copy(r.RawAnswers, a.Answer)
	}
	return nil
}

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

// SentGroupResponse is what the sender of a group response is shown once.
type SentGroupResponse struct {
	Receipt        *receipt.Receipt
	WithdrawalCode intake.Code
}

// SendGroupResponse submits a group response as one response, and then deletes it. Only
// the sender may.
func (s *Service) SendGroupResponse(
	ctx context.Context,
	slug string,
	link GroupLink,
) (sent *SentGroupResponse, problems []survey.Problem, err error) {
	defer fault.Wrap(&err, "send group response")
	r, err := s.GetGroupResponse(ctx, slug, link)
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
	response.Key, response.Address, response.Consultation = r.key.Key, r.key.Address, slug
	got, err := s.Intake.Receiver.Submit(ctx, &response)
	if err != nil {
		return nil, nil, err
	}
	if err := s.DB.Update(ctx, func(tx *db.Tx) error { return deleteGroupResponses(ctx, tx, []string{r.ID}) }); err != nil {
		return nil, nil, err
	}
	return &SentGroupResponse{got, r.key.Key.WithdrawalCode()}, nil, nil
}

// ResendGroupResponse returns what SendGroupResponse returned for a response that was
// sent with link before, because its answer may have been lost.
func (s *Service) ResendGroupResponse(ctx context.Context, slug string, link GroupLink) (*SentGroupResponse, error) {
	key, ok := s.Intake.Keys.Open(slug, link.Address, link.Code)
	if !ok {
		return nil, errNoGroupResponse
	}
	status, err := s.Intake.FindResponse(ctx, slug, key.Key)
	if err != nil {
		return nil, err
	}
	return &SentGroupResponse{status.Receipt, key.Key.WithdrawalCode()}, nil
}

// Title returns the title of a consultation and its language, or "" if it cannot be read.
func (s *Service) Title(ctx context.Context, slug string) (title, lang string) {
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := consult.Get(ctx, tx, slug)
		if err == nil {
			title, lang = c.Title, c.Language
		}
		return err
	}); err != nil {
		return "", ""
	}
	return title, lang
}

// GroupSentOn returns the day on which the group response at address was sent, or "".
func (s *Service) GroupSentOn(ctx context.Context, slug string, address intake.Address) (day string, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error { day, err = intake.SentOn(ctx, tx, slug, address); return err })
	return day, err
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
