// Package analysisweb is where the public reads the results of a consultation,
// as pages and as data.
package analysisweb

import (
	"bytes"
	"embed"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers answers the requests of those who read results. Everything on it is
// read from frozen releases.
type Handlers struct {
	*web.Deps
	analysis *analysis.Service
}

// New puts the feature in its place.
func New(h *web.Deps, service *analysis.Service) *Handlers {
	d := &Handlers{h, service}
	const one = "/consultations/{slug}/results/{number}"
	for _, r := range []struct {
		pattern string
		handler site.Handler
	}{
		{"/consultations/{slug}/results", d.latest},
		{one, d.release},
		{one + "/results.csv", d.file("text/csv; charset=utf-8; header=present", func(w io.Writer, f *analysis.Frozen) error {
			return opendata.Results(w, f.Release)
		})},
		{one + "/results.csv-metadata.json", d.file("application/csvm+json", func(w io.Writer, f *analysis.Frozen) error {
			meta, err := opendata.Describe(f.Release)
			if err == nil {
				_, err = w.Write(meta)
			}
			return err
		})},
		{one + "/release.json", d.file("application/json", func(w io.Writer, f *analysis.Frozen) error {
			_, err := w.Write(f.Bytes)
			return err
		})},
		{one + "/status.csv", d.file("text/csv; charset=utf-8; header=present", func(w io.Writer, f *analysis.Frozen) error {
			return opendata.Status(w, f.Release)
		})},
	} {
		h.Site.Add(site.Route{Method: http.MethodGet, Pattern: r.pattern, Needs: actor.Public, Handler: r.handler})
	}
	h.Site.Add(site.Route{Method: http.MethodGet, Pattern: "/staff/consultations/{slug}/results/preview", Needs: actor.Release, Handler: d.preview})
	h.Site.Show(waitingPage, resultsPage)
	return d
}

// find returns the consultation and its releases. A draft is not there for the
// public.
func (d *Handlers) find(r *http.Request) (*consult.Consultation, []*analysis.Frozen, error) {
	c, all, err := d.analysis.Releases(r.Context(), r.PathValue("slug"))
	if err == nil && c.StateAt(d.Now()) == consult.Draft {
		err = fault.New(fault.NotFound, "We cannot find that consultation. Look for it in the list of consultations.")
	}
	return c, all, err
}

func (d *Handlers) latest(w http.ResponseWriter, r *http.Request) error {
	c, all, err := d.find(r)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		v := waiting(page.In(r), c, d.Now())
		v.chain = d.ChainFor(r.Context(), "consultation", c.Slug)
		return waitingPage.Write(w, r, http.StatusOK, v)
	}
	return d.show(w, r, c, all, all[0])
}

func (d *Handlers) release(w http.ResponseWriter, r *http.Request) error {
	n, err := releaseNumber(r)
	if err != nil {
		return err
	}
	c, all, err := d.find(r)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.Number == n {
			return d.show(w, r, c, all, f)
		}
	}
	return errNoRelease
}

var errNoRelease = fault.New(fault.NotFound, "We cannot find that release. The results page of the consultation lists those there are.")

func releaseNumber(r *http.Request) (int64, error) {
	text := r.PathValue("number")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != text {
		return 0, errNoRelease
	}
	return n, nil
}

func (d *Handlers) show(w http.ResponseWriter, r *http.Request, c *consult.Consultation, all []*analysis.Frozen, f *analysis.Frozen) error {
	words := page.In(r)
	v := showRelease(words, f, d.Speech(r).Of(c.Language))
	v.Invented = c.Invented
	v.chain = d.ChainFor(r.Context(), "consultation", c.Slug)
	entry, err := d.analysis.Entry(r.Context(), f)
	if err != nil {
		return err
	}
	v.Entry = words.Number(entry.Index + 1) // people count from 1
	for _, other := range all {
		o := otherRelease{other.Number, address(c.Slug, other.Number), words.Date(other.At), other.Reason}
		if other.Number != f.Number {
			v.Others = append(v.Others, o)
		}
	}
	if all[0].Number != f.Number {
		v.Newer = &v.Others[0]
	}
	return resultsPage.Write(w, r, http.StatusOK, v)
}

// preview shows what would be released as everybody would read it.
func (d *Handlers) preview(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	desk := "/staff/consultations/" + slug + "/results" // where it can be released
	p, err := d.analysis.Prospect(r.Context(), site.By(r), slug)
	if err != nil {
		return err
	}
	if p.Next == nil {
		return site.See(w, r, desk) // which says why
	}
	v := showRelease(page.In(r), p.Next, d.Speech(r).Of(p.Language))
	v.Preview, v.Invented = desk, p.Invented
	return resultsPage.Write(w, r, http.StatusOK, v)
}

// file returns a handler that serves what write makes of a release. A release
// never changes, so whoever has the file need not ask again.
func (d *Handlers) file(kind string, write func(io.Writer, *analysis.Frozen) error) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		n, err := releaseNumber(r)
		if err != nil {
			return err
		}
		f, err := d.analysis.Get(r.Context(), r.PathValue("slug"), n)
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
			w.Header().Set("Link", `<results.csv-metadata.json>; rel="describedby"; type="application/csvm+json"`)
		}
		_, err = w.Write(body.Bytes())
		return err
	}
}

// waitingView is what stands where results will be.
type waitingView struct {
	Title, Consultation string
	Says                string
	Promised            string // 30 June 2016
	Late                bool
	Invented            string
	Respond             string // where to answer, while it is open
	chain               page.Chain
}

// PageChain stands under the header.
func (v waitingView) PageChain() page.Chain { return v.chain }

func waiting(words *locale.Printer, c *consult.Consultation, now time.Time) waitingView {
	v := waitingView{Title: c.Title, Consultation: "/consultations/" + c.Slug, Invented: c.Invented}
	switch c.StateAt(now) {
	case consult.Forthcoming:
		v.Says = words.Say("This consultation has not opened yet.")
	case consult.Open:
		v.Says = words.Say("This consultation is open. Nothing is shown before it closes, so that nobody is led by what others said.")
		v.Respond = v.Consultation + "/respond"
	case consult.Withdrawn:
		v.Says = words.Say("This consultation was withdrawn, so it has no results. Its page says why.")
		return v
	default:
		v.Says = words.Say("This consultation has closed. We are reading and counting the responses.")
		if c.Register != nil {
			v.Says = words.Say("This consultation was not held on this site, so its results are not counted here. Its page says what is known of the outcome.")
			return v
		}
	}
	if promised, err := time.Parse(time.DateOnly, strings.TrimSpace(c.Feedback)); err == nil {
		v.Promised = words.Date(promised)
		v.Late = now.After(promised.AddDate(0, 0, 1))
	}
	return v
}
