package site

import "testing"

// Row B16 of docs/faults.md. A request is for this site with the usual port as well as
// without it, and a name that only begins like this machine is not this machine.
func TestOwnHosts(t *testing.T) {
	for _, test := range []struct {
		base, host string
		own        bool
	}{
		{"https://consult.example.org", "consult.example.org", true},
		{"https://consult.example.org", "Consult.Example.org:443", true},
		{"https://consult.example.org:443", "consult.example.org", true},
		{"https://consult.example.org", "consult.example.org:80", false},
		{"https://consult.example.org", "consult.example.org:8443", false},
		{"https://consult.example.org:8443", "consult.example.org:8443", true},
		{"https://consult.example.org:8443", "consult.example.org", false},
		{"http://consult.example.org", "consult.example.org:80", true},
		{"https://consult.example.org", "consult.example.org:443.evil.example", false},
		{"https://consult.example.org", "consult.example.org:", false},
		{"https://consult.example.org", "evil.example", false},
		{"https://consult.example.org", "", false},
		{"http://127.0.0.1:9103", "127.0.0.1:9103", true},
		{"http://127.0.0.1:9103", "localhost:80", true},
		{"http://127.0.0.1:9103", "[::1]:9103", true},
		{"http://127.0.0.1:9103", "[::1]", true},
		{"http://127.0.0.1:9103", "127.0.0.1:9103.evil.example", false},
		{"http://127.0.0.1:9103", "127.0.0.1.evil.example:9103", false},
		{"http://127.0.0.1:9103", "localhost:9103:80", false},
		{"http://127.0.0.1:9103", "[::1].evil.example", false},
		{"http://127.0.0.1:9103", "[127.0.0.1", false},
		{"", "anything.example", true},
	} {
		s := &Site{BaseURL: test.base}
		if s.isOwnHost(test.host) != test.own {
			t.Errorf("%q is a host of %q: %v, want %v", test.host, test.base, !test.own, test.own)
		}
	}
	if IsLoopback("127.0.0.1:9103.evil.example") || !IsLoopback("127.0.0.1:9103") || !IsLoopback("localhost") {
		t.Error("a name of this machine is not recognised, or another is")
	}
}
