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

// Export is what an officer takes out of the building, and why.
type Export struct {
	Why        string
	Monitoring bool // what people said of themselves as well
}

// ExportCSV checks that by may take the responses out, writes down that they do,
// and returns what writes the file. Nothing is read before it is written down.
func (s *Service) ExportCSV(ctx context.Context, by actor.Actor, slug string, e Export) (write func(io.Writer) error, err error) {
	defer fault.Wrap(&err, "export responses to %s", slug)
	switch e.Why = strings.TrimSpace(e.Why); {
	case !by.May(actor.Export) || !by.May(actor.ReadResponses):
		return nil, fault.New(fault.Forbidden, mayNotExport)
	case e.Monitoring && !by.May(actor.ReadMonitoring):
		return nil, fault.New(fault.Forbidden, "You may not take out what people said of themselves.")
	case len(e.Why) < minPurpose:
		return nil, fault.New(fault.Invalid, "Say in a sentence what the file is for. It stands in the file and in the audit log.")
	}
	act := "export-responses"
	if e.Monitoring {
		act = "export-monitoring"
	}
	if err := s.note(ctx, by, actor.Export, slug, act, "consultation", slug, e.Why); err != nil {
		return nil, err
	}
	return func(w io.Writer) error { return s.write(ctx, w, by, slug, e) }, nil
}

// column is a question of any form of the consultation.
type column struct {
	id, text   string
	monitoring bool
}

func (s *Service) write(ctx context.Context, w io.Writer, by actor.Actor, slug string, e Export) error {
	return s.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		columns, err := s.columns(ctx, tx, slug, e.Monitoring)
		if err != nil {
			return err
		}
		out := csv.NewWriter(w)
		// Who finds this file knows whose it is. It stands in a row of its own,
		// because not every program knows comments.
		out.Write([]string{csvout.Text(fmt.Sprintf("Responses to %s. Taken out by account %s of %s on %s. What for: %s. Personal data: keep it safe, delete it when done.",
			slug, by.ID, by.Org, now.UTC().Format(time.RFC3339), e.Why))})
		head := []string{"response", "channel", "edition", "form", "day", "state", "reason", "redactions"}
		for _, c := range columns {
			head = append(head, csvout.Text(c.id))
		}
		out.Write(head)
		for after := ""; ; {
			some, err := intake.Page(ctx, tx, slug, intake.Sieve{}, after, 200)
			if err != nil {
				return err
			}
			for _, seen := range some {
				row, err := s.row(ctx, tx, seen, columns, e.Monitoring)
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

// columns are the questions of every form on which a response came, each once.
func (s *Service) columns(ctx context.Context, tx *db.Tx, slug string, monitoring bool) (all []column, err error) {
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
		some, err := intake.Page(ctx, tx, slug, intake.Sieve{}, after, 200)
		if err != nil {
			return nil, err
		}
		for _, one := range some {
			versions = append(versions, one.Form)
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
				all = append(all, column{q.ID, q.Text, page.Monitoring})
			}
		}
	}
	return all, nil
}

func (s *Service) row(ctx context.Context, tx *db.Tx, seen intake.Seen, columns []column, monitoring bool) ([]string, error) {
	_, given, err := s.Intake.Parsed(ctx, tx, seen.Form, seen.Answers)
	if err != nil {
		return nil, err
	}
	var about survey.Answers
	if monitoring {
		canonical, err := intake.MonitoringOf(ctx, tx, seen.Consultation, seen.ID)
		if err != nil {
			return nil, err
		}
		if _, about, err = s.Intake.Parsed(ctx, tx, seen.Form, canonical); err != nil {
			return nil, err
		}
	}
	row := []string{csvout.Text(seen.ID), seen.Channel, csvout.Text(seen.Edition), csvout.Text(seen.Form), seen.Day, string(seen.State), csvout.Text(seen.Reason), strconv.FormatInt(seen.Redactions, 10)}
	for _, c := range columns {
		from := given
		if c.monitoring {
			from = about
		}
		row = append(row, cell(from, c.id))
	}
	return row, nil
}

// cell is an answer as one text. A number stays a number; a state that is not an
// answer stands in brackets.
func cell(given survey.Answers, id string) string {
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
	return csvout.Text(text)
}
