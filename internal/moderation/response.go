package moderation

import (
	"context"
	"math"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// Query selects a page of responses.
type Query struct {
	intake.Filter
	Flagged bool           // only responses with an open flag
	Search  string         // only responses whose written answers contain each of these words
	Unread  int64          // only responses that the officer had not read at this entry of the audit log; 0: all
	Given   []tally.Filter // only responses with these answers; none about equality monitoring
	Letters bool           // letters, petitions and events too, sorted by the day on which they were received
	Answers bool           // the officer reads the answers of the page, which is logged for each response
	Sort    db.Sort        // of intake.ResponseSorts
	At      string         // cursor of the page, or "" for the first
}

// PageSize is the number of responses or submissions on a page of a list.
const PageSize = 25

// ListedResponse is a response in a list, or a letter, email, petition or event.
type ListedResponse struct {
	intake.ResponseRow
	Letter        *entry.Revision // nil for a response
	Flags         int             // number of open flags
	Read          bool            // the officer had read it before
	Questionnaire *survey.Form
	ParsedAnswers survey.Answers // with Query.Answers, without the equality monitoring answers
}

// ResponsePage is a page of responses.
type ResponsePage struct {
	Consultation  *consult.Consultation
	Forms         []consult.FormRef
	Questionnaire *survey.Form     // nil if the consultation has none
	Variables     []tally.Variable // by which Query.Given can filter
	Total         int64            // number of responses on all pages, or -1 with a filter
	LastEntry     int64            // number of the newest entry of the audit log, for Query.Unread
	db.Page[ListedResponse]
}

// describe returns the filters of q for the audit log. The search words are not
// logged, because they may be a name.
func (q *Query) describe() string {
	var parts []string
	for _, p := range []struct{ name, value string }{
		{"channel", q.Channel}, {"edition", q.Edition}, {"form", q.FormVersion}, {"state", string(q.State)},
	} {
		if p.value != "" {
			parts = append(parts, p.name+"="+p.value)
		}
	}
	if q.Flagged {
		parts = append(parts, "flagged")
	}
	if q.Unread > 0 {
		parts = append(parts, "unread")
	}
	for _, f := range q.Given {
		parts = append(parts, "answered="+f.Variable)
	}
	if q.Letters {
		parts = append(parts, "letters")
	}
	if strings.TrimSpace(q.Search) != "" {
		parts = append(parts, "search")
	}
	return strings.Join(parts, " ")
}

// check returns fault.Invalid for a channel or state that does not exist.
func (q *Query) check() error {
	states := []intake.ResponseState{"", intake.Counted, intake.Withdrawn, intake.Excluded}
	if q.Channel != "" && !slices.Contains(intake.Channels, intake.Channel(q.Channel)) ||
		!slices.Contains(states, q.State) {
		return fault.New(fault.Invalid, "Select a filter from the list.")
	}
	return nil
}

// ListResponses returns a page of responses to a consultation, sorted by q.Sort. The access
// is logged first.
func (s *Service) ListResponses(
	ctx context.Context,
	by actor.Actor,
	slug string,
	q Query,
) (list ResponsePage, err error) {
	defer fault.Wrap(&err, "list responses to %s", slug)
	if err := q.check(); err != nil {
		return list, err
	}
	err = s.logAccess(ctx, by, actor.ReadResponses, slug, "list-responses", "consultation", slug, q.describe())
	if err != nil {
		return list, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		list = ResponsePage{}
		if list.LastEntry, err = audit.Newest(ctx, tx); err != nil {
			return err
		}
		if list.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if list.Forms, err = consult.Forms(ctx, tx, slug); err != nil {
			return err
		}
		if list.Total, err = countListed(ctx, tx, slug, &q); err != nil {
			return err
		}
		given, err := s.newGivenAnswers(ctx, tx, list.Forms, q.Given)
		if err != nil {
			return err
		}
		if given != nil {
			list.Questionnaire, list.Variables = given.written, given.variables()
		}
		list.Page, err = s.sift(ctx, tx, by, slug, &q, given, q.At, PageSize)
		return err
	})
	if err == nil && q.Answers {
		err = s.readAnswers(ctx, by, slug, list.Items)
	}
	return list, err
}

