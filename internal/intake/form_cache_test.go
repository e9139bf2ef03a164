package intake_test

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// Requests that wait for the same form read it once: all get the same consultation in memory.
func TestFormIsReadOnceForAllThatWait(t *testing.T) {
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "test.db"))
	h := newFixture(t, d)
	var begun, ended sync.WaitGroup
	got := make([]*consult.Consultation, 16)
	begun.Add(len(got))
	s := &intake.Service{DB: d, Log: h.log, Now: func() time.Time {
		begun.Wait() // a read ends only after every request has begun
		return dbtest.Now
	}}
	for i := range got {
		ended.Go(func() {
			begun.Done()
			var err error
			if got[i], _, err = s.CachedForm(t.Context(), "park", "standard"); err != nil {
				t.Error(err)
			}
		})
	}
	ended.Wait()
	for _, c := range got {
		if c != got[0] {
			t.Fatal("the form was read more than once")
		}
	}
}
