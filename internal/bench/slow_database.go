package bench

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
)

// slowDatabase forwards connections to a PostgreSQL server and holds back every
// commit, as a disk or a synchronous standby does that takes that long.
type slowDatabase struct {
	listener        net.Listener
	network, server string
	delay           time.Duration
}

// startSlowDatabase returns a slowDatabase in front of the database at address, and a
// URL through it.
func startSlowDatabase(address string, delay time.Duration) (*slowDatabase, string, error) {
	network, server, err := db.PostgresAddress(address)
	if err != nil {
		return nil, "", err
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, "", err
	}
	d := &slowDatabase{delay: delay, network: network, server: server}
	if d.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, "", err
	}
	go d.accept()
	query := u.Query()
	query.Del("host")
	query.Del("port")
	query.Set("sslmode", "disable")
	u.Host, u.RawQuery = d.listener.Addr().String(), query.Encode()
	return d, u.String(), nil
}

func (d *slowDatabase) close() { d.listener.Close() }

func (d *slowDatabase) accept() {
	for {
		conn, err := d.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial(d.network, d.server)
		if err != nil {
			conn.Close()
			continue
		}
		go func() { io.Copy(slowWriter{server, d.delay}, conn); server.Close() }()
		go func() { io.Copy(conn, server); conn.Close() }()
	}
}

// slowWriter waits before it forwards a commit. Source for the message: simple query
// in https://www.postgresql.org/docs/current/protocol-message-formats.html.
type slowWriter struct {
	net.Conn
	delay time.Duration
}

var commitMessage = []byte("Q\x00\x00\x00\x0bcommit\x00")

func (w slowWriter) Write(b []byte) (int, error) {
	if bytes.Contains(b, commitMessage) {
		time.Sleep(w.delay)
	}
	return w.Conn.Write(b)
}