// sifts reports whether q chooses among the rows that SQL returns.
func (q *Query) sifts() bool {
	return q.Flagged || q.Unread > 0 || len(q.Given) > 0 || q.Letters || strings.TrimSpace(q.Search) != ""
}

// window returns how many responses are read for a page: those that it shows, or more
// if it does not show all.
func (q *Query) window() db.Window { return listWindow(q.sifts()) }

func listWindow(chooses bool) db.Window {
	if chooses {
		return db.Window{Rows: 200, Limit: 20_000}
	}
	return db.Window{Rows: PageSize, Limit: PageSize}
}

// countListed returns the number of responses that q selects, or -1 if it is not known
// without reading them.
func countListed(ctx context.Context, tx *db.Tx, slug string, q *Query) (n int64, err error) {
	if q.sifts() || q.Filter != (intake.Filter{State: q.State}) {
		return -1, nil
	}
	counts, err := intake.CountByState(ctx, tx, slug)
	for state, count := range counts {
		if q.State == "" || q.State == state {
			n += count
		}
	}
	return n, err
}

// chooseResponses returns those of rows that q selects, at their positions.
func (s *Service) chooseResponses(
	ctx context.Context, tx *db.Tx, by actor.Actor, q *Query, given *givenAnswers, rows []intake.ResponseRow,
) ([]*ListedResponse, error) {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	flags, err := countOpenFlags(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	until := q.Unread
	if until == 0 {
		until = math.MaxInt64
	}
	read, err := audit.DidTo(ctx, tx, by.ID, readAct, "response", ids, until)
	if err != nil {
		return nil, err
	}
	chosen := make([]*ListedResponse, len(rows))
	for i, row := range rows {
		if q.Unread > 0 && (read[row.ID] || row.State == intake.Withdrawn) {
			continue
		}
		ok, err := s.matches(ctx, tx, q, row, flags)
		if ok && err == nil && len(q.Given) > 0 {
			ok, err = given.chooses(ctx, tx, row)
		}
		if err != nil {
			return nil, err
		}
		if ok {
			chosen[i] = &ListedResponse{ResponseRow: row, Flags: flags[row.ID], Read: read[row.ID]}
		}
	}
	return chosen, nil
}

// matches reports whether a response has an open flag and the search words, as far as
// q asks for them.
func (s *Service) matches(
	ctx context.Context,
	tx *db.Tx,
	q *Query,
	row intake.ResponseRow,
	flags map[string]int,
) (bool, error) {
	if q.Flagged && flags[row.ID] == 0 {
		return false, nil
	}
	words := strings.Fields(locale.Fold(q.Search))
	if len(words) == 0 {
		return true, nil
	}
	texts, err := s.texts(ctx, tx, row)
	if err != nil {
		return false, err
	}
	var all strings.Builder
	for _, t := range texts {
		all.WriteString(locale.Fold(t.Text))
		all.WriteByte('\n')
	}
	for _, w := range words {
		if !strings.Contains(all.String(), w) {
			return false, nil
		}
	}
	return true, nil
}

// foldText returns text in Unicode normalisation form KC with letter case folded, so
// that it can be compared.
func foldText(text string) string { return cases.Fold().String(norm.NFKC.String(text)) }

// FreeText is a written answer.
type FreeText = intake.FreeText

// texts returns the written answers of a response, in the order of the form.
func (s *Service) texts(ctx context.Context, tx *db.Tx, row intake.ResponseRow) (all []FreeText, err error) {
	_, answers, err := s.Intake.ParseAnswers(ctx, tx, row.FormVersion, row.Answers)
	if err != nil {
		return nil, err
	}
	return intake.FreeTexts(answers), nil
}

// ResponseDetail is a response with everything that moderation knows about it.
type ResponseDetail struct {
	intake.ResponseRow
	Consultation  *consult.Consultation
	Questionnaire *survey.Form
	ParsedAnswers survey.Answers // without the equality monitoring answers
	Texts         []FreeText     // that can be redacted
	Flags         []Flag
	Redactions    []intake.Redaction
	Released      bool // results were released: a change of its state needs a new release
	Files         []*intake.AttachedFile
	MissingFiles  []string // digests of files that the answers name and that are not stored
}

// ReadResponse returns a response for an officer to read. The access is logged first.
func (s *Service) ReadResponse(ctx context.Context, by actor.Actor, slug, id string) (detail *ResponseDetail, err error) {
	defer fault.Wrap(&err, "read a response to %s", slug)
	if err := s.logResponseAccess(ctx, by, actor.ReadResponses, slug, id, readAct, ""); err != nil {
		return nil, err
	}
	return detail, s.DB.View(ctx, func(tx *db.Tx) error {
		detail, err = s.GetResponseDetail(ctx, tx, slug, id)
		return err
	})
}

// GetResponseDetail returns a response. Callers that show it to staff must log the
// access first.
func (s *Service) GetResponseDetail(ctx context.Context, tx *db.Tx, slug, id string) (*ResponseDetail, error) {
	var err error
	d := &ResponseDetail{}
	if d.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
		return nil, err
	}
	if d.ResponseRow, err = intake.GetResponse(ctx, tx, slug, id); err != nil {
		return nil, err
	}
	d.Questionnaire, d.ParsedAnswers, err = s.Intake.ParseAnswers(ctx, tx, d.FormVersion, d.Answers)
	if err != nil {
		return nil, err
	}
	d.Texts = intake.FreeTexts(d.ParsedAnswers)
	if d.Files, err = intake.FilesOf(ctx, tx, id); err != nil {
		return nil, err
	}
	d.MissingFiles = intake.MissingFiles(d.ParsedAnswers, d.Files)
	if d.Flags, err = listFlags(ctx, tx, id); err != nil {
		return nil, err
	}
	if d.Redactions, err = intake.ResponseRedactions(ctx, tx, id); err != nil {
		return nil, err
	}
	d.Released, err = s.Intake.Releases.Released(ctx, tx, slug)
	return d, err
}

