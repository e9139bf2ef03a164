package db

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
)

// SQLite keeps rows on pages of b-trees: a header, the places of the rows, a gap, and the
// rows. secure_delete overwrites what is deleted, but when SQLite distributes rows over
// pages anew, a copy of a row that has moved can remain in the gap, and outlive the row.
//
// Source of the format: https://www.sqlite.org/fileformat2.html#b_tree_pages.

// gapPages is the number of pages that one transaction of clearGaps writes.
const gapPages = 100

// filePage is a page of a SQLite file.
type filePage struct {
	number int64
	data   []byte
}

// clearGaps overwrites the gaps of all pages of a SQLite file in which something is left.
// It reads the whole file once without keeping writers out. complete is false if pages
// were changed by others meanwhile; call it again later.
func (d *DB) clearGaps(ctx context.Context) (complete bool, err error) {
	found, err := d.pagesWithGaps(ctx)
	if err != nil {
		return false, err
	}
	complete = true
	for len(found) > 0 {
		part := found[:min(len(found), gapPages)]
		found = found[len(part):]
		if err := d.update(ctx, func(tx *Tx) error {
			for _, p := range part {
				same, err := tx.clearGap(ctx, p)
				if err != nil {
					return err
				}
				complete = complete && same
			}
			return nil
		}); err != nil {
			return false, err
		}
	}
	return complete, nil
}

// pagesWithGaps returns the pages of b-trees with something in their gaps, as they were
// at one time.
func (d *DB) pagesWithGaps(ctx context.Context) (found []filePage, err error) {
	err = d.begin(ctx, d.read, nil, func(tx *Tx) (err error) {
		rows, err := tx.tx.QueryContext(ctx, `SELECT p.pgno, p.data FROM dbstat s JOIN sqlite_dbpage p ON p.pgno = s.pageno
			WHERE s.pagetype IN ('leaf', 'internal')`)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		found = nil
		var data sql.RawBytes
		for rows.Next() {
			var p filePage
			if err := rows.Scan(&p.number, &data); err != nil {
				return err
			}
			if gap := pageGap(p.number, data); len(bytes.TrimLeft(gap, "\x00")) > 0 {
				p.data = bytes.Clone(data)
				found = append(found, p)
			}
		}
		return rows.Err()
	})
	return found, err
}

// clearGap overwrites the gap of p. same is false if the page has changed since.
func (t *Tx) clearGap(ctx context.Context, p filePage) (same bool, err error) {
	var data []byte
	if err := t.tx.QueryRowContext(ctx, `SELECT data FROM sqlite_dbpage WHERE pgno = $1`, p.number).Scan(&data); err != nil {
		return false, err
	}
	if !bytes.Equal(data, p.data) {
		return false, nil
	}
	clear(pageGap(p.number, data))
	_, err = t.tx.ExecContext(ctx, `UPDATE sqlite_dbpage SET data = $2 WHERE pgno = $1`, p.number, data)
	return true, err
}

// pageGap returns the bytes of a page of a b-tree between the places of its rows and the
// first row, or nil if the page is not understood.
func pageGap(number int64, data []byte) []byte {
	header := 0
	if number == 1 { // begins with the header of the file
		header = 100
	}
	if len(data) < header+12 {
		return nil
	}
	places := header + 8
	switch data[header] {
	case 2, 5: // pages between the root and the leaves
		places += 4
	case 10, 13:
	default:
		return nil
	}
	rows := int(binary.BigEndian.Uint16(data[header+3:]))
	content := int(binary.BigEndian.Uint16(data[header+5:]))
	if content == 0 {
		content = 1 << 16
	}
	begin := places + 2*rows
	if begin > content || content > len(data) {
		return nil
	}
	return data[begin:content]
}
