package exploreweb

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/tally"
)

// download sends what count shows, as a CSV file or a workbook for the work of staff.
func (h *Handlers) download(w http.ResponseWriter, r *http.Request) error {
	v, t, err := h.counted(w, r, analysis.DownloadTables)
	if err != nil || v == nil {
		return err
	}
	var file bytes.Buffer
	p := page.Printer(r)
	rows := fileRows(newNames(p, t), t, t.Variable(r.PostFormValue("by")))
	out := &web.Download{To: w, Name: t.Slug + "-answers-internal.csv", Media: "text/csv; charset=utf-8"}
	write := func() error { return writeCSV(&file, rows) }
	if r.PostFormValue("format") == "xlsx" {
		out.Name, out.Media = t.Slug+"-answers-internal.xlsx", sheet.XLSX.MediaType()
		write = func() error { return writeWorkbook(&file, v, rows, p.Say("Answers"), p.Say("Method")) }
	}
	if err := write(); err != nil {
		return err
	}
	_, err = file.WriteTo(out)
	return err
}

// fileRows returns the rows of a file: one for each answer and each group, below the headings.
func fileRows(n question.Names, t *analysis.Tables, by *tally.Variable) (rows [][]any) {
	head := []any{sheet.Heading(n.Say("Question")), sheet.Heading(n.Say("Answer")), sheet.Heading(n.Say("Group")),
		sheet.Heading(n.Say("People")), sheet.Heading(n.Say("People who answered and were offered the answer")),
		sheet.Heading(n.Say("Share, %"))}
	weighted := t.Weighting != nil && len(t.Weighting.On) > 0
	if weighted {
		head = append(head, sheet.Heading(n.Say("Weighted share, % (sensitivity check, do not publish)")),
			sheet.Heading(n.Say("Weighted base (sensitivity check, do not publish)")))
	}
	rows = append(rows, head)
	for i := range t.Tables {
		table := &t.Tables[i]
		add := func(answer, group string, cells ...any) {
			row := append([]any{n.Variable(&table.Variable), answer, group}, cells...)
			for len(row) < len(head) {
				row = append(row, "")
			}
			rows = append(rows, row)
		}
		shown, names := shownGroups(n, table, by)
		for c, category := range table.Variable.Categories {
			for at, g := range shown {
				cell := &table.Cells[c][g]
				cells := []any{cell.Count, cell.Base, percentCell(cell.Base, cell.Count, cell.Base)}
				if weighted {
					cells = append(cells, percentCell(cell.Base, cell.Weight, cell.BaseWeight), math.Round(float64(cell.BaseWeight)/1e5)/10)
				}
				add(n.Group(&table.Variable, category.ID).Text, names[at].Text, cells...)
			}
		}
		for _, s := range answerStates {
			for at, g := range shown {
				add(opendata.StateName(n.Printer, s), names[at].Text, table.States[g].Of(s))
			}
		}
	}
	return rows
}

// percentCell returns part of whole in percent with one decimal place, or "" of fewer people than a share is shown of.
func percentCell(people, part, whole int64) any {
	if people < minShareBase || whole == 0 {
		return ""
	}
	return math.Round(1000*float64(part)/float64(whole)) / 10
}

func writeCSV(to io.Writer, rows [][]any) error {
	out := csvout.NewWriter(to)
	for i, row := range rows {
		cells := make([]string, len(row))
		for c, cell := range row {
			if cells[c] = fmt.Sprint(cell); i == 0 || c < 3 {
				cells[c] = csvout.EscapeCell(cells[c])
			}
		}
		if i == 0 {
			cells[0] = csvout.ByteOrderMark + cells[0]
		}
		out.Write(cells)
	}
	return out.Flush()
}

// writeWorkbook writes the rows on a sheet, and what the page says about them on another.
func writeWorkbook(to io.Writer, v *tablesView, rows [][]any, answers, method string) error {
	book, err := sheet.NewWriter(to, sheet.XLSX, v.Title, []sheet.Layout{
		{Name: answers, Widths: []int{40, 30, 24}, Rows: 1}, {Name: method, Widths: []int{40, 100}},
	})
	if err != nil {
		return err
	}
	if err := book.Next(); err != nil {
		return err
	}
	for _, row := range rows {
		if err := book.Row(row...); err != nil {
			return err
		}
	}
	if err := book.Next(); err != nil {
		return err
	}
	for _, line := range v.about() {
		if err := book.Row(line...); err != nil {
			return err
		}
	}
	return book.Close()
}

// about returns what the page says about its tables.
func (v *tablesView) about() (rows [][]any) {
	for _, line := range append([]string{v.Title, v.Internal, v.Who, v.Note}, v.Method...) {
		rows = append(rows, []any{line})
	}
	for _, fact := range v.Weights.Facts {
		for _, line := range fact.Lines {
			rows = append(rows, []any{fact.Key, line.String()})
		}
	}
	return rows
}
