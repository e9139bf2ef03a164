package overviewweb

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/overview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// listView is the list of the consultations and drafts of an organisation.
type listView struct {
	page.StaffView
	Imports   bool // the reader may import responses
	Writes    bool // the reader writes drafts, and may archive consultations
	Filter    form.Form
	Years     []page.Link // the latest years; the one that is shown has no address
	Heads     []page.ColumnHead
	Filtered  bool
	AllHref   string
	Archived  bool       // archived consultations are listed
	Notice    string     // what has just been archived
	Problem   string     // why it was not
	Drafts    []listItem // of consultations that are not published
	DraftsAt  page.Pagination
	Items     []listItem
	Pages     page.Pagination
	Action    string  // of the form that archives
	Sort      db.Sort // how the list is sorted, for the filter
	SelectAll string  // the address of the page with all selected
}

// listItem is a consultation or a draft.
type listItem struct {
	Slug, Title, Href string
	Tag               page.Tag
	HasChanges        bool // the consultation is published and has a draft
	CanArchive        bool // it has closed
	Selected          bool
	Facts             []string // of a draft

	Type, Opens, Closes, Left, Responses string // of a consultation; Left is how many days are left
}

var listPage = page.New(templateFiles, "templates/list.html", listExamples[0], listExamples[1:]...)

// Values of the parameter "list", which tells whose pages the cursor belongs to.
const listDrafts = "drafts"

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Get("list") == listDiscarded && site.Actor(r).May(actor.Draft) {
		return h.discarded(w, r)
	}
	return h.writeList(w, r, http.StatusOK, "")
}

// writeList shows the list that the address asks for. problem is why nothing was archived, or "".
func (h *Handlers) writeList(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	by, words, typed := site.Actor(r), page.Printer(r), r.URL.Query()
	q := parseQuery(typed)
	ofDrafts := typed.Get("list") == listDrafts
	if ofDrafts {
		q.At = ""
	}
	found, err := h.service.List(r.Context(), by, q)
	if err != nil {
		return err
	}
	typed.Del(page.CursorName)
	typed.Del("list")
	typed.Del("archived-now")
	selectAll := typed.Get("select") == "all"
	typed.Del("select")
	v := listView{
		Writes: by.May(actor.Draft), Imports: by.May(actor.Draft) && by.May(actor.Publish),
		Archived: q.Archived, AllHref: rootPath, Problem: problem,
		Filtered: len(typed) > 1 || len(typed) == 1 && !typed.Has(page.SortName),
		Pages:    page.Neighbours(rootPath, typed, found.Previous, found.Next),
		Action:   rootPath + "/archive?" + typed.Encode(), Sort: q.Sort,
	}
	all := r.URL.Query()
	all.Set("select", "all")
	v.SelectAll = rootPath + "?" + all.Encode()
	if n, err := strconv.ParseInt(r.URL.Query().Get("archived-now"), 10, 64); err == nil && n >= 0 {
		v.Notice = words.Count(n, "%d consultation archived.", "%d consultations archived.")
		if q.Archived {
			v.Notice = words.Count(n, "%d consultation moved back to the list.", "%d consultations moved back to the list.")
		}
	}
	for _, item := range found.Items {
		v.Items = append(v.Items, newListItem(words, &item, found))
		last := &v.Items[len(v.Items)-1]
		last.Selected = selectAll && last.CanArchive
	}
	people := map[string]string{}
	if v.Writes && !q.Archived && (q.State == "" || q.State == consult.Draft) && q.Year == 0 && q.Area == "" && q.Type == "" {
		if people, err = h.addDrafts(r, &v, q, typed, ofDrafts); err != nil {
			return err
		}
	}
	v.Filter = h.filterForm(r, words, q, found, people)
	for year := found.LastYear; year > max(found.LastYear-shownYears, found.FirstYear-1) && year > 0; year-- {
		v.Years = append(v.Years, choice(typed, "year", strconv.Itoa(year), strconv.Itoa(year)))
	}
	v.Heads = page.ColumnHeads(rootPath, typed, consult.ListSorts.Link,
		page.Column{Text: words.Say("Consultation"), Sort: "title"}, page.Column{Text: words.Say("State")}, page.Column{Text: words.Say("Type")},
		page.Column{Text: words.Say("Opens"), Sort: "opened"}, page.Column{Text: words.Say("Closes"), Sort: "closes"},
		page.Column{Text: words.Say("Responses"), Numeric: true})
	return listPage.Write(w, r, status, v)
}

// shownYears is the number of years to which there are links above the list. The filter has all.
const shownYears = 5

// choice returns the link to the list with another value of a filter, or without an address if it has that value.
func choice(typed url.Values, name, value, text string) page.Link {
	if typed.Get(name) == value {
		return page.Link{Text: text}
	}
	query := maps.Clone(typed)
	query.Set(name, value)
	return page.Link{Text: text, Href: rootPath + "?" + query.Encode()}
}

// addDrafts adds a page of the drafts of consultations that are not published, and returns the names
// of the officers who changed them last, by id.
func (h *Handlers) addDrafts(
	r *http.Request, v *listView, q overview.Query, typed url.Values, at bool,
) (names map[string]string, err error) {
	dq := draft.ListQuery{New: true, Title: q.Title, Officer: q.Officer}
	if at {
		dq.At = r.URL.Query().Get(page.CursorName)
	}
	words := page.Printer(r)
	found, err := h.service.Drafts.List(r.Context(), site.Actor(r), dq)
	if err != nil {
		return nil, err
	}
	names = map[string]string{}
	for _, d := range found.Items {
		if _, ok := names[d.ChangedBy]; !ok {
			names[d.ChangedBy] = h.PersonName(r.Context(), d.ChangedBy)
		}
		v.Drafts = append(v.Drafts, listItem{
			Slug: d.Slug, Title: d.Title, Href: draftedit.HubPath(d.Slug), Tag: draftedit.StateTag(words, consult.Draft),
			Facts: []string{d.Type.Label().In(words), draftedit.DateRange(words, d.Opens, d.Closes),
				words.Say("Changed by %s on %s", names[d.ChangedBy], consult.LocalTime(d.ChangedAt))},
		})
	}
	query := url.Values{}
	for name, values := range typed {
		query[name] = values
	}
	query.Set("list", listDrafts)
	v.DraftsAt = page.Neighbours(rootPath, query, found.Previous, found.Next)
	return names, nil
}

