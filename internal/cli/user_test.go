package cli_test

import (
	"regexp"
	"strings"
	"testing"
)

// The first administrator is made on the console, by a link that is good once.
// There is no default account.
func TestUserAddCreatesAdministrator(t *testing.T) {
	data := t.TempDir()
	if code, said := run(t, "user", "list", "-data", data); code != 0 || said != "" {
		t.Fatalf("before anybody is made: %d %s", code, said)
	}
	link := regexp.MustCompile(`/staff/invitation/[A-Za-z0-9_-]{43}\n`)
	code, said := run(t, "user", "add", "-data", data, "-name", "An officer", "officer@example.org")
	first := link.FindString(said)
	if code != 0 || first == "" || !strings.Contains(said, "within 7 days") {
		t.Fatalf("%d %s", code, said)
	}
	if code, said := run(t, "user", "list", "-data", data); code != 0 ||
		!strings.Contains(said, "council  officer@example.org  invited  administrator") ||
		strings.Contains(said, "/staff/") {
		t.Errorf("%d %s", code, said)
	}
	if code, said := run(t, "user", "reset", "-data", data, "OFFICER@example.org"); code != 0 || link.FindString(said) == "" ||
		link.FindString(said) == first {
		t.Errorf("reset: %d %s", code, said)
	}
	if code, said := run(t, "user", "suspend", "-data", data, "officer@example.org"); code != 0 || !strings.Contains(said, "is suspended") {
		t.Errorf("suspend: %d %s", code, said)
	}
	for _, test := range []struct {
		want string
		code int
		args []string
	}{
		{"cannot be invited", 1, []string{"user", "add", "-data", data, "officer@EXAMPLE.org"}},
		{"Choose roles from the list", 1, []string{"user", "add", "-data", data, "-roles", "king", "new@example.org"}},
		{"Enter an email address", 1, []string{"user", "add", "-data", data, "new"}},
		{"We cannot find that organisation", 1, []string{"user", "add", "-data", data, "-org", "nowhere", "new@example.org"}},
		{"We cannot find that person", 1, []string{"user", "reset", "-data", data, "nobody@example.org"}},
		{"usage", 2, []string{"user"}},
		{"usage", 2, []string{"user", "promote", "-data", data}},
		{"usage", 2, []string{"user", "add", "-data", data}},
	} {
		if code, said := run(t, test.args...); code != test.code || !strings.Contains(said, test.want) {
			t.Errorf("%q: %d %s", test.args, code, said)
		}
	}
}
