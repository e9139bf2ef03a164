package moderation

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Query is which responses an officer wants to see.
type Query struct {
	intake.Filter
	Flagged bool   // only those with an open flag
	Search  string // all of them stand in the free text
	After   string // id of the last one of the page before
}

// pageSize is how many responses stand on a page.
const pageSize = 25

// ListedResponse is a response in a list.
type ListedResponse struct {
	intake.ResponseRow
	Flags int // open
}

// ResponsePage is a page of responses.
type ResponsePage struct {
	Consultation *consult.Consultation
	Rows         []ListedResponse
	Next         string // After of the next page, or ""
	Forms        []consult.FormRef
}

// describe tells the audit log how the list was narrowed. The words that were looked
// for may name somebody, so it tells only that there were some.
func (q *Query) describe() string {
	var parts []string
	for _, p := range []struct{ name, value string }{{"channel", q.Channel}, {"edition", q.Edition}, {"form", q.FormVersion}, {"state", string(q.State)}} {
		if p.value != "" {
			parts = append(parts, p.name+"="+p.value)
		}
	}
	if q.Flagged {
		parts = append(parts, "flagged")
	}
	if strings.TrimSpace(q.Search) != "" {
		parts = append(parts, "words")
	}
	return strings.Join(parts, " ")
}

// check refuses what no filter of ours sends.
func (q *Query) check() error {
	states := []intake.ResponseState{"", intake.Counted, intake.Withdrawn, intake.Excluded}
	if q.Channel != "" && !slices.Contains(intake.Channels, intake.Channel(q.Channel)) || !slices.Contains(states, q.State) {
		return fault.New(fault.Invalid, "Select a filter from the list.")
	}
	return nil
}

// ListResponses returns responses to a consultation in no order that means anything. That
// by looked is written down before.
func (s *Service) ListResponses(ctx context.Context, by actor.Actor, slug string, q Query) (l ResponsePage, err error) {
	defer fault.Wrap(&err, "list responses to %s", slug)
	if err := q.check(); err != nil {
		return l, err
	}
	if err := s.logAccess(ctx, by, actor.ReadResponses, slug, "list-responses", "consultation", slug, q.describe()); err != nil {
		return l, err
	}
	return l, s.DB.View(ctx, func(tx *db.Tx) error {
		l = ResponsePage{}
		if l.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if l.Forms, err = consult.Forms(ctx, tx, slug); err != nil {
			return err
		}
		flags, err := countOpenFlags(ctx, tx, slug)
		if err != nil {
			return err
		}
		for after := q.After; ; {
			some, err := intake.ListResponses(ctx, tx, slug, q.Filter, after, 200)
			if err != nil {
				return err
			}
			for _, seen := range some {
				ok, err := s.matches(ctx, tx, &q, seen, flags)
				if err != nil {
					return err
				}
				if !ok {
					continue
				}
				if len(l.Rows) == pageSize {
					l.Next = l.Rows[pageSize-1].ID
					return nil
				}
				l.Rows = append(l.Rows, ListedResponse{seen, flags[seen.ID]})
			}
			if len(some) < 200 {
				return nil
			}
			after = some[len(some)-1].ID
		}
	})
}

func (s *Service) matches(ctx context.Context, tx *db.Tx, q *Query, seen intake.ResponseRow, flags map[string]int) (bool, error) {
	if q.Flagged && flags[seen.ID] == 0 {
		return false, nil
	}
	words := strings.Fields(foldText(q.Search))
	if len(words) == 0 {
		return true, nil
	}
	texts, err := s.texts(ctx, tx, seen)
	if err != nil {
		return false, err
	}
	var all strings.Builder
	for _, t := range texts {
		all.WriteString(foldText(t.Text))
		all.WriteByte('\n')
	}
	for _, w := range words {
		if !strings.Contains(all.String(), w) {
			return false, nil
		}
	}
	return true, nil
}

// foldText brings text into the form in which it is compared: composed alike, and
// without capitals.
func foldText(text string) string { return cases.Fold().String(norm.NFKC.String(text)) }

// FreeText is one text that somebody wrote.
type FreeText = intake.FreeText

