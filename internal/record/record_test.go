package record_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

const origin = "consult.example.org/record"

func openLog(t testing.TB, d *db.DB, dir string) *record.Log {
	t.Helper()
	l, err := record.Open(t.Context(), d, record.Options{Dir: dir, Origin: origin})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// openRestored opens a record whose database was restored, as an operator does:
// without a reason it is refused and nothing changes, with one it is accepted.
func openRestored(t testing.TB, d *db.DB, dir string) *record.Log {
	t.Helper()
	before, file := epochs(t, d), readFile(t, filepath.Join(dir, "record.checkpoints"))
	_, err := record.Open(t.Context(), d, record.Options{Dir: dir, Origin: origin})
	if _, ok := errors.AsType[*record.RestoredError](err); !ok {
		t.Fatalf("without a reason: %v", err)
	}
	if after := epochs(t, d); !slices.Equal(before, after) || readFile(t, filepath.Join(dir, "record.checkpoints")) != file {
		t.Fatalf("the refusal changed the epochs to %v, or the checkpoint file", after)
	}
	told := 0
	l, err := record.Open(t.Context(), d, record.Options{
		Dir: dir, Origin: origin, Restored: "the disk failed",
		OnRestored: func(context.Context, *db.Tx, record.Restored) error { told++; return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	if told == 0 || l.Restored() == nil {
		t.Errorf("the operator is not told: %d, %v", told, l.Restored())
	}
	return l
}

func readFile(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func responses(n int) []receipt.Leaf {
	leaves := make([]receipt.Leaf, n)
	for i := range leaves {
		leaves[i] = receipt.Leaf{Subject: "the-park", Kind: "response"}
		rand.Read(leaves[i].Commitment[:])
	}
	return leaves
}

func addLeaves(t testing.TB, l *record.Log, leaves ...receipt.Leaf) []*receipt.Receipt {
	t.Helper()
	receipts, err := l.Update(t.Context(), func(_ *db.Tx, w *record.Writer) error {
		w.Add(leaves...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return receipts
}

// publish makes the public view show all entries.
func publish(t testing.TB, l *record.Log) {
	t.Helper()
	if err := l.PublishAll(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func view(t testing.TB, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.View(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// audit fails the test if the audit finds anything.
func audit(t testing.TB, l *record.Log) {
	t.Helper()
	for _, found := range auditFindings(t, l) {
		t.Error(found)
	}
}

func auditFindings(t testing.TB, l *record.Log) (all []string) {
	t.Helper()
	view(t, l.DB(), func(tx *db.Tx) error {
		all = nil
		return l.Audit(t.Context(), tx, func(s string) { all = append(all, s) })
	})
	return all
}

func TestReceiptsNeverChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d, t.TempDir())
		var leaves []receipt.Leaf
		var receipts []*receipt.Receipt
		// Sizes around the ends of tiles, and one batch that fills several.
		for _, n := range []int{1, 1, 2, 60, 191, 1, 1, 255, 600, 3} {
			batch := responses(n)
			leaves = append(leaves, batch...)
			receipts = append(receipts, addLeaves(t, l, batch...)...)
		}
		audit(t, l)
		indexes := map[int64]bool{}
		for i, r := range receipts {
			if r.Leaf != leaves[i] {
				t.Fatalf("receipt %d belongs to another leaf", i)
			}
			if err := r.Verify(l.Key()); err != nil {
				t.Fatalf("receipt %d: %v", i, err)
			}
			indexes[r.Index] = true
		}
		if len(indexes) != len(leaves) {
			t.Errorf("%d leaves have %d different indexes", len(leaves), len(indexes))
		}
		view(t, d, func(tx *db.Tx) error {
			for i, leaf := range leaves {
				again, err := l.Find(t.Context(), tx, leaf)
				if err != nil {
					return err
				}
				if !bytes.Equal(again.Marshal(), receipts[i].Marshal()) {
					t.Fatalf("Find returns a different receipt for leaf %d than Update did", i)
				}
			}
			code, err := receipt.ParseCode(leaves[7].Code())
			if err != nil {
				return err
			}
			found, err := l.FindCode(t.Context(), tx, code)
			if err == nil && found.Leaf != leaves[7] {
				t.Error("the code finds another leaf")
			}
			return err
		})
	})
}

func TestEntriesAreShuffled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d, t.TempDir())
		var order []int64
		for _, r := range addLeaves(t, l, responses(100)...) {
			order = append(order, r.Index)
		}
		if slices.IsSorted(order) {
			t.Error("the leaves of a batch are in the order in which they were added")
		}
	})
}

func TestFailedUpdateLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d, t.TempDir())
		existing := addLeaves(t, l, responses(5)...)
		broken := errors.New("disk failure")
		for _, test := range []struct {
			name string
			fn   func(tx *db.Tx, w *record.Writer) error
			want fault.Kind
		}{
			{"an error after leaves were added", func(_ *db.Tx, w *record.Writer) error {
				w.Add(responses(3)...)
				return broken
			}, fault.Internal},
			{"a leaf that is already in the record", func(_ *db.Tx, w *record.Writer) error {
				w.Add(append(responses(2), existing[0].Leaf)...)
				return nil
			}, fault.Conflict},
			{"the same leaf twice", func(_ *db.Tx, w *record.Writer) error {
				twice := responses(1)[0]
				w.Add(twice, twice)
				return nil
			}, fault.Conflict},
			{"a subject with a line break", func(_ *db.Tx, w *record.Writer) error {
				w.Add(receipt.Leaf{Subject: "a\nb", Kind: "response"})
				return nil
			}, fault.Invalid},
		} {
			t.Run(test.name, func(t *testing.T) {
				receipts, err := l.Update(t.Context(), test.fn)
				if receipts != nil || err == nil || fault.KindOf(err) != test.want {
					t.Errorf("got %d receipts and %v", len(receipts), err)
				}
				head, err := l.Head(t.Context())
				if err != nil || head.Size != 5 {
					t.Errorf("the record has %d entries, %v", head.Size, err)
				}
				audit(t, l)
			})
		}
	})
}

