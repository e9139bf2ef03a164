package record

import (
	"context"
	"encoding/binary"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Checkpoint returns the checkpoint of the public view of an epoch, or fault.NotFound
// before the first entry. For a closed epoch it may cover entries that are lost: a
// checkpoint that was published stays published.
func Checkpoint(ctx context.Context, tx *db.Tx, number int64) ([]byte, error) {
	e, err := getEpoch(ctx, tx, number)
	if err != nil {
		return nil, err
	}
	if e.Ended() && e.LastNote != neverSigned {
		return []byte(e.LastNote), nil
	}
	if e, err = publicEpoch(ctx, tx, e); err != nil {
		return nil, err
	}
	s, err := db.One(ctx, tx, scanCheckpoint, `SELECT size, root, note FROM record_checkpoint
		WHERE epoch = $1 AND size = $2`, number, e.Size)
	return s.note, err
}

// checkPublic returns fault.NotFound unless the first end entries of an epoch are in its
// public view.
func checkPublic(ctx context.Context, tx *db.Tx, epoch, end int64) error {
	e, err := getEpoch(ctx, tx, epoch)
	if err == nil {
		e, err = publicEpoch(ctx, tx, e)
	}
	if err == nil && end > e.Size {
		err = errNotPublic
	}
	return err
}

var errNotPublic = fault.New(fault.NotFound, "The public record does not have that many entries yet.")

// Tile returns the first width hashes of a C2SP tile, or fault.NotFound if the
// public view of the record does not have that many entries.
func Tile(ctx context.Context, tx *db.Tx, epoch, level, idx int64, width int) ([]byte, error) {
	if width <= 0 || width > tileWidth || level < 0 || level > maxTileLevel || idx < 0 || idx > maxTileIndex>>(tileHeight*level) {
		return nil, errNotPublic
	}
	if err := checkPublic(ctx, tx, epoch, (idx*tileWidth+int64(width))<<(tileHeight*level)); err != nil {
		return nil, err
	}
	id := tileID{level, idx}
	found, err := readTiles(ctx, tx, epoch, []tileID{id})
	if err != nil {
		return nil, err
	}
	if data := found[id]; width > 0 && len(data) >= width*tlog.HashSize {
		return data[:width*tlog.HashSize], nil
	}
	return nil, errNotPublic
}

// Bundle returns the first width entries of a C2SP entry bundle: for each entry
// its length in two bytes, then its body. It returns fault.NotFound if the public
// view of the record does not have that many entries.
func Bundle(ctx context.Context, tx *db.Tx, epoch, idx int64, width int) ([]byte, error) {
	if width <= 0 || width > tileWidth || idx < 0 || idx > maxTileIndex {
		return nil, errNotPublic
	}
	if err := checkPublic(ctx, tx, epoch, idx*tileWidth+int64(width)); err != nil {
		return nil, err
	}
	bodies, err := db.All(ctx, tx, db.Text, `SELECT body FROM record_leaf
		WHERE epoch = $1 AND idx >= $2 ORDER BY idx LIMIT $3`, epoch, idx*tileWidth, width)
	if err != nil {
		return nil, err
	}
	if len(bodies) != width {
		return nil, errNotPublic
	}
	var b []byte
	for _, body := range bodies {
		b = binary.BigEndian.AppendUint16(b, uint16(len(body))) // Leaf.Check limits bodies to far less than 64 KiB
		b = append(b, body...)
	}
	return b, nil
}
