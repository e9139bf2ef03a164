package record

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/receipt"
)

// linesAtOnce is how many lines of the checkpoint file are looked up at once.
const linesAtOnce = 256

// storedSizes returns which checkpoints of an epoch are in the database, of those of lines.
func storedSizes(ctx context.Context, tx *db.Tx, epoch int64, lines []checkpointLine) (map[int64]bool, error) {
	args := []any{epoch}
	for _, at := range lines {
		args = append(args, at.Size)
	}
	list, sizes := db.In(2, args[1:])
	all, err := db.All(ctx, tx, db.Int, `SELECT size FROM record_checkpoint WHERE epoch = $1 AND size IN `+list, append(args[:1], sizes...)...)
	stored := make(map[int64]bool, len(all))
	for _, size := range all {
		stored[size] = true
	}
	return stored, err
}

// auditFile checks every line of the checkpoint file against the tiles in the
// database, except checkpoints for entries that the record says are lost.
func (l *Log) auditFile(ctx context.Context, tx *db.Tx, epochs []rawHead, report func(string)) error {
	lines, err := l.file.read()
	if err != nil {
		report(err.Error())
		return nil
	}
	heads := map[int64]Epoch{}
	for _, e := range epochs {
		heads[e.Number] = e.Epoch
	}
	trees := map[int64]*tree{}
	stored, last, until := map[int64]bool(nil), int64(0), 0
	for i, at := range lines {
		n := l.key.epochOf(at.Origin)
		if i >= until || n != last {
			last, until = n, min(i+linesAtOnce, len(lines))
			if stored, err = storedSizes(ctx, tx, n, lines[i:until]); err != nil {
				return err
			}
		}
		e, ok := heads[n]
		if !ok {
			report(fmt.Sprintf("%s line %d: record_head has no epoch %q", checkpointFile, at.number, at.Origin))
			continue
		}
		if trees[n] == nil {
			trees[n] = storedTree(ctx, tx, n, e.Size)
		}
		problem := l.checkLine(at, n, e, trees[n])
		if problem == "" && at.Size <= e.Size && !stored[at.Size] && !(e.Ended() && at.Size > e.MissingFrom) {
			problem = fmt.Sprintf("record_checkpoint epoch %d size %d is missing", n, at.Size)
		}
		if problem != "" {
			report(fmt.Sprintf("%s line %d: %s", checkpointFile, at.number, problem))
		}
	}
	return nil
}

// checkLine returns what is wrong with a line of the checkpoint file, or "".
func (l *Log) checkLine(at checkpointLine, n int64, e Epoch, t *tree) string {
	verifier, err := l.key.verifier(n)
	if err != nil {
		return err.Error()
	}
	if _, err := receipt.VerifyCheckpoint(at.note, verifier); err != nil {
		return err.Error()
	}
	switch {
	case at.Size > max(e.Size, e.MissingTo):
		return fmt.Sprintf(
			"the checkpoint is for %d entries, but the database has %d; start the server with -restored \"REASON\": it then starts a new epoch",
			at.Size,
			e.Size,
		)
	case e.Ended() && at.Size > e.MissingFrom:
		return "" // the record already says that these entries are lost
	}
	if root, err := tlog.TreeHash(at.Size, t); err != nil || root != at.Root {
		return "the checkpoint was signed for different entries from those in record_tile"
	}
	return ""
}
