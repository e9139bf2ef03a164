// Package outbound makes outgoing HTTP requests that cannot reach the internal
// network. All other packages use its client.
//
// A remote party often chooses the address of a request: a document that links to
// others, or the owner of a domain who decides which address it resolves to.
// Without protection it could make the server send requests to internal machines
// (server-side request forgery). So the client checks the IP address when it
// connects, after resolving the name, and not before.
package outbound

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The default limits of a response.
const (
	DefaultTimeout = 5 * time.Second // from connecting to the last byte of the body
	DefaultMaxBody = 1 << 20         // bytes of the body after decompression
)

// ErrRefused is in the chain of every error for a request or a response that this
// package does not allow.
var ErrRefused = errors.New("refused")

// Options configures a client. The zero value is a client for public addresses
// with the default limits.
type Options struct {
	// AllowedHost is one host and port, as in "login.example.internal:443", that
	// may be in the internal network, and may be used without TLS; "" for none.
	AllowedHost string
	Resolver    *net.Resolver // nil for the resolver of the system
	TLS         *tls.Config   // nil for the certificate authorities of the system
	Timeout     time.Duration // 0 for DefaultTimeout
	MaxBody     int64         // bytes; 0 for DefaultMaxBody
}

// New returns a client for https addresses on the public internet, and for
// o.AllowedHost. It follows no redirects, uses no proxy and stores no cookies. A
// response that is larger than the limit fails while it is read.
func New(o Options) *http.Client {
	trust := o.TLS.Clone()
	if trust == nil {
		trust = &tls.Config{}
	}
	trust.MinVersion = tls.VersionTLS12
	t := &guardedTransport{
		allowedHost: canonicalHostPort(o.AllowedHost),
		resolver:    o.Resolver,
		timeout:     cmp.Or(o.Timeout, DefaultTimeout),
		maxBody:     cmp.Or(o.MaxBody, DefaultMaxBody),
	}
	t.transport = &http.Transport{
		DialContext:            t.dial,
		TLSClientConfig:        trust,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           4,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return &http.Client{Transport: t, Timeout: t.timeout, CheckRedirect: func(*http.Request, []*http.Request) error {
		return fmt.Errorf("%w: the response is a redirect", ErrRefused)
	}}
}

// guardedTransport checks each request before it is sent and limits the size of
// the response.
type guardedTransport struct {
	allowedHost string // as returned by canonicalHostPort
	resolver    *net.Resolver
	timeout     time.Duration
	maxBody     int64
	transport   *http.Transport
}

// RoundTrip implements http.RoundTripper.
func (t *guardedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := t.checkURL(r.URL); err != nil {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, err
	}
	response, err := t.transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body := &limitedBody{response.Body, t.maxBody, t.maxBody}
	if response.ContentLength > t.maxBody {
		body.Close()
		return nil, body.errTooLarge()
	}
	response.Body = body
	return response, nil
}

// checkURL refuses addresses by their spelling. It catches mistakes, and unusual
// spellings of IP addresses that other programs might read differently. The
// protection against attackers is in dial.
func (t *guardedTransport) checkURL(u *url.URL) error {
	refuse := func(why string) error { return fmt.Errorf("%w to connect to %q: %s", ErrRefused, u.Host, why) }
	port := u.Port()
	switch {
	case u.User != nil:
		return refuse("the URL contains a user name")
	case u.Hostname() == "":
		return refuse("the URL has no host")
	case t.allowedHost != "" && canonicalHostPort(net.JoinHostPort(u.Hostname(), portOf(u))) == t.allowedHost:
		return nil
	case u.Scheme != "https":
		return refuse("the URL does not begin with https://")
	case port != "" && port != "443":
		return refuse("the port is not 443")
	case isUnusualIP(u.Hostname()):
		return refuse("the host is an IP address in an unusual form")
	}
	return nil
}

// portOf returns the port of u, or the default of its scheme.
func portOf(u *url.URL) string {
	if u.Port() == "" && u.Scheme == "http" {
		return "80"
	}
	if u.Port() == "" {
		return "443"
	}
	return u.Port()
}

// isUnusualIP reports whether host ends in a number but is not an IP address that
// Go can parse, such as 0x7f.1, 2130706433, 0177.0.0.1 and 127.1, all of which
// other programs read as 127.0.0.1. It also reports IPv6 addresses with a zone.
func isUnusualIP(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return strings.Contains(host, "%") // a zone names a network interface of this machine
	}
	host = strings.TrimSuffix(host, ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	if hex, ok := strings.CutPrefix(strings.ToLower(last), "0x"); ok {
		_, err := strconv.ParseUint("0"+hex, 16, 64)
		return err == nil
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// canonicalHostPort returns hostPort in lower case and without a final dot, for
// comparison; "" if it is not a host and a port.
func canonicalHostPort(hostPort string) string {
	host, port, err := net.SplitHostPort(hostPort)
	if err != nil {
		return ""
	}
	return net.JoinHostPort(strings.ToLower(strings.TrimSuffix(host, ".")), port)
}

// dial connects to address. It checks each IP address that the name resolves to
// immediately before connecting to it, so that the name cannot resolve differently
// between the check and the connection (DNS rebinding).
func (t *guardedTransport) dial(ctx context.Context, network, address string) (net.Conn, error) {
	check := CheckPublicAddr
	if t.allowedHost != "" && canonicalHostPort(address) == t.allowedHost {
		check = checkAllowedAddr
	}
	dialer := net.Dialer{Timeout: t.timeout, Resolver: t.resolver, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrRefused, err)
		}
		return check(at.Addr())
	}}
	return dialer.DialContext(ctx, network, address)
}

