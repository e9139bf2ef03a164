package cli_test

import (
	"regexp"
	"strings"
	"testing"
)

// The first administrator is created on the console and gets a one-time link.
// There is no default account.
func TestUserAddCreatesAdministrator(t *testing.T) {
	data := t.TempDir()
	if code, output := run(t, "user", "list", "-data", data); code != 1 || !strings.Contains(output, "no installation") {
		t.Fatalf("list without an installation: %d %s", code, output)
	}
	link := regexp.MustCompile(`/staff/invitation/[A-Za-z0-9_-]{43}\n`)
	code, output := run(t, "user", "add", "-data", data, "-name", "An officer", "officer@example.org")
	first := link.FindString(output)
	if code != 0 || first == "" || !strings.Contains(output, "within 7 days") {
		t.Fatalf("%d %s", code, output)
	}
	if code, output := run(t, "user", "list", "-data", data); code != 0 ||
		!strings.Contains(output, "council  officer@example.org  invited  administrator") ||
		strings.Contains(output, "/staff/") {
		t.Errorf("%d %s", code, output)
	}
	if code, output := run(t, "user", "reset", "-data", data, "OFFICER@example.org"); code != 0 || link.FindString(output) == "" ||
		link.FindString(output) == first {
		t.Errorf("reset: %d %s", code, output)
	}
	if code, output := run(t, "user", "suspend", "-data", data, "officer@example.org"); code != 0 ||
		!strings.Contains(output, "is suspended") {
		t.Errorf("suspend: %d %s", code, output)
	}
	for _, test := range []struct {
		want string
		code int
		args []string
	}{
		{"cannot invite", 1, []string{"user", "add", "-data", data, "officer@EXAMPLE.org"}},
		{"Choose roles from the list", 1, []string{"user", "add", "-data", data, "-roles", "king", "new@example.org"}},
		{"Enter an email address", 1, []string{"user", "add", "-data", data, "new"}},
		{"We cannot find that organisation", 1, []string{"user", "add", "-data", data, "-org", "nowhere", "new@example.org"}},
		{"We cannot find that person", 1, []string{"user", "reset", "-data", data, "nobody@example.org"}},
		{"usage", 2, []string{"user"}},
		{"usage", 2, []string{"user", "promote", "-data", data}},
		{"usage", 2, []string{"user", "add", "-data", data}},
	} {
		if code, output := run(t, test.args...); code != test.code || !strings.Contains(output, test.want) {
			t.Errorf("%q: %d %s", test.args, code, output)
		}
	}
}
