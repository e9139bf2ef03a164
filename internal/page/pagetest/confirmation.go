package pagetest

import (
	"bytes"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
)

var confirmationPhrase = regexp.MustCompile(`Type “([^”]*)” to confirm\s*</label>`)

// ConfirmationPhrase returns what a person has to type, if body is the page that asks for
// confirmation of an act that cannot be undone.
func ConfirmationPhrase(body string) (phrase string, asked bool) {
	m := confirmationPhrase.FindStringSubmatch(body)
	if m == nil {
		return "", false
	}
	return html.UnescapeString(m[1]), true
}

// ServeConfirmed serves r. If the page asks for confirmation of an act that cannot be undone,
// it types what is asked for and sends the form again.
func ServeConfirmed(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	send := func(body []byte) *httptest.ResponseRecorder {
		again := r.Clone(r.Context())
		again.Body, again.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		out := httptest.NewRecorder()
		h.ServeHTTP(out, again)
		return out
	}
	out := send(body)
	if r.Method != http.MethodPost || strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return out
	}
	if phrase, asked := ConfirmationPhrase(out.Body.String()); asked {
		form := url.Values{"confirmation": {phrase}}.Encode()
		if len(body) > 0 {
			form = string(body) + "&" + form
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return send([]byte(form))
	}
	return out
}
