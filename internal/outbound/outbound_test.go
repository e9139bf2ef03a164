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
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/folkmoot/folkmoot/internal/outbound"
)

const (
	longTimeout = 10 * time.Minute // so that no test fails because the machine is slow
	maxBody     = 20_000
)

// No spelling of an internal address is accepted. The name server of the test
// resolves every name to this machine.
func TestInternalAddressesAreRefused(t *testing.T) {
	resolver := nameServer(t, func() string { return "127.0.0.1" })
	client := outbound.New(outbound.Options{Resolver: resolver, Timeout: longTimeout})
	for _, host := range strings.Fields(`
		127.0.0.1 127.1 127.0.1 127.255.255.254 0.0.0.0 0 0x7f.1 0x7f000001 0X7F.0.0.1 0177.0.0.1 2130706433 017700000001
		127.0.0.1. 0x7f.1. 127.0.0.1.:443 localhost localhost. LOCALHOST
		[::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:10.0.0.1] [::127.0.0.1] [::ffff:0:127.0.0.1]
		[64:ff9b::127.0.0.1] [64:ff9b::a00:1] [64:ff9b:1::a00:1] [2002:7f00:1::] [2002:a00:1::1] [2001:0:7f00:1::]
		10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.0.1 100.64.0.1 100.127.255.254 169.254.169.254 169.254.0.1
		192.0.0.1 192.0.0.170 192.0.2.1 192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
		224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
		[fc00::1] [fd00:ec2::254] [fe80::1] [fe80::1%25lo] [fe80::1%25eth0] [::1%25lo]
		[fec0::1] [ff02::1] [100::1] [2001:db8::1] [3fff::1] [5f00::1]
		①②⑦.⓪.⓪.① 127。0。0。1 0x7f000001:443 example.org:22 example.org:8443 example.org:80
		user@example.org user:secret@example.org example.org@127.0.0.1 169.254.169.254:80 127.0.0.1:5432`) {
		t.Run(host, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+host+"/keys", nil)
			if err != nil {
				return // not a valid URL
			}
			response, err := client.Do(request)
			if err == nil {
				response.Body.Close()
				t.Fatalf("the response was %s", response.Status)
			}
			var unknown *net.DNSError
			if !errors.Is(err, outbound.ErrRefused) && !errors.As(err, &unknown) {
				t.Errorf("failed with %v; want ErrRefused or a name that does not resolve", err)
			}
		})
	}
}

func TestPublicAddressesAreAllowed(t *testing.T) {
	for addr, want := range map[string]bool{
		"1.1.1.1": true, "8.8.8.8": true, "100.63.255.255": true, "100.128.0.1": true, "172.15.255.255": true, "172.32.0.1": true,
		"2606:4700:4700::1111": true, "2a00:1450:4009::1": true, "::ffff:1.1.1.1": true,
		"::ffff:10.0.0.1": false, "100.64.0.1": false, "172.20.1.1": false, "fd12::1": false,
	} {
		if got := outbound.CheckPublicAddr(netip.MustParseAddr(addr)) == nil; got != want {
			t.Errorf("%s allowed: %t, want %t", addr, got, want)
		}
	}
	if outbound.CheckPublicAddr(netip.Addr{}) == nil {
		t.Error("the zero address is allowed")
	}
}

// A name that resolves to a public address first and to an internal one later is
// refused, because the address is checked when connecting.
func TestDNSRebindingIsRefused(t *testing.T) {
	var lookups atomic.Int64
	resolver := nameServer(t, func() string {
		if lookups.Add(1) == 1 {
			return "1.1.1.1"
		}
		return "127.0.0.1"
	})
	first, err := resolver.LookupHost(t.Context(), "keys.example.org")
	if err != nil || len(first) != 1 || first[0] != "1.1.1.1" {
		t.Fatalf("the name resolved to %v, %v", first, err)
	}
	visited := make(chan string, 1)
	internal := "keys.example.org:" + listen(t, visited)
	client := func(r *net.Resolver, allowed string) *http.Client {
		return outbound.New(outbound.Options{Resolver: r, AllowedHost: allowed, Timeout: longTimeout})
	}
	if _, err = get(t, client(resolver, ""), "https://keys.example.org/"); !errors.Is(err, outbound.ErrRefused) {
		t.Errorf("failed with %v, want it refused", err)
	}
	// The allowed host may be internal, but its name must not resolve to the
	// metadata service of a cloud provider.
	if _, err := get(t, client(resolver, internal), "http://"+internal+"/"); err != nil {
		t.Errorf("the allowed host: %v", err)
	}
	metadata := nameServer(t, func() string { return "169.254.169.254" })
	_, err = get(t, client(metadata, "keys.example.org:80"), "http://keys.example.org/")
	if !errors.Is(err, outbound.ErrRefused) {
		t.Errorf("the metadata service: %v, want it refused", err)
	}
}

// The allowed host is allowed at its own port only, and cannot redirect to another.
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
		io.Copy(w, io.LimitReader(endlessReader{}, maxBody+1))
	})
	mux.HandleFunc("/full", func(w http.ResponseWriter, r *http.Request) {
		io.Copy(w, io.LimitReader(endlessReader{}, maxBody))
	})
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		var small bytes.Buffer
		z := gzip.NewWriter(&small)
		io.Copy(z, io.LimitReader(endlessReader{}, 50*maxBody))
		z.Close()
		w.Write(small.Bytes())
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	at, _ := url.Parse(server.URL)
	client := outbound.New(outbound.Options{AllowedHost: at.Host, Timeout: longTimeout, MaxBody: maxBody})

	for _, c := range []struct {
		name, url string
		refused   bool
	}{
		{"the allowed host", server.URL + "/here", false},
		{"a body of exactly the limit", server.URL + "/full", false},
		{"another port of the allowed host", "http://127.0.0.1:" + other + "/", true},
		{"another name of the allowed host", "http://localhost:" + at.Port() + "/here", true},
		{"a redirect elsewhere", server.URL + "/away", true},
		{"a redirect to the same host", server.URL + "/round", true},
		{"a body over the limit", server.URL + "/large", true},
		{"a body that decompresses to more than the limit", server.URL + "/bomb", true},
		{"a URL with a user name", "http://a:b@" + at.Host + "/here", true},
		{"another port of a public host", "https://1.1.1.1:22/", true},
		{"a public host without TLS", "http://1.1.1.1/", true},
		{"a file URL", "file:///etc/passwd", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			body, err := get(t, client, c.url)
			if c.refused != errors.Is(err, outbound.ErrRefused) || !c.refused && err != nil {
				t.Errorf("read %d bytes, error %v; want ErrRefused: %t", len(body), err, c.refused)
			}
		})
	}
	select {
	case path := <-visited:
		t.Errorf("another internal server got a request for %s", path)
	default:
	}
}

func get(t *testing.T, client *http.Client, address string) ([]byte, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return io.ReadAll(response.Body)
}

// listen starts a server on a port of this machine, which it returns. The server
// sends the path of the first request to visited.
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

// nameServer starts a DNS server that resolves every name to the IPv4 address that
// resolve returns, and returns a resolver that uses it.
func nameServer(t *testing.T, resolve func() string) *net.Resolver {
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
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: netip.MustParseAddr(resolve()).As4()},
				}}
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
