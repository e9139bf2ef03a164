package record

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Tiles are those of C2SP tlog-tiles: 256 hashes wide.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight

	maxTileLevel = 5       // of a tree with fewer entries than maxTileIndex
	maxTileIndex = 1 << 40 // far more than any record has; the number of entries up to it fits an int64
)

// tileID identifies a tile of any width.
type tileID struct{ level, idx int64 }

// tile is up to 256 neighbouring hashes of one level of the tree, with a cache of
// the hashes of the subtrees above them.
type tile struct {
	data  []byte
	nodes map[int]tlog.Hash // by index in a binary heap whose root has index 1
	dirty bool              // data has changed since it was loaded
}

func (t *tile) width() int { return len(t.data) / tlog.HashSize }

// node returns the hash of the nth subtree of height h in this tile. It caches
// hashes, because the proofs of a batch share nearly all of them.
func (t *tile) node(h, n int) (tlog.Hash, error) {
	if (n+1)<<h > t.width() {
		return tlog.Hash{}, fmt.Errorf("a tile of %d hashes has no subtree %d of height %d", t.width(), n, h)
	}
	if h == 0 {
		return tlog.Hash(t.data[n*tlog.HashSize : (n+1)*tlog.HashSize]), nil
	}
	place := tileWidth>>h + n
	if hash, ok := t.nodes[place]; ok {
		return hash, nil
	}
	left, err := t.node(h-1, 2*n)
	if err != nil {
		return tlog.Hash{}, err
	}
	right, err := t.node(h-1, 2*n+1)
	if err != nil {
		return tlog.Hash{}, err
	}
	if t.nodes == nil {
		t.nodes = make(map[int]tlog.Hash, tileWidth)
	}
	hash := tlog.NodeHash(left, right)
	t.nodes[place] = hash
	return hash, nil
}

// tree is the tree of one epoch, of which only the tiles that are needed are
// loaded. It implements tlog.HashReader and can append. It must not be used after
// the transaction it reads in.
type tree struct {
	epoch int64
	size  int64
	tiles map[tileID]*tile
	load  func(ids []tileID) (map[tileID][]byte, error) // nil: the tree is only in memory
}

func newTree(epoch, size int64, load func([]tileID) (map[tileID][]byte, error)) *tree {
	return &tree{epoch, size, map[tileID]*tile{}, load}
}

// storedTree returns the tree of epoch with size leaves, reading tiles from tx.
func storedTree(ctx context.Context, tx *db.Tx, epoch, size int64) *tree {
	return newTree(epoch, size, func(ids []tileID) (map[tileID][]byte, error) {
		return readTiles(ctx, tx, epoch, ids)
	})
}

// ensureTiles loads those of ids that are not in memory, in one query.
func (t *tree) ensureTiles(ids ...tileID) error {
	var missing []tileID
	for _, id := range ids {
		if t.tiles[id] == nil {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	if t.load == nil {
		return fmt.Errorf("the tree of epoch %d has no tile %s", t.epoch, missing[0])
	}
	found, err := t.load(missing)
	if err != nil {
		return err
	}
	for _, id := range missing {
		data, ok := found[id]
		if !ok || len(data) == 0 || len(data)%tlog.HashSize != 0 || len(data) > tileWidth*tlog.HashSize {
			return fmt.Errorf("record_tile epoch %d %s is missing or damaged; run folkmoot audit", t.epoch, id)
		}
		t.tiles[id] = &tile{data: data}
	}
	return nil
}

// partialTiles returns the tiles at the right edge that are not full, which are
// the ones that the next leaf may change.
func partialTiles(size int64) (ids []tileID) {
	for level := int64(0); size>>(tileHeight*level) > 0; level++ {
		if width := size >> (tileHeight * level); width%tileWidth != 0 {
			ids = append(ids, tileID{level, width / tileWidth})
		}
	}
	return ids
}

// append adds entries at the right edge, whose tiles must be loaded. When a tile
// becomes full, its root hash is added to the tile above.
func (t *tree) append(entries []pendingLeaf) error {
	for _, e := range entries {
		hash, n := e.hash, t.size
		for level := int64(0); ; level++ {
			id := tileID{level, n / tileWidth}
			at := t.tiles[id]
			if at == nil {
				at = &tile{}
				t.tiles[id] = at
			}
			if int64(at.width()) != n%tileWidth {
				return fmt.Errorf("record_tile epoch %d %s has %d hashes, not %d; run folkmoot audit",
					t.epoch, id, at.width(), n%tileWidth)
			}
			at.data = append(at.data, hash[:]...)
			at.dirty = true
			if at.width() < tileWidth {
				break
			}
			var err error
			if hash, err = at.node(tileHeight, 0); err != nil {
				return err
			}
			n /= tileWidth
		}
		t.size++
	}
	return nil
}

// dirtyRows returns the tiles changed by append, as rows of record_tile.
func (t *tree) dirtyRows() (rows [][]any) {
	for id, at := range t.tiles {
		if at.dirty {
			rows = append(rows, []any{t.epoch, id.level, id.idx, at.data})
		}
	}
	return rows
}

// ReadHashes implements tlog.HashReader.
func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	places := make([]struct {
		id   tileID
		h, n int
	}, len(indexes))
	ids := make([]tileID, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		h := level % tileHeight
		first := n << h // index of the subtree's first hash on the tile's level
		p := &places[i]
		p.id = tileID{int64(level / tileHeight), first / tileWidth}
		p.h, p.n = h, int(first%tileWidth)>>h
		ids[i] = p.id
	}
	if err := t.ensureTiles(ids...); err != nil {
		return nil, err
	}
	hashes := make([]tlog.Hash, len(indexes))
	for i, p := range places {
		var err error
		if hashes[i], err = t.tiles[p.id].node(p.h, p.n); err != nil {
			return nil, fmt.Errorf("record_tile epoch %d %s: %w", t.epoch, p.id, err)
		}
	}
	return hashes, nil
}

func (t *tree) root() (tlog.Hash, error) { return tlog.TreeHash(t.size, t) }

func (id tileID) String() string { return fmt.Sprintf("level %d idx %d", id.level, id.idx) }

// readTiles reads the tiles with ids in one query.
func readTiles(ctx context.Context, tx *db.Tx, epoch int64, ids []tileID) (map[tileID][]byte, error) {
	var where strings.Builder
	args, seen := []any{epoch}, map[tileID]bool{}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		if len(seen) > 0 {
			where.WriteString(" OR ")
		}
		seen[id] = true
		fmt.Fprintf(&where, "(level = $%d AND idx = $%d)", len(args)+1, len(args)+2)
		args = append(args, id.level, id.idx)
	}
	type row struct {
		id   tileID
		data []byte
	}
	rows, err := db.All(ctx, tx, func(r db.Row) (t row, err error) { return t, r.Scan(&t.id.level, &t.id.idx, &t.data) },
		`SELECT level, idx, data FROM record_tile WHERE epoch = $1 AND (`+where.String()+`)`, args...)
	found := make(map[tileID][]byte, len(rows))
	for _, r := range rows {
		found[r.id] = r.data
	}
	return found, err
}
