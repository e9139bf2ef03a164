package moderationweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// clustersView is the page with similar responses.
type clustersView struct {
	page.StaffView
	Title, Self string
	Back        page.Link
	Action      string // to which the decision is sent: Self with the page
	Notice      string // confirms the previous decision, or ""
	Clusters    []clusterView
	Fields      form.Form // of the decision about those that are selected; nil for users who cannot decide
	Compare     string    // address of the form that compares the responses, if that has to be done first
	Comparing   string    // address of the page with the progress, while they are compared
	Pages       page.Pagination
	Errors      form.Form
}

type clusterView struct {
	ID, Key, Heading, Description string
	Selected                      bool
	Sample                        string // what one of the members wrote
	Members                       []page.Link
	More                          int64 // number of members that are not listed
	Effect                        []moderation.Effect
	Decision                      string // label of the decision, or ""
	Why                           string
}

var clustersPage = page.New(files, "templates/clusters.html", clustersExamples[0], clustersExamples[1:]...)

// maxMembersListed is the number of responses of a cluster that are listed.
const maxMembersListed = 10

func (h *Handlers) clusters(w http.ResponseWriter, r *http.Request) error {
	return h.showClusters(w, r, http.StatusOK, "")
}

func (h *Handlers) showClusters(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	slug, p, by := r.PathValue("slug"), page.Printer(r), site.Actor(r)
	last, comparing, err := h.Operations.Latest(r.Context(), by, moderation.CompareOperation, slug)
	if err != nil {
		return err
	}
	c, all, found, err := h.service.ListClusters(r.Context(), by, slug, last.Data())
	if err != nil {
		return err
	}
	view := clustersView{Title: c.Title, Back: web.BackToConsultation(r, slug), Self: staffURL(slug, "similar-responses")}
	if status == http.StatusOK {
		view.Notice = h.PopNotice(r)
	}
	switch {
	case !found && comparing != "":
		view.Comparing = web.OperationsPath + "/" + comparing
	case !found:
		view.Compare = view.Self + "/compare"
	}
	from, to := clusterRange(r, all)
	texts, err := h.service.ClusterTexts(r.Context(), slug, all[from:to], maxMembersListed)
	if err != nil {
		return err
	}
	view.Pages = page.Paginate(from/clustersPerPage+1, (len(all)+clustersPerPage-1)/clustersPerPage, func(n int) string {
		return view.Self + "?page=" + strconv.Itoa(n)
	})
	view.Action = view.Self
	if from > 0 {
		view.Action += "?page=" + strconv.Itoa(from/clustersPerPage+1)
	}
	for i := from; i < to; i++ {
		f := &all[i]
		cluster := clusterView{
			ID: "cluster-" + strconv.Itoa(i-from+1), Key: f.Key, Heading: clusterHeading(p, f),
			Description: clusterDescription(p, f.Method), Sample: texts[i-from].Sample, Effect: f.Effect,
			Selected: slices.Contains(r.PostForm["cluster"], f.Key),
		}
		for j, code := range texts[i-from].Codes {
			cluster.Members = append(cluster.Members, page.Link{
				Text: shortCode(code), Href: staffURL(slug, "responses/"+url.PathEscape(f.Members[j])),
			})
		}
		cluster.More = int64(len(f.Members) - len(cluster.Members))
		if f.Decision != nil {
			cluster.Decision, cluster.Why = decisionLabel(p, f.Decision.Decision), f.Decision.Why
		}
		view.Clusters = append(view.Clusters, cluster)
	}
	if by.May(actor.Moderate) && len(view.Clusters) > 0 {
		view.setDecision(r, problem)
	} else if problem != "" { // the responses have to be compared again
		view.Errors = form.Form{{Kind: form.Text, ID: "main-content", Error: problem}}
	}
	return clustersPage.Write(w, r, status, view)
}

// setDecision sets the fields of the decision to what was typed, and problem as the error of
// the one that it is about.
func (v *clustersView) setDecision(r *http.Request, problem string) {
	p, decision, why := page.Printer(r), r.PostFormValue("decision"), r.PostFormValue("why")
	var options []form.Option
	for _, code := range []string{moderation.CountAll, moderation.CountOnce, moderation.ReportSeparately} {
		options = append(options, form.Option{Value: code, Label: decisionLabel(p, code)})
	}
	v.Fields = form.Form{
		responseview.RadiosField("decision", p.Say("How should they be counted?"), options, decision, ""),
		responseview.TextareaField("why", p.Say("Reason"), p.Say("This is shown in the note on method, next to the results."), why, ""),
	}
	selected := slices.ContainsFunc(v.Clusters, func(c clusterView) bool { return c.Selected })
	switch {
	case problem == "":
	case selected && !moderation.IsClusterDecision(decision):
		v.Fields[0].Error, v.Errors = problem, v.Fields
	case selected && strings.TrimSpace(why) == "":
		v.Fields[1].Error, v.Errors = problem, v.Fields
	default: // about the groups
		v.Errors = form.Form{{Kind: form.Checkboxes, ID: v.Clusters[0].ID, Name: "cluster", Error: problem}}
	}
}

