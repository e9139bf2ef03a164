// Package analysisweb has the public pages and downloads of results.
package analysisweb

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/memo"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Handlers serves results, all of which come from stored releases.
type Handlers struct {
	*web.Deps
	service  *analysis.Service
	consults *consult.Service

	chartFiles memo.Cache[[]byte] // by the digests of what they are made from
}

// New returns the feature with the pages and files of released results. With an
// announcer it also sends the notifications of a release.
func New(deps *web.Deps, service *analysis.Service, consults *consult.Service, announcer *analysis.Announcer) feature.Feature {
	h := &Handlers{Deps: deps, service: service, consults: consults}
	f := feature.Feature{Name: "analysis", Lists: memberLists, Datasets: datasets,
		DataTables: []web.DataTable{releasesTable}}
	const one = "/consultations/{slug}/results/{number}"
	for _, r := range []struct {
		pattern string
		handler site.Handler
	}{
		{"/consultations/{slug}/results", h.showLatest},
		{one, h.showNumbered},
		{one + "/results.csv", h.downloadCSV(opendata.WriteResults)},
		{one + "/results.csv-metadata.json", h.describe(opendata.ResultsMetadata)},
		{one + "/who-answered.csv", h.downloadCSV(opendata.WriteWhoAnswered)},
		{one + "/who-answered.csv-metadata.json", h.describe(opendata.WhoAnsweredMetadata)},
		{one + opendata.WorkbookXLSX, h.downloadWorkbook(sheet.XLSX)},
		{one + opendata.WorkbookODS, h.downloadWorkbook(sheet.ODS)},
		{one + "/charts/{file}", h.downloadChart},
		{one + "/release.json", h.download("application/json", func(w io.Writer, stored *analysis.StoredRelease) error {
			_, err := w.Write(stored.Bytes)
			return err
		})},
	} {
		f.AddRoutes(site.Route{Method: http.MethodGet, Pattern: r.pattern, Needs: actor.Public, Handler: r.handler})
	}
	f.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: "/staff/consultations/{slug}/results/preview", Needs: actor.Release, Handler: h.showPreview},
	)
	f.AddExamples(waitingPage, resultsPage)
	f.Definitions = service.Definitions(consults)
	f.Audit, f.Leaves = []feature.Check{{Run: analysis.AuditAll}}, []feature.LeafKind{{Kind: "tally"}}
	if announcer != nil {
		f.Jobs = func(r *jobs.Runner) { r.Handle(analysis.AnnounceJob, announcer.HandleJob) }
		f.Periodic = []feature.Periodic{{Name: "tell respondents what happened", Every: time.Hour, Run: announcer.AnnounceNews}}
	}
	return f
}

// findReleases returns the consultation and the heads of its releases, or
// fault.NotFound, also for a draft.
func (h *Handlers) findReleases(r *http.Request) (*consult.Consultation, []analysis.Head, error) {
	c, all, err := h.service.Releases(r.Context(), r.PathValue("slug"))
	if err == nil && c.StateAt(h.Now()) == consult.Draft {
		err = fault.New(fault.NotFound, "We cannot find that consultation. Check the list of consultations.")
	}
	return c, all, err
}

func (h *Handlers) showLatest(w http.ResponseWriter, r *http.Request) error {
	c, all, err := h.findReleases(r)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		v := newWaitingView(page.Printer(r), c, h.Now())
		v.chain = h.ChainFor(r.Context(), "consultation", c.Slug)
		return waitingPage.Write(w, r, http.StatusOK, v)
	}
	return h.writeRelease(w, r, c, all, all[0].Number)
}

func (h *Handlers) showNumbered(w http.ResponseWriter, r *http.Request) error {
	n, err := parseReleaseNumber(r)
	if err != nil {
		return err
	}
	c, all, err := h.findReleases(r)
	if err != nil {
		return err
	}
	return h.writeRelease(w, r, c, all, n)
}

var errReleaseNotFound = fault.New(fault.NotFound, "We cannot find that release. The results page of the consultation lists all releases.")

