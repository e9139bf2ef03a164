package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// Crashed is what a crash loop came to.
type Crashed struct {
	Name      string `json:"name"`
	Database  string `json:"database"`
	Loops     int    `json:"loops"`
	Receipts  int    `json:"receipts"` // handed out before a kill
	Unsure    int    `json:"unsure"`   // sent, and killed before the answer; sent again after the restart
	Responses int    `json:"responses"`
	Missing   int    `json:"missing"` // receipts whose response or entry is not there after the restart
	Refused   int    `json:"refused"` // receipts that do not verify
	Doubled   int    `json:"doubled"`
	Seed      uint64 `json:"seed"`
}

const crashClients = 32

// Crash kills a server in the middle of a load, starts it again, and does so
// run.Loops times. Then it holds every receipt that was ever handed out against
// the record.
func Crash(ctx context.Context, run Run, seed uint64) ([]Crashed, error) {
	databases := []string{""}
	if run.Database != "" {
		databases = []string{run.Database, ""}
	}
	var all []Crashed
	for _, database := range databases {
		got, err := crashOn(ctx, run, database, seed)
		if err != nil {
			return all, err
		}
		if err := json.NewEncoder(run.Out).Encode(got); err != nil {
			return all, err
		}
		all = append(all, got)
		if got.Missing+got.Refused+got.Doubled != 0 {
			return all, fmt.Errorf("%d receipts missing, %d refused, %d responses doubled", got.Missing, got.Refused, got.Doubled)
		}
	}
	return all, nil
}

func crashOn(ctx context.Context, run Run, database string, seed uint64) (got Crashed, err error) {
	got = Crashed{Name: "crash", Database: engine(database), Loops: run.Loops, Seed: seed}
	dir, database, remove, err := run.place(ctx, database)
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	dice := rand.New(rand.NewPCG(seed, seed))
	c := &crash{load: load{now: run.Now}, receipts: map[intake.Key][]byte{}}
	for range run.Loops {
		if c.server, err = start(ctx, run, dir, database); err != nil {
			return got, err
		}
		c.storm(ctx, time.Duration(100+dice.IntN(400))*time.Millisecond)
	}
	got.Receipts = len(c.receipts)
	if c.server, err = start(ctx, run, dir, database); err != nil {
		return got, err
	}
	if got.Unsure, err = c.again(ctx); err != nil {
		return got, err
	}
	if err := c.server.stop(); err != nil {
		return got, err
	}
	err = c.judge(ctx, dir, database, &got)
	return got, err
}

// crash is a load that keeps its receipts.
type crash struct {
	load
	receipts map[intake.Key][]byte // guarded by mu
}

// storm sends from many clients until the server is killed under them.
func (c *crash) storm(ctx context.Context, length time.Duration) {
	var wg sync.WaitGroup
	for range crashClients {
		wg.Go(func() {
			conn, err := dial(ctx, c.server.host)
			for err == nil {
				err = c.one(conn, newKey())
			}
		})
	}
	time.Sleep(length)
	c.server.kill()
	wg.Wait()
}

// one sends key and keeps the receipt.
func (c *crash) one(conn *client, key intake.Key) error {
	c.mu.Lock()
	c.sent = append(c.sent, key)
	c.mu.Unlock()
	status, body, err := conn.post(fmt.Sprintf(sendPath, key), "text/plain", c.form(key), c.now().Add(60*time.Second))
	switch {
	case err != nil:
		return err
	case status == 503:
		return nil
	case status != 200:
		return fmt.Errorf("status %d: %.300s", status, body)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if before, ok := c.receipts[key]; ok && string(before) != string(body) {
		return errors.New("the same response was given another receipt")
	}
	c.receipts[key] = body
	return nil
}

// again sends what was not answered once more, as a phone would, and some of
// what was: the same key must give the same receipt.
func (c *crash) again(ctx context.Context) (unsure int, err error) {
	conn, err := dial(ctx, c.server.host)
	if err != nil {
		return 0, err
	}
	defer conn.close()
	sent := c.sent
	c.sent = nil
	for i, key := range sent {
		_, thanked := c.receipts[key]
		if !thanked {
			unsure++
		}
		if !thanked || i%50 == 0 {
			if err := c.one(conn, key); err != nil {
				return unsure, err
			}
		}
	}
	c.sent = sent
	return unsure, nil
}

// judge checks every receipt offline, and finds its response and its entry.
func (c *crash) judge(ctx context.Context, dir, database string, got *Crashed) error {
	key, err := os.ReadFile(filepath.Join(dir, "record", "record.pub"))
	if err != nil {
		return err
	}
	trusted, _, _ := strings.Cut(string(key), "\n")
	d, err := db.Open(ctx, dsn(dir, database))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.View(ctx, func(tx *db.Tx) error {
		ids, err := intake.IDs(ctx, tx, Consultation)
		if err != nil {
			return err
		}
		got.Responses = len(ids)
		for key := range c.receipts {
			c.kept = append(c.kept, key)
		}
		got.Missing, got.Doubled = c.compare(ids)
		entries, err := record.Leaves(ctx, tx, Consultation, "response")
		if err != nil {
			return err
		}
		at := make(map[receipt.Leaf]int64, len(entries))
		for _, e := range entries {
			at[e.Leaf] = e.Index
		}
		for _, file := range c.receipts {
			r, err := receipt.Parse(file)
			if err == nil {
				err = r.Verify(trusted)
			}
			if err != nil {
				got.Refused++
				continue
			}
			if index, ok := at[r.Leaf]; !ok || index != r.Index {
				got.Missing++
			}
		}
		return nil
	})
}
