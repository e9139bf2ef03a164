package bench

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// compareWithDatabase compares the stored responses with those sent and
// acknowledged. Lost responses were acknowledged but not stored; duplicates are
// stored more than once or were never sent.
func (l *loadTest) compareWithDatabase(ctx context.Context, dir, database string, got *intakeResult) error {
	d, err := db.Open(ctx, dsn(dir, database))
	if err != nil {
		return err
	}
	err = d.View(ctx, func(tx *db.Tx) error {
		ids, err := intake.ResponseIDs(ctx, tx, Consultation)
		if err != nil {
			return err
		}
		got.Responses = int64(len(ids))
		got.Lost, got.Duplicates = l.compare(ids)
		return nil
	})
	return errors.Join(err, d.Close())
}

func (l *loadTest) compare(ids []string) (lost, duplicates int) {
	stored := map[string]int{}
	for _, id := range ids {
		stored[id]++
	}
	for _, key := range l.acknowledged {
		if stored[key.Key.ID()] == 0 {
			lost++
		}
	}
	for _, key := range l.sent {
		stored[key.Key.ID()]--
	}
	for _, extra := range stored {
		duplicates += max(extra, 0)
	}
	return lost, duplicates
}

// rawInsertRate measures how fast the database alone stores the same rows: as
// many writers as clients, whose rows one goroutine commits in batches, without
// HTTP, validation, hashing or the record. It is the upper limit for the server
// on the same machine and in the same run.
func rawInsertRate(
	ctx context.Context,
	dir, database string,
	writers int,
	length time.Duration,
	now func() time.Time,
) (perSecond float64, err error) {
	d, err := db.Open(ctx, dsn(dir, database))
	if err != nil {
		return 0, err
	}
	defer d.Close()
	if err := d.Update(ctx, func(tx *db.Tx) error { return createRawTables(ctx, tx) }); err != nil {
		return 0, err
	}
	type waiting struct {
		rows [3][]any
		done chan error
	}
	queue := make(chan waiting, writers)
	begun := now()
	for range writers {
		go func() {
			for now().Sub(begun) < length {
				w := waiting{rawRows(), make(chan error, 1)}
				queue <- w
				if <-w.done != nil {
					return
				}
			}
			queue <- waiting{} // this writer is finished
		}()
	}
	total := 0
	for finished := 0; finished < writers; {
		var batch []waiting
		for w, more := <-queue, true; more; {
			if w.done == nil {
				finished++
			} else {
				batch = append(batch, w)
			}
			select {
			case w = <-queue:
			default:
				more = false
			}
		}
		err := d.Update(ctx, func(tx *db.Tx) error {
			for i, into := range rawTables {
				rows := make([][]any, len(batch))
				for j, w := range batch {
					rows[j] = w.rows[i]
				}
				if _, err := tx.Insert(ctx, into, rows, ""); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
		total += len(batch)
		for _, w := range batch {
			w.done <- nil
		}
	}
	return round(float64(total) / now().Sub(begun).Seconds()), nil
}

var rawTables = [3]string{
	"bench_response (id, consultation, form, edition, channel, day, answers, salt, " +
		"monitoring_commitment, commitment, withdrawal, state, reason)",
	"bench_monitoring (response, answers, salt)",
	"bench_leaf (idx, hash, body)",
}

func createRawTables(ctx context.Context, tx *db.Tx) error {
	for _, text := range []string{
		`CREATE TABLE bench_response (id TEXT NOT NULL PRIMARY KEY, consultation TEXT NOT NULL, form TEXT NOT NULL,
			edition TEXT NOT NULL, channel TEXT NOT NULL, day TEXT NOT NULL, answers TEXT NOT NULL,
			salt BLOB, monitoring_commitment BLOB, commitment BLOB NOT NULL, withdrawal TEXT NOT NULL,
			state TEXT NOT NULL, reason TEXT NOT NULL)`,
		`CREATE TABLE bench_monitoring (response TEXT NOT NULL PRIMARY KEY, answers TEXT NOT NULL, salt BLOB NOT NULL)`,
		`CREATE TABLE bench_leaf (idx TEXT NOT NULL PRIMARY KEY, hash BLOB NOT NULL, body TEXT NOT NULL)`,
	} {
		if _, err := tx.Exec(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

const rawAnswers = `{"form":"00000000000000000000000000000000","answers":{` +
	`"agree":{"state":"answered","rows":{"one":"agree","three":"neither","two":"strongly-agree"}},` +
	`"money":{"state":"answered","amounts":{"libraries":60,"parks":40}},` +
	`"use":{"state":"answered","options":["weekly"]},"ways":{"state":"answered","options":["bus","walk"]},` +
	`"why":{"state":"answered","text":"Key 0123456789012345678901234567890123456789012. %s"}}}`

func rawRows() [3][]any {
	var key intake.Key
	rand.Read(key[:])
	id, bytes := key.ID(), key[:]
	return [3][]any{
		{
			id,
			Consultation,
			"00000000000000000000000000000000",
			Edition,
			"web",
			"2026-03-02",
			fmt.Sprintf(rawAnswers, sampleText),
			bytes,
			bytes,
			bytes,
			key.DraftID(),
			"counted",
			"",
		},
		{
			id,
			`{"form":"00000000000000000000000000000000","answers":{"age":{"state":"answered","options":["a35-44"]},` +
				`"sex":{"state":"answered","options":["female"]}}}`,
			bytes,
		},
		{id, bytes, "folkmoot/leaf/v1\n" + Consultation + "\nresponse\n0123456789012345678901234567890123456789012=\n"},
	}
}
