package csvw_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/opendata/csvwtest"
)

type row struct {
	name   string
	day    time.Time
	value  *float64
	people int64
	late   bool
}

var (
	half    = 0.5
	columns = []csvw.Column[row]{
		csvw.Text("name", "Name", "What it is called.", func(r row) string { return r.name }),
		csvw.Day("day", "Day", "When.", func(r row) time.Time { return r.day }),
		csvw.Time("at", "At", "When exactly.", func(r row) time.Time { return r.day }),
		csvw.Number("value", "Value", "How much.", func(r row) *float64 { return r.value }),
		csvw.Whole("people", "People", "How many.", func(r row) int64 { return r.people }),
		csvw.Flag("late", "Late", "Whether it is late.", func(r row) bool { return r.late }),
	}
	rows = []row{
		{"=1+1", time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), &half, 3, true},
		{"Buses, \"late\"\nand trains", time.Time{}, nil, -2, false},
	}
)

// A table is written as CSV, in which nothing is a formula, and as JSON with the same values. The CSV file fits its
// description.
func TestTableIsWrittenAsCSVAndJSON(t *testing.T) {
	var file, list bytes.Buffer
	if err := csvw.WriteCSV(&file, columns, csvw.Slice(rows)); err != nil {
		t.Fatal(err)
	}
	if want := "'=1+1,2026-03-02,2026-03-02T00:00:00Z,0.5,3,true\n"; !strings.Contains(file.String(), want) {
		t.Errorf("no line %q in\n%s", want, &file)
	}
	described, err := csvw.Describe(csvw.Table{URL: "rows.csv", Key: []string{"name"}, Required: []string{"name", "people"}}, columns)
	if err != nil {
		t.Fatal(err)
	}
	if n, wrong := csvwtest.Check("rows.csv", file.Bytes(), described); n != 2 || len(wrong) > 0 {
		t.Errorf("%d rows: %q", n, wrong)
	}
	if err := csvw.WriteJSON(&list, columns, csvw.Slice(rows)); err != nil {
		t.Fatal(err)
	}
	want := `[
{"name":"=1+1","day":"2026-03-02","at":"2026-03-02T00:00:00Z","value":0.5,"people":3,"late":true},
{"name":"Buses, \"late\"\nand trains","day":null,"at":null,"value":null,"people":-2,"late":false}
]
`
	if list.String() != want {
		t.Errorf("got\n%s", &list)
	}
	list.Reset()
	if err := csvw.WriteJSON(&list, columns, csvw.Slice[row](nil)); err != nil || !json.Valid(list.Bytes()) {
		t.Errorf("no rows: %q, %v", &list, err)
	}
}

// Rows that cannot be read are an error, not a file that looks complete.
func TestUnreadableRowsAreAnError(t *testing.T) {
	broken := errors.New("broken")
	read := func(fn func(row) error) error { return errors.Join(fn(rows[0]), broken) }
	var out bytes.Buffer
	if err := csvw.WriteCSV(&out, columns, read); !errors.Is(err, broken) {
		t.Errorf("CSV: %v", err)
	}
	out.Reset()
	if err := csvw.WriteJSON(&out, columns, read); !errors.Is(err, broken) || json.Valid(out.Bytes()) {
		t.Errorf("JSON: %v", err)
	}
}