func TestUpdateWithoutLeaves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d, t.TempDir())
		if receipts := addLeaves(t, l); receipts != nil {
			t.Errorf("got %d receipts", len(receipts))
		}
		view(t, d, func(tx *db.Tx) error {
			_, err := l.Find(t.Context(), tx, responses(1)[0])
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("got %v", err)
			}
			return nil
		})
		audit(t, l)
	})
}

// The record is append-only: each checkpoint contains every earlier one.
func TestCheckpointsAreConsistent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d, t.TempDir())
		var signed []receipt.Checkpoint
		for i := range 40 {
			r := addLeaves(t, l, responses(1+i*i%37)...)[0]
			c, err := receipt.VerifyCheckpoint(r.Checkpoint, l.Key())
			if err != nil {
				t.Fatal(err)
			}
			signed = append(signed, c)
		}
		publish(t, l)
		view(t, d, func(tx *db.Tx) error {
			reader := tlog.TileHashReader(tlog.Tree{N: signed[39].Size, Hash: signed[39].Root}, &tileClient{t, tx, 1})
			for i, a := range signed {
				for _, b := range signed[i:] {
					proof, err := tlog.ProveTree(b.Size, a.Size, reader)
					if err != nil {
						return err
					}
					if err := tlog.CheckTree(proof, b.Size, b.Root, a.Size, a.Root); err != nil {
						return fmt.Errorf("sizes %d and %d: %w", a.Size, b.Size, err)
					}
				}
			}
			return nil
		})
	})
}

// tileClient reads the record as an outside verifier does, from tiles alone.
type tileClient struct {
	t     testing.TB
	tx    *db.Tx
	epoch int64
}

func (c *tileClient) Height() int                     { return 8 }
func (c *tileClient) SaveTiles([]tlog.Tile, [][]byte) {}
func (c *tileClient) ReadTiles(tiles []tlog.Tile) (all [][]byte, err error) {
	for _, at := range tiles {
		data, err := record.Tile(c.t.Context(), c.tx, c.epoch, int64(at.L), at.N, at.W)
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// golang.org/x/mod, which is independent of this package, checks that hashes,
// tiles and entries match.
func TestExternalVerification(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d, t.TempDir())
		addLeaves(t, l, responses(700)...)
		last := addLeaves(t, l, responses(3)...)[0]
		publish(t, l)
		view(t, d, func(tx *db.Tx) error {
			note, err := record.Checkpoint(t.Context(), tx, 1)
			if err != nil {
				return err
			}
			if !bytes.Equal(note, last.Checkpoint) {
				t.Error("Checkpoint does not return the last checkpoint")
			}
			c, err := receipt.VerifyCheckpoint(note, l.Key())
			if err != nil {
				return err
			}
			reader := tlog.TileHashReader(tlog.Tree{N: c.Size, Hash: c.Root}, &tileClient{t, tx, 1})
			for n := range c.Size {
				width := int(min(256, c.Size-n/256*256))
				bundle, err := record.Bundle(t.Context(), tx, 1, n/256, width)
				if err != nil {
					return err
				}
				entries := parseBundle(t, bundle)
				if len(entries) != width {
					return fmt.Errorf("a bundle of width %d has %d entries", width, len(entries))
				}
				hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
				if err != nil {
					return err
				}
				if tlog.RecordHash(entries[n%256]) != hashes[0] {
					return fmt.Errorf("entry %d does not match its hash", n)
				}
			}
			return nil
		})
	})
}

func parseBundle(t testing.TB, bundle []byte) (entries [][]byte) {
	for len(bundle) > 0 {
		if len(bundle) < 2 || len(bundle) < 2+int(bundle[0])<<8+int(bundle[1]) {
			t.Fatal("the bundle is cut off")
		}
		end := 2 + int(bundle[0])<<8 + int(bundle[1])
		entries = append(entries, bundle[2:end])
		bundle = bundle[end:]
	}
	return entries
}

// Two servers that share a database make no gap and no fork, and all receipts are
// valid.
func TestTwoServersShareOneRecord(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		if !db.IsPostgres(dsn) {
			t.Skip("an SQLite database has only one server")
		}
		dir, other := t.TempDir(), t.TempDir()
		a := openLog(t, dbtest.Open(t, dsn), dir)
		copyKey(t, dir, other)
		b := openLog(t, dbtest.Open(t, dsn), other)
		var mu sync.Mutex
		var all []*receipt.Receipt
		var group sync.WaitGroup
		for _, l := range []*record.Log{a, b, a, b} {
			group.Go(func() {
				for range 25 {
					receipts, err := l.Update(context.WithoutCancel(t.Context()), func(_ *db.Tx, w *record.Writer) error {
						w.Add(responses(7)...)
						return nil
					})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					all = append(all, receipts...)
					mu.Unlock()
				}
			})
		}
		group.Wait()
		audit(t, a)
		audit(t, b)
		indexes := map[int64]bool{}
		for _, r := range all {
			indexes[r.Index] = true
			if err := r.Verify(a.Key()); err != nil {
				t.Fatal(err)
			}
		}
		head, err := b.Head(t.Context())
		if err != nil || head.Size != 700 || len(indexes) != 700 {
			t.Errorf("%d entries, %d receipts, %v", head.Size, len(indexes), err)
		}
	})
}
