package record

import (
	"context"
	"encoding/binary"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Checkpoint returns the last checkpoint that was signed for an epoch, or
// fault.NotFound before the first entry. For a closed epoch it may cover entries
// that are lost: a checkpoint that was published stays published.
func Checkpoint(ctx context.Context, tx *db.Tx, number int64) ([]byte, error) {
	e, err := getEpoch(ctx, tx, number)
	if err != nil {
		return nil, err
	}
	if e.Ended() && e.LastNote != neverSigned {
		return []byte(e.LastNote), nil
	}
	s, err := db.One(ctx, tx, scanCheckpoint, `SELECT size, root, note FROM record_checkpoint
		WHERE epoch = $1 ORDER BY size DESC LIMIT 1`, number)
	return s.note, err
}

// Tile returns the first width hashes of a C2SP tile, or fault.NotFound if the
// record does not have that many entries.
func Tile(ctx context.Context, tx *db.Tx, epoch, level, idx int64, width int) ([]byte, error) {
	id := tileID{level, idx}
	found, err := readTiles(ctx, tx, epoch, []tileID{id})
	if err != nil {
		return nil, err
	}
	if data := found[id]; width > 0 && len(data) >= width*tlog.HashSize {
		return data[:width*tlog.HashSize], nil
	}
	return nil, fault.New(fault.NotFound, "The public record does not have that many entries yet.")
}

// Bundle returns the first width entries of a C2SP entry bundle: for each entry
// its length in two bytes, then its body. It returns fault.NotFound if the record
// does not have that many entries.
func Bundle(ctx context.Context, tx *db.Tx, epoch, idx int64, width int) ([]byte, error) {
	bodies, err := db.All(ctx, tx, db.Text, `SELECT body FROM record_leaf
		WHERE epoch = $1 AND idx >= $2 AND idx < $3 ORDER BY idx`, epoch, idx*tileWidth, idx*tileWidth+int64(width))
	if err != nil {
		return nil, err
	}
	if width <= 0 || width > tileWidth || len(bodies) != width {
		return nil, fault.New(fault.NotFound, "The public record does not have that many entries yet.")
	}
	var b []byte
	for _, body := range bodies {
		b = binary.BigEndian.AppendUint16(b, uint16(len(body))) // Leaf.Check limits bodies to far less than 64 KiB
		b = append(b, body...)
	}
	return b, nil
}
