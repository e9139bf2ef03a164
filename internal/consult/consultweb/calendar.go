package consultweb

import (
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/icalendar"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// showCalendar serves the dates of a consultation as a calendar file (RFC 5545): when it closes, and by when we said we
// would report back.
func (h *Handlers) showCalendar(w http.ResponseWriter, r *http.Request) error {
	c, err := h.service.GetPublic(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	cal := &icalendar.Calendar{Stamp: c.Now}
	addDates(cal, page.Printer(r), h.SiteURL(r), c.Consultation)
	if cal.Empty() {
		return fault.New(fault.NotFound, "This consultation has no dates for a calendar.")
	}
	return site.WriteCalendar(w, cal, c.Slug)
}

// addDates adds when a consultation closes, and by when we said we would report back.
func addDates(c *icalendar.Calendar, words *locale.Printer, base string, of *consult.Consultation) {
	address := base + consultationURL(of.Slug)
	if !of.Closes.IsZero() && of.Closes.Precision == consult.PrecisionInstant {
		c.AddTime(of.Slug+"-closes", words.Say("Last time to respond: %s", of.Title), address, of.Closes.At)
	}
	if day, err := time.Parse(time.DateOnly, of.Feedback); err == nil {
		c.AddDay(of.Slug+"-feedback", words.Say("Feedback is due: %s", of.Title), address, day)
	}
}
