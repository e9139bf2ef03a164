package intake

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// The columns of an import file that are not answers. Every other column is named after a field
// of the form as in survey.Form.Fields, for example "role", "role--other" or "aims--workforce".
//
// Of a multiple choice there is either one column with the options separated by "|", or a column
// for each option, "use=walk", with 1 or 0. A date is either in three fields or in one column
// with the ID of the question, like 2016-05-27. Columns that end in ":state", or in ":order" after an ID, are ignored. A cell
// that begins with an apostrophe as csvout.EscapeCell writes it is read without it. So the
// import reads what package export writes for machines. Answers that are not valid are in column
// written.
const (
	ColRow        = "row"        // unique in the file, and the same every time the file is imported
	ColChannel    = "channel"    // web, paper, email, phone or in-person
	ColEdition    = "edition"    // standard, easy-read, …
	ColDay        = "day"        // day on which the council received it, such as 2016-05-27
	ColStatus     = "status"     // counted, withdrawn or excluded:CODE; "" is counted
	ColForm       = "form"       // of an export: version of the form; ignored unless it is that of the paper form
	ColRedactions = "redactions" // of an export: how many parts were redacted; ignored
	ColWritten    = "written"    // of responses that staff entered: see FormatWritten
	ColOrder      = ":order"     // order in which what is in random order was shown, see Response.Order; "" or 0 is as written
)

// OrderSuffix ends the names of columns with the order in which a question or page was shown, which
// follows from ColOrder.
const OrderSuffix = ":order"

// stateSuffix ends the names of columns with the state of a question.
const stateSuffix = ":state"

// maxProblems is the approximate number of problems that one error reports.
const maxProblems = 50

// ImportResult counts the rows of an import file.
type ImportResult struct {
	Rows      int // in the file
	New       int // that had not been imported before
	Withdrawn int // of the new rows
	Excluded  int // of the new rows
}

// importRow is a valid row of the file.
type importRow struct {
	response  Response
	form      *survey.Form // that it answers
	committed committedResponse
	status    string
	withdrawn bool         // withdrawn and without answers
	paper     *survey.Form // if it answers the paper version of the form, in which nothing is required; or nil
	code      string       // in column row: of a response that was exported, its receipt code
}

// isAmong reports whether r is one of the responses that knownResponses returned.
func (r *importRow) isAmong(known map[string]bool) bool {
	return known[r.committed.id] || known[r.code]
}

// Import imports responses that were collected elsewhere from a CSV file in
// UTF-8. If any row has a problem, Import changes nothing and returns
// fault.Invalid with a message that gives the line of each problem. Rows that have
// been imported before are skipped, so importing a file twice is the same as once.
func (s *Service) Import(ctx context.Context, by actor.Actor, consultation string, file io.Reader) (done ImportResult, err error) {
	defer fault.Wrap(&err, "import responses to %s", consultation)
	if err := mayImport(by); err != nil {
		return done, err
	}
	var codes map[string]bool
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		_, err := consult.GetOwned(ctx, tx, by, consultation)
		if err == nil {
			codes, err = receiptCodes(ctx, tx, consultation)
		}
		return err
	}); err != nil {
		return done, err
	}
	forms, err := s.editionForms(ctx, consultation)
	if err != nil {
		return done, err
	}
	rows, err := readImport(consultation, forms, file)
	if err != nil {
		return done, err
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		done = ImportResult{Rows: len(rows)}
		return s.importRows(ctx, tx, leaves, by, consultation, rows, codes, &done)
	})
	return done, err
}

// importRows stores the rows that are new and counts them in done. codes are the receipt codes
// of the responses that are here already.
func (s *Service) importRows(
	ctx context.Context,
	tx *db.Tx,
	leaves *record.Writer,
	by actor.Actor,
	consultation string,
	rows []importRow,
	codes map[string]bool,
	done *ImportResult,
) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	c, err := consult.GetOwned(ctx, tx, by, consultation)
	if err != nil {
		return err
	}
	existing := map[string]bool{}
	if err := EachID(ctx, tx, consultation, func(id string) error {
		existing[id] = true
		return nil
	}); err != nil {
		return err
	}
	for i := range rows { // an export of this consultation has the codes of its responses
		if codes[rows[i].code] {
			existing[rows[i].committed.id] = true
		}
	}
	var added []*pending
	for i := range rows {
		r := &rows[i]
		if existing[r.committed.id] {
			continue
		}
		if err := checkImportAllowed(c, now); err != nil {
			return err
		}
		r.committed.receivedOn(now)
		if r.paper != nil {
			if err := consult.SavePaperForm(ctx, tx, consultation, r.paper); err != nil {
				return err
			}
		}
		added = append(added, &pending{committed: r.committed})
		leaves.Add(r.committed.leaf())
	}
	if len(added) == 0 {
		return nil
	}
	if err := s.Receiver.insertResponses(ctx, tx, added); err != nil {
		return err
	}
	done.New = len(added)
	if err := audit.Append(ctx, tx, by, "import-responses", "consultation", consultation, fmt.Sprintf("responses: %d", done.New)); err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		if r.status == "" || r.status == string(Counted) || existing[r.committed.id] {
			continue
		}
		state, reason, _ := strings.Cut(r.status, ":")
		kept, err := getStored(ctx, tx, consultation, r.committed.id)
		if err != nil {
			return err
		}
		if err := setState(ctx, tx, leaves, kept, ResponseState(state), reason); err != nil {
			return err
		}
		if ResponseState(state) == Withdrawn {
			done.Withdrawn++
		} else {
			done.Excluded++
		}
	}
	return nil
}

// editionForms returns the current form of each edition.
func (s *Service) editionForms(ctx context.Context, consultation string) (map[string]*survey.Form, error) {
	all := map[string]*survey.Form{}
	return all, s.DB.View(ctx, func(tx *db.Tx) error {
		refs, err := consult.Forms(ctx, tx, consultation)
		if err != nil {
			return err
		}
		for _, ref := range refs {
			if all[ref.Edition], err = s.Form(ctx, tx, ref.Version); err != nil {
				return err
			}
		}
		return nil
	})
}

// NewResponse returns a response with answers, separated into substantive answers,
// monitoring answers and contacts. The caller sets Key, Consultation and, where
// they differ from the defaults, the other fields.
func NewResponse(form *survey.Form, answers survey.Answers) Response {
	answers, contacts := answers.WithoutContacts()
	r := Response{
		FormVersion: form.Version(),
		Edition:     form.Edition,
		Channel:     Web,
		Answers:     answers.Part(false).Canonical(),
		Contacts:    contacts,
		Lang:        form.Lang,
	}
	r.takesFiles = form.TakesFiles()
	for _, page := range form.Pages {
		if page.Monitoring {
			monitoring := answers.Part(true)
			r.Monitoring, r.monitoringTexts = monitoring.Canonical(), textRefs(monitoring)
			break
		}
	}
	return r
}
