package accountweb

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

const auditPath = "/staff/audit"

// auditRow is an entry of the audit log.
type auditRow struct {
	Number            int64
	Act, When, Reason string
	Actor, Subject    page.Link // to all entries by the same person, or about the same item
}

type auditView struct {
	page.StaffView
	Form     form.Form
	Filtered bool
	Heads    []page.ColumnHead
	Entries  []auditRow
	Pages    page.Pagination
}

var auditPage = page.New(
	files,
	"templates/audit.html",
	auditView{
		Form: form.Form{{
			Kind: form.Select, ID: "act", Name: "act", Label: "Activity",
			Options: []form.Option{{Value: "sign-in", Label: "Signed in"}},
		}},
		Heads: []page.ColumnHead{
			{Text: "When", Href: "/staff/audit?sort=-number", Sorted: "descending"}, {Text: "Activity"}, {Text: "Who did it"},
			{Text: "Item"}, {Text: "Reason"}},
		Pages: page.Pagination{Next: "/staff/audit?page=12"},
		Entries: []auditRow{
			{
				13,
				"Viewed a response",
				"Entry 13, 2 March 2026, 09:30:00 UTC",
				"To answer a complaint",
				page.Link{Text: "An officer", Href: "/staff/audit?by=77aa"},
				page.Link{Text: "Response: 5f1c", Href: "/staff/audit?kind=response&subject=5f1c"},
			},
			{
				12,
				"Signed in",
				"Entry 12, 2 March 2026, 09:12:00 UTC",
				"",
				page.Link{Text: "An officer", Href: "/staff/audit?by=77aa"},
				page.Link{Text: "Account: An officer", Href: "/staff/audit?kind=account&subject=77aa"},
			},
		},
	},
	auditView{
		Filtered: true,
		Form: form.Form{{
			Kind: form.Select, ID: "act", Name: "act", Label: "Activity",
			Options: []form.Option{{Value: "export", Label: "Exported responses", Checked: true}},
		}},
	},
)

// listAudit shows a page of the audit log.
func (h *Handlers) listAudit(w http.ResponseWriter, r *http.Request) error {
	p, q := page.Printer(r), r.URL.Query()
	filter := audit.Filter{
		ActorID:     q.Get("by"),
		Act:         q.Get("act"),
		SubjectKind: q.Get("kind"),
		Subject:     q.Get("subject"),
		Org:         q.Get("org"),
		Sort:        page.SortBy(q),
		At:          q.Get(page.CursorName),
	}
	var entries db.Page[audit.Entry]
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		entries, err = audit.List(r.Context(), tx, site.Actor(r), filter)
		return err
	})
	if err != nil {
		return err
	}
	names, err := h.accounts.PersonNames(r.Context(), accountIDs(entries.Items))
	if err != nil {
		return err
	}
	orgs, err := h.accounts.ListOrgs(r.Context(), site.Actor(r))
	if err != nil {
		return err
	}
	v := auditView{
		Filtered: filter != audit.Filter{Sort: filter.Sort, At: filter.At},
		Form:     auditForm(p, h.AuditLabels, filter, orgs),
		Heads: page.ColumnHeads(auditPath, q, audit.Sorts.Link, page.Column{Text: p.Say("When"), Sort: "number"},
			page.Column{Text: p.Say("Activity")}, page.Column{Text: p.Say("Who did it")}, page.Column{Text: p.Say("Item")},
			page.Column{Text: p.Say("Reason")}),
		Pages: page.Neighbours(auditPath, q, entries.Previous, entries.Next),
	}
	for _, e := range entries.Items {
		v.Entries = append(v.Entries, newAuditRow(p, h.AuditLabels, e, names, orgs))
	}
	return auditPage.Write(w, r, http.StatusOK, v)
}

// newAuditRow returns the row of e. names are names of accounts by id.
func newAuditRow(p *locale.Printer, labels web.AuditLabels, e audit.Entry, names map[string]string, orgs []account.Org) auditRow {
	subject := e.Subject
	switch e.SubjectKind {
	case "account":
		subject = cmp.Or(names[e.Subject], e.Subject)
	case "organisation":
		if i := slices.IndexFunc(orgs, func(o account.Org) bool { return o.ID == e.Subject }); i >= 0 {
			subject = orgs[i].Name
		}
	}
	return auditRow{
		Number: e.Number,
		Act:    label(p, labels.Acts, e.Act),
		When:   p.Say("Entry %d, %s, %s UTC", e.Number, p.Date(e.At.UTC()), e.At.UTC().Format(time.TimeOnly)),
		Reason: reasonText(p, e.Act, e.Reason),
		Actor: page.Link{
			Text: cmp.Or(names[e.ActorID], e.ActorID),
			Href: auditPath + "?" + url.Values{"by": {e.ActorID}}.Encode(),
		},
		Subject: page.Link{
			Text: label(p, labels.Kinds, e.SubjectKind) + ": " + subject,
			Href: auditPath + "?" + url.Values{"kind": {e.SubjectKind}, "subject": {e.Subject}}.Encode(),
		},
	}
}

// auditForm has the fields of filter. Person and item are hidden: they are chosen
// with the links of an entry.
func auditForm(p *locale.Printer, labels web.AuditLabels, filter audit.Filter, orgs []account.Org) form.Form {
	f := form.Form{
		selectField("act", p.Say("Activity"), labelOptions(p, labels.Acts, filter.Act)),
		selectField("kind", p.Say("Type of item"), labelOptions(p, labels.Kinds, filter.SubjectKind)),
	}
	if len(orgs) > 1 {
		var options []form.Option
		for _, o := range orgs {
			options = append(options, form.Option{Value: o.ID, Label: o.Name, Checked: o.ID == filter.Org})
		}
		f = append(f, selectField("org", p.Say("Organisation"), options))
	}
	hidden := func(name, value string) {
		if value != "" {
			f = append(f, &form.Field{Kind: form.Hidden, Name: name, Value: value})
		}
	}
	hidden(page.SortName, string(filter.Sort))
	hidden("by", filter.ActorID)
	hidden("subject", filter.Subject)
	return f
}

func selectField(name, fieldLabel string, options []form.Option) *form.Field {
	return &form.Field{
		Kind: form.Select, ID: name, Name: name, Label: fieldLabel, LabelSize: "s", Options: options, Optional: true,
	}
}

// accountIDs returns the ids of the actors of entries and of the accounts they
// are about, each once.
func accountIDs(entries []audit.Entry) (ids []string) {
	for _, e := range entries {
		ids = append(ids, e.ActorID)
		if e.SubjectKind == "account" {
			ids = append(ids, e.Subject)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
