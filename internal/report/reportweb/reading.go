package reportweb

import (
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/report"
	"github.com/folkmoot/folkmoot/internal/site"
)

type readingView struct {
	page.StaffView
	listView
	Sending bool   // the list is for those who send
	Area    string // that the member represents, or ""
}

var readingPage = page.New(files, "templates/reading.html",
	readingView{},
	readingView{Area: "North", listView: listView{Items: []listItem{
		{Title: exampleItem.Title, Body: "Cabinet", Meeting: "6 July 2026", Version: "version 2, 28 June 2026",
			Author:   "Head of parks",
			Received: "28 June 2026", Opened: "29 June 2026", Newer: true, Mine: true},
		{Title: exampleItem.Title, Body: "Cabinet", Meeting: "6 July 2026", Version: "version 1, 20 June 2026",
			Received: "20 June 2026"},
	}}},
	readingView{Sending: true, listView: listView{Items: []listItem{{Title: exampleItem.Title, Body: "Cabinet",
		Meeting: "6 July 2026",
		Version: "version 2, 28 June 2026", Readers: "2 of 3 opened it"}}}},
	readingView{Sending: true},
)

// reading shows the reports that a member received.
func (h *Handlers) reading(w http.ResponseWriter, r *http.Request) error {
	ctx, by, printer := r.Context(), site.Actor(r), h.deps.PagePrinter(r)
	var view readingView
	err := h.deps.DB.View(ctx, func(tx *db.Tx) error {
		area, err := account.AreaOf(ctx, tx, by.ID)
		if err != nil {
			return err
		}
		found, err := report.ReadingOf(ctx, tx, by.ID, area, r.FormValue(page.CursorName))
		if err != nil {
			return err
		}
		view = readingView{Area: area, listView: listView{Pages: page.Neighbours(readingPath, nil, found.Previous, found.Next)}}
		for _, x := range found.Items {
			item := newListItem(printer, x.Report, readingPath+"/"+x.Ref+"/"+strconv.FormatInt(x.Edition, 10))
			item.Received, item.Newer, item.Mine = printer.Date(x.Receipt.SentAt), x.Newer, x.Mine
			item.Opened = printer.Date(x.Receipt.OpenedAt)
			view.Items = append(view.Items, item)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return readingPage.Write(w, r, http.StatusOK, view)
}

// sending lists all reports, with how many members have received and opened their latest versions.
func (h *Handlers) sending(w http.ResponseWriter, r *http.Request) error {
	ctx, printer := r.Context(), page.Printer(r)
	list, err := h.listOf(r, sendingPath, func(x *report.Report) string { return sendingPath + "/" + x.Ref },
		func(tx *db.Tx, x *report.Report, item *listItem) error {
			receipts, err := report.Receipts(ctx, tx, x.Ref)
			sent, opened := 0, 0
			for _, had := range receipts {
				if had.Version == x.Edition {
					sent++
					if !had.OpenedAt.IsZero() {
						opened++
					}
				}
			}
			item.Readers = printer.Say("Not sent yet")
			if sent > 0 {
				item.Readers = printer.Say("%d of %d opened it", opened, sent)
			}
			return err
		})
	if err != nil {
		return err
	}
	return readingPage.Write(w, r, http.StatusOK, readingView{Sending: true, listView: *list})
}

type readersView struct {
	page.StaffView
	Back     page.Link
	Notice   string
	Report   listItem
	Receipts []receiptView
	Waiting  int // members who have not received the latest version
	Action   string
}

type receiptView struct{ Name, Version, Sent, Opened string }

var readersPage = page.New(files, "templates/readers.html",
	readersView{Back: page.Link{Text: "Send reports", Href: sendingPath}, Report: exampleItem, Waiting: 2,
		Action: sendingPath + "/lighting"},
	readersView{Back: page.Link{Text: "Send reports", Href: sendingPath}, Report: exampleItem, Notice: "Sent to 2 people.",
		Receipts: []receiptView{{"Ann Example", "2", "28 June 2026", "29 June 2026"}, {"Bob Example",
			"1", "20 June 2026", ""}}},
)

// readers shows who received which version of a report when.
func (h *Handlers) readers(w http.ResponseWriter, r *http.Request) error {
	ctx, ref, printer := r.Context(), r.PathValue("ref"), h.deps.PagePrinter(r)
	members, err := h.service.Members(ctx)
	if err != nil {
		return err
	}
	view := readersView{Back: page.Link{Text: printer.Say("Send reports"), Href: sendingPath}, Notice: h.deps.PopNotice(r)}
	var receipts []report.Receipt
	err = h.deps.DB.View(ctx, func(tx *db.Tx) error {
		x, err := report.Get(ctx, tx, ref)
		if err != nil {
			return err
		}
		view.Report, view.Action = newListItem(printer, x, report.Path(ref)), sendingPath+"/"+ref
		receipts, err = report.Receipts(ctx, tx, ref)
		had := map[string]bool{}
		for _, one := range receipts {
			had[one.Member] = had[one.Member] || one.Version == x.Edition
		}
		for _, m := range members {
			if !had[m.ID] {
				view.Waiting++
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	var ids []string
	for _, one := range receipts {
		ids = append(ids, one.Member)
	}
	names, err := h.deps.PersonNames(ctx, ids)
	for _, one := range receipts {
		view.Receipts = append(view.Receipts, receiptView{names[one.Member], printer.Number(int64(one.Version)),
			printer.Date(one.SentAt), printer.Date(one.OpenedAt)})
	}
	if err != nil {
		return err
	}
	return readersPage.Write(w, r, http.StatusOK, view)
}

// send sends the latest version of a report to the members who have not received it.
func (h *Handlers) send(w http.ResponseWriter, r *http.Request) error {
	n, err := h.service.Send(r.Context(), site.Actor(r), r.PathValue("ref"))
	if err != nil {
		return err
	}
	h.deps.SetNotice(r, page.Printer(r).Count(int64(n), "Sent to %d person.", "Sent to %d people."))
	return site.Redirect(w, r, sendingPath+"/"+r.PathValue("ref"))
}

// read shows a version to a member, and records that they opened it if they received it.
func (h *Handlers) read(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil {
		return notFound()
	}
	if _, err := h.service.Open(r.Context(), site.Actor(r), r.PathValue("ref"), number); err != nil {
		return err
	}
	err = h.deps.DB.View(r.Context(), func(tx *db.Tx) error {
		_, err := report.GetVersion(r.Context(), tx, r.PathValue("ref"), number)
		return err
	})
	if err != nil {
		return err
	}
	return site.Redirect(w, r, report.VersionPath(r.PathValue("ref"), number))
}

func notFound() error {
	return fault.New(fault.NotFound, "We cannot find that report. Check the list of reports.")
}
