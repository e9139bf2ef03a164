package icalendar_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/icalendar"
)

// TestLinesAreFolded checks that lines are at most 75 bytes long
// and not cut within a letter.
func TestLinesAreFolded(t *testing.T) {
	c := &icalendar.Calendar{}
	c.AddDay("a", strings.Repeat("ŵ; ", 60), "https://consult.example.org/a", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	text := c.String()
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("%d bytes: %q", len(line), line)
		}
	}
	if whole := strings.ReplaceAll(text, "\r\n ", ""); !strings.Contains(whole, strings.Repeat(`ŵ\; `, 60)) {
		t.Error(whole)
	}
}
