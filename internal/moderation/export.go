package moderation

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// ExportOptions is what an officer exports and why.
type ExportOptions struct {
	Why        string
	Monitoring bool // include equality monitoring answers
}

// ExportCSV checks that by may export the responses, logs the export and returns a
// function that writes the file. Nothing is read before it is logged.
func (s *Service) ExportCSV(
	ctx context.Context,
	by actor.Actor,
	slug string,
	e ExportOptions,
) (write func(io.Writer) error, err error) {
	defer fault.Wrap(&err, "export responses to %s", slug)
	switch e.Why = strings.TrimSpace(e.Why); {
	case !by.May(actor.ExportData) || !by.May(actor.ReadResponses):
		return nil, fault.New(fault.Forbidden, mayNotExport)
	case e.Monitoring && !by.May(actor.ReadMonitoring):
		return nil, fault.New(fault.Forbidden, "You do not have permission to export equality monitoring answers.")
	case len(e.Why) < minPurposeLength:
		return nil, fault.New(
			fault.Invalid,
			"Explain in a sentence what the file is for. Your reason is kept in the file and in the audit log.",
		)
	}
	act := "export-responses"
	if e.Monitoring {
		act = "export-responses-with-monitoring"
	}
	if err := s.logAccess(ctx, by, actor.ExportData, slug, act, "consultation", slug, e.Why); err != nil {
		return nil, err
	}
	return func(w io.Writer) error { return s.writeCSV(ctx, w, by, slug, e) }, nil
}

// exportColumn is a question of a form of the consultation.
type exportColumn struct {
	id, text   string
	monitoring bool
}

func (s *Service) writeCSV(ctx context.Context, w io.Writer, by actor.Actor, slug string, e ExportOptions) error {
	return s.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		columns, err := s.exportColumns(ctx, tx, slug, e.Monitoring)
		if err != nil {
			return err
		}
		out := csv.NewWriter(w)
		// The first row says who is responsible for the file. It is not a comment,
		// because few programs recognise comments in CSV.
		note := fmt.Sprintf("Responses to %s. Exported by account %s of %s on %s. Reason: %s. "+
			"Personal data: keep it safe and delete it when you no longer need it.",
			slug, by.ID, by.Org, now.UTC().Format(time.RFC3339), e.Why)
		out.Write([]string{csvout.EscapeCell(note)})
		head := []string{"response", "channel", "edition", "form", "day", "state", "reason", "redactions"}
		for _, c := range columns {
			head = append(head, csvout.EscapeCell(c.id))
		}
		out.Write(head)
		for after := ""; ; {
			rows, err := intake.ListResponses(ctx, tx, slug, intake.Filter{}, after, 200)
			if err != nil {
				return err
			}
			for _, r := range rows {
				row, err := s.exportRow(ctx, tx, r, columns, e.Monitoring)
				if err != nil {
					return err
				}
				out.Write(row)
			}
			if len(rows) < 200 {
				break
			}
			after = rows[len(rows)-1].ID
		}
		out.Flush()
		return out.Error()
	})
}

// exportColumns returns the questions of the current forms and of every form that a
// response answers, each once.
func (s *Service) exportColumns(
	ctx context.Context,
	tx *db.Tx,
	slug string,
	monitoring bool,
) (all []exportColumn, err error) {
	versions := []string{}
	refs, err := consult.Forms(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	for _, ref := range refs {
		versions = append(versions, ref.Version)
	}
	seen := map[string]bool{}
	for after := ""; ; {
		rows, err := intake.ListResponses(ctx, tx, slug, intake.Filter{}, after, 200)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			versions = append(versions, r.FormVersion)
		}
		if len(rows) < 200 {
			break
		}
		after = rows[len(rows)-1].ID
	}
	done := map[string]bool{}
	for _, version := range versions {
		if done[version] {
			continue
		}
		done[version] = true
		form, err := s.Intake.Form(ctx, tx, version)
		if err != nil {
			return nil, err
		}
		for _, page := range form.Pages {
			for i := range page.Questions {
				q := &page.Questions[i]
				if q.Kind == survey.Panel || q.Kind.IsContact() || seen[q.ID] ||
					page.Monitoring && !monitoring {
					continue
				}
				seen[q.ID] = true
				all = append(all, exportColumn{q.ID, q.Text, page.Monitoring})
			}
		}
	}
	return all, nil
}

func (s *Service) exportRow(
	ctx context.Context,
	tx *db.Tx,
	r intake.ResponseRow,
	columns []exportColumn,
	monitoring bool,
) ([]string, error) {
	_, answers, err := s.Intake.ParseAnswers(ctx, tx, r.FormVersion, r.Answers)
	if err != nil {
		return nil, err
	}
	var monitoringAnswers survey.Answers
	if monitoring {
		canonical, err := intake.GetMonitoring(ctx, tx, r.Consultation, r.ID)
		if err != nil {
			return nil, err
		}
		if _, monitoringAnswers, err = s.Intake.ParseAnswers(ctx, tx, r.FormVersion, canonical); err != nil {
			return nil, err
		}
	}
	row := []string{
		csvout.EscapeCell(r.ID),
		r.Channel,
		csvout.EscapeCell(r.Edition),
		csvout.EscapeCell(r.FormVersion),
		r.ReceivedOn,
		string(r.State),
		csvout.EscapeCell(r.Reason),
		strconv.FormatInt(r.RedactionCount, 10),
	}
	for _, c := range columns {
		from := answers
		if c.monitoring {
			from = monitoringAnswers
		}
		row = append(row, exportCell(from, c.id))
	}
	return row, nil
}

// exportCell returns an answer as text, escaped unless it is a number. A question that
// was not answered has its state in brackets.
func exportCell(answers survey.Answers, id string) string {
	text, number := "", false
	answers.Each(func(q *survey.Question, a survey.Answer) {
		if q.ID != id {
			return
		}
		if a.State != survey.Answered {
			text = "[" + string(a.State) + "]"
			return
		}
		var parts []string
		for _, o := range a.Options {
			if writeIn := a.WriteIns[o]; writeIn != "" {
				o += ": " + writeIn
			}
			parts = append(parts, o)
		}
		for _, r := range q.Rows {
			if chosen := a.Rows[r.ID]; chosen != "" {
				parts = append(parts, r.ID+": "+chosen)
			}
		}
		for i, o := range a.Ranking {
			parts = append(parts, strconv.Itoa(i+1)+". "+o)
		}
		for _, o := range q.Options {
			if n, ok := a.Amounts[o.ID]; ok {
				parts = append(parts, o.ID+": "+strconv.FormatInt(n, 10))
			}
		}
		number = a.Number != ""
		text = strings.Join(parts, " | ") + a.Number + a.Date + a.Text
	})
	if number {
		return text
	}
	return csvout.EscapeCell(text)
}
