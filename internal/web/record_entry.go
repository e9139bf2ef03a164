package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// RecordEntry returns a link to the entry of the public record with this leaf, for the page that the entry is about. It
// is empty if the public record does not show the entry yet.
func (d *Deps) RecordEntry(ctx context.Context, tx *db.Tx, p *locale.Printer, leaf receipt.Leaf) (page.Link, error) {
	links, err := d.RecordEntryLinks(ctx, tx, p, leaf)
	if err != nil {
		return page.Link{}, err
	}
	return links[0], nil
}

// RecordEntryLinks is RecordEntry for several leaves, in their order.
func (d *Deps) RecordEntryLinks(ctx context.Context, tx *db.Tx, p *locale.Printer, leaves ...receipt.Leaf) ([]page.Link, error) {
	entries, err := record.LocateAll(ctx, tx, leaves...)
	if err == nil {
		entries, err = record.PublicOnly(ctx, tx, entries)
	}
	byLeaf := map[receipt.Leaf]page.Link{}
	for _, e := range entries {
		byLeaf[e.Leaf] = entryLink(p, e)
	}
	links := make([]page.Link, len(leaves))
	for i, leaf := range leaves {
		links[i] = byLeaf[leaf]
	}
	return links, err
}

func entryLink(p *locale.Printer, e record.Entry) page.Link {
	return page.Link{
		Text: p.Say("Entry %s in the public record", p.Number(e.Index+1)),
		Href: fmt.Sprintf("/record?part=%d&before=%d#entry-%d", e.Epoch, e.Index+1, e.Index+1),
	}
}

// RecordEntries returns links to the entries of the public record that publish the editions of subjects, the latest first,
// for a page that shows only the latest edition. Entries that the public record does not show yet are left out.
func (d *Deps) RecordEntries(ctx context.Context, tx *db.Tx, p *locale.Printer, subjects ...string) (all []page.Link, err error) {
	var found []record.Entry
	for _, subject := range subjects {
		if err := record.EachBySubject(ctx, tx, subject, "publication", func(e record.Entry) error {
			found = append(found, e)
			return nil
		}); err != nil {
			return nil, err
		}
	}
	if found, err = record.PublicOnly(ctx, tx, found); err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b record.Entry) int {
		return cmp.Or(cmp.Compare(b.Epoch, a.Epoch), cmp.Compare(b.Index, a.Index))
	})
	for _, e := range found {
		all = append(all, entryLink(p, e))
	}
	return all, nil
}

// NumberedSubjects returns the subjects of the editions 1 to last of a record whose subjects end with their numbers.
func NumberedSubjects(subject string, last int64) (all []string) {
	for n := last; n >= 1; n-- {
		all = append(all, fmt.Sprintf("%s/%d", subject, n))
	}
	return all
}

// LeafPage returns the name and the public page of an edition of the record ref, to which a leaf of the public record
// commits; fault.NotFound or no Text if there is none. number is 0 if the subject of the leaf has no number.
type LeafPage func(ctx context.Context, tx *db.Tx, ref string, number int64) (page.UserText, error)

// AddLeafPages adds the public pages of editions by the beginning of the subjects of their leaves. It panics if there are
// two for a beginning.
func (d *Deps) AddLeafPages(pages map[string]LeafPage) {
	if d.leafPages == nil {
		d.leafPages = map[string]LeafPage{}
	}
	for name, find := range pages {
		if d.leafPages[name] != nil {
			panic(fmt.Sprintf("web: two features show the leaves of %q", name))
		}
		d.leafPages[name] = find
	}
}

// FindLeafPage returns the page of an edition like LeafPage, by the beginning of the subject of its leaf. It has no Text if
// there is none.
func (d *Deps) FindLeafPage(ctx context.Context, tx *db.Tx, name, ref string, number int64) (page.UserText, error) {
	find := d.leafPages[name]
	if find == nil {
		return page.UserText{}, nil
	}
	found, err := find(ctx, tx, ref, number)
	if fault.Is(err, fault.NotFound) {
		return page.UserText{}, nil
	}
	return found, err
}
