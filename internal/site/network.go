package site

import (
	"net/http"
	"net/netip"
	"strings"
)

// ClientNetwork returns the network from which r was sent: an IPv4 address, or the first 64 bits of an IPv6 address,
// which one household usually shares. It is only for rate limits in memory and is never stored.
//
// Behind proxies, it uses the X-Forwarded-For entry of the outermost one; Site.Proxies is their number. Entries before
// that were set by the client and are ignored. It returns the zero Prefix if the network is not known: an entry is
// missing, or the address is a local one, which may be another proxy.
func ClientNetwork(r *http.Request) netip.Prefix {
	proxies := 0
	if s, ok := r.Context().Value(siteKey{}).(*Site); ok {
		proxies = s.Proxies
	}
	from := r.RemoteAddr
	if proxies > 0 {
		entries := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if len(entries) < proxies {
			return netip.Prefix{}
		}
		from = strings.TrimSpace(entries[len(entries)-proxies])
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
	network, _ := ip.Prefix(bits) // cannot fail: the address has that many bits
	return network
}
