// Package staffnoticeweb shows staff their notifications, and lets them choose when they want emails.
package staffnoticeweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

const (
	listPath    = "/staff/notices"
	choicesPath = listPath + "/emails"
)

// Handlers serves the pages.
type Handlers struct {
	*web.Deps
	service *staffnotice.Service
}

// New returns the feature. Digests are sent in the morning of consult.DefaultZone.
func New(deps *web.Deps, service *staffnotice.Service) feature.Feature {
	h := &Handlers{deps, service}
	f := feature.Feature{Name: "staffnotice", AuditLabels: web.AuditLabels{Acts: map[string]string{
		"choose-notices": locale.Key("Chose when to get emails"),
	}}}
	f.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: listPath, Needs: actor.Staff, Handler: h.list},
		site.Route{Method: http.MethodPost, Pattern: listPath, Needs: actor.Staff, Handler: h.markRead},
		site.Route{Method: http.MethodGet, Pattern: choicesPath, Needs: actor.Staff, Handler: h.showChoices},
		site.Route{Method: http.MethodPost, Pattern: choicesPath, Needs: actor.Staff, Handler: h.choose},
	)
	f.AddStaffLink(1, "My notifications", listPath, actor.Staff, "See what has happened to your work, and choose which emails you get.")
	f.Staff[0].New = h.countUnread
	f.Jobs = service.RegisterJobs
	f.Periodic = []feature.Periodic{
		{Name: "notify staff of what is due", Every: 10 * time.Minute, Run: service.AppendDue},
		{Name: "send staff their daily emails", Every: 10 * time.Minute, Run: func(ctx context.Context) error {
			place, err := time.LoadLocation(consult.DefaultZone)
			if err != nil {
				return err
			}
			return service.SendDigests(ctx, place)
		}},
		{Name: "delete expired notices", Every: time.Hour, Run: service.DeleteExpired},
	}
	f.AddExamples(listPage, choicesPage)
	return f
}

// countUnread returns how many notices are new to by. Without the database there is no number.
func (h *Handlers) countUnread(ctx context.Context, by actor.Actor) int64 {
	n, err := h.service.CountUnread(ctx, by)
	if err != nil {
		h.Slog.ErrorContext(ctx, "count unread notices", "err", err)
		return 0
	}
	return n
}

// listView is the list of the reader's notices, the newest first.
type listView struct {
	page.StaffView
	Rows    []noticeRow
	Unread  bool // some are unread, perhaps on another page
	Self    string
	Choices string
	Pages   page.Pagination
}

type noticeRow struct {
	ID    string
	Say   string        // what happened; "" if About says it
	About page.UserText // the record
	At    string
	Due   string // the day by which something has to be done, or ""
	New   bool
}

var listPage = page.New(files, "templates/list.html",
	listView{Self: listPath, Choices: choicesPath, Unread: true, Rows: []noticeRow{
		{"1", "A record is waiting for your approval", page.UserText{Text: "Evidence about buses", Href: "/staff/evidence/buses"},
			"2 March 2026 at 9:30am", "", true},
		{"2", "An action of yours is due", page.UserText{Text: "Hyfforddi staff", Href: "/staff/actions/hyfforddi", Lang: "cy"},
			"1 March 2026 at 9am", "15 March 2026", false},
		{"3", "", page.UserText{Text: "A request about personal data is waiting for you", Href: "/staff/requests/1"},
			"1 March 2026 at 9am", "", true},
	}, Pages: page.Pagination{Next: listPath + "?page=2"}},
	listView{Self: listPath, Choices: choicesPath},
)

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	by, p := site.Actor(r), page.Printer(r)
	found, err := h.service.List(r.Context(), by, r.URL.Query().Get(page.CursorName))
	if err != nil {
		return err
	}
	v := listView{Self: listPath, Choices: choicesPath, Unread: h.countUnread(r.Context(), by) > 0}
	for _, n := range found.Items {
		v.Rows = append(v.Rows, newRow(p, n))
	}
	v.Pages = page.Neighbours(listPath, r.URL.Query(), found.Previous, found.Next)
	return listPage.Write(w, r, http.StatusOK, v)
}

func newRow(p *locale.Printer, n staffnotice.Notice) noticeRow {
	e := n.Event
	row := noticeRow{ID: e.ID(), Say: p.Say(n.Say), About: page.UserText{Text: e.Title, Href: e.Link, Lang: e.Lang}, New: !n.Read,
		At: p.Say("%s at %s", n.HappenedAt, p.Clock(n.HappenedAt))}
	if e.Title == "" {
		row.About.Text, row.Say = row.Say, ""
	}
	if !e.Due.IsZero() {
		row.Due = p.Date(e.Due)
	}
	return row
}

// markRead marks one notice as read, or all.
func (h *Handlers) markRead(w http.ResponseWriter, r *http.Request) error {
	if err := h.service.MarkRead(r.Context(), site.Actor(r), web.QueryText(r, "notice")); err != nil {
		return err
	}
	return site.Redirect(w, r, listPath)
}

// choicesView is the form with which the reader chooses emails.
type choicesView struct {
	page.StaffView
	Self, List string
	Rows       []choiceRow
}

type choiceRow struct {
	Name, Say string
	Required  bool
	Options   []choiceOption
}

type choiceOption struct {
	Value, Label string
	Selected     bool
}

var choiceLabels = []struct {
	choice staffnotice.Choice
	label  string
}{
	{staffnotice.AtOnce, locale.Key("Straight away")},
	{staffnotice.Daily, locale.Key("Once a day, with other news")},
	{staffnotice.Never, locale.Key("Never")},
}

func choiceOptions(p *locale.Printer, chosen staffnotice.Choice) (all []choiceOption) {
	for _, c := range choiceLabels {
		all = append(all, choiceOption{string(c.choice), p.Say(c.label), c.choice == chosen})
	}
	return all
}

var choicesPage = page.New(files, "templates/choices.html", choicesView{Self: choicesPath, List: listPath, Rows: []choiceRow{
	{Name: "approval-asked", Say: "A record is waiting for your approval", Options: choiceOptions(nil, staffnotice.AtOnce)},
	{Name: "danger", Say: "A person may be in danger", Required: true},
}})

func (h *Handlers) showChoices(w http.ResponseWriter, r *http.Request) error {
	all, err := h.service.Choices(r.Context(), site.Actor(r))
	if err != nil {
		return err
	}
	p, v := page.Printer(r), choicesView{Self: choicesPath, List: listPath}
	for _, k := range all {
		v.Rows = append(v.Rows, choiceRow{k.Name, p.Say(k.Say), k.Required, choiceOptions(p, k.Choice)})
	}
	return choicesPage.Write(w, r, http.StatusOK, v)
}

func (h *Handlers) choose(w http.ResponseWriter, r *http.Request) error {
	all, err := h.service.Choices(r.Context(), site.Actor(r))
	if err != nil {
		return err
	}
	chosen := map[string]staffnotice.Choice{}
	for _, k := range all {
		if value := r.PostFormValue(k.Name); value != "" {
			chosen[k.Name] = staffnotice.Choice(value)
		}
	}
	if err := h.service.Choose(r.Context(), site.Actor(r), chosen); err != nil {
		return err
	}
	return site.Redirect(w, r, listPath)
}
