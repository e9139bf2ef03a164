package intake

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// The columns of an import file that are not answers. Every other column is
// named after a field of the form, as survey.Form.Fields gives them: "role",
// "role--other", "aims--workforce". Several choices are parted by "|".
const (
	colRow     = "row"     // unique in the file, and the same each time it is brought in
	colChannel = "channel" // web, paper, email, phone, in-person
	colEdition = "edition" // standard, easy-read, …
	colDay     = "day"     // 2016-05-27, when the council received it
	colStatus  = "status"  // "" or counted, withdrawn, excluded:CODE
)

// maxProblems is how many mistakes are told at once.
const maxProblems = 50

// ImportResult says what an import did.
type ImportResult struct {
	Rows, New, Withdrawn, Excluded int
}

// importRow is one line of the file, checked.
type importRow struct {
	response  Response
	committed committedResponse
	status    string
}

// Import brings in responses that came on paper or in a file, from CSV in
// UTF-8. It is all or nothing: a file with a mistake changes nothing, and the
// error names each mistake with its line. A row that was brought in before is
// left alone, so the same file twice is the same as once.
func (s *Service) Import(ctx context.Context, by actor.Actor, consultation string, file io.Reader) (done ImportResult, err error) {
	defer fault.Wrap(&err, "bring responses into %s", consultation)
	if !by.May(actor.EnterResponses) {
		return done, fault.New(fault.Forbidden, "You do not have permission to import responses.")
	}
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		_, err := consult.GetOwned(ctx, tx, by, consultation)
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
		return s.importRows(ctx, tx, leaves, by, consultation, rows, &done)
	})
	return done, err
}

