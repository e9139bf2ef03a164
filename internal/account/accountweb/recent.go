package accountweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// recentRow is a record that the person has worked on.
type recentRow struct {
	Record page.UserText
	Act    string // the last thing that they did with it
	Date   string
}

// Of the last entries of the audit log by a person, the records of the latest are shown.
const (
	recentEntries = 100
	recentShown   = 8
)

// recent returns the records that by worked on last, each once, with what they did last.
func (h *Handlers) recent(ctx context.Context, by actor.Actor, p web.PagePrinter) (rows []recentRow, err error) {
	return rows, h.DB.View(ctx, func(tx *db.Tx) error {
		rows = nil
		entries, err := audit.ListOwn(ctx, tx, by, recentEntries)
		if err != nil {
			return err
		}
		seen := map[[2]string]bool{}
		for _, e := range entries {
			record := [2]string{e.SubjectKind, e.Subject}
			if seen[record] || len(rows) == recentShown {
				continue
			}
			seen[record] = true
			found, err := h.FindRecord(ctx, tx, by, e.SubjectKind, e.Subject)
			if err != nil {
				return err
			}
			if found.Text != "" {
				found.Lang = p.LangOrCouncil(found.Lang)
				rows = append(rows, recentRow{found, label(p.Printer, h.AuditLabels.Acts, e.Act), p.Date(e.At)})
			}
		}
		return nil
	})
}

// findPerson returns the name of an account that by manages.
func findPerson(ctx context.Context, tx *db.Tx, by actor.Actor, id string) (page.UserText, error) {
	if !by.May(actor.ManagePeople) || id == by.ID {
		return page.UserText{}, nil
	}
	person, err := account.GetPerson(ctx, tx, id)
	if err != nil || !account.MayManage(by, person.Org) {
		return page.UserText{}, err
	}
	return page.UserText{Text: person.Name, Href: peoplePath + "/" + person.ID}, nil
}

// findOrg returns the name of an organisation that by manages.
func findOrg(ctx context.Context, tx *db.Tx, by actor.Actor, id string) (page.UserText, error) {
	if !by.May(actor.Operate) {
		return page.UserText{}, nil
	}
	org, err := account.GetOrg(ctx, tx, id)
	if err != nil { // a draft of a new one has no name yet
		return page.UserText{}, err
	}
	return page.UserText{Text: org.Name, Href: orgsPath}, nil
}
