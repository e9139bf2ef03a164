package cli_test

import (
	"bytes"
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/cli"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// What is wrong with where letters go is told at once, and tells no password.
func TestMailSettings(t *testing.T) {
	good := map[string]string{
		"FOLKMOOT_SMTP":      "smtps://user:hunter2@mail.example.org",
		"FOLKMOOT_MAIL_FROM": "c@example.org",
		"FOLKMOOT_BASE_URL":  "https://consult.example.org",
	}
	for _, test := range []struct {
		name   string
		change map[string]string
		want   []string // none: it starts
	}{
		{"as it should be", nil, nil},
		{"with a limit", map[string]string{"FOLKMOOT_MAIL_PER_MINUTE": "3000"}, nil},
		{"no mail at all", map[string]string{"FOLKMOOT_SMTP": "", "FOLKMOOT_MAIL_FROM": ""}, nil},
		{"no address of our own", map[string]string{"FOLKMOOT_BASE_URL": ""}, []string{"FOLKMOOT_BASE_URL must be set"}},
		{"nobody to send it", map[string]string{"FOLKMOOT_SMTP": ""}, []string{"set both or neither"}},
		{"in the open", map[string]string{"FOLKMOOT_SMTP": "smtp://user:hunter2@mail.example.org"}, []string{"does not encrypt"}},
		{"everything wrong", map[string]string{"FOLKMOOT_SMTP": "http://user:hunter2@mail.example.org", "FOLKMOOT_MAIL_FROM": "x", "FOLKMOOT_BASE_URL": "", "FOLKMOOT_MAIL_PER_MINUTE": "0", "FOLKMOOT_PROXIES": "some"},
			[]string{"FOLKMOOT_PROXIES is", "must begin with smtps://", "FOLKMOOT_MAIL_FROM is", "FOLKMOOT_BASE_URL must be set", "FOLKMOOT_MAIL_PER_MINUTE is"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			set := maps.Clone(good)
			maps.Copy(set, test.change)
			var out bytes.Buffer
			ctx, stop := context.WithCancel(t.Context())
			stop() // it need not serve anybody
			cli.Main(
				ctx,
				&cli.Env{Args: []string{"import", "-data", t.TempDir(), t.TempDir()}, Getenv: func(name string) string { return set[name] },
					Out: &out, Err: &out, Now: func() time.Time { return dbtest.Now }},
			)
			said := out.String()
			for _, want := range test.want {
				if !strings.Contains(said, want) {
					t.Errorf("%q is not said:\n%s", want, said)
				}
			}
			if strings.Contains(said, "hunter2") || len(test.want) == 0 && strings.Contains(said, "FOLKMOOT_") {
				t.Errorf("%s", said)
			}
		})
	}
}
