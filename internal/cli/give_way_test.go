package cli

import (
	"io"
	"testing"
)

// Commands that work beside a server give way to it; the server itself, and what measures it, do not.
func TestOnlyCommandsBesideTheServerGiveWay(t *testing.T) {
	serving := map[string]bool{"demo": true, "serve": true, "bench": true}
	for _, c := range commands() {
		gaveWay := false
		e := &Env{
			Args: []string{c.name, "-no-such-flag"}, Getenv: func(string) string { return "" },
			Out: io.Discard, Err: io.Discard, GiveWay: func() { gaveWay = true },
		}
		if Main(t.Context(), e) == 0 {
			t.Errorf("%s takes an unknown flag", c.name)
		}
		if gaveWay == serving[c.name] {
			t.Errorf("%s: gave way: %v", c.name, gaveWay)
		}
	}
}
