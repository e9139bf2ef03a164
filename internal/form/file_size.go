package form

import "github.com/folkmoot/folkmoot/internal/locale"

// FileSize returns a size in KB, rounded up, or in MB.
func FileSize(p *locale.Printer, bytes int64) string {
	if bytes < 1<<20 {
		return p.Say("%d KB", (bytes+1023)>>10)
	}
	return p.Say("%s MB", p.Fixed(float64(bytes)/(1<<20), 1))
}
