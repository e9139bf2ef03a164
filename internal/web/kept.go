package web

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
)

// Keeping is what a feature counts to show how a principle of the partnership is kept.
type Keeping struct {
	Principle partner.Keeps
	Order     int // on the page of the principle
	Count     func(ctx context.Context, tx *db.Tx, now time.Time) (Kept, error)
}

// Kept is a number that shows how a principle is kept. It counts only what the public may know.
type Kept struct {
	Number  int64
	Of      int64              // of how many; 0 if the number is not a part of anything
	Words   locale.LazyMessage // what the number counts, like “Partners that have signed version 2 of the principles”
	Items   []KeptItem         // what was counted, at most MaxKept
	Href    string             // of the page that lists all, or ""
	Missing []KeptItem         // what is missing, at most MaxKept; with any, the principle is not kept in full
	Lacking int64              // how many are missing, if they are more than Missing has
}

// KeptItem is something that was counted, or that is missing.
type KeptItem struct {
	page.UserText
	Fact locale.LazyMessage // about it, such as since when it is late and who is responsible
}

// MaxKept is how many items a Kept has of each kind.
const MaxKept = 10

// LacksNow returns how many are missing.
func (k *Kept) LacksNow() int64 { return max(k.Lacking, int64(len(k.Missing))) }

// AddKeepings adds what a feature counts.
func (d *Deps) AddKeepings(all ...Keeping) {
	d.keepings = append(d.keepings, all...)
	slices.SortStableFunc(d.keepings, func(a, b Keeping) int { return cmp.Compare(a.Order, b.Order) })
}

// CountKept returns what shows how a principle is kept.
func (d *Deps) CountKept(ctx context.Context, tx *db.Tx, principle partner.Keeps) (all []Kept, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	for _, k := range d.keepings {
		if k.Principle != principle {
			continue
		}
		one, err := k.Count(ctx, tx, now)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}
