package record

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// buildTree builds a tree of size leaves in batches. Like a transaction, each
// batch starts from the stored tiles alone.
func buildTree(t testing.TB, size, batch int) (*tree, []tlog.Hash) {
	stored := map[tileID][]byte{}
	load := func(ids []tileID) (map[tileID][]byte, error) {
		found := map[tileID][]byte{}
		for _, id := range ids {
			found[id] = append([]byte(nil), stored[id]...)
		}
		return found, nil
	}
	var hashes []tlog.Hash
	for len(hashes) < size {
		at := newTree(1, int64(len(hashes)), load)
		if err := at.ensureTiles(partialTiles(at.size)...); err != nil {
			t.Fatal(err)
		}
		var entries []pendingLeaf
		for range min(batch, size-len(hashes)) {
			hash := tlog.RecordHash(binary.BigEndian.AppendUint64(nil, uint64(len(hashes))))
			hashes = append(hashes, hash)
			entries = append(entries, pendingLeaf{hash: hash})
		}
		if err := at.append(entries); err != nil {
			t.Fatal(err)
		}
		for _, row := range at.dirtyRows() {
			stored[tileID{row[1].(int64), row[2].(int64)}] = append([]byte(nil), row[3].([]byte)...)
		}
	}
	return newTree(1, int64(size), load), hashes
}

// referenceRoot computes the root of hashes directly from the definition in RFC
// 6962, section 2.1.
func referenceRoot(hashes []tlog.Hash) tlog.Hash {
	switch len(hashes) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return hashes[0]
	}
	k := 1
	for 2*k < len(hashes) {
		k *= 2
	}
	return tlog.NodeHash(referenceRoot(hashes[:k]), referenceRoot(hashes[k:]))
}

func TestTilesMatchTree(t *testing.T) {
	for _, size := range []int{0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 66_000} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			at, hashes := buildTree(t, size, 1+size/7)
			root, err := at.root()
			if err != nil || root != referenceRoot(hashes) {
				t.Errorf("the root is %s, not %s (%v)", root, referenceRoot(hashes), err)
			}
		})
	}
}

// FuzzTileProof checks that any leaf can be proved at any earlier size, however
// the tree was batched, and that no altered proof is accepted.
func FuzzTileProof(f *testing.F) {
	f.Add(uint16(1), uint16(1), uint16(0), uint8(1), uint16(0))
	f.Add(uint16(257), uint16(256), uint16(255), uint8(255), uint16(9))
	f.Add(uint16(2000), uint16(1999), uint16(1024), uint8(64), uint16(77))
	f.Fuzz(func(t *testing.T, size, at, index uint16, batch uint8, flip uint16) {
		size %= 3000
		if at == 0 || at > size || index >= at || batch == 0 {
			return
		}
		tr, hashes := buildTree(t, int(size), int(batch))
		proof, err := tlog.ProveRecord(int64(at), int64(index), tr)
		if err != nil {
			t.Fatal(err)
		}
		root := referenceRoot(hashes[:at])
		if err := tlog.CheckRecord(proof, int64(at), root, int64(index), hashes[index]); err != nil {
			t.Fatal(err)
		}
		if len(proof) == 0 {
			return
		}
		bit := int(flip) % (len(proof) * tlog.HashSize * 8)
		proof[bit/256][bit/8%32] ^= 1 << (bit % 8)
		if tlog.CheckRecord(proof, int64(at), root, int64(index), hashes[index]) == nil {
			t.Errorf("the proof is accepted with bit %d flipped", bit)
		}
	})
}
