package cli_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/cli"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// Every problem with the provider settings is reported with the name of the
// setting, all at once, before anything is opened.
func TestAllProviderProblemsAreReported(t *testing.T) {
	good := map[string]string{
		"FOLKMOOT_BASE_URL":           "https://consult.example.org",
		"FOLKMOOT_OIDC_ISSUER":        "https://login.example.org/realms/council",
		"FOLKMOOT_OIDC_CLIENT_ID":     "folkmoot",
		"FOLKMOOT_OIDC_CLIENT_SECRET": "secret",
		"FOLKMOOT_LOG":                "loud",
	}
	for _, c := range []struct {
		name   string
		change map[string]string
		want   string // settings named in the output, besides FOLKMOOT_LOG, which is always wrong
	}{
		{"valid", nil, ""},
		{"all settings", map[string]string{"NAME": "the county network", "TRUST_MFA": "always", "INSIDE": "login.example.internal:8443"}, ""},
		{
			"an internal issuer without TLS",
			map[string]string{"ISSUER": "http://login.example.internal:8080", "INSIDE": "login.example.internal:8080"},
			"",
		},
		{"no provider", map[string]string{"ISSUER": "", "CLIENT_ID": "", "CLIENT_SECRET": ""}, ""},
		{"no issuer, but a client", map[string]string{"ISSUER": "", "NAME": "x"}, "CLIENT_ID CLIENT_SECRET NAME"},
		{"no client", map[string]string{"CLIENT_ID": "", "CLIENT_SECRET": ""}, "CLIENT_ID CLIENT_SECRET"},
		{"an issuer without TLS", map[string]string{"ISSUER": "http://login.example.org"}, "ISSUER"},
		{"an issuer without a scheme", map[string]string{"ISSUER": "login.example.org"}, "ISSUER"},
		{"an issuer with a query", map[string]string{"ISSUER": "https://login.example.org?tenant=1"}, "ISSUER"},
		{"an unknown trust", map[string]string{"TRUST_MFA": "never"}, "TRUST_MFA"},
		{"an internal host without a port", map[string]string{"INSIDE": "login.example.internal"}, "INSIDE"},
		{"an internal host that is a URL", map[string]string{"INSIDE": "https://login.example.internal:443"}, "INSIDE"},
		{
			"everything",
			map[string]string{"ISSUER": "x", "CLIENT_ID": "", "CLIENT_SECRET": "", "TRUST_MFA": "x", "INSIDE": "x"},
			"CLIENT_ID CLIENT_SECRET TRUST_MFA ISSUER INSIDE",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			code := cli.Main(
				t.Context(),
				&cli.Env{
					Args: []string{"serve", "-data", t.TempDir()},
					Out:  &out,
					Err:  &out,
					Now:  func() time.Time { return dbtest.Now },
					Getenv: func(name string) string {
						if value, ok := c.change[strings.TrimPrefix(name, "FOLKMOOT_OIDC_")]; ok {
							return value
						}
						return good[name]
					},
				},
			)
			if code == 0 || !strings.Contains(out.String(), "FOLKMOOT_LOG is") {
				t.Fatalf("exit %d: %s", code, out.String())
			}
			var named []string
			for line := range strings.Lines(out.String()) {
				if at := strings.Index(line, "FOLKMOOT_OIDC_"); at >= 0 {
					name, _, _ := strings.Cut(line[at+len("FOLKMOOT_OIDC_"):], " ")
					named = append(named, name)
				}
			}
			if got := strings.Join(named, " "); got != c.want {
				t.Errorf("named %q, want %q:\n%s", got, c.want, out.String())
			}
		})
	}
}
