package audit

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Fingerprints keeps a keyed digest of every row of its tables up to date, in the
// transaction that changes the row. A person who changes the database without the program
// does not have the key, so Check finds rows that were changed, added or deleted.
//
// It does not find that the whole database has gone back to an earlier state. For that
// there are the checkpoints of the public record, which are outside the database.
type Fingerprints struct {
	key    []byte              // nil if it is not known: then nothing can be checked
	tables map[string][]string // primary key of each table
}

// NewFingerprints returns Fingerprints of tables, which are given with their primary keys.
// Call SetKey before it is used.
func NewFingerprints(tables map[string][]string) *Fingerprints { return &Fingerprints{tables: tables} }

// SetKey sets the key, which is secret and the same for every start of an installation.
// Without a key nothing can be checked.
func (f *Fingerprints) SetKey(key []byte) { f.key = key }

// HasKey reports whether the key is known.
func (f *Fingerprints) HasKey() bool { return f.key != nil }

// logTable is watched for the number of its last entry; its rows have digests of their own.
const logTable = "audit_entry"

// Watch returns what the database must tell f about.
func (f *Fingerprints) Watch() *db.ChangeHook {
	watched := map[string][]string{logTable: {"number"}}
	for table, key := range f.tables {
		watched[table] = key
	}
	return &db.ChangeHook{Tables: watched, BeforeCommit: f.update}
}

// Tables returns the names of the tables, sorted.
func (f *Fingerprints) Tables() (names []string) {
	for table := range f.tables {
		names = append(names, table)
	}
	slices.Sort(names)
	return names
}

// update brings the fingerprints of changed rows up to date.
func (f *Fingerprints) update(ctx context.Context, tx *db.Tx, changed []db.ChangedRow) (err error) {
	defer fault.Wrap(&err, "update the fingerprints")
	s, err := readState(ctx, tx)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	byTable := map[string][][]any{}
	var order []string
	for _, row := range changed {
		if row.Table == logTable {
			continue
		}
		if byTable[row.Table] == nil {
			order = append(order, row.Table)
		}
		byTable[row.Table] = append(byTable[row.Table], row.Key)
	}
	total := new(big.Int).SetBytes(s.total)
	for _, table := range order {
		for keys := range slices.Chunk(byTable[table], keysPerQuery) {
			if err := f.updateRows(ctx, tx, table, keys, total); err != nil {
				return err
			}
		}
	}
	last, err := db.One(ctx, tx, scanEntry, `SELECT `+entryColumns+` FROM audit_entry ORDER BY number DESC LIMIT 1`)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	s = state{number: last.Number, digest: last.Digest, total: modulo(total)}
	_, err = tx.Exec(ctx, `INSERT INTO audit_state (id, number, digest, total, mac) VALUES ('this', $1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET number = excluded.number, digest = excluded.digest, total = excluded.total, mac = excluded.mac`,
		s.number, s.digest, s.total, f.stateMAC(s))
	return err
}

// keysPerQuery limits the arguments of one statement.
const keysPerQuery = 100

