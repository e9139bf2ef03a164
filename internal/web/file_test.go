package web

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// What is typed beside a file, and the name of the file, can be stored in both databases.
func TestTypedTextsBesideFilesCanBeStored(t *testing.T) {
	body := "--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nA\x00\xff\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b\xff.csv\"\r\n\r\n1,2\r\n--x--\r\n"
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	typed, name, content, err := ReadUploadForm(r, 100)
	if err != nil || typed.Get("note") != "A\ufffd\ufffd" || name != "b\ufffd.csv" || string(content) != "1,2" {
		t.Errorf("%q, %q, %q, %v", typed, name, content, err)
	}
}