// texts returns the free texts of a response, in the order of the form.
func (s *Service) texts(ctx context.Context, tx *db.Tx, seen intake.ResponseRow) (all []FreeText, err error) {
	_, answers, err := s.Intake.ParseAnswers(ctx, tx, seen.FormVersion, seen.Answers)
	if err != nil {
		return nil, err
	}
	return intake.FreeTexts(answers), nil
}

// ResponseDetail is a response as it is read by an officer.
type ResponseDetail struct {
	intake.ResponseRow
	Consultation  *consult.Consultation
	Questionnaire *survey.Form
	ParsedAnswers survey.Answers // of its substantive part
	Texts         []FreeText     // whose words can be taken out
	Flags         []Flag
	Redactions    []intake.Redaction
	Released      bool // results were released: what changes now needs a new release
}

// ReadResponse returns one response. That by reads it is written down before.
func (s *Service) ReadResponse(ctx context.Context, by actor.Actor, slug, id string) (one *ResponseDetail, err error) {
	defer fault.Wrap(&err, "read a response to %s", slug)
	if err := s.logResponseAccess(ctx, by, actor.ReadResponses, slug, id, "read-response", ""); err != nil {
		return nil, err
	}
	return one, s.DB.View(ctx, func(tx *db.Tx) error {
		one, err = s.GetResponseDetail(ctx, tx, slug, id)
		return err
	})
}

func (s *Service) GetResponseDetail(ctx context.Context, tx *db.Tx, slug, id string) (one *ResponseDetail, err error) {
	one = &ResponseDetail{}
	if one.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
		return nil, err
	}
	if one.ResponseRow, err = intake.GetResponse(ctx, tx, slug, id); err != nil {
		return nil, err
	}
	if one.Questionnaire, one.ParsedAnswers, err = s.Intake.ParseAnswers(ctx, tx, one.FormVersion, one.Answers); err != nil {
		return nil, err
	}
	one.Texts = intake.FreeTexts(one.ParsedAnswers)
	if one.Flags, err = listFlags(ctx, tx, id); err != nil {
		return nil, err
	}
	if one.Redactions, err = intake.ResponseRedactions(ctx, tx, id); err != nil {
		return nil, err
	}
	one.Released, err = s.Intake.Releases.Released(ctx, tx, slug)
	return one, err
}

// ReadMonitoring returns what the person said of themselves. purpose says what
// it is needed for and is kept.
func (s *Service) ReadMonitoring(
	ctx context.Context,
	by actor.Actor,
	slug, id, purpose string,
) (form *survey.Form, given survey.Answers, err error) {
	defer fault.Wrap(&err, "read monitoring answers to %s", slug)
	if !by.May(actor.ReadMonitoring) {
		return nil, given, errMonitoringForbidden
	}
	if purpose = strings.TrimSpace(purpose); len(purpose) < minPurposeLength {
		return nil, given, errPurposeRequired
	}
	if err := s.logResponseAccess(ctx, by, actor.ReadMonitoring, slug, id, "read-monitoring", purpose); err != nil {
		return nil, given, err
	}
	return form, given, s.DB.View(ctx, func(tx *db.Tx) error {
		seen, err := intake.GetResponse(ctx, tx, slug, id)
		if err != nil {
			return err
		}
		canonical, err := intake.GetMonitoring(ctx, tx, slug, id)
		if err != nil {
			return err
		}
		form, given, err = s.Intake.ParseAnswers(ctx, tx, seen.FormVersion, canonical)
		return err
	})
}

// minPurposeLength is how long the purpose of a look at the least is, in bytes.
const minPurposeLength = 10

// logAccess writes down that by is about to look, if by may.
func (s *Service) logAccess(ctx context.Context, by actor.Actor, capability actor.Capability, slug, act, kind, subject, why string) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, capability, slug, mayNotRead); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, act, kind, subject, why)
	})
}

// logResponseAccess is note about a response, which must be there.
func (s *Service) logResponseAccess(ctx context.Context, by actor.Actor, capability actor.Capability, slug, id, act, why string) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, capability, slug, mayNotRead); err != nil {
			return err
		}
		if _, err := intake.GetResponse(ctx, tx, slug, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, act, "response", id, why)
	})
}