func parseReleaseNumber(r *http.Request) (int64, error) {
	text := r.PathValue("number")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != text {
		return 0, errReleaseNotFound
	}
	return n, nil
}

// writeRelease writes the page of release number, which is one of all.
func (h *Handlers) writeRelease(
	w http.ResponseWriter, r *http.Request, c *consult.Consultation, all []analysis.Head, number int64,
) error {
	f, err := h.service.Get(r.Context(), c.Slug, number)
	if err != nil {
		return err
	}
	words := page.Printer(r)
	v := resultsOf(resultview.New(words, f, h.PagePrinter(r).LangOrCouncil(c.Language)))
	v.OfferFiles(words, v.Href)
	v.Invented, v.Checksum, v.FirstPublished = c.Invented, f.Checksum, firstPublished(r, f)
	v.chain = h.ChainFor(r.Context(), "consultation", c.Slug)
	if err := h.addUses(r, c.Slug, &v); err != nil {
		return err
	}
	entry, err := h.service.RecordEntry(r.Context(), f)
	if err != nil {
		return err
	}
	v.EntryNumber, v.EntryHref = words.Number(entry.Index+1), "/record" // pages count from 1
	if err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		link, err := h.RecordEntry(r.Context(), tx, words, entry.Leaf)
		v.EntryHref = cmp.Or(link.Href, v.EntryHref)
		return err
	}); err != nil {
		return err
	}
	for _, link := range h.RelatedLinks(r.Context(), c.Slug) {
		if strings.HasSuffix(link.Href, "/published-responses") {
			v.PublishedHref = link.Href
		} else {
			v.Related = append(v.Related, page.Link{Text: words.Say(link.Text), Href: link.Href})
		}
	}
	for _, other := range all {
		o := releaseLink{other.Number, resultview.ReleasePath(c.Slug, other.Number), words.Date(other.ReleasedAt), other.Reason}
		if other.Number != f.Number {
			v.Others = append(v.Others, o)
		}
	}
	if all[0].Number != f.Number {
		v.Newer = &v.Others[0]
	}
	v.filter(web.QueryText(r, "find"))
	return resultsPage.Write(w, r, http.StatusOK, v)
}

// addUses adds to each question the key issues that its answers raised, and the key issues and the feedback that quote
// its figures.
func (h *Handlers) addUses(r *http.Request, slug string, v *resultsView) error {
	speech := h.PagePrinter(r)
	return h.DB.View(r.Context(), func(tx *db.Tx) error {
		uses, err := decision.FigureUses(r.Context(), tx, slug)
		for _, part := range [][]resultview.Question{v.Questions, v.TextQuestions, v.OtherQuestions} {
			for i := range part {
				part[i].Uses = useLinks(speech, uses[part[i].ID])
			}
		}
		return err
	})
}

func useLinks(speech web.PagePrinter, uses []decision.FigureUse) (links []page.UserText) {
	for _, u := range uses {
		use := page.UserText{Text: u.Text, Href: u.Path, Lang: speech.LangOrCouncil(u.Language)}
		if u.Text == "" {
			use.Text, use.Lang = speech.Say("We asked, you said, we did"), ""
		}
		links = append(links, use)
	}
	return links
}

// firstPublished returns the day on which the results were first published, if that was before f was released here, and
// "" otherwise.
func firstPublished(r *http.Request, f *analysis.StoredRelease) string {
	if !f.PublishedAt.Before(f.ReleasedAt) {
		return ""
	}
	return page.Printer(r).Date(f.PublishedAt)
}

// showPreview shows officers the results page of the next release.
func (h *Handlers) showPreview(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	releaseHref, groupBy := "/staff/consultations/"+slug+"/results", r.FormValue("group-by")
	if groupBy != "" {
		releaseHref += "?" + url.Values{"group-by": {groupBy}}.Encode()
	}
	counted, _, err := h.Operations.Latest(r.Context(), site.Actor(r), analysis.CountOperation, slug)
	if err != nil {
		return err
	}
	p, err := h.service.PreviewQuickly(r.Context(), site.Actor(r), slug, groupBy, counted.Data())
	if err != nil {
		return err
	}
	if p.Next == nil {
		return site.Redirect(w, r, releaseHref) // which shows the reason, or offers to count
	}
	v := resultsOf(resultview.New(page.Printer(r), p.Next, h.PagePrinter(r).LangOrCouncil(p.Language)))
	v.ReleaseHref, v.Invented, v.Preview = releaseHref, p.Invented, true
	v.filter(web.QueryText(r, "find"))
	return resultsPage.Write(w, r, http.StatusOK, v)
}

