package bench

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
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
		var ids []string
		if err := intake.EachID(ctx, tx, Consultation, func(id string) error {
			ids = append(ids, id)
			return nil
		}); err != nil {
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

// rawLayout is what rawInsertRate stores for each response.
type rawLayout struct {
	create []string // statements
	tables []string // with their columns, as for db.Insert
	rows   func() [][]any
}

// rawResult is the result of rawInsertRate.
type rawResult struct {
	perSecond float64
	cpu       float64 // microseconds of this process for each response
	written   float64 // kilobytes that this process sent to the disk for each response
}

// rawInsertRate measures how fast the database alone stores rows: as many writers as
// clients, whose rows one goroutine commits in batches, without HTTP, validation, hashing
// or the record. It is the upper limit for the server on the same machine and in the same
// run.
func rawInsertRate(
	ctx context.Context,
	dir, database string,
	layout rawLayout,
	writers int,
	length time.Duration,
	now func() time.Time,
) (got rawResult, err error) {
	d, err := db.Open(ctx, dsn(dir, database))
	if err != nil {
		return got, err
	}
	defer d.Close()
	create := func(tx *db.Tx) error {
		for _, text := range layout.create {
			if d.Engine() == "postgres" {
				text = strings.ReplaceAll(strings.TrimSuffix(text, " WITHOUT ROWID"), "BLOB", "BYTEA")
			}
			if _, err := tx.Exec(ctx, text); err != nil {
				return err
			}
		}
		return nil
	}
	if err := d.Update(ctx, create); err != nil {
		return got, err
	}
	before, written := ownCPU(), writtenBy(os.Getpid())
	type waiting struct {
		rows [][]any
		done chan error
	}
	queue := make(chan waiting, writers)
	begun := now()
	for range writers {
		go func() {
			for now().Sub(begun) < length {
				w := waiting{layout.rows(), make(chan error, 1)}
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
			for i, into := range layout.tables {
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
			return got, err
		}
		total += len(batch)
		for _, w := range batch {
			w.done <- nil
		}
	}
	return rawResult{
		round(float64(total) / now().Sub(begun).Seconds()), perResponse(ownCPU()-before, total),
		kilobytes(writtenBy(os.Getpid())-written, total),
	}, nil
}

// rawRows is the least that a response is: its answers, its monitoring answers and its
// entry of the record, each in a table with nothing but a primary key.
var rawRows = rawLayout{
	create: []string{
		`CREATE TABLE bench_response (` + responseRow + `)`,
		`CREATE TABLE bench_monitoring (response TEXT NOT NULL PRIMARY KEY, answers TEXT NOT NULL, salt BLOB NOT NULL)`,
		`CREATE TABLE bench_leaf (idx TEXT NOT NULL PRIMARY KEY, hash BLOB NOT NULL, body TEXT NOT NULL)`,
	},
	tables: []string{
		"bench_response (" + responseColumns + ")", "bench_monitoring (response, answers, salt)", "bench_leaf (idx, hash, body)",
	},
	rows: func() [][]any { return oneResponse()[:3] },
}

// promisedRows is what the server stores for a response: the rows of rawRows and that of the
// form that was sent, in tables in the order of random keys, which do not show who responded
// when, with an index of the rows that must still be rewritten, and with the indexes for
// withdrawing and for lists. It is without the head, tiles and checkpoints of the record.
var promisedRows = rawLayout{
	create: []string{
		`CREATE TABLE bench_p_response (` + responseRow + `, settled BOOLEAN NOT NULL DEFAULT FALSE) WITHOUT ROWID`,
		`CREATE INDEX bench_p_response_1 ON bench_p_response (id) WHERE NOT settled`,
		`CREATE INDEX bench_p_response_2 ON bench_p_response (consultation, state, id)`,
		`CREATE INDEX bench_p_response_3 ON bench_p_response (withdrawal)`,
		`CREATE TABLE bench_p_monitoring (response TEXT NOT NULL PRIMARY KEY, answers TEXT NOT NULL, salt BLOB NOT NULL,
			settled BOOLEAN NOT NULL DEFAULT FALSE) WITHOUT ROWID`,
		`CREATE INDEX bench_p_monitoring_1 ON bench_p_monitoring (response) WHERE NOT settled`,
		`CREATE TABLE bench_p_leaf (idx BIGINT NOT NULL, hash BLOB NOT NULL UNIQUE, body TEXT NOT NULL, epoch BIGINT NOT NULL,
			settled BOOLEAN NOT NULL DEFAULT FALSE, PRIMARY KEY (epoch, idx))`,
		`CREATE TABLE bench_p_sent (id TEXT NOT NULL, consultation TEXT NOT NULL, day TEXT NOT NULL,
			settled BOOLEAN NOT NULL DEFAULT FALSE, PRIMARY KEY (consultation, id)) WITHOUT ROWID`,
		`CREATE INDEX bench_p_sent_1 ON bench_p_sent (consultation, id) WHERE NOT settled`,
	},
	tables: []string{
		"bench_p_response (" + responseColumns + ")", "bench_p_monitoring (response, answers, salt)",
		"bench_p_leaf (idx, hash, body, epoch)", "bench_p_sent (id, consultation, day)",
	},
	rows: func() [][]any {
		rows := oneResponse()
		rows[2] = []any{promisedIndex.Add(1), rows[2][1], rows[2][2], 1}
		return rows
	},
}

// promisedIndex is the index of the last entry of the record in promisedRows.
var promisedIndex atomic.Int64

const (
	responseColumns = "id, consultation, form, edition, channel, day, answers, salt, " +
		"monitoring_commitment, commitment, withdrawal, state, reason"
	responseRow = `id TEXT NOT NULL PRIMARY KEY, consultation TEXT NOT NULL, form TEXT NOT NULL,
		edition TEXT NOT NULL, channel TEXT NOT NULL, day TEXT NOT NULL, answers TEXT NOT NULL,
		salt BLOB, monitoring_commitment BLOB, commitment BLOB NOT NULL, withdrawal TEXT NOT NULL,
		state TEXT NOT NULL, reason TEXT NOT NULL`
)

const rawAnswers = `{"form":"00000000000000000000000000000000","answers":{` +
	`"agree":{"state":"answered","rows":{"one":"agree","three":"neither","two":"strongly-agree"}},` +
	`"money":{"state":"answered","amounts":{"libraries":60,"parks":40}},` +
	`"use":{"state":"answered","options":["weekly"]},"ways":{"state":"answered","options":["bus","walk"]},` +
	`"why":{"state":"answered","text":"Key 0123456789012345678901234567890123456789012. %s"}}}`

// oneResponse returns the rows of a response with a new key, in the order of promisedRows.
func oneResponse() [][]any {
	var key intake.Key
	rand.Read(key[:])
	id, bytes := key.ID(), key[:]
	return [][]any{
		{
			id, Consultation, "00000000000000000000000000000000", Edition, "web", "2026-03-02", fmt.Sprintf(rawAnswers, sampleText),
			bytes, bytes, bytes, key.DraftID(), "counted", "",
		},
		{
			id,
			`{"form":"00000000000000000000000000000000","answers":{"age":{"state":"answered","options":["a35-44"]},` +
				`"sex":{"state":"answered","options":["female"]}}}`,
			bytes,
		},
		{id, bytes, "folkmoot/leaf/v1\n" + Consultation + "\nresponse\n0123456789012345678901234567890123456789012=\n"},
		{id, Consultation, "2026-03-02"},
	}
}