// importRows keeps the rows that are new and says what became of them.
func (s *Service) importRows(
	ctx context.Context,
	tx *db.Tx,
	leaves *record.Writer,
	by actor.Actor,
	consultation string,
	rows []importRow,
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
	ids, err := ResponseIDs(ctx, tx, consultation)
	if err != nil {
		return err
	}
	before := make(map[string]bool, len(ids))
	for _, id := range ids {
		before[id] = true
	}
	var fresh []*pending
	for i := range rows {
		r := &rows[i]
		if before[r.committed.id] {
			continue
		}
		if err := checkImportAllowed(c, &r.response, now); err != nil {
			return err
		}
		fresh = append(fresh, &pending{committed: r.committed})
		leaves.Add(r.committed.leaf())
	}
	if len(fresh) == 0 {
		return nil
	}
	if err := s.Receiver.insertResponses(ctx, tx, fresh, now); err != nil {
		return err
	}
	done.New = len(fresh)
	for i := range rows {
		r := &rows[i]
		if r.status == "" || r.status == string(Counted) || before[r.committed.id] {
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

// editionForms returns the present form of each edition.
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

// readImport checks the whole of file before anything is written.
func readImport(consultation string, forms map[string]*survey.Form, file io.Reader) ([]importRow, error) {
	in := csv.NewReader(file)
	in.ReuseRecord = true
	head, err := in.Read()
	if err != nil {
		return nil, &fault.Error{
			Kind: fault.Invalid,
			Say:  "The file has no header row. The first row must contain these column names: row, channel, edition, day, status and the fields of the form.",
			Err:  err,
		}
	}
	head = slices.Clone(head)
	head[0] = strings.TrimPrefix(head[0], "\ufeff") // what spreadsheets put before the first heading
	if problems := checkHeader(head, forms); len(problems) > 0 {
		return nil, fault.New(fault.Invalid, strings.Join(problems, " "))
	}
	var rows []importRow
	var problems []string
	seen := map[string]int{}
	for len(problems) < maxProblems {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			problems = append(problems, fmt.Sprintf("The file cannot be read as CSV: %v.", err))
			break
		}
		line, _ := in.FieldPos(0)
		one, said := parseRow(consultation, forms, head, cells)
		for _, say := range said {
			problems = append(problems, fmt.Sprintf("Line %d: %s", line, say))
		}
		if len(said) > 0 {
			continue // it has no number yet that another could have too
		}
		if first, again := seen[one.committed.id]; again {
			problems = append(problems, fmt.Sprintf("Line %d: it has the row number of line %d. Give each row its own.", line, first))
		}
		seen[one.committed.id] = line
		rows = append(rows, one)
	}
	if len(problems) > 0 {
		return nil, fault.New(fault.Invalid, strings.Join(problems, " "))
	}
	return rows, nil
}

func checkHeader(head []string, forms map[string]*survey.Form) (problems []string) {
	fields := map[string]bool{colRow: true, colChannel: true, colEdition: true, colDay: true, colStatus: true}
	for _, form := range forms {
		for _, page := range form.Pages {
			for i := range page.Questions {
				for _, name := range form.Fields(&page.Questions[i]) {
					fields[name] = true
				}
			}
		}
	}
	for i, name := range head {
		if !fields[name] {
			problems = append(problems, fmt.Sprintf("Column %d is called %q, and the form has no field of that name.", i+1, name))
		}
		if slices.Contains(head[:i], name) {
			problems = append(problems, fmt.Sprintf("The column %q stands twice.", name))
		}
	}
	for _, name := range []string{colRow, colChannel, colEdition, colDay} {
		if !slices.Contains(head, name) {
			problems = append(problems, fmt.Sprintf("The column %q is missing.", name))
		}
	}
	return problems
}

func parseRow(consultation string, forms map[string]*survey.Form, head, cells []string) (one importRow, problems []string) {
	raw, meta := survey.Raw{}, map[string]string{}
	for i, name := range head {
		switch name {
		case colRow, colChannel, colEdition, colDay, colStatus:
			meta[name] = strings.TrimSpace(cells[i])
		default:
			if cells[i] != "" {
				raw[name] = strings.Split(cells[i], "|")
			}
		}
	}
	if meta[colRow] == "" {
		problems = append(problems, "Give the row a number.")
	}
	if !slices.Contains(Channels, Channel(meta[colChannel])) {
		problems = append(problems, fmt.Sprintf("The channel %q is not one of web, paper, email, phone and in-person.", meta[colChannel]))
	}
	if _, err := time.Parse(time.DateOnly, meta[colDay]); err != nil {
		problems = append(problems, fmt.Sprintf("The day %q is not a date such as 2016-05-27.", meta[colDay]))
	}
	if !isValidStatus(meta[colStatus]) {
		problems = append(problems, fmt.Sprintf("The status %q is not counted, withdrawn or excluded:CODE.", meta[colStatus]))
	}
	form, ok := forms[meta[colEdition]]
	if !ok {
		return one, append(problems, fmt.Sprintf("The consultation has no edition %q.", meta[colEdition]))
	}
	answers, wrong := form.Check(raw)
	for _, p := range wrong {
		problems = append(problems, fmt.Sprintf("%s: %s", p.Field, p.Say))
	}
	if len(problems) > 0 {
		return one, problems
	}
	one.status = meta[colStatus]
	one.response = NewResponse(form, answers)
	one.response.Key = sha256.Sum256([]byte("folkmoot/import/v1\x00" + consultation + "\x00" + meta[colRow]))
	one.response.Consultation = consultation
	one.response.Channel = Channel(meta[colChannel])
	one.response.byOfficer = true
	one.response.receivedOn = meta[colDay]
	one.committed = newCommittedResponse(&one.response)
	return one, nil
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

// NewResponse returns the response that answers make: what is committed to, the
// monitoring answers apart, and in neither of them a way to reach the person.
// The caller adds whose and to what.
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
	for _, page := range form.Pages {
		if page.Monitoring {
			r.Monitoring = answers.Part(true).Canonical()
			break
		}
	}
	return r
}
