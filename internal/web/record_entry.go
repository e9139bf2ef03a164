package web

import (
	"context"
	"fmt"

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
	e, public, err := record.Locate(ctx, tx, leaf)
	if fault.Is(err, fault.NotFound) || err == nil && !public {
		return page.Link{}, nil
	}
	if err != nil {
		return page.Link{}, err
	}
	return page.Link{
		Text: p.Say("Entry %s in the public record", p.Number(e.Index+1)),
		Href: fmt.Sprintf("/record?part=%d&before=%d#entry-%d", e.Epoch, e.Index+1, e.Index+1),
	}, nil
}
