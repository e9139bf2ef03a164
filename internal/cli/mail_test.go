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

// Problems with the mail settings are reported at once, without the password.
func TestMailSettings(t *testing.T) {
	good := map[string]string{
		"FOLKMOOT_SMTP":      "smtps://user:hunter2@mail.example.org",
		"FOLKMOOT_MAIL_FROM": "c@example.org",
		"FOLKMOOT_BASE_URL":  "https://consult.example.org",
	}
	for _, test := range []struct {
		name   string
		change map[string]string
		want   []string // empty if the settings are valid
	}{
		{"valid", nil, nil},
		{"with a limit", map[string]string{"FOLKMOOT_MAIL_PER_MINUTE": "3000"}, nil},
		{"no mail at all", map[string]string{"FOLKMOOT_SMTP": "", "FOLKMOOT_MAIL_FROM": ""}, nil},
		{"no base URL", map[string]string{"FOLKMOOT_BASE_URL": ""}, []string{"FOLKMOOT_BASE_URL must be set"}},
		{"no mail server", map[string]string{"FOLKMOOT_SMTP": ""}, []string{"set both or neither"}},
		{"without TLS", map[string]string{"FOLKMOOT_SMTP": "smtp://user:hunter2@mail.example.org"}, []string{"does not encrypt"}},
		{
			"everything wrong",
			map[string]string{
				"FOLKMOOT_SMTP":            "http://user:hunter2@mail.example.org",
				"FOLKMOOT_MAIL_FROM":       "x",
				"FOLKMOOT_BASE_URL":        "",
				"FOLKMOOT_MAIL_PER_MINUTE": "0",
				"FOLKMOOT_PROXIES":         "some",
			},
			[]string{
				"FOLKMOOT_PROXIES is", "must begin with smtps://", "FOLKMOOT_MAIL_FROM is",
				"FOLKMOOT_BASE_URL must be set", "FOLKMOOT_MAIL_PER_MINUTE is",
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			set := maps.Clone(good)
			maps.Copy(set, test.change)
			var out bytes.Buffer
			ctx, stop := context.WithCancel(t.Context())
			stop() // the settings are checked before the context is used
			cli.Main(
				ctx,
				&cli.Env{
					Args:   []string{"import", "-data", t.TempDir(), t.TempDir()},
					Getenv: func(name string) string { return set[name] },
					Out:    &out,
					Err:    &out,
					Now:    func() time.Time { return dbtest.Now },
				},
			)
			output := out.String()
			for _, want := range test.want {
				if !strings.Contains(output, want) {
					t.Errorf("output does not contain %q:\n%s", want, output)
				}
			}
			if strings.Contains(output, "hunter2") || len(test.want) == 0 && strings.Contains(output, "FOLKMOOT_") {
				t.Errorf("output contains the password or an unexpected problem:\n%s", output)
			}
		})
	}
}