// ReadMonitoring returns the equality monitoring answers of one response. The access
// is logged first, with the purpose.
func (s *Service) ReadMonitoring(
	ctx context.Context,
	by actor.Actor,
	slug, id, purpose string,
) (form *survey.Form, answers survey.Answers, err error) {
	defer fault.Wrap(&err, "read monitoring answers to %s", slug)
	if !by.May(actor.ReadMonitoring) {
		return nil, answers, errMonitoringForbidden
	}
	if purpose, err = audit.Purpose(purpose, errPurposeRequired); err != nil {
		return nil, answers, err
	}
	if err := s.logResponseAccess(ctx, by, actor.ReadMonitoring, slug, id, "read-monitoring", purpose); err != nil {
		return nil, answers, err
	}
	return form, answers, s.DB.View(ctx, func(tx *db.Tx) error {
		row, err := intake.GetResponse(ctx, tx, slug, id)
		if err != nil {
			return err
		}
		canonical, err := intake.GetMonitoring(ctx, tx, slug, id)
		if err != nil {
			return err
		}
		form, answers, err = s.Intake.ParseAnswers(ctx, tx, row.FormVersion, canonical)
		return err
	})
}

// logAccess checks that by has the capability for the consultation, and writes to the
// audit log that by is about to read something.
func (s *Service) logAccess(
	ctx context.Context,
	by actor.Actor,
	capability actor.Capability,
	slug, act, kind, subject, why string,
) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, capability, slug, mayNotRead); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, act, kind, subject, why)
	})
}

// logResponseAccess is logAccess for a response, which must exist.
func (s *Service) logResponseAccess(
	ctx context.Context,
	by actor.Actor,
	capability actor.Capability,
	slug, id, act, why string,
) error {
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
