package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"time"
)

// client is one visitor on one connection. It speaks just enough HTTP/1.1 to
// press a button, so that on two shared cores the load generator takes as
// little as it can from the server that it measures.
type client struct {
	host string
	conn net.Conn
	in   *bufio.Reader
	out  bytes.Buffer
}

// dial connects to host, which is on this machine: a load goes nowhere else.
func dial(ctx context.Context, host string) (*client, error) {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(name); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("a load is sent to this machine only, not to %s", name)
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	return &client{host: host, conn: conn, in: bufio.NewReaderSize(conn, 64<<10)}, nil
}

// post sends a form and returns the status and the body. The body is good until
// the next call.
func (c *client) post(path, accept string, form []byte, deadline time.Time) (status int, body []byte, err error) {
	if err := c.conn.SetDeadline(deadline); err != nil {
		return 0, nil, err
	}
	fmt.Fprintf(&c.out, "POST %s HTTP/1.1\r\nHost: %s\r\nAccept: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n",
		path, c.host, accept, len(form))
	c.out.Write(form)
	_, err = c.conn.Write(c.out.Bytes())
	c.out.Reset()
	if err != nil {
		return 0, nil, err
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return 0, nil, err
	}
	if len(line) < 12 {
		return 0, nil, fmt.Errorf("no status line: %q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, nil, err
	}
	length := -1
	for {
		line, err = c.in.ReadSlice('\n')
		if err != nil {
			return 0, nil, err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			break
		}
		if name, value, ok := bytes.Cut(line, []byte(":")); ok && textproto.CanonicalMIMEHeaderKey(string(name)) == "Content-Length" {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, nil, err
			}
		}
	}
	if length < 0 {
		return 0, nil, errors.New("the answer does not say how long it is")
	}
	body = make([]byte, length)
	_, err = io.ReadFull(c.in, body)
	return status, body, err
}

func (c *client) close() { c.conn.Close() }
