package cli

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Every command refuses arguments that it would ignore, such as a flag after the name of a
// file, before it does anything.
func TestSurplusArgumentsAreRefused(t *testing.T) {
	for _, c := range commands() {
		t.Run(c.name, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "data")
			args := []string{c.name}
			switch c.name {
			case "user":
				args = append(args, "list")
			case "bench":
				args = append(args, "crash")
			}
			if c.name != "bench" && c.name != "check" && c.name != "paygap" { // those have no data
				args = append(args, "-data", data)
			}
			for range c.takes {
				args = append(args, filepath.Join(data, "file"))
			}
			var output bytes.Buffer
			code := Main(t.Context(), &Env{
				Args: append(args, "surplus"), Getenv: func(string) string { return "" }, Program: "folkmoot",
				In: strings.NewReader(""), Out: &output, Err: &output, Now: time.Now,
			})
			if code != 2 || !strings.Contains(output.String(), "surplus") || !strings.Contains(output.String(), "usage: folkmoot "+c.name) {
				t.Errorf("code %d, %s", code, output.String())
			}
			if made, err := filepath.Glob(data + "/*"); err != nil || len(made) > 0 {
				t.Errorf("%v were created, %v", made, err)
			}
		})
	}
}
