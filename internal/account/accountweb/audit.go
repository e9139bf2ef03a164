package accountweb

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

const auditPath = "/staff/audit"

// auditRow is an entry as it is read.
type auditRow struct {
	Number             int64
	Act, Facts, Reason string
	Actor, Subject     page.Link // to all that they did, and all that was done to it
}

type auditView struct {
	page.StaffView
	Form     form.Form
	Filtered bool
	Entries  []auditRow
	Pager    page.Pager
}

var auditPage = page.New(
	files,
	"templates/audit.html",
	auditView{
		Form:  form.Form{{Kind: form.Text, ID: "act", Name: "act", Label: "Activity"}},
		Pager: page.Pager{Next: &page.Link{Text: "Older entries", Href: "/staff/audit?before=12"}},
		Entries: []auditRow{
			{
				13,
				"read-response",
				"Number 13, 2 March 2026, 09:30:00 UTC",
				"To answer a complaint",
				page.Link{Text: "An officer", Href: "/staff/audit?by=77aa"},
				page.Link{Text: "response 5f1c", Href: "/staff/audit?kind=response&subject=5f1c"},
			},
			{
				12,
				"sign-in",
				"Number 12, 2 March 2026, 09:12:00 UTC",
				"",
				page.Link{Text: "An officer", Href: "/staff/audit?by=77aa"},
				page.Link{Text: "account 77aa", Href: "/staff/audit?kind=account&subject=77aa"},
			},
		},
	},
	auditView{Filtered: true, Form: form.Form{{Kind: form.Text, ID: "act", Name: "act", Label: "Activity", Value: "export"}}},
)

func (d *Handlers) listAudit(w http.ResponseWriter, r *http.Request) error {
	p, q := page.Printer(r), r.URL.Query()
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64) // what is no number is the beginning
	filter := audit.Filter{
		ActorID:     q.Get("by"),
		Act:         q.Get("act"),
		SubjectKind: q.Get("kind"),
		Subject:     q.Get("subject"),
		Org:         q.Get("org"),
		Before:      max(before, 0),
	}
	var entries []audit.Entry
	var next int64
	err := d.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		entries, next, err = audit.List(r.Context(), tx, site.Actor(r), filter)
		return err
	})
	if err != nil {
		return err
	}
	names, err := d.account.PersonNames(r.Context(), actorIDs(entries))
	if err != nil {
		return err
	}
	field := func(name, label, value string) *form.Field {
		return &form.Field{
			Kind:         form.Text,
			ID:           name,
			Name:         name,
			Label:        label,
			LabelSize:    "s",
			Value:        value,
			Width:        20,
			Autocomplete: "off",
			Optional:     true,
		}
	}
	v := auditView{
		Filtered: filter != audit.Filter{Before: filter.Before},
		Form: form.Form{field("act", p.Say("Activity"), filter.Act), field("by", p.Say("Account ID"), filter.ActorID),
			field(
				"kind",
				p.Say("Type of item"),
				filter.SubjectKind,
			), field("subject", p.Say("Item ID"), filter.Subject), field("org", p.Say("Organisation"), filter.Org)},
	}
	for _, e := range entries {
		who := cmp.Or(names[e.ActorID], e.ActorID)
		v.Entries = append(
			v.Entries,
			auditRow{e.Number, e.Act, p.Say("Entry %d, %s, %s UTC", e.Number, p.Date(e.At.UTC()), e.At.UTC().Format(time.TimeOnly)), e.Reason,
				page.Link{Text: who, Href: auditPath + "?" + url.Values{"by": {e.ActorID}}.Encode()},
				page.Link{
					Text: e.SubjectKind + " " + e.Subject,
					Href: auditPath + "?" + url.Values{"kind": {e.SubjectKind}, "subject": {e.Subject}}.Encode(),
				}},
		)
	}
	if next > 0 {
		q.Set("before", strconv.FormatInt(next, 10))
		v.Pager.Next = &page.Link{Text: p.Say("Older entries"), Href: auditPath + "?" + url.Values(q).Encode()}
	}
	return auditPage.Write(w, r, http.StatusOK, v)
}

func actorIDs(entries []audit.Entry) (ids []string) {
	seen := map[string]bool{}
	for _, e := range entries {
		if !seen[e.ActorID] {
			seen[e.ActorID] = true
			ids = append(ids, e.ActorID)
		}
	}
	return ids
}
