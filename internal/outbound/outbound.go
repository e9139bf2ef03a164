// Package outbound is the only way out of the house for HTTP.
//
// Where a request goes is often said by somebody else: by a document that names
// further addresses, by a name whose owner decides what it leads to. A request
// that could be talked into going to a neighbour of this machine would open what
// no visitor can reach. So the address is looked at when the connection is made,
// and not when its name is looked up.
package outbound

import (
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

// What an answer may take.
const (
	Timeout = 5 * time.Second // from the first packet to the last byte
	MaxBody = 1 << 20         // bytes of a body, after it has been decompressed
)

// ErrRefused is what a request fails with that may not leave the house.
var ErrRefused = errors.New("refused to connect")

// Options are what an installation may choose.
type Options struct {
	// AllowedHost is one host and port, as in "login.example.internal:443", that may be
	// asked although it is in the network of the installation, without TLS too;
	// "" for none.
	AllowedHost string
	Resolver    *net.Resolver // nil: that of the machine
	TLS         *tls.Config   // nil: the authorities that the machine trusts
}

// New returns a client that asks for https addresses outside, and those only. It
// follows no redirection, goes through no proxy and keeps no cookies.
func New(o Options) *http.Client {
	trust := o.TLS.Clone()
	if trust == nil {
		trust = &tls.Config{}
	}
	trust.MinVersion = tls.VersionTLS12
	d := &guardedTransport{allowedHost: canonicalHostPort(o.AllowedHost), resolver: o.Resolver}
	d.transport = &http.Transport{
		DialContext:            d.dial,
		TLSClientConfig:        trust,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           4,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return &http.Client{Transport: d, Timeout: Timeout, CheckRedirect: func(*http.Request, []*http.Request) error {
		return fmt.Errorf("%w: the answer leads to another address", ErrRefused)
	}}
}

// guardedTransport is what every request goes through.
type guardedTransport struct {
	allowedHost string
	resolver    *net.Resolver
	transport   *http.Transport
}

// RoundTrip sends r if its address is one that may be asked at all, and bounds
// the answer.
func (d *guardedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := d.checkURL(r.URL); err != nil {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, err
	}
	answer, err := d.transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if answer.ContentLength > MaxBody {
		answer.Body.Close()
		return nil, errTooLarge
	}
	answer.Body = &limitedBody{answer.Body, MaxBody}
	return answer, nil
}

// checkURL refuses addresses by what they look like. That keeps out mistakes and
// the ways of writing an address that only some programs understand; what holds
// against an attacker is dial.
func (d *guardedTransport) checkURL(u *url.URL) error {
	refuse := func(why string) error { return fmt.Errorf("%w to %q: %s", ErrRefused, u.Host, why) }
	port := u.Port()
	switch {
	case u.User != nil:
		return refuse("its address has a name and a password in it")
	case u.Hostname() == "":
		return refuse("its address has no host")
	case d.allowedHost != "" && canonicalHostPort(net.JoinHostPort(u.Hostname(), portOf(u))) == d.allowedHost:
		return nil
	case u.Scheme != "https":
		return refuse("its address does not begin with https://")
	case port != "" && port != "443":
		return refuse("only port 443 is asked")
	case isUnusualIP(u.Hostname()):
		return refuse("its host is a number that is written in an unusual way")
	}
	return nil
}

func portOf(u *url.URL) string {
	if u.Port() == "" && u.Scheme == "http" {
		return "80"
	}
	if u.Port() == "" {
		return "443"
	}
	return u.Port()
}

// isUnusualIP reports whether host ends in a number and is still not an address
// as Go reads them: 0x7f.1, 2130706433, 0177.0.0.1, 127.1. Other programs take
// all of them for 127.0.0.1.
func isUnusualIP(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return strings.Contains(host, "%") // a zone, which only means something on this machine
	}
	host = strings.TrimSuffix(host, ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	if hex, ok := strings.CutPrefix(strings.ToLower(last), "0x"); ok {
		_, err := strconv.ParseUint("0"+hex, 16, 64)
		return err == nil
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// canonicalHostPort is host and port in the one way in which they are compared.
func canonicalHostPort(hostPort string) string {
	host, port, err := net.SplitHostPort(hostPort)
	if err != nil {
		return ""
	}
	return net.JoinHostPort(strings.ToLower(strings.TrimSuffix(host, ".")), port)
}

// dial connects to address. Every single address that the name leads to is
// looked at just before the connection is made to it, so that there is no
// moment between the look and the use in which the name could lead elsewhere.
func (d *guardedTransport) dial(ctx context.Context, network, address string) (net.Conn, error) {
	look := CheckPublicAddr
	if d.allowedHost != "" && canonicalHostPort(address) == d.allowedHost {
		look = checkAllowedAddr
	}
	dialer := net.Dialer{Timeout: Timeout, Resolver: d.resolver, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrRefused, err)
		}
		return look(at.Addr())
	}}
	return dialer.DialContext(ctx, network, address)
}

// CheckPublicAddr returns nil if addr is in the internet at large, where it is the same
// for everybody.
func CheckPublicAddr(addr netip.Addr) error {
	addr = addr.Unmap()
	if !addr.IsValid() || addr.Zone() != "" || !addr.IsGlobalUnicast() {
		return fmt.Errorf("%w to %s: it is not in the internet", ErrRefused, addr)
	}
	if addr.Is6() && !allocatedIPv6.Contains(addr) {
		return fmt.Errorf("%w to %s: it is not in the internet", ErrRefused, addr)
	}
	for _, block := range specialPurposeBlocks {
		if block.Contains(addr) {
			return fmt.Errorf("%w to %s: %s is not in the internet", ErrRefused, addr, block)
		}
	}
	return nil
}

// checkAllowedAddr returns nil if addr may be the machine that the operator has named.
// Where a cloud keeps the keys of its machines is not it, whatever a name
// server says.
func checkAllowedAddr(addr netip.Addr) error {
	addr = addr.Unmap()
	if addr.IsLinkLocalUnicast() || addr.IsMulticast() || addr.IsUnspecified() || addr == cloudMetadataAddr {
		return fmt.Errorf("%w to %s: it belongs to no server", ErrRefused, addr)
	}
	return nil
}

var cloudMetadataAddr = netip.MustParseAddr("fd00:ec2::254")

// allocatedIPv6 are the IPv6 addresses that have been given to networks so far. Among
// the others are many ways of carrying an IPv4 address that nobody has looked
// at.
var allocatedIPv6 = netip.MustParsePrefix("2000::/3")

// specialPurposeBlocks are the blocks that IANA's registries of special-purpose addresses
// keep from the internet, and those that lead to an IPv4 address within.
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

var errTooLarge = fmt.Errorf("%w: the answer is larger than %d bytes", ErrRefused, MaxBody)

// limitedBody is a body that fails where it becomes too large. Cutting it off there
// would make another document of it.
type limitedBody struct {
	io.ReadCloser
	remaining int64
}

func (b *limitedBody) Read(p []byte) (int, error) {
	if b.remaining < 0 {
		return 0, errTooLarge
	}
	if int64(len(p)) > b.remaining+1 {
		p = p[:b.remaining+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.remaining -= int64(n); b.remaining < 0 {
		return n - 1, errTooLarge
	}
	return n, err
}
