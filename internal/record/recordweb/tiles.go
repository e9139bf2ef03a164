package recordweb

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

// The handlers in this file serve the format https://c2sp.org/tlog-tiles. Each
// epoch is a separate log: the first under /record, the next under
// /record/epoch-2.

const (
	plainText = "text/plain; charset=utf-8"
	octets    = "application/octet-stream"

	cacheForever = "public, max-age=31536000, immutable" // for tiles and receipts, which never change
	cacheBriefly = "public, max-age=3"                   // for checkpoints and keys
)

// serveKeys lists the verifier keys of all epochs, one per line.
func (h *Handlers) serveKeys(w http.ResponseWriter, r *http.Request) error {
	var text strings.Builder
	err := h.db.View(r.Context(), func(tx *db.Tx) error {
		text.Reset()
		all, err := record.Epochs(r.Context(), tx)
		for _, e := range all {
			text.WriteString(e.Key + "\n")
		}
		return err
	})
	if err != nil {
		return err
	}
	return writeData(w, plainText, cacheBriefly, []byte(text.String()))
}

var errNoTile = fault.New(fault.NotFound, "There is nothing at this address in the public record.")

// serveTile serves checkpoint, tile/… and tile/entries/… of every epoch.
func (h *Handlers) serveTile(w http.ResponseWriter, r *http.Request) error {
	want, ok := parseTilePath(r.PathValue("path"))
	if !ok {
		return errNoTile
	}
	var data []byte
	err := h.db.View(r.Context(), func(tx *db.Tx) (err error) {
		switch {
		case want.tile == nil:
			data, err = record.Checkpoint(r.Context(), tx, want.epoch)
		case want.tile.L < 0:
			data, err = record.Bundle(r.Context(), tx, want.epoch, want.tile.N, want.tile.W)
		default:
			data, err = record.Tile(r.Context(), tx, want.epoch, int64(want.tile.L), want.tile.N, want.tile.W)
		}
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return errNoTile
	}
	if err != nil {
		return err
	}
	if want.tile == nil {
		return writeData(w, plainText, cacheBriefly, data)
	}
	return writeData(w, octets, cacheForever, data)
}

// tileRequest is a request for a tile, an entry bundle or the checkpoint of an
// epoch.
type tileRequest struct {
	epoch int64
	tile  *tlog.Tile // level -1 for an entry bundle; nil for the checkpoint
}

var epochPattern = regexp.MustCompile(`^epoch-([1-9][0-9]{0,8})/`)

// maxTileIndex is far larger than any record will need, and small enough that the
// index of a leaf in the tile does not overflow an int64.
const maxTileIndex = 1 << 40

// parseTilePath parses the path after /record/. Each resource has exactly one
// valid path.
func parseTilePath(path string) (tileRequest, bool) {
	at := tileRequest{epoch: 1}
	if m := epochPattern.FindStringSubmatch(path); m != nil {
		n, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil || n == 1 { // the first epoch is at /record itself
			return at, false
		}
		at.epoch, path = n, path[len(m[0]):]
	}
	if path == "checkpoint" {
		return at, true
	}
	rest, ok := strings.CutPrefix(path, "tile/")
	if !ok || strings.HasPrefix(rest, "data/") {
		return at, false
	}
	// Package tlog has the tile height in the path and calls entry bundles "data";
	// C2SP does neither.
	if bundle, ok := strings.CutPrefix(rest, "entries/"); ok {
		rest = "data/" + bundle
	}
	tile, err := tlog.ParseTilePath("tile/8/" + rest)
	if err != nil || tile.L > 63 || tile.N < 0 || tile.N > maxTileIndex {
		return at, false
	}
	at.tile = &tile
	return at, true
}

func writeData(w http.ResponseWriter, kind, cache string, data []byte) error {
	header := w.Header()
	header.Set("Content-Type", kind)
	header.Set("Cache-Control", cache)
	header.Set("Access-Control-Allow-Origin", "*") // the data is public; verifiers may run in a browser
	header.Set("Content-Length", strconv.Itoa(len(data)))
	_, err := w.Write(data)
	return err
}
