package record_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// BenchmarkUpdate appends batches of leaves to a record of 20,000, on SQLite with
// synchronous=FULL; the checkpoint file is flushed after each batch. It measures
// the record alone: fn writes no rows of its own.
func BenchmarkUpdate(b *testing.B) {
	for _, size := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) {
			l := openLog(b, dbtest.Open(b, filepath.Join(b.TempDir(), "bench.db")), b.TempDir())
			for range 20 {
				addLeaves(b, l, responses(1000)...)
			}
			for b.Loop() {
				addLeaves(b, l, responses(size)...)
			}
			b.ReportMetric(float64(size*b.N)/b.Elapsed().Seconds(), "leaves/s")
		})
	}
}

// BenchmarkFind looks up receipts of existing entries.
func BenchmarkFind(b *testing.B) {
	l := openLog(b, dbtest.Open(b, filepath.Join(b.TempDir(), "bench.db")), b.TempDir())
	leaves := responses(20_000)
	addLeaves(b, l, leaves...)
	i := 0
	for b.Loop() {
		view(b, l.DB(), func(tx *db.Tx) error {
			_, err := l.Find(b.Context(), tx, leaves[i%len(leaves)])
			i++
			return err
		})
	}
}