func newListItem(words *locale.Printer, item *overview.Item, list *overview.List) listItem {
	c := item.Consultation
	v := listItem{
		Slug: c.Slug, Title: c.Title, Href: draftedit.HubPath(c.Slug), Tag: draftedit.StateTag(words, item.State),
		HasChanges: item.HasDraft, CanArchive: item.State != consult.Open && item.State != consult.Forthcoming,
		Type: c.Type.Label().In(words),
	}
	if !c.Opens.IsZero() {
		v.Opens = c.Opens.DateIn(words)
	}
	if !c.Closes.IsZero() {
		v.Closes = c.Closes.DateIn(words)
	}
	if item.State == consult.Open {
		v.Left = daysLeft(words, c, list.Now)
	}
	if c.Register == nil && item.State != consult.Forthcoming {
		v.Responses = words.Number(item.Responses)
	}
	return v
}

// listStates are the states by which the list can be filtered.
var listStates = []consult.State{
	consult.Draft, consult.Forthcoming, consult.Open, consult.Closed, consult.Reported, consult.Withdrawn,
}

// listTypes are the types by which the list can be filtered.
var listTypes = []consult.Type{consult.Statutory, consult.Formal, consult.Engagement, consult.Survey, consult.Information}

// parseQuery reads the filters in an address. It ignores values that do not exist.
func parseQuery(typed url.Values) overview.Query {
	q := overview.Query{
		Title: typed.Get("q"), Officer: typed.Get("officer"), Area: typed.Get("area"), Archived: typed.Get("archived") != "",
		At: typed.Get(page.CursorName), Sort: page.SortBy(typed),
	}
	if state := consult.State(typed.Get("state")); slices.Contains(listStates, state) {
		q.State = state
	}
	if kind := consult.Type(typed.Get("type")); slices.Contains(listTypes, kind) {
		q.Type = kind
	}
	q.Year, _ = strconv.Atoi(typed.Get("year"))
	return q
}

// filterForm returns the form above the list. people are the names of officers to choose from, by id.
func (h *Handlers) filterForm(
	r *http.Request, words *locale.Printer, q overview.Query, list *overview.List, people map[string]string,
) form.Form {
	by := site.Actor(r)
	choose := func(name, label, chosen, all string, options ...form.Option) *form.Field {
		f := &form.Field{Kind: form.Select, ID: name, Name: name, Label: label, LabelSize: "s", Value: chosen}
		f.Options = append([]form.Option{{Label: all}}, options...)
		for i := range f.Options {
			f.Options[i].Checked = f.Options[i].Value == chosen
		}
		return f
	}
	var states, types, years, areas []form.Option
	for _, s := range listStates {
		if s != consult.Draft || by.May(actor.Draft) {
			states = append(states, form.Option{Value: string(s), Label: s.Label().In(words)})
		}
	}
	for _, t := range listTypes {
		types = append(types, form.Option{Value: string(t), Label: t.Label().In(words)})
	}
	for year := list.LastYear; year >= list.FirstYear && year > 0; year-- {
		years = append(years, form.Option{Value: strconv.Itoa(year), Label: strconv.Itoa(year)})
	}
	for _, a := range list.Areas {
		areas = append(areas, form.Option{Value: a.Value, Label: a.Name})
	}
	officers := []form.Option{{Value: by.ID, Label: words.Say("Me")}}
	if q.Officer != "" {
		people[q.Officer] = h.PersonName(r.Context(), q.Officer)
	}
	for _, id := range slices.Sorted(maps.Keys(people)) {
		if id != by.ID {
			officers = append(officers, form.Option{Value: id, Label: people[id]})
		}
	}
	year := ""
	if q.Year != 0 {
		year = strconv.Itoa(q.Year)
	}
	fields := form.Form{
		{Kind: form.Text, ID: "q", Name: "q", Label: words.Say("Search by title"), LabelSize: "s", Value: q.Title},
		choose("state", words.Say("State"), string(q.State), words.Say("All"), states...),
		choose("type", words.Say("Type"), string(q.Type), words.Say("All"), types...),
		choose("year", words.Say("Year"), year, words.Say("All"), years...),
	}
	if len(areas) > 0 {
		fields = append(fields, choose("area", words.Say("Area"), q.Area, words.Say("All areas"), areas...))
	}
	return append(fields, choose("officer", words.Say("Officer"), q.Officer, words.Say("All"), officers...))
}

// archive archives the selected consultations, or puts them back.
func (h *Handlers) archive(w http.ResponseWriter, r *http.Request) error {
	back := r.PostForm.Get("do") == "back"
	n, err := h.service.Archive(r.Context(), site.Actor(r), r.PostForm["consultation"], back)
	if problem := page.ErrorMessage(r, err); problem != "" {
		r.URL.Path = rootPath
		return h.writeList(w, r, http.StatusUnprocessableEntity, problem)
	}
	if err != nil {
		return err
	}
	query := r.URL.Query()
	query.Set("archived-now", strconv.FormatInt(n, 10))
	return site.Redirect(w, r, rootPath+"?"+query.Encode())
}
