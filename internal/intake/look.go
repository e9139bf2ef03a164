package intake

import (
	"context"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// Seen is a response as an officer sees it: without its monitoring answers,
// which are read apart, and without anything that leads to a person.
type Seen struct {
	ID, Consultation, Form, Edition, Channel, Day string
	State                                         State
	Reason                                        string
	EnteredBy                                     string // id of the account that keyed it, or ""
	Answers                                       []byte // canonical; nil once withdrawn
	Redactions, Restored                          int64
	HasMonitoring, MonitoringDeleted              bool
	WordsDeleted                                  bool
	Code                                          string // of its leaf in the record
	Mine                                          bool   // the person has a code to withdraw it
}

func (s *stored) seen() Seen {
	out := Seen{ID: s.id, Consultation: s.consultation, Form: s.form, Edition: s.edition, Channel: s.channel, Day: s.day, State: s.state, Reason: s.reason,
		EnteredBy: s.enteredBy, Redactions: s.redactions, Restored: s.restored, HasMonitoring: s.monitoringSalt != nil, MonitoringDeleted: s.monitoringDeleted,
		WordsDeleted: s.wordsDeleted, Code: s.leaf("response").Code(), Mine: s.withdrawal != ""}
	if s.answers != "" {
		out.Answers = []byte(s.answers)
	}
	return out
}

// Sieve narrows a list of responses. What is "" narrows nothing.
type Sieve struct {
	Channel, Edition, Form string
	State                  State
}

// Look returns response id of consultation. Whoever shows it to staff writes
// down first who looks.
func Look(ctx context.Context, tx *db.Tx, consultation, id string) (Seen, error) {
	s, err := get(ctx, tx, consultation, id)
	if fault.Is(err, fault.NotFound) {
		return Seen{}, fault.New(fault.NotFound, "We cannot find that response. It may belong to another consultation.")
	}
	if err != nil {
		return Seen{}, err
	}
	return s.seen(), nil
}

// Looks returns those of ids that are responses to consultation, by their ids.
func Looks(ctx context.Context, tx *db.Tx, consultation string, ids []string) ([]Seen, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := db.All(ctx, tx, scan, `SELECT `+columns+fromBoth+`WHERE r.consultation = $1 AND r.id IN (`+db.List(2, len(ids))+`) ORDER BY r.id`,
		append([]any{consultation}, db.Args(ids)...)...)
	return seenOf(rows), err
}

func seenOf(rows []stored) []Seen {
	all := make([]Seen, 0, len(rows))
	for i := range rows {
		all = append(all, rows[i].seen())
	}
	return all
}

// Page returns up to limit responses to consultation whose id comes after after,
// by their ids, which are random: the list does not tell in which order they came.
func Page(ctx context.Context, tx *db.Tx, consultation string, sieve Sieve, after string, limit int) ([]Seen, error) {
	query, args := `WHERE r.consultation = $1 AND r.id > $2`, []any{consultation, after}
	for _, part := range []struct{ column, want string }{{"channel", sieve.Channel}, {"edition", sieve.Edition}, {"form", sieve.Form}, {"state", string(sieve.State)}} {
		if part.want != "" {
			args = append(args, part.want)
			query += ` AND r.` + part.column + ` = $` + strconv.Itoa(len(args))
		}
	}
	args = append(args, limit)
	rows, err := db.All(ctx, tx, scan, `SELECT `+columns+fromBoth+query+` ORDER BY r.id LIMIT $`+strconv.Itoa(len(args)), args...)
	return seenOf(rows), err
}

// MonitoringOf returns the canonical monitoring answers of a response, or nil.
func MonitoringOf(ctx context.Context, tx *db.Tx, consultation, id string) ([]byte, error) {
	s, err := get(ctx, tx, consultation, id)
	if err != nil || s.monitoring == "" {
		return nil, err
	}
	return []byte(s.monitoring), nil
}

// Parsed returns canonical as answers to the form of a version, and the form.
func (s *Service) Parsed(ctx context.Context, tx *db.Tx, version string, canonical []byte) (*survey.Form, survey.Answers, error) {
	form, err := s.Form(ctx, tx, version)
	if err != nil || canonical == nil {
		return form, survey.Answers{}, err
	}
	answers, err := survey.ParseAnswers(form, canonical)
	return form, answers, err
}

// Text is one text that somebody wrote.
type Text struct {
	Question, Choice string // Choice is the option beside which it stands, or ""
	Label            string
	Text             string
}

// Texts returns the texts that people wrote in their own words, in the order of
// the form.
func Texts(answers survey.Answers) (all []Text) {
	answers.Each(func(q *survey.Question, a survey.Answer) {
		switch q.Kind {
		case survey.ShortText, survey.LongText:
			if a.Text != "" {
				all = append(all, Text{Question: q.ID, Label: q.Text, Text: a.Text})
			}
			return
		}
		for _, o := range q.Options {
			if text := a.WriteIns[o.ID]; text != "" {
				all = append(all, Text{q.ID, o.ID, q.Text + " – " + o.Text, text})
			}
		}
	})
	return all
}
