// Package releaseweb has the page on which officers release results.
package releaseweb

import (
	"embed"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Handlers serves the page on which officers release results.
type Handlers struct {
	*web.Deps
	service *analysis.Service
}

// New returns the feature with the page on which officers release results, and its task.
func New(deps *web.Deps, service *analysis.Service) feature.Feature {
	h := &Handlers{deps, service}
	f := feature.Feature{Name: "analysis", AuditLabels: auditLabels, Work: work}
	const at = "/staff/consultations/{slug}/results"
	f.AddRoutes(site.Route{Method: http.MethodGet, Pattern: at, Needs: actor.Release, Handler: h.show},
		site.Route{Method: http.MethodPost, Pattern: at, Needs: actor.Release, Handler: h.publish, RequireReauth: true})
	f.AddRoutes(site.Route{Method: http.MethodPost, Pattern: at + "/count", Needs: actor.Release, Handler: h.count})
	f.Operations = operations(service)
	f.AddTask(web.ConsultationTask{Text: locale.Key("Release the results"), Path: at, Needs: actor.Release, Stage: web.StageResults})
	f.AddExamples(releasePage)
	return f
}

// releaseView shows why results cannot be released, or what a release would
// include, and the existing releases.
type releaseView struct {
	page.StaffView
	Title        string
	Back         page.Link
	Obstacles    []page.Link // everything that is in the way of a release
	From         string      // the first day on which results can be released, if that is in the way
	Unchanged    bool        // nothing has changed since the latest release
	Choice       form.Form   // of the characteristic by which the results are shown too
	GroupBy      string      // the ID of the one that was chosen, or ""
	CountAction  string      // of the form that counts the responses, if that has to be done first
	CountingHref string      // of the page with the progress, while they are counted
	NotReported  bool        // the consultation is not marked as reported yet
	Summary      []page.SummaryRow
	PreviewHref  string
	CheckFirst   []page.Link // tasks that affect what is counted
	Fields       form.Form
	Releases     []releaseLink
}

var releasePage = page.New(templateFiles, "templates/release.html", releaseExamples[0], releaseExamples[1:]...)

// releaseLink is a link to an existing release.
type releaseLink struct {
	Number             int64
	Href, Date, Reason string
}

func releaseURL(slug string) string { return "/staff/consultations/" + slug + "/results" }

// groupField has the ID of the characteristic by which the results are shown too.
const groupField = "group-by"

// withGroups returns the address of a page for results that are also shown by a characteristic.
func withGroups(path, groupBy string) string {
	if groupBy == "" {
		return path
	}
	return path + "?" + url.Values{groupField: {groupBy}}.Encode()
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	return h.writePage(w, r, http.StatusOK, nil)
}

func (h *Handlers) writePage(w http.ResponseWriter, r *http.Request, status int, wrong error) error {
	words, by, slug := page.Printer(r), site.Actor(r), r.PathValue("slug")
	p, counting, err := h.preview(r)
	if err != nil {
		return err
	}
	v := newReleaseView(words, p)
	if counting != "" && p.NotCounted {
		v.CountAction, v.CountingHref = "", web.OperationsPath+"/"+counting
	}
	v.Back = web.BackToConsultation(r, p.Slug)
	v.Obstacles = web.Obstacles(r, p.Slug, p.Obstacles)
	if until := p.Obstacles.Until(); !until.IsZero() {
		v.From = words.Date(until)
	}
	v.NotReported = v.Unchanged && p.StateAt(h.Now()) == consult.Closed
	v.CheckFirst = h.CountingTasks(by, slug)
	if len(v.Fields) > 0 && wrong != nil {
		v.Fields[0].Value, v.Fields[0].Error = r.PostForm.Get("reason"), page.ErrorMessage(r, wrong)
	}
	return releasePage.Write(w, r, status, v)
}

func newReleaseView(words *locale.Printer, p *analysis.Preview) releaseView {
	v := releaseView{
		Title:     p.Title,
		GroupBy:   p.GroupBy,
		Unchanged: !p.IsBlocked() && p.Next == nil && !p.NotCounted,
	}
	if p.NotCounted {
		v.CountAction = releaseURL(p.Slug) + "/count"
	}
	for _, head := range p.Releases {
		href := fmt.Sprintf("/consultations/%s/results/%d", p.Slug, head.Number)
		v.Releases = append(v.Releases, releaseLink{head.Number, href, words.Date(head.ReleasedAt), head.Reason})
	}
	if p.Next != nil || p.NotCounted {
		v.Choice = choice(words, p)
	}
	if p.Next == nil {
		return v
	}
	v.PreviewHref = withGroups(releaseURL(p.Slug)+"/preview", p.GroupBy)
	row := func(key, value string) {
		v.Summary = append(v.Summary, page.SummaryRow{Key: key, Value: value})
	}
	counts := p.Next.Responses
	row(words.Say("Receipts issued"), words.Number(counts.Receipts))
	row(words.Say("Responses counted"), words.Number(counts.Counted))
	row(words.Say("Withdrawn by respondents"), words.Number(counts.Withdrawn))
	row(words.Say("Excluded with a reason"), words.Number(counts.Excluded))
	submissions := int64(0)
	for _, s := range p.Next.Submissions {
		submissions += s.Count
	}
	row(words.Say("Letters, petitions and events"), words.Number(submissions))
	if g := p.Next.ByGroup; g != nil {
		row(words.Say("Questions shown by group"), words.Number(int64(g.Shown())))
		row(words.Say("Questions hidden by group, to protect people’s identities"), words.Number(int64(len(g.Tables)-g.Shown())))
	}
	if p.NeedsReason {
		v.Fields = form.Form{
			{Kind: form.Textarea, ID: "reason", Name: "reason", Label: words.Say("Why are you releasing the results again?"), LabelSize: "s",
				Hint: words.Say("We will publish this with the results."), MaxLength: 1000},
		}
	}
	return v
}

// choice returns the field for the characteristic by which the results are shown too, if there is any.
func choice(words *locale.Printer, p *analysis.Preview) form.Form {
	if len(p.Characteristics) == 0 {
		return nil
	}
	by := &form.Field{Kind: form.Select, ID: groupField, Name: groupField, LabelSize: "s", Value: p.GroupBy,
		Label: words.Say("Which groups of people do you want to compare?"),
		Hint: words.Say("The results will also show how each group answered the questions about the proposals. We hide small numbers. " +
			"Decide before the first release: in a later one, most of these tables would have to be hidden."),
		Options: []form.Option{{Value: "", Label: words.Say("Do not compare groups"), Checked: p.GroupBy == ""}}}
	for _, c := range p.Characteristics {
		by.Options = append(by.Options, form.Option{Value: c.ID, Label: c.Text, Lang: p.Language, Checked: c.ID == p.GroupBy})
	}
	return form.Form{by}
}

// confirm asks for confirmation before the results are released. A release that Publish
// refuses needs none.
func (h *Handlers) confirm(w http.ResponseWriter, r *http.Request) (by actor.Actor, ok bool, err error) {
	words, slug := page.Printer(r), r.PathValue("slug")
	by = site.Actor(r)
	p, _, err := h.preview(r)
	if err != nil {
		return by, false, err
	}
	if p.NotCounted { // the page offers to count first
		return by, false, site.Redirect(w, r, withGroups(releaseURL(slug), p.GroupBy))
	}
	if p.Next == nil || p.NeedsReason && strings.TrimSpace(r.PostForm.Get("reason")) == "" {
		return by, true, nil
	}
	counted := p.Next.Responses.Counted
	effects := []string{
		words.Count(counted, "The results of %d response will be published.", "The results of %d responses will be published."),
	}
	for _, c := range p.Characteristics {
		if c.ID == p.GroupBy {
			effects = append(effects, words.Say("They compare groups of people by the question “%s”.", c.Text))
		}
	}
	return h.Confirm(w, r, web.Irreversible{
		Act: "release-results", SubjectKind: "consultation", Subject: slug, Needs: actor.Release,
		Title: words.Say("Release the results"), Name: p.Title, Count: counted,
		Effects: append(effects, words.Say("They stay in the public record. A later release can correct them, but not take them back.")),
		Export:  page.Link{Text: words.Say("Preview"), Href: withGroups(releaseURL(slug)+"/preview", p.GroupBy)},
		Back:    page.Link{Text: words.Say("Back"), Href: withGroups(releaseURL(slug), p.GroupBy)},
	})
}

// publish releases the results.
func (h *Handlers) publish(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	by, ok, err := h.confirm(w, r)
	if err != nil || !ok {
		return err
	}
	err = h.Operate(w, r, by, operation.Request{
		Kind: releaseKind, Subject: slug, Key: slug,
		Arguments: releaseArguments{Reason: r.PostForm.Get("reason"), GroupBy: r.FormValue(groupField)},
	}, nil)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		return h.writePage(w, r, http.StatusUnprocessableEntity, err)
	}
	return err
}

