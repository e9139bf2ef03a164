package record

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

// Entry is a leaf and its position in the record.
type Entry struct {
	Epoch, Index int64
	Leaf         receipt.Leaf
}

var errEntryNotFound = fault.New(fault.NotFound, "We cannot find that in the public record.")

// Find returns the receipt of leaf, byte for byte the same as when it was first
// issued, or fault.NotFound.
func (l *Log) Find(ctx context.Context, tx *db.Tx, leaf receipt.Leaf) (*receipt.Receipt, error) {
	hash := leaf.Hash()
	return receiptByHash(ctx, tx, hash[:], append(hash[:], 0))
}

// Locate returns where leaf is in the record. public reports whether the public view includes it already. If the record
// does not have it, it returns fault.NotFound.
func Locate(ctx context.Context, tx *db.Tx, leaf receipt.Leaf) (e Entry, public bool, err error) {
	hash := leaf.Hash()
	found, err := db.One(ctx, tx, scanLeaf, `SELECT `+leafColumns+` FROM record_leaf WHERE hash = $1`, hash[:])
	if fault.Is(err, fault.NotFound) {
		return e, false, errEntryNotFound
	}
	if err != nil {
		return e, false, err
	}
	if e, err = found.toEntry(); err != nil {
		return e, false, err
	}
	from, err := PublicFrom(ctx, tx, e.Epoch, e.Index)
	return e, from.IsZero(), err
}

// LocateAll returns the entries of leaves, in the order of the record. Leaves that the record does not have are left out.
func LocateAll(ctx context.Context, tx *db.Tx, leaves ...receipt.Leaf) ([]Entry, error) {
	if len(leaves) == 0 {
		return nil, nil
	}
	hashes := make([]any, len(leaves))
	for i, leaf := range leaves {
		hash := leaf.Hash()
		hashes[i] = hash[:]
	}
	list, args := db.In(1, hashes)
	return queryEntries(ctx, tx, `WHERE hash IN `+list+` ORDER BY epoch, idx`, args...)
}

// FindCode is like Find for a receipt code, which is a prefix of the leaf's hash.
func (l *Log) FindCode(ctx context.Context, tx *db.Tx, code [receipt.CodeBytes]byte) (*receipt.Receipt, error) {
	end := append(code[:], 0xff) // padded to 40 bytes, this is greater than every hash that begins with code
	for len(end) < 40 {
		end = append(end, 0xff)
	}
	return receiptByHash(ctx, tx, code[:], end)
}

// receiptByHash returns the receipt of the leaf whose hash is in [from, to). The
// receipt uses the smallest checkpoint that includes the leaf, so it never
// changes.
func receiptByHash(ctx context.Context, tx *db.Tx, from, to []byte) (*receipt.Receipt, error) {
	found, err := db.One(ctx, tx, scanLeaf, `SELECT `+leafColumns+` FROM record_leaf
		WHERE hash >= $1 AND hash < $2 ORDER BY hash LIMIT 1`, from, to)
	if fault.Is(err, fault.NotFound) {
		return nil, errEntryNotFound
	}
	if err != nil {
		return nil, err
	}
	e, err := found.toEntry()
	if err != nil {
		return nil, err
	}
	return Receipt(ctx, tx, e)
}

// Receipt returns the receipt of e.
func Receipt(ctx context.Context, tx *db.Tx, e Entry) (*receipt.Receipt, error) {
	head, err := getEpoch(ctx, tx, e.Epoch)
	if err != nil {
		return nil, err
	}
	checkpoint, err := checkpointIncluding(ctx, tx, e.Epoch, e.Index)
	if err != nil {
		return nil, err
	}
	head.Size = checkpoint.size
	return newReceipt(storedTree(ctx, tx, e.Epoch, checkpoint.size), e.Leaf, e.Index, head, checkpoint.note)
}

// Entries returns up to limit entries of an epoch with an index less than
// before, newest first.
func Entries(ctx context.Context, tx *db.Tx, epoch, before int64, limit int) ([]Entry, error) {
	return queryEntries(ctx, tx, `WHERE epoch = $1 AND idx < $2 ORDER BY idx DESC LIMIT $3`, epoch, before, limit)
}

func queryEntries(ctx context.Context, tx *db.Tx, rest string, args ...any) ([]Entry, error) {
	rows, err := db.All(ctx, tx, scanLeaf, `SELECT `+leafColumns+` FROM record_leaf `+rest, args...)
	if err != nil {
		return nil, err
	}
	all := make([]Entry, len(rows))
	for i, r := range rows {
		if all[i], err = r.toEntry(); err != nil {
			return nil, err
		}
	}
	return all, nil
}
