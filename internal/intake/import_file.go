package intake

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

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
	row.response.Key = importedKey(consultation, meta[ColRow])
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
