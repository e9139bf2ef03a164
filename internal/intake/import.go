package intake

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
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

// CheckImport returns the problems of an import file as fault.Invalid, without storing it.
// forms are the current forms by edition.
func CheckImport(consultation string, forms map[string]*survey.Form, file io.Reader) error {
	_, err := readImport(consultation, forms, file)
	return err
}

// readImport parses and checks the whole file.
func readImport(consultation string, forms map[string]*survey.Form, file io.Reader) ([]importRow, error) {
	in := csv.NewReader(csvout.LimitReader(file))
	in.ReuseRecord = true
	head, err := in.Read()
	if err != nil {
		return nil, &fault.Error{
			Kind: fault.Invalid,
			Say: "The file has no header row. The first row must contain these column names: " +
				"row, channel, edition, day, status and the fields of the form.",
			Err: err,
		}
	}
	head = slices.Clone(head)
	head[0] = strings.TrimPrefix(head[0], "\ufeff") // byte order mark, which spreadsheets write
	if problems := checkHeader(head, forms); len(problems) > 0 {
		return nil, fault.New(fault.Invalid, strings.Join(problems, " "))
	}
	var rows []importRow
	var problems []string
	seen := map[string]int{}
	papers := paperForms{}
	for len(problems) < maxProblems {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			problems = append(problems, fmt.Sprintf("The file is not valid CSV: %v.", err))
			break
		}
		line, _ := in.FieldPos(0)
		row, rowProblems := parseRow(consultation, forms, papers, head, cells)
		for _, problem := range rowProblems {
			problems = append(problems, fmt.Sprintf("Line %d: %s", line, problem))
		}
		if len(rowProblems) > 0 || row.withdrawn {
			continue // row has no id to compare
		}
		if first, again := seen[row.committed.id]; again {
			problems = append(problems, fmt.Sprintf("Line %d: Row must be different for each line, but is the same as on line %d.", line, first))
		}
		seen[row.committed.id] = line
		rows = append(rows, row)
	}
	if len(problems) > 0 {
		return nil, fault.New(fault.Invalid, strings.Join(problems, " "))
	}
	return rows, nil
}

// checkHeader returns the problems of the first row.
func checkHeader(head []string, forms map[string]*survey.Form) (problems []string) {
	fields := map[string]bool{
		ColRow: true, ColChannel: true, ColEdition: true, ColDay: true, ColStatus: true, ColForm: true, ColRedactions: true,
		ColWritten: true,
	}
	for _, form := range forms {
		for _, page := range form.Pages {
			for i := range page.Questions {
				q := &page.Questions[i]
				fields[q.ID] = true
				for _, name := range form.Fields(q) {
					fields[name] = true
				}
				for _, name := range choiceColumns(q) {
					fields[name] = true
				}
			}
		}
	}
	seen := map[string]bool{}
	for i, name := range head {
		if len(problems) > maxProblems {
			break
		}
		if !fields[name] && !strings.HasSuffix(name, stateSuffix) && !strings.HasSuffix(name, OrderSuffix) {
			problems = append(problems, fmt.Sprintf("Column %d has the name %q, but the form has no field with that name.", i+1, name))
		}
		if seen[name] {
			problems = append(problems, fmt.Sprintf("Column %d has the name %q, which another column already has.", i+1, name))
		}
		seen[name] = true
	}
	for _, name := range []string{ColRow, ColChannel, ColEdition, ColDay} {
		if !slices.Contains(head, name) {
			problems = append(problems, fmt.Sprintf("The column %q is missing.", name))
		}
	}
	return problems
}

// choiceColumns returns the names of the columns for the options of a multiple choice.
func choiceColumns(q *survey.Question) (names []string) {
	if q.Kind != survey.Multiple {
		return nil
	}
	for _, o := range q.Options {
		names = append(names, q.ID+"="+o.ID)
	}
	if q.PreferNotToSay {
		names = append(names, q.ID+"="+string(survey.PreferNotToSay))
	}
	return names
}

// addCell adds the value of a column to what the form checks.
func addCell(raw survey.Raw, form *survey.Form, name, cell string) {
	if question, option, isChoice := strings.Cut(name, "="); isChoice {
		if cell == "1" {
			raw[question] = append(raw[question], option)
		}
		return
	}
	q, _ := form.Question(name)
	switch {
	case q != nil && q.Kind == survey.Multiple:
		raw[name] = append(raw[name], strings.Split(cell, "|")...)
	case q != nil:
		q.SetCell(raw, cell)
	default:
		raw[name] = []string{cell}
	}
}

