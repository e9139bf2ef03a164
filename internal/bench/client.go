package bench

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// client is one visitor with one connection. It implements only as much of
// HTTP/1.1 as the load needs, so that the load generator takes little CPU time
// from the server on the same machine.
type client struct {
	host string
	conn net.Conn
	in   *bufio.Reader
	out  bytes.Buffer

	location    string // Location header of the last response, or ""
	contentType string // Content-Type header of the last response
	cookie      string // sent with each request; set by a response that sets one
}

// dial connects to host, which must be a loopback address: a load is never sent
// to another machine.
func dial(ctx context.Context, host string) (*client, error) {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(name); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("the load can only be sent to this machine, not to %s", name)
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	return &client{host: host, conn: conn, in: bufio.NewReaderSize(conn, 64<<10)}, nil
}

// post submits a form and returns the status and body. The deadline is for the
// whole request.
func (c *client) post(path, accept string, form []byte, deadline time.Time) (status int, body []byte, err error) {
	if err := c.conn.SetDeadline(deadline); err != nil {
		return 0, nil, err
	}
	fmt.Fprintf(
		&c.out,
		"POST %s HTTP/1.1\r\nHost: %s\r\nAccept: %s\r\n%sContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n",
		path,
		c.host,
		accept,
		c.cookieHeader(),
		len(form),
	)
	c.out.Write(form)
	return c.roundTrip()
}

// get requests a page with an Accept-Encoding header; "" means identity. It
// sets what c keeps of a response.
func (c *client) get(path, coding string, deadline time.Time) (status int, body []byte, err error) {
	if err := c.conn.SetDeadline(deadline); err != nil {
		return 0, nil, err
	}
	fmt.Fprintf(
		&c.out,
		"GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/html\r\n%sAccept-Encoding: %s\r\n\r\n",
		path,
		c.host,
		c.cookieHeader(),
		cmp.Or(coding, "identity"),
	)
	return c.roundTrip()
}

func (c *client) cookieHeader() string {
	if c.cookie == "" {
		return ""
	}
	return "Cookie: " + c.cookie + "\r\n"
}

// roundTrip sends the request in c.out and reads the response.
func (c *client) roundTrip() (status int, body []byte, err error) {
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
	length, chunked := -1, false
	c.location, c.contentType = "", ""
	for {
		line, err = c.in.ReadSlice('\n')
		if err != nil {
			return 0, nil, err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch text := string(bytes.TrimSpace(value)); textproto.CanonicalMIMEHeaderKey(string(name)) {
		case "Content-Length":
			if length, err = strconv.Atoi(text); err != nil {
				return 0, nil, err
			}
		case "Transfer-Encoding":
			chunked = text == "chunked"
		case "Location":
			c.location = text
		case "Content-Type":
			c.contentType = text
		case "Set-Cookie":
			c.cookie, _, _ = strings.Cut(text, ";")
		}
	}
	if chunked {
		if body, err = io.ReadAll(httputil.NewChunkedReader(c.in)); err == nil {
			_, err = c.in.Discard(len("\r\n")) // after the last chunk
		}
		return status, body, err
	}
	if length < 0 {
		return 0, nil, errors.New("the response has no Content-Length")
	}
	body = make([]byte, length)
	_, err = io.ReadFull(c.in, body)
	return status, body, err
}

func (c *client) close() { c.conn.Close() }