var releaseExamples = []releaseView{
	{
		Title:       "The park",
		Back:        page.Link{Text: "Back to the consultation", Href: "/staff/consultations/park"},
		PreviewHref: "/staff/consultations/park/results/preview",
		Summary: []page.SummaryRow{
			{Key: "Receipts issued", Value: "1,204"},
			{Key: "Responses counted", Value: "1,190"},
			{Key: "Letters, petitions and events", Value: "3"},
		},
		GroupBy: "sex",
		Choice: form.Form{{Kind: form.Select, ID: groupField, Name: groupField, LabelSize: "s", Value: "sex",
			Label: "Which groups of people do you want to compare?", Hint: "Choose before the first release.",
			Options: []form.Option{{Value: "", Label: "Do not compare groups"}, {Value: "sex", Label: "What is your sex?", Checked: true}}}},
		CheckFirst: []page.Link{{Text: "Similar responses and campaigns", Href: "/staff/consultations/park/similar-responses"}},
	},
	{
		Title: "The park",
		Back:  page.Link{Text: "Back to the consultation", Href: "/staff/consultations/park"},
		Obstacles: []page.Link{
			{Text: "Postal responses count if they reach us by 30 May 2016. Release the results after that date."},
			{Text: "The batch “Library” is not closed.", Href: "/staff/consultations/park/data-entry/1"},
		},
		From: "31 May 2016",
	},
	{
		Title:       "The park",
		Back:        page.Link{Text: "Back to the consultation", Href: "/staff/consultations/park"},
		PreviewHref: "/staff/consultations/park/results/preview",
		Summary:     []page.SummaryRow{{Key: "Receipts issued", Value: "1,204"}},
		Fields: form.Form{
			{
				Kind:  form.Textarea,
				ID:    "reason",
				Name:  "reason",
				Label: "Why are you releasing the results again?",
				Error: "Enter the reason for the new release. We will publish it with the results.",
			},
		},
		Releases: []releaseLink{{Number: 1, Href: "/consultations/park/results/1", Date: "1 June 2016",
			Reason: "We found a batch of paper forms."}},
	},
	{
		Title:       "The park",
		Back:        page.Link{Text: "Back to the consultation", Href: "/staff/consultations/park"},
		Unchanged:   true,
		NotReported: true,
		Releases:    []releaseLink{{Number: 1, Href: "/consultations/park/results/1", Date: "1 June 2016"}},
	},
	{
		Title:       "The park",
		Back:        page.Link{Text: "Back to the consultation", Href: "/staff/consultations/park"},
		CountAction: "/staff/consultations/park/results/count",
		CheckFirst:  []page.Link{{Text: "Similar responses and campaigns", Href: "/staff/consultations/park/similar-responses"}},
	},
	{
		Title:        "The park",
		Back:         page.Link{Text: "Back to the consultation", Href: "/staff/consultations/park"},
		CountingHref: "/staff/operations/1",
	},
}
