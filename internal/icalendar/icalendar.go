// Package icalendar writes dates as files for calendars (RFC 5545).
package icalendar

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Calendar is a calendar file. Stamp is when its entries were made.
type Calendar struct {
	Stamp time.Time
	lines []string
}

// ContentType is the media type of the file.
const ContentType = "text/calendar; charset=utf-8"

// Empty reports whether c has no entries.
func (c *Calendar) Empty() bool { return len(c.lines) == 0 }

// AddTime adds an entry for an instant. id is the same in every version of the file, and address the page about it.
func (c *Calendar) AddTime(id, title, address string, at time.Time) {
	at = at.UTC()
	c.add(id, title, address, "DTSTART:"+at.Format("20060102T150405Z"), "DTEND:"+at.Format("20060102T150405Z"))
}

// AddDay adds an entry for a whole day.
func (c *Calendar) AddDay(id, title, address string, day time.Time) {
	c.add(id, title, address, "DTSTART;VALUE=DATE:"+day.Format("20060102"), "DTEND;VALUE=DATE:"+day.AddDate(0, 0, 1).Format("20060102"))
}

func (c *Calendar) add(id, title, address string, times ...string) {
	_, host, _ := strings.Cut(address, "://")
	host, _, _ = strings.Cut(host, "/")
	c.lines = append(c.lines, "BEGIN:VEVENT", "UID:"+id+"@"+host, "DTSTAMP:"+c.Stamp.UTC().Format("20060102T150405Z"))
	c.lines = append(c.lines, times...)
	c.lines = append(c.lines, "SUMMARY:"+escapeText(title), "URL:"+address, "TRANSP:TRANSPARENT", "END:VEVENT")
}

// String returns the file. Lines end with CR LF, and longer ones than 75 bytes are folded.
func (c *Calendar) String() string {
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

func escapeText(text string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r", "", "\n", `\n`).Replace(text)
}
