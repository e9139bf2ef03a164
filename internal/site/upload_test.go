package site

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
)

// A file from a slow phone arrives, although it takes longer than the server waits for other forms. A client that stops
// sending is cut off, and so is a slow client of any other form.
//
// Row G of docs/faults.md.
func TestSlowUploadsArrive(t *testing.T) {
	was := uploadPace
	uploadPace = pace{grace: 300 * time.Millisecond, perSec: 20_000, most: 5 * time.Second}
	t.Cleanup(func() { uploadPace = was })
	count := func(w http.ResponseWriter, r *http.Request) error {
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%d bytes", n)
		return err
	}
	s := &Site{Now: time.Now}
	s.Add(Route{Method: "POST", Pattern: "/files", Needs: actor.Public, Handler: count, MaxUpload: 10 << 20},
		Route{Method: "POST", Pattern: "/form", Needs: actor.Public, Handler: count})
	server := NewServer(s)
	server.ReadTimeout = 300 * time.Millisecond
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	const parts, size = 10, 4_000
	for path, want := range map[string]string{"/files": "40000 bytes", "/files?stop": "", "/form": ""} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"+
				"Content-Length: %d\r\n\r\n", path, parts*size)
			go func() {
				for i := range parts {
					if strings.HasSuffix(path, "stop") && i == 2 {
						return
					}
					if _, err := io.WriteString(conn, strings.Repeat("x", size)); err != nil {
						return
					}
					time.Sleep(80 * time.Millisecond)
				}
			}()
			began := time.Now()
			conn.SetReadDeadline(began.Add(10 * time.Second))
			got := ""
			if answer, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil {
				text, _ := io.ReadAll(answer.Body)
				if answer.Body.Close(); answer.StatusCode == http.StatusOK {
					got = string(text)
				}
			}
			if got != want || time.Since(began) > 3*time.Second {
				t.Errorf("%q after %v, want %q", got, time.Since(began), want)
			}
		})
	}
}
