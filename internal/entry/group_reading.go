package entry

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

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
