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

// ExportOptions is what an officer takes out of the building, and why.
type ExportOptions struct {
	Why        string
	Monitoring bool // what people said of themselves as well
}

// ExportCSV checks that by may take the responses out, writes down that they do,
// and returns what writes the file. Nothing is read before it is written down.
func (s *Service) ExportCSV(ctx context.Context, by actor.Actor, slug string, e ExportOptions) (write func(io.Writer) error, err error) {
	defer fault.Wrap(&err, "export responses to %s", slug)
	switch e.Why = strings.TrimSpace(e.Why); {
	case !by.May(actor.ExportData) || !by.May(actor.ReadResponses):
		return nil, fault.New(fault.Forbidden, mayNotExport)
	case e.Monitoring && !by.May(actor.ReadMonitoring):
		return nil, fault.New(fault.Forbidden, "You do not have permission to export equality monitoring answers.")
	case len(e.Why) < minPurposeLength:
		return nil, fault.New(fault.Invalid, "Explain in a sentence what the file is for. Your reason is kept in the file and in the audit log.")
	}
	act := "export-responses"
	if e.Monitoring {
		act = "export-monitoring"
	}
	if err := s.logAccess(ctx, by, actor.ExportData, slug, act, "consultation", slug, e.Why); err != nil {
		return nil, err
	}
	return func(w io.Writer) error { return s.writeCSV(ctx, w, by, slug, e) }, nil
}

// exportColumn is a question of any form of the consultation.
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
		// Who finds this file knows whose it is. It stands in a row of its own,
		// because not every program knows comments.
		out.Write(
			[]string{
				csvout.EscapeCell(
					fmt.Sprintf("Responses to %s. Taken out by account %s of %s on %s. What for: %s. Personal data: keep it safe, delete it when done.",
						slug, by.ID, by.Org, now.UTC().Format(time.RFC3339), e.Why),
				),
			},
		)
		head := []string{"response", "channel", "edition", "form", "day", "state", "reason", "redactions"}
		for _, c := range columns {
			head = append(head, csvout.EscapeCell(c.id))
		}
		out.Write(head)
		for after := ""; ; {
			some, err := intake.ListResponses(ctx, tx, slug, intake.Filter{}, after, 200)
			if err != nil {
				return err
			}
			for _, seen := range some {
				row, err := s.exportRow(ctx, tx, seen, columns, e.Monitoring)
				if err != nil {
					return err
				}
				out.Write(row)
			}
			if len(some) < 200 {
				break
			}
			after = some[len(some)-1].ID
		}
		out.Flush()
		return out.Error()
	})
}

// exportColumns are the questions of every form on which a response came, each once.
func (s *Service) exportColumns(ctx context.Context, tx *db.Tx, slug string, monitoring bool) (all []exportColumn, err error) {
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
		some, err := intake.ListResponses(ctx, tx, slug, intake.Filter{}, after, 200)
		if err != nil {
			return nil, err
		}
		for _, one := range some {
			versions = append(versions, one.FormVersion)
		}
		if len(some) < 200 {
			break
		}
		after = some[len(some)-1].ID
	}
	known := map[string]bool{}
	for _, version := range versions {
		if known[version] {
			continue
		}
		known[version] = true
		form, err := s.Intake.Form(ctx, tx, version)
		if err != nil {
			return nil, err
		}
		for _, page := range form.Pages {
			for i := range page.Questions {
				q := &page.Questions[i]
				if q.Kind == survey.Panel || q.Kind == survey.Email || seen[q.ID] || page.Monitoring && !monitoring {
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
	seen intake.ResponseRow,
	columns []exportColumn,
	monitoring bool,
) ([]string, error) {
	_, given, err := s.Intake.ParseAnswers(ctx, tx, seen.FormVersion, seen.Answers)
	if err != nil {
		return nil, err
	}
	var about survey.Answers
	if monitoring {
		canonical, err := intake.GetMonitoring(ctx, tx, seen.Consultation, seen.ID)
		if err != nil {
			return nil, err
		}
		if _, about, err = s.Intake.ParseAnswers(ctx, tx, seen.FormVersion, canonical); err != nil {
			return nil, err
		}
	}
	row := []string{
		csvout.EscapeCell(seen.ID),
		seen.Channel,
		csvout.EscapeCell(seen.Edition),
		csvout.EscapeCell(seen.FormVersion),
		seen.ReceivedOn,
		string(seen.State),
		csvout.EscapeCell(seen.Reason),
		strconv.FormatInt(seen.RedactionCount, 10),
	}
	for _, c := range columns {
		from := given
		if c.monitoring {
			from = about
		}
		row = append(row, exportCell(from, c.id))
	}
	return row, nil
}

// exportCell is an answer as one text. A number stays a number; a state that is not an
// answer stands in brackets.
func exportCell(given survey.Answers, id string) string {
	text, number := "", false
	given.Each(func(q *survey.Question, a survey.Answer) {
		if q.ID != id {
			return
		}
		if a.State != survey.Answered {
			text = "[" + string(a.State) + "]"
			return
		}
		var parts []string
		for _, o := range a.Options {
			if more := a.WriteIns[o]; more != "" {
				o += ": " + more
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
