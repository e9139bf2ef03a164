package outcome

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
)

// formatCSV returns the readings of an indicator as a file with the columns ownColumns, or "" if there are none.
func formatCSV(ctx context.Context, tx *db.Tx, indicator string) (string, error) {
	var b bytes.Buffer
	w, any := csvout.NewWriter(&b), false
	m := ownColumns
	w.Write([]string{m.Place, m.Period, m.Value, m.Lower, m.Upper, m.Boundaries, m.Note})
	err := EachReading(ctx, tx, indicator, func(r Reading) error {
		any = true
		w.Write([]string{r.Place, FormatPeriod(r.From, r.To), formatNumber(&r.Value), formatNumber(r.Lower), formatNumber(r.Upper),
			FormatYear(r.Boundaries), csvout.EscapeCell(r.Note)})
		return nil
	})
	if err != nil || !any {
		return "", err
	}
	err = w.Flush()
	return strings.ReplaceAll(b.String(), "\r\n", "\n"), err
}

func formatNumber(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}

// FormatYear returns a year, or "" for 0.
func FormatYear(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}