// downloadCSV returns a handler that serves a CSV file of a release.
func (h *Handlers) downloadCSV(write func(io.Writer, *analysis.Release) error) site.Handler {
	return h.download("text/csv; charset=utf-8; header=present", func(w io.Writer, stored *analysis.StoredRelease) error {
		return write(w, stored.Release)
	})
}

// downloadWorkbook returns a handler that serves everything of a release as a workbook.
func (h *Handlers) downloadWorkbook(format sheet.Format) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		name := fmt.Sprintf("%s-results-%s.%s", r.PathValue("slug"), r.PathValue("number"), format)
		return h.download(format.MediaType(), func(body io.Writer, stored *analysis.StoredRelease) error {
			w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
			return opendata.WriteWorkbook(body, format, stored, opendata.Source{
				Publisher: h.CouncilName(r), Address: h.SiteURL(r) + resultview.ReleasePath(stored.Consultation, stored.Number),
			})
		})(w, r)
	}
}

// describe returns a handler that serves the description of a CSV file.
func (h *Handlers) describe(meta func(*analysis.Release) ([]byte, error)) site.Handler {
	return h.download("application/csvm+json", func(w io.Writer, stored *analysis.StoredRelease) error {
		described, err := meta(stored.Release)
		if err == nil {
			_, err = w.Write(described)
		}
		return err
	})
}

// download returns a handler that serves a release as written by write. Releases
// never change, so caches may keep the files.
func (h *Handlers) download(kind string, write func(io.Writer, *analysis.StoredRelease) error) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		n, err := parseReleaseNumber(r)
		if err != nil {
			return err
		}
		f, err := h.service.Get(r.Context(), r.PathValue("slug"), n)
		if err != nil {
			return err
		}
		var body bytes.Buffer
		if err := write(&body, f); err != nil {
			return err
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		if kind[:8] == "text/csv" {
			web.DescribeCSV(w, path.Base(r.URL.Path))
		}
		_, err = w.Write(body.Bytes())
		return err
	}
}

// waitingView is the results page before the first release.
type waitingView struct {
	Title, Consultation string
	Message             string
	PromisedDate        string // 30 June 2016; "" if there is none
	Overdue             bool
	Invented            string
	RespondHref         string // "" unless the consultation is open
	chain               page.Chain
}

// PageChain returns the chain under the header.
func (v waitingView) PageChain() page.Chain { return v.chain }

func newWaitingView(words *locale.Printer, c *consult.Consultation, now time.Time) waitingView {
	v := waitingView{Title: c.Title, Consultation: "/consultations/" + c.Slug, Invented: c.Invented}
	switch c.StateAt(now) {
	case consult.Forthcoming:
		v.Message = words.Say("This consultation has not opened yet.")
	case consult.Open:
		v.Message = words.Say("This consultation is open. We will not show any results until it closes, " +
			"so that other people’s answers do not influence yours.")
		v.RespondHref = v.Consultation + "/respond"
	case consult.Withdrawn:
		v.Message = words.Say("This consultation was withdrawn, so there are no results. The consultation page explains why.")
		return v
	default:
		v.Message = words.Say("This consultation has closed. We are reading and counting the responses.")
		if c.Register != nil {
			v.Message = words.Say("This consultation was not run on this website, so there are no results here. " +
				"The consultation page says what we know about the outcome.")
			return v
		}
	}
	if promised, err := time.Parse(time.DateOnly, strings.TrimSpace(c.Feedback)); err == nil {
		v.PromisedDate = words.Date(promised)
		v.Overdue = now.After(promised.AddDate(0, 0, 1))
	}
	return v
}