// CheckPublicAddr returns nil if addr is a globally reachable address of the
// public internet, and an error with ErrRefused otherwise.
func CheckPublicAddr(addr netip.Addr) error {
	addr = addr.Unmap()
	if !addr.IsValid() || addr.Zone() != "" || !addr.IsGlobalUnicast() {
		return fmt.Errorf("%w to connect to %s: it is not a public address", ErrRefused, addr)
	}
	if addr.Is6() && !allocatedIPv6.Contains(addr) {
		return fmt.Errorf("%w to connect to %s: it is not a public address", ErrRefused, addr)
	}
	for _, block := range specialPurposeBlocks {
		if block.Contains(addr) {
			return fmt.Errorf("%w to connect to %s: %s is not public", ErrRefused, addr, block)
		}
	}
	return nil
}

// checkAllowedAddr returns nil if addr may be an address of AllowedHost. Link-local
// addresses, among them the metadata services of cloud providers, may not,
// because they give out the credentials of the machine.
func checkAllowedAddr(addr netip.Addr) error {
	addr = addr.Unmap()
	if addr.IsLinkLocalUnicast() || addr.IsMulticast() || addr.IsUnspecified() || addr == cloudMetadataAddr {
		return fmt.Errorf("%w to connect to %s: it cannot be the address of the allowed host", ErrRefused, addr)
	}
	return nil
}

// cloudMetadataAddr is the IPv6 address of the metadata service of AWS, the only
// one that is not link-local.
var cloudMetadataAddr = netip.MustParseAddr("fd00:ec2::254")

// allocatedIPv6 is the block of global unicast addresses that IANA has allocated so
// far. The rest of IPv6 contains several ways to embed an IPv4 address.
var allocatedIPv6 = netip.MustParsePrefix("2000::/3")

// specialPurposeBlocks are the blocks of IANA's IPv4 and IPv6 Special-Purpose
// Address Registries, as far as they are in allocatedIPv6, and multicast. None of
// them contains ordinary public servers, and some embed IPv4 addresses.
var specialPurposeBlocks = func() (all []netip.Prefix) {
	for block := range strings.FieldsSeq(`
		0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12
		192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16
		192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
		2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20`) {
		all = append(all, netip.MustParsePrefix(block))
	}
	return all
}()

// limitedBody is a response body that returns an error after max bytes. It does not
// return io.EOF as io.LimitReader does, because the caller would take the beginning
// for the whole document.
type limitedBody struct {
	io.ReadCloser
	remaining, max int64
}

func (b *limitedBody) errTooLarge() error {
	return fmt.Errorf("%w: the response is larger than %d bytes", ErrRefused, b.max)
}

func (b *limitedBody) Read(p []byte) (int, error) {
	if b.remaining < 0 {
		return 0, b.errTooLarge()
	}
	if int64(len(p)) > b.remaining+1 {
		p = p[:b.remaining+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.remaining -= int64(n); b.remaining < 0 {
		return n - 1, b.errTooLarge()
	}
	return n, err
}