// clustersPerPage is the number of clusters on one page.
const clustersPerPage = 20

// clusterRange returns which of all the page shows: those of ?page=, or the page with the
// first cluster of a submitted decision.
func clusterRange(r *http.Request, all []moderation.Cluster) (from, to int) {
	if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil && n > 1 {
		from = min(n-1, len(all)) * clustersPerPage
	}
	key := r.PostFormValue("cluster")
	if at := slices.IndexFunc(all, func(f moderation.Cluster) bool { return f.Key == key }); at >= 0 {
		from = at / clustersPerPage * clustersPerPage
	}
	if from >= len(all) {
		from = 0
	}
	return from, min(from+clustersPerPage, len(all))
}

func clusterHeading(p *locale.Printer, f *moderation.Cluster) string {
	n := int64(len(f.Members))
	switch f.Method {
	case moderation.SameAnswers:
		return p.Count(n, "%d response with identical answers", "%d responses with identical answers")
	case moderation.SimilarText:
		return p.Count(n, "%d response with mostly the same text", "%d responses with mostly the same text")
	}
	at, err := time.Parse(time.DateOnly, f.Day)
	if err != nil {
		at = time.Time{}
	}
	return p.Say("%s on %s", p.Count(n, "%d response", "%d responses"), p.Date(at))
}

func clusterDescription(p *locale.Printer, method string) string {
	switch method {
	case moderation.SameAnswers:
		return p.Say("Every answer is identical. People may copy a campaign’s suggested answers and still agree with them.")
	case moderation.SimilarText:
		return p.Say("Much of their text is the same, in the same order. People may adapt a campaign’s suggested answers.")
	}
	return p.Say(
		"We received many more than on other days. A meeting, a news story or a batch of paper forms can cause this. " +
			"We do not store the time of day.",
	)
}

func decisionLabel(p *locale.Printer, code string) string {
	switch code {
	case moderation.CountAll:
		return p.Say("Count each one")
	case moderation.CountOnce:
		return p.Say("Count them as one")
	}
	return p.Say("Report them separately")
}

func (h *Handlers) decideClusters(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	last, _, err := h.Operations.Latest(r.Context(), site.Actor(r), moderation.CompareOperation, slug)
	if err != nil {
		return err
	}
	decision, why := r.PostFormValue("decision"), r.PostFormValue("why")
	keys := r.PostForm["cluster"]
	err = h.service.DecideClusters(r.Context(), site.Actor(r), slug, last.Data(), keys, decision, why)
	if isFormError(err) && site.Actor(r).May(actor.ReadResponses) {
		return h.showClusters(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	h.SetNotice(r, page.Printer(r).Count(int64(len(keys)),
		"Decision saved about %d group of similar responses.", "Decision saved about %d groups of similar responses."))
	to := staffURL(slug, "similar-responses")
	if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil && n > 1 {
		to += "?page=" + strconv.Itoa(n)
	}
	return seeOther(w, r, to)
}

// compare compares the responses for the list of similar ones.
func (h *Handlers) compare(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	return h.Operate(w, r, site.Actor(r), operation.Request{Kind: moderation.CompareOperation, Subject: slug, Key: slug}, nil)
}

// compareOperation is the operation of compare.
func compareOperation(service *moderation.Service) operation.Kind {
	return operation.Kind{
		Name: moderation.CompareOperation, Needs: actor.ReadResponses, Title: locale.Key("Find similar responses"),
		Run: func(ctx context.Context, by actor.Actor, o operation.Operation) (r operation.Result, err error) {
			r.Data, r.Amount, err = service.CompareResponses(ctx, by, o.Subject)
			return r, err
		},
		Done: func(p *locale.Printer, o operation.Operation) string {
			return p.Count(o.Amount, "We have compared %d response.", "We have compared %d responses.")
		},
		Path: func(o operation.Operation) string { return staffURL(o.Subject, "similar-responses") },
	}
}
