// Package editweb makes the pages on which officers edit records from the declarations in package edit: a list, the form,
// the page for concurrent edits, the history, comments and approval.
package editweb

import (
	"context"
	"embed"
	"net/http"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// handlers serves the pages of one kind of record.
type handlers struct {
	*web.Deps
	records *edit.Service
	kind    *edit.Kind
}

// maxFormSize is the maximum size in bytes of a submitted form.
const maxFormSize = 1 << 20

// New returns the feature with the pages of all kinds, and with forms for parts of records.
func New(deps *web.Deps, service *edit.Service, kinds []edit.Kind, forms []edit.Form) feature.Feature {
	f := feature.Feature{Name: "edit", AuditLabels: web.AuditLabels{Acts: acts, Kinds: map[string]string{}},
		Find: map[string]web.FindFunc{}}
	byKind := map[string]*handlers{}
	f.Work = work(service, byKind, kinds)
	for i := range kinds {
		k := &kinds[i]
		h := &handlers{deps, service, k}
		f.Search = append(f.Search, h.searches()...)
		byKind[k.Name], f.Find[k.Name], f.AuditLabels.Kinds[k.Name] = h, h.find, k.One
		route := func(method, pattern string, handler site.Handler) site.Route {
			return site.Route{Method: method, Pattern: k.Path + pattern, Needs: k.Write, ForAll: k.Only != "", Handler: handler,
				MaxBody: maxFormSize}
		}
		add := func(method, pattern string, handler site.Handler) { f.AddRoutes(route(method, pattern, handler)) }
		record := "/{id}"
		if k.Single() {
			record = ""
		} else {
			add(http.MethodGet, "", h.list)
			add(http.MethodGet, "/new", h.startForm)
			add(http.MethodPost, "/new", h.start)
		}
		add(http.MethodGet, record, h.show)
		act := route(http.MethodPost, record, h.act)
		act.RequireReauth = k.Reauth
		f.AddRoutes(act)
		if k.EditPath == nil {
			add(http.MethodGet, record+"/edit", h.form)
			add(http.MethodPost, record+"/edit", h.save)
		}
		add(http.MethodGet, record+"/history", h.history)
		add(http.MethodPost, record+"/history", h.undo)
		if k.Order > 0 {
			f.Staff = append(f.Staff, site.StaffLink{Link: page.Link{Text: k.Many, Href: k.Path}, Needs: k.Write, ForAll: k.Only != "",
				Description: k.About, Order: k.Order})
		}
	}
	for _, one := range forms {
		with := func(do func(*handlers, http.ResponseWriter, *http.Request) error) site.Handler {
			return func(w http.ResponseWriter, r *http.Request) error {
				k, err := one.Kind(r.Context(), site.Actor(r), r.PathValue("slug"))
				if err != nil {
					return err
				}
				return do(&handlers{deps, service, k}, w, r)
			}
		}
		f.AddRoutes(
			site.Route{Method: http.MethodGet, Pattern: one.Path, Needs: one.Needs, Handler: with((*handlers).form)},
			site.Route{Method: http.MethodPost, Pattern: one.Path, Needs: one.Needs, Handler: with((*handlers).save), MaxBody: maxFormSize})
	}
	f.Notices = edit.Notices(kinds)
	f.Periodic = []feature.Periodic{{Name: "delete discarded drafts", Every: time.Hour, Run: func(ctx context.Context) error {
		for i := range kinds {
			if err := service.DeleteDiscarded(ctx, &kinds[i]); err != nil {
				return err
			}
		}
		return nil
	}}}
	f.AddExamples(listPage, formPage, recordPage, conflictPage, historyPage)
	return f
}

// acts are the labels of the acts in the audit log.
var acts = map[string]string{
	"save-record":             locale.Key("Saved a draft of a record"),
	"submit-record":           locale.Key("Submitted a record for approval"),
	"return-record":           locale.Key("Returned a record for changes"),
	"approve-record":          locale.Key("Approved a record"),
	"publish-record":          locale.Key("Published a record"),
	"undo-record":             locale.Key("Went back to an earlier version of a record"),
	"discard-record":          locale.Key("Discarded changes to a record"),
	"restore-record":          locale.Key("Restored a discarded draft of a record"),
	"delete-discarded-record": locale.Key("Deleted a discarded draft for good"),
	"comment-record":          locale.Key("Commented on a record"),
}

// address returns the record that the request is about.
func (h *handlers) address(r *http.Request) string {
	switch {
	case h.kind.Only != "":
		return h.kind.Only
	case h.kind.OfConsultation != nil:
		return r.PathValue("slug")
	}
	return r.PathValue("id")
}

// path returns the address of the page of a record, or of the consultation that the form shows a part of.
func (h *handlers) path(c *edit.Copy) string {
	if h.kind.Store != nil {
		return web.ConsultationPath(c.Address())
	}
	return h.kind.RecordPath(c.Address())
}

// formPath returns the address of the form of a record.
func (h *handlers) formPath(c *edit.Copy) string {
	if h.kind.Store != nil {
		return h.kind.RecordPath(c.Address())
	}
	return h.path(c) + "/edit"
}

func (h *handlers) get(r *http.Request) (*edit.Copy, error) {
	return h.records.Get(r.Context(), site.Actor(r), h.kind, h.address(r))
}

// head is what every page of a record has.
type head struct {
	page.StaffView
	Kind  string // what the record is
	Title string // of the record, or what it is
	Back  page.Link
	Tag   page.Tag
}

func (h *handlers) head(r *http.Request, c *edit.Copy, back page.Link) head {
	words := page.Printer(r)
	v := head{Kind: words.Say(h.kind.Many), Title: c.Title, Back: back, Tag: stateTag(words, c.State)}
	if h.kind.Single() { // the caption of the page of a consultation's record is the title of the consultation
		v.Kind, v.Title = c.Title, words.Say(h.kind.Many)
	}
	if v.Title == "" {
		v.Title = words.Say("No title yet")
	}
	return v
}

// backToList returns the link to the list, or to the front page or the consultation if the kind has no list.
func (h *handlers) backToList(r *http.Request) page.Link {
	words := page.Printer(r)
	switch {
	case h.kind.Only != "":
		return page.Link{Text: words.Say("Staff area"), Href: "/staff"}
	case h.kind.OfConsultation != nil:
		return web.BackToConsultation(r, r.PathValue("slug"))
	}
	return page.Link{Text: words.Say(h.kind.Many), Href: h.kind.Path}
}

// backToRecord returns the link to the page of a record.
func (h *handlers) backToRecord(r *http.Request, c *edit.Copy) page.Link {
	if h.kind.Store != nil {
		return web.BackToConsultation(r, c.Address())
	}
	return page.Link{Text: page.Printer(r).Say("Back to the record"), Href: h.path(c)}
}

func stateTag(words *locale.Printer, s edit.State) page.Tag {
	return page.Tag{Text: s.Label().In(words), Colour: stateColours[s]}
}

var stateColours = map[edit.State]string{
	edit.Draft: "grey", edit.Submitted: "yellow", edit.Returned: "orange", edit.Approved: "blue", edit.Published: "green",
	edit.Discarded: "grey",
}

// whoAndWhen says who did something and when.
func (h *handlers) whoAndWhen(r *http.Request, by string, at time.Time) string {
	words := page.Printer(r)
	if by == "" {
		return words.Date(consult.LocalTime(at))
	}
	return words.Say("%s, %s on %s", h.nameOf(r, by), words.Clock(consult.LocalTime(at)), locale.LazyDate(consult.LocalTime(at)))
}

// nameOf returns the name of an account.
func (h *handlers) nameOf(r *http.Request, account string) string {
	if account == actor.System.ID {
		return page.Printer(r).Say("The system")
	}
	return h.PersonName(r.Context(), account)
}

// version returns the version in a submitted form, or -1, which is no version.
func version(r *http.Request, field string) int64 {
	n, err := strconv.ParseInt(r.PostForm.Get(field), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

var errBadForm = fault.New(fault.Invalid, "We could not process the form. Reload the page and try again.")
