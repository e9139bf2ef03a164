package record_test

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// publicView is what somebody sees who reads the record again and again.
type publicView struct {
	size   int64
	bodies []string
	root   tlog.Hash
}

// readPublic reads everything that the record serves, as C2SP software does.
func readPublic(t *testing.T, l *record.Log, tx *db.Tx) (v publicView) {
	t.Helper()
	note, err := record.Checkpoint(t.Context(), tx, 1)
	if fault.Is(err, fault.NotFound) {
		return v
	}
	if err != nil {
		t.Fatal(err)
	}
	c, err := receipt.ParseCheckpoint(note)
	if err != nil {
		t.Fatal(err)
	}
	v.size, v.root = c.Size, c.Root
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (hashes []tlog.Hash, err error) {
		for _, i := range indexes {
			hashes = append(hashes, stored[i])
		}
		return hashes, nil
	})
	for first := int64(0); first < v.size; first += 256 {
		bundle, err := record.Bundle(t.Context(), tx, 1, first/256, int(min(256, v.size-first)))
		if err != nil {
			t.Fatal(err)
		}
		for len(bundle) > 0 {
			n := 2 + int(binary.BigEndian.Uint16(bundle))
			hashes, err := tlog.StoredHashes(int64(len(v.bodies)), bundle[2:n], reader)
			if err != nil {
				t.Fatal(err)
			}
			stored, v.bodies, bundle = append(stored, hashes...), append(v.bodies, string(bundle[2:n])), bundle[n:]
		}
	}
	if root, err := tlog.TreeHash(v.size, reader); err != nil || root != v.root {
		t.Errorf("the root of the public entries is %s, that of the checkpoint %s, %v", root, v.root, err)
	}
	return v
}

// Row B3 of docs/faults.md. However responses arrive, the public view grows by at least
// 20 entries of each subject and kind, or not within ten minutes of the last step. In
// between, nothing beyond it is served, and receipts are valid at once.
func TestPublicViewGrowsInSteps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := dbtest.Now
		d.SetClock(func() time.Time { return now })
		l := openLog(t, d, t.TempDir())
		random := rand.New(rand.NewPCG(1, 2))
		if err := l.PublishDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		seen, stepAt, total, early := publicView{}, now, 0, 0
		for range 150 {
			now = now.Add(time.Duration(random.IntN(60)) * time.Second)
			leaves := responses(random.IntN(12))
			for i := range leaves {
				if random.IntN(40) == 0 {
					leaves[i].Subject = "the-pool"
				}
				if random.IntN(60) == 0 {
					leaves[i].Kind = "withdrawn"
				}
			}
			if total += len(leaves); len(leaves) > 0 {
				for _, r := range addLeaves(t, l, leaves...) {
					if err := r.Verify(l.Key()); err != nil {
						t.Fatalf("a new receipt is not valid: %v", err)
					}
				}
			}
			view(t, d, func(tx *db.Tx) error {
				if v := readPublic(t, l, tx); v.size != seen.size {
					t.Fatalf("the public view grew from %d to %d without a step", seen.size, v.size)
				}
				checkNothingBeyond(t, tx, seen.size)
				return nil
			})
			if err := l.PublishDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			view(t, d, func(tx *db.Tx) error {
				v := readPublic(t, l, tx)
				if v.size < seen.size || v.size > int64(total) {
					t.Fatalf("the public view went from %d to %d of %d entries", seen.size, v.size, total)
				}
				if v.size > seen.size && now.Sub(stepAt) < 10*time.Minute {
					early++
					for group, n := range groups(v.bodies[seen.size:]) {
						if n < 20 {
							t.Errorf("a step after %s shows %d new entries of %q", now.Sub(stepAt), n, group)
						}
					}
				}
				if now.Sub(stepAt) >= 10*time.Minute && v.size != int64(total) {
					t.Errorf("ten minutes after the last step the public view has %d of %d entries", v.size, total)
				}
				if v.size > seen.size || now.Sub(stepAt) >= 10*time.Minute {
					stepAt = now
				}
				seen = v
				return nil
			})
		}
		if early == 0 || seen.size < 100 {
			t.Errorf("%d early steps and %d public entries: the test does not show much", early, seen.size)
		}
		audit(t, l)
	})
}

// checkNothingBeyond asks for what a step has not shown yet.
func checkNothingBeyond(t *testing.T, tx *db.Tx, size int64) {
	t.Helper()
	for width := size%256 + 1; width <= 256; width += 17 {
		if _, err := record.Bundle(t.Context(), tx, 1, size/256, int(width)); !fault.Is(err, fault.NotFound) {
			t.Errorf("entries up to %d are served, but the public view has %d: %v", size/256*256+width, size, err)
		}
		if _, err := record.Tile(t.Context(), tx, 1, 0, size/256, int(width)); !fault.Is(err, fault.NotFound) {
			t.Errorf("hashes up to %d are served, but the public view has %d: %v", size/256*256+width, size, err)
		}
	}
	if _, err := record.Tile(t.Context(), tx, 1, 1, 0, int(size/256)+1); !fault.Is(err, fault.NotFound) {
		t.Errorf("a hash over %d entries is served, but the public view has %d: %v", size/256*256+256, size, err)
	}
	epochs, err := record.PublicEpochs(t.Context(), tx)
	if err != nil || epochs[len(epochs)-1].Size != size {
		t.Errorf("the page of the record has %d entries, want %d, %v", epochs[len(epochs)-1].Size, size, err)
	}
}

// groups counts bodies by subject and kind.
func groups(bodies []string) map[string]int {
	all := map[string]int{}
	for _, body := range bodies {
		leaf, err := receipt.ParseLeaf([]byte(body))
		if err != nil {
			panic(err)
		}
		all[leaf.Subject+" "+leaf.Kind]++
	}
	return all
}
