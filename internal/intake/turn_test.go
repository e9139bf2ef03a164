package intake_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// While another server has its turn, what arrives joins the batch that waits: all of it is
// stored in one transaction.
//
// Row H4 of docs/faults.md.
func TestResponsesThatArriveWhileABatchWaitsJoinIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), newFixture(t, d)
		commits := func() (n int64) {
			if err := d.View(ctx, func(tx *db.Tx) (err error) {
				n, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM record_checkpoint`)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := commits()
		begun, end, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		go func() {
			ended <- d.UpdateInTurn(ctx, func(*db.Tx) error {
				close(begun)
				<-end
				return nil
			})
		}()
		<-begun
		var all sync.WaitGroup
		for range 12 {
			r := h.newResponse(validAnswers)
			all.Go(func() {
				if _, err := h.intake.Receiver.Submit(ctx, r); err != nil {
					t.Error(err)
				}
			})
			time.Sleep(5 * time.Millisecond) // the first one waits before the others arrive
		}
		close(end)
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		all.Wait()
		if n := commits() - before; n != 1 {
			t.Errorf("%d transactions stored the responses, want 1", n)
		}
		h.checkTotals(12, map[intake.ResponseState]int64{intake.Counted: 12})
	})
}
