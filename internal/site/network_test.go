package site_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/site"
)

// clientNetwork returns ClientNetwork of a request to a site behind so many proxies.
func clientNetwork(t testing.TB, proxies int, from string, notes ...string) (network netip.Prefix) {
	t.Helper()
	s := &site.Site{Proxies: proxies}
	s.Add(site.Route{Method: "GET", Pattern: "/", Needs: actor.Public, Handler: func(w http.ResponseWriter, r *http.Request) error {
		network = site.ClientNetwork(r)
		return nil
	}})
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = from
	for _, note := range notes {
		r.Header.Add("X-Forwarded-For", note)
	}
	s.ServeHTTP(httptest.NewRecorder(), r)
	return network
}

func TestClientNetwork(t *testing.T) {
	for _, test := range []struct {
		proxies int
		from    string
		notes   []string
		want    string // "" if it is not known
	}{
		{0, "192.0.2.7:4711", nil, "192.0.2.7/32"},
		{0, "192.0.2.7:4711", []string{"198.51.100.1"}, "192.0.2.7/32"}, // no proxy, so the client set the header
		{0, "[2001:db8:1:2:3:4:5:6]:443", nil, "2001:db8:1:2::/64"},
		{0, "[::ffff:192.0.2.7]:443", nil, "192.0.2.7/32"},
		{0, "127.0.0.1:4711", nil, ""},
		{0, "10.0.0.3:4711", nil, ""},
		{0, "@", nil, ""},
		{1, "10.0.0.3:4711", []string{"192.0.2.7"}, "192.0.2.7/32"},
		{1, "10.0.0.3:4711", []string{"198.51.100.1, 192.0.2.7"}, "192.0.2.7/32"},
		{1, "10.0.0.3:4711", []string{"198.51.100.1", "192.0.2.7"}, "192.0.2.7/32"}, // two header lines
		{1, "10.0.0.3:4711", []string{"192.0.2.7:80"}, "192.0.2.7/32"},
		{1, "10.0.0.3:4711", []string{"[2001:db8:1:2::9]"}, "2001:db8:1:2::/64"},
		{1, "10.0.0.3:4711", []string{"[2001:db8:1:2::9]:80"}, "2001:db8:1:2::/64"},
		{1, "10.0.0.3:4711", []string{"fe80::1%eth0"}, ""},
		{1, "10.0.0.3:4711", []string{"unknown"}, ""},
		{1, "10.0.0.3:4711", nil, ""},
		{2, "10.0.0.3:4711", []string{"192.0.2.7, 203.0.113.5"}, "192.0.2.7/32"},
		{2, "10.0.0.3:4711", []string{"198.51.100.1, 192.0.2.7, 203.0.113.5"}, "192.0.2.7/32"},
		{2, "10.0.0.3:4711", []string{"203.0.113.5"}, ""}, // the request did not pass the first proxy
	} {
		want := netip.Prefix{}
		if test.want != "" {
			want = netip.MustParsePrefix(test.want)
		}
		if got := clientNetwork(t, test.proxies, test.from, test.notes...); got != want {
			t.Errorf("%d proxies, %s, %q: %v, want %q", test.proxies, test.from, test.notes, got, test.want)
		}
	}
}

// What a client puts before the entries of the proxies has no effect.
func FuzzForwardedFor(f *testing.F) {
	f.Add("198.51.100.1")
	f.Add("198.51.100.1, ")
	f.Add("\x00,,,[")
	f.Fuzz(func(t *testing.T, typed string) {
		if got, want := clientNetwork(t, 2, "10.0.0.3:1", typed+", 192.0.2.7, 203.0.113.5"), netip.MustParsePrefix("192.0.2.7/32"); got != want {
			t.Errorf("%q: %v", typed, got)
		}
		clientNetwork(t, 1, "10.0.0.3:1", typed) // no panic
	})
}
