package overviewweb

import (
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/overview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// showView is the page of a consultation in the staff area.
type showView struct {
	page.StaffView
	Title, Slug string
	Back        page.Link
	Saved       bool
	Tag         page.Tag
	Facts       []string // type, dates, days left
	Changed     string   // who changed the draft last, and when
	Changes     bool     // it is published and has unpublished changes
	PublicHref  string   // of the public page; "" if there is none
	Next        *nextStep
	Obstacles   []page.Link // to a release of the results
	From        string      // the first day on which results can be released
	Numbers     *numbersView
	ToDo        []taskView // parts of a draft with what is missing
	Events      []eventView
	EventPages  page.Pagination
	Writes      bool // the reader writes drafts
	HasDraft    bool // a draft is stored and can be deleted
}

// taskView is a part of a draft.
type taskView struct {
	Text, Href, Summary string
	Missing             []page.Link
}

type eventView struct{ Date, Text, By, Reason string }

// numbersView are the numbers while a consultation runs and afterwards.
type numbersView struct {
	Hints    []string
	Total    page.Figure
	Rows     []page.SummaryRow
	Days     *chart.Bars // nil if there are no responses, as Channels and Editions
	Channels *chart.Bars
	Editions *chart.Bars // nil if there is only one
	Unheard  page.Link   // to the page about groups who have hardly responded; without Href if there are none
	Groups   *groupsView // nil if no questions about people are asked, and once results are released
}

var showPage = page.New(templateFiles, "templates/show.html", showExamples[0], showExamples[1:]...)

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	by, words, slug := site.Actor(r), page.Printer(r), r.PathValue("slug")
	o, err := h.service.Get(r.Context(), by, slug, r.URL.Query().Get(page.CursorName))
	if err != nil {
		return err
	}
	v := newShowView(words, o)
	v.Back = page.Link{Text: words.Say("Back to all consultations"), Href: rootPath}
	v.Saved = r.URL.Query().Get("saved") != ""
	v.Next = next(words, by, o)
	if o.Draft != nil && o.Draft.Started() {
		changed := consult.LocalTime(o.Draft.ChangedAt)
		v.Changed = words.Say("Changed by %s on %s at %s", h.PersonName(r.Context(), o.Draft.ChangedBy), words.Date(changed),
			words.Clock(changed))
	}
	if len(o.Releases) == 0 && (o.State == consult.Open || o.State == consult.Closed) {
		v.Obstacles = web.Obstacles(r, slug, o.Obstacles)
		if until := o.Obstacles.Until(); !until.IsZero() {
			v.From = words.Date(until)
		}
	}
	if v.ToDo, err = h.toDo(r, o); err != nil {
		return err
	}
	if v.Events, err = h.events(r, o.Events.Items); err != nil {
		return err
	}
	v.EventPages = page.Neighbours(rootPath+"/"+slug, nil, o.Events.Previous, o.Events.Next)
	return showPage.Write(w, r, http.StatusOK, v)
}

func newShowView(words *locale.Printer, o *overview.Overview) showView {
	v := showView{Title: o.Title, Slug: o.Slug, Tag: draftedit.StateTag(words, o.State), Writes: o.Draft != nil}
	v.Facts = append(v.Facts, o.Type.Label().In(words), draftedit.DateRange(words, o.Opens, o.Closes))
	if o.State == consult.Open {
		v.Facts = append(v.Facts, daysLeft(words, o.Consultation, o.Now))
	}
	if o.Published {
		v.PublicHref = "/consultations/" + o.Slug
	}
	if o.Draft != nil {
		v.HasDraft = o.Draft.Started()
		v.Changes = v.HasDraft && o.Published
	}
	if o.Numbers != nil {
		v.Numbers = newNumbersView(words, o)
	}
	return v
}

// daysLeft returns how long an open consultation will still be open.
func daysLeft(words *locale.Printer, c *consult.Consultation, now time.Time) string {
	closes := c.Closes.Local()
	days := strategy.Deadline{Due: closes}.DaysLeft(now.In(closes.Location()))
	if days < 1 {
		return words.Say("closes today")
	}
	return words.Count(int64(days), "%d day left", "%d days left")
}

// toDo returns the parts of a draft with notes, for those who write it and before it is published or
// if there are changes.
func (h *Handlers) toDo(r *http.Request, o *overview.Overview) (all []taskView, err error) {
	if o.Draft == nil || o.Published && !o.Draft.Started() {
		return nil, nil
	}
	notes, err := h.TaskNotes(r, o.Slug)
	if err != nil {
		return nil, err
	}
	words := page.Printer(r)
	for _, group := range h.TaskGroups(site.Actor(r), taskSubject(o.Subject)) {
		for _, task := range group.Tasks {
			if note, ok := notes[task.Href]; ok {
				all = append(all, taskView{words.Say(task.Text), task.Href, note.Summary, note.Missing})
			}
		}
	}
	return all, nil
}

// events returns the view of all, with the names of those who acted.
func (h *Handlers) events(r *http.Request, all []overview.Event) (views []eventView, err error) {
	words := page.Printer(r)
	names := map[string]string{}
	var ids []string
	for _, e := range all {
		if e.By != "" && e.By != actor.System.ID {
			ids = append(ids, e.By)
		}
	}
	if h.PersonNames != nil && len(ids) > 0 {
		if names, err = h.PersonNames(r.Context(), ids); err != nil {
			return nil, err
		}
	}
	for _, e := range all {
		text := h.AuditLabels.Acts[e.Act]
		switch e.Act {
		case overview.Opened:
			text = consult.ActOpened.Label().String()
		case overview.Closed:
			text = consult.ActClosed.Label().String()
		}
		at := consult.LocalTime(e.At)
		views = append(views, eventView{
			Date: words.Say("%s at %s", words.Date(at), words.Clock(at)), Text: words.Say(text), By: names[e.By], Reason: e.Reason,
		})
	}
	return views, nil
}
