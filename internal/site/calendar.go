package site

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/icalendar"
)

// WriteCalendar sends c as a file with a name, which is given without its ending.
func WriteCalendar(w http.ResponseWriter, c *icalendar.Calendar, name string) error {
	w.Header().Set("Content-Type", icalendar.ContentType)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.ics"`)
	_, err := w.Write([]byte(c.String()))
	return err
}
