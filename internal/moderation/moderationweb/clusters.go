package moderationweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
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
	Clusters    []clusterView
	Compare     string // address of the form that compares the responses, if that has to be done first
	Comparing   string // address of the page with the progress, while they are compared
	Pages       page.Pagination
	Errors      form.Form
}

type clusterView struct {
	Key, Heading, Description string
	Sample                    string // what one of the members wrote
	Members                   []page.Link
	More                      int64 // number of members that are not listed
	Effect                    []moderation.Effect
	Decision                  string // label of the decision, or ""
	Why                       string
	Fields                    form.Form // of the decision; nil for users who cannot decide
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
	for i := from; i < to; i++ {
		f := &all[i]
		cluster := clusterView{
			Key: f.Key, Heading: clusterHeading(p, f), Description: clusterDescription(p, f.Method), Sample: texts[i-from].Sample, Effect: f.Effect,
		}
		for j, code := range texts[i-from].Codes {
			cluster.Members = append(cluster.Members, page.Link{
				Text: shortCode(code), Href: staffURL(slug, "responses/"+url.PathEscape(f.Members[j])),
			})
		}
		cluster.More = int64(len(f.Members) - len(cluster.Members))
		decision, why := "", ""
		if f.Decision != nil {
			decision, why = f.Decision.Decision, f.Decision.Why
			cluster.Decision, cluster.Why = decisionLabel(p, decision), why
		}
		if by.May(actor.Moderate) {
			submitted := r.PostFormValue("cluster") == f.Key
			if submitted {
				decision, why = r.PostFormValue("decision-"+f.Key), r.PostFormValue("why-"+f.Key)
			}
			var options []form.Option
			for _, code := range []string{moderation.CountAll, moderation.CountOnce, moderation.ReportSeparately} {
				options = append(options, form.Option{Value: code, Label: decisionLabel(p, code)})
			}
			cluster.Fields = form.Form{responseview.RadiosField("decision-"+f.Key, p.Say("How should they be counted?"), options, decision, ""),
				responseview.TextareaField("why-"+f.Key, p.Say("Reason"), p.Say("This is shown in the note on method, next to the results."), why, "")}
			if submitted && problem != "" {
				cluster.Fields[0].Error, view.Errors = problem, cluster.Fields
			}
		}
		view.Clusters = append(view.Clusters, cluster)
	}
	return clustersPage.Write(w, r, status, view)
}

// clustersPerPage is the number of clusters on one page.
const clustersPerPage = 20

// clusterRange returns which of all the page shows: those of ?page=, or the page with the
// cluster of a submitted decision.
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

func (h *Handlers) decideCluster(w http.ResponseWriter, r *http.Request) error {
	slug, key := r.PathValue("slug"), r.PostFormValue("cluster")
	last, _, err := h.Operations.Latest(r.Context(), site.Actor(r), moderation.CompareOperation, slug)
	if err != nil {
		return err
	}
	decision, why := r.PostFormValue("decision-"+key), r.PostFormValue("why-"+key)
	err = h.service.DecideCluster(r.Context(), site.Actor(r), slug, last.Data(), key, decision, why)
	if isFormError(err) && site.Actor(r).May(actor.ReadResponses) {
		return h.showClusters(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, staffURL(slug, "similar-responses"))
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
