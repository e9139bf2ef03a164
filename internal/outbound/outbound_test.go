package outbound_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/folkmoot/folkmoot/internal/outbound"
)

// No way of writing an address leads into the house or to its neighbours.
func TestInternalAddressesAreRefused(t *testing.T) {
	client := outbound.New(outbound.Options{})
	for _, host := range strings.Fields(`
		127.0.0.1 127.1 127.0.1 127.255.255.254 0.0.0.0 0 0x7f.1 0x7f000001 0X7F.0.0.1 0177.0.0.1 2130706433 017700000001
		127.0.0.1. 0x7f.1. 127.0.0.1.:443 localhost localhost. LOCALHOST
		[::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:10.0.0.1] [::127.0.0.1] [::ffff:0:127.0.0.1]
		[64:ff9b::127.0.0.1] [64:ff9b::a00:1] [64:ff9b:1::a00:1] [2002:7f00:1::] [2002:a00:1::1] [2001:0:7f00:1::]
		10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.0.1 100.64.0.1 100.127.255.254 169.254.169.254 169.254.0.1
		192.0.0.1 192.0.0.170 192.0.2.1 192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
		224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
		[fc00::1] [fd00:ec2::254] [fe80::1] [fe80::1%25lo] [fe80::1%25eth0] [::1%25lo] [fec0::1] [ff02::1] [100::1] [2001:db8::1] [3fff::1] [5f00::1]
		①②⑦.⓪.⓪.① 127。0。0。1 0x7f000001:443 example.org:22 example.org:8443 example.org:80
		user@example.org user:secret@example.org example.org@127.0.0.1 169.254.169.254:80 127.0.0.1:5432`) {
		t.Run(host, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+host+"/keys", nil)
			if err != nil {
				return // what cannot be written as a request goes nowhere
			}
			answer, err := client.Do(request)
			if err == nil {
				answer.Body.Close()
				t.Fatalf("answered with %s", answer.Status)
			}
			var unknown *net.DNSError
			if !errors.Is(err, outbound.ErrRefused) && !errors.As(err, &unknown) {
				t.Errorf("failed with %v; want it refused, or a name that leads nowhere", err)
			}
		})
	}
}

// What stands in the internet is asked.
func TestPublicAddressesAreAllowed(t *testing.T) {
	for addr, want := range map[string]bool{
		"1.1.1.1": true, "8.8.8.8": true, "100.63.255.255": true, "100.128.0.1": true, "172.15.255.255": true, "172.32.0.1": true,
		"2606:4700:4700::1111": true, "2a00:1450:4009::1": true, "::ffff:1.1.1.1": true,
		"::ffff:10.0.0.1": false, "100.64.0.1": false, "172.20.1.1": false, "fd12::1": false,
	} {
		if got := outbound.CheckPublicAddr(netip.MustParseAddr(addr)) == nil; got != want {
			t.Errorf("%s may be asked: %t, want %t", addr, got, want)
		}
	}
	if outbound.CheckPublicAddr(netip.Addr{}) == nil {
		t.Error("an address that is none may be asked")
	}
}

// A name that led outside when somebody looked, and leads inside when it is
// used, is refused: there is no look before the use.
func TestDNSRebindingIsRefused(t *testing.T) {
	var asked atomic.Int64
	resolver := nameServer(t, func() string {
		if asked.Add(1) == 1 {
			return "1.1.1.1"
		}
		return "127.0.0.1"
	})
	first, err := resolver.LookupHost(t.Context(), "keys.example.org")
	if err != nil || len(first) != 1 || first[0] != "1.1.1.1" {
		t.Fatalf("the name led to %v, %v", first, err)
	}
	visited := make(chan string, 1)
	neighbour := listen(t, visited)
	_, err = get(t, outbound.New(outbound.Options{Resolver: resolver}), "https://keys.example.org/")
	if !errors.Is(err, outbound.ErrRefused) {
		t.Errorf("failed with %v, want it refused", err)
	}
	// The host that the operator allows may be a neighbour, and its name still
	// must not lead to where a cloud keeps its keys.
	if _, err := get(t, outbound.New(outbound.Options{Resolver: resolver, AllowedHost: "keys.example.org:" + neighbour}), "http://keys.example.org:"+neighbour+"/"); err != nil {
		t.Errorf("the host that is allowed: %v", err)
	}
	clouds := nameServer(t, func() string { return "169.254.169.254" })
	if _, err := get(t, outbound.New(outbound.Options{Resolver: clouds, AllowedHost: "keys.example.org:80"}), "http://keys.example.org/"); !errors.Is(
		err,
		outbound.ErrRefused,
	) {
		t.Errorf("the keys of the cloud: %v, want it refused", err)
	}
}

