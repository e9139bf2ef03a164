package informationweb

import (
	"bytes"
	"io"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/information"
)

// send sends a file that is made of a release. It never changes.
func (h *handlers) send(w http.ResponseWriter, r *http.Request, kind string, write func(io.Writer, *information.Release) error) error {
	n, err := releaseNumber(r)
	if err != nil {
		return err
	}
	var x *information.Release
	err = h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		x, err = information.GetNumber(r.Context(), tx, r.PathValue("ref"), n)
		return err
	})
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := write(&body, x); err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, err = w.Write(body.Bytes())
	return err
}

// csv serves the figures of a release.
func (h *handlers) csv(w http.ResponseWriter, r *http.Request) error {
	return h.send(w, r, "text/csv; charset=utf-8; header=present", information.WriteCSV)
}

// content serves a release exactly as the public record commits to it.
func (h *handlers) content(w http.ResponseWriter, r *http.Request) error {
	return h.send(w, r, "application/json", func(w io.Writer, x *information.Release) error {
		_, err := io.WriteString(w, x.Content())
		return err
	})
}
