package edit

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Joined returns the options of several lookups, one after the other.
func Joined(all ...*Lookup) *Lookup { return joined(func() []*Lookup { return all }) }

// joined is Joined for lookups that are known when it is used. The cursor of a page is the number of a lookup, a slash and its
// own cursor.
func joined(lookups func() []*Lookup) *Lookup {
	return &Lookup{
		Page: func(ctx context.Context, tx *db.Tx, at string, size int) (page db.Page[Option], err error) {
			all := lookups()
			number, own, _ := strings.Cut(at, "/")
			from, err := strconv.Atoi(number)
			if at != "" && (err != nil || from < 0 || from > len(all)) {
				return page, fault.New(fault.NotFound, "We cannot find that page of the list. Go back to the first page.")
			}
			for i, l := range all[from:] {
				left := size - len(page.Items)
				some, err := l.Page(ctx, tx, own, max(left, 1))
				if err != nil {
					return page, err
				}
				if left > 0 {
					page.Items = append(page.Items, some.Items...)
				}
				switch {
				case left > 0 && some.Next != "":
					page.Next = strconv.Itoa(from+i) + "/" + some.Next
					return page, nil
				case left <= 0 && len(some.Items) > 0: // the page is full, and there is more
					page.Next = strconv.Itoa(from+i) + "/"
					return page, nil
				}
				own = ""
			}
			return page, nil
		},
		Get: func(ctx context.Context, tx *db.Tx, values []string) (all []Option, err error) {
			for _, l := range lookups() {
				found, err := l.Get(ctx, tx, values)
				if err != nil {
					return nil, err
				}
				all = append(all, found...)
			}
			return all, nil
		},
	}
}

// DraftLookup finds the copies of a kind that are not published yet, by title, each for the organisation to which it belongs.
// The value of each is the id of its copy.
func DraftLookup(kind string) *Lookup {
	const drafts = `SELECT id, title, org FROM edit_copy WHERE kind = $1 AND pending = TRUE AND record = ''`
	scan := func(r db.Row) (o Option, err error) {
		var title string
		err = r.Scan(&o.Value, &title, &o.Org)
		o.Label = Name(title)
		return o, err
	}
	return &Lookup{
		Page: func(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[Option], error) {
			return db.ReadPage(ctx, tx, scan, func(o Option) []any { return []any{o.Value} },
				db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "id"}}}, At: at, Size: size},
				`SELECT id, title, org FROM edit_copy`, `kind = $1 AND pending = TRUE AND record = ''`, kind)
		},
		Get: func(ctx context.Context, tx *db.Tx, ids []string) ([]Option, error) {
			return db.All(ctx, tx, scan, drafts+` AND id IN (`+db.Placeholders(2, len(ids))+`) ORDER BY id`,
				append([]any{kind}, db.Args(ids)...)...)
		},
	}
}

// ActivityLookup finds what an assessment can cover: the records of those kinds that agree an activity, and drafts of them.
func ActivityLookup(kinds func() []Kind) *Lookup {
	return joined(func() (all []*Lookup) {
		for _, k := range kinds() {
			if k.agreesWhole() {
				all = append(all, k.activities(k.published()), k.activities(DraftLookup(k.Name)))
			}
		}
		return all
	})
}

// activities returns the options of l, which are records of k, as activities.
func (k *Kind) activities(l *Lookup) *Lookup {
	as := func(o Option) Option {
		return Option{Value: ActivityName(k.Name, o.Value), Label: locale.Lazy("%s: %s", locale.Lazy(k.One), o.Label), Org: o.Org}
	}
	return &Lookup{
		Page: func(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[Option], error) {
			found, err := l.Page(ctx, tx, at, size)
			for i, o := range found.Items {
				found.Items[i] = as(o)
			}
			return found, err
		},
		Get: func(ctx context.Context, tx *db.Tx, names []string) (all []Option, err error) {
			var refs []string
			for _, name := range names {
				if ref, ok := strings.CutPrefix(name, ActivityName(k.Name, "")); ok {
					refs = append(refs, ref)
				}
			}
			if len(refs) == 0 {
				return nil, nil
			}
			found, err := l.Get(ctx, tx, refs)
			for _, o := range found {
				all = append(all, as(o))
			}
			return all, err
		},
	}
}

// published returns the published records of k as options.
func (k *Kind) published() *Lookup {
	return &Lookup{
		Page: func(ctx context.Context, tx *db.Tx, at string, size int) (page db.Page[Option], err error) {
			if k.List == nil {
				if k.Published != nil {
					page.Items, err = k.Published(ctx, tx)
				}
				return page, err
			}
			found, err := k.ReadList(ctx, tx, "", SortTitle, at, size)
			for _, i := range found.Items {
				page.Items = append(page.Items, Option{Value: i.Ref, Label: Name(i.Title)})
			}
			page.Next = found.Next
			return page, err
		},
		Get: func(ctx context.Context, tx *db.Tx, refs []string) (all []Option, err error) {
			if k.List == nil {
				if k.Published != nil {
					all, err = k.Published(ctx, tx)
				}
				return slices.DeleteFunc(all, func(o Option) bool { return !slices.Contains(refs, o.Value) }), err
			}
			for _, ref := range refs {
				a, err := k.PublishedActivity(ctx, tx, ref)
				if err != nil {
					return nil, err
				}
				if len(a.Names) > 0 {
					all = append(all, Option{Value: ref, Label: Name(a.Title)})
				}
			}
			return all, nil
		},
	}
}