// parseRow checks the cells of a row and returns it, or its problems.
func parseRow(
	consultation string, forms map[string]*survey.Form, papers paperForms, head, cells []string,
) (row importRow, problems []string) {
	raw, meta := survey.Raw{}, map[string]string{}
	for i, name := range head {
		switch name {
		case ColRow, ColChannel, ColEdition, ColDay, ColStatus, ColWritten, ColForm, ColOrder:
			meta[name] = strings.TrimSpace(csvout.UnescapeCell(cells[i]))
		}
	}
	form, ok := forms[meta[ColEdition]]
	var asWritten []string
	if ok {
		for i, name := range head {
			if _, isMeta := meta[name]; !isMeta && cells[i] != "" && name != ColRedactions &&
				!strings.HasSuffix(name, stateSuffix) && !strings.HasSuffix(name, OrderSuffix) {
				addCell(raw, form, name, csvout.UnescapeCell(cells[i]))
			}
		}
		var problem string
		if asWritten, problem = addWritten(raw, Channel(meta[ColChannel]), meta[ColWritten]); problem != "" {
			problems = append(problems, problem)
		}
	}
	if meta[ColRow] == "" {
		problems = append(problems, "Enter a value in column row that no other row has.")
	}
	if !slices.Contains(Channels, Channel(meta[ColChannel])) {
		problems = append(problems, fmt.Sprintf("Channel must be web, paper, email, phone or in-person, not %q.", meta[ColChannel]))
	}
	if _, err := time.Parse(time.DateOnly, meta[ColDay]); err != nil {
		problems = append(problems, fmt.Sprintf("Day must be a date like 2016-05-27, not %q.", meta[ColDay]))
	}
	if !isValidStatus(meta[ColStatus]) {
		problems = append(problems, fmt.Sprintf("Status must be counted, withdrawn or excluded:CODE, not %q.", meta[ColStatus]))
	}
	order := survey.OrderOf(survey.Raw{survey.OrderField: {meta[ColOrder]}})
	if order == 0 && meta[ColOrder] != "" && meta[ColOrder] != "0" {
		problems = append(problems, fmt.Sprintf("Order must be a number from 1 to %d, or 0, not %q.", survey.Orders, meta[ColOrder]))
	}
	if !ok {
		return row, append(problems, fmt.Sprintf("Edition must be one that the consultation has, not %q.", meta[ColEdition]))
	}
	if ResponseState(meta[ColStatus]) == Withdrawn && len(raw) == 0 && len(problems) == 0 {
		row.withdrawn = true // its answers are gone, so there is nothing to import
		return row, nil
	}
	day := survey.Day(meta[ColDay])
	answers, wrong := form.On(day).CheckAsWritten(raw, asWritten)
	if Channel(meta[ColChannel]) != Web {
		if paper := papers.of(form); len(wrong) > 0 || meta[ColForm] == paper.Version() {
			row.paper, form = paper, paper
			answers, wrong = form.On(day).CheckAsWritten(raw, asWritten)
		}
	}
	for _, p := range wrong {
		problems = append(problems, fmt.Sprintf("%s: %s", p.Field, p.Say))
	}
	if len(problems) > 0 {
		return row, problems
	}
	row.status, row.code = meta[ColStatus], meta[ColRow]
	row.response, row.form = NewResponse(form, answers), form
	row.response.Key = Key(digest.Labelled("folkmoot/import/v1", consultation, meta[ColRow]))
	row.response.Consultation = consultation
	row.response.Channel = Channel(meta[ColChannel])
	row.response.byOfficer = true
	row.response.receivedOn = meta[ColDay]
	if form.HasRandomOrder() {
		row.response.Order = order
	}
	row.committed = newCommittedResponse(&row.response)
	return row, nil
}

func isValidStatus(status string) bool {
	state, reason, coded := strings.Cut(status, ":")
	switch ResponseState(state) {
	case "", Counted, Withdrawn:
		return !coded
	case Excluded:
		return reason != ""
	}
	return false
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
