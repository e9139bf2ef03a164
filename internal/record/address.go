package record

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

// AddressKind is the kind of the entries that say at which address the service is.
const AddressKind = "address"

// addressRow is a row of record_address.
type addressRow struct {
	number         int64
	address, since string
}

func scanAddress(r db.Row) (a addressRow, err error) {
	return a, r.Scan(&a.number, &a.address, &a.since)
}

// leaf returns the entry that makes the address public.
func (a addressRow) leaf() receipt.Leaf {
	sum := digest.Labelled("folkmoot/commit/address/v1", fmt.Sprintf("%d\n%s\n%s\n", a.number, a.address, a.since))
	return receipt.Leaf{Subject: AddressKind, Kind: AddressKind, Commitment: sum}
}

// Address returns the address of the service, like "https://consult.example.org", or
// "" before the first one has been entered. It is not the name of the record, which
// never changes.
func (l *Log) Address(ctx context.Context) (address string, err error) {
	err = l.db.View(ctx, func(tx *db.Tx) error {
		a, err := lastAddress(ctx, tx)
		address = a.address
		return err
	})
	return address, err
}

func lastAddress(ctx context.Context, tx *db.Tx) (addressRow, error) {
	a, err := db.One(ctx, tx, scanAddress, `SELECT number, address, since FROM record_address ORDER BY number DESC LIMIT 1`)
	if fault.Is(err, fault.NotFound) {
		return addressRow{}, nil
	}
	return a, err
}

// SetAddress enters address in the record, unless it is the present one. join runs
// in the same transaction.
func (l *Log) SetAddress(ctx context.Context, address string, join func(ctx context.Context, tx *db.Tx) error) error {
	_, err := l.Update(ctx, func(tx *db.Tx, w *Writer) error {
		last, err := lastAddress(ctx, tx)
		if err != nil || last.address == address {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		next := addressRow{last.number + 1, address, db.Time(now)}
		if _, err := tx.Exec(ctx, `INSERT INTO record_address (number, address, since) VALUES ($1, $2, $3)`,
			next.number, next.address, next.since); err != nil {
			return err
		}
		w.Add(next.leaf())
		return join(ctx, tx)
	})
	return err
}

// EachAddressLeaf calls yield with the entry of each address and the place of its
// row.
func EachAddressLeaf(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error {
	rows, err := db.All(ctx, tx, scanAddress, `SELECT number, address, since FROM record_address ORDER BY number`)
	for _, a := range rows {
		yield(a.leaf(), fmt.Sprintf("table record_address, number %d", a.number))
	}
	return err
}
