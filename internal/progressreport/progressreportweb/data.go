package progressreportweb

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/progressreport"
)

// csv serves the objectives and actions of a report as CSV, with a line for each.
func (h *Handlers) csv(w http.ResponseWriter, r *http.Request) error {
	found, _, err := h.get(r)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	out := csvout.NewWriter(&body)
	out.Write([]string{
		"kind", "ref", "title", "responsible", "due", "status", "days-late", "baseline", "target", "latest", "latest-on", "unit",
	})
	for _, o := range found.Facts.Objectives {
		out.Write([]string{
			"objective", o.Ref, o.Title, o.Owner, day(o.By), string(o.Trend), "", number(o.Baseline), number(o.Target), number(o.Latest),
			day(o.LatestOn), o.Unit,
		})
	}
	for _, a := range found.Facts.Actions {
		late := ""
		if a.Late {
			late = strconv.Itoa(a.DaysLate)
		}
		out.Write([]string{"action", a.Ref, a.What, a.Who, day(a.Due), string(a.Status), late, "", "", "", "", ""})
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return write(w, "text/csv; charset=utf-8", found, ".csv", body.Bytes())
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func number(n *float64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}

// json serves a report as the public record commits to it.
func (h *Handlers) json(w http.ResponseWriter, r *http.Request) error {
	found, _, err := h.get(r)
	if err != nil {
		return err
	}
	return write(w, "application/json", found, ".json", []byte(db.JSON(found)))
}

func write(w http.ResponseWriter, kind string, of *progressreport.Report, ending string, body []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+of.Ref+ending+`"`)
	_, err := w.Write(body)
	return err
}
