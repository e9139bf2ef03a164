package export

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/folkmoot/folkmoot/internal/csvout"
)

// writeCSV writes the responses. For people it has labels and a byte-order mark; otherwise
// codes, as the import reads them. Text that a spreadsheet would run as a formula begins with
// an apostrophe: see csvout.UnescapeCell, which the import applies.
func (x *source) writeCSV(w io.Writer, forPeople bool) error {
	if forPeople {
		if _, err := io.WriteString(w, csvout.ByteOrderMark); err != nil {
			return err
		}
	}
	out := csvout.NewWriter(w)
	head := x.headColumns(forPeople)
	for i := range x.columns {
		name := x.columns[i].name
		if forPeople {
			name = x.columns[i].label
		}
		head = append(head, csvout.EscapeCell(name))
	}
	out.Write(head)
	if err := x.each(func(r row) error {
		cells := append([]string(nil), r.meta...)
		if forPeople {
			cells = x.withLabels(r)
		}
		for i := range cells {
			cells[i] = csvout.EscapeCell(cells[i])
		}
		for i, value := range r.cells {
			c := &x.columns[i]
			if forPeople {
				value = c.text(value)
			}
			if !c.number {
				value = csvout.EscapeCell(value)
			}
			cells = append(cells, value)
		}
		out.Write(cells)
		return nil
	}); err != nil {
		return err
	}
	return out.Flush()
}

// jsonResponse is a line of a JSON Lines file. Answers are in the columns of the machine CSV;
// what was left blank is left out.
type jsonResponse struct {
	Row        string            `json:"row"`
	Channel    string            `json:"channel"`
	Edition    string            `json:"edition"`
	Day        string            `json:"day"`
	Status     string            `json:"status"`
	Form       string            `json:"form"`
	Redactions string            `json:"redactions"`
	Written    json.RawMessage   `json:"written,omitempty"` // answers that are not valid; see intake.FormatWritten
	Order      map[string]string `json:"order,omitempty"`   // see orderColumn
	Answers    map[string]string `json:"answers"`
}

func (x *source) writeJSONLines(w io.Writer) error {
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	if err := x.each(func(r row) error {
		m := r.meta
		line := jsonResponse{m[0], m[1], m[2], m[3], m[4], m[5], m[6], json.RawMessage(m[writtenAt]), x.orderMap(r), map[string]string{}}
		for i, value := range r.cells {
			if value != "" {
				line.Answers[x.columns[i].name] = value
			}
		}
		return lines.Encode(line)
	}); err != nil {
		return err
	}
	return out.Flush()
}
