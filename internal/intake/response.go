package intake

import (
	"context"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// ResponseRow is a response as an officer sees it: without its monitoring answers,
// which are read apart, and without anything that leads to a person.
type ResponseRow struct {
	ID, Consultation, FormVersion, Edition, Channel, ReceivedOn string
	State                                                       ResponseState
	Reason                                                      string
	EnteredBy                                                   string // id of the account that keyed it, or ""
	Answers                                                     []byte // canonical; nil once withdrawn
	RedactionCount, RestoreCount                                int64
	HasMonitoring, MonitoringDeleted                            bool
	TextsDeleted                                                bool
	ReceiptCode                                                 string // of its leaf in the record
	HasWithdrawalCode                                           bool   // the person has a code to withdraw it
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
		ReceiptCode:       s.leaf("response").Code(),
		HasWithdrawalCode: s.withdrawalDigest != "",
	}
	if s.answers != "" {
		out.Answers = []byte(s.answers)
	}
	return out
}

// Filter narrows a list of responses. What is "" narrows nothing.
type Filter struct {
	Channel, Edition, FormVersion string
	State                         ResponseState
}

// GetResponse returns response id of consultation. Whoever shows it to staff writes
// down first who looks.
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

// GetResponses returns those of ids that are responses to consultation, by their ids.
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

// ListResponses returns up to limit responses to consultation whose id comes after after,
// by their ids, which are random: the list does not tell in which order they came.
func ListResponses(ctx context.Context, tx *db.Tx, consultation string, sieve Filter, after string, limit int) ([]ResponseRow, error) {
	query, args := `WHERE r.consultation = $1 AND r.id > $2`, []any{consultation, after}
	for _, part := range []struct{ column, want string }{{"channel", sieve.Channel}, {"edition", sieve.Edition}, {"form", sieve.FormVersion}, {"state", string(sieve.State)}} {
		if part.want != "" {
			args = append(args, part.want)
			query += ` AND r.` + part.column + ` = $` + strconv.Itoa(len(args))
		}
	}
	args = append(args, limit)
	rows, err := db.All(
		ctx,
		tx,
		scanStored,
		`SELECT `+responseColumns+fromResponses+query+` ORDER BY r.id LIMIT $`+strconv.Itoa(len(args)),
		args...)
	return toRows(rows), err
}

// GetMonitoring returns the canonical monitoring answers of a response, or nil.
func GetMonitoring(ctx context.Context, tx *db.Tx, consultation, id string) ([]byte, error) {
	s, err := getStored(ctx, tx, consultation, id)
	if err != nil || s.monitoring == "" {
		return nil, err
	}
	return []byte(s.monitoring), nil
}

// ParseAnswers returns canonical as answers to the form of a version, and the form.
func (s *Service) ParseAnswers(ctx context.Context, tx *db.Tx, version string, canonical []byte) (*survey.Form, survey.Answers, error) {
	form, err := s.Form(ctx, tx, version)
	if err != nil || canonical == nil {
		return form, survey.Answers{}, err
	}
	answers, err := survey.ParseAnswers(form, canonical)
	return form, answers, err
}

// FreeText is one text that somebody wrote.
type FreeText struct {
	Question, Choice string // Choice is the option beside which it stands, or ""
	Label            string
	Text             string
}

// FreeTexts returns the texts that people wrote in their own words, in the order of
// the form.
func FreeTexts(answers survey.Answers) (all []FreeText) {
	answers.Each(func(q *survey.Question, a survey.Answer) {
		switch q.Kind {
		case survey.ShortText, survey.LongText:
			if a.Text != "" {
				all = append(all, FreeText{Question: q.ID, Label: q.Text, Text: a.Text})
			}
			return
		}
		for _, o := range q.Options {
			if text := a.WriteIns[o.ID]; text != "" {
				all = append(all, FreeText{q.ID, o.ID, q.Text + " – " + o.Text, text})
			}
		}
	})
	return all
}
