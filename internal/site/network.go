package site

import (
	"net/http"
	"net/netip"
	"strings"
)

// ClientNetwork returns the network from which r was sent: an IPv4 address, or the
// first half of an IPv6 address, which is what one household has to choose from.
// It is only for counting how much comes from where, in memory; nothing keeps
// it.
//
// Behind proxies, each of which notes in X-Forwarded-For from whom it was asked,
// the site says how many there are (Site.Proxies). What those noted stands at the
// end; whatever stands before it was typed by the sender and is not believed. The
// zero Prefix means that it cannot be told: a note is missing, or the sender is a
// machine of the house, which may be a proxy that nobody has counted.
func ClientNetwork(r *http.Request) netip.Prefix {
	proxies := 0
	if s, ok := r.Context().Value(siteKey{}).(*Site); ok {
		proxies = s.Proxies
	}
	from := r.RemoteAddr
	if proxies > 0 {
		notes := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if len(notes) < proxies {
			return netip.Prefix{}
		}
		from = strings.TrimSpace(notes[len(notes)-proxies])
	}
	ip, err := netip.ParseAddr(strings.Trim(from, "[]"))
	if err != nil {
		at, err := netip.ParseAddrPort(from)
		if err != nil {
			return netip.Prefix{}
		}
		ip = at.Addr()
	}
	ip = ip.Unmap().WithZone("")
	if ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() {
		return netip.Prefix{}
	}
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	network, _ := ip.Prefix(bits) // there are as many bits
	return network
}
