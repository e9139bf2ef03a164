package cli_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/cli"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// Every mistake in who signs people in is told by the name of its setting, all
// at once, before anything is opened.
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
		want   string // the settings that are named, but for that of the log, which is always wrong
	}{
		{"nothing", nil, ""},
		{"all that can be set", map[string]string{"NAME": "the county network", "TRUST_MFA": "always", "INSIDE": "login.example.internal:8443"}, ""},
		{"an issuer inside, without TLS", map[string]string{"ISSUER": "http://login.example.internal:8080", "INSIDE": "login.example.internal:8080"}, ""},
		{"nobody", map[string]string{"ISSUER": "", "CLIENT_ID": "", "CLIENT_SECRET": ""}, ""},
		{"nobody, and a client", map[string]string{"ISSUER": "", "NAME": "x"}, "CLIENT_ID CLIENT_SECRET NAME"},
		{"no client", map[string]string{"CLIENT_ID": "", "CLIENT_SECRET": ""}, "CLIENT_ID CLIENT_SECRET"},
		{"an issuer without TLS", map[string]string{"ISSUER": "http://login.example.org"}, "ISSUER"},
		{"an issuer that is a name", map[string]string{"ISSUER": "login.example.org"}, "ISSUER"},
		{"an issuer with a question", map[string]string{"ISSUER": "https://login.example.org?tenant=1"}, "ISSUER"},
		{"a trust that there is not", map[string]string{"TRUST_MFA": "never"}, "TRUST_MFA"},
		{"an inside without a port", map[string]string{"INSIDE": "login.example.internal"}, "INSIDE"},
		{"an inside that is an address", map[string]string{"INSIDE": "https://login.example.internal:443"}, "INSIDE"},
		{"everything", map[string]string{"ISSUER": "x", "CLIENT_ID": "", "CLIENT_SECRET": "", "TRUST_MFA": "x", "INSIDE": "x"}, "CLIENT_ID CLIENT_SECRET TRUST_MFA ISSUER INSIDE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			code := cli.Main(
				t.Context(),
				&cli.Env{Args: []string{"serve", "-data", t.TempDir()}, Out: &out, Err: &out, Now: func() time.Time { return dbtest.Now },
					Getenv: func(name string) string {
						if value, ok := c.change[strings.TrimPrefix(name, "FOLKMOOT_OIDC_")]; ok {
							return value
						}
						return good[name]
					}},
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