// updateRows replaces the fingerprints of the rows of table with the given keys and
// changes total accordingly.
func (f *Fingerprints) updateRows(ctx context.Context, tx *db.Tx, table string, keys [][]any, total *big.Int) error {
	ids := make([]any, len(keys))
	for i, key := range keys {
		ids[i] = db.JSON(key)
	}
	old, err := db.All(ctx, tx, scanFingerprint, `SELECT row_id, mac FROM audit_fingerprint
		WHERE tab = $1 AND row_id IN (`+db.Placeholders(2, len(ids))+`)`, append([]any{table}, ids...)...)
	if err != nil {
		return err
	}
	before := map[string][]byte{}
	for _, p := range old {
		before[p.row] = p.mac
		total.Sub(total, new(big.Int).SetBytes(p.mac))
	}
	now := map[string][]byte{}
	if err := f.eachRow(ctx, tx, table, keys, func(id string, mac []byte) { now[id] = mac }); err != nil {
		return err
	}
	var gone []any
	var rows [][]any
	for _, id := range ids {
		switch mac := now[id.(string)]; {
		case mac != nil:
			total.Add(total, new(big.Int).SetBytes(mac))
			rows = append(rows, []any{table, id, mac})
		case before[id.(string)] != nil:
			gone = append(gone, id)
		}
	}
	if _, err := tx.Insert(ctx, "audit_fingerprint (tab, row_id, mac)", rows,
		"ON CONFLICT (tab, row_id) DO UPDATE SET mac = excluded.mac"); err != nil || len(gone) == 0 {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM audit_fingerprint WHERE tab = $1 AND row_id IN (`+db.Placeholders(2, len(gone))+`)`,
		append([]any{table}, gone...)...)
	return err
}

// eachRow calls fn with the id and the present fingerprint of the rows of table with the
// given keys, or of all rows if keys is nil.
func (f *Fingerprints) eachRow(ctx context.Context, tx *db.Tx, table string, keys [][]any, fn func(id string, mac []byte)) error {
	return tx.EachRow(ctx, table, f.tables[table], keys, func(names []string, row []any) error {
		var key []any
		for _, column := range f.tables[table] {
			key = append(key, row[slices.Index(names, column)])
		}
		fn(db.JSON(key), f.rowMAC(table, names, row))
		return nil
	})
}

// rowMAC returns the fingerprint of a row: HMAC-SHA-256 over table, columns and values.
func (f *Fingerprints) rowMAC(table string, columns []string, row []any) []byte {
	mac := hmac.New(sha256.New, f.key)
	add := func(kind byte, value []byte) {
		mac.Write(append([]byte{kind}, binary.BigEndian.AppendUint64(nil, uint64(len(value)))...))
		mac.Write(value)
	}
	add('r', []byte(table))
	for i, v := range row {
		add('c', []byte(columns[i]))
		switch v := v.(type) {
		case nil:
			add('n', nil)
		case string:
			add('s', []byte(v))
		case []byte:
			add('b', v)
		case bool:
			add('t', fmt.Append(nil, v))
		case int64:
			add('i', binary.BigEndian.AppendUint64(nil, uint64(v)))
		case float64:
			add('f', binary.BigEndian.AppendUint64(nil, math.Float64bits(v)))
		}
	}
	return mac.Sum(nil)
}

// state is the row of audit_state.
type state struct {
	number int64
	digest string
	total  []byte
	mac    []byte
}

func readState(ctx context.Context, tx *db.Tx) (s state, err error) {
	return db.One(ctx, tx, func(r db.Row) (s state, err error) { return s, r.Scan(&s.number, &s.digest, &s.total, &s.mac) },
		`SELECT number, digest, total, mac FROM audit_state WHERE id = 'this'`)
}

func (f *Fingerprints) stateMAC(s state) []byte {
	mac := hmac.New(sha256.New, f.key)
	fmt.Fprintf(mac, "state\n%d\n%s\n%x\n", s.number, s.digest, s.total)
	return mac.Sum(nil)
}

// modulo returns n modulo 2^256 as 32 bytes.
func modulo(n *big.Int) []byte {
	limit := new(big.Int).Lsh(big.NewInt(1), 256)
	return new(big.Int).Mod(n, limit).FillBytes(make([]byte, sha256.Size))
}

type fingerprint struct {
	row string
	mac []byte
}

func scanFingerprint(r db.Row) (p fingerprint, err error) { return p, r.Scan(&p.row, &p.mac) }

// Check compares every row with its fingerprint and calls report for each that was
// changed, added or deleted past the program, and if the newest entries of the log are
// missing. It returns in words what it looked at, which is nothing without the key.
func (f *Fingerprints) Check(ctx context.Context, tx *db.Tx, report func(string)) (checked string, err error) {
	defer fault.Wrap(&err, "check the fingerprints")
	if f.key == nil {
		return "", nil
	}
	rows := int64(0)
	total := new(big.Int)
	for _, table := range f.Tables() {
		n, err := f.checkTable(ctx, tx, table, total, report)
		if err != nil {
			return "", err
		}
		rows += n
	}
	tables := f.Tables()
	others, err := db.All(ctx, tx, db.Text, `SELECT DISTINCT tab FROM audit_fingerprint
		WHERE tab NOT IN (`+db.Placeholders(1, len(tables))+`) ORDER BY tab`, db.Args(tables)...)
	if err != nil {
		return "", err
	}
	for _, table := range others {
		report(fmt.Sprintf("audit_fingerprint: table %s should have no fingerprints", table))
	}
	return fmt.Sprintf("%d rows of %d tables by their fingerprints", rows, len(tables)), f.checkState(ctx, tx, modulo(total), report)
}

// checkTable checks the rows of one table and adds their stored fingerprints to total.
func (f *Fingerprints) checkTable(
	ctx context.Context, tx *db.Tx, table string, total *big.Int, report func(string),
) (rows int64, err error) {
	stored, err := db.All(ctx, tx, scanFingerprint, `SELECT row_id, mac FROM audit_fingerprint WHERE tab = $1 ORDER BY row_id`, table)
	if err != nil {
		return 0, err
	}
	known := make(map[string][]byte, len(stored))
	for _, p := range stored {
		known[p.row] = p.mac
		total.Add(total, new(big.Int).SetBytes(p.mac))
	}
	err = f.eachRow(ctx, tx, table, nil, func(id string, mac []byte) {
		rows++
		switch old, ok := known[id]; {
		case !ok:
			report(fmt.Sprintf("table %s, row %s: was not added by Folkmoot", table, id))
		case !bytes.Equal(old, mac):
			report(fmt.Sprintf("table %s, row %s: was not changed by Folkmoot", table, id))
		}
		delete(known, id)
	})
	for _, p := range stored {
		if known[p.row] != nil {
			report(fmt.Sprintf("table %s, row %s: is missing and was not deleted by Folkmoot", table, p.row))
		}
	}
	return rows, err
}

// checkState compares audit_state with the sum of the stored fingerprints and with the log.
func (f *Fingerprints) checkState(ctx context.Context, tx *db.Tx, total []byte, report func(string)) error {
	s, err := readState(ctx, tx)
	if fault.Is(err, fault.NotFound) {
		report("audit_state: the row is missing")
		return nil
	}
	if err != nil {
		return err
	}
	if !hmac.Equal(s.mac, f.stateMAC(s)) {
		report("audit_state: was not changed by Folkmoot")
		return nil
	}
	if !bytes.Equal(s.total, total) {
		report("audit_fingerprint: fingerprints have been changed, added or deleted")
	}
	last, err := db.One(ctx, tx, scanEntry, `SELECT `+entryColumns+` FROM audit_entry ORDER BY number DESC LIMIT 1`)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if last.Number != s.number || last.Digest != s.digest {
		report(fmt.Sprintf("audit_entry: the last entry is number %d, but Folkmoot wrote entries up to number %d", last.Number, s.number))
	}
	if n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM audit_state`); err != nil || n != 1 {
		report("audit_state: there should be one row")
		return err
	}
	return nil
}
