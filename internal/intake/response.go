package intake

import (
	"context"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// ResponseRow is a response as staff see it: without monitoring answers, which
// need another capability, and without anything that identifies the respondent.
type ResponseRow struct {
	ID, Consultation, FormVersion, Edition, Channel, ReceivedOn string
	State                                                       ResponseState
	Reason                                                      string
	EnteredBy                                                   string // id of the account that entered it, or ""
	Answers                                                     []byte // canonical; nil if withdrawn
	RedactionCount, RestoreCount                                int64  // RestoreCount: how often it was excluded and included again
	HasMonitoring, MonitoringDeleted                            bool   // MonitoringDeleted: at the end of the retention period
	TextsDeleted                                                bool   // at the end of the retention period
	ReceiptCode                                                 string
	Order                                                       int  // see Response.Order
	HasWithdrawalCode                                           bool // the respondent has a withdrawal code
}

func (s *storedResponse) toRow() ResponseRow {
	out := ResponseRow{
		ID:                s.id,
		Consultation:      s.consultation,
		FormVersion:       s.formVersion,
		Edition:           s.edition,
		Channel:           s.channel,
		ReceivedOn:        s.receivedOn,
		State:             s.state,
		Reason:            s.reason,
		EnteredBy:         s.enteredBy,
		RedactionCount:    s.redactionCount,
		RestoreCount:      s.restoreCount,
		HasMonitoring:     s.monitoringSalt != nil,
		MonitoringDeleted: s.monitoringDeleted,
		TextsDeleted:      s.textsDeleted,
		Order:             s.order,
		ReceiptCode:       s.leaf("response").Code(),
		HasWithdrawalCode: s.withdrawalDigest != "",
	}
	if s.answers != "" {
		out.Answers = []byte(s.answers)
	}
	return out
}

// Filter selects responses. An empty field matches all.
type Filter struct {
	Channel, Edition, FormVersion string
	State                         ResponseState
}

// GetResponse returns response id of consultation, or fault.NotFound. A caller that
// shows it to staff must first write an audit entry.
func GetResponse(ctx context.Context, tx *db.Tx, consultation, id string) (ResponseRow, error) {
	s, err := getStored(ctx, tx, consultation, id)
	if fault.Is(err, fault.NotFound) {
		return ResponseRow{}, fault.New(fault.NotFound, "We cannot find that response. It may belong to another consultation.")
	}
	if err != nil {
		return ResponseRow{}, err
	}
	return s.toRow(), nil
}

// GetResponses returns those of ids that are responses to consultation, sorted by
// id.
func GetResponses(ctx context.Context, tx *db.Tx, consultation string, ids []string) ([]ResponseRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := db.All(
		ctx,
		tx,
		scanStored,
		`SELECT `+responseColumns+fromResponses+`WHERE r.consultation = $1 AND r.id IN (`+db.Placeholders(2, len(ids))+`) ORDER BY r.id`,
		append([]any{consultation}, db.Args(ids)...)...)
	return toRows(rows), err
}

func toRows(rows []storedResponse) []ResponseRow {
	all := make([]ResponseRow, 0, len(rows))
	for i := range rows {
		all = append(all, rows[i].toRow())
	}
	return all
}

// byState is the order in which responses are read unless a list asks for another.
var byState = db.Order{Columns: []db.Column{{Name: "r.state"}, {Name: "r.id"}}}

// ResponseSorts are the orders of the responses to a consultation. Ids are random, so that
// none shows in which order responses arrived on a day, and none is by an answer.
var ResponseSorts = db.Sorts[ResponseRow]{
	{Name: "state", Order: byState, Position: func(r ResponseRow) []any { return r.position() }},
	{Name: "received", Order: db.Order{Columns: []db.Column{{Name: "r.day"}, {Name: "r.id"}}, Descending: true},
		Position: func(r ResponseRow) []any { return []any{r.ReceivedOn, r.ID} }},
}

// ListResponses returns the page of up to size responses to consultation at the cursor
// at, sorted by one of ResponseSorts.
func ListResponses(
	ctx context.Context, tx *db.Tx, consultation string, filter Filter, by db.Sort, at string, size int,
) (db.Page[ResponseRow], error) {
	where, args := `r.consultation = $1`, []any{consultation}
	for _, condition := range []struct{ column, value string }{
		{"channel", filter.Channel},
		{"edition", filter.Edition},
		{"form", filter.FormVersion},
		{"state", string(filter.State)},
	} {
		if condition.value != "" {
			args = append(args, condition.value)
			where += ` AND r.` + condition.column + ` = $` + strconv.Itoa(len(args))
		}
	}
	scan := func(row db.Row) (ResponseRow, error) {
		s, err := scanStored(row)
		return s.toRow(), err
	}
	order, position := ResponseSorts.In(by)
	q := db.PageQuery{Order: order, At: at, Size: size}
	return db.ReadPage(ctx, tx, scan, position, q, `SELECT `+responseColumns+fromResponses, where, args...)
}

func (r *ResponseRow) position() []any { return []any{string(r.State), r.ID} }

// After returns the cursor of the page of ListResponses, sorted as at first, that begins after r.
func (r *ResponseRow) After() string { return db.CursorAfter(r.position()...) }

// EachRow calls fn for every response to consultation that filter selects. It has one
// page of them in memory at a time.
func EachRow(ctx context.Context, tx *db.Tx, consultation string, filter Filter, fn func(ResponseRow) error) error {
	return db.Each(func(at string) (db.Page[ResponseRow], error) {
		return ListResponses(ctx, tx, consultation, filter, "", at, rowsPerPage)
	}, fn)
}

// rowsPerPage is how many responses EachRow reads at once.
const rowsPerPage = 500

// GetMonitoring returns the canonical monitoring answers of a response, or nil.
func GetMonitoring(ctx context.Context, tx *db.Tx, consultation, id string) ([]byte, error) {
	s, err := getStored(ctx, tx, consultation, id)
	if err != nil || s.monitoring == "" {
		return nil, err
	}
	return []byte(s.monitoring), nil
}

// ParseAnswers parses canonical answers to the given form version. It also returns
// the form. If canonical is nil, the answers are empty.
func (s *Service) ParseAnswers(ctx context.Context, tx *db.Tx, version string, canonical []byte) (*survey.Form, survey.Answers, error) {
	form, err := s.Form(ctx, tx, version)
	if err != nil || canonical == nil {
		return form, survey.Answers{}, err
	}
	answers, err := survey.ParseAnswers(form, canonical)
	return form, answers, err
}

// FreeText is an answer in the respondent's own words.
type FreeText struct {
	Question, Choice string // ids; see survey.Answers.EachText
	Label            string // text of the question, and of the option
	Text             string
}

// FreeTexts returns the free-text answers in the order of the form, with what was written in
// words on paper where another answer was asked for.
func FreeTexts(answers survey.Answers) (all []FreeText) {
	answers.EachText(func(q *survey.Question, choice, text string) {
		label := q.Text
		for _, o := range q.Options {
			if o.ID == choice {
				label += " – " + o.Text
			}
		}
		all = append(all, FreeText{q.ID, choice, label, text})
	})
	return all
}
