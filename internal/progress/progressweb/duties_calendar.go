package progressweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/icalendar"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

const dutiesCalendarPath = "/progress/duties.ics"

// dutiesCalendar serves the dates by which the council must publish next as a calendar file. It is empty if the council
// has set up no duties, so that programs which follow it keep doing so.
func (h *Handlers) dutiesCalendar(w http.ResponseWriter, r *http.Request) error {
	words, cal := page.Printer(r), &icalendar.Calendar{}
	err := h.deps.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if cal.Stamp, err = tx.Now(r.Context()); err != nil {
			return err
		}
		duties, err := strategy.DutyStatuses(r.Context(), tx)
		for _, c := range duties {
			cal.AddDay(string(c.Rule.Duty)+"-"+c.Due.Format("2006"), words.Say("To be published by law: %s", locale.Inside(c.Rule.Duty.Label())),
				h.deps.SiteURL(r)+"/progress#duties", c.Due)
		}
		return err
	})
	if err != nil {
		return err
	}
	return site.WriteCalendar(w, cal, "duties")
}
