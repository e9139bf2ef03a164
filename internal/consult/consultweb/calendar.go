package consultweb

import (
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// showCalendar serves the dates of a consultation as a calendar file (RFC 5545): when it closes, and by when we said we
// would report back.
func (h *Handlers) showCalendar(w http.ResponseWriter, r *http.Request) error {
	c, err := h.service.GetPublic(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	cal := &calendar{stamp: c.Now}
	cal.addConsultation(page.Printer(r), h.BaseFor(r), c.Consultation)
	if len(cal.lines) == 0 {
		return fault.New(fault.NotFound, "This consultation has no dates for a calendar.")
	}
	return cal.write(w, c.Slug)
}

// addConsultation adds when c closes, and by when we said we would report back.
func (c *calendar) addConsultation(words *locale.Printer, base string, of *consult.Consultation) {
	address := base + consultationURL(of.Slug)
	if !of.Closes.IsZero() && of.Closes.Precision == consult.PrecisionInstant {
		c.addTime(of.Slug+"-closes", words.Say("Last time to respond: %s", of.Title), address, of.Closes.At)
	}
	if day, err := time.Parse(time.DateOnly, of.Feedback); err == nil {
		c.addDay(of.Slug+"-feedback", words.Say("Feedback is due: %s", of.Title), address, day)
	}
}

// write sends the file with a name without its ending.
func (c *calendar) write(w http.ResponseWriter, name string) error {
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.ics"`, name))
	_, err := w.Write([]byte(c.String()))
	return err
}

// calendar is the body of a calendar file.
type calendar struct {
	stamp time.Time
	lines []string
}

func (c *calendar) addTime(id, title, address string, at time.Time) {
	at = at.UTC()
	c.add(id, title, address, "DTSTART:"+at.Format("20060102T150405Z"), "DTEND:"+at.Format("20060102T150405Z"))
}

func (c *calendar) addDay(id, title, address string, day time.Time) {
	c.add(id, title, address, "DTSTART;VALUE=DATE:"+day.Format("20060102"), "DTEND;VALUE=DATE:"+day.AddDate(0, 0, 1).Format("20060102"))
}

func (c *calendar) add(id, title, address string, times ...string) {
	_, host, _ := strings.Cut(address, "://")
	host, _, _ = strings.Cut(host, "/")
	c.lines = append(c.lines, "BEGIN:VEVENT", "UID:"+id+"@"+host, "DTSTAMP:"+c.stamp.UTC().Format("20060102T150405Z"))
	c.lines = append(c.lines, times...)
	c.lines = append(c.lines, "SUMMARY:"+escapeCalendarText(title), "URL:"+address, "TRANSP:TRANSPARENT", "END:VEVENT")
}

// String returns the file. Lines end with CR LF, and longer ones than 75 bytes are folded.
func (c *calendar) String() string {
	var b strings.Builder
	all := append([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Folkmoot//Folkmoot//EN"}, c.lines...)
	for _, line := range append(all, "END:VCALENDAR") {
		for limit := 75; len(line) > limit; limit = 74 {
			cut := limit
			for !utf8.RuneStart(line[cut]) {
				cut--
			}
			b.WriteString(line[:cut] + "\r\n ")
			line = line[cut:]
		}
		b.WriteString(line + "\r\n")
	}
	return b.String()
}

func escapeCalendarText(text string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r", "", "\n", `\n`).Replace(text)
}
