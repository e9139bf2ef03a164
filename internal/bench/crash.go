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

// CrashResult is the result of the crash benchmark on one database.
type CrashResult struct {
	Name       string `json:"name"`
	Database   string `json:"database"`
	Loops      int    `json:"loops"`
	Receipts   int    `json:"receipts"`   // number of receipts the clients got
	Unanswered int    `json:"unanswered"` // sent without a reply before a kill; sent again after the restart
	Responses  int    `json:"responses"`
	Missing    int    `json:"missing"` // receipts whose response or record entry does not exist after the restart
	Refused    int    `json:"refused"` // receipts that do not verify
	Duplicates int    `json:"duplicates"`
	Seed       uint64 `json:"seed"`
}

// crashClients is the number of clients that send at the same time.
const crashClients = 32

// Crash starts a server, kills it under load, and repeats this run.Loops times.
// Then it checks every receipt that clients got against the record and the
// responses.
func Crash(ctx context.Context, run Options, seed uint64) ([]CrashResult, error) {
	databases := []string{""}
	if run.Database != "" {
		databases = []string{run.Database, ""}
	}
	var all []CrashResult
	for _, database := range databases {
		got, err := crashOn(ctx, run, database, seed)
		if err != nil {
			return all, err
		}
		if err := json.NewEncoder(run.Out).Encode(got); err != nil {
			return all, err
		}
		all = append(all, got)
		if got.Missing+got.Refused+got.Duplicates != 0 {
			return all, fmt.Errorf(
				"receipts missing: %d, invalid: %d, duplicate responses: %d",
				got.Missing,
				got.Refused,
				got.Duplicates,
			)
		}
	}
	return all, nil
}

func crashOn(ctx context.Context, run Options, database string, seed uint64) (got CrashResult, err error) {
	got = CrashResult{Name: "crash", Database: engine(database), Loops: run.Loops, Seed: seed}
	dir, database, remove, err := run.newInstallation(ctx, database)
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	random := rand.New(rand.NewPCG(seed, seed))
	c := &crashTest{loadTest: loadTest{now: run.Now}, receipts: map[intake.Issued][]byte{}}
	for range run.Loops {
		if c.server, err = start(ctx, run, dir, database); err != nil {
			return got, err
		}
		if c.keys, err = readKeys(dir); err != nil {
			return got, err
		}
		c.loadUntilKilled(ctx, time.Duration(100+random.IntN(400))*time.Millisecond)
	}
	got.Receipts = len(c.receipts)
	if c.server, err = start(ctx, run, dir, database); err != nil {
		return got, err
	}
	if got.Unanswered, err = c.resend(ctx); err != nil {
		return got, err
	}
	if err := c.server.stop(); err != nil {
		return got, err
	}
	err = c.verifyReceipts(ctx, dir, database, &got)
	return got, err
}

// crashTest is a load test that stores its receipts.
type crashTest struct {
	loadTest
	receipts map[intake.Issued][]byte // guarded by mu
}

// loadUntilKilled sends responses from many clients for length, and then kills
// the server.
func (c *crashTest) loadUntilKilled(ctx context.Context, length time.Duration) {
	var wg sync.WaitGroup
	for range crashClients {
		wg.Go(func() {
			conn, err := dial(ctx, c.server.host)
			for err == nil {
				err = c.sendOne(conn, c.newKey())
			}
		})
	}
	time.Sleep(length)
	c.server.kill()
	wg.Wait()
}

// sendOne sends the response with key and stores its receipt.
func (c *crashTest) sendOne(conn *client, key intake.Issued) error {
	c.mu.Lock()
	c.sent = append(c.sent, key)
	c.mu.Unlock()
	status, body, err := conn.post(fmt.Sprintf(sendPath, key.Address), "text/plain", c.formBody(key), c.now().Add(60*time.Second))
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
		return errors.New("the same response got a different receipt")
	}
	c.receipts[key] = body
	return nil
}

// resend sends all responses without a reply again, as a browser would, and
// some of the others, whose receipt must not change. It returns the number
// without a reply.
func (c *crashTest) resend(ctx context.Context) (unanswered int, err error) {
	conn, err := dial(ctx, c.server.host)
	if err != nil {
		return 0, err
	}
	defer conn.close()
	sent := c.sent
	c.sent = nil
	for i, key := range sent {
		_, acknowledged := c.receipts[key]
		if !acknowledged {
			unanswered++
		}
		if !acknowledged || i%50 == 0 {
			if err := c.sendOne(conn, key); err != nil {
				return unanswered, err
			}
		}
	}
	c.sent = sent
	return unanswered, nil
}

// verifyReceipts verifies every receipt offline and looks up its response and
// its entry in the record.
func (c *crashTest) verifyReceipts(ctx context.Context, dir, database string, got *CrashResult) error {
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
		var ids []string
		if err := intake.EachID(ctx, tx, Consultation, func(id string) error {
			ids = append(ids, id)
			return nil
		}); err != nil {
			return err
		}
		got.Responses = len(ids)
		for key := range c.receipts {
			c.acknowledged = append(c.acknowledged, key)
		}
		got.Missing, got.Duplicates = c.compare(ids)
		at := map[receipt.Leaf]int64{}
		if err := record.EachBySubject(ctx, tx, Consultation, "response", func(e record.Entry) error {
			at[e.Leaf] = e.Index
			return nil
		}); err != nil {
			return err
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