// The one host that is allowed is that host at that port, and what it says
// cannot lead to another.
func TestOnlyTheAllowedHostIsReachedInside(t *testing.T) {
	visited := make(chan string, 1)
	other := listen(t, visited)
	mux := http.NewServeMux()
	mux.HandleFunc("/here", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "here") })
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1:"+other+"/", http.StatusFound)
	})
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/here", http.StatusFound) })
	mux.HandleFunc("/large", func(w http.ResponseWriter, r *http.Request) {
		io.Copy(w, io.LimitReader(endlessReader{}, outbound.MaxBody+1))
	})
	mux.HandleFunc("/full", func(w http.ResponseWriter, r *http.Request) {
		io.Copy(w, io.LimitReader(endlessReader{}, outbound.MaxBody))
	})
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		var small bytes.Buffer
		z := gzip.NewWriter(&small)
		io.Copy(z, io.LimitReader(endlessReader{}, 50<<20))
		z.Close()
		w.Write(small.Bytes())
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	at, _ := url.Parse(server.URL)
	client := outbound.New(outbound.Options{AllowedHost: at.Host})

	for _, c := range []struct {
		name, url string
		refused   bool
	}{
		{"the host that is allowed", server.URL + "/here", false},
		{"a body of just the size", server.URL + "/full", false},
		{"another port of it", "http://127.0.0.1:" + other + "/", true},
		{"another name of it", "http://localhost:" + at.Port() + "/here", true},
		{"a redirection elsewhere", server.URL + "/away", true},
		{"a redirection to itself", server.URL + "/round", true},
		{"a body without end", server.URL + "/large", true},
		{"a small body that becomes large", server.URL + "/bomb", true},
		{"with a name and a password", "http://a:b@" + at.Host + "/here", true},
		{"another port outside", "https://1.1.1.1:22/", true},
		{"no TLS outside", "http://1.1.1.1/", true},
		{"a file", "file:///etc/passwd", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			body, err := get(t, client, c.url)
			if c.refused != errors.Is(err, outbound.ErrRefused) || !c.refused && err != nil {
				t.Errorf("read %d bytes, %v; want it refused: %t", len(body), err, c.refused)
			}
		})
	}
	select {
	case path := <-visited:
		t.Errorf("a neighbour was asked for %s", path)
	default:
	}
}

func get(t *testing.T, client *http.Client, address string) ([]byte, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return io.ReadAll(answer.Body)
}

// listen serves on a port of this machine, which is returned, and tells who came.
func listen(t *testing.T, visited chan<- string) (port string) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case visited <- r.URL.Path:
		default:
		}
	}))
	t.Cleanup(server.Close)
	at, _ := url.Parse(server.URL)
	return at.Port()
}

type endlessReader struct{}

func (endlessReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// nameServer answers every question for an IPv4 address with what says says.
func nameServer(t *testing.T, says func() string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buffer := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buffer[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
			if q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body: &dnsmessage.AResource{A: netip.MustParseAddr(says()).As4()}}}
			}
			if reply, err := m.Pack(); err == nil {
				conn.WriteTo(reply, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}
